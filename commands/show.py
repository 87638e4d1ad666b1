"""`fihris show`: one article, whole."""

from __future__ import annotations

import sys

import click

from commands.options import TextCommand, bidi_option, ids_of, index_option, opened
from commands.outcome import DONE, NOTHING_FOUND, complain
from commands.paging import no_pager_option, paged


@click.command("show", cls=TextCommand)
@click.argument("article_id", metavar="ID")
@index_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print.")
@no_pager_option
@bidi_option
def show_command(article_id: str, directory: str, form: str, bidi: str, no_pager: bool) -> int:
    """Print one article, its paragraphs numbered as in search results.

    \b
    Example:
      fihris show https://example.org/news/1042
    """
    from searcher.printing.exports import article_json
    from searcher.printing.screen import Screen
    from searcher.printing.terminal import article_text

    with opened(directory) as searcher:
        article = next(filter(None, map(searcher.article, ids_of(article_id))), None)
    if article is None:
        complain(f"no article has the id {article_id!r}: search --format json prints ids")
        return NOTHING_FOUND
    if form == "json":
        print(article_json(article))
    else:
        with paged(no_pager=no_pager):
            print(article_text(article, Screen.of(sys.stdout, visual=bidi == "visual")))
    return DONE
