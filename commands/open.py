"""`fihris open`: a hit of the last search, whole, with its matches marked."""

from __future__ import annotations

import sys

import click

from commands.options import WholeNumber, bidi_option, named_before, opened, use_index
from commands.outcome import DONE, NOTHING_FOUND, complain
from commands.paging import no_pager_option, paged


@click.command("open")
@click.argument("number", metavar="N", type=WholeNumber(min=1))
@click.option("--index", "directory", metavar="DIR", help="The index directory.  [default: the one searched]")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "html"]), default="text", help="How to print."
)
@no_pager_option
@bidi_option
@click.pass_context
def open_command(
    context: click.Context, number: int, directory: str | None, form: str, bidi: str, no_pager: bool
) -> int:
    """Print a hit of the last search in full, its matches marked.

    N is the number that it was shown with.
    The last search is that of this terminal, or, where nothing was searched in it, the last one of all. Matches
    are bold on a terminal, and between ** elsewhere. A hit of --paragraphs or --kwic opens at its paragraph, which
    has a > in front. A hit of fihris related has no matches.

    \b
    Example:
      fihris open 3
      fihris open 3 --format html > third.html
    """
    from searcher.last_search import LastSearch
    from searcher.printing.exports import marked_json
    from searcher.printing.screen import Screen
    from searcher.printing.terminal import OPENED_AT, marked_html, marked_text

    last = LastSearch.recall()
    hit = last.hit(number)
    directory = directory or named_before(context) or last.folder
    use_index(context, directory)
    with opened(directory) as searcher:
        article = searcher.article(hit.id)
        if article is None:
            complain(f"{directory}: the article {hit.id!r} is in the index no longer: search again")
            return NOTHING_FOUND
        texts = searcher.marked(article, last.query, match=last.match)
    if form == "json":
        print(marked_json(article, texts))
    elif form == "html":
        print(marked_html(article, texts))
    else:
        screen = Screen.of(sys.stdout, visual=bidi == "visual")
        place = "" if hit.paragraph is None else OPENED_AT
        with paged(no_pager=no_pager, found=place):
            print(marked_text(article, texts, screen, paragraph=hit.paragraph))
    return DONE
