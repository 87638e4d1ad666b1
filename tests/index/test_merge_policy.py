"""Merging keeps segments few and updates short, over years of them."""

import random
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.commits.merge_policy import BUDGET, MOST_SEGMENTS, groups_that_fit, segments_to_merge

STORY = 290  # words
LARGE = 310_300 * STORY


class Years(NamedTuple):
    """What updates of an index came to: for each the words written again, and the segments afterwards."""

    rewritten: list[int]
    counts: list[int]
    sizes: list[int]
    words_added: int


def updates(count: int, words: int, sizes: tuple[int, ...] = ()) -> Years:
    """Updates of about so many words each, of an index with segments of these sizes."""
    chance = random.Random(1)
    held, rewritten, counts, words_added = list(sizes), [], [], 0
    for _ in range(count):
        written = int(words * chance.uniform(0.5, 1.5))
        words_added += written
        held.append(written)
        cost = 0
        while chosen := segments_to_merge(held, written):
            merged = sum(held[number] for number in chosen)
            held = [size for number, size in enumerate(held) if number not in chosen] + [merged]
            cost += merged
        rewritten.append(cost)
        counts.append(len(held))
    return Years(rewritten, counts, held, words_added)


@pytest.mark.parametrize("base", [(), (LARGE,)], ids=["from nothing", "beside a large index"])
@pytest.mark.parametrize("articles", [10, 100, 1_000])
def test_years_of_daily_updates(articles: int, base: tuple[int, ...]) -> None:
    """Ten years: few segments at any time, nearly every update within the budget, and little work in all."""
    years = updates(3650, articles * STORY, base)
    assert max(years.counts) <= MOST_SEGMENTS
    assert sum(years.sizes) == sum(base) + years.words_added
    over = sum(cost > BUDGET for cost in years.rewritten)
    assert over <= 3650 // 50
    assert sum(years.rewritten) <= 12 * max(years.words_added, 5 * 3650 * 10 * STORY)


def test_a_hundred_articles_a_day_are_within_the_budget_for_years() -> None:
    years = updates(3 * 365, 100 * STORY, (LARGE,))
    assert max(years.rewritten) <= BUDGET
    assert max(years.counts) <= MOST_SEGMENTS
    assert LARGE in years.sizes, "the large segment is not touched"
    years = updates(3650, 100 * STORY, (LARGE,))
    assert sum(cost > BUDGET for cost in years.rewritten) <= 10
    assert max(years.rewritten) < LARGE / 2


def test_fifty_updates_leave_a_handful_of_segments() -> None:
    assert max(updates(50, 100 * STORY, (LARGE,)).counts) <= 4


def test_a_large_update_may_rewrite_as_much_as_it_wrote() -> None:
    assert segments_to_merge([30_000_000, 20_000_000]) == []
    assert sorted(segments_to_merge([30_000_000, 20_000_000], written=30_000_000)) == [0, 1]


@given(st.lists(st.integers(1, 10**9), max_size=40), st.integers(0, 10**8))
def test_any_segments(sizes: list[int], written: int) -> None:
    chosen = segments_to_merge(sizes, written)
    assert len(chosen) != 1
    assert len(set(chosen)) == len(chosen)
    total = sum(sizes[number] for number in chosen)
    if len(sizes) <= MOST_SEGMENTS:
        assert total <= max(BUDGET, 2 * written)
    else:
        assert chosen, "there are too many"
    kept = [size for number, size in enumerate(sizes) if number not in chosen]
    assert not chosen or max(sizes[number] for number in chosen) <= min(kept, default=10**9)
    while chosen:  # it comes to an end
        sizes = [size for number, size in enumerate(sizes) if number not in chosen] + [total]
        chosen = segments_to_merge(sizes, written)
        total = sum(sizes[number] for number in chosen)
    assert len(sizes) <= MOST_SEGMENTS


def test_a_small_index_is_one_segment() -> None:
    """A segment counts for 100,000 words at least."""
    assert sorted(segments_to_merge([300_000, 5])) == [0, 1]
    assert segments_to_merge([300_001, 5]) == []


def test_of_too_many_all_but_the_five_largest_become_one() -> None:
    sizes = [BUDGET * 5**at for at in range(15)]
    assert sorted(segments_to_merge(sizes)) == list(range(10))


def test_segments_of_which_more_than_half_is_deleted_are_written_anew() -> None:
    """Even a single one, and however large; but only where there is nothing else to merge."""
    large, larger, largest = (BUDGET * 5**at for at in range(3))
    assert segments_to_merge([larger, large, largest], 0, [False, False, True]) == [2]
    assert segments_to_merge([larger, large, largest], 0, [True, False, True]) == [0, 2]
    assert segments_to_merge([larger, large, largest], 0, [False, False, False]) == []
    assert segments_to_merge([300_000, 5, largest], 0, [False, False, True]) == [1, 0]


def test_what_one_segment_cannot_hold_is_left_out_of_it() -> None:
    """The largest; and where no two fit together, the segments of which more than half is deleted are looked at."""
    sizes = [5, 3, 4, 6]
    assert segments_to_merge(sizes, 0, (), [0.5, 0.25, 0.25, 0.6]) == [1, 2, 0]
    assert segments_to_merge(sizes, 0, (), [0.6, 0.25, 0.25, 0.6]) == [1, 2]
    assert segments_to_merge(sizes, 0, [True, False, False, True], [0.6, 0.25, 0.8, 0.6]) == [0]
    assert segments_to_merge(sizes, 0, [False] * 4, [0.6, 0.25, 0.8, 0.6]) == []


def test_a_full_segment_keeps_no_others_from_being_merged() -> None:
    assert segments_to_merge([10, 20, 30], 0, (), [0.9, 0.6, 0.3]) == [1, 2]


@given(st.lists(st.floats(0, 1), max_size=20))
def test_groups_that_fit(fullness: list[float]) -> None:
    numbers = range(len(fullness))
    groups = list(groups_that_fit(numbers, fullness))
    assert [number for group in groups for number in group] == list(numbers)
    assert all(len(group) == 1 or sum(fullness[each] for each in group) <= 1 for group in groups)
    for group, following in pairwise(groups):
        assert sum(fullness[each] for each in (*group, following[0])) > 1
