"""What positional nodes match in a snapshot, and with what scores.

The formula is that of `searcher.ranking`, over the occurrences that count for the node alone: each leaf of a `Within`,
`First` or `AtLeast` with its own rarity and boost; a `Near` like a phrase, by the articles (or paragraphs) in which it
holds, its words shared out so that one choice of all its items is one occurrence. Occurrences in the headline count
`ranking.TITLE` times.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from index.segment import SegmentView
from searcher import ranking
from searcher.leaves import ListedLeaf
from searcher.matches import Matches, any_of, unscored
from searcher.occurrences import Frequencies, end_to_end, joined
from searcher.positional import Spans, found_in
from searcher.proximity import Places, distinct
from searcher.query import And, AtLeast, Every, First, Near, Not, Or, Positional, Query, Scored, Within
from searcher.segment_text import SegmentText, TextRun

if TYPE_CHECKING:
    from searcher.evaluation import Evaluator

Mask = npt.NDArray[np.bool_]


class _Answer(NamedTuple):
    """What a node matches in one segment: numbers, and the weighted frequency of each scored part."""

    numbers: Places
    parts: tuple[tuple[Scored, Frequencies], ...]


def positional_leaf(evaluator: Evaluator, node: Positional, *, paragraphs: bool) -> ListedLeaf:
    """The live articles (or paragraphs) that match, with their scores."""
    segments = range(len(evaluator.snapshot.segments))
    answers = [_answer(evaluator, node, place, paragraphs=paragraphs) for place in segments]
    holding = sum(len(answer.numbers) for answer in answers)
    found: list[Matches] = []
    for place, (numbers, parts) in enumerate(answers):
        scored = [unscored(numbers)]
        for leaf, frequencies in parts:
            if leaf is node:
                idf = evaluator.statistics.rarity(holding, paragraphs=paragraphs) * node.boost
            else:
                idf = evaluator.boosted_idf(leaf, paragraphs=paragraphs)
            scored.append(evaluator.scored(place, idf, frequencies, paragraphs=paragraphs))
        found.append(any_of(scored))
    return ListedLeaf(tuple(found), holding)


def _answer(evaluator: Evaluator, node: Positional, place: int, *, paragraphs: bool) -> _Answer:
    text = evaluator.text(place, _candidates(evaluator, node, place))
    return _end_to_end([_answer_of_run(node, run, text, paragraphs=paragraphs) for run in text.runs(node)])


def _end_to_end(answers: Sequence[_Answer]) -> _Answer:
    """The answers of runs of articles, at least one, as one."""
    if len(answers) == 1:
        return answers[0]
    leaves = [leaf for leaf, _ in answers[0].parts]
    columns = zip(*([found for _, found in answer.parts] for answer in answers), strict=True)
    return _Answer(
        np.concatenate([answer.numbers for answer in answers]),
        tuple(zip(leaves, map(end_to_end, columns), strict=True)),
    )


def _answer_of_run(node: Positional, run: TextRun, text: SegmentText, *, paragraphs: bool) -> _Answer:
    view = text.view
    passages, parts = found_in(node, run)
    passages = passages[text.chosen[view.articles_of(passages)]]  # what only excludes holds everywhere else
    in_body = passages[~view.is_headline[passages]]
    numbers = in_body if paragraphs else distinct(view.articles_of(passages))
    share = len(node.items) if isinstance(node, Near) else 1
    counted = tuple((leaf, _frequencies(view, spans, share, paragraphs=paragraphs)) for leaf, spans in parts)
    return _Answer(numbers, counted)


def _frequencies(view: SegmentView, spans: Spans, share: int, *, paragraphs: bool) -> Frequencies:
    """The weighted frequencies of what stands at these places; so many are one occurrence."""
    passages = view.passages_at(spans.starts)
    weights = np.maximum(spans.weights // np.uint32(share), np.uint32(1))
    headline = view.is_headline[passages]
    if paragraphs:
        return joined(passages[~headline], weights[~headline], view.passage_count)
    weights *= np.where(headline, np.uint32(ranking.TITLE), np.uint32(1))
    return joined(view.articles_of(passages), weights, view.article_count)


def _candidates(evaluator: Evaluator, node: Query, place: int) -> Mask:
    """Bool, one an article of a segment: live ones, all in which the node can hold among them."""
    match node:
        case Within():
            return _candidates(evaluator, node.query, place)
        case First() | AtLeast():
            return _candidates(evaluator, node.item, place)
        case Near():
            return _every([_candidates(evaluator, item, place) for item in node.items])
        case And():
            return _every([_candidates(evaluator, child, place) for child in node.subqueries])
        case Or():
            return reduce(np.logical_or, [_candidates(evaluator, each, place) for each in node.subqueries])
        case Not() | Every():
            return evaluator.snapshot.segments[place].live()
    return evaluator.mask(node, place)


def _every(masks: Sequence[Mask]) -> Mask:
    return reduce(np.logical_and, masks)
