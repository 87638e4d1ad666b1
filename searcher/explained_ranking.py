"""The formula of `searcher.ranking` for one article or paragraph, number by number: the first part of an explanation.

A new leaf of the query language is a new method and a line in `FirstRanking.node`; what is unknown here is told with
the score that the evaluation gave it.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log1p
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.inversion import BODY_LIMIT, LEAD_LIMIT, LEAD_SHIFT, TITLE_LIMIT, TITLE_SHIFT
from index.segment import SegmentView
from searcher import ranking
from searcher.explanation import Explanation, product_of, sum_of
from searcher.query import And, AndMaybe, Or, Phrase, Query, Word, sought

if TYPE_CHECKING:
    from searcher.evaluation import Evaluator

Numbers = npt.NDArray[np.int64]

#: Room for the positions of a passage when a passage and a position are made one number.
_PASSAGE: Final = 1 << 32


class Explained(NamedTuple):
    """What is explained: an article by its segment and number there, and one of its paragraphs or None for all."""

    segment: int
    article: int
    paragraph: int | None = None


class Frequency(NamedTuple):
    """The weighted frequency of an item, and in how many texts it is."""

    explained: Explanation
    holding: int


class FirstRanking:
    """Scores of the parts of a query for one place."""

    def __init__(self, evaluator: Evaluator, place: Explained) -> None:
        self.evaluator = evaluator
        self.vocabulary = evaluator.vocabulary
        self.views: Sequence[SegmentView] = evaluator.snapshot.segments
        self.place = place
        self.view = self.views[place.segment]
        first = int(self.view.first_passages[place.article])
        self.passages = range(first, int(self.view.first_passages[place.article + 1]))
        self.passage = None if place.paragraph is None else first + 1 + place.paragraph
        self.article_total = sum(view.article_count for view in self.views)
        self.words = sum(view.body_word_count for view in self.views)

    # --- the tree

    def scoring(self, query: Query) -> list[Explanation]:
        """What each part of a query adds for the place."""
        if self.passage is None:
            return self.node(query)
        items = [item for item in sought(query) if item.fieldname == "text"]
        if isinstance(query, Or) and set(query.subqueries) == set(items):
            items = query.subqueries  # a word said twice counts twice, as in articles
        if not items:  # every paragraph has the score of its article
            return FirstRanking(self.evaluator, self.place._replace(paragraph=None)).node(query)
        return [leaf for item in items for leaf in self.node(item)]

    def node(self, query: Query) -> list[Explanation]:
        """What a node adds, in parts; nothing where it only restricts, or does not match."""
        match query:
            case Word():
                return self._leaf(query, self.word_frequency(query))
            case Phrase():
                return self._leaf(query, self._phrase_frequency(query))
            case Or() | And():
                return [
                    part for child in query.subqueries if self._matches(child) for part in self.node(child)
                ]
            case AndMaybe():
                return [*self.node(query.a), *(self.node(query.b) if self._matches(query.b) else ())]
        score = self._evaluated(query)
        return [Explanation(score, f"{query!r}")] if score else []

    def _matches(self, query: Query) -> bool:
        """Whether a node lets the article pass. A word or phrase that does not has no score either."""
        if isinstance(query, (Word, Phrase)):
            return True
        matches = self.evaluator.articles(query)[self.place.segment]
        return bool((matches.numbers == self.place.article).any())

    def _evaluated(self, query: Query) -> float:
        """The score of a node that has no explanation of its own; 0 for what restricts."""
        matches = self.evaluator.articles(query)[self.place.segment]
        return float(matches.scores[matches.numbers == self.place.article].sum())

    # --- a word or phrase

    def _leaf(self, item: Word | Phrase, frequency: Frequency) -> list[Explanation]:
        if frequency.explained.value <= 0:
            return []
        parts = [self.idf(item, frequency.holding), self._saturation(frequency.explained)]
        if item.boost != 1:
            parts.append(Explanation(item.boost, "boost"))
        words = f'phrase "{" ".join(item.words)}"' if isinstance(item, Phrase) else f"word {item.text}"
        where = " in the headline" if item.fieldname == "title" else ""
        return [product_of(f"{words}{where}: the product of", *parts)]

    def _saturation(self, frequency: Explanation) -> Explanation:
        model = ranking.ARTICLES if self.passage is None else ranking.PARAGRAPHS
        damping = self.damping()
        value = frequency.value * (model.k1 + 1) / (frequency.value + damping.value)
        description = f"saturation: tf × (k1 + 1) / (tf + K), k1 = {model.k1:g}"
        return Explanation(value, description, (frequency, damping), "formula")

    def damping(self) -> Explanation:
        """K of the formula: how much a text of this length dampens frequencies."""
        if self.passage is None:
            model, unit, count = ranking.ARTICLES, "articles", self.article_total
            length = int(self.view.articles_array("body_lengths")[self.place.article])
        else:
            model, unit, count = ranking.PARAGRAPHS, "paragraphs", self._paragraph_total()
            length = int(self.view.passage_lengths[self.passage])
        average = self.words / max(count, 1) or 1.0
        value = model.k1 * (1 - model.b + model.b * length / average)
        return Explanation(
            value,
            f"K = k1 × (1 - b + b × length / average), k1 = {model.k1:g}, b = {model.b:g}, "
            f"{length} words, {unit} have {average:.1f} on average",
        )

    def _paragraph_total(self) -> int:
        return sum(len(view.passage_lengths) - view.article_count for view in self.views)

    # --- idf

    def idf(self, item: Word | Phrase, holding: int) -> Explanation:
        """Rarity of an item that `holding` texts have."""
        unit, total = (
            ("articles", self.article_total)
            if self.passage is None
            else ("paragraphs", self._paragraph_total())
        )
        if isinstance(item, Phrase):
            return rarity(holding, total, f"{unit} have the phrase")
        idf = rarity(holding, total, f"{unit} have a form of the word")
        very = self.vocabulary.document_frequency(item.text)
        if very:
            exact = rarity(very, self.article_total, f"articles have {item.text}")
            share = ranking.GROUP_SHARE
            idf = sum_of(
                "idf: the sum of",
                [
                    Explanation(share * idf.value, f"{share:g} × {idf.description}"),
                    Explanation((1 - share) * exact.value, f"{1 - share:g} × {exact.description}"),
                ],
            )
        if self.vocabulary.is_function_word(item.text):
            return product_of("the product of", Explanation(ranking.FUNCTION_WORD, "a function word"), idf)
        return idf

    # --- frequencies

    def word_frequency(self, word: Word) -> Frequency:
        holding = 0
        for view, (slots, _) in zip(self.views, self.vocabulary.slots(word.text), strict=True):
            texts = [
                np.zeros(0, np.int64),
                *(self._texts(view, slot, word.fieldname) for slot in slots.tolist()),
            ]
            holding += len(np.unique(np.concatenate(texts)))
        parts = []
        slots, weights = self.vocabulary.slots(word.text)[self.place.segment]
        for slot, weight in zip(slots.tolist(), weights.tolist(), strict=True):
            frequency, where = self.occurrences(slot, word.fieldname)
            if frequency:
                parts.append(
                    Explanation(
                        weight * frequency, f"form {self.view.form(slot)}: weight {weight:.3g} × {where}"
                    )
                )
        parts.sort(key=lambda part: -part.value)
        return Frequency(sum_of("tf: the sum of", parts), holding)

    def _texts(self, view: SegmentView, slot: int, fieldname: str) -> Numbers:
        """The texts of a segment that hold a term: articles, or paragraphs where these are ranked."""
        if self.passage is None:
            articles, packed = view.postings(slot)
            kept = (
                packed >> TITLE_SHIFT & TITLE_LIMIT > 0
                if fieldname == "title"
                else np.ones(len(packed), np.bool_)
            )
            return articles[kept].astype(np.int64)
        passages = view.passage_postings(slot)[0]
        return passages[~view.is_headline[passages]]

    def occurrences(self, slot: int, fieldname: str) -> tuple[float, str]:
        """The frequency of a term in the place before its weight, and how it comes about."""
        if self.passage is not None:
            passages, frequencies = self.view.passage_postings(slot)
            count = int(frequencies[passages == self.passage].sum())
            return count, f"{count} in the paragraph"
        articles, packed_frequencies = self.view.postings(slot)
        found = packed_frequencies[articles == self.place.article]
        packed = int(found[0]) if len(found) else 0
        title = packed >> TITLE_SHIFT & TITLE_LIMIT
        if fieldname == "title":
            return title, f"{title} in the headline"
        body, lead = packed & BODY_LIMIT, packed >> LEAD_SHIFT & LEAD_LIMIT
        kinds = [
            (body, 1.0, "in the body"),
            (title, ranking.TITLE, "in the headline"),
            (lead, ranking.LEAD, "in the lead"),
        ]
        where = " + ".join(
            f"{count} {name}" if factor == 1 else f"{factor:g} × {count} {name}"
            for count, factor, name in kinds
            if count
        )
        return sum(count * factor for count, factor, _ in kinds), f"({where})"

    def _phrase_frequency(self, phrase: Phrase) -> Frequency:
        holding = 0
        body = title = 0
        for number, view in enumerate(self.views):
            passages = _phrase_passages(view, phrase.words)
            in_title = view.is_headline[passages]
            if self.passage is not None:
                passages = passages[~in_title]
                holding += len(np.unique(passages))
                if number == self.place.segment:
                    body = int((passages == self.passage).sum())
                continue
            if phrase.fieldname == "title":
                passages, in_title = passages[in_title], in_title[in_title]
            articles = view.article_of_passage[passages]
            holding += len(np.unique(articles))
            if number == self.place.segment:
                here = articles == self.place.article
                title, body = int((here & in_title).sum()), int((here & ~in_title).sum())
        parts = (
            [Explanation(body, f"{body} in the {'body' if self.passage is None else 'paragraph'}")]
            if body
            else []
        )
        if title:
            parts.append(Explanation(ranking.TITLE * title, f"{ranking.TITLE:g} × {title} in the headline"))
        return Frequency(sum_of("tf: the sum of", parts), holding)

    # --- for the second look

    def holding(self, word: Word) -> int:
        """The articles with any form of a word."""
        return self.word_frequency(word).holding

    def places(self, slots: Sequence[range]) -> list[int]:
        """Where the terms of these slots stand in the article: numbers as those of `SegmentView.places`, ascending."""
        found: list[int] = []
        for slot in (slot for part in slots for slot in part):
            passages, positions = self.view.positions(slot)
            here = (passages >= self.passages.start) & (passages < self.passages.stop)
            found += (self.view.passage_places[passages[here]] + positions[here]).tolist()
        return sorted(found)


def rarity(holding: int, total: int, what: str) -> Explanation:
    """i(n) of the formula, for an item that `holding` of `total` texts have."""
    value = log1p((total - holding + 0.5) / (holding + 0.5))
    return Explanation(value, f"i(n), n = {holding:,} of {total:,} {what}")


def _phrase_passages(view: SegmentView, words: Sequence[str]) -> Numbers:
    """The passage of every place of a segment where these forms stand side by side."""
    keys: Numbers | None = None
    for offset, word in enumerate(words):
        slot = view.slot(word)
        if slot is None:
            return np.zeros(0, np.int64)
        passages, positions = view.positions(slot)
        there = passages.astype(np.int64) * _PASSAGE + positions + (len(words) - offset)
        keys = there if keys is None else np.intersect1d(keys, there)
    return np.zeros(0, np.int64) if keys is None else keys // _PASSAGE
