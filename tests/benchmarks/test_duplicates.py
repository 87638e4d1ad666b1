"""The exact side of the benchmark of grouping, against brute force; and the grouping of real news against it."""

from __future__ import annotations

import random
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from benchmarks.corpus import find_saudinewsnet
from benchmarks.duplicates import (
    exact_pairs,
    gram_sets,
    groups_in,
    precision_and_recall,
    timed_build,
    words_of,
)
from corpus import read_articles
from index import index_articles
from tests.benchmarks.stories import stories
from tests.builders import article


def test_exact_pairs_are_those_of_brute_force() -> None:
    choose = random.Random(1)
    letters = ["با", "تا", "جا", "دا"]
    texts = [choose.choices(letters, k=choose.randrange(25)) for _ in range(60)]
    texts += [[*text[:-2], "نا", "لا"] for text in texts[:30]]
    sets = [{tuple(text[at : at + 5]) for at in range(len(text) - 4)} for text in texts]
    expected = {
        (one, other): len(sets[one] & sets[other]) / len(sets[one] | sets[other])
        for one, other in combinations(range(len(texts)), 2)
        if sets[one] and sets[other]
    }
    articles = [article("a", *map(" ".join, (text[:7], text[7:]))) for text in texts]
    found = exact_pairs(*gram_sets(*words_of(articles)), len(articles))
    given = zip(found.ones.tolist(), found.others.tolist(), strict=True)
    assert dict(zip(given, found.jaccard.tolist(), strict=True)) == {
        pair: jaccard for pair, jaccard in expected.items() if jaccard >= 0.6
    }
    assert len(found.ones) > 10


def test_precision_and_recall_are_of_pairs() -> None:
    words, lengths = words_of(
        [article(str(number), "ا ب ت ث ج ح خ") for number in range(3)] + [article("d", "ا")]
    )
    duplicates = exact_pairs(*gram_sets(words, lengths), 4)
    assert precision_and_recall(np.array([0, 0, 1, 1]), duplicates) == (1 / 2, 1 / 3)


def test_signatures_and_groups_take_a_part_of_the_time_of_a_build(tmp_path: Path) -> None:
    whole, ours = timed_build(tmp_path / "index", stories(5))
    assert 0 < ours < whole


@pytest.mark.skipif(
    find_saudinewsnet() is None, reason="needs SaudiNewsNet at ../shared/corpora/saudinewsnet"
)
def test_groups_of_real_news(tmp_path: Path) -> None:
    """Two days of it, with few pairs; `make duplicates` measures the whole."""
    folder = find_saudinewsnet()
    assert folder is not None
    paths = sorted(folder.glob("*.zip"))[:2]
    articles = list({each.id: each for each in read_articles(paths)}.values())
    index_articles(tmp_path / "index", paths)
    duplicates = exact_pairs(*gram_sets(*words_of(articles)), len(articles))
    precision, recall = precision_and_recall(groups_in(tmp_path / "index", articles), duplicates)
    assert precision >= 0.93
    assert recall >= 0.9
