"""The table of contents: damaged ones, and what Fihris can not read, are refused with what to do."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import whoosh.index
from whoosh.query import And, Phrase, Term

from index import Index, IndexDamaged, IndexIncompatible, IndexMissing, IndexStoreError
from index.analysis.analyzer import digest_of_rules
from index.commits.contents import encoded
from index.commits.directory import toc_path
from index.segments.compatibility import FORMAT_VERSION
from index.segments.segment_entry import SegmentEntry
from tests.builders import article, built_index, held


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    built_index(tmp_path / "index", article("a", "وزير الخارجية"), article("b", "قمة عربية", title="وزير"))
    return tmp_path / "index"


@pytest.mark.parametrize(
    "entry", [SegmentEntry("g1n1", 3), SegmentEntry("g1n1", 2, 1), SegmentEntry("g1n1", 0)]
)
def test_counts_that_the_segment_has_not_are_refused(folder: Path, entry: SegmentEntry) -> None:
    (name,) = (path.stem for path in folder.glob("*.pst"))
    assert name == entry.name
    toc_path(folder, 1).write_bytes(encoded(1, [entry]))
    with pytest.raises(IndexDamaged, match="other articles"):
        Index.open(folder).snapshot()


def test_a_table_of_contents_of_another_generation_is_refused(folder: Path) -> None:
    os.rename(toc_path(folder, 1), toc_path(folder, 7))
    with pytest.raises(IndexDamaged, match="another generation"):
        Index.open(folder)


def test_names_that_fihris_does_not_give_are_no_tables_of_contents(folder: Path) -> None:
    for name in (
        "_MAIN_02.toc",
        "_MAIN_2.toc\n",
        "_MAIN_2.toc.1",
        "_MAIN_2147483647.toc",
        f"_MAIN_{10**30}.toc",
    ):
        (folder / name).write_bytes(b"")
    assert Index.open(folder).snapshot().generation == 1


def test_what_cannot_be_a_table_of_contents_is_refused(folder: Path) -> None:
    toc_path(folder, 2).mkdir()
    with pytest.raises(IndexDamaged, match="no file"):
        Index.open(folder)
    toc_path(folder, 3).symlink_to(folder / "nowhere")
    with pytest.raises(IndexDamaged, match="leads nowhere"):
        Index.open(folder)


def test_a_number_without_an_end_is_refused_at_once(folder: Path) -> None:
    path = toc_path(folder, 1)
    data = b"\xff" * 5_000_000
    path.write_bytes(data + b"FHRS" + zlib.crc32(data).to_bytes(4, "little"))
    with pytest.raises(IndexDamaged, match="without an end"):
        Index.open(folder)


def test_a_table_of_contents_of_another_whoosh_is_refused(folder: Path) -> None:
    path = toc_path(folder, 1)
    data = path.read_bytes()[:-8].replace((-111).to_bytes(4, "big", signed=True), b"\xff\xff\xff\x01")
    path.write_bytes(data + b"FHRS" + zlib.crc32(data).to_bytes(4, "little"))
    with pytest.raises(IndexIncompatible, match=r"another version of Whoosh.*--rebuild"):
        Index.open(folder)


def test_every_truncation_and_flipped_byte_of_the_contents_is_noticed(folder: Path) -> None:
    path = toc_path(folder, 1)
    whole = path.read_bytes()
    for offset in range(len(whole)):
        path.write_bytes(whole[:offset])
        with pytest.raises(IndexStoreError):
            Index.open(folder)
        path.write_bytes(whole[:offset] + bytes([whole[offset] ^ 0x41]) + whole[offset + 1 :])
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


def test_what_cannot_be_read_can_be_built_anew_and_stays_until_then(folder: Path) -> None:
    """As the message says."""
    whole = {path.name: path.read_bytes() for path in folder.glob("MAIN_g*")}
    toc_path(folder, 1).write_bytes(b"rubbish")
    toc_path(folder, 7).mkdir()
    (folder / "_MAIN_2147483647.toc").write_bytes(b"")
    with pytest.raises(IndexDamaged, match="--rebuild"):
        Index(folder).writer()
    for _ in range(2):  # what the first leaves over is not in the way of the second
        with pytest.raises(KeyError), Index(folder).writer(rebuild=True) as writer:  # noqa: PT012
            writer.add(article("c"))
            writer.flush()
            raise KeyError
        assert {name: (folder / name).read_bytes() for name in whole} == whole
    with Index(folder).writer(rebuild=True) as writer:
        writer.add(article("b"))
    snapshot = Index.open(folder).snapshot()
    assert snapshot.article("b")
    assert snapshot.article_count == 1
    assert not {path.name for path in folder.iterdir()} & set(whole)


def test_where_nothing_but_the_last_number_is_there_the_first_is_taken(tmp_path: Path) -> None:
    (tmp_path / "MAIN_g2147483647n1.pst").write_bytes(b"")
    with Index(tmp_path).writer(rebuild=True) as writer:
        writer.add(article("a"))
    assert Index.open(tmp_path).snapshot().generation == 1


def test_another_analysis_is_refused_with_the_command_that_rebuilds(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.analysis.Analyzer.fingerprint", "another")
    monkeypatch.setattr("index.analysis.Analyzer.understands", lambda fingerprint: fingerprint == "another")
    with pytest.raises(IndexIncompatible, match=r"Arabic analysis.*--rebuild.*export --all"):
        Index.open(folder).snapshot()
    with Index.open(folder).writer(rebuild=True) as writer:
        writer.add(article("a"))
    assert Index.open(folder).snapshot().article_count == 1


def test_an_index_goes_on_under_the_unicode_of_another_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("index.analysis.Analyzer.fingerprint", digest_of_rules("15.0.0"))
        index = built_index(tmp_path, article("a", "كتاب الوزير"), article("b", "دار"))
    with index.writer() as writer:
        writer.add(article("c", "كتاب"))
    index.optimize()
    assert index.check() == []
    assert sorted(held(index)) == ["a", "b", "c"]


def test_articles_can_be_read_that_another_analysis_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Index.open(folder).snapshot().article("a")
    monkeypatch.setattr("index.analysis.Analyzer.understands", lambda _: False)
    assert Index.open(folder, any_analysis=True).snapshot().article("a") == before is not None


def test_another_format_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.segments.compatibility.OLDEST_FORMAT", FORMAT_VERSION + 1)
    monkeypatch.setattr("index.segments.compatibility.FORMAT_VERSION", FORMAT_VERSION + 2)
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


@pytest.mark.parametrize("name", ["MAIN_g1n1.pst", "MAIN_g1n1.art", "_MAIN_1.toc"])
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_file_is_refused_and_not_waited_for(
    folder: Path, name: str, make: Callable[[Path], None]
) -> None:
    (folder / name).unlink()
    make(folder / name)
    with pytest.raises(IndexDamaged, match=rf"{name}: it is no file"):
        Index.open(folder).snapshot()


def test_nothing_is_said_to_be_committed_where_no_generation_is_left(folder: Path) -> None:
    last = toc_path(folder, (1 << 31) - 2)
    last.touch()
    with pytest.raises(IndexStoreError, match=rf"{last.name}: no later generation.*remove it"):
        Index(folder).writer(rebuild=True).commit()
    last.unlink()
    assert held(Index.open(folder)) == {"a": "", "b": "وزير"}


def test_numbers_of_an_index_are_those_of_one_commit_whatever_comes_meanwhile(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = Index.open(folder)
    before = index.stats()
    assert before["bytes"] == sum(path.stat().st_size for path in folder.glob("*MAIN_*.*"))
    snapshot = index.snapshot()
    with index.writer() as writer:
        writer.add(article("c"))
        writer.delete("a")
    index.optimize()
    monkeypatch.setattr(Index, "snapshot", lambda _: snapshot)
    assert index.stats() == before


@pytest.mark.parametrize("at", [0, 8, 12])
def test_a_bit_in_a_list_of_deletions_brings_nothing_back(folder: Path, at: int) -> None:
    index = Index.open(folder)
    with index.writer() as writer:
        for number in range(9):
            writer.add(article(str(number)))
    with index.writer() as writer:
        for number in range(3):
            writer.delete(str(number))
    (path,) = folder.glob("*.del")
    data = bytearray(path.read_bytes())
    start = data.index(b"\x00" * 4, 8) if at else 8
    data[start + at % 12] ^= 1
    path.write_bytes(data)
    with pytest.raises(IndexDamaged, match=path.name):
        index.snapshot()
