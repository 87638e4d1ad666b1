"""Articles that were sent to a worker are those that were given, and so are their texts."""

from __future__ import annotations

import pickle
from dataclasses import astuple
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Article
from index.ingestion import chunks
from index.ingestion.batches import texts_of
from index.ingestion.parcels import Parcel

# Any code point: half of a surrogate pair, what takes two units of UTF-16, line ends.
TEXTS = st.text(st.one_of(st.sampled_from("\n\r\u2028\ud83d\ude00😀\x00ا "), st.characters()), max_size=8)
LISTS = st.lists(TEXTS, max_size=4).map(tuple)
ARTICLES = st.builds(
    Article,
    id=TEXTS,
    title=TEXTS,
    paragraphs=LISTS,
    date=st.none() | st.datetimes(),
    source=TEXTS,
    author=TEXTS,
    category=TEXTS,
    url=TEXTS,
    summary=TEXTS,
    captions=LISTS,
    origin=TEXTS,
)


def sent(articles: list[Article]) -> list[Article]:
    """The articles as a worker has them, whose texts are those that would be found there."""
    parcel = Parcel.of(articles, texts_of(articles))
    unpacked, texts = pickle.loads(pickle.dumps(parcel)).unpacked()
    expected = texts_of(articles)
    assert [passages.text for passages in texts.passages] == [passages.text for passages in expected.passages]
    for passages, of_article in zip(texts.passages, expected.passages, strict=True):
        assert passages.lengths.tolist() == of_article.lengths.tolist()
    assert texts.passages_per_article.tolist() == expected.passages_per_article.tolist()
    return unpacked


@given(st.lists(ARTICLES, max_size=5))
def test_articles_are_what_they_were(articles: list[Article]) -> None:
    assert list(map(astuple, sent(articles))) == list(map(astuple, articles))


def test_halves_of_a_pair_stay_apart_where_the_text_has_whole_pairs_too() -> None:
    articles = [Article("a", "\ud83d\ude00", ("\ud83d", "\ude00", "😀"))]
    assert list(map(astuple, sent(articles))) == list(map(astuple, articles))


def test_texts_of_one_article_may_be_in_several_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "BATCH", 10)
    articles = [
        Article(f"{number}", "خبر", ("قال الوزير إن القمة", "", "😀" * number), datetime(2024, 1, 2))
        for number in range(20)
    ]
    assert len(texts_of(articles).passages) > 20
    assert list(map(astuple, sent(articles))) == list(map(astuple, articles))
