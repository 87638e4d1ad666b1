"""Where the positional nodes of a query hold: `Near`, `Within`, `First`, `AtLeast`, and the leaves in them.

The rules are written once, over arrays of positions, for whatever text gives them: all candidates of a segment, where a
query is answered (`searcher.matching.segment_text`), or one article, where it is seen which of its words made it match
(`searcher.presenting.marking`). So what is found and what is marked can't differ.

A position is the number of a word in the text. Passages (the headline of an article, then its paragraphs) follow one
another with a gap of one, as in `SegmentView.positions`. What words have to share, a passage or a sentence, is a unit.

- `Near` holds by the rule of `searcher.matching.proximity`, in a passage; an `Or` stands where any of its members does.
- `Within` holds in a passage, or a sentence of one, that matches by itself; the headline is a passage, too. A phrase
  that crosses the end of a sentence is in none.
- `First` counts the words of the body; what begins among them and ends behind them is not among them.
- `AtLeast` counts in the whole article, headline included; words that fit two alternatives count once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from index.segments.passages import Passages
from index.storage.arrays import Int64Array, IntArray, Mask
from searcher.language.query import (
    And,
    AtLeast,
    Every,
    First,
    Fuzzy,
    Leaf,
    Near,
    Not,
    Or,
    Pattern,
    Phrase,
    Query,
    Scored,
    Within,
    Word,
)
from searcher.matching.proximity import Stretches, contains, distinct, near
from searcher.ranking import WEIGHT_UNIT

__all__ = ["FoundParts", "Spans", "Text", "found_in"]


class Spans(NamedTuple):
    """Occurrences: first position (ascending), position behind the last, and what each weighs, in hundredths."""

    starts: Int64Array
    ends: Int64Array
    weights: npt.NDArray[np.uint32]

    @classmethod
    def of_words(cls, starts: Int64Array, words: int = 1) -> Spans:
        """Occurrences of so many words each, of full weight."""
        return cls(starts, starts + words, np.full(len(starts), WEIGHT_UNIT, np.uint32))

    def where(self, kept: Mask | IntArray) -> Spans:
        """Those that a mask or their numbers choose."""
        return Spans(self.starts[kept], self.ends[kept], self.weights[kept])


class Text(Protocol):
    """Some articles as their words stand: one after the other, by positions."""

    @property
    def passages(self) -> Passages:
        """Where its passages begin; there may be more of them than are looked at."""

    @property
    def looked_at(self) -> range:
        """The passages that are looked at, side by side."""

    def spans(self, leaf: Leaf) -> Spans:
        """Where a leaf stands."""

    @property
    def sentence_starts(self) -> IntArray:
        """Where sentences begin that are not the first of their passage, ascending; none is without words."""


class FoundParts(NamedTuple):
    """What makes a node hold.

    passages: those in which it holds, ascending and distinct. parts: what is scored, each with its occurrences there:
    the leaves, or a `Near` as a whole.
    """

    passages: Int64Array
    parts: tuple[tuple[Scored, Spans], ...]


def found_in(node: Query, text: Text) -> FoundParts:
    """Where a leaf, an `Or` of leaves or a positional node holds.

    Raises TypeError for another node, and for nodes nested in a way that `searcher.language.query` does not know.
    """
    match node:
        case Within():
            return _within(node, text)
        case First():
            return _first(_parts(node.item, text), node.words, text)
        case AtLeast():
            return _at_least(_parts(node.item, text), node.count, text)
    return _found(_parts(node, text), text)


def _found(parts: Sequence[tuple[Scored, Spans]], text: Text) -> FoundParts:
    starts = np.concatenate([spans.starts for _, spans in parts])
    return FoundParts(distinct(text.passages.containing(starts)), tuple(parts))


# ------------------------------------------------------------------------------------------------- units


class _Units(Protocol):
    """A division of the text. A unit is known by a number; numbers ascend through the text."""

    def containing(self, positions: Int64Array) -> Int64Array:
        """The unit of each position."""

    def passages(self, units: Int64Array) -> Int64Array:
        """The passage of each unit."""

    def with_words(self) -> Int64Array:
        """The units that have a word."""


class _ByPassage:
    def __init__(self, text: Text) -> None:
        self._text = text
        self.containing = text.passages.containing

    def passages(self, units: Int64Array) -> Int64Array:
        return units

    def with_words(self) -> Int64Array:
        looked_at = self._text.looked_at
        positions = self._text.passages.first_positions[looked_at.start : looked_at.stop + 1]
        return np.flatnonzero(positions[1:] > positions[:-1] + 1) + looked_at.start


class _BySentence:
    """A sentence is known by the position where it begins."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self.passages = text.passages.containing

    def containing(self, positions: Int64Array) -> Int64Array:
        passages = self._text.passages
        begins = passages.first_positions[passages.containing(positions)].astype(np.int64)
        sentences = self._text.sentence_starts
        behind = _begun(sentences, positions)
        later = behind > 0
        begins[later] = np.maximum(begins[later], sentences[behind[later] - 1])
        return begins

    def with_words(self) -> Int64Array:
        text, positions = self._text, self._text.passages.first_positions
        first = positions[_ByPassage(text).with_words()]
        bounds = positions[[text.looked_at.start, text.looked_at.stop]]  # no sentence begins at either
        start, stop = _begun(text.sentence_starts, bounds)
        sentences = text.sentence_starts[start:stop]
        return np.sort(np.concatenate([first, sentences]).astype(np.int64), kind="stable")


def _begun(sentences: IntArray, positions: IntArray) -> Int64Array:
    """How many sentences of `Text.sentence_starts` begin at or before each position."""
    # Of the array's own type: for another, searchsorted would convert the whole array first. Where the last one begins
    # may be all that it has room for.
    last = min(np.iinfo(sentences.dtype).max, np.iinfo(np.int64).max)
    wanted = np.minimum(positions, last).astype(sentences.dtype)
    return np.searchsorted(sentences, wanted, side="right")


# ------------------------------------------------------------------------------------------------- parts


def _parts(node: Query, text: Text, units: _Units | None = None) -> list[tuple[Scored, Spans]]:
    """What a leaf, an `Or` of leaves or a `Near` is scored by, each with its occurrences within units (passages)."""
    units = units or _ByPassage(text)
    match node:
        case Word() | Phrase() | Pattern() | Fuzzy():
            spans = text.spans(node)
            if isinstance(node, Phrase) and len(node.words) > 1 and isinstance(units, _BySentence):
                spans = spans.where(units.containing(spans.starts) == units.containing(spans.ends - 1))
            return [(node, spans)]
        case Or():
            return [part for child in node.subqueries for part in _parts(child, text, units)]
        case Near():
            items = [_joined(_parts(item, text, units)) for item in node.items]
            stretches = [Stretches(one.starts, one.ends, units.containing(one.starts)) for one in items]
            kept = near(stretches, node.distance, ordered=node.ordered)
            return [(node, _merged([one.where(mask) for one, mask in zip(items, kept, strict=True)]))]
    raise TypeError(f"{type(node).__name__} within a positional node: {node!r}")


def _joined(parts: Sequence[tuple[Scored, Spans]]) -> Spans:
    return parts[0][1] if len(parts) == 1 else _merged([spans for _, spans in parts])


def _merged(several: Sequence[Spans]) -> Spans:
    """The distinct occurrences of several, each with the largest of its weights."""
    starts, ends, weights = (np.concatenate(column) for column in zip(*several, strict=True))
    order = np.lexsort((-weights.astype(np.int64), ends, starts))
    starts, ends, weights = starts[order], ends[order], weights[order]
    new = np.ones(len(starts), np.bool_)
    new[1:] = (starts[1:] != starts[:-1]) | (ends[1:] != ends[:-1])
    return Spans(starts[new], ends[new], weights[new])


# --------------------------------------------------------------------------------------- parts of articles


def _first(parts: Sequence[tuple[Scored, Spans]], words: int, text: Text) -> FoundParts:
    """What stands among the first words of the body."""
    passages, kept = text.passages, []
    for leaf, spans in parts:
        found = passages.containing(spans.starts)
        headlines = passages.first[passages.articles(found)]
        in_body = np.flatnonzero(found > headlines)
        found, headlines = found[in_body], headlines[in_body]
        # Of the positions between the first word of the body and this, one is no word before every further paragraph.
        behind = spans.ends[in_body] - passages.first_positions[headlines + 1] - (found - headlines - 1)
        kept.append((leaf, spans.where(in_body[behind <= words])))
    return _found(kept, text)


def _at_least(parts: Sequence[tuple[Scored, Spans]], count: int, text: Text) -> FoundParts:
    """What stands in an article as often as that."""
    passages = text.passages

    def articles(spans: Spans) -> Int64Array:
        return passages.articles(passages.containing(spans.starts))

    enough = np.bincount(articles(_joined(parts)), minlength=len(passages.first) - 1) >= count
    return _found([(leaf, spans.where(enough[articles(spans)])) for leaf, spans in parts], text)


# ------------------------------------------------------------------------------------------------- within


def _within(node: Within, text: Text) -> FoundParts:
    units: _Units = _BySentence(text) if node.unit == "sentence" else _ByPassage(text)
    matching = _units_matching(node.query, text, units)
    parts = []
    for leaf, held in _sought_within(node.query, matching, text, units):
        for scored, spans in _parts(leaf, text, units):
            parts.append((scored, spans.where(contains(held, units.containing(spans.starts)))))
    return FoundParts(distinct(units.passages(matching)), tuple(parts))


def _sought_within(
    query: Query, matching: Int64Array, text: Text, units: _Units
) -> Iterator[tuple[Query, Int64Array]]:
    """The leaves and `Near` nodes that are not under a `Not`, each with the units in which it has a part.

    matching: the units in which the query has. An alternative has one where it holds by itself.
    """
    match query:
        case And():
            for child in query.subqueries:
                yield from _sought_within(child, matching, text, units)
        case Or():
            for child in query.subqueries:
                held = matching
                if isinstance(child, And):  # where others hold, what they are is there
                    held = matching[contains(_units_matching(child, text, units), matching)]
                yield from _sought_within(child, held, text, units)
        case Not() | Every():
            return
        case _:
            yield query, matching


def _units_matching(query: Query, text: Text, units: _Units) -> Int64Array:
    """Numbers of the units in which a query of leaves, `And`, `Or` and `Not` holds: ascending, distinct."""
    match query:
        case And():
            wanted = [child for child in query.subqueries if not isinstance(child, (Not, Every))]
            held = _units_matching(wanted[0], text, units) if wanted else units.with_words()
            for child in wanted[1:]:
                held = held[contains(_units_matching(child, text, units), held)]
            for child in query.subqueries:
                if isinstance(child, Not):
                    held = held[~contains(_units_matching(child.query, text, units), held)]
            return held
        case Or():
            return distinct(
                np.concatenate([_units_matching(child, text, units) for child in query.subqueries])
            )
        case Not():
            return _units_matching(And([Every(), query]), text, units)
        case Every():
            return units.with_words()
    return distinct(
        np.concatenate([units.containing(spans.starts) for _, spans in _parts(query, text, units)])
    )
