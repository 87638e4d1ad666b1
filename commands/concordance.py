"""What `fihris search --kwic` prints."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

import click

from commands.outcome import DONE, NOTHING_FOUND
from commands.paging import paged
from commands.problems import tell_problems

if TYPE_CHECKING:
    from commands.output import Output
    from searcher import Searcher

LINES: Final = 50  #: by default


def print_concordance(
    searcher: Searcher, query: str, output: Output, *, width: int | None, **options: Any
) -> int:
    """Prints the lines of a query in the chosen format; gives the exit status. options: of the search."""
    from searcher.last_search import LastSearch, Shown, absolute
    from searcher.printing.exports import json_text, write_concordance_csv
    from searcher.printing.kwic import concordance_text

    screen = output.screen()
    options["width"] = (screen.width or 60) if width is None else width
    tell_problems(query, searcher.problems(query, match=options["match"]), visual=output.visual)
    lines = searcher.concordance(query, limit=output.limit, **options)
    first = options["offset"] + 1
    if output.form == "text" and lines:  # before they are printed: whoever reads them may stop early
        shown = tuple(
            Shown(number, line.article_id, line.paragraph) for number, line in enumerate(lines, first)
        )
        LastSearch(absolute(searcher.folder), query, options["match"], shown).keep()
    if output.form == "csv":
        write_concordance_csv(sys.stdout, lines, bom=output.bom)
    elif output.form == "json":
        for line in lines:
            print(json_text(line.as_json()))
    elif lines:
        with paged(no_pager=output.no_pager):
            print(concordance_text(lines, screen, first=first))
    if lines:
        return DONE
    is_found = (output.limit == 0 or (output.form == "text" and first > 1)) and bool(
        searcher.concordance(query, limit=1, **options | {"offset": 0})
    )
    if output.form == "text":
        click.echo("found, showing none" if is_found else "nothing found", err=True)
    return DONE if is_found and output.limit == 0 else NOTHING_FOUND
