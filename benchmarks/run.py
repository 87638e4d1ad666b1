"""The whole run: what is measured, in which order."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from benchmarks.answering import asked
from benchmarks.corpus import (
    LARGE,
    Corpus,
    as_record,
    many_articles,
    new_articles,
    real_articles,
    stored_corpus,
)
from benchmarks.engines import Asker, Engine, Opened
from benchmarks.measuring import fixed_work, private_memory, unshareable_memory
from benchmarks.questions import CLASSES, Shape, drawn_questions
from benchmarks.results import FIHRIS, ONE_CORE, TWO_PROCESSES, Results, indexing_with
from benchmarks.tokens import Kind
from corpus import Article
from index.analysis import Analyzer

_QUESTIONS_A_ROUND: Final = 200
_UPDATE: Final = 100
_UPDATES: Final = 50
_OPENINGS: Final = 7
# Times that an index and the same after additions take turns: more often than engines do, as they differ by less than
# the machine does from one minute to the next. So a turn has fewer questions than their rounds have.
_TURNS: Final = 9
# How Fihris builds the same index beside: with two processes, and with one where the system can hold it to one core.
_OTHER_WAYS: Final[dict[str, dict[str, int]]] = {
    **({ONE_CORE: {"cores": 1}} if hasattr(os, "sched_setaffinity") else {}),
    TWO_PROCESSES: {"jobs": 2},
}


@dataclass
class Sizes:
    """How much of everything a run does."""

    rounds: int = 5
    questions: int = _QUESTIONS_A_ROUND
    builds: int = 3
    updates: int = _UPDATES


def say(text: str, status: int = 0) -> int:
    """Tell what is going on; the status given."""
    print(text, file=sys.stderr, flush=True)
    return status


def _work_on(task: str, **arguments: Any) -> dict[str, Any]:
    """The result of `benchmarks.worker` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.worker", task, json.dumps(arguments)],
        stdout=subprocess.PIPE,
        check=True,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def _opened(engine: Engine, folder: Path, kind: Kind, open_engines: ExitStack) -> Opened:
    opened = engine.open(folder, kind)
    open_engines.callback(opened.close)
    return opened


class Run:
    """One size of corpus."""

    def __init__(
        self,
        work: Path,
        source: Path,
        size: str,
        engines: Sequence[Engine],
        classes: Sequence[str],
        sizes: Sizes,
    ) -> None:
        real = real_articles(source)
        given: Iterator[Article] = iter(real[:2000] if size == "quick" else real)
        if size == "large":
            given = many_articles(real, LARGE)
        self._source = source if size == "small" else None
        self._folder = work.resolve() / size
        say(f"{size}: making the corpus")
        self._corpus: Corpus = stored_corpus(self._folder / "corpus", given, source)
        self._engines = list(engines)
        self._fihris = next((engine for engine in engines if engine.name == FIHRIS), None)
        self._classes = list(classes)
        self._sizes = sizes
        asked_of = real[:2000] if size == "quick" else real
        count = sizes.questions * (sizes.rounds + 1)
        self._questions = {
            name: drawn_questions(asked_of, name, count) for name in {*classes, "two", "headline"}
        }
        self._new = list(new_articles(asked_of, _UPDATE * max(sizes.updates, _OPENINGS)))
        self._results = Results(self._corpus.articles, self._corpus.text_bytes)

    def steps(self) -> Iterator[Results]:
        """Everything, one after the other: what is known after each step, the last time all of it."""
        for step in (
            self._build,
            self._answer,
            self._answer_paragraphs,
            self._weigh,
            self._open,
            self._update,
            self._answer_after_updates,
            self._run_commands,
        ):
            started = perf_counter()
            step()
            self._results.noise.append(fixed_work())
            say(f"{step.__name__.strip('_')}: {perf_counter() - started:.0f} s")
            yield self._results

    # --- building

    def _build(self) -> None:
        for number in range(self._sizes.builds):
            self._results.noise.append(fixed_work())
            turn = number % len(self._engines)
            for engine in self._engines[turn:] + self._engines[:turn]:
                folder = self._folder / engine.name / ("sample" if engine.build_sample else engine.kinds[0])
                built = self._built(engine, engine.kinds[0], folder, engine.build_sample)
                self._results.builds.setdefault(engine.name, []).append(built)
                if engine.name == FIHRIS:
                    for name, options in _OTHER_WAYS.items():  # to the same index
                        built = self._built(engine, engine.kinds[0], folder, None, **options)
                        self._results.builds.setdefault(name, []).append(built)
        for engine in self._engines:
            for kind in self._kinds(engine):
                folder = self._index(engine, kind)
                if engine.build_sample and (folder / "built").exists():
                    continue  # slow to build, so it is kept between runs
                if engine.build_sample or kind != engine.kinds[0]:
                    for old in folder.parent.glob(f"{kind}-*"):
                        shutil.rmtree(old)
                    self._built(engine, kind, folder, None)
                    (folder / "built").touch()

    def _built(
        self, engine: Engine, kind: Kind, folder: Path, limit: int | None, **options: Any
    ) -> dict[str, Any]:
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        return _work_on(
            "build",
            engine=engine.name,
            kind=kind,
            folder=str(folder),
            corpus=str(self._corpus.folder),
            limit=limit,
            options=options,
        )

    def _kinds(self, engine: Engine) -> set[Kind]:
        """The kinds of tokens of which an engine needs an index."""
        kinds = {engine.kind_for(CLASSES[name].kind) for name in self._classes}
        return {kind for kind in kinds if kind} | {engine.kinds[0]}

    def _index(self, engine: Engine, kind: Kind) -> Path:
        made_of = f"{self._corpus.digest[:8]}-{Analyzer.fingerprint[:8]}"
        name = f"{kind}-{made_of}" if engine.build_sample else kind
        return self._folder / engine.name / name

    # --- answering

    def _answer(self) -> None:
        for name in self._classes:
            chosen = CLASSES[name]
            # Anew for each class: some have words in common, which would be known.
            with ExitStack() as open_engines:
                askers: dict[str, Asker] = {}
                for engine in self._engines:
                    kind = engine.kind_for(chosen.kind)
                    if kind:
                        opened = _opened(engine, self._index(engine, kind), kind, open_engines)
                        if ask := opened.asker(chosen.shape):
                            askers[engine.name] = ask
                if askers:
                    every = {engine.name: engine.ask_every for engine in self._engines}
                    self._results.answers[name] = asked(
                        askers, every, self._questions[name], self._sizes.rounds
                    )
                    self._results.noise += self._results.answers[name].noise

    def _answer_paragraphs(self) -> None:
        """Fihris alone: the same questions to articles and to their paragraphs, by two searchers that take turns."""
        if self._fihris is None:
            return
        shapes: dict[str, Shape] = {"articles": "any", "paragraphs": "paragraphs"}
        for name in ("two", "headline"):
            with ExitStack() as open_engines:
                folder = self._index(self._fihris, "stems")
                askers = {
                    key: _opened(self._fihris, folder, "stems", open_engines).asker(shape)
                    for key, shape in shapes.items()
                }
                self._results.paragraphs[name] = asked(
                    {key: ask for key, ask in askers.items() if ask},
                    dict.fromkeys(shapes, 1),
                    self._questions[name],
                    _TURNS,
                )
                self._results.noise += self._results.paragraphs[name].noise

    # --- memory

    def _weigh(self) -> None:
        """Private memory after a round of questions, while a second process has the same index open."""
        # Of those classes that every engine has in the index that is weighed.
        weighed = [name for name, each in CLASSES.items() if (each.kind, each.shape) == ("stems", "any")]
        questions = self._folder / "questions"
        given = [
            (CLASSES[name].shape, question)
            for name in weighed
            for question in self._questions[name][: self._sizes.questions]
        ]
        questions.write_bytes(pickle.dumps(given))
        for engine in self._engines:
            kind = engine.kinds[0]
            folder = self._index(engine, kind)
            command = {
                "engine": engine.name,
                "kind": kind,
                "folder": str(folder),
                "questions": str(questions),
            }
            if engine.ask_every > 1:
                continue  # so many questions would take it minutes
            processes = [
                subprocess.Popen(
                    [sys.executable, "-m", "benchmarks.worker", "hold", json.dumps(command)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    cwd=Path(__file__).parents[1],
                )
                for _ in range(2)
            ]
            for process in processes:
                assert process.stdout is not None
                process.stdout.readline()
            pid = processes[0].pid
            self._results.memory[engine.name] = {
                "private": private_memory(pid),
                "unshareable": unshareable_memory(pid),
            }
            for process in processes:
                process.communicate()

    # --- opening, updating, commands

    def _open(self) -> None:
        question = self._questions["headline"][0]
        for _ in range(_OPENINGS):
            for engine in self._engines:
                kind = engine.kinds[0]
                result = _work_on(
                    "open",
                    engine=engine.name,
                    kind=kind,
                    folder=str(self._index(engine, kind)),
                    text=question.text,
                    tokens=question.tokens,
                )
                self._results.openings.setdefault(engine.name, []).append(result["seconds"])

    def _update(self) -> None:
        updatable = [engine for engine in self._engines if engine.is_updatable]
        for engine in updatable:
            self._copied(engine)
        batch = self._folder / "update"
        for number in range(self._sizes.rounds):
            batch.write_bytes(pickle.dumps(self._new_batch(number)))
            for engine in updatable:
                result = _work_on(
                    "update",
                    engine=engine.name,
                    kind=engine.kinds[0],
                    folder=str(self._copy(engine)),
                    batch=str(batch),
                )
                self._results.updates.setdefault(engine.name, []).append(result["seconds"])

    def _new_batch(self, number: int) -> list[Article]:
        return self._new[number * _UPDATE : (number + 1) * _UPDATE]

    def _copy(self, engine: Engine) -> Path:
        return self._folder / engine.name / "updated"

    def _copied(self, engine: Engine) -> Path:
        """A fresh copy of the index, to be changed."""
        copy = self._copy(engine)
        shutil.rmtree(copy, ignore_errors=True)
        made = Path(shutil.copytree(self._index(engine, engine.kinds[0]), copy))
        os.sync()  # else whoever brings something to disk next waits for the copy, too
        return made

    def _answer_after_updates(self) -> None:
        """Fihris alone: questions to the index as it was built, and after it was added to many times."""
        if self._fihris is None:
            return
        fihris, copy = self._fihris, self._copied(self._fihris)
        for number in range(self._sizes.updates):
            fihris.update(copy, "stems", self._new_batch(number))
        folders = {"before": self._index(fihris, "stems"), "after": copy}
        for name in ("two", "headline"):
            with ExitStack() as open_engines:
                askers = {
                    key: _opened(fihris, folder, "stems", open_engines).asker("any")
                    for key, folder in folders.items()
                }
                self._results.after_updates[name] = asked(
                    {key: ask for key, ask in askers.items() if ask},
                    dict.fromkeys(folders, 1),
                    self._questions[name],
                    _TURNS,
                )
                self._results.noise += self._results.after_updates[name].noise

    def _run_commands(self) -> None:
        """Whole commands, as a shell sees them, and the imports that a search is measured against."""
        if self._fihris is None:
            return
        program = str(Path(sys.executable).with_name("fihris"))
        for _ in range(self._sizes.builds if self._source else 0):
            for jobs in (1, 2):
                folder = self._folder / FIHRIS / "command"
                shutil.rmtree(folder, ignore_errors=True)
                arguments = [program, "--index", str(folder), "index", str(self._source), "--jobs", str(jobs)]
                self._run_command(indexing_with(jobs), arguments)
        command = [program, "--index", str(self._copied(self._fihris))]
        python = [sys.executable, "-c"]
        added = self._folder / "new.jsonl"
        for number in range(_OPENINGS):
            added.write_text("\n".join(map(as_record, self._new_batch(number))))
            for name, arguments in {
                "fihris search": [*command, "search", self._questions["headline"][number].text],
                # None is taken apart at its end, as the command is not (`fihris`).
                "importing NumPy": [*python, "import numpy, os; os._exit(0)"],
                "importing NumPy and Whoosh": [
                    *python,
                    "import numpy, whoosh.index, whoosh.query, os; os._exit(0)",
                ],
                "starting Python": [*python, "import os; os._exit(0)"],
                f"fihris index, {_UPDATE} articles": [*command, "index", str(added)],
            }.items():
                self._run_command(name, arguments)

    def _run_command(self, name: str, arguments: list[str]) -> None:
        started = perf_counter()
        # Whatever this process was told, a user's Python keeps the modules that it has compiled once.
        environment = {name: each for name, each in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        status = subprocess.run(
            arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, env=environment
        )
        self._results.commands.setdefault(name, []).append(perf_counter() - started)
        if status.returncode:
            raise RuntimeError(f"{arguments}: {status.stderr.decode()}")
