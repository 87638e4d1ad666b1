"""`fihris search`: hits for one query or a file of them, in each format."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from commands.combinations import refuse_what_would_be_ignored
from commands.concordance import LINES, print_concordance
from commands.counting import CountingCommand, Counts, counting_options
from commands.options import (
    NARROWING,
    WholeNumber,
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
from commands.output import Output
from commands.paging import no_pager_option, paged
from commands.problems import tell_unknown_names
from commands.reading import read_at_most

if TYPE_CHECKING:
    from searcher import Page, Searcher, Suggestion
    from searcher.query_files import Topic
    from searcher.retrieval.grouping import Duplicates

_LIMIT: Final = 10
_TREC_LIMIT: Final = 1000  # how deep trec_eval and the published runs go
_LARGEST_BATCH: Final = 32  # megabytes: some million queries


@click.command("search", cls=CountingCommand)
@click.argument("query", metavar="[QUERY]...", nargs=-1, callback=query_text)
@index_option
@click.option("--paragraphs", is_flag=True, help="Rank paragraphs instead of articles.")
@click.option(
    "-n",
    "--limit",
    type=WholeNumber(min=0),
    help=f"How many hits.  [default: {_LIMIT}; {_TREC_LIMIT} for trec]",
)
@click.option("--offset", type=WholeNumber(min=0), default=0, help="How many hits to pass over.")
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
    type=WholeNumber(min=0),
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
    half_life: float | None,
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
    if limit is None:
        limit = LINES if kwic else _TREC_LIMIT if form == "trec" else _LIMIT
    if duplicates is None:
        duplicates = "show" if form == "trec" else "group"  # judgements name every article
    output = Output(
        form,
        batch=batch is not None,
        limit=limit,
        unit="paragraph" if paragraphs else "article",
        explain=explain,
        bom=form == "csv" and not no_bom and not sys.stdout.isatty(),
        visual=bidi == "visual",
        no_pager=no_pager or form != "text",
    )
    asked = _asked(query, batch)
    with opened(directory) as searcher:
        options = {"paragraphs": paragraphs, "half_life": half_life, "duplicates": duplicates, **filters}
        if kwic:
            status = print_concordance(searcher, query, output, width=width, **filters)
        elif count:
            status = _print_totals(searcher, asked, output, options)
        else:
            status = _print_answers(searcher, asked, output, Counts(facets, facet_limit, timeline), options)
        tell_unknown_names(searcher, query, filters)  # of many queries the filters alone
    return status


def _asked(query: str, batch: io.BufferedReader | None) -> list[Topic]:
    """The one query, or those of the file."""
    from searcher.query_files import Topic, parse_queries

    if batch is None:
        return [Topic("1", query)]
    named = getattr(batch, "name", None)
    name = named if isinstance(named, str) else "stdin"  # a number is that of a stream
    data = read_at_most(batch, _LARGEST_BATCH, name=name, advice="split it")
    return parse_queries(data, name, tell=complain)


def _print_answers(
    searcher: Searcher, asked: Sequence[Topic], output: Output, counts: Counts, options: dict[str, Any]
) -> int:
    """Prints the hits of each query, and its counts; gives the exit status. options: of the search."""
    found = matching = False
    suggested: tuple[Suggestion, ...] = ()
    narrower = ""
    by_hand = output.form == "text" and not output.batch
    with paged(no_pager=output.no_pager):
        print_page = output.page_printer(asked)
        for question in asked:
            page = searcher.search(
                question.text, limit=output.limit, snippets=output.form != "trec", **options
            )
            if by_hand and page.hits:
                from searcher.last_search import LastSearch

                LastSearch.of(searcher.folder, question.text, options["match"], page.hits).keep()
            if output.limit or not counts:
                print_page(question, page)
            if counts:
                counts.print(searcher, question, output, options)
            if by_hand:
                suggested = page.suggestions
                if counts or (output.limit and options["sort"] != "relevance"):
                    narrower = _of_all_words(searcher, question, page, options)
            output.tell_problems(question, page.problems)
            found = found or bool(page.hits)
            matching = matching or found or page.total > 0  # counting may cost more than the hits
    if output.form == "text" and not matching:
        remark("nothing found")
    if narrower:
        remark(narrower)
    _propose(suggested)
    return DONE if found or (matching and not output.limit) else NOTHING_FOUND


def _of_all_words(searcher: Searcher, asked: Topic, page: Page, options: dict[str, Any]) -> str:
    """What says how many articles have all the words, where that is some of them; empty elsewhere."""
    if options["match"] == "all" or not page.total:
        return ""
    from searcher.all_words import having_all_words

    number = having_all_words(searcher, asked.text, **{name: options[name] for name in NARROWING})
    if not number or number >= page.articles:
        return ""
    from searcher.printing.terminal import counted

    what = counted(number, "article") if options["paragraphs"] else f"{number:,} of them"
    return f"{what} {'has' if number == 1 else 'have'} all the words: --match all"


def _propose(suggested: Sequence[Suggestion]) -> None:
    from searcher.printable import printable

    for suggestion in suggested:
        remark(f"did you mean: {printable(suggestion.text)}")


def _print_totals(searcher: Searcher, asked: Sequence[Topic], output: Output, options: dict[str, Any]) -> int:
    """Prints the total of each query: with its id and text in a batch and in data formats; gives the exit status."""
    from searcher.printable import printable
    from searcher.printing.exports import COUNT_COLUMNS, count_json, write_count_csv, write_csv_header

    found = 0
    for question in asked:
        page = searcher.search(question.text, limit=0, snippets=False, **options)
        output.tell_problems(question, page.problems)
        total = page.total
        found += total
        if output.form == "csv":
            if question is asked[0]:
                write_csv_header(sys.stdout, COUNT_COLUMNS, bom=output.bom)
            write_count_csv(sys.stdout, question, total)
        elif output.form == "json":
            print(count_json(question, total))
        elif output.batch:
            print("\t".join([printable(question.id), printable(question.text), str(total)]))
        else:
            print(total)
    return DONE if found else NOTHING_FOUND
