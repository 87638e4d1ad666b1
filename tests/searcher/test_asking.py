"""The table "what you can ask" of the README is true: its counts are those of a slow, plain matcher over raw articles.

The plain matcher (`tests.searcher.brute`) reads every article for every query. It is told the relatives of words; what
a query asks of them, and of dates, metadata, paragraphs and sentences, it finds out by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus import read_articles
from index.analysis import Analyzer
from searcher import Searcher
from searcher.language.parser import read
from tests.builders import built_index
from tests.searcher.brute import Asked, Read, all_forms
from tests.searcher.conftest import News

REPOSITORY = Path(__file__).parents[2]
ANALYZER = Analyzer()
ROWS = [
    (query.replace("\\|", "|"), int(count))
    for query, count in re.findall(
        r"^\| `(.+?)` \| (\d+) \| .+ \|$", (REPOSITORY / "README.md").read_text("utf-8"), re.MULTILINE
    )
]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[News]:
    articles = {each.id: each for each in read_articles(REPOSITORY / "corpus" / "samples")}
    with Searcher(built_index(tmp_path_factory.mktemp("samples"), *articles.values())) as searcher:
        yield News(articles, searcher)


def matching(all_read: list[Read], searcher: Searcher) -> dict[str, set[str]]:
    """For each query of the table the ids of the articles that match, found out one article at a time."""
    trees = {query: read(query, ANALYZER).tree for query, _ in ROWS}
    found: dict[str, set[str]] = {query: set() for query in trees}
    forms = all_forms(all_read, searcher.evaluator.scorer.vocabulary.relatives)
    for each in all_read:
        asked = Asked(each, forms)
        for query, tree in trees.items():
            if asked.matches(tree):
                found[query].add(each.article.id)
    return found


def test_the_table_has_rows_and_none_of_them_a_problem() -> None:
    assert len(ROWS) > 20
    assert [query for query, _ in ROWS if read(query, ANALYZER).problems] == []


def test_the_counts_of_the_readme_are_right(samples: News) -> None:
    found = matching(list(map(Read, samples.articles.values())), samples.searcher)
    assert {query: len(ids) for query, ids in found.items()} == dict(ROWS)


@pytest.mark.parametrize(("query", "count"), ROWS)
def test_the_engine_finds_so_many(samples: News, query: str, count: int) -> None:
    assert samples.searcher.search(query).total == count


def test_the_engine_finds_in_real_news_what_reading_every_article_finds(
    saudinewsnet: News, plain_saudinewsnet: list[Read]
) -> None:
    expected = matching(plain_saudinewsnet, saudinewsnet.searcher)
    was_read = {each.article.id for each in plain_saudinewsnet}
    everything: dict[str, Any] = {
        "limit": len(saudinewsnet.articles),
        "duplicates": "show",
        "snippets": False,
    }
    found = {
        query: {hit.id for hit in saudinewsnet.searcher.search(query, **everything).hits} & was_read
        for query in expected
    }
    assert found == expected
    assert sum(map(bool, found.values())) > len(found) // 2
