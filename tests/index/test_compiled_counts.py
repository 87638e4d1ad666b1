"""Counts of forms in C answer as the dictionary does that they were made of."""

from __future__ import annotations

import gc
import sys
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import compiled_analysis
from index.storage import compiled

in_c = pytest.mark.skipif(not compiled.AVAILABLE, reason="the extension could not be compiled here")

# Of one, two and four bytes a letter as Python stores them, shorter and longer than an entry has room for.
FORMS = st.text(st.sampled_from("ab1éÿابوك\u0627\ud800\uffff😀"), max_size=14)
COUNTS = st.integers(-(2**63), 2**63 - 1)


@in_c
@given(st.dictionaries(FORMS, COUNTS, max_size=40), st.lists(FORMS, max_size=20))
def test_every_form_has_its_count_and_others_have_none(given: dict[str, int], others: list[str]) -> None:
    counts = compiled.loops.Counts(given)
    near = [form[:-1] for form in given] + [form + "ا" for form in given] + ["ا" + form[1:] for form in given]
    for form in [*given, *others, *near]:
        assert counts.get(form, -5) == given.get(form, -5), form


@in_c
def test_many_forms_of_which_some_share_a_bucket() -> None:
    given = {
        f"{prefix}{number}": number for prefix in ("كلمة", "word", "كلمةطويلةجدا") for number in range(20_000)
    }
    counts = compiled.loops.Counts(given)
    assert all(counts.get(form, -1) == count for form, count in given.items())
    assert all(counts.get(form + "ة", -1) == -1 for form in given)


@in_c
@pytest.mark.parametrize(
    "letters", ["abcdefghijklmno", "ابتثجحخدذرزسشصض", "abcdefghijklmn😀", "éàèùâêîôûëïüÿçö"]
)
def test_forms_that_just_fit_an_entry_and_that_just_do_not(letters: str) -> None:
    given = {letters[at:]: at for at in range(len(letters))}
    counts = compiled.loops.Counts(given)
    assert [counts.get(form, -1) for form in given] == list(given.values())


@in_c
@pytest.mark.parametrize("pattern", ["word{:06}", "كلمة{:06}"], ids=["Latin", "Arabic"])
def test_a_form_of_which_all_but_the_letters_is_like_another(pattern: str) -> None:
    """The bucket in the index, the bits of the hash there, and the length."""
    like: dict[tuple[int, int], str] = {}
    pairs = []
    for form in map(pattern.format, range(400_000)):
        bits = hash(form) & 3, hash(form) >> 34 & (1 << 30) - 1  # for an index of four buckets
        if (other := like.setdefault(bits, form)) is not form:
            pairs.append((other, form))
    assert pairs, "so many forms have some twenty such pairs, whatever the hash is seeded with"
    for one, other in pairs:
        counts = compiled.loops.Counts({one: 7})
        assert (counts.get(one, -1), counts.get(other, -1)) == (7, -1)


@in_c
def test_what_is_answered_for_no_form_is_what_was_given() -> None:
    none: Any = object()
    counts = compiled.loops.Counts({"وزير": 3})
    for form in ("وزيرة", "😀", "كلمة طويلة من كلمات كثيرة"):
        assert counts.get(form, none) is none
    assert compiled.loops.Counts({}).get("", none) is none


@in_c
def test_what_becomes_of_the_dictionary_later_is_nothing_to_it() -> None:
    given = {"وزير": 3, "كلمة طويلة من كلمات كثيرة": 4}
    counts = compiled.loops.Counts(given)
    given.clear()
    assert counts.get("وزير", 0) == 3
    assert counts.get("كلمة طويلة من كلمات كثيرة", 0) == 4


@in_c
@pytest.mark.parametrize(
    ("given", "error"),
    [
        ([("وزير", 3)], TypeError),
        ({3: 3}, TypeError),
        ({"وزير": "3"}, TypeError),
        ({"وزير": 3, "كلمة طويلة من كلمات كثيرة": None}, TypeError),
        ({"وزير": 2**63}, OverflowError),
    ],
    ids=[
        "a list",
        "a number for a form",
        "a string for a count",
        "nothing for a count",
        "a count of 64 bits",
    ],
)
def test_what_is_no_dictionary_of_counts_is_refused(given: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        compiled.loops.Counts(given)


@in_c
@pytest.mark.parametrize("arguments", [(), ("وزير",), (3, 0), (b"a", 0), ("وزير", 0, 0)])
def test_what_asks_for_no_form_is_refused(arguments: tuple[Any, ...]) -> None:
    counts: Any = compiled.loops.Counts({"وزير": 3})
    with pytest.raises(TypeError):
        counts.get(*arguments)


@in_c
def test_nothing_of_it_stays() -> None:
    form, long = "".join(["وز", "ير"]), "".join(["كلمة طويلة ", "من كلمات كثيرة"])
    before = sys.getrefcount(form), sys.getrefcount(long), sys.getrefcount(none := object())
    for _ in range(10):
        counts: Any = compiled.loops.Counts({form: 3, long: 2**70 % 1000})
        assert counts.get("غير", none) is none
        assert counts.get("غير هذا مما ليس له مكان", none) is none
        with pytest.raises(OverflowError):
            compiled.loops.Counts({long: 1, form: 2**70})
    del counts
    gc.collect()
    assert (sys.getrefcount(form), sys.getrefcount(long), sys.getrefcount(none)) == before


def test_without_the_extension_counts_answer_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "AVAILABLE", False)
    given = {"وزير": 3}
    assert compiled_analysis.answering(given) is given


def test_what_is_no_plain_dictionary_answers_itself() -> None:
    """A `Counter` has its own answer for what it does not hold, and others may change theirs."""
    given = Counter({"وزير": 3})
    assert compiled_analysis.answering(given) is given


@in_c
def test_a_vocabulary_is_asked_by_what_is_in_c() -> None:
    assert isinstance(compiled_analysis.answering({"وزير": 3}), compiled.loops.Counts)
