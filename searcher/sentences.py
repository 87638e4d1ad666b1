"""Where a raw text may be cut: the ends of its sentences; the places that part no character from its marks.

The sentences are those that snippets are cut by and `sent(…)` asks for; nothing is indexed by them.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from typing import Final

import numpy as np
import numpy.typing as npt

from index.analysis import Analyzer

__all__ = ["is_break", "sentence_limits", "sentence_words"]

_CLOSING = "»”“\"’'›)\\]）﴾﴿"
_LIMIT = re.compile(f"[؟؛!?.…۔‼⁇⁈⁉]+[{_CLOSING}]*|[\n\r\v\f\x85\u2028\u2029]+")
_WITHIN_ADDRESS = re.compile("[A-Za-z0-9_=&/%]")

_ZERO_WIDTH_JOINER: Final = "\u200d"
#: The Arabic signs that are written before the digits they enclose (Prepend in UAX #29).
_PREPENDED: Final = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u0890\u0891\u08e2")


def sentence_limits(text: str) -> list[int]:
    """Ascending offsets between sentences, 0 and the length of the text included.

    A sentence ends after ؟ ؛ . ! … and at line breaks, with the quotes and brackets that close there. The
    point of a number (3.5), an initial or title (أ.ف.ب, د. سعاد), or an address (spa.gov.sa) ends none.
    """
    limits = [0]
    for match in _LIMIT.finditer(text):
        if match.end() > limits[-1] and _ends_sentence(text, match):
            limits.append(match.end())
    if limits[-1] != len(text):
        limits.append(len(text))
    return limits


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    after = text[match.end() : match.end() + 1]
    if match[0] in (".", "?", "!") and _WITHIN_ADDRESS.match(after):
        return False
    if match[0][0] != "." or match[0][1:2] == ".":  # two points are the ellipsis of the headlines
        return True
    return not after.isdecimal() and not _single_letter_before(text, match.start())


def _single_letter_before(text: str, end: int) -> bool:
    """Whether the word that ends at `end` has one letter, whatever marks it carries."""
    letters = 0
    while end and letters < 2:
        end -= 1
        category = unicodedata.category(text[end])
        if category in ("Mn", "Cf") or text[end] == "ـ":
            continue
        if category[0] not in "LN":
            break
        letters += 1 if category[0] == "L" else 2
    return letters == 1


def is_break(text: str, at: int) -> bool:
    """Whether the text may be cut at `at`: not between a letter and its marks, within an emoji or a CRLF.

    Stricter than the grapheme clusters of UAX #29 where that is simpler: a row of flags holds together, and so
    does every symbol with the joiner before it.
    """
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if unicodedata.category(after) in ("Mn", "Mc", "Me") or after in "\u200c\u200d" or "🏻" <= after <= "🏿":
        return False
    if "\U000e0020" <= after <= "\U000e007f":  # tags: the flags of countries' parts
        return False
    if "\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff":
        return False
    both = before + after
    flag = all("🇦" <= char <= "🇿" for char in both)
    joined = before == _ZERO_WIDTH_JOINER and unicodedata.category(after) == "So"
    return not (both == "\r\n" or flag or joined or before in _PREPENDED)


def sentence_words(text: str, analyzer: Analyzer) -> npt.NDArray[np.int64]:
    """The numbers of the words with which sentences begin, ascending; the first is 0.

    A word over a limit (there are none but odd ones) is of the sentence in which it begins.
    """
    limits = sentence_limits(text)[1:-1]
    if not limits:
        return np.zeros(1, np.int64)
    starts: list[int] = []
    for match in analyzer.WORD.finditer(text):  # as `Analyzer.tokens` counts, without making tokens
        starts += [match.start()] * len(analyzer.forms(match[0]))
    return np.array([0, *(bisect_left(starts, limit) for limit in limits)], np.int64)
