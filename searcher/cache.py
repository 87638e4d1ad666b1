"""A cache that is bounded by the memory of what it holds, not by the number of entries."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    """A value that knows its size."""

    @property
    def nbytes(self) -> int: ...


Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value", bound=Sized)


class ByteBoundedCache(Generic[Key, Value]):
    """Keeps what was used last, up to `limit` bytes in all. Safe to share between threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held: OrderedDict[Key, Value] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def held(self, key: Key) -> Value | None:
        """The value of a key, if it is held."""
        return self._held.get(key)

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value of a key, made where it is not held. Two threads may make the same value; it does no harm."""
        with self._lock:
            value = self._held.get(key)
            if value is not None:
                self._held.move_to_end(key)
                return value
        value = make()
        with self._lock:
            size = value.nbytes
            if size <= self._limit and self._held.setdefault(key, value) is value:
                self._size += size
                while self._size > self._limit:
                    self._size -= self._held.popitem(last=False)[1].nbytes
        return value
