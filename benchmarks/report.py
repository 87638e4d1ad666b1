"""The results as tables (markdown), in short and in full, and as JSON."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.answering import Rounds
from benchmarks.engines import ENGINES
from benchmarks.measuring import median, spread
from benchmarks.questions import CLASSES
from benchmarks.results import BUILDS, FIHRIS, Results, indexing_with, peers
from benchmarks.summary import summary
from benchmarks.tables import short, table


def as_markdown(results: Mapping[str, Results]) -> str:
    """The summary, and a section with all figures for each size of corpus."""
    return "\n\n".join([summary(results), *map(_section, results.values())])


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


def _answers(result: Results) -> str:
    if not result.answers:
        return ""
    others = peers([name for rounds in result.answers.values() for name in rounds.seconds])
    head = ["top 10, median (95th percentile)", *(f"Fihris ÷ {ENGINES[peer].title}" for peer in others)]
    head += [f"{ENGINES[name].title}, ms" for name in (FIHRIS, *others)]
    rows = []
    for name, rounds in result.answers.items():
        row = [CLASSES[name].title]
        row += [_ratio(rounds, peer) for peer in others]
        row += [_milliseconds(rounds, engine) for engine in (FIHRIS, *others)]
        rows.append(row)
    return table(head, rows)


def _ratio(rounds: Rounds, peer: str) -> str:
    if peer not in rounds.seconds or FIHRIS not in rounds.seconds:
        return "–"
    return f"{short(rounds.ratio(FIHRIS, peer, 0.5))} ({short(rounds.ratio(FIHRIS, peer, 0.95))})"


def _milliseconds(rounds: Rounds, engine: str) -> str:
    if engine not in rounds.seconds:
        return "not supported"
    return f"{short(rounds.at(engine, 0.5) * 1e3)} ({short(rounds.at(engine, 0.95) * 1e3)})"


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
    for name in (name for name in BUILDS if name in result.builds):
        is_sample = result.is_sample(name)
        compared = name != FIHRIS and FIHRIS in result.builds
        memory = result.memory.get(name)
        built = result.builds[name][0]["articles"]
        rows.append(
            [
                BUILDS[name] + (f" (rate at {built:,} articles)" if is_sample else ""),
                short(result.building_ratio(FIHRIS, name)) if compared else "–",
                f"{result.rate(name):,.0f}",
                f"{result.of_builds(name, 'seconds'):.1f}",
                f"{result.of_builds(name, 'cpu_seconds'):.1f}",
                "–" if is_sample else f"{result.of_builds(name, 'peak_bytes') / 1e6:,.0f}",
                "–" if is_sample else f"{result.of_builds(name, 'disk_bytes') / result.text_bytes:.2f}",
                f"{memory['private'] / 1e6:,.0f} ({memory['unshareable'] / 1e6:,.0f})" if memory else "–",
            ]
        )
    return table(head, rows)


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
        rows.append(["whole command: fihris index, one process ÷ two", short(ratio)])
    for name in ("two", "headline"):
        at_median, at_95 = (result.paragraphs_ratio(name, share) for share in (0.5, 0.95))
        if at_median and at_95:
            ratios = f"{short(at_median)} (95th percentile: {short(at_95)})"
            rows.append([f"{CLASSES[name].title}: paragraphs ÷ articles", ratios])
    for name, rounds in result.after_updates.items():
        at_median, at_95 = (rounds.ratio("after", "before", share) for share in (0.5, 0.95))
        ratios = f"{short(at_median)} (95th percentile: {short(at_95)})"
        rows.append([f"{CLASSES[name].title}: after the additions ÷ before", ratios])
    return table(["", "median s (fastest–slowest), or ratio"], rows)


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
            "answers": {name: _figures(rounds, FIHRIS) for name, rounds in result.answers.items()},
            "paragraphs": {
                name: _figures(rounds, "paragraphs") for name, rounds in result.paragraphs.items()
            },
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
