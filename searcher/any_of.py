"""Any-of questions, the usual ones: the words that are sought, as posting lists are asked for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from index.inversion import BODY_LIMIT
from searcher import ranking
from searcher.postings import UNIT, AnyOf, Formula, Mask, Scored, Tables
from searcher.ranking import WEIGHTED_FREQUENCY

if TYPE_CHECKING:
    from searcher.evaluation import Evaluator

#: Frequency in the body by packed frequency (`index.inversion.packed_frequencies`).
_BODY: Final = (np.arange(1 << 8) & BODY_LIMIT).astype(np.uint32)


class AnyWord(NamedTuple):
    """A word of the question: no text gets more from it than `most`; for each segment the terms that find it.

    needed: whether it is one of those of which an article that has them all has more.
    """

    most: float
    slots: Tables
    needed: bool = False


def best_of_any(
    evaluator: Evaluator,
    words: Sequence[AnyWord],
    passing: Mask | None,
    count: int,
    *,
    paragraphs: bool,
    bonus: float = 0.0,
) -> Scored:
    """The `count` best articles, or paragraphs, and all that tie with the last of them, perhaps others.

    passing: over the articles of all segments; None for all of them. bonus: what an article has more that has all words
    that are needed; no paragraph has it.
    """
    texts = evaluator.postings.bases(paragraphs=paragraphs)[-1]
    words = sorted(words, key=lambda word: (not word.needed, -word.most))
    most = np.array([word.most for word in words], np.float32)
    needed = sum(word.needed for word in words)
    question = AnyOf(
        [word.slots for word in words], most, passing, min(count, texts + 1), needed, round(bonus * UNIT)
    )
    statistics = evaluator.statistics
    if paragraphs:
        bound = Formula(_BODY, statistics.least_paragraph_damping)
        average_length = statistics.average_paragraph_length
        return evaluator.postings.best_paragraphs(question, bound, ranking.PARAGRAPHS, average_length)
    formula = Formula(WEIGHTED_FREQUENCY["text"], statistics.article_damping)
    return evaluator.postings.best_articles(question, formula)
