"""`fihris watch`: only what is new, nothing twice, nothing lost, whatever happens meanwhile."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import feedparser
import pytest
from click.testing import Result

from corpus import read_articles
from index import Index, index_articles
from searcher import Searcher, SearchError
from searcher import standing as module
from searcher.standing import StandingSearch, StandingSearches
from tests.builders import add_all, article, built_index
from tests.terminals import FIHRIS, environment, fihris, shell

Run = Callable[..., Result]

needs_the_command = pytest.mark.skipif(
    not FIHRIS.exists(), reason="the fihris command is not installed beside Python"
)


def grown(folder: Path, *articles: object) -> None:
    with Index.open(folder).writer() as writer:
        add_all(writer, articles)  # type: ignore[arg-type]


def wheat(number: int, **fields: object) -> object:
    return article(f"w{number}", "ارتفع سعر القمح.", title=f"خبر {number}", **fields)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two articles about wheat, one that is not."""
    folder = tmp_path / "archive"
    built_index(folder, wheat(1, date="2024-01-01"), wheat(2), article("x", "خبر عن النفط."))  # type: ignore[arg-type]
    return folder


@pytest.fixture
def store(tmp_path: Path, archive: Path) -> StandingSearches:
    """Where one search, `wheat`, is kept."""
    store = StandingSearches(tmp_path / "watches")
    store.add(StandingSearch("wheat", "القمح", str(archive)))
    return store


def reported(store: StandingSearches, name: str = "wheat") -> list[str]:
    with store.new(name) as new:
        return [hit.id for hit in new]


# --- what is new


def test_a_run_reports_what_no_run_has_reported(store: StandingSearches, archive: Path) -> None:
    assert reported(store) == ["w1", "w2"]
    assert reported(store) == []
    grown(archive, wheat(3), article("y", "خبر عن الحديد."))
    assert reported(store) == ["w3"]
    assert reported(store) == []


def test_old_dates_and_none_are_new_too_newest_first(store: StandingSearches, archive: Path) -> None:
    reported(store)
    grown(archive, wheat(3, date="1999-01-01"), wheat(4), wheat(5, date="2023-01-01"))
    assert reported(store) == ["w5", "w3", "w4"]


def test_an_article_that_changes_is_not_new(store: StandingSearches, archive: Path) -> None:
    reported(store)
    grown(archive, article("w1", "انخفض سعر القمح كثيرا.", title="خبر آخر"))
    assert reported(store) == []


STORY = "ارتفع سعر القمح في أسواق المدينة ارتفاعا كبيرا بعد شهر من الجفاف"


def test_a_story_is_told_once_however_many_print_it(store: StandingSearches, archive: Path) -> None:
    reported(store)
    grown(archive, article("s1", STORY, date="2024-02-01"), article("s2", STORY, date="2024-02-02"), wheat(3))
    with store.new("wheat") as new:
        assert len(new) == 2
        assert [(hit.id, hit.duplicate_ids) for hit in new] == [("s2", ("s1",)), ("w3", ())]
    grown(archive, article("s3", STORY, source="أخرى", date="2024-02-03"))
    assert reported(store) == []
    with store.new("wheat", duplicates="show") as new:
        assert len(new) == 0, "what was passed over counts as reported"
    with Index.open(archive).writer() as writer:
        writer.delete("s1")
        writer.delete("s2")
    assert reported(store) == []


def test_all_that_say_the_same_are_told_where_that_is_asked(store: StandingSearches, archive: Path) -> None:
    with store.new("wheat", duplicates="show") as new:
        assert len(list(new)) == 2
    grown(archive, article("s1", STORY, date="2024-02-01"), article("s2", STORY, date="2024-02-02"))
    with store.new("wheat", duplicates="show") as new:
        assert [(hit.id, hit.duplicate_ids) for hit in new] == [("s2", ()), ("s1", ())]
    grown(archive, article("s3", STORY))
    with store.new("wheat", duplicates="show") as new:
        assert [hit.id for hit in new] == ["s3"]
    with pytest.raises(SearchError, match="some"), store.new("wheat", duplicates="some"):  # type: ignore[arg-type]
        pass


def test_copies_of_what_was_not_taken_stay_new_with_it(store: StandingSearches, archive: Path) -> None:
    reported(store)
    copies = [article(f"s{number}", STORY, date=f"2024-02-0{number}") for number in (1, 2)]
    grown(archive, wheat(3, date="2024-03-01"), *copies)
    with store.new("wheat") as new:
        assert next(iter(new)).id == "w3"
    assert reported(store) == ["s2"]


def test_what_matches_from_now_on_leaves_out_copies_too(store: StandingSearches, archive: Path) -> None:
    grown(archive, article("s1", STORY), article("s2", STORY))
    search = StandingSearch("again", "القمح", str(archive))
    assert store.add(search) == 3
    assert store.add(search, replacing=True, from_now=True) == 0
    with store.new("again", duplicates="show") as new:
        assert len(new) == 0


@pytest.mark.parametrize("change", ["rebuild", "optimize", "delete and add"])
def test_an_index_made_anew_brings_nothing_back(store: StandingSearches, archive: Path, change: str) -> None:
    reported(store)
    if change == "rebuild":
        with Index.open(archive).writer(rebuild=True) as writer:
            add_all(writer, [wheat(1), wheat(2)])  # type: ignore[list-item]
    elif change == "optimize":
        grown(archive, article("y", "خبر عن الحديد."))
        Index.open(archive).optimize()
    else:
        with Index.open(archive).writer() as writer:
            writer.delete("w1")
        assert reported(store) == []
        grown(archive, wheat(1), wheat(7))
        assert reported(store) == ["w7"]
    assert reported(store) == []


def test_what_was_not_taken_stays_new(store: StandingSearches) -> None:
    with store.new("wheat") as new:
        assert len(new) == 2
        assert next(iter(new)).id == "w1"
    assert reported(store) == ["w2"]


def test_what_could_not_be_delivered_stays_new(store: StandingSearches) -> None:
    def deliver() -> None:
        with store.new("wheat") as new:
            assert len(list(new)) == 2
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        deliver()
    assert reported(store) == ["w1", "w2"]


def test_hits_are_those_of_a_search_with_snippets(store: StandingSearches, archive: Path) -> None:
    with store.new("wheat") as new:
        (first, _) = list(new)
    assert (first.rank, first.snippets[0].html()) == (1, "ارتفع سعر <mark>القمح</mark>.")
    assert first.article.date == datetime(2024, 1, 1)


def test_the_memory_is_bounded_by_what_matches(
    store: StandingSearches, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FORGOTTEN_AFTER", 3)
    grown(archive, *(wheat(number) for number in range(10, 20)))
    assert len(reported(store)) == 12
    with Index.open(archive).writer() as writer:
        for number in range(10, 20):
            writer.delete(f"w{number}")
    grown(archive, wheat(30))
    assert reported(store) == ["w30"]
    assert len(store._read("wheat").reported) == 3 + 3  # w1, w2 and w30 match; of the ten, the last three


def test_filters_are_kept(store: StandingSearches, archive: Path) -> None:
    grown(archive, wheat(3, source="المرسى", date="2024-03-01"), wheat(4, source="مدار", date="2024-03-02"))
    store.add(
        StandingSearch("kept", "", str(archive), source=("المرسى", "مدار"), date_to="2024-03-01"),
        from_now=False,
    )
    assert reported(store, "kept") == ["w3"]


def test_from_now_and_replacing(store: StandingSearches, archive: Path) -> None:
    later = StandingSearch("later", "القمح", str(archive))
    assert store.add(later, from_now=True) == 0
    assert reported(store, "later") == []
    with pytest.raises(SearchError, match="there already"):
        store.add(later)
    assert store.add(StandingSearch("later", "القمح النفط", str(archive)), replacing=True) == 1
    assert reported(store, "later") == ["x"]


@pytest.mark.parametrize("name", ["", " ", "a\nb", "\x1b", "ا" * 40, "a" * 300])
def test_what_is_no_name_is_refused(store: StandingSearches, archive: Path, name: str) -> None:
    with pytest.raises(SearchError, match="no name"):
        store.add(StandingSearch(name, "القمح", str(archive)))


@pytest.mark.parametrize("name", ["../../x", "قمح العام", ".", "a/b", "%2F", "a.json"])
def test_any_other_name_is_a_file_in_the_folder(store: StandingSearches, archive: Path, name: str) -> None:
    store.add(StandingSearch(name, "القمح", str(archive)))
    assert sorted([name, "wheat"]) == store.names()
    assert reported(store, name) == ["w1", "w2"]
    assert {path.parent for path in store.folder.rglob("*")} == {store.folder}
    store.remove(name)
    assert store.names() == ["wheat"]


def test_a_search_that_asks_for_nothing_is_refused(store: StandingSearches, archive: Path) -> None:
    with pytest.raises(SearchError, match="asks for nothing"):
        store.add(StandingSearch("empty", " ، ", str(archive)))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"version": 1, "search": {}, "reported": ""}',
        b'{"version": 9}',
    ],
)
def test_a_damaged_state_is_told_and_can_be_removed(store: StandingSearches, content: bytes) -> None:
    (store.folder / "wheat.json").write_bytes(content)
    with pytest.raises(SearchError, match="remove 'wheat' and add it again"):
        reported(store)
    store.remove("wheat")
    assert store.names() == []


def test_a_state_cut_off_anywhere_is_never_read_as_another(store: StandingSearches) -> None:
    reported(store)
    path = store.folder / "wheat.json"
    whole = path.read_bytes()
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        with pytest.raises(SearchError, match="damaged"):
            store.get("wheat")


# --- the command


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
    assert "خبر 2" in run("watch", "run", "-n", "1").stdout


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
    assert result.exit_code == 1
    assert feedparser.parse(result.stdout_bytes).version == "rss20"


def test_a_feed_file_keeps_earlier_items_behind_the_new_ones(
    run: Run, kept: Path, archive: Path, tmp_path: Path
) -> None:
    feed = tmp_path / "feed.xml"
    assert run("watch", "run", "--feed", str(feed)).stdout == ""
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
    result = run("watch", "run", "--feed", str(notes))
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert notes.read_text("utf-8") == "ملاحظات"
    assert "2 new articles" in run("watch", "run").stdout


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


def test_one_search_that_fails_does_not_keep_the_others(run: Run, kept: Path, archive: Path) -> None:
    run("watch", "add", "a", "النفط")
    (kept / "fihris" / "watches" / "a.json").write_text("{", "utf-8")
    result = run("watch", "run")
    assert result.exit_code == 2
    assert result.stderr.startswith("fihris: a: ")
    assert result.stderr.count("\n") == 1
    assert "2 new articles" in result.stdout
    assert (run("watch", "list").exit_code, run("watch", "remove", "a").exit_code) == (2, 0)


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
    assert "watch add" in run("watch", "run").stderr
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


@needs_the_command
def test_names_of_searches_are_completed(kept: Path, archive: Path) -> None:
    result = fihris(
        archive,
        XDG_STATE_HOME=str(kept),
        _FIHRIS_COMPLETE="bash_complete",
        COMP_WORDS="fihris watch run wh",
        COMP_CWORD="3",
    )
    assert result.stdout == b"plain,wheat\n"


def test_the_state_is_for_its_owner_alone(kept: Path) -> None:
    watches = kept / "fihris" / "watches"
    assert {path.stat().st_mode & 0o077 for path in (watches, *watches.iterdir())} == {0}
    assert os.listdir(watches)


def test_two_segments_are_ordered_as_one(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    Index.create(folder)
    for number in (4, 2, 3, 1):
        grown(folder, wheat(number, date="2024-01-01"))
    store = StandingSearches(tmp_path / "watches")
    store.add(StandingSearch("w", "القمح", str(folder)))
    with Searcher.open(folder) as searcher:
        expected = [hit.id for hit in searcher.search("القمح", sort="newest").hits]
    assert reported(store, "w") == expected == ["w1", "w2", "w3", "w4"]


def test_index_articles_from_python_is_seen(store: StandingSearches, archive: Path, tmp_path: Path) -> None:
    file = tmp_path / "more.jsonl"
    file.write_text(json.dumps({"id": "j1", "text": "القمح"}) + "\n", "utf-8")
    reported(store)
    index_articles(archive, file)
    assert reported(store) == ["j1"]
