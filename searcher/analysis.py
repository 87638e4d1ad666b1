"""What becomes of a text on its way into the index, and of a question on its way out: for `fihris
analyze`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from index import Index, IndexMissing
from index.analysis import Analyzer
from index.segments.segment import SegmentView
from searcher.language.months import form_of, with_spelling
from searcher.matching.vocabulary import Vocabulary
from searcher.postings import postings_of
from searcher.postings.slots import WeightedSlots
from searcher.ranking import WEIGHT_UNIT
from searcher.retrieval.damage import later


class Relative(NamedTuple):
    """A form that a word is searched with.

    What `finds` brings articles into the result. The others, of a doubtful relation, only raise articles that were
    found. `frequency` counts occurrences in the index, `articles` those that hold the form, deleted ones included.
    """

    form: str
    weight: float
    finds: bool
    frequency: int
    articles: int


class Analysed(NamedTuple):
    """A token: the word as written, which is `text[start:end]`, and what stands for it.

    It is indexed as `form`. A query for it is answered by the forms `searched`: itself, then the others by weight and
    frequency. Without an index (`searched` is None) there is no vocabulary to find relatives in, and the stem is a
    guess by the shape of the word.
    """

    word: str
    position: int
    start: int
    end: int
    form: str
    stem: str
    searched: tuple[Relative, ...] | None

    def as_json(self) -> dict[str, Any]:
        """The token as an object of docs/json-output.md."""
        found = self._asdict()
        if self.searched is not None:
            found["searched"] = [relative._asdict() for relative in self.searched]
        return found


def analysis_of(text: str, folder: str | Path) -> list[Analysed]:
    """The tokens of `text`, with their relatives in the index in `folder` if there is one.

    Raises IndexDamaged and IndexIncompatible (`index`).
    """
    analyzer = Analyzer()
    try:
        snapshot = Index.open(folder).snapshot()
    except IndexMissing:
        return _analysed(text, analyzer, analyzer.stem, _unknown)
    return later(snapshot, _analysed_with)(text, analyzer, snapshot.segments)


def _analysed_with(text: str, analyzer: Analyzer, segments: Sequence[SegmentView]) -> list[Analysed]:
    """The tokens of `text`, with their relatives in an index."""
    vocabulary = Vocabulary(postings_of(segments))
    searched = cache(partial(_searched, vocabulary=vocabulary, segments=segments))
    return _analysed(text, analyzer, vocabulary.stem, searched)


def _analysed(
    text: str,
    analyzer: Analyzer,
    stem: Callable[[str], str],
    searched: Callable[[str], tuple[Relative, ...] | None],
) -> list[Analysed]:
    return [
        Analysed(
            text[start:end],
            position,
            start,
            end,
            form,
            stem(form),
            searched(with_spelling(form, text[start:end])),
        )
        for form, position, start, end in analyzer.tokens(text)
    ]


def _unknown(_form: str) -> None:
    """What is known of relatives without an index."""


def _searched(word: str, *, vocabulary: Vocabulary, segments: Sequence[SegmentView]) -> tuple[Relative, ...]:
    form = form_of(word)
    weights = {form: 1.0}
    finding = {form}
    for found, finds in ((vocabulary.slots(word), True), (vocabulary.weak_slots(word), False)):
        for other, weight in _weights(found, segments).items():
            if finds:
                finding.add(other)
            weights[other] = max(weight, weights.get(other, 0.0))
    relatives = [
        Relative(
            other, weight, other in finding, vocabulary.frequency(other), vocabulary.document_frequency(other)
        )
        for other, weight in weights.items()
    ]
    relatives.sort(key=lambda each: (each.form != form, -each.weight, -each.frequency, each.form))
    return tuple(relatives)


def _weights(found: Sequence[WeightedSlots], segments: Sequence[SegmentView]) -> dict[str, float]:
    """The weight of each form; of one that several segments have, the largest."""
    weights: dict[str, float] = {}
    for view, slots in zip(segments, found, strict=True):
        for slot, hundredths in slots.weighted_slots():
            other = view.terms.form(slot)
            weights[other] = max(hundredths / WEIGHT_UNIT, weights.get(other, 0.0))
    return weights
