"""What the formula has to know of a whole index."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.storage.peaks import UNKNOWN, grades_of, shortened
from searcher import Searcher, ranking
from searcher.matching.scorer import Scorer
from searcher.matching.statistics import Statistics
from searcher.postings import Formula
from tests.builders import article, built_index


@pytest.fixture(scope="module")
def statistics(tmp_path_factory: pytest.TempPathFactory) -> Statistics:
    index = built_index(tmp_path_factory.mktemp("index"), article("only", "قمر"))
    return Scorer(index.snapshot()).statistics


def share(value: float, damping: float) -> float:
    """Of what a word can add to a score at the most."""
    return value / (value + damping)


@given(
    average=st.floats(0.5, 1e7),
    length=st.integers(1, 5000),
    frequency=st.integers(1, 5000),
    weight=st.integers(1, 100),
)
def test_no_paragraph_exceeds_the_bound_of_its_peak(
    statistics: Statistics, average: float, length: int, frequency: int, weight: int
) -> None:
    frequency = min(frequency, length)
    bound = _bound(statistics, average)
    damping = float(ranking.PARAGRAPHS.damping(np.array([length]), average)[0])
    grade = int(grades_of(np.array([frequency]), shortened(np.array([length])))[0])
    own = share(weight / 100 * frequency, damping)
    for above in range(grade, UNKNOWN + 1):
        at_most = share(int(bound.frequencies[above]) * weight / 100, float(bound.damping[0]))
        assert own <= at_most * (1 + 1e-5)


def test_a_bound_is_near_what_it_bounds(statistics: Statistics) -> None:
    """... for paragraphs of news, without which it were of no use."""
    bound = _bound(statistics, 52.0)
    for length in (10, 30, 52, 90, 200):
        for frequency in (1, 2, 5):
            damping = float(ranking.PARAGRAPHS.damping(np.array([length]), 52.0)[0])
            grade = int(grades_of(np.array([frequency]), shortened(np.array([length])))[0])
            at_most = share(int(bound.frequencies[grade]), float(bound.damping[0]))
            assert at_most < 1.2 * share(frequency, damping)


def test_the_bounds_of_many_forms_can_be_added_up(statistics: Statistics) -> None:
    for average in (1.0, 52.0, 1e6):
        assert int(_bound(statistics, average).frequencies[UNKNOWN]) * ranking.WEIGHT_UNIT * 200 < 1 << 32


def _bound(statistics: Statistics, average: float) -> Formula:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(statistics, "average_paragraph_length", average, raising=False)
        statistics.__dict__.pop("paragraph_bound", None)
        return statistics.paragraph_bound


@pytest.mark.parametrize("paragraphs", [False, True])
@pytest.mark.parametrize(
    "query",
    [
        "زيارة الرئيس",
        '"زيارة الرئيس"',
        '"زيارة الرئيس"~5',
        "زيارة PRE/5 الرئيس",
        '"زيارة" W/5 الرئ*',
        "para(زيارة الرئيس)",
        "sent(زيارة -القمر)",
        "lead:زيارة",
        "atleast1(زيارة)",
        "زيار*",
        "title:خبر",
        "title:خبر W/2 title:رقم",
    ],
)
def test_the_score_of_an_article_stays_when_another_is_deleted(
    tmp_path: Path, query: str, *, paragraphs: bool
) -> None:
    """Deleted articles count until they are merged away, whatever is asked."""
    texts = ["زيارة الرئيس إلى القاهرة", "الرئيس في زيارة قصيرة", "زيارة خاصة قام بها الرئيس", "كرة القدم"]
    articles = [article(f"{number}", text, title="خبر رقم") for number, text in enumerate(texts)]
    index = built_index(tmp_path, *articles)
    with Searcher(index) as before:
        with index.writer() as writer:
            writer.delete("1")
        with Searcher(index) as after:
            first, second = (
                {
                    hit.id: hit.score
                    for hit in searcher.search(query, paragraphs=paragraphs, duplicates="show").hits
                }
                for searcher in (before, after)
            )
    assert second == {each: score for each, score in first.items() if each != "1"}
    assert second
