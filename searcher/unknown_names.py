"""Names that a question narrows by and no article has: most are slips of the keyboard, and find nothing without a word.

A source, category or author is matched by its words (`searcher.matching.filters`), so what is near a name is looked for
among as many words side by side: عكاض is near عكاظ in صحيفة عكاظ. How near is measured by `difflib`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, Unpack, cast

from index.analysis import Analyzer
from index.segments.segment import SegmentView
from index.segments.value_counts import value_counts
from searcher.arguments import several
from searcher.language.query import FieldValue, Query
from searcher.questions import Filters, question
from searcher.retrieval.damage import later

if TYPE_CHECKING:
    from searcher.retrieval.evaluation import Evaluator
    from searcher.searcher import Searcher

__all__ = ["UnknownName", "unknown_names"]

# How many near names are told, and how much alike they are at the least, of 1.
_MOST: Final = 3
_ALIKE: Final = 0.7


class UnknownName(NamedTuple):
    """A name that no article has in a field ("source", "category" or "author"), as it was written.

    near: names that some article has there, the most alike first.
    """

    field: str
    name: str
    near: tuple[str, ...]


def unknown_names(searcher: Searcher, query: str, **filters: Unpack[Filters]) -> list[UnknownName]:
    """The names in a question, or in its filters, that no article has; also those that are left out.

    filters: as `Searcher.search` takes them. Raises what it does.
    """
    evaluator = searcher.evaluator
    return later(evaluator.snapshot, _unknown_names)(evaluator, query, filters)


def _unknown_names(evaluator: Evaluator, query: str, filters: Filters) -> list[UnknownName]:
    tree, _ = question(evaluator, query, **filters)
    asked = dict.fromkeys(_names(tree))
    unknown = [node for node in asked if not evaluator.leaves.restrictions.values_named(node)]
    if not unknown:
        return []
    given = (
        cast("str | Sequence[str] | None", filters.get(name)) for name in ("source", "category", "author")
    )
    texts = [query, *(text for names in given if names is not None for text in several("name", names))]
    analyzer, views = evaluator.analyzer, evaluator.snapshot.segments
    return [
        UnknownName(node.fieldname, _as_written(analyzer, texts, node.words), _near(analyzer, views, node))
        for node in unknown
    ]


def _names(node: Query) -> Iterator[FieldValue]:
    if isinstance(node, FieldValue):
        yield node
    for child in node.children():
        yield from _names(child)


def _as_written(analyzer: Analyzer, texts: Iterable[str], words: tuple[str, ...]) -> str:
    """What in some texts is read as these words."""
    for text in texts:
        tokens = analyzer.tokens(text)
        for first in range(len(tokens) - len(words) + 1):
            run = tokens[first : first + len(words)]
            if tuple(token.form for token in run) == words:
                return text[run[0].start : run[-1].end]
    return " ".join(words)


def _near(analyzer: Analyzer, views: Sequence[SegmentView], asked: FieldValue) -> tuple[str, ...]:
    """The names that are most like the one that was asked for."""
    from difflib import get_close_matches

    counts: Counter[str] = Counter()
    for view in views:
        counts.update(value_counts(view, asked.fieldname, view.live()))
    holding: dict[str, str] = {}  # of so many words side by side the commonest name that has them
    for name, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        words = analyzer.normalized(name)
        for first in range(max(1, len(words) - len(asked.words) + 1)):
            holding.setdefault(" ".join(words[first : first + len(asked.words)]), name)
    near = get_close_matches(" ".join(asked.words), holding, n=_MOST, cutoff=_ALIKE)
    return tuple(dict.fromkeys(holding[words] for words in near))
