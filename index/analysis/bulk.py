"""The rules asked of a whole vocabulary: the stem of each of its forms, and what each stem is related to by rule.

This is most of what the rules are asked when articles are indexed. What comes out is what `vocabulary` and `relations`
say of each word by itself. Nothing here or below is asked for but by words and plain numbers, so that all of it can be
compiled as it stands (`index.compiled_analysis`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from index.analysis.attestation import ARTICLES, AttestedWords
from index.analysis.evidence import Answering
from index.analysis.relations import relation_keys, stems_by_rule
from index.analysis.vocabulary import VocabularyStemmer

# One in so many forms of a vocabulary is enough for it to pay to go through all of it before stemming them.
_SHARE: Final = 8
# Forms, and stems, after which turns are taken: some milliseconds.
_FORMS_AT_ONCE: Final = 1 << 9
_STEMS_AT_ONCE: Final = 1 << 6


class BulkStemmer:
    """Stems of forms by the evidence of a vocabulary, and the `relation_keys` of these stems; asked part by part."""

    def __init__(self, frequencies: Mapping[str, int], asked: int, answering: Answering) -> None:
        """asked: how many forms it will be asked for."""
        whole = asked * _SHARE > len(frequencies)
        self._stemmer = (
            VocabularyStemmer.of_vocabulary(frequencies, answering)
            if whole
            else VocabularyStemmer(frequencies)
        )
        self._told: set[str] = set()

    def of(
        self, forms: Sequence[str], take_turns: Callable[[], None]
    ) -> tuple[list[str], dict[str, tuple[str, ...]]]:
        """The stem of each form, and the keys of the stems that come for the first time.

        take_turns: called now and then, for as long as there is no Python here that would let other threads run.
        """
        stems: list[str] = []
        for at, form in enumerate(forms):
            if at % _FORMS_AT_ONCE == 0:
                take_turns()
            stems.append(self._stemmer.stem(form))
        keys: dict[str, tuple[str, ...]] = {}
        for at, stem in enumerate(stems):
            if at % _FORMS_AT_ONCE == 0:
                take_turns()
            if stem not in self._told:
                self._told.add(stem)
                keys[stem] = relation_keys(stem)
        return stems, keys


class Sums:
    """What the rules ask a vocabulary about each of its words, added up beforehand.

    counts: occurrences of each form. Of them `answering` makes forms: occurrences of a form; articled: of a word with
    an article; weights: bare or with an article.
    """

    def __init__(self, counts: Mapping[str, int], answering: Answering) -> None:
        self.counts = counts
        articled: dict[str, int] = {}
        for form, count in counts.items():
            if form.startswith(ARTICLES):
                word = form[3:] if form[0] == "و" else form[2:]
                articled[word] = articled.get(word, 0) + count
        weights = dict(counts)
        for word, count in articled.items():
            weights[word] = weights.get(word, 0) + count
        self.forms, self.articled, self.weights = map(answering, (counts, articled, weights))


class RelatedByRule:
    """Which stems of a vocabulary rules relate to one another."""

    def __init__(
        self,
        stems: Sequence[str],
        sums: Sums,
        keys: Sequence[str],
        key_starts: Sequence[int],
        key_stems: Sequence[int],
        stem_of: Sequence[int],
    ) -> None:
        """stems: all of them, by number. sums: those of the vocabulary. keys, key_starts and key_stems: the fields of
        `index.building.stem_keys.StemsByKey`. stem_of: the number of the stem of each form.
        """
        self._stems = stems
        vocabulary = _Vocabulary(
            sums.counts,
            {form: stems[number] for form, number in zip(sums.counts, stem_of, strict=True)},
            {key: number for number, key in enumerate(keys)},
            key_starts,
            [stems[number] for number in key_stems],
        )
        self._words = _SummedWords(vocabulary, sums)

    def of(self, chosen: Sequence[int], take_turns: Callable[[], None]) -> list[dict[str, float]]:
        """Of each stem, by number, those that `stems_by_rule` relates to it.

        take_turns: as for `BulkStemmer.of`.
        """
        related = []
        for at, number in enumerate(chosen):
            if at % _STEMS_AT_ONCE == 0:
                take_turns()
            related.append(stems_by_rule(self._stems[number], self._words))
        return related


class _Vocabulary:
    """Forms, counts and stems in memory, as `index.analysis.relations` wants them."""

    def __init__(
        self,
        counts: Mapping[str, int],
        stem_of: dict[str, str],
        number_of_key: dict[str, int],
        key_starts: Sequence[int],
        stems_by_key: list[str],
    ) -> None:
        """stem_of: the stem of each form. key_starts: where the stems with each key begin among `stems_by_key`."""
        self.counts = counts
        self._stem_of = stem_of
        self._number_of_key = number_of_key
        self._key_starts = key_starts
        self._stems_by_key = stems_by_key
        self._stemmer = VocabularyStemmer(counts)

    def frequency(self, form: str) -> int:
        """Occurrences of a form."""
        return self.counts.get(form, 0)

    def stem(self, form: str) -> str:
        """The stem of any form."""
        return self._stem_of.get(form) or self._stemmer.stem(form)

    def stems_of_key(self, key: str) -> list[str]:
        """The stems with this key."""
        number = self._number_of_key.get(key)
        if number is None:
            return []
        return self._stems_by_key[self._key_starts[number] : self._key_starts[number + 1]]


class _SummedWords(AttestedWords):
    """The evidence for words by sums that are there."""

    def __init__(self, vocabulary: _Vocabulary, sums: Sums) -> None:
        super().__init__(vocabulary)
        self._count = sums.forms.get
        self._articled = sums.articled.get
        self._weight = sums.weights.get

    def frequency(self, word: str) -> int:
        return self._count(word, 0)

    def articled(self, word: str) -> int:
        return self._articled(word, 0)

    def weight(self, word: str) -> int:
        return self._weight(word, 0)

    def occurs(self, word: str) -> bool:
        return self._weight(word, 0) > 0
