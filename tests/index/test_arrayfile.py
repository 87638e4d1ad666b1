"""The array file gives back what was put in, and refuses what is not what was written."""

from __future__ import annotations

import errno
import json
import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import IndexDamaged
from index.storage import arrayfile
from index.storage.arrayfile import ArrayFile, ArrayFileWriter
from searcher import Searcher
from tests.builders import article, built_index


def written(path: Path, **arrays: np.ndarray) -> Path:
    file = ArrayFileWriter(path)
    for name, array in arrays.items():
        file.add(name, array)
    file.close({"format": 1, "عربي": "قيمة"})
    return path


def test_arrays_and_values_come_back(tmp_path: Path) -> None:
    numbers = np.array([1, 2, 2**40], np.uint64)
    file = ArrayFile(written(tmp_path / "f", numbers=numbers, empty=np.zeros(0, np.uint32)))
    assert file["numbers"].tolist() == [1, 2, 2**40]
    assert file["numbers"].dtype == np.uint64
    assert file["empty"].tolist() == []
    assert file.values == {"format": 1, "عربي": "قيمة"}


def test_an_array_can_be_written_in_parts(tmp_path: Path) -> None:
    file = ArrayFileWriter(tmp_path / "f")
    file.add_parts("n", np.uint32, (np.arange(start, start + 3) for start in (0, 3, 6)))
    file.close({})
    assert ArrayFile(tmp_path / "f")["n"].tolist() == list(range(9))


def test_arrays_are_read_only(tmp_path: Path) -> None:
    file = ArrayFile(written(tmp_path / "f", n=np.arange(3)))
    with pytest.raises(ValueError, match="read-only"):
        file["n"][0] = 7


def test_an_object_array_is_refused_when_writing(tmp_path: Path) -> None:
    file = ArrayFileWriter(tmp_path / "f")
    with pytest.raises(ValueError, match="no place"):
        file.add("objects", np.array([{}], dtype=object))
    file.abandon()


def test_an_array_that_does_not_begin_where_arrays_do_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "f", n=np.arange(30, dtype=np.uint32))
    data = path.read_bytes()
    footer = struct.calcsize(arrayfile._FOOTER.format)
    end, length, _, crc, magic = arrayfile._FOOTER.unpack(data[-footer:])
    contents = json.loads(data[end : end + length])
    contents["arrays"]["n"] = ["<u4", 10, contents["arrays"]["n"][2] + 2]
    directory = json.dumps(contents).encode()
    path.write_bytes(
        data[:end]
        + directory
        + arrayfile._FOOTER.pack(end, len(directory), zlib.crc32(directory), crc, magic)
    )
    with pytest.raises(IndexDamaged, match="names an array that can't be"):
        ArrayFile(path)


def test_a_missing_array_is_damage(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged, match="'other' is missing"):
        ArrayFile(written(tmp_path / "f", n=np.arange(3)))["other"]


def test_abandoning_leaves_no_file(tmp_path: Path) -> None:
    ArrayFileWriter(tmp_path / "f").abandon()
    assert list(tmp_path.iterdir()) == []


def test_every_truncation_is_noticed_when_opening(tmp_path: Path) -> None:
    whole = written(tmp_path / "whole", n=np.arange(10), m=np.arange(100, dtype=np.uint8)).read_bytes()
    for length in range(len(whole)):
        (tmp_path / "cut").write_bytes(whole[:length])
        with pytest.raises(IndexDamaged):
            ArrayFile(tmp_path / "cut")


@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_every_flipped_bit_is_noticed_when_opening_or_verifying(
    tmp_path_factory: pytest.TempPathFactory, place: int, bit: int
) -> None:
    folder = tmp_path_factory.mktemp("flip")
    data = bytearray(written(folder / "whole", n=np.arange(10), m=np.arange(99)).read_bytes())
    data[place % len(data)] ^= 1 << bit
    (folder / "flipped").write_bytes(data)
    try:
        problem = ArrayFile(folder / "flipped").verify()
    except IndexDamaged:
        return
    assert problem is not None
    assert "checksum" in problem


def forge(path: Path, directory: bytes) -> Path:
    """Give a file another directory, with the checksum that this has."""
    data = path.read_bytes()
    (offset,) = struct.unpack_from("<Q", data, len(data) - 24)
    own_crc = data[-8:-4]
    footer = struct.pack("<QII", offset, len(directory), zlib.crc32(directory)) + own_crc + data[-4:]
    path.write_bytes(data[:offset] + directory + footer)
    return path


@pytest.mark.parametrize(
    "directory",
    [
        b"",
        b"\xff",
        b"7",
        b"[" * 100_000,
        b"{}",
        b'{"arrays": {}}',
        b'{"arrays": [], "values": {}}',
        b'{"arrays": {}, "values": []}',
        b'{"arrays": {"n": 5}, "values": {}}',
        b'{"arrays": {"n": ["<i8", 5]}, "values": {}}',
        b'{"arrays": {"n": ["<i8", "5", 64]}, "values": {}}',
        b'{"arrays": {"n": ["<i8", 5.0, 64]}, "values": {}}',
        b'{"arrays": {"n": [null, 5, 64]}, "values": {}}',
        b'{"arrays": {"n": ["|O8", 5, 64]}, "values": {}}',
        b'{"arrays": {"n": ["<i8", -5, 64]}, "values": {}}',
        b'{"arrays": {"n": ["<i8", 5, -64]}, "values": {}}',
        b'{"arrays": {"n": ["<i8", 5000, 64]}, "values": {}}',
    ],
)
def test_a_forged_directory_is_refused(tmp_path: Path, directory: bytes) -> None:
    written(tmp_path / "f", n=np.arange(10))
    with pytest.raises(IndexDamaged, match="--rebuild"):
        ArrayFile(forge(tmp_path / "f", directory))


@pytest.mark.parametrize("value", ["null", "-1", '"61"', "1.5", "[]", str(1 << 63)])
def test_what_should_count_something_has_to_be_a_number(tmp_path: Path, value: str) -> None:
    written(tmp_path / "f")
    file = ArrayFile(forge(tmp_path / "f", b'{"arrays": {}, "values": {"n": %s}}' % value.encode()))
    for name in ("n", "another"):
        with pytest.raises(IndexDamaged, match="--rebuild"):
            file.count(name)


@pytest.mark.parametrize(
    "forged",
    [{"articles": 3}, {"articles": None}, {"articles": "2"}, {"body_words": -5}, {"body_words": None}],
)
def test_a_segment_with_forged_counts_is_refused(tmp_path: Path, forged: dict[str, object]) -> None:
    index = built_index(tmp_path, article("a", "خبر"), article("b", "نبأ"))
    path = index.snapshot().segments[0].articles_file.path
    data = path.read_bytes()
    offset, length = struct.unpack_from("<QI", data, len(data) - 24)
    directory = json.loads(data[offset : offset + length])
    directory["values"] |= forged
    forge(path, json.dumps(directory).encode())
    with pytest.raises(IndexDamaged, match="--rebuild"):
        Searcher.open(tmp_path).search("خبر")


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("نص لا صلة له بالفهرس " * 20)
    with pytest.raises(IndexDamaged, match="--rebuild"):
        ArrayFile(tmp_path / "f")


def test_what_was_added_can_be_read_back_before_the_file_is_closed(tmp_path: Path) -> None:
    file = ArrayFileWriter(tmp_path / "x")
    file.add("few", np.arange(3, dtype=np.uint16))
    file.add("none", np.zeros(0, np.uint32))
    few, none = file.written("few"), file.written("none")
    assert few.part(0, 3).tolist() == [0, 1, 2]
    assert few.part(1, 2).tolist() == [1]
    assert few.part(3, 3).tolist() == none.part(0, 0).tolist() == []
    assert few.dtype == np.uint16
    file.add("more", np.array([7], np.uint32))
    file.close({})
    assert ArrayFile(tmp_path / "x")["more"].tolist() == [7]


def test_an_array_that_is_gone_by_half_can_not_be_read_back(tmp_path: Path) -> None:
    file = ArrayFileWriter(tmp_path / "x")
    file.add("n", np.arange(10, dtype=np.uint64))
    array = file.written("n")
    os.truncate(tmp_path / "x", array.offset + 5 * 8)
    assert array.part(0, 5).tolist() == [0, 1, 2, 3, 4]
    with pytest.raises(OSError, match="could not be read back"):
        array.part(0, 10)
    file.abandon()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here is always full")
def test_a_file_that_a_full_disk_ended_can_be_abandoned(tmp_path: Path) -> None:
    file = ArrayFileWriter(tmp_path / "x")
    descriptor = os.open("/dev/full", os.O_WRONLY)
    os.dup2(descriptor, file._file.fileno())
    os.close(descriptor)
    file.add("few", np.arange(3, dtype=np.uint16))
    with pytest.raises(OSError, match="No space left"):
        file.close({})
    file.abandon()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ValueError, match="nobody wants this file"):
        file.require_open()


def test_what_is_abandoned_is_removed_and_no_other_file_of_its_name(tmp_path: Path) -> None:
    """That is of a writer which took this one for dead. A closed file's number may have become that of another."""
    path = tmp_path / "f"
    ArrayFileWriter(path).abandon()
    assert not path.exists()
    for is_closed in (False, True):
        file = ArrayFileWriter(path)
        if is_closed:
            file.close({})
        path.unlink()
        path.write_text("of another writer")
        file.abandon()
        assert path.read_text() == "of another writer"
        path.unlink()
    closed = ArrayFileWriter(path)
    closed.close({})
    closed.abandon()
    assert not path.exists()


def test_what_the_system_refuses_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mapping a file it names none."""

    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.ENOMEM, "no room")

    built_index(tmp_path, article("a", "خبر"))
    monkeypatch.setattr("mmap.mmap", refused)
    with pytest.raises(OSError, match="no room") as told:
        Searcher.open(tmp_path)
    assert Path(told.value.filename).parent == tmp_path
