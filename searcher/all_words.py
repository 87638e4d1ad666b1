"""How many of the articles that any of a query's words found have all of them.

By relevance these come first (`searcher.retrieval.completeness`). In the order of dates, and in counts, they are lost
among the others: of 7,111 articles that محمد بن نايف finds in a Saudi archive, 791 are about him. So whoever asks is
told how many these are, and how to ask for them alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import numpy as np

from searcher.language.algebra import any_of_parts, is_restriction
from searcher.language.query import And, Not, Or, Phrase, Query, without
from searcher.questions import Filters, question
from searcher.retrieval.damage import later

if TYPE_CHECKING:
    from searcher.retrieval.evaluation import Evaluator
    from searcher.searcher import Searcher

__all__ = ["having_all_words"]


def having_all_words(searcher: Searcher, query: str, **filters: Unpack[Filters]) -> int | None:
    """How many articles have all the words of a query: what a search finds by it with `match="all"`.

    None where it does not ask for any of several: of one word beside function words, of quotes alone, where all are
    required, or where an operator has the last word. Nor where these are not some of what any of the words find, as
    where -(…) leaves out less when all of what it holds is required. filters: as `Searcher.search` takes them. Raises
    what it does.
    """
    if filters.get("match") == "all":
        return None
    evaluator = searcher.evaluator
    return later(evaluator.snapshot, _having_all_words)(evaluator, query, filters)


def _having_all_words(evaluator: Evaluator, query: str, filters: Filters) -> int | None:
    found, _ = question(evaluator, query, **filters)
    if not _asks_for_any_of_several(found):
        return None
    all_words: Filters = {**filters, "match": "all"}
    required, _ = question(evaluator, query, **all_words)
    if not _requires_each(required):
        return None
    number = 0
    for having_all, having_any in zip(evaluator.masks(required), evaluator.masks(found), strict=True):
        if (having_all & ~having_any).any():
            return None
        number += int(np.count_nonzero(having_all))
    return number


def _asks_for_any_of_several(tree: Query) -> bool:
    """Whether any of several things finds, and these are not quotes alone."""
    parts = any_of_parts(tree)
    if parts is None:
        return False
    finding = [
        item for item in dict.fromkeys(without(parts.items, parts.adding)) if not _is_another_spelling(item)
    ]
    return len(finding) > 1 and not all(isinstance(item, Phrase) for item in finding)


def _requires_each(query: Query) -> bool:
    """Whether a tree has no alternatives but restrictions and other spellings: then none is left of what was asked."""
    if isinstance(query, Not) or is_restriction(query):
        return True
    if isinstance(query, Or):
        asked = [part for part in query.subqueries if not _is_another_spelling(part)]
        return len(asked) < 2 and all(map(_requires_each, asked))
    return not isinstance(query, And) or all(map(_requires_each, query.subqueries))


def _is_another_spelling(query: Query) -> bool:
    """Whether it is another way of writing the words beside it (`searcher.language.spellings`).

    These have a weight, as quotes may have, and proclitics, as no quotes have.
    """
    return isinstance(query, Phrase) and query.boost != 1 and len(query.firsts) > 1
