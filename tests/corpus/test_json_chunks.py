"""What would end the reading of a JSON array, or the process, costs what it must and no more."""

from __future__ import annotations

import io
import json
from contextlib import nullcontext

import pytest

from corpus.documents import MAX_RECORD
from corpus.json_chunks import JsonChunks, Unreadable

RECORD = '{"id": "a", "title": "خبر"}'


def _pieces(chunks: JsonChunks) -> list[bytes]:
    return list(iter(lambda: chunks.read(1 << 16), b""))


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize("digits", [1001, 4301, 70_000])
def test_a_number_of_very_many_digits_costs_the_rest_and_not_the_process(read, digits: int) -> None:
    found = read(f'[{RECORD}, {{"id": {"9" * digits}, "title": "خبر"}}]')
    assert [article.id for article in found.articles] == ["a"]
    assert found.reasons == [("record 2", "a number of more than 1,000 digits, from here on unread")]


def test_so_many_digits_behind_a_point_cost_the_rest_too(read) -> None:
    found = read(f'[{RECORD}, {{"id": 1.{"1" * 2000}, "title": "خبر"}}]')
    assert found.reasons == [("record 2", "a number of more than 1,000 digits, from here on unread")]
    assert read(f'[{{"id": {"9" * 999}, "title": "خبر"}}]').one.id == "9" * 999


def test_a_number_beyond_all_bounds_costs_the_rest_and_not_the_run(read) -> None:
    found = read(f'[{RECORD}, {{"id": "2", "title": "خبر", "n": 1e99999999999999999999}}]')
    assert [article.id for article in found.articles] == ["a"]
    assert found.reasons == [("record 2", "a number too large, from here on unread")]


@pytest.mark.parametrize("half", [r"\ud83d", r"\udc00", r"\\\ud83d"])
@pytest.mark.parametrize("before", [0, (1 << 16) - 40, (1 << 16) - 36])
def test_half_of_an_emoji_costs_a_character_and_no_more(read, half: str, before: int) -> None:
    """Wherever it stands to the pieces that a file is read in."""
    for shift in range(12):
        text = "س" * (before + shift)
        records = [f'{{"id": "{number}", "title": "{text}قبل{half} بعد"}}' for number in range(3)]
        found = read(f"[{', '.join(records)}]")
        assert not found.report.rejections
        assert [article.id for article in found.articles] == ["0", "1", "2"]
        expected = json.loads(f'"قبل{half} بعد"').replace("\ud83d", "\ufffd").replace("\udc00", "\ufffd")
        assert {article.title[len(text) :] for article in found.articles} == {expected}


@pytest.mark.parametrize("before", [0, (1 << 16) - 40])
def test_pairs_and_escaped_backslashes_stay_what_they_are(read, before: int) -> None:
    for shift in range(14):
        text = "س" * (before + shift)
        found = read(f'[{{"id": "a", "title": "{text}\\ud83d\\ude00 \\\\ud83d \\" \\u0645"}}]')
        assert found.one.title[len(text) :] == '😀 \\ud83d " م'


_RAW = '{"id": "%s", "title": "خبر", "text": "سطر\nآخر\r\n\tو\x00غيره", "k\ney": 1}'


@pytest.mark.parametrize(
    "given", ["[{}]", '{{"articles": [{}]}}', '{{"n": {{"a": 1}}, "docs": [{}]}}', "[{}, {{"]
)
@pytest.mark.parametrize("before", [0, *range((1 << 16) - 60, (1 << 16) - 20, 7)])
def test_control_characters_within_strings_are_read(read, given: str, before: int) -> None:
    """As by hand, or by a program that does not know JSON, they are written."""
    records = f'{{"id": "a", "title": "خبر", "text": "{"س" * before}"}}, {_RAW % "b"}, {_RAW % "c"}'
    found = read(given.format(records))
    assert [article.id for article in found.articles] == ["a", "b", "c"]
    assert {article.paragraphs for article in found.articles[1:]} == {("سطر", "آخر", "وغيره")}


@pytest.mark.parametrize("name", ["news.jsonl", "news"])
def test_so_they_are_in_json_lines(read, name: str) -> None:
    """Which such a file is taken for: one that is broken in a line goes on behind it."""
    lines = [f'{{"id": "{each}", "title": "خبر", "text": "سطر\tآخر\x01"}}' for each in "abc"]
    found = read("\n".join([*lines[:2], "{,", lines[2], ""]), name)
    assert [(article.id, article.paragraphs) for article in found.articles] == [
        (each, ("سطر\tآخر",)) for each in "abc"
    ]
    assert [place for place, _ in found.reasons] == ["line 3"]


def test_a_backslash_before_a_line_end_is_an_error_as_ever(read) -> None:
    found = read(f'{{"articles": [{RECORD}, {{"id": "b", "title": "خ\\\nبر"}}]}}')
    assert [article.id for article in found.articles] == ["a"]
    assert "from here on unread" in found.reasons[0][1]


def test_brackets_of_a_text_are_no_nesting(read) -> None:
    texts = ["]" * 20_000, "[" * 20_000, '"' + "[{" * 9_000, "\\" * 7 + "[" * 6_000]
    found = read(_dumped([{"id": str(at), "title": "خبر", "text": text} for at, text in enumerate(texts)]))
    assert [article.id for article in found.articles] == ["0", "1", "2", "3"]
    nested = f'[{{"id": "1", "title": "خبر", "text": "{"]" * 9000}", "z": {"[" * 9000}{"]" * 9000}}}]'
    assert "nested too deep" in read(nested).reasons[0][1]


@pytest.mark.parametrize("opened", ["[", '{"a": '], ids=["arrays", "objects"])
def test_how_deep_a_record_may_be_nested_is_the_same_for_every_python(read, opened: str) -> None:
    """Python's decoder stops at 994 levels, 1,497 or 9,998, by its version."""

    def record(levels: int) -> str:
        deep = opened * (levels - 1) + "1" + ("]" if opened == "[" else "}") * (levels - 1)
        return f'{{"id": "{levels}", "title": "خبر", "z": {deep}}}'

    depths = [1, 500, 501, 1200, 4990]
    lines = read("\n".join(map(record, depths)), "a.jsonl")
    assert [article.id for article in lines.articles] == ["1", "500"]
    assert [reason for _, reason in lines.reasons] == ["nested too deep"] * 3
    array = read(f"[{','.join(map(record, depths))}]", "a.json")
    assert [article.id for article in array.articles] == [str(each) for each in depths]


def test_what_is_nested_deeper_than_any_record_ends_an_array(read) -> None:
    array = f'[{{"id": "1", "title": "خبر"}}, {{"id": "2", "title": "خبر", "z": {"[" * 6000}{"]" * 6000}}}]'
    found = read(array, "a.json")
    assert [article.id for article in found.articles] == ["1"]
    ((_, reason),) = found.reasons
    assert "nested too deep" in reason


def test_what_is_no_json_is_told_in_letters(read) -> None:
    for dots in range(4):
        record = _dumped(
            {"id": "1", "title": "خبر طويل عن أسعار القمح", "text": "نص الخبر كاملا" + "." * dots}
        )
        ((_, reason),) = read(f"[{record} {record}]").reasons
        assert "\\x" not in reason
        assert "b'" not in reason


@pytest.mark.parametrize("constant", ["NaN", "-Infinity", "Infinity"])
@pytest.mark.parametrize("before", [0, (1 << 16) - 60])
def test_what_data_frames_write_for_nothing_is_null_wherever_a_piece_ends(
    read, constant: str, before: int
) -> None:
    for shift in range(40):
        text = "س" * (before + shift)
        record = (
            f'{{"id": "a", "title": "{text}", "author": {constant}, "text": "{constant}", "n": [{constant}]}}'
        )
        one = read(f"[{record}]").one
        assert (one.title, one.author, one.paragraphs) == (text, "", (constant,))


def test_a_word_that_is_no_json_costs_the_rest(read) -> None:
    found = read(f'[{RECORD}, {{"id": "2", "title": "خبر", "n": Nothing}}, {RECORD}]')
    assert [article.id for article in found.articles] == ["a"]
    assert "not JSON" in found.reasons[0][1]


@pytest.mark.parametrize("letter", ["x", "\\u0633"])
def test_a_long_string_is_given_in_a_few_growing_pieces(letter: str) -> None:
    """ijson looks at all of a string again with each piece: the half of a record of 32 MB took half a minute."""
    text = f'[{{"a": "{letter * ((20 << 20) // len(letter))}"}}]'
    chunks = JsonChunks(io.StringIO(text), "[")
    pieces = _pieces(chunks)
    assert b"".join(pieces).decode() == text
    assert len(pieces) < 20


def test_a_string_that_ends_at_the_limit_is_read_and_a_longer_one_is_not() -> None:
    for size, is_read in ((MAX_RECORD, True), (MAX_RECORD + 1, False)):
        chunks = JsonChunks(io.StringIO(f'"{"x" * (size - 2)}"'))
        with nullcontext() if is_read else pytest.raises(Unreadable, match="32 MB"):
            assert sum(map(len, _pieces(chunks))) == size
