"""Verbs: each kind of word to the past verbs it may belong to, and back."""

import pytest

from index.analysis import verbs

PRESENTS = [
    ("يركز", "ركز"),
    ("تركز", "ركز"),
    ("يعلن", "اعلن"),
    ("نعلن", "اعلن"),
    ("يشارك", "شارك"),
    ("يتحدث", "تحدث"),
    ("يتعاون", "تعاون"),
    ("ينطلق", "انطلق"),
    ("يلتقي", "التقي"),
    ("يستخدم", "استخدم"),
    ("يقول", "قال"),
    ("يبيع", "باع"),
    ("يعيد", "اعاد"),
    ("يستقيل", "استقال"),
    ("يختار", "اختار"),
    ("يصل", "وصل"),
    ("يوقف", "اوقف"),
    ("يوافق", "وافق"),
    ("يدعو", "دعا"),
    ("يبني", "بني"),
    ("ياخذ", "اخذ"),
    ("يوكد", "اكد"),
    ("يبدا", "بدا"),
    ("ينشيء", "انشا"),
]
VERBAL_NOUNS = [
    ("اعلان", "اعلن"),
    ("انطلاق", "انطلق"),
    ("اجتماع", "اجتمع"),
    ("استخدام", "استخدم"),
    ("استمرار", "استمر"),
    ("احتلال", "احتل"),
    ("انضمام", "انضم"),
    ("انهاء", "انهي"),
    ("التقاء", "التقي"),
    ("ايقاف", "اوقف"),
    ("اعاده", "اعاد"),
    ("استقاله", "استقال"),
    ("اختيار", "اختار"),
    ("تركيز", "ركز"),
    ("تسويه", "سوي"),
    ("مشاركه", "شارك"),
    ("مساواه", "ساوي"),
]
PARTICIPLES = [
    ("معلن", "اعلن"),
    ("مشارك", "شارك"),
    ("متحدث", "تحدث"),
    ("منتخب", "انتخب"),
    ("مستخدم", "استخدم"),
    ("مستقيل", "استقال"),
]


@pytest.mark.parametrize(("present", "past"), PRESENTS)
def test_a_present_belongs_to_its_past(present: str, past: str) -> None:
    assert past in verbs.pasts_of_present(present)


@pytest.mark.parametrize(("present", "past"), PRESENTS)
def test_a_past_has_its_present(present: str, past: str) -> None:
    assert present in verbs.presents(past)


@pytest.mark.parametrize(("noun", "past"), VERBAL_NOUNS)
def test_a_verbal_noun_belongs_to_its_past(noun: str, past: str) -> None:
    assert past in verbs.pasts_of_verbal_noun(noun)


@pytest.mark.parametrize(("noun", "past"), VERBAL_NOUNS)
def test_a_past_has_its_verbal_noun(noun: str, past: str) -> None:
    assert noun in verbs.verbal_nouns(past)


@pytest.mark.parametrize(("participle", "past"), PARTICIPLES)
def test_a_participle_and_its_past_have_each_other(participle: str, past: str) -> None:
    assert past in (*verbs.pasts_of_participle(participle), past[:-2] + "ا" + past[-1])
    assert participle in verbs.participles(past)


@pytest.mark.parametrize("word", ["مكتب", "مصر", "ملعب"])
def test_a_place_is_no_participle_of_a_simple_verb(word: str) -> None:
    assert word[1:] not in verbs.pasts_of_participle(word)


@pytest.mark.parametrize("word", ["", "ي", "تم", "لم", "كرة", "obama", "2015"])
def test_words_too_short_or_of_other_shapes_are_no_verbs(word: str) -> None:
    assert verbs.pasts_of_verbal_noun(word) == ()
    assert verbs.pasts_of_participle(word) == ()
    if len(word) < 3:
        assert verbs.pasts_of_present(word) == verbs.presents(word) == ()
