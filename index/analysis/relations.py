"""Relations between words: what else a word of a query is searched with, and what each relative weighs.

Forms of one stem are the nearest relatives; `vocabulary` decides which they are. Beyond them:

- rules that make words of a word (`derivations`): broken plurals, verbs with their presents, verbal nouns and
  participles, adjectives in وي;
- other spellings of names, and the names of the months (`names`);
- likeness: a common root, common letters (`likeness`).

Relatives of a weight of `FINDING` and more find documents. Weaker ones only raise documents that the query has found
anyway: they are evidence about a topic, and too often wrong to be an answer (كتاب and مكتب, وكالة and كالة). Where a
word has no others, those of `MUCH_LIKE` and more find as well.

Everything is worked out from a word, with a few dozen look-ups in the vocabulary; an index stores the keys of each stem
(`relation_keys`), for the relations that can't be generated, and what comes out for the commonest stems
(`index.building.relating`). Other stems are worked out when a query asks for them.
"""

from __future__ import annotations

from typing import Final

from index.analysis import lexicon, likeness, names, stemming
from index.analysis.attestation import AttestedWords, StemmedVocabulary
from index.analysis.derivations import (
    Related,
    adjective_relatives,
    case_relatives,
    is_no_other_word,
    place_relatives,
    plural_relatives,
    verb_relatives,
    weak_ending_relatives,
)

#: Weights of the relations; the word itself has 1. Those of words made of words are in `derivations`.
SAME_STEM: Final = 0.7
FUNCTION_WORD: Final = 0.8
MONTH: Final = 0.6
NAME: Final = 0.6
ROOT: Final = 0.2
LIKE: Final = 0.2

#: What a relative has to weigh to find a document; others raise it in the ranking, and find where nothing else does.
FINDING: Final = 0.3

#: What finds a document where nothing else does: of one root and about half alike, or about three quarters without one.
MUCH_LIKE: Final = 0.15

#: Of the stems that find nothing by themselves the best by weight and frequency are used, so many of them.
WEAK_RELATIVES: Final = 4

#: Likeness (`likeness.likeness`) from which words are related at all.
LEAST_LIKENESS: Final = 0.5


def relation_keys(stem: str) -> tuple[str, ...]:
    """The keys under which an index has to find a stem: of its root, its letters, its sound if it may be a name."""
    if stem in stemming.CLOSED or stem[:1].isdecimal():
        return ()
    keys = (likeness.root_key(stem), _letters_key(stem), _name_key(stem))
    return tuple(key for key in keys if key)


def _letters_key(stem: str) -> str:
    """The second to the fourth letter: what words that are alike nearly always have in common."""
    return "=" + stem[1:4] if len(stem) > 3 else ""


def _name_key(stem: str) -> str:
    key = names.name_key(stem)
    return "~" + key if key else ""


def related_stems(stem: str, vocabulary: StemmedVocabulary) -> dict[str, float]:
    """The stems related to a stem, with weights; the stem itself among them. Of a function word it is the only one."""
    words = AttestedWords(vocabulary)
    related = stems_by_rule(stem, words)
    if stem not in stemming.CLOSED:
        for other, weight in _like_relatives(stem, words):
            related.setdefault(other, weight)
    return related


def stems_by_rule(stem: str, words: AttestedWords) -> dict[str, float]:
    """Those of the `related_stems` that are related by more than likeness."""
    if stem in stemming.CLOSED:
        return {stem: FUNCTION_WORD}
    related = {stem: SAME_STEM}
    for rule in _RULES if "ء" <= stem[:1] <= "ي" else ():
        for word, weight in rule(stem, words):
            other = words.vocabulary.stem(word)
            # اليمن is no present of a verb من, and a verbal noun that is cut to another word brings none of its forms.
            if other not in stemming.CLOSED and is_no_other_word(word, words):
                related[other] = max(weight, related.get(other, 0.0))
    return related


# --- names ------------------------------------------------------------------------------------------------------------


def _month_relatives(stem: str, _words: AttestedWords) -> Related:
    for month in names.months(stem):
        yield month, MONTH


def _name_relatives(stem: str, words: AttestedWords) -> Related:
    """Other spellings of a name; of a noun that everybody knows there are none (اماكن, places, is no امكانيه)."""
    for other in words.of_key(_name_key(stem)) if not lexicon.knows(stem) else ():
        if (
            other != stem
            and names.same_name(stem, other)
            and not lexicon.knows(other)
            and words.is_lexeme(other)
        ):
            yield other, NAME


# --- likeness ---------------------------------------------------------------------------------------------------------


def _like_relatives(stem: str, words: AttestedWords) -> Related:
    """Words of the same root, and words with mostly the same letters."""
    if not stem or stem[0].isdecimal():
        return
    letters = likeness.trigrams(stem)
    for other in words.of_key(likeness.root_key(stem)):
        yield other, ROOT * (1 + likeness.likeness(letters, likeness.trigrams(other))) / 2
    for other in words.of_key(_letters_key(stem)):
        alike = likeness.likeness(letters, likeness.trigrams(other))
        if alike >= LEAST_LIKENESS:
            yield other, LIKE * alike


_RULES: Final = (
    plural_relatives,
    verb_relatives,
    adjective_relatives,
    case_relatives,
    place_relatives,
    weak_ending_relatives,
    _month_relatives,
    _name_relatives,
)

#: What decides `relation_keys`, for the fingerprint of an index.
KEY_TABLES: Final = (likeness.TABLES, names.TABLES)
