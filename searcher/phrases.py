"""Where forms stand side by side in one segment: by place, by article, by paragraph.

First come the articles that hold all forms: those of the rarest, looked up in the longer lists one after the other. In
these alone the positions are read, of all forms at once. A position less the form's place in the phrase is the same
number for forms that stand together; between passages a number is left out, so no phrase spans two.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.inversion import IntArray
from index.segment import SegmentView
from searcher.occurrences import NOWHERE, Frequencies, together
from searcher.postings import Postings
from searcher.proximity import Places, side_by_side
from searcher.ranking import TITLE

__all__ = ["phrase_by_article", "phrase_by_passage", "phrase_places"]

_PLACE_BITS: Final = 32
_PLACE_MASK: Final = (1 << _PLACE_BITS) - 1
_PIECE: Final = 1 << 13
#: What an occurrence counts by whether it is in the headline.
_IN_BODY_AND_TITLE: Final = np.array([1, TITLE], np.float32)


class _Standing(NamedTuple):
    """Occurrences of a phrase, ascending: the article of each, and the place of its first word there."""

    articles: Places
    places: Places


_NOWHERE: Final = _Standing(np.zeros(0, np.int64), np.zeros(0, np.int64))


def phrase_places(postings: Postings, place: int, words: Sequence[str]) -> Places:
    """Every place where these forms stand side by side in the segment at `place`, as it numbers places.

    That of the first word.
    """
    articles, places = _standing(postings, place, words)
    view = postings.segments[place]
    return view.article_places(articles) + places


def phrase_by_article(postings: Postings, place: int, words: Sequence[str], fieldname: str) -> Frequencies:
    """Where a phrase occurs in a segment, by article; one in the headline counts as words there do."""
    articles, places = _standing(postings, place, words)
    if not len(articles):
        return NOWHERE
    in_title = places < postings.segments[place].title_lengths.take(articles)
    if fieldname == "title":
        articles, in_title = articles[in_title], in_title[in_title]
    return _counted(articles, _IN_BODY_AND_TITLE.take(in_title))


def phrase_by_passage(postings: Postings, place: int, words: Sequence[str]) -> Frequencies:
    """Where a phrase occurs in a segment, by paragraph (headlines left out)."""
    articles, places = _standing(postings, place, words)
    view = postings.segments[place]
    in_body = (places >= view.title_lengths.take(articles)).nonzero()[0]
    articles, places = articles[in_body], places[in_body]
    passages = view.passages_at(view.article_places(articles) + places)
    return _counted(passages, np.ones(len(passages), np.float32))


def _counted(ascending: Places, values: npt.NDArray[np.float32]) -> Frequencies:
    """Values added up by number."""
    if len(ascending) < 2:
        return Frequencies(ascending.astype(np.int32), values)
    changes = np.empty(len(ascending), np.bool_)
    changes[0] = True
    np.not_equal(ascending[1:], ascending[:-1], out=changes[1:])
    first = changes.nonzero()[0]
    return Frequencies(ascending[first].astype(np.int32), np.add.reduceat(values, first))


def _standing(postings: Postings, place: int, words: Sequence[str]) -> _Standing:
    view = postings.segments[place]
    slots = [slot for word in words if (slot := view.slot(word)) is not None]
    if not slots or len(slots) < len(words):
        return _NOWHERE
    if len(slots) == 1:
        held, places = view.occurrences(slots[0])
        return _Standing(held.astype(np.int64), places.astype(np.int64))
    if len(set(slots)) < len(slots):
        return _with_repeated_words(view, _common(view, slots)[0], slots)
    known = postings.phrase(place, slots)
    if known is not None:
        return _Standing(*known)
    articles, common = _common(view, slots)
    # In pieces, so that frequent words need little memory at once.
    pieces = [slice(start, start + _PIECE) for start in range(0, len(articles), _PIECE)]
    found = [_together(view, articles[piece], [each[piece] for each in common]) for piece in pieces]
    keys = together(found) if found else _NOWHERE.places
    return _Standing(keys >> _PLACE_BITS, keys & _PLACE_MASK)


def _with_repeated_words(view: SegmentView, articles: IntArray, slots: Sequence[int]) -> _Standing:
    """The same where a word stands in the phrase more than once: the list of each is read once."""
    by_rarity = sorted(set(slots), key=view.frequency)
    places = side_by_side(slots, ((slot, view.places(slot, articles)) for slot in by_rarity))
    holding = view.articles_of(view.passages_at(places))
    return _Standing(holding, places - view.article_places(holding))


def _together(view: SegmentView, articles: IntArray, postings: Sequence[Places]) -> Places:
    """Where the words of these postings, one of each word for every article, stand together: article and place."""
    places, counts = view.positions_of(np.concatenate(postings))
    numbers = articles.astype(np.int64) << _PLACE_BITS
    keys = (numbers - np.arange(len(postings))[:, None]).ravel().repeat(counts)
    keys += places
    keys.sort(kind="stable")  # which merges what is in order already, as each word's are
    # A word has no place twice: as many equal keys as there are words are one of each.
    others = len(postings) - 1
    found: Places = keys[:-others][keys[others:] == keys[:-others]]
    return found


def _common(view: SegmentView, slots: Sequence[int]) -> tuple[IntArray, list[Places]]:
    """The articles that hold the terms of all slots, ascending, and the postings of each slot in these."""
    starts, numbers = view.article_starts, view.posting_articles
    bounds = [(starts[slot], starts[slot + 1]) for slot in slots]
    (start, stop), *others = sorted(set(bounds), key=lambda pair: pair[1] - pair[0])
    articles = numbers[start:stop]
    postings = {start: np.arange(start, stop)}
    for start, stop in others:
        held = numbers[start:stop]
        found = held.searchsorted(articles)  # of one type: for another, the whole list would be converted
        there = (held.take(found, mode="clip") == articles).nonzero()[0]
        if len(there) < len(articles):
            articles, found = articles.take(there), found.take(there)
            postings = {each: those.take(there) for each, those in postings.items()}
        found += start
        postings[start] = found
    return articles, [postings[start] for start, _ in bounds]
