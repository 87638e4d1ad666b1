"""Analysing articles in this process or in several.

`Analysis` takes batches and gives them back analysed, in order, with forms numbered over all of them. With several
jobs it starts worker processes: fresh interpreters that run `main` below, told what to do through their standard input.
Not forks, because the process may have threads; not `multiprocessing`, because that runs the caller's script again.
The workers share in what else takes Python long, too: stems, and how these are related, while this process inverts.

A worker ends when its standard input does, so none outlives this process, however that ends. It is in a process group
of its own, so that Ctrl-C reaches only this process, which then stops it. Should a worker die, `Analysis` raises
IndexStoreError.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import IO, Any, Final

import numpy as np
import numpy.typing as npt

from corpus import Article
from index.analysis import VocabularyStemmer
from index.batches import AnalysedBatch, analyse, new_interner, words_of
from index.errors import IndexStoreError
from index.inversion import Words
from index.signatures import Profiles, profiles, words_per_article

# Batches that are waited for before workers are started, which takes as long as analysing some of these.
_WORTH_STARTING: Final = 4
# Batches that a worker has waiting: one to go on with, and one more.
_WAITING: Final = 3
# Forms for which the workers are asked for stems; fewer are stemmed here in the time it takes to tell them.
_MANY_FORMS: Final = 20_000
# One in so many forms of a vocabulary is enough for it to pay to go through all of it before stemming them.
_SHARE: Final = 8
_LENGTH: Final = struct.Struct("<Q")
_START: Final = "import sys; sys.path[:] = {path!r}; from index.workers import main; main()"


def usable_cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Analysis:
    """Analyses batches of articles and gives them back in order. `forms`: by number, all that they hold.

    With n jobs it is this process and n - 1 workers: a batch that no worker is free for is analysed here.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs if sys.executable else 1
        self._held: list[Sequence[Article]] = []
        self._workers: list[_Worker] = []
        # Each batch in order: the worker that it was given to, and what will come of it, or the batch done.
        self._under_way: deque[tuple[_Worker, Future[Any]] | AnalysedBatch] = deque()
        self._interner = new_interner()
        self.forms = self._interner.forms

    def submit(self, articles: Sequence[Article]) -> list[AnalysedBatch]:
        """Analyse a batch, now or later; batches that are done."""
        if self.jobs == 1:
            return [analyse(articles, self._interner)]
        self._held.append(articles)
        if not self._workers:
            if len(self._held) <= _WORTH_STARTING:
                return []
            self._workers = [_Worker() for _ in range(self.jobs - 1)]
        for batch in self._held:
            worker = min(self._workers, key=self._load)
            if self._load(worker) < _WAITING:
                self._under_way.append((worker, worker.ask(_analyse, batch)))
            else:
                self._under_way.append(analyse(batch, self._interner))
        self._held = []
        done = []
        while self._under_way and self._is_done(self._under_way[0]):
            done.append(self._take())
        return done

    def finish(self) -> list[AnalysedBatch]:
        """Wait for the batches that were submitted and not given back."""
        done = [analyse(batch, self._interner) for batch in self._held]
        self._held = []
        while self._under_way:
            done.append(self._take())
        return done

    def profiles(self, words: Words, passages_per_article: npt.NDArray[np.int64]) -> Profiles:
        """The profiles of articles (`index.signatures`) by their words."""
        lengths = words_per_article(words, passages_per_article)
        return profiles(self._interner.hashes[words.tokens], lengths)

    def profiles_of(self, articles: Sequence[Article]) -> Profiles:
        """The profiles of articles whose words are not at hand."""
        return self.profiles(*words_of(articles, self._interner))

    def stems(self, forms: Sequence[str], frequencies: Mapping[str, int]) -> list[str]:
        """The stem of each form by the evidence of a vocabulary."""
        if not self._workers or len(forms) < _MANY_FORMS:
            return _stems(forms, frequencies)
        share = -(-len(forms) // self.jobs)
        asked = [
            worker.ask(_stems, forms[at * share : (at + 1) * share], frequencies)
            for at, worker in enumerate(self._workers)
        ]
        own = _stems(forms[len(self._workers) * share :], frequencies)
        return [stem for future in asked for stem in future.result()] + own

    def later(self, function: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
        """Have a function of a module called by a worker, if there is one; asked for, what it returned."""
        if not self._workers:
            return partial(function, *arguments)
        return min(self._workers, key=self._load).ask(function, *arguments).result

    def close(self) -> None:
        """Stop the workers."""
        for worker in self._workers:
            worker.stop()
        self._workers = []

    def _load(self, worker: _Worker) -> int:
        """Batches that a worker has yet to analyse."""
        return sum(
            not isinstance(each, AnalysedBatch) and each[0] is worker and not each[1].done()
            for each in self._under_way
        )

    @staticmethod
    def _is_done(entry: tuple[_Worker, Future[Any]] | AnalysedBatch) -> bool:
        return isinstance(entry, AnalysedBatch) or entry[1].done()

    def _take(self) -> AnalysedBatch:
        """The batch that was submitted first, with a worker's numbers of forms replaced by the common ones."""
        entry = self._under_way.popleft()
        if isinstance(entry, AnalysedBatch):
            return entry
        worker, future = entry
        batch, new = future.result()
        numbers = np.array([self._interner.number(form) for form in new], np.uint32)
        worker.numbers = np.append(worker.numbers, numbers)
        words = batch.words._replace(tokens=worker.numbers[batch.words.tokens])
        taken: AnalysedBatch = batch._replace(words=words)
        return taken


class _Worker:
    """A worker process, and the thread that talks to it."""

    def __init__(self) -> None:
        self.numbers: npt.NDArray[np.uint32] = np.zeros(0, np.uint32)  # of the worker's forms
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _START.format(path=sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            process_group=0,
        )
        self._thread = ThreadPoolExecutor(1, "fihris-worker")

    def ask(self, *task: Any) -> Future[Any]:
        """Have a function of a module called with arguments."""
        return self._thread.submit(self._ask, task)

    def _ask(self, task: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            _send(self._process.stdin, task)
            failure, answer = _receive(self._process.stdout)
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

    def stop(self) -> None:
        """End the process; what it was asked for is lost."""
        self._process.kill()
        self._process.wait()
        self._thread.shutdown(cancel_futures=True)
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with contextlib.suppress(OSError):  # what could not be written any more is not wanted
                pipe.close()


def _send(pipe: IO[bytes], message: Any) -> None:
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    header = pipe.read(_LENGTH.size)
    if len(header) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(header)
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return pickle.loads(data)


# --- in the worker

_interner = new_interner()


def _analyse(articles: Sequence[Article]) -> tuple[AnalysedBatch, list[str]]:
    """A batch, and the forms that were new in it."""
    known = len(_interner.forms)
    batch = analyse(articles, _interner)
    return batch, _interner.forms[known:]


def _stems(forms: Sequence[str], frequencies: Mapping[str, int]) -> list[str]:
    whole = len(forms) * _SHARE > len(frequencies)
    stemmer = VocabularyStemmer.of_vocabulary(frequencies) if whole else VocabularyStemmer(frequencies)
    return list(map(stemmer.stem, forms))


def main() -> None:
    """Do what comes in through standard input until it ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not print into an answer
    while True:
        try:
            function, *arguments = _receive(sys.stdin.buffer)
        except EOFError:
            return
        try:
            answer: tuple[str | None, Any] = None, function(*arguments)
        except Exception as error:  # told to the parent, which tells the user
            answer = f"{type(error).__name__}: {error}", None
        try:
            _send(answers, answer)
        except BrokenPipeError:
            os._exit(0)  # nobody is left to hear it
