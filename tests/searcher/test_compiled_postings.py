"""The loops in C: nothing that a file says leads them astray, and nothing that they are given."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.posting_lists import RELATED_ARRAYS
from index.segment import SegmentView
from searcher import ranking
from searcher.evaluation import Evaluator
from searcher.parser import parse
from searcher.postings import AnyOf, SecondLook, StemWeights, compiled
from searcher.postings.arrays import ArrayPostings
from searcher.postings.compiled import CompiledPostings
from searcher.ranking import WEIGHTED_FREQUENCY
from searcher.vocabulary import Vocabulary
from tests.builders import article, segmented_index
from tests.searcher.trees import ANALYZER

pytestmark = pytest.mark.skipif(not compiled.AVAILABLE, reason="the extension could not be compiled here")

WORDS = ["وزير", "القمة", "زيارة", "المدينة", "في"]
POSTING_ARRAYS = ["peaks", *compiled._POSTING_ARRAYS, "parent.stems", "parent.own"]
ARTICLE_ARRAYS = list(compiled._ARTICLE_ARRAYS)
NONE_APART = np.zeros(0, np.uint32)


@pytest.fixture(scope="module")
def segments(tmp_path_factory: pytest.TempPathFactory) -> tuple[SegmentView, ...]:
    texts = [
        [" ".join(WORDS[(number + at * step) % 5] for at in range(number % 40)) for step in (1, 2, 3)]
        for number in range(90)
    ]
    texts[7] = ["قمة " * 90, "في المدينة " * 40]
    articles = [article(f"{number:02}", *each, title="زيارة القمة") for number, each in enumerate(texts)]
    index = segmented_index(tmp_path_factory.mktemp("segments"), articles[:70], articles[70:], deleted=["03"])
    return index.snapshot().segments


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[SegmentView, ...]:
    """The segments of an index, of which the first has kept relatives and is the parent of the second."""
    texts = [
        "زار وزير الخارجية وزراء في المدينة",
        "المدرسة والمدارس ومدرسون",
        "قمة القمم وكتاب الكتب",
        "زيارات في الوزارة",
    ]
    articles = [article(f"{number}", texts[number % 4]) for number in range(30)]
    added = [article("new", "وزراء المدارس وكاتب جديد")]
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("index.terms._FEW_TERMS", 0)
        index = segmented_index(tmp_path_factory.mktemp("kept"), articles, added)
    segments = index.snapshot().segments
    assert len(segments[0].kept_relatives()[0])
    assert segments[1].parent == segments[0].name
    return segments


class Damaged:
    """A segment of which one array is not what was written."""

    def __init__(self, view: SegmentView, name: str, array: np.ndarray[Any, Any]) -> None:
        self._view, self._name, self._array = view, name, array

    def __getattr__(self, name: str) -> Any:
        return getattr(self._view, name)

    def postings_array(self, name: str) -> Any:
        return self._array if name == self._name else self._view.postings_array(name)

    @property
    def posting_peaks(self) -> Any:
        return self.postings_array("peaks")

    def parent_stems(self) -> Any:
        names = "parent.stems", "parent.own"
        return tuple(
            self._array if name == self._name else array
            for name, array in zip(names, self._view.parent_stems(), strict=True)
        )

    def kept_relatives(self) -> Any:
        return tuple(
            self._array if name == self._name else array
            for name, array in zip(RELATED_ARRAYS, self._view.kept_relatives(), strict=True)
        )

    def articles_array(self, name: str) -> Any:
        return self._array if name == self._name else self._view.articles_array(name)


def ask_everything(postings: CompiledPostings, evaluator: Evaluator) -> None:
    """Every kind of question; the tables and formulas are those of the index as it was."""
    statistics, vocabulary = evaluator.statistics, evaluator.vocabulary
    forms = [form for word in WORDS for form in ANALYZER.normalized(word)]
    expansions = [vocabulary.expansion(form) for form in forms]
    words = [expansion.slots for expansion in expansions]
    most = np.linspace(9, 1, len(words)).astype(np.float32)
    formula = statistics.article_formula
    for count in (1, 5, 1000):
        question = AnyOf(words, most, None, count)
        postings.best_articles(question, formula)
        postings.best_articles(question._replace(words=words[:1], most=most[:1]), formula)
        postings.best_articles(question._replace(complete=2, bonus=1 << 34), formula)
        postings.best_paragraphs(question, statistics.paragraph_bound, ranking.PARAGRAPHS, 20.0)
    for word in words:
        postings.holding(word, (None, None))
    for place, view in enumerate(evaluator.snapshot.segments):
        slots = [slot for form in forms if (slot := view.slot(form)) is not None]
        for form in forms:
            postings.term(place, form)
        postings.phrase(place, slots[:3])
        postings.phrase(place, slots[:2])
        for of_parent in (False, True):
            numbers = np.arange(len(view.stems) + 3, dtype=np.uint32)
            stems = StemWeights(numbers, np.full(len(numbers), 60, np.uint8), [1], [], of_parent)
            postings.slots(place, stems, slots[0], 50)
    articles = np.arange(0, statistics.article_total, 2, dtype=np.int32)
    postings.second_look(
        SecondLook(
            articles,
            words,
            [expansion.weak for expansion in expansions],
            most,
            [],
            formula,
            statistics.body_lengths,
            20.0,
            ranking.ARTICLES,
            0.2,
            0.1,
            16,
            9,
        )
    )


@pytest.mark.parametrize("name", POSTING_ARRAYS + ARTICLE_ARRAYS)
def test_a_damaged_array_is_told_or_gives_some_answer(
    segments: tuple[SegmentView, ...], tmp_path: Path, name: str
) -> None:
    """... and never a crash: what would lead out of another array is found out before it is followed."""
    evaluator = Evaluator(_snapshot(segments), ANALYZER)
    refused = 0
    for seed in range(60):
        random = np.random.default_rng(seed)
        views: list[Any] = list(segments)
        place = seed % 2
        array = _array(segments[place], name).copy()
        if not len(array):
            continue
        if seed % 3 == 0:
            array[random.integers(len(array))] = np.iinfo(array.dtype).max
        elif seed % 3 == 1:
            array[:] = random.integers(0, np.iinfo(array.dtype).max, len(array), array.dtype, endpoint=True)
        else:
            random.shuffle(array)
        views[place] = Damaged(segments[place], name, array)
        try:
            ask_everything(CompiledPostings(views), evaluator)
        except ValueError:
            refused += 1
    if name in ("articles", "article_starts", "position_skips"):
        assert refused, "such damage can't go unnoticed"


@pytest.mark.parametrize("name", POSTING_ARRAYS + ARTICLE_ARRAYS)
def test_an_array_wider_than_any_that_is_written_leads_nowhere(
    segments: tuple[SegmentView, ...], name: str
) -> None:
    evaluator = Evaluator(_snapshot(segments), ANALYZER)
    for value in (2**64 - 1, 2**64 - 2**44, 2**63, 2**40):
        views: list[Any] = list(segments)
        array = _array(segments[1], name).astype(np.uint64)
        array[::2] = value
        views[1] = Damaged(segments[1], name, array)
        with contextlib.suppress(ValueError):
            ask_everything(CompiledPostings(views), evaluator)


def _array(view: SegmentView, name: str) -> Any:
    if name.startswith("parent."):
        return view.parent_stems()[name == "parent.own"]
    return (view.postings_array if name in POSTING_ARRAYS else view.articles_array)(name)


def _snapshot(segments: tuple[SegmentView, ...]) -> Any:
    class Snapshot:
        folder = Path("index")
        generation = 1

        def __init__(self) -> None:
            self.segments = segments

        @property
        def article_count(self) -> int:
            return sum(view.live_count for view in segments)

    return Snapshot()


def test_what_is_asked_is_checked_before_it_is_believed(segments: tuple[SegmentView, ...]) -> None:
    postings = CompiledPostings(segments)
    lists = postings._lists
    rows = np.array([[0, 10**9, 0, 10**9, 100, 1]], np.int64)
    frequencies, damping = WEIGHTED_FREQUENCY["text"], np.ones(90, np.float32)
    most = one = np.ones(1, np.float32)
    none = np.zeros((0, 6), np.int64)
    for wrong in (
        lambda: lists.holding((rows, none)),
        lambda: lists.holding((none,)),
        lambda: lists.holding([none, none]),
        lambda: lists.best([(rows, none)], most, frequencies, damping, None, 3, 100, 0, 0, 0.0),
        lambda: lists.best([(none, none)], most, frequencies[:9], damping, None, 3, 100, 0, 0, 0.0),
        lambda: lists.best([(none, none)], most, frequencies, damping[:5], None, 3, 100, 0, 0, 0.0),
        lambda: lists.best(
            [(none, none)], most.astype(np.float64)[:0], frequencies, damping, None, 3, 100, 0, 0, 0.0
        ),
        lambda: lists.best(
            [(none, none)], most, frequencies, damping, np.ones(3, np.bool_), 3, 100, 0, 0, 0.0
        ),
        lambda: lists.best([(none, none)], most, frequencies, damping, None, 0, 100, 0, 0, 0.0),
        lambda: lists.best("words", most, frequencies, damping, None, 1, 100, 0, 0, 0.0),
        lambda: lists.best([(none, none)], most, frequencies, damping, None, 3, 100, 2, 5, 0.0),
        lambda: lists.best([(none, none)], most, frequencies, damping, None, 3, 100, 1, -5, 0.0),
        lambda: lists.best([(none, none)], most, frequencies, damping, None, 3, 100, 0, 0, "0"),
        lambda: lists.paragraphs([(none, none)], most, frequencies[:9], one, None, 3, 100, 3, (1, 1, 9)),
        lambda: lists.paragraphs([(none, none)], most, frequencies, one[:0], None, 3, 100, 3, (1, 1, 9)),
        lambda: lists.paragraphs([(none, none)], most, frequencies, one, None, 0, 100, 3, (1, 1, 9)),
        lambda: lists.paragraphs([(none, none)], most, frequencies, one, None, 3, 100, 3, (1, 1)),
        lambda: lists.paragraphs([(none, none)], most, frequencies, one, None, 3, 100, 0, (1, 1, 9)),
        lambda: lists.paragraphs([(none, none)], most, frequencies, one, None, 3, 100, -1, (1, 1, 9)),
        lambda: lists.term(7, b"form"),
        lambda: lists.term(-1, b"form"),
        lambda: lists.term(0, "form"),
        lambda: lists.word(7, b"form", 30, NONE_APART),
        lambda: lists.word(0, "form", 30, NONE_APART),
        lambda: lists.word(0, b"form", "30", NONE_APART),
        lambda: lists.word(0, b"form", 30),
        lambda: lists.phrase(7, np.arange(2)),
        lambda: lists.phrase(0, np.array([0, 10**9])),
        lambda: lists.phrase(0, np.array([-1, 2])),
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
            [],
            [],
            np.array([5, 4], np.int32),
            frequencies,
            damping,
            most,
            np.zeros(90, np.uint32),
            [],
            (1, 1, 1, 1, 1, 1),
        )


def test_a_term_is_found_as_with_numpy(segments: tuple[SegmentView, ...]) -> None:
    ways = CompiledPostings(segments), ArrayPostings(segments)
    for place, view in enumerate(segments):
        for form in view.terms:
            found, expected = (postings.term(place, form) for postings in ways)
            assert found == expected
            assert found is not None
            assert view.form(found.slot) == form
        for form in ("", "ا", "وزيرا", "زيار", "\U0010ffff", "\ud800"):
            assert [postings.term(place, form) for postings in ways] == [None, None]


@pytest.mark.parametrize("count", [1, 2])
def test_a_word_with_kept_relatives_is_what_several_steps_make_of_it(
    kept: tuple[SegmentView, ...], count: int
) -> None:
    postings = CompiledPostings(kept[:count])
    at_once, step_by_step = Vocabulary(postings), Vocabulary(ArrayPostings(kept[:count]))
    had_at_once = 0
    for form in {*kept[0].terms, *kept[1].terms, "", "وزيرات", "\ud800"}:
        assert at_once._entry(form)[:4] == step_by_step._entry(form)[:4]
        had_at_once += at_once._entry(form).kept is not None
        found, expected = at_once.expansion(form), step_by_step.expansion(form)
        for one, other in zip((*found.slots, *found.weak), (*expected.slots, *expected.weak), strict=True):
            assert one.runs == other.runs
            assert one.total == other.total
        assert found.holdings == expected.holdings
    assert had_at_once > 5


class Restemmed:
    """A segment of which some forms have another stem in another segment."""

    def __init__(self, view: SegmentView, pairs: list[tuple[str, str]]) -> None:
        self._view, self._pairs = view, pairs

    def __getattr__(self, name: str) -> Any:
        return getattr(self._view, name)

    def restemmed(self) -> list[tuple[str, str]]:
        return self._pairs


def test_a_word_with_kept_relatives_is_so_where_segments_have_several_stems_for_a_form(
    kept: tuple[SegmentView, ...],
) -> None:
    """The form is found by both stems, and so are the words of these stems, in which the short way has no part."""
    form = "وزراء"
    pairs = [(kept[0].stem(kept[0].slot(each) or 0), form) for each in (form, "المدرسه")]
    views: list[Any] = [Restemmed(view, pairs) for view in kept]
    at_once, step_by_step = Vocabulary(CompiledPostings(views)), Vocabulary(ArrayPostings(views))
    assert len(at_once._stems_apart)
    assert at_once._entry(form).kept is None
    differing = 0
    for word in {*kept[0].terms, *kept[1].terms}:
        found, expected = at_once.expansion(word), step_by_step.expansion(word)
        assert [each.runs for each in (*found.slots, *found.weak)] == [
            each.runs for each in (*expected.slots, *expected.weak)
        ]
        alone = Vocabulary(CompiledPostings(kept)).expansion(word)
        differing += [each.runs for each in alone.slots] != [each.runs for each in found.slots]
    assert differing, "some word is found by what has two stems"


def test_relatives_of_which_a_form_has_another_stem_elsewhere_take_several_steps(
    kept: tuple[SegmentView, ...],
) -> None:
    postings = CompiledPostings(kept)
    form = next(form for form in kept[0].terms if postings.word(0, form, 30, NONE_APART))
    stem = kept[0].stem_number(kept[0].slot(form) or 0)
    assert postings.word(0, form, 30, np.array([stem + 10**6], np.uint32))
    assert postings.word(0, form, 30, np.array([stem, stem + 10**6], np.uint32)) is None


@pytest.mark.parametrize(
    "name", [*RELATED_ARRAYS, "stems.text", "stems.starts", "stem_slots", "article_starts"]
)
def test_damaged_relatives_are_told_or_give_some_answer(kept: tuple[SegmentView, ...], name: str) -> None:
    view = kept[0]
    array = (
        view.kept_relatives()[RELATED_ARRAYS.index(name)]
        if name in RELATED_ARRAYS
        else view.postings_array(name)
    )
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
        views: list[Any] = [Damaged(view, name, damaged), kept[1]]
        with contextlib.suppress(ValueError):
            postings = CompiledPostings(views)
            for form in view.terms:
                if found := postings.word(0, form, 30, NONE_APART):
                    postings.holding(found.finding, (None, None))


def test_many_threads_share_one(segments: tuple[SegmentView, ...]) -> None:
    """Each call has room of its own, and leaves it clean to the next."""
    evaluator = Evaluator(_snapshot(segments), ANALYZER)
    queries = [
        parse(text, ANALYZER) for text in ("وزير القمة", "في المدينة", "زيارة في القمة المدينة", "القمة")
    ]
    expected = [
        [evaluator.best(query, 5, paragraphs=paragraphs)[:2] for query in queries]
        for paragraphs in (False, True)
    ]
    wrong: list[str] = []

    def ask() -> None:
        for turn in range(150):
            for paragraphs in (False, True):
                for query, (numbers, scores) in zip(queries, expected[paragraphs], strict=True):
                    found = evaluator.best(query, 5, paragraphs=paragraphs)
                    if found[0].tolist() != numbers.tolist() or found[1].tolist() != scores.tolist():
                        wrong.append(f"{turn} {query}")

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
