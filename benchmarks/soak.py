"""Eight threads share a searcher while another process commits every second: `make soak`.

What the index holds after each commit follows from the commit's number alone, so every answer can be compared with what
it must be: that of the state before or after the search, or of one between. It ends with status 1 and what went wrong,
should there be an error, a wrong answer, or a lock that nobody holds and nobody can take.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from corpus import Article
from index import Index, IndexStoreError
from searcher import Searcher

_THREADS: Final = 8
_IDS: Final = 400
_CHANGES: Final = 40  # articles changed by a commit
_WORDS: Final = [f"كلمه{number}" for number in range(60)]
_WRITER: Final = "from benchmarks.soak import write; write({folder!r}, {seconds!r}, {pause!r})"
_ROOT: Final = Path(__file__).parents[1]
# On a busy machine a commit beside all these threads takes a second.
_COMMITS: Final = 8

State = dict[str, Article]


def _changes(commit: int) -> Iterator[tuple[str, Article | None]]:
    """What commit number 1, 2, … does: id, and the article that is added or replaced, or None for a deletion."""
    rng = random.Random(commit)
    for number in rng.sample(range(_IDS), _CHANGES):
        article_id = f"{number:03}"
        if rng.random() < 0.25:
            yield article_id, None
            continue
        paragraphs = tuple(" ".join(rng.choices(_WORDS, k=8)) for _ in range(2))
        yield article_id, Article(id=article_id, title=f"{article_id} {commit}", paragraphs=paragraphs)


def write(folder: str, seconds: float, pause: float) -> None:
    """Commit every `pause` seconds, for `seconds` and some times at least. The index has one generation a commit."""
    index, end = Index.open(folder), time.monotonic() + seconds
    commit = 0
    while time.monotonic() < end or commit < _COMMITS:
        commit += 1
        with index.writer() as writer:
            for article_id, article in _changes(commit):
                if article is None:
                    writer.delete(article_id)
                else:
                    writer.add(article)
        time.sleep(pause)


class _States:
    """What the index holds by generation, worked out as it is asked for."""

    def __init__(self) -> None:
        self._states: list[State] = [{}]
        self._lock = threading.Lock()

    def __getitem__(self, generation: int) -> State:
        with self._lock:
            while len(self._states) <= generation:
                state = dict(self._states[-1])
                for article_id, article in _changes(len(self._states)):
                    state.pop(article_id, None)
                    if article is not None:
                        state[article_id] = article
                self._states.append(state)
            return self._states[generation]


def _generation(searcher: Searcher) -> int:
    return searcher.evaluator.snapshot.generation


def _titles(state: State, word: str) -> dict[str, str]:
    """Id to title of the articles that hold a word."""
    return {
        each.id: each.title
        for each in state.values()
        if any(word in text.split() for text in each.paragraphs)
    }


class Soak:
    """The threads that search, and what they saw. `problems`: a line each."""

    def __init__(self, folder: Path) -> None:
        self.problems: list[str] = []
        self.searches = 0
        self.generations: set[int] = set()
        self._folder = folder
        self._states = _States()
        self._stop = threading.Event()

    def run(self, seconds: float, pause: float) -> None:
        """Search for `seconds`, while a process commits every `pause` seconds."""
        index = Index.create(self._folder)
        script = _WRITER.format(folder=str(self._folder), seconds=seconds, pause=pause)
        with Searcher.open(self._folder) as searcher:
            threads = [threading.Thread(target=self._ask, args=(searcher, seed)) for seed in range(_THREADS)]
            with subprocess.Popen([sys.executable, "-c", script], cwd=_ROOT) as writer:
                for thread in threads:
                    thread.start()
                status = writer.wait()
            self._stop.set()
            for thread in threads:
                thread.join()
        if status:
            self.problems.append(f"the writer ended with status {status}")
        self.problems += index.check()
        try:
            index.writer().abandon()
        except IndexStoreError as error:
            self.problems.append(f"a stale lock: {error}")

    def _ask(self, searcher: Searcher, seed: int) -> None:
        rng = random.Random(seed)
        while not self._stop.is_set():
            try:
                if not seed:  # one thread refreshes for all, as in an application
                    searcher.refresh()
                self._ask_once(searcher, rng.choice(_WORDS))
            except Exception as error:  # any is a finding
                self.problems.append(f"{type(error).__name__}: {error}")
                return

    def _ask_once(self, searcher: Searcher, word: str) -> None:
        before = _generation(searcher)
        page = searcher.search(f'"{word}"', limit=_IDS, duplicates="show")
        after = _generation(searcher)
        found = {hit.article.id: hit.article.title for hit in page.hits}
        possible = [_titles(self._states[generation], word) for generation in range(before, after + 1)]
        if found not in possible or page.total != len(found):
            self.problems.append(f"{word} at generation {before} to {after}: {found}, not {possible}")
        self.searches += 1
        self.generations.add(after)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=1, help="seconds between commits")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        soak = Soak(Path(folder) / "index")
        soak.run(options.seconds, options.pause)
    print(
        f"{soak.searches:,} searches in {_THREADS} threads saw {len(soak.generations)} generations of the index"
    )
    for problem in soak.problems[:20]:
        print(problem, file=sys.stderr)
    if len(soak.generations) < 2:
        print("no thread saw a commit: nothing was tried", file=sys.stderr)
    return 1 if soak.problems or len(soak.generations) < 2 else 0


if __name__ == "__main__":
    sys.exit(main())
