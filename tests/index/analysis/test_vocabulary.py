"""Stems decided by evidence: small vocabularies that hold one kind of evidence each."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import VocabularyStemmer, stem_groups
from index.analysis.folding import fold
from index.analysis.stemming import LONGEST_WORD


def stemmer(**frequencies: int) -> VocabularyStemmer:
    counts: Counter[str] = Counter()
    for word, occurrences in frequencies.items():
        counts[fold(word)] += occurrences
    return VocabularyStemmer(counts)


PROCLITICS = [
    ({"وتونس": 5, "تونس": 90}, "وتونس", "تونس", "the remainder is frequent"),
    ({"وردة": 40, "الوردة": 20, "ردة": 9}, "وردة", "وردة", "an article before it shows the radical"),
    ({"ورشة": 40, "رشة": 1, "لورشة": 6, "بورشة": 5}, "ورشة", "ورشة", "so do prepositions"),
    ({"وصلت": 40, "يوصلت": 0, "وصل": 60, "يوصل": 9, "صل": 30}, "وصلت", "وصل", "a short remainder is none"),
    ({"واصل": 50, "يواصل": 40, "اصل": 70}, "واصل", "واصل", "a person prefix shows the radical"),
    ({"بمطار": 30, "مطار": 60}, "بمطار", "مطار", "preposition ب"),
    ({"بطولة": 80, "البطولة": 90, "طولة": 10}, "بطولة", "بطولة", "radical ب"),
    ({"لميناء": 5, "ميناء": 20}, "لميناء", "ميناء", "preposition ل"),
    ({"لوحة": 20, "اللوحة": 20, "وحة": 1}, "لوحة", "لوحة", "radical ل"),
    ({"كسفير": 3, "سفير": 50}, "كسفير", "سفير", "preposition ك"),
    ({"كامل": 90, "امل": 60}, "كامل", "كامل", "ك is rarely a preposition"),
    ({"كينيا": 30, "ينيا": 0}, "كينيا", "كينيا", "no such remainder"),
    ({"بيلاروسيا": 30}, "بيلاروسيا", "بيلاروسيا", "no such remainder"),
    ({"سينشر": 10, "ينشر": 20}, "سينشر", "ينشر", "future"),
    ({"سيارة": 90, "السيارة": 50, "يارة": 3}, "سيارة", "سيارة", "radical س"),
    ({"ساخر": 5, "اخر": 90}, "ساخر", "ساخر", "radical س before an alef"),
    ({"كرد": 5, "رد": 60, "الرد": 40}, "كرد", "كرد", "ك before two letters is a radical"),
    ({"وسينشر": 2, "سينشر": 10, "ينشر": 20}, "وسينشر", "ينشر", "two of them"),
    ({"السفير": 90}, "السفير", "سفير", "an article needs no other evidence"),
    ({"وبالسفير": 1, "السفير": 9, "سفير": 3}, "وبالسفير", "سفير", "three of them"),
    ({"للسفير": 3, "السفير": 9}, "للسفير", "سفير", "ل with the article"),
    ({"للعبة": 3, "اللعبة": 9, "لعبة": 9, "عبة": 0}, "للعبة", "لعبة", "ل, article, ل: written with two"),
    ({"لليبيا": 9, "ليبيا": 90}, "لليبيا", "ليبيا", "ل and ل"),
    ({"ألبانيا": 30, "لألبانيا": 9, "بانيا": 2}, "ألبانيا", "ألبانيا", "ل + ال would be لل: no article"),
    ({"ألوان": 60, "الألوان": 50, "وان": 90}, "ألوان", "ألوان", "an article before ال"),
    ({"الألوان": 50, "ألوان": 60}, "الألوان", "ألوان", "and it is cut from there"),
    ({"التحق": 20, "يلتحق": 9, "تحق": 3}, "التحق", "التحق", "the eighth form of لحق"),
    ({"الفن": 30, "للفن": 3, "فن": 20}, "الفن", "فن", "a word of two letters"),
    ({"إلهي": 30}, "إلهي", "الهي", "two letters that are no word"),
    ({"بحل": 5, "حل": 60, "الحل": 40}, "بحل", "حل", "a preposition before a word of two letters"),
    ({"والدته": 40, "لوالدته": 9}, "والدته", "والدته", "no remainder, frequent: left alone"),
    ({"وستتدهور": 1}, "وستتدهور", "ستتدهور", "no remainder, rare: the shape decides"),
    ({"وتم": 90, "تم": 90}, "وتم", "تم", "a conjunction before a verb of two letters"),
    ({"وتم": 90, "تم": 40}, "وتم", "وتم", "which it does not outnumber so far"),
    ({"وكز": 40, "الوكز": 9, "كز": 90}, "وكز", "وكز", "what has an article is a word"),
    ({"وزم": 40, "يوزم": 9, "زم": 90}, "وزم", "وزم", "so is what has persons"),
    ({"فتم": 9, "تم": 90}, "فتم", "تم", "ف before two letters"),
    ({"فون": 60, "ون": 90}, "فون", "فون", "ف is rarer than و"),
    ({"فعلا": 50, "فعل": 300, "علا": 40}, "فعلا", "فعل", "the whole word's own inflection is likelier"),
]


@pytest.mark.parametrize(
    ("words", "written", "expected"),
    [
        pytest.param(words, written, expected, id=f"{why}-{n}")
        for n, (words, written, expected, why) in enumerate(PROCLITICS)
    ],
)
def test_a_proclitic_is_cut_on_evidence(words: dict[str, int], written: str, expected: str) -> None:
    assert stemmer(**words).stem(fold(written)) == fold(expected)


ENDINGS = [
    ({"سيارته": 5, "سيارة": 90}, "سيارته", "سيارة", "a pronoun after ة"),
    ({"مطارها": 5, "مطار": 90}, "مطارها", "مطار", "a pronoun"),
    ({"سفرائه": 2, "سفراء": 20}, "سفرائه", "سفراء", "a pronoun after hamza"),
    ({"منتداها": 2, "منتدى": 20}, "منتداها", "منتدى", "a pronoun after ى"),
    ({"شيئا": 20, "شيء": 90}, "شيئا", "شيء", "tanwin after hamza"),
    ({"باشا": 60, "الباشا": 30, "باش": 90}, "باشا", "باشا", "what has an article has no tanwin"),
    ({"مطارات": 20, "مطار": 90}, "مطارات", "مطار", "plural of a word without ة"),
    ({"سيارات": 90, "سيارة": 90, "سيار": 1}, "سيارات", "سيارة", "plural of ة"),
    ({"سنوات": 90, "سنة": 90}, "سنوات", "سنة", "plural with a waw"),
    ({"خطوات": 40, "خطوة": 30, "خطة": 90}, "خطوات", "خطوة", "a waw of its own"),
    ({"مدربون": 9, "مدربين": 20, "مدرب": 40}, "مدربين", "مدرب", "plurals come in ون and ين"),
    ({"نابليون": 30, "نابلي": 40}, "نابليون", "نابليون", "a name has no ين"),
    ({"كانون": 60, "كان": 900, "كانين": 3}, "كانون", "كانون", "a function word has no plural"),
    ({"شعبان": 90, "شعب": 900}, "شعبان", "شعبان", "a dual has ين beside ان"),
    ({"لاعبان": 9, "لاعبين": 30, "لاعب": 90}, "لاعبان", "لاعب", "dual"),
    ({"جزيرتين": 2, "جزيرة": 90}, "جزيرتين", "جزيرة", "dual of ة"),
    ({"طبيبة": 5, "طبيب": 50}, "طبيبة", "طبيب", "feminine"),
    ({"سفيرة": 30, "سفير": 20, "سفيرين": 4}, "سفيرة", "سفير", "feminine of a word with sound plurals"),
    ({"جديدة": 90, "جديد": 40}, "جديدة", "جديد", "feminine of what has an adjective's shape"),
    ({"واسعة": 60, "واسع": 30}, "واسعة", "واسع", "feminine of what has a participle's shape"),
    ({"دقيقة": 90, "دقيق": 10}, "دقيقة", "دقيقة", "a noun that is far commoner"),
    (
        {"فتاوى": 30, "الفتاوى": 40, "فتاة": 90, "الفتاة": 50},
        "فتاوى",
        "فتاوى",
        "no nisba without a feminine",
    ),
    ({"حملة": 90, "حمل": 80, "حملتها": 9}, "حملة", "حملة", "a noun in ة takes pronouns"),
    ({"نشرت": 20, "نشر": 40}, "نشرت", "نشر", "past"),
    ({"انتهت": 20, "انتهى": 40}, "انتهت", "انتهى", "past of a final ى"),
    ({"وقت": 90, "الوقت": 90, "وق": 1}, "وقت", "وقت", "too short"),
    ({"مدربو": 3, "مدرب": 40}, "مدربو", "مدرب", "construct plural"),
    ({"مدربي": 30, "مدربين": 30, "مدرب": 40}, "مدربي", "مدرب", "construct plural in ي"),
    ({"يمني": 9, "اليمني": 30, "اليمن": 90}, "يمني", "يمن", "nisba"),
    (
        {"ليبي": 9, "الليبي": 30, "ليبيا": 90, "بليبيا": 9, "لليبيا": 9},
        "ليبي",
        "ليبيا",
        "nisba of a country in يا",
    ),
    ({"زراعي": 9, "الزراعي": 30, "زراعة": 9, "الزراعة": 40, "زراع": 2}, "زراعي", "زراعة", "nisba of فعالة"),
    ({"فضائي": 9, "الفضائي": 9, "فضاء": 50}, "فضائي", "فضاء", "nisba of اء"),
    ({"سينمائي": 9, "السينمائي": 9, "السينما": 50, "سينما": 9}, "سينمائي", "سينما", "nisba of ا"),
    ({"يعاني": 90, "يعان": 40}, "يعاني", "يعاني", "a verb has no article and no nisba"),
    ({"راسين": 5, "راس": 20}, "راسين", "راس", "rare dual without a sister"),
    ({"تكوين": 90, "تكو": 0}, "تكوين", "تكوين", "no such remainder"),
    ({"مكافآت": 40, "المكافآت": 30, "مكافأة": 30}, "مكافآت", "مكافأة", "plural of أة"),
    ({"أقربائه": 30, "أقرباء": 10}, "أقربائه", "أقرباء", "ائه has no ة, however rare the word without it"),
    ({"دعاية": 30, "الدعاية": 30, "دعاء": 20}, "دعاية", "دعاية", "and what has an article no pronoun"),
    ({"علاوة": 30, "علاء": 20}, "علاوة", "علاوة", "nor does a name take one"),
    (
        {"سيادية": 20, "السيادية": 20, "سيادي": 9, "السيادي": 9, "سيادة": 90},
        "سيادية",
        "سيادة",
        "a nisba that hardly takes pronouns",
    ),
    (
        {"حساسية": 40, "الحساسية": 40, "حساسيتها": 4, "حساس": 50, "حساسي": 2, "الحساسي": 2},
        "حساسية",
        "حساسية",
        "a noun in ية that does",
    ),
    ({"صحراوي": 9, "الصحراوي": 9, "صحراوية": 5, "صحراء": 40}, "صحراوية", "صحراء", "nisba of اء in وي"),
    ({"مساوي": 9, "المساوي": 9, "مساوية": 5, "مساء": 40}, "مساوي", "مساوي", "too short for one"),
    (
        {"رأيه": 90, "الرأيه": 3, "رأيته": 9, "رأي": 200, "الرأي": 200},
        "رأيه",
        "رأي",
        "what hardly has articles is no noun in ية",
    ),
    (
        {"الجبلي": 40, "جبلي": 9, "جبليين": 0, "جبليون": 9, "جبل": 90},
        "الجبلي",
        "جبل",
        "a nisba with a plural",
    ),
    ({"الجبلي": 40, "جبلي": 9, "جبليا": 9, "جبل": 90}, "الجبلي", "جبل", "a nisba with an adverb"),
    ({"صدرت": 40, "بصدرت": 1, "صدر": 40}, "صدرت", "صدر", "one mistake shows no name"),
    ({"الجبلي": 40, "جبلي": 9, "جبلية": 9, "جبل": 90}, "الجبلي", "جبل", "a nisba with a feminine"),
    ({"الجبلي": 40, "جبلي": 9, "جبلية": 2, "جبل": 90}, "الجبلي", "جبلي", "a surname, which has next to none"),
    ({"الجبلي": 19, "جبل": 90}, "الجبلي", "جبل", "too rare to tell a surname"),
    ({"الجبلي": 40, "جبلي": 11, "جبل": 90}, "الجبلي", "جبل", "a surname has its article"),
    ({"صرخت": 9, "صرخ": 9, "الصرخي": 40}, "صرخت", "صرخ", "a past is of no surname"),
    ({"توالت": 9, "التوالي": 40, "تواليا": 1}, "توالت", "توالي", "but of what only looks like one"),
    ({"بيروت": 90, "ببيروت": 9, "بيرو": 20}, "بيروت", "بيروت", "no verb stands behind ب"),
    ({"أسرت": 20, "بأسرت": 9, "أسر": 20}, "أسرت", "أسر", "unless with it it is another"),
    ({"ناسا": 30, "لناسا": 2, "بناسا": 2, "ناس": 90}, "ناسا", "ناسا", "nor tanwin behind prepositions"),
    ({"عيدا": 30, "بعيدا": 90, "عيد": 90}, "عيدا", "عيد", "unless behind one of them alone"),
    ({"يعملون": 90, "يعمل": 90, "تعمل": 60}, "يعملون", "يعمل", "a verb of several has no ين"),
    ({"يعملون": 90, "يعمل": 90}, "يعملون", "يعملون", "one without other persons is none"),
    ({"يبنون": 20, "يبني": 90, "تبني": 60}, "يبنون", "يبني", "they of a final ي"),
    ({"يدعون": 20, "يدعو": 90, "تدعو": 60, "يدع": 30, "تدع": 20}, "يدعون", "يدعو", "and of a final و"),
    ({"معرفي": 90, "معرف": 9}, "معرفون", "معرف", "what is no verb, and nobody wrote, has none"),
    ({"زيتون": 60, "زيتي": 400}, "زيتون", "زيتون", "of what is no verb the final ي stays"),
    ({"سعدون": 60, "سعد": 60, "يعد": 90}, "سعدون", "سعدون", "no person of a verb"),
    ({"تلحين": 60, "تلح": 60, "يلح": 60}, "تلحين", "تلحين", "ين is of no verb"),
    ({"يقومان": 90, "يقوم": 60, "تقوم": 60}, "يقومان", "يقوم", "a verb of two"),
    (
        {"يرقان": 9, "اليرقان": 40, "يرق": 60, "ترق": 60},
        "اليرقان",
        "يرقان",
        "what has articles is no verb of two",
    ),
    ({"ظلها": 30, "لظلها": 9, "بظلها": 9, "ظله": 40}, "ظلها", "ظله", "what can't be cut otherwise is cut so"),
]


@pytest.mark.parametrize(
    ("words", "written", "expected"),
    [
        pytest.param(words, written, expected, id=f"{why}-{n}")
        for n, (words, written, expected, why) in enumerate(ENDINGS)
    ],
)
def test_an_ending_is_cut_on_evidence(words: dict[str, int], written: str, expected: str) -> None:
    assert stemmer(**words).stem(fold(written)) == fold(expected)


def test_before_nisba_and_plurals_no_pronoun_stands() -> None:
    """الأميركية is no emir of yours; but منطقتي is my منطقة, by way of what could be hers."""
    words = stemmer(الاميركيه=5, الاميركي=4, اميرك=2, الامير=20, امير=9)
    assert words.stem("الاميركيه") == "اميرك"
    assert words.stem("اميرك") == "امير", "your emir"
    assert stemmer(منطقتي=2, منطقته=5, منطقة=20).stem("منطقتي") == "منطقه"
    assert stemmer(شاهدناه=5, شاهدنا=9, شاهد=20).stem("شاهدناه") == "شاهد", "we saw him"


def test_one_word_in_many_shapes_is_one_group() -> None:
    words = {
        **{
            "جمعية": 80,
            "الجمعية": 90,
            "والجمعية": 9,
            "للجمعية": 12,
            "بالجمعية": 4,
            "جمعيات": 20,
            "الجمعيات": 30,
        },
        **{"جمعيتهم": 2, "وجمعية": 3, "لجمعية": 6, "بجمعية": 2, "وللجمعيات": 1, "جمعيتنا": 1},
    }
    groups = stem_groups({fold(word): count for word, count in words.items()})
    assert set(groups.values()) == {fold("جمعية")}


def test_groups_keep_the_vocabulary_and_its_order() -> None:
    words = {"تونس": 9, "وتونس": 2, "2015": 4, "g20": 1}
    assert list(stem_groups(words)) == list(words)


def test_steps_lead_from_the_form_to_the_stem() -> None:
    words = stemmer(وللسيارات=1, للسيارات=2, السيارات=9, سيارات=9, سيارة=40)
    assert words.steps("وللسيارات") == ["وللسيارات", "سيارات", "سياره"]


def test_a_word_outside_the_vocabulary_is_judged_by_it() -> None:
    words = stemmer(تونس=50, مطار=20)
    assert words.stem("وتونس") == "تونس"
    assert words.stem("بمطارها") == "مطار"
    assert words.stem("وزغب") == "وزغب"


def test_latin_words_and_numbers_are_their_own_stems() -> None:
    words = stemmer()
    assert [words.stem(form) for form in ("nato", "2015", "3.5", "g20", "日", "ф")] == [
        "nato",
        "2015",
        "3.5",
        "g20",
        "日",
        "ф",
    ]


letters = st.text(st.sampled_from("ابتسلمنهويكفدرء"), min_size=1, max_size=9)


@given(st.dictionaries(letters, st.integers(1, 500), max_size=30), letters)
def test_every_form_has_a_stem_whatever_the_vocabulary(words: dict[str, int], form: str) -> None:
    by_evidence = VocabularyStemmer(words)
    for asked in [*words, form, "ال" + form, "و" + form, form + "ات", form + "ي"]:
        assert by_evidence.stem(asked)


@given(st.dictionaries(letters, st.integers(1, 500), max_size=30))
def test_the_order_of_questions_changes_no_answer(words: dict[str, int]) -> None:
    one, other = VocabularyStemmer(words), VocabularyStemmer(words)
    assert {form: one.stem(form) for form in words} == {
        form: other.stem(form) for form in reversed(list(words))
    }


CLITICS = (
    "",
    "و",
    "ال",
    "وال",
    "لل",
    "ولل",
    "ب",
    "وب",
    "وبال",
    "ل",
    "لال",
    "الال",
    "والال",
    "للال",
    "ي",
    "س",
    "ف",
)
ENDINGS = ("", "ه", "ها", "ات", "ون", "ين", "ان", "ي", "يه", "يا", "ا", "ت", "وا", "هم", "ته")


@given(
    st.dictionaries(
        st.builds("".join, st.tuples(st.sampled_from(CLITICS), letters, st.sampled_from(ENDINGS))),
        st.integers(0, 500),
        max_size=40,
    ),
    letters,
)
def test_evidence_is_the_same_word_by_word_and_from_a_whole_vocabulary(
    words: dict[str, int], form: str
) -> None:
    one, all_ = VocabularyStemmer(words), VocabularyStemmer.of_vocabulary(words)
    for asked in [*words, *(clitic + form + ending for clitic in CLITICS for ending in ENDINGS)]:
        assert all_.steps(asked) == one.steps(asked)
        assert all_.stem(asked) == one.steps(asked)[-1]


@pytest.mark.parametrize("letters", ["و", "ف", "وف", "فو", "ول", "وال"])
def test_a_form_of_letters_that_all_may_be_clitics(letters: str) -> None:
    """Nobody is at a loss with it, however long it is: each would be one before the other."""
    for length in (40, 60, 64, 65, 70, 600, 100_000):
        form = (letters * length)[:length]
        words = {form: 2, "وزير": 9, "الوزير": 9}
        one, all_ = VocabularyStemmer(words), VocabularyStemmer.of_vocabulary(words)
        for asked in (form, form + "زير"):
            assert asked.endswith(one.base(asked))
            assert one.steps(asked) == all_.steps(asked)
            if length > LONGEST_WORD:
                assert one.base(asked) == asked


def test_a_form_is_looked_at_up_to_a_length_that_no_word_has() -> None:
    """One that is several, with no space between them, still loses the و in front."""
    sentence = "قوات" * 15
    words = {sentence: 5, "و" + sentence: 2}
    assert VocabularyStemmer(words).base("و" + sentence) == sentence
    longer = "قوات" * 16
    assert VocabularyStemmer({longer: 5}).base("و" + longer) == "و" + longer


CONFLATION = Path(__file__).parents[3].parent / "shared" / "conflation.tsv"


@pytest.mark.skipif(
    not CONFLATION.exists(), reason="needs ../shared/conflation.tsv, which is not part of the project"
)
def test_inflection_is_joined_and_lookalikes_kept_apart() -> None:
    """On the pairs that stemming can decide, with no vocabulary but the pairs' own words, each as frequent as the rest.

    That is far less evidence than any index has; what has to hold is that lookalikes stay apart.
    """
    rows = [line.split("\t") for line in CONFLATION.read_text("utf-8").splitlines()[1:]]
    words = Counter(fold(word) for row in rows for word in row[:2])
    by_evidence = VocabularyStemmer(words)
    joined = {
        kind: [
            by_evidence.stem(fold(one)) == by_evidence.stem(fold(two))
            for one, two, _, which in rows
            if which == kind
        ]
        for kind in ("clitic", "sound plural", "mark", "nisba")
    }
    assert all(joined["mark"])
    assert sum(joined["clitic"]) >= 0.8 * len(joined["clitic"])
    assert sum(joined["sound plural"]) >= 0.8 * len(joined["sound plural"])
