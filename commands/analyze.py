"""`fihris analyze`: what becomes of words."""

from __future__ import annotations

import sys
from typing import Final

import click

from commands.options import TextCommand, index_option, json_option, words_of
from commands.outcome import DONE, NOTHING_FOUND
from commands.reading import read_at_most

_LARGEST: Final = 1  # megabytes: 100,000 words, which take a minute, each with its relatives


@click.command("analyze", cls=TextCommand)
@click.argument("text", metavar="[TEXT]...", nargs=-1)
@index_option
@json_option
def analyze_command(text: tuple[str, ...], directory: str, as_json: bool) -> int:
    """Show the tokens of TEXT (or of stdin): the place, form and stem of each and, where there is an index, the
    forms of the index that it is searched with.

    Each of these has a weight. Most find articles; those of a doubtful relation only raise what was found.

    \b
    Example:
      fihris analyze وبالمَدرسةِ
      fihris analyze --json < article.txt
    """
    from searcher.analysis import analysis_of
    from searcher.printing.exports import json_text
    from searcher.printing.screen import Screen
    from searcher.printing.terminal import analysis_rows

    if not text and sys.stdin.isatty():
        raise click.UsageError("give a TEXT, or one on stdin", click.get_current_context())
    if text:
        whole = words_of(text)
    else:
        given = read_at_most(
            sys.stdin.buffer, _LARGEST, name="stdin", advice="analyze an article, not an archive"
        )
        whole = given.decode("utf-8-sig", "replace")
    analysis = analysis_of(whole, directory)
    if as_json:
        for word in analysis:
            print(json_text(word.as_json()))
    elif analysis:
        print(Screen.of(sys.stdout).table(analysis_rows(analysis)))
    return DONE if analysis else NOTHING_FOUND
