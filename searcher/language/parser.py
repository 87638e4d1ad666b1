"""The query language: what a user types becomes a query tree. docs/query-syntax.md is its reference.

`parse` and `read` raise for no string: what can't be read as syntax is read as text, what holds no word is left out.
`read` also says what could not be meant (`searcher.language.problems`).

Where there is syntax, `searcher.language.reader` reads it in three steps. `lexemes` cuts the string into words, quotes,
parentheses, signs, operators and fields (`brackets`: which of these open and close what); `operands` makes the leaves
from what the analyser makes of the words; `groups` collects what stands side by side within one pair of parentheses and
says what that means. What a leaf matches is left to the evaluation.
"""

from __future__ import annotations

from datetime import date

from index.analysis import Analyzer
from index.analysis.stemming import is_function_word
from searcher.language.algebra import OnlyAdds
from searcher.language.plain import Match, read_plain
from searcher.language.problems import Problem, Reading
from searcher.language.query import NullQuery, Query

__all__ = ["Match", "Reading", "parse", "problems_of", "read"]


def parse(
    text: str,
    analyzer: Analyzer,
    *,
    match: Match = "any",
    form_only_adds: OnlyAdds = is_function_word,
) -> Query:
    """The query tree of what a user typed: `read` without the problems."""
    return read(text, analyzer, match=match, form_only_adds=form_only_adds).tree


def problems_of(text: str, analyzer: Analyzer, *, match: Match = "any") -> tuple[Problem, ...]:
    """What in a query can't mean what it says, by offset. Raises ValueError as `read` does."""
    return read(text, analyzer, match=match).problems


def read(
    text: str,
    analyzer: Analyzer,
    *,
    match: Match = "any",
    today: date | None = None,
    form_only_adds: OnlyAdds = is_function_word,
) -> Reading:
    """The query tree of what a user typed, and the problems in it.

    With `match="any"` words that stand side by side are alternatives (and the more of them, the better), with
    "all" every one is required. A string without a word gives `NullQuery()`, one that only excludes gives all
    the rest. `today` is what relative dates count from, the day of the clock if None. `form_only_adds`: which forms
    are no alternatives beside others, and only add to scores; an index knows more of them than those that are so
    anywhere (`searcher.matching.vocabulary.Vocabulary.only_adds`). Raises ValueError for another `match`, and nothing
    for any `text`.
    """
    if match not in ("any", "all"):
        raise ValueError(f'match is "any" or "all", not {match!r}')
    if (tree := read_plain(text, analyzer, match, form_only_adds)) is not None:
        return Reading(tree)
    from searcher.language.reader import Reader
    from searcher.language.wildcards import NOTHING_ELSE

    if only := NOTHING_ELSE.fullmatch(text):
        message = f"{only['signs'][:1]} alone would be any letter: it needs letters around it, as in ك?اب"
        return Reading(NullQuery(), (Problem(*only.span("signs"), message),))
    return Reader(text, analyzer, match, today, form_only_adds).reading()
