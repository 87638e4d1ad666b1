"""Concordances: `Searcher.concordance`, `fihris search --kwic`, and the columns on a screen."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from index import index_articles
from searcher import Searcher, SearchError
from searcher.presenting.concordance import ConcordanceLine
from searcher.printing.kwic import concordance_text
from searcher.printing.screen import Screen, columns
from tests.builders import article, built_index
from tests.terminals import FIHRIS, on_terminal

Run = Callable[..., Result]

TEXTS = (
    article(
        "a",
        "زار وزير الثقافة المعرض.",
        "ثم زار وزير الزراعة الحقل.",
        title="الوزير في جولة",
        date="2024-02-01",
    ),
    article("b", "قال وزير الخارجية إن الوزير سافر.", date="2024-01-01"),
)


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("texts") / "index"
    built_index(folder, *TEXTS)
    return Searcher.open(folder)


def words(lines: list[ConcordanceLine]) -> list[tuple[str, str, str]]:
    return [(line.before.strip(), line.match, line.after.strip()) for line in lines]


def test_a_line_is_an_occurrence_with_its_place(texts: Searcher) -> None:
    lines = texts.concordance("وزير", sort="newest")
    assert [(line.article_id, line.paragraph, line.match) for line in lines] == [
        ("a", None, "الوزير"),
        ("a", 0, "وزير"),
        ("a", 1, "وزير"),
        ("b", 0, "وزير"),
        ("b", 0, "الوزير"),
    ]
    assert words(lines)[2] == ("ثم زار", "وزير", "الزراعة الحقل.")


def test_before_and_after_sort_by_the_nearest_words(texts: Searcher) -> None:
    after = texts.concordance('"وزير"', sort="after")
    assert [line.after.split()[0] for line in after] == ["الثقافة", "الخارجية", "الزراعة"]
    before = texts.concordance("وزير", sort="before")
    assert [line.before.split()[-1:] for line in before] == [["إن"], ["زار"], ["زار"], ["قال"], []]
    # of the two that agree in the nearest word, the one with none before it comes last
    assert [line.before for line in before[1:3]] == ["ثم زار ", "زار "]


def test_folded_forms_are_compared_not_what_is_written(tmp_path: Path) -> None:
    written = {"1": "سعر إبر", "2": "سعر اَبل", "3": "سعر أبت", "4": "سعر آبس"}
    built_index(tmp_path / "i", *(article(*each) for each in written.items()))
    with Searcher.open(tmp_path / "i") as searcher:
        lines = searcher.concordance("سعر", sort="after")
    assert [line.article_id for line in lines] == ["3", "1", "4", "2"]  # ت ر س ل


def test_context_is_whole_words_of_the_paragraph(texts: Searcher) -> None:
    (line,) = texts.concordance('"وزير الزراعة"', width=6)
    assert (line.before, line.match, line.after) == ("زار ", "وزير الزراعة", "")
    (line,) = texts.concordance('"وزير الزراعة"', width=7)
    assert (line.before, line.after) == ("ثم زار ", " الحقل.")
    (line,) = texts.concordance('"وزير الزراعة"', width=0)
    assert (line.before, line.after) == ("", "")


@pytest.mark.parametrize("sort", ["newest", "before"])
def test_limit_and_offset_cut_the_same_list(texts: Searcher, sort: Any) -> None:
    whole = texts.concordance("وزير", sort=sort, limit=None)
    assert texts.concordance("وزير", sort=sort, limit=2, offset=1) == whole[1:3]
    assert texts.concordance("وزير", sort=sort, limit=0) == []


def test_only_what_is_sought_makes_lines(texts: Searcher) -> None:
    assert [line.match for line in texts.concordance("title:وزير")] == ["الوزير"]
    assert texts.concordance("", date_from="2024") == []
    assert texts.concordance("،") == []
    assert [line.article_id for line in texts.concordance("وزير", date_to="2024-01")] == ["b", "b"]


@pytest.mark.parametrize("options", [{"sort": "best"}, {"limit": -1}, {"width": -1}, {"offset": -1}])
def test_options_that_cannot_be_are_refused(texts: Searcher, options: dict[str, Any]) -> None:
    with pytest.raises(SearchError):
        texts.concordance("وزير", **options)


def test_every_line_is_a_piece_of_its_article(tmp_path: Path) -> None:
    index_articles(tmp_path / "i", Path(__file__).parents[2] / "corpus" / "samples")
    query = '"في" السد مدينة القطار'
    with Searcher.open(tmp_path / "i") as searcher:
        lines = searcher.concordance(query, limit=None, width=30, sort="after")
        assert len(lines) > 100
        for line in lines:
            whole = searcher.article(line.article_id)
            assert whole is not None
            text = whole.title if line.paragraph is None else whole.paragraphs[line.paragraph]
            first = line.start - len(line.before)
            assert text[first : line.end + len(line.after)] == line.before + line.match + line.after
            assert text[line.start : line.end] == line.match
            assert max(len(line.before), len(line.after)) <= 30
            assert first == 0 or text[first - 1].isspace()
        marked = {
            (each.id, text.paragraph, *span)
            for each in searcher.export(query)
            for text in searcher.marked(each, query)
            for span in text.highlights
        }
        assert marked == {(line.article_id, line.paragraph, line.start, line.end) for line in lines}


# --- on a screen


def line(before: str, match: str, after: str) -> ConcordanceLine:
    return ConcordanceLine("id", "", "", "", 0, len(before), len(before) + len(match), before, match, after)


ARABIC = [line("قال ", "وزير", " الخارجية إن"), line("ثم زار أمس ", "الوُزَرَاء", ".")]


def shown(lines: list[ConcordanceLine], **options: Any) -> list[str]:
    return concordance_text(lines, Screen(**options)).splitlines()


def test_arabic_lines_have_the_words_before_on_the_right() -> None:
    first, second = shown(ARABIC, width=41, isolate=True)
    cells = re.findall("\u2067(.*?)\u2069", first)
    assert cells == ["الخارجية إن", "وزير", "قال"]
    # beside the number 38 columns: on the right 14 for the words before and a space, and there the key word ends
    for each, before in ((first, "قال"), (second, "ثم زار أمس")):
        upto_match = each[3 : each.index(f" \u2067{before}")]
        assert columns(upto_match) == 38 - 14 - 1


def test_latin_lines_have_the_words_before_on_the_left() -> None:
    assert shown([line("a ", "key", " b"), line("so much longer ", "keys", "")], width=37) == [
        "1               a key b",
        "2  so much longer keys",
    ]


@given(
    st.lists(
        st.tuples(*[st.text(alphabet="ابت مَُ漢é \n\u202e\x1b", max_size=40)] * 3).filter(
            lambda texts: texts[1].strip()
        ),
        min_size=1,
        max_size=5,
    ),
    st.integers(20, 100),
)
def test_no_line_is_wider_than_the_screen_and_key_words_are_aligned(
    texts: list[tuple[str, str, str]], width: int
) -> None:
    lines = [line(before, match[:8], after) for before, match, after in texts]
    rows = concordance_text(lines, Screen(width=width)).split("\n")
    assert len(rows) == len(lines)
    assert max(map(columns, rows)) <= max(width, 40)


def test_the_right_edges_of_key_words_are_in_one_column_on_a_terminal_that_reorders() -> None:
    rows = shown(ARABIC, width=41, visual=True)
    # In visual order what is right of the key word is the last that is printed.
    edges = set()
    for row, before in zip(rows, ("قال", "ثم زار أمس"), strict=True):
        edges.add(columns(row) - columns(before))
    assert len(edges) == 1


@pytest.mark.skipif(not FIHRIS.exists(), reason="the fihris command is not installed beside Python")
def test_on_a_terminal_the_key_word_is_bold_and_numbered(archive: Path) -> None:
    rows = on_terminal(archive, "search", "القمح", "--kwic", columns=60).splitlines()
    assert [row[0] for row in rows] == ["1", "2"]
    assert all("\u2067\x1b[1mالقمح\x1b[22m\u2069" in row for row in rows)


# --- the command


def test_a_pipe_gets_columns_between_tabs(run: Run) -> None:
    rows = [line.split("\t") for line in run("search", "شعرية", "--kwic").stdout.splitlines()]
    assert rows == [
        ["id", "paragraph", "start", "end", "before", "match", "after"],
        ["madar/1", "2", "20", "25", "يختتم المعرض بأمسية", "شعرية", "."],
    ]


def test_json_and_csv_have_the_same_columns(run: Run) -> None:
    found = json.loads(run("search", "شعرية", "--kwic", "--format", "json").stdout)
    assert (found["before"], found["match"], found["after"]) == ("يختتم المعرض بأمسية ", "شعرية", ".")
    assert (found["paragraph"], found["start"], found["end"], found["source"]) == (2, 20, 25, "مدار")
    printed = run("search", "شعرية", "--kwic", "--format", "csv").stdout
    assert printed.startswith("\ufeffid,paragraph,")
    (row,) = csv.DictReader(io.StringIO(printed.removeprefix("\ufeff"), newline=""))
    assert (row["match"], row["start"]) == ("شعرية", "20")


def test_options_narrow_sort_and_page_lines(run: Run) -> None:
    options = ["--kwic", "--source", "المرسى", "--sort", "after", "--format", "json"]
    matches = [json.loads(line) for line in run("search", "الوزير", *options).stdout.splitlines()]
    assert [(each["id"], each["after"][:8]) for each in matches] == [
        ("marsa/7", " الزراعة"),
        ("marsa/8", "."),
    ]
    assert json.loads(run("search", "الوزير", *options, "--offset", "1", "-n", "1").stdout)["id"] == "marsa/8"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--kwic", "--source", "المرسى"],
        ["--kwic", "وزير", "--paragraphs"],
        ["--kwic", "وزير", "--count"],
        ["--kwic", "وزير", "--half-life", "0"],
        ["--kwic", "وزير", "--format", "trec"],
        ["--kwic", "--queries", "-"],
        ["وزير", "--sort", "before"],
        ["وزير", "--width", "5"],
    ],
)
def test_what_does_not_go_together_is_told(run: Run, arguments: list[str]) -> None:
    result = run("search", *arguments)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert "--kwic" in result.stderr


def test_what_a_query_cannot_mean_is_told_beside_the_lines(run: Run) -> None:
    result = run("search", "--kwic", '"شعرية')
    assert result.stdout
    assert result.stderr.startswith("fihris: query, characters 1-6: a quote without an end")


def test_no_line_is_exit_status_1(run: Run) -> None:
    result = run("search", "--kwic", "ديناصورات")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "nothing found\n")


@pytest.mark.parametrize(
    ("options", "status", "told"),
    [
        (["-n", "0"], 0, "found, showing none\n"),
        (["--offset", "99"], 1, "found, showing none\n"),
        (["--offset", str(10**25)], 1, "found, showing none\n"),
        (["--offset", str(10**25), "--sort", "after"], 1, "found, showing none\n"),
        (["-n", "0", "--from", "2030"], 1, "nothing found\n"),
        (["-n", "0", "--format", "json"], 0, ""),
    ],
)
def test_where_no_line_is_asked_for_it_is_told_whether_there_are_any(
    run: Run, options: list[str], status: int, told: str
) -> None:
    result = run("search", "--kwic", "الوزير", *options)
    assert (result.exit_code, result.stdout, result.stderr) == (status, "", told)


def test_more_lines_than_can_be_counted_are_all_of_them(run: Run) -> None:
    few = run("search", "--kwic", "الوزير", "-n", "100")
    assert few.stdout
    assert run("search", "--kwic", "الوزير", "-n", str(2**63)).stdout == few.stdout


def test_a_phrase_with_a_pattern_is_one_occurrence(texts: Searcher) -> None:
    assert texts.concordance('"وزير الزر*"') == texts.concordance('"وزير الزراعة"')
