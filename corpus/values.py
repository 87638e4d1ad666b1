"""What a value of a record says, where it is no string but a list or an object: a name, or a text in parts.

Services give objects for names, and editors of web pages keep a text as a tree of blocks. Nothing in here goes deeper
by calling itself without end: who writes a record decides how deep it nests.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from corpus.cleaning import paragraphs

# What an object is called: {"rendered": …} of WordPress, {"main": …} and {"name": …} of news services.
# The last are MongoDB's.
_TEXT_OF_OBJECT = (
    *("rendered", "main", "name", "title", "value", "#text", "text", "_text", "label", "content", "href"),
    *("$oid", "$date", "$numberLong"),
)
# Where an object that is part of a text has headlines, and where its text, or parts of that: blocks of EditorJS, nodes
# of ProseMirror and Slate.
_HEADLINES_OF_PART = ("title", "headline", "heading", "subtitle")
_TEXT_OF_PART = (
    *("rendered", "text", "body", "content", "paragraph", "#text", "_text", "value", "quote", "text_block"),
    *("data", "children", "items", "blocks"),
)
# Of which `type` these are pieces of one paragraph, cut where bold letters or a link begin, and where they stand.
_OF_PIECES = ("paragraph", "heading")
_PIECES = ("content", "children")
# No text, though it stands where one does: the address of a picture.
_ADDRESS = re.compile(r"\s*(?:[a-z]+:|/)[^\s<]+\s*", re.IGNORECASE).fullmatch
_ARABIC_WORD = re.compile("[\u0620-\u064a]+")


def as_string(value: Any, depth: int = 0) -> str:
    """Any JSON value as text: a list's items joined by an Arabic comma, an object's name."""
    if isinstance(value, str):
        return value
    if value is None or value is True or value is False or depth > 4:
        return ""
    if isinstance(value, Mapping):
        return next(
            (text for key in _TEXT_OF_OBJECT if (text := as_string(value.get(key), depth + 1)).strip()), ""
        )
    if isinstance(value, list | tuple):
        parts = (as_string(item, depth + 1).strip() for item in value)
        return "، ".join(dict.fromkeys(part for part in parts if part))
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)


def texts(value: Any, left: list[Any]) -> Iterator[str]:
    """What a text in parts says, in order, however deep they nest. left: gets what is passed over."""
    pending = [value]
    while pending:
        part = pending.pop()
        if isinstance(part, list | tuple):
            pending.extend(reversed(part))
        elif isinstance(part, Mapping):
            pending.extend(reversed(_said_by(part, left)))
        else:
            yield as_string(part)


def _said_by(part: Mapping[str, Any], left: list[Any]) -> list[Any]:
    """The headlines of an object and its text, or what else it may be called. left: gets all others of its values."""
    names = [name for name in _HEADLINES_OF_PART if isinstance(part.get(name), str)]
    headlines = list(dict.fromkeys(part[name] for name in names if part[name].strip()))
    text = _name_of_text(part)
    left.extend(value for name, value in part.items() if name not in names and name != text)
    if not text:
        return headlines or [as_string(part)]
    if text in _PIECES and part.get("type") in _OF_PIECES and isinstance(part[text], list):
        return [*headlines, _joined(part[text], left)]
    return headlines if part[text] in headlines else [*headlines, part[text]]


def _name_of_text(part: Mapping[str, Any]) -> str:
    """Which value of an object is its text, or holds it; empty if none."""
    for name in _TEXT_OF_PART:
        value = part.get(name)
        if isinstance(value, str):
            if value.strip() and not _ADDRESS(value):
                return name
        elif value and isinstance(value, list | tuple | Mapping):
            return name
    return ""


def _joined(pieces: list[Any], left: list[Any]) -> str:
    """The pieces of a paragraph as one text, those within a link too. What has no text breaks the line."""
    joined: list[str] = []
    pending = pieces[::-1]
    while pending:
        piece = pending.pop()
        if isinstance(piece, list):
            pending.extend(reversed(piece))
        elif not isinstance(piece, Mapping):
            joined.append(f"\n{as_string(piece)}\n")
        elif isinstance(text := piece.get("text"), str):
            joined.append(text)
        elif name := _name_of_text(piece):
            inner = piece[name]
            pending.append({"text": inner} if isinstance(inner, str) else inner)
        else:
            joined.append("\n")
            left.append(piece)
    return "".join(joined)


def says_more(left: list[Any], body: list[str], *, markup: bool) -> bool:
    """Whether values have Arabic words that a text lacks: another form of it has none, nor have names of styles."""
    said: set[str] | None = None
    while left:
        value = left.pop()
        if isinstance(value, list | tuple):
            left.extend(value)
        elif isinstance(value, Mapping):
            left.extend(value.values())
        elif isinstance(value, str) and _ARABIC_WORD.search(value):
            said = set(_ARABIC_WORD.findall("\n".join(body))) if said is None else said
            text = "\n".join(paragraphs(value, Counter(), markup=markup))
            if not said.issuperset(_ARABIC_WORD.findall(text)):
                return True
    return False
