"""Fihris, through what an embedding application calls: `index.Index` and `searcher.Searcher`.

A search gets the query as a string: analysing and parsing it is in its time. Snippets are left out, as no peer
cuts any.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.engines import TOP, Answer, Asker
from benchmarks.questions import Question, Shape
from benchmarks.tokens import Kind
from corpus import Article


class Build:
    def __init__(self, folder: Path, _kind: Kind, jobs: int = 1) -> None:
        from index import Index

        self._writer = Index.create(folder).writer(jobs=jobs)

    def add(self, articles: Sequence[Article]) -> None:
        for article in articles:
            self._writer.add(article)

    def finish(self) -> None:
        self._writer.commit()


class Opened:
    def __init__(self, folder: Path, _kind: Kind) -> None:
        from searcher import Searcher

        self._searcher = Searcher.open(folder)

    def asker(self, shape: Shape) -> Asker | None:
        options: dict[Shape, dict[str, Any]] = {
            "newest of a source": {"sort": "newest"},
            "paragraphs": {"paragraphs": True},
        }
        chosen = options.get(shape, {})
        search = self._searcher.search

        def ask(question: Question) -> Answer:
            page = search(
                question.text,
                limit=TOP,
                snippets=False,
                duplicates="show",  # no peer groups them
                source=question.source or None,
                **chosen,
            )
            return [(hit.id, hit.title) for hit in page.hits]

        return ask

    def close(self) -> None:
        self._searcher.close()


def update(folder: Path, _kind: Kind, articles: Sequence[Article]) -> None:
    from index import Index

    with Index.open(folder).writer() as writer:
        for article in articles:
            writer.add(article)
