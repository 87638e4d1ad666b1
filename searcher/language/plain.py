"""Queries without syntax: words, figures and stops, quotes of words, the beginning of a word. Most are so, and are read
at once.

`searcher.language.reader` reads them the same way, and everything else; it takes its time to load.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Final, Literal

from index.analysis import Analyzer
from index.analysis.folding import fold
from searcher.language import spellings
from searcher.language.algebra import OnlyAdds, all_of, any_of, joins_words, side_by_side
from searcher.language.months import words_of
from searcher.language.query import NullQuery, Pattern, Phrase, Query, Word

__all__ = [
    "PLAIN_LETTERS",
    "STOPS",
    "Match",
    "is_sentence",
    "is_words_alone",
    "pattern",
    "plain_words",
    "read_plain",
]

#: Words side by side: alternatives, or all required.
Match = Literal["any", "all"]

#: Arabic letters and harakat, as in a [character class]: in words of these alone nothing is syntax.
PLAIN_LETTERS: Final = "\u0621-\u063a\u0640-\u0652"
#: What ends a sentence or a part of one, as in a [character class]: between a word and a space it is no syntax.
STOPS: Final = "،؛؟!.,:…"

_WORDS: Final = re.compile(rf"[\s{PLAIN_LETTERS}]*")
_DIGIT: Final = "[0-9\u0660-\u0669]"
#: A figure that is one word: with a decimal point, or one separator of thousands, or neither.
_FIGURE: Final = rf"{_DIGIT}{{1,3}}[,٬]{_DIGIT}{{3}}|{_DIGIT}++(?:[.٫]{_DIGIT}++)?+"
#: Words and figures, each by itself, and stops: a headline, or a sentence.
_SENTENCE: Final = re.compile(rf"\s*+(?:(?:[{PLAIN_LETTERS}]++|{_FIGURE})[{STOPS}]*+(?:\s++|\Z))*+")
_QUOTES: Final = re.compile(rf'"[\s0-9{PLAIN_LETTERS}]*"(?: "[\s0-9{PLAIN_LETTERS}]*")*')
_PREFIX: Final = re.compile(r"[\u0621-\u063a\u0641-\u064a]+\*")
#: Stand for * and ? while the letters around them are folded: no rule knows them.
_ANY_LETTERS, _ONE_LETTER = "\ue000", "\ue001"


def read_plain(text: str, analyzer: Analyzer, match: Match, form_only_adds: OnlyAdds) -> Query | None:
    """The query tree of a string in which nothing is syntax, or next to nothing; None for every other."""
    if is_sentence(text):
        words = plain_words(words_of(text, analyzer), "text", every=match == "all")
        if not words:
            return NullQuery()
        if match == "all":
            return all_of(words)
        return side_by_side(words, [joins_words(word, form_only_adds) for word in words])
    if _QUOTES.fullmatch(text):
        quotes = [analyzer.normalized(quote) for quote in text.split('"')[1::2]]
        if all(quotes):
            phrases = [Phrase("text", forms) for forms in quotes]
            return any_of(phrases) if match == "any" else all_of(phrases)
    elif _PREFIX.fullmatch(text):
        return pattern(text, "text")
    return None


def is_words_alone(text: str) -> bool:
    """Whether a string is Arabic words and nothing else."""
    return _WORDS.fullmatch(text) is not None


def is_sentence(text: str) -> bool:
    """Whether a string is words, figures and stops, none of which is syntax."""
    return _SENTENCE.fullmatch(text) is not None


def plain_words(forms: Sequence[str], fieldname: str, *, every: bool) -> list[Query]:
    """The operands for words side by side: `every` says whether they will all be required.

    Where the words have another way of writing (`searcher.language.spellings`) it finds them, too.
    """
    words: list[Query] = list(map(partial(Word, fieldname), forms))
    if not spellings.may_be_written_otherwise(" ".join(forms)):
        return words
    operands: list[Query] = []
    done = 0
    for at, count, ways, weight in spellings.of_all(forms):
        operands += words[done:at]
        others = [Phrase(fieldname, way.forms, boost=weight, firsts=way.firsts) for way in ways]
        if every or count == 1:
            operands.append(any_of([all_of(words[at : at + count]), *others]))
        else:  # the words are alternatives anyway; the last of them stays last, for an operator behind it
            operands += [words[at], *others, words[at + 1]]
        done = at + count
    return operands + words[done:]


def pattern(piece: str, fieldname: str) -> Query:
    """The operand for letters with * or ? among them."""
    return any_of([Pattern(fieldname, text) for text in _folded(piece)])


def _folded(pattern: str) -> list[str]:
    """A pattern as forms are folded: several where the end of a word is folded otherwise than its middle."""
    hidden = pattern.replace("*", _ANY_LETTERS).replace("?", _ONE_LETTER)
    ways = [fold(hidden)]
    if hidden.endswith(_ANY_LETTERS):
        ways.append(fold(hidden.rstrip(_ANY_LETTERS)) + _ANY_LETTERS)
    shown = [re.sub(r"\*+", "*", way.replace(_ANY_LETTERS, "*").replace(_ONE_LETTER, "?")) for way in ways]
    return list(dict.fromkeys(shown))
