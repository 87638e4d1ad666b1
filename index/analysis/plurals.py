"""Broken plurals: وزراء of وزير, مدارس of مدرسة.

A plural of this kind has its own pattern of vowels, and for each pattern there are a few that its singular can have.
The tables give the written letters, with 1 to 4 for those of the root; a word that fits a pattern may still be no
plural at all, so `index.analysis.derivations` asks the vocabulary, unless it is one of the nouns that everybody knows
(`index.analysis.lexicon`). There are two kinds of patterns:

- "sure": hardly anything but plurals has it;
- "doubtful": singulars have it as well, and verbal nouns. رجال is the plural of رجل, but قتال the fighting of قتل, and
  شمال, the north, neither of شمل nor of شامل. Of 358 such pairs that an archive of 41,000 articles bore out, and that
  the lexicon does not have, hardly any was a plural; so these are tried only where nothing else finds
  (`index.analysis.inflections`).

The patterns are those of the grammars (Wright, "A Grammar of the Arabic Language", §§304-305).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Final, Literal, NamedTuple

Kind = Literal["sure", "doubtful"]

#: Of each kind, plural pattern to the patterns of its singulars, commonest first.
PATTERNS: Final[dict[Kind, dict[str, tuple[str, ...]]]] = {
    "sure": {
        "123اء": ("12ي3", "1ا23"),
        "ا123اء": ("12ي3",),
        "ا12ياء": ("12ي", "12يء"),
        "ا12اء": ("12ي2", "12ي", "12و", "12ا", "ا12"),
        "ا12ا3": ("123", "12ي3", "123ه"),
        "ا12ا2": ("12",),
        "ا1وا2": ("1ا2", "1و2"),
        "ا1يا2": ("1ي2",),
        "ا123ه": ("12ا3", "12ي3"),
        "ا12ه": ("12ا2", "12ي2"),
        "ا12يه": ("1ا2ي", "12اء"),
        "12اي3": ("12ي3ه", "12ا3ه", "12و3ه", "12ي3"),
        "1وا23": ("1ا23", "1ا23ه", "1و23"),
        "1وا2ي3": ("1ا2و3", "1ا2ا3"),
        "12ا34": ("1234", "1234ه"),
        "12ا3ي4": ("123و4", "123ا4", "123ي4", "1ا3و4", "123و4ه"),
        "ا1ا2ي3": ("ا12و3", "ا12و3ه", "ا12ي3"),
        "12ايا": ("12يه",),
        "12و2": ("12",),
        "12ا3يء": ("123ا",),
        "1وا2يء": ("1ا2يء",),
    },
    "doubtful": {
        "12و3": ("123", "1ا23", "123ي"),
        "12ا3": ("123", "12ي3", "1ا23", "123ه"),
        "ا123": ("123",),
        "1وا2": ("1اي2",),
        "1يا2": ("1اي2",),
        "123": ("123ه", "12ا3", "12ي3ه"),
        "12ي": ("12يه",),
        "123ي": ("12ي3",),
        "123ان": ("12ي3", "123"),
        "1ي2ان": ("1ا2",),
        "123ه": ("1ا23",),
        "12اه": ("1ا2ي",),
        "1ا2ه": ("1اي2",),
        "12اء": ("12",),
        "122": ("12ه",),
    },
}

KINDS: Final[tuple[Kind, ...]] = ("sure", "doubtful")

#: The hamza of a root sits on another letter in the plural, and ؤ is folded to و: رئيس, رؤساء; سؤال, أسئلة. Of doubtful
#: patterns that makes what is none: روسي is of no رئيس.
_HAMZA_SEATS: Final = (("و", "ئ"), ("ئ", "و"))

_ROOT_LETTERS: Final = "ءئبتثجحخدذرزسشصضطظعغفقكلمنوي"

#: The letters that patterns name. The shape of a word are these of its letters and ق for any other one of a root.
_NAMED: Final = "اويءهن"
_SHAPE: Final = str.maketrans({letter: "ق" for letter in _ROOT_LETTERS if letter not in _NAMED})


class _Rule(NamedTuple):
    """What to make of words with a pattern."""

    shapes: re.Pattern[str]  # of such words
    same: tuple[int, int]  # two indices whose letters are the same one of the root
    # Each takes the letters of its word from one with the pattern and `_NAMED` after it.
    targets: Sequence[Callable[[str], tuple[str, ...]]]


def _rule(source: str, targets: Iterable[str]) -> _Rule:
    # A fourth ه is the ending ة.
    shapes = re.sub(r"\d", lambda digit: f"[قويءن{'' if digit[0] == '4' else 'ه'}]", source)
    indices = {letter: len(source) + index for index, letter in enumerate(_NAMED)}
    indices |= {letter: source.index(letter) for letter in source}
    same = (0, 0)
    for index, letter in enumerate(source):
        if letter.isdecimal() and indices[letter] != index:
            same = (indices[letter], index)
    getters = [itemgetter(*map(indices.__getitem__, target)) for target in targets]
    return _Rule(re.compile(shapes), same, getters)


#: Rules by the length of the words that they apply to.
_Rules = dict[int, list[_Rule]]


def _rules(pairs: Iterable[tuple[str, str]]) -> _Rules:
    """The rules for pairs of a pattern and the one it is turned into, which may use no other letters of the root."""
    targets: dict[str, list[str]] = {}
    for source, target in pairs:
        if set(re.findall(r"\d", target)) <= set(re.findall(r"\d", source)):
            targets.setdefault(source, []).append(target)
    rules: _Rules = {}
    for source, each in targets.items():
        rules.setdefault(len(source), []).append(_rule(source, each))
    return rules


def _pairs(kind: Kind) -> list[tuple[str, str]]:
    return [(plural, singular) for plural, singulars in PATTERNS[kind].items() for singular in singulars]


_LONGEST: Final = max(len(pattern) for kind in KINDS for pair in _pairs(kind) for pattern in pair)


@lru_cache
def _rules_of(kind: Kind, to_plural: bool) -> _Rules:
    """Compiled when they are first asked for: most searches find the relatives of their words in the index."""
    return _rules(
        [(singular, plural) if to_plural else (plural, singular) for plural, singular in _pairs(kind)]
    )


@lru_cache(maxsize=1 << 15)
def _rules_for(shape: str, kind: Kind, to_plural: bool) -> list[_Rule]:
    """The rules whose patterns words of a shape have, but for letters that have to be the same."""
    rules = _rules_of(kind, to_plural).get(len(shape), ())
    return [rule for rule in rules if rule.shapes.fullmatch(shape)]


@lru_cache
def _shape(word: str) -> str:
    """Remembered: each word is asked for all kinds, one after the other."""
    return word.translate(_SHAPE)


def _filled(word: str, kind: Kind, to_plural: bool) -> tuple[str, ...]:
    rules = _rules_for(_shape(word), kind, to_plural) if len(word) <= _LONGEST else ()
    if not rules:
        return ()
    letters = word + _NAMED
    results = [
        "".join(target(letters))
        for _, (one, other), targets in rules
        if word[one] == word[other]
        for target in targets
    ]
    for seat, other_seat in _HAMZA_SEATS if kind == "sure" else ():
        if seat in word:
            results += [result.replace(seat, other_seat, 1) for result in results if seat in result]
    return tuple([result for result in dict.fromkeys(results) if result != word])


def singulars(plural: str, kind: Kind) -> tuple[str, ...]:
    """What the singular of a word may be if it is a plural of this kind of pattern.

    >>> singulars("احزاب", "sure")
    ('حزب', 'حزيب', 'حزبه')
    """
    return _filled(plural, kind, False)


def plurals(singular: str, kind: Kind) -> tuple[str, ...]:
    """What the broken plural of a word may be, of this kind of pattern.

    >>> plurals("وزير", "sure")
    ('وزراء', 'اوزراء', 'اوزار', 'اوزره', 'وزاير')
    """
    return _filled(singular, kind, True)
