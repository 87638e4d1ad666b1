"""Every node finds, and marks, what a plain matcher finds in the articles (`tests.searcher.brute`)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Article
from index.segments.segment import seconds_of
from searcher import Searcher
from searcher.language.query import (
    And,
    AndMaybe,
    AtLeast,
    DateRange,
    Every,
    FieldValue,
    First,
    Fuzzy,
    Has,
    Near,
    Not,
    Or,
    Pattern,
    Phrase,
    Query,
    Within,
    Word,
)
from searcher.presenting.marking import Marker
from tests.builders import article, built_index, segmented_index
from tests.searcher.brute import ANALYZER, Asked, Read, all_forms

# Relatives of one another and strangers, forms that differ by a letter, a function word.
WORDS = ["وزير", "الوزير", "وزراء", "وزيره", "قمه", "القمه", "قمم", "من", "زار", "2024"]
WORD = st.sampled_from(WORDS)
TEXT = st.lists(st.tuples(WORD, st.sampled_from([" ", " ", " ", ". ", "؟ ", "\n"])), max_size=9).map(
    lambda pieces: "".join(word + after for word, after in pieces)
)
ARTICLES = st.lists(
    st.tuples(
        TEXT,
        st.lists(TEXT, max_size=3),
        st.sampled_from(["المنارة", "الصدى", ""]),
        st.sampled_from([None, "2024-01-01", "2024-02-02T10:00"]),
    ),
    min_size=1,
    max_size=6,
)

FIELD = st.sampled_from(["text", "text", "text", "title"])
LEAF = st.one_of(
    st.builds(Word, FIELD, WORD),
    st.builds(Phrase, FIELD, st.lists(WORD, min_size=1, max_size=2)),
    st.builds(Pattern, FIELD, st.sampled_from(["وز*", "*زير", "*م*", "?مه", "ق??", "*زي*ه", "ال*م?", "2*"])),
    st.builds(Fuzzy, FIELD, st.sampled_from(["وزير", "قمه", "زوير", "راز"]), st.integers(1, 2)),
)
ITEM = st.one_of(LEAF, st.lists(LEAF, min_size=2, max_size=3).map(Or))
NEAR = st.builds(Near, st.lists(ITEM, min_size=2, max_size=3).map(tuple), st.integers(0, 4), st.booleans())
INNER = st.recursive(
    st.one_of(LEAF, LEAF, NEAR),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(And),
        st.lists(inner, min_size=2, max_size=3).map(Or),
        st.builds(lambda yes, no: And([yes, Not(no)]), inner, inner),
        st.builds(lambda no: And([Every(), Not(no)]), inner),
    ),
    max_leaves=3,
)
RESTRICTION = st.one_of(
    st.builds(FieldValue, st.just("source"), st.sampled_from([("المناره",), ("الصدي",)])),
    st.builds(Has, st.sampled_from(["source", "date", "author"])),
    st.builds(
        DateRange,
        st.none() | st.just(seconds_of(article(date="2024-01-15").date)),
        st.none() | st.just(seconds_of(article(date="2024-02-02").date)),
    ),
)
NODE = st.one_of(
    LEAF,
    NEAR,
    st.builds(Within, st.sampled_from(["paragraph", "sentence"]), INNER),
    st.builds(First, ITEM, st.integers(1, 6)),
    st.builds(AtLeast, ITEM, st.integers(1, 4)),
)


def beside_function_words(finding: list[Query], times: int) -> Query:
    word = Word("text", "من")
    return Or([word, *finding, *[word] * times], [] if word in finding else [word])


TREE = st.recursive(
    st.one_of(NODE, NODE, NODE, RESTRICTION),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(And),
        st.lists(inner, min_size=1, max_size=3).map(Or),
        st.builds(beside_function_words, st.lists(inner, min_size=1, max_size=2), st.integers(0, 1)),
        st.builds(lambda yes, no: And([yes, Not(no)]), inner, inner),
        st.builds(lambda no: And([Every(), Not(no)]), inner),
        st.builds(AndMaybe, inner, inner),
    ),
    max_leaves=4,
)


def indexed(
    folder: Path, texts: Sequence[tuple[str, list[str], str, str | None]], parts: int
) -> list[Article]:
    """The articles, and an index of them in several segments; one article more is in it and deleted."""
    articles = [
        article(f"a{number:02}", *paragraphs, title=title, source=source, date=date)
        for number, (title, paragraphs, source, date) in enumerate(texts)
    ]
    gone = article("gone", " ".join(WORDS), title=" ".join(WORDS))
    segmented_index(
        folder, [gone, *articles[::parts]], *(articles[at::parts] for at in range(1, parts)), deleted=["gone"]
    )
    return articles


@settings(max_examples=60)
@given(ARTICLES, st.integers(1, 2), st.lists(TREE, min_size=1, max_size=15))
def test_every_tree_finds_and_marks_what_the_plain_matcher_does(
    tmp_path_factory: pytest.TempPathFactory,
    texts: list[tuple[str, list[str], str, str | None]],
    parts: int,
    trees: list[Query],
) -> None:
    folder = tmp_path_factory.mktemp("nodes")
    articles = indexed(folder, texts, parts)
    with Searcher.open(folder) as searcher:
        evaluator = searcher.evaluator
        relatives = cache(evaluator.scorer.vocabulary.relatives)
        all_read = [Read(each) for each in articles]
        forms = all_forms(all_read, relatives)
        read = {each.article.id: Asked(each, forms) for each in all_read}
        for tree in trees:
            expected = {name for name, each in read.items() if each.matches(tree)}
            assert articles_found(searcher, tree) == expected
            expected_paragraphs = {(name, at) for name, each in read.items() for at in each.paragraphs(tree)}
            assert paragraphs_found(searcher, tree) == expected_paragraphs
            for paragraphs in (False, True):
                ranked = evaluator.best(tree, evaluator.scorer.unit(paragraphs=paragraphs), 3)
                assert ranked.total() == len(expected_paragraphs if paragraphs else expected)
            marker = Marker(tree, ANALYZER, lambda word: relatives(word.text))
            for name in expected:
                each = read[name]
                check_marks(marker, each, tree, each.marked(tree))


def articles_found(searcher: Searcher, tree: Query) -> set[str]:
    segments = searcher.evaluator.snapshot.segments
    found = [
        segment.head(number)[0]
        for segment, matches in zip(segments, searcher.evaluator.articles(tree), strict=True)
        for number in matches.numbers.tolist()
    ]
    assert len(found) == len(set(found))
    return set(found)


def paragraphs_found(searcher: Searcher, tree: Query) -> set[tuple[str, int]]:
    found = set()
    evaluator = searcher.evaluator
    answer = evaluator.matches(tree, evaluator.scorer.paragraphs)
    for segment, matches in zip(evaluator.snapshot.segments, answer, strict=True):
        articles = segment.passages.articles(matches.numbers)
        for passage, number in zip(matches.numbers.tolist(), articles.tolist(), strict=True):
            found.add((segment.head(number)[0], passage - int(segment.passages.first[number]) - 1))
    return found


def check_marks(marker: Marker, read: Asked, tree: Query, expected: set[Any]) -> None:
    """Marks cover the words that were expected, and no others."""

    def passes(restriction: Query) -> bool:
        return read.matches(restriction)

    marks = marker.marks(read.article, passes=passes)
    by_passage = {0: marks.headline} | {number + 1: each for number, each in marks.paragraphs.items()}
    for passage, tokens in enumerate(read.tokens()):
        covered = {
            at
            for mark in by_passage[passage]
            for at, token in enumerate(tokens)
            if mark.start <= token.start and token.end <= mark.end
        }
        spans = [span for span in expected if span.passage == passage]
        assert covered <= {at for span in spans for at in range(span.start, span.end)}
        for span in spans:  # of phrases that overlap, the first is kept
            assert covered & set(range(span.start, span.end))
            assert span.end - span.start > 1 or span.start in covered
    for paragraph in range(len(read.article.paragraphs)):
        alone = marker.marks(read.article, paragraph=paragraph, passes=passes)
        assert alone.paragraphs == {paragraph: marks.paragraphs[paragraph]}
        assert alone.headline == marks.headline


@pytest.mark.parametrize("paragraphs", [False, True])
@pytest.mark.parametrize(
    "boosted",
    [
        lambda boost: Word("text", "وزير", boost),
        lambda boost: Phrase("text", ["وزير", "قمه"], boost=boost),
        lambda boost: Pattern("text", "وز*", boost),
        lambda boost: Fuzzy("text", "وزيز", 1, boost),
        lambda boost: Near((Word("text", "وزير"), Word("text", "قمه")), 3, boost=boost),
        lambda boost: Within("paragraph", And([Word("text", "وزير", boost), Pattern("text", "ق*", boost)])),
        lambda boost: Within("sentence", Near((Word("text", "وزير"), Word("text", "قمه")), 3, boost=boost)),
        lambda boost: First(Word("text", "وزير", boost), 2),
        lambda boost: AtLeast(Or([Word("text", "وزير", boost), Phrase("text", ["قمه"], boost=boost)]), 2),
    ],
)
def test_a_boost_multiplies_what_a_leaf_adds(tmp_path: Path, boosted: Any, paragraphs: bool) -> None:
    with Searcher(
        built_index(tmp_path, article("a", "وزير قمه", title="زار"), article("b", "من"))
    ) as searcher:
        evaluator = searcher.evaluator
        answer = partial(evaluator.matches, unit=evaluator.scorer.unit(paragraphs=paragraphs))
        (once,), (thrice,) = answer(boosted(1.0)), answer(boosted(3.0))
        assert len(once.numbers) == 1
        assert once.scores[0] > 0
        assert thrice.scores[0] == pytest.approx(3 * once.scores[0])


def test_relatives_and_nearness_are_scored_by_their_part_of_the_text(tmp_path: Path) -> None:
    """What counts for a positional node is scored, not what else of it the article has."""
    few = article("few", "وزير قمه", "وزير من من من من قمه")
    many = article("many", "وزير قمه", "وزير قمه من من من من")
    with Searcher(built_index(tmp_path, few, many)) as searcher:
        (near,) = searcher.evaluator.articles(Near((Word("text", "وزير"), Word("text", "قمه")), 1))
        (anywhere,) = searcher.evaluator.articles(Near((Word("text", "وزير"), Word("text", "قمه")), 9))
    assert near.scores[1] > near.scores[0]
    assert anywhere.scores[1] == pytest.approx(anywhere.scores[0])


def test_near_with_more_items_than_hundredths_is_scored(tmp_path: Path) -> None:
    words = [f"{number:03}" for number in range(101)]
    with Searcher(built_index(tmp_path, article("a", " ".join(words)))) as searcher:
        (found,) = searcher.evaluator.articles(Near(tuple(Word("text", each) for each in words), 0))
    assert found.numbers.tolist() == [0]
    assert found.scores[0] > 0


def test_an_occurrence_weighs_what_the_best_of_its_alternatives_does(tmp_path: Path) -> None:
    exact, related = Word("text", "وزير"), Word("text", "وزراء")
    beside = Word("text", "زار")
    with Searcher(built_index(tmp_path, article("a", "وزير زار"), article("b", "وزراء"))) as searcher:
        assert 0 < searcher.evaluator.scorer.vocabulary.relatives("وزراء").get("وزير", 0) < 1
        scores = [
            searcher.evaluator.articles(Near((Or(either), beside), 1))[0].scores.tolist()
            for either in ([exact], [exact, related], [related, exact])
        ]
    assert scores == [scores[0]] * 3


def test_a_sentence_is_one_whose_words_stand_behind_the_places_where_sentences_begin(tmp_path: Path) -> None:
    """Where the last one begins fits a byte, and so do these positions, where the last words stand does not."""
    text = article("a", "من " * 240, f"من من. باب {'من ' * 20} دار")
    with Searcher(built_index(tmp_path, text)) as searcher:
        (view,) = searcher.evaluator.snapshot.segments
        assert view.sentence_starts.dtype.itemsize == 1
        (found,) = searcher.evaluator.articles(
            Within("sentence", And([Word("text", "باب"), Word("text", "دار")]))
        )
    assert found.numbers.tolist() == [0]


@pytest.mark.parametrize("paragraphs", [False, True])
def test_words_side_by_side_are_near_as_often_as_they_are_a_phrase(tmp_path: Path, paragraphs: bool) -> None:
    index = built_index(tmp_path, article("a", "وزير قمه اليوم", "كلام"), article("b", "كلام"))
    with Searcher(index) as searcher:
        evaluator = searcher.evaluator
        answer = partial(evaluator.matches, unit=evaluator.scorer.unit(paragraphs=paragraphs))
        near = Near((Word("text", "وزير"), Word("text", "قمه")), 0, ordered=True)
        (phrase,), (found,) = answer(Phrase("text", ["وزير", "قمه"])), answer(near)
    assert found.scores.tolist() == pytest.approx(phrase.scores.tolist())


@pytest.mark.parametrize("paragraphs", [False, True])
def test_nearness_within_a_paragraph_counts_what_it_does_alone(tmp_path: Path, paragraphs: bool) -> None:
    """One choice of its words is one occurrence, not one for each word."""
    index = built_index(tmp_path, article("a", "وزير في قمه اليوم", "كلام"), article("b", "كلام"))
    near = Near((Word("text", "وزير"), Word("text", "قمه")), 3)
    with Searcher(index) as searcher:
        evaluator = searcher.evaluator
        answer = partial(evaluator.matches, unit=evaluator.scorer.unit(paragraphs=paragraphs))
        (alone,), (within,) = answer(near), answer(Within("paragraph", near))
    assert len(alone.numbers) == 1
    assert (within.numbers.tolist(), within.scores.tolist()) == (
        alone.numbers.tolist(),
        pytest.approx(alone.scores.tolist()),
    )
