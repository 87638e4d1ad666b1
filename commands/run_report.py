"""What `fihris index` tells while it runs and when it is done: a progress bar, what was rejected, a summary."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, TextIO

from searcher.printable import printable
from searcher.printing.terminal import counted

if TYPE_CHECKING:
    from corpus import ReadingReport, Rejection
    from index import IndexingSummary

_LISTED: Final = 20  # rejections: more than that a person counts rather than reads
_EXAMPLES: Final = 3  # of each reason where there are more


def summary_text(summary: IndexingSummary) -> str:
    """What an indexing run did, and a line for each kind of thing that was amiss in the articles read.

    Rejections stand there by reason where there are too many for `rejection_lines` to list each.
    """
    lines = [
        f"{counted(summary.read, 'article')} read: {summary.added:,} added, {summary.updated:,} updated, "
        f"{summary.unchanged:,} unchanged, {summary.removed:,} removed, {summary.rejected:,} rejected"
    ]
    if summary.rejected > _LISTED:
        by_reason = sorted(_by_reason(summary.rejections), key=len, reverse=True)
        lines += [
            f"  rejected, {printable(alike[0].reason)}: {len(alike):,}" for alike in by_reason[:_LISTED]
        ]
        if others := by_reason[_LISTED:]:
            lines.append(f"  rejected, for {len(others):,} other reasons: {sum(map(len, others)):,}")
    if summary.kept:
        lines.append(f"  kept by --prune, because they may be in what could not be read: {summary.kept:,}")
    lines += [f"  {printable(reason)}: {times:,}" for reason, times in summary.warnings.most_common()]
    lines += [
        f"  the later one stays of {printable(each.id)}: {printable(each.origin)}, then {printable(each.by)}"
        for each in summary.replaced
    ]
    if not (summary.added or summary.updated or summary.removed or summary.merged):
        lines.append("nothing changed")
    return "\n".join(lines)


def rejection_lines(rejections: Sequence[Rejection]) -> list[str]:
    """A line for each record that could not be read; where there are many, for the first few of each reason."""
    if len(rejections) <= _LISTED:
        return [_rejection_line(rejection) for rejection in rejections]
    lines = []
    by_reason = _by_reason(rejections)
    for alike in by_reason[:_LISTED]:
        lines += [_rejection_line(rejection) for rejection in alike[:_EXAMPLES]]
        if (unlisted := len(alike) - _EXAMPLES) > 0:
            lines.append(f"… and {unlisted:,} more for this reason (--json lists them all)")
    if others := by_reason[_LISTED:]:
        lines.append(f"… and {sum(map(len, others)):,} more for other reasons (--json lists them all)")
    return lines


def _rejection_line(rejection: Rejection) -> str:
    path, place, reason = rejection
    return printable(f"{path}, {place}: {reason}" if place else f"{path}: {reason}")


def _by_reason(rejections: Sequence[Rejection]) -> list[list[Rejection]]:
    """Rejections of one reason together, in the order they came; numbers (columns, sizes) make no new reason."""
    alike: dict[str, list[Rejection]] = {}
    for rejection in rejections:
        alike.setdefault(re.sub(r"\d+", "0", rejection.reason), []).append(rejection)
    return list(alike.values())


class ProgressBar:
    """Articles, rate and time left, on a terminal; elsewhere nothing.

    The time is reckoned in bytes: nobody knows how many articles a file holds before it is read.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._bar: Any = None

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def show(self, report: ReadingReport) -> None:
        """Draws what `report` says now; called as often as one likes."""
        if not self._stream.isatty():
            return
        if self._bar is None:
            from tqdm import tqdm

            self._bar = tqdm(
                total=report.bytes_total,
                bar_format="{percentage:3.0f}% |{bar:30}| {postfix} {elapsed}, {remaining} left",
                file=self._stream,
                leave=False,
            )
        rate = report.read / (self._bar.format_dict["elapsed"] or 1)
        self._bar.total = report.bytes_total
        self._bar.set_postfix_str(f"{report.read:,} articles, {rate:,.0f}/s", refresh=False)
        self._bar.update(report.bytes_read - self._bar.n)
