"""What a word may be inflected to, asked of stems that are made up."""

from __future__ import annotations

import pytest

from index.analysis.attestation import RARE
from index.analysis.inflections import INFLECTED, inflected_stems
from index.analysis.relations import FINDING, LIKE, SAME_STEM


class Held:
    """An index that has some stems, each so many times."""

    def __init__(self, *stems: str, times: int = 1, **often: int) -> None:
        self._frequencies = dict.fromkeys(stems, times) | often

    def frequency_of_stem(self, stem: str) -> int:
        return self._frequencies.get(stem, 0)

    def stems_with_prefix(self, prefix: str) -> set[str]:
        return {stem for stem in self._frequencies if stem.startswith(prefix)}


def small(stem: str, index: Held) -> dict[str, float]:
    return inflected_stems(stem, index, is_small=True)


ARTICLES = ["ال", "وال", "بال", "لل", "فال", "كال", "ولل", "وبال"]
LETTERS = ["و", "ب", "ل", "ف"]
ENDINGS = """
    ه ي ا ات ان ون ين يه يات يون يين تان تين ت وا ها هم هما نا ته تها تهم تهما تنا اته اتها اتهم اتنا يته يتها يا ياته
    ونه ينها انها اه اها وه ناه ناها كم هن تكم تي
""".split()  # noqa: SIM905  # a word list is read as words


@pytest.mark.parametrize("before", ARTICLES + LETTERS)
@pytest.mark.parametrize("is_small", [False, True])
def test_a_word_of_whose_stem_there_is_no_form_is_looked_for_behind_proclitics(
    before: str, is_small: bool
) -> None:
    assert inflected_stems("مصنع", Held(before + "مصنع", "خبر"), is_small) == {before + "مصنع": INFLECTED}


@pytest.mark.parametrize("before", ARTICLES)
def test_one_of_two_letters_is_looked_for_behind_articles(before: str) -> None:
    assert inflected_stems("حج", Held(before + "حج"), False) == {before + "حج": INFLECTED}


def test_a_letter_is_looked_for_nowhere() -> None:
    held = Held(*(before + "ع" for before in ARTICLES + LETTERS), *(before + "حج" for before in LETTERS))
    assert inflected_stems("ع", held, True) == inflected_stems("حج", held, True) == {}


@pytest.mark.parametrize("before", LETTERS)
def test_a_short_word_behind_a_letter_may_be_another_and_weighs_less(before: str) -> None:
    assert inflected_stems("عيد", Held(before + "عيد"), True) == {before + "عيد": LIKE}
    assert LIKE < FINDING <= INFLECTED < SAME_STEM


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("ظهير", "ظهراء"),
        ("ظهراء", "ظهير"),
        ("نجاد", "نجد"),
        ("نجد", "نجاد"),
        ("نجد", "نجود"),
        ("مدبغه", "مدابغ"),
        ("نشر", "ينشر"),
        ("تنشر", "نشر"),
        ("اعلن", "اعلان"),
        ("انتماء", "انتمي"),
        ("نجاد", "النجد"),
    ],
)
@pytest.mark.parametrize("is_small", [False, True])
def test_the_patterns_of_plurals_and_verbs_are_as_good_as_a_likeness(
    word: str, other: str, is_small: bool
) -> None:
    assert inflected_stems(word, Held(other), is_small) == {other: LIKE}
    assert other not in inflected_stems(word, Held(word, other), is_small), "where there is evidence"


def test_of_a_noun_that_everybody_knows_no_plural_or_verb_is_guessed() -> None:
    assert inflected_stems("كتاب", Held("كتيب", "كاتب", "يكتب", "اكتبه"), True) == {}


def test_in_a_large_index_a_word_that_it_has_is_looked_for_nowhere() -> None:
    held = Held("مصنع", "المصنع", "بمصنع", "مصنعهم")
    assert inflected_stems("مصنع", held, is_small=False) == {}
    assert set(inflected_stems("مصنع", held, is_small=True)) >= {"المصنع", "بمصنع", "مصنعهم"}


def test_endings_are_tried_in_a_small_index_alone() -> None:
    assert inflected_stems("مصنع", Held("مصنعهم", "بمصنعهم"), is_small=False) == {}


@pytest.mark.parametrize("before", ["", *ARTICLES, *LETTERS])
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_word_is_found_before_an_ending(before: str, ending: str) -> None:
    other = before + "مصنع" + ending
    assert small("مصنع", Held("مصنع", other)) == {"مصنع": INFLECTED, other: INFLECTED}


@pytest.mark.parametrize("ending", ["ه", "ات", "يه", "ان", "ون", "ته", "ها"])
def test_and_from_one_ending_to_another(ending: str) -> None:
    assert small("مصنع" + ending, Held("مصنعهم")) == {"مصنعهم": INFLECTED}


@pytest.mark.parametrize("rest", ["ك", "ني", "ستان", "هات", "ووا", "اتات"])
def test_what_is_no_ending_or_mostly_none_is_not_found(rest: str) -> None:
    assert small("مصنع", Held("مصنع" + rest)) == {}


@pytest.mark.parametrize("ending", ["ان", "ون", "ين", "تان", "تين", "انه", "ونها"])
def test_names_and_short_words_end_like_plurals(ending: str) -> None:
    """لبنان, بوتين, زيتون; نفطان and نفطين are shown by evidence alone."""
    assert not any(weight >= FINDING for weight in small("نفط", Held("نفط" + ending)).values())


@pytest.mark.parametrize("ending", ["ه", "ي", "ا", "ات", "يه", "يون", "ت", "هم"])
def test_other_endings_a_short_word_has(ending: str) -> None:
    assert small("نفط", Held("نفط" + ending)) == {"نفط" + ending: INFLECTED}
    assert small("نفط", Held("النفط" + ending)) == {"النفط" + ending: INFLECTED}


@pytest.mark.parametrize("before", LETTERS)
def test_behind_a_letter_short_words_have_long_endings_alone(before: str) -> None:
    assert small("نفط", Held(before + "نفطه")) == {}
    assert small("نفط", Held(before + "نفطها")) == {before + "نفطها": INFLECTED}


def test_a_short_word_with_a_weak_end_is_not_believed() -> None:
    assert small("قضايا", Held("قضاه")) == {}, "cases, and judges"


@pytest.mark.parametrize("before", LETTERS)
def test_a_word_with_a_letter_finds_the_one_without(before: str) -> None:
    assert small(before + "امكان", Held(before + "امكان", "امكان"))["امكان"] == INFLECTED
    assert "عيد" not in small(before + "عيد", Held(before + "عيد", "عيد"))
    assert small("وزاره", Held("زار", "زارها")) == {}, "to visit, and no ministry"


@pytest.mark.parametrize(
    ("asked", "other", "found"),
    [(1, RARE, True), (RARE - 1, 50, True), (50, RARE - 1, True), (RARE, RARE, False), (50, 50, False)],
)
def test_of_words_that_are_seen_often_there_is_evidence(asked: int, other: int, found: bool) -> None:
    """... enough not to take one for a form of the other."""
    assert ("مصنعيه" in small("مصنع", Held(مصنع=asked, مصنعيه=other))) == found


@pytest.mark.parametrize(
    ("word", "other"), [("يما", "فيما"), ("راء", "وراء"), ("لذين", "الذين"), ("تحتاني", "تحت")]
)
@pytest.mark.parametrize("is_small", [False, True])
def test_function_words_are_no_inflections(word: str, other: str, is_small: bool) -> None:
    assert inflected_stems(word, Held(other), is_small) == {}


@pytest.mark.parametrize("word", ["2015", "opec", "", "گاز", "_"])
def test_only_words_of_arabic_letters_are_inflected(word: str) -> None:
    held = Held(*(before + word + ending for before in ["", *ARTICLES, *LETTERS] for ending in ["", "ات"]))
    assert small(word, held) == {}
