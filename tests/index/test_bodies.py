"""The record of an article is JSON, and gives the article back."""

from __future__ import annotations

import json
from datetime import datetime

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


@given(st.lists(ARTICLES, max_size=3))
def test_articles_come_back(articles: list[Article]) -> None:
    records = list(encode_bodies(articles))
    assert [
        decode_body(record, article.id, article.title)
        for record, article in zip(records, articles, strict=True)
    ] == articles
    for record, article in zip(records, articles, strict=True):
        assert decode_body(record, article.id, "").origin == article.origin


def test_what_a_record_is() -> None:
    article = Article(
        "7",
        "عنوان",
        ("فقرة\n", 'قال "نعم"\x01'),
        datetime(2020, 2, 3, 4, 5),
        "صحيفة",
        url="7",
        origin="a\ud800.txt",
    )
    (record,) = encode_bodies([article])
    fields = [
        ["فقرة\n", 'قال "نعم"\x01'],
        "2020-02-03T04:05:00",
        "صحيفة",
        "",
        "",
        None,
        "",
        [],
        "a\ud800.txt",
    ]
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    assert record == text.encode("utf-8", "surrogatepass")
