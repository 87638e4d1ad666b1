"""The command `fihris`: the group of the commands, and what becomes of their outcome.

What it promises to a shell: results on stdout, everything else on stderr; exit status 0 for done or something
found, 1 for nothing found, 2 for an error, told in one line that says what to do. A closed pipe is no
error. No traceback reaches the user, unless FIHRIS_DEBUG is set. Output is UTF-8 whatever the locale, and
free of control characters.

The commands themselves are in `commands`. A module of that package is imported when its command is run, or
when the help lists them all, and imports in turn what the command needs when it runs; so that `fihris --help` and
`fihris search` start at once.
"""

from __future__ import annotations

import importlib
import io
import os
import sys
from collections.abc import Sequence
from typing import Any, Final, NoReturn

import click

from commands.completion import COMPLETE_VARIABLE, complete
from commands.options import index_in_use, index_option
from commands.outcome import DONE, ERROR, INTERRUPTED, complain, message_of

#: Where each command is: a module of `commands`, which has it as `NAME_command`. In the order of the help.
COMMANDS: Final = {
    "analyze": "analyze",
    "check": "index",
    "complete": "complete",
    "completion": "completion",
    "delete": "index",
    "export": "export",
    "index": "index",
    "manual": "manual",
    "open": "open",
    "related": "related",
    "search": "search",
    "show": "show",
    "stats": "index",
    "watch": "watch",
}


class _Fihris(click.Group):
    """The group that turns every outcome into an exit status and at most one line on stderr."""

    def main(self, args: Sequence[str] | None = None, *_: Any, **__: Any) -> NoReturn:
        _stand_in_for_closed_streams()
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="replace")
        status = self._outcome(list(sys.argv[1:] if args is None else args))
        _close_quietly()
        sys.exit(status)

    def _outcome(self, arguments: list[str]) -> int:
        context: click.Context | None = None
        try:
            if instruction := os.environ.get(COMPLETE_VARIABLE):
                return complete(self, instruction)
            try:
                with self.make_context("fihris", arguments) as context:
                    status: int | None = self.invoke(context)
            except click.exceptions.Exit as ended:
                status = ended.exit_code
            sys.stdout.flush()  # here, because a full disk told by the interpreter at exit is a riddle
            return status or DONE
        except BrokenPipeError:
            return DONE  # the reader has seen enough, which is no error
        except KeyboardInterrupt:
            return _interrupted()
        except Exception as error:  # the one place where errors become messages
            # Python 3.11 makes an error of its own of what is raised while a class is made.
            if isinstance(error.__cause__, KeyboardInterrupt):
                return _interrupted()
            if os.environ.get("FIHRIS_DEBUG"):
                import traceback

                traceback.print_exc()
            complain(message_of(error, index_in_use(context)))
            return ERROR

    # Commands that are loaded when they are needed: https://click.palletsprojects.com/en/stable/complex/

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"commands.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command


def _interrupted() -> int:
    complain("interrupted: an index changes at the end of a run or not at all")
    return INTERRUPTED


def _stand_in_for_closed_streams() -> None:
    """Puts /dev/null in the place of what the shell closed (`>&-`): the next file to be opened would be taken for it.

    On stdout it is one that can't be written to: what was asked for has nowhere to go, as on a full disk.
    """
    for descriptor, (name, access, mode) in enumerate(
        (("stdin", os.O_RDONLY, "r"), ("stdout", os.O_RDONLY, "w"), ("stderr", os.O_WRONLY, "w"))
    ):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, access)
            if nowhere != descriptor:
                os.dup2(nowhere, descriptor)
                os.close(nowhere)
            setattr(sys, name, os.fdopen(descriptor, mode, closefd=False))


def _close_quietly() -> None:
    """Leaves the interpreter nothing to flush, and to complain about, after a closed pipe or a full disk."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@click.group(
    cls=_Fihris,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    no_args_is_help=False,
    invoke_without_command=True,
)
@index_option
@click.version_option(package_name="fihris", message="fihris %(version)s")
@click.pass_context
def main(context: click.Context, directory: str) -> None:
    """Full-text search for Arabic news archives.

    \b
    Example:
      fihris index ~/archive
      fihris search زيارة الرئيس --from 2023-09
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
