"""How many processors are to be used where nobody says."""

from __future__ import annotations

import os
from math import ceil
from pathlib import Path
from typing import Final

_GROUPS: Final = Path("/sys/fs/cgroup")
_OWN_GROUP: Final = Path("/proc/self/cgroup")


def usable_cores() -> int:
    """How many processors this process may use, by its affinity and, on Linux, the quotas of its control groups."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, ceil(min([cores, *_quotas()])))


def _quotas() -> list[float]:
    """How many processors' time each control group of this process gets that has a limit (cgroup v2).

    That of a container is at the root of what can be seen there.
    """
    try:
        lines = _OWN_GROUP.read_text().splitlines()
    except (OSError, ValueError):
        return []
    own = next((line.removeprefix("0::").strip("/") for line in lines if line.startswith("0::")), "")
    group = _GROUPS / own
    return [quota for each in (group, *group.parents) if (quota := _quota_of(each)) is not None]


def _quota_of(group: Path) -> float | None:
    try:
        quota, period = (group / "cpu.max").read_text().split()
        return int(quota) / int(period)
    except (OSError, ValueError, ZeroDivisionError):  # no such file, or "max"
        return None
