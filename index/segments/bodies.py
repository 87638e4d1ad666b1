"""The record of an article: everything but its id and title, as a JSON array.

What its items are, `FIELDS` says, in order. A url that is the id is null, and so is a date that is not known.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from corpus import Article
from index.errors import IndexStoreError

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
_TEXT_FIELDS: Final = (
    "id",
    "title",
    *(each for each in FIELDS if each not in ("paragraphs", "date", "captions")),
)
# What orjson does, more slowly, and of strings that it refuses: those with half of a surrogate pair.
_encoder: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def storable(article: Article) -> Article:
    """The article as it is kept: an `Article` of nothing but plain strings, tuples of them, and a datetime.

    It goes to other processes, which may not know what a program made of these types; and nobody can change it.

    Raises IndexStoreError where its fields are not what `Article` says: found here, nothing is lost.
    """
    if not isinstance(article, Article):
        raise IndexStoreError(f"{article!r:.100} is no Article")
    texts = (article.title, article.source, article.author, article.category, article.url, article.summary)
    lists = (article.paragraphs, article.captions)
    strings: tuple[Any, ...] = ()
    listed = all(isinstance(each, tuple | list) for each in lists)
    try:
        if listed:
            strings = (article.id, *texts, article.origin, *article.paragraphs, *article.captions)
            "".join(strings)
    except TypeError:
        listed = False
    date = article.date
    if not listed or not article.id or not isinstance(date, datetime | None):
        raise IndexStoreError(
            f"article {article.id!r}: the id has to be a string that is not empty, the date a datetime or None, "
            "paragraphs and captions tuples of strings, and all else strings"
        )
    if date is not None and (type(date) is not datetime or date.tzinfo is not None or date.microsecond):
        try:
            date = datetime.combine(date.date(), date.time().replace(microsecond=0))
        except ValueError as error:  # of another library's type, as the one that stands for no time
            raise IndexStoreError(f"article {article.id!r}: its date is none ({error})") from None
    if {*map(type, strings)} == {str} and {*map(type, lists)} == {tuple} and type(article) is Article:
        return article if date is article.date else replace(article, date=date)
    values = {name: getattr(article, name) for name in _TEXT_FIELDS}
    return Article(
        **{name: str.__str__(text) for name, text in values.items()},
        paragraphs=tuple(map(str.__str__, article.paragraphs)),
        captions=tuple(map(str.__str__, article.captions)),
        date=date,
    )


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
