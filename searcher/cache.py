"""Caches: of the results of a method, of what is asked for by several keys at once, and one bounded by memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import lru_cache
from threading import Lock
from types import MethodType
from typing import Any, Final, Generic, NamedTuple, Protocol, TypeVar, cast
from weakref import ref


class Sized(Protocol):
    """A value that knows its size."""

    @property
    def nbytes(self) -> int: ...


Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value", bound=Sized)
Result = TypeVar("Result")


class OfSegments(NamedTuple, Generic[Value]):
    """What was found in each segment, as one value."""

    parts: tuple[Value, ...]

    @property
    def nbytes(self) -> int:
        return sum(part.nbytes for part in self.parts)


def remembering(size: int | None, method: Callable[..., Result]) -> Callable[..., Result]:
    """A method of an object that keeps what is returned here, with its last `size` results (None: all).

    An `lru_cache` of the method itself would hold the object, and the object it. Whatever such a circle holds stays
    until the garbage collector comes by: for a searcher, all files of a snapshot, long after it was closed. So whoever
    calls this has to hold the object.
    """
    bound = cast(MethodType, method)
    owner, function = ref(bound.__self__), cast(Callable[..., Result], bound.__func__)

    @lru_cache(size)
    def remembered(*arguments: Any) -> Result:
        return function(owner(), *arguments)

    return remembered


class CacheOfSeveral(Generic[Key, Result]):
    """What was used last, for who asks by several keys at once and makes what is missing in one go.

    At least the last `size` values are held, and at most twice as many beside those of two calls. Safe to share between
    threads, of which two may make the same value; it does no harm.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._recent: dict[Key, Result] = {}
        self._older: dict[Key, Result] = {}

    def get(self, keys: Sequence[Key], make: Callable[[list[Key]], Iterable[Result]]) -> list[Result]:
        """The value of each key. make: the values of some keys, of which each comes once."""
        # These from here on, whatever other threads do: nothing is ever taken out of one.
        recent, older = self._recent, self._older
        missing = []
        for key in keys:
            if key not in recent:
                if key in older:
                    recent[key] = older[key]
                else:
                    missing.append(key)
        if missing:
            missing = list(dict.fromkeys(missing))
            recent.update(zip(missing, make(missing), strict=True))
        values = [recent[key] for key in keys]
        if len(recent) > self._size and self._recent is recent:
            self._recent, self._older = {}, recent
        return values


#: Bytes that an entry takes beside its arrays, about: its key, and the objects around them. Most of what nobody finds
#: has no arrays.
ENTRY: Final = 1 << 10


class ByteBoundedCache(Generic[Key, Value]):
    """Keeps what was used last, up to some `limit` bytes in all. Safe to share between threads."""

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
            size = ENTRY + value.nbytes
            if size <= self._limit and self._held.setdefault(key, value) is value:
                self._size += size
                while self._size > self._limit:
                    self._size -= ENTRY + self._held.popitem(last=False)[1].nbytes
        return value
