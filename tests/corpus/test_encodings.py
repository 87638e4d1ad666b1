"""Files in every encoding of Arabic news, found out or given."""

from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import Any

import pytest

from corpus import CorpusError, read_articles
from corpus.encodings import detect
from tests.patience import no_hours

TITLE = "بلدية الساحل تفتتح حديقة عامة على ضفة النهر"
TEXT = (
    "افتتحت بلدية الساحل صباح اليوم حديقة عامة جديدة على الضفة الشرقية للنهر، بعد عامين من الأعمال كلفت ثلاثة ملايين.\n"
    "وقالت المهندسة المشرفة على المشروع إن الحديقة تضم ملاعب للأطفال ومكتبة صغيرة، وإن الدخول إليها مجاني طوال الأسبوع."
)
CODECS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1256", "iso8859-6"]
FILES = {
    "plain text": f"{TITLE}\n\n{TEXT}\n",
    "JSON": json.dumps([{"title": TITLE, "text": TEXT}], ensure_ascii=False),
    "JSON Lines": json.dumps({"title": TITLE, "text": TEXT}, ensure_ascii=False) + "\n",
    "CSV": f'title,text\n"{TITLE}","{TEXT}"\n',
    "SGML": f"<DOC>\n<HEADLINE>{TITLE}</HEADLINE>\n<TEXT>\n{TEXT}\n</TEXT>\n</DOC>\n",
    "HTML": f"<html><body><h1>{TITLE}</h1><p>{TEXT.replace(chr(10), '</p><p>')}</p></body></html>",
    "RSS": (
        f"<rss version='2.0'><channel><item><title>{TITLE}</title>"
        f"<description>{TEXT}</description></item></channel></rss>"
    ),
    "NITF": (
        f"<nitf><body><body.head><hedline><hl1>{TITLE}</hl1></hedline></body.head>"
        f"<body.content><p>{TEXT.replace(chr(10), '</p><p>')}</p></body.content></body></nitf>"
    ),
}


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("format_name", FILES)
def test_every_format_reads_in_every_encoding(read, format_name: str, codec: str) -> None:
    data = FILES[format_name].encode(codec)
    for encoding in (None, codec):
        article = read(data, encoding=encoding).one
        assert article.title == TITLE
        assert article.paragraphs == tuple(TEXT.split("\n"))


@pytest.mark.parametrize("codec", ["cp1256", "iso8859-6"])
@pytest.mark.parametrize("text", [TITLE, "وفاة الفنان الكبير", "مقتل 3 في حادث", TEXT * 50])
def test_short_and_long_arabic_is_told_apart(codec: str, text: str) -> None:
    assert text.encode(codec).decode(detect(text.encode(codec), complete=True)) == text


def test_a_declaration_is_believed_where_the_bytes_agree(read) -> None:
    page = f'<?xml version="1.0" encoding="windows-1256"?>{FILES["NITF"]}'
    assert read(page.encode("cp1256")).one.title == TITLE
    # The declaration is wrong: the file was converted to UTF-8 and nobody told it.
    assert read(page.encode()).one.title == TITLE
    # And one that calls Arabic text Western.
    assert read(page.replace("windows-1256", "iso-8859-1").encode("cp1256")).one.title == TITLE


def test_french_text_is_not_taken_for_arabic() -> None:
    text = "Le président a été reçu à l'hôtel de ville, où une cérémonie fut organisée à Alger."
    assert text.encode("cp1252").decode(detect(text.encode("cp1252"), complete=True)) == text


def test_invalid_bytes_are_replaced_and_counted(read) -> None:
    data = f"{TITLE}\n\n{TEXT}\n".encode().replace("الأطفال".encode()[:3], b"\xff\xfe", 1)
    found = read(data[:60] + b"\xff" + data[60:])
    assert "\ufffd" in found.one.title + "".join(found.one.paragraphs)
    assert found.report.warnings["invalid bytes"] >= 1


def test_a_long_file_is_decoded_by_what_its_beginning_says(read) -> None:
    found = read("".join(FILES["JSON Lines"] for _ in range(1000)).encode("cp1256"))
    assert {article.title for article in found.articles} == {TITLE}
    assert len(found.articles) == 1000


@pytest.mark.parametrize("given", ["utf-16", "UTF16", "utf_32", "utf-32"])
@pytest.mark.parametrize("order", ["le", "be"])
@pytest.mark.parametrize("format_name", FILES)
def test_a_wide_encoding_is_read_without_its_byte_order_mark(
    read, format_name: str, order: str, given: str
) -> None:
    data = FILES[format_name].encode(f"utf-{given[-2:]}-{order}")
    article = read(data, encoding=given).one
    assert (article.title, article.paragraphs) == (TITLE, tuple(TEXT.split("\n")))


@pytest.mark.parametrize("given", ["utf-16", "utf-32"])
@pytest.mark.parametrize(
    "stray", [b"x", b"\xff", b"\x00", b"{}", FILES["JSON Lines"].encode(), bytes(range(256))]
)
def test_a_file_that_is_not_in_the_encoding_given_ends_nothing(
    read, tmp_path: Path, given: str, stray: bytes
) -> None:
    """A file in UTF-8 among others in UTF-16 was an internal error, for want of a byte order mark."""
    (tmp_path / "all").mkdir()
    for name, data in (
        ("a.json", FILES["JSON"].encode(given)),
        ("b.json", stray),
        ("c.json", FILES["JSON"].encode(given)),
    ):
        (tmp_path / "all" / name).write_bytes(data)
    found = read(tmp_path / "all", encoding=given)
    assert [Path(article.origin).name for article in found.articles if article.title == TITLE] == [
        "a.json",
        "c.json",
    ]


class _Fragile(codecs.IncrementalDecoder):
    def decode(self, data: bytes, final: bool = False) -> str:
        if b"fragile" in data:
            raise UnicodeError("a state that no text leads to")
        return data.decode("utf-8", "replace")


def test_a_file_that_a_codec_fails_at_is_rejected_alone(read, tmp_path: Path) -> None:
    utf8 = codecs.lookup("utf-8")
    fragile = codecs.CodecInfo(
        utf8.encode,
        utf8.decode,
        name="fragile",
        incrementalencoder=utf8.incrementalencoder,
        incrementaldecoder=_Fragile,
    )

    def find(name: str) -> codecs.CodecInfo | None:
        return fragile if name == "fragile" else None

    (tmp_path / "all").mkdir()
    for name in ("a", "b", "c"):
        text = FILES["JSON"].replace(TITLE, "fragile") if name == "b" else FILES["JSON"]
        (tmp_path / "all" / name).write_text(text)
    codecs.register(find)
    try:
        found = read(tmp_path / "all", encoding="fragile")
    finally:
        codecs.unregister(find)
    assert [article.title for article in found.articles] == [TITLE, TITLE]
    assert found.reasons == [("", "damaged or cut off: a state that no text leads to")]


@pytest.mark.parametrize("name", ["idna", "punycode", "undefined"])
def test_a_page_that_declares_an_encoding_of_no_text_is_read(read, name: str) -> None:
    page = f"<html><head><meta charset='{name}'></head><body>%s<h1>Été à Alger</h1><p>Où?</p></body></html>"
    for filling in ("", "-" * 40_000):
        assert read((page % filling).encode("cp1252")).one.title == "Été à Alger"


@pytest.mark.parametrize(
    "name", ["arabic-9", "base64", "", "utf-8\0", "idna", "punycode", "undefined", "IDNA", 5, b"utf-8"]
)
def test_an_encoding_that_does_not_exist_is_one_clear_line(name: Any, tmp_path) -> None:
    with pytest.raises(CorpusError, match="encoding") as caught:
        read_articles(tmp_path, encoding=name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("ascii_bytes", [20_000, 40_000])
def test_arabic_that_comes_late_is_told_apart(read, ascii_bytes: int) -> None:
    rows = ["id,title,text"] + [f"e{number},English {number},text" for number in range(ascii_bytes // 20)]
    rows += ["a,أسعار النفط ترتفع في السوق العالمية,وقال الخبير إن الأسعار سترتفع"]
    found = read("\n".join(rows).encode("cp1256"), "a.csv")
    assert found.articles[-1].title == "أسعار النفط ترتفع في السوق العالمية"
    assert not found.report.warnings


def test_a_declaration_is_believed_where_arabic_comes_very_late() -> None:
    head = b'<html><head><meta charset="windows-1256"><script>' + b"x" * 65_000
    assert detect(head, complete=False) == "cp1256"
    assert detect(head, complete=True) == "utf-8"


def test_invalid_bytes_of_a_plain_text_are_counted_once(read) -> None:
    text = "12 سبتمبر 2023\nعنوان الخبر\nنص الخبر الأول هنا".encode() + b"\xff" + " وبقيته.".encode()
    assert read(text, "a.txt").report.warnings["invalid bytes"] == 1


@pytest.mark.parametrize("before", [0, 5000, 60_000])
def test_a_declaration_is_found_wherever_it_stands_in_the_beginning_of_a_page(read, before: int) -> None:
    """All of the Arabic became U+FFFD where 4 KB of styles stood before it, and 60 KB of scripts before the text."""
    head = f"<style>{'a{b:c}'.ljust(before)}</style><meta charset=windows-1256><script>{'x=1;' * 20_000}</script>"
    found = read(FILES["HTML"].replace("<html>", f"<html><head>{head}</head>").encode("cp1256"))
    assert (found.one.title, found.one.paragraphs) == (TITLE, tuple(TEXT.split("\n")))
    assert not found.report.warnings


def test_a_declaration_of_a_page_that_is_quoted_says_nothing_of_the_file() -> None:
    lines = b'{"id": 1, "title": "English"}\n' * 200 + b'{"text": "<meta charset=windows-1256>"}\n'
    assert detect(lines, complete=False) == "utf-8"


QUOTED = "<meta charset=windows-1256>"
LONG = "English. " * 800


@pytest.mark.parametrize(
    "before",
    [
        f"<DOC><DOCNO>1</DOCNO><TEXT>{LONG}{QUOTED}",
        f"<rss version='2.0'><channel><item><description>{LONG}<![CDATA[{QUOTED}]]>",
        f"<feed><entry><content>{LONG}{QUOTED}",
        f"<?xml version='1.0'?><nitf><body><!--{LONG}--><p>{QUOTED}",
        f"<html><head><title>{LONG}</title><!--[if IE]>{QUOTED}<![endif]-->",
        f"<!DOCTYPE html><title>{LONG}</title><script>page = '{QUOTED}';</script>",
        f"<!-- a page --><html><head><script>{LONG}</script><script>page = '{QUOTED}'",
        f"<html><title>{LONG}</title><body><textarea>{QUOTED}</textarea>",
    ],
)
def test_a_declaration_that_is_quoted_far_from_the_beginning_says_nothing_of_markup(before: str) -> None:
    """All of the Arabic behind it, in UTF-8, was read as windows-1256."""
    head = before.ljust(65_536, "x").encode()
    assert detect(head, complete=False) == "utf-8"


@pytest.mark.parametrize(
    "begin",
    [
        f'[{{"id": 1, "text": "{QUOTED}"}}, ',
        f"id,title\n1,{QUOTED}\n",
        f"How to write {QUOTED}\n\nEnglish. ",
        f"<?xml version='1.0'?><rss><channel><item><description><![CDATA[{QUOTED}]]></description>",
        f"<rss><channel><item><description><![CDATA[<?xml version='1.0' encoding='cp1252'?>{QUOTED}",
        f"<DOC><TEXT><html><head>{QUOTED}</head>",
        f"<!-- {QUOTED} --><meta charset=utf-8>",
        f"<!DOCTYPE html><head><meta charset=utf-8><!-- {QUOTED} -->",
        f"<html><script>page = '{QUOTED}'</script><meta charset=utf-8>",
        f"<html><body><pre>{QUOTED}</pre>",
        f"<html><head><style><![CDATA[{QUOTED}]]></style>",
    ],
)
@pytest.mark.parametrize("name", ["windows-1256", "windows-1252"])
def test_a_declaration_that_is_quoted_at_the_beginning_says_nothing_of_a_file(begin: str, name: str) -> None:
    """All of the text in UTF-8 that came 64 KB behind it was read as that."""
    assert detect(begin.replace("windows-1256", name).ljust(65_536, "x").encode(), complete=False) == "utf-8"


@pytest.mark.parametrize(
    "begin",
    [
        "<?xml version='1.0' encoding='windows-1256'?><rss>",
        "\n<?xml version='1.0' encoding='windows-1256'?><!DOCTYPE html><html>",
        f"<?xml version='1.0'?>\n<!DOCTYPE html><html><head>{QUOTED}",
        f"<!-- saved from url=(0016)http://e.example --><HTML><HEAD>{QUOTED.upper()}",
        f"<script>x = 1</script><html><head>{QUOTED}",
        f"<br />\n<b>Warning</b>: no such file<br />\n<!DOCTYPE html><html><head>{QUOTED}",
        f"<title>x</title>{QUOTED}",
    ],
)
def test_a_declaration_of_a_file_is_believed_however_it_begins(begin: str) -> None:
    assert detect(begin.ljust(65_536, "x").encode(), complete=False) == "cp1256"


def test_the_blanks_of_a_declaration_are_looked_at_once() -> None:
    """From each of them on to their end: half a minute for a page, and a quarter of an hour for this one."""
    begin = b"<html><title>" + b"x" * 5000 + b"<meta" * 30 + b" charset =" + b" " * 60_000
    with no_hours():
        assert detect(begin + b">", complete=False) == "utf-8"
    assert detect(begin + b"' windows-1256'", complete=False) == "cp1256"


@pytest.mark.parametrize("format_name", ["HTML", "SGML", "JSON Lines"])
def test_an_article_in_another_encoding_than_the_beginning_is_told_and_none(read, format_name: str) -> None:
    """It was indexed, as U+FFFD after U+FFFD, and never found."""
    beginnings = {
        "HTML": f"<html><script>{'x=1;' * 20_000}</script>",
        "SGML": "".join(f"<DOC><TEXT>English {n}</TEXT></DOC>\n" for n in range(3000)),
        "JSON Lines": "".join(f'{{"text": "English {n}"}}\n' for n in range(3000)),
    }
    data = (beginnings[format_name] + FILES[format_name]).encode("cp1256")
    assert read(data).articles[-1].title == TITLE  # found out line by line
    found = read(data, encoding="utf-8")
    assert all(article.paragraphs[0].startswith("English") for article in found.articles)
    ((_, reason),) = found.reasons
    assert "another encoding" in reason


def test_a_few_lost_characters_among_figures_are_no_other_encoding(read) -> None:
    found = read(json.dumps({"title": "2-1", "text": "\ufffd 5"}), "x.json")
    assert found.one.paragraphs == ("\ufffd 5",)
    assert found.report.warnings == {"invalid bytes": 1}


@pytest.mark.parametrize("share", [2, 3, 40])
def test_a_text_of_which_no_more_than_half_is_damaged_stays_an_article(read, share: int) -> None:
    damaged = "".join("\ufffd" if at % share == 1 else char for at, char in enumerate("ب" * 100))
    found = read(json.dumps([{"text": "English " * 1000}, {"title": TITLE, "text": damaged}]))
    assert found.articles[1].paragraphs == (damaged,)
    assert found.report.warnings == {"no title": 1, "invalid bytes": damaged.count("\ufffd")}


def test_what_is_read_in_the_wrong_encoding_is_told_with_what_to_do(read) -> None:
    records = [{"id": "a", "title": "x", "text": "words " * 2000}, {"id": "b", "title": TITLE, "text": TEXT}]
    lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    found = read(lines.encode("cp1256"), "a.jsonl", encoding="utf-8")
    assert [article.id for article in found.articles] == ["a"]
    ((place, reason),) = found.reasons
    assert (place, reason.rpartition(": ")[2]) == ("line 2", "--encoding windows-1256")
