from typing import Any

import numpy.typing as npt

from searcher.postings.base import Pairs
from searcher.postings.slots import WeightedSlots

_Array = npt.NDArray[Any]
_Word = tuple[WeightedSlots, ...]

INTERFACE: int

def gather(wanted: bool, /) -> bool: ...

class Lists:
    def __init__(
        self, segments: tuple[tuple[_Array, ...], ...], counts: _Array, no_terms: WeightedSlots, /
    ) -> None: ...
    def term(self, place: int, form: bytes, /) -> tuple[int, int, int, int] | None: ...
    def word(
        self, place: int, form: bytes, least: int, apart: _Array, /
    ) -> tuple[str, int, int, _Word, _Word] | None: ...
    def slots(
        self,
        place: int,
        stems: _Array | memoryview,
        weights: _Array | memoryview,
        own: list[int],
        forms: list[tuple[int, int, bool]],
        of_parent: bool,
        very: int,
        least: int,
        /,
    ) -> tuple[WeightedSlots, WeightedSlots]: ...
    def holding(self, word: _Word, /) -> int: ...
    def among(self, place: int, words: list[WeightedSlots], articles: _Array, /) -> bytearray: ...
    def best(
        self,
        words: list[_Word],
        most: list[float],
        times: list[int],
        frequencies: _Array,
        damping: _Array,
        passing: _Array | None,
        count: int,
        at_once: int,
        complete: int,
        bonus: int,
        least_damping: float,
        /,
    ) -> tuple[bytearray, bytearray]: ...
    def paragraphs(
        self,
        words: list[_Word],
        most: list[float],
        times: list[int],
        frequencies: _Array,
        damping: _Array,
        passing: _Array | None,
        count: int,
        at_once: int,
        first: int,
        model: tuple[float, float, float],
        /,
    ) -> tuple[bytearray, bytearray]: ...
    def second_look(
        self,
        articles: _Array,
        finding: list[_Word],
        weak: list[_Word],
        frequencies: _Array,
        damping: _Array,
        rarity: list[float],
        lengths: _Array,
        pairs: Pairs,
        constants: tuple[float, float, float, float, int, int],
        /,
    ) -> bytearray: ...
    def first(
        self,
        words: list[_Word],
        most: list[float],
        times: list[int],
        frequencies: _Array,
        damping: _Array,
        passing: _Array | None,
        count: int,
        at_once: int,
        complete: int,
        bonus: int,
        least_damping: float,
        finding: list[_Word],
        weak: list[_Word],
        of_look_frequencies: _Array,
        of_look_damping: _Array,
        rarity: list[float],
        lengths: _Array,
        pairs: Pairs,
        constants: tuple[float, float, float, float, int, int],
        candidates: int,
        most_candidates: int,
        wanted: int,
        /,
    ) -> tuple[list[int], list[float], list[bool]]: ...
    def phrase(self, place: int, slots: _Array, /) -> tuple[bytearray, bytearray]: ...
    def by_article(
        self, articles: _Array, places: _Array, title_lengths: _Array, in_body: float, in_title: float, /
    ) -> tuple[bytearray, bytearray]: ...
    def scores(
        self, articles: _Array, frequencies: _Array, most: float, damping: _Array, base: int, /
    ) -> bytearray: ...
