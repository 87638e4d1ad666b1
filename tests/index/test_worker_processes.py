"""Worker processes answer in order, fail, are stopped and end: none is left over, and whatever happens is told."""

from __future__ import annotations

import errno
import gc
import operator
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from index import Index, IndexStoreError
from index.ingestion import worker_process
from index.ingestion.analysis_pool import _analyse, _forget_forms
from index.ingestion.worker_process import WorkerProcess
from tests.builders import add_all, article, built_index
from tests.index.stories import story

ROOT = Path(__file__).parents[2]


@pytest.mark.usefixtures("small_batches")
def test_a_worker_that_dies_is_an_error_and_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    index = built_index(tmp_path, article("a"))
    writer = index.writer(jobs=2)
    add_all(writer, map(story, range(30)))
    (worker,) = writer._analysis._workers
    os.kill(worker.process._process.pid, signal.SIGKILL)
    with pytest.raises(IndexStoreError, match=r"killed by signal 9.*--jobs"):  # noqa: PT012  # whichever notices
        add_all(writer, map(story, range(30, 90)))
        writer.commit()
    writer.abandon()
    assert index.snapshot().article_count == 1
    index.writer().abandon()  # the lock is free


@pytest.mark.usefixtures("small_batches")
def test_an_error_in_a_worker_is_told(tmp_path: Path) -> None:
    writer = Index.create(tmp_path).writer(jobs=2)
    add_all(writer, map(story, range(30)))
    (worker,) = writer._analysis._workers
    with pytest.raises(IndexStoreError, match="a worker process failed: AttributeError"):
        worker.process.ask(_analyse, None).result()
    writer.abandon()


def test_a_task_that_a_worker_cannot_read_is_told() -> None:
    worker = WorkerProcess()
    try:
        with pytest.raises(IndexStoreError, match="a worker process failed: ValueError: unreadable"):
            worker.ask(operator.add, _Unreadable(ValueError("unreadable")), 1).result()
        assert worker.ask(operator.add, 1, 2).result() == 3
    finally:
        worker.stop()


class _Unreadable:
    """Unpickling it fails."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __reduce__(self) -> tuple[Any, ...]:
        return _fail, (self._error,)


def _fail(error: Exception) -> None:
    raise error


@pytest.mark.parametrize(
    "task",
    [(operator.add, _Unreadable(MemoryError()), 1), (_fail, MemoryError())],
    ids=["to read its task", "to do it"],
)
def test_a_worker_without_memory_ends_and_fewer_jobs_are_advised(task: tuple[Any, ...]) -> None:
    worker = WorkerProcess()
    try:
        with pytest.raises(
            IndexStoreError, match=r"status 1, perhaps for lack of memory; .*with fewer --jobs"
        ):
            worker.ask(*task).result()
    finally:
        worker.stop()


@pytest.mark.usefixtures("small_batches")
def test_workers_and_threads_end_with_the_writer(tmp_path: Path) -> None:
    for end in ("commit", "abandon"):
        writer = Index.create(tmp_path / end).writer(jobs=3)
        add_all(writer, map(story, range(60)))
        processes = [worker.process._process for worker in writer._analysis._workers]
        assert len(processes) == 2
        getattr(writer, end)()
        assert all(process.returncode is not None for process in processes)
        assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("fihris")]


@pytest.mark.usefixtures("small_batches")
def test_ctrl_c_while_one_worker_is_stopped_leaves_none_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(worker: WorkerProcess) -> None:
        raise KeyboardInterrupt

    writer = Index.create(tmp_path).writer(jobs=3)
    add_all(writer, map(story, range(60)))
    processes = [worker.process._process for worker in writer._analysis._workers]
    with monkeypatch.context() as patched:
        patched.setattr(WorkerProcess, "stop", interrupted)
        with pytest.raises(KeyboardInterrupt):
            writer.abandon()
    assert [process.wait(30) for process in processes] == [-signal.SIGKILL] * 2
    writer._analysis.close()  # lets go of threads and pipes


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # that is what it is about
@pytest.mark.usefixtures("small_batches")
def test_workers_end_with_a_writer_that_nobody_closed(tmp_path: Path) -> None:
    writer = Index.create(tmp_path).writer(jobs=2)
    add_all(writer, map(story, range(60)))
    (worker,) = writer._analysis._workers
    process = worker.process._process
    del worker, writer
    gc.collect()
    assert process.wait(60) == 0


@pytest.mark.usefixtures("small_batches")
def test_workers_that_were_started_end_where_another_cannot_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []
    start = worker_process._started

    def fail_in_the_end() -> subprocess.Popen[bytes]:
        if len(started) == 2:
            raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")
        started.append(start())
        return started[-1]

    monkeypatch.setattr("index.ingestion.worker_process._started", fail_in_the_end)
    writer = Index.create(tmp_path).writer(jobs=4)
    with pytest.raises(IndexStoreError, match=r"could not be started.*unavailable; .* with fewer --jobs"):
        add_all(writer, map(story, range(60)))
    assert [process.returncode for process in started] == [-signal.SIGKILL] * 2


SCRIPT = """
import sys, time
import index.ingestion.analysis_pool, index.building.segment_builder
index.building.segment_builder.BATCH_CHARACTERS, index.ingestion.analysis_pool._WORTH_STARTING = 200, 1
from index import Index
from tests.index.stories import story
writer = Index.create(sys.argv[1]).writer(jobs=3)
for number in range(60):
    writer.add(story(number))
print(*(worker.process._process.pid for worker in writer._analysis._workers), flush=True)
time.sleep(60)
"""


def test_ctrl_c_that_comes_to_a_worker_is_not_for_it(capfd: pytest.CaptureFixture[str]) -> None:
    """A service may be stopped by a signal to each of its processes."""
    worker = WorkerProcess()
    try:
        assert worker.ask(operator.add, 1, 2).result() == 3
        os.kill(worker._process.pid, signal.SIGINT)
        assert worker.ask(operator.add, 3, 4).result() == 7
    finally:
        worker.stop()
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_workers_end_when_the_process_is_stopped(tmp_path: Path, number: signal.Signals) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "index")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert parent.stdout is not None
    workers = [int(word) for word in parent.stdout.readline().split()]
    assert len(workers) == 2
    parent.send_signal(number)
    parent.wait(timeout=30)
    parent.stdout.close()
    deadline = time.monotonic() + 30
    while any(is_running(worker) for worker in workers):
        assert time.monotonic() < deadline, "a worker outlives its parent"
        time.sleep(0.05)
    Index.open(tmp_path / "index").writer().abandon()  # the lock is free


def is_running(pid: int) -> bool:
    """Whether a process exists that is more than an entry waiting to be collected by its new parent."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_what_python_passes_over_in_its_path_is_not_told_to_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.path", [*sys.path, tmp_path])
    worker = WorkerProcess()
    try:
        worker.ask(_forget_forms).result()
    finally:
        worker.stop()


def test_a_worker_has_its_next_tasks_before_it_has_answered() -> None:
    worker = WorkerProcess()
    asked = [worker.ask(operator.mul, number, "خبر" * 30_000) for number in range(20)]
    assert [len(each.result()) for each in asked] == [number * 90_000 for number in range(20)]
    worker.stop()


def test_threads_that_ask_one_worker_get_their_own_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = WorkerProcess()
    submit = worker._sending.submit

    def submit_and_wait(*task: Any) -> Future[Any]:
        """Gives the others their turn between what is sent and what is to be fetched for it."""
        sent = submit(*task)
        time.sleep(0.0001)
        return sent

    monkeypatch.setattr(worker._sending, "submit", submit_and_wait)
    with ThreadPoolExecutor(4) as threads:

        def ask(first: int) -> list[int]:
            asked = [worker.ask(operator.add, first, number) for number in range(100)]
            return [each.result() for each in asked]

        for first, answers in zip(range(0, 4000, 1000), threads.map(ask, range(0, 4000, 1000)), strict=True):
            assert answers == list(range(first, first + 100))
    worker.stop()


def test_what_a_worker_prints_is_no_part_of_its_answer() -> None:
    worker = WorkerProcess()
    try:
        assert worker.ask(os.write, 1, b"x" * 8).result() == 8
        assert worker.ask(operator.add, 1, 2).result() == 3
    finally:
        worker.stop()
