"""Files in every encoding of Arabic news, found out or given."""

from __future__ import annotations

import json

import pytest

from corpus import CorpusError, read_articles
from corpus.encodings import detect

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


@pytest.mark.parametrize("name", ["arabic-9", "base64", "", "utf-8\0"])
def test_an_encoding_that_does_not_exist_is_one_clear_line(name: str, tmp_path) -> None:
    with pytest.raises(CorpusError, match="encoding") as caught:
        read_articles(tmp_path, encoding=name)
    assert "\n" not in str(caught.value)
