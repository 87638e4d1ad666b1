"""Lists of articles in objects below the first, as search engines and content management systems answer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.corpus.conftest import Reader
from tests.corpus.test_json_lists import FULL, dumped

HITS = [{"_index": "news", "_id": each["id"], "_score": 1.0, "_source": {**each, "id": "x"}} for each in FULL]
ATTRIBUTES = [
    {
        "type": "node--article",
        "id": each["id"],
        "attributes": {
            "title": each["title"],
            "body": {"value": f"<p>{each['content']}</p>", "format": "full"},
        },
        "relationships": {"field_image": {"data": [{"type": "file--file", "id": "1"}]}},
    }
    for each in FULL
]
GRAPH = [
    {"@type": "WebPage", "name": "خبر أ", "description": "وصف الصفحة"},
    *(
        {"id": each["id"], "@type": ["NewsArticle"], "headline": each["title"], "articleBody": each["content"]}
        for each in FULL
    ),
    {"@type": "Organization", "name": "الساحل", "description": "صحيفة"},
    {"@type": "Comment", "text": "أحسنتم كثيرا"},
]  # fmt: skip
ANSWERS: dict[str, dict[str, Any]] = {
    "Elasticsearch": {
        "took": 3,
        "_shards": {"total": 1},
        "hits": {"total": {"value": 2}, "max_score": 1.0, "hits": HITS},
        "aggregations": {"days": {"buckets": [{"key": 1, "doc_count": 2}]}},
    },
    "Solr": {
        "responseHeader": {"status": 0, "params": {"q": "*:*"}},
        "response": {"numFound": 2, "start": 0, "docs": FULL},
        "highlighting": {"a": {"title": ["<em>خبر</em>"], "text": ["قال <em>الوزير</em>"]}},
    },
    "data": {"status": "ok", "data": {"page": 1, "articles": FULL}},
    "deep": {"payload": {"meta": {"title": "الموقع"}, "data": {"site": {"items": FULL}}}},
    "menu": {"menu": {"items": [{"title": "الرئيسية"}]}, "data": {"articles": FULL}},
    "graph": {"@context": "https://schema.org", "@graph": GRAPH},
    "JSON:API": {"jsonapi": {"version": "1.0"}, "data": ATTRIBUTES, "links": {"self": {"href": "u"}}},
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_the_lists_of_an_answer_are_read_wherever_they_are(read: Reader, answer: dict[str, Any]) -> None:
    """All of it was refused as one record without a title and a text."""
    one, several, indented = dumped(answer), dumped([answer, answer]), dumped(answer, 2)
    for content, name in (
        (one, "x.json"),
        (several, "x.json"),
        (indented, "x.json"),
        (indented, "x"),
        (one, "x.jsonl"),
    ):
        found = read(content, name)
        assert [each.id for each in found.articles] == ["a", "b"] * (2 if content is several else 1)
        assert {each.paragraphs for each in found.articles} == {("قال الوزير كلاما طويلا.",)}
        assert (found.reasons, found.report.warnings) == ([], {})


def test_the_name_of_a_site_beside_its_articles_is_no_headline(read: Reader) -> None:
    found = read(dumped({"meta": {"title": "الموقع"}, "data": {"articles": FULL}}), "x.json")
    assert ([each.id for each in found.articles], found.reasons) == (["a", "b"], [])


def test_a_long_answer_is_read_to_its_end_or_told(read: Reader) -> None:
    whole = dumped({"hits": {"total": 3000, "hits": HITS * 1500}, "took": 3})
    found = read(whole, "x.json")
    assert (len(found.articles), found.reasons) == (3000, [])
    cut = read(whole[:-40], "x.json")
    assert len(cut.articles) == 2999
    assert cut.reasons[0][0] == "record 3000"


def test_answers_on_lines_of_their_own_are_read_and_their_records_have_places(read: Reader) -> None:
    lines = [
        {
            "status": "ok",
            "articles": [*FULL, {"id": "c"}, 5],
            "featured": {"title": "خبر", "text": "نص الخبر"},
        }
    ]
    found = read("\n".join(map(dumped, [*lines, *FULL, *lines])), "x.jsonl")
    assert [each.id for each in found.articles] == ["a", "b"] * 3
    told = "an article is unread that stands beside a list of them, 'featured'"
    empty, other = "empty: no title and no text", "not an object with fields"
    expected = [(("line %d, record 3", empty), ("line %d, record 4", other), ("", told))] * 2
    assert found.reasons == [
        (place % line if place else "", reason)
        for line, of_line in zip((1, 4), expected, strict=True)
        for place, reason in of_line
    ]


@pytest.mark.parametrize(
    "article",
    [
        {"title": "خبر", "text": "نص الخبر", "data": {"items": FULL}},
        {"title": "خبر", "media": {"items": [{"title": "صورة", "text": "وصف الصورة كاملا"}]}},
        {"title": "خبر", "summary": "ملخص", "related": {"items": FULL}},
        {"article": {"title": "خبر", "text": "نص الخبر", "items": FULL}},
        {"meta": {"title": "خبر", "text": "نص الخبر"}, "data": {"items": FULL}},
    ],
)
@pytest.mark.parametrize("name", ["x.json", "x.jsonl"])
def test_an_article_keeps_the_lists_of_its_objects(read: Reader, article: dict[str, Any], name: str) -> None:
    found = read(dumped(article), name)
    assert (found.one.title, found.reasons) == ("خبر", [])


@pytest.mark.parametrize(
    "other",
    [
        {"menu": {"items": [{"title": "الرئيسية"}, {"title": "رياضة"}]}},
        {"data": {"articles": []}},
        {"a": {"b": {"c": {"d": {"articles": FULL}}}}},
        {"hits": {"hits": [{"_id": "1"}]}},
    ],
)
def test_what_has_no_article_is_refused(read: Reader, other: dict[str, Any]) -> None:
    for name in ("x.json", "x.jsonl"):
        found = read(dumped(other), name)
        assert not found.articles
        assert [reason for _, reason in found.reasons] == ["empty: no title and no text"]


def test_a_graph_without_an_article_is_told(read: Reader) -> None:
    found = read(json.dumps({"@graph": [GRAPH[0], GRAPH[-2]]}), "x.json")
    assert (found.articles, found.reasons) == ([], [("", "no article in its lists")])
