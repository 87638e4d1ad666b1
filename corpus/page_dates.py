"""When the article of a saved web page was published: what its metadata state, else what readers see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from corpus.dates import parse_date, parse_date_line
from corpus.linked_data import change_date, publication_date
from corpus.page_layout import AROUND, ASIDES, MENU, ArticleLayout, marks_of, seen_text

_CHANGE_MARKS = re.compile("updat(?!es)|modif", re.IGNORECASE)
# WordPress marks the date of what was never changed as that of both.
_PUBLICATION_MARKS = re.compile(r"publish|pubdate|(?<!\S)(?:entry|post)-date(?!\S)", re.IGNORECASE)
_SAYS_CHANGE = re.compile(r"\W*(?:تم\s+)?(?:[آأا]خر\s+)?(?:ال)?تحديث")
# RDFa's names of the day of publication, without those of their vocabularies; Drupal states when a page was made.
_RDFA_NAMES = frozenset(("datepublished", "datecreated", "created", "issued"))
# Elements that hold a date, where their class or id says so; in an article more are in use than are safe on a page.
_DATED = frozenset(("p", "span", "div", "li", "small", "td", "h4", "h5", "h6"))
_DATED_IN_ARTICLE = _DATED | {
    "section", "dt", "dd", "h2", "h3", "a", "abbr", "b", "strong", "i", "em", "font",
}  # fmt: skip
# Parts of a class or id that say so. Lists of other articles have the same of "post-meta" and "views-field-created".
_DATE_MARKS = ("date", "time", "publish")
_DATE_MARKS_IN_ARTICLE = (*_DATE_MARKS, "posted", "created", "meta", "byline", "submitted")
# The whole words of them that say so of a line with more than a date: not "timeline", nor "candidate".
_DATE_WORDS = re.compile(
    r"(?<![a-z])(?:post|entry|article|news|pub)?"
    r"(?:date|time|datetime|publish(?:ed)?|posted|created|meta|byline|submitted)(?![a-z])"
)
# In the order of trust: what names the moment of publication, best first.
_DATE_METAS = (
    "article:published_time", "datepublished", "og:article:published_time", "og:published_time", "publishdate",
    "publish_date", "publish-date", "publication_date", "date.issued", "dc.date.issued", "dcterms.created", "dc.date",
    "dcterms.date", "article:published", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "pubdate",
    "date",
    # Rarer ones, from htmldate's list.
    "article:published_date", "article:post_date", "article:publicationdate", "article.published", "article.created",
    "article_date_original", "og:article:published", "og:datepublished", "og:publish_date", "og:pubdate",
    "citation_publication_date", "citation_date", "rnews:datepublished", "originalpublicationdate", "bt:pubdate",
    "rbpubdate", "date_published", "published_date", "published-date", "publisheddate", "published_time",
    "publish_time", "dcterms.issued", "dc.date.publication", "dc.date.created", "dc.created", "dc:date", "dc:created",
    "datecreated", "date_created", "dateposted", "displaydate", "release_date",
)  # fmt: skip
# Where nothing on the page says when it was published, it is when it was changed that it can be found by.
_CHANGE_METAS = (
    "article:modified_time", "og:updated_time", "og:modified_time", "datemodified", "dcterms.modified", "dc.modified",
    "last-modified", "lastmodified", "lastmod",
)  # fmt: skip
# The day in addresses such as https://site/2019/05/06/park.
_DAY_OF_ADDRESS = re.compile(r"[/_-]((?:19|20)\d\d)[/_-](\d\d?)[/_-](\d\d?)(?!\d)")


def page_metas(tree: Any) -> dict[str, str]:
    """What the page states of itself; in its body microdata and RDFa speak of the part that they stand in."""
    metas: dict[str, str] = {}
    for node in tree.iter("meta"):
        name = node.get("property") or node.get("name")
        if next(node.iterancestors("body"), None) is None:
            name = name or node.get("itemprop")
        elif _stated_names(node):
            continue
        content = (node.get("content") or "").strip()
        if name and content:
            metas.setdefault(name.lower(), content)
    return metas


def page_date(tree: Any, metas: dict[str, str]) -> tuple[datetime | None, str]:
    """The moment that the page states, and the text that states it.

    Its metadata go first, then what readers see in or beside the article, then its address, then what they see
    elsewhere on the page, and last when it was changed.
    """
    if date := _meta_date(metas, _DATE_METAS) or publication_date(tree):
        return date, ""
    layout = ArticleLayout(tree)
    if own := next(_own_dates(layout), None):
        return own
    day = _address_date(tree, metas)
    # Of other dates only that of the same day is believed: it may have the time of day, too.
    for date, seen in _other_dates(layout):
        if day is None or date.date() == day.date():
            return date, seen
    return day or _meta_date(metas, _CHANGE_METAS) or change_date(tree), ""


def _meta_date(metas: dict[str, str], names: Iterable[str]) -> datetime | None:
    return next((date for name in names if (date := parse_date(metas.get(name, "")))), None)


def _address_date(tree: Any, metas: dict[str, str]) -> datetime | None:
    links = (
        node.get("href") or "" for node in tree.iter("link") if (node.get("rel") or "").lower() == "canonical"
    )
    days = (_DAY_OF_ADDRESS.search(address) for address in (*links, metas.get("og:url", "")))
    return next((date for day in days if day and (date := parse_date("-".join(day.groups())))), None)


def _own_dates(layout: ArticleLayout) -> Iterator[tuple[datetime, str]]:
    """The dates that readers see in the article, or with its headline, and those that are stated for machines."""
    for nodes in layout.parts:
        yield from _stated_dates(nodes)
        yield from _shown_in_article(nodes)
    for root in layout.roots():
        yield from _stated_dates(layout.elements(root, ASIDES))
    for nodes in layout.headers:
        yield from _shown_in_article(nodes)
    for root in layout.articles[-1:] or [layout.tree]:
        yield from _stated_dates(layout.elements(root, MENU))


def _other_dates(layout: ArticleLayout) -> Iterator[tuple[datetime, str]]:
    """The dates in lines that say more, in asides, and elsewhere on a page without an <article>.

    These may be of today, of other articles, or after all of this one.
    """
    for nodes in [*layout.parts, *layout.headers]:
        yield from _dates_in_lines(nodes)
    for article in layout.articles[-1:]:
        yield from _shown_dates(layout.elements(article, MENU), _DATED, _DATE_MARKS)
    if not layout.articles:
        for root in layout.roots():
            yield from _shown_dates(layout.elements(root, AROUND), _DATED, _DATE_MARKS)
    for header in layout.headers_above_headline():
        yield from _shown_dates(layout.elements(header, ASIDES), _DATED, _DATE_MARKS)


def _shown_in_article(elements: Iterable[Any]) -> Iterator[tuple[datetime, str]]:
    return _shown_dates(elements, _DATED_IN_ARTICLE, _DATE_MARKS_IN_ARTICLE)


def _shown_dates(
    elements: Iterable[Any], tags: frozenset[str], marks: tuple[str, ...]
) -> Iterator[tuple[datetime, str]]:
    """The dates that are shown as such, of <time> first; those of a change, as "last-update", after all others."""
    shown = [
        (node, seen_text(node))
        for node in elements
        if node.tag == "time" or (node.tag in tags and _is_marked_as_date(node, marks))
    ]
    for node, seen in sorted(shown, key=lambda each: (_is_of_change(*each), each[0].tag != "time")):
        if node.tag == "time":
            date = parse_date(node.get("datetime") or "") or parse_date(seen)
        else:
            date = parse_date_line(seen) or parse_date_line(node.get("title") or "")
        if date:
            yield date, seen


def _dates_in_lines(elements: Iterable[Any]) -> Iterator[tuple[datetime, str]]:
    """The dates in marked lines that say more: who wrote it, or how often it was read."""
    marked = [
        (node, seen_text(node))
        for node in elements
        if (node.tag in _DATED_IN_ARTICLE or node.tag == "ul")
        and _DATE_WORDS.search(marks_of(node).lower())
        and _is_marked_as_date(node, _DATE_MARKS_IN_ARTICLE)
    ]
    for node, seen in sorted(marked, key=lambda each: _is_of_change(*each)):
        line = " ".join(" ".join(node.itertext()).split())  # items of a list have no space between them
        if len(line) <= 100 and not line.isdigit() and (date := parse_date(line, guess=False)):
            yield date, seen


def _is_of_change(node: Any, seen: str) -> bool:
    if _SAYS_CHANGE.match(seen):
        return True
    marks = marks_of(node)
    if node.tag == "time" and node.getparent() is not None:
        marks += f" {marks_of(node.getparent())}"
    return _CHANGE_MARKS.search(marks) is not None and _PUBLICATION_MARKS.search(marks) is None


def _stated_dates(elements: Iterable[Any]) -> Iterator[tuple[datetime, str]]:
    """The dates of which the page says, to machines, that something was published then, or else made."""
    nodes = [(node, names) for node in elements if (names := _stated_names(node))]
    for node, _ in sorted(nodes, key=lambda each: "datepublished" not in each[1]):
        seen = seen_text(node)
        stated = node.get("datetime") or node.get("content") or node.get("title") or ""
        if date := parse_date(stated) or parse_date(seen):
            yield date, seen


def _stated_names(node: Any) -> frozenset[str]:
    """What microdata (itemprop), RDFa (property) or an old attribute of <time> call the date of the element."""
    properties = (node.get("property") or "").lower().split()
    names = frozenset(name.rpartition(":")[2] for name in properties) & _RDFA_NAMES
    named = "datepublished" in (node.get("itemprop") or "").lower().split()
    return names | {"datepublished"} if named or node.get("pubdate") is not None else names


def _is_marked_as_date(node: Any, date_marks: tuple[str, ...]) -> bool:
    marks = marks_of(node).lower()
    return any(mark in marks for mark in date_marks) and "comment" not in marks
