"""`fihris complete`: the word being typed, finished."""

from __future__ import annotations

import sys

import click

from commands.options import TextCommand, WholeNumber, index_option, json_option, opened, query_text
from commands.outcome import DONE, NOTHING_FOUND


@click.command("complete", cls=TextCommand)
@click.argument("text", metavar="TEXT...", nargs=-1, required=True, callback=query_text)
@index_option
@click.option(
    "-n", "--limit", type=WholeNumber(min=1), default=10, help="How many completions.  [default: 10]"
)
@json_option
def complete_command(text: str, directory: str, limit: int, as_json: bool) -> int:
    """Finish the last word of TEXT with the words of the index, the likeliest first.

    Those are what the archive says behind the words before it, and else the most frequent.

    Each line has TEXT with its last word finished and how often the index has that word; a tab stands
    between the two in a pipe.

    \b
    Example:
      fihris complete انتخا
      fihris complete --limit 5 وزير الخا | cut -f1
    """
    from searcher.printing.exports import json_text
    from searcher.printing.screen import Screen

    with opened(directory) as searcher:
        completions = searcher.complete(text, limit)
    if as_json:
        for each in completions:
            print(json_text({"text": each.text, "word": each.word, "frequency": each.frequency}))
    elif completions:
        print(Screen.of(sys.stdout).table([[each.text, str(each.frequency)] for each in completions]))
    return DONE if completions else NOTHING_FOUND
