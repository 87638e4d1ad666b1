"""Counts of a whole result: what a plain loop over the articles counts, whatever the segments and deletions."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Article, read_articles
from index import index_articles
from searcher import Searcher, SearchError
from searcher.facets import FACETS, Facet, FacetValue
from tests.builders import article, built_index, segmented_index
from tests.searcher.conftest import News

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"

WORDS = ["قمر", "بحر", "جبل"]
NAMES = ["", "المرسى", "مدار", "هدى الكيلاني، سلمى ناجي", "Wire"]


def value_of(each: Article, field: str) -> str:
    """What a facet counts an article under, by the standard library; nothing where it has none."""
    if field in ("source", "category", "author"):
        return str(getattr(each, field))
    if each.date is None:
        return ""
    year, week, _ = each.date.isocalendar()
    texts = {"day": f"{each.date:%Y-%m-%d}", "week": f"{year:04}-W{week:02}", "month": f"{each.date:%Y-%m}"}
    return texts.get(field, f"{each.date.year:04}")


def brute_force(articles: list[Article], field: str) -> tuple[dict[str, int], int]:
    counts = Counter(value_of(each, field) for each in articles)
    return {value: count for value, count in counts.items() if value}, counts[""]


def as_dict(facet: Facet) -> dict[str, int]:
    return {each.value: each.count for each in facet.values}


DATES = (
    st.none()
    | st.datetimes(datetime(1000, 1, 1), datetime(9999, 12, 31))
    | st.datetimes(datetime(2023, 12, 20), datetime(2024, 1, 20))
)
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(TEXTS, DATES, st.sampled_from(NAMES), st.sampled_from(NAMES), st.sampled_from(NAMES)),
        min_size=1,
        max_size=14,
    ),
    st.sets(st.integers(0, 13), max_size=4),
    st.integers(1, 3),
    st.sampled_from([*WORDS, "قمر بحر", "قمر AND بحر", "قمر -بحر"]),
    st.sampled_from([None, 0, 1, 2, 100]),
)
def test_counts_are_those_of_a_plain_loop(
    tmp_path_factory: pytest.TempPathFactory,
    made: list[tuple[list[str], datetime | None, str, str, str]],
    deleted: set[int],
    parts: int,
    query: str,
    limit: int | None,
) -> None:
    articles = [
        article(str(number), " ".join(words), date=date, source=source, category=category, author=author)
        for number, (words, date, source, category, author) in enumerate(made)
    ]
    gone = {str(number) for number in deleted}
    index = segmented_index(
        tmp_path_factory.mktemp("facets"), *(articles[part::parts] for part in range(parts)), deleted=gone
    )

    def matches(each: Article) -> bool:
        held = set(each.paragraphs[0].split())
        if query == "قمر AND بحر":
            return {"قمر", "بحر"} <= held
        if query == "قمر -بحر":
            return "قمر" in held and "بحر" not in held
        return bool(held & set(query.split()))

    found = [each for each in articles if each.id not in gone and matches(each)]
    with Searcher(index) as searcher:
        facets = searcher.facets(query, FACETS, limit=limit)
    assert facets.total == len(found)
    assert [facet.field for facet in facets] == list(FACETS)
    for facet in facets:
        expected, missing = brute_force(found, facet.field)
        assert facet.missing == missing
        assert facet.distinct == len(expected)
        shown = as_dict(facet)
        assert (
            len(shown) == len(facet.values) == min(len(expected), len(expected) if limit is None else limit)
        )
        assert shown.items() <= expected.items()
        assert sum(shown.values()) + facet.others == sum(expected.values())
        left_out = [count for value, count in expected.items() if value not in shown]
        assert min(shown.values(), default=0) >= max(left_out, default=0) or not shown


@pytest.fixture
def searcher(tmp_path: Path) -> Iterator[Searcher]:
    index = segmented_index(
        tmp_path,
        [
            article("1", "قمة عربية", source="مدار", author="هدى الكيلاني", date="2024-01-31T23:59:59"),
            article("2", "قمة أخرى", source="المرسى", author="هدى الكيلاني، سلمى ناجي", date="2024-02-01"),
        ],
        [
            article("3", "قمة ثالثة", source="مدار", date="2023-12-31"),
            article("4", "خبر بلا تاريخ عن قمة", source="مدار", author="هدى الكيلاني"),
            article("5", "لا شيء", source="السنابل", date="2024-02-01"),
        ],
        deleted=["3"],
    )
    with Searcher(index) as opened:
        assert len(opened.evaluator.snapshot.segments) == 2
        yield opened


def test_names_come_most_frequent_first_and_are_one_over_all_segments(searcher: Searcher) -> None:
    facets = searcher.facets("قمة", ["source", "author"])
    assert facets["source"].values == (FacetValue("مدار", 2), FacetValue("المرسى", 1))
    assert facets["author"].values == (
        FacetValue("هدى الكيلاني", 2),
        FacetValue("هدى الكيلاني، سلمى ناجي", 1),
    )
    assert facets["source"].missing == facets["author"].missing == 0


def test_periods_come_in_the_order_of_time(searcher: Searcher) -> None:
    month = searcher.facets("قمة", ["month"])["month"]
    assert month.values == (FacetValue("2024-01", 1), FacetValue("2024-02", 1))
    assert month.missing == 1


def test_of_equally_frequent_periods_the_latest_are_kept(searcher: Searcher) -> None:
    month = searcher.facets("قمة", ["month"], limit=1)["month"]
    assert (month.values, month.distinct, month.others) == ((FacetValue("2024-02", 1),), 2, 1)


def test_filters_count_only_what_they_let_pass(searcher: Searcher) -> None:
    facets = searcher.facets("قمة", ["author"], source="مدار", date_from="2024")
    assert (facets.total, as_dict(facets["author"])) == (1, {"هدى الكيلاني": 1})
    assert searcher.facets("", ["source"], date_from="2024-02").total == 2


def test_all_words_can_be_asked_for(searcher: Searcher) -> None:
    assert searcher.facets("قمة عربية", ["source"]).total == 3
    assert searcher.facets("قمة عربية", ["source"], match="all").total == 1


def test_the_timeline_comes_with_the_facets_in_one_go(searcher: Searcher) -> None:
    facets = searcher.facets("قمة", ["source"], timeline="month")
    assert facets.timeline == searcher.timeline("قمة", "month")
    assert searcher.facets("قمة", ["source"]).timeline is None


def test_nothing_found_counts_nothing(searcher: Searcher) -> None:
    facets = searcher.facets("كلمةغائبة", FACETS, timeline="auto")
    assert facets.total == 0
    assert all(facet.values == () and facet.missing == 0 for facet in facets)
    assert facets.timeline is not None
    assert facets.timeline.bars == ()


def test_a_field_is_counted_once_however_often_it_is_named(searcher: Searcher) -> None:
    assert [facet.field for facet in searcher.facets("قمة", ["month", "source", "month"])] == [
        "month",
        "source",
    ]


@pytest.mark.parametrize(
    ("fields", "limit"), [(["sauce"], 10), (["source", ""], 10), (["title"], 10), (["source"], -1)]
)
def test_what_is_no_facet_is_refused_with_what_is(searcher: Searcher, fields: list[str], limit: int) -> None:
    with pytest.raises(SearchError, match=r"take one of source, category|negative"):
        searcher.facets("قمة", fields, limit=limit)


def test_a_field_that_was_not_asked_for_is_not_there(searcher: Searcher) -> None:
    with pytest.raises(KeyError):
        searcher.facets("قمة", ["source"])["author"]


def test_the_json_form_adds_up(searcher: Searcher) -> None:
    found = json.loads(json.dumps(searcher.facets("قمة", ["source", "month"], limit=1).as_json()))
    assert list(found) == ["total", "facets"]
    for facet in found["facets"].values():
        listed = sum(value["count"] for value in facet["values"])
        assert listed + facet["others"] + facet["missing"] == found["total"] == 3


def test_the_json_form_is_that_of_the_document(searcher: Searcher) -> None:
    document = (Path(__file__).parents[2] / "docs" / "json-output.md").read_text("utf-8")
    section = document.split("\n## Counts\n")[1].split("\n## ")[0]
    documented = set(re.findall(r"^\| `([a-z]+)` \|", section, re.MULTILINE))
    found = searcher.facets("قمة", ["source"], timeline="month").as_json()
    assert documented == {"query"} | set(found) | set(found["facets"]["source"])
    shown = json.loads(" ".join(re.findall(r"^    (.*)$", section, re.MULTILINE)))
    assert set(shown) == set(found)
    assert set(shown["facets"]["source"]) == set(found["facets"]["source"])
    assert set(shown["timeline"]) == set(found["timeline"])


def test_names_with_lone_surrogates_are_counted(tmp_path: Path) -> None:
    index = built_index(tmp_path, article("1", "قمة", source="\ud800"), article("2", "قمة", source="\ud800"))
    with Searcher(index) as searcher:
        assert searcher.facets("قمة", ["source"])["source"].values == (FacetValue("\ud800", 2),)


def test_an_empty_index_has_no_counts(tmp_path: Path) -> None:
    with Searcher(built_index(tmp_path)) as searcher:
        assert searcher.facets("قمة", FACETS, timeline="day").total == 0


@pytest.mark.parametrize("field", FACETS)
def test_the_sample_corpus_is_counted_as_its_articles_say(sample_searcher: Searcher, field: str) -> None:
    sources = {each.source for each in read_articles(SAMPLES)}
    everything = sample_searcher.facets("", [field], limit=None, date_from="0001", date_to="9999")
    dated = [each for each in read_articles(SAMPLES) if each.date]
    expected, missing = brute_force(dated, field)
    assert len(sources) > 3
    assert as_dict(everything[field]) == expected
    assert everything[field].missing == missing


@pytest.fixture(scope="module")
def sample_searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("samples") / "index"
    index_articles(folder, SAMPLES)
    with Searcher.open(folder) as opened:
        yield opened


def test_real_news_is_counted_as_its_raw_articles_are(saudinewsnet: News) -> None:
    """A phrase is looked for in the raw texts, and what holds it counted, by code that knows nothing of the engine."""
    from tests.searcher.test_real_news import words

    def holds_phrase(each: Article) -> bool:
        passages = (words(text) for text in (each.title, *each.paragraphs) if "دول" in text)
        return any(("البنك", "الدولي") in pairwise(passage) for passage in passages)

    articles = list(saudinewsnet.articles.values())
    chosen = [each for each in articles if holds_phrase(each)]
    dated = [each for each in articles if each.date]
    facets = saudinewsnet.searcher.facets('"البنك الدولي"', FACETS, limit=None, timeline="day")
    everything = saudinewsnet.searcher.facets("", FACETS, limit=None, date_from="0001", date_to="9999")
    assert facets.total == len(chosen) > 50
    assert everything.total == len(dated) > 30_000
    for counted, expected_of in ((facets, chosen), (everything, dated)):
        for facet in counted:
            assert (as_dict(facet), facet.missing) == brute_force(expected_of, facet.field)
    assert facets.timeline is not None
    assert {bar.period: bar.count for bar in facets.timeline.bars if bar.count} == brute_force(chosen, "day")[
        0
    ]


def test_a_name_of_nothing_but_spaces_is_none(tmp_path: Path) -> None:
    """As `has:source` says of it."""
    articles = [article(f"{at}", "قمر", source=source) for at, source in enumerate(["", " ", "\t ", "أ"])]
    with Searcher(built_index(tmp_path, *articles)) as searcher:
        facet = searcher.facets("قمر", ["source"])["source"]
        assert ([(each.value, each.count) for each in facet.values], facet.missing) == ([("أ", 1)], 3)
        assert searcher.search("has:source").total == 1
