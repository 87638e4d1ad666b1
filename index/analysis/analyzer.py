"""The analyser: raw text to tokens, with everything worked out once per distinct raw word.

`Analyzer` puts the stages together (tokenising, folding, stemming) and leaves each to its module. A text of a million
words has some thousands of distinct ones, so whoever is in a hurry runs `WORD.finditer` (or `findall`) over the text
and looks each raw word up in a dictionary filled by `forms`.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from itertools import chain
from typing import Final, NamedTuple
from unicodedata import unidata_version

from index.analysis import folding, sentences, stemming, tokenizing, verb_lexicon, vocabulary
from index.analysis.relations import KEY_TABLES

#: Raise it when a rule changes what any text is analysed to, or how words are related: an index stores both. Changes to
#: the tables below count by themselves; of the rules a test tells (`tests/index/analysis/test_stored_rules.py`).
VERSION: Final = 10

_CACHED_WORDS: Final = 1_000_000


# The versions of Unicode that Python 3.11 to 3.15 have. By all of them the characters of the first are analysed alike:
# compared one by one, alone and among others; the one exception is a vowel sign of Ahom, in abbreviations. What the
# later ones add are characters that no newspaper prints.
_ALIKE: Final = ("14.0.0", "15.0.0", "15.1.0", "16.0.0", "17.0.0")


def digest_of_rules(unicode_version: str = unidata_version) -> str:
    """A hex digest of `VERSION` and the tables that decide forms, stems and relatives, Unicode's among them."""
    tables = (
        VERSION,
        tokenizing.WORD.pattern,
        (*folding.TABLES, unicode_version),
        stemming.TABLES,
        vocabulary.TABLES,
        verb_lexicon.TABLES,
        KEY_TABLES,
        sentences.TABLES,
    )
    return blake2b(repr(tables).encode(), digest_size=16).hexdigest()


@cache
def _fingerprints_of_the_like() -> frozenset[str]:
    """The digests by other versions of Unicode that make no difference."""
    return frozenset(map(digest_of_rules, _ALIKE if unidata_version in _ALIKE else ()))


class Token(NamedTuple):
    """A word of a text: its form in the index, its position among the words, its slice of the raw text."""

    form: str
    position: int
    start: int
    end: int


class _Forms(dict[str, tuple[str, ...]]):
    """The forms of raw words, worked out when they are first wanted; from so many words on, anew."""

    def __missing__(self, raw_word: str) -> tuple[str, ...]:
        folded = folding.fold(raw_word)
        if folding.is_folded(folded) or tokenizing.WORD.fullmatch(folded):
            forms: tuple[str, ...] = (folded,)
        else:
            forms = tuple(part for word in tokenizing.WORD.findall(folded) if (part := folding.fold(word)))
        if len(self) >= _CACHED_WORDS:
            self.clear()
        self[raw_word] = forms
        return forms


class Analyzer:
    """The one way from raw text to terms, for articles and for queries.

    Safe to share between threads: a cache entry is written whole, and twice the same.
    """

    WORD: Final = tokenizing.WORD

    #: Hex digest over the version of the rules and their tables: what an index was made by.
    fingerprint: Final[str] = digest_of_rules()

    @classmethod
    def understands(cls, fingerprint: object) -> bool:
        """Whether what has this fingerprint would be analysed so now, by these rules and a Unicode like this."""
        if not isinstance(fingerprint, str):
            return False
        return fingerprint == cls.fingerprint or fingerprint in _fingerprints_of_the_like()

    def __init__(self) -> None:
        self._forms = _Forms()

    def forms(self, raw_word: str) -> tuple[str, ...]:
        """The normalised forms of a raw word.

        Nearly always one; several where a ligature stands for a phrase (ﷺ) or the string holds several words; none
        where nothing of it is a letter or digit.
        """
        return self._forms[raw_word]

    def normalized(self, text: str) -> list[str]:
        """The forms of the words of a raw text, in order."""
        return list(chain.from_iterable(map(self._forms.__getitem__, tokenizing.WORD.findall(text))))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """The offsets, start and end, of each form of `normalized`. Those of a ligature all have the ligature's."""
        return [match.span() for match in tokenizing.WORD.finditer(text) for _ in self._forms[match[0]]]

    def tokens(self, text: str) -> list[Token]:
        """The words of a raw text, in order. Positions count up by one from 0; offsets slice `text`.

        The words of a ligature have positions of their own and the offsets of the ligature.
        """
        forms, spans = self.normalized(text), self.spans(text)
        return [
            Token(form, position, start, end)
            for position, (form, (start, end)) in enumerate(zip(forms, spans, strict=True))
        ]

    def stem(self, form: str) -> str:
        """The light stem of a normalised form, by its shape alone; forms of equal stem are relatives.

        Where a vocabulary is at hand, `VocabularyStemmer` and `stem_groups` decide better.
        """
        return stemming.stem(form) if form else ""
