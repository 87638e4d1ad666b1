"""An article as `searcher.matching.positional` reads it: where the words of a query stand in its texts.

Most of what a page of results takes goes into reading its articles again. So a passage is looked through as a whole,
and where its words stand among its letters is found out only of passages that have something to show.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Self

import numpy as np

from corpus import Article
from index.analysis import Analyzer
from index.analysis.sentences import sentence_limits
from index.lazy import cached_property
from index.segments.passages import Passages
from index.storage.arrays import IntArray, starts_of
from searcher.language.query import Leaf, Phrase, Word
from searcher.matching.patterns import predicate
from searcher.matching.positional import Spans
from searcher.matching.proximity import side_by_side
from searcher.presenting.breaks import is_break

__all__ = ["ArticleText", "Finder", "GrowingSpans", "WordSpans"]


class Finder:
    """The words of a query's leaves, each with a number, and which of them a form is."""

    def __init__(self, leaves: Collection[Leaf], relatives: Callable[[Word], Collection[str]]) -> None:
        """relatives: the forms that count as a word."""
        self._of_form: dict[str, tuple[int, ...]] = {}
        self._predicates: list[tuple[int, Callable[[str], bool]]] = []
        #: For each leaf the number of its word, or of each word of the phrase.
        self.words: dict[Leaf, list[int]] = {}
        self.count = 0
        exact: dict[tuple[str, ...], int] = {}
        for leaf in leaves:
            if isinstance(leaf, Phrase):
                words = [leaf.firsts, *((form,) for form in leaf.words[1:])]
                for forms in words:
                    if forms not in exact:
                        exact[forms] = self._word(forms)
                self.words[leaf] = [exact[forms] for forms in words]
            elif isinstance(leaf, Word):
                self.words[leaf] = [self._word(relatives(leaf))]
            else:
                self._predicates.append((self.count, predicate(leaf)))
                self.words[leaf] = [self.count]
                self.count += 1

    def _word(self, forms: Collection[str]) -> int:
        number = self.count
        self.count += 1
        for form in forms:
            self._of_form[form] = (*self._of_form.get(form, ()), number)
        return number

    def positions(self, forms: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Position and number of each of the words that are among some forms."""
        of_form: Mapping[str, tuple[int, ...]] = self._of_form
        if self._predicates:
            of_form = {form: self._numbers(form) for form in set(forms)}
        for position, numbers in enumerate(map(of_form.get, forms)):
            if numbers:
                for number in numbers:
                    yield position, number

    def _numbers(self, form: str) -> tuple[int, ...]:
        fitting = (number for number, fits in self._predicates if fits(form))
        return *self._of_form.get(form, ()), *fitting


class WordSpans(dict[int, list[tuple[int, int]]]):
    """Offsets of the words of each passage, found when they are first asked for."""

    def __init__(self, raw: Sequence[str], analyzer: Analyzer | None = None) -> None:
        super().__init__()
        self._raw = raw
        self._analyzer = analyzer or Analyzer()

    def __missing__(self, passage: int) -> list[tuple[int, int]]:
        self[passage] = self._analyzer.spans(self._raw[passage])
        return self[passage]

    def offsets(self, passages: Passages, spans: Spans) -> Iterator[tuple[int, int, int]]:
        """The passage and the offsets there of each occurrence. passages: those of the article."""
        found = passages.containing(spans.starts)
        begins = passages.first_positions[found]
        starts, ends = spans.starts - begins, spans.ends - begins
        for passage, start, end in zip(found.tolist(), starts.tolist(), ends.tolist(), strict=True):
            words = self[passage]
            yield passage, words[start][0], _whole_end(self._raw[passage], words, end)

    def __eq__(self, other: object) -> bool:
        """Whether they are of the same texts, whatever was asked for."""
        return self._raw == other._raw if isinstance(other, WordSpans) else NotImplemented

    def __ne__(self, other: object) -> bool:
        return not self == other  # a dictionary has one of its own

    __hash__ = None  # as of every dictionary

    def __reduce__(self) -> tuple[type[Self], tuple[Sequence[str]]]:
        """Without the analyser, which remembers as many words as it has met."""
        return type(self), (self._raw,)


class GrowingSpans:
    """Offsets of the words of one text, found as far as they are asked for: of many texts little is shown."""

    def __init__(self, raw: str, analyzer: Analyzer) -> None:
        self._raw = raw
        self._forms = analyzer.forms
        self._matches = analyzer.WORD.finditer(raw)
        self._words: list[tuple[int, int]] = []

    def offsets(self, start: int, end: int) -> tuple[int, int]:
        """The offsets of the occurrence from word `start` on up to word `end`, which is no part of it.

        Raises IndexError where the text has fewer words.
        """
        words = self._words
        while len(words) <= end and self._grow(end + 1 - len(words)):
            pass
        while words[-1][0] < words[end - 1][1] and self._grow(
            1
        ):  # what is behind the occurrence is known then
            pass
        return words[start][0], _whole_end(self._raw, words, end)

    def _grow(self, count: int) -> bool:
        """Take so many more raw words, most of which are one word; False where there is none."""
        matches = list(islice(self._matches, count))
        self._words += [match.span() for match in matches for _ in self._forms(match[0])]
        return bool(matches)


def _whole_end(raw: str, words: Sequence[tuple[int, int]], end: int) -> int:
    """Where the text of the word before `end` ends: with marks that are no part of the word, as of a keycap."""
    at = words[end - 1][1]
    while end < len(words) and words[end][0] < at:  # a word of the same ligature (ﷺ)
        end += 1
    limit = words[end][0] if end < len(words) else len(raw)
    while at < limit and not is_break(raw, at):
        at += 1
    return at


class ArticleText:
    """The headline and the paragraphs of an article, its passages."""

    def __init__(self, article: Article, analyzer: Analyzer, finder: Finder) -> None:
        self._raw = (article.title, *article.paragraphs)
        self._analyzer = analyzer
        self._finder = finder
        self._read: Collection[int] = range(len(self._raw))
        self.word_spans = WordSpans(self._raw, analyzer)

    def restrict_to(self, paragraph: int) -> None:
        """Take every paragraph but this one for empty."""
        self._read = (0, paragraph + 1)

    @cached_property
    def _forms(self) -> dict[int, list[str]]:
        """The words of each passage that is read."""
        return {passage: self._analyzer.normalized(self._raw[passage]) for passage in self._read}

    @cached_property
    def passages(self) -> Passages:
        lengths = np.zeros(len(self._raw), np.int64)
        lengths[list(self._forms)] = list(map(len, self._forms.values()))
        return Passages(np.array([0, len(self._raw)]), starts_of(lengths + 1))

    @property
    def looked_at(self) -> range:
        return range(len(self._raw))

    @cached_property
    def _positions(self) -> list[list[int]]:
        """Where each of the finder's words stands."""
        positions: list[list[int]] = [[] for _ in range(self._finder.count)]
        begins = self.passages.first_positions.tolist()
        for passage, forms in self._forms.items():
            begin = begins[passage]
            for position, number in self._finder.positions(forms):
                positions[number].append(begin + position)
        return positions

    def spans(self, leaf: Leaf) -> Spans:
        words = self._finder.words[leaf]
        positions = {word: np.array(self._positions[word], np.int64) for word in set(words)}
        begins = side_by_side(words, positions.items()) if words else np.zeros(0, np.int64)
        if leaf.fieldname == "title":
            begins = begins[begins < self.passages.first_positions[1]]
        return Spans.of_words(begins, len(words))

    @cached_property
    def sentence_starts(self) -> IntArray:
        positions: set[int] = set()
        for passage in self._read:
            starts = [start for start, _ in self.word_spans[passage]]
            begin = int(self.passages.first_positions[passage])
            words = {bisect_left(starts, limit) for limit in sentence_limits(self._raw[passage])}
            positions.update(begin + word for word in words if 0 < word < len(starts))
        return np.array(sorted(positions), np.int64)
