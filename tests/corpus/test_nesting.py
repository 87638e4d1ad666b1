"""Markup that closes nothing, as old publishing systems wrote it, and markup that is hostile."""

from __future__ import annotations

import html
import json
from pathlib import Path

import pytest

from tests.memory import apart, needs_proc
from tests.patience import no_hours

OPENING = ["<span><p>", "<font>\n<p>", "<div>", '<div class="a"><span>', "<blockquote>", "<o:p><p>"]
COUNTS = [300, 2500, 20_000]  # libxml2 stops at 256 elements, and of huge trees at 2,048


def lines(count: int) -> list[str]:
    return [f"وقال المتحدث في الفقرة رقم {number} إن العمل مستمر." for number in range(count)]


def unclosed(opening: str, count: int) -> str:
    return "".join(opening + line for line in lines(count))


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("opening", OPENING)
def test_a_text_of_a_record_keeps_what_stands_behind_unclosed_tags(read, opening: str, count: int) -> None:
    """Of 300 paragraphs 127 were read, and nothing said so."""
    text = unclosed(opening, count)
    assert read(json.dumps([{"title": "خبر", "text": text}])).one.paragraphs == tuple(lines(count))
    entry = f"<item><title>خبر</title><description>{html.escape(text)}</description></item>"
    feed = f"<rss version='2.0'><channel>{entry}</channel></rss>"
    assert read(feed).one.paragraphs == tuple(lines(count))


@pytest.mark.parametrize("count", COUNTS[:2])
@pytest.mark.parametrize("opening", ["<span><p>", "<font><p>", "<div>"])
def test_a_page_keeps_what_stands_behind_unclosed_tags(read, opening: str, count: int) -> None:
    head = (
        "<head><title>خبر</title><meta name=date content='2020-05-01'><style>p { color: red }</style></head>"
    )
    menu = "<nav><ul><li>الرئيسية</li></ul></nav>"
    article = read(f"<html>{head}<body>{menu}<h1>خبر النهر</h1>{unclosed(opening, count)}</body></html>").one
    assert article.paragraphs == tuple(lines(count))
    assert (article.title, str(article.date)) == ("خبر النهر", "2020-05-01 00:00:00")


def test_scripts_and_attributes_are_no_text_however_deep_they_stand(read) -> None:
    text = '<div><script>if (a<b) x("<p>")</script><p title="أ">نص<!-- <p>سر --> <b>غليظ</b>ة' * 3000
    article = read(json.dumps([{"title": "خبر", "text": text}])).one
    assert article.paragraphs == ("نص غليظة",) * 3000


def test_a_text_of_more_than_ten_megabytes_with_a_tag_is_read(read) -> None:
    text = "كلمة " * 1_200_000
    assert len(text.encode()) > 10_000_000
    record = json.dumps({"title": "خبر", "text": f"<p>{text}</p><p>آخر"}, ensure_ascii=False)
    assert read(record, "x.jsonl").one.paragraphs == (text.strip(), "آخر")


HUGE = ["<span>" * 1_000_000, "<div>" * 1_000_000, "<p>" + "<a" * 1_000_000, "<p><" + "a" * 2_000_000]
MEMORY_PROGRAM = """
import sys
from corpus import read_articles
from tests.memory import peak
before = peak()
(article,) = read_articles(sys.argv[1])
print(article.title, peak() - before)
"""


@pytest.mark.parametrize("text", HUGE)
def test_a_million_tags_take_little_time(read, text: str) -> None:
    with no_hours():
        assert read(json.dumps([{"title": "خبر", "text": text}])).one.title == "خبر"


@needs_proc
@pytest.mark.parametrize("text", HUGE)
def test_a_million_tags_take_little_memory(tmp_path: Path, text: str) -> None:
    (tmp_path / "file").write_text(json.dumps([{"title": "خبر", "text": text}]))
    title, grown = apart(MEMORY_PROGRAM, str(tmp_path / "file"))
    assert title == "خبر"
    assert int(grown) < 400


def test_no_entity_of_a_text_is_expanded(read) -> None:
    bomb = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 12))
    text = f'<!DOCTYPE html [<!ENTITY b0 "كلمة">{bomb}]><p>قبل &b11; &b0; بعد</p>'
    article = read(json.dumps([{"title": "خبر", "text": text + "<div>" * 3000 + "&b11;"}])).one
    assert "قبل &b11; &b0; بعد" in article.paragraphs
    assert sum(map(len, article.paragraphs)) < len(text)
