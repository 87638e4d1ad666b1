"""Reader of the IPTC's XML: NITF documents, and NewsML-G2 items alone or many in a message.

Read with lxml's iterparse, item by item; entities of a document's own are never resolved and nothing is fetched.
Element names are compared without their namespace, since agencies use several versions of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.entities import html5
from itertools import takewhile
from typing import Any, TextIO

from corpus.article import MARKUP, Article
from corpus.cleaning import block_texts, has_markup, paragraphs
from corpus.documents import MAX_RECORD, Document
from corpus.encodings import without_xml_declaration
from corpus.fields import read_record
from corpus.report import Rejection

_CHUNK = 1 << 16
# Names of characters that HTML knows, and XML only by a DTD, which is not loaded.
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31};)")
_OPEN_NAME = re.compile(r"&[A-Za-z0-9]{0,32}\Z")
_OF_XML = frozenset("<>&\"'")


def read_news_xml(document: Document, text: TextIO, start: str) -> Iterator[Article | Rejection]:
    """The items of the file, in order."""
    from lxml import etree

    number = 0
    source = _Utf8Xml(text)
    events = etree.iterparse(
        source,
        events=("end",),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in events:
            name = _name(element)
            if name not in ("nitf", "newsitem") or any(
                _name(above) == "newsitem" for above in element.iterancestors()
            ):
                continue
            number += 1
            source.since_item = 0
            record = (
                _nitf(element, document.warnings)
                if name == "nitf"
                else _news_item(element, document.warnings)
            )
            record[MARKUP] = False
            yield read_record(document, record, f"record {number}")
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except (etree.XMLSyntaxError, _ItemTooLarge) as error:
        reason = " ".join(str(error).split())
        if reason.startswith("no element found") and (last := events.error_log.last_error):
            reason = f"{last.message}, line {last.line}"  # of what ended it, and not of what is then missing
        yield document.reject_rest(
            f"record {number + 1}", f"no well-formed XML, from here on unread: {reason}"[:200]
        )
        return
    if not number:
        yield document.reject("", "no news item in it")


class _ItemTooLarge(Exception):
    pass


class _Utf8Xml:
    """A text stream as iterparse wants it: bytes in UTF-8, without the declaration of another encoding."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._first = True
        self._held = ""  # a name that may go on in the next chunk
        self.since_item = 0

    def read(self, size: int = -1) -> bytes:
        chunk = self._text.read(_CHUNK)
        if self._first:
            chunk, self._first = without_xml_declaration(chunk.lstrip("\ufeff")).lstrip(), False
        self.since_item += len(chunk)
        chunk, ended = self._held + chunk, not chunk
        open_name = None if ended else _OPEN_NAME.search(chunk, max(0, len(chunk) - 40))
        self._held = open_name[0] if open_name else ""
        chunk = _NAMED.sub(_character, chunk[: len(chunk) - len(self._held)])
        if self._held and not chunk:
            return self.read(size)
        if self.since_item > MAX_RECORD:
            raise _ItemTooLarge(f"an item larger than {MAX_RECORD >> 20} MB")
        return chunk.encode("utf-8", "replace")


def _character(named: re.Match[str]) -> str:
    """The character of a name; those that XML has names for, and what nobody knows, as they stand."""
    character = html5.get(named[1], "")
    return named[0] if _OF_XML.intersection(character) else character or named[0]


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _all(element: Any, *path: str) -> Iterator[Any]:
    """The descendants that the names lead to, each name any number of levels below the one before."""
    first, *rest = path
    for below in element.iterdescendants():
        if _name(below) == first:
            if not rest:
                yield below
            elif not _is_within(below, first, element):  # what is below that one is below this one, too
                yield from _all(below, *rest)


def _outermost(element: Any, name: str) -> Iterator[Any]:
    """The descendants of that name that are within no other: what is below them is told with them."""
    return (found for found in _all(element, name) if not _is_within(found, name, element))


def _is_within(element: Any, name: str, root: Any) -> bool:
    """Whether an element of that name is between an element and one that it is below."""
    return any(
        _name(above) == name for above in takewhile(lambda above: above is not root, element.iterancestors())
    )


def _text(element: Any, *path: str) -> str:
    """The text of the first such descendant that has any."""
    return next((text for found in _all(element, *path) if (text := _flat(found))), "")


def _flat(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _attribute(element: Any, attribute: str, *path: str) -> str:
    return next(
        (value for found in _all(element, *path) if (value := (found.get(attribute) or "").strip())), ""
    )


def _blocks(element: Any, left_out: tuple[str, ...] = ()) -> list[str]:
    """The paragraphs of a body, NITF's or XHTML's; block names are HTML's in both."""
    skipped = [below for below in element.iterdescendants() if _name(below) in left_out]
    for below in element.iter():
        if isinstance(below.tag, str):
            name = _name(below)
            # NITF's sub-headings, and "head"-like names that HTML would hide.
            below.tag = {"hl2": "h2", "hl1": "h1", "block": "div", "media-caption": "p"}.get(name, name)
    return block_texts(element, skipped)


def _nitf(nitf: Any, warnings: Counter[str]) -> dict[str, Any]:
    record: dict[str, Any] = {
        "id": _attribute(nitf, "id-string", "doc-id"),
        "title": _text(nitf, "hedline", "hl1") or _text(nitf, "body.head", "hl1") or _text(nitf, "head", "title"),
        "date": _attribute(nitf, "norm", "story.date")
        or _attribute(nitf, "norm", "date.issue")
        or _attribute(nitf, "norm", "date.release")
        or _attribute(nitf, "date.publication", "pubdata")
        or _text(nitf, "story.date"),
        "author": _text(nitf, "byline", "person") or _without(nitf, "byline", "byttl"),
        "source": _text(nitf, "distributor", "org")
        or _text(nitf, "distributor")
        or _attribute(nitf, "name", "pubdata")
        or _attribute(nitf, "regsrc", "doc-id")
        or _attribute(nitf, "provider", "doc.rights"),
        # tobject's own type is the genre ("news"), which only stands in where no subject is given.
        "category": _attribute(nitf, "tobject.subject.type", "tobject.subject")
        or _attribute(nitf, "position.section", "pubdata")
        or _attribute(nitf, "tobject.type", "tobject"),
        "url": _attribute(nitf, "ex-ref", "pubdata"),
        "captions": [text for found in _outermost(nitf, "media-caption") if (text := _flat(found))],
    }  # fmt: skip
    record["summary"] = [block for found in _outermost(nitf, "abstract") for block in _blocks(found)]
    lead = [text for found in _all(nitf, "hedline", "hl2") if (text := _flat(found))]
    content = next(_all(nitf, "body.content"), None)
    record["text"] = [*lead, *(_content(content, warnings) if content is not None else [])]
    return record


def _content(content: Any, warnings: Counter[str]) -> list[str]:
    """The paragraphs of a NITF's body, markup that is text to the XML parser included, where there is no other."""
    if all(_name(below) in ("", "block") for below in content.iterdescendants()):
        text = "".join(content.itertext())
        if has_markup(text):
            return paragraphs(text, warnings, markup=True)
    return _blocks(content, ("media", "media-caption", "media-producer"))


def _without(element: Any, name: str, left_out: str) -> str:
    """The text of an element without that of a child: a byline without the writer's office."""
    for found in _all(element, name):
        office = _text(found, left_out)
        if text := _flat(found).replace(office, "").strip(" ،,-") if office else _flat(found):
            return text
    return ""


def _news_item(item: Any, warnings: Counter[str]) -> dict[str, Any]:
    nested = next(_all(item, "nitf"), None)
    record: dict[str, Any] = _nitf(nested, warnings) if nested is not None else {}
    if nested is None:
        bodies = [*_all(item, "inlinexml"), *_all(item, "inlinedata")]
        record["text"] = next((text for body in bodies if (text := _inline(body, warnings))), [])
    given = {
        "id": item.get("guid") or "",
        "title": _text(item, "contentmeta", "headline") or _text(item, "itemmeta", "title"),
        "date": _text(item, "contentmeta", "contentcreated")
        or _text(item, "itemmeta", "firstcreated")
        or _text(item, "itemmeta", "versioncreated"),
        "author": _text(item, "contentmeta", "by")
        or _text(item, "contentmeta", "creator", "name")
        or _attribute(item, "literal", "contentmeta", "creator"),
        "source": _text(item, "contentmeta", "infosource", "name")
        or _text(item, "itemmeta", "provider", "name")
        or _attribute(item, "literal", "itemmeta", "provider")
        or _attribute(item, "qcode", "itemmeta", "provider").rpartition(":")[2]
        or _text(item, "contentmeta", "creditline"),
        "category": _text(item, "contentmeta", "subject", "name"),
        "summary": _text(item, "contentmeta", "description"),
    }
    for field, value in given.items():
        # The item's own date is when it was sent; a NITF inside says when the story was.
        if value and not (field in ("date", "summary") and record.get(field)):
            record[field] = value
    return record


def _inline(body: Any, warnings: Counter[str]) -> list[str]:
    if len(body):
        return _blocks(body, ("head",))
    # Markup that is text to the XML parser.
    return paragraphs(body.text or "", warnings, markup=True)
