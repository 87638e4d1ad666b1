"""An article is known again by its content, in every version of Fihris."""

from dataclasses import replace
from datetime import datetime

import pytest

from corpus import Article

ARTICLE = Article(
    "a",
    "عنوان \ud800",
    ("أولى", "", "ثانية"),
    datetime(2015, 8, 3, 12, 30),
    "جريدة",
    "كاتب",
    "محليات",
    "http://x/1",
    "موجز",
    ("صورة",),
)


def test_the_hash_of_an_article_stays_what_it_was() -> None:
    """An index holds it: another one would make every article of an archive an update."""
    assert ARTICLE.content_hash().hex() == "bae99c34e4b33bfe91a83b30c63aee76"
    assert Article("").content_hash().hex() == "10fb64fab35e32672dd7642561b8fb34"


def test_id_and_origin_are_no_content() -> None:
    assert replace(ARTICLE, id="b", origin="x.json").content_hash() == ARTICLE.content_hash()


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"date": None},
        {"source": "جريد", "author": "ةكاتب"},
        {"paragraphs": ("أولى", "ثانية")},
        {"paragraphs": ("أولى", "", "ثانية", "صورة"), "captions": ()},
        {"captions": ("صورة", "")},
        {"captions": ()},
        {"url": "", "summary": "http://x/1موجز"},
    ],
)
def test_everything_else_is(change: dict[str, object]) -> None:
    assert replace(ARTICLE, **change).content_hash() != ARTICLE.content_hash()
