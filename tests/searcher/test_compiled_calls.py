"""Calls of the loops in C: whatever is given, it is checked before a loop believes it."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from searcher.postings import compiled
from searcher.postings.compiled import CompiledPostings
from searcher.postings.slots import NO_TERMS, WeightedSlots
from searcher.ranking import WEIGHTED_FREQUENCY
from tests.builders import article, segmented_index

pytestmark = pytest.mark.skipif(not compiled.AVAILABLE, reason="the extension could not be compiled here")

NONE_APART = np.zeros(0, np.uint32)


@pytest.mark.parametrize("name", compiled._CONSTANTS)
def test_what_was_compiled_with_other_numbers_is_as_good_as_nothing(name: str) -> None:
    constants = compiled._lists.CONSTANTS
    extension = ModuleType("_lists")
    vars(extension).update(INTERFACE=compiled._lists.INTERFACE, CONSTANTS=constants)
    assert compiled._fits(extension)
    vars(extension).update(CONSTANTS={**constants, name: constants[name] + 1})
    assert not compiled._fits(extension)


def test_what_is_asked_is_checked_before_it_is_believed(tmp_path: Path) -> None:
    articles = [article(f"{number:02}", "زيارة القمة", "في المدينة") for number in range(90)]
    segments = segmented_index(tmp_path, articles[:70], articles[70:]).snapshot().segments
    postings = CompiledPostings(segments)
    lists = postings._lists
    rows = WeightedSlots(np.array([[0, 10**9, 0, 10**9, 100, 1]], np.int64).data, 10**9)
    frequencies, damping = WEIGHTED_FREQUENCY["text"], np.ones(90, np.float32)
    one, most, once, none = np.ones(1, np.float32), [1.0], [1], NO_TERMS
    question = [(none, none)], most, once, frequencies, damping, None, 3, 100, 0, 0, 0.0, None, None, 0
    unknown, many = (None, None, 0), 1 << 20
    of_paragraphs = [(none, none)], most, once, frequencies[:16], one, None, 3, 100, 3, (1, 1, 9)
    passages = sum(len(view.passages) for view in segments)
    assert lists.paragraphs(*of_paragraphs, *unknown) == (b"", b"")
    lengths, constants, no_pairs = np.zeros(90, np.uint32), (1,) * 7, ((), (), (), ())
    look = [], [], frequencies, damping, [], lengths, no_pairs, constants
    assert lists.first(*question, *look, 3, 5, 2) == ([], [], [])
    two = [(none, none)] * 2
    of_two = two, two, frequencies, damping, [1.0, 1.0], lengths
    assert lists.first(*question, *of_two, ((0,), (1,), (1,), (1.0,)), constants, 3, 5, 2) == ([], [], [])
    for wrong in (
        lambda: lists.first(*question, *look, 3, 5),
        lambda: lists.first(*question, *look, 3, 5, "2"),
        lambda: lists.first("words", *question[1:], *look, 3, 5, 2),
        lambda: lists.first(*question, [(none, none)], *look[1:], 3, 5, 2),
        lambda: lists.first(*question, *look[:4], [1.0], *look[5:], 3, 5, 2),
        lambda: lists.first(*question, *look[:6], ((0,), (1,), (1,), (1.0,)), constants, 3, 5, 2),
        lambda: lists.first(*question, *of_two, ((0,), (2,), (1,), (1.0,)), constants, 3, 5, 2),
        lambda: lists.first(*question, *of_two, ((-1,), (1,), (1,), (1.0,)), constants, 3, 5, 2),
        lambda: lists.first(*question, *of_two, ((0,), (1,), (-1,), (1.0,)), constants, 3, 5, 2),
        lambda: lists.first(*question, *of_two, ((0,), (1,), (0,), (1.0,)), constants, 3, 5, 2),
        lambda: lists.first(*question, *of_two, ((0,), (1,), (1 << 40,), (1.0,)), constants, 3, 5, 2),
        lambda: lists.first(*question, *of_two, ((0,), (1,), (1,), ("1",)), constants, 3, 5, 2),
        lambda: lists.first(*question, *of_two, ((0,), (1,), (), (1.0,)), constants, 3, 5, 2),
        lambda: lists.first(*question, *of_two, ((0,), (1, 1), (1,), (1.0,)), constants, 3, 5, 2),
        lambda: lists.first(*question, *of_two, ((0,), (1,), (1,), ()), constants, 3, 5, 2),
        lambda: lists.first(*question, *of_two, ([0], [1], [1], [1.0]), constants, 3, 5, 2),
        lambda: lists.first(*question, *of_two, ((0,), (1,), (1,), [1.0]), constants, 3, 5, 2),
        lambda: lists.first(*question, *of_two, [], constants, 3, 5, 2),
        lambda: lists.holding((rows, none)),
        lambda: lists.holding((none,)),
        lambda: lists.holding([none, none]),
        lambda: lists.best(
            [(rows, none)], most, once, frequencies, damping, None, 3, 100, 0, 0, 0.0, *unknown
        ),
        lambda: lists.best(
            [(none, none)], most, once, frequencies[:9], damping, None, 3, 100, 0, 0, 0.0, *unknown
        ),
        lambda: lists.best(
            [(none, none)], most, once, frequencies, damping[:5], None, 3, 100, 0, 0, 0.0, *unknown
        ),
        lambda: lists.best([(none, none)], [], once, frequencies, damping, None, 3, 100, 0, 0, 0.0, *unknown),
        lambda: lists.best(
            [(none, none)],
            most,
            once,
            frequencies,
            damping,
            np.ones(3, np.bool_),
            3,
            100,
            0,
            0,
            0.0,
            *unknown,
        ),
        lambda: lists.best(
            [(none, none)], most, once, frequencies, damping, None, 0, 100, 0, 0, 0.0, *unknown
        ),
        lambda: lists.best("words", most, once, frequencies, damping, None, 1, 100, 0, 0, 0.0, *unknown),
        lambda: lists.best(
            [(none, none)], most, once, frequencies, damping, None, 3, 100, 2, 5, 0.0, *unknown
        ),
        lambda: lists.best(
            [(none, none)], most, once, frequencies, damping, None, 3, 100, 1, -5, 0.0, *unknown
        ),
        lambda: lists.best(
            [(none, none)], most, once, frequencies, damping, None, 3, 100, 0, 0, "0", *unknown
        ),
        lambda: lists.best(
            [(none, none)], ["1"], once, frequencies, damping, None, 3, 100, 0, 0, 0.0, *unknown
        ),
        lambda: lists.best(
            [(none, none)], most, once[:0], frequencies, damping, None, 3, 100, 0, 0, 0.0, *unknown
        ),
        lambda: lists.best(*question[:11]),
        lambda: lists.best(*question[:11], np.array([5, 4], np.int32), np.ones(2, np.int64), 0),
        lambda: lists.best(*question[:11], np.array([5, 5], np.int32), np.ones(2, np.int64), 0),
        lambda: lists.best(*question[:11], np.array([-1, 5], np.int32), np.ones(2, np.int64), 0),
        lambda: lists.best(*question[:11], np.array([5, 90], np.int32), np.ones(2, np.int64), 0),
        lambda: lists.best(*question[:11], np.array([5]), np.ones(1, np.int64), 0),
        lambda: lists.best(*question[:11], np.array([4, 5], np.int32), np.ones(1, np.int64), 0),
        lambda: lists.best(*question[:11], np.array([5], np.int32), np.ones(1, np.int32), 0),
        lambda: lists.best(*question[:11], np.array([5], np.int32), None, 0),
        lambda: lists.best(*question[:11], np.array([4, 5], np.int32), np.array([1, -1]), 0),
        lambda: lists.best(*question[:8], 1, 5, 0.0, np.array([5], np.int32), np.ones(1, np.int64), 0),
        *(lambda adding=adding: lists.best(*question[:-1], adding) for adding in (-1, 2, -(1 << 63), "1")),
        *(
            lambda adding=adding: lists.paragraphs(*of_paragraphs, None, None, adding)
            for adding in (-1, 2, "1")
        ),
        lambda: lists.best(*question[:8], 1, 5, 0.0, None, None, 1),
        lambda: lists.paragraphs(*of_paragraphs),
        lambda: lists.paragraphs(*of_paragraphs, np.array([5, 4]), np.ones(2, np.int64), 0),
        lambda: lists.paragraphs(*of_paragraphs, np.array([-1, 4]), np.ones(2, np.int64), 0),
        lambda: lists.paragraphs(*of_paragraphs, np.array([4, passages]), np.ones(2, np.int64), 0),
        lambda: lists.paragraphs(*of_paragraphs, np.array([4], np.int32), np.ones(1, np.int64), 0),
        lambda: lists.paragraphs(*of_paragraphs, np.array([4]), np.array([-1]), 0),
        lambda: lists.paragraphs(*of_paragraphs, np.array([4]), np.array([1 << 60]), 0),
        lambda: lists.paragraphs(*of_paragraphs, np.array([4]), np.ones(0, np.int64), 0),
        lambda: lists.paragraphs(
            [(none, none)], most, once[:0], frequencies[:16], one, None, 3, 100, 3, (1, 1, 9), *unknown
        ),
        lambda: lists.paragraphs(
            [(none, none)], most, once, frequencies[:9], one, None, 3, 100, 3, (1, 1, 9), *unknown
        ),
        lambda: lists.paragraphs(
            [(none, none)], most, once, frequencies, one[:0], None, 3, 100, 3, (1, 1, 9), *unknown
        ),
        lambda: lists.paragraphs(
            [(none, none)], most, once, frequencies, one, None, 0, 100, 3, (1, 1, 9), *unknown
        ),
        lambda: lists.paragraphs(
            [(none, none)], most, once, frequencies, one, None, 3, 100, 3, (1, 1), *unknown
        ),
        lambda: lists.paragraphs(
            [(none, none)], most, once, frequencies, one, None, 3, 100, 0, (1, 1, 9), *unknown
        ),
        lambda: lists.paragraphs(
            [(none, none)], most, once, frequencies, one, None, 3, 100, -1, (1, 1, 9), *unknown
        ),
        lambda: lists.paragraphs(
            [(none, none)] * many, most * many, once * many, *of_paragraphs[3:], *unknown
        ),
        lambda: lists.terms(7, (b"form",)),
        lambda: lists.terms(-1, (b"form",)),
        lambda: lists.terms(0, (b"form", "form")),
        lambda: lists.terms(0, b"form"),
        lambda: lists.words(7, (b"form",), 30, NONE_APART),
        lambda: lists.words(0, (b"form", "form"), 30, NONE_APART),
        lambda: lists.words(0, [b"form"], 30, NONE_APART),
        lambda: lists.words(0, (b"form",), "30", NONE_APART),
        lambda: lists.words(0, (b"form",), 30, np.zeros(1, np.int64)),
        lambda: lists.words(0, (b"form",), 30),
        lambda: lists.phrase(7, np.arange(2)),
        lambda: lists.phrase(0, np.array([0, 10**9])),
        lambda: lists.phrase(0, np.array([-1, 2])),
        lambda: lists.by_article(np.arange(3), np.arange(2), np.ones(90, np.uint8), 1.0, 2.0),
        lambda: lists.by_article(np.arange(3), np.arange(3), np.ones(2, np.uint8), 1.0, 2.0),
        lambda: lists.by_article(np.array([2, 1]), np.arange(2), np.ones(90, np.uint8), 1.0, 2.0),
        lambda: lists.by_article(np.array([-1]), np.arange(1), np.ones(90, np.uint8), 1.0, 2.0),
        lambda: lists.by_article(np.arange(3), np.arange(3), np.ones(90, np.uint8), "1", 2.0),
        lambda: lists.by_article(np.arange(3, dtype=np.int32), np.arange(3), np.ones(90, np.uint8), 1.0, 2.0),
        lambda: lists.scores(np.arange(3, dtype=np.int32), np.ones(2, np.float32), 1.0, damping, 0),
        lambda: lists.scores(np.arange(3), np.ones(3, np.float32), 1.0, damping, 0),
        lambda: lists.scores(np.array([90], np.int32), one, 1.0, damping, 0),
        lambda: lists.scores(np.array([5], np.int32), one, 1.0, damping, 85),
        lambda: lists.scores(np.array([5], np.int32), one, 1.0, damping, -6),
        lambda: lists.scores(np.array([5], np.int32), one, "1", damping, 0),
        lambda: lists.among(7, [none], np.zeros(1, np.int32)),
        lambda: lists.among(0, [rows], np.zeros(1, np.int32)),
        lambda: lists.among(0, (none,), np.zeros(1, np.int32)),
        lambda: lists.among(0, [none], np.array([70], np.int32)),
        lambda: lists.among(0, [none], np.array([-1], np.int32)),
        lambda: lists.among(0, [none], np.zeros(1, np.int64)),
        lambda: lists.slots(0, np.arange(3, dtype=np.uint32), np.ones(2, np.uint8), [], [], False, -1, 0),
        lambda: lists.slots(0, np.arange(0, dtype=np.uint32), np.ones(0, np.uint8), [], [], False, 10**9, 0),
        lambda: lists.slots(
            0, np.arange(0, dtype=np.uint32), np.ones(0, np.uint8), [], [(-5, 1, True)], False, -1, 0
        ),
        lambda: type(lists)((), np.zeros(3, np.uint16)),
        lambda: type(lists)(((),), np.zeros(256, np.uint16)),
    ):
        with pytest.raises((ValueError, TypeError)):
            wrong()
    with pytest.raises(ValueError, match="ascending"):
        lists.second_look(
            np.array([5, 4], np.int32),
            [],
            [],
            frequencies,
            damping,
            [],
            lengths,
            no_pairs,
            constants,
        )
