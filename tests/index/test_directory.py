"""The table of contents: opening runs no code, forged and damaged ones are refused with what to do."""

from __future__ import annotations

import os
import pickle
import zlib
from pathlib import Path
from typing import cast

import pytest
import whoosh.index
from whoosh.query import And, Phrase, Term

from index import Index, IndexDamaged, IndexIncompatible, IndexMissing, IndexStoreError
from index.directory import toc_path
from index.segment import FORMAT_VERSION
from tests.builders import article, built_index


class Evil:
    """What an attacker would put into a pickle."""

    def __init__(self, trace: Path) -> None:
        self._trace = trace

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self._trace),)


def forged(folder: Path, payload: bytes) -> None:
    """Replace the list of segments in the table of contents by another pickle, checksum and all."""
    path = toc_path(folder, 1)
    data = path.read_bytes()[:-8]
    start = data.rindex(b"\x80")  # the last pickle's first byte
    data = data[:start] + payload
    path.write_bytes(data + b"FHRS" + zlib.crc32(data).to_bytes(4, "little"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    built_index(tmp_path / "index", article("a", "وزير الخارجية"), article("b", "قمة عربية", title="وزير"))
    return tmp_path / "index"


def test_a_forged_table_of_contents_runs_nothing(folder: Path, tmp_path: Path) -> None:
    forged(folder, pickle.dumps([Evil(tmp_path / "trace")]))
    with pytest.raises(IndexDamaged, match=r"refused: it asks for posix\.mkdir"):
        Index.open(folder)
    assert not (tmp_path / "trace").exists()


@pytest.mark.parametrize("value", [7, ["segment"], {"a": 1}, None])
def test_a_table_of_contents_of_something_else_is_refused(folder: Path, value: object) -> None:
    forged(folder, pickle.dumps(value))
    with pytest.raises(IndexDamaged, match="refused"):
        Index.open(folder)


@pytest.mark.parametrize("segid", ["../../etc/passwd", "", 7, "x" * 99])
def test_a_segment_with_a_forged_name_is_refused(folder: Path, segid: object) -> None:
    from index.whoosh_codec import Segment

    forged(folder, pickle.dumps([Segment(cast("str", segid), 1, 0, 0)]))
    with pytest.raises(IndexDamaged, match="refused"):
        Index.open(folder)


def test_every_truncation_and_flipped_byte_of_the_contents_is_noticed(folder: Path) -> None:
    path = toc_path(folder, 1)
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place])
        with pytest.raises(IndexStoreError):
            Index.open(folder)
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x41]) + whole[place + 1 :])
        with pytest.raises(IndexStoreError):
            Index.open(folder)


def test_no_index_says_how_to_make_one(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(IndexMissing, match="fihris index PATH"):
            Index.open(folder)


def test_a_whoosh_index_of_another_making_is_refused(tmp_path: Path) -> None:
    from whoosh.fields import TEXT, Schema

    whoosh.index.create_in(tmp_path, Schema(text=TEXT))
    with pytest.raises(IndexDamaged, match="not a table of contents that Fihris wrote"):
        Index.open(tmp_path)


def test_another_analysis_is_refused_with_the_command_that_rebuilds(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.analysis.Analyzer.fingerprint", "another")
    with pytest.raises(IndexIncompatible, match=r"Arabic analysis.*--rebuild"):
        Index.open(folder).snapshot()
    with Index.open(folder).writer(rebuild=True) as writer:
        writer.add(article("a"))
    assert Index.open(folder).snapshot().article_count == 1


def test_another_format_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.segment.OLDEST_FORMAT", FORMAT_VERSION + 1)
    monkeypatch.setattr("index.segment.FORMAT_VERSION", FORMAT_VERSION + 2)
    read = rf"reads {FORMAT_VERSION + 1} to {FORMAT_VERSION + 2}"
    with pytest.raises(IndexIncompatible, match=rf"format {FORMAT_VERSION}.*{read}"):
        Index.open(folder).snapshot()


@pytest.mark.parametrize("suffix", [".pst", ".art"])
def test_check_names_the_damaged_file(folder: Path, suffix: str) -> None:
    (path,) = folder.glob(f"*{suffix}")
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)
    (problem,) = Index.open(folder).check()
    assert path.name in problem
    assert "checksum" in problem


@pytest.mark.parametrize("suffix", [".pst", ".art"])
def test_a_missing_file_is_named(folder: Path, suffix: str) -> None:
    (path,) = folder.glob(f"*{suffix}")
    path.unlink()
    with pytest.raises(IndexDamaged, match=f"{path.name}: it is missing"):
        Index.open(folder).snapshot()


def test_plain_whoosh_reads_the_index(folder: Path) -> None:
    with whoosh.index.open_dir(folder).searcher() as searcher:

        def ids(query: object) -> set[str]:
            return {hit["id"] for hit in searcher.search(query)}

        assert ids(Term("text", "وزير")) == {"a", "b"}
        assert ids(Term("title", "وزير")) == {"b"}
        assert ids(Phrase("text", ["وزير", "الخارجيه"])) == {"a"}
        assert ids(And([Term("text", "قمه"), Term("text", "الخارجيه")])) == set()
        assert searcher.doc_count() == 2
