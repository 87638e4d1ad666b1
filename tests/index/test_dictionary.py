"""Numbered strings are found, one by one and many at a time, in C and in Python."""

from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import IndexStoreError
from index.storage import compiled
from index.storage.arrayfile import ArrayFile, ArrayFileWriter
from index.storage.dictionary import Dictionary, add_strings, blob_of

STRINGS = sorted((f"{chr(0x627 + number % 30)}{number:03}" for number in range(0, 900, 3)), key=str.encode)
TEXT = st.text(st.characters() | st.sampled_from("aéا\uffff😀\ud800\0\n"), max_size=5)
IN_C = pytest.mark.skipif(not compiled.AVAILABLE, reason="the extension could not be compiled here")
ABSENT = ["", "ا", "ا001", "zzz", "ي999", "\ud800"]


@pytest.fixture
def strings(tmp_path: Path) -> Dictionary:
    file = ArrayFileWriter(tmp_path / "x")
    add_strings(file, "words", STRINGS)
    file.close({})
    return Dictionary(ArrayFile(tmp_path / "x"), "words")


@pytest.mark.parametrize("in_c", [pytest.param(True, marks=IN_C), False], ids=["c", "python"])
def test_strings_and_beginnings_are_found(
    strings: Dictionary, monkeypatch: pytest.MonkeyPatch, in_c: bool
) -> None:
    monkeypatch.setattr("index.storage.compiled.AVAILABLE", in_c)
    for number, text in enumerate(STRINGS):
        assert strings.find(text) == number
        assert strings.lower_bound(text.encode()) == number
    assert [strings.find(text) for text in ABSENT] == [None] * len(ABSENT)
    first = STRINGS[7][:2]
    assert [STRINGS[number] for number in strings.with_prefix(first)] == [
        text for text in STRINGS if text.startswith(first)
    ]


@pytest.mark.parametrize("in_c", [pytest.param(True, marks=IN_C), False], ids=["c", "python"])
@pytest.mark.parametrize("search_cost", [0, 1 << 30], ids=["one by one", "all read"])
@given(
    held=st.lists(TEXT, unique=True, max_size=12),
    sought=st.lists(TEXT, max_size=6),
    chosen=st.lists(st.integers(0, 11), max_size=6),
)
def test_many_are_looked_up_at_a_time(
    in_c: bool, search_cost: int, held: list[str], sought: list[str], chosen: list[int]
) -> None:
    held.sort(key=lambda text: text.encode("utf-8", "surrogatepass"))
    chosen = [number for number in chosen if number < len(held)]
    sought += [held[number] for number in chosen]
    with pytest.MonkeyPatch.context() as monkeypatch, TemporaryDirectory() as folder:
        monkeypatch.setattr("index.storage.compiled.AVAILABLE", in_c)
        monkeypatch.setattr("index.storage.dictionary.SEARCH_COST", search_cost)
        monkeypatch.setattr("index.storage.dictionary._AT_ONCE", 3)
        file = ArrayFileWriter(Path(folder) / "x")
        add_strings(file, "words", held)
        file.close({})
        dictionary = Dictionary(ArrayFile(Path(folder) / "x"), "words")
        found = dictionary.numbers_of(sought)
        assert found.dtype == np.int64
        assert found.tolist() == [held.index(text) if text in held else -1 for text in sought]
        assert dictionary.strings(chosen) == [held[number] for number in chosen]
        pairs = [number // 2 for number in chosen if number | 1 < len(held)]
        assert dictionary.strings(pairs, 2) == [text for at in pairs for text in held[2 * at : 2 * at + 2]]
        for number in (-1, len(held), len(held) + 1):
            for together in (1, 2):
                with pytest.raises(IndexError):
                    dictionary.strings([*chosen, number] if together == 1 else [*pairs, number], together)
        assert [dictionary.find(text) for text in sought] == [
            held.index(text) if text in held else None for text in sought
        ]
        assert list(dictionary) == held


@IN_C
@pytest.mark.parametrize("starts", [[0, 2, 1, 4], [0, 2, 5, 9], [9, 9, 9, 9]])
def test_strings_that_end_where_they_cannot_are_an_error(starts: list[int]) -> None:
    text, bounds = np.frombuffer(b"abcd", np.uint8), np.array(starts, np.uint32)
    sought, sought_bounds = blob_of(["b", "c", "d"])
    with pytest.raises(ValueError, match="not what was written"):
        compiled.loops.numbers(text, bounds, sought, sought_bounds)
    with pytest.raises(ValueError, match="not what was written"):
        compiled.loops.numbers(sought, sought_bounds, text, bounds)
    with pytest.raises(ValueError, match="not what was written"):
        compiled.loops.lower_bound(text, bounds, b"c")
    with pytest.raises(ValueError, match="not what was written"):
        compiled.loops.strings(text, bounds, [1], 1)


@IN_C
def test_strings_without_an_end_are_an_error() -> None:
    nothing, (text, bounds) = np.zeros(0, np.uint32), blob_of(["a"])
    for arguments in ((text, nothing, text, bounds), (text, bounds, text, nothing)):
        with pytest.raises(ValueError, match="without an end"):
            compiled.loops.numbers(*arguments)
    with pytest.raises(ValueError, match="without an end"):
        compiled.loops.lower_bound(text, nothing, b"a")
    with pytest.raises(ValueError, match="without an end"):
        compiled.loops.strings(text, nothing, [0], 1)
    with pytest.raises(ValueError, match="how many"):
        compiled.loops.strings(text, bounds, [0], 0)


@pytest.mark.parametrize("at_once", [1, 3, 1 << 14])
@given(texts=st.lists(TEXT, max_size=12))
def test_texts_are_cut_where_each_begins(texts: list[str], at_once: int) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("index.storage.dictionary._AT_ONCE", at_once)
        blob, starts = blob_of(texts)
    data, bounds = blob.tobytes(), starts.tolist()
    assert bounds[-1] == len(data)
    cut = [data[start:end].decode("utf-8", "surrogatepass") for start, end in pairwise(bounds)]
    assert cut == texts


def test_more_text_than_can_be_numbered_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.storage.dictionary.MOST_BYTES", 11)
    assert blob_of(["كلمة", "و"])[1].tolist() == [0, 8, 10]
    with pytest.raises(IndexStoreError, match="12 bytes"):
        blob_of(["كلمة", "وو"])
