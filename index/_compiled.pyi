from collections.abc import Callable
from typing import Any

import numpy.typing as npt

_Array = npt.NDArray[Any]
_Bytes = _Array | memoryview

INTERFACE: int
CONSTANTS: dict[str, int]

class Chunks:
    def __init__(self, classes: _Array, letters: _Array, not_plain: _Array, base: int, /) -> None: ...
    def read(
        self,
        codes: _Array,
        number_by_form: dict[str, int],
        forms: list[str],
        number_of_chunk: Callable[[str], int],
        /,
    ) -> tuple[bytearray, bytearray, bytearray, bytearray]: ...

class Counts:
    def __init__(self, counts: dict[str, int], /) -> None: ...
    def get(self, form: str, default: int, /) -> int: ...

def distribute(
    tokens: _Array,
    lengths: _Array,
    leads: _Array,
    bases: _Array,
    slot_of_form: _Array,
    range_of_slot: _Array,
    begins: _Array,
    key_bits: int,
    /,
) -> tuple[bytearray, bytearray]: ...
def holdings(
    descriptor: int,
    offset: int,
    width: int,
    lists: _Array,
    starts: _Array,
    members: _Array,
    articles: int,
    /,
) -> bytearray: ...
def invert(
    keys: _Array,
    slots: int,
    bits: tuple[int, int, int],
    first_passages: _Array,
    passage_lengths: _Array,
    grades: _Array,
    /,
) -> tuple[bytearray, bytearray, bytearray, bytearray, bytearray, bytearray]: ...
def least(words: _Array, lengths: _Array, factors: _Array, bins: int, /) -> bytearray: ...
def numbers(text: _Bytes, starts: _Bytes, sought: _Bytes, sought_starts: _Bytes, /) -> bytearray: ...
def lower_bound(text: _Bytes, starts: _Bytes, key: bytes, /) -> tuple[int, bool]: ...
def strings(text: _Bytes, starts: _Bytes, numbers: list[int], together: int, /) -> list[str]: ...
