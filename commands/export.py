"""`fihris export`: whole articles, for other programs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from commands.options import (
    TextCommand,
    checked_filters,
    duplicates_option,
    filter_options,
    index_option,
    match_option,
    no_bom_option,
    opened,
    query_text,
)
from commands.outcome import DONE, NOTHING_FOUND
from commands.problems import tell_problems, tell_unknown_names

if TYPE_CHECKING:
    from searcher.retrieval.grouping import Duplicates


@click.command("export", cls=TextCommand)
@click.argument("query", metavar="[QUERY]...", nargs=-1, callback=query_text)
@index_option
@filter_options
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest"]),
    default="relevance",
    help="In which order.",
)
@match_option
@duplicates_option("show")
@click.option("--all", "everything", is_flag=True, help="Every article of the index, without a QUERY.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "csv"]),
    default="json",
    help="How to print.  [default: json]",
)
@no_bom_option
def export_command(
    *,
    query: str,
    directory: str,
    everything: bool,
    form: str,
    no_bom: bool,
    duplicates: Duplicates | None,
    **options: Any,
) -> int:
    """Print whole articles: all that match QUERY, or that the filters let pass.

    The lines of JSON hold all that the index has of an article: `fihris index` reads them again. So nothing is left
    out that says the same as another, unless --duplicates group is given.

    \b
    Example:
      fihris export زيارة الرئيس --from 2023 > visit.jsonl
      fihris export --source المنارة --sort oldest --format csv > manara.csv
      fihris export --all | zstd > archive.jsonl.zst
      fihris export القمح --sort oldest --duplicates group > once.jsonl
    """
    narrowed = checked_filters(options)
    if everything and (query.strip() or narrowed):
        raise click.UsageError("--all goes without a QUERY and filters", click.get_current_context())
    if not (everything or query.strip() or narrowed):
        raise click.UsageError("give a QUERY, a filter, or --all", click.get_current_context())
    from searcher.printing.exports import ARTICLE_COLUMNS, article_json, write_article_csv, write_csv_header

    found = False
    # Without words to look up it is the way to what an index holds that another analysis made.
    with opened(directory, any_analysis=not query.strip()) as searcher:
        tell_problems(query, searcher.problems(query, match=options["match"]))
        articles = searcher.export(query, duplicates=duplicates or "show", **options)
        if form == "csv":
            write_csv_header(sys.stdout, ARTICLE_COLUMNS, bom=not (no_bom or sys.stdout.isatty()))
        for article in articles:
            found = True
            if form == "csv":
                write_article_csv(sys.stdout, article)
            else:
                print(article_json(article))
        tell_unknown_names(searcher, query, options)
    return DONE if found else NOTHING_FOUND
