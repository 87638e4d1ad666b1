"""Chunks in C: the same as with NumPy, and an error for whatever it should not be given."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.ingestion.chunks import ArrayChunks, Found
from index.ingestion.compiled_chunks import CompiledChunks
from index.storage import compiled

pytestmark = pytest.mark.skipif(not compiled.AVAILABLE, reason="the extension could not be compiled here")

CHARACTERS = "وزيرأءىةيا \u064b\u0640.,'’xé5٣_؟!\n一\u200f😀\ud800\uffff"
ODD = 1 << 31  # the first number of a chunk that is no form


class Numbers:
    """Gives numbers, and remembers for what it was asked."""

    def __init__(self) -> None:
        self.number_by_form: dict[str, int] = {}
        self.forms: list[str] = []
        self.odd: list[str] = []

    def number(self, form: str) -> int:
        if form not in self.number_by_form:
            self.number_by_form[form] = len(self.forms)
            self.forms.append(form)
        return self.number_by_form[form]

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


@settings(max_examples=400)
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


def read(
    codes: object, numbers: object = None, forms: object = None, number_of_chunk: object = len
) -> list[int]:
    numbers, forms = {} if numbers is None else numbers, [] if forms is None else forms
    found = CompiledChunks(Numbers())._chunks.read(codes, numbers, forms, number_of_chunk)
    return np.frombuffer(found[0], np.uint32).tolist()


def test_what_is_no_text_is_refused() -> None:
    assert read(np.zeros(0, np.uint32)) == []
    for codes in (np.zeros(4, np.uint8), np.zeros(4, np.uint64)):
        with pytest.raises(ValueError, match="entries of"):
            read(codes)
    for codes in (np.zeros((4, 4), np.uint32)[:, 1], "وزير", None):
        with pytest.raises((BufferError, ValueError, TypeError)):
            read(codes)
    with pytest.raises(TypeError, match="code points, a dict"):
        CompiledChunks(Numbers())._chunks.read(codes_of("وزير"))
    for numbers, forms in ((Numbers(), []), ({}, ())):
        with pytest.raises(TypeError, match="code points, a dict"):
            read(codes_of("وزير"), numbers, forms)


def test_what_is_no_character_ends_in_an_error() -> None:
    with pytest.raises(ValueError, match="no code point"):
        read(np.array([0x110000, 0xFFFFFFFF], np.uint32))


def test_a_number_that_is_none_ends_in_an_error() -> None:
    for answer in (-1, 1 << 32, 1 << 70, "1"):
        for text in ("رئيس٣", "x" * 300):
            with pytest.raises((OverflowError, TypeError)):
                read(codes_of(text), number_of_chunk=lambda _, answer=answer: answer)
        with pytest.raises((OverflowError, TypeError)):
            read(codes_of("وزير"), {"وزير": answer})
    with pytest.raises(ZeroDivisionError):
        read(codes_of("رئيس٣"), number_of_chunk=lambda _: 1 // 0)


def test_a_form_that_has_a_number_keeps_it() -> None:
    numbers, forms = {"قمة": 0, "وزير": 1}, ["قمة", "وزير"]
    assert read(codes_of("وزير الوزير وَزير"), numbers, forms) == [1, 2, 1]
    assert forms == ["قمة", "وزير", "الوزير"]
    assert numbers == {form: number for number, form in enumerate(forms)}


def test_after_an_error_a_chunk_is_still_new() -> None:
    asked = CompiledChunks(Numbers())._chunks
    with pytest.raises(ZeroDivisionError):
        asked.read(codes_of("رئيس٣"), {}, [], lambda _: 1 // 0)
    found = asked.read(codes_of("رئيس٣ رئيس٣"), {}, [], lambda _: 7)[0]
    assert np.frombuffer(found, np.uint32).tolist() == [7, 7]


def test_reading_while_reading() -> None:
    """Whoever gives a number may read other texts first, so many that the table moves."""
    words = [f"{''.join(chr(0x628 + int(digit)) for digit in str(at))}٣" for at in range(40_000)]
    asked = CompiledChunks(Numbers())._chunks

    def number(chunk: str) -> int:
        if chunk == words[0]:
            asked.read(codes_of(" ".join(words)), {}, [], len)
        return len(chunk)

    found = asked.read(codes_of(" ".join(words)), {}, [], number)
    assert np.frombuffer(found[0], np.uint32).tolist() == list(map(len, words))


def test_a_second_thread_is_refused_while_one_reads() -> None:
    asked = CompiledChunks(Numbers())._chunks
    reads, may_go_on = Event(), Event()

    def number(_: str) -> int:
        reads.set()
        assert may_go_on.wait(30)
        return 7

    with ThreadPoolExecutor(1) as thread:
        reading = thread.submit(asked.read, codes_of("رئيس٣"), {}, [], number)
        assert reads.wait(30)
        with pytest.raises(RuntimeError, match="one thread at a time"):
            asked.read(codes_of("قمة"), {}, [], len)
        may_go_on.set()
        assert np.frombuffer(reading.result()[0], np.uint32).tolist() == [7]
    assert len(asked.read(codes_of("قمة"), {}, [], len)[0]) == 4


@pytest.mark.parametrize("sizes", [(1 << 16, 255), (100, 256), (1 << 16, 257)])
def test_tables_of_another_size_are_refused(sizes: tuple[int, int]) -> None:
    kind = type(CompiledChunks(Numbers())._chunks)
    with pytest.raises(ValueError, match="table"):
        kind(np.zeros(sizes[0], np.uint8), np.zeros(sizes[1], np.uint16), np.zeros(0, np.uint32), 1)


def test_pairs_of_letters_are_given_whole() -> None:
    kind = type(CompiledChunks(Numbers())._chunks)
    with pytest.raises(ValueError, match="table"):
        kind(np.zeros(1 << 16, np.uint8), np.zeros(256, np.uint16), np.zeros(3, np.uint32), 1)


def test_the_answer_has_the_types_of_the_other_way() -> None:
    found: Found = CompiledChunks(Numbers()).read("وزير. x", codes_of("وزير. x"))
    assert [each.dtype for each in found] == [np.uint32, np.int64, np.int64, np.int64]
