"""What a word of the query may be in an index that has no form of its stem.

In a small index a noun may be seen only behind its article or a preposition (السوق, بنسبة), and what evidence there is
takes these for letters of the word (`index.analysis.vocabulary`): then سوق and السوق have different stems. The longer
form is no evidence against a word that somebody asks for, so that is looked for behind what a noun may follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Protocol

#: The article, alone and after what may precede it. What follows these is hardly ever anything but a noun.
ARTICLES: Final = ("ال", "وال", "بال", "لل", "فال", "كال", "ولل", "وبال")

#: Conjunctions and prepositions of one letter, without ك, which is mostly a radical.
LETTERS: Final = ("و", "ب", "ل", "ف")

#: Letters of a word that is looked for behind articles; and of one that may be another behind a letter (بعيد is far,
#: عيد a feast), while longer words are hardly ever words without their first letter.
_SHORTEST: Final = 2
_SHORT: Final = 3


class Stems(Protocol):
    """The forms of an index and their stems."""

    def frequency(self, form: str) -> int:
        """Occurrences of a form; 0 if the index hasn't got it."""

    def stem(self, form: str) -> str:
        """The stem of any form."""


def sure_stems(words: Sequence[str], index: Stems) -> list[str]:
    """The stems of all forms of the index that are one of some words with an article, or behind a letter."""
    behind_articles = [word for word in words if len(word) >= _SHORTEST]
    behind_letters = [word for word in words if len(word) > _SHORT]
    return _stems(ARTICLES, behind_articles, index) + _stems(LETTERS, behind_letters, index)


def doubtful_stems(words: Sequence[str], index: Stems) -> list[str]:
    """The stems of all that look like one of some short words behind a letter, and may be another word."""
    return _stems(LETTERS, [word for word in words if len(word) == _SHORT], index)


def _stems(proclitics: Iterable[str], words: Sequence[str], index: Stems) -> list[str]:
    forms = (proclitic + word for proclitic in proclitics for word in words)
    return [index.stem(form) for form in forms if index.frequency(form)]
