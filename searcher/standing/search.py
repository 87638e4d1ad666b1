"""A question with a name: what of a standing search is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from index.segments.segment import METADATA
from searcher.arguments import several, string
from searcher.errors import SearchError

if TYPE_CHECKING:
    from searcher.questions import Filters, Match


@dataclass(frozen=True, slots=True)
class StandingSearch:
    """A question with a name. The fields are those of `Searcher.search`; dates are kept as they were written, and are
    strings.

    index: the path of the index folder; one that is not absolute is looked for from where the search is run.
    source, category, author: a name or several, kept as tuples.

    Raises SearchError for a field of another type.
    """

    name: str
    query: str
    index: str
    match: Match = "any"
    source: str | Sequence[str] = ()
    category: str | Sequence[str] = ()
    author: str | Sequence[str] = ()
    date_from: str | None = None
    date_to: str | None = None

    def __post_init__(self) -> None:
        for field_name in ("name", "query", "index"):
            string(field_name, getattr(self, field_name))
        for field_name in ("date_from", "date_to"):
            if (given := getattr(self, field_name)) is not None:
                string(field_name, given)
        for field_name in METADATA:
            names = several(field_name, getattr(self, field_name) or ())
            object.__setattr__(self, field_name, tuple(string(field_name, name) for name in names))

    def narrowing(self) -> Filters:
        """What narrows the question down, as `Searcher` takes it."""
        # It loads the analysis, which whoever only lists what is kept does without.
        from searcher.questions import Filters

        given = ((name, getattr(self, name)) for name in Filters.__annotations__)
        return cast(Filters, {name: None if value == () else value for name, value in given})

    @classmethod
    def from_json(cls, held: dict[str, Any]) -> StandingSearch:
        """Raises ValueError, TypeError or KeyError where it is not what `dataclasses.asdict` gives."""
        try:
            search = cls(**held)
        except SearchError as error:
            raise ValueError from error
        if search.match not in ("any", "all"):
            raise ValueError
        return search
