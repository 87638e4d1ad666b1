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
import numpy.typing as npt

from index.storage.arrays import Int64Array, Mask
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
from searcher.matching.listed_leaf import ListedLeaf
from searcher.matching.matches import Matches, union, unscored
from searcher.matching.positional import Spans, found_in
from searcher.matching.retrieval_unit import RetrievalUnit
from searcher.matching.scorer import Scorer
from searcher.matching.segment_text import SegmentText, TextRun
from searcher.postings.occurrences import (
    WeightedFrequencies,
    article_frequencies,
    frequencies_end_to_end,
    listed,
)
from searcher.postings.slots import WeightedSlots


class _Answer(NamedTuple):
    """What a node matches in one segment: numbers, and the weighted frequency of each scored part."""

    numbers: Int64Array
    parts: tuple[tuple[Scored, WeightedFrequencies], ...]


def positional_leaf(
    scorer: Scorer, unit: RetrievalUnit, node: Positional, idf_of: Callable[[Scored], float]
) -> ListedLeaf:
    """The live texts of a unit that match, with their scores.

    Deleted ones are looked at, too, for they count in the statistics. idf_of: says the idf of a leaf within the
    node.
    """
    answers = [_answer(scorer, unit, node, segment) for segment in range(len(unit.segments))]
    document_frequency = sum(len(answer.numbers) for answer in answers)
    own_idf = unit.idf(document_frequency)
    found: list[Matches] = []
    for segment, (numbers, parts) in enumerate(answers):
        kept = unit.not_deleted(segment, numbers)
        scored = [unscored(numbers if kept is None else numbers[kept])]
        for leaf, frequencies in parts:
            idf = own_idf if leaf is node else idf_of(leaf)
            scored.append(unit.scored(segment, idf * leaf.boost, frequencies))
        found.append(union(scored))
    return ListedLeaf(tuple(found), document_frequency, own_idf)


def _answer(scorer: Scorer, unit: RetrievalUnit, node: Positional, segment: int) -> _Answer:
    chosen = _candidates(scorer, node, segment)
    text = SegmentText(scorer.postings, segment, chosen, lambda leaf: scorer.slots(leaf)[segment])
    return _end_to_end([_answer_of_run(unit, node, run, text, segment) for run in text.runs(node)])


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


def _answer_of_run(
    unit: RetrievalUnit, node: Positional, run: TextRun, text: SegmentText, segment: int
) -> _Answer:
    passages, parts = found_in(node, run)
    articles = text.view.passages.articles(passages)
    kept = text.chosen[articles]  # what only excludes holds everywhere else
    numbers = unit.of_passages(segment, passages[kept], articles[kept])
    counted = tuple(
        (part, unit.position_frequencies(segment, spans.starts, _weights(part, spans)))
        for part, spans in parts
    )
    return _Answer(numbers, counted)


def _weights(part: Scored, spans: Spans) -> npt.NDArray[np.uint32]:
    """What each of these positions counts: of a `Near` one of each item is one occurrence."""
    share = len(part.items) if isinstance(part, Near) else 1
    weights: npt.NDArray[np.uint32] = np.maximum(spans.weights // np.uint32(share), np.uint32(1))
    return weights


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
            words = [scorer.vocabulary.very_slots(each)[segment] for each in forms]
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
