"""The positions of some postings are those that the whole lists give."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import article, built_index

WORDS = ["خبر", "وزير", "قمة", "نهر", "بحر"]
# Often enough that a byte can't hold it, in the body or in the headline.
COUNTS = st.sampled_from([0, 1, 1, 1, 2, 3, 4, 14, 15, 16, 40])
PASSAGE = st.lists(st.tuples(st.sampled_from(WORDS), COUNTS), max_size=3).map(
    lambda runs: " ".join(word for word, count in runs for _ in range(count))
)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(PASSAGE, st.lists(PASSAGE, max_size=2)), min_size=1, max_size=60),
    st.lists(st.integers(0, 1 << 30), min_size=1, max_size=80),
)
def test_some_postings_have_the_places_that_their_lists_have(
    tmp_path_factory: pytest.TempPathFactory, made: list[tuple[str, list[str]]], drawn: list[int]
) -> None:
    articles = [
        article(f"{number:02}", *texts, title=title)
        for number, (title, texts) in enumerate([*made, ("خبر", [])])
    ]
    (view,) = built_index(tmp_path_factory.mktemp("postings"), *articles).snapshot().segments
    expected: list[list[int]] = []
    for slot in range(len(view.terms.forms)):
        held, positions = view.lists.occurrences(slot)
        expected += [positions[held == number].tolist() for number in view.lists.postings(slot)[0]]
    assert len(expected) == len(view.lists.posting_articles)
    every = np.arange(len(expected))
    for postings in (every, np.array([number % len(expected) for number in drawn]), every[-1:], every[:0]):
        positions, which = view.lists.occurrences_of(postings)
        assert (np.diff(which) >= 0).all()
        found = [positions[which == at].tolist() for at in range(len(postings))]
        assert found == [expected[number] for number in postings]


def test_the_forms_of_a_stem_occur_together_as_often_as_one_by_one(tmp_path: Path) -> None:
    texts = ["وزير ووزير الوزير خبر", "الوزير وزير وزير", "قمة القمة والخبر"]
    (view,) = (
        built_index(tmp_path, *(article(f"{n}", text) for n, text in enumerate(texts))).snapshot().segments
    )
    every = [view.terms.slots_of_stem_number(number) for number in range(len(view.terms.stems))]
    for slots in every:
        assert view.lists.frequency_of_slots(slots) == sum(map(view.lists.frequency, slots)) > 0
    assert [slot for slots in every for slot in slots] == list(range(len(view.terms.forms)))
    assert any(len(slots) > 1 for slots in every)
    assert view.lists.frequency_of_slots(view.terms.slots_of_stem("لا شيء")) == 0


def test_the_last_block_may_be_full(tmp_path: Path) -> None:
    (view,) = built_index(tmp_path, *(article(f"{n:02}", "خبر وزير") for n in range(32))).snapshot().segments
    assert len(view.lists.posting_articles) == 64
    assert view.lists.occurrences_of(np.array([31, 32, 63]))[0].tolist() == [1, 2, 2]
