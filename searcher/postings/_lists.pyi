from collections.abc import Sequence
from typing import Any

import numpy.typing as npt

_Array = npt.NDArray[Any]
_Tables = Sequence[Sequence[_Array]]

class Lists:
    def __init__(self, segments: tuple[tuple[_Array, ...], ...], counts: _Array, /) -> None: ...
    def slots(
        self,
        place: int,
        stems: _Array | memoryview,
        weights: _Array | memoryview,
        own: list[int],
        forms: list[tuple[int, int, bool]],
        very: int,
        least: int,
        /,
    ) -> tuple[bytearray, int, bytearray, int]: ...
    def joined(
        self,
        words: _Tables,
        most: _Array,
        frequencies: _Array,
        damping: _Array,
        passing: _Array | None,
        articles: _Array,
        scores: _Array,
        /,
    ) -> tuple[bytearray, bytearray]: ...
    def holding(self, word: Sequence[_Array], /) -> int: ...
    def best(
        self,
        words: _Tables,
        most: _Array,
        frequencies: _Array,
        damping: _Array,
        passing: _Array | None,
        count: int,
        at_once: int,
        /,
    ) -> tuple[bytearray, bytearray]: ...
    def within(
        self,
        finding: _Tables,
        weak: _Tables | None,
        articles: _Array,
        frequencies: _Array,
        wanted: int,
        word_bits: int,
        /,
    ) -> tuple[bytearray, bytearray, bytearray]: ...
    def phrase(self, place: int, slots: _Array, /) -> tuple[bytearray, bytearray]: ...

def closeness(
    keys: _Array,
    articles: int,
    rarity: _Array,
    distances: _Array,
    numbers: _Array,
    pairs: int,
    window: int,
    ahead: int,
    /,
) -> tuple[bytearray, bytearray]: ...
