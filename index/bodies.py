"""The record of an article: everything but its id and title, as a JSON array.

What its items are, `FIELDS` says, in order. A url that is the id is null, and so is a date that is not known.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from corpus import Article

#: The fields of a record, by the names that they have in `Article`.
FIELDS: Final = (
    "paragraphs",
    "date",
    "source",
    "author",
    "category",
    "url",
    "summary",
    "captions",
    "origin",
)
# What orjson does, more slowly, and of strings that it refuses: those with half of a surrogate pair.
_encoder: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def encode_bodies(articles: Iterable[Article]) -> Iterator[bytes]:
    """The records of articles."""
    import orjson  # a search only reads records

    for article in articles:
        body = _body_of(article)
        try:
            yield orjson.dumps(body)
        except orjson.JSONEncodeError:
            yield _encoder.encode(body).encode("utf-8", "surrogatepass")


def _body_of(article: Article) -> list[Any]:
    body: list[Any] = [
        article.paragraphs,
        article.date.isoformat() if article.date else None,
        *(getattr(article, name) for name in FIELDS[2:]),
    ]
    if article.url == article.id:
        body[FIELDS.index("url")] = None
    return body


def decode_body(record: bytes, article_id: str, title: str) -> Article:
    """The article of a record."""
    body = dict(zip(FIELDS, json.loads(record.decode("utf-8", "surrogatepass")), strict=True))
    if body["url"] is None:
        body["url"] = article_id
    return Article(
        id=article_id,
        title=title,
        paragraphs=tuple(body.pop("paragraphs")),
        captions=tuple(body.pop("captions")),
        date=datetime.fromisoformat(date) if (date := body.pop("date")) else None,
        **body,
    )
