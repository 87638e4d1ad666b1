"""What a page says of its article in the data that it holds for search engines (JSON-LD): its dates and texts."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from corpus.dates import parse_date

_LINKED_DATA = re.compile(r"\s*application/ld\+json\b", re.IGNORECASE)
# The ends of the names of what dates a page, best first, in small letters: a reader may review an article on its page,
# and a work may be any; never a film.
_ARTICLES = ("article", "posting", "report")
_KINDS = (_ARTICLES, ("page",), ("creativework", "review"))
# A name, and its value or the first of its values.
_STATED = re.compile(r'"(@type|datePublished)"\s*:(?:\s*\[)?\s*"([^"]*)"')


def publication_date(tree: Any) -> datetime | None:
    return _date(tree, ("datePublished", "dateCreated"))


def change_date(tree: Any) -> datetime | None:
    return _date(tree, ("dateModified",))


def text_of_article(tree: Any, name: str) -> str:
    """What the first article that has such a text ("headline", "articleBody") says in it, or ""."""
    stated = (each.get(name) for each in _objects_of_page(tree) if _is_of_kind(each, _ARTICLES))
    return next((each for each in stated if isinstance(each, str) and each.strip()), "")


def _date(tree: Any, names: tuple[str, ...]) -> datetime | None:
    objects = _objects_of_page(tree)
    for kinds in _KINDS:
        for each in objects:
            if _is_of_kind(each, kinds) and (date := _stated_date(each, names)):
                return date
    return None


def _stated_date(linked: dict[str, Any], names: tuple[str, ...]) -> datetime | None:
    for stated in map(linked.get, names):
        said = stated[0] if isinstance(stated, list) and stated else stated
        if isinstance(said, str) and (date := parse_date(said)):
            return date
    return None


def _objects_of_page(tree: Any) -> list[dict[str, Any]]:
    scripts = (node for node in tree.iter("script") if _LINKED_DATA.match(node.get("type") or ""))
    return [each for node in scripts for each in _objects(node.text or "")]


def _objects(script: str) -> Iterator[dict[str, Any]]:
    """The objects of linked data in order, those of a graph behind the one that it is in."""
    pending = deque([_loaded(script)])
    while pending:
        value = pending.popleft()
        if isinstance(value, list):
            pending.extend(value)
        elif isinstance(value, dict):
            yield value
            pending.extend((value.get("mainEntity"), value.get("@graph")))


def _loaded(script: str) -> Any:
    for load in (str, _mended):
        try:
            return json.loads(load(script), strict=False)  # pages have line ends within its strings
        except (ValueError, RecursionError):
            continue
    return _article_in(script)


def _mended(script: str) -> str:
    """The data without commas too many and the comment that they stand in, as publishers write them by hand."""
    script = re.sub(r"<!\[CDATA\[|\]\]>|<!--|-->", "", script)
    first = re.search(r"[{\[]", script)
    last = max(script.rfind("}"), script.rfind("]"))
    return re.sub(r",(?=\s*[}\]])", "", script[first.start() : last + 1]) if first else ""


def _article_in(script: str) -> dict[str, str] | None:
    """An article with the first date of publication behind its kind, of data that are broken otherwise."""
    kind = ""
    for name, value in _STATED.findall(script):
        if name == "@type" and not kind and _is_of_kind({name: value}, _ARTICLES):
            kind = value
        elif name == "datePublished" and kind:
            return {"@type": kind, name: value}
    return None


def _is_of_kind(linked: dict[str, Any], endings: tuple[str, ...]) -> bool:
    kinds = linked.get("@type") or "Page"
    return any(
        isinstance(kind, str) and kind.lower().endswith(endings)
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )
