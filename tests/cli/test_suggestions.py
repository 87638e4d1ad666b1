"""`fihris complete`, and what `fihris search` says on stderr where a word was hardly meant."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result

Run = Callable[..., Result]


def test_completions_are_lines_with_frequencies(run: Run) -> None:
    result = run("complete", "الو")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "الوزير\t2\nالواحة\t1\n"


def test_the_words_before_are_kept(run: Run) -> None:
    assert run("complete", "أسعار", "القم", "-n", "1").stdout == "أسعار القمح\t2\n"


def test_completions_as_json(run: Run) -> None:
    result = run("complete", "أسعار القم", "--json")
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {"text": "أسعار القمح", "word": "القمح", "frequency": 2}
    ]


@pytest.mark.parametrize("text", ["زرافة", "", "القمح ", "\udcff"])
def test_nothing_to_complete_is_exit_status_1(run: Run, text: str) -> None:
    result = run("complete", text)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "")


def test_completing_nothing_at_all_is_an_error(run: Run) -> None:
    result = run("complete")
    assert result.exit_code == 2
    assert result.stderr.startswith("fihris: missing argument")


def test_a_misspelt_word_is_answered_with_the_right_one_on_stderr(run: Run) -> None:
    result = run("search", '"أسعار القمح" AND القمحح')
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == 'nothing found\ndid you mean: "أسعار القمح" AND القمح\n'


@pytest.mark.parametrize("form", ["json", "csv", "trec"])
def test_formats_for_programs_come_without_suggestions(run: Run, form: str) -> None:
    result = run("search", "+القمحح +النفطط", "--format", form)
    assert result.exit_code == 1
    assert result.stderr == ""


def test_batches_come_without_suggestions(run: Run) -> None:
    result = run("search", "--queries", "-", stdin="q\t+القمحح +النفطط\n")
    assert "did you mean" not in result.stderr


def test_a_query_that_is_fine_gets_no_suggestion(run: Run) -> None:
    assert run("search", "أسعار القمح").stderr == ""


def test_a_suggestion_cannot_steer_the_terminal(run: Run) -> None:
    result = run("search", "+القمحح \x1b]0;x\x07")
    assert "\x1b" not in result.stderr
    assert "did you mean" in result.stderr
