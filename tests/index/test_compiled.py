"""Loops in C: what NumPy makes of the same, and an error for whatever they should not be given."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.building.inversion import invert
from index.ingestion import signatures
from index.ingestion.word_keys import Words
from index.storage import compiled
from index.storage.peaks import GRADES

pytestmark = pytest.mark.skipif(not compiled.AVAILABLE, reason="the extension could not be compiled here")


def with_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "AVAILABLE", False)


@pytest.mark.parametrize("name", compiled._CONSTANTS)
def test_what_was_compiled_with_other_numbers_is_as_good_as_nothing(name: str) -> None:
    constants = compiled.loops.CONSTANTS
    extension = ModuleType("_compiled")
    vars(extension).update(INTERFACE=compiled.loops.INTERFACE, CONSTANTS=constants)
    assert compiled._fits(extension)
    vars(extension).update(CONSTANTS={**constants, name: constants[name] + 1})
    assert not compiled._fits(extension)


# --- posting lists


class Text(NamedTuple):
    """Articles whose words are numbers; the number of a form is that of its slot."""

    words: Words
    passages_per_article: npt.NDArray[np.int64]
    slot_counts: npt.NDArray[np.int64]


def text_of(articles: list[list[list[int]]]) -> Text:
    passages = [passage for article in articles for passage in article]
    tokens = np.array([word for passage in passages for word in passage], np.uint32)
    lengths = np.array([len(passage) for passage in passages], np.uint32)
    counts = np.bincount(tokens, minlength=8)
    return Text(Words(tokens, lengths), np.array([len(article) for article in articles], np.int64), counts)


def lists_of(text: Text, folder: Path) -> dict[str, Any]:
    """Everything that an inversion makes."""
    slots = np.arange(len(text.slot_counts), dtype=np.uint32)
    lengths = text.words.passage_lengths
    made = invert(slots, text.slot_counts, [text.words], lengths, text.passages_per_article, folder)
    lists = {
        name: np.concatenate([np.zeros(0, dtype), *parts]) for name, (dtype, parts) in made.arrays.items()
    }
    arrays = lists | made.skips.arrays() | {"article_starts": made.starts["article"]}
    return {name: (array.dtype, array.tolist()) for name, array in arrays.items()}


PASSAGE = st.lists(st.integers(0, 7), max_size=30)
ARTICLE = st.tuples(PASSAGE, st.lists(PASSAGE, max_size=5)).map(lambda parts: [parts[0], *parts[1]])


@settings(max_examples=200)
@given(st.lists(ARTICLE, max_size=6), st.sampled_from([1, 30, 10**6]))
def test_posting_lists_are_those_of_the_array_operations(
    tmp_path_factory: pytest.TempPathFactory, articles: list[list[list[int]]], at_once: int
) -> None:
    folder, text = tmp_path_factory.getbasetemp(), text_of(articles)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("index.building.inversion._AT_ONCE", at_once)
        found = lists_of(text, folder)
        with_numpy(monkeypatch)
        assert found == lists_of(text, folder)


def test_posting_lists_of_many_passages_and_of_frequent_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [[0], *([[1, 2, 2]] * 253), [1] * 20, [2] * 300, [3], [1, 3]]
    text = text_of([many, [[], [1] * 15], [[4], [1] * 16 + [5] * 260]])
    found = lists_of(text, tmp_path)
    with_numpy(monkeypatch)
    assert found == lists_of(text, tmp_path)


BITS = (2, 1, 1)  # of positions, passages, articles


def inverted(
    keys: list[int], slots: int = 1, bits: tuple[int, int, int] = BITS, **others: Any
) -> list[bytes]:
    arrays = {
        "first_passages": np.zeros(2, np.int64),
        "passage_lengths": np.ones(2, np.uint8),
        "grades": GRADES,
    }
    arrays |= others
    return list(map(bytes, compiled.loops.invert(np.array(keys, np.uint64), slots, bits, *arrays.values())))


def test_keys_that_no_words_have_are_refused() -> None:
    slot = 1 << 6
    assert inverted([], slots=0) == [b""] * 6
    assert inverted([0b10000])[5] == b"\0\0\0\0"
    for keys, slots in (([slot], 1), ([4, 4], 1), ([8, 4], 1), ([slot, 1, 0], 2), ([1 << 63], 2)):
        with pytest.raises(ValueError, match="keys"):
            inverted(keys, slots)
    in_second_passage, of_second_article = 0b010000, 0b110000
    with pytest.raises(ValueError, match="keys"):
        inverted([in_second_passage], passage_lengths=np.ones(1, np.uint8))
    with pytest.raises(ValueError, match="keys"):
        inverted([of_second_article], first_passages=np.zeros(1, np.int64))
    with pytest.raises(ValueError, match="keys"):
        inverted([in_second_passage], first_passages=np.full(2, -7, np.int64))


def distributed(**others: Any) -> tuple[list[int], list[int]]:
    """The keys of three words in two passages, of forms whose slots are in two ranges; and how many each range has."""
    arrays = {
        "tokens": np.array([2, 0, 1], np.uint32),
        "lengths": np.array([1, 2], np.uint32),
        "leads": np.array([0, 1], np.uint32),
        "bases": np.array([0b000010, 0b010100], np.uint64),
        "slot_of_form": np.array([1, 2, 0], np.uint32),
        "range_of_slot": np.array([0, 1, 1], np.uint16),
        "begins": np.array([0, 1], np.uint32),
        "key_bits": 6,
    }
    arrays |= others
    keys, counts = compiled.loops.distribute(*arrays.values())
    return np.frombuffer(keys, np.uint64).tolist(), np.frombuffer(counts, np.int64).tolist()


def test_keys_are_distributed_over_ranges_of_slots() -> None:
    assert distributed() == ([0b0_000010, 0b0_010101, 0b1_011000], [1, 2])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tokens", np.array([2, 0, 3], np.uint32)),  # a form that there is not
        ("tokens", np.array([2, 0], np.uint32)),  # fewer words than the passages have
        ("lengths", np.array([1, 3], np.uint32)),
        ("lengths", np.array([2**32 - 1, 4], np.uint32)),
        ("slot_of_form", np.array([1, 2, 3], np.uint32)),
        ("range_of_slot", np.array([0, 1, 2], np.uint16)),
        ("begins", np.array([0, 2], np.uint32)),  # a slot before its range
        ("begins", np.zeros(0, np.uint32)),
    ],
)
def test_words_of_what_there_is_not_are_not_distributed(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match="that there are not"):
        distributed(**{name: value})


def test_slots_that_a_key_has_no_room_for_are_refused() -> None:
    far = {"slot_of_form": np.array([1, 3, 0], np.uint32), "range_of_slot": np.array([0, 1, 1, 1], np.uint16)}
    assert distributed(key_bits=62, **far)[1] == [1, 2]
    with pytest.raises(ValueError, match="that there are not"):
        distributed(key_bits=63, **far)
    for bits in (1, 64, -1):
        with pytest.raises(ValueError, match="shape"):
            distributed(key_bits=bits)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tokens", np.array([2, 0, 1], np.uint64)),
        ("leads", np.zeros(3, np.uint32)),
        ("bases", np.zeros(1, np.uint64)),
        ("range_of_slot", np.zeros(3, np.uint8)),
        ("begins", np.zeros(2, np.int64)),
    ],
)
def test_words_are_distributed_by_arrays_that_fit(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match="an array of"):
        distributed(**{name: value})


@pytest.mark.parametrize("bits", [(0, 1, 1), (33, 1, 1), (2, 9, 1), (2, -1, 1), (2, 1, 33), (32, 8, 32)])
def test_shapes_that_no_keys_have_are_refused(bits: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="shape"):
        inverted([0], bits=bits)


def test_arrays_of_other_types_are_refused() -> None:
    for name, array in (
        ("first_passages", np.zeros(2, np.int32)),
        ("passage_lengths", np.ones(2, np.uint16)),
        ("grades", GRADES[:-1]),
    ):
        with pytest.raises(ValueError, match="entries"):
            inverted([0], **{name: array})
    with pytest.raises(ValueError, match="entries"):
        compiled.loops.invert(
            np.zeros(2, np.uint32), 1, BITS, np.zeros(2, np.int64), np.ones(2, np.uint8), GRADES
        )
    with pytest.raises(ValueError, match="entries"):
        compiled.loops.least(np.zeros(5, np.uint32), np.array([5]), np.ones(5, np.uint64), 4)
    with pytest.raises(ValueError, match="entries"):
        compiled.loops.least(np.zeros(5, np.uint64), np.array([5]), np.ones(4, np.uint64), 4)


# --- signatures


@given(
    st.lists(st.integers(0, 20), max_size=8),
    st.sampled_from([1, 12, 512]),
    st.integers(0, 2**32),
)
def test_the_least_hashes_are_those_of_the_array_operations(lengths: list[int], bins: int, seed: int) -> None:
    words = np.random.default_rng(seed).integers(0, 2**64, sum(lengths), np.uint64)
    counts = np.array(lengths, np.int64)
    found = signatures._least(words, counts, bins)
    with pytest.MonkeyPatch.context() as monkeypatch:
        with_numpy(monkeypatch)
        expected = signatures._least(words, counts, bins)
    assert found.shape == expected.shape
    assert found.tolist() == expected.tolist()


@pytest.mark.parametrize(("lengths", "bins"), [([4], 4), ([6], 4), ([-1, 6], 4), ([2**62, 3], 4), ([5], 0)])
def test_lengths_that_the_words_do_not_have_are_refused(lengths: list[int], bins: int) -> None:
    with pytest.raises(ValueError, match="other lengths"):
        compiled.loops.least(np.zeros(5, np.uint64), np.array(lengths), np.ones(5, np.uint64), bins)
