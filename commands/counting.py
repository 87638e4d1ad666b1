"""`fihris search --facets … --timeline …`: counts over a whole result, after its hits or instead of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import click

from commands.options import NAMES, NARROWING, TextCommand, WholeNumber

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from commands.output import Output
    from searcher import Searcher
    from searcher.query_files import Topic

_Function = TypeVar("_Function", bound=Callable[..., Any])

# As `searcher.facets` and `searcher.timeline` have them, which a command that only prints its help must not load.
FIELDS: Final = (*NAMES, "day", "week", "month", "year")
PERIODS: Final = ("auto", "day", "week", "month", "year")


def _fields(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """The fields of `--facets source,month --facets year`."""
    named = tuple(dict.fromkeys(name.strip() for value in values for name in value.split(",")))
    for name in named:
        if name not in FIELDS:
            raise click.BadParameter(
                f"{name!r} is no facet: take some of {', '.join(FIELDS)}", context, parameter
            )
    return named


def _completed(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """For the shell: the fields that the last of some, between commas, may be."""
    from click.shell_completion import CompletionItem

    before, comma, last = begun.rpartition(",")
    named = before.split(",")
    return [
        CompletionItem(f"{before}{comma}{name}")
        for name in FIELDS
        if name.startswith(last) and name not in named
    ]


def counting_options(command: _Function) -> _Function:
    """The options that count a result: --facets, --facet-limit and --timeline."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


_OPTIONS = (
    click.option(
        "--facets",
        metavar="FIELD,...",
        multiple=True,
        callback=_fields,
        shell_complete=_completed,
        help=f"Count the whole result by {', '.join(FIELDS[:-1])} or {FIELDS[-1]}; -n 0 for the counts alone.",
    ),
    click.option(
        "--facet-limit",
        type=WholeNumber(min=0),
        default=10,
        help="How many values of a facet, the most frequent; 0 for all.  [default: 10]",
    ),
    click.option(
        "--timeline",
        type=click.Choice(PERIODS),
        help="Draw the whole result over time, empty periods included.  [without a value: auto]",
    ),
)


class CountingCommand(TextCommand):
    """Lets `--timeline` name no period: what follows it is the query then."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        args = list(args)
        end = args.index("--") if "--" in args else len(args)
        for place in range(end - 1, -1, -1):
            if args[place] == "--timeline" and (place + 1 == end or args[place + 1] not in PERIODS):
                args[place] = "--timeline=auto"
        return super().parse_args(ctx, args)


class Counts(NamedTuple):
    """What a command was asked to count."""

    fields: tuple[str, ...]
    limit: int
    timeline: str | None

    def __bool__(self) -> bool:
        return bool(self.fields or self.timeline)

    def print(self, searcher: Searcher, question: Topic, output: Output, options: dict[str, Any]) -> None:
        """Prints the counts of a query, after its hits where any were wanted. options: of the search."""
        from searcher.printing.charts import facets_text
        from searcher.printing.exports import json_text
        from searcher.printing.terminal import counted

        facets = searcher.facets(
            question.text,
            self.fields,
            limit=self.limit or None,
            timeline=self.timeline,  # type: ignore[arg-type]  # click has made sure of it
            **{name: options[name] for name in NARROWING},
        )
        if output.form == "json":
            named = {"query": question.id} if output.batch else {}
            print(json_text(named | facets.as_json()))
            return
        screen = output.screen()
        alone = not output.limit
        blocks = [facets_text(facets, screen)] if facets.total else []
        if alone and output.batch:
            blocks.insert(0, f"{screen.field(question.id)}: {screen.field(question.text)}")
        if alone and screen.width is not None and blocks:
            blocks.append(counted(facets.total, "article"))
        if blocks:
            if not alone and not output.batch:
                print()
            print("\n\n".join(blocks), end="\n\n" if output.batch else "\n")
