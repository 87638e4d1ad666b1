"""Reader of pages that a browser saved as one file (MHTML): a mail of which the first HTML part is the page."""

from __future__ import annotations

import io
from collections.abc import Iterator
from email import message_from_string
from email.message import Message
from typing import TextIO

from corpus.article import Article
from corpus.documents import MAX_RECORD, Document
from corpus.encodings import detect
from corpus.report import Rejection
from corpus.web_pages import read_web_page


def read_saved_page(document: Document, text: TextIO, start: str) -> Iterator[Article | Rejection]:
    """The one article of the page."""
    content = text.read(MAX_RECORD + 1) + text.read(1)  # which raises where the file is cut off
    if len(content) > MAX_RECORD:
        yield document.reject("", f"larger than {MAX_RECORD >> 20} MB for one page")
        return
    parts = message_from_string(content).walk()
    page = next((each for each in parts if each.get_content_type() == "text/html"), None)
    if page is None:
        yield document.reject("", "a saved page or mail without HTML")
        return
    yield from read_web_page(document, io.StringIO(_markup(page)), "")


def _markup(part: Message) -> str:
    if (part["Content-Transfer-Encoding"] or "").strip().lower() not in ("base64", "quoted-printable"):
        return str(part.get_payload())  # it was decoded with the file
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)  # it is of no parts
    try:
        return payload.decode(part.get_content_charset() or detect(payload, complete=True), "replace")
    except (
        LookupError,
        ValueError,
    ):  # an encoding that nobody knows, or that is none of pages: idna, undefined
        return payload.decode(detect(payload, complete=True), "replace")
