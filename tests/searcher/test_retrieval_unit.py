"""Articles and paragraphs, as whoever ranks them asks about them (`searcher.matching.retrieval_unit`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from searcher import Searcher, ranking
from searcher.language.parser import parse
from searcher.matching.matches import Matches
from searcher.matching.retrieval_unit import RetrievalUnit
from searcher.retrieval.evaluation import Evaluator
from tests.builders import article, segmented_index
from tests.searcher.trees import ANALYZER

# Two segments: their paragraphs are passages 1, 2, 4, and 1, 3, 4.
PARTS = (
    [article("c", "قمة", "وزير قمة", title="قمة"), article("a", "وزير")],
    [article("b", "قمة", title="وزير"), article("d", "قمة", "قمة")],
)


@pytest.fixture
def searcher(tmp_path: Path) -> Iterator[Searcher]:
    with Searcher(segmented_index(tmp_path, *PARTS, deleted=["b"])) as searcher:
        yield searcher


@pytest.fixture(params=[False, True], ids=["articles", "paragraphs"])
def unit(searcher: Searcher, request: pytest.FixtureRequest) -> RetrievalUnit:
    return searcher.evaluator.scorer.unit(paragraphs=request.param)


def numbers_of(unit: RetrievalUnit, segment: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.arange(unit.bases[segment + 1] - unit.bases[segment])


def test_a_text_is_allowed_that_is_of_an_allowed_article(unit: RetrievalUnit) -> None:
    for segment in (0, 1):
        for allowed in ([False, True], [True, False], [True, True]):
            mask = np.array(allowed)
            articles = unit.articles(segment, numbers_of(unit, segment))
            assert unit.allowed(segment, mask).tolist() == mask[articles].tolist()


def test_a_text_is_deleted_with_its_article(unit: RetrievalUnit) -> None:
    assert unit.not_deleted(0, numbers_of(unit, 0)) is None
    kept = unit.not_deleted(1, numbers_of(unit, 1))
    assert kept is not None
    assert kept.tolist() == (unit.articles(1, numbers_of(unit, 1)) == 1).tolist()


def test_the_texts_of_articles_are_these_or_all_their_paragraphs(searcher: Searcher) -> None:
    scorer, both = searcher.evaluator.scorer, Matches(np.array([0, 1], np.int32), np.array([2.0, 1.0]))
    assert scorer.articles.of_articles(0, both) is both
    found = scorer.paragraphs.of_articles(0, both)
    assert found.numbers.tolist() == [1, 2, 4]
    assert found.scores.tolist() == [2.0, 2.0, 1.0]
    articles = scorer.paragraphs.articles(0, found.numbers)
    assert scorer.paragraphs.paragraphs(0, found.numbers, articles).tolist() == [0, 1, 0]
    assert scorer.articles.paragraphs(0, both.numbers, both.numbers).tolist() == [-1, -1]


def test_idf_counts_the_texts_of_the_unit_deleted_ones_too(searcher: Searcher) -> None:
    scorer = searcher.evaluator.scorer
    assert scorer.articles.idf(2) == ranking.idf(4, 2)
    assert scorer.paragraphs.idf(2) == ranking.idf(6, 2)


def test_a_word_weighs_in_paragraphs_what_it_weighs_in_articles(searcher: Searcher) -> None:
    """How many paragraphs hold it is not asked: it would have to be counted."""
    leaves, scorer = searcher.evaluator.leaves, searcher.evaluator.scorer
    word = parse("قمة", ANALYZER)
    of_articles, of_paragraphs = (leaves.leaf(word, unit) for unit in (scorer.articles, scorer.paragraphs))
    assert of_articles.idf == of_paragraphs.idf
    assert of_articles.max_score != of_paragraphs.max_score


@pytest.mark.parametrize("query", ["قمة", "وزير قمة", '"وزير قمة"', "وزير W/2 قمة", "ق*"])
def test_what_is_remembered_of_articles_is_not_taken_for_paragraphs(searcher: Searcher, query: str) -> None:
    evaluator, tree = searcher.evaluator, parse(query, ANALYZER)
    units = evaluator.scorer.articles, evaluator.scorer.paragraphs
    asked_together = [evaluator.matches(tree, unit) for unit in (*units, *units)]
    fresh = Evaluator(evaluator.snapshot, ANALYZER)
    alone = [fresh.matches(tree, unit) for unit in (fresh.scorer.paragraphs, fresh.scorer.articles)]
    as_lists = [[[column.tolist() for column in part] for part in found] for found in asked_together + alone]
    articles, paragraphs = as_lists[:2]
    assert as_lists[2:] == [articles, paragraphs, paragraphs, articles]


@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_paragraphs_that_tie_come_by_the_id_of_their_article_and_in_its_order(
    searcher: Searcher, sort: str
) -> None:
    hits = searcher.search("قمة", paragraphs=True, sort=sort, duplicates="show", snippets=False).hits
    shown = [(hit.id, hit.paragraph) for hit in hits]
    expected = [("c", 0), ("d", 0), ("d", 1), ("c", 1)]
    assert shown == (expected if sort == "relevance" else sorted(expected))
