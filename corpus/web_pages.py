"""Reader of saved web pages: the article of the page, without its menus.

trafilatura finds the main text, the headline and the author. Dates are looked up by `corpus.page_dates`: publishers
state the moment in the page's metadata, and htmldate, which trafilatura asks, knows only days, and takes any figures of
the page for one. Where trafilatura finds nothing, as in very short pages, all visible blocks of the page are its text.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from corpus.article import MARKUP, Article
from corpus.cleaning import block_texts, broken_off, flattened, resolve_entities
from corpus.dates import parse_date_line
from corpus.documents import MAX_RECORD, Document
from corpus.encodings import without_xml_declaration
from corpus.fields import read_record
from corpus.page_dates import page_date, page_metas
from corpus.page_headline import page_headline
from corpus.page_text import MENUS, paragraphs_of_page
from corpus.report import Rejection
from corpus.tags import without_endless_tags

# What says which part of a page is what, where the page has to be read without its nesting.
_LANDMARKS = MENUS | {"html", "body", "meta", "h1", "time"}
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile("<[a-zA-Z/!?]")
_MOST_TAGS = 1_000_000  # what makes elements, be it an end that ends nothing: of these some 500,000
# Of more elements trafilatura's time grows with the square, and the menus that it finds are no longer what the page is.
# Long live reports have some 10,000.
_MOST_EXTRACTED = 20_000
_MOST_ATTRIBUTES = 100_000  # of a page
_MOST_WORK = 5_000_000_000  # characters for each element; a report of 10,000 may be of half a million
_CODE = frozenset(("script", "style"))
# A page behind another.
_BEHIND = re.compile(r"</html\s*>\s*(?:<!DOCTYPE|<html)\b", re.IGNORECASE)
# XML's own characters only: lxml refuses the others.
_UNPARSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
# "Written by", before the name.
_BY = re.compile(r"\A\s*(?:كتبت?|بقلم)(?:\s*[:/–-]\s*|\s+|\Z)")
# trafilatura's names for what HTML calls otherwise.
_HTML_NAMES = {
    "head": "h2",
    "item": "li",
    "list": "ul",
    "quote": "blockquote",
    "row": "tr",
    "cell": "td",
    "lb": "br",
}


def read_web_page(document: Document, text: TextIO, start: str) -> Iterator[Article | Rejection]:
    """The one article of the page."""
    page = text.read(MAX_RECORD + 1) + text.read(1)  # which raises where the file is cut off
    if len(page) > MAX_RECORD:
        yield document.reject("", f"larger than {MAX_RECORD >> 20} MB for one page")
        return
    page = without_endless_tags(page)
    if page.count("<") > _MOST_TAGS and sum(1 for _ in _TAG.finditer(page)) > _MOST_TAGS:
        yield document.reject("", f"too many elements for one page: more than {_MOST_TAGS:,} tags")
        return
    tree = _parsed(page)
    if tree is None:
        yield document.reject("", "no readable HTML")
        return
    yield read_record(document, _record(tree, page), "")
    if _BEHIND.search(_COMMENT.sub("", page)):
        reason = "something follows the page's end, and is unread: another page?"
        yield document.reject_rest("after record 1", reason)


def _parsed(page: str) -> Any:
    from lxml import etree, html

    # Not of huge trees: each level of nesting costs trafilatura the text that is in it once more.
    # Without comments: walking a tree, lxml goes through all of those in a row for each of them.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    page = _UNPARSABLE.sub("", without_xml_declaration(page))
    try:
        tree = html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
        if broken_off(parser):
            page = flattened(page, _LANDMARKS)
            tree = html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
        return tree
    except (etree.LxmlError, ValueError):  # "Document is empty"
        return None


def _record(tree: Any, page: str) -> dict[str, Any]:
    metas = page_metas(tree)
    date, date_found = page_date(tree, metas)
    extracted = None
    fresh = tree
    if _is_extractable(tree):
        extracted = _extracted(tree)
        fresh = _parsed(page)  # trafilatura works inside the tree it gets
    blocks = _blocks(extracted.body) if extracted is not None else []
    proposed, site = (extracted.title or "", extracted.sitename or "") if extracted is not None else ("", "")
    title = page_headline(fresh, proposed, metas.get("og:site_name", site))
    blocks = list(_without_header(paragraphs_of_page(fresh, blocks, title), title, date_found))
    found: dict[str, Any] = {"title": title, "text": blocks, "date": date, MARKUP: False}
    if extracted is not None:
        found["author"] = [_BY.sub("", author) for author in (extracted.author or "").split("; ")]
        found["source"] = extracted.sitename or extracted.hostname
        # Publishers often escape them twice; trafilatura resolves headline, author and description once more itself.
        categories = extracted.categories or [metas.get("article:section", "")]
        found["category"] = [resolve_entities(category) for category in categories]
        found["url"] = extracted.url
        found["summary"] = extracted.description
    return found


def _is_extractable(tree: Any) -> bool:
    """Whether trafilatura has an end with the page: it goes through text for each element in it, several times."""
    elements = attributes = characters = 0
    for node in tree.iter():
        elements += 1
        attributes += len(node.attrib)
        if elements > _MOST_EXTRACTED or attributes > _MOST_ATTRIBUTES:
            return False
        if node.tag not in _CODE:
            characters += len(node.text or "")
        characters += len(node.tail or "")
    return elements * characters <= _MOST_WORK


def _extracted(tree: Any) -> Any:
    from trafilatura import bare_extraction

    for name in ("trafilatura", "htmldate"):  # what they could not do with a page is told in our own words
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        return bare_extraction(
            tree,
            with_metadata=True,
            include_comments=False,
            date_extraction_params={"extensive_search": False},  # of the date nothing is used
        )
    except MemoryError:
        raise  # the page would be read as another article
    except Exception:  # whatever it stumbles over, the page still has its visible text
        return None


def _blocks(body: Any) -> list[str]:
    if body is None:
        return []
    for node in body.iter():
        if isinstance(node.tag, str):
            node.tag = _HTML_NAMES.get(node.tag, node.tag)
    return block_texts(body)


def _without_header(blocks: Iterable[str], title: str, date: str) -> Iterator[str]:
    """The blocks without the headline, said again, and the date line before the text."""
    for index, block in enumerate(blocks):
        if index < 4 and (block == title or (date and block == date) or parse_date_line(block) is not None):
            continue
        yield block
