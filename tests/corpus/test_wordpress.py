"""What WordPress and Blogger give: answers of their services, feeds, and exports of a whole blog."""

from __future__ import annotations

import json

import pytest

POST = {
    "id": 7,
    "date": "2023-09-12T10:00:00",
    "title": {"rendered": "توسعة الميناء"},
    "content": {"rendered": "<p>نص الخبر عن الميناء.</p>"},
    "author": 3,
    "categories": [12, 5],
}
TERMS = [
    [
        {"id": 12, "name": "اقتصاد", "taxonomy": "category"},
        {"id": 5, "name": "محليات", "taxonomy": "category"},
    ],
    [{"id": 9, "name": "ميناء", "taxonomy": "post_tag"}],
]


def test_numbers_of_a_database_are_no_names(read) -> None:
    article = read(json.dumps([POST]), "a.json").one
    assert (article.id, article.author, article.category) == ("7", "", "")
    other = read(
        json.dumps([POST | {"author_name": "x", "byline": "سالم", "section": "اقتصاد"}]), "a.json"
    ).one
    assert (other.author, other.category) == ("سالم", "اقتصاد")


def test_names_that_an_answer_embeds_are_read(read) -> None:
    embedded = {"author": [{"id": 3, "name": "سالم الهادي"}], "wp:term": TERMS}
    article = read(json.dumps([POST | {"_embedded": embedded}]), "a.json").one
    assert (article.author, article.category) == ("سالم الهادي", "اقتصاد، محليات")


@pytest.mark.parametrize(
    "embedded",
    [[], {}, {"author": None, "wp:term": 3}, {"author": [{"code": "rest_invalid"}], "wp:term": [3, [4]]}],
)
def test_what_is_embedded_may_be_anything(read, embedded: object) -> None:
    article = read(json.dumps([POST | {"_embedded": embedded}]), "a.json").one
    assert (article.author, article.category) == ("", "")
