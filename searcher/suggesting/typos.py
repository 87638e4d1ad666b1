"""The error model: how likely a typist writes one word where another is meant.

Spelling is corrected as a noisy channel (Kernighan, Church and Gale 1990): what was typed is `meant` with the
probability P(meant) x P(typed | meant). Here is the second factor, for normalised forms (`index.analysis.folding`: most
hamzas, ة and ى are no errors any more), and the words one error away. Which of those exist, and the first factor, is
for `searcher.suggesting.corrections`.

What goes wrong in Arabic, in the order of the table below: a letter takes the dots of another that has the same
skeleton (ب ت ث ن ي, ج ح خ, …); a hamza is lost; a letter is dropped, doubled, swapped with the next; the key beside is
struck, or a letter of much the same sound (ه for ح, س for ص); and, rarely, any other letter is put or added. The same
holds for Latin letters, without dots, hamzas and sounds.

A keyboard left in the other language is an error of its own kind (`other_keyboard`): hgsu,]dm for السعودية.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import inf, log
from typing import Final

#: Letters of one skeleton: only dots tell them apart, within a word or everywhere.
SKELETONS: Final = ("بتثني", "جحخ", "دذ", "رز", "سش", "صض", "طظ", "عغ", "فق")
#: Letters that dialects, and the names of other languages, take for each other.
SOUNDS: Final = ("حه", "سصث", "تط", "دض", "ضظ", "ذزظ", "كقغج", "ءعا")
ARABIC_LETTERS: Final = "ءئابتثجحخدذرزسشصضطظعغفقكلمنهوي"
LATIN_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"

# The shares of the kinds of errors. The five that typists make most count alike, for want of an Arabic corpus of query
# errors with a licence that fits; what is left goes to the rest. Only their ratios matter.
_DOTS: Final = 0.2
_HAMZA: Final = 0.1
_DROPPED: Final = 0.2
_DOUBLED: Final = 0.2
_SWAPPED: Final = 0.2
_KEY_BESIDE: Final = 0.05
_SOUND: Final = 0.05
_OTHER: Final = 0.02
_ADDED: Final = 0.02
_MOST_DIFFERENCE_IN_LENGTH: Final = 2  # letters
#: No one error is likelier: a letter may be another's for several reasons at once.
LIKELIEST: Final = max(_DOTS + _HAMZA + _KEY_BESIDE + _SOUND + _OTHER, _DROPPED, _DOUBLED, _SWAPPED, _ADDED)

#: The keys of the Arabic 101 keyboard and those of a Latin one at the same places, row by row; لا is one key.
_ARABIC_KEYS: Final = (
    ("ض", "ص", "ث", "ق", "ف", "غ", "ع", "ه", "خ", "ح", "ج", "د"),
    ("ش", "س", "ي", "ب", "ل", "ا", "ت", "ن", "م", "ك", "ط"),
    ("ئ", "ء", "ؤ", "ر", "لا", "ى", "ة", "و", "ز", "ظ"),
)
_LATIN_KEYS: Final = ("qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./")
#: Keys struck with shift that give letters.
_SHIFTED: Final = {"H": "أ", "Y": "إ", "N": "آ", "G": "لأ", "T": "لإ", "B": "لآ", "J": "ـ", "`": "ذ"}
#: How the letters of the keyboard look in the index.
_FOLDED: Final = {"ؤ": "و", "ى": "ي", "ة": "ه"}


def _neighbours() -> dict[str, str]:
    """Each letter and the letters of the keys that touch its own; rows are set off by half a key."""
    beside: dict[str, set[str]] = {}
    for rows in (_ARABIC_KEYS, _LATIN_KEYS):
        keys = [  # a letter of the index may have several keys: ي and ى
            (_FOLDED.get(key, key), row, 2 * column + row)
            for row, keys in enumerate(rows)
            for column, key in enumerate(keys)
            if key.isalpha() and len(key) == 1
        ]
        for one, row, column in keys:
            for other, other_row, other_column in keys:
                if one != other and abs(row - other_row) <= 1 and abs(column - other_column) <= 2:
                    beside.setdefault(one, set()).add(other)
    return {letter: "".join(sorted(letters)) for letter, letters in beside.items()}


KEYS_BESIDE: Final = _neighbours()


def _others(classes: Iterable[str]) -> dict[str, str]:
    """Each letter and the others of its classes."""
    others: dict[str, str] = {}
    for letters in classes:
        for letter in letters:
            others[letter] = others.get(letter, "") + letters.replace(letter, "")
    return others


_SAME_SKELETON: Final = _others(SKELETONS)
_SAME_SOUND: Final = _others(SOUNDS)
# A hamza lost, moved to another seat, or put where none belongs; what folding leaves of it.
_HAMZAS: Final = {"ئ": "ياوء", "ي": "ئ", "ا": "ئء", "و": "ئء"}


def letters_for(form: str) -> str:
    """The alphabet that a form is written in; "" where it has anything but Arabic, or Latin, letters."""
    letters = set(form)
    if letters <= set(ARABIC_LETTERS):
        return ARABIC_LETTERS
    return LATIN_LETTERS if letters <= set(LATIN_LETTERS) else ""


def one_error_away(typed: str) -> Iterator[str]:
    """The strings that one error may have turned into `typed`, some of them twice; about 65 a letter."""
    letters = letters_for(typed)
    for at in range(len(typed) + 1):
        head, tail = typed[:at], typed[at:]
        for letter in letters:
            yield head + letter + tail
        if tail:
            yield head + tail[1:]
            for letter in letters:
                if letter != tail[0]:
                    yield head + letter + tail[1:]
        if len(tail) > 1 and tail[0] != tail[1]:
            yield head + tail[1] + tail[0] + tail[2:]


@lru_cache(maxsize=1 << 12)
def _replaced(meant: str, typed: str) -> float:
    """Log-probability, but for how many letters of the word may suffer it, that one letter was typed for another."""
    probability = _OTHER / len(ARABIC_LETTERS)
    if typed in KEYS_BESIDE.get(meant, ""):
        probability += _KEY_BESIDE / len(KEYS_BESIDE[meant])
    if typed in _SAME_SOUND.get(meant, ""):
        probability += _SOUND / len(_SAME_SOUND[meant])
    if typed in _SAME_SKELETON.get(meant, ""):
        probability += _DOTS / len(_SAME_SKELETON[meant])
    if typed in _HAMZAS.get(meant, ""):
        probability += _HAMZA
    return log(probability)


def log_probability(typed: str, meant: str) -> float:
    """Log of P(typed | meant) given that something is wrong, along the likeliest way to it, of however many errors.

    It is -inf for the word itself, and where the lengths differ by more than two letters: two errors are the most that
    corrections ask about.

    It is the optimal string alignment distance (Damerau-Levenshtein without edits inside a swap) with the kinds of
    errors for weights. An error hits one of the letters that can suffer it, each as likely: of a word with one letter
    that has dots, that letter.
    """
    if abs(len(typed) - len(meant)) > _MOST_DIFFERENCE_IN_LENGTH or typed == meant:
        return -inf
    anywhere = -log(len(meant))
    dotted = -log(max(1, sum(letter in _SAME_SKELETON for letter in meant)))
    dropped, added = log(_DROPPED) + anywhere, log(_ADDED / len(ARABIC_LETTERS)) + anywhere
    doubled, swapped = log(_DOUBLED) + anywhere, log(_SWAPPED) + anywhere
    before: list[float] = []
    row = [0.0]  # row[j]: the likeliest way from the first i letters meant to the first j typed
    for letter in typed:
        row.append(row[-1] + (doubled if len(row) > 1 and typed[len(row) - 2] == letter else added))
    for i, wanted in enumerate(meant, 1):
        above, row = row, [row[0] + (log(_HAMZA) if wanted == "ء" else dropped)]
        for j, letter in enumerate(typed, 1):
            if wanted == letter:
                best = above[j - 1]
            else:
                where = dotted if letter in _SAME_SKELETON.get(wanted, "") else anywhere
                if letter in _HAMZAS.get(wanted, ""):
                    where = 0.0  # few words have two
                best = above[j - 1] + _replaced(wanted, letter) + where
            missing = above[j] + (log(_HAMZA) if wanted == "ء" else dropped)
            twice = j > 1 and typed[j - 2] == letter
            best = max(best, missing, row[j - 1] + (doubled if twice else added))
            if i > 1 and j > 1 and wanted != letter and (wanted, meant[i - 2]) == (typed[j - 2], letter):
                best = max(best, before[j - 2] + swapped)
            row.append(best)
        before = above
    return row[-1]


def _keyboards() -> tuple[dict[str, str], dict[str, str]]:
    to_arabic = dict(_SHIFTED)
    to_latin = {}
    for latin, arabic in zip(_LATIN_KEYS, _ARABIC_KEYS, strict=True):
        for key, letter in zip(latin, arabic, strict=True):
            to_arabic[key] = letter
            to_arabic.setdefault(key.upper(), letter)
            to_latin[letter] = key
    return to_arabic, to_latin


_TO_ARABIC, _TO_LATIN = _keyboards()
_TO_LATIN |= {"أ": "h", "إ": "y", "آ": "n", "ذ": "`"}


def other_keyboard(text: str) -> list[str]:
    """What the same keys give with the keyboard in the other language; [] where a character is on no key of both.

    لا may have been typed with one key (b) or with two (gh): then there are two readings.

    >>> other_keyboard("hgsu,]dm"), other_keyboard("خلاشةش")
    (['السعودية'], ['obama', 'oghama'])
    """
    if text.isascii():
        typed = [_TO_ARABIC.get(char, "") for char in text]
        return ["".join(typed)] if text and all(typed) else []
    readings = []
    for one_key in dict.fromkeys((text.replace("لا", "b"), text)):
        keys = [char if char == "b" else _TO_LATIN.get(char, "") for char in one_key]
        if all(keys):
            readings.append("".join(keys))
    return readings
