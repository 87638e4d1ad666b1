"""Made-up articles of few words, for the tests of what is found in many of them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import strategies as st

from index import Index
from index.storage.arrays import Numbers
from searcher.language.query import Word
from searcher.matching.matches import Matches
from searcher.postings import array_best, base, occurrences
from searcher.ranking import FloatArray
from searcher.retrieval import reranking
from searcher.retrieval.evaluation import Evaluator
from tests.builders import article, segmented_index

WORDS = ["وزير", "الوزير", "للوزراء", "قمة", "القمم", "عربية", "العرب", "زيارة", "في", "المدينة", "مدن"]
TEXT = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)
STORIES = st.lists(st.tuples(TEXT, st.lists(TEXT, max_size=4)), max_size=14)


def lower_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """So far that a dozen articles exceed what is done at once."""
    monkeypatch.setattr(base, "AT_ONCE", 4)
    monkeypatch.setattr(base, "FIRST_ARTICLES", 1)
    monkeypatch.setattr(array_best, "_FIRST", 1)
    monkeypatch.setattr(array_best, "_PARAGRAPHS_AT_ONCE", 2)
    monkeypatch.setattr(occurrences, "_BISECTION", 0.4)
    monkeypatch.setattr(occurrences, "_PIECE", 3)


def stories(folder: Path, texts: Sequence[tuple[str, list[str]]], parts: int, deleted: set[int]) -> Index:
    articles = [
        article(f"{number:02}", *paragraphs, title=title, source="أ" if number % 3 else "ب")
        for number, (title, paragraphs) in enumerate(texts)
    ]
    gone = [f"{number:02}" for number in deleted]
    return segmented_index(folder, *(articles[part::parts] for part in range(parts)), deleted=gone)


def many_stories() -> list[tuple[str, list[str]]]:
    """Some hundred articles of all lengths; nearly all have every word, few have one often."""
    rng = random.Random(7)

    def text(most: int) -> str:
        return " ".join(rng.choices(WORDS, [rng.random() ** 4 for _ in WORDS], k=rng.randint(0, most)))

    return [(text(6), [text(rng.choice((9, 90))) for _ in range(rng.randint(1, 4))]) for _ in range(400)]


def added_by_second_look(evaluator: Evaluator, asked: Sequence[Word], articles: Numbers) -> FloatArray:
    """What the second look for some words adds to the scores of some articles."""
    return evaluator.scorer.postings.second_look(reranking.second_look(evaluator.scorer, asked), articles)


def best(matches: Sequence[Matches], count: int) -> list[tuple[float, int, int]]:
    """The best `count` and all that tie with the last of them: score, segment, number."""
    found = sorted(
        (
            (score, segment, number)
            for segment, part in enumerate(matches)
            for number, score in zip(part.numbers.tolist(), part.scores.tolist(), strict=True)
        ),
        key=lambda each: (-each[0], *each[1:]),
    )
    if len(found) <= count:
        return found
    return [each for each in found if each[0] >= found[count - 1][0]]
