"""The loops in C: nothing that a file says leads them astray, and nothing that they are given."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.segments.segment import SegmentView
from searcher import ranking
from searcher.language.parser import parse
from searcher.language.query import Word
from searcher.postings import AnyOf, Pairs, ScoredTexts, SecondLook, StemWeights, compiled
from searcher.postings.arrays import ArrayPostings
from searcher.postings.candidates import Candidates
from searcher.postings.compiled import CompiledPostings
from searcher.retrieval.chronology import first_by_date
from searcher.retrieval.evaluation import Evaluator
from tests.builders import article, segmented_index
from tests.searcher.damaged import Damaged, gathering
from tests.searcher.stories import added_by_second_look
from tests.searcher.trees import ANALYZER

pytestmark = pytest.mark.skipif(not compiled.AVAILABLE, reason="the extension could not be compiled here")

WORDS = ["وزير", "القمة", "زيارة", "المدينة", "في"]
POSTING_ARRAYS = ["peaks", *compiled._POSTING_ARRAYS, "parent.stems", "parent.own"]
ARTICLE_ARRAYS = list(compiled._ARTICLE_ARRAYS)


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


def ask_everything(postings: CompiledPostings, evaluator: Evaluator) -> None:
    """Every kind of question; the tables and formulas are those of the index as it was."""
    statistics, vocabulary = evaluator.scorer.statistics, evaluator.scorer.vocabulary
    forms = [form for word in WORDS for form in ANALYZER.normalized(word)]
    expansions = [vocabulary.expansion(form) for form in forms]
    words = [expansion.finding for expansion in expansions]
    max_scores = np.linspace(9, 1, len(words)).tolist()
    times = list(range(len(words), 0, -1))
    formula = statistics.article_formula
    for count in (1, 5, 1000):
        question = AnyOf(words, max_scores, times, None, count)
        postings.best_articles(question, formula)
        postings.best_articles(
            question._replace(words=words[:1], max_scores=max_scores[:1], times=times[:1]), formula
        )
        postings.best_articles(question._replace(complete=2, bonus=1 << 34), formula)
        known = ScoredTexts(np.arange(0, 90, 7, dtype=np.int32), np.arange(13) << 30)
        postings.best_articles(question._replace(known=known), formula)
        for known in (None, ScoredTexts(np.arange(0, 300, 9), np.arange(34) << 30)):
            question = question._replace(known=known)
            postings.best_paragraphs(question, statistics.paragraph_bound, ranking.PARAGRAPHS, 20.0)
    for word in words:
        postings.document_frequency(word, (None, None))
    for number, view in enumerate(evaluator.snapshot.segments):
        slots = [slot for form in forms if (slot := view.terms.slot(form)) is not None]
        for form in forms:
            postings.term(number, form)
        postings.phrase(number, slots[:3])
        found, positions = postings.phrase(number, slots[:2])
        counted, frequencies = postings.by_article(number, found, positions, 1.0)
        postings.scores(number, counted, frequencies, 9.0, statistics.article_damping)
        postings.among(
            number,
            [word[number] for word in words],
            np.arange(view.article_count - 1, -1, -1, dtype=np.int32),
        )
        for of_parent in (False, True):
            numbers = np.arange(len(view.terms.stems) + 3, dtype=np.uint32)
            stems = StemWeights(numbers, np.full(len(numbers), 60, np.uint8), [1], [], of_parent)
            postings.slots(number, stems, slots[0], 50)
    articles = np.arange(0, statistics.article_total, 2, dtype=np.int32)
    look = SecondLook(
        words,
        [expansion.weak for expansion in expansions],
        max_scores,
        Pairs((0, 1), (1, 2), (1, 3), (1.0, 2.0)),
        formula,
        statistics.body_lengths,
        20.0,
        ranking.ARTICLES,
        0.2,
        0.1,
        0.75,
        16,
        9,
    )
    postings.second_look(look, articles)
    postings.second_look(look, articles[-1:])  # for one alone nearly every list is long
    for count in (1, 30):
        question = AnyOf(words, max_scores, times, None, count)
        postings.first_articles(question, formula, look, Candidates(20, 30), count)


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
        number = seed % 2
        array = _array(segments[number], name).copy()
        if not len(array):
            continue
        if seed % 3 == 0:
            array[random.integers(len(array))] = np.iinfo(array.dtype).max
        elif seed % 3 == 1:
            array[:] = random.integers(0, np.iinfo(array.dtype).max, len(array), array.dtype, endpoint=True)
        else:
            random.shuffle(array)
        views[number] = Damaged(segments[number], name, array)
        try:
            with gathering(seed % 4 < 2):
                ask_everything(CompiledPostings(views), evaluator)
        except ValueError:
            refused += 1
    if name in ("articles", "article_starts", "position_skips"):
        assert refused, "such damage can't go unnoticed"


@pytest.mark.parametrize("gather", [True, False])
@pytest.mark.parametrize("width", [np.uint8, np.uint16, np.uint32])
def test_an_article_that_the_segment_lacks_is_told_wherever_it_stands(
    segments: tuple[SegmentView, ...], width: type[np.unsignedinteger[Any]], gather: bool
) -> None:
    """In a list that is gone through, eight numbers at a time or one by one."""
    evaluator = Evaluator(_snapshot(segments[:1]), ANALYZER)
    (form,) = ANALYZER.normalized("المدينة")
    (term,) = (found for found in evaluator.scorer.vocabulary._terms(form) if found is not None)
    assert term.stop - term.start > 24
    articles = segments[0].postings_array("articles").astype(width)
    asked = np.arange(0, segments[0].article_count, 2, dtype=np.int32)
    with gathering(gather):
        for posting in range(term.start, term.stop):
            for beyond in (segments[0].article_count, np.iinfo(width).max):
                damaged = articles.copy()
                damaged[posting] = beyond
                view: Any = Damaged(segments[0], "articles", damaged)
                evaluator.scorer.postings = CompiledPostings([view])
                with pytest.raises(ValueError, match="damaged"):
                    added_by_second_look(evaluator, [Word("text", form)], asked)


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
        return view.terms.parent_stems()[name == "parent.own"]
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


def test_a_term_is_found_as_with_numpy(segments: tuple[SegmentView, ...]) -> None:
    ways = CompiledPostings(segments), ArrayPostings(segments)
    for number, view in enumerate(segments):
        for form in view.terms.forms:
            found, expected = (postings.term(number, form) for postings in ways)
            assert found == expected
            assert found is not None
            assert view.terms.form(found.slot) == form
        absent = ("", "ا", "وزيرا", "زيار", "\U0010ffff", "\ud800")
        for form in absent:
            assert [postings.term(number, form) for postings in ways] == [None, None]
        # More than are sought in step, those that are there among others.
        forms = [form for known in view.terms.forms for form in (known, *absent)] * 12
        assert len(forms) > 100
        found_terms, expected_terms = (postings.terms(number, forms) for postings in ways)
        assert found_terms == expected_terms
        assert [each is None for each in found_terms] == [form in absent for form in forms]
        assert ways[0].terms(number, ()) == []


def test_many_threads_share_one(segments: tuple[SegmentView, ...]) -> None:
    """Each call has room of its own, and leaves it clean to the next."""
    evaluator = Evaluator(_snapshot(segments), ANALYZER)
    queries = [
        parse(text, ANALYZER) for text in ("وزير القمة", "في المدينة", "زيارة في القمة المدينة", "القمة")
    ]
    units = evaluator.scorer.articles, evaluator.scorer.paragraphs
    expected = [[evaluator.best(query, unit, 5)[:2] for query in queries] for unit in units]
    asked = [Word("text", form) for word in WORDS for form in ANALYZER.normalized(word)]
    every = np.arange(90, dtype=np.int32)
    added = added_by_second_look(evaluator, asked, every).tolist()
    by_date = evaluator.chronology.order(0, "newest")
    newest = [first_by_date(evaluator.leaves, query, 0, by_date, 70).tolist() for query in queries]
    wrong: list[str] = []

    def ask() -> None:
        for turn in range(150):
            if added_by_second_look(evaluator, asked, every).tolist() != added:
                wrong.append(f"{turn}: the second look")
            if [
                first_by_date(evaluator.leaves, query, 0, by_date, 70).tolist() for query in queries
            ] != newest:
                wrong.append(f"{turn}: by date")
            for unit, of_unit in zip(units, expected, strict=True):
                for query, (numbers, scores) in zip(queries, of_unit, strict=True):
                    found = evaluator.best(query, unit, 5)
                    if found[0].tolist() != numbers.tolist() or found[1].tolist() != scores.tolist():
                        wrong.append(f"{turn} {query}")

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_call_that_ends_in_an_error_leaves_nothing_to_the_next(segments: tuple[SegmentView, ...]) -> None:
    evaluator = Evaluator(_snapshot(segments), ANALYZER)
    word = evaluator.scorer.vocabulary.slots("المدينه")
    query = parse("القمة في المدينة", ANALYZER)
    document_frequency, best = (
        evaluator.scorer.postings.document_frequency(word, (None, None)),
        evaluator.best(query, evaluator.scorer.articles, 90)[:2],
    )
    assert 0 < document_frequency < 90
    for _ in range(20):
        with pytest.raises(ValueError, match="segment"):
            evaluator.scorer.postings.among(0, [word[0]], np.array([3, 5, 70], np.int32))
        assert evaluator.scorer.postings.document_frequency(word, (None, None)) == document_frequency
        assert evaluator.scorer.postings.among(1, [word[1]], np.zeros(1, np.int32)).shape == (1,)
        found = evaluator.best(query, evaluator.scorer.articles, 90)
        assert [found[0].tolist(), found[1].tolist()] == [best[0].tolist(), best[1].tolist()]


def test_more_words_than_can_be_told_apart_in_c_are_asked_of_whole_arrays(
    segments: tuple[SegmentView, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluator = Evaluator(_snapshot(segments), ANALYZER)
    tree = parse(" ".join(WORDS), ANALYZER)
    best = [evaluator.best(tree, evaluator.scorer.paragraphs, 10)]
    monkeypatch.setattr(compiled, "_MOST_WORDS", len(WORDS) - 1)
    best.append(evaluator.best(tree, evaluator.scorer.paragraphs, 10))
    of_the_best = [
        sorted(zip(each.scores.tolist(), each.numbers.tolist(), strict=True), reverse=True)[:10]
        for each in best
    ]
    assert [number for _, number in of_the_best[1]] == [number for _, number in of_the_best[0]]
    assert [score for score, _ in of_the_best[1]] == pytest.approx([score for score, _ in of_the_best[0]])
