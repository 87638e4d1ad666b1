"""Names that no article has, and the names that are near."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Index
from searcher import Searcher
from searcher.unknown_names import MOST_TOLD, UnknownName, unknown_names
from tests.builders import article, built_index, segmented_index


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder: Path = tmp_path_factory.mktemp("index")
    segmented_index(
        folder,
        [article("1", "خبر", source="صحيفة المنارة"), article("2", "خبر", source="صحيفة المنارة")],
        [
            article("3", "خبر", source="صحيفة المنار"),
            article("5", "خبر", source="سنابل القمح"),
            article("4", "خبر", source="مدار", author="سلمى ناجي"),
        ],
        deleted=["5"],
    )
    return Searcher.open(folder)


def test_as_many_words_as_were_asked_for_are_compared(searcher: Searcher) -> None:
    assert unknown_names(searcher, "", source="المنازة") == [
        UnknownName("source", "المنازة", ("المنارة", "المنار"))
    ]
    assert unknown_names(searcher, "", source="صحيفه المنازه") == [
        UnknownName("source", "صحيفه المنازه", ("صحيفة المنارة", "صحيفة المنار"))
    ]


def test_more_words_than_any_name_has_are_compared_with_all_of_it(searcher: Searcher) -> None:
    (unknown,) = unknown_names(searcher, "", author="سلمى ناجي م")
    assert unknown.near == ("سلمى ناجي",)


def test_what_deleted_articles_have_is_no_name(searcher: Searcher) -> None:
    assert unknown_names(searcher, "", source="سنابل القمح") == [UnknownName("source", "سنابل القمح", ())]


def test_a_field_has_its_own_names(searcher: Searcher) -> None:
    assert unknown_names(searcher, "author:مدار source:سلمى") == [
        UnknownName("author", "مدار", ()),
        UnknownName("source", "سلمى", ()),
    ]


@pytest.mark.parametrize(
    "query", ["خبر", "source:مدار", "-source:مدار", "author:سلمى خبر", "date:2020", '"source"']
)
def test_nothing_is_told_of_what_articles_have(searcher: Searcher, query: str) -> None:
    assert unknown_names(searcher, query, source=["مدار", "صحيفة"]) == []


def test_names_are_found_wherever_they_stand_in_a_question(searcher: Searcher) -> None:
    query = "(خبر AND NOT source:أأأ) OR (author:ببب AND -category:تتت)"
    assert [(each.field, each.name) for each in unknown_names(searcher, query)] == [
        ("source", "أأأ"),
        ("author", "ببب"),
        ("category", "تتت"),
    ]


def test_an_empty_index_has_no_names(tmp_path: Path) -> None:
    Index.create(tmp_path / "none")
    with Searcher.open(tmp_path / "none") as searcher:
        assert unknown_names(searcher, "source:مدار") == [UnknownName("source", "مدار", ())]


def test_of_the_same_words_the_commonest_spelling_is_told(tmp_path: Path) -> None:
    sources = ["أخبار الأنبا", "جريدة الانبا", "جريدة الانبا"]
    articles = (article(str(at), "خبر", source=source) for at, source in enumerate(sources))
    built_index(tmp_path / "i", *articles)
    with Searcher.open(tmp_path / "i") as searcher:
        assert unknown_names(searcher, "", source="الأبنا")[0].near == ("الانبا",)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("تقرير سلمي source:سلمى", "سلمى"),
        ("المنأز -مصدر:المنآز", "المنآز"),
        ('source:"سلمى المنآز" سلمى', "سلمى المنآز"),
        ("source:(مدار OR سلمى)", "سلمى"),
        ("م\u0640صدر:سل\u0640مى", "سل\u0640مى"),
    ],
)
def test_names_are_told_as_they_are_written_as_names(searcher: Searcher, query: str, name: str) -> None:
    (unknown,) = unknown_names(searcher, query)
    assert (unknown.field, unknown.name) == ("source", name)


def test_the_first_of_many_names_are_told(searcher: Searcher) -> None:
    told = unknown_names(searcher, " OR ".join(f"source:zz{number}" for number in range(2000)))
    assert [each.name for each in told] == ["zz0", "zz1", "zz2"]
    assert len(told) == MOST_TOLD
