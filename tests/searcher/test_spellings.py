"""Words that are written in one word or in two."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from searcher import Searcher
from searcher.language.parser import Match
from searcher.language.spellings import MONTH, NAME, Way, may_be_written_otherwise, of_all
from tests.builders import article, built_index
from tests.searcher.trees import PROCLITICS


def ways(text: str) -> list[tuple[int, int, list[str]]]:
    """The place, how many words, and the other ways, without what else may stand as the first word of each."""
    return [
        (at, count, [" ".join(way.forms) for way in found]) for at, count, found, _ in of_all(text.split())
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
    "text",
    ["", "بوتين النفط", "مدينة عبد", "اب", "والله", "والدين", "كانون", "عبيد", "مارس", "1436 الله", "بن 50"],
)
def test_other_words_have_none(text: str) -> None:
    assert ways(text) == []


def test_the_first_word_of_another_way_may_have_proclitics() -> None:
    for text in ("عبدالله", "وعبدالله"):
        ((*_, found, _),) = of_all([text])
        assert list(found) == [Way(("عبد", "الله"), tuple(f"{each}عبد" for each in PROCLITICS))]
    ((*_, found, _),) = of_all(["كانون", "الاول"])
    assert [way.firsts[:2] for way in found] == [("ديسمبر", "وديسمبر"), ("دجنبر", "ودجنبر")]


@pytest.mark.parametrize(
    ("text", "form", "firsts"),
    [
        ("لسيف الدين", "لسيفالدين", {"سيفالدين", "وسيفالدين", "ولسيفالدين"}),
        ("لسيفالدين", "لسيف", {"سيف", "وسيف", "ولسيف"}),
        ("فضل الله", "فضلالله", {"وفضلالله"}),
    ],
)
def test_a_name_before_another_may_have_its_proclitic_already(text: str, form: str, firsts: set[str]) -> None:
    ((*_, (way,), _),) = of_all(text.split())
    assert way.forms[0] == way.firsts[0] == form
    assert firsts <= set(way.firsts)
    assert len(set(way.firsts)) == len(way.firsts)


PAIRS = [
    *product(["عبدالله", "وعبدالله"], ["وعبد الله", "لعبد الله", "ولعبد الله", "عبد الله"]),
    *product(["عبد الله", "لعبد الله"], ["وعبدالله", "بعبدالله", "فلعبدالله"]),
    *product(["يناير", "ويناير"], ["وكانون الثاني", "بكانون الثاني"]),
    ("كانون الثاني", "ويناير"),
    ("نصرالله", "لنصر الله"),
    ("لنصر الله", "نصرالله"),
    ("لنصرالله", "ونصر الله"),
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


@pytest.mark.parametrize(
    ("typed", "plain", "rare"),
    [
        ("عبد العزيز", "عبدالعزيز", "بعبدالعزيز"),
        ("عبدالله", "عبد الله", "وعبد الله"),
        ("أ.ف.ب", "أ.ف.ب", "وأ.ف.ب"),
    ],
)
def test_a_rare_proclitic_says_no_more_than_the_name(
    tmp_path: Path, typed: str, plain: str, rare: str
) -> None:
    """One that nobody else wrote, in a text of the same length: it would be first if it were a word of its own."""
    many = [article(f"{number:02}", "خبر", f"قال {plain} حيدر") for number in range(30)]
    others = [article(f"other {number}", "خبر", "قال حيدر كلاما كثيرا") for number in range(30)]
    index = built_index(tmp_path, *many, article("rare", "خبر", f"قال {rare} حيدر"), *others)
    with Searcher(index) as searcher:
        for paragraphs in (False, True):
            hits = searcher.search(typed, limit=100, paragraphs=paragraphs, duplicates="show").hits
            scores = {hit.id: hit.score for hit in hits}
            assert len(scores) == len(many) + 1
            assert scores["rare"] <= scores["00"] * 1.001
            for hit in hits[:1] + hits[-1:]:
                assert hit.explain().value == pytest.approx(hit.score, rel=1e-5)


def test_the_second_name_of_a_month_weighs_less_than_another_way_to_write_a_name() -> None:
    assert [weight for *_, weight in of_all(["عبدالله", "يناير", "كانون", "الثاني"])] == [NAME, MONTH, MONTH]
