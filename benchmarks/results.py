"""What a run of the benchmark gave, and the figures that are made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from benchmarks.answering import Rounds
from benchmarks.engines import ENGINES
from benchmarks.measuring import median

FIHRIS: Final = "fihris"
#: Under this name stands among the builds what Fihris takes with two processes.
TWO_PROCESSES: Final = "fihris, two processes"
#: ... and with one that may use no more than one core, which tells how well it shares the work among several.
ONE_CORE: Final = "fihris, one core"
#: What was built, in the order of the tables.
BUILDS: Final = {
    FIHRIS: ENGINES[FIHRIS].title,
    TWO_PROCESSES: "Fihris with two processes",
    ONE_CORE: "Fihris on one core",
} | {name: engine.title for name, engine in ENGINES.items()}


def indexing_with(jobs: int) -> str:
    """Under this name stands among the commands the indexing of all files."""
    return f"fihris index --jobs {jobs}, all articles"


@dataclass
class Results:
    """What one size of corpus gave; seconds and bytes throughout."""

    articles: int
    text_bytes: int
    builds: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    answers: dict[str, Rounds] = field(default_factory=dict)
    paragraphs: dict[str, Rounds] = field(default_factory=dict)
    memory: dict[str, dict[str, int]] = field(default_factory=dict)
    openings: dict[str, list[float]] = field(default_factory=dict)
    updates: dict[str, list[float]] = field(default_factory=dict)
    after_updates: dict[str, Rounds] = field(default_factory=dict)
    commands: dict[str, list[float]] = field(default_factory=dict)
    noise: list[float] = field(default_factory=list)

    def is_sample(self, name: str) -> bool:
        """Whether a build was measured on some of the articles: its rate says something, its size does not."""
        built: int = self.builds[name][0]["articles"]
        return built < self.articles

    def rate(self, name: str) -> float:
        """Articles a second of a build: the median of its runs."""
        return median([run["articles"] / run["seconds"] for run in self.builds[name]])

    def of_builds(self, name: str, key: str) -> float:
        """Some figure of a build: the median of its runs."""
        return median([run[key] for run in self.builds[name]])

    def building_ratio(self, name: str, peer: str) -> float:
        """The time for an article of one build over that of another: the median over the runs, which took turns."""
        pairs = zip(self.builds[name], self.builds[peer], strict=True)
        return median([_per_article(own) / _per_article(its) for own, its in pairs])

    def paragraphs_ratio(self, name: str, share: float) -> float | None:
        """Fihris' time for paragraphs over that for articles, of one class of questions; None if not measured."""
        rounds = self.paragraphs.get(name)
        return rounds.ratio("paragraphs", "articles", share) if rounds else None


def _per_article(run: dict[str, Any]) -> float:
    taken: float = run["seconds"] / run["articles"]
    return taken


def peers(names: Sequence[str]) -> list[str]:
    """The peers among some engines, in their order."""
    return [name for name in ENGINES if name in names and name != FIHRIS]
