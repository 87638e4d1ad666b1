"""Where what is sought stands in many articles, as positions of a segment: what `searcher.presenting.marking` marks in
one article after reading it again, taken from the posting lists.

The rules are the same, over arrays of articles where there it is one: each part of a query holds in some articles, and
an alternative is marked only where it holds by itself. No text is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from index.storage.arrays import Int64Array, Mask
from searcher.language.algebra import is_restriction
from searcher.language.query import And, AndMaybe, Every, Expanded, Not, NullQuery, Or, Query, Scored, Word
from searcher.matching.leaves import Leaves
from searcher.matching.positional import Spans, found_in
from searcher.matching.segment_text import SegmentText, TextRun
from searcher.postings.slots import WeightedSlots, without_relatives
from searcher.presenting.marking import as_marked, marked_alternatives, marked_nodes

__all__ = ["MarkedPositions", "MarkedSpans"]

_Parts = list[tuple[Scored, Spans]]


class _Answer(NamedTuple):
    """Where a part of a query holds: bool, one an article of the segment; what is marked in these articles."""

    holds: Mask
    parts: _Parts


class MarkedSpans(NamedTuple):
    """What is found in some articles of a segment, as int64 arrays with an entry for each.

    starts: position of its first word, ascending. ends: that behind its last; of those with one start the longest comes
    first. What overlaps, marks join (`marking.disjoint`).
    """

    starts: Int64Array
    ends: Int64Array

    @classmethod
    def end_to_end(cls, parts: Sequence[MarkedSpans]) -> MarkedSpans:
        """Those of one article after the other, in one. parts: one at least."""
        return cls(*map(np.concatenate, zip(*parts, strict=True)))


class MarkedPositions:
    """Finds what is marked for one query. Safe to share between threads."""

    def __init__(self, leaves: Leaves, words: Query) -> None:
        """words: what is marked (`marker_of` takes the same)."""
        self._leaves = leaves
        self._words = words
        self._nodes = marked_nodes(words)

    def within(self, segment: int, chosen: Mask) -> MarkedSpans:
        """Everything that is found in some articles of segment number `segment`, all of which answer the query.

        chosen: bool, one an article.
        """
        return MarkedSpans.end_to_end(list(self._runs(segment, chosen)))

    def parts(self, segment: int, chosen: Mask, least: int) -> Iterator[MarkedSpans]:
        """The same in parts, of some articles each, that have `least` spans or not many more; the last may have any."""
        held: list[MarkedSpans] = []
        for run in self._runs(segment, chosen):
            held.append(run)
            if sum(len(each.starts) for each in held) >= least:
                yield MarkedSpans.end_to_end(held)
                held = []
        if held:
            yield MarkedSpans.end_to_end(held)

    def _runs(self, segment: int, chosen: Mask) -> Iterator[MarkedSpans]:
        """What is found in one run of articles after the other, one at least."""
        text = SegmentText(
            self._leaves.scorer.postings, segment, chosen, lambda leaf: self._slots(leaf, segment)
        )
        for run in text.runs(self._words):
            found = [Spans.of_words(np.zeros(0, np.int64))]
            for node in self._nodes:
                answer = self._answer(node, run, segment)
                found += (as_marked(scored, spans) for scored, spans in answer.parts)
            starts = np.concatenate([spans.starts for spans in found])
            ends = np.concatenate([spans.ends for spans in found])
            if (starts[1:] <= starts[:-1]).any():
                order = np.lexsort((-ends, starts))
                starts, ends = starts.take(order), ends.take(order)
            yield MarkedSpans(starts, ends)

    def _slots(self, leaf: Expanded, segment: int) -> WeightedSlots:
        """The terms that are marked for a leaf: of a word what finds it in any segment, as in a text."""
        scorer = self._leaves.scorer
        if not isinstance(leaf, Word) or len(scorer.snapshot.segments) == 1:
            return scorer.slots(leaf)[segment]
        forms = list(scorer.vocabulary.relatives(leaf.text))
        return without_relatives(scorer.postings.terms(segment, forms))

    def _answer(self, node: Query, run: TextRun, segment: int) -> _Answer:
        count = len(run.passages.first) - 1
        match node:
            case And():
                answers = [self._answer(child, run, segment) for child in node.subqueries]
                holds = np.logical_and.reduce(
                    [np.ones(count, np.bool_), *(answer.holds for answer in answers)]
                )
                return _Answer(holds, [part for each in answers for part in _where(each.parts, holds, run)])
            case Or():
                return self._any(node, run, segment)
            case AndMaybe():
                required, optional = (self._answer(each, run, segment) for each in (node.a, node.b))
                added = _where(optional.parts, required.holds, run)
                return _Answer(required.holds, required.parts + added)
            case Not():
                return _Answer(~self._answer(node.query, run, segment).holds, [])
            case Every() | NullQuery():
                return _Answer(np.full(count, isinstance(node, Every)), [])
        if is_restriction(node):
            return _Answer(self._leaves.restrictions.mask(node, segment), [])
        found = found_in(node, run)
        holds = np.zeros(count, np.bool_)
        holds[run.passages.articles(found.passages)] = True
        return _Answer(holds, list(found.parts))

    def _any(self, node: Or, run: TextRun, segment: int) -> _Answer:
        answers = {child: self._answer(child, run, segment) for child in marked_alternatives(node)}
        finding = [answers[child] for child in node.finding]
        holds = np.logical_or.reduce([answer.holds for answer in finding])
        parts = [part for answer in finding for part in answer.parts]
        for child, answer in answers.items():
            if child not in node.finding:  # what only adds is marked beside what finds
                parts += _where(answer.parts, holds, run)
        return _Answer(holds, parts)


def _where(parts: Sequence[tuple[Scored, Spans]], holds: Mask, run: TextRun) -> _Parts:
    """What of some parts is in articles in which something holds."""
    if holds.all():
        return list(parts)
    passages = run.passages
    return [
        (scored, spans.where(holds[passages.articles(passages.containing(spans.starts))]))
        for scored, spans in parts
    ]
