"""Names that a question narrows by and no article has: most are slips of the keyboard, and find nothing without a word.

A source, category or author is matched by its words (`searcher.matching.filters`), so what is near a name is looked for
among as many words side by side: عكاض is near عكاظ of صحيفة عكاظ, and عكاظ is what to ask for. How near is measured by
`difflib`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
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

#: So many names are told: whoever asks for very many knows of them from a list.
MOST_TOLD: Final = 3
# How many near names, how much alike they are at the least, of 1, and among how many, the commonest, they are sought.
_MOST_NEAR: Final = 3
_ALIKE: Final = 0.7
_COMPARED: Final = 20_000


class UnknownName(NamedTuple):
    """A name that no article has in a field ("source", "category" or "author"), as it was written.

    near: names, or as many words of such, that some article has there, the most alike first.
    """

    field: str
    name: str
    near: tuple[str, ...]


def unknown_names(searcher: Searcher, query: str, **filters: Unpack[Filters]) -> list[UnknownName]:
    """The names in a question, or in its filters, that no article has, also those left out: the first `MOST_TOLD`.

    It takes least after the search. filters: as `Searcher.search` takes them. Raises what it does.
    """
    evaluator = searcher.evaluator
    return later(evaluator.snapshot, _unknown_names)(evaluator, query, filters)


def _unknown_names(evaluator: Evaluator, query: str, filters: Filters) -> list[UnknownName]:
    tree, _ = question(evaluator, query, **filters)
    restrictions, views = evaluator.leaves.restrictions, evaluator.snapshot.segments
    unknown = islice(
        (
            node
            for node in dict.fromkeys(_names(tree))
            if not any(restrictions.mask(node, segment).any() for segment in range(len(views)))
        ),
        MOST_TOLD,
    )
    return [
        UnknownName(
            node.fieldname,
            _as_written(evaluator.analyzer, query, filters, node),
            _near(evaluator.analyzer, views, node),
        )
        for node in unknown
    ]


def _names(node: Query) -> Iterator[FieldValue]:
    if isinstance(node, FieldValue):
        yield node
    for child in node.children():
        yield from _names(child)


def _as_written(analyzer: Analyzer, query: str, filters: Filters, asked: FieldValue) -> str:
    """How a name is written in the filters, or else behind a field of the query."""
    given = cast("str | Sequence[str] | None", filters.get(asked.fieldname))
    texts = list(several(asked.fieldname, given)) if given is not None else []
    for text in (*texts, _behind_first_field(query)):
        if (name := next(_runs(analyzer, text, asked.words), None)) is not None:
            return name
    return " ".join(asked.words)


def _behind_first_field(query: str) -> str:
    from searcher.language.lexemes import scan

    fields = (lexeme for lexeme in scan(query) if lexeme.kind == "field")
    first = next(fields, None)
    return query[first.end :] if first else ""


def _runs(analyzer: Analyzer, text: str, words: Sequence[str]) -> Iterator[str]:
    """What of a text is read as these words."""
    tokens = analyzer.tokens(text)
    for first in range(len(tokens) - len(words) + 1):
        run = tokens[first : first + len(words)]
        if all(token.form == word for token, word in zip(run, words, strict=True)):
            yield text[run[0].start : run[-1].end]


def _near(analyzer: Analyzer, views: Sequence[SegmentView], asked: FieldValue) -> tuple[str, ...]:
    """What in the names of the index is most like the one that was asked for."""
    from difflib import get_close_matches

    counts: Counter[str] = Counter()
    for view in views:
        counts.update(value_counts(view, asked.fieldname, view.live()))
    written: dict[tuple[str, ...], str] = {}  # so many words side by side, as the commonest name writes them
    for name, _ in counts.most_common(_COMPARED):
        tokens = analyzer.tokens(name)
        for first in range(max(1, len(tokens) - len(asked.words) + 1)):
            run = tokens[first : first + len(asked.words)]
            if run:
                written.setdefault(tuple(token.form for token in run), name[run[0].start : run[-1].end])
    joined = {" ".join(words): text for words, text in written.items()}
    near = get_close_matches(" ".join(asked.words), joined, n=_MOST_NEAR, cutoff=_ALIKE)
    return tuple(joined[words] for words in near)
