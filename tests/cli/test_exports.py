"""Hits as JSON Lines, CSV and TREC runs; files of queries."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Article
from searcher import SearchError
from searcher.presenting.results import Hit, Snippet
from searcher.printing.exports import (
    CSV_COLUMNS,
    article_json,
    hit_json,
    json_text,
    trec_line,
    write_article_csv,
    write_csv,
    write_csv_header,
)
from searcher.query_files import Topic, parse_queries


def hit(paragraph: int | None = None, snippets: tuple[Snippet, ...] = (), **fields: Any) -> Hit:
    article = Article(**{"id": "a1", "title": "عنوان", **fields})
    return Hit(rank=3, score=1.23456789, article=article, snippets=snippets, paragraph=paragraph)


def rows(*hits: Hit, query: Topic | None = None) -> list[list[str]]:
    stream = io.StringIO(newline="")
    write_csv_header(stream, batch=query is not None)
    write_csv(stream, hits, query)
    return list(csv.reader(io.StringIO(stream.getvalue(), newline="")))


def test_json_keeps_arabic_readable_and_escapes_what_could_steer_a_terminal() -> None:
    line = json_text({"title": "عنوان\x1b\x7f\x9b\u202e\u2028\n"})
    assert line == '{"title": "عنوان\\u001b\\u007f\\u009b\\u202e\\u2028\\n"}'
    assert json.loads(line) == {"title": "عنوان\x1b\x7f\x9b\u202e\u2028\n"}


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_json_is_one_line_that_means_the_same(text: str) -> None:
    line = json_text([text])
    assert json.loads(line) == [text]
    assert line.splitlines() == [line]


def test_lone_surrogates_become_replacement_characters() -> None:
    assert json_text("\ud800") == '"\\ufffd"'


def test_a_hit_of_a_batch_names_its_query_first() -> None:
    assert list(json.loads(hit_json(hit(), Topic("q7", "سؤال"))))[:2] == ["query", "rank"]
    assert "query" not in json.loads(hit_json(hit()))


def test_an_article_as_json_has_every_field_but_where_it_was_read_from() -> None:
    fields = json.loads(
        article_json(
            Article("a1", "عنوان", ("أولى",), datetime(2024, 1, 31), captions=("صورة",), origin="x.zip!y")
        )
    )
    assert fields == {
        "id": "a1",
        "title": "عنوان",
        "paragraphs": ["أولى"],
        "date": "2024-01-31T00:00:00",
        "source": "",
        "author": "",
        "category": "",
        "url": "",
        "summary": "",
        "captions": ["صورة"],
        "markup": False,
    }


def test_csv_has_a_header_and_quotes_by_rfc_4180() -> None:
    stream = io.StringIO(newline="")
    write_csv_header(stream)
    assert stream.getvalue() == ",".join(CSV_COLUMNS) + "\r\n"
    found = hit(
        title='قال: "نعم", ثم\nسكت',
        paragraphs=("فقرة أولى", "ثانية"),
        snippets=(Snippet(None, 0, 3, "قال"), Snippet(0, 0, 4, "فقرة"), Snippet(1, 0, 5, "ثانية")),
        date=datetime(2024, 1, 31, 9, 5),
        source="المنارة",
    )
    row = dict(zip(*rows(found), strict=True))
    assert row["title"] == 'قال: "نعم", ثم سكت'
    assert row["snippet"] == "فقرة … ثانية"
    assert (row["rank"], row["score"], row["date"], row["paragraph"]) == (
        "3",
        "1.234568",
        "2024-01-31 09:05",
        "",
    )


def test_a_ranked_paragraph_has_its_number_in_csv() -> None:
    assert dict(zip(*rows(hit(paragraph=0)), strict=True))["paragraph"] == "0"


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "＝", "\u202e=", "\ufeff@", "  =", "\u2066\n+"]
)
def test_no_cell_of_csv_is_taken_for_a_formula(start: str) -> None:
    row = dict(zip(*rows(hit(title=f"{start}HYPERLINK()")), strict=True))
    assert row["title"].startswith("'")


def test_csv_of_a_batch_begins_with_the_query() -> None:
    header, row = rows(hit(), query=Topic("=q", "سؤال"))
    assert (header[0], row[0]) == ("query", "'=q")


@pytest.mark.parametrize(
    ("identifier", "paragraph", "document"),
    [
        ("https://example.org/%D8%A3?a=1", None, "https://example.org/%D8%A3?a=1"),
        ("https://example.org/a b", None, "https://example.org/a%20b"),
        ("خبر\u00a0رقم\t1\n", None, "خبر%C2%A0رقم%091%0A"),
        ("a1", 0, "a1#0"),
    ],
)
def test_a_trec_line_has_six_columns_whatever_the_id(
    identifier: str, paragraph: int | None, document: str
) -> None:
    line = trec_line(Topic("AR 26", "سؤال"), hit(id=identifier, paragraph=paragraph))
    assert line.split() == line.split(" ") == ["AR%2026", "Q0", document, "3", "1.234568", "fihris"]


def test_queries_are_lines_with_an_id_or_numbered() -> None:
    data = "\ufeffq1\tأسعار القمح\r\n\nبلا رقم\n\tبلا اسم\nq5\t \nq6\tمع\tجدولة".encode()
    told: list[str] = []
    assert parse_queries(data, "q.tsv", tell=told.append) == [
        ("q1", "أسعار القمح"),
        ("3", "بلا رقم"),
        ("4", "بلا اسم"),
        ("q6", "مع\tجدولة"),
    ]
    assert told == ["q.tsv: not asked, for want of a title or text: 1 of 5 queries (q5)"]


def test_ids_that_several_queries_have_are_told() -> None:
    told: list[str] = []
    queries = parse_queries("q1\tقمح\nq2\tنفط\nq1\tسعر\nسد\n4\tماء".encode(), "q.tsv", tell=told.append)
    assert [query.id for query in queries] == ["q1", "q2", "q1", "4", "4"]
    assert told == ["q.tsv: several queries have the same id, as have their answers: q1, 4"]


def test_trec_topics_are_known_by_their_content_and_asked_by_title() -> None:
    topics = """
<top>
<num> Number: AR1
<title>  أسعار
 القمح \n
<desc> Description:
كيف ترتفع الأسعار؟
<narr> Narrative: لا شيء
</top>
<top>
<num>2</num><title>Topic: السدود</title>
</top>
"""
    told: list[str] = []
    assert parse_queries(topics.encode(), tell=told.append) == [("AR1", "أسعار القمح"), ("2", "السدود")]
    assert told == []


def test_topics_without_a_title_are_told_of_since_a_run_will_lack_them() -> None:
    topics = "<top><num>1<title>السد</top>\n" + "".join(
        f"<top><num> Number: {number} <desc> بلا عنوان </top>\n" for number in range(2, 14)
    )
    told: list[str] = []
    assert parse_queries(topics.encode(), "t.xml", tell=told.append) == [("1", "السد")]
    assert told == [
        "t.xml: not asked, for want of a title or text: 12 of 13 queries (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …)"
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\n \n", "topics.tsv: no query in it"),
        ("q1\tقمح\nq2\t".encode() + "سد".encode("cp1256"), "topics.tsv, line 2: not UTF-8"),
    ],
)
def test_a_file_that_holds_no_queries_is_an_error_that_says_where(data: bytes, message: str) -> None:
    with pytest.raises(SearchError, match=message):
        parse_queries(data, "topics.tsv", tell=pytest.fail)


@given(st.text())
def test_any_text_is_queries_or_a_search_error(text: str) -> None:
    told: list[str] = []
    try:
        queries = parse_queries(text.encode("utf-8", "replace"), tell=told.append)
    except SearchError:
        return
    assert all(query.id and query.text for query in queries)
    assert len(told) <= 2


@pytest.mark.parametrize("before", ["\t", "\r", "\n"])
def test_a_cell_that_begins_with_what_moves_to_another_cell_gets_an_apostrophe(before: str) -> None:
    stream = io.StringIO()
    write_article_csv(stream, Article(id="1", title=f"{before}خبر", paragraphs=()))
    assert next(csv.reader(io.StringIO(stream.getvalue())))[1].startswith("'")
