"""What `fihris search --kwic` prints."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

import click

from commands.outcome import DONE, NOTHING_FOUND
from commands.paging import paged
from commands.problems import tell_problems

if TYPE_CHECKING:
    from searcher import Searcher

LINES: Final = 50  #: by default


def print_concordance(
    searcher: Searcher,
    query: str,
    form: str,
    *,
    visual: bool,
    bom: bool,
    no_pager: bool,
    limit: int | None,
    **options: Any,
) -> int:
    """Prints the lines of a query in the chosen format; gives the exit status."""
    from searcher.last_search import LastSearch, Shown, absolute
    from searcher.printing.exports import json_text, write_concordance_csv
    from searcher.printing.kwic import concordance_text
    from searcher.printing.screen import Screen

    screen = Screen.of(sys.stdout, visual=visual)
    if options["width"] is None:
        options["width"] = screen.width or 60
    tell_problems(query, searcher.problems(query, match=options["match"]), visual=visual)
    lines = searcher.concordance(query, limit=LINES if limit is None else limit, **options)
    first = options["offset"] + 1
    if form == "text" and lines:  # before they are printed: whoever reads them may stop early
        shown = tuple(
            Shown(number, line.article_id, line.paragraph) for number, line in enumerate(lines, first)
        )
        LastSearch(absolute(searcher.folder), query, options["match"], shown).keep()
    if form == "csv":
        write_concordance_csv(sys.stdout, lines, bom=bom)
    elif form == "json":
        for line in lines:
            print(json_text(line.as_json()))
    elif lines:
        with paged(no_pager=no_pager):
            print(concordance_text(lines, screen, first=first))
    if lines:
        return DONE
    is_found = (limit == 0 or (form == "text" and first > 1)) and bool(
        searcher.concordance(query, limit=1, **options | {"offset": 0})
    )
    if form == "text":
        click.echo("found, showing none" if is_found else "nothing found", err=True)
    return DONE if is_found and limit == 0 else NOTHING_FOUND
