"""Analysing articles in this process or in several.

`Analysis` takes batches and gives them back analysed, in order, with forms numbered over all of them. With several
jobs it starts worker processes: fresh interpreters that run `main` below, told what to do through their standard input.
Not forks, because the process may have threads; not `multiprocessing`, because that runs the caller's script again.
Workers share in what else takes Python long (`index.sharing`): stems, and how these are related.

A worker ends when its standard input does, so none outlives this process, however that ends. It is in a process group
of its own, so that Ctrl-C reaches only this process, which then stops it. Should a worker die, `Analysis` raises
IndexStoreError.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import struct
import subprocess
import sys
from collections import Counter, deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Lock
from typing import IO, Any, Final

import numpy as np
import numpy.typing as npt

from corpus import Article
from index.batches import (
    AnalysedBatch,
    AnalysedTexts,
    Encoded,
    analyse,
    encoded,
    new_interner,
    texts_of,
)
from index.errors import IndexStoreError
from index.heap import give_back
from index.interning import Interner
from index.parcels import Parcel
from index.sharing import Sharing
from index.signatures import FormHashes

# Batches that are waited for before workers are started, which takes as long as analysing some of these.
_WORTH_STARTING: Final = 4
# A worker that has a part in fewer batches than this has time for the next one as a whole: so it goes where files are
# read meanwhile. Where the articles are there already, it soon has more. As long as one has time no other is started.
_HAS_TIME: Final = 2
# Batches that a worker has a part in before it is done with the first: that one, and some to go on with.
_WAITING: Final = 4
# Batches that may be under way for each process: some more, since those that were begun later may be done earlier.
_UNDER_WAY: Final = 4
# Bytes that a pipe holds, where that can be chosen: without room for an answer a worker waits until it is fetched.
_PIPE: Final = 1 << 20
# Terms of a vocabulary that is shared, times the workers who get it: each of them has some 500 bytes for each term.
_TERMS: Final = 1_000_000
_LENGTH: Final = struct.Struct("<Q")
_START: Final = "import sys; sys.path[:] = {path!r}; from index.workers import main; main()"


class _UnderWay:
    """A batch that was submitted.

    articles: until somebody is at it. worker: who has a part in it. analysed: its words, if they were found here; then
    `answer` has its records, otherwise what `_analyse` returns.
    """

    def __init__(self, articles: Sequence[Article]) -> None:
        self.articles: Sequence[Article] = articles
        self.worker: _Worker | None = None
        self.analysed: AnalysedTexts | None = None
        self.answer: Future[Any] | None = None

    def analyse(self, interner: Interner, thread: ThreadPoolExecutor) -> None:
        """Find the words here and now, and have a thread make the records."""
        self.answer = thread.submit(encoded, self.articles)
        self.analysed, self.articles = analyse(texts_of(self.articles), interner), ()

    def share_with(self, worker: _Worker, interner: Interner) -> None:
        """Find the words here and now, and have a worker make the records."""
        texts = texts_of(self.articles)
        self.worker, self.answer = worker, worker.ask(_encode, Parcel.of(self.articles, texts))
        self.analysed, self.articles = analyse(texts, interner), ()

    def hand_to(self, worker: _Worker) -> None:
        """Have everything done by a worker."""
        parcel = Parcel.of(self.articles, texts_of(self.articles))
        self.worker, self.answer, self.articles = worker, worker.ask(_analyse, parcel), ()

    @property
    def is_done(self) -> bool:
        """Whether nothing has to be waited for."""
        return self.answer is not None and self.answer.done()


class Analysis:
    """Analyses batches of articles and gives them back in order.

    With n jobs there are up to n - 1 workers. One that has little to do gets a batch as a whole. Where all are busy
    this process finds the words, so that no form has to be sent and numbered anew, and a worker makes the records,
    which is as much work; where they have enough to do this process does it all.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs if sys.executable else 1
        self._workers: list[_Worker] = []
        self._under_way: deque[_UnderWay] = deque()  # in order
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
        batch = _UnderWay(articles)
        self._under_way.append(batch)
        if self.jobs == 1:
            batch.analyse(self._interner, self._compressing)
        elif self._workers:
            self._assign(batch)
        elif len(self._under_way) <= _WORTH_STARTING:
            return []
        else:
            for held in self._under_way:
                self._assign(held)
        done = []
        while self._under_way and (self._under_way[0].is_done or len(self._under_way) > self._most):
            done.append(self._take())
        return done

    def finish(self) -> list[AnalysedBatch]:
        """Wait for the batches that were submitted and not given back."""
        for batch in self._under_way:
            if batch.articles:
                batch.analyse(self._interner, self._compressing)
        return [self._take() for _ in range(len(self._under_way))]

    def forget_forms(self) -> None:
        """Number forms anew, from the first that is met: those that are known take memory, here and in workers."""
        self._interner = new_interner()
        for worker in self._workers:
            worker.forget_forms()
        give_back()

    def sharing(self, terms: int) -> Sharing:
        """Those who share in what concerns a vocabulary of so many terms."""
        return Sharing(self._workers[: max(1, _TERMS // max(terms, 1))])

    def close(self) -> None:
        """Stop the workers and threads."""
        for worker in self._workers:
            worker.kill()  # all, should Ctrl-C come while one is waited for
        while self._workers:
            self._workers[-1].stop()
            self._workers.pop()
        self._compressing.shutdown(cancel_futures=True)

    @property
    def _most(self) -> int:
        """Batches that may be under way: more would only take memory."""
        return _UNDER_WAY * self.jobs

    def _assign(self, batch: _UnderWay) -> None:
        """Give a worker as much of a batch as it has time for."""
        loads = Counter(each.worker for each in self._under_way if not each.is_done)
        if len(self._workers) < self.jobs - 1 and all(loads[each] >= _HAS_TIME for each in self._workers):
            self._workers.append(_Worker())
        worker = min(self._workers, key=loads.__getitem__)
        if loads[worker] < _HAS_TIME:
            batch.hand_to(worker)
        elif loads[worker] < _WAITING:
            batch.share_with(worker, self._interner)
        else:
            batch.analyse(self._interner, self._compressing)

    def _take(self) -> AnalysedBatch:
        """The batch that was submitted first, with a worker's numbers of forms replaced by the common ones."""
        batch = self._under_way.popleft()
        assert batch.answer is not None
        answer = batch.answer.result()
        if batch.analysed is not None:
            return AnalysedBatch(batch.analysed, answer)
        assert batch.worker is not None
        (analysed, records), new = answer
        numbers = np.array([self._interner.number(form) for form in new], np.uint32)
        common = batch.worker.numbers = np.append(batch.worker.numbers, numbers)
        words = analysed.words._replace(tokens=common[analysed.words.tokens])
        return AnalysedBatch(analysed._replace(words=words), records)


class _Worker:
    """A worker process, and the threads that talk to it: it gets its next task while the answer to one is fetched."""

    def __init__(self) -> None:
        self.numbers: npt.NDArray[np.uint32] = np.zeros(0, np.uint32)  # of the worker's forms
        try:
            self._process = _started()
        except OSError as error:
            raise IndexStoreError(
                f"a worker process could not be started: {error}; the index is as it was: run the command again, "
                "with fewer --jobs"
            ) from error
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._tasks, self._answers = self._process.stdin, self._process.stdout
        # A process that is forgotten while it runs is kept by `subprocess`, and would go on with its standard input.
        self._process.stdin = self._process.stdout = None
        _widen(self._tasks)
        _widen(self._answers)
        self._sending = ThreadPoolExecutor(1, "fihris-to-worker")
        self._receiving = ThreadPoolExecutor(1, "fihris-from-worker")
        self._sent: Future[None] | None = None
        self._asking = Lock()  # tasks and answers have to be in one order, whatever threads ask

    def ask(self, *task: Any) -> Future[Any]:
        """Have a function of a module called with arguments.

        These are packed at once: a thread that did so beside whatever comes next would be begun late by it.
        """
        packed = _pickled(task)
        with self._asking:
            self._sent = self._sending.submit(_send, self._tasks, packed)
            return self._receiving.submit(self._answer, self._sent)

    def wait_until_told(self) -> None:
        """Wait until it has been sent what it was asked: what comes next here may hold up the thread that sends.

        A worker that is at something else takes in only what the pipe holds, and is waited for.
        """
        if self._sent:
            wait([self._sent])  # should that have failed, the answer will say so

    def forget_forms(self) -> None:
        """Have it number forms anew, from the first that it meets; those that it knows take memory."""
        self.numbers = self.numbers[:0]
        self.ask(_forget_forms)

    def _answer(self, sent: Future[None]) -> Any:
        try:
            sent.result()
            failure, answer = pickle.loads(_received(self._answers))
        except (OSError, EOFError, ValueError):
            status = self._process.wait()
            how = f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"
            raise IndexStoreError(
                f"a worker process {how}, perhaps for lack of memory; the index is as it was: "
                "run the command again, with fewer --jobs"
            ) from None
        if failure is not None:
            raise IndexStoreError(f"a worker process failed: {failure}; the index is as it was")
        return answer

    def kill(self) -> None:
        """Have the process end; what it was asked for is lost."""
        self._process.kill()

    def stop(self) -> None:
        """End the process and its threads, and let go of them."""
        self.kill()
        self._process.wait()
        self._sending.shutdown(cancel_futures=True)
        self._receiving.shutdown(cancel_futures=True)
        for pipe in (self._tasks, self._answers):
            with contextlib.suppress(OSError):  # what could not be written any more is not wanted
                pipe.close()


def _started() -> subprocess.Popen[bytes]:
    """A process that runs `main`."""
    return subprocess.Popen(
        [
            sys.executable,
            "-P",
            "-c",
            _START.format(path=[each for each in sys.path if isinstance(each, str)]),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        process_group=0,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},  # it asks for no linear algebra
    )


def _widen(pipe: IO[bytes]) -> None:
    with contextlib.suppress(ImportError, AttributeError, OSError):  # not everywhere, and not without limit
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)


def _pickled(message: Any) -> bytes:
    return pickle.dumps(message, pickle.HIGHEST_PROTOCOL)


def _send(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def _received(pipe: IO[bytes]) -> bytes:
    header = pipe.read(_LENGTH.size)
    if len(header) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(header)
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return data


# --- in the worker

_interner = new_interner()


def _encode(parcel: Parcel) -> Encoded:
    """The records of a batch."""
    articles, _ = parcel.unpacked()
    return encoded(articles)


def _analyse(parcel: Parcel) -> tuple[AnalysedBatch, list[str]]:
    """A batch, and the forms that were new in it."""
    articles, texts = parcel.unpacked()
    known = len(_interner.forms)
    batch = AnalysedBatch(analyse(texts, _interner), encoded(articles))
    return batch, _interner.forms[known:]


def _forget_forms() -> None:
    global _interner  # noqa: PLW0603  # it is what this process is there for
    _interner = new_interner()
    give_back()


def main() -> None:
    """Do what comes in through standard input until it ends.

    Ctrl-C, should it come here, is for the process that asks. Where there is no memory for what comes or goes, this one
    ends, and that one says so.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        _serve()
    except MemoryError:
        os._exit(1)


def _serve() -> None:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not print into an answer
    while True:
        try:
            task = _received(sys.stdin.buffer)
        except EOFError:
            return
        try:
            function, *arguments = pickle.loads(task)
            answer: tuple[str | None, Any] = None, function(*arguments)
        except Exception as error:  # told to the parent, which tells the user
            answer = f"{type(error).__name__}: {error}", None
        try:
            _send(answers, _pickled(answer))
        except BrokenPipeError:
            os._exit(0)  # nobody is left to hear it
