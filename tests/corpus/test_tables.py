"""CSV and TSV: quotes, headers, rows that are odd."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import pytest

from corpus.report import Unread


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


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_table_that_ends_in_a_row_without_quotes_is_cut_off_there(read, delimiter: str) -> None:
    """Wherever that is, but for the last cell, where only half of a character shows it."""
    rows = [["id", "title", "text"], *([f"c{n}", f"خبر {n}", f"نص الخبر رقم {n}"] for n in range(3))]
    whole = "".join(delimiter.join(row) + "\n" for row in rows).encode()
    last_row = whole[:-1].rindex(b"\n") + 1
    last_cell = whole.rindex(delimiter.encode()) + 1
    for end in range(last_row + 1, len(whole) - 1):
        found = read(whole[:end], "x.tsv" if delimiter == "\t" else "x.csv")
        is_cut = end < last_cell or not is_utf8(whole[:end])
        assert [article.id for article in found.articles] == ["c0", "c1", "c2"][: 2 if is_cut else 3]
        assert found.reasons == ([("line 4", "cut off: the file ends within a row")] if is_cut else [])
        assert all(isinstance(each, Unread) for each in found.report.rejections)


def is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize("last", ["c1,خبر 1,نص,", "c1,خبر 1", "c1,خبر 1,نص,2023-01-01", "  ", ",,,"])
def test_a_last_line_without_an_end_is_whole_where_it_has_the_cells_of_the_row_before(
    read, last: str
) -> None:
    found = read(f"id,title,text,date\nc0,خبر 0\n{last}", "x.csv")
    assert [article.id for article in found.articles] == ["c0", *(["c1"] if "c1" in last else [])]
    assert found.reasons == []


def test_a_last_line_without_an_end_is_whole_where_it_has_headline_and_text(read) -> None:
    found = read("id,title,text,category,author\n1,خبر,نص,س,أ\n2,خبر,نص", "x.csv")
    assert [article.id for article in found.articles] == ["1", "2"]
    assert found.reasons == []


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


@pytest.mark.parametrize(("delimiter", "name"), [(",", "x.csv"), ("\t", "x.tsv")])
def test_quotes_behind_a_backslash_are_those_of_the_text(read, delimiter: str, name: str) -> None:
    """Text was cut at the first, or the row rejected for a comma behind it."""
    rows = [
        ("id", "title", "text"),
        ("1", r'"قال \"نعم\" ثم ذهب"', r'"\"نعم\", هكذا\nقال \"هو\""'),
        ("2", '""', r'"المجلد C:\\"'),
        ("3", '"خبر"', '"سطر أول\\\nسطر ثان"'),
        ("4", "خبر", '"نص'),
        ("5", "خبر", "نص"),
    ]
    found = read("\n".join(map(delimiter.join, rows)) + "\n", name)
    assert [(each.id, each.title, each.paragraphs) for each in found.articles] == [
        ("1", 'قال "نعم" ثم ذهب', ('"نعم", هكذا\\nقال "هو"',)),
        ("2", "", ("المجلد C:\\",)),
        ("3", "خبر", ("سطر أول", "سطر ثان")),
        ("5", "خبر", ("نص",)),
    ]
    assert [place for place, _ in found.reasons] == ["line 6"]


@pytest.mark.parametrize(("delimiter", "name"), [(",", "x.csv"), ("\t", "x.tsv")])
def test_of_a_cell_without_quotes_those_behind_a_backslash_are_not_doubled(
    read, delimiter: str, name: str
) -> None:
    rows = [("id", "title", "text"), ("1", "خبر", r"قال \"نعم\" ثم ذهب"), ("2", "خبر", "نص")]
    found = read("\n".join(map(delimiter.join, rows)) + "\n", name)
    assert [each.paragraphs for each in found.articles] == [('قال "نعم" ثم ذهب',), ("نص",)]


def test_a_path_in_quotes_may_end_in_a_backslash(read) -> None:
    """For one quote behind a backslash elsewhere all such rows were taken for ones without an end."""
    rows = ["id,title,text,path", r'1,خبر,"نص أول","C:\a\"', r'2,خبر,"نص ثان","C:\a\"b', r'3,خبر,"نص","C:\a"']
    found = read("\n".join(rows) + "\n", "x.csv")
    assert [each.id for each in found.articles] == ["1", "2", "3"]
    assert not found.reasons


def test_a_backslash_at_the_end_of_a_cell_is_one_of_the_text(read) -> None:
    found = read('id,title,text\n1,"المجلد C:\\","قال ""نعم"" ثم"\n2,"المجلد D:\\","نص"\n', "x.csv")
    assert [each.title for each in found.articles] == ["المجلد C:\\", "المجلد D:\\"]


@pytest.mark.parametrize(
    "nothing", ["nan", "NaN", "None", "NULL", "null", "N/A", "#N/A", "<NA>", r"\N", " nan "]
)
def test_what_programs_write_for_no_value_is_none(read, nothing: str) -> None:
    """It was the name of an author, the id of all articles, and their text."""
    rows = f"id,title,text,author\n{nothing},خبر,نص,{nothing}\n{nothing},نبأ,{nothing},سالم\n3,{nothing},None هو نص,x\n"
    found = read(rows, "x.csv")
    assert [(each.title, each.paragraphs, each.author) for each in found.articles] == [
        ("خبر", ("نص",), ""),
        ("نبأ", (), "سالم"),
        ("", ("None هو نص",), "x"),
    ]
    assert len({each.id for each in found.articles} - {nothing.strip()}) == 3
