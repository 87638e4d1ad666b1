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
    ("يرد", "رد"),
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


PASSIVES = [
    ("اقيم", "اقام"),
    ("يقام", "اقام"),
    ("تقام", "اقام"),
    ("اختير", "اختار"),
    ("استضيف", "استضاف"),
    ("يستضاف", "استضاف"),
    ("شوهد", "شاهد"),
]


@pytest.mark.parametrize(("passive", "past"), PASSIVES)
def test_a_passive_and_its_past_have_each_other(passive: str, past: str) -> None:
    assert past in verbs.pasts_of_passive(passive)
    assert passive in verbs.passives(past)


@pytest.mark.parametrize("past", ["اعلن", "قال", "باع", "واصل", "تاكد", "عاني", "ركز", "استخدم", "رد"])
def test_passives_that_are_written_alike_or_like_something_else_are_left_out(past: str) -> None:
    assert verbs.passives(past) == ()


@pytest.mark.parametrize("word", ["توكد", "ووصل", "يعاني", "اكيدي"])
def test_what_only_looks_like_a_passive_is_of_no_past(word: str) -> None:
    assert verbs.pasts_of_passive(word) == ()


@pytest.mark.parametrize(
    ("past", "inflected"),
    [("شن", "شنت شنوا"), ("دعا", "دعت دعوا"), ("سعي", "سعت سعوا"), ("اعلن", ""), ("كتب", "")],
)
def test_she_and_they_of_a_short_past(past: str, inflected: str) -> None:
    assert verbs.short_pasts(past) == tuple(inflected.split())


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


@pytest.mark.parametrize("present", ["يري", "تلي", "ياب", "يوم"])
def test_no_doubled_verb_has_a_weak_letter(present: str) -> None:
    assert verbs.pasts_of_present(present) == verbs.presents(present[1:]) == ()


@pytest.mark.parametrize("word", ["", "ي", "تم", "لم", "كرة", "obama", "2015"])
def test_words_too_short_or_of_other_shapes_are_no_verbs(word: str) -> None:
    assert verbs.pasts_of_verbal_noun(word) == ()
    assert verbs.pasts_of_participle(word) == ()
    assert verbs.pasts_of_passive(word) == ()
    if len(word) < 3:
        assert verbs.pasts_of_present(word) == ()
    if len(word) < 2:
        assert verbs.presents(word) == verbs.passives(word) == ()
