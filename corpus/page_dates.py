"""When the article of a saved web page was published: what its metadata state, else what readers see."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from corpus.dates import parse_date, parse_date_line
from corpus.linked_data import change_date, publication_date

# What stands around the article of a page, and within it; old pages as a whole are one form.
_AROUND = frozenset(("nav", "header", "footer", "aside"))
_ASIDES = frozenset(("nav", "aside"))
_MENU = frozenset(("nav",))
# Elements of which the text may be a paragraph of its own.
_BLOCKS = frozenset(("div", "article", "section"))
# The class or id of what holds comments, or cards of other articles: comment-list, relatedPosts; "comments-open" is
# what it says of an article.
_OF_OTHERS = re.compile(
    r"(?<!\S)(?:comments?|commentlist|related(?:posts|news)?)(?![a-z]|-open|-closed)", re.IGNORECASE
)
_CHANGE_MARKS = re.compile("updat(?!es)|modif", re.IGNORECASE)
# WordPress marks the date of what was never changed as that of both.
_PUBLICATION_MARKS = re.compile(r"publish|pubdate|(?<!\S)(?:entry|post)-date(?!\S)", re.IGNORECASE)
_SAYS_CHANGE = re.compile(r"\W*(?:تم\s+)?(?:[آأا]خر\s+)?(?:ال)?تحديث")
# RDFa's names of the day of publication, without those of their vocabularies; Drupal states when a page was made.
_RDFA_NAMES = frozenset(("datepublished", "datecreated", "created", "issued"))
# The class or id of what stands at the head or the foot of an article: entry-header, postFooter.
_OF_ARTICLE = re.compile(
    r"(?:\b|_)(?:article|entry|post|story|news)(?![a-z])|(?:Article|Entry|Post|Story|News)(?![a-z])"
)
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
    place = _Place(tree)
    if own := next(_own_dates(place), None):
        return own
    day = _address_date(tree, metas)
    # Of other dates only that of the same day is believed: it may have the time of day, too.
    for date, seen in _other_dates(place):
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


class _Place:
    """Where the article of a page stands: its own <article>s, if any, and what on the page is of others."""

    def __init__(self, tree: Any) -> None:
        self.tree = tree
        lengths = _text_lengths(tree)
        asides = frozenset(_marked_asides(tree, lengths))
        for node in [each for each in lengths if not asides.isdisjoint((each, *each.iterancestors()))]:
            del lengths[node]
        self.articles = _own_articles(tree, lengths)
        self.others = frozenset(tree.iter("article")).difference(self.articles) | asides
        self.text = self.articles[-1] if self.articles else _most_of_text(lengths)
        self.parts = _parts_of_article(self)
        self.headers = [
            list(_elements(header, _ASIDES | {"header"}, self.others))
            for header in _headers_of_article(tree, self.others)
        ]


def _own_dates(place: _Place) -> Iterator[tuple[datetime, str]]:
    """The dates that readers see in the article, or with its headline, and those that are stated for machines."""
    tree, others, articles = place.tree, place.others, place.articles
    for nodes in place.parts:
        yield from _stated_dates(nodes)
        yield from _shown_in_article(nodes)
    for root in [*_main(tree), tree]:
        yield from _stated_dates(_elements(root, _ASIDES, others))
    for nodes in place.headers:
        yield from _shown_in_article(nodes)
    for root in articles[-1:] or [tree]:
        yield from _stated_dates(_elements(root, _MENU, others))


def _other_dates(place: _Place) -> Iterator[tuple[datetime, str]]:
    """The dates in lines that say more, in asides, and elsewhere on a page without an <article>.

    These may be of today, of other articles, or after all of this one.
    """
    for nodes in [*place.parts, *place.headers]:
        yield from _dates_in_lines(nodes)
    for article in place.articles[-1:]:
        yield from _shown_dates(_elements(article, _MENU, place.others), _DATED, _DATE_MARKS)
    if not place.articles:
        for root in [*_main(place.tree), place.tree]:
            yield from _shown_dates(_elements(root, _AROUND, place.others), _DATED, _DATE_MARKS)
    for header in _header_above_headline(place):
        yield from _shown_dates(_elements(header, _ASIDES, place.others), _DATED, _DATE_MARKS)


def _parts_of_article(place: _Place) -> list[list[Any]]:
    """The elements of the article, and those from its headline to its text, else of the <main> of the page."""
    within = [list(_elements(each, _ASIDES, place.others)) for each in place.articles[-1:]]
    if below_headline := _below_headline(place):
        within.append(below_headline)
    return within or [list(_elements(each, _ASIDES, place.others)) for each in _main(place.tree)]


def _below_headline(place: _Place) -> list[Any]:
    """The elements from the headline to the end of the text."""
    nodes = list(_elements(place.tree, _AROUND, place.others))
    if place.text is None or place.text not in nodes:
        return []
    last = nodes.index(place.text)
    text = frozenset(_with_text(place.text))
    headline = _free_headline(place.tree)
    if headline is None:
        headline = _heading_beside(nodes[:last], place.text)
    first = nodes.index(headline) if headline in nodes else last
    return [*nodes[first:last], *(node for node in nodes[last:] if node in text)]


def _with_text(node: Any) -> Iterator[Any]:
    """The elements in the one with the text until its last paragraph: below may be a list of other articles."""
    children = list(node)
    while children and children[-1].tag != "p" and not (children[-1].tail or "").strip():
        children.pop()
    yield node
    for child in children:
        yield from child.iter()


def _heading_beside(before: list[Any], text: Any) -> Any:
    """The last <h2> before the text, unless it heads something else: a box of other news."""
    heading = next((node for node in reversed(before) if node.tag == "h2"), None)
    return heading if heading is not None and heading.getparent() in text.iterancestors() else None


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
        and _DATE_WORDS.search(_marks(node).lower())
        and _is_marked_as_date(node, _DATE_MARKS_IN_ARTICLE)
    ]
    for node, seen in sorted(marked, key=lambda each: _is_of_change(*each)):
        line = " ".join(" ".join(node.itertext()).split())  # items of a list have no space between them
        if len(line) <= 100 and not line.isdigit() and (date := parse_date(line, guess=False)):
            yield date, seen


def _is_of_change(node: Any, seen: str) -> bool:
    if _SAYS_CHANGE.match(seen):
        return True
    marks = _marks(node)
    if node.tag == "time" and node.getparent() is not None:
        marks += f" {_marks(node.getparent())}"
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


def _marked_asides(tree: Any, lengths: Counter[Any]) -> Iterator[Any]:
    """What holds comments or cards of other articles, by its class or id, where no element says so.

    An opinion piece may be a "comment": what holds the first heading and most of the text is the article.
    """
    heading = _first_heading(tree)
    around = frozenset(heading.iterancestors() if heading is not None else ())
    for node in tree.iter("div", "section", "ol", "ul"):
        if not _OF_OTHERS.search(_marks(node)) or next(node.iter("h1", "article"), None) is not None:
            continue
        if node not in around or 2 * sum(lengths[each] for each in node.iter()) <= lengths.total():
            yield node


def _first_heading(tree: Any) -> Any:
    """The first heading but the name of the site: an <h1> in a header with a menu, or with no text until the next."""
    first = None
    with_menu = frozenset(header for nav in tree.iter("nav") for header in nav.iterancestors("header"))
    for node in _elements(tree, _ASIDES):
        headers = list(node.iterancestors("header"))
        if node.tag in ("h1", "h2") and with_menu.isdisjoint(headers):
            first = node
        is_text = node.tag == "p" or (node.tag in _BLOCKS and (node.text or "").strip())
        if first is not None and (first.tag == "h2" or not headers) and (first is node or is_text):
            break
    return first


def _own_articles(tree: Any, lengths: Counter[Any]) -> list[Any]:
    """The <article>s around the headline of the page, else around its text, the outermost last.

    Cards of other articles, comments and pictures are <article>s, too.
    """
    of_text = _articles_of_text(tree, lengths)
    for node in _elements(tree, _ASIDES):
        if node.tag == "h1" and (of_headline := list(node.iterancestors("article"))):
            return of_headline if of_text[-1:] != of_headline[-1:] else [*of_text, *of_headline]
    return of_text


def _text_lengths(tree: Any) -> Counter[Any]:
    """How much text stands right in each element, or in the paragraphs right in it."""
    lengths: Counter[Any] = Counter()
    for node in _elements(tree, _AROUND):
        if node.tag == "p" and next(node.iterancestors("p"), None) is None:
            lengths[node.getparent()] += len(seen_text(node))
        elif node.tag in _BLOCKS:
            lengths[node] += sum(len(text.strip()) for text in node.xpath("text()"))
    return lengths


def _most_of_text(lengths: Counter[Any]) -> Any:
    """The element with more than half of the text of the page."""
    return next((node for node, length in lengths.most_common(1) if 2 * length > lengths.total()), None)


def _articles_of_text(tree: Any, lengths: Counter[Any]) -> list[Any]:
    """The <article>s around the element with most text; beside a headline elsewhere, if they have most of all text.

    By the element, not by the <article>: each comment is an element, and many together may be longer than the article.
    """
    largest = max(lengths, key=lengths.__getitem__, default=None)
    articles = _articles_around(largest) if largest is not None else []
    if articles and _free_headline(tree) is not None:
        within = sum(length for each, length in lengths.items() if articles[-1] in _articles_around(each))
        return articles if 2 * within > lengths.total() else []
    return articles


def _articles_around(node: Any) -> list[Any]:
    around = list(node.iterancestors("article"))
    return [node, *around] if node.tag == "article" else around


def _main(tree: Any) -> list[Any]:
    """The <main> of the page, unless the headline stands outside it."""
    headline = _free_headline(tree)
    mains = tree.iter("main") if headline is None else headline.iterancestors("main")
    return list(mains)[:1]


def _free_headline(tree: Any) -> Any:
    """The headline that is not in a header: the article's, most likely, and not the name of the site."""
    return next((node for node in _elements(tree, _ASIDES | {"header"}) if node.tag == "h1"), None)


def _headers_of_article(tree: Any, others: frozenset[Any]) -> list[Any]:
    """The headers and footers that are named as an article's, and headers of a headline: all others are the page's.

    One with a menu is the page's whatever its name, as "news-header": sites that bring news are named for them.
    """
    nodes = list(_elements(tree, _ASIDES, others))
    heads = (node for node in nodes if node.tag in ("header", "footer") and _OF_ARTICLE.search(_marks(node)))
    named = [head for head in heads if next(head.iter("nav"), None) is None]
    holding = [header for node in nodes if node.tag == "h1" for header in node.iterancestors("header")]
    return list(dict.fromkeys([*named, *holding]))


def _header_above_headline(place: _Place) -> list[Any]:
    """The header right above the headline, behind that of the page."""
    headline = _free_headline(place.tree)
    before = headline.getprevious() if headline is not None else None
    if before is None or before.tag != "header" or next(place.tree.iter("header")) is before:
        return []
    return [before] if next(before.iter("nav"), None) is None else []


def _elements(root: Any, skipped: frozenset[str], others: frozenset[Any] = frozenset()) -> Iterator[Any]:
    """The elements of a tree, without those in an element of such a name, or in one of these others."""
    from lxml import etree

    walker = etree.iterwalk(root, events=("start",))
    for _, node in walker:
        if node is not root and (node.tag in skipped or node in others):
            walker.skip_subtree()
        else:
            yield node


def _marks(node: Any) -> str:
    return f"{node.get('class') or ''} {node.get('id') or ''} {node.get('itemprop') or ''}"


def _is_marked_as_date(node: Any, date_marks: tuple[str, ...]) -> bool:
    marks = _marks(node).lower()
    return any(mark in marks for mark in date_marks) and "comment" not in marks


def seen_text(node: Any) -> str:
    return " ".join("".join(node.itertext()).split())
