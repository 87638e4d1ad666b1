"""Posting lists say the same in C and with NumPy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.storage.arrays import IntArray
from searcher import ranking
from searcher.language.parser import parse
from searcher.language.query import Word
from searcher.language.sought import sought
from searcher.postings import AnyOf, Postings, ScoredTexts, compiled
from searcher.postings.arrays import ArrayPostings
from searcher.postings.candidates import Candidates
from searcher.postings.compiled import CompiledPostings
from searcher.ranking import ScoreArray
from searcher.retrieval import reranking
from searcher.retrieval.evaluation import Evaluator
from tests.searcher.damaged import Damaged, gathering
from tests.searcher.stories import STORIES, WORDS, added_by_second_look, lower_limits, many_stories, stories
from tests.searcher.trees import ANALYZER

pytestmark = pytest.mark.skipif(
    not compiled.AVAILABLE, reason="the extension could not be compiled here: there is nothing to compare"
)


#: Forms that find nothing beside others, as function words do, but which hold as much as any.
ADDING = st.sets(st.sampled_from([form for word in WORDS for form in ANALYZER.normalized(word)]))


@pytest.fixture(scope="module", autouse=True)
def low_limits() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        lower_limits(monkeypatch)
        yield


@settings(max_examples=80)
@given(STORIES, st.integers(1, 3), st.lists(st.sampled_from(WORDS), min_size=2, max_size=12), ADDING)
def test_c_and_numpy_say_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    texts: list[tuple[str, list[str]]],
    parts: int,
    words: list[str],
    adding: set[str],
) -> None:
    """Of the best articles and of phrases to the last bit, of what the second look adds, and of who holds a word."""
    snapshot = stories(tmp_path_factory.mktemp("both"), texts, parts, set()).snapshot()
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(compiled, "AVAILABLE", True)
        in_c = Evaluator(snapshot, ANALYZER)
        monkeypatch.setattr(compiled, "AVAILABLE", False)
        with_numpy = Evaluator(snapshot, ANALYZER)
    assert type(in_c.scorer.postings) is not type(with_numpy.scorer.postings)
    forms = [form for word in words for form in ANALYZER.normalized(word)]
    asked = [Word("text", form) for form in forms]
    articles = np.arange(snapshot.article_count, dtype=np.int32)
    answers = []
    for evaluator in (in_c, with_numpy):
        query = parse(" ".join(words), ANALYZER, form_only_adds=adding.__contains__)
        found = evaluator.best(query, evaluator.scorer.articles, 100)
        second = added_by_second_look(evaluator, asked, articles)
        of_terms: list[object] = []
        for segment, view in enumerate(snapshot.segments):
            slots = [view.terms.slot(form) for form in dict.fromkeys(forms[:3])]
            if None not in slots and len(slots) > 1:
                of_terms += phrase_in_every_way(evaluator, segment, slots)  # type: ignore[arg-type]  # no None is left
            held = [evaluator.scorer.vocabulary.slots(form)[segment] for form in forms[:4]]
            backwards = np.arange(view.article_count, dtype=np.int32)[::-1].copy()
            of_terms.append(evaluator.scorer.postings.among(segment, held, backwards[::2].copy()).tolist())
        idf = [evaluator.scorer.vocabulary.expansion(form).idf for form in forms]
        answers.append((found.numbers.tolist(), found.scores.tolist(), of_terms, idf, second.tolist()))
    assert answers[0][:4] == answers[1][:4]
    assert answers[0][4] == pytest.approx(answers[1][4], abs=1e-5)


@settings(max_examples=80)
@given(
    STORIES,
    st.integers(1, 3),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=12),
    ADDING,
    st.integers(1, 40),
    st.integers(0, 8),
)
def test_the_first_articles_are_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    texts: list[tuple[str, list[str]]],
    parts: int,
    words: list[str],
    adding: set[str],
    considered: int,
    looked_at: int,
) -> None:
    """In one call of C, and with NumPy step by step: which, in what order, and whether each was looked at again."""
    snapshot = stories(tmp_path_factory.mktemp("both"), texts, parts, set()).snapshot()
    query = parse(" ".join(words), ANALYZER, form_only_adds=adding.__contains__)
    asked = [item for item in sought(query) if isinstance(item, Word)]
    answers = []
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(reranking, "CANDIDATES", Candidates(looked_at, looked_at + 5))
        for in_c in (True, False):
            monkeypatch.setattr(compiled, "AVAILABLE", in_c)
            evaluator = Evaluator(snapshot, ANALYZER)
            first = evaluator.first(query, considered, asked, considered)
            assert first is not None, "words, and other spellings of them, are asked for in one call"
            answers.append((first.articles, first.total()))
    (found, total), (expected, expected_total) = answers
    assert total == expected_total
    by_number = dict(
        zip(expected.numbers, zip(expected.scores, expected.looked_at, strict=True), strict=True)
    )
    assert {*found.numbers} == {*by_number}
    for number, score, was_looked_at in zip(*found, strict=True):
        assert (score, was_looked_at) == (pytest.approx(by_number[number][0], abs=1e-5), by_number[number][1])
    assert found.scores == sorted(found.scores, reverse=True)


@pytest.mark.parametrize("parts", [1, 2])
def test_one_article_is_found_wherever_it_stands_in_long_lists(tmp_path: Path, parts: int) -> None:
    many = many_stories()
    snapshot = stories(tmp_path, many, parts, set()).snapshot()
    asked = [Word("text", form) for form in ANALYZER.normalized("وزير القمة مدينة")]
    added = []
    for in_c in (True, False):
        with pytest.MonkeyPatch.context() as monkeypatch:
            monkeypatch.setattr(compiled, "AVAILABLE", in_c)
            evaluator = Evaluator(snapshot, ANALYZER)
        each = [np.array([number], np.int32) for number in range(len(many))]
        added.append(np.concatenate([added_by_second_look(evaluator, asked, one) for one in each]).tolist())
    assert added[0] == pytest.approx(added[1], abs=1e-5)
    assert sum(map(bool, added[0])) > len(many) / 2


@pytest.mark.parametrize("gather", [True, False])
def test_short_lists_between_long_ones_are_gone_through(tmp_path: Path, gather: bool) -> None:
    """The words of one stem, in the order of their lists; the second and the last are in hundreds of articles."""
    first, second, third, asked_for, last = "القطار", "بالقطار", "قطار", "للقطار", "والقطار"
    texts = [
        f"خبر {(first, third, asked_for)[number // 20 % 3] if number % 20 < 2 else (second, last)[number % 2]}"
        for number in range(400)
    ]
    snapshot = stories(tmp_path, [("", [text]) for text in texts], 1, set()).snapshot()
    (view,) = snapshot.segments
    in_c, with_numpy = Evaluator(snapshot, ANALYZER), Evaluator(snapshot, ANALYZER)
    in_c.scorer.postings, with_numpy.scorer.postings = CompiledPostings([view]), ArrayPostings([view])
    asked = [Word("text", form) for form in ("خبر", asked_for)]
    each = [np.array([number], np.int32) for number in range(len(texts))]
    with gathering(gather):
        found, expected = (
            np.concatenate([added_by_second_look(evaluator, asked, one) for one in each]).tolist()
            for evaluator in (in_c, with_numpy)
        )
    assert found == pytest.approx(expected, abs=1e-5)
    assert all(expected)


@pytest.mark.parametrize("gather", [True, False])
@pytest.mark.parametrize("width", [np.uint16, np.uint32])
def test_many_articles_are_found_in_longer_lists(
    tmp_path: Path, width: type[np.unsignedinteger[Any]], gather: bool
) -> None:
    """They are looked for in step, some dozens at a time: the last of one lot and the first of the next, too."""
    count = 3000
    bodies = ["خبر وزير", "خبر وزير", "خبر"]
    texts = [("", [bodies[number * number % 7 % 3]]) for number in range(count)]
    snapshot = stories(tmp_path, texts, 1, set()).snapshot()
    (view,) = snapshot.segments
    in_c, with_numpy = Evaluator(snapshot, ANALYZER), Evaluator(snapshot, ANALYZER)
    wider: Any = Damaged(view, "articles", view.postings_array("articles").astype(width))
    in_c.scorer.postings, with_numpy.scorer.postings = CompiledPostings([wider]), ArrayPostings([view])
    asked = [Word("text", form) for form in ("خبر", "وزير")]
    lots = [np.arange(start, start + 70, dtype=np.int32) for start in (*range(6), count - 70)]
    lots += [np.arange(start, count, 43, dtype=np.int32) for start in range(43)]
    with gathering(gather):
        found, expected = (
            np.concatenate([added_by_second_look(evaluator, asked, lot) for lot in lots]).tolist()
            for evaluator in (in_c, with_numpy)
        )
    assert found == pytest.approx(expected, abs=1e-5)
    assert len(set(expected)) > 1, "some have both words"


@pytest.mark.parametrize("gather", [True, False])
@pytest.mark.parametrize(
    ("width", "parts"), [(np.uint8, 2), (np.uint16, 1), (np.uint16, 3), (np.uint32, 1), (np.uint32, 3)]
)
def test_articles_with_all_the_words_are_the_same(
    tmp_path: Path, width: type[np.unsignedinteger[Any]], parts: int, gather: bool
) -> None:
    """Of two words and of three beside another, where they are more than are wanted, and where they are fewer."""
    texts = many_stories()
    segments = stories(tmp_path, texts, parts, set()).snapshot().segments
    evaluator = Evaluator(stories(tmp_path / "same", texts, parts, set()).snapshot(), ANALYZER)
    formula, with_numpy = evaluator.scorer.statistics.article_formula, ArrayPostings(segments)
    views: list[Any] = [
        Damaged(view, "articles", view.postings_array("articles").astype(width)) for view in segments
    ]
    in_c = CompiledPostings(views)
    forms = ["مدن", "المدينه", "زياره", "قمه", "العرب", "وزير", "الوزير"]
    tables = [evaluator.scorer.vocabulary.slots(form) for form in forms]
    random = np.random.default_rng(5)
    masks = [None, random.random(len(texts)) < 0.5, random.random(len(texts)) < 0.02]
    enough = 0
    with gathering(gather):
        for _ in range(120):
            chosen = random.choice(len(forms), 4, replace=False)
            words, complete = [tables[each] for each in chosen], int(random.integers(0, 4))
            max_scores = [3.0, 2.5, 2.0, 1.5]
            question = AnyOf(
                words,
                max_scores,
                [1, 2, 1, 1],
                masks[random.integers(3)],
                int(random.choice([1, 5, 30, 300])),
                complete,
                20 << 30 if complete else 0,
            )
            found, expected = (
                of_the_best(*postings.best_articles(question, formula), question.wanted)
                for postings in (in_c, with_numpy)
            )
            assert found == expected
            enough += complete > 1 and sum(score > 20 for _, score in expected) >= question.wanted
    assert 20 < enough < 80


@pytest.mark.parametrize("parts", [1, 2])
def test_articles_with_a_rare_word_and_a_frequent_one_are_the_same(tmp_path: Path, parts: int) -> None:
    """Where the rare one has so few that they are looked for in the lists of the others."""
    bodies = ["خبر " * (1 + number % 5) + "وزير " * (number % 211 == 0) for number in range(3000)]
    texts = [(" ".join(["زيارة"] * (number % 3)), [body]) for number, body in enumerate(bodies)]
    evaluator = Evaluator(stories(tmp_path, texts, parts, set()).snapshot(), ANALYZER)
    segments, formula = evaluator.snapshot.segments, evaluator.scorer.statistics.article_formula
    rare, frequent, other = (evaluator.scorer.vocabulary.slots(form) for form in ("وزير", "خبر", "زياره"))
    assert sum(each.total for each in rare) * 40 < max(each.total for each in frequent)
    for words in ([rare, frequent], [rare, other, frequent], [rare, frequent, other]):
        for wanted in (1, 4, 9, 40):
            question = AnyOf(words, [3.0, 2.0, 1.0], [1, 1, 1], None, wanted, len(words), 20 << 30)
            found, expected = (
                of_the_best(*postings.best_articles(question, formula), wanted)
                for postings in (CompiledPostings(segments), ArrayPostings(segments))
            )
            assert found == expected


@pytest.mark.parametrize("parts", [1, 3])
def test_what_is_known_of_articles_is_added_to_what_words_find(tmp_path: Path, parts: int) -> None:
    """Of few articles and of many, more or less than words can add, and of such as have no word."""
    texts = many_stories()
    evaluator = Evaluator(stories(tmp_path, texts, parts, set()).snapshot(), ANALYZER)
    segments, formula = evaluator.snapshot.segments, evaluator.scorer.statistics.article_formula
    ways = CompiledPostings(segments), ArrayPostings(segments)
    tables = [evaluator.scorer.vocabulary.slots(form) for form in ("مدن", "المدينه", "زياره", "قمه", "العرب")]
    random = np.random.default_rng(8)
    max_scores, times = [3.0, 2.5, 2.0], [1, 2, 1]
    decisive = 0
    for _ in range(150):
        words = [tables[each] for each in random.choice(len(tables), random.integers(1, 4), replace=False)]
        passing = random.random(len(texts)) < 0.5 if random.random() < 0.5 else None
        chosen = random.random(len(texts)) < random.choice([0.003, 0.2, 1])
        numbers = np.flatnonzero(chosen if passing is None else chosen & passing).astype(np.int32)
        scores = random.integers(0, int(random.choice([1, 3, 30])) << 30, len(numbers))
        scores[random.random(len(numbers)) < 0.1] = 0
        question = AnyOf(
            words, max_scores[: len(words)], times[: len(words)], passing, int(random.choice([1, 5, 300]))
        )
        alone = of_the_best(*ways[1].best_articles(question, formula), question.wanted)
        question = question._replace(known=ScoredTexts(numbers, scores))
        found, expected = (
            of_the_best(*postings.best_articles(question, formula), question.wanted) for postings in ways
        )
        assert found == expected
        assert len(found) >= min(question.wanted, len(numbers))
        everything = ways[1].joined(question, 0, len(words), formula)
        totals = dict(zip(everything.numbers.tolist(), everything.scores.tolist(), strict=True))
        for number, score in zip(numbers.tolist(), scores.tolist(), strict=True):
            totals[number] = totals.get(number, 0) + score
        best = sorted(totals.values(), reverse=True)[: question.wanted]
        assert [round(score * 2**30) for _, score in found][: len(best)] == best
        decisive += found != alone
    assert decisive > 100


@pytest.mark.parametrize("parts", [1, 3])
def test_what_is_known_of_paragraphs_is_added_to_what_words_find(tmp_path: Path, parts: int) -> None:
    """Of few paragraphs and of many, of several in one article, and of such as have no word."""
    texts = many_stories()
    evaluator = Evaluator(stories(tmp_path, texts, parts, set()).snapshot(), ANALYZER)
    segments, statistics = evaluator.snapshot.segments, evaluator.scorer.statistics
    ways = CompiledPostings(segments), ArrayPostings(segments)
    bases = ways[0].passage_bases
    firsts = np.concatenate(
        [view.passages.first[:-1] + base for view, base in zip(segments, bases, strict=False)]
    )
    article_of = np.searchsorted(firsts, np.arange(bases[-1]), side="right") - 1
    is_headline = np.isin(np.arange(bases[-1]), firsts)
    forms = ("مدن", "المدينه", "زياره", "قمه", "العرب")
    tables = [evaluator.scorer.vocabulary.slots(form) for form in forms]
    random = np.random.default_rng(9)
    max_scores, times = [3.0, 2.5, 2.0, 0.1], [1, 2, 1, 1]
    decisive = 0

    def best(way: Postings, question: AnyOf) -> Sequence[tuple[int, float]]:
        bound, average = statistics.paragraph_bound, statistics.average_paragraph_length
        return of_the_best(
            *way.best_paragraphs(question, bound, ranking.PARAGRAPHS, average), question.wanted
        )

    for _ in range(150):
        words = [tables[each] for each in random.choice(len(tables), random.integers(1, 5), replace=False)]
        passing = random.random(len(texts)) < 0.5 if random.random() < 0.5 else None
        chosen = ~is_headline & (random.random(bases[-1]) < random.choice([0.002, 0.2, 1]))
        if passing is not None:
            chosen &= passing[article_of]
        numbers = np.flatnonzero(chosen)
        scores = random.integers(0, int(random.choice([1, 3, 30])) << 30, len(numbers))
        scores[random.random(len(numbers)) < 0.1] = 0
        question = AnyOf(
            words, max_scores[: len(words)], times[: len(words)], passing, int(random.choice([1, 5, 300]))
        )
        alone = best(ways[1], question)
        totals = dict(best(ways[1], question._replace(wanted=bases[-1])))
        for number, score in zip(numbers.tolist(), scores.tolist(), strict=True):
            totals[number] = totals.get(number, 0) + score / 2**30
        question = question._replace(known=ScoredTexts(numbers, scores))
        found, expected = (best(way, question) for way in ways)
        assert found == expected
        assert found == of_the_best(np.array(list(totals)), np.array(list(totals.values())), question.wanted)
        decisive += found != alone
    assert decisive > 100


def test_what_is_known_of_texts_far_from_any_word_is_found(tmp_path: Path) -> None:
    """Among some hundred articles without a word that is asked for."""
    texts = [("", ["وزير قمة" if number < 3 else "زيارة"]) for number in range(400)]
    evaluator = Evaluator(stories(tmp_path, texts, 1, set()).snapshot(), ANALYZER)
    statistics, words = evaluator.scorer.statistics, [evaluator.scorer.vocabulary.slots("وزير")]
    bound = statistics.paragraph_bound
    for postings in (
        CompiledPostings(evaluator.snapshot.segments),
        ArrayPostings(evaluator.snapshot.segments),
    ):
        for score in (0, 1, 9 << 30):
            question = AnyOf(words, [2.0], [1], None, 9)
            known = ScoredTexts(np.array([1, 250, 399], np.int32), np.array([score] * 3))
            articles, _ = postings.best_articles(question._replace(known=known), statistics.article_formula)
            assert set(articles.tolist()) == {0, 1, 2, 250, 399}
            known = ScoredTexts(2 * np.array([1, 250, 399]) + 1, known.scores)
            passages, _ = postings.best_paragraphs(
                question._replace(known=known), bound, ranking.PARAGRAPHS, 1.0
            )
            assert set(passages.tolist()) == {1, 3, 5, 501, 799}


def test_words_that_should_all_be_there_are_asked_for_alone(tmp_path: Path) -> None:
    evaluator = Evaluator(stories(tmp_path, [("", ["وزير قمة"])] * 3, 1, set()).snapshot(), ANALYZER)
    words = [evaluator.scorer.vocabulary.slots(form) for form in ("وزير", "قمه")]
    known = ScoredTexts(np.array([1], np.int32), np.array([5 << 30]))
    question = AnyOf(words, [2.0, 2.0], [1, 1], None, 9, 2, 20 << 30, known)
    for postings in (
        CompiledPostings(evaluator.snapshot.segments),
        ArrayPostings(evaluator.snapshot.segments),
    ):
        with pytest.raises(ValueError, match="should have all of are asked for alone"):
            postings.best_articles(question, evaluator.scorer.statistics.article_formula)


def of_the_best(articles: IntArray, scores: ScoreArray, wanted: int) -> Sequence[tuple[int, float]]:
    """Articles with their scores as far as they are among the best that are wanted, or tie with the last of these."""
    pairs = sorted(zip(articles.tolist(), scores.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0]))
    return [pair for pair in pairs if len(pairs) <= wanted or pair[1] >= pairs[wanted - 1][1]]


def phrase_in_every_way(evaluator: Evaluator, segment: int, slots: list[int]) -> list[object]:
    """Where a phrase stands, how often in each article, and what that adds to scores: anywhere, and in headlines."""
    postings, damping = evaluator.scorer.postings, evaluator.scorer.statistics.article_damping
    articles, positions = postings.phrase(segment, slots)
    ways: list[object] = [articles.tolist(), positions.tolist()]
    for in_body in (1.0, 0.0):
        counted, frequencies = postings.by_article(segment, articles, positions, in_body)
        scores = postings.scores(segment, counted, frequencies, 7.3, damping)
        ways += [counted.tolist(), frequencies.tolist(), scores.tolist()]
    return ways
