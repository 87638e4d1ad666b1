"""What every node finds in real news, counted by the plain matcher of `tests.searcher.brute` over the raw articles."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pytest

from corpus import read_articles
from index.segment import seconds_of
from searcher import Searcher
from searcher.marking import Marker
from searcher.query import (
    And,
    AtLeast,
    DateRange,
    Every,
    FieldValue,
    First,
    Fuzzy,
    Has,
    Near,
    Not,
    Or,
    Pattern,
    Phrase,
    Query,
    Within,
    Word,
)
from tests.builders import article, built_index
from tests.searcher.brute import ANALYZER, Read
from tests.searcher.test_nodes import articles_found, check_marks, paragraphs_found

NEWS = Path(__file__).parents[3] / "shared" / "corpora" / "saudinewsnet"
pytestmark = pytest.mark.skipif(
    not NEWS.is_dir(), reason="SaudiNewsNet is not at ../shared/corpora/saudinewsnet"
)

EVERY = 15  # of the 31,030 articles: reading and asking more of them the slow way would take too long


def word(text: str) -> Word:
    return Word("text", text)


def exact(*words: str) -> Phrase:
    return Phrase("text", list(words))


def prefix(text: str) -> Pattern:
    return Pattern("text", text)


AUGUST = DateRange(
    seconds_of(article(date="2015-08-01").date), seconds_of(article(date="2015-08-31T23:59:59").date)
)
QUERIES: dict[str, Query] = {
    "prefix": prefix("انتخاب*"),
    "wildcards": prefix("*قتصاد?*"),
    "a pattern in headlines": Pattern("title", "سعود*"),
    "fuzzy, one edit": Fuzzy("text", "انتخابات", 1),
    "fuzzy, two edits": Fuzzy("text", "استثمار", 2),
    "near": Near((exact("مجلس"), exact("الوزراء")), 5),
    "near in order": Near((exact("مجلس"), exact("الوزراء")), 1, ordered=True),
    "near with relatives": Near((word("وزير"), word("اجتماع"), word("مجلس")), 10),
    "near the same word twice": Near((word("مليون"), word("مليون")), 6),
    "near a phrase and a pattern": Near((exact("خادم", "الحرمين"), prefix("ملك*")), 8),
    "near alternatives": Near((Or([word("نفط"), prefix("بترول*"), exact("اسعار", "الخام")]), word("سعر")), 4),
    "paragraph": Within("paragraph", And([word("نفط"), word("سعر"), Not(word("اوبك"))])),
    "a paragraph without": Within("paragraph", And([word("وزير"), Not(Or([exact("مجلس"), prefix("رئي*")]))])),
    "sentence": Within("sentence", And([word("وزير"), word("تعليم")])),
    "sentence with a phrase": Within(
        "sentence", And([exact("مجلس", "الوزراء"), Or([word("قرار"), word("ملك")])])
    ),
    "a sentence without": Within("sentence", And([word("جامعه"), Not(word("طالب"))])),
    "first words": First(word("وزير"), 15),
    "first words, a phrase": First(exact("خادم", "الحرمين", "الشريفين"), 30),
    "at least": AtLeast(word("تعليم"), 6),
    "at least, alternatives": AtLeast(Or([exact("وزاره"), prefix("وزير*")]), 5),
    "a range of dates": And([word("وزير"), AUGUST]),
    "what it has": And([word("وزير"), Has("author"), Not(Has("category"))]),
    "all together": And(
        [
            Or([Near((word("مجلس"), word("شوري")), 3), First(prefix("شور*"), 40)]),
            Not(Within("paragraph", And([word("مجلس"), word("جديد")]))),
            Or([FieldValue("source", ("سبق",)), AUGUST]),
        ]
    ),
    "whatever excludes": And([Every(), Not(exact("في"))]),
}


class News(NamedTuple):
    searcher: Searcher
    articles: dict[str, Read]


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[News]:
    articles = {each.id: each for each in islice(read_articles(NEWS), 0, None, EVERY)}
    with Searcher(built_index(tmp_path_factory.mktemp("news"), *articles.values())) as searcher:
        relatives = cache(searcher._evaluator.vocabulary.relatives)
        yield News(searcher, {name: Read(each, relatives) for name, each in articles.items()})


@pytest.mark.parametrize("name", QUERIES)
def test_the_engine_finds_what_the_plain_matcher_finds(news: News, name: str) -> None:
    tree = QUERIES[name]
    expected = {article_id for article_id, each in news.articles.items() if each.matches(tree)}
    assert articles_found(news.searcher, tree) == expected
    assert expected
    paragraphs = {
        (article_id, number)
        for article_id in expected
        for number in news.articles[article_id].paragraphs(tree)
    }
    assert paragraphs_found(news.searcher, tree) == paragraphs
    relatives = news.searcher._evaluator.vocabulary.relatives
    marker = Marker(tree, ANALYZER, lambda each: relatives(each.text))
    for article_id in sorted(expected)[:20]:
        each = news.articles[article_id]
        check_marks(marker, each, tree, each.marked(tree))
