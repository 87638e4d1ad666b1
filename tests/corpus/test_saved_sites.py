"""What browsers and crawlers save: pages in one file, and what stands beside them and is no article."""

from __future__ import annotations

import gzip
import quopri
from base64 import encodebytes

import pytest

TEXT = (
    "أعلنت الوزارة اليوم أن أعمال توسعة الميناء تبدأ في الشهر المقبل وتستمر عامين.",
    "وقال الوزير في مؤتمر صحفي إن المشروع يوفر مئات من فرص العمل لسكان المنطقة.",
)
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
TITLE = "توسعة الميناء"
PAGE = (
    f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{BODY}</article></body></html>"
)
ENCODED = {
    "quoted-printable": lambda page: quopri.encodestring(page.encode()),
    "base64": lambda page: encodebytes(page.encode()),
    "8bit": str.encode,
}


def saved(encoding: str, charset: str = '; charset="utf-8"') -> bytes:
    head = (
        "From: <Saved by a browser>\nSubject: x\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related;\n\ttype="text/html";\n\tboundary="--B"\n\n'
        f"----B\nContent-Type: text/html{charset}\nContent-Transfer-Encoding: {encoding}\n\n"
    )
    style = "\n----B\nContent-Type: text/css\n\np { color: red }\n----B--\n"
    return head.encode() + ENCODED[encoding](PAGE) + style.encode()


@pytest.mark.parametrize("encoding", ENCODED)
@pytest.mark.parametrize(
    "charset",
    [
        '; charset="utf-8"',
        "",
        *(f"; charset={each}" for each in ("none-such", "idna", "undefined", '"utf\0-8"')),
    ],
)
def test_a_page_that_a_browser_saved_in_one_file_is_read(read, encoding: str, charset: str) -> None:
    """It was a text, of the headers and the code of the page."""
    for content in (saved(encoding, charset), saved(encoding, charset).replace(b"\n", b"\r\n")):
        article = read(content, "page.mhtml").one
        assert (article.title, article.paragraphs) == (TITLE, TEXT)


def test_a_saved_page_without_a_page_is_told(read) -> None:
    found = read(saved("8bit").replace(b"text/html", b"text/x"), "page.mht")
    assert found.reasons == [("", "a saved page or mail without HTML")]


WARC = "WARC/1.0\r\nWARC-Type: response\r\n\r\nHTTP/1.1 200 OK\r\n\r\n" + PAGE


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.rtf", r"{\rtf1\ansi\ansicpg1256 \'ce\'c8\'d1}", "an RTF document"),
        ("a.doc", r"{\rtf1\ansi\ansicpg1256 \'ce\'c8\'d1}", "an RTF document"),
        ("a.warc", WARC, "a web archive (WARC)"),
        ("a.warc.gz", gzip.compress(WARC.encode()), "a web archive (WARC)"),
        ("a.ps", "%!PS-Adobe-3.0\n%%Title: x\n", "a PostScript document"),
        ("a.eml", f"Received: by x\n\tfor y\nMessage-ID: <1@x>\nSubject: x\n\n{TEXT[0]}\n", "a mail"),
        ("robots.txt", "User-agent: *\nDisallow: /admin\n", "robots.txt, not"),
        ("SHA256SUMS", f"{'0' * 64}  a.json\n", "SHA256SUMS, not"),
        ("md5sums.txt", f"{'0' * 32}  a.json\n", "md5sums.txt, not"),
        ("style.css?ver=5.2", "p { color: red }\n", "a .css file"),
        ("wp.js?ver=5", "var a = 1;\n", "a .js file"),
    ],
)
def test_what_is_no_article_is_told_as_what_it_is(read, name: str, content: str | bytes, said: str) -> None:
    found = read(content, name)
    assert not found.articles
    assert len(found.reasons) == 1
    assert said in found.reasons[0][1]


def test_a_text_that_begins_like_a_mail_is_one(read) -> None:
    article = read(f"بقلم: سالم\nمراسل: x\n\n{TEXT[0]}\n", "a.txt").one
    assert TEXT[0] in article.paragraphs
    headed = read(f"Title: توسعة الميناء\nDate: 2023-09-12\n\n{TEXT[0]}\n", "b.txt").one
    assert TEXT[0] in headed.paragraphs
    received = read(f"Title: توسعة الميناء\nReceived: وصلنا الخبر اليوم\n\n{TEXT[0]}\n", "c.txt").one
    assert TEXT[0] in received.paragraphs
