"""What a form may be without its clitics and endings, by its shape alone: (written, expected, why).

The tables are in ordinary spelling and folded by the test, as the rules see normalised forms only.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import stemming
from index.analysis.folding import fold
from index.analysis.stemming import Rule

REMAINDERS: dict[Rule, list[tuple[str, list[str], str]]] = {
    stemming.pronoun: [
        ("كتابها", ["كتاب"], "her"),
        ("كتابهم", ["كتاب"], "their"),
        ("كتابهما", ["كتاب"], "of both"),
        ("كتابهن", ["كتاب"], "their, feminine"),
        ("كتابك", ["كتاب"], "your"),
        ("كتابكم", ["كتاب"], "your, plural"),
        ("كتابنا", ["كتاب"], "our"),
        ("سيارته", ["سيارة"], "ة was written ت"),
        ("سيارتها", ["سيارت", "سيارة"], "ت may be ة or a radical"),
        ("منتداها", ["منتدا", "منتدى"], "ى was written ا"),
        ("سفرائه", ["سفراء"], "the hamza sat on ئ, folded to ي after alef"),
        ("سفراؤها", ["سفراو", "سفراء"], "the hamza sat on ؤ, folded to و"),
        ("شاطئها", ["شاطيء", "شاطء"], "final hamza on ya"),
        ("يمنحني", ["يمنح"], "me"),
        ("كتاب", [], "none"),
        ("مها", [], "too short"),
        ("كتابه", [], "ه after another letter than ت is for the rule of ة"),
    ],
    stemming.feminine: [
        ("طبيبة", ["طبيب"], "ة"),
        ("طبيبه", ["طبيب"], "ه"),
        ("يمنية", ["يمني"], "ية is left with its ي"),
        ("سنة", [], "too short"),
        ("طبيب", [], "none"),
    ],
    stemming.sound_plural_or_dual: [
        ("مدربون", ["مدرب"], "plural"),
        ("مدربين", ["مدرب"], "plural or dual"),
        ("مدربان", ["مدرب"], "dual"),
        ("سيارتان", ["سيارت", "سيارة"], "dual of ة"),
        ("سيارتين", ["سيارت", "سيارة"], "dual of ة"),
        ("قانون", ["قان"], "a rule cannot know"),
        ("عين", [], "too short"),
        ("وطن", [], "none"),
    ],
    stemming.sound_feminine_plural: [
        ("مطارات", ["مطار", "مطارة", "مطاراة"], "of a word without ة, or with it, or with أة"),
        ("خطوات", ["خطو", "خطوة", "خطة", "خطاة"], "a third radical waw"),
        ("لغات", ["لغ", "لغة"], "short words have ة"),
        ("بات", [], "too short"),
    ],
    stemming.construct_plural: [
        ("مدربو", ["مدرب"], "و of the construct"),
        ("عضو", [], "too short"),
    ],
    stemming.past_verb: [
        ("نشرت", ["نشر", "نشري"], "she"),
        ("نشروا", ["نشر", "نشري"], "they"),
        ("انتهت", ["انته", "انتهى"], "final ى lost"),
        ("نشرتا", ["نشر", "نشري"], "both"),
        ("بيت", [], "too short"),
    ],
    stemming.tanwin_alef: [
        ("سفيرا", ["سفير"], "the alef of tanwin"),
        ("شيئا", ["شيء"], "the seat of the hamza changed"),
        ("عبئا", ["عبيء", "عبء"], "the seat of the hamza changed"),
        ("عصا", [], "too short"),
    ],
    stemming.nisba: [
        ("يمني", ["يمن", "يمنة", "يمنا", "يمنيا"], "of a noun, of ة, of ا, of يا"),
        ("فضائي", ["فضاء", "فضا", "فضاية"], "of اء, of ا and of اية"),
        ("آسيوي", ["اسيو", "اسيوة", "اسيية", "اسية", "اسيا"], "وي of ا and of ة"),
        ("حي", [], "too short"),
    ],
}


@pytest.mark.parametrize(
    ("rule", "written", "expected"),
    [
        pytest.param(rule, written, expected, id=f"{rule.__name__}-{why}-{number}")
        for rule, table in REMAINDERS.items()
        for number, (written, expected, why) in enumerate(table)
    ],
)
def test_a_rule_gives_the_remainders_of_its_table(rule: Rule, written: str, expected: list[str]) -> None:
    assert list(rule(fold(written))) == [fold(word) for word in expected]


CLOSED = [
    ("في", "في", "a preposition"),
    ("وفي", "في", "with a conjunction"),
    ("فيها", "في", "with a pronoun"),
    ("وفيها", "في", "with both"),
    ("كلها", "كل", "not ك + لها"),
    ("فيهم", "في", "not ف + يهم"),
    ("بعدها", "بعد", "not ب + عدها"),
    ("لهم", "ل", "a one-letter preposition with a pronoun"),
    ("وبها", "ب", "a one-letter preposition with a pronoun and a conjunction"),
    ("الذين", "الذين", "relative pronouns begin with no article"),
    ("والتي", "التي", "and keep it after a conjunction"),
    ("الآن", "الان", "no article either"),
    ("الله", "الله", "stays whole"),
    ("لله", "الله", "the alef is not written after ل"),
    ("بالله", "الله", "with ب"),
    ("والله", "الله", "with و"),
    ("عندما", "عندما", "no tanwin"),
    ("كتاب", None, "not a function word"),
    ("منى", None, "a place, and not من with a pronoun"),
    ("معنى", None, "a noun, and not مع with a pronoun"),
    ("قبلي", None, "an adjective, and not قبل with a pronoun"),
    ("عني", "عن", "a pronoun of the first person"),
    ("فيلم", None, "begins like one"),
    ("بأن", "بان", "ب and أن are one word"),
    ("أما", "اما", "a particle, and no verb in the dual"),
    ("", None, "nothing is no word"),
]


@pytest.mark.parametrize(("written", "expected"), [pytest.param(w, e, id=why) for w, e, why in CLOSED])
def test_function_words_are_known(written: str, expected: str | None) -> None:
    assert stemming.closed_class(fold(written)) == (None if expected is None else fold(expected))


def test_what_a_function_word_is_without_its_pronoun_is_one_too() -> None:
    words = ["لها", "به", "لنا", "وبهم", "فيها", "عليهم", "منها", "بيننا", "معه"]
    assert [word for word in words if stemming.closed_class(word) not in stemming.CLOSED] == []


def test_the_forms_of_function_words_are_those_that_are_known_as_such() -> None:
    words = {stemming.closed_class(form) for form in stemming.CLOSED_FORMS}
    assert words == stemming.CLOSED
    assert not stemming.CLOSED_FORMS & {fold(written) for written, expected, _ in CLOSED if expected is None}


def test_function_words_are_normalised_forms() -> None:
    words = [*stemming.CLOSED, *stemming.PARTICLES, *stemming.FUNCTION_WORDS]
    assert [word for word in words if fold(word) != word] == []


ARTICLES = [
    ("السفير", "سفير", "ال"),
    ("والسفير", "سفير", "وال"),
    ("بالسفير", "سفير", "بال"),
    ("وبالسفير", "سفير", "وبال"),
    ("فالسفير", "سفير", "فال"),
    ("كالسفير", "سفير", "كال"),
    ("للسفير", "سفير", "لل"),
    ("وللسفير", "سفير", "ولل"),
    ("وردة", "وردة", "a single letter stays"),
    ("باكستان", "باكستان", "a single letter stays"),
    ("فنلندا", "فنلندا", "a single letter stays"),
    ("كندا", "كندا", "a single letter stays"),
    ("والي", "والي", "too short to have an article"),
    ("الم", "الم", "too short to have an article"),
]


@pytest.mark.parametrize(
    ("written", "expected"), [pytest.param(w, e, id=f"{why}-{n}") for n, (w, e, why) in enumerate(ARTICLES)]
)
def test_the_article_is_cut_with_what_precedes_it(written: str, expected: str) -> None:
    assert stemming.without_article(fold(written)) == fold(expected)


CONJUNCTIONS = [
    ("ووافق", "وافق", "no root has two waws first"),
    ("ومطار", "مطار", "nor و and م, but for a few"),
    ("وينشر", "ينشر", "nor و and ي"),
    ("وتنشر", "تنشر", "nor و and ت"),
    ("ونشرت", "نشرت", "nor و and ن"),
    ("وبرلمان", "برلمان", "nor و and ب"),
    ("وأستراليا", "استراليا", "a long word"),
    ("وردة", "وردة", "perhaps a radical"),
    ("وسيلة", "وسيلة", "perhaps a radical"),
    ("واسع", "واسع", "perhaps a radical"),
    ("سفير", "سفير", "none"),
]


@pytest.mark.parametrize(
    ("written", "expected"),
    [pytest.param(w, e, id=f"{why}-{n}") for n, (w, e, why) in enumerate(CONJUNCTIONS)],
)
def test_the_conjunction_is_cut_where_the_shape_shows_it(written: str, expected: str) -> None:
    assert stemming.without_conjunction(fold(written)) == fold(expected)


TOGETHER = [
    (("مدرب", "المدرب", "والمدرب", "للمدرب", "المدربون", "المدربين", "مدربيها"), "plural and article"),
    (("سيارة", "السيارة", "سيارات", "سيارته", "بالسيارات"), "ة, its plural, its pronoun"),
    (("يمني", "اليمنية", "اليمنيين", "يمنيون"), "nisba"),
    (("سفير", "سفيرا", "سفيرة"), "tanwin and ة"),
]


@pytest.mark.parametrize("words", [pytest.param(words, id=why) for words, why in TOGETHER])
def test_shapes_that_go_together(words: tuple[str, ...]) -> None:
    stems = {stemming.stem(fold(word)) for word in words if not word.endswith("يها")}
    assert len(stems) == 1


@given(st.text(st.sampled_from("ابتسلمنهويكفءئ"), min_size=1, max_size=12))
def test_a_stem_is_never_empty_and_never_longer(form: str) -> None:
    stem = stemming.stem(form)
    assert stem
    assert len(stem) <= len(form) or stem == "الله"


@given(st.text(st.sampled_from("ابتسلمنهويكفءئ"), min_size=1, max_size=12))
def test_every_rule_takes_every_form(form: str) -> None:
    for rule in REMAINDERS:
        for remainder in rule(form):
            assert remainder
            assert remainder != form


@pytest.mark.parametrize("rule", REMAINDERS, ids=lambda rule: rule.__name__)
def test_every_rule_is_asked_for_the_endings_it_knows(rule: Rule) -> None:
    """`ENDINGS` sends a form to a rule by its last letter: whatever the rule can cut, it is asked for."""
    endings = [fold(written)[-1] for written, expected, _ in REMAINDERS[rule] if expected]
    assert all(rule in stemming.ENDINGS[letter] for letter in endings)
