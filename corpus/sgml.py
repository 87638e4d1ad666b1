"""Reader of TREC and Gigaword documents: `<DOC>` after `<DOC>`, SGML only by its looks.

Such files hold bare "&" and "<" and leave end tags out, so no XML parser takes them. The tags are found by a regular
expression, one document in memory at a time; what stands between them is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TextIO

from corpus.article import Article
from corpus.documents import MAX_RECORD, Document
from corpus.fields import field_named, read_record
from corpus.report import Rejection

_CHUNK = 1 << 16
_START = re.compile(r"<DOC(?:\s[^<>]*)?>", re.IGNORECASE)
_CUT_START = re.compile(r"<(?:D(?:O(?:C[^<>]*)?)?)?\s*$", re.IGNORECASE)
_END = re.compile(r"</DOC\s*>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z][\w.:-]*)((?:\s[^<>]*)?)/?>")
# What is left of a document whose start tag is damaged; between documents may stand anything else.
_LOST = re.compile(r"</DOC\s*>|<(?:DOCNO|DOCID|TEXT)[\s>]", re.IGNORECASE)
_CUT_TAG = re.compile(r"</?[A-Za-z]*\s*$")
_ATTRIBUTE = re.compile(r"""(?<![\w.-])([A-Za-z][\w.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))""")
# Tags inside a text that part paragraphs, and those that only mark words.
_BREAKS = frozenset(("p", "br", "par", "para", "s", "hl2", "div", "h1", "h2", "h3", "li"))
_MARKS = frozenset(
    ("b", "i", "u", "em", "strong", "a", "span", "font", "enamex", "timex", "numex", "f", "annotation")
)
# LDC's Gigaword puts the day into the document's name: AFP_ARB_20001101.0001, XIN_ARB_20010630.0002.
_GIGAWORD_ID = re.compile(r"([A-Z]{2,4})_[A-Z]{3}_(\d{8})\.\d+")
_DATE_FIELDS = ("datetime", "date", "time", "pubdate", "published", "storydate")


def read_sgml(document: Document, text: TextIO, start: str) -> Iterator[Article | Rejection]:
    """The documents of the file, in order."""
    number = 0
    all_ended = True
    for attributes, content, ended in _documents(text):
        if not attributes:
            reason = "a document outside of all <DOC>: its start tag is damaged or missing"
            yield document.reject_rest(f"after record {number}" if number else "", reason)
            continue
        number += 1
        place = f"record {number}"
        if content is None:
            yield document.reject(place, f"larger than {MAX_RECORD >> 20} MB")
            continue
        if ended is None and all_ended and (number > 1 or _ends_within_a_field(content)):
            yield document.reject_rest(place, "cut off: the file ends before the record does")
            return
        if not ended:
            all_ended = False
            document.warnings["record without an end tag"] += 1
        yield read_record(document, _fields(attributes, content), place)
    if not number:
        yield document.reject("", "no <DOC> in it")


def _documents(text: TextIO) -> Iterator[tuple[str, str | None, bool | None]]:
    """(start tag, content, whether it has an end tag) of each document.

    The content is None where it is too large; the last is None where the end of the file came before any tag. Where
    something is left of a document without one, the start tag is empty.
    """
    buffer = ""
    at = 0  # how much of the buffer has been given, or is held
    tag = ""  # the start tag of the document that is being read
    held: list[str] = []  # its content as far as it has been searched for an end
    at_end = False
    stray = False  # whether some of a document has been passed over that has no start tag
    of_large = False  # whether what is passed over is of a document that is too large
    while True:
        if not tag and (start := _START.search(buffer, at)):
            if stray or (not of_large and _LOST.search(buffer, at, start.start())):
                yield "", "", False
            stray = of_large = False
            tag, at = start.group(), start.end()
        if tag:
            end = _END.search(buffer, at)
            following = _START.search(buffer, at)
            found = end if end and (following is None or end.start() < following.start()) else following
            if found is not None:
                yield tag, "".join((*held, buffer[at : found.start()])), found is end
                tag, at = "", found.end() if found is end else found.start()
                held.clear()
                continue
            if at_end:
                if (content := "".join((*held, buffer[at:]))).strip():
                    yield tag, content, None
                return
            cut_tag = buffer.rfind("<", max(at, len(buffer) - _CHUNK))
            searched = cut_tag if cut_tag >= 0 else len(buffer)
            held.append(buffer[at:searched])
            at = searched
            if sum(map(len, held)) + len(buffer) - at > MAX_RECORD:
                yield tag, None, False
                tag = ""
                held.clear()
                of_large = True
        elif at_end:
            cut = _CUT_START.search(buffer, at)
            if stray or (not of_large and _LOST.search(buffer, at, cut.start() if cut else len(buffer))):
                yield "", "", False
            if cut:
                yield cut.group(), "", None
            return
        else:
            searched = max(at, len(buffer) - 4096)
            stray = stray or (not of_large and _LOST.search(buffer, at, searched) is not None)
            at = searched
        chunk = text.read(_CHUNK)
        at_end = not chunk
        buffer, at = buffer[at:] + chunk, 0


def _ends_within_a_field(content: str) -> bool:
    """Whether the first document of a file closes its fields, but for the last: it is not known to close itself."""
    if _CUT_TAG.search(content):
        return True
    fields = [
        (tag.lower(), bool(closing)) for closing, tag, _ in _TAG.findall(content) if _is_field(tag.lower())
    ]
    closed = {tag for tag, closing in fields if closing}
    return len(closed) > 1 and fields[-1][1] is False and fields[-1][0] not in closed


def _fields(attributes: str, content: str) -> dict[str, str]:
    """The text under each tag that names a field; the outermost such tag holds what is inside it."""
    fields: dict[str, list[str]] = {}
    loose: list[str] = []  # text under no field, as where <TEXT> is missing
    open_tag = ""
    position = 0
    for match in _TAG.finditer(content):
        closing, tag, _ = match.groups()
        name = tag.lower()
        piece = content[position : match.start()]
        if open_tag:
            fields[open_tag].append(piece)
            if name == open_tag and closing:
                open_tag = ""
            elif name in _BREAKS:
                fields[open_tag].append("\n")
            elif name not in _MARKS and name != open_tag:
                if not closing and open_tag != "text" and _is_field(name):
                    open_tag = name  # the last one was never closed
                    fields.setdefault(name, [])
                else:
                    fields[open_tag].append(match.group())  # no markup: a "<word>" of the text
        else:
            loose.append(piece)
            if not closing and _is_field(name):
                open_tag = name
                if fields.setdefault(name, []):
                    fields[name].append("\n")
            elif name in _BREAKS:
                loose.append("\n")
        position = match.end()
    (fields[open_tag] if open_tag else loose).append(content[position:])
    found = {name: value for name, pieces in fields.items() if (value := "".join(pieces).strip())}
    if not any(field_named(name) == "text" for name in found) and (rest := "".join(loose).strip()):
        found["text"] = rest
    for name, *values in _ATTRIBUTE.findall(attributes):
        if name.lower() in ("id", "docid", "docno"):
            found.setdefault("docno", "".join(values))
    gigaword = _GIGAWORD_ID.match(found.get("docno", found.get("docid", "")))
    if gigaword:
        if not any(name.replace("_", "") in _DATE_FIELDS for name in found):
            found["date"] = gigaword[2]
        found.setdefault("source", gigaword[1])
    return found


# BODY is a field's name in JSON, but here the frame around HEADLINE and TEXT; KEYWORD and the like are no text.
def _is_field(name: str) -> bool:
    return (
        name not in ("body", "header", "doc", "news", "story", "head", "document")
        and field_named(name) is not None
    )
