"""What has to run in a process of its own: `python -m benchmarks.worker TASK JSON`, result as JSON on stdout.

- build: articles from batches in memory to an index on disk, with options of the engine, on so many `cores` if that is
  one of them (where the system can hold a process to some); the time of loading the batches does not count.
  CPU time is that of all threads and processes: an engine that indexes in a thread of its own has two cores, while
  Python analyses. Memory is this process's.
- update: as many articles as given added to an index, from importing the engine to the commit.
- open: importing the engine, opening an index and one question. The analysis, and with it NumPy, is imported before for
  every engine; what that costs a user of Fihris is in the time of the whole command.
- hold: opens an index, answers questions, says so, and stays until stdin closes, so that its memory can be read
  while another process has the same index open.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any


def build(
    engine: str, kind: Any, folder: str, corpus: str, limit: int | None, options: dict[str, Any]
) -> dict[str, Any]:
    from benchmarks.corpus import Corpus
    from benchmarks.engines import ENGINES
    from benchmarks.measuring import PeakMemory, bytes_on_disk

    cores = options.pop("cores", None)
    if cores is not None:  # for this thread and those that it starts
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    memory = PeakMemory()
    started, cpu_started = perf_counter(), _cpu_time()
    building = ENGINES[engine].build(Path(folder), kind, **options)
    seconds, cpu_seconds = perf_counter() - started, _cpu_time() - cpu_started
    count = 0
    for batch in Corpus(Path(corpus), 0, 0, "").batches():
        given = batch if limit is None else batch[: limit - count]
        started, cpu_started = perf_counter(), _cpu_time()
        building.add(given)
        seconds, cpu_seconds = seconds + perf_counter() - started, cpu_seconds + _cpu_time() - cpu_started
        count += len(given)
        if limit is not None and count >= limit:
            break
    started, cpu_started = perf_counter(), _cpu_time()
    building.finish()
    seconds, cpu_seconds = seconds + perf_counter() - started, cpu_seconds + _cpu_time() - cpu_started
    return {
        "articles": count,
        "seconds": seconds,
        "cpu_seconds": cpu_seconds,
        "peak_bytes": memory.so_far(),
        "disk_bytes": bytes_on_disk(Path(folder)),
    }


def _cpu_time() -> float:
    """CPU time of this process, and of those that it has started and that have ended."""
    ended = os.times()
    return process_time() + ended.children_user + ended.children_system


def update(engine: str, kind: Any, folder: str, batch: str) -> dict[str, Any]:
    articles = pickle.loads(Path(batch).read_bytes())
    started = perf_counter()
    from benchmarks.engines import ENGINES

    ENGINES[engine].update(Path(folder), kind, articles)
    return {"seconds": perf_counter() - started}


def open_(engine: str, kind: Any, folder: str, text: str, tokens: list[str]) -> dict[str, Any]:
    from benchmarks.engines import ENGINES
    from benchmarks.questions import Question

    started = perf_counter()
    opened = ENGINES[engine].open(Path(folder), kind)
    ask = opened.asker("any")
    assert ask is not None
    found = len(ask(Question(text, tuple(tokens))))
    return {"seconds": perf_counter() - started, "found": found}


def hold(engine: str, kind: Any, folder: str, questions: str) -> dict[str, Any]:
    from benchmarks.engines import ENGINES

    opened = ENGINES[engine].open(Path(folder), kind)
    asked = 0
    for shape, question in pickle.loads(Path(questions).read_bytes()):
        if ask := opened.asker(shape):
            ask(question)
            asked += 1
    print(asked, flush=True)
    sys.stdin.read()
    return {}


def main() -> None:
    task, arguments = sys.argv[1], json.loads(sys.argv[2])
    tasks: dict[str, Callable[..., dict[str, Any]]] = {
        "build": build,
        "update": update,
        "open": open_,
        "hold": hold,
    }
    result = tasks[task](**arguments)
    if result:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
