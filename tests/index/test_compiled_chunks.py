"""Chunks in C: the same as with NumPy, and an error for whatever it should not be given."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import compiled_chunks
from index.chunks import ArrayChunks, Found
from index.compiled_chunks import CompiledChunks

pytestmark = pytest.mark.skipif(
    not compiled_chunks.AVAILABLE, reason="the extension could not be compiled here"
)

CHARACTERS = "وزيرأءىةيا \u064b\u0640.,'’xé5٣_؟!\n一\u200f😀\ud800\uffff"
ODD = 1 << 31  # the first number of a chunk that is no form


class Numbers:
    """Gives numbers, and remembers for what it was asked."""

    def __init__(self) -> None:
        self.forms: list[str] = []
        self.odd: list[str] = []

    def number(self, form: str) -> int:
        if form not in self.forms:
            self.forms.append(form)
        return self.forms.index(form)

    def number_of_chunk(self, chunk: str) -> int:
        if chunk not in self.odd:
            self.odd.append(chunk)
        return ODD + self.odd.index(chunk)

    def meant(self, numbers: np.ndarray[Any, Any]) -> list[str]:
        """What the numbers were given for."""
        return [
            self.odd[number - ODD] if number >= ODD else self.forms[number] for number in numbers.tolist()
        ]


def codes_of(text: str) -> np.ndarray[Any, np.dtype[np.uint32]]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


@settings(deadline=None, max_examples=400)
@given(st.lists(st.text(CHARACTERS, max_size=300), max_size=4))
def test_what_the_array_operations_find(texts: list[str]) -> None:
    names, other_names = Numbers(), Numbers()
    compiled, arrays = CompiledChunks(names), ArrayChunks(other_names)
    for text in texts:
        found, expected = (each.read(text, codes_of(text)) for each in (compiled, arrays))
        for name in ("begins", "ends", "signs"):
            assert getattr(found, name).tolist() == getattr(expected, name).tolist()
        assert names.meant(found.numbers) == other_names.meant(expected.numbers)
    assert names.forms == other_names.forms
    assert set(names.odd) == set(other_names.odd)


def read(codes: object, number: object = len, number_of_chunk: object = len) -> object:
    return CompiledChunks(Numbers())._chunks.read(codes, number, number_of_chunk)


def test_what_is_no_text_is_refused() -> None:
    assert read(np.zeros(0, np.uint32)) == (b"", b"", b"", b"")
    for codes in (np.zeros(4, np.uint8), np.zeros(4, np.uint64)):
        with pytest.raises(ValueError, match="32 bits"):
            read(codes)
    for codes in (np.zeros((4, 4), np.uint32)[:, 1], "وزير", None):
        with pytest.raises((BufferError, ValueError, TypeError)):
            read(codes)
    with pytest.raises(TypeError, match="3 arguments"):
        CompiledChunks(Numbers())._chunks.read(codes_of("وزير"))


def test_what_is_no_character_ends_in_an_error() -> None:
    with pytest.raises(ValueError, match="no code point"):
        read(np.array([0x110000, 0xFFFFFFFF], np.uint32))


@pytest.mark.parametrize("text", ["وزير", "رئيس", "x" * 300])
def test_a_number_that_is_none_ends_in_an_error(text: str) -> None:
    for answer in (-1, 1 << 32, 1 << 70, "1"):
        with pytest.raises((OverflowError, TypeError)):
            read(codes_of(text), lambda _, answer=answer: answer, lambda _, answer=answer: answer)
    with pytest.raises(ZeroDivisionError):
        read(codes_of(text), lambda _: 1 // 0, lambda _: 1 // 0)


def test_after_an_error_a_chunk_is_still_new() -> None:
    asked = CompiledChunks(Numbers())._chunks
    with pytest.raises(ZeroDivisionError):
        asked.read(codes_of("وزير"), lambda _: 1 // 0, len)
    assert np.frombuffer(asked.read(codes_of("وزير وزير"), lambda _: 7, len)[0], np.uint32).tolist() == [7, 7]


def test_reading_while_reading() -> None:
    """Whoever gives a number may read other texts first."""
    words = [chr(0x628 + at % 20) * (2 + at // 20) for at in range(2000)]
    asked = CompiledChunks(Numbers())._chunks

    def number(form: str) -> int:
        if len(form) == 2:
            asked.read(codes_of(" ".join(words)), len, len)
        return len(form)

    found = asked.read(codes_of(" ".join(words)), number, number)
    assert np.frombuffer(found[0], np.uint32).tolist() == list(map(len, words))


@pytest.mark.parametrize("sizes", [(1 << 16, 255), (100, 256), (1 << 16, 257)])
def test_tables_of_another_size_are_refused(sizes: tuple[int, int]) -> None:
    kind = type(CompiledChunks(Numbers())._chunks)
    with pytest.raises(ValueError, match="table"):
        kind(np.zeros(sizes[0], np.uint8), np.zeros(sizes[1], np.uint16), 1)


def test_the_answer_has_the_types_of_the_other_way() -> None:
    found: Found = CompiledChunks(Numbers()).read("وزير. x", codes_of("وزير. x"))
    assert [each.dtype for each in found] == [np.uint32, np.int64, np.int64, np.int64]
