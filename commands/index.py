"""`fihris index`, `delete`, `stats` and `check`: what is done to an index, and what it holds."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click

from commands.options import TextCommand, WholeNumber, ids_of, index_option, json_option, wait_option
from commands.outcome import DONE, ERROR, INTERRUPTED, NOTHING_FOUND, complain, is_lack_of_memory

_CHANGED: Final = "but the index has changed meanwhile: see fihris stats"


class _ArticlesPath(click.Path):
    """A file or folder of articles."""

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Any:
        if value == "-" and not os.path.lexists(value):
            self.fail("articles are not read from standard input: write them to a file", parameter, context)
        return super().convert(value, parameter, context)


@click.command("index")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=_ArticlesPath(exists=True))
@index_option
@click.option("--rebuild", is_flag=True, help="Build anew beside the old index and swap at the end.")
@click.option("--prune", is_flag=True, help="Also remove articles that the paths no longer hold.")
@click.option("--encoding", help="The encoding of the files.  [default: found out for each]")
@click.option(
    "--jobs",
    type=WholeNumber(min=1),
    help="How many processes share the work.  [default: as many as there are cores]",
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
    from commands.run_report import ProgressBar, rejection_lines, summary_text
    from index import index_articles
    from index.cores import usable_cores

    with _saying_what_became_of_the_index(directory, jobs=jobs or usable_cores()):
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
            from searcher.printing.exports import json_text

            print(json_text(summary.as_json()))
            return
        for line in rejection_lines(summary.rejections):
            click.echo(line, err=True)
        print(summary_text(summary))


@click.command("delete", cls=TextCommand)
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
    from searcher.printing.terminal import counted

    removed = 0
    with _saying_what_became_of_the_index(directory):
        with Index.open(directory).writer(wait=wait) as writer:
            for article_id in dict.fromkeys(article_ids):
                if any(map(writer.delete, ids_of(article_id))):  # no further than to the first that is there
                    removed += 1
                else:
                    complain(f"no article has the id {article_id!r}")
        print(f"{counted(removed, 'article')} removed")
    return DONE if removed else NOTHING_FOUND


@click.command("stats")
@index_option
@json_option
def stats_command(directory: str, as_json: bool) -> None:
    """Say what the index holds.

    \b
    Example:
      fihris stats --index ~/archive-index
    """
    from index import Index
    from searcher.printing.exports import json_text
    from searcher.printing.screen import Screen
    from searcher.printing.terminal import stats_text

    stats = Index.open(directory).stats()
    print(json_text(stats) if as_json else stats_text(stats, Screen.of(sys.stdout)))


@click.command("check")
@index_option
@click.option("--quick", is_flag=True, help="Compare checksums alone, which takes a fraction of the time.")
def check_command(directory: str, quick: bool) -> int:
    """Verify every file of the index: its checksum, and whether what it holds fits together.

    \b
    Example:
      fihris check && rsync -a fihris-index backup:
    """
    from index import Index
    from index.errors import REBUILD, REMEDY

    damage = Index.open(directory).check(quick=quick)
    for what in damage:
        complain(what if REBUILD in what else f"{what}; {REMEDY}")
    if damage:
        return ERROR
    print("the index is whole")
    return DONE


@contextlib.contextmanager
def _saying_what_became_of_the_index(directory: str, *, jobs: int = 1) -> Iterator[None]:
    """Tells Ctrl-C and a lack of memory before the commit, as nearly all are, from those too late to prevent it.

    So it does with a stdout that takes no more, where what was done can't be told. Another run's commit, which this one
    waited for, is told of as well. jobs: processes that shared the memory.
    """
    from index.commits.directory import latest_generation

    def commits() -> int:
        return latest_generation(Path(directory)) or 0

    before = commits()
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except KeyboardInterrupt:
        if commits() <= before:
            raise
        complain(f"interrupted, {_CHANGED}")
        raise click.exceptions.Exit(INTERRUPTED) from None
    except Exception as error:
        if not is_lack_of_memory(error):
            if isinstance(error, OSError) and commits() > before:
                raise click.ClickException(f"{error.strerror}, {_CHANGED}") from error
            raise
        advice = "with fewer --jobs" if jobs > 1 else "when other programs have ended"
        as_it_was = f"the index is as it was: run the command again {advice}"
        became = as_it_was if commits() <= before else _CHANGED
        raise click.ClickException(f"not enough memory, {became}") from error
