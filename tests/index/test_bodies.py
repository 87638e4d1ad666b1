"""The record of an article is JSON, and gives the article back."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Article
from index import IndexStoreError
from index.segments.bodies import decode_body, encode_bodies, storable

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


class Marked(str):
    """A string of another library's, as those of HTML parsers are."""

    def __str__(self) -> str:
        return "something else"


class Moment(datetime):
    """A time of another library's."""


class Story(Article):
    """An article of another program's."""


def test_what_is_stored_is_made_of_plain_types_that_nobody_can_change() -> None:
    texts: Any = {
        name: Marked(name) for name in ("id", "title", "source", "author", "category", "url", "summary")
    }
    paragraphs: Any = [Marked("فقرة"), "أخرى"]
    captions: Any = (Marked("صورة"),)
    given = Story(
        **texts,
        paragraphs=paragraphs,
        captions=captions,
        date=Moment(2020, 2, 3, 4, 5, 6, 7),
        origin=Marked("f"),
    )
    stored = storable(given)
    paragraphs.append("ثالثة")
    assert stored == Article(
        "id",
        "title",
        ("فقرة", "أخرى"),
        datetime(2020, 2, 3, 4, 5, 6),
        "source",
        "author",
        "category",
        "url",
        "summary",
        ("صورة",),
    )
    fields = [getattr(stored, name) for name in (*texts, "origin")]
    assert {*map(type, (*fields, *stored.paragraphs, *stored.captions))} == {str}
    kinds = map(type, (stored, stored.paragraphs, stored.captions, stored.date))
    assert list(kinds) == [Article, tuple, tuple, datetime]


def test_an_article_of_plain_types_is_stored_as_it_is() -> None:
    article = Article("7", "عنوان", ("فقرة",), datetime(2020, 2, 3))
    assert storable(article) is article


def test_of_another_class_of_articles_a_plain_one_is_stored() -> None:
    stored = storable(Story("7", "عنوان", ("فقرة",)))
    assert (type(stored), stored) == (Article, Article("7", "عنوان", ("فقرة",)))


def test_a_date_that_is_none_is_refused() -> None:
    class NoTime(datetime):
        def date(self) -> Any:
            raise ValueError("NaTType does not support date")

    with pytest.raises(IndexStoreError, match=r"article '7': its date is none .*NaTType"):
        storable(Article("7", "عنوان", date=NoTime(2020, 1, 1)))
