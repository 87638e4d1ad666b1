"""Inflections of a word by shape alone, for an index that shows too little of the word to tell what it is.

Stems are decided by evidence (`index.analysis.vocabulary`), and a small index has hardly any: where a noun stands only
behind its article, or a plural without its singular, what is clitic or ending is taken for letters of the word, and
مسؤول and مسؤولين have different stems. That is no evidence against their being one word; and where an index has few
words, two that differ by a clitic or an ending alone are hardly ever anything else.

So what a word may be inflected to is looked for among the stems of the index, when it is asked for. docs/relevance.md
says what that brings.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Final, Protocol

from index.analysis import lexicon, plurals, stemming, verbs
from index.analysis.attestation import RARE
from index.analysis.relations import LIKE

#: What an inflection weighs, as in `index.analysis.relations`: what is another spelling weighs as much.
INFLECTED: Final = 0.6

#: The article, alone and after what may precede it. What follows these is hardly ever anything but a noun.
ARTICLES: Final = ("ال", "وال", "بال", "لل", "فال", "كال", "ولل", "وبال")

#: Conjunctions and prepositions of one letter, without ك, which is mostly a radical.
LETTERS: Final = ("و", "ب", "ل", "ف")

#: Endings of gender, number, case, nisba and the past, and pronouns, each of which may follow any of these.
_INFLECTIONS: Final = (
    *("ه", "ي", "ا", "ات", "ان", "ون", "ين", "يه", "يا", "يت", "يات", "يون", "يين"),
    *("تان", "تين", "ت", "تي", "نا", "و", "وا"),
)
_PRONOUNS: Final = ("ها", "هم", "هما", "هن", "كم", "نا", "ه")
_ENDINGS: Final = frozenset(map("".join, product(("", *_INFLECTIONS), ("", *_PRONOUNS))))

#: Of short words without the plurals and duals that are mostly letters of a name or another word (لبنان, زيتون); and
#: behind a letter those alone that show by their length that an ending is there.
_OF_NAMES: Final = ("ان", "ون", "ين", "تان", "تين")
_ENDINGS_OF_SHORT: Final = frozenset(ending for ending in _ENDINGS if not ending.startswith(_OF_NAMES))
_ENDINGS_BEHIND_LETTER: Final = frozenset(ending for ending in _ENDINGS_OF_SHORT if len(ending) > 1)

#: A short word that ends so has lost what tells it from others: قضايا, cases, and قضاة, judges.
_WEAK: Final = "ا"

#: The persons of presents by their pattern: in ن these are mostly nouns (نجوم).
_PERSONS: Final = "يت"

#: Letters of the shortest word that is looked for behind articles; and of one that may be another word behind a letter
#: (بعيد, far, is no عيد, a feast).
_SHORTEST: Final = 2
_SHORT: Final = 3


class Stems(Protocol):
    """The stems of an index."""

    def frequency_of_stem(self, stem: str) -> int:
        """Occurrences of the forms with a stem; 0 where there are none."""

    def stems_with_prefix(self, prefix: str) -> set[str]:
        """The stems that begin so."""


def inflected_stems(stem: str, index: Stems, is_small: bool) -> dict[str, float]:
    """The stems of an index that a word may be inflected to, where this shows little of it; what each weighs.

    stem: of the word, by the evidence of the index. is_small: whether the index shows little of any word.

    Where it has no form of the stem, the word is looked for behind proclitics; a short word with one letter before it
    may be another, and weighs as much as what is most alike. In a small index endings are tried, too.
    """
    if not "ء" <= stem[:1] <= "ي":
        return {}
    found: dict[str, float] = {}
    if not index.frequency_of_stem(stem):
        patterned = (article + word for word in _by_pattern(stem) for article in ("", "ال"))
        proposed = dict.fromkeys(patterned, LIKE) | dict(_behind_proclitics(stem))
        found |= {name: weight for name, weight in proposed.items() if index.frequency_of_stem(name)}
    if is_small:
        found |= dict.fromkeys(_inflections(stem, index), INFLECTED)
    return {name: weight for name, weight in sorted(found.items()) if name not in stemming.CLOSED}


def _behind_proclitics(word: str) -> Iterator[tuple[str, float]]:
    """What a word would be behind each proclitic, and what that weighs."""
    if len(word) >= _SHORTEST:
        yield from ((article + word, INFLECTED) for article in ARTICLES)
    if len(word) >= _SHORT:
        yield from ((letter + word, INFLECTED if len(word) > _SHORT else LIKE) for letter in LETTERS)


def _by_pattern(word: str) -> Iterator[str]:
    """What may be broken plurals of a word, singulars, and other forms of a verb, by their patterns alone.

    Of a noun that everybody knows nothing is guessed.
    """
    if lexicon.knows(word):
        return
    for kind in plurals.KINDS:
        yield from plurals.plurals(word, kind)
        yield from plurals.singulars(word, kind)
    yield from verbs.presents(word, _PERSONS)
    yield from verbs.pasts_of_present(word)
    yield from verbs.verbal_nouns(word)
    yield from verbs.pasts_of_verbal_noun(word)


def _inflections(word: str, index: Stems) -> set[str]:
    """The stems that differ from a word by a proclitic, by endings, or both.

    None is given of which, and of whose word, there is evidence enough.
    """
    core = stemming.stem(word)
    found: set[str] = set()
    if len(core) > _SHORT or (len(core) == _SHORT and core[-1] != _WEAK):
        for proclitic in ("", *ARTICLES, *LETTERS):
            begin = proclitic + core
            endings = _ENDINGS if len(core) > _SHORT else _endings_of_short(proclitic)
            found |= {stem for stem in index.stems_with_prefix(begin) if stem[len(begin) :] in endings}
    if word.startswith(LETTERS) and len(word) > 1 + _SHORT and index.frequency_of_stem(word[1:]):
        found.add(word[1:])
    if index.frequency_of_stem(word) >= RARE:
        found = {stem for stem in found if index.frequency_of_stem(stem) < RARE}
    return found


def _endings_of_short(proclitic: str) -> frozenset[str]:
    """The endings that a short word behind a proclitic, or behind none, is believed to have."""
    return _ENDINGS_BEHIND_LETTER if proclitic in LETTERS else _ENDINGS_OF_SHORT
