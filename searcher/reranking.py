"""The second look: what the first ranking has no eye for, added for its best `CANDIDATES` articles.

The first ranking (`searcher.evaluation`) takes each word for itself. Here the words are seen together, and with their
weaker relatives:

- **Neighbours.** Words that stand side by side in the query and in the article mean more than the two apart. Each pair
  adds ADJACENT x (idf + idf) x sat(times the second follows the first as in the query)
  and NEAR x (idf + idf) x sat(times they are within NEAR_WORDS words),
  where sat(t) = 2t / (t + 1/4 + 3/4 x length / average length).
  Pairs that have a word or some function words between them count half.
- **One place.** An article that has most of the question within WINDOW_WORDS words answers it there: TOGETHER x the
  largest sum of the idf of different words in such a stretch.
- **Weak relatives**, of the same root or much alike (`index.analysis.relations`), add to a word's frequency with their
  weight. They find nothing by themselves, being too often wrong, but they say something about the subject.

All of it is positive, so an article that is looked at again never falls behind one that is not; and an article's place
does not depend on the page that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from index.segment import SegmentView
from searcher import ranking
from searcher.occurrences import Numbers, Places, chosen_frequencies
from searcher.query import Word
from searcher.ranking import FloatArray

if TYPE_CHECKING:
    from searcher.evaluation import Evaluator

CANDIDATES: Final = 100
ADJACENT: Final = 0.1
NEAR: Final = 0.05
NEAR_WORDS: Final = 8
APART: Final = 0.5
TOGETHER: Final = 0.2
WINDOW_WORDS: Final = 16
# Places of words more frequent than this are not looked up: they stand beside everything.
_TOO_FREQUENT: Final = 40_000


class _Pair(NamedTuple):
    """Two words of a query, how far the second stands behind the first there, and what their meeting weighs."""

    first: Word
    second: Word
    distance: int
    weight: float


class _Occurrences(NamedTuple):
    """Where a word stands in the candidates of a segment: place, ascending, and which candidate."""

    places: Places
    candidates: Numbers


def _pairs(evaluator: Evaluator, words: Sequence[Word]) -> Iterator[_Pair]:
    """The pairs of a query's words whose meeting counts."""
    for one, other in pairwise(words):
        yield _Pair(one, other, 1, 1.0)
    content = [
        (place, word)
        for place, word in enumerate(words)
        if not evaluator.vocabulary.is_function_word(word.text)
    ]
    for (place, one), (next_place, other) in pairwise(content):
        if next_place - place > 1:
            yield _Pair(one, other, next_place - place, APART)
    for (place, one), (next_place, other) in zip(content, content[2:], strict=False):
        yield _Pair(one, other, next_place - place, APART)


def bonuses(evaluator: Evaluator, words: Sequence[Word], place: int, articles: Numbers) -> FloatArray:
    """What the second look adds for these articles (ascending) of the segment at `place`: float32, one each."""
    view = evaluator.snapshot.segments[place]
    lengths = view.articles_array("body_lengths")[articles] / max(evaluator.average_article_length, 1.0)
    chosen = np.full(view.article_count, -1, np.int32)
    chosen[articles] = np.arange(len(articles), dtype=np.int32)
    added = np.zeros(len(articles), np.float64)
    for word in dict.fromkeys(words):
        added += _of_weak_relatives(evaluator, word, place, articles, chosen)
    softness = 0.25 + 0.75 * lengths
    occurrences: dict[Word, _Occurrences] = {}
    for pair in _pairs(evaluator, words):
        if pair.first == pair.second:
            continue
        for word in (pair.first, pair.second):
            if word not in occurrences:
                occurrences[word] = _occurrences(evaluator, view, word, place, chosen)
        first, second = occurrences[pair.first], occurrences[pair.second]
        if not len(first.places) or not len(second.places):
            continue
        idf = evaluator.rarity_of(pair.first) + evaluator.rarity_of(pair.second)
        adjacent, near = _meetings(first, second, pair.distance, len(articles))
        saturated = ADJACENT * 2 * adjacent / (adjacent + softness) + NEAR * 2 * near / (near + softness)
        added += pair.weight * idf * saturated
    for word in words:
        if word not in occurrences:
            occurrences[word] = _occurrences(evaluator, view, word, place, chosen)
    added += TOGETHER * _best_windows(evaluator, occurrences, len(articles))
    return added.astype(np.float32)


def _best_windows(evaluator: Evaluator, occurrences: Mapping[Word, _Occurrences], count: int) -> FloatArray:
    """For each of `count` candidates the most rarity that the query's words have within WINDOW_WORDS words."""
    best = np.zeros(count, np.float32)
    starts = np.concatenate([found.places for found in occurrences.values()])
    if not len(starts):
        return best
    held = np.zeros(len(starts), np.float32)
    for word, found in occurrences.items():
        if len(found.places):
            at = np.minimum(np.searchsorted(found.places, starts), len(found.places) - 1)
            behind = found.places[at] - starts
            held += np.float32(evaluator.weight_of(word)) * ((behind >= 0) & (behind < WINDOW_WORDS))
    candidates = np.concatenate([found.candidates for found in occurrences.values()])
    np.maximum.at(best, candidates, held)
    return best


def _occurrences(
    evaluator: Evaluator, view: SegmentView, word: Word, place: int, chosen: Numbers
) -> _Occurrences:
    """Where the word or a form of its stem stands in the candidates."""
    slots = evaluator.vocabulary.own_slots(word.text)[place]
    frequency = sum(view.frequency_of_range(part) for part in slots)
    if frequency > _TOO_FREQUENT:
        return _Occurrences(np.zeros(0, np.int64), np.zeros(0, np.int32))
    found = [view.places_within(part, chosen) for part in slots]
    places = np.concatenate([np.zeros(0, np.int64), *(part[0] for part in found)])
    candidates = np.concatenate([np.zeros(0, np.int32), *(part[1] for part in found)])
    order = np.argsort(places)
    return _Occurrences(places[order], candidates[order])


def _meetings(
    first: _Occurrences, second: _Occurrences, distance: int, count: int
) -> tuple[FloatArray, FloatArray]:
    """For each of `count` candidates how often the second word stands `distance` behind the first, and near it."""
    at = np.searchsorted(second.places, first.places + distance)
    behind = second.places[np.minimum(at, len(second.places) - 1)] == first.places + distance
    low = np.searchsorted(second.places, first.places - NEAR_WORDS)
    high = np.searchsorted(second.places, first.places + NEAR_WORDS, side="right")
    adjacent = np.bincount(first.candidates[behind], minlength=count)
    near = np.bincount(first.candidates[high > low], minlength=count)
    return adjacent.astype(np.float32), near.astype(np.float32)


def _of_weak_relatives(
    evaluator: Evaluator, word: Word, place: int, articles: Numbers, chosen: Numbers
) -> FloatArray:
    """By how much a word's weak relatives raise its score in the candidates."""
    view = evaluator.snapshot.segments[place]
    slots, weights = evaluator.vocabulary.weak_slots(word.text)[place]
    weak = chosen_frequencies(view, slots, weights, chosen, len(articles))
    if not weak.any():
        return weak
    idf = evaluator.weight_of(word)
    scores = evaluator.scores_of(word, place, articles)
    most = idf * (ranking.ARTICLES.k1 + 1)
    damping = evaluator.damping(place)[articles]
    # The frequency that the first ranking saw, from the score that it gave.
    frequencies = damping * scores / np.maximum(most - scores, 1e-6) + weak
    raised: FloatArray = most * frequencies / (frequencies + damping) - scores
    return raised
