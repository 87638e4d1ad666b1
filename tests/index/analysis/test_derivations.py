"""Verbs that are written like nouns, passives, and adjectives of the shortest nouns: what belongs together."""

from __future__ import annotations

import pytest

from index.analysis.derivations import ADJECTIVE, PRESENT, VERBAL_NOUN
from index.analysis.relations import FINDING
from tests.index.analysis.test_relations import Words, nouns


def found(word: str, counts: dict[str, int]) -> dict[str, float]:
    """What a word finds, with weights."""
    return {form: weight for form, weight in Words(counts).relatives(word).items() if weight >= FINDING}


def verb(past: str, *presents: str, count: int = 60) -> dict[str, int]:
    return dict.fromkeys((past, past + "ت", *presents), count)


# --- nouns that are written like a past


def test_a_noun_is_no_past_and_its_verb_stays_together() -> None:
    """عيد is a feast, and يعيد of أعاد; صنف, a kind, is none of تصنيف, but that is of يصنف."""
    feast = nouns("عيد", 200) | verb("اعاد", "يعيد", "تعيد") | nouns("اعاده")
    assert found("عيد", feast).keys().isdisjoint({"يعيد", "تعيد", "اعاد", "اعاده"})
    assert found("يعيد", feast).keys() >= {"تعيد", "اعاد", "اعاده"}
    assert "عيد" not in found("يعيد", feast)
    kinds = nouns("صنف تصنيف", 100) | {"يصنف": 60, "تصنف": 60}
    assert found("تصنيف", kinds).keys() >= {"يصنف", "تصنف"}
    assert found("يصنف", kinds).keys() >= {"تصنف", "تصنيف"}
    assert "صنف" not in found("تصنيف", kinds) | found("يصنف", kinds)


def test_a_past_that_hardly_has_articles_is_one() -> None:
    counts = {"غرق": 200, "الغرق": 50, "يغرقه": 0, "غرقت": 60, "يغرق": 60}
    assert found("غرق", counts)["يغرق"] == PRESENT
    written = {"نطح": 200, "النطح": 50, "نطحت": 60, "ينطح": 60}
    assert found("نطح", written)["ينطح"] == PRESENT
    assert "ينطح" not in found("نطح", written | {"النطح": 90})


def test_a_noun_that_names_what_a_verb_does_is_of_it() -> None:
    assert found("عمل", nouns("عمل", 200) | verb("عمل", "يعمل", "تعمل") | {"العمل": 200})["يعمل"] == PRESENT


def test_a_noun_of_four_letters_may_be_a_past() -> None:
    counts = nouns("نادم", 90) | verb("نادم", "ينادم")
    assert "ينادم" in found("نادم", counts)


# --- presents without the و of the past


@pytest.mark.parametrize(("presents", "joined"), [(200, True), (900, False)])
def test_a_present_far_commoner_than_a_past_in_waw_is_of_another(presents: int, joined: bool) -> None:
    """يعد, is held for, is of no وعد, he promised."""
    counts = {"وبص": 100, "وبصت": 60, "يبص": presents, "تبص": presents}
    assert ("يبص" in found("وبص", counts)) == joined


def test_the_persons_of_a_doubled_verb_find_each_other() -> None:
    counts = {"يلز": 60, "تلز": 60, "لز": 20, "لزت": 9}
    assert found("يلز", counts).keys() >= {"تلز", "لز"}
    assert found("لز", counts)["يلز"] == PRESENT
    assert found("لز", counts | {"اللز": 20}).keys().isdisjoint({"يلز", "تلز"})  # a noun


# --- passives


@pytest.mark.parametrize(
    ("past", "presents", "passives", "noun"),
    [
        ("اقاص", ("يقيص", "تقيص"), ("اقيص", "يقاص", "تقاص"), "اقاصه"),
        ("اجتاص", ("يجتاص", "تجتاص"), ("اجتيص",), "اجتياص"),
        ("استجاص", ("يستجيص", "تستجيص"), ("استجيص", "يستجاص"), "استجاصه"),
        ("شافص", ("يشافص", "تشافص"), ("شوفص",), "مشافصه"),
    ],
)
def test_passives_are_found_from_the_verb_and_find_it(
    past: str, presents: tuple[str, ...], passives: tuple[str, ...], noun: str
) -> None:
    counts = verb(past, *presents) | dict.fromkeys(passives, 30) | nouns(noun)
    for passive in passives:
        assert found(past, counts)[passive] == PRESENT
        assert found(presents[0], counts)[passive] == PRESENT
        assert found(noun, counts)[passive] == VERBAL_NOUN
        assert found(passive, counts)[past] == PRESENT
        assert found(passive, counts)[noun] == VERBAL_NOUN


@pytest.mark.parametrize(
    "others",
    [
        {"الشوفص": 30},  # a noun
        {"شوفص": 3000},  # far commoner than the active
    ],
)
def test_what_is_a_noun_or_far_commoner_is_no_passive(others: dict[str, int]) -> None:
    counts = verb("شافص", "يشافص", "تشافص") | {"شوفص": 30} | others
    assert "شوفص" not in found("شافص", counts)
    assert "شافص" not in found("شوفص", counts)


def test_what_is_cut_to_another_word_is_no_passive() -> None:
    counts = verb("باشر", "يباشر", "تباشر") | {"بوشر": 30, "وشر": 90}
    assert Words(counts).stem("بوشر") == "وشر"
    assert found("باشر", counts).keys().isdisjoint({"بوشر", "وشر"})


def test_chad_is_no_passive() -> None:
    counts = verb("اشاد", "يشيد", "تشيد") | {"تشاد": 60, "يشاد": 30}
    assert "تشاد" not in found("اشاد", counts)
    assert "يشاد" in found("اشاد", counts)


# --- adjectives of nouns of two letters


def adjective(word: str, count: int) -> dict[str, int]:
    return nouns(f"{word} {word}ه", count)


def test_an_adjective_and_its_noun_of_two_letters_have_each_other() -> None:
    counts = nouns("طب", 60) | adjective("طبي", 90)
    assert found("طب", counts)["طبي"] == ADJECTIVE
    assert found("طبي", counts)["طب"] == ADJECTIVE


@pytest.mark.parametrize(
    ("noun", "others"),
    [
        ({"صح": 9, "الصح": 9}, adjective("صحي", 900)),  # of صحة
        ({"تل": 60, "التل": 60}, {"تلي": 60, "التلي": 30, "تليه": 90}),  # "follows it"
        ({"كر": 90}, adjective("كري", 90)),  # no noun
        (nouns("سم"), {"سمي": 200} | nouns("سميه", 60)),  # "it was called"
        (nouns("دم", 200), nouns("دمي", 500) | nouns("دميه", 9)),  # which hardly has a feminine
    ],
)
def test_rare_nouns_and_what_is_no_adjective_do_not(noun: dict[str, int], others: dict[str, int]) -> None:
    (word, *_), (other, *_) = noun, others
    assert other not in found(word, noun | others)
    assert word not in found(other, noun | others)
