"""Concordances: every occurrence of what was sought, each in its context (KWIC, key word in context).

A line is an occurrence, not an article. Contexts do not leave the paragraph. Texts are raw, in logical order; how lines
are laid out on a screen, right-to-left ones included, is in `searcher.printing.kwic`.
"""

from __future__ import annotations

import heapq
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from corpus import Article
from index.analysis import Analyzer
from searcher.arguments import one_of, optional_whole_number, whole_number
from searcher.language.algebra import without_adding
from searcher.language.query import Query
from searcher.language.sought import each_sought
from searcher.presenting.marking import marker_of
from searcher.presenting.results import Snippet
from searcher.presenting.snippets import whole_texts
from searcher.retrieval.rankings import SORTS, Sort
from searcher.retrieval.whole_results import FoundArticle, whole_result

if TYPE_CHECKING:
    from searcher.retrieval.evaluation import Evaluator

__all__ = ["ConcordanceLine", "ConcordanceSort", "concordance_lines"]

ConcordanceSort = Literal["relevance", "newest", "oldest", "before", "after"]

_COMPARED = 8  # words of a context: lines that agree in so many stay as they come
_NOTHING = "\U0010ffff"  # sorts where a text begins or ends behind all words


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
    order: Sort = "oldest" if sort in ("before", "after") else sort  # type: ignore[assignment]
    if not each_sought(words):  # of dates and names there is no occurrence
        return []
    # Nobody looks for the contexts of a function word that stood in the question.
    marked = _marked(evaluator, without_adding(words), whole_result(evaluator, tree, words, order))
    end = None if limit is None else offset + limit
    found = (
        (article, text, start, stop)
        for article, texts in marked
        for text in texts
        for start, stop in text.highlights
    )
    if sort in ("before", "after"):
        keyed = (
            (
                _context(evaluator.analyzer, text.text, start, stop, sort),
                number,
                _line(article, text, start, stop, width),
            )
            for number, (article, text, start, stop) in enumerate(found)
        )
        ordered = sorted(keyed, key=_key) if end is None else heapq.nsmallest(end, keyed, key=_key)
        return [line for _, _, line in ordered[offset:]]
    # More lines than can be counted are more than there are.
    bounds = [None if bound is None else min(bound, sys.maxsize) for bound in (offset, end)]
    return [_line(*each, width) for each in islice(found, *bounds)]


def _marked(
    evaluator: Evaluator, words: Query, found: Iterable[FoundArticle]
) -> Iterator[tuple[Article, tuple[Snippet, ...]]]:
    """Articles with their texts, in which the words are marked; each is read when it is asked for."""
    marker = marker_of(evaluator.leaves, evaluator.analyzer, words)
    for each in found:
        article = each.read()
        passes = partial(evaluator.leaves.passes, each.segment, each.number)
        yield article, whole_texts(article, marker.marks(article, passes=passes))


def _key(keyed: tuple[tuple[str, ...], int, ConcordanceLine]) -> tuple[tuple[str, ...], int]:
    return keyed[:2]


def _context(analyzer: Analyzer, text: str, start: int, end: int, side: str) -> tuple[str, ...]:
    """The forms of the words on one side, from the match outwards."""
    # More raw text than so many words are long need not be analysed; where it is cut, a word may be too.
    if side == "after":
        tokens = analyzer.tokens(text[end : end + 40 * _COMPARED])
    else:
        tokens = analyzer.tokens(text[max(0, start - 40 * _COMPARED) : start])[::-1]
    forms = [token.form for token in tokens[:_COMPARED]]
    return tuple(forms if len(forms) == _COMPARED else [*forms, _NOTHING])


def _line(article: Article, text: Snippet, start: int, end: int, width: int) -> ConcordanceLine:
    first = _word_start(text.text, start, width)
    last = _word_end(text.text, end, width)
    return ConcordanceLine(
        article.id,
        article.title,
        article.date.isoformat() if article.date else "",
        article.source,
        text.paragraph,
        start,
        end,
        text.text[first:start],
        text.text[start:end],
        text.text[end:last],
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
