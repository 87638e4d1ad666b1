"""Answers of services with their articles further down: {"hits": {"hits": […]}}, {"data": {"posts": {"nodes": […]}}}.

Each is one record, and as large as a record may be. Answers with a list right in them, which may be of any length, are
read by `corpus.json_lists`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
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
    """The article that a record is, or the articles in the lists in it; what else seems to be one is told."""
    found = read_record(document, record, place)
    if not isinstance(found, Rejection) or found.reason != EMPTY:
        yield found
        return
    below = _Below(record)
    lists = below.lists or ({} if below.articles else below.of_titles)
    if not lists:
        yield found
        return
    for path, records in lists.items():
        if path.rpartition(".")[2] in LISTS:
            for number, each in enumerate(records, 1):
                yield read_record(document, each, f"{place}, {path} {number}")
        else:
            yield document.reject(place, f"articles seem to stand in {path[:100]!r}: give that list alone")
    for path in below.articles:
        yield document.reject(
            place, f"an article is unread that stands beside a list of them, {path[:100]!r}"
        )


class _Below:
    """What stands in an object that is no article, and seems to be articles, by its path."""

    def __init__(self, record: Any) -> None:
        self.lists: dict[str, list[Any]] = {}  # of objects with a headline and a text
        self.of_titles: dict[
            str, list[Any]
        ] = {}  # of usual names, and with mere headlines: a menu has such, too
        self.articles: dict[str, None] = {}  # objects with a headline and a text
        pending = deque([("", record)])
        for _ in range(_MOST_OBJECTS):
            if not pending:
                return
            path, value = pending.popleft()
            for name, inner in value.items() if isinstance(value, Mapping) else ():
                below = f"{path}.{name}" if path else str(name)
                if isinstance(inner, Mapping):
                    pending.append((below, inner))
                    if {"title", "text"} <= _said(name, inner):
                        self.articles.pop(path, None)  # the object around counts it as its own
                        self.articles[below] = None
                elif isinstance(inner, list):
                    self._add_list(name, below, inner)

    def _add_list(self, name: str, path: str, records: list[Any]) -> None:
        of_records = [_said(name, each) for each in records[:_LOOKED_AT]]
        if any({"title", "text"} <= said for said in of_records):
            self.lists[path] = records
        elif name in LISTS and any("title" in said for said in of_records):
            self.of_titles[path] = records


def _said(name: str, record: Any) -> set[str]:
    """Which of headline and text (of several words) an object has; of an author, by the name of it, neither counts."""
    node = (
        record.get("node", record) if isinstance(record, Mapping) else record
    )  # of GraphQL's {"edges": […]}
    if not isinstance(node, Mapping) or field_named(name) not in (None, "text"):
        return set()
    values = values_of(node)
    return {
        field
        for field in ("title", "text")
        if field in values and (field == "title" or words_in(values[field]))
    }
