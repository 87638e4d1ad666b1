"""What the spelling of a word in a query says that its form does not: أب, a father, is no آب, August.

Forms of the index are folded, so both are اب, which is related to all names of the month. How a word of an article was
spelled nobody knows any more; what somebody types is at hand. So where a hamza or madda shows that the month was not
meant, the query's word (`searcher.language.query.Word`) keeps it, and is searched without the names of the month.
اب, as many write both, stays either. Of the other months none is spelled otherwise than the words that look like it:
مارس (he practised), ماي and جوان, who are people, too, are written so.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Final

from index.analysis import Analyzer, Token
from index.analysis.folding import bare_letters, compatible, without_invisibles, without_marks

__all__ = ["form_of", "is_no_month", "with_spelling", "with_spellings", "words_of"]

#: A father, and إب, a city; what took in refugees (آوت), beside أوت, August in the Maghreb.
_WORDS: Final = ("أب", "إب", "آوت")
_CLITICS: Final = product(("", "و", "ف"), ("", "ال", "لل", "بال", "كال", "ل", "ب", "ك"))
#: What is no month by its spelling, and its form: in these words folding has no more to do.
_FORMS: Final = {
    spelled: bare_letters(spelled)
    for spelled in [f"{conjunction}{clitic}{word}" for conjunction, clitic in _CLITICS for word in _WORDS]
}
_AMBIGUOUS: Final = frozenset(_FORMS.values())


def is_no_month(word: str) -> bool:
    """Whether the spelling of a query's word shows that it is no month."""
    return word in _FORMS


def form_of(word: str) -> str:
    """The form of the index that a query's word is."""
    return _FORMS.get(word, word)


def with_spelling(form: str, raw_word: str) -> str:
    """The query's word for a form: as it was typed, without marks, where this shows that it is no month."""
    if form not in _AMBIGUOUS:
        return form
    spelled = without_marks(compatible(without_invisibles(raw_word)))
    return spelled if spelled in _FORMS else form


def with_spellings(tokens: Sequence[Token], text: str) -> list[Token]:
    """The words of a raw text, with the query's words as their forms."""
    return [token._replace(form=with_spelling(token.form, text[token.start : token.end])) for token in tokens]


def words_of(text: str, analyzer: Analyzer) -> list[str]:
    """The query's words in a raw text: the normalised forms, but for what is no month by its spelling."""
    forms = analyzer.normalized(text)
    if _AMBIGUOUS.isdisjoint(forms):
        return forms
    return [token.form for token in with_spellings(analyzer.tokens(text), text)]
