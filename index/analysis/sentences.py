"""Sentences: where those of a raw text end.

What one sentence holds is asked for (`sent(…)`), marked, and shown in snippets: all by this rule. A sentence ends after
؟ ؛ . ! … and at line breaks, with the quotes and brackets that close there. The point of a number (3.5), an initial or
title (أ.ف.ب, د. سعاد), or an address (spa.gov.sa) ends none.

The rule goes over the signs of a text in array steps, so that a batch of articles takes little longer than finding its
signs. A line break ends a sentence whatever stands around it: texts joined by line breaks can be cut together.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

_Codes = npt.NDArray[np.uint32]
_Offsets = npt.NDArray[np.int64]
_Traits = npt.NDArray[np.uint8]
_Mask = npt.NDArray[np.bool_]

_SIGNS: Final = "؟؛!?.…۔‼⁇⁈⁉"
_LINE_BREAKS: Final = "\n\r\v\f\x85\u2028\u2029"
#: The characters that may end a sentence.
ENDS: Final = _SIGNS + _LINE_BREAKS
_CLOSING: Final = "»”“\"'’›)]）﴾﴿"
_OF_ADDRESSES: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_=&/%"
#: What says where a sentence ends: part of the fingerprint of the analysis.
TABLES: Final = (_SIGNS, _LINE_BREAKS, _CLOSING, _OF_ADDRESSES)

_END: Final = re.compile(f"[{ENDS}]")
_CLOSED: Final = re.compile(f"[{re.escape(_CLOSING)}]*")
_POINT, _QUESTION, _EXCLAMATION = map(ord, ".?!")
# Traits of a character; none of the others is known yet where _MET is not among them.
_MET, _MARK, _LETTER, _NUMBER, _DECIMAL, _ADDRESS, _CLOSES, _BREAK = (1 << bit for bit in range(8))


def sentence_limits(text: str) -> list[int]:
    """Ascending offsets between sentences, 0 and the length of the text included."""
    limits = [0]
    signs = [match.start() for match in _END.finditer(text)]
    if signs and signs[0] < len(text) - 1:  # a sign at the end of the text makes no difference
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        limits += sentence_ends(text, codes, np.array(signs)).tolist()
    if limits[-1] != len(text):
        limits.append(len(text))
    return limits


def sentence_ends(text: str, codes: _Codes, ends: _Offsets) -> _Offsets:
    """Offsets behind the sentences of a text that end with a sign or a line break, ascending.

    codes: the code points of the text; ends: where those of `ENDS` are, ascending.
    """
    around = np.zeros(len(codes) + 3, np.uint32)  # two characters before the text, one behind
    around[2:-1] = codes
    is_break = _traits(codes[ends]) & _BREAK
    # Signs side by side end one sentence, and so do line breaks, but not the one with the other.
    first = np.ones(len(ends) + 1, np.bool_)
    first[1:-1] = (ends[1:] != ends[:-1] + 1) | (is_break[1:] != is_break[:-1])
    begins, behind = ends[first[:-1]], ends[first[1:]] + 1
    alone = behind == begins + 1
    next_ = _traits(around[behind + 2])
    closed = np.flatnonzero((next_ & _CLOSES > 0) & (is_break[first[:-1]] == 0))
    if len(closed):
        alone[closed] = False
        behind[closed] = [_closed(text, end) for end in behind[closed].tolist()]
        next_ = _traits(around[behind + 2])
    sign = codes[begins]
    within = alone & (next_ & _ADDRESS > 0)
    within &= (sign == _POINT) | (sign == _QUESTION) | (sign == _EXCLAMATION)
    # Two points or more are the ellipsis of the headlines.
    points = np.flatnonzero((sign == _POINT) & (around[begins + 3] != _POINT))
    if len(points):
        within[points] |= (next_[points] & _DECIMAL > 0) | _abbreviates(text, around, begins[points])
    limits: _Offsets = behind[~within]
    return limits


def _closed(text: str, end: int) -> int:
    """Where the quotes and brackets end that close at an offset."""
    match = _CLOSED.match(text, end)
    assert match is not None
    return match.end()


def _abbreviates(text: str, around: _Codes, points: _Offsets) -> _Mask:
    """Which points stand behind a word of one letter, whatever marks it carries. around: as in `sentence_ends`."""
    last, before = _traits(around[points + 1]), _traits(around[points])
    single: _Mask = (last & _LETTER > 0) & (before & (_LETTER | _NUMBER) == 0)
    for at in np.flatnonzero((last | single * before) & _MARK).tolist():
        single[at] = _single_letter_before(text, int(points[at]))
    return single


def _single_letter_before(text: str, end: int) -> bool:
    letters = 0
    while end and letters < 2:
        end -= 1
        traits = _traits_of(text[end])
        if not traits & (_MARK | _LETTER | _NUMBER):
            break
        if not traits & _MARK:
            letters += 1 if traits & _LETTER else 2
    return letters == 1


@cache
def _table() -> _Traits:
    """Traits by code point, filled in as characters are met: to ask Unicode of all takes longer than a search."""
    return np.zeros(0x110000, np.uint8)


def _traits(codes: _Codes) -> _Traits:
    table = _table()
    traits = table[codes]
    if not traits.all():
        for code in set(codes[traits == 0].tolist()):
            table[code] = _traits_of(chr(code))
        traits = table[codes]
    return traits


def _traits_of(char: str) -> int:
    category = unicodedata.category(char)
    traits = _MET
    if category in ("Mn", "Cf") or char == "ـ":
        traits |= _MARK
    elif category[0] == "L":
        traits |= _LETTER
    elif category[0] == "N":
        traits |= _NUMBER
    for trait, holds in (
        (_DECIMAL, char.isdecimal()),
        (_ADDRESS, char in _OF_ADDRESSES),
        (_CLOSES, char in _CLOSING),
        (_BREAK, char in _LINE_BREAKS),
    ):
        traits |= trait * holds
    return traits
