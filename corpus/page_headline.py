"""The headline of a saved web page, whole and without the name of the site.

trafilatura takes what the page states for others (`og:title`), which may be the site's name or end with it, and where
a page states nothing, the first part of its <title>: of "الأهلي - الزمالك" that is one of the two teams.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any

from corpus.cleaning import resolve_entities
from corpus.linked_data import text_of_article
from corpus.page_layout import seen_text

_BETWEEN_PARTS = re.compile(r"(\s*\|\s*|\s+(?:[»«›‹•·–—:-]|::)\s+)")
# What says of itself that it is a newspaper; before a colon it may be who said something.
_MEDIUM = re.compile(
    r"(?:صحيفة|جريدة|مجلة|موقع|وكالة|شبكة|قناة|بوابة)\s.+|(?:.*\s)?(?:نيوز|news)(?:\s.*)?", re.IGNORECASE
)
_MOST_WORDS_OF_MEDIUM = 5
# A last part behind "|" of so few words is the site or its section, even if nothing else names it.
_MOST_WORDS_BEHIND_BAR = 3
# Of what is longer than any headline, or of so many headings, each would be compared with each.
_LONGEST = 1000
_MOST_HEADINGS = 300  # of a kind


def page_headline(tree: Any, proposed: str, site: str) -> str:
    """The headline of the page (`tree`, as it was parsed).

    proposed: trafilatura's; site: the name of the site, if it is known. What readers see as a heading, or search
    engines are told, decides how much of either is the headline; else only a site's name at an end is cut off.
    """
    whole = next(_texts(tree, "title"), "") if tree is not None else ""
    if tree is None or max(len(whole), len(proposed)) > _LONGEST:
        return proposed or whole
    headings = [*_texts(tree, "h1"), " ".join(resolve_entities(text_of_article(tree, "headline")).split())]
    lesser = list(_texts(tree, "h2"))
    below = [*lesser, *_texts(tree, "h3")]
    logos = [
        each for each in headings if any(_is_other_end(each, below, title) for title in (proposed, whole))
    ]
    sites = {_dense(each) for each in (site, *logos) if len(each) <= _LONGEST}
    trusted = [each for each in headings if each and _dense(each) not in sites]
    lesser = [each for each in lesser if _dense(each) not in sites]
    if not proposed or _dense(proposed) in sites:
        of_title = [each for each in lesser if _is_within(each, whole)]
        return next(iter((*trusted, *of_title)), "") or _without_site(whole, sites) or proposed
    is_heading = any(_same(proposed, each) for each in trusted)
    is_cut = not _is_stated(tree, proposed) and _is_within(proposed, whole) and not _same(proposed, whole)
    for each in trusted if is_heading else (*trusted, *lesser):
        if len(each) > len(proposed) and _is_within(each, whole):
            if _is_within(proposed, each):
                return _without_site(each, sites)
            if _is_end(each, whole) and (is_cut or each in trusted):
                return each
    if is_heading:
        return proposed
    if seen := max((each for each in trusted if _is_end(each, proposed)), key=len, default=""):
        return seen  # an <h1> may have the site's name, too
    return _without_site(whole if is_cut and not _is_before_bar(proposed, whole) else proposed, sites)


def _texts(tree: Any, tag: str) -> Iterator[str]:
    return islice((text for node in tree.iter(tag) if (text := seen_text(node))), _MOST_HEADINGS)


def _is_stated(tree: Any, title: str) -> bool:
    """Whether something but <title> has just this text: a heading, or what the page states of itself."""
    dense = _dense(title)
    if any(_dense(node.get("content") or "") == dense for node in tree.iter("meta")):
        return True
    return any(_dense(text) == dense for tag in ("h1", "h2", "h3") for text in _texts(tree, tag))


def _is_other_end(heading: str, below: list[str], title: str) -> bool:
    """Whether the title is this heading and a longer one below it, side by side: then it is the site, or a section."""
    longer = (each for each in below if len(heading) < len(each) <= len(title) - len(heading))
    return _is_end(heading, title) and any(_is_end(each, title) for each in longer)


def _without_site(title: str, sites: Collection[str]) -> str:
    """The title without parts at its ends that name the site."""
    parts = _BETWEEN_PARTS.split(title)  # and what is between them
    while len(parts) > 1 and _names_site(parts[-1], parts[-2], parts[:-2], sites):
        del parts[-2:]
    while len(parts) > 1 and _names_site(parts[0], parts[1], parts[2:], sites):
        del parts[:2]
    return "".join(parts)


def _names_site(part: str, mark: str, rest: list[str], sites: Collection[str]) -> bool:
    """Whether a part names the site; unless that is known, the rest has to be longer, for it may be of newspapers."""
    if not part or _dense(part) in sites:
        return True
    few = len(part.split()) <= _MOST_WORDS_OF_MEDIUM and len(part) < len("".join(rest))
    return ":" not in mark and few and _MEDIUM.fullmatch(part) is not None


def _is_before_bar(part: str, title: str) -> bool:
    """Whether nothing but a few words behind "|" follows this part of a title: the site, or a section of it."""
    rest = title[len(part) :].strip() if title.startswith(part) else ""
    return (
        rest.startswith("|") and len(rest[1:].split()) <= _MOST_WORDS_BEHIND_BAR and len(part) > 2 * len(rest)
    )


def _is_end(part: str, title: str) -> bool:
    """Whether the title begins or ends with this, and something but a colon divides it from the rest."""
    if title.startswith(part):
        mark = _BETWEEN_PARTS.match(title, len(part))
    else:
        start = len(title) - len(part) if title.endswith(part) else -1
        mark = next((each for each in _BETWEEN_PARTS.finditer(title) if each.end() == start), None)
    return mark is not None and ":" not in mark[0]


def _is_within(part: str, title: str) -> bool:
    return bool(part) and _dense(part) in _dense(title)


def _same(one: str, other: str) -> bool:
    return bool(one) and _dense(one) == _dense(other)


def _dense(text: str) -> str:
    return "".join(text.casefold().split())
