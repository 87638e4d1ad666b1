"""A writer that is used as it should not be says so, and nothing is lost."""

from __future__ import annotations

import gc
import os
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpus import Article
from index import IndexMissing, IndexStoreError
from tests.builders import article, built_index, held


@pytest.mark.parametrize("how", ["add", "update"])
@pytest.mark.parametrize(
    "wrong",
    [
        {"article_id": ""},
        {"article_id": 7},
        {"title": None},
        {"source": 3},
        {"url": b"x"},
        {"date": date(2024, 1, 1)},
        {"captions": "حرف"},
        {"captions": None},
        {"origin": Path("x")},
    ],
)
def test_what_is_no_article_is_refused_and_loses_nothing(
    tmp_path: Path, how: str, wrong: dict[str, Any]
) -> None:
    index = built_index(tmp_path, article("a", "خبر"))
    with index.writer() as writer:
        writer.add(article("b", "نبأ"))
        with pytest.raises(IndexStoreError, match="the id has to be"):
            getattr(writer, how)(article(**{"article_id": "a", "title": "جديد"} | wrong))
    assert held(index) == {"a": "", "b": ""}
    paragraphs: Any = "فقرة"
    with index.writer() as writer, pytest.raises(IndexStoreError, match="tuples of strings"):
        writer.add(Article("c", paragraphs=paragraphs))


def test_a_closed_writer_does_nothing(tmp_path: Path) -> None:
    index = built_index(tmp_path, article("a", "خبر"))
    writer = index.writer()
    writer.abandon()
    for call in (
        writer.flush,
        writer.settle,
        writer.commit,
        lambda: list(writer.ids()),
        lambda: writer.origin("a"),
        lambda: writer.delete("a"),
        lambda: writer.add(article("b")),
        lambda: writer.update(article("b")),
    ):
        with pytest.raises(IndexStoreError, match="closed"):
            call()


def test_a_writer_of_a_folder_that_is_gone_says_so(tmp_path: Path) -> None:
    index = built_index(tmp_path / "index", article("a"))
    shutil.rmtree(tmp_path / "index")
    with pytest.raises(IndexMissing):
        index.writer()


def test_the_lock_goes_with_the_commit_though_a_forked_process_has_its_file_open(tmp_path: Path) -> None:
    index = built_index(tmp_path, article("a"))
    writer = index.writer()
    assert writer._lock._file is not None
    forked = os.dup(writer._lock._file.fileno())  # as in a child of this process: the same open file
    try:
        writer.add(article("b"))
        writer.commit()
        with index.writer() as other:
            other.add(article("c"))
    finally:
        os.close(forked)
    assert set(held(index)) == {"a", "b", "c"}


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_the_lock_goes_with_a_writer_that_nobody_holds(tmp_path: Path) -> None:
    index = built_index(tmp_path, article("a"))
    writer = index.writer()
    del writer
    gc.collect()
    with index.writer() as other:
        other.add(article("b"))
    assert set(held(index)) == {"a", "b"}
