"""Function words beside other words rank, and find nothing: nearly all articles hold some. So do words in names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus import Article
from index.analysis.stemming import is_function_word
from searcher import Searcher
from searcher.facets import FacetValue
from searcher.language.query import Or, Word
from searcher.postings import compiled
from searcher.retrieval.completeness import complete
from searcher.retrieval.rankings import SORTS
from searcher.standing import StandingSearch
from searcher.standing.new_hits import answer
from tests.builders import article, built_index, segmented_index
from tests.searcher.trees import parsed, word

ARTICLES = [
    article("both", "وقعت حوادث في الطائف", "وفي الطائف مطر", date="2015-07-01"),
    article("one", "حوادث على طريق", "في الليل", date="2015-07-02"),
    article("other", "مطار الطائف", date="2015-07-03"),
    article("neither", "في الليل", "من في البيت", date="2015-07-04"),
]
ABOUT = {"both", "one", "other"}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    index = built_index(tmp_path_factory.mktemp("function words"), *ARTICLES)
    with Searcher(index) as opened:
        yield opened


@pytest.mark.parametrize(
    "query", ["حوادث في الطائف", "في حوادث من الطائف", "(حوادث في الطائف)", "حوادث الطائف في لها؟"]
)
@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_they_find_nothing_beside_other_words(searcher: Searcher, query: str, sort) -> None:
    page = searcher.search(query, sort=sort)
    assert {hit.id for hit in page.hits} == ABOUT
    assert page.total == 3
    assert searcher.facets(query, ["year"])["year"].values == (FacetValue("2015", 3),)
    assert {found.id for found in searcher.export(query)} == ABOUT


def test_paragraphs_of_nothing_else_are_not_found(searcher: Searcher) -> None:
    page = searcher.search("حوادث في الطائف", paragraphs=True)
    found = {(hit.id, hit.paragraph) for hit in page.hits}
    assert found == {("both", 0), ("both", 1), ("one", 0), ("other", 0)}
    assert page.total == 4


@pytest.mark.parametrize(
    ("query", "paragraphs"),
    [
        ("+في (مطار في)", {("both", 0), ("both", 1), ("one", 1), ("neither", 0), ("neither", 1)}),
        ("(حوادث في) AND في", {("both", 0), ("both", 1), ("one", 0), ("one", 1)}),
        ("(حوادث في) AND الطائف", {("both", 0), ("both", 1)}),
        ("حوادث AND (الطائف في)", {("both", 0), ("both", 1)}),
    ],
)
def test_paragraphs_have_what_is_required_of_the_article(
    searcher: Searcher, query: str, paragraphs: set[tuple[str, int]]
) -> None:
    page = searcher.search(query, paragraphs=True)
    assert {(hit.id, hit.paragraph) for hit in page.hits} == paragraphs
    assert page.total == len(paragraphs)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("في", {"both", "one", "neither"}),
        ("من في", {"both", "one", "neither"}),
        ("مطار OR في", {"both", "one", "other", "neither"}),
        ('مطار "في"', {"both", "one", "other", "neither"}),
        ("+في", {"both", "one", "neither"}),
        ("مطار -في", {"other"}),
        ('"حوادث في"', {"both"}),
        ("lead:(مطار في)", {"other"}),
        ("atleast1(مطار في)", {"other"}),
        ("(مطار في) AND الطائف", {"other"}),
        ("(مطار في) OR حوادث", {"both", "one", "other"}),
        ("(مطار في)^2 الليل", {"one", "other", "neither"}),
        ("(مطار في) W/3 الطائف", {"other"}),
        ("عنوان:(مطار في)", set()),
        ("في (في OR في)", {"both", "one", "neither"}),
        ("في (في OR في) -مطار", {"both", "one", "neither"}),
        ("lead:في (lead:في OR lead:في)", {"both", "one", "neither"}),
        ("(في (في OR في)) W/3 الطائف", {"both"}),
        ("(مطار في) OR في", {"both", "one", "other", "neither"}),
        ("في (مطار OR في)", {"both", "one", "other", "neither"}),
        ("في (في OR من)", {"both", "one", "neither"}),
        ("((مطار) في) OR في", {"both", "one", "other", "neither"}),
        ("-(مطار في)", {"both", "one", "neither"}),
        ("(في من)", {"both", "one", "neither"}),
        ("(في من) مطار", {"other"}),
        ("مطار (في من)", {"other"}),
        ("مطار ((في) (من عن))", {"other"}),
        ("مطار (في)", {"other"}),
        ("مطار (((في من)))^2", {"other"}),
        ("مطار (في من) date:2015", {"other"}),
        ("مطار في (من (لها بن))", {"other"}),
        ("((في من) مطار) OR طريق", {"one", "other"}),
        ("(في من) (لها عن)", {"both", "one", "neither"}),
        ("(في من) date:2015", {"both", "one", "neither"}),
        ("lead:(في من) مطار", {"other"}),
        ("(مطار في) (في من)", {"other"}),
        ("مطار OR (في من)", {"both", "one", "other", "neither"}),
        ("(في من) OR مطار", {"both", "one", "other", "neither"}),
        ("مطار (في OR من)", {"both", "one", "other", "neither"}),
        ("مطار ((في OR من) في)", {"both", "one", "other", "neither"}),
        ("مطار (في AND من)", {"other", "neither"}),
        ("مطار (+في من)", {"both", "one", "other", "neither"}),
        ('مطار ("في" من)', {"both", "one", "other", "neither"}),
        ("مطار (في date:2015)", {"both", "one", "other", "neither"}),
        ("مطار +(في من)", {"both", "one", "neither"}),
        ("مطار AND (في من)", set()),
        ("مطار -(في من)", {"other"}),
        ("(في من) W/3 الطائف", {"both"}),
        ("مطار atleast1(في من)", {"both", "one", "neither"}),
        ("مطار para(في من)", {"neither"}),
        ("(((في^5 (في^10 OR في^10)))^10)^10", {"both", "one", "neither"}),
    ],
)
def test_they_find_where_they_are_asked_for(searcher: Searcher, query: str, ids: set[str]) -> None:
    for sort in SORTS:
        page = searcher.search(query, sort=sort)
        assert {hit.id for hit in page.hits} == ids
        assert page.total == len(ids)
    assert {line.article_id for line in searcher.concordance(query)} <= ids


def test_all_words_are_all_words(searcher: Searcher) -> None:
    assert {hit.id for hit in searcher.search("حوادث في", match="all").hits} == {"both", "one"}
    assert {hit.id for hit in searcher.search("مطار في", match="all").hits} == set()


def test_they_rank_what_others_find(searcher: Searcher) -> None:
    scores = [
        {hit.id: hit.score for hit in searcher.search(query).hits}
        for query in ("حوادث الطائف", "حوادث في الطائف")
    ]
    assert scores[1]["one"] > scores[0]["one"]
    assert scores[1]["other"] == scores[0]["other"]
    explained = searcher.search("حوادث في الطائف").hits[1]
    assert explained.id == "one"
    assert "word في" in str(explained.explain())


def test_there_are_no_lines_for_them_in_a_concordance(searcher: Searcher) -> None:
    assert {line.match for line in searcher.concordance("حوادث في الطائف")} == {"حوادث", "الطائف"}
    assert {line.match for line in searcher.concordance("(حوادث في) AND الطائف")} == {"حوادث", "الطائف"}
    assert {line.match for line in searcher.concordance("+الطائف (حوادث في) date:2015")} == {
        "حوادث",
        "الطائف",
    }
    assert {line.match for line in searcher.concordance("في")} == {"في", "وفي"}


def test_what_a_query_string_means() -> None:
    assert parsed("حوادث في الطائف") == Or([word("حوادث"), word("في"), word("الطايف")], [word("في")])
    assert parsed("حوادث^2 في^2").adding == (Word("text", "في", 2.0),)
    assert parsed("حوادث في الطائف") != Or([word("حوادث"), word("في"), word("الطايف")])
    assert parsed("حوادث (في من)") == parsed("حوادث في من")
    assert parsed("حوادث (في من)^2") == parsed("حوادث في^2 من^2")
    assert parsed("حوادث (في OR من)") == Or([word("حوادث"), word("في"), word("من")])
    assert parsed("(في من)") == parsed("في من")
    assert parsed("في من") == Or([word("في"), word("من")])
    assert parsed("حوادث OR في") == Or([word("حوادث"), word("في")])


@pytest.mark.parametrize("form", ["في", "التي", "لها", "منهم", "علي"])
def test_what_is_a_function_word_whatever_an_index_shows(form: str) -> None:
    assert is_function_word(form)


@pytest.mark.parametrize("form", ["ولي", "فهم", "والي", "فعلي", "الطايف", "وزير"])
def test_what_may_be_another_word_behind_a_letter_is_none(form: str) -> None:
    assert not is_function_word(form)


UNDERSTANDING = [
    article("word", "فهم النص", date="2015-07-01"),
    *(article(f"words {number}", "الفهم والقراءة", date="2015-07-02") for number in range(3)),
    article("law", "قانون", "فهم", date="2015-07-03"),
]
THEM = [
    article("law", "قانون", "وهو", date="2015-07-03"),
    article("them", "فهم في البيت", "والتي", date="2015-07-04"),
]


@pytest.mark.parametrize("in_c", [True, False])
@pytest.mark.parametrize("query", ["قانون فهم", "قانون فهم والتي وهو"])
@pytest.mark.parametrize(
    "parts", [(UNDERSTANDING, [article("new", "فهم")]), ([*UNDERSTANDING, article("new", "فهم")],)]
)
def test_what_has_articles_finds_behind_what_may_be_a_conjunction(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    query: str,
    parts: Sequence[Sequence[Article]],
    in_c: bool,
) -> None:
    monkeypatch.setattr(compiled, "AVAILABLE", in_c and compiled.AVAILABLE)
    index = segmented_index(tmp_path / "index", *parts)
    with Searcher(index) as searcher:
        assert len(searcher.evaluator.snapshot.segments) == len(parts)
        for sort in SORTS:
            page = searcher.search(query, sort=sort)
            found = {hit.id: hit for hit in page.hits}
            assert found.keys() == {"word", "words 0", "words 1", "words 2", "law", "new"}
            assert page.total == 6
        assert found["word"].snippets[0].highlights == ((0, 3),)
        whole = complete(searcher.evaluator.scorer, [word("قانون"), word("فهم"), word("وهو")])
        assert whole is not None
        assert whole.words == (word("قانون"), word("فهم"))


@pytest.mark.parametrize("in_c", [True, False])
@pytest.mark.parametrize("query", ["قانون وهو", "وهو والتي فهم قانون", "(قانون وهو)", "قانون^2 وهو"])
@pytest.mark.parametrize(
    "parts", [(THEM, [article("new", "فهم وهو")]), ([*THEM, article("new", "فهم وهو")],)]
)
def test_function_words_behind_conjunctions_find_nothing_beside_others(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    query: str,
    parts: Sequence[Sequence[Article]],
    in_c: bool,
) -> None:
    monkeypatch.setattr(compiled, "AVAILABLE", in_c and compiled.AVAILABLE)
    index = segmented_index(tmp_path / "index", *parts)
    with Searcher(index) as searcher:
        for sort in SORTS:
            page = searcher.search(query, sort=sort)
            assert [hit.id for hit in page.hits] == ["law"]
            assert page.total == 1
        assert [snippet.text for snippet in page.hits[0].snippets] == ["قانون"]
        page = searcher.search(query, paragraphs=True)
        assert [(hit.id, hit.paragraph) for hit in page.hits] == [("law", 0)]
        assert page.total == 1
        assert searcher.facets(query, ["year"])["year"].values == (FacetValue("2015", 1),)
        assert {found.id for found in searcher.export(query)} == {"law"}
        assert [line.match for line in searcher.concordance(query)] == ["قانون"]
        assert searcher.search(query).hits[0].score > searcher.search("قانون").hits[0].score
        assert {hit.id for hit in searcher.search("قانون OR وهو").hits} == {"law", "new"}
        assert {hit.id for hit in searcher.search("وهو").hits} == {"law", "new"}


def test_a_small_segment_does_not_say_otherwise_than_a_large_one(tmp_path: Path) -> None:
    later = [article(f"new {number}", "الفهم والفهم") for number in range(2)]
    with Searcher(segmented_index(tmp_path / "index", THEM, later)) as searcher:
        assert {hit.id for hit in searcher.search("قانون فهم").hits} == {"law"}


def test_standing_searches_report_nothing_for_them(tmp_path: Path) -> None:
    built_index(tmp_path / "index", *THEM)
    with Searcher.open(tmp_path / "index") as searcher:
        search = StandingSearch("law", "قانون وهو", str(tmp_path / "index"))
        found = answer(searcher.evaluator, search, np.zeros(0, np.uint64))
        assert [hit.id for hit in found.hits] == ["law"]


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("حوادث في الطائف", "وقعت حوادث في الطائف", ["حوادث", "الطائف"]),
        ("حوادث وفي الطائف", "وقعت حوادث وفي الطائف", ["حوادث", "الطائف"]),
        ("في", "وقعت حوادث في الطائف", ["في"]),
        ('حوادث "في الطائف"', "وقعت حوادث في الطائف", ["حوادث", "في الطائف"]),
        ("حزب الله", "قال حزب الله في بيان", ["حزب", "الله"]),
        ("محمد بن نايف", "زار محمد بن نايف المدينة", ["محمد", "بن", "نايف"]),
    ],
)
def test_they_are_not_marked_beside_others_but_in_names(
    tmp_path: Path, query: str, text: str, marked: list[str]
) -> None:
    with Searcher(built_index(tmp_path / "index", article("new", text))) as searcher:
        (hit,) = searcher.search(query).hits
    (snippet,) = hit.snippets
    assert [snippet.text[start:end] for start, end in snippet.highlights] == marked


@pytest.mark.parametrize("joining", ["بن", "ابن", "أبو", "آل"])
def test_words_that_join_names_find_nothing_beside_them(tmp_path: Path, joining: str) -> None:
    articles = [
        article("name", f"{joining} باز"),
        article("other", f"{joining} ثاني"),
        article("bare", "باز"),
    ]
    with Searcher(built_index(tmp_path / "index", *articles)) as searcher:
        page = searcher.search(f"{joining} باز")
        assert [hit.id for hit in page.hits] == ["name", "bare"]
        assert page.total == 2
        assert {hit.id for hit in searcher.search(joining).hits} == {"name", "other"}


def test_of_alternatives_one_has_to_find() -> None:
    with pytest.raises(ValueError, match="has to find"):
        Or([word("في"), word("في")], [word("في")])
