"""Hits for other programs: JSON Lines, CSV, TREC run files.

- JSON Lines: one object a line, as `Hit.as_json` gives it (docs/json-output.md). Arabic stays readable;
  control and bidi control characters, DEL and C1 included, leave as `\\u` escapes, which mean the same and
  cannot steer a terminal. A whole article says `"markup": false`, by which `corpus.fields` takes its text as it is.
- CSV: RFC 4180 with a header row, UTF-8, with a byte order mark where asked: by it Excel knows UTF-8. A cell that
  a spreadsheet would take for a formula gets an apostrophe in front.
- TREC run: `qid Q0 docid rank score fihris`, what trec_eval and ir_measures read. The columns are separated
  by spaces, so spaces and control characters in an id leave percent-encoded. A paragraph is `ID#NUMBER`.

Text for people is made in `searcher.printing.terminal`.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final, TextIO
from urllib.parse import quote

from corpus.article import MARKUP
from searcher.printable import printable
from searcher.printing.terminal import date_text

if TYPE_CHECKING:
    from corpus import Article
    from searcher import Hit, Snippet
    from searcher.presenting.concordance import ConcordanceLine
    from searcher.query_files import Topic

CSV_COLUMNS: Final = (
    "rank",
    "score",
    "id",
    "title",
    "date",
    "source",
    "category",
    "author",
    "url",
    "paragraph",
    "snippet",
    "duplicates",
)

COUNT_COLUMNS: Final = ("query", "text", "total")
ARTICLE_COLUMNS: Final = (
    "id",
    "title",
    "date",
    "source",
    "category",
    "author",
    "url",
    "summary",
    "captions",
    "text",
)

_JSON_ESCAPED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffd]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# The first characters of https://owasp.org/www-community/attacks/CSV_Injection, full-width forms included.
# Spaces before them too: not every program that reads CSV leaves them in their place.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_NOT_IN_A_COLUMN = re.compile(r"[\s\x00-\x20\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def json_text(value: Any) -> str:
    """`value` as one line of JSON that is safe to print; lone surrogates become U+FFFD.

    U+FFFD is escaped: a file with much of it as it is looks like one that is no text.
    """
    text = _SURROGATE.sub("\ufffd", json.dumps(value, ensure_ascii=False))
    return _JSON_ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def hit_json(hit: Hit, query: Topic | None = None, *, explain: bool = False) -> str:
    """A line of `--format json`; a hit of a batch begins with `"query"`, the id of its query.

    explain: whether it ends with `"explanation"`, how its score came about.
    """
    fields = hit.as_json()
    if explain:
        fields["explanation"] = hit.explain().as_json()
    return json_text(fields if query is None else {"query": query.id, **fields})


def count_json(query: Topic, total: int) -> str:
    """A line of `--count --format json`: how many hits a query has."""
    return json_text({"query": query.id, "text": query.text, "total": total})


def article_json(article: Article) -> str:
    """A whole article: every field of `corpus.Article` but where it was read from, and that none holds markup."""
    fields = asdict(article)
    del fields["origin"]
    fields["date"] = article.date.isoformat() if article.date else None
    return json_text({**fields, MARKUP: False})


def marked_json(article: Article, texts: Iterable[Snippet]) -> str:
    """A whole article with, besides, `title_highlights` and, for each paragraph, `paragraph_highlights`."""
    fields = json.loads(article_json(article))
    headline, *paragraphs = ([list(span) for span in text.highlights] for text in texts)
    return json_text({**fields, "title_highlights": headline, "paragraph_highlights": paragraphs})


def write_csv_header(
    stream: TextIO, columns: Sequence[str] = CSV_COLUMNS, *, batch: bool = False, bom: bool = False
) -> None:
    """The header row, after a byte order mark if wanted; hits of a batch have the column `query` first."""
    if bom:
        stream.write("\ufeff")
    csv.writer(stream).writerow(("query", *columns) if batch else columns)


def write_csv(stream: TextIO, hits: Iterable[Hit], query: Topic | None = None) -> None:
    """One row a hit. `paragraph` is empty unless paragraphs were ranked; snippets are joined by ` … `."""
    writer = csv.writer(stream)
    for hit in hits:
        snippet = " … ".join(snippet.text for snippet in hit.snippets if snippet.paragraph is not None)
        row = [
            hit.rank,
            f"{hit.score:.6f}",
            *_particulars(hit.article),
            "" if hit.paragraph is None else hit.paragraph,
            _cell(snippet),
            hit.duplicates,
        ]
        writer.writerow(row if query is None else [_cell(query.id), *row])


def write_count_csv(stream: TextIO, query: Topic, total: int) -> None:
    """A row of COUNT_COLUMNS: how many hits a query has."""
    csv.writer(stream).writerow((_cell(query.id), _cell(query.text), total))


def write_article_csv(stream: TextIO, article: Article) -> None:
    """A row of ARTICLE_COLUMNS: a whole article, an empty line between its paragraphs."""
    blocks = ("\n\n".join(map(printable, each)) for each in (article.captions, article.paragraphs))
    csv.writer(stream).writerow([*_particulars(article), _cell(article.summary), *map(_no_formula, blocks)])


def _particulars(article: Article) -> Iterator[str]:
    """What stands in a row of an article's or a hit's, as cells."""
    texts = (article.id, article.title, date_text(article.date), article.source, article.category)
    return map(_cell, (*texts, article.author, article.url))


def _cell(text: str) -> str:
    # Looked at as it goes out: what `printable` drops must not have hidden the sign of a formula.
    return f"'{printable(text)}" if text[:1] in ("\t", "\r", "\n") else _no_formula(printable(text))


def _no_formula(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def write_concordance_csv(stream: TextIO, lines: Sequence[ConcordanceLine], *, bom: bool = False) -> None:
    """A header and a row a line of a concordance, the columns of its table in a pipe."""
    from searcher.printing.kwic import concordance_rows

    heads, *rows = concordance_rows(lines)
    write_csv_header(stream, heads, bom=bom)
    csv.writer(stream).writerows([*map(_cell, row)] for row in rows)


def trec_line(query: Topic, hit: Hit) -> str:
    """`qid Q0 docid rank score fihris`."""
    document = _column(hit.article.id)
    if hit.paragraph is not None:
        document += f"#{hit.paragraph}"
    return f"{_column(query.id)} Q0 {document} {hit.rank} {hit.score:.6f} fihris"


def _column(name: str) -> str:
    """`name` without the characters that would end its column or disturb a terminal.

    A `%` stays as it is, so that the percent-encoded urls of an archive keep matching its judgements.
    """
    return _NOT_IN_A_COLUMN.sub(lambda match: quote(match[0], safe="", errors="replace"), name)
