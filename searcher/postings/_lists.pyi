from typing import Any

import numpy.typing as npt

from searcher.postings.base import Pairs, Tables
from searcher.postings.slots import WeightedSlots

_Array = npt.NDArray[Any]
# words, max_scores, times, frequencies, damping, passing, count, at_once, complete, bonus, least_damping, known,
# scores, adding
Question = tuple[
    list[Tables],
    list[float],
    list[int],
    _Array,
    _Array,
    _Array | None,
    int,
    int,
    int,
    int,
    float,
    _Array | None,
    _Array | None,
    int,
]
# finding, weak, frequencies, damping, idf, lengths, pairs, constants
Look = tuple[
    list[Tables],
    list[Tables],
    _Array,
    _Array,
    list[float],
    _Array,
    Pairs,
    tuple[float, float, float, float, float, int, int],
]

INTERFACE: int
CONSTANTS: dict[str, float]

def gather(wanted: bool, /) -> bool: ...

class Lists:
    def __init__(
        self, segments: tuple[tuple[_Array, ...], ...], counts: _Array, no_terms: WeightedSlots, /
    ) -> None: ...
    def terms(self, segment: int, forms: tuple[bytes, ...], /) -> list[tuple[int, int, int, int] | None]: ...
    def words(
        self, segment: int, forms: tuple[bytes, ...], least: int, apart: _Array, /
    ) -> list[tuple[str, int, int, Tables, Tables] | None]: ...
    def slots(
        self,
        segment: int,
        stems: _Array | memoryview,
        weights: _Array | memoryview,
        own: list[int],
        forms: list[tuple[int, int, bool]],
        of_parent: bool,
        very: int,
        least: int,
        /,
    ) -> tuple[WeightedSlots, WeightedSlots]: ...
    def holding(self, word: Tables, /) -> int: ...
    def among(self, segment: int, words: list[WeightedSlots], articles: _Array, /) -> bytearray: ...
    def best(self, *question: *Question) -> tuple[bytearray, bytearray]: ...
    def paragraphs(
        self,
        words: list[Tables],
        max_scores: list[float],
        times: list[int],
        frequencies: _Array,
        damping: _Array,
        passing: _Array | None,
        count: int,
        at_once: int,
        first: int,
        model: tuple[float, float, float],
        known: _Array | None,
        scores: _Array | None,
        adding: int,
        /,
    ) -> tuple[bytearray, bytearray]: ...
    def second_look(self, articles: _Array, /, *look: *Look) -> bytearray: ...
    def first(
        self, *asked: *tuple[*Question, *Look, int, int, int]
    ) -> tuple[list[int], list[float], list[bool]]: ...
    def phrase(self, segment: int, slots: _Array, /) -> tuple[bytearray, bytearray]: ...
    def by_article(
        self, articles: _Array, positions: _Array, title_lengths: _Array, in_body: float, in_title: float, /
    ) -> tuple[bytearray, bytearray]: ...
    def scores(
        self, articles: _Array, frequencies: _Array, max_score: float, damping: _Array, base: int, /
    ) -> bytearray: ...
