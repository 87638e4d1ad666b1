"""Adjectives and participles, whose feminines and plurals news has more of, and nouns that look like them."""

import pytest

from index.analysis.folding import fold
from index.analysis.lexicon import belonging_to
from tests.index.analysis.test_vocabulary import stemmer

#: A vocabulary, a word of it, and the stem of the word; why.
FEMININES = [
    (
        {"متعددة": 600, "المتعددة": 200, "متعدد": 20, "المتعدد": 9},
        "المتعددة",
        "متعدد",
        "far commoner than its masculine",
    ),
    (
        {"شاسعة": 90, "الشاسعة": 60, "شاسع": 9, "الشاسع": 3},
        "شاسعة",
        "شاسع",
        "so are those of active participles",
    ),
    ({"شاسعة": 90, "الشاسعة": 60, "شاسع": 9, "شاسعا": 3}, "شاسعة", "شاسع", "tanwin will do for an article"),
    (
        {"مجموعة": 600, "المجموعة": 200, "مجموعته": 5, "مجموع": 20, "المجموع": 9},
        "مجموعة",
        "مجموعة",
        "a noun takes pronouns",
    ),
    (
        {"مخطوطة": 60, "المخطوطة": 60, "مخطوطات": 90, "مخطوط": 9, "المخطوط": 9},
        "مخطوطة",
        "مخطوطة",
        "or has its plural",
    ),
    ({"عائشة": 90, "عايش": 10}, "عائشة", "عائشة", "a name has neither tanwin nor articles"),
    (
        {"ملاحة": 60, "الملاحة": 60, "ملاح": 9, "الملاح": 9},
        "الملاحة",
        "ملاحة",
        "a noun has articles, but no tanwin",
    ),
    (
        {"متاحة": 60, "المتاحة": 60, "متاح": 9, "المتاح": 9, "متاحا": 9},
        "المتاحة",
        "متاح",
        "which an adjective has",
    ),
    (
        {"صبيحة": 60, "الصبيحة": 6, "صبيح": 9, "الصبيح": 3},
        "صبيحة",
        "صبيحة",
        "so with all of the pattern فعيل",
    ),
    ({"غزيرة": 90, "الغزيرة": 60, "غزير": 9, "غزيرا": 9}, "غزيرة", "غزير", "of which many are adjectives"),
    ({"سبورة": 90, "السبورة": 60, "سبور": 9, "السبور": 3}, "سبورة", "سبورة", "other patterns are of nouns"),
    (
        {"منصورة": 400, "المنصورة": 300, "منصور": 90, "المنصور": 3},
        "المنصورة",
        "منصورة",
        "and what hardly has articles is a name",
    ),
    (
        {"نافذة": 300, "نافذ": 20, "نافذا": 20},
        "نافذة",
        "نافذة",
        "a noun that everybody knows is none of them",
    ),
    ({"عازلة": 300, "عازل": 20, "عازلا": 20}, "عازلة", "عازلة", "nor is that of one"),
    (
        {"كريه": 20, "كريهة": 40, "كري": 400, "الكري": 100},
        "كريه",
        "كريه",
        "ه is no ending where ة follows it",
    ),
    (
        {"متعددة": 600, "المتعددة": 200, "متعددهه": 3, "متعدد": 20, "المتعدد": 9},
        "متعددة",
        "متعدد",
        "a few among many are errors",
    ),
    ({"شاسعة": 20, "شاسعهه": 1, "شاسع": 3, "الشاسع": 1}, "شاسعة", "شاسع", "one among a few is one, too"),
]

PLURALS = [
    ({"المستفيدين": 400, "مستفيد": 40}, "المستفيدين", "مستفيد", "ين of a participle without any ون"),
    ({"الراغبون": 90, "راغب": 9, "الراغب": 3}, "الراغبون", "راغب", "and ون without any ين"),
    (
        {"الراغبين": 90, "راغب": 9, "راغبة": 3},
        "الراغبين",
        "راغب",
        "of three radicals, which has articles or a feminine",
    ),
    ({"هارمون": 90, "هارم": 40}, "هارمون", "هارمون", "or else may be part of a foreign word"),
    ({"كارتون": 90, "كارت": 40, "الكارت": 40}, "كارتون", "كارتون", "as what ends in ت is"),
    ({"مصارين": 90, "مصار": 40}, "مصارين", "مصارين", "nor are nouns of place participles"),
    ({"مارتين": 90, "مارت": 40}, "مارتين", "مارتين", "or what has an alef behind م"),
    ({"مستعين": 90, "مستعينة": 9, "مستع": 40}, "مستعين", "مستعين", "no plural has a feminine"),
    ({"معتبرين": 90, "معتبرينه": 2, "معتبر": 40}, "معتبرين", "معتبر", "though it may have a pronoun"),
    ({"محارب": 40, "المحاربين": 90}, "المحاربين", "محارب", "longer words with alef are participles"),
    ({"فيضان": 9, "فيض": 60, "فيضانات": 60}, "فيضان", "فيضان", "what has a plural in ات is no dual"),
    ({"فيضان": 9, "فيض": 60, "فيضانات": 60}, "فيضانات", "فيضان", "and that is its plural"),
    ({"فيضان": 9, "فيض": 60}, "فيضان", "فيض", "or else it may be"),
    ({"مهرجان": 90, "مهرج": 9}, "مهرجان", "مهرجان", "ان is trusted less than ين"),
    ({"المستفيدين": 400, "المستفيدينات": 1, "مستفيد": 40}, "المستفيدين", "مستفيد", "errors show nothing"),
    ({"إيرادات": 380, "إيراد": 2}, "إيرادات", "إيراد", "of long words a singular may be rare"),
    ({"جنات": 380, "جن": 2, "جنة": 5}, "جنات", "جنات", "not so of short ones"),
    ({"مستجدات": 900, "مستجد": 9}, "مستجدات", "مستجد", "a participle of five letters"),
    (
        {"مفاوضات": 900, "المفاوضات": 900, "مفاوضة": 9, "مفاوضته": 3, "مفاوض": 60},
        "المفاوضات",
        "مفاوضة",
        "talks are of what is done, and of nobody who does it",
    ),
    ({"مخابرات": 900, "مخابر": 9}, "مخابرات", "مخابرات", "and of no plural that looks like him"),
    ({"معطيات": 900, "معطى": 9}, "معطيات", "معطى", "and one of four, which otherwise are too few"),
    ({"سيناريوهات": 30, "سيناريو": 60}, "سيناريوهات", "سيناريو", "هات of a foreign word in و"),
    ({"مشبوهات": 9, "مشبوهة": 40}, "مشبوهات", "مشبوهة", "ات of a word in وهة"),
    ({"مشبوهات": 9, "مشبوه": 40}, "مشبوهات", "مشبوه", "but ات where the ه is its own"),
]


@pytest.mark.parametrize(("words", "word", "stem"), [case[:3] for case in FEMININES + PLURALS])
def test_the_stem_of_an_adjective(words: dict[str, int], word: str, stem: str) -> None:
    assert stemmer(**words).stem(fold(word)) == fold(stem)


@pytest.mark.parametrize("tens", ["عشر", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع"])
def test_tens_are_found_in_both_cases_and_are_no_plurals(tens: str) -> None:
    nominative, other = fold(tens + "ون"), fold(tens + "ين")
    counts = {tens: 900, nominative: 20, other: 90}
    assert [stemmer(**counts).stem(word) for word in (nominative, other)] == [nominative, other]
    assert belonging_to(nominative) == (other,)
    assert belonging_to(other) == (nominative,)


def test_one_is_no_other_word_behind_a_conjunction() -> None:
    counts = {"واحد": 90, "احد": 400, "الاحد": 200, "واحده": 60}
    assert [stemmer(**counts).stem(word) for word in ("واحد", "وواحد")] == ["واحد", "واحد"]
