"""The paragraphs of a saved web page, where what trafilatura made of it is nothing, or one block of several."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from corpus.cleaning import block_texts
from corpus.linked_data import text_of_article

#: What stands around the article of a page; a form only where it does not hold the article itself.
MENUS = frozenset(("nav", "header", "footer", "aside", "form"))
# What trafilatura takes for text where it takes the whole page, and readers see beside the article, if at all.
_BESIDE = ("nav", "header", "form", "button", "select", "textarea", "noscript")
_MOST_BESIDE = 300  # such elements of a page that are looked at


def paragraphs_of_page(tree: Any, blocks: list[str], title: str) -> list[str]:
    """The paragraphs of the page (`tree`, as it was parsed) of which trafilatura took these blocks for the text.

    All that can be seen outside the menus, where it found nothing or a mere headline; else the visible blocks that its
    one block beside the headline is made of, or the lines that search engines are given, if they are all of it. A
    short page it may take as a whole: then its menus and headline are left out.
    """
    text = [dense for block in blocks if (dense := _dense(block)) != _dense(title)]
    if len(text) > 1 or tree is None:
        return blocks
    menus = _menus(tree)
    visible = block_texts(tree, menus)
    if not text:
        return visible
    said = text[0]
    lines = text_of_article(tree, "articleBody").split("\n")
    divided = (_pieces(each, said) for each in (visible, lines))
    whole = next((each for each in divided if each), None)
    return whole or _pieces_beside_menus(tree, menus, said, title) or blocks


def _menus(tree: Any) -> list[Any]:
    """The parts of the page that are not its article, but a form around it: old pages as a whole are one."""
    menus = [node for node in tree.iter() if node.tag in MENUS]
    forms = [node for node in menus if node.tag == "form"]
    if not forms:
        return menus
    others = frozenset(menus).difference(forms)
    around_headline: set[Any] = set()
    for headline in tree.iter("h1"):
        around = list(headline.iterancestors())
        if others.isdisjoint(around):
            around_headline.update(around)
    if around_headline:
        forms = [form for form in forms if form in around_headline]
    length = _length(block_texts(tree, others))
    of_article = {form for form in forms if 2 * _length(block_texts(form, others)) > length}
    return [node for node in menus if node not in of_article]


def _pieces_beside_menus(tree: Any, menus: list[Any], said: str, title: str) -> list[str]:
    """The visible blocks of which the text `said` is made beside menus and the headline; none, if it has more.

    The header of an <article> may hold the first of the text, and is no menu.
    """
    outside = {
        node for node in menus if node.tag != "header" or next(node.iterancestors("article"), None) is None
    }
    beside = (node for node in tree.iter(*_BESIDE) if node in outside or node.tag not in MENUS)
    begin = 0
    last = None
    for node in islice(beside, _MOST_BESIDE):
        if last is not None and last in node.iterancestors():
            continue  # it went with the one around it
        dense = _dense("".join(node.xpath(".//text()[not(parent::script or parent::style)]")))
        at = said.find(dense, begin)
        if dense and at >= 0:
            said, begin, last = said[:at] + said[at + len(dense) :], at, node
    pieces = _pieces(block_texts(tree, outside), said)
    return [each for each in pieces if _dense(each) != _dense(title)]


def _pieces(visible: list[str], said: str) -> list[str]:
    """The blocks of which the text `said` (without white space) is made, one behind the other; none, if it has more.

    They are looked for from the end: a word of a menu, which mostly stands above the text, may begin it, too.
    """
    found = []
    end = len(said)
    for block in reversed(visible):
        dense = _dense(block)
        if dense and said.endswith(dense, 0, end):
            found.append(block)
            end -= len(dense)
    return [] if end else found[::-1]


def _length(blocks: Iterable[str]) -> int:
    return sum(map(len, blocks))


def _dense(text: str) -> str:
    """A text without white space: of it no two parsers keep the same."""
    return "".join(text.split())
