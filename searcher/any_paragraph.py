"""The best paragraphs that hold any of some words, by way of the articles that may have them.

Posting lists are of articles; which paragraph a word stands in is worked out from its place, which costs ten times what
reading a posting does. So articles are ranked first, by a bound: no paragraph of an article scores more than its
shortest would with everything in it that the article says. The paragraphs of the articles of the highest bounds are
scored, and then those of every article whose bound is not below the `count`-th best score. The result is exactly that
of scoring all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.inversion import BODY_LIMIT
from searcher import ranking
from searcher.any_of import (
    KINDS,
    SLACK,
    UNIT,
    AnyOf,
    AnyWord,
    Formula,
    Mask,
    Scores,
    added_up,
    look_up,
    nth_best,
)
from searcher.occurrences import VALUE_BITS, Numbers, distinct_runs, sums_of_runs
from searcher.proximity import Places
from searcher.ranking import WEIGHT_UNIT

if TYPE_CHECKING:
    from searcher.evaluation import Evaluator

# Articles whose paragraphs are scored at once: at first for each paragraph wanted, then in all.
_FIRST: Final = 3
_AT_ONCE: Final = 1500
#: Frequency in the body by packed frequency (`index.inversion.packed_frequencies`).
_BODY: Final = (np.arange(1 << 8) & BODY_LIMIT).astype(np.uint32)


class BestParagraphs(NamedTuple):
    """The best paragraphs and all that tie with the last of them, perhaps others.

    passages: numbered through all segments, ascending (`Statistics.passage_bases`); scores: of each, in UNITs.
    """

    passages: Places
    scores: Scores


def best_paragraphs(
    evaluator: Evaluator, words: Sequence[AnyWord], allowed: Sequence[Mask | None], count: int
) -> BestParagraphs:
    """The `count` best. words: with what each adds to a paragraph at the most. allowed: as `AnyOf` takes it."""
    bounds = AnyOf(
        evaluator,
        words,
        allowed,
        Formula(_BODY, evaluator.statistics.least_paragraph_damping),
    )
    order, after = bounds.in_order()
    best = BestParagraphs(np.zeros(0, np.int64), np.zeros(0, np.int64))
    articles, most = bounds.joined(())
    used, floor = 0, 0.0
    while used < len(order) and floor * SLACK <= after[used]:
        end = bounds.end_of_part(order, used)
        part = bounds.joined(order[used:end])
        articles, most = added_up(articles, most, *part) if used else part
        used = end
        first = articles if len(articles) <= _FIRST * count else articles[_largest(most, _FIRST * count)]
        best = _scored(evaluator, words, first)
        floor = nth_best(best.scores, count) / UNIT
    enough = most >= (floor * SLACK - after[used]) * UNIT
    articles, most = articles[enough], most[enough]
    if used < len(order) and len(articles):
        most = most + bounds.looked_up(order[used:], articles, weak=False)[0]
    by_bound = np.argsort(-most, kind="stable")
    found = []
    for at in range(0, len(by_bound), _AT_ONCE):
        chosen = by_bound[at : at + _AT_ONCE]
        chosen = chosen[most[chosen] >= floor * SLACK * UNIT]
        if not len(chosen):
            break
        found.append(_scored(evaluator, words, np.sort(articles[chosen])))
        floor = max(floor, nth_best(np.concatenate([part.scores for part in found]), count) / UNIT)
    passages = np.concatenate([best.passages[:0], *(part.passages for part in found)])
    scores = np.concatenate([best.scores[:0], *(part.scores for part in found)])
    in_place = np.argsort(passages)
    return BestParagraphs(passages[in_place], scores[in_place])


def _largest(values: Scores, count: int) -> npt.NDArray[np.intp]:
    """Where the `count` largest are, ascending."""
    return np.sort(np.argpartition(values, -count)[-count:])


def _scored(evaluator: Evaluator, words: Sequence[AnyWord], articles: Numbers) -> BestParagraphs:
    """Every paragraph of these articles, ascending, with any of the words."""
    bits = max(len(words) - 1, 1).bit_length()
    keys = []
    for place, found in look_up(evaluator, words, range(len(words)), articles, weak=False):
        view = evaluator.snapshot.segments[place]
        places, which = view.occurrences_of(found.postings)
        bounds = articles.searchsorted(evaluator.statistics.article_bases[place : place + 2])
        own = articles[slice(*bounds)] - np.int32(evaluator.statistics.article_bases[place])
        passages, is_headline = view.passages_within(own, found.articles.take(which) - bounds[0], places)
        own_keys = passages + evaluator.statistics.passage_bases[place] << bits
        own_keys |= (found.tags // KINDS).take(which)
        keys.append((own_keys << VALUE_BITS | found.weights.take(which))[~is_headline])
    if not keys:
        return BestParagraphs(np.zeros(0, np.int64), np.zeros(0, np.int64))
    together = np.concatenate(keys)
    together.sort()
    values = together & ((1 << VALUE_BITS) - 1)
    together >>= VALUE_BITS
    first = distinct_runs(together)
    frequencies = sums_of_runs(values, first).astype(np.float32) * np.float32(1 / WEIGHT_UNIT)
    together = together.take(first)
    passages = together >> bits
    most = np.array([word.most for word in words], np.float32).take(together & ((1 << bits) - 1))
    damping = ranking.PARAGRAPHS.damping(
        evaluator.statistics.passage_lengths(passages), evaluator.statistics.average_paragraph_length
    )
    scores = (most * frequencies / (frequencies + damping) * UNIT).astype(np.int64)
    first = distinct_runs(passages)
    return BestParagraphs(passages.take(first), sums_of_runs(scores, first))
