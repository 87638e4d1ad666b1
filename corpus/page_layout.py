"""Where the article of a saved web page stands among its menus, comments and cards of other articles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

#: What stands around the article of a page, and within it; old pages as a whole are one form.
AROUND = frozenset(("nav", "header", "footer", "aside"))
ASIDES = frozenset(("nav", "aside"))
MENU = frozenset(("nav",))
# Elements of which the text may be a paragraph of its own.
_BLOCKS = frozenset(("div", "article", "section"))
# The class or id of what holds comments, or cards of other articles: comment-list, relatedPosts; "comments-open" is
# what it says of an article.
_OF_OTHERS = re.compile(
    r"(?<!\S)(?:comments?|commentlist|related(?:posts|news)?)(?![a-z]|-open|-closed)", re.IGNORECASE
)
# The class or id of what stands at the head or the foot of an article: entry-header, postFooter.
_OF_ARTICLE = re.compile(
    r"(?:\b|_)(?:article|entry|post|story|news)(?![a-z])|(?:Article|Entry|Post|Story|News)(?![a-z])"
)


class ArticleLayout:
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
            list(self.elements(header, ASIDES | {"header"}))
            for header in _headers_of_article(tree, self.others)
        ]

    def elements(self, root: Any, skipped: frozenset[str]) -> Iterator[Any]:
        """The elements of a part of the page, without those in an element of such a name, or of others."""
        return _elements(root, skipped, self.others)

    def roots(self) -> list[Any]:
        """Where dates are sought one after the other: the <main> of the article, if there is one, and the page."""
        return [*_main(self.tree), self.tree]

    def headers_above_headline(self) -> list[Any]:
        """The header right above the headline, behind that of the page."""
        headline = _free_headline(self.tree)
        before = headline.getprevious() if headline is not None else None
        if before is None or before.tag != "header" or next(self.tree.iter("header")) is before:
            return []
        return [before] if next(before.iter("nav"), None) is None else []


def _parts_of_article(layout: ArticleLayout) -> list[list[Any]]:
    """The elements of the article, and those from its headline to its text, else of the <main> of the page."""
    within = [list(layout.elements(each, ASIDES)) for each in layout.articles[-1:]]
    if below_headline := _below_headline(layout):
        within.append(below_headline)
    return within or [list(layout.elements(each, ASIDES)) for each in _main(layout.tree)]


def _below_headline(layout: ArticleLayout) -> list[Any]:
    """The elements from the headline to the end of the text."""
    nodes = list(layout.elements(layout.tree, AROUND))
    if layout.text is None or layout.text not in nodes:
        return []
    last = nodes.index(layout.text)
    text = frozenset(_with_text(layout.text))
    headline = _free_headline(layout.tree)
    if headline is None:
        headline = _heading_beside(nodes[:last], layout.text)
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


def _marked_asides(tree: Any, lengths: Counter[Any]) -> Iterator[Any]:
    """What holds comments or cards of other articles, by its class or id, where no element says so.

    An opinion piece may be a "comment": what holds the first heading and most of the text is the article.
    """
    heading = _first_heading(tree)
    around = frozenset(heading.iterancestors() if heading is not None else ())
    for node in tree.iter("div", "section", "ol", "ul"):
        if not _OF_OTHERS.search(marks_of(node)) or next(node.iter("h1", "article"), None) is not None:
            continue
        if node not in around or 2 * sum(lengths[each] for each in node.iter()) <= lengths.total():
            yield node


def _first_heading(tree: Any) -> Any:
    """The first heading but the name of the site: an <h1> in a header with a menu, or with no text until the next."""
    first = None
    with_menu = frozenset(header for nav in tree.iter("nav") for header in nav.iterancestors("header"))
    for node in _elements(tree, ASIDES):
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
    for node in _elements(tree, ASIDES):
        if node.tag == "h1" and (of_headline := list(node.iterancestors("article"))):
            return of_headline if of_text[-1:] != of_headline[-1:] else [*of_text, *of_headline]
    return of_text


def _text_lengths(tree: Any) -> Counter[Any]:
    """How much text stands right in each element, or in the paragraphs right in it."""
    lengths: Counter[Any] = Counter()
    for node in _elements(tree, AROUND):
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
    return next((node for node in _elements(tree, ASIDES | {"header"}) if node.tag == "h1"), None)


def _headers_of_article(tree: Any, others: frozenset[Any]) -> list[Any]:
    """The headers and footers that are named as an article's, and headers of a headline: all others are the page's.

    One with a menu is the page's whatever its name, as "news-header": sites that bring news are named for them.
    """
    nodes = list(_elements(tree, ASIDES, others))
    heads = (
        node for node in nodes if node.tag in ("header", "footer") and _OF_ARTICLE.search(marks_of(node))
    )
    named = [head for head in heads if next(head.iter("nav"), None) is None]
    holding = [header for node in nodes if node.tag == "h1" for header in node.iterancestors("header")]
    return list(dict.fromkeys([*named, *holding]))


def _elements(root: Any, skipped: frozenset[str], others: frozenset[Any] = frozenset()) -> Iterator[Any]:
    """The elements of a tree, without those in an element of such a name, or in one of these others."""
    from lxml import etree

    walker = etree.iterwalk(root, events=("start",))
    for _, node in walker:
        if node is not root and (node.tag in skipped or node in others):
            walker.skip_subtree()
        else:
            yield node


def marks_of(node: Any) -> str:
    """What an element is called: its class, its id and its itemprop."""
    return f"{node.get('class') or ''} {node.get('id') or ''} {node.get('itemprop') or ''}"


def seen_text(node: Any) -> str:
    """The text of an element as readers see it: with single spaces."""
    return " ".join("".join(node.itertext()).split())
