"""The second look: what the first ranking has no eye for, added for its best `CANDIDATES` articles.

The first ranking (`searcher.evaluation`) takes each word for itself. Here the words are seen together, and with their
weaker relatives:

- **One place.** An article that has most of the question within WINDOW_WORDS words answers it there: TOGETHER x the
  largest sum of the idf of different words in such a stretch.
- **Neighbours.** Words that stand as they do in the query mean more than the two apart. Each pair adds
  ADJACENT x (idf + idf) x sat(times the second stands as far behind the first as in the query)
  where sat(t) = 2t / (t + 1/4 + 3/4 x length / average length).
  Pairs that have a word or some function words between them count half.
- **Weak relatives**, of the same root or much alike (`index.analysis.relations`), add to a word's frequency with their
  weight. They find nothing by themselves, being too often wrong, but they say something about the subject.

All of it is positive, so an article that is looked at again never falls behind one that is not; and an article's place
does not depend on the page that is asked for.

The words of all candidates are put in one sequence, in reading order, and everything is said of entries of it that are
close to each other: so the work does not grow with the length of the lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.segment import SegmentView
from searcher import ranking
from searcher.occurrences import Numbers, frequencies_within, postings_within
from searcher.query import Word
from searcher.ranking import FloatArray

if TYPE_CHECKING:
    from searcher.evaluation import Evaluator

CANDIDATES: Final = 30
ADJACENT: Final = 0.1
APART: Final = 0.5
TOGETHER: Final = 0.2
WINDOW_WORDS: Final = 16
#: Of a longer question so many of the rarest words are looked at: a table has an entry for every set of them.
MOST_WORDS: Final = 10
#: Entries of the sequence after each that are looked at: more words of the question hardly stand in one window.
AHEAD: Final = 9
#: Places of words with more postings than this are not looked up: they stand beside everything.
TOO_FREQUENT: Final = 400_000

_PLACE_BITS: Final = np.int64(40)
_WORD_BITS: Final = np.int64(4)


class _Pair(NamedTuple):
    """Two words of a query, how far the second stands behind the first there, and what their meeting weighs."""

    first: int
    second: int
    distance: int
    weight: float


class _Sequence(NamedTuple):
    """Occurrences in reading order: place (of all candidates, one after the other), word and candidate of each."""

    places: npt.NDArray[np.int64]
    words: npt.NDArray[np.int64]
    candidates: npt.NDArray[np.int64]


def bonuses(evaluator: Evaluator, words: Sequence[Word], place: int, articles: Numbers) -> FloatArray:
    """What the second look adds for these articles (ascending) of the segment at `place`: float32, one each."""
    view = evaluator.snapshot.segments[place]
    idf = np.array([evaluator.idf(word.text) for word in words], np.float32)
    kept = sorted(np.argsort(-idf, kind="stable")[:MOST_WORDS].tolist())
    words = [words[at] for at in kept]
    distinct = list(dict.fromkeys(words))
    with evaluator.scratch.marks(view.article_count, articles) as chosen:
        weak = [_weak_frequencies(evaluator, word, place, articles, chosen) for word in distinct]
        sequence = _sequence(evaluator, view, distinct, place, articles, chosen)
    added = np.zeros(len(articles), np.float32)
    for word, frequencies in zip(distinct, weak, strict=True):
        if frequencies is not None:
            added += _of_weak_relatives(evaluator, word, place, articles, frequencies)
    if len(sequence.places):
        added += TOGETHER * _best_windows(evaluator, distinct, sequence, len(articles))
        added += _of_neighbours(evaluator, words, kept, distinct, sequence, place, articles)
    return added


def _sequence(
    evaluator: Evaluator,
    view: SegmentView,
    words: Sequence[Word],
    place: int,
    articles: Numbers,
    chosen: npt.NDArray[np.bool_],
) -> _Sequence:
    """Where the words, or forms of their stems, stand in the candidates."""
    found = []
    for word in words:
        slots = evaluator.vocabulary.own_slots(word.text)[place]
        frequent = slots.total > TOO_FREQUENT
        found.append(np.zeros(0, np.int64) if frequent else postings_within(view, slots, chosen)[0])
    postings = np.concatenate(found)
    places, which = view.occurrences_of(postings)
    number_of_posting = np.repeat(np.arange(len(words)), [len(part) for part in found])
    candidate_of_posting = np.searchsorted(articles, view.posting_articles[postings].astype(np.int32))
    keys = (candidate_of_posting << _PLACE_BITS)[which]
    keys += places
    keys <<= _WORD_BITS
    keys |= number_of_posting[which]
    keys.sort()
    places = keys >> _WORD_BITS
    return _Sequence(places, keys & ((np.int64(1) << _WORD_BITS) - 1), places >> _PLACE_BITS)


def _best_windows(evaluator: Evaluator, words: Sequence[Word], sequence: _Sequence, count: int) -> FloatArray:
    """For each of `count` candidates the most rarity that the query's words have within WINDOW_WORDS words."""
    places, numbers, candidates = sequence
    rarity = np.zeros(1, np.float32)  # of every set of words, by the bits of its number
    for word in words:
        rarity = np.concatenate((rarity, rarity + np.float32(evaluator.idf(word.text))))
    bits = np.int64(1) << numbers
    held = bits.copy()
    for ahead in range(1, min(AHEAD, 2 * len(words) - 2, len(places) - 1) + 1):
        near = places[ahead:] - places[:-ahead] < WINDOW_WORDS
        held[:-ahead] |= bits[ahead:] * near
    best = np.zeros(count, np.float32)
    np.maximum.at(best, candidates, rarity[held])
    return best


def _pairs(evaluator: Evaluator, words: Sequence[Word], places: Sequence[int]) -> Iterator[_Pair]:
    """The pairs of a query's words whose meeting counts. places: where in the query the words stand."""
    distinct = {word: number for number, word in enumerate(dict.fromkeys(words))}
    standing = [(place, word, distinct[word]) for place, word in zip(places, words, strict=True)]
    for (place, _, one), (next_place, _, other) in pairwise(standing):
        if next_place == place + 1:
            yield _Pair(one, other, 1, 1.0)
    content = [each for each in standing if not evaluator.vocabulary.is_function_word(each[1].text)]
    for (place, _, one), (next_place, _, other) in pairwise(content):
        if next_place - place > 1:
            yield _Pair(one, other, next_place - place, APART)
    for (place, _, one), (next_place, _, other) in zip(content, content[2:], strict=False):
        yield _Pair(one, other, next_place - place, APART)


def _of_neighbours(
    evaluator: Evaluator,
    words: Sequence[Word],
    places: Sequence[int],
    distinct: Sequence[Word],
    sequence: _Sequence,
    place: int,
    articles: Numbers,
) -> FloatArray:
    """What pairs of words add that stand in a candidate as they do in the query."""
    pairs = {
        (pair.first, pair.second): pair
        for pair in reversed(list(_pairs(evaluator, words, places)))
        if pair.first != pair.second
    }
    if not pairs:
        return np.zeros(len(articles), np.float32)
    shape = (len(distinct), len(distinct))
    distance = np.full(shape, -1)
    number = np.zeros(shape, np.int64)
    for at, pair in enumerate(pairs.values()):
        distance[pair.first, pair.second] = pair.distance
        number[pair.first, pair.second] = at
    meetings = np.zeros(len(articles) * len(pairs), np.int64)
    spots, numbers, candidates = sequence
    for ahead in range(1, min(int(distance.max()), len(spots) - 1) + 1):
        one, other = numbers[:-ahead], numbers[ahead:]
        met = (spots[ahead:] - spots[:-ahead] == distance[one, other]).nonzero()[0]
        if len(met):
            where = candidates[met] * len(pairs) + number[one[met], other[met]]
            meetings += np.bincount(where, minlength=len(meetings))
    times = meetings.reshape(len(articles), len(pairs))
    view = evaluator.snapshot.segments[place]
    lengths = view.articles_array("body_lengths")[articles] / max(evaluator.average_article_length, 1.0)
    softness = (0.25 + 0.75 * lengths)[:, None]
    rarity = [evaluator.group_idf(word.text) for word in distinct]
    weights = [pair.weight * (rarity[pair.first] + rarity[pair.second]) for pair in pairs.values()]
    added: FloatArray = (ADJACENT * 2 * times / (times + softness)) @ np.array(weights)
    return added.astype(np.float32)


def _weak_frequencies(
    evaluator: Evaluator, word: Word, place: int, articles: Numbers, chosen: npt.NDArray[np.bool_]
) -> FloatArray | None:
    """Weighted frequency of a word's weak relatives in the candidates; None where there are none."""
    slots = evaluator.vocabulary.weak_slots(word.text)[place]
    if not slots.total:
        return None
    found = frequencies_within(evaluator.snapshot.segments[place], slots, articles, chosen)
    return found if found.any() else None


def _of_weak_relatives(
    evaluator: Evaluator, word: Word, place: int, articles: Numbers, weak: FloatArray
) -> FloatArray:
    """By how much a word's weak relatives raise its score in the candidates."""
    idf = evaluator.idf(word.text)
    scores = evaluator.scores_of(Word("text", word.text), place, articles)
    most = idf * (ranking.ARTICLES.k1 + 1)
    damping = evaluator.article_damping(place, articles)
    # The frequency that the first ranking saw, from the score that it gave.
    frequencies = damping * scores / np.maximum(most - scores, 1e-6) + weak
    raised: FloatArray = most * frequencies / (frequencies + damping) - scores
    return raised
