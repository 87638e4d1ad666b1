"""Patterns and fuzzy forms find the terms of a vocabulary that fit, and no others."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.segments.segment import SegmentView
from searcher import Searcher
from searcher.language.query import Fuzzy, Pattern
from searcher.matching.patterns import Letters, fitting, is_prefix, predicate
from searcher.postings.slots import slots_of_terms
from tests.builders import article, built_index
from tests.searcher.brute import edits, glob

# Every word to three letters of a few, some longer.
WORDS = sorted(
    {one + two + three for one in "بتa" for two in ("", *"بتb") for three in ("", *"بت")}
    | {"كتاب", "الكتاب", "كتب", "مكتبة", "المكتبات", "اكتتاب", "abba", "abab", "aabb", "ababab"}
)


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> SegmentView:
    folder: Path = tmp_path_factory.mktemp("patterns")
    with Searcher(built_index(folder, article("a", " ".join(WORDS)))) as searcher:
        return searcher.evaluator.snapshot.segments[0]


def found(view: SegmentView, node: Pattern | Fuzzy) -> set[str]:
    numbers = fitting(node, view, lambda: Letters(view)).numbers.tolist()
    assert numbers == sorted(set(numbers))
    return {view.terms.forms[number] for number in numbers}


@settings(max_examples=400)
@given(st.text("بتab?*", min_size=1, max_size=7) | st.sampled_from(["*كت*ب*", "?كت*", "*كت?ب", "**", "?"]))
def test_a_pattern_finds_the_terms_that_it_fits(view: SegmentView, pattern: str) -> None:
    node = Pattern("text", pattern)
    terms = list(view.terms.forms)
    expected = {term for term in terms if glob(pattern, term)}
    assert found(view, node) == expected
    assert {term for term in terms if predicate(node)(term)} == expected


@settings(max_examples=300)
@given(st.text("بتab", min_size=1, max_size=6) | st.sampled_from(WORDS), st.integers(1, 2))
def test_a_fuzzy_form_finds_the_terms_within_its_distance(
    view: SegmentView, form: str, distance: int
) -> None:
    node = Fuzzy("text", form, distance)
    terms = list(view.terms.forms)
    expected = {term for term in terms if edits(form, term) <= distance}
    assert found(view, node) == expected
    assert {term for term in terms if predicate(node)(term)} == expected


def test_a_long_word_that_lacks_the_last_piece_of_a_pattern_takes_no_longer_than_others() -> None:
    lacks_it = "ب" * 100_000
    assert not predicate(Pattern("text", "*ب" * 20 + "*تب*"))(lacks_it)
    assert predicate(Pattern("text", "*ب" * 20 + "*?ب*"))(lacks_it)


def test_letters_between_swapped_ones_may_change_too() -> None:
    assert edits("تب", "بات") == 2
    assert predicate(Fuzzy("text", "تب", 2))("بات")


def test_what_is_nearer_weighs_more(view: SegmentView) -> None:
    terms = fitting(Fuzzy("text", "كتاب", 2), view, lambda: Letters(view))
    weights = {view.terms.forms[number]: weight for number, weight in zip(*map(list, terms), strict=True)}
    assert weights["كتاب"] == 100 > weights["كتب"] > weights["اكتتاب"] > 0


@settings(max_examples=100)
@given(
    st.sampled_from(["*", "ب*", "?ت*", "*a"])
    | st.builds(Fuzzy, st.just("text"), st.sampled_from(WORDS), st.just(2))
)
def test_the_lists_of_what_fits_are_its_terms_by_their_weights(view: SegmentView, asked: str | Fuzzy) -> None:
    node = asked if isinstance(asked, Fuzzy) else Pattern("text", asked)
    terms = fitting(node, view, lambda: Letters(view))
    slots = slots_of_terms(view, *terms)
    expected = {
        view.terms.slot(view.terms.forms[number]): weight
        for number, weight in zip(*map(list, terms), strict=True)
    }
    assert dict(slots.weighted_slots()) == expected
    assert slots.total == sum(view.lists.document_frequency(slot) for slot in expected)
    runs = slots.runs
    assert all(
        run.stop - run.start == sum(map(view.lists.document_frequency, range(run.first, run.end)))
        for run in runs
    )
    assert all(
        before.end < after.first or (before.end == after.first and before.weight != after.weight)
        for before, after in pairwise(runs)
    ), "neighbours of equal weight are one run"


def test_letters_of_several_bytes_are_one_letter(tmp_path: Path) -> None:
    with Searcher(built_index(tmp_path, article("a", "漢 𝒳𝒳 بب"))) as searcher:
        (view,) = searcher.evaluator.snapshot.segments
        assert found(view, Pattern("text", "?")) == {term for term in view.terms.forms if len(term) == 1}
        assert found(view, Pattern("text", "??")) == {term for term in view.terms.forms if len(term) == 2}


def test_an_empty_vocabulary_has_nothing(tmp_path: Path) -> None:
    with Searcher(built_index(tmp_path, article("a", "؟"))) as searcher:
        for view in searcher.evaluator.snapshot.segments:
            for node in (Pattern("text", "*ب*"), Pattern("text", "ب*"), Fuzzy("text", "باب", 2)):
                assert found(view, node) == set()


def test_what_is_a_prefix() -> None:
    assert is_prefix("كتا*")
    assert not any(map(is_prefix, ("كتا", "*كتا", "ك?ا*", "ك*ا*", "كتا?")))
