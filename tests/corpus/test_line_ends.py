"""Line ends of texts with markup: they divide paragraphs where their markup leaves that to them."""

from __future__ import annotations

import json

import pytest

from tests.corpus.conftest import Reader

RAW = "أ <strong>ب</strong>\n\nت\n\n<h2>ث</h2>\nج\nح\n\n&nbsp;\n\n<blockquote>خ\n\nد</blockquote>\nذ"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # As the same text without a tag.
        ("أ\nب <b>ت</b>\n\nث", ["أ", "ب ت", "ث"]),
        ("أ\nب <a\nhref='x'\n>ت</a>\nث", ["أ", "ب ت", "ث"]),
        ("أ <b>ب\nت</b> ث", ["أ ب", "ت ث"]),
        ("<b>أ</b>\n<i>ب</i>\n\n<img src='x'>\nت", ["أ", "ب", "ت"]),
        ("أ\r\nب <b>ت</b>\rث", ["أ", "ب ت", "ث"]),
        # As editors of blogs keep it.
        (RAW, ["أ ب", "ت", "ث", "ج ح", "خ", "د", "ذ"]),
        ("أ\nب\n\nت<br>ث", ["أ ب", "ت", "ث"]),
        ("أ\nب\n \t\nت<div>ث\nج\n\nح</div>", ["أ ب", "ت", "ث ج", "ح"]),
        ("أ\n\n<p align='center'>ب\n\nت</p>\nث\n\nج", ["أ", "ب ت", "ث", "ج"]),
        ("أ\n\nب<!--more-->\n\nت <b>ث</b>", ["أ", "ب", "ت ث"]),
        # As pages have it.
        ("<p>أ\n\n<b>ب</b>\n\nت</p>\n\n<p>ث\nج", ["أ ب ت", "ث ج"]),
        ("<p>أ</p><div>ب\n\n<b>ت</b></div>", ["أ", "ب ت"]),
        ("<P>أ\n\nب", ["أ ب"]),
        ("أ<br />\nب<br>\nت", ["أ", "ب", "ت"]),
        # As templates have it.
        ("<div>\n<b>أ</b>\n\n<span>ب</span>\n\n<a>ت</a>\n\n ث.</div>", ["أ ب ت ث."]),
        ("<ul>\n\n<li>أ\nب</li>\n\n<li>ت</li></ul>", ["أ ب", "ت"]),
    ],
)  # fmt: skip
def test_paragraphs_end_where_their_markup_or_their_lines_say(
    read: Reader, text: str, expected: list[str]
) -> None:
    """Of one inline tag all line ends became spaces, and the text one paragraph."""
    found = read(json.dumps([{"title": "خبر", "text": text}]), "x.json")
    assert list(found.one.paragraphs) == expected


@pytest.mark.parametrize("tag", ["<b>اليوم</b>", "اليوم<br>"])
def test_a_tag_in_a_plain_text_leaves_its_headline_alone(read: Reader, tag: str) -> None:
    """The headline swallowed the first paragraph."""
    found = read(f"خطة القمح\n\nأعلن الوزير خطة جديدة {tag}\n\nوقال إنها تشمل توفير البذور.\n", "a.txt").one
    assert found.title == "خطة القمح"
    assert found.paragraphs == ("أعلن الوزير خطة جديدة اليوم", "وقال إنها تشمل توفير البذور.")


def test_markup_without_end_keeps_its_paragraphs(read: Reader) -> None:
    """Tags that nest too deep for the parser are taken out of it, which says nothing of its line ends."""
    text = "<font>" * 3000 + "أ\n\nب<p>ت\n\nث"
    assert read(json.dumps([{"title": "خبر", "text": text}]), "x.json").one.paragraphs == ("أ ب", "ت ث")
    text = "<font>" * 3000 + "أ\n\nب<br>ت\n\nث"
    assert read(json.dumps([{"title": "خبر", "text": text}]), "x.json").one.paragraphs == ("أ", "ب", "ت", "ث")
