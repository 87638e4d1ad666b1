"""Builders of what tests need: an article with just what matters to the test, an index that holds some."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from corpus import Article
from index import Index, IndexWriter


def article(article_id: str = "a", *paragraphs: str, **fields: Any) -> Article:
    """An article; a date may be given in ISO 8601."""
    if isinstance(fields.get("date"), str):
        fields["date"] = datetime.fromisoformat(fields["date"])
    return Article(id=article_id, paragraphs=paragraphs, **fields)


def built_index(folder: Path, *articles: Article) -> Index:
    """An index that holds the articles, made in one commit."""
    index = Index.create(folder)
    with index.writer() as writer:
        add_all(writer, articles)
    return index


def add_all(writer: IndexWriter, articles: Iterable[Article]) -> None:
    for each in articles:
        writer.add(each)
