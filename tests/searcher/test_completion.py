"""The word being typed, finished with the words of the index."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Index
from searcher import Completion, Searcher
from tests.builders import add_all, article, built_index, segmented_index

WORDS = {
    "انتخابات": 9,
    "انتخاب": 5,
    "انتخابية": 5,
    "الأنباء": 4,
    "الانباء": 1,
    "الآن": 2,
    "مدرسة": 3,
    "مُدَرِّس": 2,
    "هيئة": 6,
    "هيء": 1,
    "مسؤول": 2,
    "Obama": 3,
    "2015": 2,
}


@pytest.fixture(scope="module", params=[1, 3], ids=["one segment", "three segments"])
def searcher(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    index = Index.create(folder := tmp_path_factory.mktemp("archive"))
    paragraphs = [word for word, count in WORDS.items() for _ in range(count)]
    for part in range(request.param):
        with index.writer() as writer:
            add_all(writer, [article(f"{part}", *paragraphs[part :: request.param])])
    with Searcher.open(folder) as opened:
        yield opened


def listed(completions: tuple[Completion, ...]) -> list[tuple[str, int]]:
    return [(completion.text, completion.frequency) for completion in completions]


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("انتخا", [("انتخابات", 9), ("انتخاب", 5), ("انتخابية", 5)]),
        ("انتخاب", [("انتخابات", 9), ("انتخاب", 5), ("انتخابية", 5)]),
        ("الأن", [("الأنباء", 5), ("الآن", 2)]),  # however the hamza is typed
        ("مدر", [("مدرسة", 3), ("مدرس", 2)]),  # as the archive writes it, without marks
        ("مدرسة", [("مدرسة", 3)]),
        ("هيئ", [("هيئة", 6), ("هيء", 1)]),  # the end of a word, or not yet
        ("مسؤ", [("مسؤول", 2)]),
        ("oba", [("Obama", 3)]),
        ("ال", [("الأنباء", 5), ("الآن", 2)]),  # of which the last is a function word
        ("20", [("2015", 2)]),
        ("٢٠", [("2015", 2)]),
        ("وكالة الأنب", [("وكالة الأنباء", 5)]),
        ('title:"وكالة الأنب', [('title:"وكالة الأنباء', 5)]),
        ("مُد", [("مدرسة", 3), ("مدرس", 2)]),
        ("زرافة", []),
    ],
)
def test_what_is_typed_is_finished_by_frequency(
    searcher: Searcher, typed: str, completed: list[tuple[str, int]]
) -> None:
    assert listed(searcher.complete(typed)) == completed


def test_a_completion_names_the_word_too(searcher: Searcher) -> None:
    (completion,) = searcher.complete("قالت هيئة الأنبا", limit=1)
    assert completion == Completion("قالت هيئة الأنباء", "الأنباء", 5)


@pytest.mark.parametrize(
    "typed", ["", " ", "انتخاب ", "انتخاب،", '"انتخاب"', "انتخاب\n", "\ud800", "👍", "ـ"]
)
def test_where_no_word_is_being_typed_there_is_nothing_to_finish(searcher: Searcher, typed: str) -> None:
    assert searcher.complete(typed) == ()


def test_marks_behind_a_word_do_not_finish_it(searcher: Searcher) -> None:
    assert listed(searcher.complete("مدرسـ\u200f")) == [("مدرسة", 3), ("مدرس", 2)]


@pytest.mark.parametrize("limit", [0, 1, 2])
def test_no_more_than_asked_for(searcher: Searcher, limit: int) -> None:
    assert len(searcher.complete("انتخا", limit)) == limit


def test_of_equally_frequent_words_fewer_are_the_first_of_more(tmp_path: Path) -> None:
    letters = "ابتجحدرسعفقكلمنه"
    words = [f"كت{one}{other}{third}" for one in letters for other in letters for third in "ابت"]
    with Searcher(built_index(tmp_path, article("1", *words))) as searcher:
        every = searcher.complete("كت", len(words))
        assert [completion.word for completion in every] == sorted(words)
        for limit in (1, 2, 10, 100):
            assert searcher.complete("كت", limit) == every[:limit]


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_a_word_that_every_segment_has_a_little_of_may_be_the_most_frequent(
    tmp_path: Path, limit: int
) -> None:
    letters = "بتثجحخدذرزسشصضطظعغفقك"
    own = [[f"سد{letter}{other}" for other in letters] for letter in letters[:3]]
    parts = [[article(f"{number}", *words * 10, "سدرة " * 9)] for number, words in enumerate(own)]
    with Searcher(segmented_index(tmp_path, *parts)) as searcher:
        expected = [("سدرة", 27), *((word, 10) for word in sorted(own[0] + own[1] + own[2]))]
        assert listed(searcher.complete("سد", limit)) == expected[:limit]


SENTENCES = (
    *["عقد مجلس الأمن جلسة"] * 3,
    *["عقد مجلس الوزراء جلسة"] * 2,
    *["رأس رئيس مجلس الإدارة الجلسة"] * 1,
    *["قال رئيس الوزراء كلمة"] * 4,
    *["الأهلي الأهلي الأهلي"] * 5,
    "مجلس",
    "الأدب",
)


@pytest.fixture(scope="module", params=[1, 3], ids=["one segment", "three segments"])
def sentences(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    articles = [article(str(number), text) for number, text in enumerate(SENTENCES)]
    parts = [articles[part :: request.param] for part in range(request.param)]
    with Searcher(segmented_index(tmp_path_factory.mktemp("archive"), *parts)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("typed", "finished"),
    [
        ("ال", ["الأهلي", "الوزراء", "الأمن", "الإدارة", "الأدب", "الجلسة"]),
        # A share of what stands behind the word, however frequent others are; these behind them.
        ("مجلس ال", ["الأمن", "الوزراء", "الإدارة", "الأهلي", "الأدب", "الجلسة"]),
        ("رئيس ال", ["الوزراء", "الأهلي", "الأمن", "الإدارة", "الأدب", "الجلسة"]),
        # Behind the two words first, then behind the last.
        ("رئيس مجلس ال", ["الإدارة", "الأمن", "الوزراء", "الأهلي", "الأدب", "الجلسة"]),
        ("عقد مجلس ال", ["الأمن", "الوزراء", "الإدارة", "الأهلي", "الأدب", "الجلسة"]),
        # Two words that nobody saw together say no more than the last.
        ("كلمة مجلس ال", ["الأمن", "الوزراء", "الإدارة", "الأهلي", "الأدب", "الجلسة"]),
        ("زرافة ال", ["الأهلي", "الوزراء", "الأمن", "الإدارة", "الأدب", "الجلسة"]),
        # Nor does a word say anything that a sign parts from the one being typed.
        ("مجلس، ال", ["الأهلي", "الوزراء", "الأمن", "الإدارة", "الأدب", "الجلسة"]),
        ('مجلس "ال', ["الأهلي", "الوزراء", "الأمن", "الإدارة", "الأدب", "الجلسة"]),
        ("رئيس، مجلس ال", ["الأمن", "الوزراء", "الإدارة", "الأهلي", "الأدب", "الجلسة"]),
        ("مجلس\n ال", ["الأمن", "الوزراء", "الإدارة", "الأهلي", "الأدب", "الجلسة"]),
        ('title:"مجلس الو', ["الوزراء"]),
    ],
)
def test_what_stands_behind_the_words_before_comes_first(
    sentences: Searcher, typed: str, finished: list[str]
) -> None:
    completions = sentences.complete(typed)
    assert [completion.word for completion in completions] == finished
    assert {completion.text.removesuffix(completion.word) for completion in completions} == {
        typed.removesuffix("ال").removesuffix("الو")
    }


@pytest.mark.parametrize("typed", ["مجلس ال", "رئيس مجلس ال"])
def test_behind_words_too_fewer_are_the_first_of_more(sentences: Searcher, typed: str) -> None:
    every = sentences.complete(typed)
    assert [len(sentences.complete(typed, limit)) for limit in (1, 2, 3, 6)] == [1, 2, 3, 6]
    for limit in (1, 2, 3, 6):
        assert sentences.complete(typed, limit) == every[:limit]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        (
            "صديق قال ب",
            "بثا",
        ),  # a quarter of what stands behind both words, and three fifths of what behind the last
        ("رجل قال ب", "بيانا"),
        ("أن صديقا زار ب", "بيروت"),  # what stands behind three words says nothing more
    ],
)
def test_what_stands_behind_two_words_counts_more_than_what_stands_behind_one(
    tmp_path: Path, typed: str, first: str
) -> None:
    texts = [
        *["صديق قال نعم"] * 3,
        "صديق قال بثا",
        *["قال بيانا"] * 6,
        *["صديقا زار بيروت"] * 3,
        "أن صديقا زار بلدا",
    ]
    with Searcher(built_index(tmp_path, article("1", *texts))) as searcher:
        assert searcher.complete(typed)[0].word == first


@pytest.mark.parametrize(
    ("before", "first"),
    [
        ("زرافة " * 100 + "مجلس ", "الأمن"),
        ("رئيس " + "مجلس" + "ـ" * 100 + " ", "الإدارة"),
        ("ز" * 1000 + "مجلس" + " " * 294, "الأهلي"),  # of which no more is read than the last four letters
    ],
    ids=["words", "tatweel", "a word that is cut"],
)
def test_what_stands_before_may_be_long(sentences: Searcher, before: str, first: str) -> None:
    assert sentences.complete(before + "ال")[0].word == first


def test_function_words_come_last_unless_they_were_seen_there(tmp_path: Path) -> None:
    index = built_index(tmp_path, article("1", *["خبر عن المدينة"] * 3, "خبر عنب", "عنوان عنوان"))
    with Searcher(index) as searcher:
        assert [each.word for each in searcher.complete("خبر عن")] == ["عن", "عنب", "عنوان"]
        assert [each.word for each in searcher.complete("المدينة عن")] == ["عنوان", "عنب", "عن"]


@pytest.mark.parametrize(
    ("before", "begun", "finished"),
    [
        ("", "ا" * 10_000, []),
        ("ا " * 5_000, "انتخ", ["انتخابات", "انتخاب", "انتخابية"]),
        ("\ud800", "انتخ", ["انتخابات", "انتخاب", "انتخابية"]),
        ("", "ﷺ", []),
        ("", "漢", []),
        ("(" * 10_000, "", []),
        ("(" * 10_000, "انتخ", ["انتخابات", "انتخاب", "انتخابية"]),
    ],
    ids=[
        "one letter",
        "words",
        "a surrogate",
        "a ligature",
        "another script",
        "signs",
        "signs before a word",
    ],
)
def test_nothing_typed_is_too_much(searcher: Searcher, before: str, begun: str, finished: list[str]) -> None:
    assert [each.text for each in searcher.complete(before + begun)] == [before + word for word in finished]


def test_an_empty_index_finishes_nothing(tmp_path: Path) -> None:
    Index.create(tmp_path)
    with Searcher.open(tmp_path) as opened:
        assert opened.complete("انتخا") == ()
        assert opened.suggest("انتخابت") == ()


def test_of_equally_frequent_words_one_that_no_segment_has_often_may_be_the_first(tmp_path: Path) -> None:
    letters = "بتثجحخدذرزسشصضطظعغفق"
    parts = [[article(end, *(f"سد{letter}{end} " * 10 for letter in letters), "سدا " * 5)] for end in "بت"]
    with Searcher(segmented_index(tmp_path, *parts)) as searcher:
        assert listed(searcher.complete("سد", 1)) == [("سدا", 10)]


def test_of_words_that_tie_in_twos_and_threes_fewer_are_the_first_of_more(tmp_path: Path) -> None:
    letters = "ابتجحدرسعفقكلمنه"
    words = [f"كت{one}{other}{third}" for one in letters for other in letters for third in "ابت"]
    said = [word for number, word in enumerate(words) for _ in range(1 + number % 3)]
    with Searcher(built_index(tmp_path, article("1", *said))) as searcher:
        every = searcher.complete("كت", len(words))
        for limit in (1, 10, 100, 300, 600):
            assert searcher.complete("كت", limit) == every[:limit]


@pytest.mark.parametrize("segments", [1, 2])
@pytest.mark.parametrize("times", [1, 2], ids=["no word is more frequent", "one is"])
def test_words_that_only_deleted_articles_have_are_not_proposed(
    tmp_path: Path, segments: int, times: int
) -> None:
    letters = "ابتجحدرسعفقكلمنه"
    gone = [f"كت{one}{other}" for one in letters for other in letters]
    parts = [[article("1", *gone, *gone), article("2", "كتابة كتيبة")], [article("3", "كتيبة " * times)]]
    parts = [parts[0] + parts[1]] if segments == 1 else parts
    with Searcher(segmented_index(tmp_path, *parts, deleted=["1"])) as searcher:
        for limit in (1, 2, 10):
            assert listed(searcher.complete("كت", limit)) == [("كتيبة", 1 + times), ("كتابة", 1)][:limit]


def test_a_word_is_proposed_as_articles_write_it_that_are_there(tmp_path: Path) -> None:
    gone = [article(f"d{number}", "إستقلال") for number in range(9)]
    index = segmented_index(tmp_path, [*gone, article("1", "استقلال")], deleted=[each.id for each in gone])
    with Searcher(index) as searcher:
        assert listed(searcher.complete("استق")) == [("استقلال", 10)]
        assert [each.text for each in searcher.suggest("استقلل")] == ["استقلال"]


@pytest.mark.parametrize("limit", [1, 2])
def test_function_words_come_last_however_frequent(tmp_path: Path, limit: int) -> None:
    words = [*["إلى"] * 9, *["التي"] * 8, *["الأنباء"] * 2, "الانتخابات"]
    with Searcher(built_index(tmp_path, article("1", *words))) as searcher:
        assert listed(searcher.complete("ال", 4)) == [
            ("الأنباء", 2), ("الانتخابات", 1), ("إلى", 9), ("التي", 8),
        ]  # fmt: skip
        assert listed(searcher.complete("ال", limit)) == [("الأنباء", 2), ("الانتخابات", 1)][:limit]
