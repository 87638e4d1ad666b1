"""docs/query-syntax.md is true: every example finds what it says, by a plain matcher written for the test."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from index.analysis import Analyzer
from searcher.parser import parse
from searcher.query import And, AndMaybe, Every, FieldValue, Not, Or, Phrase, Query, Word

DOCUMENT = Path(__file__).parents[2] / "docs" / "query-syntax.md"
ANALYZER = Analyzer()


class Row(NamedTuple):
    headline: str
    source: str
    category: str
    author: str
    text: str


def table_rows(heading_cell: str) -> list[list[str]]:
    """The cells of all tables of the document whose first heading is this one."""
    rows = []
    inside = False
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")] if line.startswith("|") else []
        if not cells:
            inside = False
        elif cells[0] == heading_cell:
            inside = True
        elif inside and not line.startswith("|---"):
            rows.append([cell.strip("| ") for cell in cells])
    return rows


ARTICLES = {int(cells[0]): Row(*cells[1:]) for cells in table_rows("No.")}
EXAMPLES = [
    (re.fullmatch("`(.*)`", cells[0])[1], match, {int(number) for number in cells[1].split()})  # type: ignore[index]
    for heading, match in (("Query", "any"), ("Query, match all", "all"))
    for cells in table_rows(heading)
]


def forms(text: str) -> list[str]:
    return [token.form for token in ANALYZER.tokens(text)]


def holds_in_order(words: list[str], sequence: list[str]) -> bool:
    return any(words[i : i + len(sequence)] == sequence for i in range(len(words)))


def is_match(query: Query, row: Row) -> bool:
    match query:
        case And():
            return all(is_match(part, row) for part in query)
        case AndMaybe():
            return is_match(query.a, row)
        case Or():
            return any(is_match(part, row) for part in query)
        case Not():
            return not is_match(query.query, row)
        case Every():
            return True
        case FieldValue():
            return holds_in_order(forms(getattr(row, query.fieldname)), list(query.words))
        case Word():
            places = [row.headline] if query.fieldname == "title" else [row.headline, row.text]
            stem = ANALYZER.stem(query.text)
            return any(ANALYZER.stem(form) == stem for place in places for form in forms(place))
        case Phrase():
            places = [row.headline] if query.fieldname == "title" else [row.headline, row.text]
            return any(holds_in_order(forms(place), query.words) for place in places)
    raise AssertionError(query)


def test_the_document_has_its_tables() -> None:
    assert len(ARTICLES) == 5
    assert len(EXAMPLES) == sum(
        line.startswith("| `") for line in DOCUMENT.read_text(encoding="utf-8").splitlines()
    )


@pytest.mark.parametrize(("query", "match", "found"), EXAMPLES)
def test_every_example_finds_what_the_document_says(query: str, match: str, found: set[int]) -> None:
    tree = parse(query, ANALYZER, match="all" if match == "all" else "any")
    assert {number for number, row in ARTICLES.items() if is_match(tree, row)} == found
