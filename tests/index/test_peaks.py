"""The peaks of postings: never less than what a paragraph holds, and no more than need be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Index
from index.segments.segment import SegmentView
from index.storage.peaks import (
    BOUNDS,
    REFERENCE_LENGTH,
    UNKNOWN,
    B,
    grades_of,
    packed_grades,
    shortened,
    unpacked_at,
    unpacked_grades,
)
from tests.builders import article, built_index, segmented_index


def value(frequency: int, length: int) -> float:
    """What the docstring of `index.storage.peaks` says."""
    return frequency / (1 - B + B * length / REFERENCE_LENGTH)


def grade_of(frequency: int, length: int) -> int:
    return int(grades_of(np.array([frequency]), shortened(np.array([length])))[0])


@given(st.integers(1, 40), st.integers(1, 2000))
def test_a_grade_bounds_what_it_is_the_grade_of(frequency: int, length: int) -> None:
    grade = grade_of(frequency, length)
    assert value(frequency, length) <= BOUNDS[grade]
    if frequency <= 15 and length <= 255:
        assert value(frequency, length) > BOUNDS[grade - 1]


def test_more_than_is_counted_is_bounded_by_nothing() -> None:
    assert grade_of(15, 2000) < UNKNOWN
    assert grade_of(16, 2000) == UNKNOWN


@given(st.lists(st.lists(st.integers(0, 15), max_size=5), max_size=5))
def test_grades_are_packed_and_unpacked(parts: list[list[int]]) -> None:
    grades = [grade for part in parts for grade in part]
    arrays = list(packed_grades(np.array(part, np.uint8) for part in parts))
    assert {array.dtype for array in arrays} == {np.dtype(np.uint8)}
    pairs = np.concatenate(arrays)
    assert len(pairs) == (len(grades) + 1) // 2
    assert unpacked_grades(pairs, len(grades)).tolist() == grades
    numbers = np.arange(len(grades))[::-1]
    assert unpacked_at(pairs, numbers).tolist() == grades[::-1]


def peaks(view: SegmentView, *, live: bool = False) -> dict[tuple[str, str], int]:
    """By word and id of the article."""
    grades = unpacked_grades(view.lists.posting_peaks, len(view.lists.posting_articles)).tolist()
    kept = view.live()
    return {
        (view.terms.form(slot), view.head(number)[0]): grades[start + at]
        for slot, start in enumerate(view.lists.article_starts[:-1])
        for at, number in enumerate(view.lists.postings(slot)[0].tolist())
        if kept[number] or not live
    }


def test_the_peak_is_that_of_the_paragraph_in_which_a_word_is_most(tmp_path: Path) -> None:
    filler = " حجر" * 60
    index = built_index(
        tmp_path,
        article("long", "قمر قمر" + filler, "قمر" + filler, title="قمر قمر قمر"),
        article("short", "قمر قمر" + filler, "قمر وشمس"),
        article("title", "شمس", title="قمر"),
        article("often", "قمر " * 16),
        article("many", *["شمس"] * 300, "قمر"),
    )
    (view,) = index.snapshot().segments
    found = peaks(view)
    assert found["قمر", "long"] == grade_of(2, 62)
    assert found["قمر", "short"] == grade_of(1, 2)
    assert found["قمر", "title"] == 0
    assert found["قمر", "often"] == UNKNOWN
    assert found["قمر", "many"] == UNKNOWN, "paragraphs so far back are not told apart"
    assert found["شمس", "title"] == grade_of(1, 1)


@st.composite
def archives(draw: st.DrawFn) -> list[list[list[str]]]:
    passage = st.lists(st.sampled_from(["قمر", "شمس", "حجر"]), max_size=20)
    return draw(st.lists(st.lists(passage, max_size=4), min_size=2, max_size=9))


@given(archives(), st.integers(1, 8), st.sets(st.integers(0, 8)))
def test_peaks_are_those_of_the_places_after_a_merge_too(
    tmp_path_factory: pytest.TempPathFactory, texts: list[list[list[str]]], cut: int, deleted: set[int]
) -> None:
    articles = [
        article(
            f"{number}", *[" ".join(words) for words in each[1:]], title=" ".join(each[0]) if each else ""
        )
        for number, each in enumerate(texts)
    ]
    folder = tmp_path_factory.mktemp("index")
    gone = [f"{number}" for number in deleted if number < len(articles)]
    segmented_index(folder, *[part for part in (articles[:cut], articles[cut:]) if part], deleted=gone)
    expected: dict[tuple[str, str], int] = {}
    for view in Index.open(folder).snapshot().segments:
        assert peaks(view) == by_positions(view)
        expected |= peaks(view, live=True)
    with Index.open(folder).writer() as writer:
        writer.commit(optimize=True)
    merged: dict[tuple[str, str], int] = {}
    for view in Index.open(folder).snapshot().segments:
        merged |= peaks(view)
    assert merged == expected


def by_positions(view: SegmentView) -> dict[tuple[str, str], int]:
    """The same from the positions of the words, one by one."""
    found: dict[tuple[str, str], int] = {}
    for slot in range(len(view.terms.forms)):
        for number in view.lists.postings(slot)[0].tolist():
            found[view.terms.form(slot), view.head(number)[0]] = 0
        for passage, count in zip(*view.passage_postings(slot), strict=True):
            each = np.array([passage])
            number = int(view.passages.articles(each)[0])
            if passage != view.passages.first[number]:
                key = view.terms.form(slot), view.head(number)[0]
                found[key] = max(found[key], grade_of(int(count), int(view.passages.lengths(each)[0])))
    return found


@pytest.mark.usefixtures("each_way")
def test_fifteen_times_in_a_paragraph_are_told_apart_from_more(tmp_path: Path) -> None:
    often = [article(str(times), "قمر " * times + "حجر " * 200) for times in (15, 16)]
    (view,) = built_index(tmp_path, *often).snapshot().segments
    found = peaks(view)
    assert (found["قمر", "15"], found["قمر", "16"]) == (grade_of(15, 215), UNKNOWN)
    assert grade_of(15, 215) != UNKNOWN
