"""`fihris open N`: the N-th hit of the last search, whole, with its matches marked."""

from __future__ import annotations

import json
import pty
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from index import Index
from searcher import Searcher, SearchError
from searcher.last_search import LastSearch, Shown
from tests.terminals import FIHRIS, environment, fihris, on_terminal

Run = Callable[..., Result]

needs_the_command = pytest.mark.skipif(
    not FIHRIS.exists(), reason="the fihris command is not installed beside Python"
)


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of what was searched last."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "fihris" / "last-search"


def test_a_hit_is_opened_by_its_number_with_its_matches_marked(run: Run) -> None:
    run("search", "المعرض الوزير", "--sort", "oldest")
    result = run("open", "1")
    assert result.exit_code == 0
    assert result.stdout.split("\n\n") == [
        "افتتاح **معرض** الكتاب في مدينة الواحة\n2024-01-31 09:05 · مدار · ثقافة · سلمى ناجي\nmadar/1\n"
        "https://example.org/madar/1",
        "[0] افتتح **وزير** الثقافة أمس **معرض** الكتاب.",
        "[1] قال **الوزير** إن **المعرض** يستمر أسبوعين، وتشارك فيه دور نشر من عشرين بلدا.",
        "[2] يختتم **المعرض** بأمسية شعرية.\n",
    ]


def test_numbers_are_those_that_were_shown(run: Run) -> None:
    run("search", "الوزير", "--sort", "oldest", "--offset", "1", "-n", "1")
    assert "\nmarsa/7\n" in run("open", "2").stdout
    result = run("open", "1")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert "'الوزير'" in result.stderr
    assert "showed hits 2 to 2, not 1" in result.stderr


def test_a_hit_of_paragraphs_and_of_lines_opens_at_its_paragraph(run: Run) -> None:
    run("search", "شعرية", "--paragraphs")
    assert "\n\n> [2] يختتم المعرض بأمسية **شعرية**.\n" in run("open", "1").stdout
    run("search", "أسبوعين", "--kwic")
    opened = run("open", "1").stdout
    assert "\n\n> [1] قال الوزير إن المعرض يستمر **أسبوعين**،" in opened
    assert opened.count("> [") == 1


def test_what_was_sought_exactly_is_marked_exactly(run: Run) -> None:
    run("search", '"وزير الثقافة"')
    assert run("open", "1").stdout.count("**") == 2


def test_html_and_json_have_the_marks_too(run: Run) -> None:
    run("search", "الوزير لغم", "--sort", "oldest")
    assert "<mark>وزير</mark> الثقافة" in run("open", "1", "--format", "html").stdout
    fields = json.loads(run("open", "1", "--format", "json").stdout)
    start, end = fields["paragraph_highlights"][0][0]
    assert fields["paragraphs"][0][start:end] == "وزير"
    harmful = run("open", "4", "--format", "html").stdout
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(harmful)


def test_html_escapes_what_an_article_holds(run: Run, own_archive: Path) -> None:
    from tests.builders import article

    with Index.open(own_archive).writer() as writer:
        writer.add(
            article("<i>", "<script>قنبلة</script>", title="<b>قنبلة & نار", author="<u>", url='"><a>')
        )
    run("search", "قنبلة", "--index", str(own_archive))
    page = run("open", "1", "--format", "html").stdout
    assert not any(tag in page for tag in ("<script", "<b>", "<u>", "<i>", "<a>"))
    assert "&lt;script&gt;<mark>قنبلة</mark>&lt;/script&gt;" in page


def test_the_index_is_the_one_that_was_searched(
    run: Run, own_archive: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(own_archive.parent)
    run("search", "القمح", "--index", own_archive.name)
    monkeypatch.chdir("/")
    monkeypatch.delenv("FIHRIS_INDEX")
    assert "**القمح**" in run("open", "1").stdout
    own_archive.rename(tmp_path / "moved")
    gone = run("open", "1")
    assert (gone.exit_code, gone.stderr.count("\n")) == (2, 1)
    assert "**القمح**" in run("open", "1", "--index", str(tmp_path / "moved")).stdout


def test_the_index_that_is_named_before_the_command_is_asked(
    run: Run, own_archive: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run("search", "القمح", "--index", str(own_archive))
    elsewhere = tmp_path / "elsewhere"
    result = run("--index", str(elsewhere), "open", "1")
    assert (result.exit_code, str(elsewhere) in result.stderr) == (2, True)
    monkeypatch.setenv("FIHRIS_INDEX", str(elsewhere))  # which is for what has none yet
    assert "**القمح**" in run("open", "1").stdout


@pytest.mark.parametrize("options", [(), ("--paragraphs",)])
def test_what_is_related_is_opened_too(run: Run, options: tuple[str, ...]) -> None:
    run("search", "القمح")
    shown = run("related", "madar/1", *options).stdout
    assert shown.startswith("1. ")
    headline = shown.split("\n")[0]
    opened = run("open", "1").stdout
    assert opened.split("\n")[0] == headline.removeprefix("1. ").replace("**", "")
    assert ("> [" in opened) == bool(options)
    run("related", "marsa/7", *options, "--format", "json")
    assert run("open", "1").stdout == opened


def test_an_article_that_is_gone_is_told(run: Run, own_archive: Path) -> None:
    run("search", "القمح", "--index", str(own_archive))
    with Index.open(own_archive).writer() as writer:
        writer.delete("marsa/7")
    result = run("open", "1")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert "'marsa/7' is in the index no longer" in result.stderr


def test_an_index_built_anew_is_asked_anew(run: Run, own_archive: Path) -> None:
    from tests.builders import article

    run("search", "القمح", "--index", str(own_archive))
    with Index.open(own_archive).writer(rebuild=True) as writer:
        writer.add(article("other", "شيء آخر"))
        writer.add(article("marsa/7", "نص جديد عن القمح."))
    assert "[0] نص جديد عن **القمح**." in run("open", "1").stdout


def test_without_a_search_it_is_said(run: Run) -> None:
    result = run("open", "1")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "search first" in result.stderr


def test_data_formats_batches_and_searches_without_a_hit_are_not_remembered(run: Run, state: Path) -> None:
    run("search", "القمح", "--format", "json")
    run("search", "--queries", "-", stdin="القمح\n")
    run("search", "ديناصورات")
    assert not state.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"[]",
        b"{}",
        b"null",
        b"[" * 100_000,
        b'{"version": 1, "session": 0, "index": 5, "query": "x", "match": "any", "shown": []}',
        b'{"version": 1, "session": 0, "index": "/", "query": "x", "match": "any", "shown": [["a"]]}',
        b'{"version": 1, "session": 0, "index": "/", "query": "x", "match": "any", "shown": [["1", 2, 3]]}',
        b'{"version": 1, "session": 0, "index": "/", "query": "x", "match": "some", "shown": []}',
    ],
)
def test_a_damaged_memory_is_told_in_one_line(run: Run, state: Path, content: bytes) -> None:
    state.mkdir(parents=True)
    (state / "latest.json").write_bytes(content)
    result = run("open", "1")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert "damaged: search again" in result.stderr


def test_a_memory_that_cannot_be_written_is_no_error(run: Run, state: Path) -> None:
    state.parent.parent.mkdir(parents=True)
    state.parent.write_text("a file where the folder would be")
    result = run("search", "القمح")
    assert (result.exit_code, result.stderr) == (0, "")
    opened = run("open", "1")
    assert (opened.exit_code, opened.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize("number", ["0", "-1", "x", ""])
def test_what_is_no_number_is_told(run: Run, number: str) -> None:
    assert run("open", number).exit_code == 2


def test_from_python(archive: Path) -> None:
    LastSearch(str(archive), "القمح", "any", (Shown(1, "marsa/7", 1),)).keep()
    last = LastSearch.recall()
    assert last.hit(1) == (1, "marsa/7", 1)
    with pytest.raises(SearchError, match="showed hits 1 to 1, not 2"):
        last.hit(2)
    with Searcher.open(archive) as searcher:
        found = searcher.article("marsa/7")
        assert found is not None
        headline, first, second = searcher.marked(found, last.query)
    assert (headline.paragraph, headline.html()) == (None, "أسعار <mark>القمح</mark> ترتفع")
    assert (first.text, second.highlights) == (found.paragraphs[0], ())


@needs_the_command
def test_a_terminal_shows_bold_marks_in_the_pager_at_the_paragraph(archive: Path, tmp_path: Path) -> None:
    state = {"XDG_STATE_HOME": str(tmp_path)}
    on_terminal(archive, "search", "شعرية", "--paragraphs", **state)
    shown = on_terminal(archive, "open", "1", rows=60, **state)
    assert "> [2] \u2068يختتم المعرض بأمسية \x1b[1mشعرية\x1b[22m.\u2069" in shown
    assert "**" not in shown
    less = tmp_path / "less"  # one that says where it was told to open
    less.write_text('#!/bin/sh\necho "AT $1"; cat >/dev/null\n')
    less.chmod(0o755)
    path = environment(archive)["PATH"]
    assert (
        on_terminal(archive, "open", "1", rows=8, PAGER="less", PATH=f"{tmp_path}:{path}", **state)
        == "AT +11\n"
    )


@needs_the_command
def test_a_terminal_without_bold_gets_stars(archive: Path, tmp_path: Path) -> None:
    state = {"XDG_STATE_HOME": str(tmp_path), "NO_COLOR": "1"}
    on_terminal(archive, "search", "القمح", **state)
    assert "أسعار **القمح** ترتفع" in on_terminal(archive, "open", "1", rows=60, **state)


@needs_the_command
def test_what_one_terminal_searched_another_does_not_open(archive: Path, tmp_path: Path) -> None:
    """Each of two sessions opens its own search; a script opens the latest of all."""
    both_have_searched = 'touch "$0"; for _ in {1..600}; do [ -e "$1" ] && break; sleep 0.1; done'
    script = f'fihris search "$0" >&2; {both_have_searched}; fihris open 1 --no-pager'
    queries = ("القمح", "شعرية")
    terminals = [pty.openpty() for _ in range(2)]
    path = f"{FIHRIS.parent}:{environment(archive)['PATH']}"
    processes = [
        subprocess.Popen(
            ["bash", "-c", script, query, other],
            cwd=tmp_path,
            env=environment(archive, XDG_STATE_HOME=str(tmp_path), PATH=path),
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=theirs,
            start_new_session=True,
        )
        for (_, theirs), query, other in zip(terminals, queries, reversed(queries), strict=True)
    ]
    opened = [process.communicate(timeout=60)[0].decode() for process in processes]
    assert "**القمح**" in opened[0]
    assert "**شعرية**" in opened[1]
    latest = fihris(archive, "open", "1", XDG_STATE_HOME=str(tmp_path)).stdout.decode()
    assert "**القمح**" in latest or "**شعرية**" in latest
