"""How `fihris search` prints: what its options say of that, and what prints the hits in each format."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from commands.problems import tell_problems

if TYPE_CHECKING:
    from searcher import Page, Problem
    from searcher.printing.screen import Screen
    from searcher.query_files import Topic

    _Print = Callable[[Topic, Page], None]


class Output(NamedTuple):
    """What the options say of how to print.

    batch: of several queries, each answer says to which it belongs. limit: so many hits at most of each, 0 for none.
    unit: what a hit is, "article" or "paragraph". explain: with how its score came about. bom: before csv. visual:
    Arabic is reordered here. no_pager: all at once.
    """

    form: str
    batch: bool
    limit: int
    unit: str
    explain: bool
    bom: bool
    visual: bool
    no_pager: bool

    def screen(self) -> Screen:
        """What text for people is printed on."""
        from searcher.printing.screen import Screen

        return Screen.of(sys.stdout, visual=self.visual)

    def tell_problems(self, question: Topic, problems: Iterable[Problem]) -> None:
        """Says on stderr what is wrong with a query."""
        query_id = question.id if self.batch else ""
        tell_problems(question.text, problems, query_id=query_id, visual=self.visual)

    def page_printer(self, asked: Sequence[Topic]) -> _Print:
        """What prints the hits of each query, one after the other."""
        return _text_printer(self) if self.form == "text" else _record_printer(self, asked)


def _record_printer(output: Output, asked: Sequence[Topic]) -> _Print:
    """What prints hits for other programs, a record each."""
    from searcher.printing.exports import hit_json, trec_line, write_csv, write_csv_header

    def json(question: Topic, page: Page) -> None:
        for hit in page.hits:
            print(hit_json(hit, question if output.batch else None, explain=output.explain))

    def csv(question: Topic, page: Page) -> None:
        if question is asked[0]:  # no earlier: an error leaves no header behind
            write_csv_header(sys.stdout, batch=output.batch, bom=output.bom)
        write_csv(sys.stdout, page.hits, question if output.batch else None)

    def trec(question: Topic, page: Page) -> None:
        for hit in page.hits:
            print(trec_line(question, hit))

    return {"json": json, "csv": csv, "trec": trec}[output.form]


def _text_printer(output: Output) -> _Print:
    """What prints hits for people."""
    from searcher.printable import printable
    from searcher.printing.terminal import explanation_text, hit_text, total_text

    screen = output.screen()

    def text(question: Topic, page: Page) -> None:
        blocks = [f"{printable(question.id)}: {screen.field(question.text)}"] if output.batch else []
        for hit in page.hits:
            blocks.append(hit_text(hit, screen))
            if output.explain:
                blocks.append(explanation_text(hit.explain(), screen))
        if page.total or output.batch:
            blocks.append(total_text(page, output.limit, output.unit))
        if blocks:
            print("\n\n".join(blocks), end="\n\n" if output.batch else "\n")

    return text
