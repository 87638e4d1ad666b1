"""What a vocabulary attests of words: how often they occur, with articles and without, and so whether they are nouns.

The relations between words (`index.analysis.relations`, `index.analysis.derivations`) are proposed by rules; this is
what the rules ask before they believe themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol

#: Candidates of one rule that are rarer than this share of its commonest one are noise.
SHARE: Final = 0.1

#: Words with fewer occurrences show little of what they are.
RARE: Final = 10

#: What a noun may stand behind to show that it takes articles.
ARTICLES: Final = ("ال", "لل", "وال")

#: A form that stands with an article in less than this share of its occurrences is no common noun, nor in all but it.
_ARTICLED: Final = 0.03
_BARE: Final = 0.05

#: The same for nouns of which most stand in phrases without one (مليون).
_HARDLY_ARTICLED: Final = 0.015


class StemmedVocabulary(Protocol):
    """Forms with how often they occur, and their stems: what the relations ask an index."""

    def frequency(self, form: str) -> int:
        """Occurrences of a form; 0 if the index hasn't got it."""

    def stem(self, form: str) -> str:
        """The stem of any form."""

    def stems_of_key(self, key: str) -> Iterable[str]:
        """The stems of the index with this among their `relation_keys`."""


class AttestedWords:
    """The evidence that a vocabulary gives about words. It is remembered: rules ask the same again and again."""

    def __init__(self, vocabulary: StemmedVocabulary) -> None:
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
        return self.takes_articles(word) and (bare > _BARE * articled or articled < RARE)

    def has_plural(self, word: str) -> bool:
        """Whether it is seen with articles at all, which verbs and names are not: ادباء are not the plural of دبي."""
        return self.weight(word) < RARE or self.articled(word) > _HARDLY_ARTICLED * self.weight(word) + 1

    def is_lexeme(self, word: str) -> bool:
        """Whether a word is its own stem. وزاير is و and زاير (a visitor), and not a plural of وزير."""
        return self.vocabulary.stem(word) == word

    def may_be_noun(self, word: str) -> bool:
        """The same, but rare words have the benefit of the doubt."""
        return self.weight(word) < RARE or self.is_noun(word)

    def common(self, candidates: Iterable[str]) -> list[str]:
        """Those that occur, without the ones that are rare beside the commonest."""
        weights = {word: weight for word in candidates if (weight := self.weight(word))}
        if len(weights) < 2:
            return list(weights)
        least = SHARE * max(weights.values())
        return [word for word, weight in weights.items() if weight >= least]
