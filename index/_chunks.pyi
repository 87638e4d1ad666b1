from collections.abc import Callable
from typing import Any

import numpy.typing as npt

_Array = npt.NDArray[Any]

INTERFACE: int

class Chunks:
    def __init__(self, classes: _Array, letters: _Array, base: int, /) -> None: ...
    def read(
        self, codes: _Array, number_of_form: Callable[[str], int], number_of_chunk: Callable[[str], int], /
    ) -> tuple[bytearray, bytearray, bytearray, bytearray]: ...
