"""The whole run, of a few articles: every step is made, and measures what it says."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import run
from benchmarks.corpus import as_record
from benchmarks.engines import ENGINES, Engine, Opened
from benchmarks.report import as_json, as_markdown
from benchmarks.results import FIHRIS, TWO_PROCESSES, Results
from benchmarks.run import Run, Sizes
from benchmarks.tokens import Kind
from tests.benchmarks.stories import stories

CLASSES = ["two", "headline", "paragraphs-two"]
SIZES = Sizes(rounds=1, questions=5, builds=1, updates=2)


@pytest.fixture(scope="module")
def opened() -> Counter[Path]:
    """How often the index of each folder was opened to be asked."""
    return Counter()


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory, opened: Counter[Path]) -> Results:
    source = tmp_path_factory.mktemp("source")
    (source / "news.jsonl").write_text("\n".join(map(as_record, stories(60))))
    open_engine = Engine.open

    def counting(engine: Engine, folder: Path, kind: Kind) -> Opened:
        opened[folder] += 1
        return open_engine(engine, folder, kind)

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(Engine, "open", counting)
        monkeypatch.setattr(run, "_OPENINGS", 1)
        monkeypatch.setattr(run, "_TURNS", 1)
        work = tmp_path_factory.mktemp("work")
        *_, last = Run(work, source, "quick", [ENGINES[FIHRIS]], CLASSES, SIZES).steps()
    return last


def test_everything_is_measured(results: Results) -> None:
    assert results.articles == 60
    assert {FIHRIS, TWO_PROCESSES} <= results.builds.keys()
    assert list(results.answers) == CLASSES
    assert results.memory[FIHRIS]["private"] > 1e6
    assert len(results.openings[FIHRIS]) == len(results.updates[FIHRIS]) == 1
    assert {"fihris search", "fihris index, 100 articles"} <= results.commands.keys()


@pytest.mark.parametrize(
    ("of", "engines"), [("paragraphs", {"articles", "paragraphs"}), ("after_updates", {"before", "after"})]
)
def test_the_same_questions_are_asked_of_two_in_turns(results: Results, of: str, engines: set[str]) -> None:
    found = getattr(results, of)
    assert set(found) == {"two", "headline"}
    for rounds in found.values():
        assert set(rounds.seconds) == engines
        assert len({len(times) for engine in engines for times in rounds.seconds[engine]}) == 1


def test_an_index_is_opened_anew_for_every_class(results: Results, opened: Counter[Path]) -> None:
    """Else words that one class has asked about would be known to the next."""
    assert results.answers
    (built,) = (folder for folder in opened if folder.name == "stems")
    assert opened[built] == len(CLASSES) + 2 * 2 + 2
    (added_to,) = (folder for folder in opened if folder.name == "updated")
    assert opened[added_to] == 2


def test_what_was_measured_can_be_written_down(results: Results) -> None:
    text = as_markdown({"quick": results})
    assert "paragraphs ÷ articles" in text
    assert json.loads(json.dumps(as_json({"quick": results})))["quick"]["paragraphs"]["two"]


def test_a_command_that_fails_is_no_time(results: Results, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "news.jsonl").write_text("\n".join(map(as_record, stories(60))))
    broken = Run(tmp_path / "work", source, "quick", [ENGINES[FIHRIS]], CLASSES, SIZES)
    for status in (1, 2, -9):
        end = f"import os, signal; os.kill(os.getpid(), {-status}) if {status} < 0 else os._exit({status})"
        with pytest.raises(RuntimeError):
            broken._run_command("failing", [sys.executable, "-c", end])
