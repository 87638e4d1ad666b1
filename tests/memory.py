"""What a piece of work takes of memory: by its peak, which never falls, so in a process of its own.

The peak is that of /proc. The one of getrusage begins with what the parent process had at the fork: beside a test run
that has grown, nothing would ever grow.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

_STATUS: Final = Path("/proc/self/status")

needs_proc = pytest.mark.skipif(not _STATUS.exists(), reason="no /proc here to tell the peak of memory")


def peak() -> int:
    """Megabytes that this process had at the most until now."""
    (line,) = (line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) >> 10


def apart(program: str, *arguments: str) -> list[str]:
    """The words that a program in Python prints, which is run in a process of its own and may import `peak`."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=Path(__file__).parents[1],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=300,
    )
    return done.stdout.split()
