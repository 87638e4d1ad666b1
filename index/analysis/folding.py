"""Folding: one form for every way of writing the same word.

`fold(word)` takes a raw word of a text (or of a query) and returns its normalised form: the term that stands in the
index. Two spellings of one word have to arrive at one form, and folding a form again has to change nothing. What
relates *different* words (inflection, months, transliterated names) is not folding: stemming and the relations
between the words of the vocabulary do that.

One class of spellings is one function here, with its table of tests in `tests/index/analysis/test_folding.py`. Their
order matters and is the order of this file: invisible characters go first, because they keep Unicode from composing
a letter with its hamza; then the compatibility characters become letters; then the marks go; then letters fold.

Where PyArabic has a rule right it is used: its tables of the marks (`DIACRITICS`, `TASHKEEL`). Not used:
`normalize_ligature` (drops the hamza of ﻷ, knows only the lam-alefs), `normalize_hamza` (sends أ, ؤ and ئ all to ء,
so اسرائيل never meets إسرائيل), `normalize_alef` (makes ى an alef: على would become علا), and `strip_tashkeel` (leaves
the superscript alef and the Quranic marks).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from pyarabic import araby

from index.lazy import lazy_pattern

#: Characters that print nothing: soft hyphen, combining grapheme joiner, Arabic letter mark, Mongolian vowel
#: separator, zero-width space/non-joiner/joiner, bidi marks, embeddings, overrides and isolates, word joiner and
#: invisible operators, variation selectors, BOM. Like the two below, the inside of a [character class].
INVISIBLE: Final = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"

#: Arabic marks: PyArabic's (harakat, superscript alef, Quranic annotation) and the blocks it does not know: the small
#: high letters, the extended marks of Arabic Extended-A, tatweel, and the high hamza of Kazakh.
ARABIC_MARKS: Final = "".join(sorted({*araby.DIACRITICS, *araby.TASHKEEL})) + (
    "\u0640\u0674\u06df-\u06e8\u06ea-\u06ed\u0898-\u089f\u08ca-\u08e1\u08e3-\u08ff"
)

#: Combining marks of the other scripts that lie on letters of news text: accents, typed as characters of their own.
ACCENTS: Final = "\u0300-\u034e\u0350-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"

_INVISIBLE = lazy_pattern(f"[{INVISIBLE}]+")
_MARKS = lazy_pattern(f"[{ARABIC_MARKS}{ACCENTS}]+")
_SPACE_UNDER_MARK = lazy_pattern(f" (?=[{ARABIC_MARKS}])")


def without_invisibles(word: str) -> str:
    """Joiners, bidi controls, soft hyphens and BOMs say nothing about which word it is."""
    return _INVISIBLE.sub("", word)


def compatible(word: str) -> str:
    """Presentation forms, ligatures and letter + hamza sequences become plain letters (NFKC).

    A mark's own presentation form (U+FE70 ﹰ) is a space with the mark: that space is no word boundary. The ligatures
    that stand for a phrase (ﷺ) keep their spaces; the caller cuts there.
    """
    return _SPACE_UNDER_MARK.sub("", unicodedata.normalize("NFKC", word))


def without_marks(word: str) -> str:
    """Harakat, shadda, superscript alef, Quranic marks, tatweel, and accents that stand alone."""
    return _MARKS.sub("", word)


#: Letters of Persian, Urdu, Kurdish, Pashto, Maghrebi and other Arabic-script alphabets, and their neighbour in the
#: Arabic one: the letter that an Arabic keyboard would have given for the same word.
NEIGHBOURS: Final = {
    "ك": "کڪګڬڭڮگڰڱڲڳڴݢݣݤػؼ",
    "ي": "یۍێېۑےۓݵݶݷݺݻؠؽؾؿ",
    "ه": "ھہۀۂۃەۿ",
    "و": "ۄۅۆۇۈۉۊۋۏݸݹ",
    "ب": "پٮڀٻݐݒݓݔݕݖ",
    "ج": "چڃڄڇڿ",
    "ح": "ځڂڅݗݘݮݯݲݼ",
    "ف": "ڤڡڢڣڥڦݠݡ",
    "ق": "ٯڧڨ",
    "ت": "ٹٺټٽٿݑ",
    "د": "ڈډڊڋڌڍڎڏڐۮݙݚ",
    "ر": "ڑڒړڔڕږڗۯݛݱ",
    "ز": "ژڙݫݬ",
    "س": "ښڛڜݜݭݽݾ",
    "ش": "ۺ",
    "ص": "ڝڞ",
    "ض": "ۻ",
    "ط": "ڟ",
    "ع": "ݝݞݟ",
    "غ": "ڠۼ",
    "ل": "ڵڶڷڸݪ",
    "م": "ݥݦ",
    "ن": "ںڹڻڼڽݧݨݩ",
}
_NEIGHBOURS = str.maketrans({other: letter for letter, others in NEIGHBOURS.items() for other in others})


def arabic_letters(word: str) -> str:
    """ک is ك, ی is ي, ھ is ه, گ is ك, چ is ج, پ is ب, ڤ is ف."""
    return word.translate(_NEIGHBOURS)


_HUNDRED = lazy_pattern(
    "^((?:و|ف)?(?:ال|بال|كال|فال|لل|ب|ل|ك)?(?:ثلاث|أربع|اربع|خمس|ست|سبع|ثمان|ثماني|تسع)?م)"
    "ا(?=ئ(?:[ةه]|ت[يا]ن?|ات|وي.*)$)"
)


def hundreds(word: str) -> str:
    """مائة and its compounds (مائتان, ثلاثمائة) have an alef that is not spoken, and that many leave out: مئة."""
    return _HUNDRED.sub(r"\1", word) if "مائ" in word else word


#: A seat that becomes a waw: one before a waw, or before a seat that is or becomes one. So it is written shortest; a
#: run of seats is looked at as a whole (`_before_waw`), for this would go through all of it again at each.
WAW_SEAT: Final = "[ئؤ](?=[ئؤ]*[وؤ])"
_SEATS = lazy_pattern("([ئؤ]+)(و?)")


def _before_waw(seats: re.Match[str]) -> str:
    run, waw = seats.groups()
    waws = len(run) if waw else max(run.rfind("ؤ"), 0)
    return "و" * waws + run[waws:] + waw


_YA_SEAT_BEFORE_TA = lazy_pattern("(?<=ي)أ(?=[ةه]$)")
_FINAL_YA_SEAT = lazy_pattern("[يى]?ئ$|ىء$")
_FINAL_WAW_SEAT = lazy_pattern("(?<=.)و?ؤ$")
_YA_SEAT_AFTER_ALEF = lazy_pattern("(?<=[اأإآٱ])ئ(?=.)")


def hamza_seats(word: str) -> str:
    """ؤ and ئ, where writers differ on the letter that carries the hamza.

    - before a waw both are waw: مسؤول/مسئول/مسوول, شؤون/شئون;
    - at the end they are the long vowel and a hamza, as many write them: شئ/شيء, شاطئ/شاطىء, تباطؤ/تباطوء;
    - هيأة is هيئة;
    - after an alef ئ is ي, as names and everyday words are often written: عائشة/عايشة, الجزائر/الجزاير;
    - ؤ elsewhere is و (مؤتمر/موتمر, فؤاد/فواد); it parts almost no words.

    ئ elsewhere stays: ي in its place would make فئة (a group) of فيه (in it) and سئل (was asked) of سيل (a torrent).
    """
    if not ("ئ" in word or "ؤ" in word or "يأ" in word or "ىء" in word):  # most words
        return word
    word = _FINAL_YA_SEAT.sub("يء", word)
    word = _FINAL_WAW_SEAT.sub("وء", word)
    word = _YA_SEAT_BEFORE_TA.sub("ئ", word)
    word = _SEATS.sub(_before_waw, word)
    word = _YA_SEAT_AFTER_ALEF.sub("ي", word)
    return word.replace("ؤ", "و")


_ALEFS = str.maketrans(dict.fromkeys("أإآٱٲٳٵ", "ا"))
_FINAL_LETTERS = str.maketrans("ىة", "يه")
_BARE_LETTERS = [(letter, letter.translate(_ALEFS).translate(_FINAL_LETTERS)) for letter in "أإآٱٲٳٵىة"]


def bare_letters(word: str) -> str:
    """أ إ آ ٱ are ا: most writers leave the hamza of an alef out somewhere. ى is ي and ة is ه.

    Only the end of a word has the latter by rule; where a typist left the following space out (علىالرغم) they stand
    inside and mean the same.
    """
    for letter, bare in _BARE_LETTERS:  # faster than `translate`, which looks each letter of a word up
        word = word.replace(letter, bare)
    return word


def western_digits(word: str) -> str:
    """٣, ۳ and the digits of every other script are 0–9."""
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in word)


_GROUPED = lazy_pattern("[0-9]{1,3}(?:[,٬][0-9]{3})+(?:[.٫][0-9]+)?")
_GROUPED_BY_POINTS = lazy_pattern(r"[0-9]{1,3}(?:\.[0-9]{3}){2,}")


def plain_number(word: str) -> str:
    """1,000 and ١٬٠٠٠ are 1000, 1.000.000 is 1000000; ٣٫٥ is 3.5. Which of the two 1.000 is, nobody can tell."""
    if not word[:1].isdecimal():
        return word
    if _GROUPED.fullmatch(word):
        word = word.replace(",", "").replace("٬", "")
    elif _GROUPED_BY_POINTS.fullmatch(word):
        word = word.replace(".", "")
    return word.replace("٫", ".")


#: Latin letters whose stroke or ligature Unicode does not take apart.
_STROKES = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ŧ": "t"}
)
_POSSESSIVE = lazy_pattern("['’ʼ＇]s$")
_INSIDE_LATIN = lazy_pattern("['’ʼ＇.]")


def plain_latin(word: str) -> str:
    """Case and accents of the Latin, Greek and Cyrillic letters; U.S. is us, Obama's is obama, O'Neill is oneill."""
    word = unicodedata.normalize("NFKD", word.casefold()).casefold()
    word = unicodedata.normalize("NFKC", re.sub(f"[{ACCENTS}]", "", word)).translate(_STROKES)
    return without_apostrophes(word)


def without_apostrophes(word: str) -> str:
    """A Latin word without apostrophes, a possessive s and the points of an abbreviation; a number stays as it is."""
    if word[:1].isdecimal():
        return word
    return _INSIDE_LATIN.sub("", _POSSESSIVE.sub("", word))


_ONLY_ARABIC = re.compile("[\u0621-\u063a\u0640-\u064a]+")
#: Whether a word has only letters of which no rule here makes another: most words have no others.
is_folded = re.compile("[ءابت-غف-وي]+").fullmatch


def fold(word: str) -> str:
    """The normalised form of a raw word; with spaces in it where a ligature stands for several words.

    >>> fold("مُحَمَّدٌ"), fold("الإســلام"), fold("٣٫٥")
    ('محمد', 'الاسلام', '3.5')
    """
    if is_folded(word):
        return word
    if word.isascii():
        return plain_number(without_apostrophes(plain_number(word).lower()))
    if _ONLY_ARABIC.fullmatch(word):
        word = word.replace("ـ", "")  # the only mark among these
    else:
        word = without_marks(compatible(without_invisibles(word)))
        if not word.isascii():
            word = western_digits(arabic_letters(word))
        word = plain_number(word)
        if not _ONLY_ARABIC.fullmatch(word):
            word = plain_number(plain_latin(word))  # which may have taken what stood before a number
    return bare_letters(hamza_seats(hundreds(word)))


#: Everything that decides results here but Unicode's own tables (NFKC, case, digits), for the fingerprint.
TABLES: Final = (
    NEIGHBOURS,
    INVISIBLE,
    ARABIC_MARKS,
    ACCENTS,
    sorted(_STROKES.items()),
    sorted(_ALEFS.items()),
    sorted(_FINAL_LETTERS.items()),
    [
        _HUNDRED.pattern,
        WAW_SEAT,
        *(pattern.pattern for pattern in (_YA_SEAT_BEFORE_TA, _FINAL_YA_SEAT, _FINAL_WAW_SEAT)),
    ],
    [
        pattern.pattern
        for pattern in (_YA_SEAT_AFTER_ALEF, _GROUPED, _GROUPED_BY_POINTS, _POSSESSIVE, _INSIDE_LATIN)
    ],
)
