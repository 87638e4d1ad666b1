"""The corpora to measure on: the made articles are like the real ones, always the same, and unlike each other."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.corpus import many_articles, new_articles, stored_corpus
from benchmarks.tokens import Tokens
from corpus import Article
from index.analysis import Analyzer
from tests.benchmarks.stories import stories

REAL = stories(40)


@pytest.fixture(scope="module")
def many() -> list[Article]:
    return list(many_articles(REAL, 10 * len(REAL)))


def _vocabulary(articles: Sequence[Article]) -> set[str]:
    tokens = Tokens("forms")
    return {form for article in articles for form in tokens.of_article(article).split()}


def test_real_articles_come_first_as_they_are(many: list[Article]) -> None:
    assert many[: len(REAL)] == REAL


def test_ids_are_unique(many: list[Article]) -> None:
    assert len({article.id for article in many}) == len(many)


def test_made_articles_are_the_same_every_time(many: list[Article]) -> None:
    assert list(islice(many_articles(REAL, 100), 60, 100)) == many[60:100]


def test_lengths_stay_what_they_are(many: list[Article]) -> None:
    def words(articles: Sequence[Article]) -> float:
        return statistics.mean(
            len(Analyzer.WORD.findall(paragraph)) for article in articles for paragraph in article.paragraphs
        )

    assert [len(article.paragraphs) for article in many[40:80]] == [
        len(article.paragraphs) for article in REAL
    ]
    assert words(many) == pytest.approx(words(REAL), rel=0.1)


def test_vocabulary_goes_on_growing_but_slower_than_the_corpus(many: list[Article]) -> None:
    growth = len(_vocabulary(many)) / len(_vocabulary(REAL))
    assert 1.5 < growth < 8


def test_new_articles_are_in_no_corpus(many: list[Article]) -> None:
    new = list(new_articles(REAL, 100))
    assert len({article.id for article in [*many, *new]}) == len(many) + len(new)


def test_a_stored_corpus_is_read_back_whole(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    corpus = stored_corpus(tmp_path / "corpus", iter(REAL), source)
    assert [article for batch in corpus.batches() for article in batch] == REAL
    assert corpus.articles == len(REAL)
    assert stored_corpus(tmp_path / "corpus", iter(()), source) == corpus


def test_a_stored_corpus_is_made_anew_of_other_files(tmp_path: Path) -> None:
    """And nothing of the old one is left, as where a run was broken off."""
    source, folder = tmp_path / "source", tmp_path / "corpus"
    source.mkdir()
    stored_corpus(folder, iter(REAL), source)
    (folder / "99999.batch").write_bytes(b"")
    (source / "more.json").write_text("[]")
    corpus = stored_corpus(folder, iter(REAL[:1]), source)
    assert [article for batch in corpus.batches() for article in batch] == REAL[:1]
