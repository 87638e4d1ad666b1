"""Pairs of words that must, or must not, find each other: asked of a real index of news.

Each text word becomes an article that holds nothing else; a pair is joined when a search for the query word finds it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from corpus import Article
from searcher import Searcher

#: The source that the articles of one word are filed under.
SOURCE: Final = "conflation"


class Pair(NamedTuple):
    """A word of a query, a word of a text, whether they should meet, and the kind of relation."""

    query: str
    text: str
    join: bool
    kind: str


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of a file with the columns query, text, match (0 or 1), class."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t"))[1:]
    return [Pair(query, text, match == "1", kind) for query, text, match, kind in rows]


def articles_of(pairs: Iterable[Pair]) -> list[Article]:
    """An article for each text word."""
    return [
        Article(id=f"{SOURCE}:{text}", paragraphs=(text,), source=SOURCE)
        for text in dict.fromkeys(pair.text for pair in pairs)
    ]


def failures(folder: Path, pairs: list[Pair]) -> list[Pair]:
    """The pairs that an index (of news and `articles_of` the pairs) gets wrong."""
    found: dict[str, set[str]] = {}
    with Searcher.open(folder) as searcher:
        for query in dict.fromkeys(pair.query for pair in pairs):
            page = searcher.search(query, source=SOURCE, limit=len(pairs), duplicates="show", snippets=False)
            found[query] = {hit.article.id for hit in page.hits}
    return [pair for pair in pairs if (f"{SOURCE}:{pair.text}" in found[pair.query]) != pair.join]
