"""A question: what a user typed and the filters beside it, as one query tree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TypedDict

from index.analysis import Analyzer
from index.segments.segment import seconds_of
from searcher.arguments import one_of, several, shown, string
from searcher.errors import SearchError
from searcher.language.parser import Match, parse
from searcher.language.query import And, DateRange, FieldValue, NullQuery, Or, Query
from searcher.retrieval.evaluation import Evaluator

__all__ = ["Filters", "Match", "Names", "checked_match", "question"]

Names = str | Sequence[str] | None


class Filters(TypedDict, total=False):
    """What narrows a question beside its words, as `Searcher.search` takes it."""

    match: Match
    source: Names
    category: Names
    author: Names
    date_from: date | str | None
    date_to: date | str | None


def question(
    evaluator: Evaluator,
    query: str,
    *,
    match: Match = "any",
    source: Names = None,
    category: Names = None,
    author: Names = None,
    date_from: date | str | None = None,
    date_to: date | str | None = None,
) -> tuple[Query, Query]:
    """What is asked for as one tree, the words and every filter; and the tree of the words alone.

    Takes what `Searcher.search` takes. Where nothing is asked at all, both are `NullQuery()`. Raises SearchError where
    an option can't be what it is.
    """
    analyzer = evaluator.analyzer
    words = parse(
        string("query", query),
        analyzer,
        match=checked_match(match),
        form_only_adds=evaluator.scorer.vocabulary.only_adds,
    )
    if source is category is author is date_from is date_to is None:
        return words, words
    # One list of conditions: of an `And` within another it would not be seen that words are all that is scored.
    conditions: list[Query] = list(words.subqueries) if isinstance(words, And) else [words]
    if isinstance(words, NullQuery):
        conditions = []
    for fieldname, wanted in (("source", source), ("category", category), ("author", author)):
        if wanted is not None:
            conditions.append(_any_name(analyzer, fieldname, wanted))
    first, last = _seconds(date_from, last=False), _seconds(date_to, last=True)
    if first is not None and last is not None and first > last:
        raise SearchError(f"date_from {shown(date_from)} is later than date_to {shown(date_to)}")
    if (first, last) != (None, None):
        conditions.append(DateRange(first, last))
    if not conditions:
        return NullQuery(), words
    return conditions[0] if len(conditions) == 1 else And(conditions), words


def checked_match(match: Match) -> Match:
    """What was given for `match`. Raises SearchError where it is neither "any" nor "all"."""
    one_of("match", match, ("any", "all"))
    return match


def _any_name(analyzer: Analyzer, fieldname: str, wanted: str | Sequence[str]) -> Query:
    """Any of these names in a metadata field."""
    values = []
    for name in several(fieldname, wanted):
        forms = tuple(analyzer.normalized(string(fieldname, name)))
        if not forms:
            raise SearchError(f"{fieldname} {name!r}: there is no word in it; leave the filter out instead")
        values.append(FieldValue(fieldname, forms))
    if not values:
        raise SearchError(
            f"{fieldname} {shown(wanted)}: there is no name in it; leave the filter out instead"
        )
    return Or(values)


def _seconds(when: date | str | None, *, last: bool) -> int | None:
    """The first or last second of what a filter names, since 1970."""
    if when is None:
        return None
    if isinstance(when, str):
        from searcher.language.periods import period

        named = period(when)
        if named is None:
            raise SearchError(f"{when!r} is no date: write it as 2023, 2023-09, 2023-09-12 or 12/09/2023")
        return seconds_of(named.last if last else named.first)
    if isinstance(when, datetime):
        return seconds_of(when)
    if not isinstance(when, date):
        raise SearchError(f"{shown(when)} is no date: give a string, a date or a datetime")
    return seconds_of(datetime.combine(when, time(23, 59, 59) if last else time.min))
