"""The query language: what a user types becomes a query tree. docs/query-syntax.md is its reference.

`parse` and `read` raise for no string: what can't be read as syntax is read as text, what holds no word is left out.
`read` also says what could not be meant (`searcher.problems`).

It works in three steps. `searcher.lexemes` cuts the string into words, quotes, parentheses, signs, operators
and fields; `searcher.operands` makes the leaves from what the analyser makes of the words; `searcher.groups` collects
what stands side by side within one pair of parentheses and says what that means. What a leaf matches is left to the
evaluation.
"""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from typing import Final, NamedTuple

from index.analysis import Analyzer
from searcher.algebra import all_of, any_of, is_negation
from searcher.groups import Group, Match
from searcher.keywords import FIELD_NAMES
from searcher.lexemes import PLAIN_LETTERS, Lexeme, scan
from searcher.operands import Operands, Scope, pattern, plain_words
from searcher.periods import is_span
from searcher.problems import Problem, Problems
from searcher.query import AtLeast, NullQuery, Phrase, Query, Within

__all__ = ["DEEPEST_GROUP", "Match", "Reading", "parse", "problems_of", "read"]

#: Parentheses within more parentheses than this are passed over, so that trees stay shallow.
DEEPEST_GROUP: Final = 12

#: Arabic letters, harakat and spaces alone: nothing in it is syntax. Most queries are so, and are read at once.
_PLAIN = re.compile(rf"[\s{PLAIN_LETTERS}]*")
#: The same in pairs of quotation marks, and one word's beginning.
_PLAIN_QUOTES = re.compile(rf'"[\s0-9{PLAIN_LETTERS}]*"(?: "[\s0-9{PLAIN_LETTERS}]*")*')
_PLAIN_PREFIX = re.compile(r"[\u0621-\u063a\u0641-\u064a]+\*")
_LIKE_A_FIELD = re.compile(r"([^\W\d_]{3,12})[:：](?=\S)")
_CALL_NAMES = {"paragraph": "para", "sentence": "sent", "atleast": "atleast"}


class Reading(NamedTuple):
    """What a query was read as, and what in it can't mean what it says, by place."""

    tree: Query
    problems: tuple[Problem, ...] = ()


def parse(text: str, analyzer: Analyzer, *, match: Match = "any") -> Query:
    """The query tree of what a user typed: `read` without the problems."""
    return read(text, analyzer, match=match).tree


def problems_of(text: str, analyzer: Analyzer) -> tuple[Problem, ...]:
    """What in a query can't mean what it says, by place."""
    return read(text, analyzer).problems


def read(text: str, analyzer: Analyzer, *, match: Match = "any", today: date | None = None) -> Reading:
    """The query tree of what a user typed, and the problems in it.

    With `match="any"` words that stand side by side are alternatives (and the more of them, the better), with
    "all" every one is required. A string without a word gives `NullQuery`, one that only excludes gives all
    the rest. `today` is what relative dates count from, the day of the clock if None. Raises ValueError for another
    `match`, and nothing for any `text`.
    """
    if match not in ("any", "all"):
        raise ValueError(f'match is "any" or "all", not {match!r}')
    if _PLAIN.fullmatch(text):
        words = plain_words(analyzer.normalized(text), "text", every=match == "all")
        return Reading((any_of(words) if match == "any" else all_of(words)) if words else NullQuery)
    if _PLAIN_QUOTES.fullmatch(text):
        quotes = [analyzer.normalized(quote) for quote in text.split('"')[1::2]]
        if all(quotes):
            phrases = [Phrase("text", forms) for forms in quotes]
            return Reading(any_of(phrases) if match == "any" else all_of(phrases))
    elif _PLAIN_PREFIX.fullmatch(text):
        return Reading(pattern(text, "text"))
    return _Reader(text, analyzer, match, today).reading()


class _Reader:
    """Reads one query."""

    def __init__(self, text: str, analyzer: Analyzer, match: Match, today: date | None) -> None:
        self._text = text
        self._today = today
        self._problems = Problems()
        self._operands = Operands(analyzer, self._problems, today)
        self._groups = [Group(match, Scope("text"), self._problems)]
        self._call: Lexeme | None = None
        self._passed_over = 0

    def reading(self) -> Reading:
        for lexeme in scan(self._text, lambda value: is_span(value, self._today)):
            self._take(lexeme)
        while len(self._groups) > 1:
            opening = self._groups[-1].opening
            assert opening is not None
            rest = self._text[opening.start :].strip()
            message = "a parenthesis without its end: it goes to the end"
            self._problems.add(opening.start, opening.end, message, f"{rest})")
            self._close(Lexeme("close", "", len(self._text), len(self._text)))
        return Reading(self._groups[0].query(), self._problems.in_order())

    def _take(self, lexeme: Lexeme) -> None:
        group = self._groups[-1]
        match lexeme.kind:
            case "open":
                self._open(lexeme)
            case "close":
                if self._passed_over:
                    self._passed_over -= 1
                else:
                    self._close(lexeme)
            case "call":
                self._call = lexeme
            case "stray":
                if lexeme.text.strip("+-＋﹢－−﹣"):
                    self._problems.add(
                        lexeme.start, lexeme.end, "a parenthesis that closes nothing: left out"
                    )
            case "words" | "stretch" | "quote" | "dates":
                if lexeme.kind == "words":
                    self._look_for_typo(lexeme)
                found = self._operands.of(lexeme, group.scope_here(), every=group.match == "all")
                group.add(lexeme, *found)
            case _:
                group.prepare(lexeme)

    def _open(self, lexeme: Lexeme) -> None:
        group, call, self._call = self._groups[-1], self._call, None
        if len(self._groups) > DEEPEST_GROUP:
            self._passed_over += 1
            message = f"more than {DEEPEST_GROUP} parentheses within each other: the inner ones are left out"
            if self._passed_over == 1:
                self._problems.add(lexeme.start, lexeme.end, message)
            return
        match: Match = "all" if call and call.text in ("paragraph", "sentence") else group.match
        self._groups.append(Group(match, group.scope_here(), self._problems, call or lexeme))

    def _close(self, lexeme: Lexeme) -> None:
        group = self._groups.pop()
        outer = self._groups[-1]
        query = group.query()
        opening = group.opening
        assert opening is not None
        whole = lexeme._replace(start=opening.start)
        if query is NullQuery and not group.lifted:
            self._problems.add(whole.start, lexeme.end, "no word in the parentheses")
            outer.add(whole)
            return
        if group.kind == "atleast":
            query = self._at_least(query, whole, opening)
        elif group.kind:
            query = self._within(group, query, whole)
        for tail in lexeme.tails:
            if tail.mark == "~":
                message = "~ stands behind a word or a quote, not behind a group"
                self._problems.add(tail.start, tail.end, message)
        query = self._operands.with_boost([query], lexeme.tails, lexeme)[0]
        outer.add(whole, query, demanded=bool(group.kind))

    def _at_least(self, query: Query, whole: Lexeme, opening: Lexeme) -> Query:
        count = opening.number
        if not count:
            self._problems.add(opening.start, opening.end, "how many times?", "atleast2(…)")
            return query
        return self._operands.each(query, lambda leaf: AtLeast(leaf, count), f"atleast{count}", whole)

    def _within(self, group: Group, query: Query, whole: Lexeme) -> Query:
        if query is NullQuery:
            return all_of(group.lifted)
        if is_negation(query):
            name = _CALL_NAMES[group.kind]
            self._problems.add(whole.start, whole.end, f"{name}(…) needs a word that must be there")
            return all_of([query, *group.lifted])
        return all_of(
            [Within("paragraph" if group.kind == "paragraph" else "sentence", query), *group.lifted]
        )

    def _look_for_typo(self, lexeme: Lexeme) -> None:
        """titel:كأس was meant for title:كأس, perhaps; it is read as two words."""
        if (name := _LIKE_A_FIELD.match(lexeme.text)) is None:
            return
        close = get_close_matches(name[1].lower(), FIELD_NAMES, 1, 0.8)
        if close and name[1].lower() not in FIELD_NAMES:
            start, rest = lexeme.start + name.start(1), lexeme.text[name.end() :]
            message = f"there is no field {name[1]}: so it is a word"
            self._problems.add(start, lexeme.start + name.end(), message, f"{close[0]}:{rest}")
