"""Options of a search that can't be what they are: what is wrong is told, and nothing that it would lead to."""

from __future__ import annotations

import json
from datetime import date, datetime
from fractions import Fraction
from functools import partial
from inspect import signature
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from searcher import Searcher, SearchError
from tests.builders import article as made
from tests.builders import built_index


@pytest.mark.parametrize("wrong", [1.0, float("nan"), "5", b"5", [], True, -1])
@pytest.mark.parametrize(
    "method",
    [
        partial(Searcher.search, query="قمر"),
        partial(Searcher.related, article_id="1"),
        partial(Searcher.facets, query="قمر"),
        partial(Searcher.concordance, query="قمر"),
        partial(Searcher.suggest, query="قمر"),
        partial(Searcher.complete, text="قم"),
    ],
)
def test_what_is_no_whole_number_is_no_limit(tmp_path: Path, method: Any, wrong: Any) -> None:
    problem = "cannot be negative" if wrong == -1 else "has to be a whole number"
    with Searcher(built_index(tmp_path, made("1", "قمر بحر"))) as searcher:
        with pytest.raises(SearchError, match=rf"limit .*: it {problem}"):
            method(searcher, limit=wrong)
        if "offset" in signature(method).parameters:
            with pytest.raises(SearchError, match=rf"offset .*: it {problem}"):
                method(searcher, offset=wrong)


@pytest.mark.parametrize("wrong", ["no", 0, 1, None, np.int64(1)])
@pytest.mark.parametrize(
    "method", [partial(Searcher.search, query="قمر"), partial(Searcher.related, article_id="1")]
)
def test_paragraphs_are_asked_for_or_not(tmp_path: Path, method: Any, wrong: Any) -> None:
    with (
        Searcher(built_index(tmp_path, made("1", "قمر بحر"))) as searcher,
        pytest.raises(SearchError, match=r"paragraphs .*: it has to be True or False"),
    ):
        method(searcher, paragraphs=wrong)


@pytest.mark.parametrize("paragraphs", [True, False])
def test_paragraphs_are_asked_for_by_numpy_too(tmp_path: Path, paragraphs: bool) -> None:
    wanted: Any = np.bool_(paragraphs)
    with Searcher(built_index(tmp_path, made("1", "قمر", "قمر"), made("2", "قمر"))) as searcher:
        page = searcher.search("قمر", paragraphs=wanted)
        assert page == searcher.search("قمر", paragraphs=paragraphs)
        assert page.total == (3 if paragraphs else 2)
        related = searcher.related("1", paragraphs=wanted)
        assert related == searcher.related("1", paragraphs=paragraphs)


@pytest.mark.parametrize("wrong", [None, 5, b"qamar", ["قمر"], datetime(2024, 1, 1)])
@pytest.mark.parametrize(
    "method",
    [
        Searcher.search,
        Searcher.facets,
        Searcher.timeline,
        Searcher.export,
        Searcher.concordance,
        Searcher.suggest,
        Searcher.complete,
        Searcher.problems,
        Searcher.related,
        Searcher.article,
    ],
)
def test_what_is_no_string_is_no_question(tmp_path: Path, method: Any, wrong: Any) -> None:
    searcher = Searcher(built_index(tmp_path, made("1", "قمر بحر")))
    with searcher, pytest.raises(SearchError, match="has to be a string"):
        method(searcher, wrong)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"source": 10**5000}, "source of type int: it has to be a name, or several"),
        ({"source": 5}, "source 5: it has to be a name, or several"),
        ({"author": [5]}, "author 5: it has to be a string"),
        ({"category": b"news"}, "category 110: it has to be a string"),
        ({"date_from": "2016", "date_to": date(2015, 12, 31)}, "date_from '2016' is later than date_to"),
        ({"date_from": 5}, "5 is no date"),
        ({"date_to": ("2024",)}, "is no date"),
        ({"match": None}, "match None: take any or all"),
        ({"match": 10**5000}, "match of type int: take any or all"),
        ({"match": np.array(["any", "all"])}, "match array.*: take any or all"),
        ({"source": np.array(3)}, r"source array\(3\): it has to be a name, or several"),
    ],
)
def test_filters_that_can_be_none_are_told(tmp_path: Path, options: Any, problem: str) -> None:
    with Searcher(built_index(tmp_path, made("1", "قمر بحر"))) as searcher:
        for ask in (searcher.search, searcher.facets, searcher.export, searcher.concordance):
            with pytest.raises(SearchError, match=problem):
                ask("قمر", **options)
        with pytest.raises(SearchError, match="fields 5: it has to be a name, or several"):
            searcher.facets("قمر", 5)  # type: ignore[arg-type]  # no names


@pytest.mark.parametrize("field", ["source", "category", "author"])
@pytest.mark.parametrize("none", [[], (), "", ["،"]])
@pytest.mark.parametrize("query", ["", "قمر"])
def test_no_name_is_no_filter(tmp_path: Path, field: str, none: Any, query: str) -> None:
    """Neither everything nor nothing: whoever gives none has lost them on the way."""
    with Searcher(built_index(tmp_path, made("1", "قمر بحر"))) as searcher:
        for sort in ("relevance", "newest"):
            with pytest.raises(SearchError, match=f"{field} .*leave the filter out instead"):
                searcher.search(query, sort=sort, paragraphs=True, **{field: none})  # type: ignore[arg-type]  # one of two
        for ask in (searcher.facets, searcher.export, searcher.concordance):
            with pytest.raises(SearchError, match=f"{field} .*leave the filter out instead"):
                ask(query, **{field: none})


def test_options_may_be_integers_of_any_kind_and_nothing_else(tmp_path: Path) -> None:
    articles = [made(f"{at:03}", "قمر بحر", date=datetime(2024, 1, 1)) for at in range(300)]
    with Searcher(built_index(tmp_path, *articles)) as searcher:
        page = searcher.search("قمر", offset=np.uint8(250), limit=np.uint8(10), duplicates="show")  # type: ignore[arg-type]  # of NumPy
        assert page == searcher.search("قمر", offset=250, limit=10, duplicates="show")
        assert len(page.hits) == 10
        assert json.loads(json.dumps(page.hits[0].as_json()))["rank"] == 251
        wrong: Any
        for wrong in (10**400, 0, -1, float("inf"), float("nan"), "7", datetime(2024, 1, 1)):
            with pytest.raises(SearchError, match="half-life"):
                searcher.search("قمر", half_life=wrong)
        nothing: Any = None
        with pytest.raises(SearchError, match="timeline"):
            searcher.timeline("قمر", nothing)
        with pytest.raises(SearchError, match="duplicates"):
            searcher.related("001", duplicates="Group")  # type: ignore[arg-type]  # no such word
        assert searcher.facets("قمر", "source") == searcher.facets("قمر", ("source",))


@pytest.mark.parametrize("duplicates", ["group", "show"])
def test_no_limit_is_too_large(tmp_path: Path, duplicates: Any) -> None:
    """Neither to be added to nor to be taken times something: beyond 1e308 no fraction of it is a number."""
    articles = [made("1", "قمر بحر"), made("2", "قمر شمس"), made("3", "قمر بحر")]
    with Searcher(built_index(tmp_path, *articles)) as searcher:
        for most in (10**400, 2**63):
            assert searcher.complete("ق", limit=most) == searcher.complete("ق", limit=3)
            page = searcher.search("قمر", limit=most, duplicates=duplicates)
            assert page == searcher.search("قمر", limit=3, duplicates=duplicates)
            assert searcher.search("قمر", offset=most, duplicates=duplicates).hits == ()
            assert searcher.related("1", limit=most, duplicates=duplicates).hits


@pytest.mark.parametrize("wrong", ["no", None, 1, [], np.array([True, False])])
def test_what_is_neither_true_nor_false_is_told(tmp_path: Path, wrong: Any) -> None:
    with Searcher(built_index(tmp_path, made("1", "قمر"))) as searcher:
        for option in ("paragraphs", "snippets"):
            for ask in (partial(searcher.search, "قمر"), partial(searcher.related, "1")):
                with pytest.raises(SearchError, match=f"{option} .*True or False"):
                    ask(**{option: wrong})


@pytest.mark.parametrize("wrong", [None, "1", 5])
def test_what_is_no_article_has_no_marks(tmp_path: Path, wrong: Any) -> None:
    with Searcher(built_index(tmp_path, made("1", "قمر"))) as searcher:
        for ask in (searcher.marks, searcher.marked):
            with pytest.raises(SearchError, match="it has to be an article"):
                ask(wrong, "قمر")


@pytest.mark.parametrize("number", [np.float32(3), np.array(3.0), Fraction(6, 2), 3])
def test_a_half_life_may_be_any_kind_of_number(tmp_path: Path, number: Any) -> None:
    articles = [made(f"{day}", "قمر", date=datetime(2024, 1, day)) for day in (1, 5, 9)]
    with Searcher(built_index(tmp_path, *articles)) as searcher:
        assert searcher.search("قمر", half_life=number) == searcher.search("قمر", half_life=3.0)


def test_a_number_of_more_digits_than_can_be_shown_is_told_without(tmp_path: Path) -> None:
    with Searcher(built_index(tmp_path, made("1", "قمر"))) as searcher:
        with pytest.raises(SearchError, match="limit of type int: it cannot be negative"):
            searcher.search("قمر", limit=-(10**5000))
        with pytest.raises(SearchError, match="half-life of type int"):
            searcher.search("قمر", half_life=10**5000)
