"""The lists of articles in one JSON object, as news services answer: {"status": "ok", "news": […], "posts": […]}.

Such an answer may be as long as an archive, so it is read by the events of ijson, one record at a time; what stands
beside the lists is passed over, but for what a reader has to tell of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from corpus.article import Article
from corpus.documents import MAX_RECORD, Document
from corpus.fields import field_named, read_record, values_of
from corpus.formats import LISTS
from corpus.json_chunks import JsonChunks
from corpus.report import Rejection
from corpus.values import words_in

_RECORD = "record"
_MOST_HELD = 100  # records of a list
_MOST_TOLD = 100  # objects of an object


def read_lists(document: Document, source: JsonChunks) -> Iterator[Article | Rejection]:
    """The objects of the lists of an object.

    Any list may hold metadata, or links to the articles of another: it is one of articles if an object in it has a
    text; for the first that is, a headline or a summary will do. What stands before that object waits for it, and is
    told if no list is of articles. Of another name than such lists have it is passed over, but what looks like
    articles is told, and so are articles that are in no list.
    """
    lists = JsonLists(source)
    of_articles: set[str] = set()
    held = _Held()
    unread: set[str] = set()
    for record in lists:
        source.begin_record()
        name, place = lists.name, f"record {source.records}"
        if name not in LISTS:
            if name not in unread and _is_like_article(name, record):
                unread.add(name)
                yield document.reject("", f"a list of articles is unread for its name, {name[:40]!r}")
            continue
        if name not in of_articles:
            if not _has_article(record, ("text",) if of_articles else ("text", "title", "summary")):
                held.add(name, record, place)
                continue
            of_articles.add(name)
            yield from held.read(document, name)
        yield read_record(document, record, place)
    for name in () if of_articles else held.names():
        yield from held.read(document, name)
    for name in lists.articles:
        yield document.reject("", f"an article is unread that stands beside a list of them, {name[:40]!r}")
    if lists.text:
        yield document.reject(
            "", f"a text is unread that stands beside a list of articles, {lists.text[:40]!r}"
        )


class _Held:
    """Records of lists that have no article so far, and may be of articles: the first, for very many are metadata."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[tuple[Any, str]]] = {}  # (record, place) by the names of their lists
        self._dropped: dict[str, int] = {}
        self._size = 0  # of all that was held, in characters

    def add(self, name: str, record: Any, place: str) -> None:
        """Keep a record of this list, if it is an object and there is room for it."""
        if not isinstance(record, Mapping):
            return
        waiting = self._waiting.setdefault(name, [])
        if len(waiting) < _MOST_HELD and self._size + (size := _size(record)) <= MAX_RECORD:
            self._size += size
            waiting.append((record, place))
        else:
            self._dropped[name] = self._dropped.get(name, 0) + 1

    def names(self) -> list[str]:
        """The lists of which there are records."""
        return list(self._waiting)

    def read(self, document: Document, name: str) -> Iterator[Article | Rejection]:
        """The records of a list, and how many there was no room for."""
        for record, place in self._waiting.pop(name, ()):
            yield read_record(document, record, place)
        if dropped := self._dropped.pop(name, 0):
            reason = (
                f"{dropped} records of the list {name!r} are unread: too many stand before its first text"
            )
            yield document.reject_rest("", reason)


def _size(record: Any) -> int:
    """About how many characters a record takes, however deep it nests."""
    size = 0
    pending = [record]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            size += len(value)
        elif isinstance(value, Mapping):
            pending += value.keys()
            pending += value.values()
        elif isinstance(value, list):
            pending += value
        size += 2
    return size


def _has_article(record: Any, fields: tuple[str, ...]) -> bool:
    """Whether an object says something in any of the fields."""
    return isinstance(record, Mapping) and not values_of(record).keys().isdisjoint(fields)


def _is_like_article(name: str, record: Any) -> bool:
    """Whether an object has what articles have, in a list that is not of authors or the like."""
    if not isinstance(record, Mapping) or field_named(name) not in (None, "text"):
        return False
    values = values_of(record)
    return "title" in values and bool(words_in(values.get("text")))


@dataclass(slots=True)
class _Object:
    """What is known of an object that has begun, and is in no list."""

    name: str
    key: str = ""
    string: str = ""  # the last one of that key
    has_title: bool = False
    text: str = ""  # the key of a text
    # The keys of objects in it that are like articles.
    articles: dict[str, None] = field(default_factory=dict)

    def begin(self, key: str) -> None:
        """What comes next is called so."""
        self.key, self.string = key, ""

    def hear(self, string: str) -> None:
        """A string that is the value of the last key, or stands in a list that is."""
        named = field_named(self.key)
        if named == "title" and string.strip():
            self.has_title = True
        elif named == "text":
            if words_in([self.string, string]):
                self.text = self.key
            self.string = string

    def is_like_article(self) -> bool:
        """Whether it has what articles have, and is not called an author or the like."""
        return self.has_title and self.text != "" and field_named(self.name) in (None, "text", "summary")


class JsonLists:
    """Iterates over what stands in the lists of an object, and of those that follow it, and says what stands where."""

    def __init__(self, source: JsonChunks) -> None:
        self._source = source
        self.name = ""  # of the list that the last record is in
        self.text = ""  # the name of a text that stands beside the lists
        self.articles: dict[str, None] = {}  # the names of objects beside the lists that are like articles

    def __iter__(self) -> Iterator[Any]:
        import ijson

        records: Iterator[Any] = ijson.items(self._events(), _RECORD)
        return records

    def _events(self) -> Iterator[tuple[str, str, Any]]:
        """What ijson finds in the lists, each item under one prefix, whatever its list is called."""
        import ijson

        objects: list[_Object] = []  # that have begun, and are in no list
        level = 0  # of lists and objects that have begun, from a list on
        for event, value in ijson.basic_parse(self._source, multiple_values=True):
            if level or event == "start_array":
                if not level:
                    self.name = objects[-1].key
                level -= event.startswith("end_")
                prefix = _RECORD if level == 1 and len(objects) == 1 else ""
                if level == 1 and event == "string":
                    objects[-1].hear(value)
                level += event.startswith("start_")
                yield prefix, event, value
            elif event == "start_map":
                objects.append(_Object(objects[-1].key if objects else ""))
            elif event == "end_map":
                self._end(objects.pop(), objects)
            elif event == "map_key":
                objects[-1].begin(value)
            elif event == "string":
                objects[-1].hear(value)

    def _end(self, ended: _Object, around: list[_Object]) -> None:
        if not around:
            self.text = ended.text or self.text
            self.articles |= ended.articles
        elif ended.is_like_article() and len(around[-1].articles) < _MOST_TOLD:
            around[-1].articles[ended.name] = None
