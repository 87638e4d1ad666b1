"""Plain Whoosh as the oracle of an evaluation: its own `searcher.search` over the postings that the codec shows it.

What Whoosh has no notion of, BM25F over a word with its relatives, is written out for one article at a time, from
decoded positions.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import whoosh.index
from whoosh import query as wq
from whoosh.matching import ListMatcher, NullMatcher

from index import Index
from index.analysis import Analyzer
from index.analysis.stemming import CLOSED, closed_class
from index.ingestion.word_keys import LEAD_WORDS
from index.storage.packed_frequencies import BODY_LIMIT, LEAD_LIMIT, TITLE_LIMIT
from searcher import ranking
from searcher.language.query import And, AndMaybe, Every, FieldValue, Not, NullQuery, Or, Phrase, Query, Word
from searcher.retrieval.evaluation import Evaluator

ANALYZER = Analyzer()
GAP = 1000  # between paragraphs, as the codec documents it
UNSCORED = 1e-9  # Whoosh's union of many lists takes a score of 0 for no match


class OracleLeaf(wq.Query):  # type: ignore[misc]
    """A leaf of ours for Whoosh: a matcher over scores worked out beforehand, article by article."""

    def __init__(self, scores: dict[str, float]) -> None:
        self.scores = scores
        self.boost = 1.0

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        found = sorted(
            (number, self.scores[stored["id"]])
            for number, stored in searcher.reader().iter_docs()
            if stored["id"] in self.scores
        )
        if not found:
            return NullMatcher()
        return ListMatcher([number for number, _ in found], weights=[score for _, score in found])

    def estimate_size(self, reader: Any) -> int:
        return len(self.scores)

    estimate_min_size = estimate_size

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


class Oracle:
    """Scores by the formula of `searcher.ranking`, from Whoosh's view of the postings."""

    def __init__(self, index: Index, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._searcher = whoosh.index.open_dir(index.folder).searcher()
        self._reader = self._searcher.reader()
        self._stored = {
            number: stored["id"]
            for reader, base in self._reader.leaf_readers()
            for number, stored in (
                (base + at, reader.stored_fields(at)) for at in range(reader.doc_count_all())
            )
        }
        self._lengths = {
            number: self._reader.doc_field_length(number, "text")
            - self._reader.doc_field_length(number, "title")
            for number in self._stored
        }
        self._average = sum(self._lengths.values()) / max(len(self._lengths), 1)

    def search(self, tree: Query) -> list[tuple[str, float]]:
        """Ids and scores of everything that matches."""
        return self._results(self.translated(tree))

    def _results(self, query: wq.Query) -> list[tuple[str, float]]:
        results = self._searcher.search(query, limit=None)
        return [(hit["id"], results.score(at)) for at, hit in enumerate(results)]

    def translated(self, tree: Query) -> wq.Query:
        if isinstance(tree, (Word, Phrase)):
            return OracleLeaf(self._leaf_scores(tree))
        if isinstance(tree, FieldValue):
            return OracleLeaf(dict.fromkeys(self._with_value(tree), UNSCORED))
        if isinstance(tree, Every):
            return OracleLeaf(dict.fromkeys(self._stored.values(), UNSCORED))
        if isinstance(tree, AndMaybe):
            # Whoosh's AndMaybe loses its optional part when it is skipped ahead: sets are plain here, too.
            optional = dict(self._results(self.translated(tree.b)))
            required = self._results(self.translated(tree.a))
            return OracleLeaf({each: score + optional.get(each, 0.0) for each, score in required})
        if isinstance(tree, Or) and tree.adding:
            adding = [child for child in tree.subqueries if child in tree.adding]
            finding = [child for child in tree.subqueries if child not in tree.adding]
            return self.translated(AndMaybe(Or(finding), Or(adding)))
        if isinstance(tree, Or):
            return wq.Or([self.translated(child) for child in tree.subqueries])
        if isinstance(tree, And):
            wanted = [self.translated(child) for child in tree.subqueries if not isinstance(child, Not)]
            unwanted = [self.translated(child.query) for child in tree.subqueries if isinstance(child, Not)]
            if not unwanted:
                return wq.And(wanted)
            # Whoosh's own Not scores what it matches, and its AndNot misses a first match: sets are plain.
            gone = {article_id for article_id, _ in self._results(wq.Or(unwanted))}
            kept = [pair for pair in self._results(wq.And(wanted)) if pair[0] not in gone]
            return OracleLeaf(dict(kept))
        if isinstance(tree, NullQuery):
            return wq.NullQuery
        raise TypeError(f"no translation of {tree!r}")

    def _with_value(self, node: FieldValue) -> list[str]:
        return [
            stored["id"]
            for _, stored in self._reader.iter_docs()
            if tuple(token.form for token in ANALYZER.tokens(stored[node.fieldname])) == node.words
        ]

    def _positions(self, number: int, form: str) -> list[int]:
        try:
            matcher = self._deleted_too("text", form)
        except (KeyError, wq.qcore.error):
            return []
        for at, positions in matcher:
            if at == number:
                return positions
        return []

    def _deleted_too(self, fieldname: str, form: str) -> Iterator[tuple[int, list[int]]]:
        """Postings of a form, deleted articles included: they count in the statistics."""
        format_ = self._reader.schema[fieldname].format
        for reader, base in self._reader.leaf_readers() if self._stored else ():
            if (fieldname, form.encode()) in reader._terms:
                matcher = reader._terms.matcher(fieldname, form.encode(), format_)
                while matcher.is_active():
                    yield base + matcher.id(), matcher.value_as("positions")
                    matcher.next()

    def _leaf_scores(self, item: Word | Phrase) -> dict[str, float]:
        frequencies: dict[int, float] = {}
        if isinstance(item, Phrase) and len(item.words) > 1:
            for number in self._stored:
                starts = {position for first in item.firsts for position in self._positions(number, first)}
                for offset, form in enumerate(item.words[1:], 1):
                    starts &= {position - offset for position in self._positions(number, form)}
                weights = [ranking.TITLE if position < GAP else 1.0 for position in starts]
                if item.fieldname == "title":
                    weights = [weight for weight in weights if weight == ranking.TITLE]
                if weights:
                    frequencies[number] = sum(weights)
        else:
            for form, weight in self._forms(item).items():
                for number, positions in self._deleted_too("text", form):
                    title = sum(position < GAP for position in positions)
                    body = len(positions) - title
                    counted = float(min(title, TITLE_LIMIT))
                    if item.fieldname == "text":
                        lead = sum(
                            self._is_lead(number, position) for position in positions if position >= GAP
                        )
                        counted = min(body, BODY_LIMIT) + ranking.TITLE * min(title, TITLE_LIMIT)
                        counted += ranking.LEAD * min(lead, LEAD_LIMIT)
                    if counted:
                        frequencies[number] = frequencies.get(number, 0.0) + weight * counted
        return self._bm25(item, frequencies)

    def _forms(self, item: Word | Phrase) -> dict[str, float]:
        """A quoted word is that form alone, or one of some forms."""
        if isinstance(item, Phrase):
            return dict.fromkeys(item.firsts, 1.0)
        return self._evaluator.scorer.vocabulary.relatives(item.text)

    def _is_lead(self, number: int, position: int) -> bool:
        # position = words before it in the article + GAP x its passage: the headline's words come first
        title = self._reader.doc_field_length(number, "title")
        return position % GAP - title < LEAD_WORDS

    def _idf(self, item: Word | Phrase, document_frequency: int) -> float:
        def i(count: int) -> float:
            return math.log(1 + (len(self._stored) - count + 0.5) / (count + 0.5))

        if isinstance(item, Phrase):
            return i(document_frequency)
        forms = self._evaluator.scorer.vocabulary.relatives(item.text)
        group = len({number for form in forms for number, _ in self._deleted_too("text", form)})
        very = sum(1 for _ in self._deleted_too("text", item.text))
        share = ranking.GROUP_SHARE if very else 1.0
        idf = share * i(group) + (1 - share) * (i(very) if very else 0)
        return idf * (ranking.FUNCTION_WORD if closed_class(item.text) in CLOSED else 1.0)

    def _bm25(self, item: Word | Phrase, frequencies: dict[int, float]) -> dict[str, float]:
        idf = self._idf(item, len(frequencies)) * item.boost
        k1, b = ranking.ARTICLES.k1, ranking.ARTICLES.b
        scores = {}
        for number, frequency in frequencies.items():
            damping = k1 * (1 - b + b * self._lengths[number] / (self._average or 1))
            score = idf * (k1 + 1) * frequency / (frequency + damping)
            if not self._reader.is_deleted(number):
                scores[self._stored[number]] = score
        return scores
