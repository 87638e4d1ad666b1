"""The results in short, all sizes side by side: the README's tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final, Protocol

from benchmarks.engines import ENGINES
from benchmarks.measuring import median, spread
from benchmarks.questions import CLASSES
from benchmarks.results import BUILDS, FIHRIS, ONE_CORE, TWO_PROCESSES, Results, peers
from benchmarks.tables import short, table

# In a cell, between the figures of two sizes.
_BETWEEN: Final = " / "
_NOTHING: Final = "–"
_Figure = Callable[[Results], str | None]


class _FigureOf(Protocol):
    """A figure of an engine, or of a way of building with it."""

    def __call__(self, result: Results, /, name: str) -> str | None: ...


def summary(results: Mapping[str, Results]) -> str:
    """Ratios of times first, then what is taken of memory and disk, then what is Fihris' alone."""
    sizes = list(results.values())
    parts = [_heading(sizes), _ratios(sizes), _sizes(sizes), _alone(sizes)]
    return "\n\n".join(part for part in parts if part)


def _heading(sizes: Sequence[Results]) -> str:
    articles = _BETWEEN.join(f"{each.articles:,}" for each in sizes)
    megabytes = _BETWEEN.join(f"{each.text_bytes / 1e6:,.0f}" for each in sizes)
    noise = _BETWEEN.join(f"{spread(each.noise):.0%}" for each in sizes)
    return f"At {articles} articles ({megabytes} MB of text; noise {noise}):"


def _cell(sizes: Sequence[Results], figure: _Figure) -> str:
    """A figure at each size; a dash where there is none."""
    figures = [figure(each) for each in sizes]
    return _BETWEEN.join(each or _NOTHING for each in figures) if any(figures) else _NOTHING


def _ratio(number: float) -> str:
    """A ratio of times, in bold where Fihris takes less."""
    return f"**{short(number)}**" if number < 1 else short(number)


def _ratios(sizes: Sequence[Results]) -> str:
    compared = peers([name for each in sizes for name in (*each.builds, *_asked(each))])
    rows = []
    for name, title in ((FIHRIS, "building, one process"), (TWO_PROCESSES, "building, two processes")):
        if any(name in each.builds for each in sizes):
            ratios = [_cell(sizes, _building(name, peer)) for peer in compared]
            rows.append([title, *ratios, f"{_cell(sizes, _rate(name))} articles/s"])
    for name in CLASSES:
        if any(name in each.answers for each in sizes):
            ratios = [_cell(sizes, _answering(name, peer)) for peer in compared]
            rows.append([CLASSES[name].title, *ratios, f"{_cell(sizes, _milliseconds(name))} ms"])
    head = ["time ÷ that of", *(ENGINES[peer].title for peer in compared), "Fihris"]
    return table(head, rows) if rows else ""


def _asked(result: Results) -> set[str]:
    return {name for rounds in result.answers.values() for name in rounds.seconds}


def _building(name: str, peer: str) -> _Figure:
    def figure(result: Results) -> str | None:
        if name in result.builds and peer in result.builds:
            return _ratio(result.building_ratio(name, peer))
        return None

    return figure


def _rate(name: str) -> _Figure:
    return lambda result: f"{result.rate(name):,.0f}" if name in result.builds else None


def _answering(name: str, peer: str) -> _Figure:
    def figure(result: Results) -> str | None:
        rounds = result.answers.get(name)
        if rounds and {FIHRIS, peer} <= rounds.seconds.keys():
            return _ratio(rounds.ratio(FIHRIS, peer, 0.5))
        return None

    return figure


def _milliseconds(name: str) -> _Figure:
    def figure(result: Results) -> str | None:
        rounds = result.answers.get(name)
        return short(rounds.at(FIHRIS, 0.5) * 1e3) if rounds and FIHRIS in rounds.seconds else None

    return figure


def _sizes(sizes: Sequence[Results]) -> str:
    def memory(result: Results, name: str) -> str | None:
        return f"{result.memory[name]['private'] / 1e6:,.0f}" if name in result.memory else None

    def built(key: str, figure: Callable[[Results, float], str]) -> _FigureOf:
        def of(result: Results, name: str) -> str | None:
            if name not in result.builds or result.is_sample(name):
                return None
            return figure(result, result.of_builds(name, key))

        return of

    def added(result: Results, name: str) -> str | None:
        return f"{median(result.updates[name]):.2f}" if name in result.updates else None

    names = [name for name in BUILDS if name != ONE_CORE and any(name in each.builds for each in sizes)]
    figures: dict[str, _FigureOf] = {
        "index ÷ text": built("disk_bytes", lambda result, size: f"{size / result.text_bytes:.2f}"),
        "memory of building, MB": built("peak_bytes", lambda _, size: f"{size / 1e6:,.0f}"),
        "private memory of a search process, MB": memory,
        "adding 100 articles, s": added,
    }
    rows = [
        [title, *(_cell(sizes, partial(figure, name=name)) for name in names)]
        for title, figure in figures.items()
    ]
    return table(["", *(BUILDS[name] for name in names)], rows) if names else ""


def _alone(sizes: Sequence[Results]) -> str:
    def command(name: str) -> _Figure:
        return lambda result: f"{median(result.commands[name]):.2f} s" if name in result.commands else None

    def paragraphs(name: str) -> _Figure:
        def figure(result: Results) -> str | None:
            ratio = result.paragraphs_ratio(name, 0.5)
            return None if ratio is None else short(ratio)

        return figure

    def after(name: str) -> _Figure:
        def figure(result: Results) -> str | None:
            rounds = result.after_updates.get(name)
            return short(rounds.ratio("after", "before", 0.5)) if rounds else None

        return figure

    def building(name: str, other: str) -> _Figure:
        def figure(result: Results) -> str | None:
            if not {name, other} <= result.builds.keys():
                return None
            return short(result.building_ratio(name, other))

        return figure

    rows = [
        ("building: one process ÷ two", building(FIHRIS, TWO_PROCESSES)),
        ("building: one process on one core ÷ two on two", building(ONE_CORE, TWO_PROCESSES)),
        (f"paragraphs ÷ articles: {CLASSES['two'].title}", paragraphs("two")),
        (f"paragraphs ÷ articles: {CLASSES['headline'].title}", paragraphs("headline")),
        (f"after 50 additions ÷ before: {CLASSES['two'].title}", after("two")),
        (f"after 50 additions ÷ before: {CLASSES['headline'].title}", after("headline")),
        ("`fihris search`, the whole command", command("fihris search")),
        ("importing NumPy and Whoosh, for comparison", command("importing NumPy and Whoosh")),
        ("`fihris index`, the whole command, 100 articles added", command("fihris index, 100 articles")),
    ]
    cells = [[title, _cell(sizes, figure)] for title, figure in rows]
    shown = [row for row in cells if row[1] != _NOTHING]
    return table(["", "Fihris"], shown) if shown else ""
