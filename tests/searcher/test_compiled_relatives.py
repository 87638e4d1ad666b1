"""Relatives that an index keeps, as the loops in C find them, whatever the files say."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.analysis.relations import related_stems
from index.segments.segment import SegmentView
from index.segments.segment_terms import RELATED_ARRAYS
from searcher.matching.vocabulary import Vocabulary
from searcher.postings import compiled
from searcher.postings.arrays import ArrayPostings
from searcher.postings.compiled import CompiledPostings
from searcher.postings.slots import StemWeights
from tests.builders import article, built_index, segmented_index
from tests.searcher.damaged import Damaged

pytestmark = pytest.mark.skipif(not compiled.AVAILABLE, reason="the extension could not be compiled here")

NONE_APART = np.zeros(0, np.uint32)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[SegmentView, ...]:
    """The segments of an index, of which the first has kept relatives and is the parent of the others."""
    texts = [
        "زار وزير الخارجية وزراء في المدينة",
        "المدرسة والمدارس للمدارس ومدرسون",
        "قمة القمم وكتاب الكتب",
        "زيارات في الوزارة",
    ]
    articles = [article(f"{number}", texts[number % 4]) for number in range(30)]
    # More stems than a block of bits has, some of them in every segment, and several forms of a stem.
    names = [f"{one}{other}زن" for one in "بتثجحخد" for other in "سشصضطظعغفق"]
    articles.append(article("names", " ".join(names)))
    added = [article("new", f"وزراء المدارس وكاتب جديد {names[3]} {names[60]} والمدارس للمدارس بالمدارس")]
    more = [
        article(f"more {number}", f"{texts[number]} والوزير ووزراء {' '.join(names[number::9])}")
        for number in (0, 1, 0)
    ]
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("index.building.terms.FEW_TERMS", 0)
        index = segmented_index(tmp_path_factory.mktemp("kept"), articles, added, more)
    segments = index.snapshot().segments
    assert len(segments[0].terms.kept_relatives()[0])
    assert [view.terms.parent for view in segments] == [None, segments[0].name, segments[0].name]
    return segments


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_word_with_kept_relatives_is_what_several_steps_make_of_it(
    kept: tuple[SegmentView, ...], count: int
) -> None:
    postings = CompiledPostings(kept[:count])
    at_once, step_by_step = Vocabulary(postings), Vocabulary(ArrayPostings(kept[:count]))
    forms = [*{*kept[0].terms.forms, *kept[1].terms.forms, "", "وزيرات", "\ud800"}]
    assert len(forms) > 70, "more than are sought in step"
    assert not any(step_by_step._kept_words(forms))
    had_at_once = 0
    for form, word in zip(forms, at_once._kept_words(forms), strict=True):
        assert at_once._entry(form) == step_by_step._entry(form)
        assert [word] == at_once._kept_words([form])
        if word is not None:
            had_at_once += 1
            entry = step_by_step._entry(form)
            assert (word.stem, word.document_frequency) == (entry.stem, entry.document_frequency)
            assert word.group_frequency == postings.document_frequency(word.finding, [None] * count)
        found, expected = at_once.expansion(form), step_by_step.expansion(form)
        for one, other in zip(
            (*found.finding, *found.weak), (*expected.finding, *expected.weak), strict=True
        ):
            assert one.runs == other.runs
            assert one.total == other.total
        assert found[2:] == expected[2:]
    assert had_at_once > 5


class Restemmed(Damaged):
    """A segment of which some forms have another stem in another segment."""

    def __init__(self, view: SegmentView, pairs: list[tuple[str, str]]) -> None:
        super().__init__(view, "", np.zeros(0, np.uint8))
        self.terms.restemmed = lambda: pairs


@pytest.mark.parametrize("stems_of", [("وزراء", "المدرسه"), ("المدرسه",)])
def test_a_word_with_kept_relatives_is_so_where_segments_have_several_stems_for_a_form(
    kept: tuple[SegmentView, ...], stems_of: tuple[str, ...]
) -> None:
    """The form is found by both stems, and so are the words of these stems, in which the short way has no part."""
    form = "وزراء"
    pairs = [
        (kept[0].terms.stems[kept[0].terms.stem_number(kept[0].terms.slot(each) or 0)], form)
        for each in stems_of
    ]
    views: list[Any] = [Restemmed(view, pairs) for view in kept]
    at_once, step_by_step = Vocabulary(CompiledPostings(views)), Vocabulary(ArrayPostings(views))
    assert len(at_once._stems_apart)
    assert at_once._kept_words([form]) == [None]
    alone = Vocabulary(CompiledPostings(kept))
    differing = 0
    for word in {*kept[0].terms.forms, *kept[1].terms.forms}:
        found, expected = at_once.expansion(word), step_by_step.expansion(word)
        assert [each.runs for each in (*found.finding, *found.weak)] == [
            each.runs for each in (*expected.finding, *expected.weak)
        ]
        differing += [each.runs for each in alone.expansion(word).finding] != [
            each.runs for each in found.finding
        ]
    assert differing, "some word is found by what has two stems"


def test_what_an_index_keeps_of_a_function_word_is_what_is_searched_with(
    kept: tuple[SegmentView, ...],
) -> None:
    (view, *_) = kept
    number = view.terms.stems.find("في")
    assert number is not None
    related = view.terms.related(number)
    assert related is not None
    assert (related.stems.tolist(), related.weights.tolist()) == ([number], [80])
    vocabulary = Vocabulary(CompiledPostings(kept))
    assert vocabulary._kept_words(["في"])[0] is not None
    assert vocabulary.expansion("في").function_word
    assert not any(slots.total for slots in vocabulary.expansion("في").weak)
    assert not vocabulary.expansion("وزير").function_word


@pytest.mark.parametrize("weight", [(weight, own) for weight in (10, 16, 30, 70) for own in (False, True)])
@pytest.mark.parametrize("by_stem", [(weight, own) for weight in (16, 30, 50) for own in (False, True)])
@pytest.mark.parametrize("indices", [(0,), (1,), (-1,), (0, 1), (1, 0), (0, -1), (0, 1, 2)])
def test_a_form_weighs_no_less_by_its_stem_here_than_elsewhere(
    kept: tuple[SegmentView, ...],
    indices: tuple[int, ...],
    weight: tuple[int, bool],
    by_stem: tuple[int, bool],
) -> None:
    """And it is among those that find, from their least weight on, or among the others, and in neither twice.

    Of equal weights that of the word's own stem counts for more.
    """
    segment, of_stem = max(
        ((segment, stem) for segment, view in enumerate(kept) for stem in range(len(view.terms.stems))),
        key=lambda each: (
            kept[each[0]].terms.stem_slots[each[1] + 1] - kept[each[0]].terms.stem_slots[each[1]]
        ),
    )
    bounds = kept[segment].terms.stem_slots
    slots = range(bounds[of_stem], bounds[of_stem + 1])
    assert len(slots) >= 3
    forms = [(slots[each], *weight) for each in indices]
    other = 0 if of_stem else 1
    stems = StemWeights(
        np.array([other, of_stem], np.uint32),
        np.array([100, by_stem[0]], np.uint8),
        [other, of_stem] if by_stem[1] else [other],
        forms,
    )
    chosen = {slot for slot, *_ in forms}
    weights = [(slot, *(max(by_stem, weight) if slot in chosen else by_stem)) for slot in slots]
    for postings in (CompiledPostings, ArrayPostings):
        tables = postings(kept).slots(segment, stems, None, 30)
        finding, others = (
            [(slot, run.weight, run.own) for run in table.runs for slot in range(run.first, run.end)]
            for table in tables
        )
        assert [each for each in finding if each[0] in slots] == [each for each in weights if each[1] >= 30]
        assert others == [each for each in weights if each[1] < 30]


def test_of_stems_that_weigh_the_same_the_words_own_says_what_a_form_is(
    kept: tuple[SegmentView, ...],
) -> None:
    form = "وزراء"
    slot, stems = kept[0].terms.slot(form), list(kept[0].terms.stems)[:2]
    views: list[Any] = [Restemmed(view, [(stem, form) for stem in stems]) for view in kept]
    vocabulary = Vocabulary(ArrayPostings(views))
    for own in stems:
        entry = vocabulary._entry(form)._replace(stem=own, own_stems=(own,))
        assert vocabulary._named(dict.fromkeys(stems, 50), entry)[0].forms == [(slot, 50, True)]


def test_a_form_has_one_weight_for_a_word_whatever_its_stems(tmp_path: Path) -> None:
    """So articles of equal content have equal scores in whatever segments they are."""
    parts = ["ووالده قمة وزير", "ووالده ووالده اسمها اسمها سيتقاضاه سيتقاضاه قمة قمة قمة"]
    segments = segmented_index(tmp_path, *([article(each, each)] for each in parts)).snapshot().segments
    stems = {view.terms.stems[view.terms.stem_number(view.terms.slot("ووالده") or 0)] for view in segments}
    assert len(stems) == 2, "what this is about"
    for postings in (CompiledPostings, ArrayPostings):
        found = Vocabulary(postings(segments)).expansion("والد")
        weights = [
            {
                view.terms.form(slot): weight
                for slot, weight in (*finding.weighted_slots(), *weak.weighted_slots())
            }
            for view, finding, weak in zip(segments, found.finding, found.weak, strict=True)
        ]
        assert weights[0] == weights[1]
        assert weights[0].keys() == {"ووالده"}


def test_relatives_of_which_a_form_has_another_stem_elsewhere_take_several_steps(
    kept: tuple[SegmentView, ...],
) -> None:
    postings = CompiledPostings(kept)
    forms = list(kept[0].terms.forms)
    words = postings.words(0, forms, 30, NONE_APART)
    form = next(form for form, word in zip(forms, words, strict=True) if word)
    stem = kept[0].terms.stem_number(kept[0].terms.slot(form) or 0)
    assert all(postings.words(0, [form], 30, np.array([stem + 10**6], np.uint32)))
    assert postings.words(0, [form], 30, np.array([stem, stem + 10**6], np.uint32)) == [None]


def _array(view: SegmentView, name: str) -> Any:
    if name in RELATED_ARRAYS:
        return view.terms.kept_relatives()[RELATED_ARRAYS.index(name)]
    if name.startswith("parent."):
        return view.terms.parent_stems()[name == "parent.own"]
    return view.postings_array(name)


def _damaged(array: Any) -> Iterator[Any]:
    """What may have become of an array: one number, all numbers, their order, or the end of it."""
    for seed in range(60):
        random = np.random.default_rng(seed)
        damaged = array.copy()
        if seed % 4 == 0:
            damaged[random.integers(len(damaged))] = np.iinfo(damaged.dtype).max
        elif seed % 4 == 1:
            damaged = random.integers(0, np.iinfo(array.dtype).max, len(array), array.dtype, endpoint=True)
        elif seed % 4 == 2:
            random.shuffle(damaged)
        else:
            damaged = damaged[: random.integers(len(damaged))]
        yield damaged


@pytest.mark.parametrize(
    "name", [*RELATED_ARRAYS, "stems.text", "stems.starts", "stem_slots", "article_starts"]
)
def test_damaged_relatives_are_told_or_give_some_answer(kept: tuple[SegmentView, ...], name: str) -> None:
    for damaged in _damaged(_array(kept[0], name)):
        views: list[Any] = [Damaged(kept[0], name, damaged), kept[1]]
        with contextlib.suppress(ValueError):
            postings = CompiledPostings(views)
            for found in filter(None, postings.words(0, list(kept[0].terms.forms), 30, NONE_APART)):
                postings.document_frequency(found.finding, (None, None))


@pytest.mark.parametrize(
    "name", ["parent.stems", "parent.own", "slot_terms", "stem_slots", "terms.text", "terms.starts"]
)
def test_a_damaged_segment_beside_the_relatives_is_told_or_gives_some_answer(
    kept: tuple[SegmentView, ...], name: str
) -> None:
    for damaged in _damaged(_array(kept[2], name)):
        views: list[Any] = [*kept[:2], Damaged(kept[2], name, damaged)]
        with contextlib.suppress(ValueError):
            CompiledPostings(views).words(0, list(kept[0].terms.forms), 30, NONE_APART)


def test_stems_of_a_parent_have_to_ascend_and_those_that_it_lost_are_passed_over(
    kept: tuple[SegmentView, ...],
) -> None:
    """A parent that is gone may have had more stems than any segment has now."""
    theirs, own = kept[2].terms.parent_stems()

    orphan = Damaged(kept[2], "", theirs)
    lost = np.append(theirs, np.uint32([10**6, 10**6 + 1])), np.append(own, np.uint32([0, 0]))
    orphan.terms.parent_stems = lambda: lost
    views: list[Any] = [kept[0], orphan]
    one, other = CompiledPostings(views), CompiledPostings([kept[0], kept[2]])
    found = one.words(0, list(kept[0].terms.forms), 30, NONE_APART)
    assert found == other.words(0, list(kept[0].terms.forms), 30, NONE_APART)
    assert any(found)
    backwards: list[Any] = [kept[0], Damaged(kept[2], "parent.stems", theirs[::-1].copy())]
    with pytest.raises(ValueError, match="damaged"):
        CompiledPostings(backwards)


def test_where_very_many_stems_have_a_key_an_index_keeps_what_would_be_found_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of these the commonest are compared."""
    monkeypatch.setattr("index.building.terms.FEW_TERMS", 0)
    monkeypatch.setattr("index.building.stem_keys.MOST_OF_KEY", 3)
    monkeypatch.setattr("searcher.matching.vocabulary.MOST_OF_KEY", 3)
    names = [f"img{number:03}" for number in range(20)]
    index = built_index(tmp_path, *(article(f"{at}", " ".join(names[at % 7 :: at])) for at in range(1, 12)))
    (view,) = index.snapshot().segments
    vocabulary = Vocabulary(ArrayPostings([view]))
    stems = list(view.terms.stems)
    assert len(view.terms.stems_of_key("=mg0")) == 20
    assert len(vocabulary.stems_of_key("=mg0")) == 3
    for number, stem in enumerate(stems):
        kept = view.terms.related(number)
        assert kept is not None
        found = related_stems(stem, vocabulary)
        assert {stems[each] for each in kept.stems} == {stem, *vocabulary.stems_of_key("=mg0")} == {*found}
