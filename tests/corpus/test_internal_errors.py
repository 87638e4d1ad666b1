"""A file that our own code, or a library, stumbles over costs no other file; what every file would is told at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from itertools import count, islice
from pathlib import Path
from typing import NoReturn

import pytest

from corpus import Article, ReadingReport, Rejection, read_articles
from corpus.records import read_json_lines
from corpus.report import Unread


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two files of three articles."""
    for name in "ab":
        lines = (json.dumps({"id": f"{name}{n}", "title": "خبر", "text": "نص"}) for n in (1, 2, 3))
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines))
    return tmp_path


def fail_behind(monkeypatch: pytest.MonkeyPatch, given: int, error: Exception) -> None:
    """Let the reader of JSON Lines fail in file a, behind so many records."""

    def reader(document, text, start) -> Iterator[Article | Rejection]:
        yield from islice(read_json_lines(document, text, start), given if document.name[0] == "a" else None)
        if document.name[0] == "a":
            raise error

    monkeypatch.setattr("corpus.records.read_json_lines", reader)


def ids_and_rejections(folder: Path) -> tuple[list[str], list[Rejection]]:
    report = ReadingReport()
    ids = [article.id for article in read_articles(folder, report=report)]
    return ids, report.rejections


@pytest.mark.parametrize(
    ("given", "place"), [(0, ""), (1, "after record 1")], ids=["at the beginning", "behind a record"]
)
@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (TypeError("no\nstring"), "internal error: TypeError: no string"),
        (KeyError("title"), "internal error: KeyError: 'title'"),
        (AttributeError(), "internal error: AttributeError: AttributeError"),
    ],
    ids=["TypeError", "KeyError", "AttributeError"],
)
def test_a_reader_that_fails_costs_the_rest_of_one_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, given: int, place: str, error: Exception, reason: str
) -> None:
    fail_behind(monkeypatch, given, error)
    ids, rejections = ids_and_rejections(folder)
    assert ids == [*["a1"][:given], "b1", "b2", "b3"]
    assert rejections == [(str(folder / "a.jsonl"), place, reason)]
    assert isinstance(rejections[0], Unread)


@pytest.mark.parametrize(
    "step", ["corpus.reading.detect", "corpus.reading.recognise", "corpus.files.expanded"]
)
def test_so_does_whatever_fails_before_the_reader(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    module, _, name = step.rpartition(".")
    whole = getattr(import_module(module), name)
    calls = count()

    def failing(*arguments: object, **options: object) -> object:
        if not next(calls):
            raise IndexError("no such byte")
        return whole(*arguments, **options)

    monkeypatch.setattr(step, failing)
    ids, rejections = ids_and_rejections(folder)
    assert ids == ["b1", "b2", "b3"]
    assert rejections == [(str(folder / "a.jsonl"), "", "internal error: IndexError: no such byte")]
    assert isinstance(rejections[0], Unread)


@pytest.mark.parametrize("error", [MemoryError(), ImportError("No module named 'ijson'")], ids=repr)
@pytest.mark.parametrize("step", ["corpus.records.read_json_lines", "corpus.files.expanded"])
def test_what_every_file_would_fail_at_ends_the_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, step: str
) -> None:
    def fail(*_: object) -> NoReturn:
        raise error

    monkeypatch.setattr(step, fail)
    with pytest.raises(type(error)):
        ids_and_rejections(folder)
