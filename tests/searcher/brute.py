"""A slow, plain matcher for every node of a query, over one article at a time: what the engine is checked against.

It shares nothing with the engine but the tokens of the analyser, the limits of sentences, and, told by the caller, the
relatives of a word. Positions are tried one after the other, and choices of positions one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from corpus import Article
from index.analysis import Analyzer
from index.analysis.sentences import sentence_limits
from index.segment import seconds_of
from searcher.query import (
    And,
    AndMaybe,
    AtLeast,
    DateRange,
    Every,
    FieldValue,
    First,
    Fuzzy,
    Has,
    Near,
    Not,
    NullQuery,
    Or,
    Pattern,
    Phrase,
    Query,
    Within,
    Word,
)

ANALYZER = Analyzer()


class Unit(NamedTuple):
    """Words `first` to `end` (excluded) of a passage: the headline is passage 0, a paragraph n is n + 1."""

    passage: int
    first: int
    end: int


class Span(NamedTuple):
    """Words `start` to `end` (excluded) of a passage."""

    passage: int
    start: int
    end: int


class Read:
    """An article with its words, ready to be asked."""

    def __init__(self, article: Article, relatives: Callable[[str], Collection[str]]) -> None:
        self.article = article
        self._relatives = relatives
        raw = [article.title, *article.paragraphs]
        self.tokens = [ANALYZER.tokens(text) for text in raw]
        self.words = [[token.form for token in tokens] for tokens in self.tokens]
        self.passages = [Unit(passage, 0, len(words)) for passage, words in enumerate(self.words)]
        self._raw = raw

    def sentences(self, passage: int) -> Iterator[Unit]:
        ends = [
            sum(token.start < limit for token in self.tokens[passage])
            for limit in sentence_limits(self._raw[passage])
        ]
        for first, end in zip([0, *ends], ends, strict=False):
            if first < end:
                yield Unit(passage, first, end)

    # --- where things stand

    def spans(self, node: Query, unit: Unit) -> set[Span]:
        """Where a leaf, an alternative of leaves or a proximity stands within a unit."""
        words = self.words[unit.passage]
        if isinstance(node, Or):
            return set().union(*(self.spans(child, unit) for child in node.subqueries))
        if isinstance(node, Near):
            return set().union(*self.choices(node, unit))
        if node.fieldname == "title" and unit.passage:
            return set()
        if isinstance(node, Phrase):
            size = len(node.words)
            return {
                Span(unit.passage, at, at + size)
                for at in range(unit.first, unit.end - size + 1)
                if words[at : at + size] == list(node.words)
            }
        fits = self._fits(node)
        return {Span(unit.passage, at, at + 1) for at in range(unit.first, unit.end) if fits(words[at])}

    def _fits(self, node: Query) -> Callable[[str], bool]:
        if isinstance(node, Word):
            forms = self._relatives(node.text)
            return lambda form: form in forms
        if isinstance(node, Pattern):
            return lambda form: glob(node.text, form)
        assert isinstance(node, Fuzzy)
        return lambda form: (
            abs(len(form) - len(node.text)) <= node.distance and edits(node.text, form) <= node.distance
        )

    def choices(self, node: Near, unit: Unit) -> Iterator[tuple[Span, ...]]:
        """Every way to take one place for each item, no word twice, near enough and in order."""
        candidates = [sorted(self.spans(item, unit)) for item in node.items]
        reach = node.distance + sum(max((s.end - s.start for s in each), default=0) for each in candidates)

        def further(taken: tuple[Span, ...]) -> Iterator[tuple[Span, ...]]:
            if len(taken) == len(candidates):
                words = sum(span.end - span.start for span in taken)
                if max(s.end for s in taken) - min(s.start for s in taken) - words <= node.distance:
                    yield taken
                return
            for span in candidates[len(taken)]:
                if node.ordered and taken and span.start < taken[-1].end:
                    continue
                if any(span.start < other.end and other.start < span.end for other in taken):
                    continue
                if all(abs(span.start - other.start) <= reach for other in taken):
                    yield from further((*taken, span))

        return further(())

    def within(self, query: Query, unit: Unit) -> bool:
        """Whether a unit by itself matches."""
        if isinstance(query, And):
            return all(self.within(child, unit) for child in query.subqueries)
        if isinstance(query, Or):
            return any(self.within(child, unit) for child in query.subqueries)
        if isinstance(query, Not):
            return not self.within(query.query, unit)
        if isinstance(query, Every):
            return True
        return bool(self.spans(query, unit))

    def units(self, node: Within) -> list[Unit]:
        """The paragraphs or sentences with words that match."""
        every = [
            unit
            for passage in self.passages
            for unit in ([passage] if node.unit == "paragraph" else self.sentences(passage.passage))
            if unit.end > unit.first
        ]
        return [unit for unit in every if self.within(node.query, unit)]

    # --- what holds

    def places(self, node: Query) -> set[Span]:
        """The words that count for a leaf or positional node."""
        if isinstance(node, Within):
            return {
                span
                for unit in self.units(node)
                for leaf in positive(node.query)
                for span in self.spans(leaf, unit)
            }
        if isinstance(node, First):
            found = set()
            for span in set().union(*(self.spans(node.item, passage) for passage in self.passages)):
                before = sum(len(words) for words in self.words[1 : span.passage])
                if span.passage and before + span.end <= node.words:
                    found.add(span)
            return found
        item = node.item if isinstance(node, AtLeast) else node
        found = set().union(*(self.spans(item, passage) for passage in self.passages))
        return set() if isinstance(node, AtLeast) and len(found) < node.count else found

    def matches(self, query: Query) -> bool:
        if isinstance(query, And):
            return all(self.matches(child) for child in query.subqueries)
        if isinstance(query, Or):
            return any(self.matches(child) for child in query.subqueries)
        if isinstance(query, AndMaybe):
            return self.matches(query.a)
        if isinstance(query, Not):
            return not self.matches(query.query)
        if isinstance(query, Every):
            return True
        if isinstance(query, FieldValue):
            value = [token.form for token in ANALYZER.tokens(getattr(self.article, query.fieldname))]
            return value == list(query.words)
        if isinstance(query, Has):
            return bool(getattr(self.article, query.fieldname))
        if isinstance(query, DateRange):
            if self.article.date is None:
                return False
            printed = seconds_of(self.article.date)
            return (query.first is None or printed >= query.first) and (
                query.last is None or printed <= query.last
            )
        if isinstance(query, Within):
            return bool(self.units(query))
        return query != NullQuery and bool(self.places(query))

    def paragraphs(self, query: Query) -> set[int]:
        """The paragraphs that are ranked: of an article that matches, those that hold something sought."""
        if not self.matches(query):
            return set()
        wanted = list(positive(query))
        # What only excludes is not sought, unless nothing else is.
        wanted = [n for n in wanted if not isinstance(n, Within) or list(positive(n.query))] or wanted
        wanted = [node for node in wanted if not only_in_titles(node)]
        if not wanted:
            return set(range(len(self.article.paragraphs)))
        held: set[int] = set()
        for node in wanted:
            if isinstance(node, Within):
                held |= {unit.passage for unit in self.units(node)}
            else:
                held |= {span.passage for span in self.places(node)}
        return {passage - 1 for passage in held if passage}

    def marked(self, query: Query) -> set[Span]:
        """The words that have a part in the article's matching; of a query that matches."""
        if isinstance(query, AndMaybe):
            return self.marked(query.a) | (self.marked(query.b) if self.matches(query.b) else set())
        if isinstance(query, (And, Or)):
            return set().union(*(self.marked(child) for child in query.subqueries if self.matches(child)))
        if isinstance(query, (Not, Every, FieldValue, Has, DateRange)) or query == NullQuery:
            return set()
        return self.places(query)


def positive(query: Query) -> Iterator[Query]:
    """What is sought: leaves and positional nodes, nothing under a `Not`."""
    if isinstance(query, (And, Or)):
        for child in query.subqueries:
            yield from positive(child)
    elif isinstance(query, AndMaybe):
        yield from positive(query.a)
        yield from positive(query.b)
    elif not isinstance(query, (Not, Every, FieldValue, Has, DateRange)) and query != NullQuery:
        yield query


def only_in_titles(node: Query) -> bool:
    if isinstance(node, Near):
        return any(only_in_titles(item) for item in node.items)
    inner: Sequence[Query] = [node]
    if isinstance(node, (AtLeast, Within)):
        inner = list(positive(node.item if isinstance(node, AtLeast) else node.query))
        return bool(inner) and all(map(only_in_titles, inner))
    if isinstance(node, First):
        return False
    if isinstance(node, Or):
        inner = node.subqueries
    return all(leaf.fieldname == "title" for leaf in inner)


@cache
def glob(pattern: str, form: str) -> bool:
    if not pattern:
        return not form
    if pattern[0] == "*":
        return any(glob(pattern[1:], form[at:]) for at in range(len(form) + 1))
    return bool(form) and pattern[0] in ("?", form[0]) and glob(pattern[1:], form[1:])


@cache
def edits(one: str, other: str) -> int:
    """Damerau-Levenshtein distance, after Lowrance and Wagner (1975): swapped letters may have others between."""
    far = len(one) + len(other)
    table = {(-1, -1): far}
    for i in range(len(one) + 1):
        table[i, -1], table[i, 0] = far, i
    for j in range(len(other) + 1):
        table[-1, j], table[0, j] = far, j
    last_row: dict[str, int] = {}
    for i in range(1, len(one) + 1):
        last_column = 0
        for j in range(1, len(other) + 1):
            row, column = last_row.get(other[j - 1], 0), last_column
            same = one[i - 1] == other[j - 1]
            if same:
                last_column = j
            table[i, j] = min(
                table[i - 1, j - 1] + (not same),
                table[i, j - 1] + 1,
                table[i - 1, j] + 1,
                table[row - 1, column - 1] + (i - row - 1) + 1 + (j - column - 1),
            )
        last_row[one[i - 1]] = i
    return table[len(one), len(other)]
