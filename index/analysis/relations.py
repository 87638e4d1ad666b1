"""Relations between words: what else a word of a query is searched with, and what each relative weighs.

Forms of one stem are the nearest relatives; `vocabulary` decides which they are. Beyond them:

- rules that make words of a word: broken plurals (`plurals`), verbs with their presents, verbal nouns and participles
  (`verbs`), adjectives in وي. A rule proposes, the vocabulary disposes: a candidate counts only if the corpus has it
  and shows what it is;
- other spellings of names, and the names of the months (`names`);
- likeness: a common root, common letters (`likeness`).

Relatives of a weight of `FINDING` and more find documents. Weaker ones only raise documents that the query has found
anyway: they are evidence about a topic, and too often wrong to be an answer (كتاب and مكتب, وكالة and كالة).

Everything is worked out from the query's word when it is asked for, with a few dozen look-ups in the vocabulary;
stored in the index are only the keys of each stem (`relation_keys`), for the relations that can't be generated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Protocol

from index.analysis import likeness, names, plurals, stemming, verbs

#: Weights of the relations; the word itself has 1.
SAME_STEM: Final = 0.7
FUNCTION_WORD: Final = 0.8
MONTH: Final = 0.6
NAME: Final = 0.6
PLURAL: Final = 0.5
PRESENT: Final = 0.5
ADJECTIVE: Final = 0.4
VERBAL_NOUN: Final = 0.35
PARTICIPLE: Final = 0.2
ROOT: Final = 0.2
LIKE: Final = 0.2

#: What a relative has to weigh to find a document; others only raise it in the ranking.
FINDING: Final = 0.3

#: Of the stems that find nothing by themselves the best by weight and frequency are used until they have so many forms.
MAX_WEAK_FORMS: Final = 40

#: Of these stems so many are used to search an index.
WEAK_RELATIVES: Final = 4

#: Likeness (`likeness.likeness`) from which words are related at all.
LEAST_LIKENESS: Final = 0.5

#: Candidates of one rule that are rarer than this share of its commonest one are noise.
_SHARE: Final = 0.1

#: The same beside the word that was asked for.
_NOISE: Final = 0.02

#: How much commoner than the third person the other persons of a present may be.
_PERSON_TRUST: Final = 10

#: Words with fewer occurrences show little of what they are.
_RARE: Final = 10

#: What a noun may stand behind to show that it takes articles.
ARTICLES: Final = ("ال", "لل", "وال")

#: A form that stands with an article in less than this share of its occurrences is no common noun, nor in all but it.
_ARTICLED: Final = 0.03
_BARE: Final = 0.05

#: The same for nouns of which most stand in phrases without one (مليون).
_HARDLY_ARTICLED: Final = 0.015


class Evidence(Protocol):
    """What the relations ask an index."""

    def frequency(self, form: str) -> int:
        """Occurrences of a form; 0 if the index hasn't got it."""

    def stem(self, form: str) -> str:
        """The stem of any form."""

    def stems_of_key(self, key: str) -> Iterable[str]:
        """The stems of the index with this among their `relation_keys`."""


class Vocabulary(Evidence, Protocol):
    """The same, and the forms that stems stand for."""

    def forms_of_stem(self, stem: str) -> Iterable[str]:
        """The forms of the index with this stem."""


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


def relatives(form: str, vocabulary: Vocabulary) -> dict[str, float]:
    """The forms to search a form of a query with, and their weights; the form itself has 1.0, in the index or not."""
    stem = vocabulary.stem(form)
    weights: dict[str, float] = {form: 1.0}
    if stem in stemming.CLOSED or stemming.closed_class(form) is not None:
        for relative in vocabulary.forms_of_stem(stem):
            weights.setdefault(relative, FUNCTION_WORD)
        return weights
    related = related_stems(stem, vocabulary)
    for other, weight in sorted(related.items(), key=lambda item: -item[1]):
        if weight >= FINDING:
            for relative in vocabulary.forms_of_stem(other):
                weights.setdefault(relative, weight)
    weak = [(other, weight) for other, weight in related.items() if weight < FINDING]
    most = len(weights) + MAX_WEAK_FORMS
    for other, weight in sorted(weak, key=lambda item: -item[1] * vocabulary.frequency(item[0])):
        for relative in vocabulary.forms_of_stem(other):
            weights.setdefault(relative, weight)
        if len(weights) >= most:
            break
    return weights


def related_stems(stem: str, vocabulary: Evidence) -> dict[str, float]:
    """The stems related to a stem, with weights; the stem itself among them."""
    words = Words(vocabulary)
    related = stems_by_rule(stem, words)
    for other, weight in _like_relatives(stem, words):
        related.setdefault(other, weight)
    return related


def stems_by_rule(stem: str, words: Words) -> dict[str, float]:
    """Those of the `related_stems` that are related by more than likeness."""
    related = {stem: SAME_STEM}
    for rule in _RULES if "ء" <= stem[:1] <= "ي" else ():
        for word, weight in rule(stem, words):
            other = words.vocabulary.stem(word)
            if other not in stemming.CLOSED:  # اليمن is no present of a verb من
                related[other] = max(weight, related.get(other, 0.0))
    return related


class Words:
    """The evidence that a vocabulary gives about words. It is remembered: rules ask the same again and again."""

    def __init__(self, vocabulary: Evidence) -> None:
        self.vocabulary = vocabulary
        self._frequencies: dict[str, int] = {}

    def frequency(self, word: str) -> int:
        """Occurrences of just this form."""
        known = self._frequencies.get(word)
        if known is None:
            known = self._frequencies[word] = self.vocabulary.frequency(word)
        return known

    def articled(self, word: str) -> int:
        """Occurrences with an article."""
        return sum(self.frequency(article + word) for article in ARTICLES)

    def weight(self, word: str) -> int:
        """Occurrences, bare or with an article."""
        return self.frequency(word) + self.articled(word)

    def occurs(self, word: str) -> bool:
        """Whether there is any of these."""
        return bool(self.frequency(word)) or any(self.frequency(article + word) for article in ARTICLES)

    def of_key(self, key: str) -> Iterable[str]:
        """The stems with a key; none for the empty one."""
        return self.vocabulary.stems_of_key(key) if key else ()

    def with_feminine(self, stem: str) -> list[str]:
        """A stem, and what it was cut from if it had a ه that is part of the word: هدي was هدية, مشارك also مشاركة."""
        feminine = stem + "ه"
        same = self.frequency(feminine) and self.vocabulary.stem(feminine) == stem
        return [stem, feminine] if same else [stem]

    def takes_articles(self, word: str) -> bool:
        """Whether it stands with an article now and then: verbs and most names never do."""
        return self.articled(word) > _ARTICLED * self.weight(word) + 1

    def is_noun(self, word: str) -> bool:
        """Whether it takes articles, but not always: السودان does always."""
        articled, bare = self.articled(word), self.frequency(word)
        return self.takes_articles(word) and (bare > _BARE * articled or articled < _RARE)

    def has_plural(self, word: str) -> bool:
        """Whether it is seen with articles at all, which verbs and names are not: ادباء are not the plural of دبي."""
        return self.weight(word) < _RARE or self.articled(word) > _HARDLY_ARTICLED * self.weight(word) + 1

    def is_lexeme(self, word: str) -> bool:
        """Whether a word is its own stem. وزاير is و and زاير (a visitor), and not a plural of وزير."""
        return self.vocabulary.stem(word) == word

    def may_be_noun(self, word: str) -> bool:
        """The same, but rare words have the benefit of the doubt."""
        return self.weight(word) < _RARE or self.is_noun(word)

    def common(self, candidates: Iterable[str]) -> list[str]:
        """Those that occur, without the ones that are rare beside the commonest."""
        weights = {word: weight for word in candidates if (weight := self.weight(word))}
        if len(weights) < 2:
            return list(weights)
        least = _SHARE * max(weights.values())
        return [word for word, weight in weights.items() if weight >= least]


Related = Iterator[tuple[str, float]]


# --- broken plurals ---------------------------------------------------------------------------------------------------


def _plural_relatives(stem: str, words: Words) -> Related:
    """Singulars if the word is a broken plural, plurals if it is the singular of one."""
    own = words.with_feminine(stem)
    for kind in plurals.KINDS:
        for singular in _singulars(stem, kind, words):
            yield singular, PLURAL
        for word in own:
            for plural in plurals.plurals(word, kind):
                if (
                    words.occurs(plural)
                    and words.is_lexeme(plural)
                    and word in _singulars(plural, kind, words)
                ):
                    yield plural, PLURAL
    irregular = plurals.irregular(stem)
    if irregular:
        yield irregular, PLURAL


def _singulars(plural: str, kind: plurals.Kind, words: Words) -> list[str]:
    """Singulars of a word that may be a plural, as far as the vocabulary bears it out."""
    candidates = plurals.singulars(plural, kind)
    if not candidates:
        return []
    if kind == "sure":
        return (
            [each for each in words.common(candidates) if words.has_plural(each)]
            if words.may_be_noun(plural)
            else []
        )
    if not _behaves_like_plural(plural, words):
        return []
    singulars = [
        singular
        for singular in words.common(candidates)
        # سفيرة is the feminine of سفير, and no noun that سفر could be the plural of.
        if words.is_noun(singular) and (singular[-1] != "ه" or words.vocabulary.stem(singular) == singular)
    ]
    if kind == "of no verb":
        return [singular for singular in singulars if not _attested((singular,), singular, words)]
    return singulars


def _behaves_like_plural(word: str, words: Words) -> bool:
    """A plural takes articles, and no plural or dual of its own (قطارات: قطار is none)."""
    if not words.is_noun(word):
        return False
    return words.weight(word + "ات") + words.weight(word + "ين") <= 0.02 * words.weight(word)


# --- verbs ------------------------------------------------------------------------------------------------------------


def _verb_relatives(stem: str, words: Words) -> Related:
    """The other forms of the verbs that the word may be a form of."""
    if names.months(stem):
        return
    for past, weight in _verbs_of(stem, words):
        yield past, weight
        second_form = verbs.is_verbal_noun_of_second_form(stem)
        for present in _presents(past, words):
            if not second_form or present[1:] == past:
                yield present, weight
        for noun in verbs.verbal_nouns(past):
            if words.occurs(noun):
                yield noun, min(weight, VERBAL_NOUN)
        for participle in verbs.participles(past):
            if words.occurs(participle):
                yield participle, PARTICIPLE


def _presents(past: str, words: Words) -> list[str]:
    """The presents of a past that occur; what is far commoner than the third person in ي is another word (نزع)."""
    candidates = [present for present in verbs.presents(past) if not names.months(present)]
    third = {rest: words.frequency("ي" + rest) for rest in dict.fromkeys(each[1:] for each in candidates)}
    least = _SHARE * max(third.values(), default=0)
    return [
        present
        for present in candidates
        if 0 < words.frequency(present) <= _PERSON_TRUST * third[present[1:]] >= _PERSON_TRUST * least
    ]


def _verbs_of(stem: str, words: Words) -> Iterator[tuple[str, float]]:
    """Past verbs that the word may come from, and how near the verb is to it."""
    pasts = verbs.pasts_of_present(stem)
    if pasts and not words.takes_articles(stem):
        for past in _attested(pasts, stem, words):
            if stem in _presents(past, words):
                yield past, PRESENT
    for past in _attested((stem,), stem, words):
        yield past, PRESENT
    for word in words.with_feminine(stem):
        for past in _attested(verbs.pasts_of_verbal_noun(word), word, words):
            yield past, VERBAL_NOUN
    for past in _attested(verbs.pasts_of_participle(stem), stem, words):
        yield past, PARTICIPLE


def _attested(pasts: Iterable[str], stem: str, words: Words) -> list[str]:
    """The pasts that are verbs here: they have presents, and aren't rare beside each other or the stem."""
    found: dict[str, int] = {}
    for past in pasts:
        own = words.frequency(past) + words.frequency(past + "ت")
        if own:
            presents = sum(words.frequency(present) for present in verbs.presents(past, "ي"))
            if presents:
                found[past] = min(presents, own)
    if not found:
        return []
    least = max(_SHARE * max(found.values()), _NOISE * words.frequency(stem))
    return [past for past, weight in found.items() if weight >= least]


# --- endings that change the word -------------------------------------------------------------------------------------


def _adjective_relatives(stem: str, words: Words) -> Related:
    """The adjective in وي of a noun in ه, ا or ي or of two letters, and that noun: سنوي of سنة, يدوي of يد."""
    if len(stem) > 3 and stem.endswith("وي"):
        candidates = [
            stem[:-2] + ending for ending in (("",) if len(stem) == 4 else ()) + ("ه", "ا", "ي", "اه", "يه")
        ]
    elif len(stem) == 2:
        candidates = [stem + "وي"]
    elif stem[-1] in "هاي":
        candidates = [stem[:-1] + "وي"]
    else:
        return
    for word in words.common(candidates):
        if words.is_noun(word) and (not word.endswith("وي") or _is_adjective(word, words)):
            yield word, ADJECTIVE


def _is_adjective(word: str, words: Words) -> bool:
    """An adjective has a feminine: سنوي has سنوية, but عدوى, جدوى and the خطوي of خطوة are none."""
    weight = words.weight(word)
    return words.is_lexeme(word) and (weight < _RARE or words.weight(word + "ه") > _SHARE * weight)


def _weak_ending_relatives(stem: str, words: Words) -> Related:
    """مباراة and مباريات; لاجئ, which is folded to لاجيء, and لاجئين."""
    candidates: list[str] = []
    if stem.endswith("اه") and len(stem) > 4:
        candidates = [stem[:-2] + "يات", stem[:-2] + "وات"]
    elif stem.endswith(("يات", "وات")) and len(stem) > 5:
        candidates = [stem[:-3] + "اه"]
    elif stem.endswith("يء"):
        candidates = [stem[:-2] + "ئ" + ending for ending in _AFTER_HAMZA]
    else:
        for ending in _AFTER_HAMZA:
            if stem.endswith("ئ" + ending):
                candidates = [stem[: -len(ending) - 1] + "يء"]
                break
    for word in candidates:
        if words.occurs(word):
            yield word, PLURAL


_AFTER_HAMZA: Final = ("ين", "ون", "ات", "ه")


# --- names ------------------------------------------------------------------------------------------------------------


def _month_relatives(stem: str, _words: Words) -> Related:
    for month in names.months(stem):
        yield month, MONTH


def _name_relatives(stem: str, words: Words) -> Related:
    """Other spellings of a name."""
    for other in words.of_key(_name_key(stem)):
        if other != stem and names.same_name(stem, other) and words.is_lexeme(other):
            yield other, NAME


# --- likeness ---------------------------------------------------------------------------------------------------------


def _like_relatives(stem: str, words: Words) -> Related:
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
    _plural_relatives,
    _verb_relatives,
    _adjective_relatives,
    _weak_ending_relatives,
    _month_relatives,
    _name_relatives,
)

#: What decides `relation_keys`, for the fingerprint of an index. Everything else here is applied when a query is asked.
KEY_TABLES: Final = (likeness.TABLES, names.TABLES)
