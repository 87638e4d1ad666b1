"""What every node finds in real news, counted by the plain matcher of `tests.searcher.brute` over the raw articles."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache
from typing import NamedTuple

import pytest

from index.segments.segment import seconds_of
from searcher.language.query import (
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
from searcher.presenting.marking import Marker
from tests.builders import article
from tests.searcher.brute import ANALYZER, Asked, Read, Span, all_forms
from tests.searcher.conftest import News
from tests.searcher.test_nodes import articles_found, check_marks, paragraphs_found

MARKED = 20  # articles of each query whose marks are compared, too


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


class Expected(NamedTuple):
    """What the plain matcher finds for a query: paragraphs by the id of the article, words that count in some."""

    paragraphs: dict[str, set[int]]
    marked: dict[str, set[Span]]


@pytest.fixture(scope="module")
def relatives(saudinewsnet: News) -> Callable[[str], Collection[str]]:
    return cache(saudinewsnet.searcher.evaluator.scorer.vocabulary.relatives)


@pytest.fixture(scope="module")
def expected(
    plain_saudinewsnet: list[Read], relatives: Callable[[str], Collection[str]]
) -> dict[str, Expected]:
    """Every query, of every article that is read."""
    forms = all_forms(plain_saudinewsnet, relatives)
    found = {name: Expected({}, {}) for name in QUERIES}
    for each in plain_saudinewsnet:
        asked = Asked(each, forms)
        for name, tree in QUERIES.items():
            if asked.matches(tree):
                paragraphs, marked = found[name]
                if len(marked) < MARKED:
                    marked[each.article.id] = asked.marked(tree)
                paragraphs[each.article.id] = asked.paragraphs(tree)
    return found


@pytest.mark.parametrize("name", QUERIES)
def test_the_engine_finds_what_the_plain_matcher_finds(
    saudinewsnet: News,
    plain_saudinewsnet: list[Read],
    relatives: Callable[[str], Collection[str]],
    expected: dict[str, Expected],
    name: str,
) -> None:
    articles, searcher = saudinewsnet
    tree = QUERIES[name]
    paragraphs, marked = expected[name]
    assert paragraphs
    was_read = {each.article.id for each in plain_saudinewsnet}
    assert articles_found(searcher, tree) & was_read == set(paragraphs)
    found = {(each, at) for each, at in paragraphs_found(searcher, tree) if each in was_read}
    assert found == {(each, at) for each, held in paragraphs.items() for at in held}
    marker = Marker(tree, ANALYZER, lambda each: relatives(each.text))
    for article_id, spans in marked.items():
        read = Read(articles[article_id])
        check_marks(marker, Asked(read, all_forms([read], relatives)), tree, spans)
