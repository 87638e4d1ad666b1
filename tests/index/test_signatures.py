"""Signatures and profiles: what they keep the same, and what they tell apart."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ingestion import batches
from index.ingestion.batches import analyse, new_interner, texts_of
from index.ingestion.interning import Interner
from index.ingestion.signatures import NO_BAND, Profiles, form_hashes, likeness
from index.segments.segment import BANDS, Signatures
from index.storage.compiled_numbers import GRAM_WORDS
from tests.builders import article

pytestmark = pytest.mark.usefixtures("each_way")

LETTERS = "ابتجحدرسعفقكلمنهوي"


def words(count: int, seed: int) -> list[str]:
    """Made-up words; none of two seeds are the same in practice."""
    choose = random.Random(seed)
    return ["".join(choose.choices(LETTERS, k=6)) for _ in range(count)]


def signatures_of(*texts: str, interner: Interner | None = None) -> Signatures:
    interner = interner or new_interner()
    return analyse(texts_of([article("a", text) for text in texts]), interner).signatures


def profiles_of(*texts: str) -> Profiles:
    return batches.profiles_of([article("a", text) for text in texts])


def likeness_of(one: str, other: str) -> float:
    return float(likeness(profiles_of(one, other), np.array([0]), np.array([1]))[0])


def jaccard(one: list[str], other: list[str]) -> float:
    a, b = (
        {tuple(text[at : at + GRAM_WORDS]) for at in range(len(text) - GRAM_WORDS + 1)}
        for text in (one, other)
    )
    return len(a & b) / len(a | b)


def in_common(one: str, other: str) -> int:
    """How many numbers of their signatures two texts share."""
    a, b = signatures_of(one, other)
    return int(((a == b) & (a != NO_BAND)).sum())


SENTENCE = "أعلنت بلدية الواحة أمس عن افتتاح مكتبة جديدة في شارع النخيل بعد ثلاث سنوات من العمل"


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (
            "أعلَنَتْ بلديّة الواحة أمسِ عن افتتاح مكتبةٍ جديدة في شارع النخيل بعد ثلاث سنوات من العمل",
            "vowel marks",
        ),
        (
            "اعلنت بلدية الواحه امس عن إفتتاح مكتبه جديدة في شارع النخيل بعد ثلاث سنوات من العمل",
            "hamza and ة",
        ),
        (
            "«أعلنت بلدية الواحة، أمس، عن افتتاح مكتبة جديدة في شارع النخيل»: بعد ثلاث سنوات من العمل!",
            "punctuation",
        ),
        (
            "أعلنـــت بلدية الواحة أمس\nعن افتتاح مكتبة جديدة في شارع النخيل بعد ثلاث سنوات من العمل",
            "tatweel, lines",
        ),
    ],
)
def test_what_folding_makes_equal_has_the_same_signature(written: str, why: str) -> None:
    assert (signatures_of(written) == signatures_of(SENTENCE)).all(), why


def test_where_paragraphs_end_does_not_matter_and_the_headline_counts() -> None:
    interner = new_interner()
    at = SENTENCE.index(" افتتاح")
    first, rest = SENTENCE[:at], SENTENCE[at:]
    articles = [article("a", SENTENCE), article("b", first, rest), article("c", rest, title=first)]
    one, two, three = analyse(texts_of(articles), interner).signatures
    assert (one == two).all()
    assert (one == three).all()


def test_one_edit_in_a_long_text_keeps_most_of_the_signature() -> None:
    text = words(300, seed=1)
    edited = [*text[:150], "تصحيح", *text[151:]]
    assert in_common(" ".join(text), " ".join(edited)) >= BANDS - 2
    assert likeness_of(" ".join(text), " ".join(edited)) > 0.9


def test_texts_of_other_words_share_nothing() -> None:
    texts = [" ".join(words(200, seed)) for seed in range(2, 60)]
    signatures = signatures_of(*texts)
    held = [set(row.tolist()) for row in signatures]
    assert not any(one & other for one, other in pairwise(held))
    assert likeness_of(texts[0], texts[1]) == 0


def test_the_same_words_in_another_order_are_another_text() -> None:
    text = words(200, seed=3)
    mixed = random.Random(4).sample(text, len(text))
    assert in_common(" ".join(text), " ".join(mixed)) == 0


@pytest.mark.parametrize("count", range(GRAM_WORDS))
def test_fewer_than_five_words_have_no_signature_and_are_like_nothing(count: int) -> None:
    text = " ".join(words(count, seed=5))
    assert (signatures_of(text) == NO_BAND).all()
    assert likeness_of(text, text) == 0


def test_five_words_have_one() -> None:
    text = " ".join(words(GRAM_WORDS, seed=6))
    assert in_common(text, text) >= 1
    assert likeness_of(text, text) == 1


@pytest.mark.parametrize("replaced", [0, 10, 40, 100, 250])
def test_likeness_is_near_the_jaccard_index(replaced: int) -> None:
    text, other = words(400, seed=7), words(400, seed=8)
    changed = other[:replaced] + text[replaced:]
    assert likeness_of(" ".join(text), " ".join(changed)) == pytest.approx(jaccard(text, changed), abs=0.06)


TEXTS = st.lists(st.lists(st.sampled_from(words(12, seed=9)), max_size=30).map(" ".join), max_size=8)


@given(TEXTS, st.integers(0, 8), st.lists(st.sampled_from(words(40, seed=10)), max_size=20))
def test_a_signature_depends_on_its_text_alone(texts: list[str], cut: int, met_before: list[str]) -> None:
    """Not on the articles beside it, nor on the numbers that its words happen to have."""
    together = signatures_of(*texts)
    interner = new_interner()
    signatures_of(" ".join(met_before), interner=interner)
    parts = [signatures_of(*texts[:cut], interner=interner), signatures_of(*texts[cut:], interner=interner)]
    assert np.concatenate(parts).tolist() == together.tolist()


def test_the_hash_of_a_form_is_the_same_for_ever() -> None:
    """Signatures are stored: another hash would tear the groups of every index apart."""

    def mixed(number: int) -> int:
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB), (31, 1)):
            number = (number ^ number >> shift) * factor % 2**64
        return number

    first, second = 0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4  # what SplitMix64 gives from 0 on, as published
    expected = [mixed((0x628 * first + 0x646 * (second | 1)) % 2**64), mixed(0), mixed(0x628 * first % 2**64)]
    assert form_hashes(["بن", "", "ب"]).tolist() == expected


def test_very_long_words_and_lone_surrogates_have_hashes() -> None:
    hashes = form_hashes(["ب" * 100_000, "\ud800", "\udfff"])
    assert len(set(hashes.tolist())) == 3
