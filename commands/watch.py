"""`fihris watch`: standing searches, and what is new for them."""

from __future__ import annotations

import contextlib
import io
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from commands.options import (
    TextCommand,
    WholeNumber,
    bidi_option,
    checked_filters,
    duplicates_option,
    index_option,
    json_option,
    kept_filter_options,
    match_option,
    opened,
    query_text,
    words_of,
)
from commands.outcome import DONE, ERROR, NOTHING_FOUND, complain, message_of
from commands.problems import tell_problems, tell_unknown_names

if TYPE_CHECKING:
    from searcher import Hit
    from searcher.retrieval.grouping import Duplicates
    from searcher.standing import NewHits, StandingSearch

    _New = Callable[[str], contextlib.AbstractContextManager[NewHits]]
    _Show = Callable[[StandingSearch, NewHits, Iterable[Hit]], int]


def _known_names(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
    """For the shell: the names that go on from what was typed."""
    from searcher import SearchError
    from searcher.standing import StandingSearches

    try:
        names = StandingSearches().names()
    except (OSError, SearchError):
        return []  # for `run` to tell: here it would be printed into the line that is being typed
    return [name for name in names if name.startswith(begun)]


def _name(_: click.Context, __: click.Parameter, value: str) -> str:
    return words_of([value])


def _every_name(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> list[str]:
    return [words_of([value]) for value in values]


@click.group("watch", no_args_is_help=False, invoke_without_command=True)
@index_option
@click.pass_context
def watch_command(context: click.Context, directory: str) -> None:
    """Keep searches, and report what is new for them.

    They are kept for each user, with the index that they ask, in $XDG_STATE_HOME/fihris (~/.local/state/fihris).

    \b
    Example:
      fihris watch add wheat أسعار القمح --source المرسى
      fihris watch run
      0 * * * * fihris watch run        (in crontab: cron mails what is printed)
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


class _OfKeptIndexes(TextCommand):
    """A command on searches that are kept, each with its index: no other can be named for it.

    Where `fihris --index DIR` is what somebody calls Fihris by, it says nothing of them.
    """

    def invoke(self, ctx: click.Context) -> Any:
        if ctx.parent and ctx.parent.get_parameter_source("directory") is ParameterSource.COMMANDLINE:
            raise click.UsageError(
                "--index goes with add alone: a search is asked of the index that it was kept with",
                ctx.parent,
            )
        return super().invoke(ctx)


@watch_command.command("add", cls=TextCommand)
@click.argument("name", metavar="NAME", callback=_name)
@click.argument("query", metavar="QUERY...", nargs=-1, callback=query_text)
@index_option
@kept_filter_options
@match_option
@click.option("--from-now", is_flag=True, help="What matches now counts as reported.")
@click.option(
    "--replace",
    "replacing",
    is_flag=True,
    help="Change the search of this name; what it has reported stays so.",
)
def add_command(
    *, name: str, query: str, directory: str, from_now: bool, replacing: bool, **narrowing: Any
) -> None:
    """Keep QUERY, with its filters, as NAME.

    The first run reports all that matches then, unless --from-now is given.

    \b
    Example:
      fihris watch add wheat أسعار القمح --from-now
      fihris watch add minister '"وزير الزراعة"' --match all --source المرسى
    """
    checked_filters(narrowing)
    from searcher.printing.terminal import counted
    from searcher.standing import StandingSearch, StandingSearches

    search = StandingSearch(name, query, str(Path(directory).absolute()), **narrowing)
    new = StandingSearches().add(search, replacing=replacing, from_now=from_now)
    with opened(directory) as searcher:
        tell_problems(query, searcher.problems(query, match=search.match))
        tell_unknown_names(searcher, query, narrowing)
    print(f"{name}: {counted(new, 'article')} to report")


@watch_command.command("remove", cls=_OfKeptIndexes)
@click.argument(
    "names", metavar="NAME...", nargs=-1, required=True, callback=_every_name, shell_complete=_known_names
)
def remove_command(names: list[str]) -> None:
    """Forget searches.

    \b
    Example:
      fihris watch remove wheat
    """
    from searcher.standing import StandingSearches

    for name in dict.fromkeys(names):
        StandingSearches().remove(name)


@watch_command.command("list", cls=_OfKeptIndexes)
@json_option
def list_command(as_json: bool) -> int:
    """List the searches that are kept.

    \b
    Example:
      fihris watch list
    """
    from dataclasses import asdict

    from searcher.printing.exports import json_text
    from searcher.printing.screen import Screen
    from searcher.printing.terminal import standing_rows
    from searcher.standing import StandingSearches

    store = StandingSearches()
    kept, status = [], DONE
    for name in store.names():
        with _told(name) as failed:
            kept.append(store.get(name))
        status = ERROR if failed else status
    if as_json:
        for search in kept:
            print(json_text(asdict(search)))
    elif kept:
        print(Screen.of(sys.stdout).table(standing_rows(kept)))
    return status or (DONE if kept else NOTHING_FOUND)


@watch_command.command("run", cls=_OfKeptIndexes)
@click.argument("names", metavar="[NAME]...", nargs=-1, callback=_every_name, shell_complete=_known_names)
@click.option("-n", "--limit", type=WholeNumber(min=1), help="How many at most of each; the rest stay new.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "rss"]), default="text", help="How to print."
)
@click.option(
    "--feed",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="Put what is new at the head of this RSS feed, instead of printing it.",
)
@duplicates_option("group")
@click.option("--wait", is_flag=True, help="Wait while another process runs the same search.")
@bidi_option
def run_command(
    *,
    names: list[str],
    limit: int | None,
    form: str,
    feed: str | None,
    duplicates: Duplicates | None,
    wait: bool,
    bidi: str,
) -> int:
    """Print what is new for the searches named, or for all: what they did not report before, newest first.

    A story is told once: what says the same as another is counted with it ("and 3 like it"), and passed over when it
    comes later, unless --duplicates show is given.

    What could not be printed, because a pipe was closed or a disk was full, is not taken for reported.

    \b
    Example:
      fihris watch run
      fihris watch run wheat --format json >> wheat.jsonl
      fihris watch run --feed /var/www/news.xml
    """
    context = click.get_current_context()
    if feed and form != "rss" and context.get_parameter_source("form") is ParameterSource.COMMANDLINE:
        raise click.UsageError(f"--feed writes RSS: leave out --format {form}", context)
    from searcher.standing import StandingSearches

    store = StandingSearches()
    names = list(dict.fromkeys(names)) or store.names()
    if not names:
        raise click.ClickException("no search is kept: see fihris watch add --help")
    limit = limit and min(limit, sys.maxsize)  # more hits than can be counted are more than there are
    new = partial(store.new, wait=wait, duplicates=duplicates or "group")
    try:
        if form == "rss" or feed:
            found, failed = _run_as_feed(new, names, feed, limit=limit)
        else:
            show = _printer(form, visual=bidi == "visual")
            found, failed = _run_one_by_one(new, names, show, limit=limit)
    except _Undelivered as undelivered:
        raise undelivered.error from None
    return ERROR if failed else DONE if found else NOTHING_FOUND


def _run_one_by_one(new_of: _New, names: list[str], show: _Show, *, limit: int | None) -> tuple[int, bool]:
    """Each is remembered as soon as it is printed. How many hits there were, and whether a search failed."""
    found, failed = 0, False
    for name in names:
        with _told(name) as failures, new_of(name) as new:
            found += show(new.search, new, islice(new, limit))
            with _delivering():
                _deliver()
        failed = failed or bool(failures)
    return found, failed


def _run_as_feed(new_of: _New, names: list[str], file: str | None, *, limit: int | None) -> tuple[int, bool]:
    """All are remembered when the whole feed is printed, or in its file."""
    from searcher.printing.rss import rss_feed, update_feed

    hits: list[Hit] = []
    failures: list[list[str]] = []
    with contextlib.ExitStack() as runs:
        for name in names:
            with contextlib.ExitStack() as run:
                failures.append(run.enter_context(_told(name)))
                hits += list(islice(run.enter_context(new_of(name)), limit))
                runs.push(run.pop_all())  # so that what goes wrong when it is remembered is told as well
        title = f"Fihris: {', '.join(names)}"
        with _delivering():
            if file is None:
                print(rss_feed(title, hits))
                _deliver()
            elif hits or not os.path.exists(file):
                update_feed(file, title, hits)
    return len(hits), any(failures)


class _Undelivered(Exception):
    """What was found did not arrive: no fault of one search, and no other would fare better."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


@contextlib.contextmanager
def _delivering() -> Iterator[None]:
    """Tells an error of stdout, or of the feed, from those of the search whose hits are delivered."""
    try:
        yield
    except Exception as error:
        raise _Undelivered(error) from error


def _print(text: str) -> None:
    with _delivering():
        print(text)


@contextlib.contextmanager
def _told(name: str) -> Iterator[list[str]]:
    """Tells what is wrong with one search, so that the others can go on; the list holds it afterwards.

    That may be the search, its index, its state, or what the system refuses: files, memory.
    """
    from index import IndexStoreError
    from searcher import SearchError

    failures: list[str] = []
    try:
        yield failures
    except (IndexStoreError, SearchError, OSError, MemoryError) as error:
        failures.append(f"{name}: {message_of(error)}")
        complain(failures[0])


def _deliver() -> None:
    """Makes sure that what was printed has arrived, as far as that can be known. Raises OSError."""
    sys.stdout.flush()
    with contextlib.suppress(AttributeError, io.UnsupportedOperation):  # no file behind it
        descriptor = sys.stdout.fileno()
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.fsync(descriptor)


def _printer(form: str, *, visual: bool) -> _Show:
    """What prints the new hits of a search, and says how many it printed."""
    from searcher.printable import printable
    from searcher.printing.exports import json_text
    from searcher.printing.screen import Screen
    from searcher.printing.terminal import counted, hit_text

    screen = Screen.of(sys.stdout, visual=visual)

    def text(search: StandingSearch, new: NewHits, hits: Iterable[Hit]) -> int:
        if not len(new):
            return 0
        _print(f"{printable(search.name)}: {screen.field(search.query)}\n")
        number = 0
        for hit in hits:
            _print(f"{hit_text(hit, screen)}\n")
            number = hit.rank
        more = "" if number == len(new) else f", and {len(new) - number:,} more for the next run"
        _print(f"{counted(number, 'new article')}{more}\n")
        return number

    def json(search: StandingSearch, new: NewHits, hits: Iterable[Hit]) -> int:
        number = 0
        for hit in hits:
            _print(json_text({"watch": search.name, **hit.as_json()}))
            number = hit.rank
        return number

    return json if form == "json" else text
