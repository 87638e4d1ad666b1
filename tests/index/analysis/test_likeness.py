"""Roots and letters in common."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.likeness import likeness, root_key, trigrams


@pytest.mark.parametrize(
    "family",
    [
        ["صناعه", "مصنع", "تصنيع", "صانع", "يصنع", "صناعات"],
        ["شهيد", "استشهاد", "مشهد", "يشهد"],
        ["مدرب", "تدريب", "متدرب"],
        ["اجتماع", "مجتمع", "جمع", "تجميع"],
        ["انتخاب", "منتخب", "نخبه"],
        ["توظيف", "موظف", "وظيفه"],
        ["وصل", "يصل", "وصول", "تواصل"],
        ["يعود", "عوده", "اعاده", "استعاده"],
        ["لقاء", "التقي", "يلتقي"],
        ["زياره", "زار", "يزور", "مزار"],
    ],
    ids=lambda family: family[0],
)
def test_words_of_one_root_have_one_key(family: list[str]) -> None:
    assert len({root_key(word) for word in family}) == 1
    assert root_key(family[0])


@pytest.mark.parametrize(
    ("one", "other"), [("وجه", "جاء"), ("شهيد", "شديد"), ("قلب", "كلب"), ("زياره", "وزاره")]
)
def test_other_roots_have_other_keys(one: str, other: str) -> None:
    assert root_key(one) != root_key(other)


@pytest.mark.parametrize("word", ["في", "او", "ب", "اوي"])
def test_too_little_for_a_root(word: str) -> None:
    assert root_key(word) in ("", "_" + word)


def test_likeness_is_one_for_equal_words_and_less_for_others() -> None:
    assert likeness(trigrams("ترافورد"), trigrams("ترافورد")) == 1
    assert 0.5 < likeness(trigrams("ترافورد"), trigrams("ترافود")) < 1
    assert likeness(trigrams("قلم"), trigrams("حبر")) == 0


@given(st.text("ابتثجهوي", max_size=9), st.text("ابتثجهوي", max_size=9))
def test_likeness_is_symmetric_and_within_bounds(one: str, other: str) -> None:
    a, b = trigrams(one), trigrams(other)
    if a or b:
        assert 0 <= likeness(a, b) == likeness(b, a) <= 1


@given(st.text(min_size=1, max_size=12))
def test_every_word_can_be_asked_for_its_root(word: str) -> None:
    root_key(word)
