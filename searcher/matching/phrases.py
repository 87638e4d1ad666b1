"""Where forms stand side by side in one segment: by position, by article, by paragraph.

Between passages a number is left out of the positions, so no phrase spans two.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from index.segments.segment import SegmentView
from index.storage.arrays import Int64Array, IntArray
from searcher.language.query import Phrase
from searcher.matching.proximity import side_by_side
from searcher.postings import Postings
from searcher.postings.array_phrases import articles_with_all
from searcher.postings.occurrences import NOWHERE, WeightedFrequencies, sums_by_number

__all__ = ["phrase_by_article", "phrase_by_paragraph", "phrase_positions", "positions_within"]


class _Standing(NamedTuple):
    """Occurrences of a phrase, ascending: the article of each, and the position of its first word there."""

    articles: Int64Array
    positions: Int64Array


_NOWHERE: Final = _Standing(np.zeros(0, np.int64), np.zeros(0, np.int64))


def phrase_positions(postings: Postings, segment: int, phrase: Phrase) -> Int64Array:
    """Every position in segment number `segment`, as it numbers them, where a phrase stands: of its first word."""
    articles, positions = _standing(postings, segment, phrase)
    view = postings.segments[segment]
    return view.passages.begins(articles) + positions


def phrase_by_article(postings: Postings, segment: int, phrase: Phrase) -> WeightedFrequencies:
    """Where a phrase occurs in a segment, by article; one in the headline counts as words there do."""
    articles, positions = _standing(postings, segment, phrase)
    if not len(articles):
        return NOWHERE
    return WeightedFrequencies(
        *postings.by_article(segment, articles, positions, 0.0 if phrase.fieldname == "title" else 1.0)
    )


def phrase_by_paragraph(postings: Postings, segment: int, phrase: Phrase) -> WeightedFrequencies:
    """Where a phrase occurs in a segment, by paragraph (headlines left out)."""
    articles, positions = _standing(postings, segment, phrase)
    view = postings.segments[segment]
    in_body = (positions >= view.title_lengths.take(articles)).nonzero()[0]
    articles, positions = articles[in_body], positions[in_body]
    passages = view.passages.containing(view.passages.begins(articles) + positions)
    return sums_by_number(passages, np.ones(len(passages), np.float32))


def positions_within(view: SegmentView, slots: Sequence[int], articles: IntArray) -> Int64Array:
    """Every position where these terms stand side by side in some articles, as the segment numbers positions.

    That of the first term. A term may come more than once: the list of each is read once.
    """
    by_rarity = sorted(set(slots), key=view.lists.frequency)
    return side_by_side(slots, ((slot, view.positions(slot, articles)) for slot in by_rarity))


def _standing(postings: Postings, segment: int, phrase: Phrase) -> _Standing:
    """Where a phrase stands, whichever word it begins with: no two of these stand at one position."""
    rest = [term.slot for term in postings.terms(segment, phrase.words[1:]) if term is not None]
    if len(rest) < len(phrase.words) - 1:
        return _NOWHERE
    firsts = filter(None, postings.terms(segment, phrase.firsts))
    found = [_side_by_side(postings, segment, (first.slot, *rest)) for first in firsts]
    found = [each for each in found if len(each.articles)]
    if len(found) < 2:
        return found[0] if found else _NOWHERE
    articles, positions = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((positions, articles))
    return _Standing(articles[order], positions[order])


def _side_by_side(postings: Postings, segment: int, slots: Sequence[int]) -> _Standing:
    view = postings.segments[segment]
    if len(slots) == 1:
        held, positions = view.lists.occurrences(slots[0])
        return _Standing(held.astype(np.int64), positions.astype(np.int64))
    if len(set(slots)) < len(slots):
        positions = positions_within(view, slots, articles_with_all(view, slots)[0])
        articles = view.passages.articles(view.passages.containing(positions))
        return _Standing(articles, positions - view.passages.begins(articles))
    return _Standing(*postings.phrase(segment, slots))
