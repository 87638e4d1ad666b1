"""Reader of RSS 2.0, RSS 1.0 and Atom: an article an entry, through feedparser.

feedparser gets the document's bytes in UTF-8, never an address or a path, so nothing is fetched. It holds a feed in
memory whole, so it is given a large one, which may be that of an archive, in parts (`corpus.feed_parts`).
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from itertools import chain, count, pairwise
from typing import Any, TextIO

from corpus.article import Article
from corpus.cleaning import has_markup, resolve_entities
from corpus.documents import Document
from corpus.feed_parts import NOT_MARKUP, Part, feed_parts
from corpus.fields import read_record
from corpus.report import Rejection

# Never given back: what has no end would be searched for it from each of its beginnings.
_PROLOGUE = re.compile(
    r"\A(?>\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?:[^>\[]*\[.*?\]\s*|[^>\[]*)>)*+", re.DOTALL | re.IGNORECASE
)
# Where a feed may end that is whole; that of a channel may also stand before the entries.
_ENDS = ("</rss>", "</feed>", "rdf>", "</channel>")
_ENTRIES = re.compile(r"<(?:item|entry)(?=[\s/>])")
_ENTRY_ENDS = re.compile(r"</(?:item|entry)\s*>")
# An entry, up to its end or the next one, the texts that it may have, if they are not empty, and names of elements
# about a picture that feedparser takes for such a text.
_ENTRY = re.compile(
    rf"{NOT_MARKUP}|(<(?:item|entry)(?=[\s/>])(?:[^<]++|{NOT_MARKUP}|<(?!/?(?:item|entry)[\s/>]))*+)",
    re.DOTALL,
)
_TEXT = re.compile(
    rf"{NOT_MARKUP}|(<(?:description|content|content:encoded|summary)(?:\s[^<>]*)?+(?<!/)>"
    r"(?!\s*+(?:<!\[CDATA\[\s*+\]\]>\s*+)?</))",
    re.DOTALL,
)
_OF_MEDIA = re.compile(r"(</?(?:media|itunes):)(?=description|title|summary|subtitle)")
# A "&" that begins no entity: for one of it feedparser gives up XML, and makes "R&D" "R&D;".
_BARE_AND = re.compile(
    rf"{NOT_MARKUP}|(&)(?!#0*[0-9]{{1,7}};|#[xX]0*[0-9a-fA-F]{{1,6}};|[A-Za-z][A-Za-z0-9]{{1,31}};"
    r"|(?:amp|lt|gt|quot|nbsp|copy)\s)",
    re.DOTALL,
)
# What feedparser compares with all of its kind before it, so that hundreds of thousands of it take hours: categories of
# an entry, several of which may stand in one element, attributes of an element, and namespaces of the feed.
_MOST = 300
_CATEGORIES = re.compile(r"<(?:[\w.-]+:)?(?:category|keywords|subject|tags)\b(?:[^<]++|<!\[CDATA\[)*+")
_CATEGORY_TAG = re.compile(r"<(/?)((?:[\w.-]+:)?(?:category|keywords|subject|tags))\b[^<>]*+>")
_NAMESPACE = re.compile(r"[\s\"']xmlns:([^\s=>]++)\s*+=")
_ATTRIBUTE = r"""\s*+[^\s/<>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s<>"'][^\s<>]*+))?+"""
_ATTRIBUTES = re.compile(rf"<[^\s/<>!?]++(?:{_ATTRIBUTE}){{{_MOST + 1}}}")
# What says in a backup of Blogger whether an entry is a post; and of what is in an export of WordPress, too.
_KIND = "http://schemas.google.com/g/2005#kind"
_NO_KINDS = ("#comment", "#template", "#settings")
_NO_POST_TYPES = re.compile(
    "attachment|nav_menu_item|revision|custom_css|customize_changeset|oembed_cache|wp_.*"
)
# Entries of different addresses that have to share an id for it to be none.
_FEWEST_OF_ONE_ID = 3
_ESCAPED_TAG = re.compile(r"&(?:amp;)?lt;/?[a-zA-Z]")


def read_feed(document: Document, text: TextIO, start: str) -> Iterator[Article | Rejection]:
    """The entries of the feed, in order."""
    return chain.from_iterable(map(_Reading(document, text).part, feed_parts(text)))


class _Reading:
    """A feed as it is read, part by part; one that is not large is a single part.

    Entries are numbered over all parts. An id that is none of an entry by the entries of a part is none in the parts
    behind it either, of which the last may have too few entries to show it. What is damaged or can't be read is told
    of each part, and costs no other. What stands between entries or behind them, be it a title of the feed, counts for
    the part that it is in.
    """

    def __init__(self, document: Document, text: TextIO) -> None:
        self._document = document
        self._text = text
        self._number = 0  # of the last entry that was read or refused
        self._common: set[str] = set()

    def part(self, part: Part) -> Iterator[Article | Rejection]:
        """The entries of a part, and what is wrong with it."""
        content, is_last, refusal = part
        del part  # let go of as the content is changed
        document, before = self._document, self._number
        place = f"after record {before}" if before else ""
        if refusal:
            self._number += 1
            entry = f"record {self._number}"
            yield document.reject_rest(place, refusal) if is_last else document.reject(entry, refusal)
            return
        # Decoded already: the declaration would be wrong. Without a DOCTYPE there are no entities to expand.
        content = _without_descriptions_of_media(_PROLOGUE.sub("", content.lstrip("\ufeff")))
        content = _BARE_AND.sub(lambda found: "&amp;" if found[1] else found[0], content)
        content, refused = _without_endless_entries(content)
        for number, excess in refused.items():
            if number:
                yield document.reject(f"record {before + number}", excess)
            else:
                yield document.reject_rest(place, excess)
        if not content:
            return
        feed = _parsed(content)
        if isinstance(feed, str):
            yield document.reject_rest(place, feed)
            return
        entries = feed.entries
        self._number += len(entries) + len(refused)
        is_malformed = bool(feed.get("bozo"))
        ends = _ENDS if entries else _ENDS[:-1]
        cut = is_last and is_malformed and not content.rstrip().lower().endswith(ends)
        within = cut and bool(entries) and not content.rstrip().lower().endswith(("</item>", "</entry>"))
        # Of a feed that is not well-formed feedparser takes what it finds: an entry of which a tag is damaged is none.
        held = _entry_tags(content) if is_malformed else 0
        numbers = (before + number for number in count(1) if number not in refused)
        records = self._records(feed, entries[:-1] if within else entries)
        for number, record in zip(numbers, records, strict=False):
            if record is None:
                document.warnings["entry that is no article skipped"] += 1
            else:
                yield read_record(document, record, f"record {number}")
        if is_last and not self._number:
            error = feed.get("bozo_exception") if is_malformed else None
            if not error:
                self._text.read(1)  # raises what else is wrong with the file
            reject = document.reject_rest if error else document.reject
            yield reject("", f"a feed without entries{f': {error}' if error else ''}"[:200])
        elif within:
            yield document.reject_rest(f"record {self._number}", "the feed is cut off within it")
        elif cut:
            yield document.reject_rest(f"after record {self._number}", "the feed is cut off")
        elif held > len(entries):
            reason = f"damaged: {held} entries begin or end in it, {len(entries)} could be read"
            yield document.reject_rest(place, reason)
        elif is_last:
            self._text.read(1)  # raises what else is wrong with the file

    def _records(self, feed: Any, entries: list[Any]) -> Iterator[dict[str, Any] | None]:
        """What read_record takes, of each entry; None for what is no article."""
        source = _unescaped(feed.feed.get("title") or "")
        author = _author_of_feed(feed)
        found = _ids_of_feed(feed)
        common = found | self._common
        self._common = found or self._common  # few at any time, however many parts have some of their own
        for entry in entries:
            if _is_no_article(entry):
                yield None
                continue
            record = _record(entry)
            record["author"] = [each for each in record["author"] if each] or author
            record.setdefault("source", source)
            if record["id"] in common:
                record["id"] = ""
            yield record


def _parsed(content: str) -> Any:
    """The feed as feedparser knows it, or why that can't read it."""
    import feedparser

    try:
        return feedparser.parse(
            io.BytesIO(content.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except MemoryError:
        raise  # the feed may be as readable as any
    except Exception as error:  # feedparser's loose parser promises nothing about malformed input
        return f"no readable feed: {type(error).__name__}"


def _entry_tags(content: str) -> int:
    """How many entries begin in the feed, or end, if these are more."""
    markup = re.sub(NOT_MARKUP, "", content, flags=re.DOTALL)
    return max(len(tag.findall(markup)) for tag in (_ENTRIES, _ENTRY_ENDS))


def _without_endless_entries(content: str) -> tuple[str, dict[int, str]]:
    """The feed without the entries that would take feedparser hours, and why, by their numbers.

    Where that is in what stands around the entries, nothing of the feed is left, and the number is 0; but for the
    categories there, which are those of a whole blog, and of no use here.
    """
    starts = [found.start() for found in _ENTRIES.finditer(content)]
    ends = [found.end() for found in _ENTRY_ENDS.finditer(content, starts[-1])] if starts else []
    places = [0, *starts, ends[-1] if ends else len(content)]
    namespaces: set[str] = set()
    refused = {}
    left = []
    for number, (start, end) in enumerate(pairwise((*places, len(content)))):
        part = content[start:end]
        around = number in (0, len(places) - 1)
        if around and _categories(part) > _MOST:
            part = _without_categories(part)
        if reason := _endless(part, namespaces):
            if around:
                return "", {0: reason}
            refused[number] = reason
        else:
            left.append(part)
    return "".join(left), refused


def _without_categories(part: str) -> str:
    """What stands around the entries without its categories: under any name feedparser would take long for them."""
    left = []
    begin = depth = 0
    name = ""
    for tag in _CATEGORY_TAG.finditer(part):
        if not depth:
            left.append(part[begin : tag.start()])
            begin, name = tag.end(), tag[2]
        if tag[2] == name and not tag[0].endswith("/>"):
            depth = max(0, depth - 1 if tag[1] else depth + 1)
            begin = begin if depth else tag.end()
    return "".join((*left, part[begin:]))


def _categories(part: str) -> int:
    return sum(1 + element[0].count(",") for element in _CATEGORIES.finditer(part))


def _endless(part: str, namespaces: set[str]) -> str:
    """What there is too much of in a part of a feed. Its namespaces join those of the parts before, if it is read."""
    if _categories(part) > _MOST:
        return f"more than {_MOST} categories"
    if _ATTRIBUTES.search(part):
        return f"an element of more than {_MOST} attributes"
    if "xmlns:" in part:
        of_part = namespaces.union(_NAMESPACE.findall(part))
        if len(of_part) > _MOST:
            return f"more than {_MOST} namespaces"
        namespaces |= of_part
    return ""


def _without_descriptions_of_media(content: str) -> str:
    """The feed with captions of pictures under another name in items that have a text: feedparser confuses them."""
    return _ENTRY.sub(_without_captions, content)


def _without_captions(found: re.Match[str]) -> str:
    entry = found[1]
    if entry is None or not any(text[1] for text in _TEXT.finditer(entry)):
        return found[0]
    return _OF_MEDIA.sub(r"\1other-", entry)


def _record(entry: Any) -> dict[str, Any]:
    texts = [part.get("value", "") for part in entry.get("content", ()) if part.get("value", "").strip()]
    return {
        "id": entry.get("id") or "",
        "url": entry.get("link") or "",
        "title": _unescaped(entry.get("title") or ""),
        "text": [_unescaped(part) for part in texts],
        "summary": _unescaped(entry.get("summary") or ""),
        "date": entry.get("published") or entry.get("updated") or entry.get("created") or "",
        "author": _authors(entry),
        "category": [tag.get("term") or "" for tag in entry.get("tags", ()) if tag.get("scheme") != _KIND],
        **({"source": entry.source.title} if "source" in entry and entry.source.get("title") else {}),
    }


def _ids_of_feed(feed: Any) -> set[str]:
    """The ids that are none of an entry: those of the feed itself, and one that most have at different addresses.

    Not that of a few: an entry that is repeated may have another address each time, and has one id in all issues.
    """
    links: dict[str, set[str]] = {}
    for entry in feed.entries:
        links.setdefault(entry.get("id") or "", set()).add(entry.get("link") or "")
    of_feed = {feed.feed.get("id"), *(link.get("href") for link in feed.feed.get("links", ()))}
    most = max(_FEWEST_OF_ONE_ID - 1, len(feed.entries) // 2)
    return {each for each, of_id in links.items() if each in of_feed or len(of_id) > most}


def _is_no_article(entry: Any) -> bool:
    """Whether it is a comment, a setting or a picture of a blog, which was saved or exported as a whole."""
    kinds = [tag.get("term") or "" for tag in entry.get("tags", ()) if tag.get("scheme") == _KIND]
    post_type = entry.get("wp_post_type") or ""
    return any(kind.endswith(_NO_KINDS) for kind in kinds) or _NO_POST_TYPES.fullmatch(post_type) is not None


def _author_of_feed(feed: Any) -> list[str]:
    """The author of entries without one, as Atom has it (RFC 4287, 4.2.1), unless that is the site."""
    name = (feed.feed.get("author_detail") or {}).get("name") or ""
    return [name] if feed.version.startswith("atom") and name != feed.feed.get("title") else []


def _authors(entry: Any) -> list[str]:
    """The authors of an entry; of several those that have a name."""
    last = entry.get("author") or ""
    detail = entry.get("author_detail") or {}
    if last == f"{detail.get('name')} ({detail.get('email')})":
        last = detail["name"]
    # RSS 2.0's own author is "address (name)".
    if name := re.fullmatch(r"[^\s@]+@\S+\s+\((.+)\)", last):
        last = name[1]
    named = [_name(each) for each in entry.get("authors", ())]
    return [name for name in named if name] if len(named) > 1 and any(named) else [last]


def _name(author: Any) -> str:
    """The name of one of several authors: feedparser takes "media" at the end of an address for its beginning."""
    name = author.get("name") or ""
    if "@" in name or ("email" in author and re.fullmatch("[a-z]+", name)):
        return ""
    return name.partition("(")[2] if "(" in name and ")" not in name else name


def _unescaped(text: str) -> str:
    """HTML that was escaped once or twice too often, as HTML."""
    for _ in range(2):
        if has_markup(text) or not _ESCAPED_TAG.search(text):
            break
        text = html.unescape(text) if "&amp;" not in text else resolve_entities(text)
    return text
