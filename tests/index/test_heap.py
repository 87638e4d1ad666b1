"""Giving memory back, where that can be done."""

from __future__ import annotations

import ctypes
from typing import Any

import pytest

from index.ingestion.heap import give_back


def test_the_c_library_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    class Library:
        malloc_trim = staticmethod(asked.append)

    monkeypatch.setattr(ctypes, "CDLL", lambda _: Library)
    give_back()
    assert asked == [0]


@pytest.mark.parametrize("error", [OSError, TypeError, None])
def test_without_such_a_library_nothing_happens(
    error: type[Exception] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(_: object) -> Any:
        if error:
            raise error
        return object()  # a library that cannot do it

    monkeypatch.setattr(ctypes, "CDLL", load)
    give_back()
