"""The installed command, run as a process: in a pipe, and on a terminal of any size."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path

FIHRIS = Path(sys.executable).with_name("fihris")


def environment(archive: Path, **variables: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LC_", "LANG", "PYTHON", "NO_COLOR", "COLUMNS", "LINES"))
    }
    return {**kept, "FIHRIS_INDEX": str(archive), "TERM": "xterm", **variables}


def fihris(archive: Path, *arguments: str | bytes, **variables: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [FIHRIS, *arguments],
        env=environment(archive, **variables),
        capture_output=True,
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


def shell(archive: Path, command: str) -> subprocess.CompletedProcess[bytes]:
    """`$F` in `command` is fihris."""
    return subprocess.run(
        ["bash", "-c", command],
        env=environment(archive, F=str(FIHRIS)),
        capture_output=True,
        check=False,
        timeout=60,
    )


def on_terminal(
    archive: Path, *arguments: str, columns: int = 60, rows: int = 24, typed: str = "", **variables: str
) -> str:
    """What a terminal of this size is sent, while these keys are pressed."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    with subprocess.Popen(
        [FIHRIS, *arguments],
        env=environment(archive, **variables),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        close_fds=True,
    ) as process:
        os.close(theirs)
        os.write(ours, typed.encode())
        sent = b""
        try:
            while piece := os.read(ours, 65536):
                sent += piece
        except OSError:
            pass  # Linux says so when the other end is closed
        process.wait(60)
    os.close(ours)
    return sent.decode("utf-8").replace("\r\n", "\n")
