"""Texts of feeds stay as their publishers wrote them, but for what is markup."""

from __future__ import annotations

import html

import pytest


@pytest.mark.parametrize("text", ["قسم R&D; وغيره", "كلمة &unknown; بعدها", "AT&T وR&D"])
def test_what_looks_like_an_entity_and_is_none_stays(read, text: str) -> None:
    """Where feedparser makes the addresses of links absolute it writes the whole text anew, without some semicolons."""
    markup = html.escape(f"<p>انظر <a href='/x'>هنا</a> {text}</p>")
    entry = f"<item><guid>1</guid><title>خبر</title><description>{markup}</description></item>"
    feed = f"<rss version='2.0'><channel><link>http://e.example/</link>{entry}</channel></rss>"
    assert read(feed, "a.xml").one.paragraphs == (f"انظر هنا {text}",)
