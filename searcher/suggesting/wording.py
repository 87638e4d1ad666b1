"""What the words of an index have to say to whoever types a query: suggestions and completions, of one snapshot."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, Final

from index import Snapshot
from index.analysis import Analyzer
from index.lazy import cached_property

if TYPE_CHECKING:
    from searcher.suggesting.completion import Completion
    from searcher.suggesting.raw_forms import RawForms
    from searcher.suggesting.suggestions import Suggestion


_SUGGESTED: Final = 3
#: So many of what may have been meant are tried, likeliest first, where a query found nothing.
_TRIED: Final = 10


class Wording:
    """The suggester and the completer of a snapshot, each made when first asked. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot, analyzer: Analyzer) -> None:
        self._snapshot = snapshot
        self._analyzer = analyzer

    @cached_property
    def _raw_forms(self) -> RawForms:
        from searcher.suggesting.raw_forms import RawForms

        return RawForms(self._snapshot, self._analyzer)

    @cached_property
    def suggest(self) -> Callable[..., tuple[Suggestion, ...]]:
        """`searcher.suggesting.suggestions.Suggester.suggest`."""
        from searcher.suggesting.suggestions import Suggester

        return Suggester(self._snapshot, self._analyzer, self._raw_forms).suggest

    def unasked(self, query: str, finds: Callable[[str], bool], *, found: bool) -> tuple[Suggestion, ...]:
        """What is suggested beside results, which nobody asked for.

        found: whether there were any. If not, nothing is suggested that would find nothing either, which `finds` says:
        words may be known, and yet no article have all of them.
        """
        if found:
            return self.suggest(query, unasked=True)
        likely = self.suggest(query, _TRIED, found=False, unasked=True)
        return tuple(islice((each for each in likely if finds(each.text)), _SUGGESTED))

    @cached_property
    def complete(self) -> Callable[..., tuple[Completion, ...]]:
        """`searcher.suggesting.completion.Completer.complete`."""
        from searcher.suggesting.completion import Completer

        return Completer(self._snapshot, self._analyzer, self._raw_forms).complete
