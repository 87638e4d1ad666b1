"""JSON and JSON Lines; what the fields of a record, and the columns of a table, are named and mean."""

from __future__ import annotations

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


@pytest.mark.parametrize(
    "name",
    [
        "articles", "items", "data", "results", "docs", "documents", "records", "hits", "news", "posts", "entries",
        "rows",
    ],
)  # fmt: skip
def test_a_list_of_articles_in_what_a_service_answers_is_known_by_its_usual_names(read, name: str) -> None:
    answer = {"status": "ok", name: [{"id": each, "title": "خبر", "text": "نص"} for each in "ab"]}
    found = read(dumped(answer), "a.json")
    assert [article.id for article in found.articles] == ["a", "b"]
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
    for text, name in (("\n".join(lines), "x.jsonl"), (f"[{', '.join(lines)}]", "x.json")):
        found = read(text, name)
        assert len({article.id for article in found.articles}) == 2
        assert {article.author for article in found.articles} == {""}
        assert not found.reasons
    found = read(f'[{line}]\n{{"id": "b", "title": "خبر"}}', "x.json")
    assert len(found.articles) == 1
    assert "a value of another kind" in found.reasons[0][1]
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


def test_an_object_that_stands_alone_in_an_article_makes_no_lines_of_it(read) -> None:
    text = '{ "id": "1", "title": "خبر", "text": "نص",\n"images": [\n{ "url": "a.jpg" }\n] }\n'
    assert read(text, "x.json").one.id == "1"
