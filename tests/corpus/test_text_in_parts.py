"""Texts that are lists and objects: all that is plainly text is read, and of what is not it is told."""

from __future__ import annotations

import json

import pytest

from tests.corpus.conftest import Read, Reader

UNREAD = "part of a text that can't be read"


def of(read: Reader, text: object, **fields: object) -> Read:
    return read(json.dumps({"title": "خبر", "content": text, **fields}), "x.json")


def leaf(text: str, *marks: str) -> dict[str, object]:
    return {"type": "text", "text": text, "marks": [{"type": mark} for mark in marks]}


def node(kind: str, *content: object) -> dict[str, object]:
    return {"type": kind, "content": list(content)}


def item(*content: object) -> dict[str, object]:
    return node("listItem", node("paragraph", *content))


PROSEMIRROR = node(
    "doc",
    node("heading", leaf("فرعي")),
    node(
        "paragraph",
        leaf("قال "),
        leaf("الوزي", "bold"),
        leaf("ر"),
        leaf(" "),
        node("link", leaf("أمس")),
        leaf(":"),
    ),
    node("paragraph", leaf("سطر"), {"type": "hardBreak"}, leaf("سطر")),
    node("bulletList", item(leaf("بند")), node("listItem", node("orderedList", item(leaf("بند في بند"))))),
)
EDITORJS = {
    "time": 1550476186479,
    "version": "2.8.1",
    "blocks": [
        {"id": "a1", "type": "header", "data": {"text": "فرعي", "level": 2}},
        {"id": "a2", "type": "paragraph", "data": {"text": "قال <b>الوزير</b>"}},
        {"id": "a3", "type": "list", "data": {"style": "ordered", "items": ["بند", "آخر"]}},
        {"id": "a4", "type": "delimiter", "data": {}},
        {"id": "a5", "type": "image", "data": {"file": {"url": "https://x.example/y z.png"}, "caption": ""}},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PROSEMIRROR, ("فرعي", "قال الوزير أمس:", "سطر", "سطر", "بند", "بند في بند")),
        (EDITORJS, ("فرعي", "قال الوزير", "بند", "آخر")),
        ([{"type": "paragraph", "children": [{"text": "قال "}, {"text": "الوزير", "bold": True}]}], ("قال الوزير",)),
        ([{"type": "p", "text": "أ"}, {"type": "quote", "quote": "ب"}], ("أ", "ب")),
        ([{"text_block": "<p>أ</p><p>ب</p>"}, {"type": "p", "data": {"text": "ج"}}], ("أ", "ب", "ج")),
        ({"name": "main", "text": "نص"}, ("نص",)),
        ({"title": "فرعي", "value": "<p>نص</p>"}, ("فرعي", "نص")),
        ({"title": "صورة", "value": "https://x.example/y.png"}, ("صورة",)),
        ({"title": "نص", "text": "نص"}, ("نص",)),
        ({"rendered": "<p>غلي<b>ظ</b></p>", "raw": "<!-- wp:p --><p>غلي<b>ظ</b></p>", "protected": False}, ("غليظ",)),
        ([{"text": "", "value": 7}, 8, None, {"text": " ", "label": "قيمة"}], ("7", "8", "قيمة")),
    ],
)  # fmt: skip
def test_all_that_is_text_in_it_is_read_and_nothing_told(
    read: Reader, text: object, expected: tuple[str, ...]
) -> None:
    """Of some the name of a part was read in place of its text, and of most what nests deeper was not."""
    found = of(read, text)
    assert found.one.paragraphs == expected
    assert (found.report.warnings, found.reasons) == ({}, [])


@pytest.mark.parametrize(
    "part",
    [
        {"type": "poll", "question": "هل توافق؟"},
        {"type": "image", "data": {"url": "https://x.example/y.png", "caption": "في الميناء"}},
        {"text": "فقرة أخرى", "cite": {"name": ["قائلها"]}},
        node("paragraph", {"type": "mention", "attrs": {"label": "سلمى"}}),
    ],
)
def test_a_part_that_says_more_than_is_read_is_told(read: Reader, part: object) -> None:
    found = of(read, [{"type": "p", "text": "فقرة"}, part, {"text": "أخيرة"}])
    assert found.one.paragraphs[0] == "فقرة"
    assert found.one.paragraphs[-1] == "أخيرة"
    assert found.report.warnings == {UNREAD: 1}


def test_a_headline_may_be_the_main_one_of_several(read: Reader) -> None:
    headline = {"main": "عنوان", "kicker": None, "print_headline": "عنوان في الصحيفة"}
    assert read(json.dumps({"headline": headline, "text": "نص"}), "x.json").one.title == "عنوان"


@pytest.mark.parametrize("depth", [600, 900, 2400])
@pytest.mark.parametrize(
    ("opening", "closing"),
    [("[", "]"), ('{"content":[', "]}"), ('{"type":"paragraph","content":[', "]}"), ('{"a":[', "]}")],
    ids=["lists", "objects", "paragraphs", "objects of a name unknown"],
)
def test_a_text_however_deep_costs_no_other_record(
    read: Reader, opening: str, closing: str, depth: int
) -> None:
    """What followed such a record was unread."""
    deep = f'{{"id":"deep","title":"خبر","text":{opening * depth}"نص"{closing * depth}}}'
    good = '{"id":"good","title":"خبر","text":"نص"}'
    found = read(f"[{deep},{good}]", "x.json")
    assert [article.id for article in found.articles] == ["deep", "good"]
    unknown = '"a"' in opening
    assert found.articles[0].paragraphs == (() if unknown else ("نص",))
    lines = read(f"{deep}\n{good}\n", "x.jsonl")
    assert lines.articles[-1].id == "good"
    assert len(lines.articles) + len(lines.reasons) == 2
