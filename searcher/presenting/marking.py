"""Which words of an article made it match a query: what snippets show and highlight.

An article is read again, by the analysis of the index, and the query is answered over its words alone, by the rules
that the index was asked by (`searcher.matching.positional`). So a word is marked only where it has a part in the
answer: the words of a phrase where they stand together, of a `Near` where they are near, of a `Within` in the
paragraphs or sentences that match, of a `First` among the first words; an alternative only if it holds by itself;
nothing that is under a `Not`, and no function word beside others. Which forms count as a word, and what each node
weighs, the caller says.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from corpus import Article
from index.analysis import Analyzer
from searcher.language.algebra import JOINING_NAMES, is_restriction
from searcher.language.query import (
    And,
    AndMaybe,
    Every,
    Leaf,
    Near,
    Not,
    NullQuery,
    Or,
    Positional,
    Query,
    Scored,
    Within,
    Word,
    without,
)
from searcher.matching.leaves import Leaves
from searcher.matching.positional import Spans, found_in
from searcher.presenting.article_text import ArticleText, Finder, WordSpans

__all__ = [
    "Mark",
    "Marker",
    "Marks",
    "as_marked",
    "disjoint",
    "marked_alternatives",
    "marked_nodes",
    "marker_of",
]

#: Weights are added up as integers: sums of floats depend on the order of their terms.
_WEIGHT_UNIT: Final = 1 << 20


class Mark(NamedTuple):
    """A matched word or phrase in a text: offsets, and what of the query it belongs to (numbers in `Marks.weights`)."""

    start: int
    end: int
    found: frozenset[int]


class Marks(NamedTuple):
    """What is marked in an article: ascending and disjoint in each text.

    A word within a phrase is part of that mark; of two phrases that overlap, the first is kept. `paragraphs` has an
    entry for each paragraph that was read; `weights` says how much each part of the query matters beside the others.
    """

    headline: list[Mark]
    paragraphs: dict[int, list[Mark]]
    weights: Sequence[int]
    word_spans: WordSpans  # of the headline, 0, and the paragraphs, from 1 on


class Marker:
    """Marks articles for one query. Safe to share between threads."""

    def __init__(
        self,
        tree: Query,
        analyzer: Analyzer,
        relatives: Callable[[Word], Collection[str]],
        weight: Callable[[Scored], float] = lambda node: 1.0,
    ) -> None:
        """relatives: the forms that count as a word; weight: how much a leaf or `Near` says about an article."""
        self._analyzer = analyzer
        self._nodes = marked_nodes(tree)
        self._is_local = all(map(_is_local, self._nodes))
        self._numbers: dict[Scored, int] = {}
        leaves: dict[Leaf, None] = {}
        for node in self._nodes:
            for scored, inner in _scored(node):
                self._numbers.setdefault(scored, len(self._numbers))
                leaves |= dict.fromkeys(inner)
        self._weights = [max(1, round(weight(node) * _WEIGHT_UNIT)) for node in self._numbers]
        self._finder = Finder(leaves, relatives)

    def marks(
        self,
        article: Article,
        *,
        paragraph: int | None = None,
        passes: Callable[[Query], bool] = lambda restriction: True,
    ) -> Marks:
        """What is marked in the article, or in its headline and one paragraph of it.

        passes: whether the article satisfies a restriction of the query. Raises IndexError if there is no such
        paragraph.
        """
        text = ArticleText(article, self._analyzer, self._finder)
        if paragraph is not None:
            _ = article.paragraphs[paragraph]
            if self._is_local:
                text.restrict_to(paragraph)
        found: list[tuple[Scored, Spans]] = []
        for node in self._nodes:
            found += _answered(node, text, passes) or []
        by_passage: dict[int, list[tuple[int, int, int]]] = {}
        for scored, spans in found:
            number = self._numbers[scored]  # once: the hash of a long phrase takes a while
            for passage, start, end in text.word_spans.offsets(text.passages, as_marked(scored, spans)):
                by_passage.setdefault(passage, []).append((start, end, number))
        marks = {passage: list(disjoint(each)) for passage, each in by_passage.items()}
        read = range(len(article.paragraphs)) if paragraph is None else (paragraph,)
        return Marks(
            marks.get(0, []),
            {number: marks.get(number + 1, []) for number in read},
            self._weights,
            text.word_spans,
        )


def as_marked(scored: Scored, spans: Spans) -> Spans:
    """Spans as they are marked: words that have to stand side by side as one, so "كأس ال*" like "كأس العالم".

    Of occurrences that overlap, as those of "ال* ال*" in three such words, the last one takes what is left.
    """
    if not (isinstance(scored, Near) and scored.ordered and not scored.distance and len(spans.starts)):
        return spans
    count = len(scored.items)
    begins = np.flatnonzero(np.append(True, spans.starts[1:] != spans.ends[:-1]))  # of rows side by side
    lengths = np.diff(begins, append=len(spans.starts))
    at = np.arange(len(spans.starts)) - np.repeat(begins, lengths)
    taken = (at % count == 0) & (at // count < np.repeat(np.maximum(lengths // count, 1), lengths))
    first = np.flatnonzero(taken)
    last = np.append(first[1:], len(spans.starts)) - 1
    return Spans(spans.starts[first], spans.ends[last], spans.weights[first])


def disjoint(found: list[tuple[int, int, int]]) -> Iterator[Mark]:
    """The marks of one text. found: start, end and number of what was found in it, in any order; it is sorted."""
    found.sort(key=lambda each: (each[0], -each[1]))
    start = end = 0
    numbers: set[int] = set()
    for next_start, next_end, number in found:
        if next_start >= end:
            if numbers:
                yield Mark(start, end, frozenset(numbers))
            start, end, numbers = next_start, next_end, {number}
        elif next_end <= end:
            numbers.add(number)
    if numbers:
        yield Mark(start, end, frozenset(numbers))


# ------------------------------------------------------------------------------------------- the query


def marked_nodes(tree: Query) -> list[Query]:
    """The parts of a query by which is marked, each once: leaves, positional nodes, and `And`, `Or`, `AndMaybe` of
    these."""
    return list(dict.fromkeys(map(_distinct, _that_hold(tree))))


def _that_hold(tree: Query) -> Iterator[Query]:
    """The parts of a query that are known to hold, or may add to the score, in articles that it found."""
    if isinstance(tree, And):
        for child in tree.subqueries:
            yield from _that_hold(child)
    elif isinstance(tree, AndMaybe):
        yield from _that_hold(tree.a)
        yield tree.b
    elif isinstance(tree, Or) and len(tree.subqueries) == 1:
        yield from _that_hold(tree.subqueries[0])
    elif isinstance(tree, Or):
        yield from marked_alternatives(tree)
    elif not (isinstance(tree, (Not, Every, NullQuery)) or is_restriction(tree)):
        yield tree


def marked_alternatives(node: Or) -> Sequence[Query]:
    """What is marked of alternatives."""
    return without(node.subqueries, [each for each in node.adding if not _is_of_name(each)])


def _is_of_name(query: Query) -> bool:
    """Whether what finds nothing is part of a name all the same: بن, and الله in حزب الله. في is only in the way."""
    return not isinstance(query, Word) or query.text == "الله" or query.text in JOINING_NAMES


def _distinct(node: Query) -> Query:
    """The same, and nothing asked for twice: it would be looked for twice in every article."""
    if isinstance(node, And):
        return And(list(dict.fromkeys(map(_distinct, node.subqueries))))
    if isinstance(node, Or):
        return Or(list(dict.fromkeys(map(_distinct, node.subqueries))), node.adding)
    return node


def _is_local(node: Query) -> bool:
    """Whether what is marked in a passage depends on that passage alone."""
    if isinstance(node, Or):
        return not node.adding and all(map(_is_local, node.subqueries))
    return isinstance(node, (Leaf, Near, Within))


def _scored(node: Query) -> Iterator[tuple[Scored, list[Leaf]]]:
    """What is weighed in a query, with the leaves to find for it; leaves under a `Not` have to be found, too."""
    if isinstance(node, Leaf):
        yield node, [node]
    elif isinstance(node, Near):
        yield node, [leaf for item in node.items for _, leaves in _scored(item) for leaf in leaves]
    elif isinstance(node, (And, Or, AndMaybe, Not, Positional)):
        for child in marked_alternatives(node) if isinstance(node, Or) else node.children():
            yield from _scored(child)


def _answered(
    node: Query, text: ArticleText, passes: Callable[[Query], bool]
) -> list[tuple[Scored, Spans]] | None:
    """What of a query is marked in an article; None where it does not hold."""
    match node:
        case And():
            found = []
            for child in node.subqueries:
                part = _answered(child, text, passes)
                if part is None:
                    return None
                found += part
            return found
        case Or():
            parts = {child: _answered(child, text, passes) for child in marked_alternatives(node)}
            if all(parts[child] is None for child in node.finding):
                return None
            return [each for part in parts.values() for each in part or ()]
        case AndMaybe():
            required = _answered(node.a, text, passes)
            return None if required is None else required + (_answered(node.b, text, passes) or [])
        case Not():
            return [] if _answered(node.query, text, passes) is None else None
        case Every():
            return []
        case NullQuery():
            return None
    if is_restriction(node):
        return [] if passes(node) else None
    found_here = found_in(node, text)
    return list(found_here.parts) if len(found_here.passages) else None


def marker_of(leaves: Leaves, analyzer: Analyzer, words: Query) -> Marker:
    """What marks in an article what the words of a tree find in it."""
    relatives = leaves.scorer.vocabulary.relatives
    return Marker(words, analyzer, lambda word: relatives(word.text), leaves.weight_of)
