"""docs/query-syntax.md is true: every example finds what it says, by a plain matcher and by the engine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from corpus import Article
from index.analysis import Analyzer
from searcher import Searcher
from searcher.language.parser import parse, read
from searcher.language.query import FieldValue, Query
from tests.builders import article, built_index
from tests.searcher.brute import Asked, Read, all_forms

DOCUMENT = Path(__file__).parents[2] / "docs" / "query-syntax.md"
ANALYZER = Analyzer()


def table_rows(*headings: str) -> list[list[str]]:
    """The cells of all tables of the document whose first headings are these; a stroke in a cell is written \\|."""
    rows = []
    inside = False
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            inside = False
            continue
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if tuple(cells[: len(headings)]) == headings:
            inside = True
        elif inside and not line.startswith("|---"):
            rows.append(cells)
    return rows


def typed(cell: str) -> str:
    """What stands between the strokes of code."""
    found = re.fullmatch("`(.*)`", cell)
    return found[1] if found else ""


ARTICLES = [
    Article(
        id=number,
        title=title,
        source=source,
        category=category,
        author=author,
        date=datetime.fromisoformat(date) if date else None,
        paragraphs=tuple(text.split(" ¶ ")),
    )
    for number, title, source, category, author, date, text in table_rows("No.")
]
EXAMPLES = [
    (typed(cells[0]), match, set(re.findall(r"\d+", cells[1])))
    for heading, match in (("Query", "any"), ("Query, match all", "all"))
    for cells in table_rows(heading, "Finds")
]
MISTAKES = [(typed(cells[0]), typed(cells[1]), typed(cells[2])) for cells in table_rows("Typed", "Place")]
FORMS = {
    token.form
    for article in ARTICLES
    for text in (article.title, *article.paragraphs)
    for token in ANALYZER.tokens(text)
}


def relatives(form: str) -> set[str]:
    """The words of the articles of the same light stem."""
    return {form} | {other for other in FORMS if ANALYZER.stem(other) == ANALYZER.stem(form)}


class PlainAsked(Asked):
    """The plain matcher, with metadata that hold a value in part."""

    def matches(self, query: Query) -> bool:
        if isinstance(query, FieldValue):
            held = [token.form for token in ANALYZER.tokens(getattr(self.article, query.fieldname))]
            wanted = list(query.words)
            return any(held[at : at + len(wanted)] == wanted for at in range(len(held)))
        return super().matches(query)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    with Searcher(built_index(tmp_path_factory.mktemp("index"), *ARTICLES)) as opened:
        yield opened


def test_the_document_has_its_tables() -> None:
    assert len(ARTICLES) == 6
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    assert len(EXAMPLES) + len(MISTAKES) + len(table_rows("Written", "In Arabic")) == sum(
        line.startswith("| `") for line in lines
    )


@pytest.mark.parametrize(("query", "match", "found"), EXAMPLES)
def test_every_example_finds_what_the_document_says(query: str, match: str, found: set[str]) -> None:
    tree = parse(query, ANALYZER, match="all" if match == "all" else "any")
    articles = [Read(article) for article in ARTICLES]
    forms = all_forms(articles, relatives)
    matching = {each.article.id for each in articles if PlainAsked(each, forms).matches(tree)}
    assert matching == found


@pytest.mark.parametrize(("query", "match", "found"), EXAMPLES)
def test_the_engine_finds_the_same(searcher: Searcher, query: str, match: str, found: set[str]) -> None:
    page = searcher.search(query, match="all" if match == "all" else "any")
    assert ({hit.id for hit in page.hits}, page.total) == (found, len(found))


@pytest.mark.parametrize(("query", "place", "meant"), MISTAKES)
def test_what_can_not_be_meant_is_told_and_read_as_the_document_says(
    query: str, place: str, meant: str
) -> None:
    reading = read(query, ANALYZER)
    assert [query[problem.start : problem.end] for problem in reading.problems] == [place]
    assert reading.tree == parse(meant, ANALYZER)


def test_other_examples_have_no_problems() -> None:
    generous = {'"كأس العالم', "(زيارة AND الصين", "AND زيارة OR"}
    assert {query for query, *_ in EXAMPLES if read(query, ANALYZER).problems} == generous


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("source:24", {"24"}),
        ("-source:24", {"قناة 24", "24 ساعة"}),
        ("source:قناة", {"قناة 24"}),
        ("source:ساعة source:24", {"24", "24 ساعة"}),
        ("category:24", {"24"}),
        ("author:24", {"24", "قناة 24", "24 ساعة"}),
    ],
)
def test_a_source_or_category_of_exactly_the_name_stands_alone(
    tmp_path: Path, query: str, found: set[str]
) -> None:
    names = ["24", "قناة 24", "24 ساعة"]
    articles = [article(name, "خبر", source=name, category=name, author=name) for name in names]
    with Searcher(built_index(tmp_path, *articles)) as opened:
        assert {hit.id for hit in opened.search(query).hits} == found
