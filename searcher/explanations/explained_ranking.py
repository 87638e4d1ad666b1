"""The formula of `searcher.ranking` for one article or paragraph, number by number: the first part of an explanation.

A new leaf of the query language is a new method and a line in `FirstRanking.node`; what is unknown here is told with
the score that the evaluation gave it.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log1p
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from index.segments.segment import SegmentView
from index.storage.arrays import Int64Array
from index.storage.packed_frequencies import BODY_LIMIT, LEAD_LIMIT, LEAD_SHIFT, TITLE_LIMIT, TITLE_SHIFT
from searcher import ranking
from searcher.explanations.explanation import Explanation, product_of, sum_of
from searcher.language.months import form_of
from searcher.language.query import And, AndMaybe, Or, Phrase, Query, Word
from searcher.language.sought import each_sought, in_title
from searcher.matching.proximity import contains

if TYPE_CHECKING:
    from searcher.postings.slots import WeightedSlots
    from searcher.retrieval.evaluation import Evaluator

#: Room for the positions of a passage when a passage and a position are made one number.
_PASSAGE: Final = 1 << 32


class Explained(NamedTuple):
    """What is explained: an article by its segment and number there, and one of its paragraphs or None for all."""

    segment: int
    article: int
    paragraph: int | None = None


class FirstRanking:
    """Scores of the parts of a query for one text."""

    def __init__(self, evaluator: Evaluator, text: Explained) -> None:
        self.evaluator = evaluator
        self.vocabulary = evaluator.scorer.vocabulary
        self.views: Sequence[SegmentView] = evaluator.snapshot.segments
        self.text = text
        self.view = self.views[text.segment]
        first = int(self.view.passages.first[text.article])
        self.passages = range(first, int(self.view.passages.first[text.article + 1]))
        self.passage = None if text.paragraph is None else first + 1 + text.paragraph
        self.article_total = sum(view.article_count for view in self.views)
        self.words = sum(view.body_word_count for view in self.views)

    # --- the tree

    def scoring(self, query: Query) -> list[Explanation]:
        """What each part of a query adds for the text."""
        if self.passage is None:
            return self.node(query)
        items = [item for item in each_sought(query) if not in_title(item)]
        if not items:  # every paragraph has the score of its article
            return FirstRanking(self.evaluator, self.text._replace(paragraph=None)).node(query)
        return [leaf for item in items for leaf in self.node(item)]

    def completeness(self, query: Query) -> list[Explanation]:
        """What an article has for holding all words of a short question; a paragraph has nothing."""
        if self.passage is not None:
            return []
        whole = self.evaluator.complete(query)
        if whole is None:
            return []
        article = np.array([self.text.article])
        added = float(whole.added(self.evaluator.leaves, article, self.text.segment)[0])
        return [Explanation(added, f"all words are there: {' '.join(whole.forms)}")] if added else []

    def node(self, query: Query) -> list[Explanation]:
        """What a node adds, in parts; nothing where it only restricts, or does not match."""
        match query:
            case Word():
                where = " in the headline" if query.fieldname == "title" else ""
                return self._leaf(
                    f"word {query.text}{where}", query, self.idf(query), self.word_frequency(query)
                )
            case Phrase():
                alone = self.passage is None and len(query.words) == 1
                frequency, document_frequency = (self._quoted_word if alone else self._phrase_frequency)(
                    query
                )
                words = f'phrase "{" ".join(query.words)}"'
                if len(query.firsts) > 1:
                    words += " with proclitics or without"
                return self._leaf(words, query, self._phrase_idf(document_frequency), frequency)
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
        matches = self.evaluator.articles_by_sum(query)[self.text.segment]
        return bool((matches.numbers == self.text.article).any())

    def _evaluated(self, query: Query) -> float:
        """The score of a node that has no explanation of its own; 0 for what restricts."""
        if self.passage is None:
            matches, number = self.evaluator.articles_by_sum(query)[self.text.segment], self.text.article
        else:
            matches, number = (
                self.evaluator.matches(query, self.evaluator.scorer.paragraphs)[self.text.segment],
                self.passage,
            )
        return float(matches.scores[matches.numbers == number].sum())

    # --- a word or phrase

    def _leaf(self, name: str, item: Query, idf: Explanation, frequency: Explanation) -> list[Explanation]:
        if frequency.value <= 0:
            return []
        boost = [Explanation(item.boost, "boost")] if item.boost != 1 else []
        return [product_of(f"{name}: the product of", idf, self._saturation(frequency), *boost)]

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
            length = int(self.view.articles_array("body_lengths")[self.text.article])
        else:
            model, unit, count = ranking.PARAGRAPHS, "paragraphs", self._paragraph_total()
            length = int(self.view.passages.lengths(np.array([self.passage]))[0])
        average = self.words / max(count, 1) or 1.0
        value = model.k1 * (1 - model.b + model.b * length / average)
        return Explanation(
            value,
            f"K = k1 × (1 - b + b × length / average), k1 = {model.k1:g}, b = {model.b:g}, "
            f"{length} words, {unit} have {average:.1f} on average",
        )

    def _paragraph_total(self) -> int:
        return sum(len(view.passages) - view.article_count for view in self.views)

    # --- idf

    def _phrase_idf(self, document_frequency: int) -> Explanation:
        if self.passage is None:
            return explained_idf(document_frequency, self.article_total, "articles have the phrase")
        return explained_idf(document_frequency, self._paragraph_total(), "paragraphs have the phrase")

    def idf(self, word: Word) -> Explanation:
        """Idf of a word: that in articles, whatever is ranked."""
        idf = explained_idf(
            self.group_frequency(word), self.article_total, "articles have a form of the word"
        )
        very = self.vocabulary.document_frequency(word.text)
        if very:
            exact = explained_idf(very, self.article_total, f"articles have {form_of(word.text)}")
            share = ranking.GROUP_SHARE
            idf = sum_of(
                "idf: the sum of",
                [
                    Explanation(share * idf.value, f"{share:g} × {idf.description}"),
                    Explanation((1 - share) * exact.value, f"{1 - share:g} × {exact.description}"),
                ],
            )
        if self.vocabulary.is_function_word(word.text):
            return product_of("the product of", Explanation(ranking.FUNCTION_WORD, "a function word"), idf)
        return idf

    def group_frequency(self, word: Word) -> int:
        """The articles with any form of a word, in the headline or below it."""
        count = 0
        for view, slots in zip(self.views, self.vocabulary.slots(word.text), strict=True):
            articles = [view.lists.postings(slot)[0] for slot, _ in slots.weighted_slots()]
            count += len(np.unique(np.concatenate(articles))) if articles else 0
        return count

    # --- frequencies

    def word_frequency(self, word: Word) -> Explanation:
        """The frequency of a word: all its forms at their weights."""
        slots = self.vocabulary.slots(word.text)[self.text.segment]
        return sum_of("tf: the sum of", self.forms(slots, word.fieldname))

    def forms(self, slots: WeightedSlots, fieldname: str) -> list[Explanation]:
        """What each of some terms adds to a frequency, the most first."""
        parts = []
        for slot, hundredths in slots.weighted_slots():
            frequency, where = self._occurrences(slot, fieldname)
            if frequency:
                weight = hundredths / ranking.WEIGHT_UNIT
                form = self.view.terms.form(slot)
                parts.append(Explanation(weight * frequency, f"form {form}: weight {weight:g} × {where}"))
        return sorted(parts, key=lambda part: -part.value)

    def _occurrences(self, slot: int, fieldname: str) -> tuple[float, str]:
        """The frequency of a term in the text before its weight, and how it comes about."""
        if self.passage is not None:
            passages, frequencies = self.view.passage_postings(slot)
            count = int(frequencies[passages == self.passage].sum())
            return count, f"{count} in the paragraph"
        articles, packed_frequencies = self.view.lists.postings(slot)
        found = packed_frequencies[articles == self.text.article]
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

    def _quoted_word(self, phrase: Phrase) -> tuple[Explanation, int]:
        """The same for an article and a phrase of one word: it counts as a word without relatives does."""
        document_frequency, parts = 0, []
        for number, view in enumerate(self.views):
            holding: set[int] = set()
            for form in phrase.firsts:
                if (slot := view.terms.slot(form)) is None:
                    continue
                articles, packed = view.lists.postings(slot)
                if phrase.fieldname == "title":
                    articles = articles[packed >> TITLE_SHIFT & TITLE_LIMIT > 0]
                holding.update(articles.tolist())
                if number == self.text.segment:
                    frequency, where = self._occurrences(slot, phrase.fieldname)
                    parts.append(Explanation(frequency, where))
            document_frequency += len(holding)
        return sum_of("tf: the sum of", [part for part in parts if part.value]), document_frequency

    def _phrase_frequency(self, phrase: Phrase) -> tuple[Explanation, int]:
        """Its frequency here, and how many texts have it."""
        document_frequency = title = body = 0
        for number, view in enumerate(self.views):
            passages = _phrase_passages(view, phrase)
            in_title = view.passages.is_headline[passages]
            if self.passage is not None:
                texts, here = passages[~in_title], self.passage
                in_title = np.zeros(len(texts), np.bool_)
            else:
                if phrase.fieldname == "title":
                    passages, in_title = passages[in_title], in_title[in_title]
                texts, here = view.passages.articles(passages), self.text.article
            document_frequency += len(np.unique(texts))
            if number == self.text.segment:
                title = int(((texts == here) & in_title).sum())
                body = int(((texts == here) & ~in_title).sum())
        unit = "body" if self.passage is None else "paragraph"
        kinds = [
            (body, 1, f"{body} in the {unit}"),
            (title, ranking.TITLE, f"{ranking.TITLE} × {title} in the headline"),
        ]
        parts = [Explanation(count * factor, where) for count, factor, where in kinds if count]
        return sum_of("tf: the sum of", parts), document_frequency


def explained_idf(document_frequency: int, total: int, what: str) -> Explanation:
    """i(n) of the formula, for an item that `document_frequency` of `total` texts have."""
    value = log1p((total - document_frequency + 0.5) / (document_frequency + 0.5))
    return Explanation(value, f"i(n), n = {document_frequency:,} of {total:,} {what}")


def _phrase_passages(view: SegmentView, phrase: Phrase) -> Int64Array:
    """The passage of every position of a segment where a phrase stands."""
    rest = phrase.words[1:]
    return np.concatenate([_passages_of_words(view, (first, *rest)) for first in phrase.firsts])


def _passages_of_words(view: SegmentView, words: Sequence[str]) -> Int64Array:
    standing: dict[str, Int64Array] = {}
    for word in set(words):
        slot = view.terms.slot(word)
        if slot is None:
            return np.zeros(0, np.int64)
        passages, positions = view.passage_positions(slot)
        standing[word] = passages.astype(np.int64) * _PASSAGE + positions
    keys = standing[words[0]]
    for offset, word in enumerate(words):
        keys = keys[contains(standing[word], keys + offset)]
    return keys // _PASSAGE
