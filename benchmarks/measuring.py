"""What is measured besides the work itself: how much the clock can be trusted, memory, bytes on disk."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from time import perf_counter, sleep
from typing import Final

_LOOP: Final = 300_000
_OFTEN: Final = 0.1  # seconds


def fixed_work() -> float:
    """Seconds that the same piece of work takes now: its spread over rounds is the noise of the machine."""
    started = perf_counter()
    total = 0
    words: dict[int, int] = {}
    for number in range(_LOOP):
        total += number * number % 7
        words[number & 1023] = total
    return perf_counter() - started


def spread(values: Sequence[float]) -> float:
    """How far the middle four fifths of the values lie apart, as a share of the median."""
    return (quantile(values, 0.9) - quantile(values, 0.1)) / quantile(values, 0.5)


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie, interpolated."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def median(values: Sequence[float]) -> float:
    return quantile(values, 0.5)


def bytes_on_disk(folder: Path) -> int:
    """Size of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


class PeakMemory:
    """The most memory that this process and those that it starts have at a time.

    What they share counts in each of them. From /proc and not from getrusage, which would count the parent's memory at
    the fork; so it is looked at now and then, but this process alone cannot have had more unnoticed.
    """

    def __init__(self) -> None:
        self._seen = 0
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while True:
            pids = ["self"]
            for children in Path("/proc/self/task").glob("*/children"):
                with suppress(OSError):  # the thread may have ended
                    pids += children.read_text().split()
            self._seen = max(self._seen, sum(_resident(pid, "VmRSS:") for pid in pids))
            sleep(_OFTEN)

    def so_far(self) -> int:
        """Bytes."""
        return max(self._seen, _resident("self", "VmHWM:"))


def _resident(pid: str, name: str) -> int:
    try:
        return _kibibytes(Path(f"/proc/{pid}/status"), (name,)) * 1024
    except OSError:  # it has ended
        return 0


def private_memory(pid: int) -> int:
    """Bytes of memory that only this process has: pages of a mapped file that others map too are not among them."""
    return _kibibytes(Path(f"/proc/{pid}/smaps_rollup"), ("Private_Clean:", "Private_Dirty:")) * 1024


def unshareable_memory(pid: int) -> int:
    """Bytes that no other process could share: what was written, not what is mapped from a file."""
    return _kibibytes(Path(f"/proc/{pid}/smaps_rollup"), ("Private_Dirty:",)) * 1024


def _kibibytes(path: Path, names: Sequence[str]) -> int:
    lines = (line.split() for line in path.read_text().splitlines())
    return sum(int(line[1]) for line in lines if line and line[0] in names)
