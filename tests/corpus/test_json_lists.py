"""Lists of articles in one JSON object: all are read, or told; and lists that an article has are part of it."""

from __future__ import annotations

import json

import pytest

from corpus.report import Unread
from tests.patience import no_hours


def articles(*names: str) -> list[dict[str, str]]:
    return [{"id": name, "title": f"خبر {name}", "text": "نص"} for name in names]


def dumped(value: object, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("many", [1, 1500])
def test_every_list_of_articles_in_an_object_is_read(read, indent: int | None, many: int) -> None:
    """All but the first were dropped without a word."""
    first = articles(*(f"n{number}" for number in range(many)))
    answer = {
        "status": "ok",
        "docs": [],
        "news": first,
        "total": 3,
        "posts": articles("a", "b"),
        "page": None,
    }
    found = read(dumped({**answer, "data": [], "items": articles("c")}, indent))
    assert [article.id for article in found.articles[many - 1 :]] == [first[-1]["id"], "a", "b", "c"]
    assert not found.reasons


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("text", ["نص الخبر", ["نص", "الخبر"]])
@pytest.mark.parametrize("name", ["posts", "items", "news"])
def test_an_article_whose_text_stands_behind_its_list_is_one_article(read, indent, text, name: str) -> None:
    """The link to another article was read in its place."""
    related = [{"title": "ذو صلة {", "url": "https://s.example/2", "text": 'رابط " ]'}]
    found = read(dumped({"id": 1, "title": "خبر مهم", name: related, "text": text}, indent)).one
    assert (found.id, found.title, "".join(found.paragraphs)) == ("1", "خبر مهم", "".join(text))


@pytest.mark.parametrize("text", ["نص", ["نص", "ونص"]])
@pytest.mark.parametrize(("title", "before"), [("", 1), ("عنوان", 3000)])
def test_a_text_beside_lists_of_articles_is_told(read, title: str, before: int, text: object) -> None:
    listed = articles(*map(str, range(before)))
    found = read(dumped({"title": title, "posts": listed, "text": text}))
    assert len(found.articles) == before
    assert found.reasons == [("", "a text is unread that stands beside a list of articles, 'text'")]


def test_lists_of_metadata_beside_articles_are_nothing_to_tell(read) -> None:
    beside = {
        "columns": [{"title": "العنوان", "type": "text"}],
        "authors": [{"name": "سلمى", "title": "كاتبة", "text": "كاتبة من بغداد"}],
        "rows": [{"count": 3}, {"count": 4}],
        "documents": ["a.pdf"],
        "tags": ["رياضة"],
        "content": "",
        "hits": {"item": {"title": "أ", "text": "ب"}, "hits": articles("x")},
        "data": {"items": articles("y")},
    }
    found = read(dumped({"articles": articles("a"), **beside}))
    assert (found.one.id, found.reasons, found.report.warnings) == ("a", [], {})


def test_a_list_of_articles_by_another_name_is_told_once(read) -> None:
    answer = {"news": articles("a"), "sports": articles("b", "c"), "posts": articles("d")}
    found = read(dumped(answer))
    assert [article.id for article in found.articles] == ["a", "d"]
    (told,) = found.report.rejections
    assert isinstance(told, Unread)
    assert told.reason == "a list of articles is unread for its name, 'sports'"


def test_an_empty_record_of_a_later_list_is_told_if_others_are_articles(read) -> None:
    answer = {"news": articles("a"), "posts": [{"id": 7}, *articles("b"), {"id": 8}]}
    found = read(dumped(answer))
    assert [article.id for article in found.articles] == ["a", "b"]
    assert [place for place, _ in found.reasons] == ["record 2", "record 4"]


def test_an_answer_that_is_cut_off_in_its_second_list_is_told(read) -> None:
    found = read(dumped({"news": articles("a"), "posts": articles("b", "c")})[:-20])
    assert [article.id for article in found.articles] == ["a", "b"]
    (told,) = found.report.rejections
    assert isinstance(told, Unread)
    assert told.place == "record 3"


def test_answers_behind_one_another_may_name_their_lists_as_they_like(read) -> None:
    found = read(dumped({"news": articles("a")}, 1) + dumped({"posts": articles("b")}, 1))
    assert ([article.id for article in found.articles], found.reasons) == (["a", "b"], [])


def test_what_an_object_is_found_out_in_time_that_grows_with_its_length_alone(read) -> None:
    quotes = '\\"' * 200_000
    with no_hours():
        found = read(f'{{"news": [{{"id": "a", "title": "خبر", "text": "{quotes}"}}]}}')
    assert found.one.paragraphs == ('"' * 200_000,)


@pytest.mark.parametrize(
    "about",
    [
        {"meta": {"found": 2, "note": 'of } "these"', "title": "الموقع"}},
        {"information": {"plan": {"name": "free"}}, "totalArticles": 2},
        {"meta": {}},
    ],
)
def test_what_an_answer_says_of_its_articles_may_be_an_object(read, about: dict[str, object]) -> None:
    found = read(dumped({**about, "articles": articles("a", "b")}))
    assert [each.id for each in found.articles] == ["a", "b"]
    assert not found.report.rejections


def test_an_object_that_has_the_text_is_the_article(read) -> None:
    found = read(
        dumped({"meta": {"id": "1", "title": "عنوان", "text": "نص الخبر"}, "items": [{"title": "صورة"}]})
    )
    assert [(each.id, each.paragraphs) for each in found.articles] == [("1", ("نص الخبر",))]
