"""Counts on a screen: tables of facets and the histogram of a timeline; in a pipe, columns between tabs.

A histogram is drawn on its side, a line a period: label, count, bar. So it reads from top to bottom in either
direction of writing, a long one scrolls, and no line has a letter that a terminal could turn around. Bars are of the
Unicode block elements, which have eighths of a column. On a terminal long stretches of empty periods are left out and
counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from searcher.facets import Facet, Facets
from searcher.printing.screen import Screen
from searcher.timeline import Bar, Timeline

__all__ = ["facet_text", "facets_text", "timeline_text"]

_EIGHTHS: Final = " ▏▎▍▌▋▊▉"
_FULL: Final = "█"
_GAP: Final = "⋮"
# Empty periods in a row of which so many or more become one line.
_LONG_GAP: Final = 8
_NARROWEST: Final = 8  # columns of a bar: on a screen that has no room for it, lines are too long, not bars
_WIDEST: Final = 72


def facets_text(facets: Facets, screen: Screen) -> str:
    """Every facet as a table, then the timeline; nothing where the result is empty."""
    if not facets.total:
        return ""
    tables = [facet_text(facet, facets.total, screen) for facet in facets]
    blocks = ["\n".join(tables)] if screen.width is None else tables
    if facets.timeline is not None:
        blocks.append(timeline_text(facets.timeline, screen))
    return "\n\n".join(filter(None, blocks))


def facet_text(facet: Facet, total: int, screen: Screen) -> str:
    """A line for each value: count, share and value under the name of the field; in a pipe field, value, count.

    Articles that name nothing are (none) on a terminal, an empty value in a pipe; what is not listed is counted on a
    terminal.
    """
    if screen.width is None:
        rows = [(screen.field(each.value), each.count) for each in facet.values]
        rows += [("", facet.missing)] if facet.missing else []
        return "\n".join(f"{facet.field}\t{value}\t{count}" for value, count in rows)
    lines = [(screen.field(each.value), each.count) for each in facet.values]
    if unlisted := facet.distinct - len(facet.values):
        lines.append((f"({unlisted:,} more)", facet.others))
    if facet.missing:
        lines.append(("(none)", facet.missing))
    # The count comes first: it stands straight however wide a terminal draws what follows.
    wide = max((len(f"{count:,}") for _, count in lines), default=0)
    table = [f"  {count:>{wide},}  {count / total:6.1%}  {value}" for value, count in lines]
    return "\n".join([facet.field, *table])


def timeline_text(timeline: Timeline, screen: Screen) -> str:
    """A line for each period: label, count, and on a terminal a bar. Articles without a date come last."""
    if screen.width is None:
        rows = [f"{bar.period}\t{bar.count}" for bar in timeline.bars]
        return "\n".join(rows + ([f"\t{timeline.undated}"] if timeline.undated else []))
    most = max((bar.count for bar in timeline.bars), default=0)
    undated = "undated" if timeline.undated else ""
    wide = max(len(f"{max(most, timeline.undated):,}"), 1)
    label_wide = max([len(undated), *(len(bar.period) for bar in timeline.bars)])
    room = min(max(screen.width - label_wide - wide - 4, _NARROWEST), _WIDEST)
    lines = []
    for bar in _without_long_gaps(timeline.bars):
        if isinstance(bar, int):
            lines.append(f"{_GAP:>{label_wide}}  {'':{wide}}  {bar:,} {timeline.by}s without any")
        else:
            drawn = _bar(bar.count / most, room)
            lines.append(f"{bar.period:>{label_wide}}  {bar.count:>{wide},}  {drawn}".rstrip())
    if undated:
        lines.append(f"{undated:>{label_wide}}  {timeline.undated:>{wide},}")
    return "\n".join(lines)


def _bar(share: float, room: int) -> str:
    """A bar for a share of `room` columns; what is more than nothing is seen."""
    eighths = max(round(share * room * 8), 1 if share else 0)
    return _FULL * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def _without_long_gaps(bars: Sequence[Bar]) -> Iterator[Bar | int]:
    """The bars; for a long stretch of empty ones, how many they are."""
    for empty, run in groupby(bars, key=lambda bar: bar.count == 0):
        stretch = list(run)
        if empty and len(stretch) >= _LONG_GAP:
            yield len(stretch)
        else:
            yield from stretch
