"""What tests of length rely on."""

from __future__ import annotations

import signal

import pytest

from tests import patience


def test_what_has_no_end_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_ENOUGH", 0.05)
    before = signal.getsignal(signal.SIGVTALRM)
    with pytest.raises(pytest.fail.Exception, match="more than its length accounts for"):
        go_on_for_ever()
    assert signal.getsignal(signal.SIGVTALRM) == before
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)


def go_on_for_ever() -> None:
    with patience.no_hours():
        while True:
            pass
