"""A slow, plain matcher for every node of a query, over one article at a time: what the engine is checked against.

It shares nothing with the engine but the tokens of the analyser, the limits of sentences, and, told by the caller, the
relatives of a word. Positions are tried one after the other, and choices of positions one after the other.

Articles are read (`Read`) once, and asked (`Asked`) one after the other: thirty thousand of them two dozen questions in
half a minute.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from corpus import Article
from index.analysis import Analyzer, Token
from index.analysis.sentences import sentence_limits
from index.segments.segment import seconds_of
from searcher.language.query import (
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


class Forms:
    """Which words of some articles each leaf means; found out once for all of these articles."""

    def __init__(self, relatives: Callable[[str], Collection[str]], words: Iterable[str]) -> None:
        """words: all that the articles hold, each once."""
        self._relatives = relatives
        self._words = words
        self._of: dict[Query, frozenset[str]] = {}

    def of(self, leaf: Query) -> frozenset[str]:
        if leaf not in self._of:
            self._of[leaf] = frozenset(self._meant(leaf))
        return self._of[leaf]

    def _meant(self, leaf: Query) -> Iterable[str]:
        if isinstance(leaf, Word):
            return self._relatives(leaf.text)
        if isinstance(leaf, Pattern):
            return (form for form in self._words if glob(leaf.text, form))
        assert isinstance(leaf, Fuzzy)
        # An edit brings in one letter at most, and takes one away: most words need not be compared letter by letter.
        letters = set(leaf.text)
        return (
            form
            for form in self._words
            if abs(len(form) - len(leaf.text)) <= leaf.distance
            and len(letters.difference(form)) <= leaf.distance >= len(set(form) - letters)
            and edits(leaf.text, form) <= leaf.distance
        )


class Read:
    """An article with its words, ready to be asked."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.raw = [article.title, *article.paragraphs]
        self.words: list[list[str]] = []
        self._starts: list[Sequence[int]] = []
        for text in self.raw:
            tokens = ANALYZER.tokens(text)
            # As little of them is kept as will do: there may be thirty thousand articles.
            self.words.append([_same.setdefault(token.form, token.form) for token in tokens])
            self._starts.append(array("I", (token.start for token in tokens)))
        self.passages = [Unit(passage, 0, len(words)) for passage, words in enumerate(self.words)]

    def tokens(self) -> list[list[Token]]:
        """The tokens of every passage, made again."""
        return [ANALYZER.tokens(text) for text in self.raw]

    def sentences(self, passage: int) -> Iterator[Unit]:
        starts = self._starts[passage]
        ends = [sum(start < limit for start in starts) for limit in sentence_limits(self.raw[passage])]
        for first, end in zip([0, *ends], ends, strict=False):
            if first < end:
                yield Unit(passage, first, end)


_same: dict[str, str] = {}


def all_forms(read: Iterable[Read], relatives: Callable[[str], Collection[str]]) -> Forms:
    """The forms that leaves mean in these articles."""
    return Forms(relatives, {word for each in read for words in each.words for word in words})


class Asked:
    """An article that is being asked: where each of its words stands."""

    def __init__(self, read: Read, forms: Forms) -> None:
        self.article = read.article
        self.tokens = read.tokens
        self.passages = read.passages
        self._read = read
        self._forms = forms
        self._standing: dict[Query, set[Span]] = {}
        self._at: dict[str, list[tuple[int, int]]] = {}
        for passage, words in enumerate(read.words):
            for at, word in enumerate(words):
                self._at.setdefault(word, []).append((passage, at))

    # --- where things stand

    def spans(self, node: Query, unit: Unit) -> set[Span]:
        """Where a leaf, an alternative of leaves or a proximity stands within a unit."""
        if isinstance(node, Near):
            return set().union(*self.choices(node, unit))
        return {
            span
            for span in self.standing(node)
            if span.passage == unit.passage and unit.first <= span.start and span.end <= unit.end
        }

    def standing(self, node: Query) -> set[Span]:
        """Where a leaf or an alternative of leaves stands in the article."""
        if node not in self._standing:
            self._standing[node] = self._found(node)
        return self._standing[node]

    def _found(self, node: Query) -> set[Span]:
        if isinstance(node, Or):
            return set().union(*(self.standing(child) for child in node.subqueries))
        if isinstance(node, Phrase):
            size, rest = len(node.words), list(node.words[1:])
            found = {
                Span(passage, at, at + size)
                for first in node.firsts
                for passage, at in self._at.get(first, ())
                if self._read.words[passage][at + 1 : at + size] == rest
            }
        else:
            forms = self._at.keys() & self._forms.of(node)
            found = {Span(passage, at, at + 1) for form in forms for passage, at in self._at[form]}
        return {span for span in found if not span.passage} if node.fieldname == "title" else found

    def choices(self, node: Near, unit: Unit) -> Iterator[tuple[Span, ...]]:
        """Every way to take one position for each item, no word twice, near enough and in order."""
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
            if self.may_hold(node.query, passage)
            for unit in ([passage] if node.unit == "paragraph" else self._read.sentences(passage.passage))
            if unit.end > unit.first
        ]
        return [unit for unit in every if self.within(node.query, unit)]

    def parts(self, query: Query, unit: Unit) -> Iterator[Query]:
        """What is sought in a unit that matches; of alternatives those that hold there."""
        if isinstance(query, Or):
            query = And([child for child in query.subqueries if self.within(child, unit)])
        if isinstance(query, And):
            for child in query.subqueries:
                yield from self.parts(child, unit)
        else:
            yield from positive(query)

    def may_hold(self, query: Query, unit: Unit) -> bool:
        """Whether a unit has what any part of it needs that matches: it spares looking for the parts of most."""
        if isinstance(query, And):
            return all(self.may_hold(child, unit) for child in query.subqueries)
        if isinstance(query, Or):
            return any(self.may_hold(child, unit) for child in query.subqueries)
        return isinstance(query, (Not, Every)) or bool(self.spans(query, unit))

    # --- what holds

    def anywhere(self, node: Query) -> set[Span]:
        """Where a leaf, an alternative of leaves or a proximity stands."""
        if isinstance(node, Near):
            return set().union(*(self.spans(node, passage) for passage in self.passages))
        return self.standing(node)

    def counted(self, node: Query) -> set[Span]:
        """The words that count for a leaf or positional node."""
        if isinstance(node, Within):
            return {
                span
                for unit in self.units(node)
                for leaf in self.parts(node.query, unit)
                for span in self.spans(leaf, unit)
            }
        if isinstance(node, First):
            found = set()
            for span in self.anywhere(node.item):
                before = sum(len(words) for words in self._read.words[1 : span.passage])
                if span.passage and before + span.end <= node.words:
                    found.add(span)
            return found
        item = node.item if isinstance(node, AtLeast) else node
        found = self.anywhere(item)
        return set() if isinstance(node, AtLeast) and len(found) < node.count else found

    def matches(self, query: Query) -> bool:
        if isinstance(query, And):
            return all(self.matches(child) for child in query.subqueries)
        if isinstance(query, Or):
            return any(self.matches(child) for child in query.subqueries if child not in query.adding)
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
        return not isinstance(query, NullQuery) and bool(self.counted(query))

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
        finding = {node for node, adds in each_and_whether_it_adds(query) if not adds}
        wanted = [node for node in wanted if node in finding] or wanted
        held: set[int] = set()
        for node in wanted:
            if isinstance(node, Within):
                held |= {unit.passage for unit in self.units(node)}
            else:
                held |= {span.passage for span in self.counted(node)}
        return {passage - 1 for passage in held if passage}

    def marked(self, query: Query) -> set[Span]:
        """The words that have a part in the article's matching; of a query that matches."""
        if isinstance(query, AndMaybe):
            return self.marked(query.a) | (self.marked(query.b) if self.matches(query.b) else set())
        if isinstance(query, (And, Or)):
            # What only adds to scores is a function word here, and these are not marked beside others.
            unmarked = query.adding if isinstance(query, Or) else ()
            asked = [child for child in query.subqueries if child not in unmarked]
            return set().union(*(self.marked(child) for child in asked if self.matches(child)))
        if isinstance(query, (Not, Every, FieldValue, Has, DateRange, NullQuery)):
            return set()
        return self.counted(query)


def positive(query: Query) -> Iterator[Query]:
    """What is sought: leaves and positional nodes, nothing under a `Not`."""
    if isinstance(query, (And, Or)):
        for child in query.subqueries:
            yield from positive(child)
    elif isinstance(query, AndMaybe):
        yield from positive(query.a)
        yield from positive(query.b)
    elif not isinstance(query, (Not, Every, NullQuery, FieldValue, Has, DateRange)):
        yield query


def each_and_whether_it_adds(query: Query, *, adds: bool = False) -> Iterator[tuple[Query, bool]]:
    """What is sought, and whether it only adds to the score of what an alternative finds."""
    if isinstance(query, (And, Or, AndMaybe)):
        for child in query.children():
            yield from each_and_whether_it_adds(child, adds=isinstance(query, Or) and child in query.adding)
    else:
        yield query, adds


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


def glob(pattern: str, form: str) -> bool:
    if not pattern:
        return not form
    if pattern[0] == "*":
        return any(glob(pattern[1:], form[at:]) for at in range(len(form) + 1))
    return bool(form) and pattern[0] in ("?", form[0]) and glob(pattern[1:], form[1:])


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
