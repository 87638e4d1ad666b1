"""JSON, JSON Lines, CSV and TSV; what the fields' names mean."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime

import pytest

RECORD = {
    "_id": "n1",
    "headline": "عودة القطار الليلي",
    "body": "عاد القطار.\nوكان متوقفا منذ عام.",
    "pubDate": "12/03/2020",
}


def dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize(
    "content",
    [
        dumped([RECORD, {**RECORD, "_id": "n2"}]),
        json.dumps([RECORD, {**RECORD, "_id": "n2"}], indent=4),
        dumped({"status": "ok", "total": 2, "articles": [RECORD, {**RECORD, "_id": "n2"}]}),
        dumped(RECORD) + "\n\n" + dumped({**RECORD, "_id": "n2"}),
        dumped(RECORD) + "\r\n" + dumped({**RECORD, "_id": "n2"}) + "\r\n",
        json.dumps(RECORD, indent=2) + "\n" + json.dumps({**RECORD, "_id": "n2"}, indent=2),
    ],
    ids=["array", "indented", "wrapped", "lines", "lines with CRLF", "objects one after the other"],
)
def test_json_in_all_its_layouts(read, content: str) -> None:
    found = read(content)
    assert [article.id for article in found.articles] == ["n1", "n2"]
    article = found.articles[0]
    assert article.title == "عودة القطار الليلي"
    assert article.paragraphs == ("عاد القطار.", "وكان متوقفا منذ عام.")
    assert article.date == datetime(2020, 3, 12)
    assert not found.report.rejections


@pytest.mark.parametrize("name", ["x.jsonl", "x.ndjson", "x", "x.json"])
@pytest.mark.parametrize("key", ["items", "entries", "data", "results"])
@pytest.mark.parametrize("place", [1, 3])
def test_a_list_of_objects_within_a_record_is_no_list_of_records(
    read, name: str, key: str, place: int
) -> None:
    fields = list(RECORD.items())
    fields.insert(place, (key, [{"type": "photo", "title": "ذو صلة", "text": "رابط"}]))
    found = read(dumped(dict(fields)) + "\n" + dumped({**dict(fields), "_id": "n2"}), name)
    assert [article.id for article in found.articles] == ["n1", "n2"]
    assert {article.title for article in found.articles} == {"عودة القطار الليلي"}


def test_an_object_with_a_text_before_its_list_is_an_article_and_one_with_a_title_a_feed(read) -> None:
    items = [{"id": "i1", "title": "خبر", "text": "نص"}, {"id": "i2", "title": "نبأ", "text": "نص"}]
    assert [each.id for each in read(json.dumps({**RECORD, "items": items}, indent=1)).articles] == ["n1"]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "المنارة", "items": items}
    for indent in (None, 1):
        found = read(json.dumps(feed, indent=indent), "feed.json")
        assert [each.id for each in found.articles] == ["i1", "i2"]


def test_what_data_frames_and_mongodb_write_is_read(read) -> None:
    line = '{"id": NaN, "title": "خبر", "text": "نص 1", "author": NaN, "views": -Infinity}'
    lines = (line, line.replace("1", "2"))
    found = read("\n".join(lines), "x.jsonl").articles
    assert len({article.id for article in found}) == 2
    assert {article.author for article in found} == {""}
    for date in ({"$date": "2023-09-12T12:38:00Z"}, {"$date": {"$numberLong": "1694522280000"}}):
        one = read(dumped({"_id": {"$oid": "64ff01"}, "title": "خبر", "text": "نص", "date": date})).one
        assert (one.id, one.date) == ("64ff01", datetime(2023, 9, 12, 12, 38))


@pytest.mark.parametrize("nothing", [False, True, {"a": 1}, [], [""], [{}, None], "  ", {}])
def test_where_a_name_says_nothing_the_next_is_taken(read, nothing: object) -> None:
    record = {"id": nothing, "guid": "g", "title": nothing, "headline": "خبر", "text": "نص"}
    for wrapped in (record, {"_source": record}):
        one = read(dumped(wrapped)).one
        assert (one.id, one.title) == ("g", "خبر")


def test_one_json_object_is_one_article(read) -> None:
    assert read(json.dumps(RECORD, indent=1), "story.json").one.id == "n1"


def test_a_bad_line_is_rejected_and_the_rest_read(read) -> None:
    found = read(
        "\n".join([dumped(RECORD), '{"title": "مقطوع', "[1, 2]", dumped({**RECORD, "_id": "n2"})]), "x.jsonl"
    )
    assert [article.id for article in found.articles] == ["n1", "n2"]
    assert [place for place, _ in found.reasons] == ["line 2", "line 3"]


def test_an_array_that_is_cut_off_gives_what_came_before(read) -> None:
    found = read(dumped([RECORD, {**RECORD, "_id": "n2"}])[:-30])
    assert [article.id for article in found.articles] == ["n1"]
    assert [place for place, _ in found.reasons] == ["record 2"]


def test_a_bad_element_of_an_array_is_rejected(read) -> None:
    found = read(dumped([RECORD, 7, None, {"title": " "}, {**RECORD, "_id": "n2"}]))
    assert [article.id for article in found.articles] == ["n1", "n2"]
    assert [place for place, _ in found.reasons] == ["record 2", "record 3", "record 4"]
    assert found.reasons[2][1] == "empty: no title and no text"


@pytest.mark.parametrize(("delimiter", "name"), [(",", "x.csv"), (";", "x"), ("\t", "x.tsv"), ("|", "x.txt")])
def test_tables_with_quoted_newlines(read, delimiter: str, name: str) -> None:
    rows = [
        delimiter.join(["id", "Title", "Full-Text", "Published_At"]),
        delimiter.join(["1", '"قال ""نعم"""', '"سطر أول\nسطر ثان"', "2020-01-02"]),
        delimiter.join(["2", "خبر ثان", "نص", ""]),
    ]
    first, second = read("\n".join(rows) + "\n", name).articles
    assert (first.title, first.paragraphs, first.date) == (
        'قال "نعم"',
        ("سطر أول", "سطر ثان"),
        datetime(2020, 1, 2),
    )
    assert (second.id, second.title, second.paragraphs) == ("2", "خبر ثان", ("نص",))


def test_quotes_that_are_punctuation_stay_in_a_tsv_file(read) -> None:
    found = read('title\ttext\n"النهر" يفيض\tفاض "النهر" أمس\n')
    assert (found.one.title, found.one.paragraphs) == ('"النهر" يفيض', ('فاض "النهر" أمس',))


def test_a_quote_that_is_never_closed_costs_one_row(read) -> None:
    found = read('title,text\nأ,نص أول\n"ب,نص ثان\nج,نص ثالث\nد,نص رابع\n')
    assert [article.title for article in found.articles] == ["أ", "ج", "د"]
    assert found.reasons == [("line 3", "a quote is never closed")]


TABLE = ["id,title,text", *(f'c{n},خبر {n},"نص {n} كامل"' for n in range(8))]


@pytest.mark.parametrize("broken", [(1, 5), (1, 2), (0, 3, 6), (2, 7), (0, 1, 2, 3, 4), (6,), (0,)])
def test_quotes_that_are_never_closed_cost_their_own_rows(read, broken: tuple[int, ...]) -> None:
    """The second of two was taken for the end of the first, which swallowed all between them."""
    lines = [line[:-1] if row - 1 in broken else line for row, line in enumerate(TABLE)]
    found = read("\n".join(lines) + "\n", "x.csv")
    assert [article.id for article in found.articles] == [f"c{n}" for n in range(8) if n not in broken]
    assert all(len(article.paragraphs) == 1 for article in found.articles)
    assert [place for place, _ in found.reasons] == [f"line {row + 2}" for row in broken]


def test_short_rows_behind_a_quote_that_is_never_closed_are_read(read) -> None:
    rows = ["id,title,text,author", "a,خبر,نص", 'b,"خبر,نص', "c,خبر,نص", "d,خبر,نص"]
    assert [article.id for article in read("\n".join(rows), "x.csv").articles] == ["a", "c", "d"]


@pytest.mark.parametrize(
    "text",
    [
        "أول\nثان",
        "c9,خبر,نص\nc10,خبر,نص",
        'قال "نعم"\n"لا","ربما",\n',
        "\n\n,\n,,\n",
        'id,title,"text"\n"',
        "\r\nأول\r\n\r\nثان",
    ],
)
def test_well_formed_texts_of_several_lines_stay_whole_however_odd(read, text: str) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(
        [["id", "title", "text"], ["a", "خبر", f"بدء {text} ختام"], ["b", "خبر", "نص"]]
    )
    found = read(buffer.getvalue(), "x.csv")
    assert [article.id for article in found.articles] == ["a", "b"]
    assert " ".join(found.articles[0].paragraphs).split() == f"بدء {text} ختام".split()
    assert not found.report.rejections


@pytest.mark.parametrize("text", ["نص {} كامل", "فقرة أولى من {}\n\nفقرة, ثانية\nوثالثة طويلة"])
@pytest.mark.parametrize("lost", [1, 3, 9])
def test_a_table_that_ends_in_a_quoted_cell_is_cut_off_there(read, text: str, lost: int) -> None:
    """The half text replaced the whole one, and nothing was told."""
    whole = "id,title,text\n" + "".join(f'c{n},خبر {n},"{text.format(n)}"\n' for n in range(4))
    found = read(whole.rstrip("\n")[:-lost], "x.csv")
    assert [article.id for article in found.articles] == ["c0", "c1", "c2"]
    ((place, reason),) = found.reasons
    assert place == f"line {2 + 3 * (1 + text.count(chr(10)))}"
    assert reason.startswith("cut off")


def test_a_row_with_too_many_columns_is_rejected(read) -> None:
    found = read("title,text\nأ,نص,زائد\nب,نص\n")
    assert [article.title for article in found.articles] == ["ب"]
    assert found.reasons[0][0] == "line 2"


@pytest.mark.parametrize(
    "rest", ["", "\n \n", "\x00", "\x00\n,\n"], ids=["none", "blank", "NUL", "NUL and commas"]
)
def test_a_table_of_nothing_but_blank_rows_is_rejected(read, rest: str) -> None:
    found = read(f"title,text\n{rest}", "table.csv")
    assert found.reasons == [("", "no records in it")]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("id,title,text", "x"),
        ("id,title,body,views,likes,shares,comments,lang", "x.csv"),
        ("id,title,body,views,likes,shares,comments,lang", "x.txt"),
        ("id,title,views,likes,shares,comments,lang,section,date,a,b,c,d", "x"),
        ("id,title,v,w", "x.CSV"),
        ("title,views,likes", "x.csv"),
        ("v,title," + "x" * 50, "x.csv"),
        ("id,title," + ",".join(f"column {n}" for n in range(400)), "x.csv"),
        ("title", "x.csv"),
        ("text", "x.csv"),
        ("text", "x.tsv"),
        ('"text"', "x.csv"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_header_is_known_by_few_names_among_many(read, header: str, name: str, end: str) -> None:
    names = header.split(",")
    rows = [["خبر أول"] * len(names), ["خبر ثان"] * len(names)]
    lines = [header, *(",".join(row) for row in rows)]
    if name.endswith("x.tsv"):
        lines[1] = "خبر, أول"
    found = read(end.join(lines) + end, name)
    assert len(found.articles) == 2
    assert [article.title or article.paragraphs[0] for article in found.articles] == [
        lines[1] if name == "x.tsv" else "خبر أول",
        "خبر ثان",
    ]


@pytest.mark.parametrize("name", ["x.csv", "x"])
@pytest.mark.parametrize("above", ["sep=;\n", "SEP=;\r\n", "\ufeffsep=;\n", "sep=;\r"])
def test_a_line_that_names_the_separator_may_stand_above(read, above: str, name: str) -> None:
    end = above.lstrip("\ufeff")[5:]
    found = read(above + end.join(["id;title;text", "a;خبر;نص, وبقية", "b;خبر", "c;أ;ب;ج"]), name)
    assert [article.id for article in found.articles] == ["a", "b"]
    assert found.articles[0].paragraphs == ("نص, وبقية",)
    assert [place for place, _ in found.reasons] == ["line 5"]


def test_a_headline_with_commas_is_no_header(read) -> None:
    article = read("الخبر, والمقال, والنص\n\nنص الخبر الطويل.", "x.txt").one
    assert article.title == "الخبر, والمقال, والنص"


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        (
            "التقرير اليومي\n\nid,title,text\n1,خبر,نص\n",
            "",
            "line 3 looks like the header: nothing may stand above it",
        ),
        (f"id,title,text\n1,خبر,{'كلمة ' * 1_700_000}\n2,خبر,نص\n", "line 2", "a cell larger than 8 MB"),
        ("id,title,text\n1,خبر,نص\rثان\n2,خبر,نص\n", "line 2", "a line end (CR) in a cell without quotes"),
    ],
)
def test_a_table_that_is_refused_is_told_why(read, content: str, place: str, reason: str) -> None:
    assert read(content, "x.csv").reasons == [(place, reason)]


@pytest.mark.parametrize("between", ["", "\n", "\ufeff"])
def test_a_header_that_stands_again_is_no_article(read, between: str) -> None:
    found = read(f"id,title,text\na,خبر,نص\n{between}id,title,text\nb,خبر,نص\n", "x.csv")
    assert [article.id for article in found.articles] == ["a", "b"]
    assert read("id,title,text\nid,title,text\n").reasons == [("", "no records in it")]


def test_a_table_without_known_columns_is_rejected(read) -> None:
    assert read("a,b\n1,2\n", "x.csv").reasons == [("", "no column is named like a headline or a text")]


def test_elasticsearch_documents(read) -> None:
    article = read(dumped({"_index": "x", "_id": "7", "_source": {"title": "عنوان", "body": "نص"}})).one
    assert (article.id, article.title, article.paragraphs, article.source) == ("7", "عنوان", ("نص",), "")


def test_arabic_column_names(read) -> None:
    content = "العنوان,النص,التاريخ,المصدر,الكاتب,القسم\nعنوان,نص,١٢ أيار ٢٠١٩,الساحل,سلمى,رياضة\n"
    article = read(content).one
    assert (article.source, article.author, article.category) == ("الساحل", "سلمى", "رياضة")
    assert article.date == datetime(2019, 5, 12)


def test_beir_documents(read) -> None:
    article = read(
        dumped({"_id": 17, "title": "", "text": "فقرة", "metadata": {"url": "https://example.org/17"}})
    ).one
    assert (article.id, article.paragraphs, article.url) == ("17", ("فقرة",), "https://example.org/17")


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"text": ["أولى", "ثانية\nثالثة"]}, {"paragraphs": ("أولى", "ثانية", "ثالثة")}),
        ({"content": "", "text": "نص"}, {"paragraphs": ("نص",)}),
        (
            {"title": {"rendered": "عنوان"}, "content": {"rendered": "<p>أ</p><p>ب</p>"}},
            {"title": "عنوان", "paragraphs": ("أ", "ب")},
        ),
        ({"text": "نص", "source": {"id": None, "name": "الساحل"}}, {"source": "الساحل"}),
        ({"text": "نص", "authors": ["سلمى", "هادي"]}, {"author": "سلمى، هادي"}),
        ({"text": "نص", "categories": [{"name": "رياضة"}]}, {"category": "رياضة"}),
        ({"title": "عنوان", "description": "موجز"}, {"summary": "", "paragraphs": ("موجز",)}),
        ({"text": "نص", "description": "موجز"}, {"summary": "موجز", "paragraphs": ("نص",)}),
        ({"text": "أولى\nثانية", "summary": "<p>أولى</p><p>ثانية</p>"}, {"summary": ""}),
        (
            {"text": "نص", "link": " https://example.org/1 "},
            {"id": "https://example.org/1", "url": "https://example.org/1"},
        ),
        (
            {"text": "نص", "date_extracted": "2020-01-01", "published": "2019-12-31"},
            {"date": datetime(2019, 12, 31)},
        ),
        ({"text": "نص", "timestamp": 1500000000}, {"date": datetime(2017, 7, 14, 2, 40)}),
        ({"text": "نص", "dc:creator": "سلمى", "caption": "صورة"}, {"author": "سلمى", "captions": ("صورة",)}),
    ],
)
def test_names_and_shapes_of_fields(read, record: dict[str, object], expected: dict[str, object]) -> None:
    article = read(dumped([record])).one
    assert {name: getattr(article, name) for name in expected} == expected


def test_an_article_without_id_and_url_is_named_by_its_content(read) -> None:
    article = read(dumped([{"text": "نص"}])).one
    assert article.id == article.content_hash().hex()
    assert read(dumped([{"text": "نص آخر"}])).one.id != article.id


def test_raw_text_keeps_its_marks_and_loses_its_controls(read) -> None:
    text = "مُحَمَّـــد\u200f\u200c (ﷺ)\tقال: AT&T &quot;نعم&quot; &amp; 3 < 5\x00\x08"
    found = read(dumped([{"title": "عنوان\nفي سطرين", "text": f"{text}\r\n\u200f\r\n&nbsp;\rثانية"}]))
    assert found.one.title == "عنوان في سطرين"
    assert found.one.paragraphs == ('مُحَمَّـــد\u200f\u200c (ﷺ)\tقال: AT&T "نعم" & 3 < 5', "ثانية")
    assert found.report.warnings["control characters"] == 2


def test_markup_becomes_paragraphs_and_bare_signs_do_not(read) -> None:
    found = read(
        dumped(
            [
                {"text": "<p>أول &amp; ثان</p><script>x()</script>ثالث<br/>رابع <b>غليظ</b>ة"},
                {"text": "س < ص > ع"},
            ]
        )
    )
    assert found.articles[0].paragraphs == ("أول & ثان", "ثالث", "رابع غليظة")
    assert found.articles[1].paragraphs == ("س < ص > ع",)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (False, ("<p>&amp;</p>",)),
        (True, ("&",)),
        (None, ("&",)),
        ("false", ("&",)),
        (0, ("&",)),
    ],
)
def test_a_record_without_markup_says_so_by_false_alone(
    read, markup: object, expected: tuple[str, ...]
) -> None:
    record = {"title": "عنوان", "captions": ["<p>&amp;</p>"], "text": "<p>&amp;</p>", "markup": markup}
    article = read(dumped([record])).one
    assert (article.paragraphs, article.captions) == (expected, expected)


def test_text_without_markup_is_made_safe_as_any_other(read) -> None:
    record = {
        "title": " <b>\x1b]0;\n\ud800 ",
        "text": ["\x00أ\r\n\u2028ب"],
        "markup": False,
    }
    found = read(json.dumps(record), "x.jsonl")
    assert (found.one.title, found.one.paragraphs) == ("<b>]0; \ufffd", ("أ", "ب"))
    assert found.report.warnings["control characters"] == 2


def test_nothing_invisible_is_left_around_a_url_and_an_id(read) -> None:
    found = read(dumped([{"id": "1\n\x00", "text": "نص", "url": "https://example.org/1&#10;\x00"}]))
    assert (found.one.id, found.one.url) == ("1", "https://example.org/1")


def test_losses_and_gaps_are_counted(read) -> None:
    records = [
        {"title": "عنوان"},
        {"text": "نص"},
        {"title": "ع", "text": "ن", "date": "أول أمس 5"},
        {"title": "\ud800x", "text": "ن"},
    ]
    warnings = read("\n".join(json.dumps(record) for record in records), "x.jsonl").report.warnings
    assert warnings == {"no text": 1, "no title": 1, "date that can't be read": 1, "invalid bytes": 1}


def test_a_quote_that_a_later_one_closes_swallows_no_rows(read) -> None:
    found = read(
        'id,title,text\n1,"بداية تنصيص,نص\n2,خبر ثان,نص ثان\n3,خبر ثالث,نص ثالث"\n4,خبر رابع,نص رابع\n',
        "a.csv",
    )
    assert [article.id for article in found.articles] == ["2", "3", "4"]
    assert found.reasons == [("line 2", "a quote is never closed")]


@pytest.mark.parametrize("row", ["1,خبر,نص الخبر,", "1,خبر,,نص الخبر", "1,خبر,نص الخبر,نص آخر"])
def test_of_two_columns_of_a_name_the_first_that_has_something_counts(read, row: str) -> None:
    assert read(f"id,title,text,text\n{row}\n", "a.csv").one.paragraphs == ("نص الخبر",)
