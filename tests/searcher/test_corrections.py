"""For one word the words that may have been meant: what can be said without looking for all of them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Index, Snapshot
from index.analysis import VocabularyStemmer
from index.segments.frequencies import IndexFrequencies, IndexStemmer
from searcher.matching.vocabulary import Vocabulary
from searcher.postings import postings_of
from searcher.suggesting.corrections import _RELATED, _STRANGE, LONGEST, Correction, Corrections
from searcher.suggesting.near_words import NearWords
from tests.builders import article, segmented_index

FORMS = st.text("ابتهءزر", min_size=1, max_size=6)
OCCURRENCES = st.sampled_from((1, 2, 5, 20, 300, 3_000, 20_000))


def snapshot_of(folder: Path, *segments: dict[str, int]) -> Snapshot:
    index = Index.create(folder)
    for number, words in enumerate(segments):
        with index.writer() as writer:
            writer.add(article(f"{number}", *(f"{word} " * count for word, count in words.items())))
    return Index.open(folder).snapshot()


@settings(max_examples=60)
@given(
    st.lists(st.dictionaries(FORMS, OCCURRENCES, min_size=1, max_size=12), min_size=1, max_size=3),
    st.sampled_from((0.003, 0.09, 1.0, 3.0)),
)
def test_an_unrivalled_word_has_no_correction_that_is_likely(
    segments: list[dict[str, int]], odds: float
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        snapshot = snapshot_of(Path(folder), *segments)
        corrections = Corrections(snapshot)
        for form in {term for view in snapshot.segments for term in view.terms.forms}:
            likely = [each for each in corrections.of(form) if each.odds >= odds]
            assert not (corrections.unrivalled(form, odds) and likely), (form, likely)


@pytest.mark.parametrize(
    ("form", "rival", "times", "unrivalled"),
    [
        ("كتابي", "شيء اخر", 30_000, True),
        ("كتابي", "كتابين", 60, True),  # one error away, and commoner, but not by far
        ("كتابي", "كتابين", 30_000, False),
        ("كتابي", "كتاباتي", 30_000, True),  # two errors, for which it is not common enough
        ("كتابي", "كتاباتي", 400_000, False),
        ("كتاب", "كتابات", 400_000, True),  # nobody looks for two errors in a word so short
        ("كتابي", "كت ابي", 30_000, False),  # the space left out
    ],
)
def test_only_a_word_that_is_much_commoner_is_a_rival(
    tmp_path: Path, form: str, rival: str, times: int, unrivalled: bool
) -> None:
    corrections = Corrections(snapshot_of(tmp_path, {form: 50, rival: times}))
    assert corrections.unrivalled(form, 0.01) is unrivalled


def test_no_correction_is_looked_for_of_what_is_longer_than_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "ه" * (LONGEST + 1)
    corrections = Corrections(snapshot_of(tmp_path, {long: 2, "كتاب": 50}))
    monkeypatch.setattr("searcher.suggesting.corrections.one_error_away", None)
    assert not corrections.unrivalled(long, 0.01)
    assert corrections.of(long) == ()


def test_words_that_are_near_do_not_depend_on_what_was_asked_before(tmp_path: Path) -> None:
    words = {"كتابي": 6, "كتابه": 60, "كتابنا": 600}
    segments = snapshot_of(tmp_path, words, {"كتابك": 9, "كتابها": 90, "مكتوب": 900}).segments
    near = NearWords(segments)
    for least in (300, 5, 80, 1, 300):
        found = near.within_two("كتاب", least)
        assert found == NearWords(segments).within_two("كتاب", least)
        assert len(found) == {300: 2, 80: 3, 5: 6, 1: 6}[least]


def test_words_are_taken_to_meet_no_oftener_than_they_occur(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often they do in the first articles, by which all are judged."""
    monkeypatch.setattr("searcher.suggesting.corrections._CUT_ARTICLES", 2)
    index = Index.create(tmp_path)
    texts = ["كتاب قلمي " * 10] * 2 + ["كتاب شيء قلمي"] * 8 + ["كتابقلمي"]
    with index.writer() as writer:
        for number, text in enumerate(texts):
            writer.add(article(f"{number:02}", text))
    corrections = Corrections(index.snapshot())
    assert corrections.side_by_side(("كتاب", "قلمي")) == corrections.frequency("كتاب") == 28
    (cut,) = [each for each in corrections.of("كتابقلمي") if each.forms == ("كتاب", "قلمي")]
    assert not corrections.unrivalled("كتابقلمي", cut.odds)


def test_what_the_index_lacks_is_never_unrivalled(tmp_path: Path) -> None:
    assert not Corrections(snapshot_of(tmp_path, {"كتاب": 50})).unrivalled("مكتب", 3.0)


def test_of_two_words_for_one_the_first_stands_behind_what_comes_before_and_the_last_before_what_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corrections = Corrections(snapshot_of(tmp_path, {"كتاب": 1}))
    asked: list[tuple[str, str]] = []

    def attraction(first: str, second: str) -> float:
        asked.append((first, second))
        return 1.0

    monkeypatch.setattr(corrections, "_attraction", attraction)
    correction = Correction(("ومن", "جهة"), 1, 0.0, 1.0)
    assert corrections.in_context("ومنجهة", correction, "قال", "أخرى") == correction
    assert set(asked) == {("قال", "ومن"), ("جهة", "أخرى"), ("قال", "ومنجهة"), ("ومنجهة", "أخرى")}


def test_words_that_only_deleted_articles_have_are_not_proposed(tmp_path: Path) -> None:
    articles = [article(f"{number}", "زار الوزير مدينة اخري") for number in range(9)]
    gone = [article(f"d{number}", "معارضون قالوا ومن جهة") for number in range(6)]
    ids = [each.id for each in gone]

    def meant(folder: Path, typed: str, *deleted: str) -> list[tuple[str, ...]]:
        corrections = Corrections(segmented_index(folder, articles + gone, deleted=deleted).snapshot())
        return [correction.forms for correction in corrections.of(typed)]

    for typed, forms in {"معارصون": ("معارضون",), "معارصوو": ("معارضون",), "ومنجهه": ("ومن", "جهه")}.items():
        assert meant(tmp_path / f"all of {typed}", typed) == [forms]
        assert meant(tmp_path / f"one for {typed}", typed, *ids[1:]) == [forms]
        assert meant(tmp_path / f"none for {typed}", typed, *ids) == []


def test_a_stemmer_is_made_when_it_is_first_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    monkeypatch.setattr(
        "index.segments.frequencies.VocabularyStemmer",
        lambda given: made.append(given) or VocabularyStemmer(given),
    )
    frequencies = IndexFrequencies({}, ())
    stemmer = IndexStemmer(frequencies)
    assert made == []
    assert stemmer.stem("للمدن") == "مدن"
    assert made == [frequencies]


def test_words_that_were_asked_for_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service is asked for any number of words that the index lacks."""
    monkeypatch.setattr("index.segments.frequencies._ASKED", 100)
    frequencies = IndexFrequencies(
        {}, segmented_index(tmp_path, [article("1", "والوزير زار")]).snapshot().segments
    )
    stemmer, fresh = IndexStemmer(frequencies), VocabularyStemmer(frequencies)
    words = [f"و{one}{two}{three}" for one in "بتثجحخدذرز" for two in "سشصضطظعغفق" for three in "كلمنهوي"]
    assert list(map(stemmer.stem, words)) == list(map(fresh.stem, words))
    assert stemmer.stem("والوزير") == fresh.stem("والوزير")
    assert len(stemmer._stemmer._bases) <= 100 < len(fresh._bases)


@pytest.mark.parametrize(
    "asked_by",
    [
        lambda snapshot: Vocabulary(postings_of(snapshot.segments)).stem,
        lambda snapshot: Corrections(snapshot).weight,
        lambda snapshot: IndexStemmer(IndexFrequencies({}, snapshot.segments)).stem,
    ],
    ids=["vocabulary", "corrections", "stemmer"],
)
def test_what_remembers_words_is_made_anew_after_many_and_not_after_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked_by: Callable[[Snapshot], Callable[[str], object]]
) -> None:
    made = []

    def stemmer(frequencies: IndexFrequencies) -> VocabularyStemmer:
        made.append(VocabularyStemmer(frequencies))
        return made[-1]

    monkeypatch.setattr("index.segments.frequencies._ASKED", 20)
    monkeypatch.setattr("index.segments.frequencies.VocabularyStemmer", stemmer)
    ask = asked_by(snapshot_of(tmp_path, {"وزير": 2}))
    for one in "بتثجحخدذرز":
        for other in "سشصضطظعغفق":
            ask(f"و{one}{other}ل")
    assert 100 / 25 <= len(made) <= 100 / 20


def test_words_that_stand_side_by_side_in_deleted_articles_alone_are_no_cut(tmp_path: Path) -> None:
    together = [article(f"d{number}", "ومن جهة") for number in range(3)]
    apart = [article(f"{number}", "جهة الشرق ومن الغرب") for number in range(3)]
    for deleted, expected in ((["d0", "d1"], [("ومن", "جهه")]), (["d0", "d1", "d2"], [])):
        folder = tmp_path / f"{len(deleted)} deleted"
        corrections = Corrections(segmented_index(folder, together + apart, deleted=deleted).snapshot())
        assert [each.forms for each in corrections.of("ومنجهه")] == expected


def test_a_word_of_many_deleted_articles_and_one_other_is_known(tmp_path: Path) -> None:
    articles = [article(f"{number:03}", "قمح") for number in range(300)]
    ids = [each.id for each in articles]
    for kept in (0, 299, None):
        deleted = [each for at, each in enumerate(ids) if at != kept]
        folder = tmp_path / f"{kept}"
        corrections = Corrections(segmented_index(folder, articles, deleted=deleted).snapshot())
        assert corrections.frequency("قمح") == (300 if kept is not None else 0)


def test_stems_that_only_deleted_articles_have_do_not_speak_for_what_was_typed(tmp_path: Path) -> None:
    """Else the right correction of it would be eight times less likely until a merge."""
    live, gone = article("live", "زار الوزير مدينة"), article("gone", "القطار قطار")
    for deleted, expected in (([], _RELATED), (["gone"], _STRANGE)):
        index = segmented_index(tmp_path / f"{len(deleted)} deleted", [live, gone], deleted=deleted)
        assert Corrections(index.snapshot()).weight("بالقطار") == expected
