"""Posting lists are what a plain count of the words says."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import inversion
from index.analysis import Analyzer
from index.interning import Interner
from index.inversion import (
    BODY_LIMIT,
    LEAD_LIMIT,
    LEAD_SHIFT,
    LEAD_WORDS,
    TITLE_LIMIT,
    TITLE_SHIFT,
    Postings,
    invert,
)

WORDS = st.sampled_from(["خبر", "وزير", "الوزير", "ﷺ", "قمة", "2024", "ـــ", "the"])
PASSAGES = st.lists(st.lists(WORDS, max_size=60).map(" ".join), min_size=1, max_size=4)
ANALYZER = Analyzer()


class Inverted(NamedTuple):
    postings: Postings
    slots: dict[str, int]


def inverted(articles: list[list[str]]) -> Inverted:
    """Posting lists in the order in which the forms are first met; each article comes as a part of its own."""
    interner = Interner(ANALYZER)
    words = [interner.intern(passages) for passages in articles]
    per_article = np.array([len(passages) for passages in articles], np.int64)
    count = len(interner.forms)
    counts = np.bincount(
        np.concatenate([np.zeros(0, np.uint32), *(part.tokens for part in words)]), minlength=count
    )
    with TemporaryDirectory() as folder:
        postings = invert(np.arange(count, dtype=np.uint32), counts, words, per_article, Path(folder))
        for name, scratch in postings.lists().items():
            setattr(postings, name, scratch.whole())
    return Inverted(postings, {form: slot for slot, form in enumerate(interner.forms)})


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
    """The three levels of a term's lists put together again: the lowest bit says where a run begins."""
    passages = postings.passages[postings.passage_starts[term] : postings.passage_starts[term + 1]].tolist()
    positions = postings.positions[
        postings.position_starts[term] : postings.position_starts[term + 1]
    ].tolist()
    articles = [number for number, _ in article_postings(postings, term)]
    found = []
    article = passage = -1
    for flagged in positions:
        if flagged & 1:
            passage += 1
            article += passages[passage] & 1
        found.append((articles[article], passages[passage] >> 1, flagged >> 1))
    return found


@settings(deadline=None)
@given(st.lists(PASSAGES, max_size=6), st.sampled_from([1, 20, 10**6]))
def test_postings_equal_a_plain_count(articles: list[list[str]], at_once: int) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(inversion, "_AT_ONCE", at_once)
        require_a_plain_count(articles)


def require_a_plain_count(articles: list[list[str]]) -> None:
    postings, slots = inverted(articles)
    expected = plain_occurrences(articles)
    for form, term in slots.items():
        assert occurrences(postings, term) == expected[form]
        for number, packed in article_postings(postings, term):
            places = [place for place in expected[form] if place[0] == number]
            lengths = [len(ANALYZER.tokens(text)) for text in articles[number][1:]]
            before = [0, *np.cumsum(lengths)]
            body = [before[passage - 1] + position for _, passage, position in places if passage]
            lead = sum(place < LEAD_WORDS for place in body)
            assert packed & BODY_LIMIT == min(len(body), BODY_LIMIT)
            assert packed >> TITLE_SHIFT & TITLE_LIMIT == min(len(places) - len(body), TITLE_LIMIT)
            assert packed >> LEAD_SHIFT & LEAD_LIMIT == min(lead, LEAD_LIMIT)


def test_frequencies_beyond_their_bits_count_as_the_most() -> None:
    packed = int(inverted([["خبر " * 20, "خبر " * 300]]).postings.frequencies[0])
    assert packed & BODY_LIMIT == 15
    assert packed >> TITLE_SHIFT & TITLE_LIMIT == 3
    assert packed >> LEAD_SHIFT & LEAD_LIMIT == 3


def test_nothing_inverts_to_nothing() -> None:
    for articles in ([], [[""], ["", ""]]):
        assert len(inverted(articles).postings.articles) == 0
