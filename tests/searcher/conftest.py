"""Real news, read and indexed once for all tests that ask it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from corpus import Article, read_articles
from searcher import Searcher
from tests.builders import built_index
from tests.searcher.brute import Read

SAUDINEWSNET = Path(__file__).parents[3] / "shared" / "corpora" / "saudinewsnet"


class News(NamedTuple):
    """Articles by their ids, and a searcher over all of them."""

    articles: dict[str, Article]
    searcher: Searcher


@pytest.fixture(scope="session")
def saudinewsnet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[News]:
    if not SAUDINEWSNET.is_dir():
        pytest.skip("SaudiNewsNet is not at ../shared/corpora/saudinewsnet")
    articles = {article.id: article for article in read_articles(SAUDINEWSNET)}
    index = built_index(tmp_path_factory.mktemp("saudinewsnet"), *articles.values())
    with Searcher(index) as searcher:
        yield News(articles, searcher)


@pytest.fixture(scope="session")
def plain_saudinewsnet(saudinewsnet: News) -> list[Read]:
    """Every second one of these articles for the plain matcher, in the order of their ids: all take a minute more."""
    return [Read(each) for _, each in sorted(saudinewsnet.articles.items())[::2]]
