"""The analyser: raw text to tokens, with everything worked out once per distinct raw word.

`Analyzer` puts the stages together (tokenising, folding, stemming) and leaves each to its module. A text of a million
words has some thousands of distinct ones, so whoever is in a hurry runs `WORD.finditer` (or `findall`) over the text
and looks each raw word up in a dictionary filled by `forms`.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final, NamedTuple

from index.analysis import folding, sentences, stemming, tokenizing, vocabulary
from index.analysis.relations import KEY_TABLES

#: Raise it when code changes what any text is analysed to; changes to the tables count by themselves.
VERSION: Final = 1

_CACHED_WORDS: Final = 1_000_000


def digest_of_rules() -> str:
    """A hex digest of `VERSION` and every table of the analysis."""
    tables = (
        VERSION,
        tokenizing.WORD.pattern,
        folding.TABLES,
        stemming.TABLES,
        vocabulary.TABLES,
        KEY_TABLES,
        sentences.TABLES,
    )
    return blake2b(repr(tables).encode(), digest_size=16).hexdigest()


class Token(NamedTuple):
    """A word of a text: its form in the index, its place among the words, its slice of the raw text."""

    form: str
    position: int
    start: int
    end: int


class Analyzer:
    """The one way from raw text to terms, for articles and for queries.

    Safe to share between threads: a cache entry is written whole, and twice the same.
    """

    WORD: Final = tokenizing.WORD

    #: Hex digest over rules and tables: differs whenever an analysis result may differ.
    fingerprint: Final[str] = digest_of_rules()

    def __init__(self) -> None:
        self._forms: dict[str, tuple[str, ...]] = {}

    def forms(self, raw_word: str) -> tuple[str, ...]:
        """The normalised forms of a raw word.

        Nearly always one; several where a ligature stands for a phrase (ﷺ) or the string holds several words; none
        where nothing of it is a letter or digit.
        """
        try:
            return self._forms[raw_word]
        except KeyError:
            pass
        folded = folding.fold(raw_word)
        if folding.is_folded(folded) or tokenizing.WORD.fullmatch(folded):
            forms: tuple[str, ...] = (folded,)
        else:
            forms = tuple(part for word in tokenizing.WORD.findall(folded) if (part := folding.fold(word)))
        if len(self._forms) >= _CACHED_WORDS:
            self._forms.clear()
        self._forms[raw_word] = forms
        return forms

    def normalized(self, text: str) -> list[str]:
        """The forms of the words of a raw text, in order."""
        return [form for word in tokenizing.WORD.findall(text) for form in self.forms(word)]

    def tokens(self, text: str) -> list[Token]:
        """The words of a raw text, in order. Positions count up by one from 0; offsets slice `text`.

        The words of a ligature have positions of their own and the offsets of the ligature.
        """
        tokens: list[Token] = []
        known = self._forms
        for match in tokenizing.WORD.finditer(text):
            word = match[0]
            start, end = match.span()
            for form in known.get(word) or self.forms(word):
                tokens.append(Token(form, len(tokens), start, end))
        return tokens

    def stem(self, form: str) -> str:
        """The light stem of a normalised form, by its shape alone; forms of equal stem are relatives.

        Where a vocabulary is at hand, `VocabularyStemmer` and `stem_groups` decide better.
        """
        return stemming.stem(form)
