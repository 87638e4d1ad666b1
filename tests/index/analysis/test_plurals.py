"""Broken plurals by pattern."""

import pytest

from index.analysis import plurals
from index.analysis.plurals import Kind

SURE = [
    ("وزراء", "وزير"),
    ("علماء", "عالم"),
    ("اصدقاء", "صديق"),
    ("اغنياء", "غني"),
    ("ابرياء", "بريء"),
    ("اطباء", "طبيب"),
    ("اعضاء", "عضو"),
    ("اسماء", "اسم"),
    ("اقلام", "قلم"),
    ("اسرار", "سر"),
    ("ابواب", "باب"),
    ("اسواق", "سوق"),
    ("اعياد", "عيد"),
    ("اجهزه", "جهاز"),
    ("اسئله", "سوال"),
    ("ادله", "دليل"),
    ("انديه", "نادي"),
    ("ادويه", "دواء"),
    ("وثايق", "وثيقه"),
    ("رسايل", "رساله"),
    ("شوارع", "شارع"),
    ("قواعد", "قاعده"),
    ("قوانين", "قانون"),
    ("مساجد", "مسجد"),
    ("مناطق", "منطقه"),
    ("مفاتيح", "مفتاح"),
    ("مشاريع", "مشروع"),
    ("تقارير", "تقرير"),
    ("اساليب", "اسلوب"),
    ("اقاليم", "اقليم"),
    ("هدايا", "هديه"),
    ("روساء", "رئيس"),
    ("حقوق", "حق"),
    ("شواطيء", "شاطيء"),
    ("مباديء", "مبدا"),
]
DOUBTFUL = [
    ("جيوش", "جيش"),
    ("جنود", "جندي"),
    ("شهود", "شاهد"),
    ("كبار", "كبير"),
    ("طلاب", "طالب"),
    ("نقاط", "نقطه"),
    ("زوار", "زاير"),
    ("صور", "صوره"),
    ("كتب", "كتاب"),
    ("مدن", "مدينه"),
    ("قري", "قريه"),
    ("جرحي", "جريح"),
    ("بلدان", "بلد"),
    ("نيران", "نار"),
    ("قضاه", "قاضي"),
    ("قاده", "قايد"),
    ("خطط", "خطه"),
    ("قصص", "قصه"),
    ("جبال", "جبل"),
    ("اشهر", "شهر"),
]

PAIRS = [
    (kind, plural, singular)
    for kind, pairs in zip(plurals.KINDS, (SURE, DOUBTFUL), strict=True)
    for plural, singular in pairs
]


@pytest.mark.parametrize(("kind", "plural", "singular"), PAIRS)
def test_a_plural_has_its_singular_among_the_candidates(kind: Kind, plural: str, singular: str) -> None:
    assert singular in plurals.singulars(plural, kind)


@pytest.mark.parametrize(("kind", "plural", "singular"), PAIRS)
def test_a_singular_has_its_plural_among_the_candidates(kind: Kind, plural: str, singular: str) -> None:
    assert plural in plurals.plurals(singular, kind)


@pytest.mark.parametrize("word", ["", "و", "london", "2015", "استخدامات"])
def test_other_words_have_no_candidates(word: str) -> None:
    assert not any(plurals.singulars(word, kind) + plurals.plurals(word, kind) for kind in plurals.KINDS)


def test_a_word_is_not_its_own_plural() -> None:
    for kind in plurals.KINDS:
        for word in ("كتاب", "جبال", "قرار", "سوال"):
            assert word not in plurals.singulars(word, kind) + plurals.plurals(word, kind)


def test_the_last_letter_of_four_is_no_ending() -> None:
    assert "سفاره" not in plurals.plurals("سفره", "sure")


def test_only_sure_patterns_move_the_hamza() -> None:
    """رئيس is of رؤساء, and روسي of nothing like it."""
    assert "رئيس" in plurals.singulars("روساء", "sure")
    for kind in plurals.KINDS:
        assert "رئيس" not in plurals.singulars("روسي", kind)
        assert "روسي" not in plurals.plurals("رئيس", kind)
