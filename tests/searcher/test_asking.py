"""The table "what you can ask" of the README is true: its counts are those of a slow, plain matcher over raw articles.

The plain matcher (`tests.searcher.brute`) reads every article for every query. It is told the relatives of words; what
a query asks of them, and of dates, metadata, paragraphs and sentences, it finds out by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from corpus import Article, read_articles
from index.analysis import Analyzer
from searcher import Searcher
from searcher.parser import read
from tests.builders import built_index
from tests.searcher.brute import Read

REPOSITORY = Path(__file__).parents[2]
NEWS = REPOSITORY.parent / "shared" / "corpora" / "saudinewsnet"
ONE_OF = 10  # articles of SaudiNewsNet: all of them take minutes
ANALYZER = Analyzer()
ROWS = [
    (query.replace("\\|", "|"), int(count))
    for query, count in re.findall(
        r"^\| `(.+?)` \| (\d+) \| .+ \|$", (REPOSITORY / "README.md").read_text("utf-8"), re.MULTILINE
    )
]


class Collection(NamedTuple):
    articles: list[Article]
    searcher: Searcher


def collection(folder: Path, articles: list[Article]) -> Collection:
    return Collection(articles, Searcher(built_index(folder, *articles)))


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    articles = list(read_articles(REPOSITORY / "corpus" / "samples"))
    made = collection(tmp_path_factory.mktemp("samples"), articles)
    with made.searcher:
        yield made


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    if not NEWS.is_dir():
        pytest.skip("SaudiNewsNet is not at ../shared/corpora/saudinewsnet")
    by_id = {article.id: article for article in islice(read_articles(NEWS), 0, None, ONE_OF)}
    made = collection(tmp_path_factory.mktemp("news"), list(by_id.values()))
    with made.searcher:
        yield made


def matching(held: Collection, relatives: Callable[[str], set[str]]) -> dict[str, set[str]]:
    """For each query of the table the ids of the articles that match, found out one article at a time."""
    trees = {query: read(query, ANALYZER).tree for query, _ in ROWS}
    found: dict[str, set[str]] = {query: set() for query in trees}
    for article in held.articles:
        one = Read(article, relatives)
        for query, tree in trees.items():
            if one.matches(tree):
                found[query].add(article.id)
    return found


def relatives_in(searcher: Searcher) -> Callable[[str], set[str]]:
    known: dict[str, set[str]] = {}

    def relatives(form: str) -> set[str]:
        if form not in known:
            known[form] = set(searcher._evaluator.vocabulary.relatives(form))
        return known[form]

    return relatives


def test_the_table_has_rows_and_none_of_them_a_problem() -> None:
    assert len(ROWS) > 20
    assert [query for query, _ in ROWS if read(query, ANALYZER).problems] == []


def test_the_counts_of_the_readme_are_right(samples: Collection) -> None:
    found = matching(samples, relatives_in(samples.searcher))
    assert {query: len(ids) for query, ids in found.items()} == dict(ROWS)


@pytest.mark.parametrize(("query", "count"), ROWS)
def test_the_engine_finds_so_many(samples: Collection, query: str, count: int) -> None:
    assert samples.searcher.search(query).total == count


def test_the_engine_finds_in_real_news_what_reading_every_article_finds(news: Collection) -> None:
    expected = matching(news, relatives_in(news.searcher))
    everything: dict[str, Any] = {"limit": len(news.articles), "duplicates": "show", "snippets": False}
    found = {query: {hit.id for hit in news.searcher.search(query, **everything).hits} for query in expected}
    assert found == expected
    assert sum(map(bool, found.values())) > len(found) // 2
