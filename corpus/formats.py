"""Which format a document is in, by its first characters; the file name is only asked where they leave it open."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Mapping
from enum import Enum, auto
from itertools import takewhile
from typing import Any

from corpus.fields import field_named, has_text_field, values_of
from corpus.json_chunks import beginning_of_object
from corpus.values import words_in


class Format(Enum):
    """The formats that there is a reader for."""

    JSON = auto()
    JSON_LINES = auto()
    TABLE = auto()
    SGML = auto()
    FEED = auto()
    NEWS_XML = auto()
    HTML = auto()
    SAVED_PAGE = auto()
    PLAIN_TEXT = auto()


# The beginnings of files that are no text, so that a rejection can say what the file is.
_BINARY = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "an image"),
    (b"GIF8", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"RIFF", "an image, sound or film"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"SQLite format 3", "a database"),
    (b"7z\xbc\xaf", "a 7z archive: only zip and tar are opened"),
    (b"Rar!", "a RAR archive: only zip and tar are opened"),
    (b"\x7fELF", "a program"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"{\\rtf", "an RTF document: save it as plain text"),
    (b"%!PS", "a PostScript document"),
    (b"WARC/", "a web archive (WARC): unpack its pages"),
)
_NOT_NEWS = re.compile(r"\.(?:css|js|mjs|py|sh|toml|ini|cfg|yaml|yml|sql|svg|map|lock)$", re.IGNORECASE)
_LISTING = re.compile(r"(?:^|/)(?:robots\.txt|(?:md5|sha\d+)sums?(?:\.txt)?)$", re.IGNORECASE)
# The head of a mail, and of a page that was saved as one.
_MAIL = re.compile(r"(?:[A-Za-z][\w-]*+:[^\n]*+\n(?:[ \t][^\n]*+\n)*+)++")
# Two of them: one alone may be a word of a text, as "Received: …".
_OF_MAIL = re.compile(r"^(MIME-Version|Message-ID|Received|Content-Type|From):", re.IGNORECASE | re.MULTILINE)
_SAVED_PAGE = re.compile(r"^Content-Type:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# The share of such lines from which they are a text: in what is none hardly a line has no byte too many.
_PROPER = 0.03
_XML_PROLOGUE = re.compile(
    r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?:[^>\[]*\[.*?\]\s*|[^>\[]*)>)", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"\s*<(?:[\w.-]+:)?([A-Za-z][\w.-]*)[\s/>]")
_HTML_TAG = re.compile(r"<(?:html|head|body|title|meta|div|p|h1|article|table)[\s>]", re.IGNORECASE)
# Elements of HTML that lxml does not list.
_LATER_TAGS = frozenset(
    ("bdi", "data", "dialog", "main", "nobr", "picture", "search", "slot", "svg", "template")
)
# Behind something else: a text about feeds would go on in words.
_LATER_ROOT = re.compile(
    r"^[^<\n]{0,200}<(?:rss|feed|rdf:RDF|nitf|newsMessage)(?:\s[^<>]*)?>\s*<", re.MULTILINE
)
# What XML has once in a page, and again in each record of a list.
_OF_RECORD = re.compile(r"<(title|headline|article|item|record|entry|story|document)[\s>]", re.IGNORECASE)
_DOC = re.compile(r"^[^\S\n]*+<DOC(?:\s[^<>]*)?>", re.MULTILINE | re.IGNORECASE)
_ROOTS = {
    "rss": Format.FEED,
    "feed": Format.FEED,
    "rdf": Format.FEED,
    "channel": Format.FEED,
    "nitf": Format.NEWS_XML,
    "newsitem": Format.NEWS_XML,
    "newsmessage": Format.NEWS_XML,
    "html": Format.HTML,
    "head": Format.HTML,
    "body": Format.HTML,
}
_NOTHING_ELSE = "cut off: nothing but the beginning of a document"
_DAMAGED_XML = "XML whose beginning is damaged"
_BEFORE_XML = "something stands before the XML in it"
#: Of the reasons why a document has no format those that may cost the articles of a file that had them before.
LOSSES = frozenset((_NOTHING_ELSE, _DAMAGED_XML, _BEFORE_XML))
_DELIMITERS = "\t,;|"
_SEPARATOR = re.compile(r"\ufeff?sep=([\t,;|]) *(?:\r\n|\r|\n)", re.IGNORECASE)


def binary_kind(head: bytes) -> str | None:
    """What the bytes are when they are a well-known kind of file without text."""
    return next((kind for magic, kind in _BINARY if head.startswith(magic)), None)


def recognise(text: str, name: str) -> Format | str:
    """The format of a document that begins with `text`, or why it is none.

    >>> recognise('{"title": "خبر"}', "")
    <Format.JSON_LINES: 2>
    """
    text = text.lstrip("\ufeff")
    start = text.lstrip()
    if not start:
        return "empty file"
    strange = len(_CONTROLS.findall(text)) + (0 if _has_proper_lines(text) else text.count("\ufffd"))
    if strange > max(2, len(text) // 20):
        return "not a text"
    suffix = name.lower().rpartition(".")[2]
    if start[0] == "<":
        found = _markup(start)
        if found is not None:
            return found
    if start[0] in "[{" and (found_json := _json(start, text, suffix)):
        return found_json
    if suffix in ("jsonl", "ndjson"):
        return Format.JSON_LINES
    if suffix == "json":
        return Format.JSON
    if delimiter_of(text, name) is not None:
        return Format.TABLE
    if suffix in ("csv", "tsv"):
        return _why_no_table(text)
    if (mail := _MAIL.match(start)) and len({each.lower() for each in _OF_MAIL.findall(mail[0])}) > 1:
        return Format.SAVED_PAGE if _SAVED_PAGE.search(mail[0]) else "a mail, not an article"
    bare = name.partition("?")[0]  # as programs that save whole sites name it: style.css?ver=5
    if _NOT_NEWS.search(bare):
        return f"a .{bare.lower().rpartition('.')[2]} file, not an article"
    if _LISTING.search(name):
        return f"{name.rpartition('/')[2]}, not an article"
    return _behind_something_else(text) or Format.PLAIN_TEXT


def _has_proper_lines(text: str) -> bool:
    """Whether some of what is beyond ASCII stands in lines that could be decoded: others are in another encoding."""
    lines = [line for line in text.split("\n") if not line.isascii()]
    proper = sum(len(line) for line in lines if "\ufffd" not in line)
    return proper > _PROPER * sum(map(len, lines))


def _behind_something_else(text: str) -> Format | str | None:
    """The format of many articles that something precedes, as a line of a log, or whose first character is damaged."""
    if _DOC.search(text) and "</doc>" in text.lower():
        return Format.SGML
    if sum(_begins_object(line) and _is_object(line) for line in text.split("\n", 50)[:50]) > 1:
        return Format.JSON_LINES
    if _LATER_ROOT.search(text):
        return _BEFORE_XML
    return None


def _markup(start: str) -> Format | str | None:
    position = 0
    is_html = False
    while match := _XML_PROLOGUE.match(start, position):
        is_html = is_html or re.match(r"\s*<!DOCTYPE\s+html", match.group(), re.IGNORECASE) is not None
        position = match.end()
    if _DOC.search(start[:4096]):
        return Format.SGML
    root = _ROOT.match(start, position)
    if root and (known := _ROOTS.get(root[1].lower())):
        return known
    if re.match(r"<[?!]\w", start) and re.fullmatch(r"\s*(?:<[^>]*)?", start[position:]):
        return Format.HTML if is_html and start[position:].strip() else _NOTHING_ELSE
    if start.startswith("<?xml") and not position:
        return _DAMAGED_XML
    if root and root[1].lower() == "newsml":
        return "NewsML 1: of the IPTC's XML only NITF and NewsML-G2 are read"
    is_xml = root is not None and start.startswith("<?xml")
    is_html = is_html or "<html" in start[:8192].lower()
    is_list = root is not None and (is_xml or not _is_of_html(root[1])) and _is_list(start)
    if is_html or (_HTML_TAG.search(start[:8192]) and not is_list):
        return Format.HTML
    if root and (is_xml or is_list):
        return f"XML with the root <{root[1]}>: only RSS, Atom, NITF, NewsML-G2 and TREC documents are read"
    return None


def _is_of_html(name: str) -> bool:
    """Whether a page may begin with this element: one that HTML knows, or of the page's own, with a hyphen."""
    from lxml.html.defs import tags

    return "-" in name or name.lower() in tags or name.lower() in _LATER_TAGS


def _is_list(start: str) -> bool:
    """Whether XML of some unknown kind has several records: as a page they would be one article."""
    names = Counter(map(str.lower, _OF_RECORD.findall(start)))
    return max(names.values(), default=0) > 1


def _json(start: str, text: str, suffix: str) -> Format | None:
    if start[0] == "[":
        # "[" also begins many a headline: "[عاجل] …"
        return Format.JSON if re.match(r"\[\s*(?:[{\]]|$)", start) or suffix == "json" else None
    if not re.match(r'\{\s*(?:["}]|$)', start):
        return Format.JSON_LINES if suffix in ("jsonl", "ndjson") else None
    if suffix in ("jsonl", "ndjson"):
        return Format.JSON_LINES
    lines = text.split("\n")
    whole_lines = lines[:-1] if len(lines) > 1 else lines
    several = sum(line.startswith("{") for line in lines) > 1
    if has_wrapped_lists(start) and not (several and _is_object(lines[0])):
        return Format.JSON
    objects = [number for number, line in enumerate(whole_lines) if _begins_object(line) and _is_object(line)]
    # One with a blank behind its brace may be a value of an object that goes on for several lines.
    if 0 in objects or len(objects) > 1 or any(whole_lines[number].startswith('{"') for number in objects):
        return Format.JSON_LINES
    return Format.JSON


def _begins_object(line: str) -> bool:
    return re.match(r'\{\s*"', line) is not None


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line, strict=False), dict)
    except ValueError:
        return False
    except RecursionError:  # as deep as it is, which is told where it is read
        return True


_LISTS = "articles|items|data|results|docs|documents|records|hits|news|posts|entries|rows"
#: Names of lists of articles in what news services answer.
LISTS = frozenset(_LISTS.split("|"))
_LIST_OF_OBJECTS = re.compile(rf'"(?:{_LISTS})"\s*:\s*\[\s*\{{')


def has_wrapped_lists(start: str) -> bool:
    """Whether it is one object around lists of others, as news services answer: {"status": "ok", "articles": […]}.

    An object that has a text before the list, or a headline and a text wherever they stand, is an article itself, and
    the list holds its pictures or the like: unless there is more text in the list, under headlines. One with a mere
    summary is an article, too, if nothing in the list has as much as a headline.
    """
    if not _LIST_OF_OBJECTS.search(start):
        return False
    answer = beginning_of_object(start)
    lists = {name: value for name, value in answer.items() if name in LISTS and _is_of_objects(value)}
    if not lists:
        return False
    own = values_of({name: value for name, value in answer.items() if name not in lists})
    before = values_of(dict(takewhile(lambda item: item[0] not in lists, answer.items())))
    text = words_in(before.get("text")) or (words_in(own.get("text")) if "title" in own else "")
    records = [values_of(each) for value in lists.values() for each in value if isinstance(each, Mapping)]
    if text:
        return sum(len(words_in(each.get("text"))) for each in records if "title" in each) > len(text)
    return "summary" not in own or any({"title", "text", "summary"} & set(each) for each in records)


def _is_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def has_separator_line(text: str) -> bool:
    """Whether Excel's "sep=;" stands above the header."""
    return _SEPARATOR.match(text) is not None


def delimiter_of(text: str, name: str) -> str | None:
    """The delimiter of a table whose header names a headline or a text, or None.

    A name that says that it is a table is believed. Else a headline may hold a comma and the word "خبر": then a header
    has short names, and most of them, a headline and a text, or any three are known.
    """
    named = name.lower().endswith((".csv", ".tsv"))
    delimiters = _DELIMITERS
    if separator := _SEPARATOR.match(text):
        delimiters, text = separator[1], text[separator.end() :]
    header = next((line for line in _first_lines(text) if line.strip()), "")
    if len(header) > 2000 and not named:
        return None
    found: dict[str, int] = {}
    for delimiter in delimiters:
        try:
            names = next(csv.reader([header.strip("\ufeff")], delimiter=delimiter), [])
        except csv.Error:
            continue
        names = [name.strip() for name in names]
        if not has_text_field(names):
            continue
        known = {field for name in names if (field := field_named(name))}
        if named or (
            all(len(name) < 40 for name in names)
            and len(known) >= 2
            and (known >= {"title", "text"} or len(known) >= 3 or 2 * len(known) >= min(len(names), 8))
        ):
            found[delimiter] = len(known)
    if named and len(found) == len(_DELIMITERS):
        return "\t" if name.lower().endswith(".tsv") else ","  # one column
    return max(found, key=found.__getitem__, default=None)


def _first_lines(text: str) -> list[str]:
    return re.split(r"\r\n|\r|\n", text, maxsplit=20)[:20]


def _why_no_table(text: str) -> str:
    for number, line in enumerate(_first_lines(text), 1):
        if number > 1 and delimiter_of(line, "") is not None:
            return f"line {number} looks like the header: nothing may stand above it"
    return "no column is named like a headline or a text"
