"""SQLite's FTS5: the tokens in a contentless full-text table, the articles as given in a table of their own."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.engines import TOP, Answer, Asker
from benchmarks.questions import Question, Shape
from benchmarks.tokens import Kind, Tokens
from corpus import Article

_SCHEMA: Final = """
CREATE TABLE articles (number INTEGER PRIMARY KEY, id TEXT UNIQUE, source TEXT, date INTEGER, title TEXT, body TEXT);
CREATE VIRTUAL TABLE words USING fts5(
    tokens, content='', tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co M* P* S*'");
"""
_BY_RELEVANCE: Final = f"""
SELECT id, title FROM (SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT {TOP})
JOIN articles ON number = rowid
"""
_NEWEST: Final = f"""
SELECT id, title FROM words JOIN articles ON number = words.rowid
WHERE words MATCH ? AND source = ? ORDER BY date DESC LIMIT {TOP}
"""


def _connection(folder: Path) -> sqlite3.Connection:
    folder.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(folder / "articles.sqlite")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA mmap_size = 4294967296")
    return connection


def _add(connection: sqlite3.Connection, articles: Sequence[Article], tokens: Tokens) -> None:
    for article in articles:
        row = connection.execute(
            "INSERT INTO articles (id, source, date, title, body) VALUES (?, ?, ?, ?, ?)",
            (
                article.id,
                article.source,
                int(article.date.timestamp()) if article.date else None,
                article.title,
                "\n".join(article.paragraphs),
            ),
        )
        connection.execute(
            "INSERT INTO words (rowid, tokens) VALUES (?, ?)", (row.lastrowid, tokens.of_article(article))
        )


class Build:
    def __init__(self, folder: Path, kind: Kind) -> None:
        self._connection = _connection(folder)
        self._connection.executescript(_SCHEMA)
        self._tokens = Tokens(kind)

    def add(self, articles: Sequence[Article]) -> None:
        _add(self._connection, articles, self._tokens)

    def finish(self) -> None:
        self._connection.commit()
        self._connection.close()


def update(folder: Path, kind: Kind, articles: Sequence[Article]) -> None:
    connection = _connection(folder)
    _add(connection, articles, Tokens(kind))
    connection.commit()
    connection.close()


class Opened:
    def __init__(self, folder: Path, _kind: Kind) -> None:
        self._connection = _connection(folder)

    def asker(self, shape: Shape) -> Asker | None:
        joints: dict[Shape, str] = {
            "any": " OR ",
            "phrase": " + ",
            "prefix": "",
            "newest of a source": " OR ",
        }
        joint = joints.get(shape)
        if joint is None:
            return None
        after = " *" if shape == "prefix" else ""
        execute = self._connection.execute

        def ask(question: Question) -> Answer:
            match = joint.join(f'"{token}"' for token in question.tokens) + after
            if question.source:
                return execute(_NEWEST, (match, question.source)).fetchall()
            return execute(_BY_RELEVANCE, (match,)).fetchall()

        return ask

    def close(self) -> None:
        self._connection.close()
