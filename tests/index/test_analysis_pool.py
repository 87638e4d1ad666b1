"""However many processes analyse, the files are the same."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from corpus import Article
from index import Index, IndexStoreError
from index.analysis import Analyzer
from index.building.relating import Relating
from index.ingestion import sharing
from index.ingestion.analysis_pool import _HAS_TIME, _UNDER_WAY, _WAITING, AnalysisPool, _GivenAway, _ReadHere
from index.updating import index_articles
from tests.builders import add_all
from tests.index.stories import story


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
    monkeypatch.setattr("index.ingestion.analysis_pool._HAS_TIME", whole)
    monkeypatch.setattr("index.ingestion.analysis_pool._WAITING", records)
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
    monkeypatch.setattr("index.ingestion.analysis_pool.WorkerProcess", None)
    with Index.create(tmp_path).writer(jobs=4) as writer:
        add_all(writer, map(story, range(500)))


@pytest.mark.usefixtures("small_batches")
def test_batches_come_back_in_order_and_few_are_under_way(tmp_path: Path) -> None:
    for jobs in (1, 2, 4):
        analysis = AnalysisPool(jobs)
        given = [[story(number), story(number + 1)] for number in range(40)]
        done, most = [], 0
        for batch in given:
            done += analysis.submit(batch)
            most = max(most, len(analysis._waiting) + len(analysis._under_way))
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

    def kill(self) -> None: ...

    def stop(self) -> None: ...


@pytest.mark.usefixtures("small_batches")
def test_no_more_workers_are_started_than_there_is_work_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.ingestion.analysis_pool.WorkerProcess", BusyWorker)
    analysis = AnalysisPool(32)
    for batches in range(1, 80):
        analysis.submit([story(batches)])
        busy = -(-batches // _HAS_TIME)
        assert len(analysis._workers) == (min(busy, 31) if batches > 1 else 0)
    analysis.close()


@pytest.mark.usefixtures("small_batches")
def test_a_worker_gets_as_much_of_a_batch_as_it_has_time_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.ingestion.analysis_pool.WorkerProcess", BusyWorker)
    monkeypatch.setattr(BusyWorker, "asked", [])
    analysis = AnalysisPool(2)
    for number in range(_WAITING + 2):
        analysis.submit([story(number)])
    assert BusyWorker.asked == ["_analyse"] * _HAS_TIME + ["_encode"] * (_WAITING - _HAS_TIME)
    kinds = [type(batch) for batch in analysis._under_way]
    assert kinds == [_GivenAway] * _HAS_TIME + [_ReadHere] * (_WAITING + 2 - _HAS_TIME)
    assert [batch.worker is None for batch in analysis._under_way] == [*[False] * _WAITING, True, True]
    analysis.close()


@pytest.mark.usefixtures("small_batches")
def test_after_a_segment_workers_keep_nothing(tmp_path: Path) -> None:
    """What they keep takes memory, and lists are still to be merged."""
    writer = Index.create(tmp_path).writer(jobs=2)
    for part in range(3):
        for number in range(60):
            writer.add(story(part * 60 + number))
        writer.flush()
        (worker,) = writer._analysis._workers
        assert worker.process.ask(_kept).result() == 0
    writer.abandon()


def _kept() -> int:
    return len(sharing._values)


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
        terms = list(writer._draft._parts[-1].view.terms.forms)
    with Index.create(tmp_path / "second").writer(jobs=jobs) as writer:
        add_all(writer, map(story, range(60, 100)))
        writer._draft._builder._submit()
        writer._draft._builder._receive(writer._analysis.finish())
        assert writer._analysis.forms, "they are there until the segment is written"
    assert terms == list(Index.open(tmp_path / "second").snapshot().segments[0].terms.forms)


@pytest.mark.usefixtures("small_batches")
def test_of_a_large_vocabulary_only_others_find_the_relatives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This process has no memory for it while it inverts."""
    monkeypatch.setattr("index.building.stem_relations._MANY_TERMS", 1)
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
    index = Index.create(tmp_path / "index")
    wrong: Any
    for wrong in ("2", None, 1.5):
        with pytest.raises(IndexStoreError, match="jobs: it has to be a whole number"):
            index.writer(jobs=wrong)
    any_kind: Any = np.int64(1)
    index.writer(jobs=any_kind).abandon()
    with pytest.raises(IndexStoreError, match="jobs=0"):
        index.writer(jobs=0)
    with pytest.raises(IndexStoreError, match="jobs=-1"):
        index_articles(tmp_path / "index", tmp_path / "a.txt", jobs=-1)
