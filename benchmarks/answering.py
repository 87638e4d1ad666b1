"""Asking: engines take turns at the same questions, none of which is asked of what is open twice.

A question repeated would find its words in whatever cache an engine keeps, so every round has questions of its own; the
first ones only warm up.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from benchmarks.engines import Asker
from benchmarks.measuring import fixed_work, median, quantile
from benchmarks.questions import Question


@dataclass
class Rounds:
    """Times in seconds of one class of questions, per engine, round and question; how much was found."""

    seconds: dict[str, list[list[float]]] = field(default_factory=dict)
    every: dict[str, int] = field(default_factory=dict)
    found: dict[str, int] = field(default_factory=dict)
    noise: list[float] = field(default_factory=list)

    def at(self, engine: str, share: float) -> float:
        """The median over rounds of a quantile of one round's times."""
        return median([quantile(times, share) for times in self.seconds[engine]])

    def ratio(self, engine: str, peer: str, share: float) -> float:
        """An engine's time over a peer's: of the same questions within a round, the median over rounds."""
        every = self.every[peer]
        return median(
            [
                quantile(own[::every], share) / quantile(others, share)
                for own, others in zip(self.seconds[engine], self.seconds[peer], strict=True)
            ]
        )


def asked(
    askers: Mapping[str, Asker], every: Mapping[str, int], questions: Sequence[Question], rounds: int
) -> Rounds:
    """Ask in turns. `questions`: those of all rounds, preceded by as many for warming up as a round has."""
    result = Rounds(every=dict(every))
    a_round = len(questions) // (rounds + 1)
    names = list(askers)
    gc.collect()
    gc.freeze()  # what the benchmark itself holds is not for any engine's time
    for number in range(rounds + 1):
        these = questions[number * a_round : (number + 1) * a_round]
        result.noise.append(fixed_work())
        for name in names[number % len(names) :] + names[: number % len(names)]:
            ask, times, found = askers[name], [], 0
            for question in these[:: every[name]]:
                started = perf_counter()
                answer = ask(question)
                times.append(perf_counter() - started)
                found += len(answer)
            if number:
                result.seconds.setdefault(name, []).append(times)
                result.found[name] = result.found.get(name, 0) + found
    return result
