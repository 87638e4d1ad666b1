"""Answers of services with their articles further down: {"hits": {"hits": […]}}, {"data": {"posts": {"nodes": […]}}}.

Each is one record, and as large as a record may be. Answers with a list right in them, which may be of any length, are
read by `corpus.json_lists`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from corpus.article import Article
from corpus.documents import Document
from corpus.fields import EMPTY, field_named, read_record, values_of
from corpus.formats import LISTS
from corpus.report import Rejection
from corpus.values import words_in

_MOST_OBJECTS = 1000  # that are looked into
_LOOKED_AT = 20  # objects of a list


def read_object(document: Document, record: Any, place: str) -> Iterator[Article | Rejection]:
    """The article that a record is, or the articles in the lists in it; lists of unusual names are told."""
    found = read_record(document, record, place)
    lists = dict(_lists_of_articles(record)) if isinstance(found, Rejection) and found.reason == EMPTY else {}
    if not lists:
        yield found
    for path, records in lists.items():
        if path.rpartition(".")[2] in LISTS:
            for number, each in enumerate(records, 1):
                yield read_record(document, each, f"{place}, {path} {number}")
        else:
            yield document.reject(place, f"articles seem to stand in {path[:100]!r}: give that list alone")


def _lists_of_articles(record: Any) -> Iterator[tuple[str, list[Any]]]:
    """The lists in which objects have a headline and a text, or either where such lists are usual, by their paths."""
    pending = deque([("", record)])
    for _ in range(_MOST_OBJECTS):
        if not pending:
            return
        path, value = pending.popleft()
        for name, inner in value.items() if isinstance(value, Mapping) else ():
            below = f"{path}.{name}" if path else str(name)
            if isinstance(inner, Mapping):
                pending.append((below, inner))
            elif isinstance(inner, list) and any(
                _is_article(name, each) for each in islice(inner, _LOOKED_AT)
            ):
                yield below, inner


def _is_article(name: str, record: Any) -> bool:
    node = (
        record.get("node", record) if isinstance(record, Mapping) else record
    )  # of GraphQL's {"edges": […]}
    if not isinstance(node, Mapping) or field_named(name) not in (None, "text"):
        return False
    values = values_of(node)
    return "title" in values and (name in LISTS or bool(words_in(values.get("text"))))
