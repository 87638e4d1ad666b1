"""`fihris manual`: the manual page, made of the help of all commands, so that the two cannot differ."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click

_HEAD = r""".TH FIHRIS 1 "" "{version}" "User Commands"
.nh
.ad l
.SH NAME
fihris \- full\-text search for Arabic news archives
.SH SYNOPSIS
.B fihris
[\-\-index \fIDIR\fR] \fICOMMAND\fR [\fIOPTION\fR]... [\fIARGUMENT\fR]...
.SH DESCRIPTION
"""

_TAIL = r""".SH EXIT STATUS
.TP
0
Done, or something was found.
.TP
1
Nothing was found.
.TP
2
An error, told in one line on stderr.
.TP
130
Interrupted; the index is as it was, unless the line on standard error says that it has changed meanwhile.
.SH ENVIRONMENT
.TP
FIHRIS_INDEX
The index directory where \-\-index does not name it.
.TP
PAGER
What shows results that are longer than the terminal; \fBcat\fR for none. By default \fBless\fR.
.TP
NO_COLOR
Where it is set, matched words are not bold.
.TP
XDG_STATE_HOME
Where the last search and the standing searches are remembered, in its folder \fIfihris\fR. By default
\fI~/.local/state\fR.
.TP
FIHRIS_DEBUG
Where it is set, an error comes with its traceback.
"""

#: Characters of ASCII that roff would take for an escape or set as another.
_ESCAPES = str.maketrans(
    {"\\": r"\e", "-": r"\-", '"': r"\(dq", "'": r"\(aq", "`": r"\(ga", "~": r"\(ti", "^": r"\(ha"}
)


@click.command("manual")
def manual_command() -> None:
    """Print the manual page, in the format of man.

    \b
    Example:
      fihris manual | man -l -
      fihris manual > ~/.local/share/man/man1/fihris.1
    """
    click.echo("".join(_page(click.get_current_context().find_root())), nl=False)


def _page(root: click.Context) -> Iterator[str]:
    from importlib.metadata import version

    assert isinstance(root.command, click.Group)
    yield _HEAD.format(version=_roff(f"fihris {version('fihris')}"))
    yield from _description(root.command)
    yield from _options(root)
    yield ".SH COMMANDS\n"
    for name in root.command.list_commands(root):
        command = root.command.get_command(root, name)
        assert command is not None, name
        yield from _section(command, root)
    yield _TAIL


def _section(command: click.Command, parent: click.Context) -> Iterator[str]:
    """The part of a command, and of the commands below it."""
    context = click.Context(command, info_name=command.name, parent=parent, resilient_parsing=True)
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    yield f".SS {_roff(usage)}\n"
    yield from _description(command)
    yield from _options(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None, name
            yield from _section(below, context)


def _description(command: click.Command) -> Iterator[str]:
    """The docstring: paragraphs are filled, those after a backspace (as in click) stand as they are written."""
    for number, paragraph in enumerate(inspect.cleandoc(command.help or "").split("\n\n")):
        lines = paragraph.strip("\n").splitlines()
        if lines and lines[0].strip() == "\b":
            yield ".PP\n.nf\n" + "".join(f"{_roff(line)}\n" for line in lines[1:]) + ".fi\n"
        elif lines:
            yield (".PP\n" if number else "") + _roff(" ".join(map(str.strip, lines))) + "\n"


def _options(context: click.Context) -> Iterator[str]:
    for parameter in context.command.get_params(context):
        record = parameter.get_help_record(context)
        if isinstance(parameter, click.Option) and "--help" not in parameter.opts and record is not None:
            names, text = record
            yield f".TP\n.B {_roff(names)}\n{_roff(text)}\n"


def _roff(text: str) -> str:
    """`text` as roff, in ASCII: nothing of it is taken for a request or an escape, whatever reads it."""
    text = text.translate(_ESCAPES)
    text = re.sub(r"^(?=\.)", r"\\&", text)
    return "".join(each if each.isascii() else rf"\[u{ord(each):04X}]" for each in text)
