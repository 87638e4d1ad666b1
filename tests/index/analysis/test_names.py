"""Spellings of names, and the months."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import names

ONE_NAME = [
    ("غوغل", "جوجل"),
    ("غوغل", "قوقل"),
    ("بنغلاديش", "بنجلاديش"),
    ("غوتيريز", "جوتيريز"),
    ("بوينغ", "بوينج"),
    ("انجليز", "انكليزي"),
    ("امريكا", "اميركا"),
    ("فيسبوك", "فايسبوك"),
    ("نتنياهو", "نتانياهو"),
    ("تلفزيون", "تليفزيون"),
    ("ميليشيات", "مليشيات"),
    ("واشنطن", "واشنطون"),
    ("غوانتانامو", "جوانتانامو"),
]


@pytest.mark.parametrize(("one", "other"), ONE_NAME)
def test_spellings_of_a_name_meet(one: str, other: str) -> None:
    assert names.name_key(one) == names.name_key(other) != ""
    assert names.same_name(one, other)
    assert names.same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("مقدونيا", "موكدين"),
        ("بروتوكول", "برتقال"),
        ("كارتر", "كيريتارو"),
        ("فرنسا", "فرانسيس"),
        ("غينيا", "كينيا"),
    ],
)
def test_names_with_the_same_consonants_may_be_different_ones(one: str, other: str) -> None:
    assert names.name_key(one) != names.name_key(other) or not names.same_name(one, other)


@pytest.mark.parametrize(
    "word",
    [
        "قلب",
        "كلب",
        "تقرير",
        "تكرير",
        "علم",
        "عالم",
        "قطار",
        "مصير",
        "مغرب",
        "مجرب",
        "اداره",
        "انتقال",
        "استقبال",
    ],
)
def test_words_of_native_shape_have_no_key(word: str) -> None:
    assert names.name_key(word) == ""


@pytest.mark.parametrize("word", ["", "غ", "بن", "google", "2015"])
def test_short_words_and_other_scripts_have_no_key(word: str) -> None:
    assert names.name_key(word) == ""


@pytest.mark.parametrize(
    ("month", "others"),
    [
        ("يوليو", {"تموز", "يوليه", "جويليه", "يوليوز"}),
        ("شباط", {"فبراير", "فيفري"}),
        ("اب", {"اغسطس", "غشت", "اوت"}),
        ("نونبر", {"نوفمبر"}),
        ("وزير", set()),
    ],
)
def test_a_month_has_its_names_in_the_other_systems(month: str, others: set[str]) -> None:
    assert set(names.months(month)) == others


def test_months_of_two_words_are_phrases() -> None:
    assert names.month_phrases("يناير") == (("كانون", "الثاني"),)
    assert names.months_of_phrase(("كانون", "الثاني")) == ("يناير", "جانفي")
    assert names.month_phrases("تموز") == names.months_of_phrase(("مجلس", "الامن")) == ()


@given(st.text("ءئابتمنويسرهپأ", min_size=1, max_size=8))
def test_a_native_shape_is_what_the_table_of_shapes_says(word: str) -> None:
    """Also of words with letters that no root has, for which the pattern that is quick to compile does not see."""
    assert names._is_native(word) == bool(re.fullmatch(names.TABLES[0], word))
