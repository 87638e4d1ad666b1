"""Any-of questions: what is found without scoring everything is what scoring everything finds.

The oracle is the evaluation of every match (`Evaluator.matches`), which is compared with plain
Whoosh elsewhere. The limits up to which work is done at once are set so low that a dozen articles exceed them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.analysis.relations import FINDING, WEAK_RELATIVES, related_stems
from searcher import Searcher, ranking
from searcher.language.parser import parse
from searcher.language.query import Phrase, Query
from searcher.matching import phrases
from searcher.matching.matches import Matches, by_segment
from searcher.postings import compiled, postings_of
from searcher.retrieval.evaluation import Evaluator
from tests.builders import article, segmented_index
from tests.searcher.stories import STORIES, WORDS, best, lower_limits, many_stories, stories
from tests.searcher.trees import ANALYZER

ITEMS = [*WORDS, '"قمة"', '"الوزير"', "ال*", "*م*", "وزير~", '"في المدينة"', '"قمة العرب"~3', "title:قمة"]
# Words without relatives.
MANY_WORDS = ["".join(letters) + end for end in ("كب", "نك", "بن") for letters in permutations("دزثخظغط", 3)]
# What is asked for twice counts twice.
QUERY = st.lists(st.sampled_from(ITEMS), min_size=1, max_size=6).map(" ".join)


@pytest.fixture(scope="module", autouse=True, params=["compiled", "arrays"])
def low_limits(request: pytest.FixtureRequest) -> Iterator[None]:
    """... in C and with NumPy."""
    if request.param == "compiled" and not compiled.AVAILABLE:
        pytest.skip("the extension could not be compiled here: NumPy's way is tested alone")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(compiled, "AVAILABLE", request.param == "compiled")
        lower_limits(monkeypatch)
        yield


def ranked(evaluator: Evaluator, query: Query, count: int, *, paragraphs: bool = False) -> list[Matches]:
    """What is found of the best `count`, by segment."""
    unit = evaluator.scorer.unit(paragraphs=paragraphs)
    found = evaluator.best(query, unit, count)
    return by_segment(found.numbers, found.scores, unit.bases)


@settings(max_examples=150)
@given(
    STORIES,
    st.integers(1, 3),
    st.sets(st.integers(0, 13), max_size=3),
    QUERY,
    st.booleans(),
    st.integers(1, 6),
    st.booleans(),
)
def test_the_best_are_those_of_scoring_everything(
    tmp_path_factory: pytest.TempPathFactory,
    texts: list[tuple[str, list[str]]],
    parts: int,
    deleted: set[int],
    words: str,
    filtered: bool,
    count: int,
    paragraphs: bool,
) -> None:
    index = stories(tmp_path_factory.mktemp("any"), texts, parts, deleted)
    query: Query = parse(f"({words}) source:أ" if filtered else words, ANALYZER)
    evaluator = Evaluator(index.snapshot(), ANALYZER)
    matches = ranked(evaluator, query, count, paragraphs=paragraphs)
    everything = evaluator.matches(query, evaluator.scorer.unit(paragraphs=paragraphs))
    assert best(matches, count) == best(everything, count), "to the last bit"


@pytest.fixture(scope="module")
def many() -> list[tuple[str, list[str]]]:
    return many_stories()


@pytest.mark.parametrize("word", ["وزير", "القمة", "*م*", "ال*", "مدينة source:أ"])
def test_the_best_of_many_with_one_word_are_those_of_scoring_everything(
    tmp_path: Path, many: list[tuple[str, list[str]]], word: str
) -> None:
    index = stories(tmp_path, many, 2, {5, 77})
    query = parse(word, ANALYZER)
    evaluator = Evaluator(index.snapshot(), ANALYZER)
    everything = evaluator.articles(query)
    for count in (*range(1, 20), 100):
        assert best(ranked(evaluator, query, count), count) == best(everything, count)


@pytest.mark.parametrize("at_once", [1, 300, 6000], ids="{} postings at once".format)
@pytest.mark.parametrize(
    "words",
    [
        "وزير القمة",
        "وزير في مدينة",
        "القمة من وزير في العرب",
        "(القمة من وزير في العرب) source:أ",
        "ال* وزير مدينة قمة",
        "القمة في وزير في في القمة",
        "مدينة وزير^2 مدينة وزير^2 وزير ال* ال*",
        "وزير وزير وزير",
    ],
)
def test_the_best_of_many_with_any_words_are_those_of_scoring_everything(
    tmp_path: Path,
    many: list[tuple[str, list[str]]],
    words: str,
    at_once: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Scores of articles that are among the best already grow with every word, and let others go."""
    monkeypatch.setattr("searcher.postings.base.AT_ONCE", at_once)
    index = stories(tmp_path, many, 2, set(range(0, 400, 3)))
    query = parse(words, ANALYZER)
    evaluator = Evaluator(index.snapshot(), ANALYZER)
    everything = evaluator.articles(query)
    for count in (*range(1, 12), 30, 100, 399):
        assert best(ranked(evaluator, query, count), count) == best(everything, count)


@pytest.fixture(scope="module")
def in_turns(tmp_path_factory: pytest.TempPathFactory) -> Evaluator:
    """Well over a thousand articles in two segments. Some words are everywhere, others in a hundred alone."""
    rng = random.Random(3)
    everywhere, somewhere = MANY_WORDS[:12], MANY_WORDS[12:]
    articles = []
    for number in range(1400):
        own = somewhere[number // 100 * 10 :][:10]
        paragraphs = [
            " ".join(
                rng.choices(everywhere, [1 / rank for rank in range(1, 13)], k=rng.randint(1, 25))
                + rng.choices(own, k=rng.randint(0, 4))
            )
            for _ in range(rng.randint(1, 4))
        ]
        articles.append(article(f"{number:04}", *paragraphs, source="أبتث"[number // 350]))
    deleted = [f"{number:04}" for number in range(0, 1400, 9)]
    index = segmented_index(tmp_path_factory.mktemp("turns"), articles[::2], articles[1::2], deleted=deleted)
    return Evaluator(index.snapshot(), ANALYZER)


def test_the_best_paragraphs_of_many_articles_are_those_of_scoring_everything(in_turns: Evaluator) -> None:
    """Question after question: nothing of one is left to the next, wherever their words and filters let them look."""
    rng = random.Random(11)
    for _ in range(200):
        words = rng.choices(MANY_WORDS[:12], k=rng.randint(0, 5)) + rng.choices(
            MANY_WORDS[:152], k=rng.randint(1, 3)
        )
        asked = " ".join(words)
        query = parse(rng.choice([asked, f"({asked}) source:{rng.choice('أبتث')}"]), ANALYZER)
        count = rng.choice([1, 3, 10, 60])
        matches = ranked(in_turns, query, count, paragraphs=True)
        assert best(matches, count) == best(in_turns.matches(query, in_turns.scorer.paragraphs), count), asked


@pytest.mark.parametrize("words", [129, 260, 450])
def test_the_best_paragraph_is_found_by_more_words_than_are_told_apart(tmp_path: Path, words: int) -> None:
    """The second article is the better one, since it is shorter; both have everything."""
    asked = " ".join(MANY_WORDS[:words])
    index = stories(tmp_path, [("", [asked + " كلام" * 40]), ("", [asked]), *[("", ["كلام"])] * 9], 1, set())
    evaluator = Evaluator(index.snapshot(), ANALYZER)
    (best_one,) = best(ranked(evaluator, parse(asked, ANALYZER), 1, paragraphs=True), 1)
    assert best_one[1:] == (0, 3), "its headline is passage 2"


def test_all_paragraphs_that_tie_are_found_by_bounds_that_are_no_higher_than_their_score(
    tmp_path: Path,
) -> None:
    """Five times in fifty words, when paragraphs have fifty on average, is a bound of peaks."""
    texts = [("", [" ".join(["قمة"] * 5 + MANY_WORDS[number : number + 45])]) for number in range(300)]
    evaluator = Evaluator(stories(tmp_path, texts, 1, set()).snapshot(), ANALYZER)
    assert evaluator.scorer.statistics.average_paragraph_length == 50
    assert len(best(ranked(evaluator, parse("قمة", ANALYZER), 1, paragraphs=True), 1)) == 300


def test_the_paragraph_that_says_a_word_most_often_is_found_among_some_that_say_nothing_else(
    tmp_path: Path,
) -> None:
    texts = [("", ["قمة " * times + "كلام " * 20]) for times in range(100, 140)]
    evaluator = Evaluator(stories(tmp_path, texts, 1, set()).snapshot(), ANALYZER)
    (best_one,) = best(ranked(evaluator, parse("قمة", ANALYZER), 1, paragraphs=True), 1)
    assert best_one[1:] == (0, 2 * 39 + 1)


@pytest.mark.parametrize("phrase", ["وزير قمة", "في المدينة", "العرب في المدينة"])
def test_a_phrase_is_found_wherever_it_stands_in_many_articles(
    tmp_path: Path, many: list[tuple[str, list[str]]], phrase: str
) -> None:
    index = stories(tmp_path, many, 1, set())
    view = index.snapshot().segments[0]
    words = ANALYZER.normalized(phrase)
    positions, found = phrases.phrase_positions(postings_of([view]), 0, Phrase("text", words)), []
    for number, (title, paragraphs) in enumerate(many):
        for passage, text in enumerate((title, *paragraphs), int(view.passages.first[number])):
            forms = ANALYZER.normalized(text)
            begins = range(len(forms) - len(words) + 1)
            held = [at for at in begins if forms[at : at + len(words)] == words]
            found += [int(view.passages.first_positions[passage]) + at for at in held]
    assert len(found) > 4
    assert positions.tolist() == found


@settings(max_examples=60)
@given(STORIES, st.sets(st.integers(0, 13), max_size=2), st.sampled_from(WORDS))
@example(
    [("خبر", []), ("وزير " * 9, []), ("وزير للوزراء", [])], {0, 1}, "وزير"
)  # of which most is merged away
def test_kept_relatives_are_those_that_are_worked_out(
    tmp_path_factory: pytest.TempPathFactory,
    texts: list[tuple[str, list[str]]],
    deleted: set[int],
    word: str,
) -> None:
    """... and how many articles they find is counted right."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("index.building.terms.FEW_TERMS", 0)
        kept = stories(tmp_path_factory.mktemp("kept"), texts, 1, deleted).snapshot()
    asked = stories(tmp_path_factory.mktemp("asked"), texts, 1, deleted).snapshot()
    (form,) = (token.form for token in ANALYZER.tokens(word))
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("searcher.matching.vocabulary.FEW_TERMS", 0)
        evaluators = [Evaluator(snapshot, ANALYZER) for snapshot in (kept, asked)]
    known, worked_out = (evaluator.scorer.vocabulary.expansion(form) for evaluator in evaluators)
    for one, other in ((known.finding, worked_out.finding), (known.weak, worked_out.weak)):
        assert [slots.table.tolist() for slots in one] == [slots.table.tolist() for slots in other]
    group_frequency = 0
    for view, slots in zip(kept.segments, known.finding, strict=True):
        held = {
            number for slot, _ in slots.weighted_slots() for number in view.lists.postings(slot)[0].tolist()
        }
        group_frequency += len(held)
    total = sum(view.article_count for view in kept.segments)
    assert known.group == worked_out.group == ranking.idf(total, group_frequency)
    assert known.idf == worked_out.idf
    assert not any(len(view.terms.kept_relatives()[0]) for view in asked.segments)
    assert (
        known.function_word
        or not group_frequency
        or any(len(view.terms.kept_relatives()[0]) for view in kept.segments)
    )


@settings(max_examples=60)
@given(STORIES, st.sets(st.integers(0, 13), max_size=2), st.integers(2, 4), st.sampled_from(WORDS))
def test_relatives_are_known_by_number_in_every_segment(
    tmp_path_factory: pytest.TempPathFactory,
    texts: list[tuple[str, list[str]]],
    deleted: set[int],
    parts: int,
    word: str,
) -> None:
    """... by way of the numbers that a segment keeps of its parent, as by the stems themselves."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("index.building.terms.FEW_TERMS", 0)
        snapshot = stories(tmp_path_factory.mktemp("parts"), texts, parts, deleted).snapshot()
        (form,) = ANALYZER.normalized(word)
        one_way, another = Evaluator(snapshot, ANALYZER), Evaluator(snapshot, ANALYZER)
        by_number = one_way.scorer.vocabulary.expansion(form)
        monkeypatch.setattr("searcher.matching.vocabulary.Vocabulary._of_children", lambda *_: None)
        by_stem = another.scorer.vocabulary.expansion(form)
    for one, other in zip(by_number.finding + by_number.weak, by_stem.finding + by_stem.weak, strict=True):
        assert (one.table.tolist(), one.total) == (other.table.tolist(), other.total)


def test_of_many_weak_relatives_the_likeliest_and_commonest_raise_what_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """... by how often they occur in all segments, where the relatives of a word are not kept."""
    forms = ["كاتب", "مكتب", "كتاب", "كتيب", "مكاتب", "اكتتاب", "كتابة", "كتائب"]
    texts = [("", [f"{form} " * (1 + number * 7 % 11)]) for number, form in enumerate(forms * 2)]
    monkeypatch.setattr("searcher.matching.vocabulary.FEW_TERMS", 0)
    evaluator = Evaluator(stories(tmp_path, texts, 2, set()).snapshot(), ANALYZER)
    vocabulary, segments = evaluator.scorer.vocabulary, evaluator.snapshot.segments
    for word in forms:
        (form,) = ANALYZER.normalized(word)
        related = related_stems(vocabulary.stem(form), vocabulary)
        worth = {
            stem: weight * vocabulary.frequency_of_stem(stem)
            for stem, weight in related.items()
            if weight < FINDING
        }
        assert len(worth) > WEAK_RELATIVES
        best = sorted(worth, key=lambda stem: (-worth[stem], stem))[:WEAK_RELATIVES]
        weak = enumerate(vocabulary.weak_slots(form))
        found = {(at, slot) for at, slots in weak for slot, _ in slots.weighted_slots()}
        own = [(at, view.terms.slots_of_stem(stem)) for at, view in enumerate(segments) for stem in best]
        assert found == {(at, slot) for at, slots in own for slot in slots}


def test_no_stem_is_looked_for_where_a_segment_knows_its_parent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.building.terms.FEW_TERMS", 0)
    texts = [("قمة عربية", ["الوزير في المدينة", "القمم العربية"]), ("القمة", ["للقمة"])]
    evaluator = Evaluator(stories(tmp_path, texts, 2, set()).snapshot(), ANALYZER)
    monkeypatch.setattr("searcher.matching.vocabulary.Vocabulary._named", None)  # what looks for them
    first, second = evaluator.scorer.vocabulary.expansion("قمه").finding
    assert first.total
    assert second.total == 2, "القمه and للقمه"


def test_a_form_that_segments_gave_different_stems_is_found_in_all_of_them(tmp_path: Path) -> None:
    index = stories(tmp_path, [("الذرة الذرة", []), ("الذرة الذرة الذرة الذرة خبر", [])], 2, set())
    stems = {
        view.terms.stems[view.terms.stem_number(view.terms.slot("الذره") or 0)]
        for view in index.snapshot().segments
    }
    assert stems == {"ذره", "الذره"}, "what this is about"
    with Searcher(index) as searcher:
        assert searcher.search("ذرة").total == searcher.search("الذرة").total == 2


def test_such_a_form_is_found_too_where_its_stem_is_a_weak_relative(tmp_path: Path) -> None:
    index = segmented_index(tmp_path, [article("a", "روسيا")], [article("b", "روسيا الروسي")])
    for _ in range(2):
        with Searcher(index) as searcher:
            assert searcher.search("الروسي", duplicates="show").total == 2
            assert searcher.search("خبر OR -الروسي", duplicates="show").total == 0
        index.optimize()


def test_articles_of_equal_content_tie_whatever_way_they_were_scored(tmp_path: Path) -> None:
    same = ("خبر", ["زيارة الوزير إلى المدينة في ذرة عربية"])
    others = [("ذرة", ["في المدينة"] * (number % 3)) for number in range(12)]
    index = stories(tmp_path, [same, *others, same], 2, set())
    evaluator = Evaluator(index.snapshot(), ANALYZER)
    words = "زيارة في المدينة ذرة"
    for query in (words, f"title:خبر {words}", f'زيارة (في OR مدينة) "ذرة عربية" -"{words}"'):
        matches = ranked(evaluator, parse(query, ANALYZER), 1)
        first, second = best(matches, 1)
        assert first[0] == second[0]
        assert first[1] != second[1]


def test_articles_of_equal_words_tie_where_segments_have_them_in_other_numbers(tmp_path: Path) -> None:
    """The rarest word comes first in what is added up, and that is another one in each segment."""
    same = ("ذرة وزير زيارة خبر مدينة", ["وزير زيارة وزير"])
    titles = (
        "وزير وزير زيارة",
        "زيارة",
        "وزير زيارة",
        "مدينة زيارة",
        "وزير ذرة زيارة",
        "مدينة",
        "ذرة",
        "خبر مدينة",
    )
    others = [(title, []) for title in (*titles, "زيارة", "مدينة خبر")]
    index = stories(tmp_path, [same, *others, same], 2, set())
    evaluator = Evaluator(index.snapshot(), ANALYZER)
    tree = parse("ذرة وزير زيارة خبر مدينة", ANALYZER, match="all")
    scores = [part.scores.tolist() for part in evaluator.articles(tree)]
    assert len(scores) == 2
    assert scores[0] == scores[1]


@pytest.mark.parametrize("paragraphs", [False, True])
def test_what_few_texts_hold_is_added_to_what_words_find(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paragraphs: bool
) -> None:
    """No posting list is worked out as a whole for the sake of a rare spelling."""
    monkeypatch.setattr("searcher.retrieval.any_of.best_of_leaves", None)
    texts = [("ذرة", ["في المدينة", "وزير المدينة في ذرة العرب"]), ("زيارة", ["العرب في", "المدينة في ذرة"])]
    index = stories(tmp_path, [*texts, *[("ذرة", ["وزير العرب", "ذرة"])] * 6], 2, {3})
    evaluator = Evaluator(index.snapshot(), ANALYZER)
    for words in (
        'وزير ذرة "في المدينة"',
        'العرب "المدينة في" "في المدينة"',
        'ذرة "مدن في"',
        'العرب "زيارة"',
    ):
        query = parse(words, ANALYZER)
        everything = evaluator.matches(query, evaluator.scorer.unit(paragraphs=paragraphs))
        for count in (1, 3, 20):
            found = best(ranked(evaluator, query, count, paragraphs=paragraphs), count)
            assert found == best(everything, count)


def test_a_long_paragraph_that_says_a_word_a_hundred_times_is_not_passed_over(tmp_path: Path) -> None:
    """Its posting says fifteen times or more, so what the paragraph may score is not known from it."""
    long = ("", ["ذرة " * 400 + "في المدينة " * 300])
    short = [("", ["ذرة في المدينة العرب زيارة " * (1 + number % 2), "مدن " * 60]) for number in range(12)]
    index = stories(tmp_path, [*short, long], 1, set())
    evaluator = Evaluator(index.snapshot(), ANALYZER)
    for words in ("ذرة", "ذرة المدينة", "ذرة زيارة"):
        query = parse(words, ANALYZER)
        for count in range(1, 14):
            matches = ranked(evaluator, query, count, paragraphs=True)
            assert best(matches, count) == best(evaluator.matches(query, evaluator.scorer.paragraphs), count)
