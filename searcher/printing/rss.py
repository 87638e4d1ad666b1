"""Hits as an RSS 2.0 feed (https://www.rssboard.org/rss-specification), for feed readers.

Built with the XML library of Python, which escapes texts; characters that XML 1.0 does not allow at all go
out as `searcher.printable.printable` shows them, so the feed can be read whatever an article holds.
"""

from __future__ import annotations

import fcntl
import os
import re
import stat
from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

from searcher.errors import SearchError
from searcher.printable import printable
from searcher.state import write_whole

if TYPE_CHECKING:
    from searcher import Hit

__all__ = ["MOST_ITEMS", "rss_feed", "update_feed"]

MOST_ITEMS: Final = 200

_DUBLIN_CORE: Final = "http://purl.org/dc/elements/1.1/"
_NOT_XML: Final = re.compile("[\ufffe\uffff]")
_WEB: Final = re.compile(r"https?://\S+", re.IGNORECASE)


def rss_feed(title: str, hits: Iterable[Hit], *, earlier: bytes = b"") -> str:
    """The feed as text, its XML declaration included, which says UTF-8.

    earlier: a feed whose items come after the hits, as long as there are not more than `MOST_ITEMS` in all.

    An item's description is its snippets as HTML with the matches in `<mark>`, and how many near-duplicates it stands
    for; its guid is the id of the article. Dates are those printed, and say that their zone is unknown (`-0000`,
    RFC 5322).

    Raises SearchError where `earlier` is no RSS.
    """
    earlier_items = _items(earlier) if earlier else []
    ElementTree.register_namespace("dc", _DUBLIN_CORE)
    rss = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(rss, "channel")
    _add(channel, "title", title)
    _add(channel, "link", "urn:fihris:watch")  # there has to be one, and a search has no page on the web
    _add(channel, "description", title)
    _add(channel, "generator", "Fihris")
    _add(channel, "lastBuildDate", format_datetime(datetime.now().astimezone()))
    items = [_item(hit) for hit in hits]
    if earlier:
        items = [*items, *earlier_items][: max(MOST_ITEMS, len(items))]
    channel.extend(items)
    ElementTree.indent(rss)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(rss, encoding="unicode")


def update_feed(path: str | Path, title: str, hits: Iterable[Hit]) -> None:
    """Put the hits at the head of the feed in `path`, which need not exist; readers see the old or the new one.

    A reader that comes by less often than hits do misses none of the last `MOST_ITEMS`. Processes that update feeds of
    one folder take turns. Raises SearchError where `path` holds something else, or is no file (a pipe would be waited
    for, a device replaced by a file), and OSError.
    """
    from index import IndexDamaged
    from index.storage.arrayfile import open_regular  # only here: to make a feed needs no engine

    path = Path(os.path.realpath(path))
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        try:
            with open_regular(path) as file:
                earlier = file.read()
                mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        except FileNotFoundError:
            earlier, mode = b"", 0o644
        except IndexDamaged:  # as it is called where the file is one of an index
            raise SearchError(f"{path}: no file: name another") from None
        try:
            feed = rss_feed(title, hits, earlier=earlier)
        except SearchError as error:
            raise SearchError(f"{path}: {error}") from None
        write_whole(path, f"{feed}\n".encode(), durably=True, mode=mode)
    finally:
        os.close(folder)


def _items(feed: bytes) -> list[ElementTree.Element]:
    try:
        return ElementTree.fromstring(feed).findall("channel/item")
    except (ElementTree.ParseError, ValueError):
        raise SearchError("it is no RSS feed: name another file, or remove this one") from None


def _item(hit: Hit) -> ElementTree.Element:
    article = hit.article
    item = ElementTree.Element("item")
    _add(item, "title", article.title or "(no headline)")
    if _WEB.fullmatch(article.url):
        _add(item, "link", article.url)
    texts = [snippet.html() for snippet in hit.snippets]
    if hit.duplicates:
        texts.append(f"and {hit.duplicates:,} like it")
    _add(item, "description", "".join(f"<p>{text}</p>" for text in texts))
    if article.author:
        _add(item, f"{{{_DUBLIN_CORE}}}creator", article.author)
    for category in filter(None, (article.category, article.source)):
        _add(item, "category", category)
    _add(item, "guid", article.id).set("isPermaLink", "false")
    if article.date:
        _add(item, "pubDate", format_datetime(article.date.replace(tzinfo=None)))
    return item


def _add(parent: ElementTree.Element, tag: str, text: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, tag)
    child.text = _NOT_XML.sub("\ufffd", printable(text))
    return child
