"""Where the spelling of a query's word shows that it is no month, other names of the month are not found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.analysis.folding import fold
from searcher import Searcher
from searcher.analysis import analysis_of
from searcher.language.months import form_of, is_no_month, with_spelling
from searcher.language.query import Fuzzy, Or, Phrase, Word
from searcher.postings import compiled
from searcher.retrieval.rankings import SORTS
from tests.builders import article, segmented_index
from tests.searcher.trees import parsed, word

ARTICLES = [
    article("father", "قال أب لأبنائه", date="2015-07-01"),
    article("the father", "قال الأب للأب", date="2015-07-02"),
    article("august", "في أغسطس", date="2015-07-03"),
    article("maghreb", "في أوت", date="2015-07-04"),
    article("levant", "في آب", date="2015-07-05"),
]
ABOUT_FATHERS = {"father", "the father", "levant", "father 2"}
IN_AUGUST = {"father", "the father", "august", "maghreb", "levant", "father 2", "august 2"}


@pytest.fixture(scope="module", params=["C", "NumPy", "relatives that are kept"])
def searcher(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(compiled, "AVAILABLE", request.param != "NumPy" and compiled.AVAILABLE)
        if request.param == "relatives that are kept":
            monkeypatch.setattr("index.building.terms.FEW_TERMS", 0)
        added = [
            article("father 2", "أب", date="2015-07-06"),
            article("august 2", "أغسطس", date="2015-07-07"),
        ]
        index = segmented_index(tmp_path_factory.mktemp("months"), ARTICLES, added)
        with Searcher(index) as opened:
            yield opened


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("أب", ABOUT_FATHERS),
        ("أَبٌ", ABOUT_FATHERS),
        ("أبــ", ABOUT_FATHERS),
        ("ا\u0654ب", ABOUT_FATHERS),
        ("ﺃﺏ", ABOUT_FATHERS),
        ("إب", ABOUT_FATHERS),
        ("الأب", ABOUT_FATHERS),
        ("+أب", ABOUT_FATHERS),
        ("(أب)^2", ABOUT_FATHERS),
        ("lead:أب", ABOUT_FATHERS),
        ("أب-قال", {"father", "the father"}),
        ("أب W/3 قال", {"father", "the father"}),
        ("آب", IN_AUGUST),
        ("آبَ", IN_AUGUST),
        ("اب", IN_AUGUST),
        ("أوت", IN_AUGUST),
        ("أغسطس", IN_AUGUST),
        ("آوت", {"maghreb"}),
        ('"أب"', {"father", "levant", "father 2"}),
        ("أب~1", {"father", "levant", "father 2"}),
    ],
)
def test_a_hamza_or_madda_shows_that_no_month_is_meant(searcher: Searcher, query: str, ids: set[str]) -> None:
    for sort in SORTS:
        page = searcher.search(query, sort=sort)
        assert {hit.id for hit in page.hits} == ids
        assert page.total == len(ids)
    assert len(searcher.evaluator.snapshot.segments) == 2


def test_the_word_weighs_by_what_it_finds(searcher: Searcher) -> None:
    (father, *_), (month, *_) = (searcher.search(query).hits for query in ("أب", "آب"))
    assert father.score > month.score
    assert father.explain().value == pytest.approx(father.score)
    assert "articles have اب" in father.explain().text(), "the index does not tell أب from آب"
    (snippet,) = father.snippets
    assert snippet.highlights


def test_what_a_query_string_means() -> None:
    assert parsed("أب") == Word("text", "أب")
    assert parsed("آب") == parsed("اب") == word("اب")
    assert parsed("قال الأب") == Or([word("قال"), Word("text", "الأب")])
    assert parsed("أبريل إبل") == Or([word("ابريل"), word("ابل")])
    assert parsed('"أب"') == Phrase("text", ["اب"])
    assert parsed("أب~1") == Fuzzy("text", "اب", 1)


@pytest.mark.parametrize("name", ["أيار", "إيار", "أذار", "إبريل", "أوت", "ماي", "مارس", "جوان", "أيلول"])
def test_other_months_are_what_their_form_is(name: str) -> None:
    (form,) = (part.text for part in [parsed(name)] if isinstance(part, Word))
    assert with_spelling(form, name) == form
    assert form_of(form) == form


def test_words_that_are_no_months_are_those_of_their_forms() -> None:
    words = [f"{clitic}{word}" for clitic in ("", "وال", "فلل", "بال", "ك") for word in ("أب", "إب", "آوت")]
    assert all(map(is_no_month, words))
    assert list(map(form_of, words)) == list(map(fold, words))
    assert not any(map(is_no_month, map(fold, words)))


def test_an_analysis_shows_what_is_searched(searcher: Searcher) -> None:
    father, month = analysis_of("أب آب", searcher.folder)
    assert father.form == month.form == "اب"
    assert father.searched is not None
    assert {each.form for each in father.searched} == {"اب", "الاب", "للاب"}
    assert month.searched is not None
    assert {each.form for each in month.searched} == {"اب", "الاب", "للاب", "اغسطس", "اوت"}
