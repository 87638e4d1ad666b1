"""Reader of saved web pages: the article of the page, without its menus.

trafilatura finds the main text, the headline and the author. Dates are looked up here first: publishers state the
moment in the page's metadata, and htmldate, which trafilatura asks, knows only days. Where trafilatura finds nothing,
as in very short pages, all visible blocks of the page are its text.
"""

from __future__ import annotations

import json
import logging
import re
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import takewhile
from typing import Any, TextIO

from corpus.article import MARKUP, Article
from corpus.cleaning import block_texts, broken_off, flattened, resolve_entities
from corpus.dates import parse_date, parse_date_line
from corpus.documents import MAX_RECORD, Document
from corpus.fields import article_from
from corpus.report import Rejection
from corpus.tags import without_endless_tags

_MENUS = frozenset(("nav", "header", "footer", "aside", "form"))
# What stands around the article of a page, and within it; old pages as a whole are one form.
_AROUND = frozenset(("nav", "header", "footer", "aside"))
_ASIDES = frozenset(("nav", "aside"))
# Elements that hold a date, where their class or id says so.
_DATED = frozenset(("p", "span", "div", "li", "small", "td", "h4", "h5", "h6"))
_LINKED_DATA = re.compile(r"\s*application/ld\+json\b", re.IGNORECASE)
# What says which part of a page is what, where the page has to be read without its nesting.
_LANDMARKS = _MENUS | {"html", "body", "meta", "h1", "time"}
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
# A page behind another.
_BEHIND = re.compile(r"</html\s*>\s*(?:<!DOCTYPE|<html)\b", re.IGNORECASE)
# XML's own characters only: lxml refuses the others.
_UNPARSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
# In the order of trust: what names the moment of publication, best first.
_DATE_METAS = (
    "article:published_time", "datepublished", "og:article:published_time", "og:published_time", "publishdate",
    "publish_date", "publish-date", "publication_date", "date.issued", "dc.date.issued", "dcterms.created", "dc.date",
    "dcterms.date", "article:published", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "pubdate",
    "date",
)  # fmt: skip
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
    page = text.read(MAX_RECORD + 1)
    if len(page) > MAX_RECORD:
        yield document.reject("", f"larger than {MAX_RECORD >> 20} MB for one page")
        return
    page = without_endless_tags(page)
    tree = _parsed(page)
    if tree is None:
        yield document.reject("", "no readable HTML")
        return
    article = article_from(_record(tree, page), origin=document.origin, warnings=document.warnings)
    yield document.reject("", article) if isinstance(article, str) else article
    if _BEHIND.search(_COMMENT.sub("", page)):
        reason = "something follows the page's end, and is unread: another page?"
        yield document.reject_rest("after record 1", reason)


def _parsed(page: str) -> Any:
    from lxml import etree, html

    # Not of huge trees: each level of nesting costs trafilatura the text that is in it once more.
    parser = html.HTMLParser(encoding="utf-8", no_network=True)
    page = _UNPARSABLE.sub("", _XML_DECLARATION.sub("", page))
    try:
        tree = html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
        if broken_off(parser):
            page = flattened(page, _LANDMARKS)
            tree = html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
        return tree
    except (etree.LxmlError, ValueError):  # "Document is empty"
        return None


def _record(tree: Any, page: str) -> dict[str, Any]:
    metas = _metas(tree)
    date, date_found = _date(tree, metas)
    if date is None:
        _hide_dates_around(tree)
    extracted = _extracted(tree)
    if extracted is not None:
        blocks = _blocks(extracted.body)
        title = extracted.title or ""
    else:
        blocks, title = [], ""
    fresh = _parsed(page)  # trafilatura works inside the tree it gets
    title = title or _headline(fresh)
    if len(blocks) < 2 and fresh is not None:
        blocks = _visible(fresh, blocks)
    blocks = list(_without_header(blocks, title, date_found))
    found: dict[str, Any] = {"title": title, "text": blocks, "date": date, MARKUP: False}
    if extracted is not None:
        found["author"] = extracted.author
        found["source"] = extracted.sitename or extracted.hostname
        # Publishers often escape them twice; trafilatura resolves headline, author and description once more itself.
        categories = extracted.categories or [metas.get("article:section", "")]
        found["category"] = [resolve_entities(category) for category in categories]
        found["url"] = extracted.url
        found["summary"] = extracted.description
        if date is None and extracted.date:
            found["date"] = extracted.date
    return found


def _extracted(tree: Any) -> Any:
    from trafilatura import bare_extraction

    for name in ("trafilatura", "htmldate"):  # what they could not do with a page is told in our own words
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        return bare_extraction(
            tree,
            with_metadata=True,
            include_comments=False,
            # Only dates that the page states: the extensive search takes figures of the text for dates.
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except Exception:  # whatever it stumbles over, the page still has its visible text
        return None


def _blocks(body: Any) -> list[str]:
    if body is None:
        return []
    for node in body.iter():
        if isinstance(node.tag, str):
            node.tag = _HTML_NAMES.get(node.tag, node.tag)
    return block_texts(body)


def _visible(tree: Any, blocks: list[str]) -> list[str]:
    """The visible blocks of a page of which trafilatura made nothing, or one block of several."""
    menus = [node for node in tree.iter() if node.tag in _MENUS]
    visible = block_texts(tree, menus)
    if not blocks:
        return visible
    return [block for block in visible if block in blocks[0]] if blocks[0] not in visible else blocks


def _without_header(blocks: Iterable[str], title: str, date: str) -> Iterator[str]:
    """The blocks without the headline, said again, and the date line before the text."""
    for index, block in enumerate(blocks):
        if index < 4 and (block == title or (date and block == date) or parse_date_line(block) is not None):
            continue
        yield block


def _headline(tree: Any) -> str:
    if tree is None:
        return ""
    for tag in ("h1", "title"):
        for node in tree.iter(tag):
            if text := _text(node):
                return text
    return ""


def _metas(tree: Any) -> dict[str, str]:
    metas: dict[str, str] = {}
    for node in tree.iter("meta"):
        name = node.get("property") or node.get("name") or node.get("itemprop")
        content = (node.get("content") or "").strip()
        if name and content:
            metas.setdefault(name.lower(), content)
    return metas


def _date(tree: Any, metas: dict[str, str]) -> tuple[datetime | None, str]:
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
            seen = _text(node)
            if date := parse_date(node.get("datetime") or "") or parse_date(seen):
                yield date, seen
    for node in nodes:
        if node.tag in _DATED and _is_marked_as_date(node):
            seen = _text(node)
            if date := parse_date_line(seen):
                yield date, seen


def _stated_dates(nodes: Iterable[Any]) -> Iterator[tuple[datetime, str]]:
    """The dates of which the page says, to machines, that something was published then."""
    for node in nodes:
        named = "datepublished" in (node.get("itemprop") or "").lower().split()
        if named or node.get("pubdate") is not None:
            seen = _text(node)
            stated = node.get("datetime") or node.get("content") or ""
            if date := parse_date(stated) or parse_date(seen):
                yield date, seen


def _hide_dates_around(tree: Any) -> None:
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


def _text(node: Any) -> str:
    return " ".join("".join(node.itertext()).split())
