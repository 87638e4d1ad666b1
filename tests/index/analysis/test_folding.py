"""Each class of spellings folds as its table says: (written, expected, why)."""

import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import folding
from index.analysis.folding import fold

INVISIBLES = [
    ("كت\u200dاب", "كتاب", "zero-width joiner"),
    ("می\u200cخواهم", "میخواهم", "zero-width non-joiner, the Persian half space"),
    ("\u200fمصر\u200f", "مصر", "right-to-left marks around"),
    ("\u202bمصر\u202c", "مصر", "embedding and its end"),
    ("\u2067مصر\u2069", "مصر", "isolates"),
    ("مصر\u061c", "مصر", "Arabic letter mark"),
    ("مدر\u00adسة", "مدرسة", "soft hyphen"),
    ("\ufeffمدرسة", "مدرسة", "byte order mark"),
    ("مدر\u200bسة", "مدرسة", "zero-width space"),
    ("مدر\u2060سة", "مدرسة", "word joiner"),
    ("❤\ufe0f", "❤", "variation selector"),
    ("مدرسة", "مدرسة", "nothing to remove"),
]

COMPATIBLE = [
    ("ﻛﺘﺎﺏ", "كتاب", "presentation forms B"),
    ("ﭼ", "چ", "presentation forms A keep the Persian letter; its own rule folds it"),
    ("اﻹنسان", "الإنسان", "lam-alef with hamza below keeps its hamza"),
    ("ﻷن", "لأن", "lam-alef with hamza above"),
    ("ﻵن", "لآن", "lam-alef with madda"),
    ("ﺳﻼم", "سلام", "lam-alef"),
    ("ﷲ", "الله", "the ligature of the name"),
    ("ﷺ", "صلى الله عليه وسلم", "a ligature that is four words"),
    ("ﷴ", "محمد", "the name as a ligature"),
    ("أ", "أ", "alef and a combining hamza become one letter"),
    ("ؤ", "ؤ", "waw and a combining hamza"),
    ("كتابﹰا", "كتابًا", "the space under a mark's own form is no word boundary"),
    ("Ｇ２０", "G20", "full-width letters and digits"),
    ("ﬁlm", "film", "Latin ligature"),
]

MARKS = [
    ("مُدَرِّسَةٌ", "مدرسة", "harakat, shadda and tanwin"),
    ("هٰذا", "هذا", "superscript alef"),
    ("قُرۡءَان", "قرءان", "Quranic sukun"),
    ("ٱلرَّحۡمَٰنِ", "ٱلرحمن", "marks go, letters stay"),
    ("جمـــيل", "جميل", "tatweel"),
    ("هـ", "ه", "tatweel after the last letter, as in dates"),
    ("صۖ", "ص", "Quranic annotation"),
    ("مࣰدرسة", "مدرسة", "marks of Arabic Extended-A, unknown to PyArabic"),
    ("cafe\u0301", "cafe", "an accent of its own"),
]

LETTERS = [
    ("کتاب", "كتاب", "Persian kaf"),
    ("ڪتاب", "كتاب", "swash kaf, of Sindhi and of ornamental headlines"),
    ("علی", "علي", "Persian ya"),
    ("ھذا", "هذا", "Urdu ha"),
    ("مدرسہ", "مدرسه", "Urdu final ha"),
    ("مدرسۃ", "مدرسه", "Urdu ta marbuta"),
    ("کوردستانە", "كوردستانه", "Kurdish ae"),
    ("گوگل", "كوكل", "gaf"),
    ("پاکستان", "باكستان", "pa"),
    ("چاد", "جاد", "cha"),
    ("ڤيديو", "فيديو", "va, used for foreign names"),
    ("ڨفصة", "قفصة", "Tunisian ga"),
    ("مراكش ڭ", "مراكش ك", "Moroccan ga"),
    ("ژوليت", "زوليت", "zha"),
    ("بے", "بي", "Urdu ya barree"),
    ("ڈاكار", "داكار", "Urdu dal"),
]

HUNDREDS = [
    ("مائة", "مئة", "the alef is not spoken"),
    ("مائه", "مئه", "final ha"),
    ("بالمائة", "بالمئة", "per cent"),
    ("مائتين", "مئتين", "two hundred"),
    ("وخمسمائة", "وخمسمئة", "a compound"),
    ("مئة", "مئة", "as it is spoken"),
    ("مائدة", "مائدة", "a table"),
    ("مائية", "مائية", "of water"),
    ("أسمائه", "أسمائه", "his names"),
    ("حمائم", "حمائم", "doves"),
]

HAMZAS = [
    ("شؤون", "شوون", "waw seat before waw"),
    ("شئون", "شوون", "the same as written in Egypt"),
    ("رؤوس", "رووس", "waw seat"),
    ("رءوس", "رءوس", "bare hamza inside a word is another spelling, left alone"),
    ("موءودة", "موءودة", "bare hamza"),
    ("شيء", "شيء", "final hamza after ya"),
    ("شئ", "شيء", "final hamza on ya"),
    ("سيئ", "سيء", "ya and hamza on ya"),
    ("سيىء", "سييء", "not an accepted spelling: only seen after a consonant or alef"),
    ("شاطئ", "شاطيء", "final hamza on ya"),
    ("شاطىء", "شاطيء", "final ya without points and hamza"),
    ("شاطيء", "شاطيء", "final ya and hamza"),
    ("تكافؤ", "تكافوء", "final hamza on waw"),
    ("تكافوء", "تكافوء", "final waw and hamza"),
    ("هدوء", "هدوء", "a word that ends so by right"),
    ("خطيأة", "خطيئة", "alef seat between ya and ta marbuta"),
    ("عائض", "عايض", "hamza after alef, often written ya in names"),
    ("عايض", "عايض", "the name as often written"),
    ("بنائه", "بنايه", "and before a pronoun"),
    ("مؤقت", "موقت", "waw seat elsewhere"),
    ("فئة", "فئة", "not فيه (in it)"),
    ("بئر", "بئر", "not بير"),
    ("سئل", "سئل", "not سيل (a torrent)"),
    ("ماء", "ماء", "final hamza after alef stays: ما is another word"),
    ("سماء", "سماء", "final hamza after alef"),
    ("بدء", "بدء", "final hamza after a consonant stays: بد is another word"),
]

ALEFS = [
    ("أحمد", "احمد", "hamza above"),
    ("إدارة", "اداره", "hamza below"),
    ("آخر", "اخر", "madda"),
    ("ٱلله", "الله", "wasla"),
    ("مسألة", "مساله", "inside"),
    ("احمد", "احمد", "already bare"),
]

FINALS = [
    ("مستشفى", "مستشفي", "alef maqsura as ya: Egyptian papers write both as ى"),
    ("فى", "في", "the ya of Egyptian papers"),
    ("مكتبة", "مكتبه", "ta marbuta"),
    ("مكتبه", "مكتبه", "ha written for ta marbuta"),
    ("علىالرغم", "عليالرغم", "the space left out after ى"),
]

DIGITS = [
    ("٢٠١٥", "2015", "Arabic-Indic"),
    ("۲۰۱۵", "2015", "Persian"),
    ("२०१५", "2015", "Devanagari"),
    ("٢015", "2015", "mixed"),
    ("2015", "2015", "Western"),
]

NUMBERS = [
    ("1,000", "1000", "thousands"),
    ("12,345,678", "12345678", "millions"),
    ("1٬000", "1000", "Arabic thousands separator"),
    ("1,000.5", "1000.5", "thousands and decimals"),
    ("3٫5", "3.5", "Arabic decimal separator"),
    ("3.5", "3.5", "decimal point"),
    ("1.000.000", "1000000", "points can only be thousands here"),
    ("1.000", "1.000", "one point may be either: left alone"),
    ("مصر", "مصر", "not a number"),
]

LATIN = [
    ("NATO", "nato", "case"),
    ("Café", "cafe", "accent"),
    ("Zürich", "zurich", "umlaut"),
    ("Straße", "strasse", "sharp s"),
    ("Łódź", "lodz", "stroke"),
    ("İstanbul", "istanbul", "Turkish capital dotted i"),
    ("Işık", "isik", "Turkish dotless i"),
    ("O'Neill", "oneill", "apostrophe"),
    ("O’Neill", "oneill", "typographic apostrophe"),
    ("Trump's", "trump", "possessive"),
    ("U.S", "us", "points of an abbreviation"),
    ("3.5", "3.5", "a number keeps its point"),
    ("Москва", "москва", "Cyrillic case"),
    ("ΑΘΉΝΑ", "αθηνα", "Greek case and accent"),
]

TABLES: list[tuple[Callable[[str], str], list[tuple[str, str, str]]]] = [
    (folding.without_invisibles, INVISIBLES),
    (folding.compatible, COMPATIBLE),
    (folding.without_marks, MARKS),
    (folding.arabic_letters, [row for row in LETTERS if "ۃ" not in row[0]]),
    (folding.hundreds, HUNDREDS),
    (folding.hamza_seats, [row for row in HAMZAS if row[0] != "سيىء"]),
    (folding.bare_letters, ALEFS + FINALS),
    (folding.western_digits, DIGITS),
    (folding.plain_number, NUMBERS),
    (folding.plain_latin, LATIN),
]


@pytest.mark.parametrize(
    ("rule", "written", "expected"),
    [
        pytest.param(
            rule, written, expected, id=f"{rule.__name__}-{why}-{written.encode('unicode_escape').decode()}"
        )
        for rule, table in TABLES
        for written, expected, why in table
    ],
)
def test_a_rule_does_what_its_table_says(rule: Callable[[str], str], written: str, expected: str) -> None:
    assert rule(written) == expected


MEETING = [
    (("مسؤولية", "مسئولية", "مسؤوليه", "مَسْؤُولِيَّة", "مســؤولية"), "hamza seats, ta marbuta, marks, tatweel"),
    (("مسؤول", "مسئول", "مسوول"), "hamza before waw"),
    (("شؤون", "شئون"), "hamza before waw"),
    (("مائة", "مئة", "مِائَة"), "the alef of a hundred"),
    (("هيئة", "هيأة", "هيئه"), "hamza before ta marbuta"),
    (("شيء", "شئ", "شيئ"), "final hamza"),
    (("قارئ", "قارىء", "قاريء"), "final hamza on ya"),
    (("تباطؤ", "تباطوء"), "final hamza on waw"),
    (("مؤتمر", "موتمر"), "hamza left out"),
    (("الجزائر", "الجزاير"), "hamza after alef"),
    (("ائتلاف", "إئتلاف"), "hamza after an alef that carries one itself"),
    (("أحمد", "احمد", "إحمد", "ٱحمد"), "alefs"),
    (("آسيا", "اسيا", "ﺁسيا", "ا\u0653سيا"), "madda, composed, decomposed, presentation form"),
    (("على", "علي", "علی", "ﻋﻠﻰ"), "final ya"),
    (("لا", "ﻻ"), "lam-alef"),
    (("لأن", "ﻷن", "لان"), "lam-alef with hamza"),
    (("الله", "ﷲ", "اللّٰه", "ٱللَّه"), "the name"),
    (("کریم", "كريم", "كَرِيم", "ک\u200dریم"), "Persian letters and joiners"),
    (("ڤيلا", "فيلا"), "va"),
    (("پاريس", "باريس"), "pa"),
    (("1447", "١٤٤٧", "۱۴۴۷"), "digits"),
    (("1000", "1,000", "١٬٠٠٠", "١,٠٠٠"), "thousands"),
    (("2.5", "٢٫٥", "۲٫۵", "2٫5"), "decimals"),
    (("café", "CAFE", "cafe\u0301", "ＣＡＦÉ"), "Latin"),
    (
        ("تشرين", "تشرﻳن", "تشر\u200fين", "تشرين\ufeff", "تش\u00adرين"),
        "invisible characters and presentation forms",
    ),
]


@pytest.mark.parametrize("spellings", [pytest.param(words, id=why) for words, why in MEETING])
def test_spellings_of_one_word_have_one_form(spellings: tuple[str, ...]) -> None:
    assert len({fold(spelling) for spelling in spellings}) == 1


APART = [
    ("فئة", "فيه", "group, in it"),
    ("ماء", "ما", "water, what"),
    ("بدء", "بد", "beginning, escape"),
    ("سئل", "سيل", "asked, torrent"),
    ("علم", "عالم", "folding never touches long vowels"),
    ("كتاب", "كتابا", "tanwin alef is inflection, not spelling"),
    ("قلب", "كلب", "heart, dog"),
    ("2015", "2016", "years"),
    ("1.5", "15", "decimals"),
]


@pytest.mark.parametrize(("one", "other"), [pytest.param(a, b, id=why) for a, b, why in APART])
def test_different_words_keep_different_forms(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_every_presentation_form_of_a_letter_folds_like_the_letter() -> None:
    wrong = [
        char
        for char in map(chr, [*range(0xFB50, 0xFBB2), *range(0xFE80, 0xFEFD)])
        if fold(char) != fold(unicodedata.normalize("NFKC", char))
    ]
    assert wrong == []


def test_no_neighbour_letter_is_given_twice() -> None:
    letters = "".join(folding.NEIGHBOURS.values())
    assert len(set(letters)) == len(letters)


def test_every_letter_of_the_arabic_block_folds_into_the_arabic_alphabet() -> None:
    """Letters of the other languages that use the script all have a neighbour."""
    alphabet = set("ءابتثجحخدذرزسشصضطظعغفقكلمنهويئ")
    letters = [chr(code) for code in range(0x620, 0x6D4) if unicodedata.category(chr(code)) == "Lo"]
    assert [char for char in letters if not set(fold(char)) <= alphabet] == []


arabic_text = st.text(
    alphabet=st.sampled_from("اأإآٱءؤئىيةهوبتلمنكسرکیھەگپچڤ١٢٣٫٬،ـًٌٍَُِّْٰٕٓٔ\u200c\u200d\u200f\u00ad ﷺﷲﻻﺆﹰabcÉ'.,0123")
)


@given(st.text() | arabic_text)
def test_folding_a_form_changes_nothing(word: str) -> None:
    form = fold(word)
    assert fold(form) == form


@given(st.text() | arabic_text)
def test_forms_hold_no_marks_and_no_invisible_characters(word: str) -> None:
    form = fold(word)
    assert folding.without_marks(folding.without_invisibles(form)) == form


@given(arabic_text, st.lists(st.tuples(st.integers(0, 30), st.sampled_from("َُِّْـ\u200d\u200f\ufeff\u00ad"))))
def test_marks_and_joiners_never_decide_which_word_it_is(
    word: str, insertions: list[tuple[int, str]]
) -> None:
    plain = "".join(char for char in word if char in "اأإآبتلمنكسرةىي")
    marked = plain
    for place, mark in insertions:
        if plain:
            at = 1 + place % len(marked)
            marked = marked[:at] + mark + marked[at:]
    assert fold(marked) == fold(plain)


@given(st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهويءأإآىةئؤ", min_size=1, max_size=8))
def test_a_word_of_plain_letters_folds_as_it_does_on_the_long_way(word: str) -> None:
    """Tatweel, which means nothing, sends it there."""
    assert fold(word) == fold(f"{word}\u0640")


@given(st.text("abzABZ019.,'", min_size=1, max_size=8))
def test_an_ascii_word_folds_as_it_does_on_the_long_way(word: str) -> None:
    """A mark of direction, which means nothing, sends it there."""
    assert fold(word) == fold(f"\u200f{word}")


@given(st.text("ئؤوبا", max_size=12))
def test_a_run_of_seats_is_folded_as_its_pattern_says(word: str) -> None:
    assert folding._SEATS.sub(folding._before_waw, word) == re.sub(folding.WAW_SEAT, "و", word)


@pytest.mark.parametrize(("seat", "expected"), [("ؤ", "و"), ("ئ", "ئ")])
def test_a_run_of_a_million_seats_is_gone_through_once(seat: str, expected: str) -> None:
    """At each of them it would take hours."""
    assert fold(f"م{seat * 1_000_000}ن") == f"م{expected * 1_000_000}ن"
