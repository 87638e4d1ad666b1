"""Posting lists are what a plain count of the words says."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import Analyzer
from index.inversion import (
    BODY_LIMIT,
    LEAD_LIMIT,
    LEAD_SHIFT,
    LEAD_WORDS,
    TITLE_LIMIT,
    TITLE_SHIFT,
    Postings,
    TokenBuffer,
    invert,
)

WORDS = st.sampled_from(["خبر", "وزير", "الوزير", "ﷺ", "قمة", "2024", "ـــ", "the"])
PASSAGES = st.lists(st.lists(WORDS, max_size=60).map(" ".join), min_size=1, max_size=4)
ANALYZER = Analyzer()


def inverted(articles: list[list[str]]) -> Postings:
    buffer = TokenBuffer(ANALYZER)
    for passages in articles:
        buffer.add(passages)
    return invert(buffer.forms(), *buffer.tokens())


def plain_occurrences(articles: list[list[str]]) -> dict[str, list[tuple[int, int, int]]]:
    """Form to (article, passage, position), ascending: one word after the other."""
    found = defaultdict(list)
    for number, passages in enumerate(articles):
        for passage, text in enumerate(passages):
            for token in ANALYZER.tokens(text):
                found[token.form].append((number, passage, token.position))
    return found


def article_postings(postings: Postings, term: int) -> list[tuple[int, int]]:
    part = slice(postings.article_starts[term], postings.article_starts[term + 1])
    return list(zip(postings.articles[part].tolist(), postings.frequencies[part].tolist(), strict=True))


def occurrences(postings: Postings, term: int) -> list[tuple[int, int, int]]:
    """The three levels of a term's lists put together again."""
    part = slice(postings.passage_starts[term], postings.passage_starts[term + 1])
    counts = postings.passage_counts[postings.article_starts[term] : postings.article_starts[term + 1]]
    articles = np.repeat([article for article, _ in article_postings(postings, term)], counts)
    frequencies = postings.passage_frequencies[part]
    positions = postings.positions[postings.position_starts[term] : postings.position_starts[term + 1]]
    return list(
        zip(
            np.repeat(articles, frequencies).tolist(),
            np.repeat(postings.passages[part], frequencies).tolist(),
            positions.tolist(),
            strict=True,
        )
    )


@settings(deadline=None)
@given(st.lists(PASSAGES, max_size=6))
def test_postings_equal_a_plain_count(articles: list[list[str]]) -> None:
    postings = inverted(articles)
    expected = plain_occurrences(articles)
    assert postings.terms == sorted(expected)
    for term, form in enumerate(postings.terms):
        assert occurrences(postings, term) == expected[form]
        for number, packed in article_postings(postings, term):
            places = [place for place in expected[form] if place[0] == number]
            lengths = [len(ANALYZER.tokens(text)) for text in articles[number][1:]]
            before = [0, *np.cumsum(lengths)]
            body = [before[passage - 1] + position for _, passage, position in places if passage]
            lead = sum(place < LEAD_WORDS for place in body)
            assert packed & BODY_LIMIT == len(body)
            assert packed >> TITLE_SHIFT & TITLE_LIMIT == min(len(places) - len(body), TITLE_LIMIT)
            assert packed >> LEAD_SHIFT & LEAD_LIMIT == min(lead, LEAD_LIMIT)


def test_frequencies_beyond_their_bits_count_as_the_most() -> None:
    packed = int(inverted([["خبر " * 20, "خبر " * 300]]).frequencies[0])
    assert packed & BODY_LIMIT == 255
    assert packed >> TITLE_SHIFT & TITLE_LIMIT == 15
    assert packed >> LEAD_SHIFT & LEAD_LIMIT == 15


def test_nothing_inverts_to_nothing() -> None:
    assert inverted([]).terms == []
    assert inverted([[""], ["", ""]]).terms == []
