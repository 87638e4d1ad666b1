"""Files of queries: `id<TAB>query` lines, or TREC topics, told apart by their content."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Final, NamedTuple

from searcher.errors import SearchError

# Patterns are compiled when a file has topics: every search loads this module.
_TOPIC = r"<top>(.*?)(?:</top>|(?=<top>)|\Z)"
_TOPIC_NUMBER = r"<num>\s*(?:Number\s*:)?\s*([^\s<]+)"
_TOPIC_TITLE = r"<title>\s*(?:Topic\s*:)?\s*([^<]*)"
_MOST_NAMED: Final = 10


class Topic(NamedTuple):
    """A query of a batch and the name that its answers carry, as TREC calls it."""

    id: str
    text: str


def parse_queries(data: bytes, name: str = "the queries", *, tell: Callable[[str], object]) -> list[Topic]:
    """The queries of a file: TREC topics where a `<top>` opens it, else a query a line, `id<TAB>query`.

    A line without a tab is a query whose id is its line number; empty lines are skipped. Of a topic the title
    is asked. What has an id and nothing to ask is left out; `tell` is told in one line, for answers will lack it.
    So it is of ids that several queries have, whose answers can't be told apart.
    Raises SearchError, naming the line, for bytes that are not UTF-8, and for a file without a query.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SearchError(
            f"{name}, line {line}: not UTF-8: convert the file, for example with iconv"
        ) from None
    topics = _topics(text) if text.lstrip().startswith("<top>") else _lines(text)
    queries = [topic for topic in topics if topic.text]
    if not queries:
        raise SearchError(f"{name}: no query in it: write one a line, as id<TAB>query")
    if missing := [topic.id for topic in topics if not topic.text]:
        tell(
            f"{name}: not asked, for want of a title or text: "
            f"{len(missing)} of {len(topics)} queries ({_listed(missing)})"
        )
    times = Counter(topic.id for topic in queries)
    if repeated := [name for name, count in times.items() if count > 1]:
        tell(f"{name}: several queries have the same id, as have their answers: {_listed(repeated)}")
    return queries


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_MOST_NAMED]) + (", …" if len(names) > _MOST_NAMED else "")


def _lines(text: str) -> list[Topic]:
    queries = []
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        name, tab, question = line.partition("\t")
        if not tab:
            name, question = "", line
        if line.strip():
            queries.append(Topic(name.strip() or str(number), question.strip()))
    return queries


def _topics(text: str) -> list[Topic]:
    queries = []
    for order, topic in enumerate(re.findall(_TOPIC, text, re.DOTALL), start=1):
        number = re.search(_TOPIC_NUMBER, topic, re.IGNORECASE)
        title = re.search(_TOPIC_TITLE, topic, re.IGNORECASE)
        queries.append(
            Topic(number[1] if number else str(order), " ".join(title[1].split()) if title else "")
        )
    return queries
