"""The best articles that hold any of some words, without scoring every article: MaxScore over whole arrays.

Turtle and Flood's MaxScore (1995): with the words in the order of the most that each can add to a score, once the
`count`-th best score among the articles of the first words exceeds what the remaining words can add together, no
article without a first word can be among the best. The remaining words, the frequent ones, are then only looked up in
the articles that may still be. The result is exactly that of exhaustive scoring.

A question has a dozen lists and few postings in each, so what it costs is the number of array operations. Words are
therefore not taken one by one: the lists of as many words as have `_AT_ONCE` postings between them are joined in one
sort, and those that remain are looked up together.

Scores are sums of whole numbers, `UNIT` to one: such sums do not depend on their order, so articles of equal content
have equal scores whatever way these came about.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.inversion import IntArray
from index.segment import SegmentView
from searcher.occurrences import (
    VALUE_BITS,
    Found,
    Numbers,
    distinct_runs,
    found_within,
    sums_of_runs,
)
from searcher.ranking import WEIGHT_UNIT, WEIGHTED_FREQUENCY, FloatArray
from searcher.vocabulary import WeightedSlots

if TYPE_CHECKING:
    from searcher.evaluation import Evaluator

# Postings that are joined in one sort: up to so many it takes less time than looking some of the words up.
_AT_ONCE: Final = 6000
# Of so many times the wanted articles the whole score is worked out first.
_FIRST: Final = 2
# Candidates up to which their postings of all words, weak relatives too, are collected for the second look as well.
_FEW: Final = 400
# Scores are counted in units of 2^-30, in which those of float32 are whole. A bound has to be missed by more than
# float32 rounds off before it is used.
UNIT: Final = 1 << 30
SLACK: Final = 1 - 1e-5

Mask = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.int64]


class AnyWord(NamedTuple):
    """A word of the question.

    form: by which the second look (`searcher.reranking`) knows it, "" for one that it does not look at. most: no
    article gets more from it. slots: for each segment the terms that find it; weak: those that only raise a score.
    """

    form: str
    most: float
    slots: tuple[WeightedSlots, ...]
    weak: tuple[WeightedSlots, ...] = ()


#: What a relative is to the word that a posting is looked up for: it finds articles, is a form of its own stem, or only
#: raises what is found. Postings are tagged with the number of the word x KINDS + one of these.
FINDS, OWN, WEAK, KINDS = 0, 1, 2, 3


class LookedUp(NamedTuple):
    """Postings of all words in some articles, ascending, by segment; tags are numbers of words x KINDS + kind."""

    words: Sequence[AnyWord]
    articles: Numbers
    found: list[FoundInSegment]

    def of(self, forms: Sequence[str], articles: Numbers) -> list[FoundInSegment]:
        """Those of some words in some of the articles, ascending, numbered as these are."""
        number_of = {form: number for number, form in enumerate(forms)}
        numbers = np.array([number_of.pop(word.form, -1) for word in self.words])
        new_number = np.full(len(self.articles), -1)
        new_number[self.articles.searchsorted(articles)] = np.arange(len(articles))
        chosen = []
        for place, found in self.found:
            of_word, kinds = np.divmod(found.tags, KINDS)
            of_word, of_article = numbers.take(of_word), new_number.take(found.articles)
            kept = ((of_word >= 0) & (of_article >= 0)).nonzero()[0]
            part = Found(
                found.postings.take(kept),
                of_article.take(kept),
                of_word.take(kept) * KINDS + kinds.take(kept),
                found.packed.take(kept),
                found.weights.take(kept),
            )
            chosen.append(FoundInSegment(place, part))
        return chosen


class FoundInSegment(NamedTuple):
    """What was found in the segment at `place`; its articles are numbered among those of all segments."""

    place: int
    found: Found


class Best(NamedTuple):
    """The best articles and all that tie with the last of them, perhaps others; what else came to light.

    articles: numbered through all segments, one after the other, ascending; scores: float32, of each.
    """

    articles: Numbers
    scores: FloatArray
    looked_up: LookedUp | None = None


class Formula(NamedTuple):
    """What a word adds to an article: most x f / (f + damping), where f is the weighted frequency.

    frequencies: of every packed one, for a form of full weight. damping: float32, one an article of all segments.
    """

    frequencies: npt.NDArray[np.uint32]
    damping: FloatArray


class AnyOf:
    """An any-of question over all segments, as if their articles stood in one after the other."""

    def __init__(
        self,
        evaluator: Evaluator,
        words: Sequence[AnyWord],
        allowed: Sequence[Mask | None],
        formula: Formula | None = None,
    ) -> None:
        """allowed: for each segment a mask over its articles, for which deleted ones do not pass; None for all.

        formula: if it is not that of `searcher.ranking` for articles.
        """
        self._evaluator = evaluator
        self._views: Sequence[SegmentView] = evaluator.snapshot.segments
        self._bases = evaluator.statistics.article_bases
        self._formula = formula or Formula(WEIGHTED_FREQUENCY["text"], evaluator.statistics.article_damping)
        self._words = words
        self._allowed = allowed

    def in_order(self) -> tuple[list[int], list[float]]:
        """The numbers of the words, those first that can add most, and what those from each on can add together."""
        order = sorted(range(len(self._words)), key=lambda number: -self._words[number].most)
        after = [0.0]
        for number in reversed(order):
            after.append(after[-1] + self._words[number].most)
        after.reverse()
        return order, after

    def best(self, count: int) -> Best:
        """The `count` best."""
        order, after = self.in_order()
        articles, scores = self.joined(())
        used, floor = 0, 0.0
        while used < len(order) and floor * SLACK <= after[used]:
            end = self.end_of_part(order, used)
            part = self.joined(order[used:end])
            articles, scores = added_up(articles, scores, *part) if used else part
            used = end
            floor = nth_best(scores, count) / UNIT
        rest = order[used:]
        if rest and len(articles) > _FIRST * count:
            # What the best so far have in all is a better bound than what they have so far.
            best = np.sort(np.argpartition(scores, -_FIRST * count)[-_FIRST * count :])
            more, _ = self.looked_up(rest, articles[best], weak=False)
            floor = max(floor, nth_best(scores[best] + more, count) / UNIT)
        enough = (scores >= (floor * SLACK - after[used]) * UNIT).nonzero()[0]
        articles, scores = articles.take(enough), scores.take(enough)
        looked_up = None
        if rest and len(articles):
            more, looked_up = self.looked_up(rest, articles, weak=True)
            scores += more
        return Best(articles, (scores * (1 / UNIT)).astype(np.float32), looked_up)

    def end_of_part(self, order: Sequence[int], begin: int) -> int:
        """Up to where the words from `begin` on, at least one, are few enough postings to be joined at once."""
        total = 0
        for at in range(begin, len(order)):
            for slots in self._words[order[at]].slots:
                total += slots.total
            if total > _AT_ONCE:
                return max(at, begin + 1)
        return len(order)

    def joined(self, numbers: Sequence[int]) -> tuple[Numbers, Scores]:
        """Every article with any of these words, ascending, and what they add together."""
        held, packed, weights, tags, bases, lengths = [], [], [], [], [], []
        for place, (view, base) in enumerate(zip(self._views, self._bases, strict=False)):
            of_postings, packed_of_postings = view.posting_articles, view.posting_frequencies
            for tag, number in enumerate(numbers):
                for _, _, start, stop, weight, _ in self._words[number].slots[place].table.tolist():
                    held.append(of_postings[start:stop])
                    packed.append(packed_of_postings[start:stop])
                    lengths.append(stop - start)
                    weights.append(weight)
                    tags.append(tag << VALUE_BITS)
                    bases.append(base)
        if not held:
            return np.zeros(0, np.int32), np.zeros(0, np.int64)
        bits = (len(numbers) - 1).bit_length()
        wide = self._bases[-1] << bits + VALUE_BITS > 1 << 32
        keys: IntArray = np.concatenate(held, dtype=np.uint64 if wide else np.uint32)
        if bases[-1]:
            keys += np.repeat(np.array(bases, keys.dtype), lengths)
        values = self._formula.frequencies.take(np.concatenate(packed))
        values *= np.repeat(np.array(weights, np.uint32), lengths)
        if bits:
            values |= np.repeat(np.array(tags, np.uint32), lengths)
        keys <<= bits + VALUE_BITS
        keys |= values
        keys.sort()
        frequencies = keys & ((1 << VALUE_BITS) - 1)
        keys >>= VALUE_BITS
        first = distinct_runs(keys)
        sums = sums_of_runs(frequencies, first)
        keys = keys.take(first)
        articles = (keys >> bits).astype(np.int32)
        most: FloatArray = np.array([self._words[number].most for number in numbers], np.float32)
        if bits:
            most = most[(keys & ((1 << bits) - 1)).astype(np.intp)]
        scores = self._scores(sums, most, self._formula.damping.take(articles))
        if bits:
            first = distinct_runs(articles)
            articles, scores = articles.take(first), sums_of_runs(scores, first)
        return self._passing(articles, scores)

    @staticmethod
    def _scores(values: npt.NDArray[Any], most: FloatArray, damping: FloatArray) -> Scores:
        """The formula of `searcher.ranking`. values: weighted frequencies in hundredths."""
        frequencies = values.astype(np.float32)
        frequencies *= np.float32(1 / WEIGHT_UNIT)
        scores = most * frequencies
        scores /= frequencies + damping
        scores *= UNIT
        return scores.astype(np.int64)

    def _passing(self, articles: Numbers, scores: Scores) -> tuple[Numbers, Scores]:
        """Those that may be found."""
        masks = [
            allowed if allowed is not None else None if view.deleted is None else ~view.deleted
            for view, allowed in zip(self._views, self._allowed, strict=True)
        ]
        if all(mask is None for mask in masks):
            return articles, scores
        kept = np.ones(len(articles), np.bool_)
        bounds = articles.searchsorted(self._bases).tolist()
        for mask, base, (start, stop) in zip(masks, self._bases, pairwise(bounds), strict=False):
            if mask is not None:
                kept[start:stop] = mask[articles[start:stop] - base]
        return articles[kept], scores[kept]

    def looked_up(
        self, numbers: Sequence[int], articles: Numbers, *, weak: bool
    ) -> tuple[Scores, LookedUp | None]:
        """What these words add to some articles; with few articles, if `weak`, also what all words have in them."""
        every = weak and len(articles) <= _FEW and any(word.weak for word in self._words)
        chosen = range(len(self._words)) if every else numbers
        found = look_up(self._evaluator, self._words, chosen, articles, weak=every)
        shape = len(self._words), len(articles)
        table = self._formula.frequencies
        frequencies = weighted_frequencies([part.found for part in found], shape, table, weak=False)[numbers]
        most = np.array([[self._words[number].most] for number in numbers], np.float32)
        more = self._scores(frequencies, most, self._formula.damping.take(articles)).sum(axis=0)
        return more, LookedUp(self._words, articles, found) if every else None


def look_up(
    evaluator: Evaluator,
    words: Sequence[AnyWord],
    numbers: Sequence[int],
    articles: Numbers,
    *,
    weak: bool,
) -> list[FoundInSegment]:
    """Postings of some of the words, by their numbers, in some articles, ascending. weak: of weak relatives, too."""
    found = []
    bounds = articles.searchsorted(evaluator.statistics.article_bases).tolist()
    for place, (start, stop) in enumerate(pairwise(bounds)):
        if start == stop:
            continue
        view = evaluator.snapshot.segments[place]
        own = articles[start:stop] - evaluator.statistics.article_bases[place]
        runs, tags = _tagged_runs(words, place, numbers, weak=weak)
        with evaluator.scratch.marks(view.article_count, own) as chosen:
            part = found_within(view, runs, tags, own, chosen)
        found.append(FoundInSegment(place, part._replace(articles=part.articles + start)))
    return found


def _tagged_runs(
    words: Sequence[AnyWord], place: int, numbers: Sequence[int], *, weak: bool
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The runs of some of the words in a segment with a tag for each, as `found_within` takes them."""
    tables, bases, counts = [], [], []
    for number in numbers:
        kinds = [(words[number].slots, FINDS)]
        if weak and words[number].weak:
            kinds.append((words[number].weak, WEAK))
        for slots, kind in kinds:
            table = slots[place].table
            tables.append(table)
            bases.append(number * KINDS + kind)
            counts.append(len(table))
    runs = np.concatenate(tables)
    return runs, np.repeat(np.array(bases), counts) + runs[:, 5]


def weighted_frequencies(
    found: Sequence[Found], shape: tuple[int, int], table: npt.NDArray[np.uint32], *, weak: bool
) -> npt.NDArray[np.float64]:
    """Weighted frequency, in hundredths, of each word in each article.

    table: frequency of every packed one. weak: whether weak relatives count.
    """
    total = np.zeros(shape[0] * shape[1])
    for part in found:
        values = table.take(part.packed) * part.weights
        if not weak:
            values *= part.tags % KINDS != WEAK
        total += np.bincount(part.tags // KINDS * shape[1] + part.articles, values, len(total))
    return total.reshape(shape)


def added_up(articles: Numbers, scores: Scores, others: Numbers, more: Scores) -> tuple[Numbers, Scores]:
    """Two sets of scored articles as one."""
    together = np.concatenate((articles, others))
    order = together.argsort(kind="stable")  # merges what is in order already
    together = together[order]
    first = distinct_runs(together)
    return together[first], sums_of_runs(np.concatenate((scores, more))[order], first)


def nth_best(scores: Scores, count: int) -> int:
    """The `count`-th best score, 0 where there are fewer or none is wanted."""
    if not 0 < count <= len(scores):
        return 0
    return int(np.partition(scores, -count)[-count])
