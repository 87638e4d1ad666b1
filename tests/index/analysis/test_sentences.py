"""Where sentences end."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.analysis.sentences import ENDS, sentence_ends, sentence_limits


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in itertools.pairwise(sentence_limits(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ذهب. عاد؟ نام! قام… جلس؛ وقف", ["ذهب.", " عاد؟", " نام!", " قام…", " جلس؛", " وقف"]),
        ("ما هي.. الصفقة", ["ما هي..", " الصفقة"]),
        ("حقًا؟! نعم", ["حقًا؟!", " نعم"]),
        ("قال «ذهب.» ثم عاد", ["قال «ذهب.»", " ثم عاد"]),
        ("قال («ذهب.») ثم عاد", ["قال («ذهب.»)", " ثم عاد"]),
        ("سطر\nسطر", ["سطر\n", "سطر"]),
        ("سطر.\n\nسطر", ["سطر.", "\n\n", "سطر"]),
        ("سطر\n» سطر", ["سطر\n", "» سطر"]),
        ("سطر\nLine", ["سطر\n", "Line"]),
        ("انتهى.وقال", ["انتهى.", "وقال"]),
        ("بلغ 3.5 أو ٣.٥ درجة", ["بلغ 3.5 أو ٣.٥ درجة"]),
        ("عام 2015. وبعده", ["عام 2015.", " وبعده"]),
        ("قال د. سعيد وأ. د. منى", ["قال د. سعيد وأ.", " د. منى"]),  # «وأ» has two letters
        ("قال دَـ. سعيد وأَ. منى", ["قال دَـ. سعيد وأَ.", " منى"]),  # marks are no letters
        ("وكالة أ.ف.ب قالت", ["وكالة أ.ف.ب قالت"]),
        ("في spa.gov.sa?q=1 خبر", ["في spa.gov.sa?q=1 خبر"]),
        ("one.été", ["one.", "été"]),  # an address is of ASCII
        ("أ.", ["أ."]),
        (".", ["."]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


TEXTS = st.lists(st.text(st.sampled_from(f'{ENDS}»")ا بد5٥aé_=\u064bـ中\ud800𝟗,'), max_size=12), max_size=6)


@settings(max_examples=400)
@given(TEXTS)
@example(["ا.", ")", "\n", "", "\n.", "د."])
def test_texts_that_are_joined_by_line_breaks_are_cut_as_each_by_itself(texts: list[str]) -> None:
    joined = "\n".join(texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    signs = np.array([at for at, char in enumerate(joined) if char in ENDS], np.int64)
    found = set(sentence_ends(joined, codes, signs).tolist())
    begin = 0
    for text in texts:
        within = range(begin + 1, begin + len(text))
        expected = {begin + limit for limit in sentence_limits(text)[1:-1]}
        # Line breaks at the beginning of a text go on from the one before it: there is no sentence between them.
        leading = begin + len(text) - len(text.lstrip("\n\r\v\f\x85\u2028\u2029"))
        assert {at for at in found if at in within and at > leading} == {
            at for at in expected if at > leading
        }
        begin += len(text) + 1


@given(st.text(st.sampled_from(f"{ENDS}»ا د5٥aé\u064bـ"), max_size=30))
def test_what_stands_behind_a_space_does_not_matter_to_the_sentences_before_it(text: str) -> None:
    before = sentence_limits(f"{text} ")[:-1]
    assert sentence_limits(f"{text} ا. ب؟ ")[: len(before)] == before
