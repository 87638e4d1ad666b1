"""Entities and markup are undone once: what an article says of tags stays, whatever format it comes in."""

from __future__ import annotations

import html
import json

import pytest

from tests.corpus.conftest import Reader

TITLE = "كيف تستعمل الوسم <script> في صفحات الويب"
SAID = [
    "يكتب الوسم <script> في أول الصفحة، ثم تليه البرامج التي تعمل فيها حين يفتحها القارئ في متصفحه.",
    "أما الوسم <b> فيجعل النص غليظا، ويغلق بالوسم </b> في آخره، ويكتب في المصدر &lt;b&gt; عادة.",
]


def page() -> str:
    """As saved: each sign that is text is an entity."""
    metas = {"author": "الكاتب &amp; زميله", "section": "قسم <style>"}
    head = (
        f"<meta name=author content='{html.escape(metas['author'])}'>"
        f"<meta property='article:section' content='{html.escape(metas['section'])}'>"
    )
    blocks = "".join(f"<p>{html.escape(each)}</p>" for each in SAID)
    return (
        f"<html><head><title>x</title>{head}</head><body><h1>{html.escape(TITLE)}</h1>{blocks}</body></html>"
    )


def nitf() -> str:
    blocks = "".join(f"<p>{html.escape(each)}</p>" for each in SAID)
    head = f"<body.head><hedline><hl1>{html.escape(TITLE)}</hl1></hedline></body.head>"
    return f"<nitf><body>{head}<body.content>{blocks}</body.content></body></nitf>"


def newsml() -> str:
    """HTML that is text to XML, as agencies send it."""
    blocks = html.escape("".join(f"<p>{html.escape(each)}</p>" for each in SAID))
    return (
        "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='1'>"
        f"<itemMeta><title>{html.escape(TITLE)}</title></itemMeta>"
        f"<contentSet><inlineData>{blocks}</inlineData></contentSet></newsItem>"
    )


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (page(), "x.html"),
        (nitf(), "x.xml"),
        (newsml(), "x.xml"),
        (html.escape("\n".join([TITLE, *SAID])), "x.txt"),
        (html.escape(TITLE) + "".join(f"\n<p>{html.escape(each)}</p>" for each in SAID), "x.txt"),
        (json.dumps({"headline": html.escape(TITLE), "text": [f"<p>{html.escape(each)}" for each in SAID]}), "x.jsonl"),
        (json.dumps({"title": html.escape(TITLE), "text": html.escape("\n".join(SAID))}), "x.jsonl"),
        (json.dumps({"title": {"name": TITLE}, "text": {"rendered": "\n".join(SAID)}, "markup": False}), "x.jsonl"),
    ],
    ids=["page", "NITF", "NewsML-G2", "lines", "blocks", "JSON with tags", "JSON", "JSON without markup"],
)  # fmt: skip
def test_what_an_article_says_of_tags_and_entities_stays(read: Reader, content: str, name: str) -> None:
    """A text file lost what stands behind `&lt;script&gt;`, and a page so much of its headline."""
    article = read(content, name).one
    assert (article.title, list(article.paragraphs)) == (TITLE, SAID)


def test_the_names_on_a_page_keep_their_signs(read: Reader) -> None:
    assert read(page(), "x.html").one.category == "قسم <style>"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (f"عنوان\n\nن\x01ص \x02طويل \udcff{SAID[1]}", "x.txt"),
        (f"عنوان\n<p>ن\x01ص \x02طويل \udcff{SAID[1]}", "x.txt"),
        (r'{"title": "<b>\ud800</b>", "text": "ن\u0001ص \u0002طويل"}', "x.jsonl"),
    ],
    ids=["lines", "blocks", "JSON"],
)
def test_what_is_removed_or_broken_is_counted_once(read: Reader, content: str, name: str) -> None:
    """Of plain text control characters were not counted, and broken ones twice where they stood in a block."""
    warnings = read(content.encode(errors="surrogateescape"), name, encoding="utf-8").report.warnings
    assert (warnings["control characters"], warnings["invalid bytes"]) == (2, 1)
