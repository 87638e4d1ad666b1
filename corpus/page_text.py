"""The paragraphs of a saved web page, where what trafilatura made of it is nothing, or one block of several."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from corpus.cleaning import block_texts

#: What stands around the article of a page; a form only where it does not hold the article itself.
MENUS = frozenset(("nav", "header", "footer", "aside", "form"))
# Of the one block as much as the visible blocks have to say to be its paragraphs: marks of lists and the like are lost.
_NEARLY_ALL = 0.9
# Characters from which on a block of the text is known wherever it stands; a shorter one may be a word of a menu.
_LONG = 60


def paragraphs_of_page(tree: Any, blocks: list[str], title: str) -> list[str]:
    """The paragraphs of the page (`tree`, as it was parsed) of which trafilatura took these blocks for the text.

    All that can be seen outside the menus, where it found nothing or a mere headline; else the visible blocks that its
    one block beside the headline is made of, if they are nearly all of it: a text that no reader sees, as one for a
    script, stays whole.
    """
    text = [dense for block in blocks if (dense := _dense(block)) != _dense(title)]
    if len(text) > 1 or tree is None:
        return blocks
    visible = block_texts(tree, _menus(tree))
    if not text:
        return visible
    said = text[0]
    within = _pieces(visible, said)
    return within if sum(len(_dense(block)) for block in within) >= _NEARLY_ALL * len(said) else blocks


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
    """The blocks of which the text `said` (without white space) is made, one behind the other.

    They are looked for from the end: a word of a menu, which mostly stands above the text, may begin it, too.
    """
    found = []
    end = len(said)
    for block in reversed(visible):
        dense = _dense(block)
        start = said.rfind(dense, 0, end) if len(dense) >= _LONG else end - len(dense)
        if start >= 0 and said.startswith(dense, start):
            found.append(block)
            end = start
    return found[::-1]


def _length(blocks: Iterable[str]) -> int:
    return sum(map(len, blocks))


def _dense(text: str) -> str:
    """A text without white space: of it no two parsers keep the same."""
    return "".join(text.split())
