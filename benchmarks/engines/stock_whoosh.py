"""Whoosh 2.7.4 with its own codec: what Fihris replaces. Articles only, positions, stored text, one process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from whoosh import fields, index, query
from whoosh.analysis import SpaceSeparatedTokenizer

from benchmarks.engines import TOP, Answer, Asker
from benchmarks.questions import Question, Shape
from benchmarks.tokens import Kind, Tokens
from corpus import Article

_WRITER_MEGABYTES: Final = 512


def _schema() -> Any:
    return fields.Schema(
        id=fields.ID(stored=True, unique=True),
        text=fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=True),
        source=fields.ID(stored=True),
        date=fields.NUMERIC(int, bits=64, sortable=True, stored=True),
        title=fields.STORED,
        body=fields.STORED,
    )


def _add(writer: Any, articles: Sequence[Article], tokens: Tokens) -> None:
    for article in articles:
        writer.add_document(
            id=article.id,
            text=tokens.of_article(article),
            source=article.source,
            date=int(article.date.timestamp()) if article.date else 0,
            title=article.title,
            body="\n".join(article.paragraphs),
        )


class Build:
    def __init__(self, folder: Path, kind: Kind) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._writer = index.create_in(str(folder), _schema()).writer(limitmb=_WRITER_MEGABYTES)
        self._tokens = Tokens(kind)

    def add(self, articles: Sequence[Article]) -> None:
        _add(self._writer, articles, self._tokens)

    def finish(self) -> None:
        self._writer.commit()


def update(folder: Path, kind: Kind, articles: Sequence[Article]) -> None:
    writer = index.open_dir(str(folder)).writer()
    _add(writer, articles, Tokens(kind))
    writer.commit()


class Opened:
    def __init__(self, folder: Path, _kind: Kind) -> None:
        self._searcher = index.open_dir(str(folder)).searcher()

    def asker(self, shape: Shape) -> Asker | None:
        makers = {
            "any": self._any_of,
            "phrase": lambda question: query.Phrase("text", list(question.tokens)),
            "prefix": lambda question: query.Prefix("text", question.tokens[0]),
            "newest of a source": self._of_source,
        }
        make = makers.get(shape)
        if make is None:
            return None
        options: dict[str, Any] = (
            {"sortedby": "date", "reverse": True} if shape == "newest of a source" else {}
        )
        search = self._searcher.search

        def ask(question: Question) -> Answer:
            return [(hit["id"], hit["title"]) for hit in search(make(question), limit=TOP, **options)]

        return ask

    def _any_of(self, question: Question) -> Any:
        return query.Or([query.Term("text", token) for token in question.tokens])

    def _of_source(self, question: Question) -> Any:
        return query.And([query.Term("source", question.source), self._any_of(question)])

    def close(self) -> None:
        self._searcher.close()
