"""Builders of what tests need: an article with just what matters to the test, an index that holds some."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from corpus import Article
from index import Index, IndexWriter
from index.commits import draft
from index.storage.arrayfile import ArrayFile


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


def refuse_listing(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let no folder of this name be listed: what chmod does to everyone but root."""
    listed = os.listdir

    def refuse(path: str) -> list[str]:
        if os.path.basename(path) == name:
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr(os, "listdir", refuse)


def keep_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on no commit merges small segments."""
    monkeypatch.setattr(draft, "segments_to_merge", lambda *sizes: [])


def segmented_index(folder: Path, *parts: Iterable[Article], deleted: Iterable[str] = ()) -> Index:
    """An index with a segment for each part, some of whose articles are deleted."""
    index = Index.create(folder)
    with pytest.MonkeyPatch.context() as monkeypatch:
        keep_segments(monkeypatch)
        for part in parts:
            with index.writer() as writer:
                add_all(writer, part)
        with index.writer() as writer:
            for article_id in deleted:
                writer.delete(article_id)
    return index


def held(index: Index) -> dict[str, str]:
    """Id to title of every live article."""
    found: dict[str, str] = {}
    for view in index.snapshot().segments:
        for number in view.live().nonzero()[0].tolist():
            each = view.article(number)
            assert each.id not in found, "an id is held twice"
            found[each.id] = each.title
    return found


def overwrite(path: Path, name: str, start: int, data: bytes) -> None:
    """Put other bytes into an array of a file, as a failing disk does: the checksum is that of what was written."""
    file = ArrayFile(path)
    offset = file._arrays[name][2]
    whole = bytearray(path.read_bytes())
    whole[offset + start : offset + start + len(data)] = data
    path.write_bytes(whole)
