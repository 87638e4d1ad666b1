"""Relations: what a vocabulary confirms of what the rules propose."""

from collections import defaultdict
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import VocabularyStemmer, lexicon, verb_lexicon
from index.analysis.relations import FINDING, FUNCTION_WORD, related_stems, relation_keys


class Words:
    """A vocabulary of forms with frequencies."""

    def __init__(self, frequencies: dict[str, int]) -> None:
        self._frequencies = frequencies
        self.stem = VocabularyStemmer(frequencies).stem
        self._forms: dict[str, list[str]] = defaultdict(list)
        self._stems: dict[str, list[str]] = defaultdict(list)
        for form in frequencies:
            self._forms[self.stem(form)].append(form)
        for stem in self._forms:
            for key in relation_keys(stem):
                self._stems[key].append(stem)

    def frequency(self, form: str) -> int:
        return self._frequencies.get(form, 0)

    def stems_of_key(self, key: str) -> Iterable[str]:
        return self._stems.get(key, ())

    def relatives(self, form: str) -> dict[str, float]:
        """The forms of all related stems, the nearest weight of each, and the form itself, which weighs 1."""
        stem = self.stem(form)
        related = related_stems(stem, self)
        weights = {form: 1.0}
        for other, weight in sorted(related.items(), key=lambda item: -item[1]):
            for each in self._forms.get(other, ()):
                weights.setdefault(each, weight)
        return weights

    def finds(self, form: str) -> set[str]:
        return {each for each, weight in self.relatives(form).items() if weight >= FINDING}


def nouns(words: str, count: int = 100) -> dict[str, int]:
    """Words that stand with and without an article."""
    return {prefix + word: count for word in words.split() for prefix in ("", "ال")}


COUNTS = (
    nouns(
        "وزير وزراء رئيس روساء صاروخ صواريخ جبل جبال كتاب كتب مكتب قطار مصير علم عالم جيش جيوش هديه هدايا سنه سنوي"
        " سنويه اعلان تركيز مباراه مباريات لاجيء لاجئين يوم ايام شركه وكاله قلب كلب مشاركه مشارك"
    )
    | dict.fromkeys(
        [
            *(
                "اعلن",
                "اعلنت",
                "يعلن",
                "تعلن",
                "سيعلن",
                "ركز",
                "يركز",
                "تركز",
                "التقي",
                "يلتقي",
                "قال",
                "يقول",
                "تقول",
            ),
            *("اعاد", "يعيد", "شارك", "يشارك", "كتبت", "يكتب", "علمت", "يعلم", "يقتل", "قتلت"),
        ],
        50,
    )
    | {
        "وزع": 20,
        "يوزع": 40,
        "نزع": 400,
        "يزع": 1,
        "قتال": 60,
        "القتال": 60,
        "كاله": 3,
        "قطر": 300,
        "القطر": 2,
        "بقطر": 20,
    }
    | dict.fromkeys(
        [
            *("غوغل", "جوجل", "قوقل", "امريكا", "اميركا", "واشنطن", "ترافورد", "مصر", "في", "وفي", "فيها"),
            *("يوليو", "تموز", "بيوليو", "يناير", "ناير", "ينير"),
        ],
        30,
    )
    | {"قطارات": 20, "2015": 9, "twitter": 9, "twiter": 2}
    | nouns("زاير ادباء جدوي نهار روسيا", 40)  # visitor, writers, benefit, daytime, Russia
    | {
        "اليمن": 300,
        "يمن": 4,
        "ومن": 90,
        "من": 900,
        "دبي": 300,
        "ينهار": 30,
        "جده": 200,
        "الروسي": 30,
        "روسي": 20,
    }
    | {"وزاير": 2, "توحيد": 30, "وحد": 20, "يوحد": 20, "يحد": 40, "وحدت": 5}
)
NEWS = Words(COUNTS)


@pytest.fixture(params=["nouns that are known", "patterns alone"])
def decided_by(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What decides of plurals and verbs: what holds of those that are known holds of all others."""
    decides: str = request.param
    if decides == "patterns alone":
        monkeypatch.setattr(lexicon, "_nouns", list)
        for each in (lexicon.nouns, lexicon.whole, lexicon.belonging):
            monkeypatch.setattr(lexicon, each.__name__, each.__wrapped__)
        monkeypatch.setattr(verb_lexicon, "verbs_of", lambda word: ())
    return decides


def finds(word: str, words: Words = NEWS) -> set[str]:
    return words.finds(word)


JOINED = [
    ("وزير", "الوزراء"),
    ("رئيس", "روساء"),
    ("صاروخ", "الصواريخ"),
    ("هديه", "هدايا"),
    ("اعلن", "يعلن"),
    ("اعلنت", "سيعلن"),
    ("اعلن", "الاعلان"),
    ("يركز", "تركيز"),
    ("التقي", "يلتقي"),
    ("قال", "تقول"),
    ("اعاد", "يعيد"),
    ("يشارك", "المشاركه"),
    ("يوزع", "وزع"),
    ("توحيد", "يوحد"),
    ("سنه", "السنوي"),
    ("مباراه", "المباريات"),
    ("لاجيء", "اللاجئين"),
    ("غوغل", "جوجل"),
    ("جوجل", "قوقل"),
    ("امريكا", "اميركا"),
    ("يوليو", "تموز"),
    ("تموز", "بيوليو"),
    ("في", "وفي"),
]


@pytest.mark.parametrize(("one", "other"), JOINED)
@pytest.mark.usefixtures("decided_by")
def test_relatives_find_each_other(one: str, other: str) -> None:
    news = Words(COUNTS)
    assert other in finds(one, news)
    assert one in finds(other, news)


@pytest.mark.parametrize(("one", "other"), [("جبل", "جبال"), ("كتاب", "الكتب"), ("جيش", "الجيوش")])
def test_plurals_of_doubtful_patterns_find_each_other_where_they_are_known(one: str, other: str) -> None:
    assert other in finds(one)
    assert one in finds(other)


def test_doubtful_patterns_join_nothing_by_themselves() -> None:
    """Neither شمل nor شامل has the plural شمال, the north; nor is نصرة the plural of ناصر."""
    words = Words(nouns("شمل شامل شمال ناصر نصره"))
    for one, other in (("شمل", "شمال"), ("شامل", "شمال"), ("ناصر", "نصره")):
        assert other not in finds(one, words)
        assert one not in finds(other, words)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("قطر", "قطار"),  # a plural of its own: قطارات
        ("مصر", "مصير"),
        ("علم", "عالم"),
        ("كتاب", "مكتب"),
        ("قلب", "كلب"),
        ("وكاله", "كاله"),
        ("وزع", "نزع"),  # far commoner than يزع, so not its "we"
        ("يناير", "ناير"),
        ("اليمن", "من"),  # no present of a verb: it always has its article, and من is a particle
        ("دبي", "ادباء"),  # what is never seen with an article has no plural
        ("وزير", "زاير"),  # "and a visitor" is no plural
        ("رئيس", "روسيا"),  # nor is the adjective of a country
        ("جده", "جدوي"),  # no adjective: it has no feminine
        ("نهار", "ينهار"),  # no past of four letters has an alef in the third place
    ],
)
@pytest.mark.usefixtures("decided_by")
def test_look_alikes_do_not_find_each_other(one: str, other: str) -> None:
    news = Words(COUNTS)
    assert other not in finds(one, news)
    assert one not in finds(other, news)


#: Plurals and verbs, and what only looks like a singular or a past of theirs.
OTHERS = nouns(
    "حقيقه حقايق حق حقوق هوايه هويه فاكهه فواكه شبه اشباه سن اسنان سنين نخيل برنامج برامج"
    " شاطيء شواطيء استمرار مارس افضل"
) | dict.fromkeys(["استمر", "يستمر", "استمرت", "يمارس", "مارست", "يفضل", "تفضل", "خيل"], 60)


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ("حقايق", "حقيقه", True),
        ("حقايق", "حقوق", False),
        ("هوايه", "هويه", False),  # the last letter is an ending
        ("فواكه", "فاكهه", True),  # and here of the root
        ("اشباه", "شبه", True),
        ("اسنان", "سن", True),
        ("شواطيء", "شاطيء", True),
        ("استمر", "استمرار", True),
        ("يمارس", "مارس", False),  # the month
        ("يفضل", "افضل", False),  # what has an article is no verb
        ("نخيل", "خيل", False),
    ],
)
@pytest.mark.usefixtures("decided_by")
def test_the_likelier_word_is_the_relative(one: str, other: str, joined: bool) -> None:
    assert (other in finds(one, Words(OTHERS))) == joined


#: What has the shape of a broken plural, or of an adjective, and is none, and what is.
LOOK_ALIKES = nouns(
    "مقاذف مقذف تجربه تجارب توسل تواسل تواصل مقتل مقاتل منبت منابت"
    " ندب انداب يمن ايمان قصه قصوي تحتيه سنه سنوي هرم اهرام"
) | dict.fromkeys(
    ["مقاتلين", "يقاذف", "امن", "يومن", "ايمن", "ييمن", "ايمنت", "تحتوي", "سنويه"], 60
)  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ("تجارب", "تجربه", True),
        ("تواسل", "توسل", False),  # both are verbal nouns
        ("مقاتل", "مقتل", False),  # مقاتلين: a participle
        ("مقاذف", "مقذف", False),  # يقاذف: a participle
        ("منابت", "منبت", True),
        ("انداب", "ندب", True),
        ("اهرام", "هرم", True),
        ("ايمان", "يمن", False),  # the verbal noun of what أيمن would be
        ("تحتوي", "تحتيه", False),  # a verb
        ("قصوي", "قصه", False),  # a feminine itself
        ("سنوي", "سنه", True),
    ],
)
@pytest.mark.usefixtures("decided_by")
def test_what_only_looks_like_a_plural_or_an_adjective_is_none(one: str, other: str, joined: bool) -> None:
    assert (other in finds(one, Words(LOOK_ALIKES))) == joined
    assert (one in finds(other, Words(LOOK_ALIKES))) == joined


def test_a_verbal_noun_that_is_known_is_the_plural_of_nothing_else() -> None:
    """... where the past is left out of the list, because it is another word as well, like دخل, income."""
    words = Words(nouns("دخول داخل دخل") | {"يدخل": 90, "دخلت": 20})
    assert "داخل" not in finds("دخول", words)
    assert "دخول" not in finds("داخل", words)
    assert "دخل" in finds("دخول", words)
    assert "دخول" in finds("دخل", words)


def test_a_rule_that_makes_a_form_of_another_word_brings_none_of_its_words() -> None:
    """نموت, we die, is cut to نمو, growth, where that is far commoner."""
    words = nouns("نمو موت", 400) | {"يموت": 60, "تموت": 60, "نموت": 5, "مات": 60, "ماتت": 60}
    assert Words(words).stem("نموت") == "نمو"
    assert "نمو" not in finds("موت", Words(words)) | finds("مات", Words(words))
    assert {"يموت", "موت"} <= finds("مات", Words(words))


def test_a_present_before_a_pronoun_is_no_other_word() -> None:
    words = nouns("رفض", 90) | {"رفضه": 40, "رفضته": 20, "يرفضه": 5, "يرفض": 400}
    assert "يرفض" in finds("رفضه", Words(words))


@pytest.mark.parametrize(
    ("one", "other"),
    [("لاجيء", "لاجوون"), ("وفاه", "وفيات"), ("ابو", "ابي"), ("ابي", "ابا"), ("اخو", "اخي")],
)
def test_endings_that_change_the_word_join(one: str, other: str) -> None:
    words = Words(
        nouns("لاجيء لاجوون وفاه وفيات") | dict.fromkeys(["ابو", "ابي", "ابا", "اخو", "اخي", "اخا"], 50)
    )
    assert other in finds(one, words)
    assert one in finds(other, words)


@pytest.mark.parametrize(("one", "other"), [("شوون", "شيء"), ("فجاه", "فجوات")])
def test_short_words_with_such_endings_are_others(one: str, other: str) -> None:
    words = Words(nouns("شوون شيء فجاه فجوه") | {"فجوات": 20})
    assert other not in finds(one, words)
    assert one not in finds(other, words)


def test_the_adjective_of_a_year_is_of_no_tooth_and_no_sunni() -> None:
    words = Words(nouns("سنه", 400) | nouns("سن سني سنوي سنويه"))
    assert finds("سنوي", words).isdisjoint({"سن", "سني"})
    assert "سنوي" not in finds("سن", words) | finds("سني", words)
    assert "سنوي" in finds("سنه", words)


@pytest.mark.parametrize(
    ("adjective", "plural", "country"), [("هندي", "هنود", "هند"), ("تركي", "اتراك", "تركيا")]
)
def test_the_plural_of_a_people_is_found_from_the_adjective_too(
    adjective: str, plural: str, country: str
) -> None:
    """... though that is cut to the country."""
    words = Words(
        nouns(f"{country} {plural}", 90) | nouns(f"{adjective} {adjective}ه", 40) | {"ب" + country: 20}
    )
    assert plural in finds(adjective, words)
    assert adjective in finds(plural, words)


def test_what_is_hardly_a_verb_has_no_verbal_noun() -> None:
    """صالح is a name, and seldom "he made peace"."""
    words = nouns("صالح", 2000) | nouns("مصالحه", 50) | {"يصالح": 4, "مصالحتهم": 90}
    assert "صالح" not in finds("مصالحه", Words(words))
    assert "صالح" in finds("مصالحه", Words(words | {"يصالح": 400}))


def test_a_surname_is_called_after_a_place_and_not_after_a_person_or_thing() -> None:
    surnames = {"ال" + each: 40 for each in ("بصراوني", "احمدي", "قرشي", "عدني")}
    places = {
        "بصراون": 90,
        "ببصراون": 9,
        "احمد": 90,
        "باحمد": 1,
        "طرطو": 90,
        "بطرطو": 9,
        "عدن": 90,
        "بعدن": 9,
    }
    places |= nouns("قرش", 90) | {"بقرش": 20}
    words = Words(surnames | places)
    assert "بصراون" in finds("بصراوني", words)
    assert "البصراوني" in finds("بصراون", words)
    assert "احمد" not in finds("احمدي", words)
    assert "قرش" not in finds("قرشي", words)  # a thing, which has articles
    assert "عدن" not in finds("عدني", words)  # three letters are mostly other words


def test_the_second_form_keeps_its_letters_in_the_present() -> None:
    assert "يحد" not in finds("توحيد")


@pytest.mark.parametrize(("one", "other"), [("كتاب", "مكتب"), ("ترافود", "ترافورد"), ("twitter", "twiter")])
def test_likeness_raises_without_finding(one: str, other: str) -> None:
    assert 0 < NEWS.relatives(one)[other] < FINDING


def test_the_word_itself_weighs_one_and_most_in_the_index_or_not() -> None:
    for word in ("وزير", "ترافود", "صحيفه"):
        weights = NEWS.relatives(word)
        assert weights.pop(word) == 1
        assert all(weight < 1 for weight in weights.values())


def test_a_nearer_relation_weighs_more() -> None:
    weights = NEWS.relatives("وزير")
    assert weights["الوزير"] > weights["الوزراء"] >= FINDING
    weights = NEWS.relatives("اعلن")
    assert weights["اعلنت"] > weights["يعلن"] > weights["اعلان"]


def test_a_function_word_has_its_own_forms_and_no_relatives() -> None:
    """Neither by rules, as a noun would have, nor by likeness."""
    words = Words(dict.fromkeys(["هذا", "لهذا", "وهذا", "هذاء", "هاذا", "هذه", "هذي", "الهذا"], 50))
    assert words.relatives("هذا") == {"هذا": 1.0, "لهذا": FUNCTION_WORD, "وهذا": FUNCTION_WORD}


def test_numbers_have_no_relatives() -> None:
    assert NEWS.relatives("2015") == {"2015": 1.0}
    assert relation_keys("2015") == ()


@given(st.text(min_size=1, max_size=12) | st.text("اوينتمكلسفبرهء", min_size=1, max_size=9))
def test_any_word_can_be_asked(word: str) -> None:
    weights = NEWS.relatives(word)
    assert weights[word] == 1.0
    assert all(0 < weight <= 1 for weight in weights.values())
    relation_keys(word)
