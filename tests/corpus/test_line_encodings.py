"""Files whose lines are in two encodings, as of exports that were appended when a site had moved to UTF-8."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.encodings import detect, text_stream

TITLE = "خبر"
TEXT = "افتتح الوزير السد الجديد في المدينة."


def _lines(name: str, count: int, codec: str, form: str = "jsonl") -> bytes:
    records = [{"id": f"{name}{number}", "title": TITLE, "text": TEXT} for number in range(count)]
    if form == "csv":
        return "".join(f"{each['id']},{TITLE},{TEXT}\n" for each in records).encode(codec)
    return "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in records).encode(codec)


@pytest.mark.parametrize("form", ["jsonl", "csv"])
@pytest.mark.parametrize("codec", ["cp1256", "iso8859-6"])
@pytest.mark.parametrize(
    ("new", "old"), [(100, 100), (100, 15), (400, 100), (20, 400), (2000, 10), (10, 2000)]
)
def test_each_line_is_read_in_its_own_encoding(read, new: int, old: int, codec: str, form: str) -> None:
    """Those in UTF-8 were read as windows-1256, or the whole file was rejected as no text."""
    parts = [_lines("new", new, "utf-8", form), _lines("old", old, codec, form)]
    header = b"id,title,text\n" if form == "csv" else b""
    for data in (b"".join(parts), b"".join(reversed(parts))):
        found = read(header + data, f"a.{form}")
        assert not found.report.rejections
        assert len(found.articles) == new + old
        assert {(article.title, article.paragraphs) for article in found.articles} == {(TITLE, (TEXT,))}


def test_a_byte_order_mark_says_nothing_of_what_was_appended(read) -> None:
    found = read(b"\xef\xbb\xbf" + _lines("new", 3, "utf-8") + _lines("old", 3, "cp1256"), "a.jsonl")
    assert [article.title for article in found.articles] == [TITLE] * 6


def test_a_header_in_the_other_encoding_names_the_columns(read) -> None:
    data = "العنوان,النص\n".encode("cp1256") + f"{TITLE},{TEXT}\n".encode() * 9
    found = read(data, "a.csv")
    assert [(article.title, article.paragraphs) for article in found.articles] == [(TITLE, (TEXT,))] * 9


@pytest.mark.parametrize(("new", "old"), [(100, 15), (400, 400), (20, 400)])
def test_of_a_file_that_is_said_to_be_in_utf8_other_lines_are_rejected_by_number(
    read, new: int, old: int
) -> None:
    found = read(_lines("new", new, "utf-8") + _lines("old", old, "cp1256"), "a.jsonl", encoding="utf-8")
    assert [article.title for article in found.articles] == [TITLE] * new
    assert [place for place, _ in found.reasons] == [f"line {new + number}" for number in range(1, old + 1)]
    assert all("another encoding" in reason for _, reason in found.reasons)


@pytest.mark.parametrize("codec", ["cp1256", "iso8859-6"])
def test_lines_in_utf8_are_so_in_a_file_that_is_said_to_be_in_another(read, codec: str) -> None:
    found = read(_lines("new", 5, "utf-8") + _lines("old", 5, codec), "a.jsonl", encoding=codec)
    assert [article.title for article in found.articles] == [TITLE] * 10


@pytest.mark.parametrize("line", ["أ، ب، ج، د", "هـ: أ؟", "«ب»", "(و… أ)"])
@pytest.mark.parametrize("in_utf8", [0, 1])
def test_letters_that_stand_alone_before_signs_are_not_taken_for_utf8(line: str, in_utf8: int) -> None:
    data = f"{TEXT}\n{line}\n".encode("cp1256") * 5 + _lines("new", in_utf8, "utf-8")
    text = text_stream(io.BytesIO(data), detect(data, complete=True)).read()
    assert text.startswith(f"{TEXT}\n{line}\n" * 5)


FRENCH = "L'été dernier, le ministère a annoncé une réforme très attendue à l'école.\n"


@pytest.mark.parametrize("line", ["Le NESCAFÉ® revient.\n", ""])
@pytest.mark.parametrize("declared", ["", '<?xml version="1.0" encoding="windows-1252"?>\n'])
def test_one_character_that_is_utf8_by_chance_changes_nothing(line: str, declared: str) -> None:
    text = declared + FRENCH * 20 + line
    assert text_stream(io.BytesIO(data := text.encode("cp1252")), detect(data, complete=True)).read() == text


def test_a_line_in_utf8_among_french_ones_is_read_as_that() -> None:
    data = (FRENCH * 20).encode("cp1252") + TEXT.encode()
    assert text_stream(io.BytesIO(data), detect(data, complete=True)).read() == FRENCH * 20 + TEXT


@pytest.mark.parametrize("line", ["نحو انتداب 60 طبيب أسنان هذا العام", "هجرات.."])
def test_a_short_line_is_in_the_encoding_that_newspapers_have_used(line: str) -> None:
    data = f"{TEXT}\n".encode() * 9 + line.encode("cp1256")
    assert text_stream(io.BytesIO(data), "utf-8").read() == f"{TEXT}\n" * 9 + line


@pytest.mark.parametrize("size", [10, 70_000, 300_000])
@pytest.mark.parametrize("first", ["utf-8", "cp1256"])
def test_a_line_of_any_length_is_read_in_its_encoding(size: int, first: str) -> None:
    line = f"{'x' * size} {TEXT} {'x' * size} {TEXT}\n"
    second = "cp1256" if first == "utf-8" else "utf-8"
    data = (TEXT + "\n").encode(first) + line.encode(second) + line.encode(first) + TEXT.encode(second)
    assert text_stream(io.BytesIO(data), first).read() == f"{TEXT}\n{line}{line}{TEXT}"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (TEXT.encode() + b"\xff", "a stray byte"),
        (TITLE.encode()[:-1], "cut off within a character"),
        (f"{TITLE} x ".encode() + "Été à Alger".encode("cp1252"), "in two encodings itself"),
        ("Été à Alger, où il pleut".encode("cp1252"), "no Arabic"),
        ("في".encode("cp1256"), "too short to tell"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_damaged_line_of_utf8_keeps_its_damage(line: bytes, why: str) -> None:
    data = f"{TEXT}\n".encode() * 9 + line
    assert text_stream(io.BytesIO(data), "utf-8").read() == data.decode("utf-8", "replace")


@given(
    text=st.text(st.sampled_from("خبر،.؟ ab\n\r\u2028\u0085"), max_size=200).map(lambda text: text * 60),
    codec=st.sampled_from(["utf-8", "utf-8-sig"]),
)
def test_a_file_in_one_encoding_is_read_as_that(text: str, codec: str) -> None:
    assert text_stream(io.BytesIO(text.encode(codec)), codec).read() == text


def test_a_file_of_some_other_kind_is_still_no_text(read) -> None:
    found = read(bytes(range(256)) * 200, "a.bin", encoding="utf-8")
    assert found.reasons == [("", "not a text")]


def test_one_line_that_is_text_makes_no_text_of_the_rest(read) -> None:
    found = read(f"{TEXT}\n".encode() + bytes(range(128, 256)) * 99, "a.txt", encoding="utf-8")
    assert found.reasons == [("", "not a text")]
