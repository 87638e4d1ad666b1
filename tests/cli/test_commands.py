"""What the commands share, and index, show, delete, stats, check and analyze.

Exit status 0: done; 1: nothing found; 2: an error, told in one line with what to do.
"""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import Result

from cli import COMMANDS, main
from index import Index
from index.analysis import Analyzer
from searcher import Searcher

Run = Callable[..., Result]
WriteJsonl = Callable[..., Path]
Articles = list[dict[str, str]]


def one_line(text: str) -> bool:
    return text.startswith("fihris: ") and text.endswith("\n") and text.count("\n") == 1


# --- the group


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_help_of_every_command_has_an_example(run: Run, name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert f"Example:\n    fihris {name} " in result.stdout


def test_fihris_alone_prints_its_help(run: Run) -> None:
    result = run()
    assert (result.exit_code, result.stderr) == (0, "")
    assert all(name in result.stdout for name in COMMANDS)


def test_a_group_of_commands_alone_prints_its_help(run: Run) -> None:
    context = click.Context(main)
    groups = [name for name in COMMANDS if isinstance(main.get_command(context, name), click.Group)]
    assert "watch" in groups
    for name in groups:
        result = run(name)
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout == run(name, "--help").stdout


def test_version(run: Run) -> None:
    assert run("--version").stdout.startswith("fihris ")


@pytest.mark.parametrize("place", ["before", "after"])
def test_the_index_is_named_before_or_after_the_command(run: Run, place: str, tmp_path: Path) -> None:
    option = ["--index", str(tmp_path / "other")]
    result = run(*option, "stats") if place == "before" else run("stats", *option)
    assert (result.exit_code, result.stdout) == (2, "")
    assert str(tmp_path / "other") in result.stderr


def test_the_index_named_after_the_command_wins(run: Run, archive: Path, tmp_path: Path) -> None:
    assert run("--index", str(tmp_path), "stats", "--index", str(archive)).exit_code == 0


@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - {"completion", "manual"}))
def test_every_command_that_needs_an_index_takes_it(run: Run, name: str) -> None:
    assert "--index DIR" in run(name, "--help").stdout


def test_without_environment_the_index_is_in_the_current_folder(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, articles: Articles, write_jsonl: WriteJsonl
) -> None:
    monkeypatch.delenv("FIHRIS_INDEX")
    monkeypatch.chdir(tmp_path)
    assert run("index", str(write_jsonl(tmp_path / "a.jsonl", *articles))).exit_code == 0
    assert (tmp_path / "fihris-index").is_dir()


# --- index


def test_indexing_says_what_it_did(
    run: Run, tmp_path: Path, articles: Articles, write_jsonl: WriteJsonl
) -> None:
    folder = str(tmp_path / "index")
    source = write_jsonl(tmp_path / "a.jsonl", *articles[:2])
    first = run("index", str(source), "--index", folder)
    assert (first.exit_code, first.stderr) == (0, "")
    assert first.stdout == "2 articles read: 2 added, 0 updated, 0 unchanged, 0 removed, 0 rejected\n"
    second = run("index", str(source), "--index", folder)
    assert second.stdout == (
        "2 articles read: 0 added, 0 updated, 2 unchanged, 0 removed, 0 rejected\nnothing changed\n"
    )
    write_jsonl(source, {**articles[0], "title": "عنوان جديد"})
    third = run("index", "--prune", str(source), "--index", folder)
    assert third.stdout == "1 article read: 0 added, 1 updated, 0 unchanged, 1 removed, 0 rejected\n"
    merged = "0 articles read: 0 added, 0 updated, 0 unchanged, 0 removed, 0 rejected\n"
    run("delete", articles[0]["id"], "--index", folder)
    run("index", str(write_jsonl(source, *articles)), "--index", folder)
    run("delete", articles[1]["id"], "--index", folder)
    assert run("index", "--optimize", "--index", folder).stdout == merged
    assert run("index", "--optimize", "--index", folder).stdout == f"{merged}nothing changed\n"


def test_rebuilding_keeps_nothing_of_the_old_index(
    run: Run, own_archive: Path, tmp_path: Path, articles: Articles, write_jsonl: WriteJsonl
) -> None:
    source = write_jsonl(tmp_path / "a.jsonl", articles[1])
    assert run("index", "--rebuild", str(source), "--index", str(own_archive)).exit_code == 0
    assert json.loads(run("stats", "--json", "--index", str(own_archive)).stdout)["articles"] == 1


def test_what_cannot_be_read_is_listed_with_its_place_and_the_rest_is_indexed(
    run: Run, tmp_path: Path, articles: Articles, write_jsonl: WriteJsonl
) -> None:
    source = write_jsonl(tmp_path / "a.jsonl", *articles[:2])
    source.write_bytes(source.read_bytes() + b'{"id": broken\n')
    result = run("index", str(source), "--index", str(tmp_path / "index"))
    assert result.exit_code == 0
    assert result.stderr.startswith(f"{source}, line 3: ")
    assert result.stderr.count("\n") == 1
    assert "2 added" in result.stdout
    assert "1 rejected" in result.stdout


def test_a_long_list_of_rejections_is_cut_but_complete_as_json(
    run: Run, tmp_path: Path, articles: Articles, write_jsonl: WriteJsonl
) -> None:
    source = write_jsonl(tmp_path / "a.jsonl", articles[0])
    source.write_bytes(source.read_bytes() + b'{"id": broken\n' * 60)
    folder = str(tmp_path / "index")
    told = run("index", str(source), "--index", folder)
    assert told.stderr.splitlines()[3:] == ["… and 57 more for this reason (--json lists them all)"]
    assert "\n  rejected, not JSON: " in told.stdout
    summary = json.loads(run("index", "--json", str(source), "--index", folder).stdout)
    counts = {"read": 1, "added": 0, "updated": 0, "unchanged": 1, "removed": 0, "rejected": 60}
    assert counts.items() <= summary.items()
    assert len(summary["rejections"]) == 60


def test_a_second_writer_is_told_to_wait(
    run: Run, own_archive: Path, tmp_path: Path, articles: Articles, write_jsonl: WriteJsonl
) -> None:
    source = write_jsonl(tmp_path / "a.jsonl", articles[0])
    with Index.open(own_archive).writer():
        result = run("index", str(source), "--index", str(own_archive))
    assert result.exit_code == 2
    assert one_line(result.stderr)
    assert "--wait" in result.stderr


# --- show, delete, stats, check, analyze


def test_show_prints_the_whole_article(run: Run) -> None:
    result = run("show", "marsa/7")
    assert result.exit_code == 0
    assert result.stdout == (
        "أسعار القمح ترتفع\n2024-02-29 · المرسى · اقتصاد\nmarsa/7\n\n"
        "[0] ارتفعت أسعار القمح في الأسواق.\n\n[1] وقال وزير الزراعة إن المخزون يكفي عاما.\n"
    )


def test_show_as_json_has_the_raw_paragraphs(run: Run) -> None:
    assert json.loads(run("show", "bad 1", "--format", "json").stdout)["paragraphs"] == ["نص قصير فيه لغم."]


def test_an_id_copied_with_its_isolates_is_found(run: Run) -> None:
    assert run("show", "\u2068marsa/7\u2069").exit_code == 0


def test_an_id_that_has_isolates_of_its_own_is_found_as_typed(
    run: Run, tmp_path: Path, write_jsonl: WriteJsonl
) -> None:
    here = ["--index", str(tmp_path / "index")]
    other = {"id": "x", "title": "السد", "text": "نص آخر عن السد والسيول."}
    own = {"id": "\u2068x\u2069", "title": "السد", "text": "نص عن السد والنهر."}
    run("index", str(write_jsonl(tmp_path / "a.jsonl", other, own)), *here)
    assert "النهر" in run("show", own["id"], *here).stdout
    assert "السيول" in run("show", "x\u2069", *here).stdout
    assert "السيول" in run("related", own["id"], *here).stdout
    assert run("delete", own["id"], *here).stdout == "1 article removed\n"
    assert run("show", "x", *here).exit_code == 0


def test_an_unknown_id_is_exit_status_1(run: Run) -> None:
    result = run("show", "marsa/99")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "marsa/99" in result.stderr


def test_an_id_of_several_words_is_named_as_it_was_typed(run: Run) -> None:
    assert "'a  b'" in run("show", "a  b").stderr


def test_delete_removes_what_is_there_and_names_what_is_not(run: Run, own_archive: Path) -> None:
    here = ["--index", str(own_archive)]
    result = run("delete", "marsa/7", "marsa/99", "marsa/7", *here)
    assert (result.exit_code, result.stdout) == (0, "1 article removed\n")
    assert "marsa/99" in result.stderr
    assert "marsa/7'" not in result.stderr
    assert run("show", "marsa/7", *here).exit_code == 1
    assert run("delete", "marsa/7", *here).exit_code == 1


def test_stats_for_people_and_programs(run: Run) -> None:
    stats = json.loads(run("stats", "--json").stdout)
    assert (stats["articles"], stats["sources"]["المرسى"]) == (4, 2)
    shown = run("stats").stdout
    assert shown.startswith("articles: 4\n")
    assert "\n  المرسى: 2\n" in shown
    assert "\n  (none): 1\n" in shown


def test_stats_of_an_index_of_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    here = ["--index", str(tmp_path / "index")]
    assert run("index", str(tmp_path / "empty"), *here).stdout.endswith("\nnothing changed\n")
    assert "\noldest: (none)\n" in run("stats", *here).stdout
    assert run("search", "كتاب", *here).exit_code == 1


@pytest.mark.parametrize("quick", [[], ["--quick"]])
def test_check_of_a_whole_index(run: Run, quick: list[str]) -> None:
    result = run("check", *quick)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "the index is whole\n", "")


@pytest.mark.parametrize("quick", [[], ["--quick"]])
def test_check_names_the_damaged_file(run: Run, own_archive: Path, quick: list[str]) -> None:
    damaged = max(own_archive.iterdir(), key=lambda path: path.stat().st_size)
    data = bytearray(damaged.read_bytes())
    data[len(data) // 2] ^= 0xFF
    damaged.write_bytes(data)
    result = run("check", "--index", str(own_archive), *quick)
    assert (result.exit_code, result.stdout) == (2, "")
    assert one_line(result.stderr)
    assert (
        f"{damaged}: checksum differs from what was written; restore the index from a copy or"
        in result.stderr
    )
    assert "--rebuild" in result.stderr


def test_check_says_once_what_to_do_about_another_analysis(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Analyzer, "understands", lambda _: False)
    result = run("check")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "another version of the Arabic analysis" in result.stderr
    assert all(line.count("--rebuild") == 1 for line in result.stderr.splitlines())


def test_an_index_that_is_removed_under_a_run_has_not_changed(
    run: Run, own_archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def removed(*_: object, **__: object) -> None:
        shutil.rmtree(own_archive)
        (own_archive / "MAIN_g9n1.pst").open("xb")

    monkeypatch.setattr("index.index_articles", removed)
    result = run("index", "--index", str(own_archive), __file__)
    assert result.exit_code == 2
    assert one_line(result.stderr)
    assert "MAIN_g9n1.pst: No such file or directory: check the path" in result.stderr


def test_an_error_of_writing_names_the_index(
    run: Run, own_archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (article,) = Searcher.open(own_archive).search("كتاب", limit=1).hits
    monkeypatch.setattr("index.commits.writer.commit_contents", full)
    result = run("delete", article.id, "--index", str(own_archive))
    assert (result.exit_code, result.stdout) == (2, "")
    assert (
        result.stderr
        == f"fihris: {own_archive}: No space left on device: make room and run the command again\n"
    )


def table(output: str) -> list[dict[str, str]]:
    heads, *rows = (line.split("\t") for line in output.splitlines())
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_analyze_shows_words_as_written_and_what_they_are_searched_as(run: Run) -> None:
    result = run("analyze", "والمَعْرِض، أمسِ!")
    assert result.exit_code == 0
    rows = table(result.stdout)
    words = [row for row in rows if row["place"]]
    assert [(word["place"], word["start"], word["end"], word["word"], word["form"]) for word in words] == [
        ("0", "0", "10", "والمَعْرِض", "والمعرض"),
        ("1", "12", "16", "أمسِ", "امس"),
    ]
    searched = {row["searched as"]: row for row in rows}
    # المعرض twice in one body, معرض in the headline and the body of the same article
    assert (searched["معرض"]["occurrences"], searched["معرض"]["articles"]) == ("2", "1")
    assert (searched["المعرض"]["occurrences"], searched["المعرض"]["use"]) == ("2", "finds")
    assert (searched["والمعرض"]["weight"], searched["والمعرض"]["occurrences"]) == ("1.00", "0")
    assert searched["معرض"]["weight"] == "0.70"


def test_analyze_reads_stdin_and_writes_json(run: Run) -> None:
    word = json.loads(run("analyze", "--json", stdin="كُتُب").stdout)
    assert (word["word"], word["position"], word["start"], word["end"]) == ("كُتُب", 0, 0, 5)
    own, *others = word["searched"]
    assert (word["form"], own) == (
        "كتب",
        {"form": "كتب", "weight": 1.0, "finds": True, "frequency": 0, "articles": 0},
    )
    assert {"form": "الكتاب", "frequency": 2}.items() <= max(others, key=lambda each: each["weight"]).items()


def test_analyze_needs_no_index(run: Run, tmp_path: Path) -> None:
    elsewhere = ("--index", str(tmp_path / "none"))
    assert table(run("analyze", "المعرض", *elsewhere).stdout) == [
        {"place": "0", "start": "0", "end": "6", "word": "المعرض", "form": "المعرض", "stem": "معرض"}
    ]
    assert json.loads(run("analyze", "المعرض", "--json", *elsewhere).stdout)["searched"] is None


def test_a_text_without_words_has_nothing_to_show(run: Run) -> None:
    assert run("analyze", "، !").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["index", "-"], "not read from standard input"),
        (["search", "قمح", "--limit", "abc"], "'abc' is not a valid whole number"),
        (["search", "قمح", "--source", "المر*"], "whole words, without *: give المر"),
    ],
)
def test_what_is_meant_otherwise_is_said(run: Run, arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert message in result.stderr


def test_spaces_around_an_id_are_no_part_of_it(run: Run) -> None:
    for written in (" marsa/8 ", " \u2068marsa/8\u2069 "):
        assert run("show", written).stdout == run("show", "marsa/8").stdout != ""
