"""Texts that are lists and objects: all that is plainly text is read, and of what is not it is told."""

from __future__ import annotations

import json
from datetime import datetime

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


def span(text: str, kind: str = "span") -> dict[str, object]:
    return {"_type": kind, "text": text, "marks": []}


def rich(kind: str, *content: object, **data: str) -> dict[str, object]:
    return {"nodeType": kind, "data": data, "content": list(content)}


def value(text: str) -> dict[str, object]:
    return {"nodeType": "text", "value": text, "marks": [], "data": {}}


SANITY = [
    {"_type": "block", "style": "h2", "children": [span("فر"), span("عي")]},
    {
        "_type": "block",
        "markDefs": [],
        "children": [span("قال "), span("وزير"), span("ون"), span(" "), span("أمس")],
    },
    {"_type": "block", "children": [span("أ"), span("ب", "aside"), span("ت")]},
    {"_type": "image", "asset": {"_ref": "image-1"}},
]
CONTENTFUL = rich(
    "document",
    rich("heading-2", value("فر"), value("عي")),
    rich("paragraph", *map(value, ("قال ", "وزير", "ون", " ")), rich("hyperlink", value("أمس"), uri="u"), value("")),
    rich("list", *(rich("list-item", rich("paragraph", value(text))) for text in ("بند", "آخر"))),
    rich("embedded-asset-block"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SANITY, ("فرعي", "قال وزيرون أمس", "أ", "ب", "ت")),
        (CONTENTFUL, ("فرعي", "قال وزيرون أمس", "بند", "آخر")),
        ({"type": "block", "content": [{"text": "جملة"}, {"text": "ثانية"}]}, ("جملة", "ثانية")),
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
        (node("paragraph", node("line", leaf("الزعفران")), node("line", leaf("والكمون"))), ("الزعفران", "والكمون")),
        (node("paragraph", node("paragraph", leaf("أ")), node("paragraph", leaf("ب"), leaf("ت"))), ("أ", "بت")),
        (node("paragraph", leaf("أ"), {"type": "aside", "text": "ب"}, leaf("ت")), ("أ", "ب", "ت")),
        ({"type": "paragraph", "children": [node("li", leaf("أ")), node("li", leaf("ب"))]}, ("أ", "ب")),
        (node("paragraph", {"text": "جملة"}, {"text": ""}, {"text": "ثانية"}, {"text": "."}), ("جملة ثانية.",)),
        (node("paragraph", {"text": "أ", "children": [{"text": "ب"}]}, {"text": "ت"}), ("أ", "ب", "ت")),
        ({"content": "أ", "items": [{"content": "ب", "items": [{"content": "ت", "items": []}]}]}, ("أ", "ب", "ت")),
        ([{"text": "سؤال", "children": [{"text": "جواب"}]}, {"text": "آخر"}], ("سؤال", "جواب", "آخر")),
        ({"text": "قمح وشعير", "items": [{"text": "قمح"}, {"text": "شعير"}]}, ("قمح وشعير", "قمح", "شعير")),
        ([{"text": "قال الوزير أمس", "children": [{"text": "قال "}, {"text": "الوزير"}]}], ("قال الوزير أمس",)),
        ([{"type": "p", "name": "فقرة", "data": {"id": 5}}, {"name": "ثانية", "blocks": [1]}], ("فقرة", "ثانية")),
        ([{"name": "list", "data": {"id": 5, "text": "فقرة"}}, {"data": [5], "name": "8"}], ("فقرة", "5")),
        ([{"value": "<p>نص</p>", "processed": "<p>نص، لسلمى</p>", "summary": "ملخص"}], ("نص",)),
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


def test_captions_may_be_objects_with_a_caption_each(read: Reader) -> None:
    pictures = [{"caption": "في الميناء", "url": "https://x.example/y.png"}, {"text": "على الرصيف"}]
    found = of(read, "نص", captions=pictures)
    assert found.one.captions == ("في الميناء", "على الرصيف")
    assert found.report.warnings == {}


def test_what_is_called_main_is_no_name_where_there_is_one(read: Reader) -> None:
    author, date = {"main": "x", "name": "محمد"}, {"main": "x", "value": "2023-05-04"}
    found = of(read, "نص", author=author, date=date)
    assert (found.one.author, found.one.date) == ("محمد", datetime(2023, 5, 4))


def test_a_headline_may_be_the_main_one_of_several(read: Reader) -> None:
    headline = {"main": "عنوان", "kicker": None, "name": None, "print_headline": "عنوان في الصحيفة"}
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


@pytest.mark.parametrize("mark", list(".:!?)]»،؛؟"))
def test_no_space_is_put_before_what_closes(read: Reader, mark: str) -> None:
    assert of(read, node("paragraph", {"text": "جملة"}, {"text": mark})).one.paragraphs == (f"جملة{mark}",)


def test_what_a_part_is_called_counts_as_what_it_says(read: Reader) -> None:
    """An object around it took its own name in place of it."""
    inner = {"name": "فقرة", "data": {"id": 5}}
    assert of(read, {"name": "قسم", "blocks": [inner, {"data": [7], "name": "8"}]}).one.paragraphs == (
        "فقرة",
        "7",
    )


def test_a_summary_that_stands_in_for_a_text_has_its_paragraphs(read: Reader) -> None:
    assert of(read, "", summary="<p>أول</p><p>ثان</p>").one.paragraphs == ("أول", "ثان")
