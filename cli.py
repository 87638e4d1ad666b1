"""The command `fihris`: parses, calls, prints. Nothing else.

What it promises to a shell: results on stdout, everything else on stderr; exit status 0 for done or something
found, 1 for nothing found, 2 for an error, told in one line that says what to do. A closed pipe is no
error. No traceback reaches the user, unless FIHRIS_DEBUG is set. Output is UTF-8 whatever the locale, and
free of control characters.

The commands import what they need when they run, so that `fihris --help` and `fihris search` start at once.
Text is laid out by `searcher.terminal`, data formats by `searcher.exports`.
"""

from __future__ import annotations

import errno
import io
import os
import re
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

if TYPE_CHECKING:
    from searcher import Page, Searcher
    from searcher.exports import Query

DEFAULT_INDEX: Final = "fihris-index"
_DONE, _NOTHING_FOUND, _ERROR, _INTERRUPTED = 0, 1, 2, 130
_TREC_LIMIT = 1000  # how deep trec_eval and the published runs go
_ADVICE = {
    errno.EACCES: "check its permissions",
    errno.EPERM: "check its permissions",
    errno.ENOENT: "check the path",
    errno.ENOSPC: "make room and run the command again",
    errno.EROFS: "name a directory that can be written with --index",
}


class _Fihris(click.Group):
    """The group that turns every outcome into an exit status and at most one line on stderr."""

    def main(self, args: Sequence[str] | None = None, *_: Any, **__: Any) -> NoReturn:
        # Closed by `>&-`: the next file to be opened would be taken for it.
        sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115
        sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="replace")
        status = self._outcome(list(sys.argv[1:] if args is None else args))
        _close_quietly()
        sys.exit(status)

    def _outcome(self, arguments: list[str]) -> int:
        try:
            try:
                with self.make_context("fihris", arguments) as context:
                    status: int | None = self.invoke(context)
            except click.exceptions.Exit as ended:
                status = ended.exit_code
            sys.stdout.flush()  # here, because a full disk told by the interpreter at exit is a riddle
            return status or _DONE
        except BrokenPipeError:
            return _DONE  # the reader has seen enough, which is no error
        except KeyboardInterrupt:
            _complain("interrupted: an index changes at the end of a run or not at all")
            return _INTERRUPTED
        except Exception as error:  # the one place where errors become messages
            if os.environ.get("FIHRIS_DEBUG"):
                import traceback

                traceback.print_exc()
            _complain(_message(error))
            return _ERROR


def _message(error: Exception) -> str:
    """What happened and what to do, in one line."""
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
    return (
        f"internal error: {type(error).__name__}: {error}: please report it, with what FIHRIS_DEBUG=1 shows"
    )


def _complain(message: str) -> None:
    message = " ".join(line.strip() for line in message.splitlines())
    line = "".join(character if character.isprintable() else "\ufffd" for character in message)
    try:
        click.echo(f"fihris: {line}", err=True)
    except OSError:
        return  # stderr is gone too: the exit status says it


def _close_quietly() -> None:
    """Leaves the interpreter nothing to flush, and to complain about, after a closed pipe or a full disk."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _words(arguments: Sequence[str]) -> str:
    """Arguments as text: UTF-8 even where the locale is another, U+FFFD for bytes that are neither."""
    joined = " ".join(arguments)
    try:
        return os.fsencode(joined).decode("utf-8")
    except UnicodeError:
        return re.sub("[\ud800-\udfff]", "\ufffd", joined)


def _id(argument: str) -> str:
    """An id as typed, or as copied from the screen, where isolates may come along with it."""
    return _words([argument]).strip("\u2068\u2069")


def _chosen_index(context: click.Context, parameter: click.Parameter, value: str | None) -> str:
    if value is not None:
        if not value:  # an unset variable of a script, not the current folder
            raise click.BadParameter("it is empty: name a directory", context, parameter)
        return value
    if context.parent is not None:
        return str(context.parent.params["directory"])
    return os.environ.get("FIHRIS_INDEX") or DEFAULT_INDEX


index_option = click.option(
    "--index",
    "directory",
    metavar="DIR",
    callback=_chosen_index,
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


def _moment(context: click.Context, parameter: click.Parameter, value: str | None) -> datetime | None:
    """The first moment of what `--from` names, the last moment of what `--to` names."""
    if value is None:
        return None
    from searcher.periods import period

    if (named := period(value)) is None:
        raise click.BadParameter(
            f"{value!r} is no date: write 2023, 2023-09, 2023-09-12 or 12/09/2023", context, parameter
        )
    return named.last if parameter.name == "date_to" else named.first


def _names(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> list[str] | None:
    """The names that a filter lets pass; None where it was not given."""
    names = [_words([value]) for value in values]
    for name in names:
        if not any(map(str.isalnum, name)):
            raise click.BadParameter(f"{name!r} is no name: give one, or leave it out", context, parameter)
    return names or None


def _searcher(directory: str) -> Searcher:
    from searcher import Searcher

    return Searcher.open(directory)


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


@main.command("index")
@click.argument("paths", metavar="PATH...", nargs=-1, type=click.Path(exists=True))
@index_option
@click.option("--rebuild", is_flag=True, help="Build anew beside the old index and swap at the end.")
@click.option("--prune", is_flag=True, help="Also remove articles that the paths no longer hold.")
@click.option("--encoding", help="The encoding of the files.  [default: found out for each]")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="How many processes analyse.  [default: as many as there are cores]",
)
@click.option(
    "--optimize", is_flag=True, help="Merge the index into one segment at the end; PATH may be left out."
)
@wait_option
@json_option
def index_command(
    *,
    paths: tuple[str, ...],
    directory: str,
    rebuild: bool,
    prune: bool,
    encoding: str | None,
    jobs: int | None,
    optimize: bool,
    wait: bool,
    as_json: bool,
) -> None:
    """Read articles from files, folders and archives into the index.

    New articles are added, changed ones replaced, unchanged ones left alone. What cannot be read is listed
    and skipped.

    \b
    Example:
      fihris index ~/archive/2023 today.jsonl.gz
      fihris index --prune ~/archive
      fihris index --optimize
    """
    if not paths and (rebuild or prune or not optimize):
        raise click.UsageError("missing argument 'PATH...'", click.get_current_context())
    from index import index_articles
    from searcher.exports import json_text
    from searcher.run_report import ProgressBar, rejection_lines, summary_text

    with ProgressBar(sys.stderr) as progress:
        summary = index_articles(
            directory,
            paths,
            encoding=encoding,
            rebuild=rebuild,
            prune=prune,
            wait=wait,
            jobs=jobs,
            optimize=optimize,
            progress=progress.show,
        )
    if as_json:
        print(json_text(summary.as_json()))
        return
    for line in rejection_lines(summary.rejections):
        click.echo(line, err=True)
    print(summary_text(summary))


class _SearchCommand(click.Command):
    """Lets a query hold `-word`: a minus before an Arabic letter, a quote or a parenthesis is no option."""

    MINUS: Final = "\ufdd0"  # stands for the minus while click looks for options

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        taken = [self.MINUS + word[1:] if re.match(r'-["(]|-[^\x00-\x7f]', word) else word for word in args]
        try:
            return super().parse_args(ctx, taken)
        except click.UsageError as error:
            if not any(re.match(r"-[^\W\d_]{2}", word) for word in args):
                raise
            message = error.format_message().rstrip(".")
            raise click.UsageError(f"{message} (a word to leave out goes after --)", ctx) from None

    @classmethod
    def restore(cls, _: click.Context, __: click.Parameter, words: tuple[str, ...]) -> str:
        return _words(words).replace(cls.MINUS, "-")


@main.command("search", cls=_SearchCommand)
@click.argument("query", metavar="QUERY...", nargs=-1, callback=_SearchCommand.restore)
@index_option
@click.option("--paragraphs", is_flag=True, help="Rank paragraphs instead of articles.")
@click.option(
    "-n", "--limit", type=click.IntRange(min=0), help=f"How many hits.  [default: 10; {_TREC_LIMIT} for trec]"
)
@click.option("--offset", type=click.IntRange(min=0), default=0, help="How many hits to pass over.")
@click.option("--source", multiple=True, callback=_names, help="Only of this source; repeat it for several.")
@click.option(
    "--category", multiple=True, callback=_names, help="Only of this category; repeat it for several."
)
@click.option("--author", multiple=True, callback=_names, help="Only by this author; repeat it for several.")
@click.option(
    "--from", "date_from", metavar="DATE", callback=_moment, help="From this day, month or year on."
)
@click.option(
    "--to", "date_to", metavar="DATE", callback=_moment, help="To the end of this day, month or year."
)
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest"]),
    default="relevance",
    help="In which order.",
)
@click.option(
    "--match", type=click.Choice(["any", "all"]), default="any", help="How many words a hit must have."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv", "trec"]),
    default="text",
    help="How to print.",
)
@click.option(
    "--queries",
    "batch",
    metavar="FILE",
    type=click.File("rb"),
    help="Ask every query of FILE (- for stdin): id<TAB>query lines, or TREC topics.",
)
@bidi_option
def search_command(
    *,
    query: str,
    directory: str,
    batch: io.BufferedReader | None,
    form: str,
    bidi: str,
    limit: int | None,
    paragraphs: bool,
    **filters: Any,
) -> int:
    """Rank articles, or paragraphs, by how well they answer QUERY; without one, list what the filters let
    pass.

    Words are found with their relatives; "quoted words" as they stand, side by side. +word must be there,
    -word must not be (after -- if it is Latin). AND, OR, NOT, parentheses and title: source: author:
    category: work too.

    \b
    Example:
      fihris search زيارة الرئيس إلى روسيا
      fihris search '"وكالة الأنباء"' --from 2023-09 --sort newest
      fihris search أسعار -النفط --paragraphs
      fihris search --queries topics.tsv --format trec > run.txt
    """
    from searcher.exports import Query, parse_queries

    narrowed = any(filters[name] for name in ("source", "category", "author", "date_from", "date_to"))
    if query.strip() and batch is not None:
        raise click.UsageError("give a QUERY or --queries FILE, not both", click.get_current_context())
    if not (query.strip() or narrowed or batch):
        raise click.UsageError("give a QUERY, a filter, or --queries FILE", click.get_current_context())
    if filters["date_from"] and filters["date_to"] and filters["date_from"] > filters["date_to"]:
        raise click.UsageError("--from is later than --to", click.get_current_context())
    if limit is None:
        limit = _TREC_LIMIT if form == "trec" else 10
    asked = (
        [Query("1", query)] if batch is None else parse_queries(batch.read(), getattr(batch, "name", "stdin"))
    )
    print_page = _printer(
        form, batch=batch is not None, unit="paragraph" if paragraphs else "article", visual=bidi == "visual"
    )
    found, matching = 0, False
    with _searcher(directory) as searcher:
        for question in asked:
            page = searcher.search(
                question.text, limit=limit, paragraphs=paragraphs, snippets=form != "trec", **filters
            )
            print_page(question, page)
            found += page.total if limit == 0 else len(page.hits)
            matching = matching or bool(page.hits) or page.total > 0  # counting may cost more than the hits
    if found:
        return _DONE
    if form == "text" and not matching:
        click.echo("nothing found", err=True)
    return _NOTHING_FOUND


def _printer(form: str, *, batch: bool, unit: str, visual: bool) -> Callable[[Query, Page], None]:
    """What prints the answer to each query in the chosen format."""
    from searcher.exports import hit_json, trec_line, write_csv, write_csv_header
    from searcher.screen import Screen, printable
    from searcher.terminal import hit_text, total_text

    screen = Screen.of(sys.stdout, visual=visual)

    def text(question: Query, page: Page) -> None:
        blocks = [f"{printable(question.id)}: {screen.field(question.text)}"] if batch else []
        blocks += [hit_text(hit, screen) for hit in page.hits]
        if page.total or batch:
            blocks.append(total_text(page, unit))
        if blocks:
            print("\n\n".join(blocks), end="\n\n" if batch else "\n")

    def json(question: Query, page: Page) -> None:
        for hit in page.hits:
            print(hit_json(hit, question if batch else None))

    def csv(question: Query, page: Page) -> None:
        write_csv(sys.stdout, page.hits, question if batch else None)

    def trec(question: Query, page: Page) -> None:
        for hit in page.hits:
            print(trec_line(question, hit))

    if form == "csv":
        write_csv_header(sys.stdout, batch=batch)
    return {"text": text, "json": json, "csv": csv, "trec": trec}[form]


@main.command("show")
@click.argument("article_id", metavar="ID")
@index_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print.")
@bidi_option
def show_command(article_id: str, directory: str, form: str, bidi: str) -> int:
    """Print one article, its paragraphs numbered as in search results.

    \b
    Example:
      fihris show https://example.org/news/1042
    """
    from searcher.exports import article_json
    from searcher.screen import Screen
    from searcher.terminal import article_text

    with _searcher(directory) as searcher:
        article = searcher.article(_id(article_id))
    if article is None:
        _complain(f"no article has the id {article_id!r}: search --format json prints ids")
        return _NOTHING_FOUND
    if form == "json":
        print(article_json(article))
    else:
        print(article_text(article, Screen.of(sys.stdout, visual=bidi == "visual")))
    return _DONE


@main.command("delete")
@click.argument("article_ids", metavar="ID...", nargs=-1, required=True)
@index_option
@wait_option
def delete_command(article_ids: tuple[str, ...], directory: str, wait: bool) -> int:
    """Remove articles from the index.

    \b
    Example:
      fihris delete https://example.org/news/1042
    """
    from index import Index
    from searcher.terminal import counted

    removed = 0
    with Index.open(directory).writer(wait=wait) as writer:
        for article_id in dict.fromkeys(article_ids):
            if writer.delete(_id(article_id)):
                removed += 1
            else:
                _complain(f"no article has the id {article_id!r}")
    print(f"{counted(removed, 'article')} removed")
    return _DONE if removed else _NOTHING_FOUND


@main.command("stats")
@index_option
@json_option
def stats_command(directory: str, as_json: bool) -> None:
    """Say what the index holds.

    \b
    Example:
      fihris stats --index ~/archive-index
    """
    from index import Index
    from searcher.exports import json_text
    from searcher.terminal import stats_text

    stats = Index.open(directory).stats()
    print(json_text(stats) if as_json else stats_text(stats))


@main.command("check")
@index_option
def check_command(directory: str) -> int:
    """Verify every file of the index.

    \b
    Example:
      fihris check && rsync -a fihris-index backup:
    """
    from index import Index

    damage = Index.open(directory).check()
    for what in damage:
        _complain(what)
    if damage:
        return _ERROR
    print("the index is whole")
    return _DONE


@main.command("analyze")
@click.argument("text", metavar="TEXT...", nargs=-1)
@index_option
@json_option
def analyze_command(text: tuple[str, ...], directory: str, as_json: bool) -> int:
    """Show the tokens of TEXT (or of stdin), their places, and what each is indexed and searched as.

    A word is indexed as its form, and searched as the forms of the index that share its stem.

    \b
    Example:
      fihris analyze وبالمَدرسةِ
      fihris analyze --json < article.txt
    """
    from searcher.analysis import analysis_of
    from searcher.exports import json_text
    from searcher.screen import Screen
    from searcher.terminal import analysis_rows

    if not text and sys.stdin.isatty():
        raise click.UsageError("give a TEXT, or one on stdin", click.get_current_context())
    whole = _words(text) if text else sys.stdin.buffer.read().decode("utf-8-sig", "replace")
    analysis = analysis_of(whole, directory)
    if as_json:
        for word in analysis:
            print(json_text(word._asdict()))
    elif analysis:
        print(Screen.of(sys.stdout).table(analysis_rows(analysis)))
    return _DONE if analysis else _NOTHING_FOUND
