"""Results that are longer than the terminal go through a pager; in a pipe or a file, never."""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
from collections.abc import Iterator
from typing import Final

import click

no_pager_option = click.option("--no-pager", is_flag=True, help="Print all at once, however long it is.")

_INVISIBLE: Final = "\x1b\\[[0-9;]*m|[\u2066-\u2069]"


class _Held(io.StringIO):
    """What is printed, kept back; whoever asks is told that it goes to a terminal, since it does."""

    def isatty(self) -> bool:
        return True


@contextlib.contextmanager
def paged(*, no_pager: bool, found: str = "") -> Iterator[None]:
    """What is printed within goes through the user's pager if it is more than fits the terminal.

    found: the first line that begins so is where the pager opens, if it knows how (less, more).

    What was printed before an error is shown before the error.
    """
    on_terminal = sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()
    pager = "" if no_pager or not on_terminal else _pager()
    if not pager:
        yield
        return
    held = _Held()
    try:
        with contextlib.redirect_stdout(held):
            yield
    finally:
        _show(held.getvalue(), pager, found)


def _pager() -> str:
    """The command line of the pager; empty where there is to be none."""
    import shutil  # what goes elsewhere than to a terminal does without

    pager = os.environ.get("PAGER")
    if pager is None:
        pager = "" if os.environ.get("TERM") == "dumb" or not shutil.which("less") else "less"
    return "" if pager.strip() == "cat" else pager.strip()


def _show(text: str, pager: str, found: str) -> None:
    import shutil

    lines = text.splitlines()
    width, height = shutil.get_terminal_size()
    if _rows(lines, width) < height:  # the prompt takes a line too
        sys.stdout.write(text)
        return
    if found and os.path.basename(pager.split(maxsplit=1)[0]) in ("less", "more"):
        place = next((number for number, line in enumerate(lines, 1) if line.startswith(found)), 1)
        pager += f" +{place}"
    # As git does: less gives colours through, leaves the text on the screen, and ends where everything fits.
    environment = {"LESS": "FRX", "LESSCHARSET": "utf-8", "LV": "-c", **os.environ}
    sys.stdout.flush()
    # By the shell, because a command for the shell is what PAGER holds (POSIX, `man`).
    import signal  # whose output fits the terminal, or goes elsewhere, does without
    import subprocess

    process = subprocess.Popen(["/bin/sh", "-c", pager], stdin=subprocess.PIPE, env=environment)
    ours = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the pager while it shows
    try:
        process.communicate(text.encode("utf-8", "replace"))  # one that is left early is no error
    finally:
        signal.signal(signal.SIGINT, ours)
    if process.returncode in (126, 127):  # there is no such command, or it is none
        sys.stdout.write(text)


def _rows(lines: list[str], width: int) -> int:
    """How many rows of a terminal the lines take."""
    from searcher.printing.screen import columns

    return sum(max(1, -(-columns(re.sub(_INVISIBLE, "", line)) // max(1, width))) for line in lines)
