"""The record of an article is JSON, and gives the article back."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Article
from index.bodies import decode_body, encode_bodies

TEXT = st.text(
    st.characters() | st.sampled_from('\x00\x1f\x7f"\\\n\r\t\b\f/\u2028\ufeff\ud800\udc00😀خبر'), max_size=20
)
ARTICLES = st.builds(
    Article,
    id=TEXT,
    title=TEXT,
    paragraphs=st.lists(TEXT, max_size=3).map(tuple),
    date=st.none() | st.datetimes(),
    source=TEXT,
    author=TEXT,
    category=TEXT,
    url=TEXT,
    summary=TEXT,
    captions=st.lists(TEXT, max_size=2).map(tuple),
    origin=TEXT,
)


def written(*fields: Any) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


@given(st.lists(ARTICLES, max_size=3))
def test_articles_come_back(articles: list[Article]) -> None:
    records = list(encode_bodies(articles))
    for record, article in zip(records, articles, strict=True):
        back = decode_body(record, article.id, article.title)
        assert back == article
        assert back.origin == article.origin
        assert record == written(*json.loads(record.decode("utf-8", "surrogatepass")))


@pytest.mark.parametrize("origin", ["a.txt", "a\ud800.txt"])
def test_what_a_record_is(origin: str) -> None:
    paragraphs = ("فقرة\n", 'قال "نعم"\x01')
    article = Article("7", "عنوان", paragraphs, datetime(2020, 2, 3, 4, 5), "صحيفة", url="7", origin=origin)
    (record,) = encode_bodies([article])
    assert record == written(paragraphs, "2020-02-03T04:05:00", "صحيفة", "", "", None, "", [], origin)
