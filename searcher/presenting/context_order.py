"""The order of concordance lines by the words beside the match, told by the index: no text is read for it.

Contexts are compared as the index has them: by the forms of up to `COMPARED` words, from the match outwards, within the
passage; where it ends is behind all words. Which term stands beside each match `searcher.matching.terms_at` knows. The
nearest word of every line is looked up, and the further ones of those lines alone that may be among the first.

A text says something else than positions do where what counts as a word of the index is no word by itself as it is
written: one of the words of a ligature (ﷺ), a part of a chain of numbers or Latin letters, which a mark cuts in two (of
12.09.2023 what is behind 12 looks like a decimal fraction), and where matches overlap without one having the other in
it. Articles with such a line are named, for the caller to read.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from string import ascii_lowercase
from typing import Final, Literal, NamedTuple

import numpy as np

from index.analysis import Analyzer
from index.analysis.tokenizing import ARABIC
from index.lazy import lazy_pattern
from index.segments.segment import SegmentView
from index.storage.arrays import Int64Array, Mask
from searcher.matching.proximity import distinct
from searcher.matching.terms_at import RankedForms, ranked_forms, terms_at

__all__ = ["COMPARED", "NOTHING", "ContextOrder", "MatchedLines", "Side", "first_by_context"]

Side = Literal["before", "after"]

COMPARED: Final = 8  #: words of a context: lines that agree in so many stay as they come
NOTHING: Final = "\U0010ffff"  #: sorts where a text begins or ends behind all words

# The same among ranks of forms.
_NO_FORM: Final = np.iinfo(np.int64).max
#: The characters of the Arabic script that several words are written with.
LIGATURES: Final = ("ﷺ", "ﷻ")
_NOT_ARABIC: Final = lazy_pattern(f"[^{ARABIC}]")


class MatchedLines(NamedTuple):
    """Lines of one segment, by position: int64 arrays with an entry for each, ascending.

    starts, ends: position of the first word of the match, and that behind the last. articles: of each. article_ranks:
    how many articles of the whole result come before that one.
    """

    starts: Int64Array
    ends: Int64Array
    articles: Int64Array
    article_ranks: Int64Array

    def where(self, kept: Mask | Int64Array) -> MatchedLines:
        """Those that a mask or their indices choose."""
        return MatchedLines(*(column[kept] for column in self))


class ContextOrder(NamedTuple):
    """The first lines, in order, and the articles of which only the text tells (int64, ascending).

    columns: of each of the words that are compared, the nearest first: their forms, and int64, which of these each line
    has there.
    """

    lines: MatchedLines
    columns: Sequence[tuple[list[str], Int64Array]]
    unsure: Int64Array

    def key(self, line: int) -> tuple[str, ...]:
        """The words that a line is ordered by, the nearest first; `NOTHING` behind them where the text ends."""
        words: list[str] = []
        for forms, ranks in self.columns:
            if ranks[line] == _NO_FORM:
                return (*words, NOTHING)
            words.append(forms[ranks[line]])
        return tuple(words)


def first_by_context(
    view: SegmentView, marked: MatchedLines, side: Side, count: int | None, analyzer: Analyzer
) -> ContextOrder:
    """The first `count` lines (at least 1; None: all), but for those in articles of which only the text tells.

    marked: the lines as `MarkedPositions.parts` gives them, which may overlap.
    """
    lines, overlapping = _apart(marked)
    beside = _Side.of(view, lines, side)
    nearest = _nearest(beside, analyzer)
    unsure = np.union1d(overlapping, lines.articles[nearest.doubtful])
    kept = ~np.isin(lines.articles, unsure)
    if count is not None and count < np.count_nonzero(kept):
        last = np.partition(nearest.ranks[kept], count - 1)[count - 1]
        kept &= nearest.ranks <= last
    beside = beside.where(kept)
    further = _further(beside)
    columns = [(nearest.forms, nearest.ranks[kept]), *((further.forms, ranks) for ranks in further.ranks.T)]
    lines = beside.lines
    order = np.lexsort((lines.starts, lines.article_ranks, *(ranks for _, ranks in reversed(columns))))
    order = order[:count]
    return ContextOrder(lines.where(order), [(forms, ranks[order]) for forms, ranks in columns], unsure)


def _apart(lines: MatchedLines) -> tuple[MatchedLines, Int64Array]:
    """The lines that are in no other one, and the articles where two overlap of which neither is in the other."""
    reach = np.maximum.accumulate(np.append(-1, lines.ends))[:-1]  # how far those before a line go
    new = lines.starts >= reach
    return lines.where(new), distinct(lines.articles[~new & (lines.ends > reach)])


# ------------------------------------------------------------------------------------------- the words beside


class _Side(NamedTuple):
    """What is on one side of the lines of a segment, by positions: int64, one entry a line.

    inner: the word of the match that is outermost there. nearest: the word beside it. step: from it to the next, 1 or
    -1. room: how many words there are.
    """

    view: SegmentView
    lines: MatchedLines
    inner: Int64Array
    nearest: Int64Array
    step: int
    room: Int64Array

    @classmethod
    def of(cls, view: SegmentView, lines: MatchedLines, side: Side) -> _Side:
        bounds, passages = view.passages.first_positions, view.passages.containing(lines.starts)
        if side == "after":
            room = bounds[passages + 1].astype(np.int64) - 1 - lines.ends
            return cls(view, lines, lines.ends - 1, lines.ends, 1, room)
        return cls(view, lines, lines.starts, lines.starts - 1, -1, lines.starts - bounds[passages])

    def where(self, kept: Mask) -> _Side:
        """Those of the lines that a mask chooses."""
        return self._replace(
            lines=self.lines.where(kept),
            inner=self.inner[kept],
            nearest=self.nearest[kept],
            room=self.room[kept],
        )


class _Nearest(NamedTuple):
    """The forms of the nearest words; of each line which of them it has, and whether only its text tells."""

    forms: list[str]
    ranks: Int64Array
    doubtful: Mask


def _nearest(beside: _Side, analyzer: Analyzer) -> _Nearest:
    there = beside.room > 0
    inner_and_outer = np.concatenate((beside.inner[there], beside.nearest[there]))
    forms, held = ranked_forms(beside.view, _terms(beside.view, inner_and_outer))
    inner, outer = np.split(held, 2)
    ranks, doubtful = np.full(len(there), _NO_FORM), np.zeros(len(there), np.bool_)
    ranks[there] = outer
    doubtful[there] = _doubtful(forms, inner, outer, beside.step, analyzer)
    return _Nearest(forms, ranks, doubtful)


def _further(beside: _Side) -> RankedForms:
    """The forms of the words behind the nearest, and which of them each line has: of shape (lines, `COMPARED` - 1)."""
    distances = np.arange(1, COMPARED)
    there = distances < beside.room[:, None]
    positions = (beside.nearest[:, None] + beside.step * distances)[there]
    forms, found = ranked_forms(beside.view, _terms(beside.view, positions))
    ranks = np.full(there.shape, _NO_FORM)
    ranks[there] = found
    return RankedForms(forms, ranks)


def _terms(view: SegmentView, positions: Int64Array) -> Int64Array:
    """The slots of the terms at some positions in any order."""
    wanted = distinct(positions)
    return terms_at(view, wanted).take(wanted.searchsorted(positions))


# ------------------------------------------------------------------------------------- what only the text tells


def _doubtful(
    forms: Sequence[str], inner: Int64Array, outer: Int64Array, step: int, analyzer: Analyzer
) -> Mask:
    """Whether a match may cut what the word beside it is written in: bool, one a line.

    inner, outer: the outermost word of each match and the one beside it, by their numbers among `forms`, which ascend.
    """
    words = [analyzer.forms(ligature) for ligature in LIGATURES]
    heads = tuple(form for each in words for form in each[:-1])  # others may be written before them, …
    tails = tuple(form for each in words for form in each[1:])  # … and behind these

    def is_head(form: str) -> bool:
        return form.endswith(heads)

    def is_tail(form: str) -> bool:
        return form.startswith(tails)

    kinds = [(_is_foreign, _is_foreign), (is_head, is_tail) if step > 0 else (is_tail, is_head)]
    doubtful = np.zeros(len(inner), np.bool_)
    for own, beside in kinds:
        lines = _that_hold(own, forms, inner).nonzero()[0]
        doubtful[lines] |= _that_hold(beside, forms, outer[lines])
    if step > 0:  # U.S. is no abbreviation right behind a letter, and is one where the text begins
        found = {letter: bisect_left(forms, letter) for letter in ascii_lowercase}
        letters = [at for letter, at in found.items() if forms[at : at + 1] == [letter]]
        doubtful |= np.isin(outer, letters)
    return doubtful


def _is_foreign(form: str) -> bool:
    """Whether not all of a form is Arabic letters."""
    return _NOT_ARABIC.search(form) is not None


def _that_hold(holds: Callable[[str], bool], forms: Sequence[str], words: Int64Array) -> Mask:
    """For which of some words, numbers of forms, something holds; each form is asked once."""
    held = np.zeros(len(forms), np.bool_)
    held[words] = True
    asked = held.nonzero()[0]
    held[asked] = [holds(forms[number]) for number in asked.tolist()]
    return held.take(words)
