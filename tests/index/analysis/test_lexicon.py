"""The nouns that everybody knows: what belongs to them, and that it is believed whatever a vocabulary shows."""

import re

import pytest

from index.analysis import VocabularyStemmer, lexicon, vocabulary
from index.analysis.folding import fold
from index.analysis.lexicon import belonging_to
from index.analysis.stemming import CLOSED
from tests.index.analysis.test_relations import Words, nouns

BELONGING = lexicon.belonging()
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


def test_whoever_changes_the_list_changes_the_fingerprint_of_an_index() -> None:
    """Its stems are stored by it."""
    digested = repr(vocabulary.TABLES)
    assert [word for word in WORDS if word not in digested] == []


# --- what it decides


def finds(word: str, counts: dict[str, int]) -> set[str]:
    return Words(counts).finds(word)


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


def test_a_singular_that_is_known_has_the_plurals_that_are_known() -> None:
    """شراء, purchase, has the pattern of a plural of شر, evil: from neither side is it taken for one."""
    news = nouns("شراء شر شرور", 100)
    assert "شرور" in finds("شر", news)
    assert "شراء" not in finds("شر", news)
    assert "شر" not in finds("شراء", news)


def test_a_singular_that_is_known_has_no_others_by_pattern() -> None:
    """ملاك, owners or an angel, has the pattern of جبال, and ملك that of جبل."""
    news = nouns("ملك ملاك ملوك", 100)
    assert "ملوك" in finds("ملك", news)
    assert "ملاك" not in finds("ملك", news)


def test_a_singular_that_is_known_is_no_plural() -> None:
    """كتاب, a book, has the pattern of تجار, and كاتب that of تاجر."""
    news = nouns("كتاب كتب كاتب", 100)
    assert "كتب" in finds("كتاب", news)
    assert "كاتب" not in finds("كتاب", news)


def test_a_word_that_is_cut_to_a_far_commoner_one_does_not_bring_that() -> None:
    """طلبه, students, is طلب and a pronoun too, and a student does not ask for demands."""
    news = nouns("طالب", 50) | nouns("طلب", 300) | {"طلبه": 20}
    assert finds("طالب", news).isdisjoint({"طلب", "طلبه"})
    assert "طالب" not in finds("طلب", news)
    assert "طلبه" in finds("طالب", nouns("طالب", 50) | {"طلب": 20, "طلبه": 300, "الطلبه": 300})


def test_a_plural_that_looks_like_an_adjective_is_none() -> None:
    """فتاوي, legal opinions, are of فتوي; an adjective of فتاه, a girl, would be written alike."""
    for counts in (nouns("فتاوي فتاه", 3), nouns("فتاوي فتاه فتاويه", 50)):
        assert "فتاه" not in finds("فتاوي", counts)
        assert "فتاوي" not in finds("فتاه", counts)


@pytest.mark.parametrize(
    ("noun", "present"),
    [("امكنه", "يمكن"), ("اقارب", "يقارب"), ("امثله", "يمثل"), ("قرون", "يقر"), ("امه", "يوم")],
)
def test_what_is_known_for_a_noun_is_no_verb(noun: str, present: str) -> None:
    past = {"يمكن": "امكن", "يقارب": "قارب", "يمثل": "مثل", "يقر": "اقر", "يوم": "ام"}[present]
    verb = dict.fromkeys((past, past + "ت", present, "ت" + present[1:]), 60)
    assert present not in finds(noun, nouns(noun, 20) | verb)


@pytest.mark.parametrize(
    ("word", "may_be"),
    [
        ("امه", False),  # a nation
        ("اماكن", False),  # places
        ("نظم", True),  # systems, and "he organised"
        ("قارب", True),  # a boat, and "he approached"
        ("استقبل", True),  # not known
    ],
)
def test_short_nouns_and_singulars_may_be_verbs(word: str, may_be: bool) -> None:
    assert lexicon.may_be_verb(word) == may_be


def test_what_may_be_both_finds_the_verb() -> None:
    """نظم, systems, is "he organised", too; and هدف is an aim, and to aim."""
    for noun, present in (("نظم", "ينظم"), ("هدف", "يهدف")):
        assert present in finds(
            noun, {noun: 60, "ال" + noun: 20, noun + "ت": 20, present: 60, "ت" + present[1:]: 60}
        )


def test_what_is_known_for_a_noun_is_no_spelling_of_a_name() -> None:
    """اماكن are places, and امكانيه is a possibility, with the sounds of a name spelt twice."""
    news = nouns("مكان اماكن امكانيه", 30)
    assert "امكانيه" not in finds("اماكن", news)
    assert "اماكن" not in finds("امكانيه", news)


def test_peoples_belong_to_their_countries_and_keep_their_stems() -> None:
    news = nouns("تركيا اتراك تركي تركيه مغربي مغاربه", 50) | {"المغرب": 90, "مغرب": 5}
    assert {"تركيا", "تركي"} < finds("اتراك", news)
    assert VocabularyStemmer(news).stem("مغربي") == "مغرب"


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


def test_a_final_heh_may_be_a_pronoun_where_it_stands_behind_no_article() -> None:
    """طلبه are students, and "his demand"; with its article it is no demand of anybody."""
    assert stem("طلبه", طلبه=40, طلب=900) == "طلب"
    assert stem("طلبه", طلبه=40, الطلبة=60, طلب=900, الطلب=300) == "طلبه"


def test_behind_the_alef_of_a_singular_it_is_none() -> None:
    """امرأة, a woman, is no order, but رواه is "he told it" as well as tellers."""
    assert stem("امرأة", امرأة=115, أمرا=131, أمر=388, الأمر=1170) == "امراه"
    assert stem("رواه", رواه=40, روى=90) == "روي"


def test_the_past_of_a_verb_is_of_no_noun() -> None:
    assert stem("جرحوا", جرحوا=9, جرحى=200, الجرحى=200, جرح=100, الجرح=50) == "جرح"


def test_nor_is_the_nisba_of_one() -> None:
    """أسرية, of the family, is of no أسرى, prisoners."""
    counts = {"أسرى": 40, "الأسرى": 90, "الأسرية": 30, "أسرية": 20, "أسرة": 300, "الأسرة": 300}
    assert stem("أسرى", **counts) == "اسري"
    assert stem("أسرية", **counts) == stem("أسرة", **counts) != "اسري"


@pytest.mark.parametrize("form", ["المدن", "والمدن", "بالمدن", "وبالمدن", "للمدن", "وللمدن", "فبالمدن"])
@pytest.mark.parametrize("count", [1, 30])
def test_behind_an_article_it_is_known_without_evidence(form: str, count: int) -> None:
    assert stem(form, **{form: count}) == "مدن"


@pytest.mark.parametrize(
    ("form", "expected"),
    [("بكتائب", "كتايب"), ("وبكتائب", "كتايب"), ("ومدارس", "مدارس"), ("للجنة", "لجنه"), ("بمدينة", "مدينه")],
)
@pytest.mark.parametrize("count", [1, 30])
def test_so_is_a_long_one_behind_a_letter(form: str, expected: str, count: int) -> None:
    assert stem(form, **{form: count}) == expected


@pytest.mark.parametrize(
    ("form", "counts"),
    [
        ("بعيد", {"بعيد": 9}),  # far, and not "on the feast"
        ("التهم", {"التهم": 9, "يلتهم": 9}),  # it devoured, and no accusations
        ("كفيلا", {"كفيلا": 9}),  # capable, and no villa
        ("بليلة", {"بليلة": 9}),  # a dish, perhaps, and not "in a night": too short to tell
        ("ومدارس", {"ومدارس": 9, "الومدارس": 3}),  # what has an article before its و has no conjunction
        # parents, and not "and the religion"
        ("والدين", {"والدين": 10, "الوالدين": 4, "الدين": 20, "دين": 5}),
    ],
)
def test_what_may_be_another_word_is_left_whole(form: str, counts: dict[str, int]) -> None:
    assert stem(form, **counts) == fold(form)


def test_an_ending_of_the_whole_form_is_believed_first() -> None:
    """لبنات are bricks where there is a brick, and "for girls" where there is none."""
    assert stem("لبنات", لبنات=9, لبنة=5, اللبنة=5) == "لبنه"
    assert stem("لبنات", لبنات=9) == "بنات"
