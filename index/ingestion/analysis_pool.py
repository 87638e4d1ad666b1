"""Analysing articles in this process or in several.

`AnalysisPool` takes batches and gives them back analysed, in order, with forms numbered over all of them. With several
jobs it starts worker processes (`index.ingestion.worker_process`). These share in what else takes Python long
(`index.ingestion.sharing`): stems, and how these are related.
"""

from __future__ import annotations

import sys
from collections import Counter, deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from corpus import Article
from index.ingestion.batches import (
    AnalysedBatch,
    AnalysedTexts,
    Encoded,
    Texts,
    analyse,
    encoded,
    new_interner,
    texts_of,
)
from index.ingestion.heap import give_back
from index.ingestion.interning import Interner
from index.ingestion.parcels import Parcel
from index.ingestion.sharing import Sharing
from index.ingestion.signatures import FormHashes
from index.ingestion.worker_process import WorkerProcess

# Batches that are waited for before workers are started, which takes as long as analysing some of these.
_WORTH_STARTING: Final = 4
# A worker that has a part in fewer batches than this has time for the next one as a whole: so it goes where files are
# read meanwhile. Where the articles are there already, it soon has more. As long as one has time no other is started.
_HAS_TIME: Final = 2
# Batches that a worker has a part in before it is done with the first: that one, and some to go on with.
_WAITING: Final = 4
# Batches that may be under way for each process: some more, since those that were begun later may be done earlier.
_UNDER_WAY: Final = 4
# Terms of a vocabulary that is shared, times the workers who get it: each of them has some 500 bytes for each term.
_TERMS: Final = 1_000_000


class AnalysisPool:
    """Analyses batches of articles and gives them back in order.

    With n jobs there are up to n - 1 workers. One that has little to do gets a batch as a whole. Where all are busy
    this process finds the words, so that no form has to be sent and numbered anew, and a worker makes the records,
    which is as much work; where they have enough to do this process does it all.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs if sys.executable else 1
        self._workers: list[_Worker] = []
        # Batches that nobody is at, until there are workers.
        self._waiting: deque[Sequence[Article]] = deque()
        self._under_way: deque[_UnderWay] = deque()  # in order; all before those that wait
        self._compressing = ThreadPoolExecutor(1, "fihris-compressing")
        self._interner = new_interner()

    @property
    def forms(self) -> list[str]:
        """By number, all forms that batches hold which were given back."""
        return self._interner.forms

    @property
    def hashes(self) -> FormHashes:
        """Their hashes."""
        return self._interner.hashes

    def submit(self, articles: Sequence[Article]) -> list[AnalysedBatch]:
        """Analyse a batch, now or later; batches that are done."""
        self._waiting.append(articles)
        if self.jobs > 1 and not self._workers and len(self._waiting) <= _WORTH_STARTING:
            return []
        while self._waiting:
            self._under_way.append(self._begun(self._waiting.popleft()))
        done = []
        while self._under_way and (self._under_way[0].is_done or len(self._under_way) > self._most):
            done.append(self._under_way.popleft().result(self._interner))
        return done

    def finish(self) -> list[AnalysedBatch]:
        """Wait for the batches that were submitted and not given back."""
        while self._waiting:
            self._under_way.append(self._begun_here(self._waiting.popleft()))
        return [self._under_way.popleft().result(self._interner) for _ in range(len(self._under_way))]

    def forget_forms(self) -> None:
        """Number forms anew, from the first that is met: those that are known take memory, here and in workers."""
        self._interner = new_interner()
        for worker in self._workers:
            worker.forget_forms()
        give_back()

    def sharing(self, terms: int) -> Sharing:
        """Those who share in what concerns a vocabulary of so many terms."""
        return Sharing([worker.process for worker in self._workers[: max(1, _TERMS // max(terms, 1))]])

    def close(self) -> None:
        """Stop the workers and threads."""
        for worker in self._workers:
            worker.process.kill()  # all, should Ctrl-C come while one is waited for
        while self._workers:
            self._workers[-1].process.stop()
            self._workers.pop()
        self._compressing.shutdown(cancel_futures=True)

    @property
    def _most(self) -> int:
        """Batches that may be under way: more would only take memory."""
        return _UNDER_WAY * self.jobs

    def _begun(self, articles: Sequence[Article]) -> _UnderWay:
        """A batch of which a worker, if there may be any, is given as much as it has time for."""
        if self.jobs == 1:
            return self._begun_here(articles)
        loads = Counter(each.worker for each in self._under_way if not each.is_done)
        if len(self._workers) < self.jobs - 1 and all(loads[each] >= _HAS_TIME for each in self._workers):
            self._workers.append(_Worker())
        worker = min(self._workers, key=loads.__getitem__)
        if loads[worker] < _HAS_TIME:
            return _GivenAway(worker, worker.analyse(articles, texts_of(articles)))
        if loads[worker] < _WAITING:
            texts = texts_of(articles)
            records = worker.encode(articles, texts)
            return _ReadHere(worker, analyse(texts, self._interner), records)
        return self._begun_here(articles)

    def _begun_here(self, articles: Sequence[Article]) -> _ReadHere:
        """A batch whose words are found here and now; a thread makes the records."""
        records = self._compressing.submit(encoded, articles)
        return _ReadHere(None, analyse(texts_of(articles), self._interner), records)


class _Worker:
    """A process that analyses batches. It numbers forms as it meets them, and keeps them for the next batch."""

    def __init__(self) -> None:
        self.process = WorkerProcess()
        # By its number of a form the common one.
        self._numbers: npt.NDArray[np.uint32] = np.zeros(0, np.uint32)

    def encode(self, articles: Sequence[Article], texts: Texts) -> Future[Encoded]:
        """Have it make the records of a batch."""
        return self.process.ask(_encode, Parcel.of(articles, texts))

    def analyse(self, articles: Sequence[Article], texts: Texts) -> Future[_OfWorker]:
        """Have it do everything with a batch."""
        return self.process.ask(_analyse, Parcel.of(articles, texts))

    def renumbered(self, of_worker: _OfWorker, interner: Interner) -> AnalysedBatch:
        """A batch that it analysed, with the interner's numbers of forms in place of its own.

        To be asked of all of its batches, in order: each tells only of those forms that were new in it.
        """
        (texts, records), new = of_worker
        numbers = np.array([interner.number(form) for form in new], np.uint32)
        self._numbers = np.append(self._numbers, numbers)
        words = texts.words._replace(tokens=self._numbers[texts.words.tokens])
        return AnalysedBatch(texts._replace(words=words), records)

    def forget_forms(self) -> None:
        """Have it number forms anew, from the first that it meets; those that it knows take memory."""
        self._numbers = np.zeros(0, self._numbers.dtype)
        self.process.ask(_forget_forms)


class _ReadHere(NamedTuple):
    """A batch whose words were found in this process.

    worker: who makes the records; None where a thread of this process does.
    """

    worker: _Worker | None
    texts: AnalysedTexts
    records: Future[Encoded]

    @property
    def is_done(self) -> bool:
        """Whether nothing has to be waited for."""
        return self.records.done()

    def result(self, interner: Interner) -> AnalysedBatch:
        """The batch, once it is done; forms numbered by the interner, which has read it."""
        return AnalysedBatch(self.texts, self.records.result())


class _GivenAway(NamedTuple):
    """A batch of which a worker does everything."""

    worker: _Worker
    answer: Future[_OfWorker]

    @property
    def is_done(self) -> bool:
        """Whether nothing has to be waited for."""
        return self.answer.done()

    def result(self, interner: Interner) -> AnalysedBatch:
        """The batch, once it is done; forms numbered by the interner."""
        return self.worker.renumbered(self.answer.result(), interner)


_UnderWay: TypeAlias = _ReadHere | _GivenAway


class _OfWorker(NamedTuple):
    """A batch with a worker's numbers of forms, and the forms that were new to it, in the order of their numbers."""

    batch: AnalysedBatch
    new: list[str]


# --- in the worker

_interner = new_interner()


def _encode(parcel: Parcel) -> Encoded:
    """The records of a batch."""
    articles, _ = parcel.unpacked()
    return encoded(articles)


def _analyse(parcel: Parcel) -> _OfWorker:
    """A batch, and the forms that were new in it."""
    articles, texts = parcel.unpacked()
    known = len(_interner.forms)
    batch = AnalysedBatch(analyse(texts, _interner), encoded(articles))
    return _OfWorker(batch, _interner.forms[known:])


def _forget_forms() -> None:
    global _interner  # noqa: PLW0603  # it is what this process is there for
    _interner = new_interner()
    give_back()
