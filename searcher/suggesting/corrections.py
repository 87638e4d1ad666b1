"""For one word the words of the index that may have been meant, best first: `Corrections`.

A candidate's score is the logarithm of how often the index has it, to the power of `_PRIOR`, times the probability of
the error (`searcher.suggesting.typos`). Candidates are

- the words one error away: every string one error away is made, about 65 a letter, and all are looked up at a time;
- two errors away, where no word one error away is likely (`searcher.suggesting.near_words`);
- the word cut into two that the index has side by side (ومنجهة is ومن جهة).

Nothing is stored for it in the index.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import exp, inf, log
from typing import Final, NamedTuple

import numpy as np

from index import Snapshot
from index.segments.frequencies import IndexFrequencies, IndexStemmer, is_held, is_stem_held
from index.segments.segment import SegmentView
from index.storage.arrays import IntArray
from searcher.cache import remembering
from searcher.matching.phrases import positions_within
from searcher.postings.array_phrases import articles_with_all
from searcher.suggesting.near_words import NearWords
from searcher.suggesting.typos import LIKELIEST, letters_for, log_probability, one_error_away

#: What is longer is no word.
LONGEST: Final = 30

# Below 1, for rare words are misspelt more often than frequent ones. Anything from .5 to 1 does about as well.
_PRIOR: Final = 0.75
# How much rarer two errors in a word are than one, and three than two.
_ANOTHER_ERROR: Final = log(0.1)
# A space left out, one put in, and the keyboard left in the other language: the shares of these errors.
_SPACE_LOST: Final = log(0.4)
_SPACE_ADDED: Final = log(0.2)
_OTHER_KEYBOARD: Final = log(0.2)
# Two errors are looked for where no word one error away is this likely, and among words at least so frequent.
_LIKELY: Final = log(0.1)
_TWO_ERRORS_FROM: Final = 5
_TWO_ERRORS_TRIED: Final = 100
_SHORTEST_OF_TWO_ERRORS: Final = 5
# Cuts whose parts are looked for side by side, and articles in which they are.
_CUTS: Final = 4
_SHORTEST_PART: Final = 2
_CUT_ARTICLES: Final = 2_000
_CACHED_WORDS: Final = 1_000

# What an unknown word counts for that its stem, or nothing, speaks for (see `Corrections.weight`).
_RELATED: Final = 1.0
_STRANGE: Final = 0.12
# Added to how often two words stand side by side, and were to by chance: one meeting is no proof.
_SEEN_BESIDE: Final = 0.2
# Of two words that belong beside each other, an archive has hardly ever no example.
_NEVER_BESIDE: Final = 0.25
# Words are typed rightly so much more often than wrongly.
_WRONG: Final = 0.02


class Correction(NamedTuple):
    """Words of the index (one as a rule) that may have been meant, and how often it has them (side by side).

    `score` orders the corrections of a word; `odds` are those of its having been meant, against what was typed.
    """

    forms: tuple[str, ...]
    frequency: int
    score: float
    odds: float


class Corrections:
    """The words of a snapshot as corrections of others. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._segments = snapshot.segments
        self._frequencies = IndexFrequencies({}, snapshot.segments)
        self._stemmer = IndexStemmer(self._frequencies)
        self._words = sum(view.word_count for view in snapshot.segments)
        self.of = remembering(_CACHED_WORDS, self._of)
        self._near = NearWords(snapshot.segments)

    def frequency(self, form: str) -> int:
        """Occurrences of a form in the index; 0 where all that hold it are deleted."""
        return self._frequencies.get(form, 0) if is_held(form, self._segments) else 0

    def weight(self, form: str) -> float:
        """For how many occurrences the word counts as it was typed.

        One that the index lacks may be right all the same: it counts for one occurrence where words of its stem are
        there, which find articles too, and for part of one where nothing speaks for it.
        """
        if known := self.frequency(form):
            return known
        return _RELATED if is_stem_held(self._stemmer.stem(form), self._segments) else _STRANGE

    def beyond_doubt(self, form: str) -> bool:
        """Whether nothing can outnumber the form so far that it is suspicious. It costs one look-up.

        The commonest word makes up some 3% of a text, and no error is likelier than the third of all.
        """
        return self.frequency(form) > 0.01 * _WRONG * self._words

    def unrivalled(self, form: str, odds: float) -> bool:
        """Whether a form is in the index and no correction of it has such odds. It costs a fraction of what `of` does.

        Only words that are so much more frequent can have them, and of these there are few.
        """
        frequency = self.frequency(form)
        if not frequency or len(form) > LONGEST or not letters_for(form):
            return False
        least = odds * frequency / _WRONG
        parts = least / exp(_SPACE_LOST)
        if any(all(self.frequency(part) >= parts for part in pair) for pair in _pairs(form)):
            return False
        if any(
            count * exp(log_probability(form, meant)) >= least
            for meant, count in self._one_error_away(form, least / LIKELIEST)
        ):
            return False
        if len(form) < _SHORTEST_OF_TWO_ERRORS:
            return True
        likeliest = LIKELIEST**2 * exp(_ANOTHER_ERROR)
        return not any(
            count * exp(log_probability(form, meant) + _ANOTHER_ERROR) >= least
            for meant, count in self._two_errors_away(form, least / likeliest / len(self._segments))
        )

    def _of(self, form: str) -> tuple[Correction, ...]:
        """The words that may have been meant by `form`, the likeliest first."""
        if len(form) > LONGEST or not letters_for(form):
            return ()
        weight = self.weight(form)
        found = [
            self._correction((meant,), count, weight, log_probability(form, meant))
            for meant, count in self._one_error_away(form, 1)
        ]
        found += self._cuts(form, weight)
        likely = max((each.score for each in found), default=-inf)
        if likely < _LIKELY and len(form) >= _SHORTEST_OF_TWO_ERRORS:
            had = {each.forms for each in found}
            tried = sorted(self._two_errors_away(form, _TWO_ERRORS_FROM), key=lambda pair: -pair[1])
            found += [
                self._correction((meant,), count, weight, log_probability(form, meant) + _ANOTHER_ERROR)
                for meant, count in tried[:_TWO_ERRORS_TRIED]
                if (meant,) not in had
            ]
        found = [each for each in found if each.score > -inf]
        return tuple(sorted(found, key=lambda each: (-each.score, each.forms)))

    def joined(self, forms: tuple[str, str]) -> Correction | None:
        """Two words typed side by side as the one that they make without the space; None where the index lacks it."""
        whole = "".join(forms)
        count = self.frequency(whole)
        if not count or len(whole) > LONGEST:
            return None
        weight = min(*map(self.weight, forms), self.side_by_side(forms) + _RELATED)
        return self._correction((whole,), count, weight, _SPACE_ADDED)

    def retyped(self, forms: Sequence[str], typed: Sequence[str]) -> Correction | None:
        """Words that the keys of `typed` give in the other language; None where the index lacks one of them."""
        count = min(map(self.frequency, forms), default=0)
        if not count or not typed:
            return None
        weight = max(map(self.weight, typed))
        return self._correction(tuple(forms), count, weight, _OTHER_KEYBOARD)

    @staticmethod
    def _correction(forms: tuple[str, ...], count: int, weight: float, error: float) -> Correction:
        return Correction(forms, count, _PRIOR * log(count) + error, _WRONG * count * exp(error) / weight)

    def in_context(self, typed: str, correction: Correction, before: str, after: str) -> Correction:
        """A correction with what the words beside the typed one (or "") say: whether the index has the two so, too."""
        said = 1.0
        for first, second, old in (
            (before, correction.forms[0], (before, typed)),
            (correction.forms[-1], after, (typed, after)),
        ):
            if first and second:
                said *= self._attraction(first, second) / self._attraction(*old)
        return correction._replace(score=correction.score + log(said), odds=correction.odds * said)

    def _attraction(self, first: str, second: str) -> float:
        """How much more often two words stand side by side than by chance; 1 where the index lacks one."""
        expected = self.frequency(first) * self.frequency(second) / max(self._words, 1)
        if not expected:
            return 1.0
        count = self.side_by_side((first, second))
        attraction = (count + _SEEN_BESIDE) / (expected + _SEEN_BESIDE)
        return attraction if count else min(attraction, _NEVER_BESIDE)

    # --- one error and two

    def _one_error_away(self, form: str, least: float) -> Iterator[tuple[str, int]]:
        """The words of `least` occurrences or more that one error turns into `form`, with their occurrences."""
        words = [word for word in dict.fromkeys(one_error_away(form)) if word != form]
        counts = self._frequencies.of_all(words)
        frequent = np.flatnonzero(counts >= least)
        return (
            (words[at], count)
            for at, count in zip(frequent.tolist(), counts[frequent].tolist(), strict=True)
            if is_held(words[at], self._segments)
        )

    def _two_errors_away(self, form: str, least: float) -> Iterator[tuple[str, int]]:
        """The words of `least` occurrences in one segment that two errors turn into `form`, with their occurrences."""
        near = self._near.within_two(form, least)
        words = ((meant, self.frequency(meant)) for meant, errors in near.items() if errors == 2)
        return ((meant, count) for meant, count in words if count)

    # --- joined words

    def _cuts(self, form: str, weight: float) -> list[Correction]:
        """The form as several words that stand side by side somewhere in the index."""
        if not self.frequency(form):
            weight = _STRANGE  # the stem of words run together says nothing
        known = [pair for pair in _pairs(form) if all(map(self.frequency, pair))]
        known.sort(key=lambda pair: -log(self.frequency(pair[0])) - log(self.frequency(pair[1])))
        found = []
        for pair in known[:_CUTS]:
            count = self.side_by_side(pair)
            if count:
                found.append(self._correction(pair, count, weight, _SPACE_LOST))
        return found

    def side_by_side(self, forms: Sequence[str]) -> int:
        """How often words stand side by side in this order; where many articles hold them all, by the first of them."""
        return sum(_side_by_side(view, forms) for view in self._segments)


def _pairs(form: str) -> list[tuple[str, str]]:
    """The form cut into two."""
    return [(form[:at], form[at:]) for at in range(_SHORTEST_PART, len(form) - _SHORTEST_PART + 1)]


def _side_by_side(view: SegmentView, forms: Sequence[str]) -> int:
    """How often they are; 0 where they are so in deleted articles alone."""
    slots = [view.terms.slot(form) for form in forms]
    if None in slots:
        return 0
    held = [slot for slot in slots if slot is not None]
    articles, _ = articles_with_all(view, held)
    count = _meetings(view, held, articles)
    if count and view.deleted is not None and not _meetings(view, held, articles[~view.deleted[articles]]):
        return 0
    return count


def _meetings(view: SegmentView, slots: Sequence[int], articles: IntArray) -> int:
    """How often terms stand side by side in some articles, of which the first are looked at."""
    if not len(articles):
        return 0
    looked_at = articles[:_CUT_ARTICLES]
    positions = positions_within(view, slots, looked_at)
    # What the first articles say of all may be too much: no words meet more often than one of them occurs.
    return min(round(len(positions) * len(articles) / len(looked_at)), *map(view.lists.frequency, slots))
