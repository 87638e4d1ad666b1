"""`searcher.matching.proximity` keeps exactly the occurrences that trying every choice would keep."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searcher.matching.proximity import Stretches, near, side_by_side
from tests.patience import no_hours

LENGTH = 8  # words in a unit
Span = tuple[int, int, int]  # unit, first word, word behind the last


def by_trying(items: list[list[Span]], distance: int, ordered: bool) -> set[Span]:
    kept: list[set[Span]] = [set() for _ in items]
    for choice in product(*items):
        if len({unit for unit, _, _ in choice}) != 1:
            continue
        taken = [word for _, start, end in choice for word in range(start, end)]
        others = max(taken) - min(taken) + 1 - len(taken)
        if len(set(taken)) < len(taken) or others > distance:
            continue
        if ordered and any(one[2] > next_one[1] for one, next_one in pairwise(choice)):
            continue
        for item, span in enumerate(choice):
            kept[item].add(span)
    return set().union(*kept)


def stretches(item: list[Span]) -> Stretches:
    units, starts, ends = (
        (np.array(column, np.int64) for column in zip(*item, strict=True))
        if item
        else [np.zeros(0, np.int64)] * 3
    )
    positions = units * (LENGTH + 1)
    return Stretches(positions + starts, positions + ends, units)


def spans(longest: int) -> st.SearchStrategy[list[Span]]:
    span = st.builds(
        lambda unit, start, length: (unit, start, min(start + length, LENGTH)),
        st.integers(0, 1),
        st.integers(0, LENGTH - 1),
        st.integers(1, longest),
    )
    return st.lists(span, max_size=6, unique=True).map(sorted)


@settings(max_examples=400)
@given(
    st.lists(spans(1), min_size=1, max_size=4) | st.lists(spans(3), min_size=1, max_size=4),
    st.integers(0, 9),
    st.booleans(),
)
def test_what_trying_every_choice_keeps(items: list[list[Span]], distance: int, ordered: bool) -> None:
    masks = near([stretches(item) for item in items], distance, ordered=ordered)
    found = {
        span
        for item, mask in zip(items, masks, strict=True)
        for span, kept in zip(item, mask, strict=True)
        if kept
    }
    assert found == by_trying(items, distance, ordered)


def one_word(*starts: int) -> Stretches:
    positions = np.array(starts, np.int64)
    return Stretches(positions, positions + 1, np.zeros(len(positions), np.int64))


def test_an_item_asked_for_twice_needs_two_positions() -> None:
    assert not near([one_word(3), one_word(3)], 5, ordered=False)[0].any()
    assert near([one_word(3, 5), one_word(3, 5)], 1, ordered=False)[0].all()
    assert not near([one_word(3, 5), one_word(3, 5)], 0, ordered=False)[0].any()


def test_items_that_share_a_position_need_one_each() -> None:
    assert not near([one_word(3), one_word(3, 20)], 5, ordered=False)[0].any()
    assert near([one_word(3), one_word(3, 20)], 16, ordered=False)[0].all()


def test_a_distance_beyond_every_text_is_no_distance() -> None:
    assert near([one_word(3), one_word(900)], 10**15, ordered=False)[0].all()


def test_many_items_are_no_trouble() -> None:
    apart = [one_word(at, at + 100) for at in range(40)]
    assert all(mask.all() for mask in near(apart, 0, ordered=False))
    entangled = [one_word(*range(40 + at)) for at in range(40)]
    assert all(mask.all() for mask in near(entangled, 39, ordered=False))


@settings(max_examples=400)
@given(
    st.lists(st.integers(0, 2), max_size=25),
    st.lists(st.integers(0, 2), min_size=1, max_size=5),
    st.permutations(range(3)),
)
def test_words_stand_side_by_side_where_a_slice_of_the_text_is_the_phrase(
    text: list[int], phrase: list[int], order: list[int]
) -> None:
    held = [
        (word, np.array([at for at, each in enumerate(text) if each == word], np.int64))
        for word in order
        if word in phrase
    ]
    expected = [at for at in range(len(text)) if text[at : at + len(phrase)] == phrase]
    assert side_by_side(phrase, held).tolist() == expected


@pytest.mark.parametrize("phrase", [[0] * 30_000, [0, 1] * 15_000, [0] * 15_000 + [1] * 15_000])
def test_no_array_as_long_as_the_text_is_made_for_each_word_of_a_phrase(phrase: list[int]) -> None:
    positions = np.arange(1_000_000, dtype=np.int64)
    standing = [(0, positions[::2] * 2), (1, positions[1::2] * 2)][: 1 + max(phrase)]
    with no_hours():
        assert side_by_side(phrase, standing).tolist() == []


def test_three_items_need_three_places_though_any_two_of_them_have_two() -> None:
    items = [one_word(3, 4), one_word(3, 4, 50), one_word(3, 4, 90)]
    assert not any(mask.any() for mask in near(items, 0, ordered=False))


def test_many_items_need_as_many_places_though_any_two_of_them_have_two() -> None:
    items = [one_word(*range(3, 11), 100 + 50 * number) for number in range(9)]
    assert not any(mask.any() for mask in near(items, 0, ordered=False))
