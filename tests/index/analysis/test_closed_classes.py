"""Function words, and the words that only look like one with letters before or behind it."""

import pytest

from index.analysis.folding import fold
from tests.index.analysis.test_vocabulary import stemmer

FUNCTION_WORDS = [
    ({"والي": 40, "الوالي": 9}, "والي", "والي", "with articles it is a governor"),
    ({"والي": 40, "الوالي": 7}, "والي", "الي", "with hardly any it is و and إلى"),
    ({"فهم": 40, "الفهم": 9, "هم": 90}, "فهم", "فهم", "understanding"),
    ({"فيك": 4, "الفيك": 9}, "فيك", "في", "ف that is a letter of the function word"),
    ({"والله": 4, "الوالله": 9}, "والله", "الله", "God has no other word beside"),
]


@pytest.mark.parametrize(
    ("words", "written", "expected"),
    [
        pytest.param(words, written, expected, id=f"{why}-{n}")
        for n, (words, written, expected, why) in enumerate(FUNCTION_WORDS)
    ],
)
def test_what_looks_like_a_function_word_behind_a_letter_may_be_another_word(
    words: dict[str, int], written: str, expected: str
) -> None:
    assert stemmer(**words).stem(fold(written)) == fold(expected)


INFLECTED_FUNCTION_WORDS = [
    ({"آليات": 90, "إلى": 900, "إليه": 90}, "آليات", "إليه", "آلية, which is written like إليه"),
    ({"حولت": 90, "حول": 900, "حولي": 9}, "حولت", "حولت", "a past"),
    ({"خلفية": 20, "الخلفية": 20, "خلفي": 9, "الخلفي": 9, "خلف": 900}, "خلفية", "خلفي", "a nisba"),
    ({"إلهاء": 9, "أمانا": 9, "أما": 900, "أمان": 9}, "أمانا", "أمان", "a pronoun"),
    ({"كانت": 90, "كان": 90}, "كانت", "كان", "which is a verb"),
    ({"بعضا": 20, "بعض": 90}, "بعضا", "بعض", "which is a noun"),
    ({"مثلها": 20, "مثل": 90}, "مثلها", "مثل", "a pronoun behind what takes one"),
    ({"البعد": 90, "بعد": 900}, "البعد", "البعد", "with an article it is another word"),
    ({"البعد": 90, "بعد": 900, "للبعد": 9}, "للبعد", "البعد", "also behind ل"),
    ({"البعد": 90, "بعد": 900, "وبالبعد": 9}, "وبالبعد", "البعد", "and behind others"),
    ({"البين": 90, "بين": 900, "الب": 90, "البون": 9}, "البين", "البين", "and is not cut further"),
    ({"الأم": 90, "أم": 90, "للأم": 20}, "الأم", "الأم", "a mother, and no أم, or"),
    ({"للكم": 20, "كم": 90, "لكم": 90, "اللكم": 20}, "للكم", "لكم", "a word of two letters is none"),
    ({"ألفي": 9, "ألف": 90, "في": 900}, "ألفي", "ألف", "of two letters it is mostly something else"),
    ({"البعض": 90, "بعض": 90}, "البعض", "بعض", "but some take an article"),
    ({"فتحت": 90, "فتح": 90, "تحت": 900}, "فتحت", "فتح", "she opened"),
]


@pytest.mark.parametrize(
    ("words", "written", "expected"),
    [
        pytest.param(words, written, expected, id=f"{why}-{n}")
        for n, (words, written, expected, why) in enumerate(INFLECTED_FUNCTION_WORDS)
    ],
)
def test_no_longer_word_is_cut_to_a_function_word(words: dict[str, int], written: str, expected: str) -> None:
    assert stemmer(**words).stem(fold(written)) == fold(expected)
