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

The words of all candidates are put in one sequence, in reading order, and everything is said of occurrences in it that
are close to each other: so the work does not grow with the length of the lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from searcher import ranking
from searcher.occurrences import Numbers
from searcher.postings import Within, closeness
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
#: Occurrences after each that are looked at: more words of the question hardly stand in one window.
AHEAD: Final = 9


class _Pair(NamedTuple):
    """Two words of a query, how far the second stands behind the first there, and what their meeting weighs."""

    first: int
    second: int
    distance: int
    weight: float


def bonuses(evaluator: Evaluator, asked: Sequence[Word], articles: Numbers) -> FloatArray:
    """What the second look adds for these articles: float32, one each.

    articles: int32, numbered through all segments, ascending.
    """
    idf = [evaluator.statistics.idf(word.text) for word in asked]
    kept = sorted(sorted(range(len(asked)), key=lambda at: -idf[at])[:MOST_WORDS])
    numbers: dict[str, int] = {}
    standing = [(at, numbers.setdefault(asked[at].text, len(numbers))) for at in kept]
    words = list(numbers)
    rarity = np.array([evaluator.statistics.idf(word) for word in words], np.float32)

    expansions = [evaluator.vocabulary.expansion(word) for word in words]
    found = evaluator.postings.places_within(
        [expansion.slots for expansion in expansions],
        [expansion.weak for expansion in expansions],
        articles,
        WEIGHTED_FREQUENCY["text"],
    )
    added = _of_weak_relatives(evaluator, rarity, found, articles)
    if len(found.keys):
        pairs = _pairs(standing, [evaluator.vocabulary.is_function_word(word) for word in words])
        added += _of_closeness(evaluator, words, rarity, pairs, found, articles)
    return added


def _of_weak_relatives(
    evaluator: Evaluator, rarity: FloatArray, found: Within, articles: Numbers
) -> FloatArray:
    """By how much the words' weak relatives raise the scores of the candidates."""
    damping = evaluator.statistics.article_damping.take(articles) * WEIGHT_UNIT
    raised = found.together / (found.together + damping)
    raised -= found.finding / (found.finding + damping)
    added: FloatArray = (rarity * (ranking.ARTICLES.k1 + 1)) @ raised.astype(np.float32)
    return added


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


def _of_closeness(
    evaluator: Evaluator,
    words: Sequence[str],
    rarity: FloatArray,
    pairs: Sequence[_Pair],
    found: Within,
    articles: Numbers,
) -> FloatArray:
    """What words add that stand in one place, and pairs that stand as they do in the query."""
    distances = np.full((len(words), len(words)), -1)
    numbers = np.zeros((len(words), len(words)), np.int64)
    for number, pair in enumerate(pairs):
        distances[pair.first, pair.second] = pair.distance
        numbers[pair.first, pair.second] = number
    windows, times = closeness(
        np.sort(found.keys),
        len(articles),
        rarity,
        distances,
        numbers,
        len(pairs),
        width=WINDOW_WORDS,
        ahead=min(AHEAD, 2 * len(words) - 2),
    )
    added: FloatArray = TOGETHER * windows
    if pairs:
        group_idf = [evaluator.statistics.group_idf(word) for word in words]
        worth = np.array([pair.weight * (group_idf[pair.first] + group_idf[pair.second]) for pair in pairs])
        lengths = evaluator.statistics.body_lengths.take(articles) / max(
            evaluator.statistics.average_article_length, 1.0
        )
        softness = (0.25 + 0.75 * lengths)[:, None]
        added += ((2 * ADJACENT * times / (times + softness)) @ worth).astype(np.float32)
    return added
