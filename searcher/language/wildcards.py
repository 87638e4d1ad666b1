"""The signs that stand for letters of a word: * for any, ? for one, and ؟ where it is no question mark."""

from __future__ import annotations

import re
from typing import Final

from index.analysis.folding import INVISIBLE, fold
from index.analysis.tokenizing import INSIDE

__all__ = ["NOTHING_ELSE", "PIECE", "WILDCARD", "has_letter", "is_pattern", "visible", "with_signs"]

_NOT_SEEN = re.compile(f"[{INVISIBLE}]")
#: A * anywhere, and any number of ? that are no question marks because a letter or a * follows.
_SIGNS: Final = r"\*|(?<!\?)\?++(?=[^\W_]|\*)"
WILDCARD: Final = re.compile(_SIGNS)
_LETTER: Final = rf"(?:[^\W_]|[{INSIDE}])"
#: A piece of a run of words: letters with signs among them.
PIECE: Final = re.compile(rf"(?:{_LETTER}|{_SIGNS})+")
#: A query of question marks alone, which then stand for letters as little as they end a question.
NOTHING_ELSE: Final = re.compile(rf"[\s{INVISIBLE}]*+(?P<signs>[?؟]++)[\s{INVISIBLE}?؟]*+")
_MARKS = re.compile(f"[{INSIDE}]")
#: The question mark of an Arabic keyboard between letters, with all of those before it.
_ARABIC_SIGN = re.compile(rf"(?<![^\W_])(?<![{INSIDE}])({_LETTER}++)(؟++)(?=({_LETTER}++))")
#: So many letters on either side are a word that ends a question, and one that begins what follows.
_WORD: Final = 3


def with_signs(text: str) -> str:
    """A run of words with ? in place of every ؟ that stands for a letter.

    In ز؟ارة it does; in بوتين؟النفط, as pasted headlines have it, only the space behind it is missing.
    """
    return _ARABIC_SIGN.sub(_sign, text) if "؟" in text else text


def _sign(found: re.Match[str]) -> str:
    before, marks, after = found.groups()
    if min(len(_MARKS.sub("", side)) for side in (before, after)) < _WORD:
        marks = "?" * len(marks)
    return before + marks


def visible(text: str) -> str:
    """A text without what can't be seen."""
    return _NOT_SEEN.sub("", text)


def has_letter(piece: str) -> bool:
    """Whether a letter or digit is left of a piece when it is folded: of tatweel and an apostrophe alone nothing is."""
    return any(map(str.isalnum, fold(piece)))


def is_pattern(word: str) -> bool:
    """Whether a word has letters and a sign that stands for others."""
    return bool(WILDCARD.search(visible(word))) and has_letter(word)
