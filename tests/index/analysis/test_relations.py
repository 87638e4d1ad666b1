"""Relations: what a vocabulary confirms of what the rules propose."""

from collections import defaultdict
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import VocabularyStemmer, lexicon, relations, verb_lexicon
from index.analysis.relations import FINDING, relation_keys, relatives


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

    def forms_of_stem(self, stem: str) -> Iterable[str]:
        return self._forms.get(stem, ())

    def stems_of_key(self, key: str) -> Iterable[str]:
        return self._stems.get(key, ())


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
    return {form for form, weight in relatives(word, words).items() if weight >= FINDING}


JOINED = [
    ("وزير", "الوزراء"),
    ("رئيس", "روساء"),
    ("صاروخ", "الصواريخ"),
    ("جبل", "جبال"),
    ("كتاب", "الكتب"),
    ("جيش", "الجيوش"),
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
    "حقيقه حقايق حق حقوق هوايه هويه فاكهه فواكه شبه اشباه شرط شروط سن اسنان سنين خطه خطط نخيل برنامج برامج"
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
        ("شروط", "شرط", True),
        ("اسنان", "سن", True),
        ("خطط", "خطه", True),
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


def test_the_second_form_keeps_its_letters_in_the_present() -> None:
    assert "يحد" not in finds("توحيد")


@pytest.mark.parametrize(("one", "other"), [("كتاب", "مكتب"), ("ترافود", "ترافورد"), ("twitter", "twiter")])
def test_likeness_raises_without_finding(one: str, other: str) -> None:
    assert 0 < relatives(one, NEWS)[other] < FINDING


def test_the_word_itself_weighs_one_and_most_in_the_index_or_not() -> None:
    for word in ("وزير", "ترافود", "صحيفه"):
        weights = relatives(word, NEWS)
        assert weights.pop(word) == 1
        assert all(weight < 1 for weight in weights.values())


def test_a_nearer_relation_weighs_more() -> None:
    weights = relatives("وزير", NEWS)
    assert weights["الوزير"] > weights["الوزراء"] >= FINDING
    weights = relatives("اعلن", NEWS)
    assert weights["اعلنت"] > weights["يعلن"] > weights["اعلان"]


def test_numbers_have_no_relatives() -> None:
    assert relatives("2015", NEWS) == {"2015": 1.0}
    assert relation_keys("2015") == ()


def test_forms_that_find_nothing_are_bounded_but_not_the_others() -> None:
    crowd = Words(
        nouns("صنع")
        | {
            f"{prefix}صناع{ending}": 5
            for prefix in ("م", "ت", "ي", "ا", "مت")
            for ending in "بتثجحخدذرزسشصضطظ"
        }
    )
    weak = [form for form, weight in relatives("صنع", crowd).items() if weight < FINDING]
    assert len(weak) <= relations.MAX_WEAK_FORMS + 5


@given(st.text(min_size=1, max_size=12) | st.text("اوينتمكلسفبرهء", min_size=1, max_size=9))
def test_any_word_can_be_asked(word: str) -> None:
    weights = relatives(word, NEWS)
    assert weights[word] == 1.0
    assert all(0 < weight <= 1 for weight in weights.values())
    relation_keys(word)
