"""What the words of an index have to say to whoever types a query: suggestions and completions, of one snapshot."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from index import Snapshot
from index.analysis import Analyzer
from index.lazy import cached_property

if TYPE_CHECKING:
    from searcher.suggesting.completion import Completion
    from searcher.suggesting.raw_forms import RawForms
    from searcher.suggesting.suggestions import Suggestion


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

    def unasked(self, query: str, *, found: bool) -> tuple[Suggestion, ...]:
        """What is suggested beside results, which nobody asked for. found: whether there were any."""
        return self.suggest(query, found=found, unasked=True)

    @cached_property
    def complete(self) -> Callable[..., tuple[Completion, ...]]:
        """`searcher.suggesting.completion.Completer.complete`."""
        from searcher.suggesting.completion import Completer

        return Completer(self._snapshot, self._analyzer, self._raw_forms).complete
