"""Words that are written in one word or in two."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from searcher import Searcher
from searcher.language.parser import Match
from searcher.language.query import Or, Phrase, Word
from searcher.language.spellings import MONTH, NAME, may_be_written_otherwise, of_all
from searcher.questions import question
from tests.builders import article, built_index
from tests.searcher.trees import PROCLITICS


def ways(text: str) -> list[tuple[int, int, list[str]]]:
    """The place, how many words, and the other ways, each but for those that add a proclitic to it."""
    return [
        (at, count, [" ".join(way) for way in found[:: len(PROCLITICS)]])
        for at, count, found, _ in of_all(text.split())
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("عبدالله", [(0, 1, ["عبد الله"])]),
        ("وعبدالرحمن", [(0, 1, ["عبد الرحمن"])]),
        ("لعبد الرحمن", [(0, 2, ["عبدالرحمن"])]),
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


def test_the_first_word_of_another_way_may_have_proclitics() -> None:
    for text in ("عبدالله", "وعبدالله"):
        ((*_, found, _),) = of_all([text])
        assert list(found) == [(f"{each}عبد", "الله") for each in PROCLITICS]
    ((*_, found, _),) = of_all(["كانون", "الاول"])
    assert {("ديسمبر",), ("وديسمبر",), ("لدجنبر",)} <= set(found)


PAIRS = [
    *product(["عبدالله", "وعبدالله"], ["وعبد الله", "لعبد الله", "ولعبد الله", "عبد الله"]),
    *product(["عبد الله", "لعبد الله"], ["وعبدالله", "بعبدالله", "فلعبدالله"]),
    *product(["يناير", "ويناير"], ["وكانون الثاني", "بكانون الثاني"]),
    ("كانون الثاني", "ويناير"),
    ("نصرالله", "لنصر الله"),
    ("أ.ف.ب", "وأ.ف.ب"),
    ("أ.ف.ب", "لأ ف ب"),
]


@pytest.mark.parametrize("match", ["any", "all"])
@pytest.mark.parametrize(("typed", "written"), PAIRS)
def test_each_way_finds_the_other_behind_a_proclitic(
    tmp_path: Path, typed: str, written: str, match: Match
) -> None:
    index = built_index(tmp_path, article("a", "خبر", f"قال {written} حيدر"), article("b", "خبر", "قال حيدر"))
    with Searcher(index) as searcher:
        (hit,) = searcher.search(typed, match=match).hits
        assert hit.id == "a"
        assert hit.snippets[0].highlights


def test_ways_that_the_index_lacks_are_not_asked_for(tmp_path: Path) -> None:
    with Searcher(built_index(tmp_path, article("a", "خبر", "قال وعبد الله"))) as searcher:
        tree, _ = question(searcher.evaluator, "عبدالله")
        initials, _ = question(searcher.evaluator, "أ.ف.ب")
    name = [Phrase("text", [first, "الله"], boost=NAME) for first in ("عبد", "وعبد")]
    assert tree == Or([Word("text", "عبدالله"), *name])
    assert initials == Phrase("text", ["ا", "ف", "ب"])


def test_the_second_name_of_a_month_weighs_less_than_another_way_to_write_a_name() -> None:
    assert [weight for *_, weight in of_all(["عبدالله", "يناير", "كانون", "الثاني"])] == [NAME, MONTH, MONTH]
