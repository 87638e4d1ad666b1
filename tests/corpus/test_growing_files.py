"""Files that grow while they are read, and those that make whoever reads them wait: reading ends."""

from __future__ import annotations

import io
import json
import os
import threading
from pathlib import Path

import pytest

from corpus import ReadingReport, read_articles
from corpus.files import _CountedFile
from corpus.report import Unread


def _line(article_id: int) -> str:
    return json.dumps({"id": str(article_id), "title": "خبر", "text": "نص الخبر " * 100}) + "\n"


def test_a_file_that_grows_faster_than_it_is_read_ends_where_it_did(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(map(_line, range(300))))
    ids = []
    with path.open("a") as log:
        for article in read_articles(path):
            ids.append(article.id)
            log.write(_line(len(ids) + 299) * 3)
            log.flush()
            assert len(ids) <= 300
    assert ids == [str(number) for number in range(300)]


def test_all_of_a_file_that_has_grown_is_what_it_held_when_it_was_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"a" * 3_000_000)
    report = ReadingReport()
    with io.BufferedReader(_CountedFile(str(path), report)) as file, path.open("ab") as log:
        log.write(b"b")
        log.flush()
        assert file.read() == b"a" * 3_000_000
        assert (file.read(), report.bytes_read) == (b"", 3_000_000)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a file that keeps its reader waiting")
def test_a_file_that_would_have_to_be_waited_for_is_told(tmp_path: Path, monkeypatch) -> None:
    """As /proc/kmsg, which calls itself a regular file."""
    os.mkfifo(tmp_path / "a.jsonl")
    (tmp_path / "b.jsonl").write_text(_line(1))
    monkeypatch.setattr(os.path, "isfile", lambda _path: True)
    writer = os.open(tmp_path / "a.jsonl", os.O_RDWR)
    end = threading.Timer(20, os.close, (writer,))  # so that whoever waits fails, and does not hang
    end.start()
    report = ReadingReport()
    articles = list(read_articles(tmp_path, report=report))
    assert end.is_alive()
    end.cancel()
    os.close(writer)
    assert [article.id for article in articles] == ["1"]
    (rejection,) = report.rejections
    assert isinstance(rejection, Unread)
    assert rejection.reason == "can't be read: it has nothing to say now, and no end"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs a file that says it has no size")
def test_a_file_that_says_it_has_no_size_is_read(read) -> None:
    assert read(Path("/proc/self/status")).articles
