"""The best of an any-of question with NumPy, by the method that `searcher.postings.base` tells."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, reduce
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from index.storage.arrays import Int64Array, IntArray, Mask, Numbers, end_to_end
from searcher.postings import base
from searcher.postings.array_within import frequencies, in_paragraphs, word_bits
from searcher.postings.base import SLACK, AnyOf, Counts, Formula, ScoredTexts, Scores
from searcher.postings.candidates import nth_best
from searcher.postings.occurrences import VALUE_BITS, distinct_runs, sums_of_runs
from searcher.ranking import BM25, UNIT, FloatArray, units, weighted

if TYPE_CHECKING:
    from searcher.postings.arrays import ArrayPostings

# Of so many times the wanted articles the whole score is worked out first.
_FIRST: Final = 2
# Articles whose paragraphs are scored at once.
_PARAGRAPHS_AT_ONCE: Final = 1500


def best_articles(postings: ArrayPostings, question: AnyOf, formula: Formula) -> ScoredTexts:
    """As `Postings.best_articles`, scores in UNITs."""
    if question.complete:
        if question.known is not None:
            raise ValueError("words that an article should have all of are asked for alone")
        return _with_complete(postings, question, formula)
    return _candidates(
        postings,
        question,
        formula,
        question.known,
        question.wanted,
        lambda _, scores: nth_best(scores, question.wanted),
    )


def _with_complete(postings: ArrayPostings, question: AnyOf, formula: Formula) -> ScoredTexts:
    """Every article with any of the words that find, those with more that have all that they should have."""
    articles, scores = postings.joined(question, 0, question.finding, formula)
    scores = scores + _added(
        postings, question, range(question.finding, len(question.words)), articles, formula
    )
    held = [postings.joined(question, at, at + 1, formula).numbers for at in range(question.complete)]
    complete = reduce(partial(np.intersect1d, assume_unique=True), held)
    scores[articles.searchsorted(complete)] += question.bonus
    return ScoredTexts(articles, scores)


def best_paragraphs(
    postings: ArrayPostings, question: AnyOf, bound: Formula, model: BM25, average_length: float
) -> ScoredTexts:
    """As `Postings.best_paragraphs`, scores in UNITs."""
    count = question.wanted
    known = _KnownPassages(postings, question.known) if question.known is not None else None

    def scored_paragraphs(articles: IntArray) -> ScoredTexts:
        found, finds = _paragraphs(postings, question, articles, model, average_length)
        of_known = known.of(articles) if known else None
        if question.adding:
            if of_known is not None:
                finds |= np.isin(found.numbers, of_known.numbers)
            found = ScoredTexts(found.numbers[finds], found.scores[finds])
        return found if of_known is None else added_up(of_known, found)

    def least(articles: IntArray, most: Scores) -> float:
        """The `count`-th best score among the paragraphs of the articles that may have the best."""
        first = _largest(most, base.FIRST_ARTICLES * count)
        return nth_best(scored_paragraphs(articles[first]).scores, count)

    articles, most = _candidates(postings, question, bound, known.best if known else None, 0, least)
    by_bound = np.argsort(-most, kind="stable")
    threshold = 0.0
    found = [ScoredTexts(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    begin, size = 0, base.FIRST_ARTICLES * count
    while begin < len(by_bound):
        chosen = by_bound[begin : begin + size]
        chosen = chosen[most[chosen] >= threshold * SLACK]
        if not len(chosen):
            break
        found.append(scored_paragraphs(np.sort(articles[chosen])))
        threshold = max(threshold, nth_best(np.concatenate([part.scores for part in found]), count))
        begin, size = begin + size, _PARAGRAPHS_AT_ONCE
    passages = np.concatenate([part.numbers for part in found])
    scores = np.concatenate([part.scores for part in found])
    in_place = np.argsort(passages)
    return ScoredTexts(passages[in_place], scores[in_place])


class _KnownPassages:
    """Passages of which something is known, by their articles."""

    def __init__(self, postings: ArrayPostings, known: ScoredTexts) -> None:
        self._known = known
        bounds = known.numbers.searchsorted(postings.passage_bases).tolist()
        own = zip(
            postings.segments, postings.passage_bases, postings.article_bases, pairwise(bounds), strict=False
        )
        parts = [
            view.passages.articles(known.numbers[start:stop] - base) + first
            for view, base, first, (start, stop) in own
        ]
        self._articles = end_to_end(parts, np.int64)
        first = distinct_runs(self._articles)
        most = np.maximum.reduceat(known.scores, first) if len(first) else known.scores
        #: The articles, and what the best of their passages have.
        self.best = ScoredTexts(self._articles.take(first).astype(np.int32), most)

    def of(self, articles: IntArray) -> ScoredTexts:
        """Those of some articles."""
        chosen = np.isin(self._articles, articles)
        return ScoredTexts(self._known.numbers[chosen], self._known.scores[chosen])


def _candidates(
    postings: ArrayPostings,
    question: AnyOf,
    formula: Formula,
    known: ScoredTexts | None,
    count: int,
    least: Callable[[IntArray, Scores], float],
) -> ScoredTexts:
    """The articles that score no less than a bound, perhaps others.

    known: what some have before the words. least: the bound, as some articles and what they score by the first words
    show it; it may grow with these. count: how many of the best are looked at more closely to raise it.
    """
    after = [0.0]  # what the words from each on can add together
    for max_score, times in zip(question.max_scores[::-1], question.times[::-1], strict=True):
        after.append(after[-1] + max_score * times)
    after.reverse()
    words = len(question.words)
    used, threshold, found = 0, 0.0, ScoredTexts(np.zeros(0, np.int32), np.zeros(0, np.int64))
    if known is not None and len(known.numbers):
        found = known
        threshold = least(*found) / UNIT
    while used < question.finding and threshold * SLACK <= after[used]:
        end = _end_of_part(question, used)
        found = postings.joined(question, used, end, formula, found)
        used = end
        threshold = least(*found) / UNIT
    articles, scores = found
    rest = range(used, words)
    if rest and 0 < _FIRST * count < len(articles):
        # What the best so far have in all is a better bound than what they have so far.
        best = _largest(scores, _FIRST * count)
        more = _added(postings, question, rest, articles[best], formula)
        threshold = max(threshold, least(articles[best], scores[best] + more) / UNIT)
    enough = (scores >= (threshold * SLACK - after[used]) * UNIT).nonzero()[0]
    articles, scores = articles.take(enough), scores.take(enough)
    if rest and len(articles):
        scores += _added(postings, question, rest, articles, formula)
    return ScoredTexts(articles, scores)


def _end_of_part(question: AnyOf, begin: int) -> int:
    """Up to where the words from `begin` on that find, at least one, are few enough postings to be joined at once."""
    total = 0
    for at in range(begin, question.finding):
        for slots in question.words[at]:
            total += slots.total
        if total > base.AT_ONCE:
            return max(at, begin + 1)
    return question.finding


def _added(
    postings: ArrayPostings, question: AnyOf, words: range, articles: IntArray, formula: Formula
) -> Scores:
    """What these words add to some articles."""
    tables = [question.words[at] for at in words]
    found = frequencies(postings.within(tables, articles), len(tables), len(articles), formula)
    part = slice(words.start, words.stop)
    added = scored(found, question.max_scores_array[part, None], formula.damping_of(articles))
    more: Scores = (added * question.times_array[part, None]).sum(axis=0)
    return more


def _paragraphs(
    postings: ArrayPostings, question: AnyOf, articles: IntArray, model: BM25, average_length: float
) -> tuple[ScoredTexts, Mask]:
    """Every paragraph of these articles, ascending, with any of the words; and whether it has one that finds."""
    keys = np.sort(in_paragraphs(postings.within(question.words, articles), len(question.words)))
    values = keys & ((1 << VALUE_BITS) - 1)
    keys >>= VALUE_BITS
    first = distinct_runs(keys)
    sums = sums_of_runs(values, first)
    keys = keys.take(first)
    bits = word_bits(len(question.words))
    passages = keys >> bits
    words = keys & ((1 << bits) - 1)
    damping = model.damping(_lengths(postings, passages), average_length)
    scores = scored(sums, question.max_scores_array.take(words), damping)
    scores *= question.times_array.take(words)
    first = distinct_runs(passages)
    texts = ScoredTexts(passages.take(first), sums_of_runs(scores, first))
    return texts, words.take(first) < question.finding  # the first words stand first


def _lengths(postings: ArrayPostings, passages: Int64Array) -> Counts:
    """Words of some passages, ascending."""
    bounds = passages.searchsorted(postings.passage_bases).tolist()
    parts = [
        view.passages.lengths(passages[start:stop] - first)
        for view, first, (start, stop) in zip(
            postings.segments, postings.passage_bases, pairwise(bounds), strict=False
        )
    ]
    return end_to_end(parts, np.uint32)


def added_up(known: ScoredTexts, more: ScoredTexts) -> ScoredTexts:
    """Texts of either, all distinct and ascending, and the sums of their scores."""
    together = np.concatenate((known.numbers, more.numbers))
    order = together.argsort(kind="stable")  # merges what is in order already
    together = together[order]
    first = distinct_runs(together)
    scores = sums_of_runs(np.concatenate((known.scores, more.scores))[order], first)
    return ScoredTexts(together[first], scores)


def scored(values: npt.NDArray[Any], max_scores: FloatArray, damping: FloatArray) -> Scores:
    """The formula of `searcher.ranking`, in UNITs. values: weighted frequencies in hundredths."""
    return units(max_scores, weighted(values), damping)


def _largest(scores: Scores, count: int) -> Numbers:
    """Where the `count` largest are, ascending; everywhere, if there are no more."""
    if len(scores) <= count:
        return np.arange(len(scores), dtype=np.int32)
    return np.sort(np.argpartition(scores, -count)[-count:]).astype(np.int32)
