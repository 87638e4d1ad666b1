"""Which of some articles match a query tree: for whoever has only a part of a segment to look at.

`Evaluator.mask` answers for all articles of a segment. Here every part of a tree is asked about those articles alone
that are still in question, and the words of an Or are looked for together.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.storage.arrays import Mask, Numbers
from searcher.language.algebra import is_restriction
from searcher.language.query import (
    And,
    AndMaybe,
    Every,
    Expanded,
    Fuzzy,
    Not,
    NullQuery,
    Or,
    Pattern,
    Query,
    Word,
)
from searcher.matching.leaves import Leaves
from searcher.matching.proximity import look_up
from searcher.postings.occurrences import titled_within


def matching(leaves: Leaves, query: Query, segment: int, articles: Numbers) -> Mask:
    """Bool, one for each of some distinct, live articles of segment number `segment`, in any order."""
    match query:
        case Or():
            return _any_of(leaves, query.finding, segment, articles)
        case And():
            return _all_of(leaves, query.subqueries, segment, articles)
        case AndMaybe():
            return matching(leaves, query.a, segment, articles)
        case Not():
            return ~matching(leaves, query.query, segment, articles)
        case Word() | Pattern() | Fuzzy():
            return _with_any(leaves, [query], segment, articles)
        case Every():
            return np.ones(len(articles), np.bool_)
    if is_restriction(query):
        return leaves.restrictions.mask(query, segment).take(articles)
    if isinstance(query, NullQuery) or not len(found := leaves.articles_with(query, segment)):
        return np.zeros(len(articles), np.bool_)
    return look_up(found, articles)[1]


def _all_of(leaves: Leaves, queries: Sequence[Query], segment: int, articles: Numbers) -> Mask:
    """Whether all of them match. Restrictions come first: they are cheap, and leave less to ask about."""
    first, *others = sorted(queries, key=is_restriction, reverse=True)
    matches = matching(leaves, first, segment, articles)
    for query in others:
        left = matches.nonzero()[0]
        if not len(left):
            break
        matches[left] = matching(leaves, query, segment, articles[left])
    return matches


def _any_of(leaves: Leaves, queries: Sequence[Query], segment: int, articles: Numbers) -> Mask:
    """Whether any of them matches."""
    words = [query for query in queries if isinstance(query, Expanded)]
    others = [query for query in queries if not isinstance(query, Expanded)]
    if words:
        matches = _with_any(leaves, words, segment, articles)
    else:
        matches = matching(leaves, others.pop(), segment, articles)
    for query in others:
        left = (~matches).nonzero()[0]
        if not len(left):
            break
        matches[left] = matching(leaves, query, segment, articles[left])
    return matches


def _with_any(leaves: Leaves, words: Sequence[Expanded], segment: int, articles: Numbers) -> Mask:
    """Whether any of these words, or of their relatives that find, or of what fits a pattern, is in it."""
    scorer = leaves.scorer
    view = scorer.snapshot.segments[segment]
    anywhere = [scorer.slots(word)[segment] for word in words if word.fieldname != "title"]
    if len(anywhere) == len(words):
        return scorer.postings.among(segment, anywhere, articles)
    titled = [scorer.slots(word)[segment] for word in words if word.fieldname == "title"]
    in_title = scorer.scratch.among(
        view.article_count, articles, lambda marks: [titled_within(view, word, marks) for word in titled]
    )
    return in_title | scorer.postings.among(segment, anywhere, articles) if anywhere else in_title
