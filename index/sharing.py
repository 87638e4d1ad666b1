"""Sharing work on a whole vocabulary with worker processes (`index.workers`): its stems, and how these are related.

What all of them need, as a dictionary of the vocabulary, is sent once, and in a form that is sent soon: a worker makes
the rest itself (`Everywhere`).
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from itertools import pairwise
from typing import Any, Final, Generic, NamedTuple, Protocol, TypeVar

from index.heap import give_back
from index.lazy import cached_property

T = TypeVar("T")

# Items of a list that is shared; with fewer it is all done here in the time that it takes to tell the workers.
_MANY: Final = 10_000


class Worker(Protocol):
    """A process that is asked to call functions, one after the other."""

    def ask(self, *task: Any) -> Future[Any]:
        """Have a function of a module called with arguments."""

    def wait_until_told(self) -> None:
        """Wait until it has been sent what it was asked."""


class Everywhere(Generic[T]):
    """A value that every process has, or makes when it is told to; as an argument of a shared call it is this value.

    number: what the workers know it by. Nothing may change it.
    """

    def __init__(self, number: int, make: Callable[[], T]) -> None:
        self.number = number
        self._make = make

    @cached_property
    def here(self) -> T:
        """The value in this process, which makes it when it is first wanted."""
        return self._make()


class Sharing:
    """This process and the workers that it shares some work with; there may be none."""

    def __init__(self, workers: Sequence[Worker]) -> None:
        self._workers = workers
        self._numbered = 0  # values that were to be kept everywhere
        self._kept: list[Future[None]] = []  # whether workers could make those that they keep

    def shared(
        self, function: Callable[..., Any], items: Sequence[Any], *common: Any, own: float = 1.0
    ) -> Callable[[], list[Any]]:
        """Begin to call a function of a module with consecutive parts of a list, each followed by what is common.

        There is a part for each process. What is returned does this process's own part, which is `own` times as long
        as another, and waits for all: a list of what the function returned, in order.
        """
        if not self._workers or len(items) < _MANY:
            return lambda: [function(items, *map(_here, common))]
        packed = _packed(common)
        share = -(-len(items) // (len(self._workers) + own))
        bounds = [min(int(share * at), len(items)) for at in range(len(self._workers) + 1)]
        asked = [
            worker.ask(_call_with, packed, function, items[start:end])
            for worker, (start, end) in zip(self._workers, pairwise(bounds), strict=True)
        ]
        for worker in self._workers:
            worker.wait_until_told()
        kept = self._kept

        def answers() -> list[Any]:
            own_items = items[bounds[-1] :]
            own_answer = [function(own_items, *map(_here, common))] if own_items else []
            for each in kept:
                each.result()  # should that have failed, it is what there is to tell
            return [*(each.result() for each in asked), *own_answer]

        return answers

    def everywhere(
        self, function: Callable[..., T], *arguments: Any, here: Callable[[], T] | None = None
    ) -> Everywhere[T]:
        """Have every worker call a function of a module and keep what it returns.

        here: what this process does for that, if anything else is quicker. It does so only when it wants the value.
        """
        self._numbered += 1
        if self._workers:
            packed = _packed(arguments)
            self._kept += [worker.ask(_keep, self._numbered, packed, function) for worker in self._workers]
        return Everywhere(self._numbered, here or (lambda: function(*map(_here, arguments))))

    def forget(self) -> None:
        """Have the workers let go of all that they keep; no `Everywhere` of before may be used in a shared call."""
        self._kept = []
        for worker in self._workers:
            worker.ask(_forget)
        give_back()


class _Number(NamedTuple):
    """Stands for the value of an `Everywhere` in what is sent."""

    number: int


def _packed(arguments: Sequence[Any]) -> bytes:
    sent = [_Number(each.number) if isinstance(each, Everywhere) else each for each in arguments]
    return pickle.dumps(sent, pickle.HIGHEST_PROTOCOL)


def _here(argument: Any) -> Any:
    return argument.here if isinstance(argument, Everywhere) else argument


# --- in the worker

_values: dict[int, Any] = {}  # what it was told to keep


def _call_with(packed: bytes, function: Callable[..., Any], items: Sequence[Any]) -> Any:
    """Call a function with its items and what is common to all workers."""
    return function(items, *_unpacked(packed))


def _keep(number: int, packed: bytes, function: Callable[..., Any]) -> None:
    """Keep what a function returns."""
    _values[number] = function(*_unpacked(packed))


def _unpacked(packed: bytes) -> list[Any]:
    return [_values[each.number] if isinstance(each, _Number) else each for each in pickle.loads(packed)]


def _forget() -> None:
    _values.clear()
    give_back()
