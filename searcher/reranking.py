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

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from searcher import ranking
from searcher.any_of import (
    KINDS,
    OWN,
    AnyWord,
    FoundInSegment,
    LookedUp,
    look_up,
    weighted_frequencies,
)
from searcher.occurrences import Found, Numbers
from searcher.query import Word
from searcher.ranking import WEIGHT_UNIT, WEIGHTED_FREQUENCY, FloatArray

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
_PLACE_BITS: Final = 40
_WORD_BITS: Final = 4


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


def bonuses(
    evaluator: Evaluator, asked: Sequence[Word], articles: Numbers, looked_up: LookedUp | None = None
) -> FloatArray:
    """What the second look adds for these articles: float32, one each.

    articles: numbered through all segments, ascending. looked_up: all words in these and perhaps more, if it is known.
    """
    idf = [evaluator.statistics.idf(word.text) for word in asked]
    kept = sorted(sorted(range(len(asked)), key=lambda at: -idf[at])[:MOST_WORDS])
    numbers: dict[str, int] = {}
    standing = [(at, numbers.setdefault(asked[at].text, len(numbers))) for at in kept]
    words = list(numbers)
    rarity = np.array([evaluator.statistics.idf(word) for word in words], np.float32)

    found = looked_up.of(words, articles) if looked_up else _looked_up(evaluator, words, articles)
    added = _of_weak_relatives(evaluator, rarity, [part.found for part in found], articles)
    sequence = _sequence(evaluator, found)
    if len(sequence.places):
        added += TOGETHER * _best_windows(rarity, sequence, len(articles))
        pairs = _pairs(standing, [evaluator.vocabulary.is_function_word(word) for word in words])
        added += _of_neighbours(evaluator, words, pairs, sequence, articles)
    return added


def _looked_up(evaluator: Evaluator, words: Sequence[str], articles: Numbers) -> list[FoundInSegment]:
    """The postings of the words and all their relatives in the candidates."""
    expansions = [evaluator.vocabulary.expansion(word) for word in words]
    known = [
        AnyWord(word, 0.0, expansion.slots, expansion.weak)
        for word, expansion in zip(words, expansions, strict=True)
    ]
    return look_up(evaluator, known, range(len(known)), articles, weak=True)


def _of_weak_relatives(
    evaluator: Evaluator, rarity: FloatArray, found: Sequence[Found], articles: Numbers
) -> FloatArray:
    """By how much the words' weak relatives raise the scores of the candidates."""
    shape = len(rarity), len(articles)
    finding, together = (
        weighted_frequencies(found, shape, WEIGHTED_FREQUENCY["text"], weak=weak) for weak in (False, True)
    )
    damping = evaluator.statistics.article_damping.take(articles) * WEIGHT_UNIT
    raised = together / (together + damping)
    raised -= finding / (finding + damping)
    added: FloatArray = (rarity * (ranking.ARTICLES.k1 + 1)) @ raised.astype(np.float32)
    return added


def _sequence(evaluator: Evaluator, found: Sequence[FoundInSegment]) -> _Sequence:
    """Where the words, in forms of their own stems, stand in the candidates."""
    parts = [np.zeros(0, np.int64)]
    for place, part in found:
        own = (part.tags % KINDS == OWN).nonzero()[0]
        places, which = evaluator.snapshot.segments[place].occurrences_of(part.postings.take(own))
        own = own.take(which)
        keys = part.articles.take(own) << _PLACE_BITS
        keys += places
        keys <<= _WORD_BITS
        keys |= part.tags.take(own) // KINDS
        parts.append(keys)
    keys = np.concatenate(parts)
    keys.sort()
    places = keys >> _WORD_BITS
    return _Sequence(places, keys & ((1 << _WORD_BITS) - 1), places >> _PLACE_BITS)


def _best_windows(rarity: FloatArray, sequence: _Sequence, count: int) -> FloatArray:
    """For each of `count` candidates the most rarity that the query's words have within WINDOW_WORDS words."""
    places, words, candidates = sequence
    of_set = np.zeros(1, np.float32)  # of every set of words, by the bits of its number
    for each in rarity:
        of_set = np.concatenate((of_set, of_set + each))
    bits = np.int64(1) << words
    held = bits.copy()
    for ahead in range(1, min(AHEAD, 2 * len(rarity) - 2, len(places) - 1) + 1):
        near = places[ahead:] - places[:-ahead] < WINDOW_WORDS
        held[:-ahead] |= bits[ahead:] * near
    best = np.zeros(count, np.float32)
    np.maximum.at(best, candidates, of_set[held])
    return best


def _pairs(standing: Sequence[tuple[int, int]], function_words: Sequence[bool]) -> list[_Pair]:
    """The pairs of a query's words whose meeting counts.

    standing: places in the query, and which word stands there. function_words: whether a word is one.
    """
    pairs = [
        _Pair(one, other, 1, 1.0)
        for (place, one), (next_place, other) in pairwise(standing)
        if next_place == place + 1
    ]
    content = [each for each in standing if not function_words[each[1]]]
    pairs += [
        _Pair(one, other, next_place - place, APART)
        for (place, one), (next_place, other) in pairwise(content)
        if next_place > place + 1
    ]
    pairs += [
        _Pair(one, other, next_place - place, APART)
        for (place, one), (next_place, other) in zip(content, content[2:], strict=False)
    ]
    # Of two words that meet twice in the query the nearer meeting counts.
    by_words = {(pair.first, pair.second): pair for pair in reversed(pairs) if pair.first != pair.second}
    return list(by_words.values())


def _of_neighbours(
    evaluator: Evaluator,
    words: Sequence[str],
    pairs: Sequence[_Pair],
    sequence: _Sequence,
    articles: Numbers,
) -> FloatArray:
    """What pairs of words add that stand in a candidate as they do in the query."""
    if not pairs:
        return np.zeros(len(articles), np.float32)
    first, second, distances, weights = np.array(pairs).T
    rarity = np.array([evaluator.statistics.group_idf(word) for word in words])
    first, second = first.astype(np.int64), second.astype(np.int64)
    distance = np.full((len(words), len(words)), -1)
    number = np.zeros((len(words), len(words)), np.int64)
    distance[first, second] = distances
    number[first, second] = np.arange(len(pairs))
    where = []
    spots, numbers, candidates = sequence
    for ahead in range(1, min(int(distances.max()), len(spots) - 1) + 1):
        one, other = numbers[:-ahead], numbers[ahead:]
        met = (spots[ahead:] - spots[:-ahead] == distance[one, other]).nonzero()[0]
        where.append(candidates[met] * len(pairs) + number[one[met], other[met]])
    if not where:
        return np.zeros(len(articles), np.float32)
    shape = len(articles), len(pairs)
    times = np.bincount(np.concatenate(where), minlength=shape[0] * shape[1]).reshape(shape)
    lengths = evaluator.statistics.body_lengths.take(articles) / max(
        evaluator.statistics.average_article_length, 1.0
    )
    softness = (0.25 + 0.75 * lengths)[:, None]
    added: FloatArray = (2 * ADJACENT * times / (times + softness)) @ (
        weights * (rarity[first] + rarity[second])
    )
    return added.astype(np.float32)
