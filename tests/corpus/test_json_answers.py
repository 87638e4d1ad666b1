"""Answers of services whose articles stand further down than in a list right in the object."""

from __future__ import annotations

import json

import pytest

NEWS = [{"id": str(n), "title": f"خبر {n}", "body": "نص الخبر عن الميناء."} for n in (1, 2)]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    "answer",
    [
        {
            "took": 3,
            "hits": {"total": {"value": 2}, "hits": [{"_id": each["id"], "_source": each} for each in NEWS]},
        },
        {"response": {"status": "ok", "results": NEWS}},
        {"response": {"results": [{k: each[k] for k in ("id", "title")} for each in NEWS]}},
        {"data": {"a": {"b": {"items": NEWS}}, "tags": [{"name": "س"}]}},
    ],
)
def test_lists_further_down_are_read(read, answer: object, indent: int | None) -> None:
    """An answer with all of them was "empty: no title and no text"."""
    found = read(json.dumps(answer, indent=indent), "a.json")
    assert [each.id for each in found.articles] == ["1", "2"]
    assert not found.reasons


@pytest.mark.parametrize(
    ("answer", "path"),
    [
        ({"data": {"posts": {"nodes": NEWS}}}, "data.posts.nodes"),
        ({"data": {"posts": {"edges": [{"node": each} for each in NEWS]}}}, "data.posts.edges"),
        ({"status": "ok", "stories": NEWS}, "stories"),
    ],
)
def test_lists_of_unusual_names_are_told(read, answer: object, path: str) -> None:
    found = read(json.dumps(answer), "a.json")
    assert not found.articles
    assert found.reasons == [("line 1", f"articles seem to stand in {path!r}: give that list alone")]


def test_a_record_in_a_list_further_down_that_is_none_is_told_with_its_place(read) -> None:
    found = read(json.dumps({"response": {"results": [NEWS[0], {"id": "3"}]}}), "a.json")
    assert [each.id for each in found.articles] == ["1"]
    assert found.reasons == [("line 1, response.results 2", "empty: no title and no text")]


@pytest.mark.parametrize(
    "record",
    [
        {"id": 1},
        {"authors": [{"title": "كاتبة", "text": "كاتبة من بغداد"}]},
        {"a": {"tags": [{"name": "س"}]}},
    ],
)
def test_a_record_without_articles_is_empty(read, record: object) -> None:
    assert read(json.dumps(record), "a.json").reasons == [("line 1", "empty: no title and no text")]


def test_an_article_keeps_its_lists(read) -> None:
    article = NEWS[0] | {"related": {"items": NEWS}}
    assert [each.id for each in read(json.dumps(article), "a.json").articles] == ["1"]


MENU = {"items": [{"title": "الرئيسية", "url": "/"}, {"title": "اقتصاد", "url": "/e"}]}


@pytest.mark.parametrize(
    "answer",
    [{"response": {"docs": NEWS}, "facets": MENU}, {"menu": MENU, "response": {"results": NEWS}}],
)
def test_a_menu_beside_lists_of_texts_is_none_of_them(read, answer: object) -> None:
    found = read(json.dumps({"data": answer}), "a.json")
    assert [each.id for each in found.articles] == ["1", "2"]
    assert not found.reasons


def test_a_menu_beside_a_list_of_another_name_is_no_article(read) -> None:
    found = read(json.dumps({"data": {"menu": MENU, "posts": {"nodes": NEWS}}}), "a.json")
    assert not found.articles
    assert found.reasons == [("line 1", "articles seem to stand in 'data.posts.nodes': give that list alone")]


@pytest.mark.parametrize("name", ["article", "page"])
def test_an_article_further_down_is_told_whatever_lists_there_are(read, name: str) -> None:
    """Its menu was two articles, and nothing of it was told."""
    found = read(json.dumps({"data": {"menu": MENU, name: NEWS[0]}}), "a.json")
    assert not found.articles
    assert found.reasons == [("line 1", "empty: no title and no text")]
    found = read(json.dumps({"data": {"latest": {"items": NEWS}, name: NEWS[0]}}), "a.json")
    assert [each.id for each in found.articles] == ["1", "2"]
    reason = f"an article is unread that stands beside a list of them, 'data.{name}'"
    assert found.reasons == [("line 1", reason)]
