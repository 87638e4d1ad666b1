"""Caches."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from weakref import ref

from searcher.cache import ENTRY, ByteBoundedCache, CacheOfSeveral, remembering


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


@dataclass(frozen=True)
class Block:
    nbytes: int


def block(entries: int) -> Block:
    """A value that takes as much as so many without arrays, itself among them."""
    return Block((entries - 1) * ENTRY)


def test_what_was_used_last_is_held_up_to_so_many_bytes() -> None:
    cache = ByteBoundedCache[str, Block](100 * ENTRY)
    for key in "abc":
        cache.get(key, lambda: block(30))
    cache.get("a", lambda: block(1))  # is there, and now the last that was used
    cache.get("d", lambda: block(30))
    assert {key for key in "abcd" if cache.held(key)} == {"a", "c", "d"}
    cache.get("e", lambda: block(70))
    assert {key for key in "abcde" if cache.held(key)} == {"d", "e"}
    assert cache.get("d", lambda: block(1)) == block(30)


def test_what_is_larger_than_a_cache_is_given_and_not_held() -> None:
    cache = ByteBoundedCache[str, Block](100 * ENTRY)
    cache.get("small", lambda: block(60))
    assert cache.get("large", lambda: block(101)) == block(101)
    assert cache.held("large") is None
    assert cache.held("small") is not None
    assert cache.get("exact", lambda: block(100)) == block(100)
    assert (cache.held("small"), cache.held("exact")) == (None, block(100))


def test_what_two_made_at_once_counts_once() -> None:
    cache = ByteBoundedCache[str, Block](100 * ENTRY)

    def slow() -> Block:
        cache.get("a", lambda: block(40))  # by another thread meanwhile
        return block(40)

    cache.get("a", slow)
    cache.get("b", lambda: block(60))
    assert cache.held("a") is not None


def test_values_without_arrays_do_not_gather_either() -> None:
    """As those of what nobody finds, of which there is no end."""
    cache = ByteBoundedCache[int, Block](100 * ENTRY)
    for key in range(1000):
        cache.get(key, lambda: Block(0))
    assert [key for key in range(1000) if cache.held(key)] == list(range(900, 1000))


class Adder:
    """Adds, and counts how often it had to."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.add = remembering(2, self._add)

    def _add(self, number: int) -> int:
        self.asked.append(number)
        return number + 1


def test_the_last_results_of_a_method_are_remembered() -> None:
    adder = Adder()
    assert [adder.add(number) for number in (1, 2, 1, 3, 1, 2)] == [2, 3, 2, 4, 2, 3]
    assert adder.asked == [1, 2, 3, 2]


def test_what_remembers_a_method_does_not_hold_its_object() -> None:
    adder = Adder()
    adder.add(1)
    there = ref(adder)
    gc.disable()
    try:
        del adder
        assert there() is None
    finally:
        gc.enable()


def test_what_is_asked_for_while_something_is_made_is_held() -> None:
    """As where other threads ask meanwhile."""
    cache, squares = CacheOfSeveral[int, int](2), Squares()

    def make(numbers: list[int]) -> list[int]:
        cache.get([10, 11, 12], squares)
        cache.get([20], squares)
        return squares(numbers)

    assert cache.get([1, 2, 3], make) == [1, 4, 9]
    cache.get([20], squares)
    assert squares.made.count(20) == 1
