"""The results as the README's tables (markdown) and as JSON."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.answering import Rounds
from benchmarks.engines import ENGINES
from benchmarks.measuring import median, spread
from benchmarks.questions import CLASSES

_FIHRIS = "fihris"
#: Under this name stands among the builds what Fihris takes with two processes.
TWO_PROCESSES = "fihris, two processes"


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
    memory: dict[str, dict[str, int]] = field(default_factory=dict)
    openings: dict[str, list[float]] = field(default_factory=dict)
    updates: dict[str, list[float]] = field(default_factory=dict)
    after_updates: dict[str, Rounds] = field(default_factory=dict)
    commands: dict[str, list[float]] = field(default_factory=dict)
    noise: list[float] = field(default_factory=list)


def as_markdown(results: Mapping[str, Results]) -> str:
    """All tables, a section for each size of corpus."""
    return "\n\n".join(_section(result) for result in results.values())


def _section(result: Results) -> str:
    parts = [
        f"### {result.articles:,} articles ({result.text_bytes / 1e6:,.0f} MB of text)",
        f"Python {platform.python_version()}, {platform.machine()}. A fixed piece of work took "
        f"{median(result.noise) * 1e3:.0f} ms; its middle four fifths lay {spread(result.noise):.0%} of that apart: "
        "smaller differences mean nothing.",
        _answers(result),
        _builds(result),
        _others(result),
    ]
    return "\n\n".join(part for part in parts if part)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _peers(names: Mapping[str, Any]) -> list[str]:
    return [name for name in ENGINES if name in names and name != _FIHRIS]


def _answers(result: Results) -> str:
    if not result.answers:
        return ""
    engines = {name: None for rounds in result.answers.values() for name in rounds.seconds}
    peers = _peers(engines)
    head = ["top 10, median (95th percentile)", *(f"Fihris ÷ {ENGINES[peer].title}" for peer in peers)]
    head += [f"{ENGINES[name].title}, ms" for name in (_FIHRIS, *peers)]
    rows = []
    for name, rounds in result.answers.items():
        row = [CLASSES[name].title]
        row += [_ratio(rounds, peer) for peer in peers]
        row += [_milliseconds(rounds, engine) for engine in (_FIHRIS, *peers)]
        rows.append(row)
    return _table(head, rows)


def _ratio(rounds: Rounds, peer: str) -> str:
    if peer not in rounds.seconds or _FIHRIS not in rounds.seconds:
        return "–"
    return f"{_short(rounds.ratio(_FIHRIS, peer, 0.5))} ({_short(rounds.ratio(_FIHRIS, peer, 0.95))})"


def _milliseconds(rounds: Rounds, engine: str) -> str:
    if engine not in rounds.seconds:
        return "not supported"
    return f"{_short(rounds.at(engine, 0.5) * 1e3)} ({_short(rounds.at(engine, 0.95) * 1e3)})"


def _short(number: float) -> str:
    return f"{number:.3f}" if number < 0.1 else f"{number:.2f}" if number < 10 else f"{number:,.0f}"


def _builds(result: Results) -> str:
    head = [
        "building, one process unless said otherwise",
        "Fihris' time ÷ its",
        "articles/s",
        "s",
        "CPU s",
        "peak memory, MB",
        "on disk ÷ text",
        "a search process, private MB (of these not from files)",
    ]
    rows = []
    own = result.builds.get(_FIHRIS)
    titles = {_FIHRIS: ENGINES[_FIHRIS].title, TWO_PROCESSES: "Fihris with two processes"}
    titles |= {name: engine.title for name, engine in ENGINES.items()}
    for name in (name for name in titles if name in result.builds):
        runs = result.builds[name]
        is_sample = runs[0]["articles"] < result.articles
        ratio = "–"
        if own and name != _FIHRIS:
            ratio = _short(
                median(
                    [
                        (mine["seconds"] / mine["articles"]) / (its["seconds"] / its["articles"])
                        for mine, its in zip(own, runs, strict=True)
                    ]
                )
            )
        memory = result.memory.get(name)
        rows.append(
            [
                titles[name] + (f" (rate at {runs[0]['articles']:,} articles)" if is_sample else ""),
                ratio,
                f"{median([run['articles'] / run['seconds'] for run in runs]):,.0f}",
                f"{median([run['seconds'] for run in runs]):.1f}",
                f"{median([run['cpu_seconds'] for run in runs]):.1f}",
                "–" if is_sample else f"{median([run['peak_bytes'] for run in runs]) / 1e6:,.0f}",
                "–" if is_sample else f"{runs[-1]['disk_bytes'] / result.text_bytes:.2f}",
                f"{memory['private'] / 1e6:,.0f} ({memory['unshareable'] / 1e6:,.0f})" if memory else "–",
            ]
        )
    return _table(head, rows)


def _others(result: Results) -> str:
    rows = [
        [
            f"importing, opening and one question (NumPy and the analysis imported before): {ENGINES[name].title}",
            _spread_of(times),
        ]
        for name, times in result.openings.items()
    ]
    rows += [
        [f"adding 100 articles, fresh process: {ENGINES[name].title}", _spread_of(times)]
        for name, times in result.updates.items()
    ]
    rows += [[f"whole command: {name}", _spread_of(times)] for name, times in result.commands.items()]
    one, two = (result.commands.get(indexing_with(jobs)) for jobs in (1, 2))
    if one and two:
        ratio = median([alone / shared for alone, shared in zip(one, two, strict=True)])
        rows.append(["whole command: fihris index, one process ÷ two", _short(ratio)])
    for name in ("two", "headline"):
        of_articles, of_paragraphs = result.answers.get(name), result.answers.get(f"paragraphs-{name}")
        if of_articles and of_paragraphs and _FIHRIS in of_articles.seconds:
            ratios = [
                _short(of_paragraphs.at(_FIHRIS, share) / of_articles.at(_FIHRIS, share))
                for share in (0.5, 0.95)
            ]
            rows.append(
                [
                    f"{CLASSES[name].title}: paragraphs ÷ articles",
                    f"{ratios[0]} (95th percentile: {ratios[1]})",
                ]
            )
    for name, rounds in result.after_updates.items():
        ratio = _short(rounds.ratio("after", "before", 0.5)), _short(rounds.ratio("after", "before", 0.95))
        rows.append(
            [
                f"{CLASSES[name].title}: after the additions ÷ before",
                f"{ratio[0]} (95th percentile: {ratio[1]})",
            ]
        )
    return _table(["", "median s (fastest–slowest), or ratio"], rows)


def _spread_of(times: Sequence[float]) -> str:
    return f"{median(times):.3f} ({min(times):.3f}–{max(times):.3f})"


def as_json(results: Mapping[str, Results]) -> dict[str, Any]:
    """Everything measured, with the figures of the tables."""
    return {
        size: {
            **{
                name: getattr(result, name)
                for name in (
                    "articles",
                    "text_bytes",
                    "builds",
                    "memory",
                    "openings",
                    "updates",
                    "commands",
                    "noise",
                )
            },
            "answers": {name: _figures(rounds, _FIHRIS) for name, rounds in result.answers.items()},
            "after_updates": {
                name: _figures(rounds, "after") for name, rounds in result.after_updates.items()
            },
        }
        for size, result in results.items()
    }


def _figures(rounds: Rounds, own: str) -> dict[str, Any]:
    return {
        engine: {
            "median": rounds.at(engine, 0.5),
            "p95": rounds.at(engine, 0.95),
            "found": rounds.found[engine],
            "questions": sum(map(len, rounds.seconds[engine])),
        }
        | (
            {
                "ratio_median": rounds.ratio(own, engine, 0.5),
                "ratio_p95": rounds.ratio(own, engine, 0.95),
            }
            if own in rounds.seconds and engine != own
            else {}
        )
        for engine in rounds.seconds
    }
