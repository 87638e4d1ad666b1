"""A worker process, which calls functions that it is told through a pipe, and the pipes that lead to it and back.

It is a fresh interpreter that runs `main` below. Not a fork, because the process may have threads; not
`multiprocessing`, because that runs the caller's script again. What it is to do it is told through its standard input:
a function of a module and its arguments, pickled. What the function returns, or why it failed, it says through its
standard output.

A worker ends when its standard input does, so none outlives this process, however that ends. It is in a process group
of its own, so that Ctrl-C reaches only this process, which then stops it. Should a worker die, whoever waits for its
answer gets an IndexStoreError.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import struct
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Lock
from typing import IO, Any, Final, TypeVar

from index.errors import IndexStoreError

T = TypeVar("T")

# Bytes that a pipe holds, where that can be chosen: without room for an answer a worker waits until it is fetched.
_PIPE: Final = 1 << 20
_LENGTH: Final = struct.Struct("<Q")
_START: Final = "import sys; sys.path[:] = {path!r}; from index.ingestion.worker_process import main; main()"


class WorkerProcess:
    """A worker process, and the threads that talk to it: it gets its next task while the answer to one is fetched."""

    def __init__(self) -> None:
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

    def ask(self, function: Callable[..., T], *arguments: Any) -> Future[T]:
        """Have a function of a module called with arguments.

        These are pickled at once: a thread that did so beside whatever comes next would be begun late by it.
        """
        pickled = _pickled((function, *arguments))
        with self._asking:
            self._sent = self._sending.submit(_send, self._tasks, pickled)
            return self._receiving.submit(self._answer, self._sent)

    def wait_until_told(self) -> None:
        """Wait until it has been sent what it was asked: what comes next here may hold up the thread that sends.

        A worker that is at something else takes in only what the pipe holds, and is waited for.
        """
        if self._sent:
            wait([self._sent])  # should that have failed, the answer will say so

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


def main() -> None:
    """Do what comes in through standard input until it ends.

    Ctrl-C, should it come here, is for the process that asks. Where there is not memory enough for what comes, for what
    is to be done or for what goes, this one ends, and that one says so.
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
        except MemoryError:
            raise  # see `main`
        except Exception as error:  # told to the parent, which tells the user
            answer = f"{type(error).__name__}: {error}", None
        try:
            _send(answers, _pickled(answer))
        except BrokenPipeError:
            os._exit(0)  # nobody is left to hear it
