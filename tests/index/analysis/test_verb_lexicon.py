"""The verbs that everybody knows: their forms and verbal nouns belong together, whatever a vocabulary shows."""

import re

import pytest

from index.analysis import analyzer, lexicon, verb_lexicon
from index.analysis.derivations import PRESENT, VERBAL_NOUN
from index.analysis.folding import fold
from index.analysis.relations import FINDING
from index.analysis.stemming import CLOSED
from index.analysis.verb_lexicon import verbs_of
from tests.index.analysis.test_relations import Words, nouns

WORDS = sorted(set(re.findall("[ء-ي]+", verb_lexicon.TABLES[0])))


# --- the list


def test_every_word_is_as_the_index_has_it() -> None:
    assert [word for word in WORDS if fold(word) != word or len(word) < 2] == []


def test_no_function_word_is_in_it() -> None:
    assert CLOSED.isdisjoint(WORDS)


def test_every_word_is_of_a_verb_that_has_it() -> None:
    assert [word for word in WORDS if not verbs_of(word)] == []
    assert [word for word in WORDS for verb in verbs_of(word) if word not in verb.forms + verb.nouns] == []


def test_every_verb_has_a_present_and_no_word_twice() -> None:
    every = {verb for word in WORDS for verb in verbs_of(word)}
    assert [verb for verb in every if not any(form[0] == "ي" for form in verb.forms)] == []
    assert [verb for verb in every if len({*verb.forms, *verb.nouns}) != len(verb.forms + verb.nouns)] == []


def test_no_past_is_a_plural_that_is_known() -> None:
    """اسهم are shares and not "he contributed", طلاب no "he demanded"."""
    pasts = {verb.forms[0] for word in WORDS for verb in verbs_of(word) if verb.forms[0][0] != "ي"}
    assert pasts & lexicon.plurals() == set()


@pytest.mark.parametrize(
    ("word", "forms", "verbal_nouns"),
    [
        ("زار", "زار يزور تزور", "زياره"),
        ("تعود", "عاد يعود تعود", "عوده"),
        ("وصول", "وصل يصل تصل", "وصول"),
        ("تقديم", "يقدم", "تقديم"),  # تقدم is "he advanced" before it is "she presents"
        ("نفي", "نفي ينفي تنفي نفت نفوا", ""),  # the verbal noun is written like the past
        ("شنت", "شن يشن تشن شنت شنوا", ""),
        ("بقي", "بقي يبقي تبقي بقوا", "بقاء"),  # بقيت is cut
        ("عمل", "عمل يعمل تعمل", ""),  # the noun and the past
        ("حكم", "حكم يحكم", ""),  # تحكم is control
        ("تجميد", "جمد يجمد تجمد", "تجميد"),
    ],
)
def test_the_forms_of_a_verb(word: str, forms: str, verbal_nouns: str) -> None:
    (verb,) = verbs_of(word)
    assert (verb.forms, verb.nouns) == (tuple(forms.split()), tuple(verbal_nouns.split()))


def test_another_verb_is_no_person_of_a_present() -> None:
    assert [verb.forms[0] for verb in verbs_of("تقدم")] == ["تقدم"]


def test_what_is_known_for_no_verb_is_of_none() -> None:
    """Nor are a gathering "she gathers", dates "she passes", and a half "we describe"."""
    assert [word for word in ("قدم", "سوق", "", "زيارات", "تجمع", "تمر", "نصف") if verbs_of(word)] == []


def test_whoever_changes_the_list_changes_the_fingerprint_of_an_index(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It keeps the relatives of its commonest stems."""
    before = analyzer.digest_of_rules()
    monkeypatch.setattr(verb_lexicon, "TABLES", (*verb_lexicon.TABLES, "زار يزور"))
    assert analyzer.digest_of_rules() != before


# --- what it decides


def weights(word: str, counts: dict[str, int]) -> dict[str, float]:
    return {form: weight for form, weight in Words(counts).relatives(word).items() if weight >= FINDING}


@pytest.mark.parametrize(
    ("past", "present", "noun"),
    [
        ("زار", "يزور", "زياره"),
        ("عاد", "يعود", "عوده"),
        ("فاز", "يفوز", "فوز"),
        ("وصل", "يصل", "وصول"),
        ("دعا", "يدعو", "دعوه"),
        ("التقي", "يلتقي", "لقاء"),
    ],
)
@pytest.mark.parametrize("count", [1, 300])
def test_they_find_each_other_whatever_there_is_of_either(
    past: str, present: str, noun: str, count: int
) -> None:
    for counts in ({past: 1, present: count, noun: 1}, {past: count, present: 2} | nouns(noun, 2)):
        assert weights(past, counts).get(present, 0) >= PRESENT
        assert weights(present, counts).get(past, 0) >= PRESENT
        for form in (past, present):
            assert weights(form, counts).get(noun, 0) >= VERBAL_NOUN
            assert weights(noun, counts).get(form, 0) >= VERBAL_NOUN


def test_her_present_is_a_form_too() -> None:
    assert {"تزور", "زار"} < set(weights("يزور", dict.fromkeys(("زار", "يزور", "تزور"), 1)))


def test_what_does_not_occur_is_not_brought() -> None:
    assert weights("زار", {"زار": 3, "زياره": 2}).keys() == {"زار", "زياره"}


def test_a_noun_that_is_written_like_a_past_does_not_bring_the_verb() -> None:
    """قدم is a foot, and دخل an income."""
    news = nouns("قدم دخل", 100) | {"تقديم": 9, "دخول": 9}
    assert "تقديم" not in weights("قدم", news)
    assert "دخول" not in weights("دخل", news)


def test_a_verbal_noun_that_is_cut_to_a_far_commoner_word_does_not_bring_that() -> None:
    """عوده, his lute, is no return where the lutes are many."""
    news = {"عاد": 50, "يعود": 50, "عوده": 3} | nouns("عود", 900)
    stem = Words(news).stem("عوده")
    assert stem == "عود"
    assert weights("عاد", news).keys().isdisjoint({"عود", "العود", "عوده"})
    assert "عاد" not in weights("عود", news)
