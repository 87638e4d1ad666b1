"""Tantivy, through its Python package: tokens cut at spaces, queries built and not parsed.

One thread indexes, beside the one that analyses: Tantivy has no other way, and it gives it a second core.

What it keeps is what Fihris keeps: positions, ids to look up, headline and text stored as given, source and date. The
tokens are in one field, which is less work than Fihris' headline, lead and paragraphs apart. Only the top 10 are
asked for and not how many match, which lets Tantivy skip (block-max WAND).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import tantivy

from benchmarks.engines import TOP, Answer, Asker
from benchmarks.questions import Question, Shape
from benchmarks.tokens import Kind, Tokens
from corpus import Article

_BUILDING_HEAP: Final = 512_000_000
_UPDATING_HEAP: Final = 64_000_000


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", stored=False, tokenizer_name="spaces", index_option="position")
    builder.add_text_field("source", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("date", stored=True, indexed=True, fast=True)
    builder.add_bytes_field("title", stored=True)
    builder.add_bytes_field("body", stored=True)
    return builder.build()


def _index(folder: Path) -> tantivy.Index:
    folder.mkdir(parents=True, exist_ok=True)
    index = tantivy.Index(_schema(), path=str(folder))
    index.register_tokenizer("spaces", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def _add(writer: tantivy.IndexWriter, articles: Sequence[Article], tokens: Tokens) -> None:
    for article in articles:
        document = tantivy.Document()
        document.add_text("id", article.id)
        document.add_text("text", tokens.of_article(article))
        document.add_text("source", article.source)
        document.add_unsigned("date", int(article.date.timestamp()) if article.date else 0)
        document.add_bytes("title", article.title.encode())
        document.add_bytes("body", "\n".join(article.paragraphs).encode())
        writer.add_document(document)


class Build:
    def __init__(self, folder: Path, kind: Kind) -> None:
        self._writer = _index(folder).writer(heap_size=_BUILDING_HEAP, num_threads=1)
        self._tokens = Tokens(kind)

    def add(self, articles: Sequence[Article]) -> None:
        _add(self._writer, articles, self._tokens)

    def finish(self) -> None:
        self._writer.commit()
        self._writer.wait_merging_threads()


def update(folder: Path, kind: Kind, articles: Sequence[Article]) -> None:
    writer = _index(folder).writer(heap_size=_UPDATING_HEAP, num_threads=1)
    _add(writer, articles, Tokens(kind))
    writer.commit()
    writer.wait_merging_threads()


class Opened:
    def __init__(self, folder: Path, _kind: Kind) -> None:
        self._schema = _schema()
        self._searcher = _index(folder).searcher()

    def asker(self, shape: Shape) -> Asker | None:
        makers = {
            "any": self._any_of,
            "phrase": self._phrase,
            "prefix": self._prefix,
            "newest of a source": self._of_source,
        }
        make = makers.get(shape)
        if make is None:
            return None
        options: dict[str, Any] = {"order_by_field": "date"} if shape == "newest of a source" else {}
        searcher = self._searcher

        def ask(question: Question) -> Answer:
            result = searcher.search(make(question), limit=TOP, count=False, **options)
            documents = [searcher.doc(address) for _, address in result.hits]
            return [
                (str(document.get_first("id")), bytes(document.get_first("title") or b"").decode())
                for document in documents
            ]

        return ask

    def _any_of(self, question: Question) -> tantivy.Query:
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "text", token, "freq"))
            for token in question.tokens
        ]
        return tantivy.Query.boolean_query(terms)

    def _phrase(self, question: Question) -> tantivy.Query:
        return tantivy.Query.phrase_query(self._schema, "text", list(question.tokens))

    def _prefix(self, question: Question) -> tantivy.Query:
        return tantivy.Query.regex_query(self._schema, "text", f"{question.tokens[0]}.*")

    def _of_source(self, question: Question) -> tantivy.Query:
        source = tantivy.Query.term_query(self._schema, "source", question.source, "basic")
        return tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, source), (tantivy.Occur.Must, self._any_of(question))]
        )

    def close(self) -> None:
        pass
