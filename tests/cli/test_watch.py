"""`fihris watch`: every article once, however its runs are printed, read, run beside each other, and ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import feedparser
import pytest
from click.testing import Result

from corpus import read_articles
from searcher.standing import store
from tests.builders import article
from tests.standing import STORY, grown, wheat, wheat_archive
from tests.terminals import FIHRIS, environment, fihris, shell

Run = Callable[..., Result]

needs_the_command = pytest.mark.skipif(
    not FIHRIS.exists(), reason="the fihris command is not installed beside Python"
)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return wheat_archive(tmp_path / "archive")


@pytest.fixture
def kept(archive: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The state folder of a user who has added `wheat` through the command."""
    state = tmp_path / "state"
    monkeypatch.setenv("XDG_STATE_HOME", str(state))
    monkeypatch.setenv("FIHRIS_INDEX", str(archive))
    assert run("watch", "add", "wheat", "القمح").stdout == "wheat: 2 articles to report\n"
    return state


def test_runs_print_text_and_have_a_status(run: Run, kept: Path) -> None:
    first = run("watch", "run")
    assert first.stdout.startswith("wheat: القمح\n\n1. خبر 1\n")
    assert first.stdout.endswith("\n\n2 new articles\n\n")
    again = run("watch", "run")
    assert (first.exit_code, again.exit_code, again.stdout, again.stderr) == (0, 1, "", "")


def test_a_limit_leaves_the_rest_for_the_next_run(run: Run, kept: Path) -> None:
    assert run("watch", "run", "-n", "1").stdout.endswith("\n1 new article, and 1 more for the next run\n\n")
    assert "خبر 2" in run("watch", "run", "-n", str(10**30)).stdout


def test_near_duplicates_are_grouped_or_shown(run: Run, kept: Path, archive: Path) -> None:
    run("watch", "run")
    grown(archive, article("s1", STORY), article("s2", STORY))
    grown(archive, article("s3", STORY, source="أخرى"))
    feed = run("watch", "run", "--format", "rss").stdout
    assert feedparser.parse(feed).entries[0].description.endswith("<p>and 2 like it</p>")
    grown(archive, article("t1", STORY[::-1]), article("t2", STORY[::-1] + " القمح"))
    assert ids(run("watch", "run", "--format", "json", "--duplicates", "show").stdout) == ["t2"]
    assert run("watch", "run", "--duplicates", "some").exit_code == 2


def test_what_a_kept_query_cannot_mean_is_told(run: Run, kept: Path) -> None:
    result = run("watch", "add", "cut", '"القمح')
    assert "a quote without an end" in result.stderr
    assert result.exit_code == 0


def test_json_lines_name_the_search(run: Run, kept: Path) -> None:
    hits = [json.loads(line) for line in run("watch", "run", "wheat", "--format", "json").stdout.splitlines()]
    assert [(hit["watch"], hit["rank"], hit["id"]) for hit in hits] == [
        ("wheat", 1, "w1"),
        ("wheat", 2, "w2"),
    ]
    assert run("watch", "run", "--format", "json").stdout == ""


HOSTILE = article(
    "h<&>\x00\x1b\ufffe\ud800",
    "القمح ]]> <script>alert('x')</script> & \u202e\x0b",
    title="</title><item>قمح &amp; \x07",
    url="javascript:alert(1)",
    author='"><',
)


def test_a_feed_can_be_read_whatever_an_article_holds(
    run: Run, kept: Path, archive: Path, tmp_path: Path
) -> None:
    grown(archive, HOSTILE, wheat(5, url="https://example.org/5?a=1&b=2", date="2024-05-05T10:00:00"))
    result = run("watch", "run", "--format", "rss")
    feed = feedparser.parse(result.stdout_bytes)
    assert (feed.bozo, feed.version) == (False, "rss20")
    assert [entry.title for entry in feed.entries][:2] == ["خبر 5", "خبر 1"]
    assert feed.entries[0].link == "https://example.org/5?a=1&b=2"
    assert feed.entries[0].published_parsed[:4] == (2024, 5, 5, 10)
    assert "ارتفع سعر &lt;mark&gt;القمح&lt;/mark&gt;." in result.stdout
    (harmful,) = [entry for entry in feed.entries if entry.id.startswith("h")]
    assert harmful.title == "</title><item>قمح &amp; ␇"
    assert "link" not in harmful
    assert b"<script>" not in result.stdout_bytes
    (tmp_path / "feed.xml").write_bytes(result.stdout_bytes)
    assert (
        len(list(read_articles(tmp_path / "feed.xml"))) == 4
    )  # by the reader of feeds that Fihris has itself


def test_a_feed_without_news_is_a_feed(run: Run, kept: Path) -> None:
    run("watch", "run")
    result = run("watch", "run", "--format", "rss")
    feed = feedparser.parse(result.stdout_bytes)
    assert (result.exit_code, result.stderr) == (1, "")
    assert (feed.bozo, feed.version, feed.entries) == (False, "rss20", [])


def test_a_feed_file_keeps_earlier_items_behind_the_new_ones(
    run: Run, kept: Path, archive: Path, tmp_path: Path
) -> None:
    feed = tmp_path / "feed.xml"
    assert run("watch", "run", "--feed", str(feed), "--format", "rss").stdout == ""
    grown(archive, wheat(9))
    run("watch", "run", "--feed", str(feed))
    before = feed.read_bytes()
    run("watch", "run", "--feed", str(feed))
    assert feed.read_bytes() == before
    assert [entry.id for entry in feedparser.parse(before).entries] == ["w9", "w1", "w2"]
    assert feed.stat().st_mode & 0o777 == 0o644
    grown(archive, *(wheat(number) for number in range(100, 310)))
    run("watch", "run", "--feed", str(feed), "-n", "198")
    assert len(feedparser.parse(feed.read_bytes()).entries) == 200


def test_a_feed_file_that_is_something_else_is_left_alone(run: Run, kept: Path, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("ملاحظات", "utf-8")
    run("watch", "add", "a", "القمح")
    run("watch", "add", "z", "القمح")
    result = run("watch", "run", "--feed", str(notes))
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert notes.read_text("utf-8") == "ملاحظات"
    assert run("watch", "run").stdout.count("2 new articles") == 3


def test_the_list_shows_what_is_asked_of_which_index(run: Run, kept: Path, archive: Path) -> None:
    run("watch", "add", "dated", "--source", "المرسى", "--from", "2024-01", "--match", "all", "نفط")
    rows = [line.split("\t") for line in run("watch", "list").stdout.splitlines()]
    assert rows == [
        ["name", "query", "narrowed to", "index"],
        ["dated", "نفط", "المرسى, 2024-01.., all words", str(archive)],
        ["wheat", "القمح", "", str(archive)],
    ]
    first = json.loads(run("watch", "list", "--json").stdout.splitlines()[0])
    assert (first["name"], first["source"], first["date_from"]) == ("dated", ["المرسى"], "2024-01")


def test_a_search_that_no_date_can_meet_is_not_kept(run: Run, kept: Path) -> None:
    assert run("watch", "add", "n", "نفط", "--from", "2024", "--to", "2023").exit_code == 2
    assert run("watch", "add", "m", "نفط", "--from", "31/01/2024", "--to", "2024-01").exit_code == 0
    assert [line.split("\t")[0] for line in run("watch", "list").stdout.splitlines()] == [
        "name",
        "m",
        "wheat",
    ]


def test_one_search_that_fails_does_not_keep_the_others(run: Run, kept: Path, archive: Path) -> None:
    run("watch", "add", "a", "النفط")
    (kept / "fihris" / "watches" / "a.json").write_text("{", "utf-8")
    result = run("watch", "run")
    assert result.exit_code == 2
    assert result.stderr.startswith("fihris: a: ")
    assert result.stderr.count("\n") == 1
    assert "2 new articles" in result.stdout
    assert (run("watch", "list").exit_code, run("watch", "remove", "a").exit_code) == (2, 0)


@pytest.mark.parametrize("form", ["text", "json", "rss"])
def test_a_search_that_the_system_fails_is_named_and_does_not_keep_the_others(
    run: Run, kept: Path, form: str
) -> None:
    """An OSError, as where no more files may be open, ended the run with a line that named no search."""
    for name in ("a", "z"):
        run("watch", "add", name, "القمح")
    lock = kept / "fihris" / "watches" / "a.lock"
    lock.unlink()
    lock.mkdir()
    result = run("watch", "run", "--format", form)
    assert result.exit_code == 2
    assert result.stderr.startswith("fihris: a: ")
    assert "Is a directory" in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout.count("خبر 1") >= 2
    again = run("watch", "run", "wheat", "z", "--format", form)
    assert (again.exit_code, "خبر 1" in again.stdout) == (1, False)


@pytest.mark.parametrize("form", ["json", "rss"])
def test_a_state_that_cannot_be_written_is_that_of_one_search(
    run: Run, kept: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    for name in ("a", "z"):
        run("watch", "add", name, "القمح")
    write = store.write_whole

    def full(path: Path, *arguments: Any, **options: Any) -> None:
        if path.name == "wheat.json":
            raise OSError(28, "No space left on device", str(path))
        write(path, *arguments, **options)

    monkeypatch.setattr(store, "write_whole", full)
    result = run("watch", "run", "--format", form)
    assert result.exit_code == 2
    where = kept / "fihris" / "watches" / "wheat.json"
    assert (
        result.stderr
        == f"fihris: wheat: {where}: No space left on device: make room and run the command again\n"
    )
    monkeypatch.undo()
    monkeypatch.setenv("XDG_STATE_HOME", str(kept))
    assert [run("watch", "run", name).exit_code for name in ("a", "wheat", "z")] == [1, 0, 1]


def test_an_index_that_is_gone_is_told(run: Run, kept: Path, archive: Path) -> None:
    archive.rename(archive.with_name("elsewhere"))
    result = run("watch", "run")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert "wheat: " in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["watch", "run", "nope"], "there is no standing search 'nope': there is 'wheat'"),
        (["watch", "remove", "nope"], "there is no standing search 'nope'"),
        (["watch", "add", "wheat", "نفط"], "'wheat' is there already"),
        (["watch", "add", "n"], "asks for nothing"),
        (["watch", "add", "n", "نفط", "--from", "never"], "2023-09"),
        (
            ["watch", "add", "n", "نفط", "--from", "01/02/2024", "--to", "31/12/2023"],
            "--from is later than --to",
        ),
        (["watch", "nope"], "nope"),
        (["watch", "add", "n", "x", "--index", "/nowhere"], "/nowhere"),
    ],
)
def test_errors_are_one_line(run: Run, kept: Path, arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert message in result.stderr


def test_without_a_search_to_run_it_is_said(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert run("watch", "run").stderr == "fihris: no search is kept: see fihris watch add --help\n"
    assert run("watch", "list").exit_code == 1


# --- as cron does it


def ids(output: bytes) -> list[str]:
    return [json.loads(line)["id"] for line in output.splitlines()]


@needs_the_command
def test_runs_at_the_same_time_report_each_article_once(kept: Path, archive: Path, tmp_path: Path) -> None:
    grown(archive, *(wheat(number) for number in range(100, 300)))
    files = [tmp_path / f"{number}.jsonl" for number in range(4)]
    runs = []
    for file, waiting in zip(files, (["--wait"], ["--wait"], ["--wait"], []), strict=True):
        with file.open("wb") as output:  # not a pipe: one that nobody reads would hold up the others
            runs.append(
                subprocess.Popen(
                    [FIHRIS, "watch", "run", "--format", "json", *waiting],
                    env=environment(archive, XDG_STATE_HOME=str(kept)),
                    stdout=output,
                    stderr=subprocess.PIPE,
                )
            )
    messages = [process.communicate(timeout=120)[1] for process in runs]
    found = [each for file in files for each in ids(file.read_bytes())]
    assert sorted(found) == sorted(["w1", "w2", *(f"w{number}" for number in range(100, 300))])
    assert all(process.returncode in (0, 1) for process in runs[:3])
    if runs[3].returncode == 2:
        assert b"is being run by another process" in messages[3]


@needs_the_command
def test_a_closed_pipe_and_a_full_disk_lose_nothing(kept: Path, archive: Path) -> None:
    grown(archive, *(wheat(number) for number in range(100, 150)))  # more than a pipe holds
    asked = f"XDG_STATE_HOME={kept} $F watch run --format json"
    assert shell(archive, f"{asked} | true").stderr == b""
    if Path("/dev/full").exists():
        assert shell(archive, f"{asked} > /dev/full").returncode == 2
        assert shell(archive, f"{asked} --format rss > /dev/full").returncode == 2
    assert shell(archive, f"{asked} >&-").returncode == 2
    assert shell(archive, f"{asked} --format rss >&-").returncode == 2
    assert shell(archive, f"{asked} --feed /no-such-folder/feed.xml").returncode == 2
    assert (
        len(ids(fihris(archive, "watch", "run", "--format", "json", XDG_STATE_HOME=str(kept)).stdout)) == 52
    )


@needs_the_command
def test_a_state_that_cannot_be_written_is_an_error(kept: Path, archive: Path) -> None:
    # No file may grow beyond 0 blocks: what a full disk does to the state, while stdout is a pipe.
    result = shell(archive, f"ulimit -f 0; XDG_STATE_HOME={kept} $F watch run --format json")
    assert result.returncode != 0
    assert len(ids(fihris(archive, "watch", "run", "--format", "json", XDG_STATE_HOME=str(kept)).stdout)) == 2
    assert [path.name for path in (kept / "fihris" / "watches").iterdir() if path.suffix == ".new"] == []


@needs_the_command
def test_a_run_killed_while_it_delivers_reports_again(kept: Path, archive: Path) -> None:
    grown(archive, *(wheat(number) for number in range(100, 500)))
    with subprocess.Popen(
        [FIHRIS, "watch", "run", "--format", "json"],
        env=environment(archive, XDG_STATE_HOME=str(kept)),
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline()  # it has begun, and the pipe is too small for the rest
        held = shell(archive, f"XDG_STATE_HOME={kept} $F watch run --format json")
        assert (held.returncode, held.stdout) == (2, b"")
        process.send_signal(signal.SIGKILL)
    assert (
        len(ids(fihris(archive, "watch", "run", "--format", "json", XDG_STATE_HOME=str(kept)).stdout)) == 402
    )


@needs_the_command
def test_runs_during_updates_report_every_article_once(kept: Path, archive: Path, tmp_path: Path) -> None:
    found: list[str] = []
    for batch in range(3):
        file = tmp_path / f"{batch}.jsonl"
        records = (
            {"id": f"b{batch}-{number}", "text": f"خبر {batch}-{number} عن القمح"} for number in range(50)
        )
        file.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
        updating = subprocess.Popen(
            [FIHRIS, "index", file], env=environment(archive), stdout=subprocess.DEVNULL
        )
        while updating.poll() is None:
            run = fihris(archive, "watch", "run", "--format", "json", XDG_STATE_HOME=str(kept))
            found += ids(run.stdout)
            time.sleep(0.01)
        assert updating.returncode == 0
    found += ids(fihris(archive, "watch", "run", "--format", "json", XDG_STATE_HOME=str(kept)).stdout)
    assert sorted(found) == sorted(
        ["w1", "w2", *(f"b{batch}-{number}" for batch in range(3) for number in range(50))]
    )


def offered_names(archive: Path, **variables: str) -> tuple[bytes, bytes]:
    """What bash gets, and what the terminal, when a user types `fihris watch run wh` and TAB."""
    result = fihris(
        archive,
        _FIHRIS_COMPLETE="bash_complete",
        COMP_WORDS="fihris watch run wh",
        COMP_CWORD="3",
        **variables,
    )
    return result.stdout.strip(), result.stderr


@needs_the_command
def test_names_of_searches_are_completed(kept: Path, archive: Path) -> None:
    assert offered_names(archive, XDG_STATE_HOME=str(kept)) == (b"plain,wheat", b"")


@needs_the_command
def test_where_names_cannot_be_read_completion_says_nothing(archive: Path, tmp_path: Path) -> None:
    """An error went into the line that was being typed."""
    (tmp_path / "fihris").touch()  # a file where the folder should be
    assert offered_names(archive, XDG_STATE_HOME=str(tmp_path)) == (b"", b"")


def test_the_state_is_for_its_owner_alone(kept: Path) -> None:
    watches = kept / "fihris" / "watches"
    assert {path.stat().st_mode & 0o077 for path in (watches, *watches.iterdir())} == {0}
    assert os.listdir(watches)
