"""What looks like an ending and is none, by what else a vocabulary shows, and adjectives and nouns that are known."""

import re

import pytest

from index.analysis import VocabularyStemmer, lexicon
from index.analysis.folding import fold
from index.analysis.stemming import CLOSED


def stem(word: str, words: dict[str, int]) -> str:
    return VocabularyStemmer({fold(each): count for each, count in words.items()}).stem(fold(word))


WORK = {"عمل": 900, "العمل": 800, "عملها": 40, "عملهم": 20}

#: A vocabulary, a word of it, and the stem of the word; why.
CASES = [
    (WORK | {"عملة": 60, "العملة": 40}, "العملة", "عملة", "a noun in ة, which has articles"),
    (WORK | {"عملة": 60, "العملة": 40, "عملات": 20}, "عملات", "عملة", "and a plural"),
    ({"عقب": 300, "عقبة": 80, "العقبة": 20}, "عقبة", "عقبة", "a few articles, and no pronouns at all"),
    (
        {"عرض": 90, "العرض": 90, "عرضة": 1, "العرضة": 1, "عرضات": 40},
        "عرضات",
        "عرض",
        "a noun in ة that is rare",
    ),
    (
        {"رصاص": 100, "رصاصة": 40, "الرصاصة": 20, "رصاصته": 9, "رصاصات": 20},
        "رصاصات",
        "رصاصة",
        "one that is not",
    ),
    (WORK | {"عمله": 90, "العملة": 1}, "عمله", "عمل", "his work, which has none"),
    (WORK | {"عمله": 40, "العملة": 20}, "العملة", "عملة", "both, one as often as the other"),
    ({"حرب": 90, "الحرب": 90, "حربه": 80, "الحربة": 15, "حربها": 70}, "حربه", "حرب", "mostly his war"),
    ({"ضخم": 50, "الضخم": 20, "ضخمة": 200, "الضخمة": 90}, "الضخمة", "ضخم", "an adjective, though rarer"),
    ({"عضو": 90, "العضو": 20, "عضوة": 10, "العضوة": 9}, "العضوة", "عضو", "a member"),
    ({"خمس": 50, "خمسة": 90, "الخمسة": 20}, "خمسة", "خمس", "a numeral"),
    (
        {"مصالح": 90, "المصالح": 50, "مصالحة": 20, "المصالحة": 40},
        "المصالحة",
        "مصالحة",
        "a plural has no feminine",
    ),
    ({"مصالح": 90, "المصالح": 50, "مصالحه": 40, "مصالحها": 40}, "مصالحه", "مصالح", "his interests"),
    ({"دور": 300, "الدور": 90, "دورة": 90, "الدورة": 90, "دورات": 30}, "دورات", "دورة", "of three letters"),
    ({"طلب": 300, "الطلب": 90, "طلبة": 90, "الطلبة": 90, "طلبات": 30}, "طلبات", "طلب", "a plural has none"),
    ({"سجل": 90, "السجل": 50, "سجله": 40, "سجلته": 9, "سجلات": 30}, "سجلات", "سجل", "his record has none"),
    (
        {"تشكيل": 90, "التشكيل": 90, "تشكيلة": 9, "التشكيلة": 9, "تشكيلات": 60},
        "تشكيلات",
        "تشكيل",
        "of more letters",
    ),
    (
        {"مكتب": 300, "مكتبة": 40, "المكتبة": 20, "مكتبته": 9, "مكتبات": 30},
        "مكتبات",
        "مكتبة",
        "مكتب has مكاتب",
    ),
    (
        {"مراسل": 90, "المراسل": 9, "مراسلة": 15, "المراسلة": 9, "مراسلته": 9, "مراسلات": 20},
        "مراسلات",
        "مراسلة",
        "of the third form",
    ),
    (
        {"حفل": 90, "الحفل": 90, "حفلة": 60, "الحفلة": 40, "حفلات": 60},
        "حفلات",
        "حفل",
        "a plural that is known for the masculine's",
    ),
    ({"الرياض": 300, "رياضة": 30, "الرياضة": 30, "رياضات": 20}, "رياضات", "رياضة", "a name has no plural"),
    ({"مباحث": 30, "المباحث": 40, "مباحثات": 50}, "مباحثات", "مباحثات", "nor has a plural"),
    ({"ملابس": 30, "الملابس": 40, "ملابسه": 9, "ملابسات": 20}, "ملابسات", "ملابسات", "his clothes neither"),
    ({"نبات": 30, "النبات": 20, "نباتات": 20, "نبه": 90}, "النبات", "نبات", "what has a plural is none"),
    ({"نبات": 30, "النبات": 20, "نباتات": 20, "نبه": 90}, "نباتات", "نبات", "of which it is"),
    ({"كرتون": 30, "الكرتون": 20, "كرة": 900, "كرت": 0}, "كرتون", "كرتون", "of ة there is no ون"),
    (
        {"ترك": 200, "تركي": 90, "التركي": 200, "تركيا": 300, "بتركيا": 60, "تركت": 90},
        "تركت",
        "ترك",
        "a noun is no past",
    ),
    ({"تخل": 9, "تخلي": 40, "التخلي": 90, "تخلت": 30}, "تخلت", "تخلي", "its masdar is written alike"),
    ({"يسا": 90, "ساهم": 90, "يساهم": 300, "تساهم": 90}, "يساهم", "يساهم", "هم is of the root"),
    ({"يدعم": 90, "دعم": 90, "يدعمهم": 9, "تدعمهم": 2}, "يدعمهم", "يدعم", "and here it is them"),
    ({"يوم": 900, "اليوم": 900, "يومهم": 9, "تومهم": 2, "ومهم": 900}, "يومهم", "يوم", "a noun is no present"),
    ({"يقر": 90, "قر": 2, "قرا": 60, "يقرا": 90, "تقرا": 40}, "يقرا", "يقرا", "no tanwin on a verb"),
    ({"اتم": 90, "اتمه": 3, "اتمنى": 200}, "اتمنى", "اتمنى", "who completes no him completes no me"),
    ({"يعجب": 20, "يعجبه": 10, "يعجبها": 10, "يعجبني": 20}, "يعجبني", "يعجب", "whom it pleases"),
    ({"تحري": 90, "التحري": 90, "تحريك": 90}, "تحريك", "تحريك", "ك is of the root"),
    (
        {"تونس": 90, "يونس": 2, "تونسي": 9, "التونسي": 30, "تونسية": 9},
        "التونسي",
        "تونس",
        "nor is Tunis for one Yunus",
    ),
    ({"كلي": 90, "الكلي": 40, "كلية": 20, "كليات": 9}, "كليات", "كلية", "a plural of what is known"),
    ({"تعد": 300, "يعد": 300, "تعدي": 20, "التعدي": 20}, "التعدي", "تعدي", "no nisba of a verb"),
    (
        {"تايلاند": 90, "التايلاندي": 20, "تايلاندي": 9, "تايلاندية": 9},
        "تايلاندي",
        "تايلاند",
        "no verb: no يايلاند",
    ),
    ({"باقة": 90, "الباقة": 10, "باقي": 90, "الباقي": 20, "باقية": 9}, "الباقي", "باقي", "a participle"),
    ({"قارة": 20, "القارة": 90, "قاري": 9, "القاري": 20, "قارية": 9}, "القاري", "قارة", "a noun of articles"),
    ({"رسم": 300, "الرسم": 90, "رسمي": 90, "الرسمي": 90}, "الرسمي", "رسمي", "official, and no drawing"),
    ({"رسم": 300, "رسمي": 90, "الرسمي": 90, "رسمية": 50, "الرسمية": 40}, "الرسمية", "رسمي", "its feminine"),
    ({"رسم": 300, "رسمي": 90, "الرسمي": 90, "رسميين": 20, "رسميون": 9}, "رسميين", "رسمي", "its plural"),
    (
        {"دور": 300, "الدور": 90, "دوري": 90, "الدوري": 90, "دورية": 30},
        "دورية",
        "دورية",
        "a patrol, no league",
    ),
    ({"مصر": 300, "مصري": 90, "المصري": 90, "مصرية": 90}, "المصري", "مصر", "any other nisba"),
]


@pytest.mark.parametrize(("words", "word", "expected", "why"), CASES, ids=[why for *_, why in CASES])
def test_the_stem_is_what_the_company_of_a_word_shows(
    words: dict[str, int], word: str, expected: str, why: str
) -> None:
    assert stem(word, words) == fold(expected), why


@pytest.mark.parametrize(
    "listed", [lexicon.short_adjectives(), lexicon.nisbas()], ids=["adjectives", "nisbas"]
)
def test_words_that_are_known_are_as_the_index_has_them(listed: frozenset[str]) -> None:
    assert [word for word in listed if fold(word) != word or not re.fullmatch("[ء-ي]{3,}", word)] == []
    assert listed.isdisjoint(CLOSED)


def test_short_adjectives_have_three_letters_and_no_noun_among_their_feminines() -> None:
    adjectives = lexicon.short_adjectives()
    assert {len(word) for word in adjectives} == {3}
    assert {word + "ه" for word in adjectives}.isdisjoint(lexicon.nouns())


def test_nisbas_end_like_one() -> None:
    assert [word for word in lexicon.nisbas() if not word.endswith(("ي", "يه"))] == []
