"""Work on a vocabulary is done by all processes, in parts that each takes when it has time for them."""

from __future__ import annotations

import operator
import os
import signal
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import IO, Any

import pytest

from index import IndexStoreError
from index.ingestion.analysis_pool import AnalysisPool
from index.ingestion.sharing import Sharing
from index.ingestion.worker_process import _send
from tests.builders import article


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers start at once, and a few items are enough to be shared."""
    monkeypatch.setattr("index.ingestion.analysis_pool._WORTH_STARTING", 1)
    monkeypatch.setattr("index.ingestion.sharing._MANY", 1)


def begun(jobs: int) -> AnalysisPool:
    """With as many processes as there are to be."""
    analysis = AnalysisPool(jobs)
    for number in range(30 if jobs > 1 else 0):
        analysis.submit([article(f"{number}", "وزير الخارجية")])
    analysis.finish()
    return analysis


@pytest.fixture
def two_processes() -> Iterator[Sharing]:
    analysis = begun(2)
    yield analysis.sharing(1)
    analysis.close()


def test_little_is_not_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.ingestion.sharing._MANY", 100)
    analysis = begun(2)
    few, more = (analysis.sharing(1).map_parts(_done_by, range(size), 0, at_once=1) for size in (99, 100))
    assert {process for process, _ in few} == {os.getpid()} != {process for process, _ in more}
    analysis.close()


def test_what_is_broadcast_is_sent_once(two_processes: Sharing, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []

    def send(pipe: IO[bytes], data: bytes) -> None:
        sent.append(len(data))
        _send(pipe, data)

    monkeypatch.setattr("index.ingestion.worker_process._send", send)
    words = two_processes.broadcast(operator.mul, ["خبر", "وزير"], 5_000)
    more = two_processes.broadcast(
        operator.add, words, ["قمة"] * 10_000, locally=lambda: [*words.value, "here"]
    )
    for number in (1, 2):
        answers = two_processes.map_parts(operator.add, [number] * 4, more, at_once=1)
        of_worker = [number, *["خبر", "وزير"] * 5_000, *["قمة"] * 10_000]
        of_this = [number, *["خبر", "وزير"] * 5_000, "here"]
        assert of_worker in answers
        assert all(each in (of_worker, of_this) for each in answers)
    first, second, *tasks = sent
    assert first < 1000 < second
    assert max(tasks) < 1000


@pytest.mark.parametrize("jobs", [1, 2])
def test_this_process_makes_what_is_broadcast_when_it_is_wanted(jobs: int) -> None:
    made: list[int] = []

    def here() -> list[int]:
        made.append(1)
        return [7]

    analysis = begun(jobs)
    shared = analysis.sharing(1)
    value = shared.broadcast(list, [5], locally=here)
    assert not made
    answers = shared.map_parts(operator.add, [1, 2], value, at_once=2, here=False)
    assert answers == ([[1, 2, 5]] if jobs > 1 else [[1, 2, 7]])
    assert len(made) == (jobs == 1)
    assert value.value is value.value == [7]
    assert len(made) == 1
    analysis.close()


def test_what_workers_are_to_forget_is_gone_and_nothing_else(two_processes: Sharing) -> None:
    first, second = two_processes.broadcast(list, [5]), two_processes.broadcast(list, [6])
    two_processes.forget(first)
    assert two_processes.map_parts(operator.add, [1], second, at_once=1, here=False) == [[1, 6]]
    with pytest.raises(IndexStoreError, match="a worker process failed: KeyError"):
        two_processes.map_parts(operator.add, [1], first, at_once=1, here=False)


def test_what_workers_forgot_is_gone(two_processes: Sharing) -> None:
    value = two_processes.broadcast(list, [5])
    two_processes.forget()
    with pytest.raises(IndexStoreError, match="a worker process failed: KeyError"):
        two_processes.map_parts(operator.add, [1, 2], value, at_once=1)


def test_a_worker_that_could_not_make_what_is_broadcast_says_why(two_processes: Sharing) -> None:
    other = two_processes.broadcast(list, [5])
    value = two_processes.broadcast(operator.truediv, 1, 0, locally=lambda: [])
    two_processes.forget(other)
    with pytest.raises(IndexStoreError, match="a worker process failed: ZeroDivisionError"):
        two_processes.map_parts(operator.add, [1, 2], value, at_once=1)


@pytest.mark.parametrize("here", [True, False])
@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_a_list_is_shared_by_all_processes_in_order(jobs: int, here: bool) -> None:
    analysis = begun(jobs)
    for items in ([], [7], list(range(1000))):
        for at_once in (1, 7, 2000):
            parts = analysis.sharing(1).map_parts(operator.add, items, [-1], at_once=at_once, here=here)
            assert [part[-1] for part in parts] == [-1] * -(-len(items) // at_once)
            assert [item for part in parts for item in part[:-1]] == items
    analysis.close()


def _done_by(items: Sequence[int], slow: int) -> tuple[int, list[int]]:
    """Which process has these, one of which takes its time."""
    time.sleep(0.1 if os.getpid() == slow else 0)
    return os.getpid(), list(items)


@pytest.mark.parametrize("slow", ["this", "worker"])
def test_a_process_that_has_no_time_does_less(slow: str) -> None:
    analysis = begun(2)
    (worker,) = analysis._workers
    which = os.getpid() if slow == "this" else worker.process._process.pid
    parts = analysis.sharing(1).map_parts(_done_by, range(60), which, at_once=2)
    assert [item for _, items in parts for item in items] == list(range(60))
    by_slow = sum(process == which for process, _ in parts)
    assert by_slow < len(parts) / 2
    analysis.close()


def test_all_workers_take_part_and_this_process_where_it_is_to() -> None:
    analysis = begun(3)
    workers = {worker.process._process.pid for worker in analysis._workers}
    for here, more in ((False, set()), (True, {os.getpid()})):
        parts = analysis.sharing(1).map_parts(_done_by, range(5000), 0, at_once=1, here=here)
        assert {process for process, _ in parts} == workers | more
    analysis.close()


def _reciprocals(items: Sequence[int]) -> list[float]:
    return [1 / item for item in items]


@pytest.mark.parametrize("place", [0, 1, 500, 999])
def test_where_a_part_fails_nobody_waits(place: int) -> None:
    """It is the worker's, for this process takes none; and the worker is as good as before."""
    items = [number != place for number in range(1000)]
    analysis = begun(2)
    with pytest.raises(IndexStoreError, match="a worker process failed: ZeroDivisionError"):
        analysis.sharing(1).map_parts(_reciprocals, items, at_once=1, here=False)
    (worker,) = analysis._workers
    assert worker.process.ask(operator.add, 1, 2).result(timeout=60) == 3
    analysis.close()


def test_a_worker_that_is_gone_fails_its_part() -> None:
    analysis = begun(2)
    (worker,) = analysis._workers
    with pytest.raises(IndexStoreError, match="killed by signal 9"):
        analysis.sharing(1).map_parts(_killing, range(100), worker.process._process.pid, at_once=1)
    analysis.close()


class FailingWorker:
    """It fails at its first task, or can't be asked from the third one on; answers wait until all is asked at first."""

    def __init__(self, *, first: bool) -> None:
        self.asked = 0
        self._first = first
        self._answering = ThreadPoolExecutor(1)
        self._told = Event()

    def ask(self, *task: Any) -> Future[Any]:
        self.asked += 1
        if self.asked > 2 and not self._first:
            raise MemoryError
        return self._answering.submit(self._answer, fails=self._first and self.asked == 1)

    def _answer(self, *, fails: bool) -> None:
        self._told.wait(60)
        if fails:
            raise ZeroDivisionError

    def wait_until_told(self) -> None:
        self._told.set()


@pytest.mark.parametrize(("first", "asked", "error"), [(True, 2, ZeroDivisionError), (False, 3, MemoryError)])
def test_where_a_worker_fails_nobody_waits_and_nobody_is_asked_any_more(
    first: bool, asked: int, error: type[Exception]
) -> None:
    worker = FailingWorker(first=first)
    shared = partial(Sharing([worker]).map_parts, operator.add, [1] * 99, [2], at_once=1, here=False)
    with ThreadPoolExecutor(1) as thread, pytest.raises(error):
        thread.submit(shared).result(timeout=60)
    worker._answering.shutdown()
    assert worker.asked == asked


def test_where_this_process_fails_workers_are_not_asked_any_more() -> None:
    worker = FailingWorker(first=False)
    worker.wait_until_told = lambda: None  # type: ignore[method-assign]  # it answers later
    with pytest.raises(TypeError):
        Sharing([worker]).map_parts(operator.add, [1] * 99, "no list", at_once=1)
    worker._told.set()
    worker._answering.shutdown()
    assert worker.asked == 2


def _killing(items: Sequence[int], process: int) -> Sequence[int]:
    if os.getpid() == process:
        os.kill(process, signal.SIGKILL)
    return items


def test_the_larger_a_vocabulary_the_fewer_share_in_it() -> None:
    """Each of them holds all of it."""
    analysis = begun(4)
    for terms, workers in ((0, 3), (300_000, 3), (400_000, 2), (800_000, 1), (5_000_000, 1)):
        parts = analysis.sharing(terms).map_parts(_done_by, range(5000), 0, at_once=1, here=False)
        assert len({process for process, _ in parts}) == workers
    analysis.close()
