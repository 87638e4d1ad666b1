"""The same questions asked of Fihris itself: a real index in a folder, real searches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from benchmarks.questions import plain_words
from corpus import Article
from index import Index
from searcher import Searcher


def build(folder: Path, articles: Iterable[Article]) -> None:
    """An index of the articles."""
    with Index.create(folder).writer() as writer:
        for article in articles:
            writer.update(article)
        writer.commit()


def run(folder: Path, queries: Mapping[str, str], depth: int = 100) -> dict[str, dict[str, float]]:
    """The best articles for each query.

    Scores are made to fall strictly, as their order is what was asked for and evaluation tools sort ties by name.
    """
    results: dict[str, dict[str, float]] = {}
    with Searcher.open(folder) as searcher:
        for query, text in queries.items():
            plain = " ".join(plain_words(text))
            page = searcher.search(plain, limit=depth, duplicates="show", snippets=False)
            results[query] = {hit.article.id: float(depth - hit.rank) + 1 for hit in page.hits}
    return results
