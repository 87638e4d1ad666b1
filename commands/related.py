"""`fihris related`: more like an article."""

from __future__ import annotations

import sys
from typing import Any

import click

from commands.options import (
    TextCommand,
    WholeNumber,
    bidi_option,
    checked_filters,
    filter_options,
    ids_of,
    index_option,
    opened,
)
from commands.outcome import DONE, NOTHING_FOUND, complain
from commands.paging import no_pager_option, paged
from commands.problems import tell_unknown_names


@click.command("related", cls=TextCommand)
@click.argument("article_id", metavar="ID")
@index_option
@click.option("--paragraphs", is_flag=True, help="Rank paragraphs instead of articles.")
@click.option("-n", "--limit", type=WholeNumber(min=0), default=10, help="How many hits.  [default: 10]")
@click.option("--offset", type=WholeNumber(min=0), default=0, help="How many hits to pass over.")
@filter_options
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print.")
@no_pager_option
@bidi_option
def related_command(
    *,
    article_id: str,
    directory: str,
    paragraphs: bool,
    limit: int,
    offset: int,
    form: str,
    bidi: str,
    no_pager: bool,
    **filters: Any,
) -> int:
    """Rank articles, or paragraphs, by how much they are about what the article ID is about.

    They are found by the words that tell most about it, which are those highlighted. The article itself is not
    among them. `fihris open N` prints the N-th whole.

    \b
    Example:
      fihris related https://example.org/news/1042
      fihris related https://example.org/news/1042 --from 2023 --format json
    """
    from searcher.last_search import LastSearch
    from searcher.printing.exports import hit_json
    from searcher.printing.screen import Screen
    from searcher.printing.terminal import hit_text, total_text

    checked_filters(filters)
    with opened(directory) as searcher:
        wanted = next((each for each in ids_of(article_id) if searcher.article(each) is not None), None)
        if wanted is None:
            complain(f"no article has the id {article_id!r}: search --format json prints ids")
            return NOTHING_FOUND
        page = searcher.related(wanted, limit=limit, offset=offset, paragraphs=paragraphs, **filters)
        tell_unknown_names(searcher, "", filters)
        if form == "text" and page.hits:
            LastSearch.of(searcher.folder, "", "any", page.hits).keep()
    if form == "json":
        for hit in page.hits:
            print(hit_json(hit))
    elif page.total:
        screen = Screen.of(sys.stdout, visual=bidi == "visual")
        blocks = [hit_text(hit, screen) for hit in page.hits]
        blocks.append(total_text(page, limit, "paragraph" if paragraphs else "article"))
        with paged(no_pager=no_pager):
            print("\n\n".join(blocks))
    else:
        click.echo("nothing found", err=True)
    found = page.hits if limit else page.total
    return DONE if found else NOTHING_FOUND
