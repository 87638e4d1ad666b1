"""Words that are written in one word or in two."""

from __future__ import annotations

import pytest

from searcher.language.spellings import MONTH, NAME, may_be_written_otherwise, of_all


def ways(text: str) -> list[tuple[int, int, list[str]]]:
    """The place, how many words, and the other ways."""
    return [(at, count, [" ".join(way) for way in found]) for at, count, found, _ in of_all(text.split())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("عبدالله", [(0, 1, ["عبد الله"])]),
        ("وعبدالرحمن", [(0, 1, ["وعبد الرحمن"])]),
        ("عبد العزيز", [(0, 2, ["عبدالعزيز"])]),
        ("ابوظبي", [(0, 1, ["ابو ظبي"])]),
        ("ابي بكر", [(0, 2, ["ابيبكر"])]),
        ("بنغازي", [(0, 1, ["بن غازي"])]),
        ("بن كيران", [(0, 2, ["بنكيران"])]),
        ("صلاحالدين", [(0, 1, ["صلاح الدين"])]),
        ("نصر الله", [(0, 2, ["نصرالله"])]),
        ("يناير", [(0, 1, ["كانون الثاني"])]),
        ("بنوفمبر", [(0, 1, ["تشرين الثاني"])]),
        ("كانون الاول", [(0, 2, ["ديسمبر", "دجنبر"])]),
        ("في تشرين الاول عبدالله", [(1, 2, ["اكتوبر"]), (3, 1, ["عبد الله"])]),
        # the name goes with what follows it
        ("بن عبد العزيز", [(1, 2, ["عبدالعزيز"])]),
    ],
)
def test_ways_of_writing(text: str, expected: list[tuple[int, int, list[str]]]) -> None:
    assert ways(text) == expected
    assert may_be_written_otherwise(text)


@pytest.mark.parametrize(
    "text", ["", "بوتين النفط", "مدينة عبد", "اب", "والله", "والدين", "كانون", "عبيد", "مارس"]
)
def test_other_words_have_none(text: str) -> None:
    assert ways(text) == []


def test_the_second_name_of_a_month_weighs_less_than_another_way_to_write_a_name() -> None:
    assert [weight for *_, weight in of_all(["عبدالله", "يناير", "كانون", "الثاني"])] == [NAME, MONTH, MONTH]
