"""How many articles hold a word, in C and with NumPy."""

from __future__ import annotations

from pathlib import Path

import pytest

from searcher.matching.vocabulary import Vocabulary
from searcher.postings import Postings, compiled
from searcher.postings.arrays import ArrayPostings
from searcher.postings.compiled import CompiledPostings
from tests.builders import article, segmented_index

COMPILED = pytest.mark.skipif(not compiled.AVAILABLE, reason="the extension could not be compiled here")


@pytest.mark.parametrize("kind", [ArrayPostings, pytest.param(CompiledPostings, marks=COMPILED)])
def test_the_articles_of_a_word_are_counted_in_whichever_segments_have_it(
    tmp_path: Path, kind: type[Postings]
) -> None:
    """More than 64 articles in each, so that no two segments share what is counted at once."""
    words = {"ابتداء": "a", "وسط": "b", "انتهاء": "c", "طرفان": "ac", "مشترك": "abc"}
    groups = [
        [
            article(f"{name}{number}", " ".join(word for word, where in words.items() if name in where))
            for number in range(size)
        ]
        for name, size in (("a", 70), ("b", 81), ("c", 93))
    ]
    postings = kind(segmented_index(tmp_path, *groups).snapshot().segments)
    vocabulary = Vocabulary(postings)
    sizes = {"a": 70, "b": 81, "c": 93}
    for _ in range(2):
        for word, where in words.items():
            assert postings.document_frequency(vocabulary.very_slots((word,)), [None] * 3) == sum(
                sizes[name] for name in where
            )
        assert postings.document_frequency(vocabulary.very_slots(("غائب",)), [None] * 3) == 0
        assert (
            postings.document_frequency(vocabulary.very_slots(("مشترك",)), [70, None, None]) == 70 + 81 + 93
        )


@pytest.mark.parametrize("kind", [ArrayPostings, pytest.param(CompiledPostings, marks=COMPILED)])
def test_forms_by_themselves_stand_in_the_order_of_their_slots(tmp_path: Path, kind: type[Postings]) -> None:
    """Whatever order they are given in; those that a segment lacks are left out."""
    index = segmented_index(
        tmp_path, [article("a", "باب دار سور"), article("b", "دار")], [article("c", "سور")]
    )
    postings = kind(index.snapshot().segments)
    vocabulary = Vocabulary(postings)
    first, second = vocabulary.very_slots(("سور", "غائب", "دار", "باب"))
    slots = [postings.segments[0].terms.slot(form) for form in ("باب", "دار", "سور")]
    assert [run.first for run in first.runs] == sorted(slots)
    assert [run.end - run.first for run in first.runs] == [1, 1, 1]
    assert {(run.weight, run.own) for run in first.runs} == {(100, 1)}
    assert (first.total, second.total) == (4, 1)
    forms = ["سور", "غائب"]
    assert [each and postings.segments[1].terms.form(each.slot) for each in postings.terms(1, forms)] == [
        "سور",
        None,
    ]
