"""bm25s: scores worked out while indexing, the index saved and memory-mapped; any-of queries and nothing else.

It keeps no positions, and can't be added to: everything would have to be indexed again. Ids and titles come from the
JSON Lines file that it saves beside, text included.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import bm25s

from benchmarks.engines import TOP, Answer, Asker
from benchmarks.questions import Question, Shape
from benchmarks.tokens import Kind, Tokens
from corpus import Article

logging.getLogger("bm25s").setLevel(logging.WARNING)  # importing it sets DEBUG


class _NumberOfToken(dict[str, int]):
    def __missing__(self, token: str) -> int:
        number = self[token] = len(self)
        return number


class Build:
    def __init__(self, folder: Path, kind: Kind) -> None:
        self._folder = folder
        self._tokens = Tokens(kind)
        self._vocabulary = _NumberOfToken()
        self._numbers: list[list[int]] = []
        self._records: list[dict[str, str]] = []

    def add(self, articles: Sequence[Article]) -> None:
        number_of = self._vocabulary.__getitem__
        for article in articles:
            self._numbers.append([number_of(token) for token in self._tokens.of_article(article).split()])
            self._records.append(
                {"id": article.id, "title": article.title, "text": "\n".join(article.paragraphs)}
            )

    def finish(self) -> None:
        retriever = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
        tokenized = bm25s.tokenization.Tokenized(ids=self._numbers, vocab=dict(self._vocabulary))
        retriever.index(tokenized, show_progress=False)
        retriever.save(str(self._folder), corpus=self._records, show_progress=False)


class Opened:
    def __init__(self, folder: Path, _kind: Kind) -> None:
        self._retriever = bm25s.BM25.load(str(folder), load_corpus=True, mmap=True)

    def asker(self, shape: Shape) -> Asker | None:
        if shape != "any":
            return None
        known, retrieve = self._retriever.vocab_dict, self._retriever.retrieve

        def ask(question: Question) -> Answer:
            tokens = [token for token in question.tokens if token in known]
            if not tokens:
                return []
            found = retrieve([tokens], k=TOP, show_progress=False)
            return [
                (record["id"], record["title"])
                for record, score in zip(found.documents[0], found.scores[0], strict=True)
                if score > 0
            ]

        return ask

    def close(self) -> None:
        pass
