"""Adjectives in ي and ية: of what noun they are made, by the evidence of small vocabularies."""

import pytest

from index.analysis.folding import fold
from tests.index.analysis.test_vocabulary import stemmer

NISBAS = [
    (
        {"انتخابية": 90, "الانتخابية": 90, "انتخابي": 9, "الانتخابي": 9, "انتخاب": 40, "الانتخاب": 40},
        "انتخابية",
        "انتخاب",
        "a feminine far commoner than its masculine",
    ),
    (
        {"برقية": 90, "البرقية": 9, "برقي": 4, "البرقي": 3, "برق": 90, "البرق": 90},
        "برقية",
        "برقية",
        "which hardly has articles",
    ),
    (
        {"بامية": 9, "البامية": 60, "بامي": 3, "البامي": 2, "بام": 90},
        "البامية",
        "بامية",
        "or is made of what has none",
    ),
    (
        {"حشرية": 40, "الحشرية": 60, "حشري": 4, "الحشري": 4, "حشر": 20, "الحشر": 30},
        "حشرية",
        "حشرية",
        "or of three letters that are rarer",
    ),
    (
        {"معدنية": 60, "المعدنية": 60, "معدني": 7, "معد": 300, "المعد": 60, "معده": 9},
        "معدنية",
        "معدنية",
        "nor of one with a pronoun",
    ),
    (
        {"تشعبية": 90, "التشعبية": 90, "تشعبي": 9, "التشعبي": 9, "تشعب": 9, "التشعب": 9, "تشعبات": 90},
        "تشعبية",
        "تشعب",
        "of a noun whose plurals count",
    ),
    (
        {"زراعي": 9, "الزراعي": 30, "زراعة": 9, "الزراعة": 40, "زراع": 2, "زراء": 900},
        "زراعي",
        "زراعة",
        "what does not end in ائي is of no اء",
    ),
    (
        {"دعائي": 9, "الدعائي": 9, "دعاية": 20, "الدعاية": 30, "دعاء": 40, "الدعاء": 20},
        "دعائي",
        "دعاية",
        "nor is what is of اية, unless that is far rarer",
    ),
    (
        {"هوائي": 20, "الهوائي": 20, "هوائية": 9, "هواية": 9, "الهواية": 9, "هواء": 90, "الهواء": 60},
        "هوائي",
        "هواء",
        "a nisba of اء that far outnumbers اية",
    ),
]


@pytest.mark.parametrize(
    ("words", "written", "expected"),
    [
        pytest.param(words, written, expected, id=f"{why}-{n}")
        for n, (words, written, expected, why) in enumerate(NISBAS)
    ],
)
def test_a_nisba_is_of_the_noun_that_the_evidence_shows(
    words: dict[str, int], written: str, expected: str
) -> None:
    assert stemmer(**words).stem(fold(written)) == fold(expected)
