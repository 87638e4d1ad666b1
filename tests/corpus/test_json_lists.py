"""Lists of articles in one JSON object: all are read, or told; and lists that an article has are part of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.report import Unread
from tests.memory import apart, needs_proc
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


@pytest.mark.parametrize("text", ["نص قصير", ["نص", "ونص"]])
@pytest.mark.parametrize(("title", "before"), [("", 1), ("عنوان", 3000)])
def test_a_text_beside_lists_of_articles_is_told(read, title: str, before: int, text: object) -> None:
    listed = articles(*map(str, range(before)))
    found = read(dumped({"title": title, "posts": listed, "text": text}))
    assert len(found.articles) == before
    assert found.reasons == [("", "a text is unread that stands beside a list of articles, 'text'")]


def test_lists_of_metadata_beside_articles_are_nothing_to_tell(read) -> None:
    beside = {
        "columns": [{"title": "العنوان", "type": "text"}],
        "menu": [{"title": "الرئيسية", "content": None}],
        "widgets": [{"title": "الطقس", "content": ""}],
        "countries": [{"title": "مصر", "news": 12}],
        "comments": [{"subject": "تعليق", "body": "أحسنتم"}],
        "links": [{"title": "فيديو", "story": "https://s.example/2"}],
        "authors": [{"name": "سلمى", "title": "كاتبة", "text": "كاتبة من بغداد"}],
        "rows": [{"count": 3}, {"count": 4}],
        "documents": ["a.pdf"],
        "tags": ["رياضة"],
        "content": "",
        "news": "https://s.example/feed",
        "story": "AFP",
        "contents": ["html"],
        "hits": {"item": {"title": "أ", "text": "ب"}, "hits": articles("x")},
        "data": {"items": articles("y")},
    }
    found = read(dumped({"articles": articles("a"), **beside}))
    assert (found.one.id, found.reasons, found.report.warnings) == ("a", [], {})


def test_a_list_of_articles_by_another_name_is_told_once(read) -> None:
    sports = [{"title": "مباراة", "text": text} for text in ("", "فاز الفريق.", "خسر الفريق.")]
    answer = {"news": articles("a"), "sports": sports, "posts": articles("d")}
    found = read(dumped(answer))
    assert [article.id for article in found.articles] == ["a", "d"]
    (told,) = found.report.rejections
    assert not isinstance(told, Unread), "nothing was in the index that could have gone"
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


FULL = [{"id": name, "title": f"خبر {name}", "content": "قال الوزير كلاما طويلا."} for name in "ab"]


@pytest.mark.parametrize(
    "beside",
    [
        {"title": "أخبار اليوم", "content": "html"},
        {"title": "أخبار اليوم", "news": "AFP"},
        {"title": "أخبار اليوم", "document": "https://s.example/1"},
        {"title": "أخبار اليوم", "contents": ["خبر"]},
        {"title": "أخبار اليوم", "text": "أهم الأخبار"},
        {"title": "أخبار اليوم", "text": "أهم الأخبار في هذا الصباح"},
        {"status": "ok", "content": None},
        {"body": "x"},
    ],
)
@pytest.mark.parametrize("last", [False, True])
def test_an_answer_with_less_text_of_its_own_than_its_articles_is_no_article(
    read, beside: dict[str, object], last: bool
) -> None:
    """Its code or name was read as the text of one article, and the articles were lost without a word."""
    answer = {**beside, "articles": FULL} if last else {"articles": FULL, **beside}
    found = read(dumped(answer))
    assert [article.id for article in found.articles] == ["a", "b"]
    told = "a text is unread that stands beside a list of articles, 'text'"
    assert found.reasons == ([("", told)] if "text" in beside else [])


@pytest.mark.parametrize(
    "about",
    [
        {"others": [{"x": 1}]},
        {"meta": [1, 2]},
        {"meta": {"a": {"b": {"c": 1}}}},
        {"note": "كلام " * 200},
        {"images": [{"title": "صورة", "sizes": [{"w": [1, 2]}]}], "title": "الموقع"},
    ],
)
def test_whatever_stands_before_the_first_list_its_articles_are_read(read, about: dict[str, object]) -> None:
    """All of the file was rejected as one empty article."""
    found = read(dumped({**about, "items": articles("a", "b")}))
    assert [each.id for each in found.articles] == ["a", "b"]
    assert not found.report.rejections


def test_an_article_with_a_mere_summary_keeps_its_lists_of_pictures(read) -> None:
    article = {"title": "خبر", "summary": "موجز", "images": [{"src": "a"}], "items": [{"src": "b"}]}
    assert (found := read(dumped(article))).one.paragraphs == ("موجز",)
    assert not found.report.rejections


HEADS = ["[", '{"a":', '"', "\\", '\\"', '"data":[{', '{"data":[', '"a":"\\', '"data" ', "[]", '{"text":[']


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("before", ['{"data": [{', '{"data": [{}], "x": ', '{"data": [{}], "x": "'])
def test_what_a_hostile_object_is_takes_little_time(read, before: str, head: str) -> None:
    with no_hours():
        for _ in range(3):
            found = read(before + head * (60_000 // len(head)))
    assert not found.articles
    assert found.report.rejections


@pytest.mark.parametrize(
    "links",
    [
        {"news": [{"title": "خبر رقم واحد", "url": "https://s.example/1"}]},
        {"rows": [{"title": "عنوان العمود"}, {"title": "آخر", "text": ""}]},
        {"records": [{"id": "https://s.example/1", "title": "سجل", "summary": "موجز"}]},
    ],
)
def test_a_later_list_of_links_costs_no_article_its_text(read, links: dict[str, object]) -> None:
    """A headline with the address of an article took its place in an index."""
    full = {"title": "خبر رقم واحد", "content": "قال الوزير كلاما طويلا.", "url": "https://s.example/1"}
    found = read(dumped({"status": "ok", "articles": [full], **links}))
    assert found.one.paragraphs == ("قال الوزير كلاما طويلا.",)
    assert (found.reasons, found.report.warnings) == ([], {})


def test_a_first_list_of_headlines_is_one_of_articles_and_one_of_metadata_is_not(read) -> None:
    headlines = [{"id": "1", "title": "خبر"}, {"id": "2", "title": "نبأ"}]
    assert [each.id for each in read(dumped({"articles": headlines})).articles] == ["1", "2"]
    found = read(dumped({"data": [{"k": 1}], "rows": headlines}))
    assert ([each.id for each in found.articles], found.reasons) == (["1", "2"], [])
    told = read(dumped({"data": [{"k": 1}, {"k": 2}]})).reasons
    assert told == [(f"record {number}", "empty: no title and no text") for number in (1, 2)]


def test_a_headline_before_the_first_text_of_a_later_list_is_read(read) -> None:
    found = read(dumped({"news": articles("a"), "posts": [{"id": "b", "title": "خبر"}, *articles("c")]}))
    assert [article.id for article in found.articles] == ["a", "b", "c"]


MEMORY_PROGRAM = """
import sys
from corpus import read_articles
from tests.memory import peak
(article,) = read_articles(sys.argv[1])
before = peak()
(article,) = read_articles(sys.argv[2])
print(peak() - before)
"""


@needs_proc
@pytest.mark.parametrize("item", ["0", "{}"])
def test_a_later_list_of_metadata_takes_no_memory(tmp_path: Path, item: str) -> None:
    for name, count in (("short", 1), ("long", 1_000_000)):
        answer = dumped({"articles": articles("a"), "rows": ["-"]})
        (tmp_path / name).write_text(answer.replace('"-"', ",".join([item] * count)))
    (grown,) = apart(MEMORY_PROGRAM, str(tmp_path / "short"), str(tmp_path / "long"))
    assert int(grown) < 40


def test_a_list_of_articles_is_told_by_the_name_of_a_text_too(read) -> None:
    found = read(dumped({"articles": articles("a"), "stories": FULL, "contents": FULL}))
    told = [f"a list of articles is unread for its name, {name!r}" for name in ("stories", "contents")]
    assert (found.one.id, [reason for _, reason in found.reasons]) == ("a", told)


def test_a_first_list_may_be_of_summaries(read) -> None:
    found = read(dumped({"status": "ok", "items": [{"id": "1", "summary": "ملخص"}], "posts": articles("a")}))
    assert [(article.id, article.paragraphs) for article in found.articles] == [
        ("1", ("ملخص",)),
        ("a", ("نص",)),
    ]
    assert not found.reasons


def test_texts_without_headlines_are_no_articles_beside_a_text(read) -> None:
    pictures = [{"text": "تعليق طويل على صورة التقطت في الميناء"}, {"text": "وتعليق طويل على صورة أخرى"}]
    found = read(dumped({"title": "خبر", "text": "نص قصير", "items": pictures}))
    assert (found.one.title, found.one.paragraphs, found.reasons) == ("خبر", ("نص قصير",), [])
