"""Asking in turns: who is asked what, and what the figures are made of."""

from __future__ import annotations

from benchmarks.answering import Rounds, asked
from benchmarks.engines import Answer, Asker
from benchmarks.questions import Question, drawn_questions
from tests.benchmarks.stories import stories


def _remembering(seen: list[str]) -> Asker:
    def ask(question: Question) -> Answer:
        seen.append(question.text)
        return []

    return ask


def test_no_question_is_asked_twice_and_slow_engines_get_a_share() -> None:
    questions = drawn_questions(stories(60), "headline", 40)
    seen: dict[str, list[str]] = {"all": [], "some": []}
    rounds = asked(
        {name: _remembering(texts) for name, texts in seen.items()}, {"all": 1, "some": 5}, questions, 3
    )
    assert sorted(seen["all"]) == sorted({question.text for question in questions})
    assert [len(times) for times in rounds.seconds["all"]] == [10, 10, 10]
    assert [len(times) for times in rounds.seconds["some"]] == [2, 2, 2]


def test_a_ratio_compares_the_same_questions_of_one_round() -> None:
    rounds = Rounds(
        seconds={"fast": [[1.0, 9.0, 3.0, 9.0], [4.0, 9.0, 4.0, 9.0]], "slow": [[2.0, 2.0], [16.0, 16.0]]},
        every={"fast": 1, "slow": 2},
    )
    assert rounds.ratio("fast", "slow", 0.5) == (2.0 / 2.0 + 4.0 / 16.0) / 2
