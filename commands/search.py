"""`fihris search`: hits for one query or a file of them, in each format."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import click

from commands.counting import Counts, counting_options
from commands.options import QueryCommand, bidi_option, checked_filters, filter_options, index_option, opened
from commands.outcome import DONE, NOTHING_FOUND

if TYPE_CHECKING:
    from searcher import Page, Suggestion
    from searcher.exports import Query
    from searcher.searcher import Duplicates

_TREC_LIMIT: Final = 1000  # how deep trec_eval and the published runs go


@click.command("search", cls=QueryCommand)
@click.argument("query", metavar="QUERY...", nargs=-1, callback=QueryCommand.restore)
@index_option
@click.option("--paragraphs", is_flag=True, help="Rank paragraphs instead of articles.")
@click.option(
    "-n", "--limit", type=click.IntRange(min=0), help=f"How many hits.  [default: 10; {_TREC_LIMIT} for trec]"
)
@click.option("--offset", type=click.IntRange(min=0), default=0, help="How many hits to pass over.")
@filter_options
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest"]),
    default="relevance",
    help="In which order.",
)
@click.option(
    "--half-life",
    type=float,
    metavar="DAYS",
    help="Halve the score of an article for every DAYS of its age.  [default: age does not count]",
)
@counting_options
@click.option(
    "--match", type=click.Choice(["any", "all"]), default="any", help="How many words a hit must have."
)
@click.option(
    "--duplicates",
    type=click.Choice(["group", "show"]),
    help="Show one of articles that say the same, or all.  [default: group; show for trec]",
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
@click.option("--explain", is_flag=True, help="Print how the score of each hit came about.")
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
    facets: tuple[str, ...],
    facet_limit: int,
    timeline: str | None,
    explain: bool,
    duplicates: Duplicates | None,
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
      fihris search البنك الدولي --facets source,month --timeline -n 0
    """
    from searcher.exports import Query, parse_queries
    from searcher.screen import printable

    if explain and form not in ("text", "json"):
        raise click.UsageError(
            f"--explain has no place in {form}: take --format text or json", click.get_current_context()
        )
    if query.strip() and batch is not None:
        raise click.UsageError("give a QUERY or --queries FILE, not both", click.get_current_context())
    narrowed = checked_filters(filters)
    if not (query.strip() or narrowed or batch):
        raise click.UsageError("give a QUERY, a filter, or --queries FILE", click.get_current_context())
    counts = Counts(facets, facet_limit, timeline, form, bidi == "visual").checked()
    if limit is None:
        limit = _TREC_LIMIT if form == "trec" else 10
    if duplicates is None:
        duplicates = "show" if form == "trec" else "group"  # judgements name every article
    asked = (
        [Query("1", query)] if batch is None else parse_queries(batch.read(), getattr(batch, "name", "stdin"))
    )
    print_page = _printer(
        form,
        batch=batch is not None,
        unit="paragraph" if paragraphs else "article",
        visual=bidi == "visual",
        explain=explain,
    )
    found, matching = 0, False
    suggested: tuple[Suggestion, ...] = ()
    with opened(directory) as searcher:
        for question in asked:
            page = searcher.search(
                question.text,
                limit=limit,
                paragraphs=paragraphs,
                duplicates=duplicates,
                snippets=form != "trec",
                **filters,
            )
            if limit or not counts:
                print_page(question, page)
            if counts:
                counts.print(searcher, question, filters, batch=batch is not None, alone=not limit)
            if form == "text" and batch is None:
                suggested = page.suggestions
            found += page.total if limit == 0 else len(page.hits)
            matching = matching or bool(page.hits) or page.total > 0  # counting may cost more than the hits
    if form == "text" and not matching:
        click.echo("nothing found", err=True)
    for suggestion in suggested:
        click.echo(f"did you mean: {printable(suggestion.text)}", err=True)
    return DONE if found else NOTHING_FOUND


def _printer(
    form: str, *, batch: bool, unit: str, visual: bool, explain: bool
) -> Callable[[Query, Page], None]:
    """What prints the answer to each query in the chosen format."""
    from searcher.exports import hit_json, trec_line, write_csv, write_csv_header
    from searcher.screen import Screen, printable
    from searcher.terminal import explanation_text, hit_text, total_text

    screen = Screen.of(sys.stdout, visual=visual)

    def text(question: Query, page: Page) -> None:
        blocks = [f"{printable(question.id)}: {screen.field(question.text)}"] if batch else []
        for hit in page.hits:
            blocks.append(hit_text(hit, screen))
            if explain:
                blocks.append(explanation_text(hit.explain(), screen))
        if page.total or batch:
            blocks.append(total_text(page, unit))
        if blocks:
            print("\n\n".join(blocks), end="\n\n" if batch else "\n")

    def json(question: Query, page: Page) -> None:
        for hit in page.hits:
            print(hit_json(hit, question if batch else None, explain=explain))

    def csv(question: Query, page: Page) -> None:
        write_csv(sys.stdout, page.hits, question if batch else None)

    def trec(question: Query, page: Page) -> None:
        for hit in page.hits:
            print(trec_line(question, hit))

    if form == "csv":
        write_csv_header(sys.stdout, batch=batch)
    return {"text": text, "json": json, "csv": csv, "trec": trec}[form]
