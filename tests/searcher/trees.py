"""Query trees in few words, for the tests of what a query string means."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from index.analysis import Analyzer
from searcher.language import spellings
from searcher.language.parser import Match, parse
from searcher.language.query import (
    Phrase,
    Query,
    Word,
)

ANALYZER = Analyzer()
TODAY = date(2026, 3, 31)


def word(text: str) -> Word:
    return Word("text", text)


def nodes(query: Query, depth: int = 0) -> Iterator[tuple[Query, int]]:
    yield query, depth
    for child in query.children():
        yield from nodes(child, depth + 1)


PROCLITICS = ("", "و", "ب", "ل", "ف", "ول", "وب", "فل", "فب")


def otherwise(text: str) -> Phrase:
    """A name that is written in one word or two, otherwise, with proclitics or without."""
    return _with_proclitics(text, spellings.NAME)


def month(text: str) -> Phrase:
    """A month by another name, with proclitics or without."""
    return _with_proclitics(text, spellings.MONTH)


def initials(text: str, boost: float = 1.0) -> Phrase:
    """Initials, with proclitics or without."""
    return _with_proclitics(text, boost)


def _with_proclitics(text: str, boost: float) -> Phrase:
    first, *rest = text.split()
    return Phrase("text", [first, *rest], boost, [f"{each}{first}" for each in PROCLITICS])


def phrase(text: str) -> Phrase:
    return Phrase("text", text.split())


def parsed(text: str, match: Match = "any") -> Query:
    return parse(text, ANALYZER, match=match)


A, B, C = word("باب"), word("دار"), word("شمس")
