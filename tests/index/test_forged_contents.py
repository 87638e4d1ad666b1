"""A forged table of contents is refused, and runs nothing: neither here nor where Whoosh would have it run."""

from __future__ import annotations

import os
import pickle
import zlib
from pathlib import Path

import pytest

from index import Index, IndexDamaged
from index.commits.directory import toc_path
from index.whoosh_codec import schema as whoosh_schema
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


def forged_schema(folder: Path, whole: bytes, payload: bytes) -> None:
    """Replace the schema, which Fihris needs for nothing, in a table of contents."""
    start = whole.index(b"\x80\x02c")  # its first bytes; the two before say how long it is
    length = whole[start - 2] & 0x7F | whole[start - 1] << 7
    size = bytes((len(payload) & 0x7F | 0x80, len(payload) >> 7))
    data = whole[: start - 2] + size + payload + whole[start + length : -8]
    toc_path(folder, 1).write_bytes(data + b"FHRS" + zlib.crc32(data).to_bytes(4, "little"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    built_index(tmp_path / "index", article("a", "وزير الخارجية"), article("b", "قمة عربية", title="وزير"))
    return tmp_path / "index"


def test_a_forged_table_of_contents_runs_nothing(folder: Path, tmp_path: Path) -> None:
    forged(folder, pickle.dumps([Evil(tmp_path / "trace")]))
    with pytest.raises(IndexDamaged, match=r"refused: .*it asks for posix\.mkdir, which no index has"):
        Index.open(folder)
    assert not (tmp_path / "trace").exists()


def test_a_forged_schema_is_refused_though_nothing_here_would_run_it(folder: Path, tmp_path: Path) -> None:
    whole, schema = toc_path(folder, 1).read_bytes(), pickle.dumps(whoosh_schema(), 2)
    evil = pickle.dumps(Evil(tmp_path / "trace"), 2)
    for payload in (evil, schema[:-1], schema + b".", b"", pickle.dumps([1.5, (1, 2)])):
        forged_schema(folder, whole, payload)
        with pytest.raises(IndexDamaged, match="refused"):
            Index.open(folder)
    forged_schema(folder, whole, schema)
    Index.open(folder)
    assert not (tmp_path / "trace").exists()


def test_nothing_stands_behind_the_segments(folder: Path) -> None:
    path = toc_path(folder, 1)
    data = path.read_bytes()[:-8] + b"more"
    path.write_bytes(data + b"FHRS" + zlib.crc32(data).to_bytes(4, "little"))
    with pytest.raises(IndexDamaged, match="something stands behind it"):
        Index.open(folder)


@pytest.mark.parametrize("value", [7, ["segment"], {"a": 1}, None, {}, (), "", [[]]])
def test_a_table_of_contents_of_something_else_is_refused(folder: Path, value: object) -> None:
    forged(folder, pickle.dumps(value))
    with pytest.raises(IndexDamaged, match="refused"):
        Index.open(folder)


@pytest.mark.parametrize(
    "wrong",
    [
        *({"segid": segid} for segid in ("../../etc/passwd", "", 7, "x" * 99)),
        *({"article_count": count} for count in (-1, True, 1.0, "1", None, 10**400, 1 << 31)),
        *(
            {"deletions": 10**5000},
            {"deletions": False},
            {"deleted_articles": [1]},
            {"deleted_articles": 2},
            {"compound": True},
            {"indexname": "OTHER"},
        ),
    ],
)
def test_a_segment_of_forged_attributes_is_refused(folder: Path, wrong: dict[str, object]) -> None:
    from index.whoosh_codec import Segment

    segment = Segment("g1n1", 1, 0, 0)
    vars(segment).update(wrong)
    forged(folder, pickle.dumps([segment]))
    with pytest.raises(IndexDamaged, match="refused"):
        Index.open(folder)


def test_a_segment_that_stands_there_twice_is_refused(folder: Path) -> None:
    from index.whoosh_codec import Segment

    segment = Segment("g1n1", 2, 0, 0)
    forged(folder, pickle.dumps([segment, segment]))
    with pytest.raises(IndexDamaged, match="twice"):
        Index.open(folder)


def test_what_could_not_be_read_again_is_not_committed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = toc_path(folder, 1).read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr("index.commits.directory.encoded", lambda *_: whole[:-9] + whole[-8:])
        with pytest.raises(IndexDamaged), Index.open(folder).writer() as writer:
            writer.add(article("c"))
    assert sorted(Index.open(folder).snapshot().segments[0].ids()) == ["a", "b"]


def test_a_segment_without_an_attribute_is_refused(folder: Path) -> None:
    from index.whoosh_codec import Segment

    for name in vars(Segment("g1n1", 1, 0, 0)).keys() - {"deleted"}:
        segment = Segment("g1n1", 1, 0, 0)
        del vars(segment)[name]
        forged(folder, pickle.dumps([segment]))
        with pytest.raises(IndexDamaged, match="refused"):
            Index.open(folder)


SEGMENT = (
    pickle.SHORT_BINUNICODE + b"\x12index.whoosh_codec" + pickle.SHORT_BINUNICODE + b"\x07Segment" + b"\x93"
)


@pytest.mark.parametrize(
    "payload",
    [
        b"\x80\x05" + pickle.EMPTY_TUPLE + pickle.TUPLE1 * 200_000 + b"}" + b"2" + b".",
        b"\x80\x05}" + pickle.EMPTY_TUPLE + pickle.TUPLE1 * 200_000 + b"Ns.",
        b"\x80\x05" + pickle.EMPTY_LIST * 200_000 + pickle.APPEND * 199_999 + b".",
        b"\x80\x05" + SEGMENT + b"}\x8c\x05segid\x8c\x01as" + pickle.BUILD + b"\x85.",
        b"\x80\x05" + SEGMENT + b"N}\x8c\x0c__setstate__" + SEGMENT + b"s\x86" + pickle.BUILD + b".",
        b"\x80\x05" + SEGMENT + b")\x81}\x8c\x0c__setstate__" + SEGMENT + b"sb}b.",
        b"\x80\x05\x8c\x05posix\n\x8c\x08\x1b[31mred\x93.",
    ],
    ids=[
        "tuples",
        "a key of tuples",
        "lists",
        "an attribute of the class",
        "a method of the class",
        "a method of a segment",
        "a steering name",
    ],
)
def test_no_forged_pickle_ends_the_process_or_is_remembered(folder: Path, payload: bytes) -> None:
    whole = toc_path(folder, 1).read_bytes()
    forged(folder, payload)
    with pytest.raises(IndexDamaged, match="refused") as refusal:
        Index.open(folder)
    assert str(refusal.value).isprintable()
    toc_path(folder, 1).write_bytes(whole)
    assert Index.open(folder).snapshot().article_count == 2
