"""A word finds its inflections where an index has too few words to show that they are such."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import Article
from index import Index
from index.analysis.inflections import ARTICLES, LETTERS
from searcher import Searcher
from tests.builders import article, built_index, segmented_index


def found(index: Index, query: str) -> set[str]:
    with Searcher(index) as searcher:
        return {hit.id for hit in searcher.search(query, limit=100, duplicates="show").hits}


def repeated(form: str, times: int = 7) -> list[Article]:
    """So many articles with a form, which no other word of theirs explains."""
    return [article(f"{form}-{number}", f"{form} {number}") for number in range(times)]


@pytest.mark.parametrize("before", ARTICLES + LETTERS)
@pytest.mark.parametrize("times", [1, 7])
@pytest.mark.parametrize("word", ["قمح", "نسبة"])
def test_a_word_is_found_behind_what_may_precede_it(
    tmp_path: Path, before: str, times: int, word: str
) -> None:
    index = built_index(tmp_path, *repeated(before + word, times), article("other", "خبر"))
    assert len(found(index, word)) == times
    assert len(found(index, "ال" + word)) == times


def test_a_word_of_two_letters_is_found_behind_the_article_alone(tmp_path: Path) -> None:
    index = built_index(tmp_path, *repeated("الحج"), *repeated("بحث"))
    assert found(index, "حج") == {f"الحج-{number}" for number in range(7)}
    assert found(index, "حث") == set()


def test_it_is_found_beside_its_relatives(tmp_path: Path) -> None:
    index = built_index(tmp_path, *repeated("السوق"), *repeated("أسواق"))
    assert len(found(index, "سوق")) == 14


def test_what_may_be_a_short_word_behind_a_letter_is_not_found_beside_its_relatives(tmp_path: Path) -> None:
    """ماي and مايو are May; a longer word is itself, whatever else there is."""
    index = built_index(
        tmp_path, *repeated("بماي"), *repeated("لجوجل"), article("may", "مايو"), article("google", "غوغل")
    )
    assert found(index, "ماي") == {"may"}
    assert len(found(index, "جوجل")) == 8


@pytest.mark.parametrize("others", [["before"], []])
def test_a_function_word_is_itself_whatever_begins_like_it(tmp_path: Path, others: list[str]) -> None:
    """أمام, before, is no إمام; nor is it where no article says it."""
    before = [article(each, "وقف أمام الباب") for each in others]
    index = built_index(tmp_path, *before, *repeated("الإمام"), *repeated("اماما"))
    assert found(index, "أمام") == set(others)


def test_where_nothing_else_is_found_it_is_as_good_as_a_plural_by_its_pattern(tmp_path: Path) -> None:
    index = built_index(tmp_path, *repeated("بنجد"), article("highlands", "أنجاد"))
    assert len(found(index, "نجد")) == 8


@pytest.mark.parametrize(
    ("word", "other", "is_found"),
    [
        ("مستثمر", "استثمر", True),
        ("غسان", "لسان", False),
        ("تويتر", "التوتر", False),
        ("كتاب", "مكتب", False),
        ("كتاب", "الكتب", True),
    ],
)
def test_what_is_much_alike_finds_where_nothing_else_does(
    tmp_path: Path, word: str, other: str, is_found: bool
) -> None:
    """Strangers of two letters in common are no answer, however often the index has either."""
    for times in (1, 7):
        index = built_index(tmp_path / str(times), *repeated(other, times))
        assert len(found(index, word)) == (times if is_found else 0)


def test_strangers_of_its_root_do_not_keep_it_from_that(tmp_path: Path) -> None:
    strangers = ["مكتب", "مكاتب", "اكتتاب", "كتائب", "مكتوب"]
    index = built_index(
        tmp_path,
        article("plural", "كتب"),
        *(each for stranger in strangers for each in repeated(stranger, 5)),
    )
    assert found(index, "كتاب") == {"plural"}


def test_nor_beside_the_word_itself(tmp_path: Path) -> None:
    index = built_index(tmp_path, *repeated("بعيد"), article("feast", "عيد"))
    assert found(index, "عيد") == {"feast"}


def test_it_is_found_in_every_segment(tmp_path: Path) -> None:
    """... with any of the stems that these gave it."""
    index = segmented_index(
        tmp_path,
        [*repeated("القمح"), *repeated("خبر")],
        [article("b", "القمح")],
        [article("c", "خبر والقمح")],
    )
    assert found(index, "قمح") == {f"القمح-{number}" for number in range(7)} | {"b", "c"}


def test_of_an_index_without_articles_nothing_is_found(tmp_path: Path) -> None:
    assert found(built_index(tmp_path), "قمح") == set()


def test_it_is_marked_and_its_explanation_adds_up(tmp_path: Path) -> None:
    index = built_index(tmp_path, *repeated("القمح"), article("other", "خبر"))
    with Searcher(index) as searcher:
        for paragraphs in (False, True):
            page = searcher.search("قمح", paragraphs=paragraphs, duplicates="show")
            assert page.total == 7
            for hit in page.hits:
                assert [
                    snippet.text[slice(*each)] for snippet in hit.snippets for each in snippet.highlights
                ] == ["القمح"]
                explained = hit.explain()
                assert explained.value == pytest.approx(hit.score)
                assert "القمح" in explained.text()


@pytest.mark.parametrize(
    "query", ["سعر قمح", "+قمح", "قمح AND سعر", "قمح NEAR/3 سعر", "title:قمح OR قمح", "خبر -قمح"]
)
def test_it_is_the_same_word_for_every_operator(tmp_path: Path, query: str) -> None:
    texts = ["سعر القمح", "القمح", "خبر القمح", "سعر", "خبر"] + ["القمح"] * 5
    index = built_index(tmp_path, *(article(f"{number:02}", text) for number, text in enumerate(texts)))
    assert found(index, query) == found(index, query.replace("قمح", "القمح"))


PAIRS = [
    ("شركة", "وشركاتها"),
    ("معلم", "المعلمون"),
    ("معلم", "معلمين"),
    ("فلاحة", "الفلاحات"),
    ("مزرعة", "مزرعتهم"),
    ("تونس", "التونسية"),
    ("تونس", "للتونسيين"),
    ("غادر", "غادرت"),
    ("انسحب", "انسحبوا"),
    ("كاتب", "كاتبا"),
    ("ورشة", "ورشات"),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
@pytest.mark.parametrize("times", [1, 7])
def test_a_word_is_found_with_endings(tmp_path: Path, one: str, other: str, times: int) -> None:
    """... and the other way round, whether the index has the one that is asked for or not."""
    both = built_index(tmp_path / "both", *repeated(one, times), *repeated(other, times))
    assert len(found(both, one)) == len(found(both, other)) == 2 * times
    assert len(found(built_index(tmp_path / "other", *repeated(other, times)), one)) == times
    assert len(found(built_index(tmp_path / "one", *repeated(one, times)), other)) == times


def test_words_that_are_seen_often_are_what_the_evidence_says(tmp_path: Path) -> None:
    index = built_index(tmp_path, *repeated("عمل", 12), *repeated("عملية", 12))
    assert len(found(index, "عمل")) == len(found(index, "عملية")) == 12


def test_one_of_them_may_be_seen_often(tmp_path: Path) -> None:
    index = built_index(tmp_path, *repeated("عمل", 12), *repeated("عملية", 9))
    assert len(found(index, "عمل")) == len(found(index, "عملية")) == 21


def test_of_an_index_of_many_words_only_the_evidence_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = built_index(tmp_path, *repeated("عمل", 3), *repeated("عملية", 3))
    assert len(found(index, "عمل")) == 6
    monkeypatch.setattr("searcher.matching.vocabulary.FEW_TERMS", 0)
    assert len(found(index, "عمل")) == 3


def test_a_function_word_is_no_inflection(tmp_path: Path) -> None:
    assert found(built_index(tmp_path, article("a", "تحت")), "تحتاني") == set()


def test_behind_a_letter_it_is_found_too_and_with_one_it_finds_the_word(tmp_path: Path) -> None:
    index = built_index(tmp_path, *repeated("وغادرت"), *repeated("انسحب"))
    assert len(found(index, "غادر")) == 7
    assert len(found(index, "وانسحبت")) == 7


@pytest.mark.parametrize("query", ["2015", "اي"])
def test_a_number_and_a_word_of_two_letters_have_no_endings(tmp_path: Path, query: str) -> None:
    assert found(built_index(tmp_path, article("a", "20151 12015 ايون")), query) == set()
