"""What stands in a query without a space: words, and words that are joined into one thing, as كوفيد-19."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from index.analysis import Token
from searcher.language.algebra import all_of
from searcher.language.query import Phrase, Query
from searcher.language.spellings import with_proclitics
from searcher.language.wildcards import visible

__all__ = ["asked_for", "things"]

#: What joins two words into one, as كوفيد-19 and #كأس_العالم are one thing to whoever types them.
_JOINERS: Final = frozenset("-‐‑－−_/\\&@#+'’ʼ*~·")
_CLITICS: Final = frozenset(("و", "ف", "ب", "ك", "ل", "س", "ال", "وال", "بال", "فال", "كال", "لل", "ولل"))


def things(tokens: Sequence[Token], raw: str) -> list[list[Token]]:
    """The words of a raw text, those that are one thing together."""
    found: list[list[Token]] = []
    for token in tokens:
        if found and _joined(raw, found[-1][-1], token):
            found[-1].append(token)
        else:
            found.append([token])
    return found


def _joined(raw: str, one: Token, next_one: Token) -> bool:
    """Whether two words are one thing together: كوفيد-19 is, بوتين،كيم is not."""
    between = visible(raw[one.end : next_one.start])
    if all(char in _JOINERS for char in between):
        return True
    if between == ".":  # not where only the space after a full stop is missing: انتهى.وقال
        return any(len(form) == 1 or form.isascii() for form in (one.form, next_one.form))
    return between in (",", ":") and one.form.isdecimal() and next_one.form.isdecimal()


def asked_for(tokens: Sequence[Token], fieldname: str, word: Callable[[str], Query]) -> Query:
    """What one thing asks for: a word, as `word` makes it, or several joined ones, which belong together.

    Numbers and initials (3-1, 12/09/2023, أ.ف.ب) have no relatives and say nothing apart: they are a phrase. The first
    of three initials or more may have a proclitic, as a word has: وأ.ف.ب. With fewer, or with numbers, it would be
    another word as often: ي-1 is not "في 1".
    A clitic that is written to a number (و2015, الـ20) is not a word.
    """
    if len(tokens) == 1:
        return word(tokens[0].form)
    forms = [
        token.form
        for token, following in zip(tokens, [*tokens[1:], None], strict=True)
        if following is None or not _is_clitic_of_number(token, following)
    ]
    if len(forms) > 1 and all(len(form) == 1 or form.isdecimal() for form in forms):
        are_initials = len(forms) > 2 and all(form.isalpha() and not form.isascii() for form in forms)
        return Phrase(fieldname, forms, firsts=with_proclitics(forms[0]) if are_initials else ())
    return all_of([word(form) for form in forms])


def _is_clitic_of_number(token: Token, following: Token) -> bool:
    return token.form in _CLITICS and following.form[0].isdecimal() and following.start == token.end
