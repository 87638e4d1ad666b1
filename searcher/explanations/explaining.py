"""How the score of one hit came about: the formulas of `searcher.ranking` and `searcher.retrieval.reranking`, number by
number.

`searcher.retrieval.evaluation` works over whole arrays and keeps nothing but the sums. Here one article (or paragraph)
is taken, and its score is worked out once more, slowly, from the posting lists, by the formula as it is written down;
the result is a tree of `Explanation`s in which every sum adds up. It takes from the fast path the constants, the
weights of the relatives, which inner nodes match, what completeness adds, and the scores of nodes that have no formula
here; so the tests compare the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from searcher.explanations.explained_ranking import Explained, FirstRanking
from searcher.explanations.explained_reranking import SecondLook
from searcher.explanations.explanation import Explanation, product_of, sum_of
from searcher.language.query import Query
from searcher.retrieval.ranked_texts import RankedText

if TYPE_CHECKING:
    from searcher.retrieval.evaluation import Evaluator


def explain(
    evaluator: Evaluator,
    query: Query,
    text: Explained,
    *,
    reranked: bool = False,
    values_completeness: bool = True,
) -> Explanation:
    """How a query came to its score for a text.

    reranked: whether `searcher.retrieval.reranking` looked at the article, as it does at the best of the first ranking.
    values_completeness: as `searcher.retrieval.rankings.Ranking` says it of itself.
    """
    first = FirstRanking(evaluator, text)
    parts = first.scoring(query)
    if values_completeness:
        parts += first.completeness(query)
    if reranked:
        parts += SecondLook(first, query).parts()
    unit = "article" if text.paragraph is None else "paragraph"
    return sum_of(f"score of the {unit}: the sum of", parts)


def explain_ranked(
    evaluator: Evaluator, query: Query, text: RankedText, *, values_completeness: bool
) -> Explanation:
    """How a query came to the score that a text of its ranking has, the weight of its age included."""
    explained = Explained(text.segment, text.article, None if text.paragraph < 0 else text.paragraph)
    explanation = explain(
        evaluator, query, explained, reranked=text.reranked, values_completeness=values_completeness
    )
    if text.weight == 1:
        return explanation
    return product_of(
        "score", explanation, Explanation(text.weight, "recency: half for every half-life of age")
    )
