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

from index.inversion import BODY_LIMIT
from searcher import ranking
from searcher.any_of import SLACK, AnyOf, AnyWord, Formula, largest, nth_best
from searcher.occurrences import VALUE_BITS, Numbers, distinct_runs, sums_of_runs
from searcher.postings import Counts, Mask, Scores, scored, word_bits
from searcher.proximity import Places

if TYPE_CHECKING:
    from searcher.evaluation import Evaluator

# Articles whose paragraphs are scored at once: at first for each paragraph wanted, then in all.
_FIRST: Final = 3
_AT_ONCE: Final = 1500
#: Frequency in the body by packed frequency (`index.inversion.packed_frequencies`).
_BODY: Final[Counts] = (np.arange(1 << 8) & BODY_LIMIT).astype(np.uint32)
_EVERY: Final[Counts] = np.ones(1 << 8, np.uint32)


class BestParagraphs(NamedTuple):
    """The best paragraphs and all that tie with the last of them, perhaps others.

    passages: numbered through all segments, ascending (`Postings.passage_bases`); scores: of each, in UNITs.
    """

    passages: Places
    scores: Scores


def best_paragraphs(
    evaluator: Evaluator, words: Sequence[AnyWord], passing: Mask | None, count: int
) -> BestParagraphs:
    """The `count` best. words: with what each adds to a paragraph at the most. passing: as `AnyOf` takes it."""
    bounds = AnyOf(evaluator, words, passing, Formula(_BODY, evaluator.statistics.least_paragraph_damping))

    def least(articles: Numbers, most: Scores) -> int:
        """The `count`-th best score among the paragraphs of the articles that may have the best."""
        return nth_best(_scored(evaluator, words, articles[largest(most, _FIRST * count)]).scores, count)

    articles, most = bounds.candidates(0, least)
    by_bound = np.argsort(-most, kind="stable")
    floor = 0
    found = [BestParagraphs(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    begin, size = 0, _FIRST * count
    while begin < len(by_bound):
        chosen = by_bound[begin : begin + size]
        chosen = chosen[most[chosen] >= floor * SLACK]
        if not len(chosen):
            break
        found.append(_scored(evaluator, words, np.sort(articles[chosen])))
        floor = max(floor, nth_best(np.concatenate([part.scores for part in found]), count))
        begin, size = begin + size, _AT_ONCE
    passages = np.concatenate([part.passages for part in found])
    scores = np.concatenate([part.scores for part in found])
    in_place = np.argsort(passages)
    return BestParagraphs(passages[in_place], scores[in_place])


def _scored(evaluator: Evaluator, words: Sequence[AnyWord], articles: Numbers) -> BestParagraphs:
    """Every paragraph of these articles, ascending, with any of the words."""
    tables = [word.slots for word in words]
    keys = np.sort(evaluator.postings.paragraphs_within(tables, articles, _EVERY))
    values = keys & ((1 << VALUE_BITS) - 1)
    keys >>= VALUE_BITS
    first = distinct_runs(keys)
    frequencies = sums_of_runs(values, first)
    keys = keys.take(first)
    bits = word_bits(len(words))
    passages = keys >> bits
    most = np.array([word.most for word in words], np.float32).take(keys & ((1 << bits) - 1))
    damping = ranking.PARAGRAPHS.damping(
        evaluator.statistics.passage_lengths(passages), evaluator.statistics.average_paragraph_length
    )
    scores = scored(frequencies, most, damping)
    first = distinct_runs(passages)
    return BestParagraphs(passages.take(first), sums_of_runs(scores, first))
