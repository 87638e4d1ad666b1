"""The README's tables: which figures stand where, and what is left out where something was not measured."""

from __future__ import annotations

from typing import Any

from benchmarks.answering import Rounds
from benchmarks.results import ONE_CORE, TWO_PROCESSES, Results
from benchmarks.summary import summary


def _build(articles: int, seconds: float) -> dict[str, Any]:
    return {"articles": articles, "seconds": seconds, "peak_bytes": 5_000_000, "disk_bytes": 900_000}


def _results(articles: int, own_ms: float, peer_ms: float) -> Results:
    rounds = Rounds(
        seconds={"fihris": [[own_ms / 1e3]], "tantivy": [[peer_ms / 1e3]]}, every={"fihris": 1, "tantivy": 1}
    )
    return Results(
        articles,
        1_000_000,
        builds={
            "fihris": [_build(articles, articles / 2000)],
            TWO_PROCESSES: [_build(articles, articles / 3000)],
            ONE_CORE: [_build(articles, articles / 1500)],
            "tantivy": [_build(articles, articles / 1000)],
            "whoosh": [_build(10, 1.0)],
        },
        answers={"two": rounds},
        memory={"fihris": {"private": 29_000_000, "unshareable": 0}},
        noise=[1.0, 1.0],
    )


def _rows(text: str) -> dict[str, list[str]]:
    """The cells of each row of all tables, by the first."""
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("|")]
    return {first: rest for first, *rest in lines}


def test_ratios_of_both_sizes_stand_in_one_cell_and_those_below_one_are_bold() -> None:
    text = summary({"small": _results(100, 0.2, 0.4), "large": _results(1000, 0.9, 0.6)})
    assert text.startswith("At 100 / 1,000 articles")
    rows = _rows(text)
    assert rows["time ÷ that of"] == ["Tantivy", "stock Whoosh", "Fihris"]
    assert rows["building, one process"][0] == "**0.50** / **0.50**"
    assert rows["building, one process"][2] == "2,000 / 2,000 articles/s"
    assert rows["building, two processes"][0] == "**0.33** / **0.33**"
    assert rows["building: one process ÷ two"] == ["1.50 / 1.50"]
    assert rows["building: one process on one core ÷ two on two"] == ["2.00 / 2.00"]
    assert rows["two words and their relatives"] == ["**0.50** / 1.50", "–", "0.20 / 0.90 ms"]


def test_a_sample_gives_a_rate_and_no_size() -> None:
    rows = _rows(summary({"small": _results(100, 1, 1)}))
    assert rows["building, one process"][1] == "**0.005**"
    assert rows["index ÷ text"] == ["0.90", "0.90", "0.90", "–"]
    assert rows["private memory of a search process, MB"] == ["29", "–", "–", "–"]


def test_what_was_not_measured_has_no_row() -> None:
    result = _results(100, 1, 1)
    text = summary({"small": result})
    assert "phrase" not in text
    assert "one core ÷" not in summary({"small": Results(100, 1_000_000, noise=[1.0])})
    assert "fihris search" not in text
    result.commands["fihris search"] = [0.1, 0.3, 0.2]
    times = {"articles": [[0.002], [0.004], [0.1]], "paragraphs": [[0.003], [0.006], [0.01]]}
    result.paragraphs["two"] = Rounds(seconds=times, every={"articles": 1, "paragraphs": 1})
    rows = _rows(summary({"small": result}))
    assert rows["`fihris search`, the whole command"] == ["0.20 s"]
    assert rows["paragraphs ÷ articles: two words and their relatives"] == ["1.50"]
