"""Words, names and values that begin with a minus, beside options, which do so too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def one_error(run: Run, *arguments: str) -> str:
    result = run(*arguments)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    return result.stderr


def test_a_search_may_be_kept_under_a_name_with_a_minus(run: Run) -> None:
    """It was kept under another name, which began with a character that nobody can type."""
    assert run("watch", "add", "-قمح", "القمح").stdout == "-قمح: 1 article to report\n"
    assert json.loads(run("watch", "list", "--json").stdout)["query"] == "القمح"
    assert run("watch", "run", "-قمح").stdout.startswith("-قمح: القمح\n")
    assert run("watch", "remove", "-قمح").exit_code == 0
    assert run("watch", "list").exit_code == 1


def test_a_value_with_a_minus_arrives_as_it_was_typed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "fihris: -مجلد: there is no index here" in one_error(run, "search", "x", "--index", "-مجلد")
    assert "'-أمس' is no date" in one_error(run, "search", "x", "--from", "-أمس")
    (tmp_path / "-أسئلة").write_text("القمح\n", "utf-8")
    assert run("search", "--queries", "-أسئلة", "--count").stdout == "1\tالقمح\t1\n"
    assert run("search", "--source", "-المرسى", "--count", "الوزير", "-القمح").stdout == "1\n"


def test_words_stay_in_their_order_among_options(run: Run) -> None:
    run("watch", "add", "-أول", "-القمح", "--match", "all", '-"سعر النفط"', "--from", "2023", "-", "--", "-a")
    kept = json.loads(run("watch", "list", "--json").stdout)
    assert (kept["name"], kept["query"]) == ("-أول", '-القمح -"سعر النفط" - -a')
    assert (kept["match"], kept["date_from"]) == ("all", "2023")


def test_words_with_a_minus_are_analysed_and_completed(run: Run) -> None:
    assert json.loads(run("analyze", "-القمح", "--json").stdout)["word"] == "القمح"
    assert run("complete", "وزير", "-القم", "-n", "1").stdout == "وزير -القمح\t2\n"


@pytest.mark.parametrize("word", ["-2015", "-1", "-٣", "-#وسم", "-3.5", '-"2015"', "-(2015)"])
def test_no_option_begins_with_a_digit_or_a_hash(run: Run, word: str) -> None:
    assert (
        run("search", "القمح", word, "--count").stdout
        == run("search", "--count", "--", f"القمح {word}").stdout
    )
    assert run("export", word, "-n", "1", "القمح").exit_code == 2  # export has no -n, which is told
    assert "-n" in run("export", word, "-n", "1", "القمح").stderr


@pytest.mark.parametrize("command", ["search", "export", "analyze", "complete", "show", "related", "delete"])
def test_a_latin_word_with_a_minus_is_told_where_to_go(run: Run, command: str) -> None:
    assert "(a word that begins with - goes after --): see" in one_error(run, command, "وزير", "-nato")
    words = ["-nato"] if command in ("show", "related") else ["وزير", "-nato"]
    assert run(command, "--", *words).exit_code < 2


def test_where_an_arabic_word_with_a_minus_goes_is_no_matter(run: Run) -> None:
    assert "goes after --" not in one_error(run, "search", "القمح", "-النفط", "--sort", "bad")


def test_an_option_without_its_value_is_told_after_words_too(run: Run) -> None:
    assert "'--source' requires an argument" in one_error(run, "search", "وزير", "-القمح", "--source")
