"""Caches."""

from __future__ import annotations

from searcher.cache import CacheOfSeveral


class Squares:
    """What makes squares, and of which numbers it was asked for them."""

    def __init__(self) -> None:
        self.made: list[int] = []

    def __call__(self, numbers: list[int]) -> list[int]:
        self.made += numbers
        return [number * number for number in numbers]


def test_several_values_come_in_the_order_of_their_keys_and_each_is_made_once() -> None:
    cache, squares = CacheOfSeveral[int, int](10), Squares()
    assert cache.get([3, 1, 3, 2], squares) == [9, 1, 9, 4]
    assert sorted(squares.made) == [1, 2, 3]
    assert cache.get((2, 5, 1), squares) == [4, 25, 1]
    assert sorted(squares.made) == [1, 2, 3, 5]
    assert cache.get([], squares) == []


def test_no_less_than_the_last_values_are_held_and_no_more_than_twice_as_many() -> None:
    cache, squares = CacheOfSeveral[int, int](10), Squares()
    for number in range(1, 100):
        cache.get([number], squares)
    assert cache.get(range(90, 100), squares) == [number * number for number in range(90, 100)]
    assert len(squares.made) == 99
    cache.get(range(1, 80), squares)
    assert len(squares.made) == 99 + 79


def test_what_is_used_again_and_again_stays() -> None:
    cache, squares = CacheOfSeveral[int, int](10), Squares()
    for number in range(2, 100):
        cache.get([1, number], squares)
    assert squares.made.count(1) == 1
