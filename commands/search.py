"""`fihris search`: hits for one query or a file of them, in each format."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from commands.combinations import refuse_what_would_be_ignored
from commands.concordance import print_concordance
from commands.counting import CountingCommand, Counts, counting_options
from commands.options import (
    bidi_option,
    checked_filters,
    duplicates_option,
    filter_options,
    index_option,
    match_option,
    no_bom_option,
    opened,
    query_text,
)
from commands.outcome import DONE, NOTHING_FOUND, complain, remark
from commands.paging import no_pager_option, paged
from commands.problems import tell_problems
from commands.reading import read_at_most

if TYPE_CHECKING:
    from searcher import Page, Searcher, Suggestion
    from searcher.grouping import Duplicates
    from searcher.query_files import Topic

_TREC_LIMIT: Final = 1000  # how deep trec_eval and the published runs go
_LARGEST_BATCH: Final = 32  # megabytes: some million queries


@click.command("search", cls=CountingCommand)
@click.argument("query", metavar="[QUERY]...", nargs=-1, callback=query_text)
@index_option
@click.option("--paragraphs", is_flag=True, help="Rank paragraphs instead of articles.")
@click.option(
    "-n", "--limit", type=click.IntRange(min=0), help=f"How many hits.  [default: 10; {_TREC_LIMIT} for trec]"
)
@click.option("--offset", type=click.IntRange(min=0), default=0, help="How many hits to pass over.")
@filter_options
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest", "before", "after"]),
    default="relevance",
    help="In which order; with --kwic also by the words before or after.",
)
@click.option(
    "--half-life",
    type=float,
    metavar="DAYS",
    help="Halve the score of an article for every DAYS of its age.  [default: age does not count]",
)
@counting_options
@match_option
@duplicates_option("group; show for trec")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv", "trec"]),
    default="text",
    help="How to print.",
)
@no_bom_option
@click.option(
    "--queries",
    "batch",
    metavar="FILE",
    type=click.File("rb"),
    help="Ask every query of FILE (- for stdin): id<TAB>query lines, or TREC topics.",
)
@click.option("--explain", is_flag=True, help="Print how the score of each hit came about.")
@click.option("--count", is_flag=True, help="Print how many hits there are, and none of them.")
@click.option("--kwic", is_flag=True, help="Print every occurrence in its context, a line each.")
@click.option(
    "--width",
    type=click.IntRange(min=0),
    help="How many characters of context --kwic gives on each side.  [default: as many as fit; 60 in a pipe]",
)
@no_pager_option
@bidi_option
def search_command(
    *,
    query: str,
    directory: str,
    batch: io.BufferedReader | None,
    form: str,
    bidi: str,
    no_bom: bool,
    no_pager: bool,
    count: bool,
    kwic: bool,
    width: int | None,
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
    -word must not be (after -- if it is Latin). AND, OR, NOT and parentheses work, the fields title: source:
    author: category: date: has: and lead:, "words near"~5, word*, word~1, word^2, para(…), sent(…) and
    atleast3(…), by Arabic names too: docs/query-syntax.md has them all.

    \b
    Example:
      fihris search زيارة الرئيس إلى روسيا
      fihris search '"وكالة الأنباء"' --from 2023-09 --sort newest
      fihris search أسعار -النفط --paragraphs
      fihris search 'para(قمة روسيا) date:2023-09..'
      fihris search نهائي --kwic --sort after
      fihris search --queries topics.tsv --format trec > run.txt
      fihris search --queries topics.tsv --count --format csv > counts.csv
      fihris search البنك الدولي --facets source,month --timeline -n 0
    """
    context = click.get_current_context()
    refuse_what_would_be_ignored(context)
    if query.strip() and batch is not None:
        raise click.UsageError("give a QUERY or --queries FILE, not both", context)
    narrowed = checked_filters(filters)
    if not (query.strip() or narrowed or batch):
        raise click.UsageError("give a QUERY, a filter, or --queries FILE", context)
    bom = form == "csv" and not no_bom and not sys.stdout.isatty()
    visual = bidi == "visual"
    if kwic:
        del filters["half_life"]
        options = {"limit": limit, "width": width, **filters}
        with opened(directory) as searcher:
            return print_concordance(
                searcher, query, form, visual=visual, bom=bom, no_pager=no_pager, **options
            )
    counts = Counts(facets, facet_limit, timeline, form, visual)
    if limit is None:
        limit = _TREC_LIMIT if form == "trec" else 10
    if duplicates is None:
        duplicates = "show" if form == "trec" else "group"  # judgements name every article
    asked = _asked(query, batch)
    found, matching = 0, False
    suggested: tuple[Suggestion, ...] = ()
    with opened(directory) as searcher, paged(no_pager=no_pager or count or form != "text"):
        if count:
            return _counted(
                searcher,
                asked,
                form,
                batch=batch is not None,
                bom=bom,
                visual=visual,
                paragraphs=paragraphs,
                **filters,
            )
        print_page = _printer(
            form,
            asked,
            batch=batch is not None,
            limit=limit,
            unit="paragraph" if paragraphs else "article",
            visual=visual,
            explain=explain,
            bom=bom,
        )
        for question in asked:
            page = searcher.search(
                question.text,
                limit=limit,
                paragraphs=paragraphs,
                duplicates=duplicates,
                snippets=form != "trec",
                **filters,
            )
            if form == "text" and batch is None and page.hits:
                from searcher.last_search import LastSearch

                LastSearch.of(searcher.folder, query, filters["match"], page.hits).keep()
            if limit or not counts:
                print_page(question, page)
            if counts:
                counts.print(searcher, question, filters, batch=batch is not None, alone=not limit)
            if form == "text" and batch is None:
                suggested = page.suggestions
            query_id = question.id if batch is not None else ""
            tell_problems(question.text, page.problems, query_id=query_id, visual=visual)
            found += page.total if limit == 0 else len(page.hits)
            matching = matching or bool(page.hits) or page.total > 0  # counting may cost more than the hits
    if form == "text" and not matching:
        remark("nothing found")
    _propose(suggested)
    return DONE if found else NOTHING_FOUND


def _asked(query: str, batch: io.BufferedReader | None) -> list[Topic]:
    """The one query, or those of the file."""
    from searcher.query_files import Topic, parse_queries

    if batch is None:
        return [Topic("1", query)]
    named = getattr(batch, "name", None)
    name = named if isinstance(named, str) else "stdin"  # a number is that of a stream
    data = read_at_most(batch, _LARGEST_BATCH, name=name, advice="split it")
    return parse_queries(data, name, tell=complain)


def _propose(suggested: Sequence[Suggestion]) -> None:
    from searcher.printing.screen import printable

    for suggestion in suggested:
        remark(f"did you mean: {printable(suggestion.text)}")


def _counted(
    searcher: Searcher,
    asked: Sequence[Topic],
    form: str,
    *,
    batch: bool,
    bom: bool,
    visual: bool,
    **options: Any,
) -> int:
    """Prints the total of each query: with its id and text in a batch and in data formats."""
    from searcher.printing.exports import COUNT_COLUMNS, count_json, write_count_csv, write_csv_header
    from searcher.printing.screen import printable

    found = 0
    for question in asked:
        page = searcher.search(question.text, limit=0, snippets=False, **options)
        tell_problems(question.text, page.problems, query_id=question.id if batch else "", visual=visual)
        total = page.total
        found += total
        if form == "csv":
            if question is asked[0]:
                write_csv_header(sys.stdout, COUNT_COLUMNS, bom=bom)
            write_count_csv(sys.stdout, question, total)
        elif form == "json":
            print(count_json(question, total))
        else:
            print(
                "\t".join([printable(question.id), printable(question.text), str(total)]) if batch else total
            )
    return DONE if found else NOTHING_FOUND


def _printer(
    form: str,
    asked: Sequence[Topic],
    *,
    batch: bool,
    limit: int,
    unit: str,
    visual: bool,
    explain: bool,
    bom: bool,
) -> Callable[[Topic, Page], None]:
    """What prints the answer to each query in the chosen format."""
    if form == "text":
        return _text_printer(batch=batch, limit=limit, unit=unit, visual=visual, explain=explain)
    from searcher.printing.exports import hit_json, trec_line, write_csv, write_csv_header

    def json(question: Topic, page: Page) -> None:
        for hit in page.hits:
            print(hit_json(hit, question if batch else None, explain=explain))

    def csv(question: Topic, page: Page) -> None:
        if question is asked[0]:  # no earlier: an error leaves no header behind
            write_csv_header(sys.stdout, batch=batch, bom=bom)
        write_csv(sys.stdout, page.hits, question if batch else None)

    def trec(question: Topic, page: Page) -> None:
        for hit in page.hits:
            print(trec_line(question, hit))

    return {"json": json, "csv": csv, "trec": trec}[form]


def _text_printer(
    *, batch: bool, limit: int, unit: str, visual: bool, explain: bool
) -> Callable[[Topic, Page], None]:
    """What prints the answer to each query for people."""
    from searcher.printing.screen import Screen, printable
    from searcher.printing.terminal import explanation_text, hit_text, total_text

    screen = Screen.of(sys.stdout, visual=visual)

    def text(question: Topic, page: Page) -> None:
        blocks = [f"{printable(question.id)}: {screen.field(question.text)}"] if batch else []
        for hit in page.hits:
            blocks.append(hit_text(hit, screen))
            if explain:
                blocks.append(explanation_text(hit.explain(), screen))
        if page.total or batch:
            blocks.append(total_text(page, limit, unit))
        if blocks:
            print("\n\n".join(blocks), end="\n\n" if batch else "\n")

    return text
