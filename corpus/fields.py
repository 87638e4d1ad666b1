"""From the fields of a record, whatever their names, to an `Article`.

Readers give a mapping as they found it in the file; this module knows what the names mean (one table), splits the
text into paragraphs, reads the date and says why a record is no article.

Most records hold text on its way to a web page, so entities and markup are undone. A record that says `"markup": false`
holds the text itself: there "&lt;" and "<br>" are characters that an article prints. `fihris export` says so, and so do
readers that have parsed what they give, for what was undone once is not undone again. All else that reading does to a
text, it does to these, too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from corpus.article import MARKUP, Article
from corpus.cleaning import clean, one_line, paragraphs
from corpus.dates import parse_date
from corpus.documents import Document
from corpus.report import Rejection
from corpus.values import as_string, date_as_string, embedded_names, name_as_string, says_more, texts

# Names as they stand in JSON dumps, CSV headers, feeds, TREC and NITF files, best first: where a record has several
# for one field, the first that is not empty is taken. Compared by `_plain`: case, "-", "_" and spaces do not count.
_NAMES: dict[str, str] = {
    "id": "_id id docno docid documentid articleid newsid storyid guid uuid identifier المعرف الرقم",
    "url": "url link articleurl weburl sourceurl canonicalurl permalink href uri الرابط رابط",
    "title": "title headline head headlines mainheadline articletitle newstitle hl1 subject ti "
    "العنوان عنوان عنوان_الخبر عنوان_المقال",
    "text": "text fulltext content contents body articlebody articletext bodytext maintext cleantext rawtext article "
    "story newstext newscontent contenthtml contenttext paragraphs document news "
    "النص نص المحتوى المتن الخبر نص_الخبر نص_المقال المقال",
    "date": "date pubdate published publisheddate publishdate publishedat datepublished datepublish "
    "publishedtime publishtime postdate dateandtime datetime publicationdate articledate newsdate "
    "datetimepublished created createdat datecreated firstcreated timestamp time updated "
    "updatedat modified dateextracted crawldate scrapedat @timestamp "
    "التاريخ تاريخ تاريخ_النشر تاريخ_الخبر الوقت",
    "author": "author authors byline creator writer reporter journalist by الكاتب كاتب المؤلف المحرر المراسل بقلم",
    "source": "source src publisher newspaper sourcename outlet site sitename website provider agency feedtitle "
    "المصدر مصدر الصحيفة الجريدة الموقع الناشر",
    "category": "category cat categories section topic articlesection newscategory class label "
    "القسم قسم التصنيف تصنيف الفئة الباب",
    "summary": "summary abstract description lead excerpt standfirst teaser subheadline subtitle "
    "الملخص ملخص المقدمة الموجز الوصف",
    "captions": "captions caption photocaption imagecaption mediacaption تعليق_الصورة التعليق",
}
#: Why a record without any of an article is none.
EMPTY = "empty: no title and no text"
# Objects inside a record whose fields count as the record's own, where it has none of the name.
_INNER = ("metadata", "meta", "_source", "fields", "doc")
# What records and pages that were carelessly made give as their own address or id, of a site or of its pages in one
# language: it tells no article from another.
_FRONT_PAGE = re.compile(
    r"(?:https?:)?//[^/?#]*(?:/[a-z]{2}(?:[-_][a-z]{2})?)?(?:/(?:index|default|home)(?:\.[a-z]{3,5})?)?/?",
    re.IGNORECASE,
).fullmatch
# Characters of all names of a record from which on its layout is not kept: where texts are keys, no other has it.
_LONG_NAMES = 2000
# Fields that have paragraphs; all others are one line. With each, where a list of objects has its text first.
_OF_PARAGRAPHS = {"text": "", "summary": "", "captions": "caption"}
# Fields of which a record may have a number instead, as their database does.
_NAMES_OF_OTHERS = frozenset(("author", "category"))
# Characters that could not be decoded from which on a record is doubted.
_LEAST_UNDECODED = 10


def _plain(name: str) -> str:
    return "".join(
        char for char in name.rpartition(":")[2].casefold() if char not in "-_ .\ufeff\u200f\u200e\u0640"
    )


_FIELD_AND_RANK: dict[str, tuple[str, int]] = {
    _plain(name): (field, rank) for field, names in _NAMES.items() for rank, name in enumerate(names.split())
}


def field_named(name: str) -> str | None:
    """The field of an article that a column, key or tag of this name holds, or None."""
    found = _FIELD_AND_RANK.get(_plain(name))
    return found[0] if found else None


def _layout(names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """For each field the names that hold it, best first. Records of a file nearly always share one layout."""
    return _kept_layout(names) if sum(map(len, names)) < _LONG_NAMES else _new_layout(names)


def _new_layout(names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    ranked: dict[str, list[tuple[int, str]]] = {}
    for name in names:
        if found := _FIELD_AND_RANK.get(_plain(name)):
            ranked.setdefault(found[0], []).append((found[1], name))
    return {field: tuple(name for _, name in sorted(of_field)) for field, of_field in ranked.items()}


_kept_layout = lru_cache(maxsize=256)(_new_layout)


def has_text_field(names: Sequence[str]) -> bool:
    """Whether a header of these names describes articles: one of them is a title or a text."""
    return any(field_named(name) in ("title", "text") for name in names)


def article_from(
    record: Mapping[str, Any],
    *,
    origin: str,
    warnings: Counter[str],
    defaults: Mapping[str, str] | None = None,
) -> Article | str:
    """The article that the record holds, or the reason why it holds none.

    `defaults` (source, category…), names of folders, stand where the record has nothing.
    """
    values = values_of(record)
    markup = record.get(MARKUP) is not False

    def name(field: str) -> str:
        as_text = name_as_string if field in _NAMES_OF_OTHERS else as_string
        return one_line(as_text(values[field]), warnings, markup=markup) if field in values else ""

    def address(field: str) -> str:
        return clean(as_string(values[field]), warnings, markup=markup).strip() if field in values else ""

    body = _body(values, "text", warnings, markup=markup)
    title = name("title")
    summary = "\n".join(_body(values, "summary", warnings, markup=markup))
    if not body and summary:
        body = summary.split("\n")
    if summary and summary == "\n".join(body):
        summary = ""  # a feed that gives each text as its description too summarises nothing
    if not body and not title:
        return EMPTY
    url = address("url")
    folders = {field: one_line(each, warnings, markup=False) for field, each in (defaults or {}).items()}
    article = Article(
        id=_distinct(address("id")) or _distinct(url),
        title=title,
        paragraphs=tuple(body),
        date=_date(values.get("date"), warnings),
        source=name("source") or folders.get("source", ""),
        author=name("author") or folders.get("author", ""),
        category=name("category") or folders.get("category", ""),
        url=url,
        summary=summary,
        captions=tuple(_body(values, "captions", warnings, markup=markup)),
        origin=origin,
    )
    if broken := _broken_characters(article):
        if _is_undecoded((title, *body)):
            return (
                "most of its letters are no characters: in another encoding? Name it: --encoding windows-1256"
            )
        warnings["invalid bytes"] += broken
    if not body:
        warnings["no text"] += 1
    elif not title:
        warnings["no title"] += 1
    return article if article.id else replace(article, id=article.content_hash().hex())


def read_record(document: Document, record: Any, place: str) -> Article | Rejection:
    """The article that a record of a document holds, or why it holds none, and where it is."""
    if not isinstance(record, Mapping):
        return document.reject(place, "not an object with fields")
    article = article_from(record, origin=document.origin, warnings=document.warnings)
    return document.reject(place, article) if isinstance(article, str) else article


def _is_undecoded(texts: Sequence[str]) -> bool:
    """Whether more characters could not be decoded than letters could: not damage, but the wrong encoding.

    A few say nothing: a table of results has no letters at all.
    """
    lost = sum(text.count("\ufffd") for text in texts)
    return lost >= _LEAST_UNDECODED and lost > sum(char.isalpha() for text in texts for char in text)


def _distinct(address: str) -> str:
    """An id or address, where it is that of one article."""
    return "" if _FRONT_PAGE(address) else address


def values_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """For each field of an article the value in a record that is read for it, where one says something."""
    # Nearly all records have none; of a string there is no need to ask what an abstract class takes for its own.
    objects = [
        name for name, value in record.items() if not isinstance(value, str) and isinstance(value, Mapping)
    ]
    if not objects:
        return _values_flat(record)
    # Elasticsearch's "_source" is the record, not the newspaper; {"article": {…}} is, too.
    articles = [name for name in objects if _is_article(record[name]) and field_named(name) == "text"]
    inner = {name: record[name] for name in (*_INNER, *articles) if name in objects}
    values = _values_flat({name: record[name] for name in record if name not in inner} if inner else record)
    for each in inner.values():
        if all(isinstance(key, str) for key in each):
            for field, value in _values_flat(each).items():
                if field not in values or (
                    field == "date" and not _is_date(values[field]) and _is_date(value)
                ):
                    values[field] = value
    for field, value in embedded_names(record).items():
        values.setdefault(field, value)
    return values


def _values_flat(record: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field, names in _layout(tuple(record)).items():
        for name in names:
            value = record[name]
            if not _says_something(value, field):
                continue
            if field != "date" or _is_date(value):
                values[field] = value
                break
            values.setdefault(field, value)  # where no other is a date, what is none is told
    return values


def _is_date(value: Any) -> bool:
    """Whether a value is a date that can be read: "published" may be a 1, and a date "an hour ago"."""
    return isinstance(value, datetime) or parse_date(date_as_string(value)) is not None


def _is_article(value: Any) -> bool:
    """Whether an object is an article of its own, as in {"id": 1, "article": {"title": …, "body": …}}."""
    if (
        not isinstance(value, Mapping)
        or not all(isinstance(key, str) for key in value)
        or "rendered" in value
    ):
        return False
    return {"title", "text"} <= {
        field
        for name, inner in value.items()
        if isinstance(inner, str | list) and (field := field_named(name)) and _says_something(inner, field)
    }


def _says_something(value: Any, field: str) -> bool:
    """Whether there is any text in a JSON value, as it is read for a field."""
    if isinstance(value, str):
        return value != "" and not value.isspace()
    if field in _OF_PARAGRAPHS:
        return any(text.strip() for text in texts(value, [], _OF_PARAGRAPHS[field]))
    as_text = (
        date_as_string if field == "date" else name_as_string if field in _NAMES_OF_OTHERS else as_string
    )
    return as_text(value).strip() != ""


def _body(values: Mapping[str, Any], field: str, warnings: Counter[str], *, markup: bool) -> list[str]:
    value = values.get(field, "")
    if isinstance(value, str):
        return paragraphs(value, warnings, markup=markup) if value else []
    left: list[Any] = []
    said = texts(value, left, _OF_PARAGRAPHS[field])
    body = [paragraph for text in said for paragraph in paragraphs(text, warnings, markup=markup)]
    if left and says_more(left, body, markup=markup):
        warnings["part of a text that can't be read"] += 1
    return body


def _broken_characters(article: Article) -> int:
    """Characters U+FFFD in an article. Counted at its end: they stay, however often a text is cleaned."""
    names = (article.title, article.source, article.author, article.category, article.url, article.summary)
    text = "".join((*names, *article.paragraphs, *article.captions))
    if article.id != article.url:
        text += article.id
    return text.count("\ufffd") if "\ufffd" in text else 0


def _date(value: Any, warnings: Counter[str]) -> datetime | None:
    if isinstance(value, datetime):
        return value
    text = date_as_string(value)
    date = parse_date(text)
    if date is None and text.strip():
        warnings["date that can't be read"] += 1
    return date
