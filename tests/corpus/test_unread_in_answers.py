"""What of a news service's answer is not read is told: articles in no list, and records that there is no room for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from corpus import json_lists
from corpus.report import Unread
from tests.corpus.conftest import Reader
from tests.corpus.test_json_lists import FULL, articles, dumped

LEAD = {"id": "lead", "title": "الخبر الأول", "content": "قال الوزير كلاما."}


@pytest.mark.parametrize("name", ["lead", "article", "featured", "news"])
@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize("text", ["قال الوزير كلاما.", ["قال", "الوزير"], ["قال الوزير", ""]])
def test_an_article_beside_a_list_of_them_is_told(read: Reader, name: str, last: bool, text: object) -> None:
    """It was lost without a word."""
    lead = {
        "author": {"name": "سلمى"},
        **LEAD,
        "content": text,
        "tags": ["رياضة", {"title": "س", "text": "ص"}],
    }
    answer = {"status": "ok", "articles": FULL, name: lead} if last else {name: lead, "articles": FULL}
    found = read(dumped(answer))
    assert [article.id for article in found.articles] == ["a", "b"]
    assert found.reasons == [("", f"an article is unread that stands beside a list of them, {name!r}")]
    assert not isinstance(found.report.rejections[0], Unread), "nothing was in the index that could have gone"


def test_objects_that_are_no_articles_are_nothing_to_tell(read: Reader) -> None:
    beside = {
        "author": {"title": "كاتبة", "text": "كاتبة من بغداد"},
        "site": {"title": "الموقع", "description": "موقع أخبار مستقل"},
        "video": {"title": "فيديو", "body": "https://s.example/1"},
        "page": {"title": "الأولى", "text": "html"},
        "weather": {"title": "الطقس", "text": None},
        "highlighting": {"1": {"title": "خبر", "text": "قال الوزير"}},
        "columns": [{"title": "عمود", "cell": {"title": "خلية", "text": "نص الخلية"}}],
    }
    found = read(dumped({"articles": FULL, **beside}))
    assert (len(found.articles), found.reasons, found.report.warnings) == (2, [], {})


def test_of_very_many_objects_the_first_are_told(read: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lists, "_MOST_TOLD", 3)
    found = read(dumped({"articles": FULL, **{f"n{number}": LEAD for number in range(9)}}))
    assert len(found.reasons) == 3


def headlines(many: int) -> list[dict[str, Any]]:
    return [{"id": f"h{number}", "title": f"عاجل {number}"} for number in range(many)]


def test_records_that_wait_for_a_text_are_read_or_told(read: Reader) -> None:
    """Of 150 headlines before the first text of a second list 50 were lost without a word."""
    for many in (99, 100, 101, 150):
        found = read(dumped({"articles": articles("a"), "posts": [*headlines(many), *articles("b")]}))
        assert [article.id for article in found.articles] == (
            ["a", *(f"h{number}" for number in range(min(many, 100))), "b"]
        )
        told = f"{many - 100} records of the list 'posts' are unread: too many stand before its first text"
        assert found.reasons == ([("", told)] if many > 100 else [])
        assert all(isinstance(rejection, Unread) for rejection in found.report.rejections)
    first = read(dumped({"posts": [*headlines(150), *articles("b")]}))
    assert (len(first.articles), first.reasons) == (151, [])


def test_records_of_a_list_without_a_text_are_nothing_to_tell(read: Reader) -> None:
    found = read(dumped({"articles": articles("a"), "posts": headlines(150), "rows": [{"n": 1}] * 150}))
    assert (len(found.articles), found.reasons) == (1, [])


def test_what_is_no_article_is_told_to_the_last_where_nothing_else_is_there(read: Reader) -> None:
    found = read(dumped({"data": [{"n": 1}] * 150}))
    assert found.reasons[:100] == [(f"record {n}", "empty: no title and no text") for n in range(1, 101)]
    assert [reason.split(" are")[0] for _, reason in found.reasons[100:]] == ["50 records of the list 'data'"]


def test_records_that_wait_share_the_room_of_one(read: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of 32 MB each were kept."""
    monkeypatch.setattr(json_lists, "MAX_RECORD", 5000)
    large = [{"id": str(n), "title": "خبر", "x": {"y": ["ص" * 1000]}} for n in range(3)]
    answer = {
        "articles": articles("a"),
        "rows": large,
        "posts": [*large, *articles("b")],
        "news": articles("c"),
    }
    found = read(json.dumps(answer, ensure_ascii=False))
    assert [article.id for article in found.articles] == ["a", "0", "b", "c"]
    assert [reason.split(" are")[0] for _, reason in found.reasons] == ["2 records of the list 'posts'"]


def test_a_record_however_deep_may_wait_for_a_text(read: Reader) -> None:
    deep = '{"title":"خبر","x":' + "[" * 2000 + "]" * 2000 + "}"
    found = read(f'{{"articles":{dumped(articles("a"))},"posts":[{deep},{dumped(articles("b"))[1:-1]}]}}')
    assert [article.paragraphs for article in found.articles] == [("نص",), (), ("نص",)]
