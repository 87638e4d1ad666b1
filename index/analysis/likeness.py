"""Likeness of words by their letters: the weak evidence that no rule covers.

Two measures: a common root (`root_key`), and common letter trigrams (`likeness`). They relate words that share a
topic more often than not (صناعة, مصنع; ترافورد and the misspelt ترافود) and are wrong often enough that they may
raise a document in a ranking but find none.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from index.lazy import lazy_pattern

#: Augments before a root, longest first; cut only where the letters of a root remain.
_AUGMENTS: Final = (
    *("است", "مست", "يست", "تست", "نست"),
    *("مت", "يت", "تت", "نت", "ان", "من", "ين", "تن"),
    *("م", "ت", "ي", "ا", "ن"),
)
_AUGMENTS_BY_LETTER: Final = {
    letter: [augment for augment in _AUGMENTS if augment[0] == letter] for letter in "ميتنا"
}
_WEAK: Final = "اويءئ"
_ENDINGS: Final = ("ات", "ون", "ين", "ان")
_EIGHTH_FORM: Final = lazy_pattern(f"[امتين]([^{_WEAK}س])ت(..+)")


def root_key(stem: str) -> str:
    """The strong consonants of a stem without the letters that word formation adds, usually those of its root.

    Of صناعة, مصنع and تصنيع it is صنع. A root with a weak letter is two consonants and the place where it was: of توظيف
    and موظف _ظف, of يعود and إعادة ع_د, of لقاء and التقى لق_. "" for words without two consonants.
    """
    word = stem[:-1] if stem[-1] == "ه" and len(stem) > 3 else stem
    if len(word) >= 6 and word.endswith(_ENDINGS):
        word = word[:-2]
    eighth = _EIGHTH_FORM.fullmatch(word)
    if eighth:
        root = _consonants(eighth[1] + eighth[2])
        if len(root) == 3:
            return root
    root = _consonants(word)
    if len(root) > 3 or word[0] in "اتيم":
        for augment in _AUGMENTS_BY_LETTER.get(word[0], ()):
            if word.startswith(augment):
                inner = _consonants(word[len(augment) :])
                if len(inner) >= 3:
                    return inner
    return root if len(root) >= 3 else ""


def _consonants(word: str) -> str:
    """The strong consonants; where they are two, with a mark where the weak one was."""
    strong = word
    for letter in _WEAK:  # faster than `translate`, which looks each letter up
        strong = strong.replace(letter, "")
    if len(strong) != 2:
        return strong
    first, second = strong[0], strong[1]
    if word[0] in "وي":
        return "_" + strong
    between = word.index(second, word.index(first) + 1) - word.index(first) - 1
    if between:
        return f"{first}_{second}"
    return strong + "_" if word[-1] in _WEAK else "_" + strong


@lru_cache(maxsize=1 << 16)
def trigrams(word: str) -> frozenset[str]:
    """All runs of three characters of a word, its ends marked."""
    marked = f"^{word}$"
    return frozenset(marked[at : at + 3] for at in range(len(marked) - 2))


def likeness(a: frozenset[str], b: frozenset[str]) -> float:
    """Dice's coefficient of two sets of trigrams: 1 for equal ones, 0 where nothing is common."""
    return 2 * len(a & b) / (len(a) + len(b))


#: Everything that decides `root_key`, for the fingerprint.
TABLES: Final = (_AUGMENTS, _WEAK, _ENDINGS, _EIGHTH_FORM.pattern)
