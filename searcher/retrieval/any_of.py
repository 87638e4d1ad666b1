"""Any-of questions, the usual ones: the best of what holds any of some words, phrases and the like.

Where all that is sought are words, or patterns, which are words of many forms, posting lists are asked for the best in
one call (`searcher.postings`). A phrase or the like beside words, mostly another spelling of one of them, has its texts
listed already: these are given to the call with what it adds to them. Everything else `searcher.retrieval.pruning` goes
through from part to part. How many there are in all is counted when it is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial, reduce
from itertools import pairwise, repeat
from operator import attrgetter, mul, neg
from typing import Final, NamedTuple

import numpy as np

from index.lazy import cached_property
from index.storage.arrays import IntArray, Mask, end_to_end
from searcher import ranking
from searcher.language.algebra import AnyOfParts
from searcher.language.query import (
    Leaf,
    Phrase,
    Query,
    Scored,
    Word,
    are_distinct,
    are_words,
    is_word,
    without,
)
from searcher.matching.leaves import Leaves, ScoredLeaf
from searcher.matching.listed_leaf import ListedLeaf
from searcher.matching.matches import Matches, Ranked, mark, union
from searcher.matching.retrieval_unit import RetrievalUnit
from searcher.postings import AnyOf, ScoredTexts, Tables
from searcher.postings.candidates import FirstArticles
from searcher.retrieval import reranking
from searcher.retrieval.completeness import complete
from searcher.retrieval.pruning import best_of_leaves

_TEXT: Final = attrgetter("text")
_FINDING: Final = attrgetter("finding")
_IDF: Final = attrgetter("idf")
_BOOST: Final = attrgetter("boost")


class _QueryTerms(NamedTuple):
    """The words of a question, each once, or patterns: as many entries everywhere.

    max_scores: no text gets more from one. slots: for each segment its terms. times: how often it is asked for.
    """

    items: Sequence[Scored]
    max_scores: list[float]
    slots: list[Tables]
    times: list[int]


_NO_TERMS: Final = _QueryTerms([], [], [], [])


class FirstFound(NamedTuple):
    """The first articles, and how many there are in all."""

    articles: FirstArticles
    total: Callable[[], int]


class AnyOfQuestion:
    """Texts of a unit with any of some items that find where restrictions hold."""

    def __init__(
        self,
        leaves: Leaves,
        unit: RetrievalUnit,
        mask: Callable[[Query, int], Mask],
        parts: AnyOfParts,
    ) -> None:
        """mask: which articles of a segment, by its number, satisfy a restriction: bool, one each."""
        self._leaves = leaves
        self._unit = unit
        self._mask = mask
        self._scorer = scorer = leaves.scorer
        self._items, self._restrictions = parts.items, parts.restrictions
        self._adding = frozenset(parts.adding)
        self._segments = scorer.snapshot.segments
        self._bases = unit.bases

    def best(self, count: int) -> Ranked:
        """The `count` best and all that tie with the last of them, perhaps others."""
        words, listed = self._words() if count else (_NO_TERMS, [])
        return self._best_of_words(words, listed, count) if words.items else self._best_of_leaves(count)

    def first(self, considered: int, asked: Sequence[Word], count: int) -> FirstFound | None:
        """The first `count` articles, when the best of the best `considered` had a second look for what is asked.

        None where that can't be said in one call: where nothing is sought that has terms, as words and patterns have,
        or something that neither has any nor is listed.
        """
        words, listed = self._words()
        if not words.items:
            return None
        scorer = self._scorer
        articles = scorer.postings.first_articles(
            self._question(words, listed, considered),
            scorer.statistics.article_formula,
            reranking.second_look(scorer, asked),
            reranking.CANDIDATES,
            min(count, self._bases[-1] + 1),
        )
        return FirstFound(articles, self.total)

    def total(self) -> int:
        """How many there are."""
        total = 0
        for segment, size in enumerate(self._sizes()):
            present = np.zeros(size, np.bool_)
            for leaf in self._finding:
                mark(present, leaf.numbers(segment))
            passing = self._allowed(segment)
            if passing is not None:
                present &= passing
            elif self._unit.whole and (deleted := self._segments[segment].deleted) is not None:
                present[deleted] = False
            total += int(np.count_nonzero(present))
        return total

    # --- words, alone or beside a few texts that are known

    def _words(self) -> tuple[_QueryTerms, list[ListedLeaf]]:
        """The items that have terms, as words and patterns, and those listed; nothing where one is neither.

        Nor where something that is listed only adds to scores.
        """
        if are_words(self._items):
            return self._words_alone(self._items), []
        if not all(map(is_word, self._adding)):
            return _NO_TERMS, []
        times = Counter(self._items)
        forms = [item.text for item in times if is_word(item)]
        expansions = iter(self._scorer.vocabulary.expansions(forms))
        rows: list[tuple[Scored, float, Tables, int]] = []
        for item, count in times.items():
            if is_word(item):
                word = next(expansions)
                rows.append((item, word.idf * item.boost * self._unit.saturation, word.finding, count))
            elif isinstance(item, Leaf) and (tables := self._slots(item)) is not None:
                rows.append((item, self._scorer.max_score(item, self._unit), tables, count))
        if not rows:
            return _NO_TERMS, []
        words = _QueryTerms(*map(list, zip(*rows, strict=True)))
        if len(rows) == len(times):
            return words, []
        having = set(words.items)
        others = [self._leaf(item) for item in self._items if item not in having]
        listed = [leaf for leaf in others if isinstance(leaf, ListedLeaf)]
        if len(listed) < len(others):
            return _NO_TERMS, []
        # One that no text holds, as another spelling mostly is, adds nothing.
        return words, [leaf for leaf in listed if leaf.document_frequency]

    def _words_alone(self, items: Sequence[Word]) -> _QueryTerms:
        """The same of words and nothing else, as in most questions: all about them is known at once."""
        times = [1] * len(items)
        if not are_distinct(items):
            counted = Counter(items)
            items, times = list(counted), list(counted.values())
        expansions = self._scorer.vocabulary.expansions(list(map(_TEXT, items)))
        weighted = map(mul, map(_IDF, expansions), map(_BOOST, items))
        max_scores = list(map(mul, weighted, repeat(self._unit.saturation)))
        return _QueryTerms(items, max_scores, list(map(_FINDING, expansions)), times)

    @cached_property
    def _finding(self) -> list[ScoredLeaf]:
        return list(map(self._leaf, without(self._items, self._adding)))

    def _leaf(self, item: Scored) -> ScoredLeaf:
        return self._leaves.leaf(item, self._unit)

    def _slots(self, item: Leaf) -> Tables | None:
        """The terms of what is no word, where it can be weighed by them alone."""
        if not self._unit.lists_tell(item):
            return None
        if not isinstance(item, Phrase):
            return self._scorer.slots(item)
        return self._scorer.vocabulary.very_slots(item.firsts) if len(item.words) == 1 else None

    def _best_of_words(self, words: _QueryTerms, listed: Sequence[ListedLeaf], count: int) -> Ranked:
        return Ranked(*self._unit.best(self._question(words, listed, count)), self.total)

    def _question(self, words: _QueryTerms, listed: Sequence[ListedLeaf], wanted: int) -> AnyOf:
        whole = None
        if self._unit.sees_words_together and not listed:  # of words beside a phrase none has to be there
            max_scores = words.max_scores if len(words.items) == len(self._items) else None
            whole = complete(self._scorer, self._items, self._adding, max_scores)
        behind: Iterable[bool] = repeat(False)
        if whole:
            first = [self._items[index] for index in whole.indices]
            behind = [item not in first for item in words.items]
        adds = list(map(self._adding.__contains__, words.items))
        losses = map(neg, map(mul, words.max_scores, words.times))
        order = behind, adds, losses, range(len(adds))
        rows = sorted(zip(*order, words.slots, words.max_scores, words.times, strict=False))
        *_, slots, max_scores, times = map(list, zip(*rows, strict=True))
        return AnyOf(
            slots,
            max_scores,
            times,
            self._passing(),
            min(wanted, self._bases[-1] + 1),
            len(whole.indices) if whole else 0,
            round(whole.bonus * ranking.UNIT) if whole else 0,
            self._known(listed) if listed else None,
            sum(adds),
        )

    def _known(self, listed: Sequence[ListedLeaf]) -> ScoredTexts:
        """The texts that hold any of these, where the restrictions hold, with what these add."""
        parts: list[Matches] = []
        for segment in range(len(self._segments)):
            matches = union([leaf.matches(segment) for leaf in listed])
            allowed = self._allowed(segment)
            parts.append(matches if allowed is None else matches.where(allowed[matches.numbers]))
        held = Ranked.of(parts, self._bases)
        numbers: IntArray = held.numbers.astype(self._unit.number_type)
        return ScoredTexts(numbers, np.rint(held.scores * ranking.UNIT).astype(np.int64))

    def _passing(self) -> Mask | None:
        """Bool, one an article of all segments: True for live ones that satisfy the restrictions; None if all do."""
        if not self._restrictions:
            return self._scorer.live
        return end_to_end(self._allowed_articles, np.bool_)

    # --- other items

    def _best_of_leaves(self, count: int) -> Ranked:
        leaves = self._finding
        added = [self._leaf(item) for item in self._items if item in self._adding]
        allowed = list(map(self._allowed, range(len(self._segments))))
        only = leaves[0] if len(leaves) == 1 and not added else None
        if isinstance(only, ListedLeaf):  # its matches are known already
            known = [
                only.matches(segment)
                if mask is None
                else only.matches(segment).where(mask[only.numbers(segment)])
                for segment, mask in enumerate(allowed)
            ]
            return Ranked.of(known, self._bases)
        matches = best_of_leaves(self._scorer, leaves, added, count, self._sizes(), allowed)
        return Ranked.of(matches, self._bases)._replace(total=self.total)

    def _sizes(self) -> list[int]:
        """How many texts each segment has."""
        return [end - start for start, end in pairwise(self._bases)]

    def _allowed(self, segment: int) -> Mask | None:
        """A mask over the texts of a segment; None where nothing is restricted."""
        if not self._restrictions:
            return None
        return self._unit.allowed(segment, self._allowed_articles[segment])

    @cached_property
    def _allowed_articles(self) -> list[Mask]:
        """For each segment bool, one an article: whether all restrictions hold."""
        masks = partial(map, self._mask, self._restrictions)
        return [reduce(np.logical_and, masks(repeat(segment))) for segment in range(len(self._segments))]
