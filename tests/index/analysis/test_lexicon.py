"""The nouns that everybody knows: what belongs to them, and that it is believed whatever a vocabulary shows."""

import re

import pytest

from index.analysis import VocabularyStemmer, lexicon
from index.analysis.folding import fold
from index.analysis.lexicon import BELONGING, belonging_to
from index.analysis.relations import FINDING, relatives
from index.analysis.stemming import CLOSED
from tests.index.analysis.test_relations import Words, nouns

WORDS = sorted(BELONGING)


# --- the list


def test_every_word_is_as_the_index_has_it() -> None:
    assert [word for word in WORDS if fold(word) != word or not re.fullmatch("[ء-ي]{2,}", word)] == []


def test_no_function_word_is_in_it() -> None:
    assert CLOSED.isdisjoint(WORDS)


def test_what_belongs_to_a_word_has_the_word_belong_to_it() -> None:
    assert [word for word in WORDS for other in BELONGING[word] if word not in BELONGING[other]] == []


def test_nothing_belongs_to_a_word_twice_or_to_itself() -> None:
    assert [word for word in WORDS if len({word, *BELONGING[word]}) != 1 + len(BELONGING[word])] == []


def test_plurals_that_are_made_with_endings_are_left_to_stems() -> None:
    """Else they would weigh less than forms of one stem. But سنين, years, would be cut to سن, a tooth; فنون has a و."""
    endings = ("ات", "ون", "ين")
    made = {word: {word.removesuffix("ه") + ending for ending in endings} for word in WORDS}
    assert [word for word in WORDS if not made[word].isdisjoint(BELONGING[word])] == ["سنه", "فن"]


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("يوم", {"ايام"}),
        ("نساء", {"امراه", "مراه"}),
        ("دين", {"ديون", "اديان"}),
        ("طرق", {"طريق", "طريقه"}),
        ("احمر", {"حمراء"}),
        ("سوقيه", set()),
        ("", set()),
    ],
)
def test_what_belongs_to_a_word(word: str, others: set[str]) -> None:
    assert set(belonging_to(word)) == others
    assert lexicon.knows(word) == bool(others)


# --- what it decides


def finds(word: str, counts: dict[str, int]) -> set[str]:
    return {form for form, weight in relatives(word, Words(counts)).items() if weight >= FINDING}


@pytest.mark.parametrize(
    ("singular", "plural"),
    [
        ("قتيل", "قتلي"),
        ("مريض", "مرضي"),
        ("وباء", "اوبئه"),
        ("شجره", "اشجار"),
        ("طبيب", "اطباء"),
        ("لجنه", "لجان"),
    ],
)
@pytest.mark.parametrize("count", [1, 300])
def test_they_find_each_other_whatever_there_is_of_either(singular: str, plural: str, count: int) -> None:
    for counts in ({singular: 1, plural: count}, nouns(singular, count) | nouns(plural, 2)):
        assert plural in finds(singular, counts)
        assert singular in finds(plural, counts)


@pytest.mark.parametrize("clitic", ["ال", "بال", "وبال", "فال", "لل"])
def test_behind_a_clitic_alone_they_are_found_too(clitic: str) -> None:
    counts = {clitic + "مدن": 1, "مدينه": 1}
    assert clitic + "مدن" in finds("مدينه", counts)
    assert "مدينه" in finds(clitic + "مدن", counts)


def test_a_plural_that_is_known_is_of_no_other_word() -> None:
    """امراء are princes, and not of امر, an order, whose pattern is as good and which is commoner."""
    news = nouns("امر", 900) | nouns("امير امراء امور اوامر", 100)
    assert "امر" not in finds("امراء", news)
    assert "امراء" not in finds("امر", news)
    assert {"امور", "اوامر"} < finds("امر", news)


def test_a_singular_that_is_known_is_no_plural() -> None:
    """كتاب, a book, has the pattern of تجار, and كاتب that of تاجر."""
    news = nouns("كتاب كتب كاتب", 100)
    assert "كتب" in finds("كتاب", news)
    assert "كاتب" not in finds("كتاب", news)


def test_what_the_archive_has_not_is_no_relative() -> None:
    """Of ساده, chiefs, nothing would be left but ساد, it prevailed."""
    assert "ساد" not in finds("سيد", nouns("سيد", 50) | {"ساد": 50})


# --- stems


def stem(form: str, **counts: int) -> str:
    folded = {fold(written): count for written, count in counts.items()}
    return VocabularyStemmer(folded).stem(fold(form))


@pytest.mark.parametrize(
    ("form", "expected", "counts"),
    [
        ("مرضى", "مرضي", {"مرضى": 90, "مرض": 500, "المرضى": 90}),
        ("ملايين", "ملايين", {"ملايين": 90, "ملاي": 90}),
        ("أثمان", "اثمان", {"أثمان": 9, "أثم": 90, "الأثمان": 9}),
        ("بواخر", "بواخر", {"بواخر": 3, "واخر": 90}),
        ("لجان", "لجان", {"لجان": 3, "جان": 90}),
        ("مسكين", "مسكين", {"مسكين": 5, "مسك": 60}),
        ("أمواتهم", "اموات", {"أموات": 9, "أمواتهم": 2, "أمة": 90}),
    ],
)
def test_no_clitic_or_ending_is_cut_off_a_word_that_is_known(
    form: str, expected: str, counts: dict[str, int]
) -> None:
    assert stem(form, **counts) == expected


def test_a_final_heh_may_still_be_a_pronoun() -> None:
    assert stem("قتله", قتله=40, قتل=900) == "قتل"


def test_the_past_of_a_verb_is_of_no_noun() -> None:
    assert stem("جرحوا", جرحوا=9, جرحى=200, الجرحى=200, جرح=100, الجرح=50) == "جرح"


@pytest.mark.parametrize("form", ["المدن", "والمدن", "بالمدن", "وبالمدن", "للمدن", "وللمدن"])
def test_behind_an_article_it_is_known_without_evidence(form: str) -> None:
    assert stem(form, **{form: 1}) == "مدن"


@pytest.mark.parametrize(("form", "expected"), [("بكتائب", "كتايب"), ("ومدارس", "مدارس"), ("للجنة", "لجنه")])
def test_so_is_a_long_one_behind_a_letter(form: str, expected: str) -> None:
    assert stem(form, **{form: 1}) == expected


@pytest.mark.parametrize(
    ("form", "counts"),
    [
        ("بعيد", {"بعيد": 9}),  # far, and not "on the feast"
        ("التقى", {"التقى": 9, "يلتقي": 9}),  # he met, and no pious man
    ],
)
def test_what_may_be_another_word_is_left_whole(form: str, counts: dict[str, int]) -> None:
    assert stem(form, **counts) == fold(form)
