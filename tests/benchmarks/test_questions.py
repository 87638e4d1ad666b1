"""What is asked are words: nothing in a text is taken for query syntax."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.questions import plain_words
from benchmarks.relevance import engine
from tests.builders import article


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("هل زار (الوزير) المدينة؟", ["هل", "زار", "الوزير", "المدينة"]),
        ('"كأس" الواحات: -نهائي*', ["كأس", "الواحات", "نهائي"]),
        ("سد NOT جسر OR نهر AND بحر", ["سد", "جسر", "نهر", "بحر"]),
    ],
)
def test_words_have_no_query_syntax(text: str, words: list[str]) -> None:
    assert plain_words(text) == words


def test_a_question_of_the_relevance_test_excludes_nothing(tmp_path: Path) -> None:
    engine.build(tmp_path / "index", [article("a", title="سد كبير"), article("b", title="جسر كبير")])
    run = engine.run(tmp_path / "index", {"q1": "سد NOT جسر", "q2": "سد -جسر"})
    assert [set(found) for found in run.values()] == [{"a", "b"}, {"a", "b"}]
