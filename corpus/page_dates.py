"""When the article of a saved web page was published: what its metadata state, else what readers see."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import takewhile
from typing import Any

from corpus.dates import parse_date, parse_date_line

# What stands around the article of a page, and within it; old pages as a whole are one form.
_AROUND = frozenset(("nav", "header", "footer", "aside"))
_ASIDES = frozenset(("nav", "aside"))
# Elements that hold a date, where their class or id says so.
_DATED = frozenset(("p", "span", "div", "li", "small", "td", "h4", "h5", "h6"))
_LINKED_DATA = re.compile(r"\s*application/ld\+json\b", re.IGNORECASE)
# In the order of trust: what names the moment of publication, best first.
_DATE_METAS = (
    "article:published_time", "datepublished", "og:article:published_time", "og:published_time", "publishdate",
    "publish_date", "publish-date", "publication_date", "date.issued", "dc.date.issued", "dcterms.created", "dc.date",
    "dcterms.date", "article:published", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "pubdate",
    "date",
)  # fmt: skip


def page_date(tree: Any, metas: dict[str, str]) -> tuple[datetime | None, str]:
    """The moment that the page states, and the text that states it: metadata first, then what readers see."""
    for name in _DATE_METAS:
        if date := parse_date(metas.get(name, "")):
            return date, ""
    if date := _linked_data_date(tree):
        return date, ""
    return _seen_date(tree)


def _linked_data_date(tree: Any) -> datetime | None:
    """The date in the data that a page holds for search engines: an article's, before that of a film or of the site."""
    scripts = (node for node in tree.iter("script") if _LINKED_DATA.match(node.get("type") or ""))
    objects = [each for node in scripts for each in _objects(node.text or "")]
    for each in sorted(objects, key=lambda each: not _is_of_article(each)):
        stated = each.get("datePublished")
        if isinstance(stated, str) and (date := parse_date(stated)):
            return date
    return None


def _objects(script: str) -> Iterator[dict[str, Any]]:
    """The objects of linked data in order, those of a graph behind the one that it is in."""
    try:
        data = json.loads(script, strict=False)  # pages have line ends within its strings
    except (ValueError, RecursionError):
        return
    pending = deque([data])
    while pending:
        value = pending.popleft()
        if isinstance(value, list):
            pending.extend(value)
        elif isinstance(value, dict):
            yield value
            pending.append(value.get("@graph"))


def _is_of_article(linked: dict[str, Any]) -> bool:
    kinds = linked.get("@type")
    return any(
        isinstance(kind, str) and kind.endswith(("Article", "Posting"))
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _seen_date(tree: Any) -> tuple[datetime | None, str]:
    """The date that readers see, and its text."""
    return next(_seen_dates(tree), (None, ""))


def _seen_dates(tree: Any) -> Iterator[tuple[datetime, str]]:
    """The dates that readers see: in the article, on the page, beside a headline in its header, then in what is left.

    Elsewhere in menus and headers stand the date of today and those of other articles.
    """
    article = _article_element(tree)
    if article is not None:
        nodes = list(_elements(article, _ASIDES | {"article"}))
        yield from _stated_dates(nodes)
        yield from _shown_dates(nodes)
    yield from _stated_dates(_elements(tree, _ASIDES | {"article"}))
    yield from _shown_dates(_elements(tree, _AROUND))
    for header in dict.fromkeys(next(h1.iterancestors("header"), None) for h1 in tree.iter("h1")):
        if header is not None:
            yield from _shown_dates(_elements(header, _ASIDES | {"header"}))
    if article is not None and article.tag == "article":
        yield from _shown_dates(_elements(article, frozenset(("nav", "article"))))
    for header in _headers_of_article(tree):
        yield from _shown_dates(_elements(header, _ASIDES))
    yield from _stated_dates(_elements(tree, frozenset()))


def _shown_dates(elements: Iterable[Any]) -> Iterator[tuple[datetime, str]]:
    nodes = list(elements)
    for node in nodes:
        if node.tag == "time":
            seen = seen_text(node)
            if date := parse_date(node.get("datetime") or "") or parse_date(seen):
                yield date, seen
    for node in nodes:
        if node.tag in _DATED and _is_marked_as_date(node):
            seen = seen_text(node)
            if date := parse_date_line(seen):
                yield date, seen


def _stated_dates(nodes: Iterable[Any]) -> Iterator[tuple[datetime, str]]:
    """The dates of which the page says, to machines, that something was published then."""
    for node in nodes:
        named = "datepublished" in (node.get("itemprop") or "").lower().split()
        if named or node.get("pubdate") is not None:
            seen = seen_text(node)
            stated = node.get("datetime") or node.get("content") or ""
            if date := parse_date(stated) or parse_date(seen):
                yield date, seen


def hide_dates_around(tree: Any) -> None:
    """Leave no <time> around an article without a date: htmldate would take it for the article's."""
    for around in tree.iter(*_AROUND):
        for node in around.iter("time"):
            node.tag = "span"


def _article_element(tree: Any) -> Any:
    """The element of the page's article; cards of others, and comments, are <article>s, too."""
    for name in ("article", "main"):
        for h1 in tree.iter("h1"):
            if holders := list(h1.iterancestors(name)):
                return holders[-1]
    if _free_headline(tree) is not None:
        return None
    articles = list(tree.iter("article"))
    return articles[0] if len(articles) == 1 else next(tree.iter("main"), None)


def _free_headline(tree: Any) -> Any:
    """The headline that is not in a header: the article's, most likely, and not the name of the site."""
    return next((node for node in _elements(tree, _ASIDES | {"header"}) if node.tag == "h1"), None)


def _headers_of_article(tree: Any) -> list[Any]:
    """The header right before the headline, where the page has another before that."""
    headline = _free_headline(tree)
    if headline is None:
        return []
    before = takewhile(lambda node: node is not headline, tree.iter("header", "h1"))
    return [node for node in before if node.tag == "header"][1:][-1:]


def _elements(root: Any, skipped: frozenset[str]) -> Iterator[Any]:
    """The elements of a tree, without those in an element of such a name."""
    from lxml import etree

    walker = etree.iterwalk(root, events=("start",))
    for _, node in walker:
        if node is not root and node.tag in skipped:
            walker.skip_subtree()
        else:
            yield node


def _is_marked_as_date(node: Any) -> bool:
    marks = f"{node.get('class') or ''} {node.get('id') or ''} {node.get('itemprop') or ''}".lower()
    return "date" in marks or "time" in marks or "publish" in marks


def seen_text(node: Any) -> str:
    return " ".join("".join(node.itertext()).split())
