"""Numbered strings are found in the same places however often they have been looked for."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.arrayfile import ArrayFile, ArrayFileWriter
from index.dictionary import Dictionary, add_texts, blob_of

STRINGS = sorted((f"{chr(0x627 + number % 30)}{number:03}" for number in range(0, 900, 3)), key=str.encode)
ABSENT = ["", "ا", "ا001", "zzz", "ي999", "\ud800"]


@pytest.fixture
def strings(tmp_path: Path) -> Dictionary:
    file = ArrayFileWriter(tmp_path / "x")
    add_texts(file, "words", STRINGS)
    file.close({})
    return Dictionary(ArrayFile(tmp_path / "x"), "words")


@pytest.mark.parametrize(
    ("sampling_pays", "keeping_pays"),
    [(1, 1), (1 << 30, 1), (1 << 30, 1 << 30)],
    ids=["bisected", "sampled", "all"],
)
def test_every_way_of_looking_up_finds_the_same(
    strings: Dictionary, monkeypatch: pytest.MonkeyPatch, sampling_pays: int, keeping_pays: int
) -> None:
    monkeypatch.setattr(Dictionary, "_SAMPLING_PAYS", sampling_pays)
    monkeypatch.setattr(Dictionary, "_KEEPING_PAYS", keeping_pays)
    for number, text in enumerate(STRINGS):
        assert strings.find(text) == number
        assert strings.position(text.encode()) == number
    assert [strings.find(text) for text in ABSENT] == [None] * len(ABSENT)
    first = STRINGS[7][:2]
    assert [STRINGS[number] for number in strings.with_prefix(first)] == [
        text for text in STRINGS if text.startswith(first)
    ]


@pytest.mark.parametrize("at_once", [1, 3, 1 << 14])
@given(
    texts=st.lists(st.text(st.characters() | st.sampled_from("aéا\uffff😀\ud800\0"), max_size=5), max_size=12)
)
def test_texts_are_cut_where_each_begins(texts: list[str], at_once: int) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("index.dictionary._AT_ONCE", at_once)
        blob, starts = blob_of(texts)
    data, bounds = blob.tobytes(), starts.tolist()
    assert bounds[-1] == len(data)
    cut = [data[start:end].decode("utf-8", "surrogatepass") for start, end in pairwise(bounds)]
    assert cut == texts
