"""What tells time that grows with a length from time that grows with its square, on machines of any speed.

No test measures time against a limit that a slow or busy machine could miss. Texts are so long that what takes seconds
at most would take many minutes, or days, if each part of them were gone through for every other; that is broken off.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

import pytest

# Seconds of the processor's time, this process's.
_ENOUGH: Final = 60


@contextmanager
def no_hours() -> Iterator[None]:
    """Fail where the block has not ended after a minute of the processor's time, which should take some seconds."""

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        pytest.fail(
            f"it has taken {_ENOUGH} seconds of the processor's time: more than its length accounts for"
        )

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, _ENOUGH)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
