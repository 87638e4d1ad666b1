"""The measurement of suggestions: what damage is, what counts; and a small run of it on the sample corpus."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.suggestions import Draw, Measured, Score, Vocabulary, damaged_words, damages, measure
from index import Index, index_articles
from index.analysis import Analyzer
from searcher import Searcher

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"
ANALYZER = Analyzer()


def test_damage_is_of_every_kind_and_never_none() -> None:
    found = damages("هيئه", ANALYZER)
    assert sum(found.values()) == pytest.approx(1)
    assert "هيئه" not in found
    assert {"هئه", "ههيئه", "هئيه", "هتئه", "هييه"} <= set(found)  # dropped, doubled, swapped, dots, hamza
    assert found["هييه"] >= 1 / 10  # of five kinds, and one of two seats


def test_what_folding_undoes_is_no_damage() -> None:
    for word in ("شيء", "رئيس", "مسيول", "سوال"):
        assert all(ANALYZER.forms(damaged) == (damaged,) for damaged in damages(word, ANALYZER))


def test_the_same_seed_draws_the_same_words() -> None:
    weights = {"كتاب": 3, "مدرسه": 1, "وزير": 2}
    once, again, other = (list(damaged_words(weights, seed, ANALYZER)) for seed in (1, 1, 2))
    assert once == again != other
    assert all(damaged in damages(word, ANALYZER) for word, damaged in once)


def test_the_right_word_counts_where_it_stands() -> None:
    score = Score()
    score.count("a", ["a", "b"])
    score.count("a", ["b", "c", "a"])
    score.count("a", ["b", "c", "d", "a"])
    score.count("a", [])
    assert (score.words, score.first, score.in_three) == (4, 1, 2)
    assert str(score) == "25.0% / 50.0%"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples") / "index"
    index_articles(folder, [SAMPLES])
    return folder


def test_damaged_words_of_the_sample_corpus_are_found_again(index: Path) -> None:
    """The corpus is small, so its words have few neighbours: nearly all are found, and nearly as many as can be."""
    vocabulary = Vocabulary(Index.open(index).snapshot())
    draw = Draw("forms", least=5, shortest=3)
    assert len(vocabulary.weights(draw)) > 100
    measured = Measured()
    with Searcher.open(index) as searcher:
        measure(searcher, vocabulary, draw, 7, measured)
    ours, best = measured.all.ours, measured.all.best
    assert ours.words == len(measured.seconds) == 300
    assert ours.first >= 0.85 * 300
    assert ours.in_three >= 0.95 * 300
    assert ours.first <= best.first + 5
    lacking = measured.lacking.ours
    assert 200 < lacking.words < 300, "some damaged words are words themselves"
    assert lacking.first / lacking.words > ours.first / ours.words
