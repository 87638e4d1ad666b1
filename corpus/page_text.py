"""The paragraphs of a saved web page, where what trafilatura made of it is nothing, or one block of several."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from corpus.cleaning import block_texts
from corpus.linked_data import text_of_article

#: What stands around the article of a page; a form only where it does not hold the article itself.
MENUS = frozenset(("nav", "header", "footer", "aside", "form"))


def paragraphs_of_page(tree: Any, blocks: list[str], title: str) -> list[str]:
    """The paragraphs of the page (`tree`, as it was parsed) of which trafilatura took these blocks for the text.

    All that can be seen outside the menus, where it found nothing or a mere headline; else the visible blocks that its
    one block beside the headline is made of, or the lines that search engines are given, if they are all of it.
    """
    text = [dense for block in blocks if (dense := _dense(block)) != _dense(title)]
    if len(text) > 1 or tree is None:
        return blocks
    visible = block_texts(tree, _menus(tree))
    if not text:
        return visible
    said = text[0]
    lines = text_of_article(tree, "articleBody").split("\n")
    divided = (_pieces(each, said) for each in (visible, lines))
    return next((each for each in divided if each), blocks)


def _menus(tree: Any) -> list[Any]:
    """The parts of the page that are not its article, but a form around it: old pages as a whole are one."""
    menus = [node for node in tree.iter() if node.tag in MENUS]
    others = frozenset(node for node in menus if node.tag != "form")
    around = [frozenset(node.iterancestors()) for node in tree.iter("h1")]
    around_headline = frozenset().union(*(each for each in around if others.isdisjoint(each)))
    forms = [
        node for node in menus if node.tag == "form" and (node in around_headline or not around_headline)
    ]
    if not forms:
        return menus
    length = _length(block_texts(tree, others))
    of_article = {form for form in forms if 2 * _length(block_texts(form, others)) > length}
    return [node for node in menus if node not in of_article]


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
