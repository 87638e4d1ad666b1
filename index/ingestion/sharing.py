"""Sharing work on a whole vocabulary, its stems and how these are related, with processes
(`index.ingestion.worker_process`).

What all of them need, as a dictionary of the vocabulary, is sent once, and in a form that is sent soon: a worker makes
the rest itself (`Broadcast`). The work is cut into small parts, and whoever has time takes the next one: how much that
is nobody knows beforehand, for this process has other threads, and processors are seldom alike busy.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue
from typing import Any, Final, Generic, NamedTuple, Protocol, TypeVar

from index.ingestion.heap import give_back
from index.lazy import cached_property

T = TypeVar("T")

# Items of a list that is shared; with fewer it is all done here in the time that it takes to tell the workers.
_MANY: Final = 10_000
# Parts that a worker is asked for at a time: it has the next one while the answer to one is fetched.
_ASKED: Final = 2


class Worker(Protocol):
    """A process that is asked to call functions, one after the other."""

    def ask(self, *task: Any) -> Future[Any]:
        """Have a function of a module called with arguments."""

    def wait_until_told(self) -> None:
        """Wait until it has been sent what it was asked."""


class Broadcast(Generic[T]):
    """A value that every process has, or makes when it is told to; as an argument of `map_parts` it is this value.

    number: what the workers know it by. Nothing may change it.
    """

    def __init__(self, number: int, make: Callable[[], T]) -> None:
        self.number = number
        self._make = make

    @cached_property
    def value(self) -> T:
        """The value in this process, which makes it when it is first wanted."""
        return self._make()


class Sharing:
    """This process and the workers that it shares some work with; there may be none."""

    def __init__(self, workers: Sequence[Worker]) -> None:
        self._workers = workers
        self._numbered = 0  # values that were broadcast
        self._kept: list[Future[None]] = []  # whether workers could make those that they keep

    def map_parts(
        self,
        function: Callable[..., Any],
        items: Sequence[Any],
        *common: Any,
        at_once: int,
        here: bool = True,
    ) -> list[Any]:
        """Have a function of a module called with consecutive parts of a list, each followed by what is common.

        A part has `at_once` items. here: whether this process takes parts, too, where there are others. What the
        function returned for each part, in order.
        """
        starts = range(0, len(items), at_once)
        left = iter(starts)  # `next` is one step of the interpreter, so no two threads get the same one
        answered: SimpleQueue[tuple[int, Future[Any]]] = SimpleQueue()
        # Made beforehand: that a worker can't be asked may be for lack of memory.
        failed: Future[Any] = Future()
        pickled = _pickled(common)
        workers = self._workers if len(items) >= _MANY else ()

        def ask(worker: Worker) -> None:
            """Have a worker do the next part, if any is left."""
            if (start := next(left, None)) is not None:
                asked = worker.ask(_call_with, pickled, function, items[start : start + at_once])
                asked.add_done_callback(partial(answer, worker, start))

        def answer(worker: Worker, start: int, asked: Future[Any]) -> None:
            answered.put((start, asked))
            if asked.cancelled() or asked.exception():
                leave_the_rest()
                return
            try:
                ask(worker)
            except Exception as error:  # for whoever waits: this is a thread that only fetches answers
                if not failed.done():
                    failed.set_exception(error)
                answered.put((start, failed))
                leave_the_rest()

        def leave_the_rest() -> None:
            """Nobody wants it any more."""
            deque(left, maxlen=0)

        found = {}
        try:
            for worker in [*workers] * _ASKED:
                ask(worker)
            for worker in workers:
                worker.wait_until_told()
            if here or not workers:
                known = list(map(_value, common))
                for start in left:
                    found[start] = function(items[start : start + at_once], *known)
            for each in self._kept if workers else ():
                each.result()  # should that have failed, it is what there is to tell
            while len(found) < len(starts):
                start, asked = answered.get()
                found[start] = asked.result()
        finally:
            leave_the_rest()
        return [found[start] for start in starts]

    def broadcast(
        self, function: Callable[..., T], *arguments: Any, locally: Callable[[], T] | None = None
    ) -> Broadcast[T]:
        """Have every worker call a function of a module and keep what it returns.

        locally: what this process does for that, if anything else is quicker. It does so only when it wants the value.
        """
        self._numbered += 1
        if self._workers:
            pickled = _pickled(arguments)
            self._kept += [worker.ask(_keep, self._numbered, pickled, function) for worker in self._workers]
        return Broadcast(self._numbered, locally or (lambda: function(*map(_value, arguments))))

    def forget(self, *values: Broadcast[Any]) -> None:
        """Have the workers let go of these, or of all that they keep; no `map_parts` may use them any more."""
        for worker in self._workers:
            worker.ask(_forget, [value.number for value in values])
        if not values:
            self._kept = []
            give_back()


class _Number(NamedTuple):
    """Stands for the value of a `Broadcast` in what is sent."""

    number: int


def _pickled(arguments: Sequence[Any]) -> bytes:
    sent = [_Number(each.number) if isinstance(each, Broadcast) else each for each in arguments]
    return pickle.dumps(sent, pickle.HIGHEST_PROTOCOL)


def _value(argument: Any) -> Any:
    return argument.value if isinstance(argument, Broadcast) else argument


# --- in the worker

_values: dict[int, Any] = {}  # what it was told to keep


def _call_with(pickled: bytes, function: Callable[..., Any], items: Sequence[Any]) -> Any:
    """Call a function with its items and what is common to all workers."""
    return function(items, *_unpickled(pickled))


def _keep(number: int, pickled: bytes, function: Callable[..., Any]) -> None:
    """Keep what a function returns."""
    _values[number] = function(*_unpickled(pickled))


def _unpickled(pickled: bytes) -> list[Any]:
    return [_values[each.number] if isinstance(each, _Number) else each for each in pickle.loads(pickled)]


def _forget(numbers: Sequence[int]) -> None:
    for number in numbers or list(_values):
        _values.pop(number, None)
    give_back()
