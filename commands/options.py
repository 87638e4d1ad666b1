"""What several commands share: options, and how arguments become values.

Nothing here imports the engine before it is needed; a command that only prints its help must not load it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from searcher import Searcher

DEFAULT_INDEX: Final = "fihris-index"
#: The filters of a search: what asks for names, and what asks for dates.
NAMES: Final = ("source", "category", "author")
DATES: Final = ("date_from", "date_to")
#: All that narrows a question beside its words: the keys of `searcher.questions.Filters`, which a command that only
#: prints its help must not load.
NARROWING: Final = ("match", *NAMES, *DATES)
#: A comma between two names; in one name ("سياسة، اقتصاد") a space stands behind it.
_BETWEEN_NAMES: Final = re.compile(r"[,،](?=\S)")
# Where `click.Context.meta`, which is one and the same for a command and those it belongs to, has the index in use.
_IN_USE: Final = f"{__name__}.index"
_Function = TypeVar("_Function", bound=Callable[..., Any])
_OPTION: Final = re.compile(r"""-(?!["(#0-9])[\x00-\x7f]""")


def words_of(arguments: Sequence[str]) -> str:
    """Arguments as text: UTF-8 even where the locale is another, U+FFFD for bytes that are neither."""
    joined = " ".join(arguments)
    try:
        return os.fsencode(joined).decode("utf-8")
    except UnicodeError:
        return re.sub("[\ud800-\udfff]", "\ufffd", joined)


def ids_of(argument: str) -> list[str]:
    """What an id may be, the likelier first: as typed, without the isolates that come along from the screen, or without
    the spaces around it, which no article's id has."""
    typed = words_of([argument])
    stripped = typed.strip().strip("\u2068\u2069").strip()
    return list(dict.fromkeys((typed, typed.strip("\u2068\u2069"), stripped)))


class WholeNumber(click.IntRange):
    """A number, told as such where it is none."""

    name = "whole number"


def _chosen_index(context: click.Context, parameter: click.Parameter, value: str | None) -> str:
    if value is not None:
        if not value:  # an unset variable of a script, not the current folder
            raise click.BadParameter("it is empty: name a directory", context, parameter)
        directory = value
    elif context.parent is not None:
        directory = str(context.parent.params["directory"])
    else:
        directory = os.environ.get("FIHRIS_INDEX") or DEFAULT_INDEX
    use_index(context, directory)
    return directory


def use_index(context: click.Context, directory: str) -> None:
    """Say which index a command uses: where something goes wrong, that one is looked into for damage."""
    context.meta[_IN_USE] = directory


def index_in_use(context: click.Context | None) -> str | None:
    """The directory of the index that the command of a context uses, or one within it; None where none was chosen."""
    return None if context is None else context.meta.get(_IN_USE)


def named_before(context: click.Context) -> str | None:
    """The index directory, if it was named on the command line before the command."""
    before = context.parent
    if before is None or before.get_parameter_source("directory") is not ParameterSource.COMMANDLINE:
        return None
    return str(before.params["directory"])


def _folders(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """For the shell: that it is to complete a folder."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(begun, type="dir")]


index_option = click.option(
    "--index",
    "directory",
    metavar="DIR",
    callback=_chosen_index,
    shell_complete=_folders,
    help=f"The index directory.  [environment: FIHRIS_INDEX; default: ./{DEFAULT_INDEX}]",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
wait_option = click.option("--wait", is_flag=True, help="Wait while another process is writing.")
bidi_option = click.option(
    "--bidi",
    type=click.Choice(["logical", "visual"]),
    default="logical",
    help="visual: shape and reorder Arabic here, for terminals that cannot.  [default: logical]",
)
match_option = click.option(
    "--match", type=click.Choice(["any", "all"]), default="any", help="How many words a hit must have."
)
no_bom_option = click.option(
    "--no-bom", is_flag=True, help="csv: leave out the byte order mark that spreadsheets need."
)


def duplicates_option(default: str) -> Callable[[_Function], _Function]:
    """What becomes of near-duplicates; where it is not given, a command takes its `default`."""
    return click.option(
        "--duplicates",
        type=click.Choice(["group", "show"]),
        help=f"Show one of articles that say the same, or all.  [default: {default}]",
    )


def _moment(context: click.Context, parameter: click.Parameter, value: str | None) -> datetime | None:
    """The first moment of what `--from` names, the last moment of what `--to` names."""
    if value is None:
        return None
    if (moment := _limit(value, last=parameter.name == "date_to")) is None:
        raise click.BadParameter(
            f"{value!r} is no date: write 2023, 2023-09, 2023-09-12 or 12/09/2023", context, parameter
        )
    return moment


def _limit(written: str, *, last: bool) -> datetime | None:
    """The first or the last moment of what a date names; None if it is none."""
    from searcher.language.periods import period

    named = period(written)
    return named and (named.last if last else named.first)


def _names(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> list[str] | None:
    """The names that a filter lets pass; None where it was not given."""
    names = [name for value in values for name in _BETWEEN_NAMES.split(words_of([value]))]
    for name in names:
        if not any(map(str.isalnum, name)):
            raise click.BadParameter(f"{name!r} is no name: give one, or leave it out", context, parameter)
        if "*" in name:
            whole = " ".join(name.replace("*", " ").split())
            raise click.BadParameter(
                f"{name!r}: a name has whole words, without *: give {whole}", context, parameter
            )
    return names or None


def _written_moment(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """A date as it was written, since what it means may depend on the day."""
    _moment(context, parameter, value)
    return value


def filter_options(command: _Function) -> _Function:
    """The options that narrow a search: --source, --category, --author, --from and --to.

    Their values go to a function of `searcher` by `NAMES` and `DATES`.
    """
    return _decorated(command, (*_BY_NAME, *_by_date(_moment)))


def kept_filter_options(command: _Function) -> _Function:
    """The same for a search that is kept: dates stay as they were written."""
    return _decorated(command, (*_BY_NAME, *_by_date(_written_moment)))


def _decorated(command: _Function, options: Sequence[Callable[[_Function], _Function]]) -> _Function:
    for option in reversed(options):
        command = option(command)
    return command


_BY_NAME = tuple(
    click.option(
        f"--{name}",
        multiple=True,
        callback=_names,
        help=f"Only {'by' if name == 'author' else 'of'} this {name}; several between commas.",
    )
    for name in NAMES
)


def _by_date(callback: Callable[..., Any]) -> tuple[Callable[[_Function], _Function], ...]:
    return (
        click.option(
            "--from", "date_from", metavar="DATE", callback=callback, help="From this day, month or year on."
        ),
        click.option(
            "--to",
            "date_to",
            metavar="DATE",
            callback=callback,
            help="To the end of this day, month or year.",
        ),
    )


def checked_filters(filters: dict[str, Any]) -> bool:
    """Whether any filter was given. Raises click.UsageError where they cannot be met together."""
    first, last = (filters[name] for name in DATES)
    # Those of a search that is kept are as they were written.
    first = _limit(first, last=False) if isinstance(first, str) else first
    last = _limit(last, last=True) if isinstance(last, str) else last
    if first and last and first > last:
        raise click.UsageError("--from is later than --to", click.get_current_context())
    return any(filters[name] for name in (*NAMES, *DATES))


class TextCommand(click.Command):
    """A command whose arguments are text: a minus before an Arabic letter, a digit, #, a quote or ( is no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, self._words_last(ctx, args))
        except click.UsageError as error:
            if not any(re.match(r"-[A-Za-z]{2}", word) for word in args):
                raise
            message = error.format_message().rstrip(".")
            raise click.UsageError(f"{message} (a word that begins with - goes after --)", ctx) from None

    def _words_last(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The options, each with its value, then all else behind `--`, where click takes no word for an option."""
        with_value = {
            name
            for option in self.get_params(ctx)
            if isinstance(option, click.Option) and not option.is_flag
            for name in option.opts
        }
        options: list[str] = []
        words: list[str] = []
        left = iter(args)
        for argument in left:
            if argument == "--":
                words += left
            elif not _OPTION.match(argument):
                words.append(argument)
            else:
                options.append(argument)
                if argument in with_value:
                    value = next(left, None)
                    if value is None:
                        return options  # for click to say what is missing
                    options.append(value)
        return [*options, "--", *words]


def query_text(_: click.Context, __: click.Parameter, words: tuple[str, ...]) -> str:
    """A query, whatever number of arguments it was typed as."""
    return words_of(words)


def opened(directory: str, *, any_analysis: bool = False) -> Searcher:
    """The searcher of an index, imported only now. any_analysis: as for `Index.open`."""
    from index import Index
    from searcher import Searcher

    return Searcher(Index.open(directory, any_analysis=any_analysis))
