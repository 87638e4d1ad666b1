"""What typists do to words, and how likely each of it is."""

from __future__ import annotations

from math import inf, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.suggesting.near_words import edit_distances
from searcher.suggesting.typos import (
    ARABIC_LETTERS,
    KEYS_BESIDE,
    LATIN_LETTERS,
    LIKELIEST,
    letters_for,
    log_probability,
    one_error_away,
    other_keyboard,
)

arabic = st.text(ARABIC_LETTERS, min_size=1, max_size=7)
few_letters = st.text("ابتث", min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("typed", "meant", "least", "what"),
    [
        ("الرئبس", "الرئيس", 0.2 / 4 / 3, "the dots of another letter of the skeleton"),
        ("الريس", "الرئيس", 0.2 / 6, "a letter dropped"),
        ("الررئيس", "الرئيس", 0.2 / 6, "a letter doubled"),
        ("الرئسي", "الرئيس", 0.2 / 6, "neighbours swapped"),
        ("الرييس", "الرئيس", 0.1, "a hamza lost"),
        ("الرثيس", "الرئيس", 0.02 / 31 / 6, "another letter"),
        ("الرئيسم", "الرئيس", 0.02 / 31 / 6, "a letter added"),
        ("كتب", "كتبت", 0.2 / 4, "the last letter dropped"),
        ("obma", "obama", 0.2 / 5, "a Latin letter dropped"),
    ],
)
def test_every_kind_of_error_is_undone(typed: str, meant: str, least: float, what: str) -> None:
    """As one error: `least` is the share of its kind among the places where it can be made."""
    assert meant in set(one_error_away(typed)), what
    assert log_probability(typed, meant) >= log(least) - 1e-9, what


@pytest.mark.parametrize(
    ("meant", "likely", "unlikely", "why"),
    [
        ("كتاب", "كناب", "كماب", "ت and ن differ in dots"),
        ("شرطة", "سرطة", "حرطة", "ش and س differ in dots"),
        ("سبب", "سببب", "سببق", "a doubled letter, against a foreign one"),
        ("حلم", "هلم", "رلم", "ح and ه sound alike"),
        ("فريق", "قريق", "كريق", "ف and ق differ in dots"),
        ("مال", "مالل", "مالش", "a doubled letter, against a foreign one"),
        ("word", "wprd", "wzrd", "p is beside o"),
        ("عاجل", "عاحل", "عاطل", "ج and ح differ in dots"),
        ("بيئة", "بيية", "بيلة", "a hamza lost, against another letter"),
    ],
)
def test_what_typists_do_is_likelier_than_what_they_do_not(
    meant: str, likely: str, unlikely: str, why: str
) -> None:
    assert log_probability(likely, meant) > log_probability(unlikely, meant), why


@pytest.mark.parametrize("typed", ["كتاب", "مكاتبهم", "ا"])
def test_neither_the_word_itself_nor_what_is_far_from_it_is_an_error(typed: str) -> None:
    assert log_probability(typed, "كتاب") == -inf


def test_a_word_may_be_two_letters_longer_or_shorter_than_what_was_meant() -> None:
    assert log_probability("الرس", "الرئيس") > -inf
    assert log_probability("الرئيسسس", "الرئيس") > -inf


def test_two_errors_are_less_likely_than_either() -> None:
    one, other = log_probability("الرئبس", "الرئيس"), log_probability("الريس", "الرئيس")
    assert log_probability("الربس", "الرئيس") < min(one, other)


@given(arabic)
def test_no_error_is_likelier_than_the_likeliest(typed: str) -> None:
    assert max(log_probability(typed, meant) for meant in one_error_away(typed) if meant) <= log(LIKELIEST)


@given(arabic)
def test_what_is_one_error_away_is_at_distance_one(typed: str) -> None:
    near = sorted(set(one_error_away(typed)) - {"", typed})
    assert set(edit_distances(typed, near).tolist()) == {1}
    assert len(near) > 50 * len(typed)


def distance(one: str, other: str) -> int:
    """Optimal string alignment, as its definition has it."""
    if not one or not other:
        return len(one) + len(other)
    best = min(
        distance(one[:-1], other) + 1,
        distance(one, other[:-1]) + 1,
        distance(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    )
    if one[-2:] == other[-2:][::-1] and len(one) > 1 and len(other) > 1:
        best = min(best, distance(one[:-2], other[:-2]) + 1)
    return best


@given(st.text("ابتث", min_size=1, max_size=5), st.lists(few_letters, min_size=1, max_size=6))
def test_distances_of_many_words_at_once_are_those_of_each(typed: str, words: list[str]) -> None:
    short = [word[:5] for word in words]
    assert edit_distances(typed, short).tolist() == [min(distance(typed, word), 3) for word in short]


def test_no_words_have_no_distances() -> None:
    assert edit_distances("كتاب", []).tolist() == []


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("hgsu,]dm", ["السعودية"]),
        ("lwv", ["مصر"]),
        ("LWV", ["مصر"]),
        ("Ho", ["أخ"]),
        ("خلاشةش", ["obama", "oghama"]),
        ("شححمث", ["apple"]),
        ("كتاب 2", []),
        ("", []),
        ("\ud800", []),
        ("2015", []),
    ],
)
def test_the_same_keys_on_the_other_keyboard(typed: str, readings: list[str]) -> None:
    assert other_keyboard(typed) == readings


@pytest.mark.parametrize(
    ("form", "letters"),
    [
        ("كتاب", ARABIC_LETTERS),
        ("word", LATIN_LETTERS),
        ("g20", ""),
        ("2015", ""),
        ("слово", ""),
        ("كتابs", ""),
    ],
)
def test_the_alphabet_of_a_form(form: str, letters: str) -> None:
    assert letters_for(form) == letters


def test_keys_touch_each_other_both_ways() -> None:
    for letter, others in KEYS_BESIDE.items():
        assert others
        assert all(letter in KEYS_BESIDE[other] for other in others)
    assert set("سيص") <= set(KEYS_BESIDE["ش"]) | set(KEYS_BESIDE["س"])
    assert "ل" in KEYS_BESIDE["ب"]
    assert "w" in KEYS_BESIDE["q"]
