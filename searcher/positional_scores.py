"""What positional nodes match in a snapshot, and with what scores.

The formula is that of `searcher.ranking`, over the occurrences that count for the node alone: each leaf of a `Within`,
`First` or `AtLeast` with its own idf and boost; a `Near` like a phrase, by the articles (or paragraphs) in which it
holds, its words shared out so that one choice of all its items is one occurrence. Occurrences in the headline count
`ranking.TITLE` times.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import NamedTuple

import numpy as np

from index.arrays import Mask, Places
from index.segment import SegmentView
from searcher import ranking
from searcher.language.query import (
    And,
    AtLeast,
    Every,
    First,
    Fuzzy,
    Near,
    Not,
    Or,
    Pattern,
    Phrase,
    Positional,
    Query,
    Scored,
    Within,
    Word,
)
from searcher.listed_leaf import ListedLeaf
from searcher.matches import Matches, not_deleted, union, unscored
from searcher.occurrences import (
    WeightedFrequencies,
    article_frequencies,
    by_paragraph,
    frequencies_end_to_end,
    joined,
    listed,
)
from searcher.positional import Spans, found_in
from searcher.postings.slots import WeightedSlots
from searcher.proximity import distinct
from searcher.scorer import Scorer
from searcher.segment_text import SegmentText, TextRun


class _Answer(NamedTuple):
    """What a node matches in one segment: numbers, and the weighted frequency of each scored part."""

    numbers: Places
    parts: tuple[tuple[Scored, WeightedFrequencies], ...]


def positional_leaf(
    scorer: Scorer, node: Positional, idf_of: Callable[[Scored], float], *, paragraphs: bool
) -> ListedLeaf:
    """The live articles (or paragraphs) that match, with their scores.

    Deleted ones are looked at, too, for they count in the statistics. idf_of: says the idf of a leaf within the
    node.
    """
    segments = range(len(scorer.snapshot.segments))
    answers = [_answer(scorer, node, segment, paragraphs=paragraphs) for segment in segments]
    document_frequency = sum(len(answer.numbers) for answer in answers)
    own_idf = scorer.statistics.idf(document_frequency, paragraphs=paragraphs)
    found: list[Matches] = []
    for segment, (numbers, parts) in enumerate(answers):
        kept = not_deleted(numbers, scorer.snapshot.segments[segment], paragraphs=paragraphs)
        scored = [unscored(numbers if kept is None else numbers[kept])]
        for leaf, frequencies in parts:
            idf = own_idf if leaf is node else idf_of(leaf)
            scored.append(scorer.scored(segment, idf * leaf.boost, frequencies, paragraphs=paragraphs))
        found.append(union(scored))
    return ListedLeaf(tuple(found), document_frequency, own_idf)


def _answer(scorer: Scorer, node: Positional, segment: int, *, paragraphs: bool) -> _Answer:
    chosen = _candidates(scorer, node, segment)
    text = SegmentText(scorer.postings, segment, chosen, lambda leaf: scorer.slots(leaf)[segment])
    return _end_to_end([_answer_of_run(node, run, text, paragraphs=paragraphs) for run in text.runs(node)])


def _end_to_end(answers: Sequence[_Answer]) -> _Answer:
    """The answers of runs of articles, at least one, as one."""
    if len(answers) == 1:
        return answers[0]
    leaves = [leaf for leaf, _ in answers[0].parts]
    columns = zip(*([found for _, found in answer.parts] for answer in answers), strict=True)
    return _Answer(
        np.concatenate([answer.numbers for answer in answers]),
        tuple(zip(leaves, map(frequencies_end_to_end, columns), strict=True)),
    )


def _answer_of_run(node: Positional, run: TextRun, text: SegmentText, *, paragraphs: bool) -> _Answer:
    view = text.view
    passages, parts = found_in(node, run)
    articles = view.passages.articles(passages)
    kept = text.chosen[articles]  # what only excludes holds everywhere else
    passages, articles = passages[kept], articles[kept]
    numbers = passages[view.passages.in_body(passages)] if paragraphs else distinct(articles)
    counted = tuple((part, _frequencies(view, part, spans, paragraphs=paragraphs)) for part, spans in parts)
    return _Answer(numbers, counted)


def _frequencies(view: SegmentView, part: Scored, spans: Spans, *, paragraphs: bool) -> WeightedFrequencies:
    """The weighted frequencies of what stands at these places: of a `Near` one of each item is one occurrence."""
    share = len(part.items) if isinstance(part, Near) else 1
    weights = np.maximum(spans.weights // np.uint32(share), np.uint32(1))
    if paragraphs:
        return by_paragraph(view, spans.starts, weights)
    passages = view.passages.at(spans.starts)
    weights *= np.where(view.passages.in_body(passages), np.uint32(1), np.uint32(ranking.TITLE))
    return joined(view.passages.articles(passages), weights, view.article_count)


def _candidates(scorer: Scorer, node: Query, segment: int) -> Mask:
    """Bool, one an article of a segment: all in which the node can hold among them, deleted ones too."""
    match node:
        case Within():
            return _candidates(scorer, node.query, segment)
        case First() | AtLeast():
            return _candidates(scorer, node.item, segment)
        case Near() | And():
            return _every([_candidates(scorer, child, segment) for child in node.children()])
        case Or():
            return reduce(np.logical_or, [_candidates(scorer, each, segment) for each in node.subqueries])
        case Not() | Every():
            return np.ones(scorer.snapshot.segments[segment].article_count, np.bool_)
        case Phrase():
            forms = [node.firsts, *((word,) for word in node.words[1:])]
            words = [scorer.vocabulary.very_slots_of_any(each)[segment] for each in forms]
            return _every([_with_any(scorer, terms, node.fieldname, segment) for terms in words])
        case Word() | Pattern() | Fuzzy():
            return _with_any(scorer, scorer.slots(node)[segment], node.fieldname, segment)
    raise TypeError(f"no evaluation for {node!r}")


def _every(masks: Sequence[Mask]) -> Mask:
    return reduce(np.logical_and, masks)


def _with_any(scorer: Scorer, terms: WeightedSlots, fieldname: str, segment: int) -> Mask:
    """Bool, one an article of a segment: whether it holds any of some terms."""
    view = scorer.snapshot.segments[segment]
    in_text = fieldname == "text"
    found = np.zeros(view.article_count, np.bool_)
    found[
        listed(view.lists.posting_articles, terms)
        if in_text
        else article_frequencies(view, terms, fieldname).numbers
    ] = True
    return found
