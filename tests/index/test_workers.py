"""However many processes analyse, the files are the same; and none of them is left over, whatever happens."""

from __future__ import annotations

import operator
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, ClassVar

import pytest

from corpus import Article
from index import Index, IndexStoreError, sharing
from index.analysis import Analyzer
from index.relating import Relating
from index.updating import index_articles
from index.workers import _HAS_TIME, _UNDER_WAY, _WAITING, Analysis, _forget_forms, _Worker
from tests.builders import add_all, article, built_index

ROOT = Path(__file__).parents[2]
WORDS = ["وزير", "الخارجية", "والوزير", "زار", "قمة", "عربية", "ﷺ", "كوفيد19", "للوزراء"]


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers start at once, and have much to do."""
    monkeypatch.setattr("index.segment_writer.BATCH_CHARACTERS", 200)
    monkeypatch.setattr("index.workers._WORTH_STARTING", 1)
    monkeypatch.setattr("index.sharing._MANY", 1)
    monkeypatch.setattr("index.terms._FEW_TERMS", 1)
    monkeypatch.setattr("index.terms._FORMS_IN_PART", 20)
    monkeypatch.setattr("index.terms._STEMS_IN_PART", 10)
    monkeypatch.setattr("index.inversion._AT_ONCE", 50)
    monkeypatch.setattr("index.inversion._LEAST_AT_ONCE", 10)


def story(number: int) -> Article:
    words = [f"{WORDS[number * step % len(WORDS)]} كلمة{number * step % 301}" for step in range(1, 12)]
    return article(
        f"{number}", " ".join(words), " ".join(words[::-2]), title=words[0], source=f"{number % 3}"
    )


def forms_of(article: Article) -> list[str]:
    texts = (article.title, *article.paragraphs)
    return [token.form for text in texts for token in Analyzer().tokens(text)]


def folder_bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "MAIN_WRITELOCK"}


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize(
    ("whole", "records"), [(100, 100), (0, 100), (1, 2)], ids=["whole", "records", "some"]
)
def test_the_files_are_the_same_for_any_number_of_jobs(
    tmp_path: Path, whole: int, records: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.workers._HAS_TIME", whole)
    monkeypatch.setattr("index.workers._WAITING", records)
    folders = []
    for jobs in (1, 2, 3):
        folder = tmp_path / str(jobs)
        index = Index.create(folder)
        with index.writer(jobs=jobs) as writer:
            add_all(writer, map(story, range(60)))
            writer.flush()
            add_all(writer, map(story, range(40, 120)))
            writer.delete("7")
        with index.writer(jobs=jobs) as writer:  # an update, which merges
            add_all(writer, map(story, range(110, 160)))
        assert index.check() == []
        folders.append(folder_bytes(folder))
    assert folders[0] == folders[1] == folders[2]


def test_a_small_update_starts_no_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.workers._Worker", None)
    with Index.create(tmp_path).writer(jobs=4) as writer:
        add_all(writer, map(story, range(500)))


@pytest.mark.usefixtures("small_batches")
def test_batches_come_back_in_order_and_few_are_under_way(tmp_path: Path) -> None:
    for jobs in (1, 2, 4):
        analysis = Analysis(jobs)
        given = [[story(number), story(number + 1)] for number in range(40)]
        done, most = [], 0
        for batch in given:
            done += analysis.submit(batch)
            most = max(most, len(analysis._under_way))
        done += analysis.finish()
        analysis.close()
        words = [[analysis.forms[token] for token in texts.words.tokens.tolist()] for texts, _ in done]
        assert words == [forms_of(batch[0]) + forms_of(batch[1]) for batch in given]
        assert most <= _UNDER_WAY * jobs


class BusyWorker:
    """Does nothing of what it is asked; `asked`: the functions that it was to call."""

    asked: ClassVar[list[str]] = []

    def ask(self, function: Callable[..., Any], *_: Any) -> Future[Any]:
        self.asked.append(function.__name__)
        return Future()

    def stop(self) -> None: ...


@pytest.mark.usefixtures("small_batches")
def test_a_worker_gets_as_much_of_a_batch_as_it_has_time_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.workers._Worker", BusyWorker)
    monkeypatch.setattr(BusyWorker, "asked", [])
    analysis = Analysis(2)
    for number in range(_WAITING + 2):
        analysis.submit([story(number)])
    assert BusyWorker.asked == ["_analyse"] * _HAS_TIME + ["_encode"] * (_WAITING - _HAS_TIME)
    read_here = [batch.analysed is not None for batch in analysis._under_way]
    assert read_here == [False] * _HAS_TIME + [True] * (_WAITING + 2 - _HAS_TIME)
    assert [batch.worker is None for batch in analysis._under_way] == [*[False] * _WAITING, True, True]
    analysis.close()


def test_a_worker_has_its_next_tasks_before_it_has_answered() -> None:
    worker = _Worker()
    asked = [worker.ask(operator.mul, number, "خبر" * 30_000) for number in range(20)]
    assert [len(each.result()) for each in asked] == [number * 90_000 for number in range(20)]
    worker.stop()


@pytest.mark.usefixtures("small_batches")
def test_after_a_segment_workers_keep_nothing(tmp_path: Path) -> None:
    """What they keep takes memory, and lists are still to be merged."""
    writer = Index.create(tmp_path).writer(jobs=2)
    for part in range(3):
        for number in range(60):
            writer.add(story(part * 60 + number))
        writer.flush()
        (worker,) = writer._analysis._workers
        assert worker.ask(_kept).result() == 0
    writer.abandon()


def _kept() -> int:
    return len(sharing._values)


def test_threads_that_ask_one_worker_get_their_own_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = _Worker()
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


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("jobs", [1, 2])
def test_forms_are_numbered_anew_for_the_next_segment(tmp_path: Path, jobs: int) -> None:
    """Those of the first one take memory; the next one is what it is without it."""
    with Index.create(tmp_path / "both").writer(jobs=jobs) as writer:
        add_all(writer, map(story, range(60)))
        writer.flush()
        assert writer._analysis.forms == []
        add_all(writer, map(story, range(60, 100)))
        writer.flush()  # a commit might merge the two
        terms = list(writer._parts[-1].view.lists.terms)
    with Index.create(tmp_path / "second").writer(jobs=jobs) as writer:
        add_all(writer, map(story, range(60, 100)))
        writer._builder._submit()
        writer._builder._receive(writer._analysis.finish())
        assert writer._analysis.forms, "they are there until the segment is written"
    assert terms == list(Index.open(tmp_path / "second").snapshot().segments[0].lists.terms)


@pytest.mark.usefixtures("small_batches")
def test_of_a_large_vocabulary_only_others_find_the_relatives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This process has no memory for it while it inverts."""
    monkeypatch.setattr("index.terms._MANY_TERMS", 1)
    here: list[int] = []
    best = Relating.best
    monkeypatch.setattr(Relating, "best", lambda *asked: here.append(1) or best(*asked))
    for jobs, by_this in ((1, True), (2, False)):
        here.clear()
        with Index.create(tmp_path / f"{jobs}").writer(jobs=jobs) as writer:
            add_all(writer, map(story, range(200)))
        assert bool(here) == by_this
    assert folder_bytes(tmp_path / "1") == folder_bytes(tmp_path / "2")


def test_there_must_be_a_job(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("خبر")
    with pytest.raises(IndexStoreError, match="jobs=0"):
        Index.create(tmp_path / "index").writer(jobs=0)
    with pytest.raises(IndexStoreError, match="jobs=-1"):
        index_articles(tmp_path / "index", tmp_path / "a.txt", jobs=-1)


@pytest.mark.usefixtures("small_batches")
def test_a_worker_that_dies_is_an_error_and_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    index = built_index(tmp_path, article("a"))
    writer = index.writer(jobs=2)
    add_all(writer, map(story, range(30)))
    (worker,) = writer._analysis._workers
    os.kill(worker._process.pid, signal.SIGKILL)
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
        worker.ask(*_task_that_fails()).result()
    writer.abandon()


def _task_that_fails() -> tuple[object, ...]:
    from index.workers import _analyse

    return _analyse, [None]


@pytest.mark.usefixtures("small_batches")
def test_workers_and_threads_end_with_the_writer(tmp_path: Path) -> None:
    for end in ("commit", "abandon"):
        writer = Index.create(tmp_path / end).writer(jobs=3)
        add_all(writer, map(story, range(60)))
        processes = [worker._process for worker in writer._analysis._workers]
        assert len(processes) == 2
        getattr(writer, end)()
        assert all(process.returncode is not None for process in processes)
        assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("fihris")]


SCRIPT = """
import sys, time
import index.segment_writer, index.workers
index.segment_writer.BATCH_CHARACTERS, index.workers._WORTH_STARTING = 200, 1
from index import Index
from tests.index.test_workers import story
writer = Index.create(sys.argv[1]).writer(jobs=3)
for number in range(60):
    writer.add(story(number))
print(*(worker._process.pid for worker in writer._analysis._workers), flush=True)
time.sleep(60)
"""


def test_ctrl_c_that_comes_to_a_worker_is_not_for_it(capfd: pytest.CaptureFixture[str]) -> None:
    """A service may be stopped by a signal to each of its processes."""
    worker = _Worker()
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
    worker = _Worker()
    try:
        worker.ask(_forget_forms).result()
    finally:
        worker.stop()


def test_what_a_worker_prints_is_no_part_of_its_answer() -> None:
    worker = _Worker()
    try:
        assert worker.ask(os.write, 1, b"x" * 8).result() == 8
        assert worker.ask(operator.add, 1, 2).result() == 3
    finally:
        worker.stop()
