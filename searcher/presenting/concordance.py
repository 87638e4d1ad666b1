"""Concordances: every occurrence of what was sought, each in its context (KWIC, key word in context).

A line is an occurrence, not an article. Contexts do not leave the paragraph. Texts are raw, in logical order; how lines
are laid out on a screen, right-to-left ones included, is in `searcher.printing.kwic`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain, groupby, islice
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, cast

import numpy as np

from corpus import Article
from index.analysis import Analyzer
from index.segments.segment import SegmentView
from index.storage.arrays import Int64Array
from searcher.arguments import one_of, optional_whole_number, whole_number
from searcher.language.algebra import without_adding
from searcher.language.query import Query
from searcher.language.sought import each_sought
from searcher.matching.matches import unscored
from searcher.presenting.article_text import GrowingSpans
from searcher.presenting.context_order import (
    COMPARED,
    NOTHING,
    ContextOrder,
    MatchedLines,
    Side,
    first_by_context,
)
from searcher.presenting.marked_positions import MarkedPositions
from searcher.presenting.marking import disjoint
from searcher.retrieval.ranked_texts import article_ranks
from searcher.retrieval.rankings import SORTS
from searcher.retrieval.whole_results import FoundArticle, whole_result

if TYPE_CHECKING:
    from searcher.retrieval.evaluation import Evaluator

__all__ = ["ConcordanceLine", "ConcordanceSort", "concordance_lines"]

ConcordanceSort = Literal["relevance", "newest", "oldest", "before", "after"]

# Articles in which matches are looked up together: few at first, since few lines may be wanted, then twice as many.
_FIRST_ARTICLES: Final = 32
_MOST_ARTICLES: Final = 4096
# Lines that are put in order together: what is made of them takes some 200 bytes each.
_LINES_AT_ONCE: Final = 1 << 18
# Characters that hold as many words as are compared, as a rule.
_READ: Final = 40 * COMPARED


@dataclass(frozen=True, slots=True)
class ConcordanceLine:
    """An occurrence in its context.

    `match` is characters `start` to `end` of paragraph `paragraph` (counted from 0), or of the headline where that is
    None; `before` and `after` are what stands around it there, whole words, not trimmed: the three together are a piece
    of the raw text.
    """

    article_id: str
    title: str
    date: str
    source: str
    paragraph: int | None
    start: int
    end: int
    before: str
    match: str
    after: str

    def as_json(self) -> dict[str, Any]:
        """The line as an object of docs/json-output.md."""
        return {
            "id": self.article_id,
            "title": self.title,
            "date": self.date or None,
            "source": self.source,
            "paragraph": self.paragraph,
            "start": self.start,
            "end": self.end,
            "before": self.before,
            "match": self.match,
            "after": self.after,
        }


def concordance_lines(
    evaluator: Evaluator,
    tree: Query,
    words: Query,
    *,
    limit: int | None,
    offset: int,
    width: int,
    sort: ConcordanceSort,
) -> list[ConcordanceLine]:
    """What `Searcher.concordance` gives. tree, words: the question and its words alone.

    Contexts are compared as the index has them (folded).

    Raises SearchError where an option can't be what it is.
    """
    limit = optional_whole_number("limit", limit)
    offset, width = whole_number("offset", offset), whole_number("width", width)
    one_of("sort", sort, (*SORTS, "before", "after"))
    if not each_sought(words) or limit == 0:  # of dates and names there is no occurrence
        return []
    # Nobody looks for the contexts of a function word that stood in the question.
    marked = MarkedPositions(evaluator.leaves, without_adding(words))
    # More lines than can be counted are more than there are.
    first = min(offset, sys.maxsize)
    end = None if limit is None else min(offset + limit, sys.maxsize)
    if sort not in SORTS:
        lines = _first_lines(evaluator, tree, marked, cast("Side", sort), end)
        return _cut(evaluator, lines[first:], width)
    found = whole_result(evaluator, tree, words, sort)
    return list(islice(_in_article_order(evaluator, marked, found, width), first, end))


def _in_article_order(
    evaluator: Evaluator, marked: MarkedPositions, found: Iterator[FoundArticle], width: int
) -> Iterator[ConcordanceLine]:
    """The lines of one article after the other; each is read when its first line is asked for."""
    size = _FIRST_ARTICLES
    while batch := list(islice(found, size)):
        size = min(2 * size, _MOST_ARTICLES)
        positions = {}
        for segment, view in {each.segment: each.view for each in batch}.items():
            chosen = np.zeros(view.article_count, np.bool_)
            chosen[[each.number for each in batch if each.segment == segment]] = True
            positions[segment] = marked.within(segment, chosen)
        for each in batch:
            starts, ends = positions[each.segment]
            of_article = slice(*starts.searchsorted(each.view.passages.begins(each.number + np.arange(2))))
            if of_article.start < of_article.stop:
                text = _StoredText(each.view, each.number, each.read(), evaluator.analyzer)
                for match in text.matches(starts[of_article], ends[of_article]):
                    yield text.line(match, width)


# ------------------------------------------------------------------------------------------------ by context


class _Line(NamedTuple):
    """A line whose text is not cut yet. Lines compare by the first three, in which no two agree.

    context: the words beside the match, as `ContextOrder.key` has them. article_rank: how many articles of the whole
    result come before its own. at: which line of that it is. segment, article: where it is stored. start, end: position
    of the first word of the match and that behind the last; or match, where the text had to be read.
    """

    context: tuple[str, ...]
    article_rank: int
    at: int
    segment: int
    article: int
    start: int = -1
    end: int = -1
    match: _Match | None = None


def _first_lines(
    evaluator: Evaluator, tree: Query, marked: MarkedPositions, side: Side, count: int | None
) -> list[_Line]:
    """The first lines (None: all). Texts are read of those articles alone of which the index can't tell.

    Lines are looked at some at a time, of which the first are kept: what others take does not grow with the archive.
    """
    analyzer = evaluator.analyzer
    first: list[_Line] = []
    for segment, lines in _matched_lines(evaluator, tree, marked):
        view = evaluator.snapshot.segments[segment]
        order = first_by_context(view, lines, side, count, analyzer)
        read = _read(segment, view, lines, order.unsure, analyzer, side)
        every = chain(first, _told(segment, order), read)
        first = sorted(every) if count is None else nsmallest(count, every)
    return first


def _matched_lines(
    evaluator: Evaluator, tree: Query, marked: MarkedPositions
) -> Iterator[tuple[int, MatchedLines]]:
    """All lines, about `_LINES_AT_ONCE` at a time, with the number of their segment."""
    views = evaluator.snapshot.segments
    if not views:
        return
    answer = [unscored(np.flatnonzero(mask)) for mask in evaluator.masks(tree)]
    for segment, ranks in enumerate(article_ranks(answer, views, "oldest")):
        passages, numbers = views[segment].passages, answer[segment].numbers
        chosen = np.zeros(views[segment].article_count, np.bool_)
        rank_of = np.zeros(len(chosen), np.int64)
        chosen[numbers], rank_of[numbers] = True, ranks
        for starts, ends in marked.parts(segment, chosen, _LINES_AT_ONCE):
            articles = passages.articles(passages.containing(starts))
            yield segment, MatchedLines(starts, ends, articles, rank_of[articles])


def _told(segment: int, order: ContextOrder) -> Iterator[_Line]:
    """Lines that the index tells of."""
    starts, ends, articles, ranks = (column.tolist() for column in order.lines)
    for at, (start, end, article, rank) in enumerate(zip(starts, ends, articles, ranks, strict=True)):
        yield _Line(order.key(at), rank, start, segment, article, start, end)


def _read(
    segment: int,
    view: SegmentView,
    lines: MatchedLines,
    articles: Int64Array,
    analyzer: Analyzer,
    side: Side,
) -> Iterator[_Line]:
    """The lines of some articles, ordered by what their texts say."""
    listed = articles.tolist()
    for number, article in zip(listed, view.articles(listed), strict=True):
        own = slice(*lines.articles.searchsorted((number, number + 1)))
        text, rank = _StoredText(view, number, article, analyzer), int(lines.article_ranks[own.start])
        for at, match in enumerate(text.matches(lines.starts[own], lines.ends[own])):
            context = _context(analyzer, text.raw[match.passage], match.start, match.end, side)
            yield _Line(context, rank, at, segment, number, match=match)


def _cut(evaluator: Evaluator, lines: Sequence[_Line], width: int) -> list[ConcordanceLine]:
    """What is shown of lines. Each article is read once, as they are stored, and let go of."""
    cut: dict[tuple[int, int], ConcordanceLine] = {}
    stored = sorted(lines, key=attrgetter("segment", "article", "at"))
    for segment, of_segment in groupby(stored, attrgetter("segment")):
        view = evaluator.snapshot.segments[segment]
        of_articles = [list(own) for _, own in groupby(of_segment, attrgetter("article"))]
        numbers = [own[0].article for own in of_articles]
        for own, number, article in zip(of_articles, numbers, view.articles(numbers), strict=True):
            text = _StoredText(view, number, article, evaluator.analyzer)
            matches: Iterable[_Match] = [line.match for line in own if line.match]
            if own[0].match is None:  # the index has told of all lines of the article
                starts, ends = np.array([(line.start, line.end) for line in own]).T
                matches = text.matches(starts, ends)
            for line, match in zip(own, matches, strict=True):
                cut[line.article_rank, line.at] = text.line(match, width)
    return [cut[line.article_rank, line.at] for line in lines]


def _context(analyzer: Analyzer, text: str, start: int, end: int, side: Side) -> tuple[str, ...]:
    """The forms of the words on one side, from the match outwards, as `ContextOrder.key` has them."""
    whole = text[end:] if side == "after" else text[:start]
    part = whole[:_READ] if side == "after" else whole[-_READ:]
    forms = analyzer.normalized(part)
    if len(forms) <= COMPARED and len(part) < len(whole):  # the last of them may be cut
        forms = analyzer.normalized(whole)
    words = forms[:COMPARED] if side == "after" else forms[: -COMPARED - 1 : -1]
    return tuple(words if len(words) == COMPARED else [*words, NOTHING])


class _Match(NamedTuple):
    """An occurrence: characters `start` to `end` of a passage; 0 is the headline."""

    passage: int
    start: int
    end: int


class _StoredText:
    """An article that was read, with where its words are by position."""

    def __init__(self, view: SegmentView, number: int, article: Article, analyzer: Analyzer) -> None:
        """The article of this number of a segment."""
        self.raw = (article.title, *article.paragraphs)
        self._article = article
        self._date = article.date.isoformat() if article.date else ""
        self._first = int(view.passages.first[number])
        self._passages = view.passages
        self._analyzer = analyzer

    def matches(self, starts: Int64Array, ends: Int64Array) -> Iterator[_Match]:
        """What is marked, in its order. starts, ends: positions of the segment, as `MarkedPositions` gives them."""
        passages = self._passages.containing(starts)
        begins = self._passages.first_positions[passages]
        words = zip((starts - begins).tolist(), (ends - begins).tolist(), strict=True)
        for passage, each in groupby(
            zip((passages - self._first).tolist(), words, strict=True), itemgetter(0)
        ):
            spans = GrowingSpans(self.raw[passage], self._analyzer)
            for mark in disjoint([(*spans.offsets(*of_words), 0) for _, of_words in each]):
                yield _Match(passage, mark.start, mark.end)

    def line(self, match: _Match, width: int) -> ConcordanceLine:
        """The line of a match, with no more than `width` characters on each side."""
        passage, start, end = match
        text, article = self.raw[passage], self._article
        return ConcordanceLine(
            article.id,
            article.title,
            self._date,
            article.source,
            passage - 1 if passage else None,
            start,
            end,
            text[_word_start(text, start, width) : start],
            text[start:end],
            text[end : _word_end(text, end, width)],
        )


def _word_start(text: str, start: int, width: int) -> int:
    """Where the context before `start` begins: `width` characters away at most, at the start of a word."""
    if (first := start - width) <= 0:
        return 0
    while first < start and not text[first - 1].isspace():
        first += 1
    return first


def _word_end(text: str, end: int, width: int) -> int:
    if (last := end + width) >= len(text):
        return len(text)
    while last > end and not text[last].isspace():
        last -= 1
    return last
