"""Damage that cost articles, or made one of several, without a word: now they are read, or it is told."""

from __future__ import annotations

import gzip
import io
import json
import re
import tarfile
import zipfile

import pytest

from corpus.report import Unread
from tests.corpus.conftest import Read, Reader
from tests.patience import no_hours


def doc(number: int) -> str:
    return f"<DOC><DOCNO>{number}</DOCNO><TEXT>نص {number}</TEXT></DOC>\n"


def line(number: int) -> str:
    return json.dumps({"id": f"{number}", "title": f"خبر {number}", "text": "نص"}) + "\n"


def item(number: int) -> str:
    return f"<item><guid>{number}</guid><title>خبر {number}</title><description>نص</description></item>\n"


def feed(items: str) -> str:
    return f"<rss version='2.0'><channel><title>الساحل</title>\n{items}</channel></rss>"


def ids(found: Read) -> list[str]:
    return [article.id for article in found.articles]


def assert_told(found: Read, reason: str) -> None:
    """That something may be unread, so that nothing is pruned."""
    told = [each for each in found.report.rejections if isinstance(each, Unread)]
    assert any(re.search(reason, each.reason) for each in told), found.reasons


# --- SGML


@pytest.mark.parametrize(
    ("damaged", "left"),
    [
        (doc(1) + doc(2).replace("<DOC>", "<DXC>") + doc(3), ["1", "3"]),
        (doc(1) + doc(2).replace("<DOC>", "") + doc(3), ["1", "3"]),
        (doc(1) + doc(2) + doc(3).replace("<DOC>", "\0\0\0\0\0"), ["1", "2"]),
        (doc(1) + doc(2).replace("<DOC>", f"<DOC a='{'a' * 9000}'") + doc(3), ["1", "3"]),
    ],
    ids=["another name", "none", "zeros", "an endless one"],
)
def test_a_damaged_start_tag_of_sgml_is_told(read: Reader, damaged: str, left: list[str]) -> None:
    found = read(damaged, "x.sgml")
    assert ids(found) == left
    assert_told(found, "its start tag is damaged or missing")
    assert len(found.reasons) == 1


@pytest.mark.parametrize(
    "between",
    [
        "\ufeff", "\x1a", "\0", "&nbsp;", "نص " * 30_000, f"<!-- {'نص ' * 30_000} -->", "<HEADER>أخبار</HEADER>",
        "<!DOCTYPE c [ <!ELEMENT DOC (#PCDATA)> ]>", "<!--" * 16_000,
    ],
    ids=["BOM", "DOS", "NUL", "entity", "text", "comment", "header", "DOCTYPE", "beginnings of comments"],
)  # fmt: skip
def test_whatever_else_stands_between_documents_of_sgml_is_nothing_to_tell(
    read: Reader, between: str
) -> None:
    with no_hours():
        found = read(
            f"<?xml version='1.0'?><root>\n{doc(1)}\n{between}\n{doc(2)}{between}</root>\n", "x.sgml"
        )
    assert (ids(found), found.reasons) == (["1", "2"], [])


# --- what a file is


@pytest.mark.parametrize(
    "xml",
    [
        f"<articles>{'<article><title>أ</title><body><p>نص</p></body></article>' * 2}</articles>",
        feed(item(1) + item(2)).replace("<rss", "<rs"),
    ],
)
@pytest.mark.parametrize("declaration", ["<?xml version='1.0'?>\n", ""])
def test_xml_of_many_articles_is_no_web_page(read: Reader, xml: str, declaration: str) -> None:
    ((_, reason),) = read(declaration + xml).reasons
    assert reason.startswith("XML with the root <")


@pytest.mark.parametrize(
    "page",
    [
        "\n<div>{}</div>",
        "\n<section xmlns='http://www.w3.org/1999/xhtml'>{}</section>",
        "<br />\n<b>Warning</b>: x <html><title>خبر النهر</title><body>{}</body></html>",
        "\n\ufeff<html><body>{}</body></html>",
    ],
)
def test_a_page_may_say_that_it_is_xml(read: Reader, page: str) -> None:
    text = "<h1>خبر النهر</h1><p>نص طويل عن النهر.</p>"
    assert read(f"<?xml version='1.0'?>{page.format(text)}").one.title == "خبر النهر"


def test_a_text_about_feeds_is_a_text(read: Reader) -> None:
    text = 'كيف تعمل الخلاصات\n\nنص.\n\nيبدأ الملف بالوسم <rss version="2.0"> ثم القناة.\n'
    assert read(text, "a.txt").one.title == "كيف تعمل الخلاصات"


def test_xml_that_begins_with_damage_is_no_web_page(read: Reader) -> None:
    found = read(f"<?xml version='1.0'?xx\n{feed(item(1))}")
    assert not found.articles
    assert found.reasons == [("", "XML whose beginning is damaged")]


@pytest.mark.parametrize("root", ["article", "main", "SECTION", "body", "picture", "app-root"])
def test_a_piece_of_a_page_is_one(read: Reader, root: str) -> None:
    text = "<article><h1>خبر النهر</h1><p>نص طويل عن النهر.</p></article><article><p>نص آخر.</p></article>"
    assert read(f"<{root}>{text}</{root}>").one.title == "خبر النهر"


@pytest.mark.parametrize("before", ["Warning: x on line 3\n", "\x01", "?"])
def test_what_stands_before_many_articles_makes_no_text_of_them(read: Reader, before: str) -> None:
    assert ids(read(before + doc(1) + doc(2), "x.txt")) == ["1", "2"]
    assert {"2", "3"} <= set(ids(read(before + line(1) + line(2) + line(3), "x.txt")))
    found = read(before + feed(item(1) + item(2)), "x.txt")
    assert (found.articles, found.reasons) == ([], [("", "something stands before the XML in it")])


@pytest.mark.parametrize(
    "start",
    [
        "<?xml",
        "<?xml version='1.0'?>",
        "<?xml version='1.0'?>\n<rs",
        "<!DOCTYPE html",
        "<!doctype x>\n",
    ],
)
def test_nothing_but_the_beginning_of_a_document_is_no_article(read: Reader, start: str) -> None:
    assert read(start).reasons == [("", "cut off: nothing but the beginning of a document")]


def test_a_small_file_that_is_damaged_where_it_is_compressed_is_told_as_such(read: Reader) -> None:
    packed = bytearray(gzip.compress("".join(map(line, range(5))).encode()))
    for place in range(12, len(packed) - 8):
        damaged = packed.copy()
        damaged[place] ^= 0x55
        found = read(bytes(damaged), "x.jsonl.gz")
        assert any(isinstance(each, Unread) for each in found.report.rejections), place


# --- JSON


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('[{"id": "a", "title": "خبر"}]', '{"id": "b", "title": "خبر"}'),
        ('{"articles": [{"id": "a", "title": "خبر"}]}', '[{"id": "b", "title": "خبر"}]'),
    ],
)
def test_a_value_of_another_kind_than_those_before_it_is_told(read: Reader, one: str, other: str) -> None:
    found = read(f"{one}\n{other}", "x.json")
    assert ids(found) == ["a"]
    assert_told(found, "another kind")


def test_values_of_one_kind_are_read_one_after_the_other(read: Reader) -> None:
    lists = '[{"id": "a", "title": "خبر"}]\n[{"id": "b", "title": "خبر [{"}]'
    found = read(lists, "x.json")
    assert (ids(found), found.reasons) == (["a", "b"], [])


def test_records_between_which_the_end_of_a_line_is_missing_are_read(read: Reader) -> None:
    found = read(line(1).strip() + line(2).strip() + " " + line(3) + line(4), "x.jsonl")
    assert (ids(found), found.reasons) == (["1", "2", "3", "4"], [])
    listed = read(f"{line(1).strip()},\n{line(2).strip()},", "x.jsonl")
    assert (ids(listed), listed.reasons) == (["1", "2"], [])
    damaged = read(line(1).strip() + "{broken\n" + line(2), "x.jsonl")
    assert ids(damaged) == ["1", "2"]
    assert len(damaged.reasons) == 1


def test_very_many_records_of_one_line_are_read_one_after_the_other(read: Reader) -> None:
    records = 160_000
    with no_hours():
        found = read(json.dumps({"title": "خبر", "url": "x" * 70}, ensure_ascii=False) * records, "x.jsonl")
    assert (len(found.articles), found.reasons) == (records, [])


@pytest.mark.parametrize("key", ["article", "news", "story", "document", "content"])
def test_an_article_within_a_record_is_the_record(read: Reader, key: str) -> None:
    found = read(json.dumps({"id": 1, key: {"title": "خبر", "body": "نص طويل"}}), "x.json").one
    assert (found.id, found.title, found.paragraphs) == ("1", "خبر", ("نص طويل",))


@pytest.mark.parametrize("text", ["text", "content", "body"])
def test_who_is_described_in_a_field_is_no_article(read: Reader, text: str) -> None:
    writer = {"name": "أحمد علي", "title": "كاتب", text: "كاتب من بغداد"}
    record = {"title": "خبر", "text": "نص", "author": writer, "source": {"title": "الساحل", text: "صحيفة"}}
    found = read(json.dumps(record), "x.json").one
    assert (found.author, found.source, found.paragraphs) == ("أحمد علي", "الساحل", ("نص",))


def test_a_part_of_a_text_says_it_once_and_no_address(read: Reader) -> None:
    parts = [
        {"type": "paragraph", "text": "فقرة", "content": "<p>فقرة</p>"},
        {"type": "image", "title": "صورة", "value": "http://x/y.png"},
    ]
    assert read(json.dumps({"title": "خبر", "content": parts}), "x.json").one.paragraphs == ("فقرة", "صورة")


def test_a_text_in_parts_keeps_them_all(read: Reader) -> None:
    parts = [{"title": "فرعي", "text": "فقرة"}, {"body": "أخرى"}, ["أ", "ب", "أ"], {"value": "قيمة"}]
    found = read(json.dumps({"title": "خبر", "content": parts}), "x.json").one
    assert found.paragraphs == ("فرعي", "فقرة", "أخرى", "أ", "ب", "أ", "قيمة")


@pytest.mark.parametrize(
    "front", ["https://s.example/", "https://s.example", "//s.example/ar", "https://s.example/ar-EG/"]
)
def test_the_front_page_of_a_site_is_the_address_and_the_id_of_no_article(read: Reader, front: str) -> None:
    rows = [f"أ,نص,,{front}", f"ب,نص آخر,{front},", f"ج,نص,{front},https://s.example/?p=1"]
    found = read("\n".join(["title,text,id,url", *rows, "د,نص,,https://s.example/a1"]), "x.csv")
    assert len(set(ids(found))) == 4
    assert front not in ids(found)
    assert ids(found)[2:] == ["https://s.example/?p=1", "https://s.example/a1"]
    assert found.articles[0].url == front


def test_entries_and_pages_that_all_name_the_front_page_are_articles_of_their_own(read: Reader) -> None:
    """Each replaced the one before it."""
    items = [
        item(n).replace(f"<guid>{n}", f"<link>https://s.example/{n}</link><guid>https://s.example/")
        for n in (1, 2)
    ]
    assert ids(read(feed("".join(items)))) == ["https://s.example/1", "https://s.example/2"]
    canonical = "<link rel=canonical href='https://s.example/ar'>"
    pages = [
        read(f"<html><head>{canonical}</head><body><h1>خبر</h1><p>نص {n}</p></body></html>") for n in "12"
    ]
    assert len({page.one.id for page in pages}) == 2


# --- tables


def test_one_odd_quote_of_a_tsv_file_leaves_the_quotes_of_the_others(read: Reader) -> None:
    quoted = "".join(f'a{n}\t"عنوان ""خاص"" {n}"\t"سطر 1\nسطر 2"\n' for n in range(5))
    found = read(f'id\ttitle\ttext\n{quoted}a9\t"قال" المدير\tنص\n', "x.tsv")
    assert ids(found) == [*(f"a{n}" for n in range(5)), "a9"]
    assert found.articles[0].title == 'عنوان "خاص" 0'
    assert found.articles[0].paragraphs == ("سطر 1", "سطر 2")


def test_tables_behind_one_another_whose_headers_are_quoted_are_one(read: Reader) -> None:
    table = '\ufeff"id","title","text"\n"{0}","خبر {0}","نص"\n'
    assert ids(read(table.format(1) + table.format(2), "x.csv")) == ["1", "2"]


def test_where_quotes_are_too_many_to_read_all_again_the_rest_is_told(read: Reader) -> None:
    rows = "".join(f'{n},"t","text\nline\n' for n in range(20_000)) + "".join(
        f"r{n},خبر,نص\n" for n in range(9)
    )
    with no_hours():
        found = read(f"id,title,text\n{rows}", "x.csv")
    assert_told(found, "unread")


# --- feeds and XML


def test_an_entry_whose_tag_is_damaged_is_told(read: Reader) -> None:
    found = read(feed(item(1) + item(2).replace("<item>", "<itxm>") + item(3)))
    assert len(found.articles) < 3
    assert_told(found, "3 entries begin or end in it, 2 could be read")


@pytest.mark.parametrize(
    "odd",
    [
        "&nbsp;",
        "&",
        "&copy=2",
        "R&D",
        "<br>",
        "&nbsp;<!-- <item> -->",
        "& <![CDATA[<item><item>]]>",
        "&copy 2020",
    ],
)
def test_what_is_odd_within_an_entry_costs_none_and_nothing_is_told(read: Reader, odd: str) -> None:
    found = read(feed(item(1) + item(2).replace("<title>", f"<title>{odd} ") + item(3)))
    assert (ids(found), found.reasons) == (["1", "2", "3"], [])


def test_a_bare_ampersand_stays_what_it_is(read: Reader) -> None:
    title = "R&D خبر AT&T &copy=2 &amp; &#1593; &#x0000041; <![CDATA[A&B]]>"
    found = read(feed(item(1).replace("<title>", f"<title>{title} ")))
    assert found.one.title == "R&D خبر AT&T &copy=2 & ع A A&B خبر 1"
    with no_hours():
        read(feed(item(1).replace("<title>", "<title>" + "&" * 500_000)))


def test_an_empty_part_of_a_news_item_does_not_hide_the_next(read: Reader) -> None:
    xml = (
        "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='1'><itemMeta><title>خبر</title></itemMeta>"
        "<contentSet><inlineXML/><inlineData>نص الخبر</inlineData></contentSet></newsItem>"
    )
    assert read(xml).one.paragraphs == ("نص الخبر",)


def test_abstracts_within_abstracts_are_read_once(read: Reader) -> None:
    nested = "<abstract><p>ملخص</p>" * 150 + "نص " * 100_000 + "</abstract>" * 150
    body = f"<body.head>{nested}</body.head><body.content><p>نص</p></body.content>"
    with no_hours():
        found = read(f"<nitf><head><title>خبر</title></head><body>{body}</body></nitf>").one
    assert found.summary.count("ملخص") == 150


# --- pages and archives


def test_a_page_behind_another_is_told(read: Reader) -> None:
    page = "<!DOCTYPE html><html><body><h1>خبر النهر</h1><p>نص طويل عن النهر.</p></body></html>\n"
    found = read(page + page)
    assert len(found.articles) == 1
    assert_told(found, "another page")
    with no_hours():
        assert read(page + "<!-- cached -->\n" * 5000).reasons == []
    assert read(f"<!-- </html>\n<html> -->{page}").reasons == []


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(5):
            archive.writestr(f"{number}.jsonl", line(number))
    return packed.getvalue()


def test_members_that_the_list_of_a_zip_archive_swallows_are_told(read: Reader) -> None:
    data = bytearray(zipped())
    lists = data.index(b"PK\1\2")
    data[lists + 32] = 46 + len(
        "0.jsonl"
    )  # the length of the first member's comment: all of the second entry
    found = read(bytes(data), "x.zip")
    assert len(found.articles) < 5
    assert_told(found, "of 5 members")


def test_what_follows_a_zip_archive_is_told(read: Reader) -> None:
    for nothing in (b"\0" * 512, b"\r\n"):
        assert read(zipped() + nothing, "x.zip").reasons == []
    found = read(zipped() + line(9).encode(), "x.zip")
    assert len(found.articles) == 5
    assert_told(found, "follows the zip archive's end")


def test_a_tar_archive_whose_first_header_is_damaged_is_no_text(read: Reader) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        data = ("نص " * 20_000).encode()
        member = tarfile.TarInfo("a.txt")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    damaged = b"X" + packed.getvalue()[1:]
    found = read(damaged, "x.tar")
    assert not found.articles
    assert_told(found, "tar archive")


@pytest.mark.parametrize(
    "rest", ["<?xml version='1.0'?>", f"<?xml version='1.0'?xx\n{feed(item(1))}", f"?{feed(item(1))}"]
)
def test_what_is_left_of_a_file_may_be_of_many_articles(read: Reader, rest: str) -> None:
    """So nothing that it had before is pruned."""
    (rejection,) = read(rest, "x.xml").report.rejections
    assert isinstance(rejection, Unread)


def test_one_broken_line_costs_no_other_whatever_is_between_brace_and_name(read: Reader) -> None:
    lines = [line(1).replace("{", "{ ", 1), '{ "id": "2", "ti\n', line(3).replace("{", "{ ", 1)]
    for name in ("news.json", "news.txt"):
        found = read("".join(lines), name)
        assert ids(found) == ["1", "3"]
        assert [place for place, _ in found.reasons] == ["line 2"]
