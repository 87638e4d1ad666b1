"""What a value of a record says, where it is no string but a list or an object: a name, or a text in parts.

Services give objects for names, and editors of web pages keep a text as a tree of blocks. Nothing in here goes deeper
by calling itself without end: who writes a record decides how deep it nests.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from numbers import Number
from typing import Any

from corpus.cleaning import paragraphs

# What an object is called: {"rendered": …} of WordPress, {"name": …} of news services, of which one calls a headline
# {"main": …, "name": null}. The last are MongoDB's.
_TEXT_OF_OBJECT = (
    *("rendered", "name", "title", "value", "#text", "text", "_text", "label", "content", "main", "href"),
    *("$oid", "$date", "$numberLong"),
)
# Where an object that is a date has it: PHP's {"date": …, "timezone": …}, seconds since 1970 of Firestore.
_DATE_OF_OBJECT = ("iso", "date", "_seconds", "seconds")
# Where an object that is part of a text has headlines, and where its text, or parts of that: blocks of EditorJS, nodes
# of ProseMirror and Slate.
_HEADLINES_OF_PART = ("title", "headline", "heading", "subtitle")
_TEXT_OF_PART = (
    *("rendered", "text", "body", "content", "paragraph", "#text", "_text", "value", "quote", "text_block"),
    *("data", "children", "items", "blocks"),
)
# What follows the text of an object: the items of a nested list.
_BELOW_TEXT = ("children", "items", "blocks")
# What Drupal gives beside a "value": the same as a web page shows it, and its beginning.
_FORMS_OF_VALUE = ("processed", "summary")
# What names the type of a part; Sanity's and Contentful's names are the last two.
_TYPES = ("type", "_type", "nodeType")
# Of which type these are pieces of one paragraph, cut where bold letters or a link begin, where they stand, and of
# which type the pieces are; any other begins a line.
_OF_PIECES = ("paragraph", "heading", *(f"heading-{level}" for level in range(1, 7)))
_PIECES = ("content", "children")
_INLINE = (
    None,
    "text",
    "link",
    "hyperlink",
    "entry-hyperlink",
    "asset-hyperlink",
    "a",
    "autolink",
    "mention",
    "span",
    "bold",
    "strong",
    "b",
    "italic",
    "em",
    "i",
    "u",
)
# Before these there is no space.
_CLOSING = tuple(".:!?)]»،؛؟")
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


def name_as_string(value: Any) -> str:
    """A value that is a name or several, as text; a number is where its database has it, and no name."""
    if isinstance(value, list | tuple):
        return as_string([each for each in value if not isinstance(each, Number)])
    return "" if isinstance(value, Number) else as_string(value)


def embedded_names(record: Mapping[str, Any]) -> dict[str, Any]:
    """Author and categories of a post as WordPress embeds them in an answer: the post itself has their numbers."""
    embedded = record.get("_embedded")
    if not isinstance(embedded, Mapping):
        return {}
    lists = embedded.get("wp:term")
    terms = (
        [each for terms in lists if isinstance(terms, list) for each in terms]
        if isinstance(lists, list)
        else []
    )
    categories = [each for each in terms if isinstance(each, Mapping) and each.get("taxonomy") == "category"]
    found = {"author": embedded.get("author"), "category": categories}
    return {field: value for field, value in found.items() if name_as_string(value).strip()}


def date_as_string(value: Any) -> str:
    """A value that is a date, as text."""
    if isinstance(value, Mapping):
        dates = (as_string(value.get(key)) for key in _DATE_OF_OBJECT)
        return next((date for date in dates if date.strip()), "") or as_string(value)
    return as_string(value)


@dataclass(frozen=True)
class _IfSilent:
    """Stands behind what an object holds: where that says nothing in letters, the object says what it is called."""

    part: Mapping[str, Any]
    before: int  # how many texts there were before it


def texts(value: Any, left: list[Any], first: str = "") -> list[str]:
    """What a text in parts says, in order, however deep they nest. left: gets what is passed over.

    first: where an object has its text, before all other names.
    """
    names = (first, *_TEXT_OF_PART) if first else _TEXT_OF_PART
    said: list[str] = []
    # How many texts were looked at for letters, and how many end with one that has some.
    looked_at = in_letters = 0
    pending = [value]
    while pending:
        part = pending.pop()
        if isinstance(part, str):
            said.append(part)
        elif isinstance(part, list | tuple):
            pending.extend(reversed(part))
        elif isinstance(part, Mapping):
            pending.extend(reversed(_said_by(part, names, left, len(said))))
        elif not isinstance(part, _IfSilent):
            said.append(as_string(part))
        else:
            for place in range(looked_at, len(said)):
                in_letters = place + 1 if _has_letters(said[place]) else in_letters
            name = "" if in_letters > part.before else as_string(part.part)
            if _has_letters(name) and not _ADDRESS(name):
                said[part.before :] = [name]
                in_letters = len(said)
            looked_at = len(said)
    return said


def words_in(value: Any) -> str:
    """What a value says that may be a text; empty for an address, a code or a single word: "html", "AFP"."""
    said = " ".join(text for text in texts(value, []) if not _ADDRESS(text))
    return said if len(said.split(None, 1)) > 1 else ""


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))


def _said_by(part: Mapping[str, Any], names: tuple[str, ...], left: list[Any], before: int) -> list[Any]:
    """The headlines of an object and its text, or what else it may be called. left: gets all others of its values."""
    named = [name for name in _HEADLINES_OF_PART if isinstance(part.get(name), str)]
    headlines = list(dict.fromkeys(part[name] for name in named if part[name].strip()))
    text = _name_of_text(part, names)
    below = _below_text(part, text)
    read = {*named, text, *below, *(_FORMS_OF_VALUE if text == "value" else ())}
    left.extend(value for name, value in part.items() if name not in read)
    if not text:
        return headlines or [as_string(part)]
    said = part[text]
    if isinstance(said, str):
        return [*headlines, *([] if said in headlines else [said]), *(part[name] for name in below)]
    if text in _PIECES and isinstance(said, list) and _has_pieces(part):
        said = _joined(said, left)
    return [*headlines, said] if headlines else [said, _IfSilent(part, before)]


def _name_of_text(part: Mapping[str, Any], names: tuple[str, ...] = _TEXT_OF_PART) -> str:
    """Which value of an object is its text, or holds it; empty if none."""
    for name in names:
        value = part.get(name)
        if isinstance(value, str):
            if value.strip() and not _ADDRESS(value):
                return name
        elif value and isinstance(value, list | tuple | Mapping):
            return name
    return ""


def _below_text(part: Mapping[str, Any], text: str) -> list[str]:
    """Which values of an object follow its text: lists, unless they say what the text says already."""
    if not text or not isinstance(said := part.get(text), str):
        return []
    return [
        name
        for name in _BELOW_TEXT
        if isinstance(inner := part.get(name), list) and inner and not _repeat(inner, said)
    ]


def _repeat(parts: list[Any], text: str) -> bool:
    """Whether parts, up to the first that has parts itself, are the beginning of a text."""
    said = (part.get(_name_of_text(part), "") if isinstance(part, Mapping) else part for part in parts)
    repeated = "".join("".join(takewhile(lambda each: isinstance(each, str), said)).split())
    return repeated != "" and "".join(text.split()).startswith(repeated)


def _type_of(part: Mapping[str, Any]) -> Any:
    return next((part[name] for name in _TYPES if name in part), None)


def _has_pieces(part: Mapping[str, Any]) -> bool:
    """Whether what is in an object is one paragraph; Sanity calls it a block, and so do others what has paragraphs."""
    return _type_of(part) in _OF_PIECES or part.get("_type") == "block"


def _text_of(piece: Mapping[str, Any]) -> Any:
    """The text of a piece, be it a blank; Contentful calls it a value."""
    return piece.get("text", piece.get("value") if piece.get("nodeType") == "text" else None)


def _joined(pieces: list[Any], left: list[Any]) -> str:
    """The pieces of a paragraph as one text, those within a link too. What is none, or has no text, breaks the line.

    Pieces that have a type are cut anywhere, in words too; those that have none may be sentences without a space.
    """
    joined: list[str] = []
    pending = pieces[::-1]
    while pending:
        piece = pending.pop()
        if isinstance(piece, list):
            pending.extend(reversed(piece))
        elif not isinstance(piece, Mapping):
            joined.append(f"\n{as_string(piece)}\n")
        elif _type_of(piece) not in _INLINE:
            pending += ["\n", {**piece, "type": None}, "\n"]
        elif isinstance(text := _text_of(piece), str):
            if text and joined and piece.keys().isdisjoint(_TYPES) and not _touch(joined[-1], text):
                joined.append(" ")
            joined += [text] if text else []
            for name in reversed(_below_text(piece, "text")):
                pending += ["\n", piece[name], "\n"]
        elif name := _name_of_text(piece):
            inner = piece[name]
            pending.append({**piece, "text": inner} if isinstance(inner, str) else inner)
        else:
            joined.append("\n")
            left.append(piece)
    return "".join(joined)


def _touch(text: str, following: str) -> bool:
    """Whether no space is missing between two pieces."""
    return text[-1].isspace() or following[0].isspace() or following.startswith(_CLOSING)


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
