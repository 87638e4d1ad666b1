"""What a command tells the shell: its exit status, and one line on stderr where something is wrong."""

from __future__ import annotations

import errno
import os
from typing import Final

import click

DONE: Final = 0  #: or something found
NOTHING_FOUND: Final = 1
ERROR: Final = 2
INTERRUPTED: Final = 130  #: 128 and the number of SIGINT, as shells have it

_ADVICE = {
    errno.EACCES: "check its permissions",
    errno.EBADF: "stdout is closed, send it to a file or to /dev/null",
    errno.EPERM: "check its permissions",
    errno.EDQUOT: "make room and run the command again",
    errno.EFBIG: "let the process write larger files (ulimit -f), and run the command again",
    errno.EMFILE: "let the process have more open files (ulimit -n)",
    errno.ENOENT: "check the path",
    errno.ENOSPC: "make room and run the command again",
    errno.EROFS: "name a directory that can be written with --index",
}


def is_lack_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory has run out, in one of the ways in which Python and its libraries say it."""
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    if isinstance(error, RuntimeError):
        return str(error) == "can't start new thread"
    if isinstance(error, ImportError):  # of the dynamic linker, for a library that there is no room for
        return "failed to map segment" in str(error)
    return isinstance(error, MemoryError)


def message_of(error: Exception, directory: str | None = None) -> str:
    """What happened and what to do, in one line. directory: of the index that was used, if any."""
    if is_lack_of_memory(error):
        return (
            "not enough memory: end other programs, or ask for less at a time; "
            "if that does not help, see whether the index is damaged (fihris check)"
        )
    if isinstance(error, click.UsageError):
        command = error.ctx.command_path if error.ctx else "fihris"
        message = error.format_message().rstrip(".")
        return f"{message[:1].lower()}{message[1:]}: see {command} --help"
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, ImportError):
        return f"a library is missing ({error}): install fihris again"
    if isinstance(error, OSError):
        what = error.strerror or str(error) or type(error).__name__
        where = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
        return f"{where}{what}: {_ADVICE.get(error.errno or 0, 'check the disk and the path')}"
    from corpus import CorpusError
    from index import IndexStoreError
    from searcher import SearchError

    if isinstance(error, CorpusError | IndexStoreError | SearchError):
        return str(error)
    whole = "" if directory is None else "if fihris check finds nothing, "
    return _damage(directory) or (
        f"internal error: {type(error).__name__}: {error}: {whole}please report it, with what FIHRIS_DEBUG=1 shows"
    )


def _damage(directory: str | None) -> str | None:
    """What is damaged in an index, which may have led to any error: most arrays are read unverified."""
    from index import Index
    from index.errors import REMEDY

    if directory is None:
        return None
    try:
        damage = Index.open(directory).check(quick=True)
    except Exception:  # there is no index, or it can't be read: no reason for what happened
        return None
    return f"{damage[0]}; {REMEDY}" if damage else None


def complain(message: str) -> None:
    """Says `message` on stderr, in one line that cannot steer a terminal."""
    message = " ".join(line.strip() for line in message.splitlines())
    remark("fihris: " + "".join(character if character.isprintable() else "\ufffd" for character in message))


def remark(line: str) -> None:
    """A line for stderr that is fit to be printed."""
    try:
        click.echo(line, err=True)
    except OSError:
        return  # stderr is gone too: the exit status says it
