"""Articles with all the words of a short question come first, whatever way they are found and counted."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from corpus import Article
from searcher import Searcher
from searcher.language.query import Phrase, Word
from searcher.postings.candidates import Candidates
from searcher.retrieval import reranking
from searcher.retrieval.completeness import complete
from tests.builders import article, built_index, segmented_index

FILLING = "نص عام يطول قليلا حتى يبلغ ما تبلغه المقالات من الطول "


def stories() -> list[Article]:
    rare = article(
        "rare", "القطار القطار القطار القطار. " + FILLING, title="القطار القطار", date="2020-01-01"
    )
    frequent = [
        article(f"tower{number}", "البرج " * (1 + number % 3) + FILLING, date="2020-01-02")
        for number in range(9)
    ]
    both = article("both", FILLING * 6 + " مر القطار قرب البرج في الصباح", date="2020-01-03")
    forms = article(
        "forms", FILLING * 8 + " للقطار محطة بعيدة. " + FILLING * 3 + " والبرج عال", date="2020-01-04"
    )
    return [rare, *frequent, both, forms]


@pytest.fixture(params=[1, 3], ids=["one segment", "three segments"])
def searcher(request: pytest.FixtureRequest, tmp_path: Path) -> Searcher:
    parts = [stories()[part :: request.param] for part in range(request.param)]
    return Searcher(segmented_index(tmp_path / "index", *parts, deleted=[]))


def ids(searcher: Searcher, query: str, **options: Any) -> list[str]:
    return [hit.id for hit in searcher.search(query, duplicates="show", **options).hits]


def test_all_words_come_before_some(searcher: Searcher) -> None:
    """... also in other forms, and however often some of the words are said elsewhere."""
    found = ids(searcher, "القطار البرج", limit=30)
    assert set(found[:2]) == {"both", "forms"}
    assert found[2] == "rare"
    assert len(found) == 12


@pytest.mark.parametrize(
    ("query", "first", "why"),
    [
        ('"القطار" "البرج"', ["both"], "words in quotes, of which other forms are none"),
        ("القطار البرج الصباح", ["both"], "three words"),
        ("القطار في البرج", ["both", "forms"], "a function word need not be there"),
        ("(القطار البرج) NOT الصباح", ["forms"], "of those that may be found"),
        ("القطار البرج date:2020-01-04", ["forms"], "with a filter"),
        ("-الصباح القطار البرج", ["forms"], "with an exclusion"),
        ("القطار المنطاد", ["rare"], "where no article has all, nothing changes"),
        ("القطار القطار", ["rare"], "one word said twice is one"),
        ("القطار^0.1 البرج^0.1", ["both", "forms"], "with weights below one"),
    ],
)
def test_what_counts_as_all(searcher: Searcher, query: str, first: list[str], why: str) -> None:
    assert set(ids(searcher, query)[: len(first)]) == set(first), why


@pytest.mark.parametrize("query", ["القطار البرج -الصباح", "القطار البرج date:2020", "+القطار البرج"])
def test_a_filter_beside_the_query_changes_no_order(searcher: Searcher, query: str) -> None:
    scores = [(hit.id, hit.score) for hit in searcher.search(query, duplicates="show").hits]
    filtered = searcher.search(query, duplicates="show", date_from="2020", date_to="2020")
    assert [(hit.id, hit.score) for hit in filtered.hits] == scores
    assert len(scores) > 1


def test_a_longer_question_is_left_to_the_sum(searcher: Searcher) -> None:
    with_all = searcher.search("القطار البرج الصباح قرب", duplicates="show").hits
    assert not any("all words are there" in str(hit.explain()) for hit in with_all)


def test_pages_exports_and_ages_agree(searcher: Searcher) -> None:
    whole = ids(searcher, "القطار البرج", limit=30)
    pages = [
        each for offset in range(0, 12, 3) for each in ids(searcher, "القطار البرج", limit=3, offset=offset)
    ]
    assert pages == whole
    assert set(ids(searcher, "القطار البرج", half_life=3650, limit=2)) == {"both", "forms"}
    exported = [each.id for each in searcher.export("القطار البرج", duplicates="show")]
    assert exported == whole


def test_a_score_is_the_same_by_relevance_and_by_date(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The best are found in one call, and those that dates order are scored one by one."""
    monkeypatch.setattr(reranking, "CANDIDATES", Candidates(0, 120))  # which is for relevance alone
    by_relevance, by_date = (
        {
            hit.id: hit.score
            for hit in searcher.search("القطار البرج", limit=30, duplicates="show", sort=sort).hits
        }
        for sort in ("relevance", "newest")
    )
    assert by_date == pytest.approx(by_relevance, rel=1e-5)
    assert min(by_date["both"], by_date["forms"]) > max(
        score for each, score in by_date.items() if each not in ("both", "forms")
    )


def test_the_explanation_adds_up_and_names_the_words(searcher: Searcher) -> None:
    for hit in searcher.search("القطار البرج", limit=30, duplicates="show").hits:
        explanation = hit.explain()
        assert explanation.value == pytest.approx(hit.score, rel=1e-4)
        assert ("all words are there: القطار البرج" in str(explanation)) == (hit.id in ("both", "forms"))


def test_paragraphs_are_ranked_by_themselves(tmp_path: Path) -> None:
    index = built_index(
        tmp_path / "index", article("one", "القطار سريع", "البرج عال"), article("two", "القطار")
    )
    with Searcher(index) as searcher:
        found = searcher.search("القطار البرج", paragraphs=True, duplicates="show").hits
        assert len(found) == 3
        for hit in found:
            assert "all words" not in str(hit.explain())
            assert hit.explain().value == pytest.approx(hit.score, rel=1e-4)


def test_another_spelling_of_a_name_is_not_asked_for(tmp_path: Path) -> None:
    apart = article("apart", "عبد الله عبد الله " + FILLING)
    both = article("both", FILLING * 9 + "عبد الله " + FILLING + "عبدالله")
    with Searcher(built_index(tmp_path / "index", apart, both, *stories())) as searcher:
        assert ids(searcher, "عبد الله")[0] == "apart"


def test_more_like_this_asks_for_no_word_in_particular(tmp_path: Path) -> None:
    source = article("source", "القطار البرج")
    near = [
        article(f"near{number}", word + " " + FILLING) for number, word in enumerate(("القطار", "البرج") * 2)
    ]
    others = [article(f"other{number}", FILLING) for number in range(12)]
    with Searcher(built_index(tmp_path / "index", source, *near, *others)) as searcher:
        assert {hit.id for hit in searcher.related("source", duplicates="show").hits} == {
            each.id for each in near
        }


def test_any_number_of_results_may_be_wanted(searcher: Searcher) -> None:
    for huge in (2**41, 10**15, sys.maxsize):
        assert len(ids(searcher, "القطار البرج", limit=huge)) == 12
        assert ids(searcher, "القطار البرج", offset=huge) == []
        assert len(ids(searcher, "القطار البرج", limit=huge, paragraphs=True)) == 12


def test_a_function_word_that_is_asked_for_and_says_more_than_the_words_need_not_be_there(
    tmp_path: Path,
) -> None:
    """Nearly all articles have a word here, and one has لديهم, which an operator asks for."""
    usual = [article(f"{number}", "القطار " + "البرج " * (number % 2)) for number in range(30)]
    index = built_index(tmp_path, *usual, article("function word", "القطار لديهم القطار"))
    found = ids(Searcher(index), "القطار (البرج OR لديهم)", limit=31)
    assert set(found[:15]) == {f"{number}" for number in range(1, 30, 2)}


def test_a_word_in_quotes_that_has_a_weight_was_not_asked_for(searcher: Searcher) -> None:
    word = Word("text", "القطار")
    assert complete(searcher.evaluator.scorer, [word, Phrase("text", ["البرج"])]) is not None
    assert complete(searcher.evaluator.scorer, [word, Phrase("text", ["البرج"], boost=0.5)]) is None


def test_from_between_two_words_asks_for_nobody(searcher: Searcher) -> None:
    words = [Word("text", each) for each in ("القطار", "من", "البرج")]
    assert complete(searcher.evaluator.scorer, words) is not None
    assert complete(searcher.evaluator.scorer, [words[1], words[0], words[2]]) is None


def test_a_word_that_only_looks_like_a_function_word_is_a_word(tmp_path: Path) -> None:
    """With articles والي is a governor; with hardly any it is و and إلى."""
    governors = [article(f"{number}", f"قال الوالي {number}", "وصل والي تونس") for number in range(30)]
    others = [article(f"to {number}", f"ذهب إلى القاهرة {number}") for number in range(30)]
    with Searcher(built_index(tmp_path, *governors, *others)) as searcher:
        assert not searcher.evaluator.scorer.vocabulary.is_function_word("والي")
        assert "الوالي" in searcher.evaluator.scorer.vocabulary.relatives("والي")
        page = searcher.search("والي", limit=100, duplicates="show")
        assert page.total == len(governors)
        assert "a function word" not in str(page.hits[0].explain())
