"""Records with a text and a summary: a summary passes for the text only where that is told."""

from __future__ import annotations

import json

import pytest

from tests.corpus.conftest import Read, Reader

UNREAD = "part of a text that can't be read"


def of(read: Reader, **fields: object) -> Read:
    return read(json.dumps([{"id": "1", "title": "خبر", "summary": "ملخص", **fields}]), "x.json")


LEXICAL = {
    "root": {
        "type": "root",
        "children": [
            {"type": "heading", "tag": "h2", "children": [{"type": "text", "text": "فرعي"}]},
            {
                "type": "paragraph",
                "children": [{"type": "text", "text": "وزير"}, {"type": "text", "text": "ون"}],
            },
            {
                "type": "list",
                "children": [{"type": "listitem", "children": [{"type": "text", "text": "بند"}]}],
            },
        ],
    }
}
QUILL = {
    "ops": [{"insert": "أول\nقال "}, {"insert": "وزير", "attributes": {"bold": True}}, {"insert": "ون\n"}]
}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"body": {"und": [{"value": "<p>أ</p><p>ب</p>", "summary": "", "format": "full_html"}]}}, ("أ", "ب")),
        ({"body": {"ar": {"value": "<p>أ</p>"}}}, ("أ",)),
        ({"content": LEXICAL}, ("فرعي", "وزيرون", "بند")),
        ({"content": QUILL}, ("أول", "قال وزيرون")),
        ({"content": {"ops": [{"insert": "أ"}, {"insert": {"image": "u"}}, {"insert": "ب"}]}}, ("أ", "ب")),
        ({"html": "<p>أ</p><p>ب</p>"}, ("أ", "ب")),
        ({"html": "<p>أ</p>", "text": "ب"}, ("ب",)),
        ({"body_html": "<p>أ</p>"}, ("أ",)),
        ({"post_content": "أ\n\nب"}, ("أ", "ب")),
    ],
)  # fmt: skip
def test_a_text_is_read_however_it_is_wrapped(
    read: Reader, fields: dict[str, object], expected: tuple[str, ...]
) -> None:
    """The summary was read in its place, and nothing told."""
    found = of(read, **fields)
    assert (found.one.paragraphs, found.one.summary) == (expected, "ملخص")
    assert (found.report.warnings, found.reasons) == ({}, [])


@pytest.mark.parametrize(
    "text",
    [
        {"x": "قال الوزير", "y": "كلاما"},
        {"a": {"b": {"c": "قال الوزير", "d": 1}}},
        [{"kind": "p", "said": "قال الوزير"}],
    ],
)
@pytest.mark.parametrize("inner", [False, True])
@pytest.mark.parametrize("summary", ["ملخص", ""])
def test_a_text_that_says_nothing_readable_is_told(
    read: Reader, text: object, inner: bool, summary: str
) -> None:
    found = of(read, summary=summary, **({"fields": {"body": text}} if inner else {"body": text}))
    assert found.one.paragraphs == ((summary,) if summary else ())
    assert found.report.warnings[UNREAD] == 1


@pytest.mark.parametrize(
    "text", [None, "", [], {}, {"x": "https://s.example/1"}, {"x": "ملخص", "y": 5}, {"image": {"src": "u"}}]
)
def test_a_text_that_says_nothing_at_all_is_not_told(read: Reader, text: object) -> None:
    found = of(read, body=text)
    assert (found.one.paragraphs, found.report.warnings) == (("ملخص",), {})


def test_a_table_of_wordpress_is_read(read: Reader) -> None:
    found = read("ID,post_title,post_content,post_date\n1,خبر,نص الخبر,2023-09-12\n", "wp_posts.csv").one
    assert (found.title, found.paragraphs, str(found.date)[:10]) == ("خبر", ("نص الخبر",), "2023-09-12")


def test_a_summary_that_stands_in_for_a_text_has_its_paragraphs(read: Reader) -> None:
    assert of(read, summary="<p>أول</p><p>ثان</p>").one.paragraphs == ("أول", "ثان")
