"""`fihris search`: what it prints in each format, its options, its batches of queries."""

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

import searcher

Run = Callable[..., Result]


def ids(output: str) -> list[str]:
    return [json.loads(line)["id"] for line in output.splitlines()]


def test_a_hit_is_shown_with_everything_one_wants_to_know(run: Run) -> None:
    result = run("search", "شعرية")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "1. افتتاح معرض الكتاب في مدينة الواحة",
        "   2024-01-31 09:05 · مدار · ثقافة · سلمى ناجي",
        "   madar/1",
        "   https://example.org/madar/1",
        "   [2] يختتم المعرض بأمسية شعرية.",
        "",
        "1 article",
    ]


def test_nothing_found_is_exit_status_1_and_an_empty_stdout(run: Run) -> None:
    result = run("search", "ديناصورات")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "nothing found\n")


def test_json_is_a_hit_a_line_as_the_library_gives_it(run: Run, archive: Path) -> None:
    result = run("search", "الوزير", "--format", "json")
    with searcher.Searcher.open(archive) as library:
        hits = library.search("الوزير").hits
    assert [json.loads(line) for line in result.stdout.splitlines()] == [hit.as_json() for hit in hits]
    assert len(hits) == 3


def test_json_says_what_is_matched_in_the_headline(run: Run) -> None:
    (found,) = map(json.loads, run("search", '"القمح ترتفع"', "--format", "json").stdout.splitlines())
    assert [found["title"][start:end] for start, end in found["title_highlights"]] == ["القمح ترتفع"]


def test_csv_has_a_header_even_when_nothing_is_found(run: Run) -> None:
    found = csv.DictReader(io.StringIO(run("search", "الوزير", "--format", "csv").stdout, newline=""))
    assert {row["id"] for row in found} == {"madar/1", "marsa/7", "marsa/8"}
    none = run("search", "ديناصورات", "--format", "csv")
    assert (none.exit_code, none.stdout.count("\n"), none.stderr) == (1, 1, "")


@pytest.mark.parametrize("options", [["--half-life", "0"], ["--half-life", "0", "--count"]])
def test_an_error_leaves_no_header_of_csv_behind(run: Run, options: list[str]) -> None:
    """A file with a header and no row looked like an answer: that there is no hit."""
    result = run("search", "الوزير", "--format", "csv", *options)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)


def test_csv_has_the_byte_order_mark_that_excel_needs_unless_it_is_declined(run: Run) -> None:
    assert run("search", "القمح", "--format", "csv").stdout_bytes.startswith(b"\xef\xbb\xbfrank,")
    assert run("search", "القمح", "--format", "csv", "--no-bom").stdout_bytes.startswith(b"rank,")
    assert not run("search", "القمح", "--format", "json").stdout.startswith("\ufeff")


def test_paragraphs_are_ranked_by_themselves(run: Run) -> None:
    lines = run("search", "--paragraphs", "المعرض", "--format", "json").stdout.splitlines()
    assert {(hit["id"], hit["paragraph"]) for hit in map(json.loads, lines)} == {
        ("madar/1", 0),
        ("madar/1", 1),
        ("madar/1", 2),
    }
    assert run("search", "--paragraphs", "المعرض").stdout.endswith("\n3 paragraphs\n")


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--source", "المرسى"], ["marsa/7", "marsa/8"]),
        (["--source", "المرسى", "--source", "مدار"], ["madar/1", "marsa/7", "marsa/8"]),
        (["--source", "المرسى,مدار"], ["madar/1", "marsa/7", "marsa/8"]),
        (["--source", "المرسى،مدار"], ["madar/1", "marsa/7", "marsa/8"]),
        (["--from", "2025", "--from", "2024-02"], ["marsa/7", "marsa/8"]),
        (["--category", "ثقافة"], ["madar/1"]),
        (["--category", "ثقافة، اقتصاد"], []),  # one name: a space stands behind its comma
        (["--author", "سلمى ناجي"], ["madar/1"]),
        (["--from", "2024-02"], ["marsa/7", "marsa/8"]),
        (["--to", "2024-02"], ["madar/1", "marsa/7"]),
        (["--to", "2024-02-29"], ["madar/1", "marsa/7"]),
        (["--from", "31/01/2024", "--to", "2024-01-31"], ["madar/1"]),
        (["--from", "2024-01-31T09:06"], ["marsa/7", "marsa/8"]),
        (["--from", "2024-01-31T09:05", "--to", "2024-01-31T09:05"], ["madar/1"]),
        (["--match", "all", "القمح"], ["marsa/7"]),
        (["--limit", "1", "--sort", "newest"], ["marsa/8"]),
        (["-n1", "--sort", "oldest"], ["madar/1"]),
        (["--offset", "2", "--sort", "oldest"], ["marsa/8"]),
    ],
)
def test_options_narrow_sort_and_page(run: Run, options: list[str], found: list[str]) -> None:
    assert sorted(ids(run("search", "الوزير", *options, "--format", "json").stdout)) == found


def test_a_filter_alone_lists_what_it_lets_pass(run: Run) -> None:
    result = run("search", "--source", "المرسى", "--sort", "oldest", "--format", "json")
    assert ids(result.stdout) == ["marsa/7", "marsa/8"]


def test_a_page_says_where_it_stands(run: Run) -> None:
    assert run("search", "الوزير", "-n", "2").stdout.endswith("\n\n3 articles, showing 1-2\n")
    beyond = run("search", "الوزير", "--offset", "9")
    assert (beyond.exit_code, beyond.stdout, beyond.stderr) == (1, "3 articles, showing none\n", "")


def test_limit_0_only_counts(run: Run) -> None:
    counted = run("search", "الوزير", "-n", "0")
    assert (counted.exit_code, counted.stdout) == (0, "3 articles, showing none\n")


def test_words_of_several_arguments_are_one_query(run: Run) -> None:
    together = run("search", "أسعار القمح", "--format", "json").stdout
    assert together == run("search", "أسعار", "القمح", "--format", "json").stdout


def test_quotes_within_an_argument_make_a_phrase(run: Run) -> None:
    assert ids(run("search", '"وزير الثقافة"', "--format", "json").stdout) == ["madar/1"]


@pytest.mark.parametrize(
    "query", [["وزير", "-القمح"], ["-القمح", "وزير"], ["--", "وزير", "-القمح"], ["وزير", '-"القمح"']]
)
def test_a_word_to_leave_out_is_no_option(run: Run, query: list[str]) -> None:
    assert sorted(ids(run("search", "--format", "json", *query).stdout)) == ["madar/1", "marsa/8"]


def test_a_latin_word_to_leave_out_is_told_where_to_go(run: Run) -> None:
    result = run("search", "وزير", "-nato")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "goes after --" in result.stderr
    assert run("search", "--", "وزير", "-nato").exit_code == 0


# --- many queries


def test_a_file_of_queries_makes_a_trec_run(run: Run, tmp_path: Path) -> None:
    queries = tmp_path / "queries.tsv"
    queries.write_text("q1\tأسعار القمح\nq2\tديناصورات\nالنفط\n", "utf-8")
    result = run("search", "--queries", str(queries), "--format", "trec")
    assert result.exit_code == 0
    lines = [line.split() for line in result.stdout.splitlines()]
    assert all(len(line) == 6 and line[1] == "Q0" and line[5] == "fihris" for line in lines)
    assert [(line[0], line[2]) for line in lines if line[3] == "1"] == [("q1", "marsa/7"), ("3", "marsa/8")]


def test_trec_goes_deeper_than_a_screen_and_cuts_no_snippets(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    search = searcher.Searcher.search

    def spy(self: searcher.Searcher, query: str, **options: Any) -> searcher.Page:
        asked.append((options["limit"], options["snippets"]))
        return search(self, query, **options)

    monkeypatch.setattr(searcher.Searcher, "search", spy)
    run("search", "وزير", "--format", "trec")
    run("search", "وزير", "--format", "trec", "-n", "5")
    run("search", "وزير")
    assert asked == [(1000, False), (5, False), (10, True)]


def test_spaces_of_an_id_do_not_break_a_run(run: Run) -> None:
    assert run("search", "لغم", "--format", "trec").stdout.split()[2] == "bad%201"


def test_queries_come_from_stdin_and_answers_name_them(run: Run) -> None:
    result = run("search", "--queries", "-", "--format", "json", stdin="q1\tالقمح\nq2\tالنفط\n")
    assert [(hit["query"], hit["id"]) for hit in map(json.loads, result.stdout.splitlines())] == [
        ("q1", "marsa/7"),
        ("q2", "marsa/8"),
    ]


def test_queries_as_text_are_answered_one_after_the_other(run: Run) -> None:
    result = run("search", "--queries", "-", stdin="q1\tالقمح\nq2\tديناصورات\n")
    assert result.exit_code == 0
    assert result.stdout.startswith("q1: القمح\n\n1. أسعار القمح ترتفع\n")
    assert result.stdout.endswith("\n\n1 article\n\nq2: ديناصورات\n\n0 articles\n\n")


def test_a_topic_without_a_title_is_told_and_the_others_are_asked(run: Run) -> None:
    """A run lacked a query, and nothing said so."""
    topics = "<top><num>1<title>القمح</top><top><num>2<desc>النفط</top>"
    result = run("search", "--queries", "-", "--format", "trec", stdin=topics)
    assert (result.exit_code, result.stdout.split()[0]) == (0, "1")
    assert result.stderr.endswith(": not asked, for want of a title or text: 1 of 2 queries (2)\n")
    assert (result.stderr.startswith("fihris: "), result.stderr.count("\n")) == (True, 1)


def test_queries_that_all_find_nothing_are_exit_status_1(run: Run) -> None:
    assert run("search", "--queries", "-", "--format", "trec", stdin="ديناصورات\n").exit_code == 1


def test_an_empty_file_of_queries_is_an_error(run: Run) -> None:
    result = run("search", "--queries", "-", stdin="\n")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)


QUERIES = "q1\tالوزير\n=q2\tديناصورات\n"


@pytest.mark.parametrize(
    ("form", "printed"),
    [
        ("text", "q1\tالوزير\t3\n=q2\tديناصورات\t0\n"),
        ("csv", "\ufeffquery,text,total\nq1,الوزير,3\n'=q2,ديناصورات,0\n"),
        (
            "json",
            '{"query": "q1", "text": "الوزير", "total": 3}\n{"query": "=q2", "text": "ديناصورات", "total": 0}\n',
        ),
    ],
)
def test_queries_are_counted(run: Run, form: str, printed: str) -> None:
    result = run("search", "--queries", "-", "--count", "--format", form, stdin=QUERIES)
    assert (result.exit_code, result.stdout) == (0, printed)


@pytest.mark.parametrize(
    ("options", "printed"),
    [
        (["الوزير"], "3\n"),
        (["الوزير", "--source", "المرسى", "--match", "all"], "2\n"),
        (["المعرض", "--paragraphs"], "3\n"),
        (["--source", "المرسى"], "2\n"),
    ],
)
def test_the_count_of_one_query_is_a_number(run: Run, options: list[str], printed: str) -> None:
    assert run("search", "--count", *options).stdout == printed


def test_a_count_of_nothing_is_exit_status_1(run: Run) -> None:
    result = run("search", "--count", "ديناصورات")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "0\n", "")


# --- what an article may not do


@pytest.mark.parametrize(
    "command",
    [
        ["search", "لغم", "--format", "text"],
        ["search", "لغم", "--format", "json"],
        ["search", "لغم", "--format", "csv"],
        ["search", "لغم", "--format", "trec"],
        ["search", "لغم", "--bidi", "visual"],
        ["show", "bad 1"],
        ["show", "bad 1", "--format", "json"],
    ],
)
def test_control_characters_of_an_article_never_come_out_raw(run: Run, command: list[str]) -> None:
    result = run(*command)
    assert result.exit_code == 0
    assert not {"\x1b", "\x07", "\x9b", "\u202e", "\u2066"} & set(result.stdout)
    assert not any(line.startswith("9.") for line in result.stdout.splitlines())


def test_explain_tells_below_a_hit_how_its_score_came_about(run: Run) -> None:
    result = run("search", "الوزير القمح", "--limit", "1", "--explain")
    assert result.exit_code == 0
    lines = [line.strip() for line in result.stdout.splitlines()]
    assert any(re.fullmatch(r"[\d.]+  word القمح: the product of", line) for line in lines)
    assert any(re.fullmatch(r"[\d.]+  form القمح: weight 1 × \(.*\)", line) for line in lines)


def test_explain_is_a_key_of_json_whose_value_is_the_score(run: Run) -> None:
    hits = [
        json.loads(line)
        for line in run("search", "الوزير القمح", "--format", "json", "--explain").stdout.splitlines()
    ]
    assert len(hits) > 1
    for hit in hits:
        assert hit["explanation"]["value"] == pytest.approx(hit["score"], rel=1e-5)
        assert sum(part["value"] for part in hit["explanation"]["parts"]) == pytest.approx(
            hit["score"], rel=1e-5
        )
    assert "explanation" not in json.loads(run("search", "القمح", "--format", "json").stdout.splitlines()[0])


@pytest.fixture
def agency_copy(tmp_path: Path, write_jsonl: Callable[..., Path], run: Run) -> list[str]:
    """Arguments that name an index in which two newspapers print what an agency wrote, and a third something else."""
    text = "افتتح وزير الثقافة أمس معرض الكتاب في مدينة الواحة بحضور جمع من الأدباء والناشرين من عشرين بلدا."
    path = write_jsonl(
        tmp_path / "copies.jsonl",
        {"id": "madar/1", "title": "معرض الكتاب", "text": text, "source": "مدار"},
        {"id": "marsa/1", "title": "معرض الكتاب", "text": text, "source": "المرسى"},
        {"id": "marsa/2", "title": "رأي", "text": "لا يكفي معرض واحد."},
    )
    index = str(tmp_path / "index")
    assert run("index", str(path), "--index", index).exit_code == 0
    return ["--index", index]


def test_copies_are_one_hit_that_says_so(run: Run, agency_copy: list[str]) -> None:
    output = run("search", "معرض", *agency_copy).stdout
    assert output.count("معرض الكتاب\n") == 1
    assert output.count("\n   and 1 like it\n") == 1
    assert output.endswith("\n\n3 articles in 2 groups\n")
    assert run("search", "معرض", "--limit", "1", *agency_copy).stdout.endswith(
        "\n\n3 articles in 2 groups, showing 1-1\n"
    )
    paragraphs = run("search", "معرض", "--paragraphs", *agency_copy).stdout
    assert paragraphs.endswith("\n\n3 paragraphs of 3 articles in 2 groups\n")


def test_duplicates_can_be_shown(run: Run, agency_copy: list[str]) -> None:
    output = run("search", "معرض", "--duplicates", "show", *agency_copy).stdout
    assert output.count("معرض الكتاب\n") == 2
    assert "like it" not in output
    assert output.endswith("\n\n3 articles\n")


def test_data_formats_count_and_name_copies_and_a_run_lists_them(run: Run, agency_copy: list[str]) -> None:
    first, second = map(
        json.loads, run("search", "معرض", "--format", "json", *agency_copy).stdout.splitlines()
    )
    assert {(hit["duplicates"], *hit["duplicate_ids"]) for hit in (first, second)} == {(0,), (1, "marsa/1")}
    table = run("search", "معرض", "--format", "csv", *agency_copy).stdout
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    assert {row["id"]: row["duplicates"] for row in rows} == {"madar/1": "1", "marsa/2": "0"}
    ranked = run("search", "معرض", "--format", "trec", *agency_copy).stdout
    assert {line.split()[2] for line in ranked.splitlines()} == {"madar/1", "marsa/1", "marsa/2"}
    grouped = run("search", "معرض", "--format", "trec", "--duplicates", "group", *agency_copy).stdout
    assert len(grouped.splitlines()) == 2


@pytest.mark.parametrize(
    "command", [["search"], ["search", "--kwic"], ["export"], ["watch", "add", "kept"]], ids=" ".join
)
def test_what_can_not_be_meant_is_told_of_the_reading_that_is_asked(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    """Where every word is required a group of words is no longer one of alternatives."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))  # what is watched stays
    typed = "((القمح السد) OR النفط) W/3 الوادي"
    told = "W/n stands between words"
    assert told not in run(*command, typed).stderr
    replacing = ["--replace"] if command[0] == "watch" else []
    assert told in run(*command, typed, "--match", "all", *replacing).stderr
