"""`fihris index` killed and interrupted at any moment: the index is the old one or the new one, whole."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner, Result

from cli import main
from index.commits.directory import commit_contents
from searcher import Searcher
from tests.waiting import wait_until

FIHRIS = Path(sys.executable).with_name("fihris")
pytestmark = pytest.mark.skipif(
    not FIHRIS.exists(), reason="the fihris command is not installed beside Python"
)

ARTICLES = 1500
KILLS = 20
WORDS = ("وزير", "مدينة", "خبر", "سوق", "مطر", "نهر", "كتاب", "معرض", "قمح", "نفط", "بحر", "جسر", "طريق")

Titles = dict[str, str]


class Edition(NamedTuple):
    """An archive at a moment: its file, and the headline of every article in it by id."""

    file: Path
    titles: Titles


def edition(file: Path, number: int) -> Edition:
    """1,500 articles; from edition to edition a third changes its headline, a tenth goes, as many come."""
    chance = random.Random(number)
    titles = {}
    with file.open("w", encoding="utf-8") as lines:
        for serial in range(number * ARTICLES // 10, number * ARTICLES // 10 + ARTICLES):
            titles[f"n{serial}"] = f"شاهد {serial} طبعة {number if serial % 3 == 0 else 0}"
            paragraphs = [" ".join(chance.choices(WORDS, k=40)) if serial % 3 == 0 else " ".join(WORDS)] * 4
            record = {"id": f"n{serial}", "title": titles[f"n{serial}"], "text": "\n\n".join(paragraphs)}
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")
    return Edition(file, titles)


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Edition, Edition]:
    folder = tmp_path_factory.mktemp("editions")
    return edition(folder / "one.jsonl", 1), edition(folder / "two.jsonl", 2)


def updating(index: Path, wanted: Edition) -> subprocess.Popen[bytes]:
    """`fihris index --prune` in a session of its own, as a shell starts it."""
    return subprocess.Popen(
        [FIHRIS, "index", "--prune", "--index", index, wanted.file],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def indexed(index: Path, wanted: Edition) -> None:
    result = run("index", "--prune", "--index", index, wanted.file)
    assert result.exit_code == 0, result.output


def found(index: Path) -> Titles:
    """What a search finds, after the index has been checked."""
    checked = run("check", "--index", index)
    assert (checked.exit_code, checked.output) == (0, "the index is whole\n")
    with Searcher.open(index) as searcher:
        page = searcher.search("شاهد", limit=2 * ARTICLES, duplicates="show", snippets=False)
        assert page.total == len(page.hits)
        return {hit.article.id: hit.article.title for hit in page.hits}


def test_killed_at_any_moment_an_update_has_happened_whole_or_not_at_all(
    tmp_path: Path, editions: tuple[Edition, Edition]
) -> None:
    index = tmp_path / "index"
    old, new = editions
    indexed(index, old)
    started = time.monotonic()
    with updating(index, new) as process:
        process.communicate(timeout=60)
    longest = time.monotonic() - started
    old, new = new, old
    killed, chance = 0, random.Random(2)
    while killed < KILLS:
        moment = longest * (killed + chance.random()) / KILLS  # at random within each twentieth of the time
        with updating(index, new) as process:
            time.sleep(moment)
            process.kill()
            process.communicate(timeout=60)
        if process.returncode == -signal.SIGKILL:
            killed += 1
        else:  # the machine is faster now than when it was measured
            assert process.returncode == 0
            longest = moment
        assert found(index) in (old.titles, new.titles), f"killed after {moment:.3f} s of {longest:.3f} s"
        indexed(index, new)
        assert found(index) == new.titles
        old, new = new, old


def test_what_killed_updates_leave_behind_is_gone_after_the_next(
    tmp_path: Path, editions: tuple[Edition, Edition]
) -> None:
    old, new = editions
    quiet, killed = tmp_path / "quiet", tmp_path / "killed"
    for index in (quiet, killed):
        indexed(index, old)
    for _ in range(3):
        with updating(killed, new) as process:
            wait_until_writing(killed, process)
            time.sleep(0.2)
            process.kill()
    for index in (quiet, killed):
        indexed(index, new)
    # whether the shortcut of index.last_run is kept depends on when the files were written
    held = [
        [path for path in index.iterdir() if path.name != "_MAIN_last-run.json"] for index in (quiet, killed)
    ]
    assert len(held[0]) == len(held[1])


def wait_until_writing(index: Path, process: subprocess.Popen[bytes]) -> None:
    """Until the process has written its number into the lock: then it has started up, and has work to do."""

    def is_writing() -> bool:
        locks = "".join(lock.read_text() for lock in index.glob("*LOCK*"))
        # An earlier one may have got through, and there is nothing left to do.
        return f'"pid": {process.pid},' in locks or process.poll() is not None

    wait_until(is_writing, "the update begins to write")


@pytest.mark.parametrize("later", [0, 0.05, 0.2])
def test_ctrl_c_during_an_update_is_one_line_that_says_what_became_of_the_index(
    tmp_path: Path, editions: tuple[Edition, Edition], later: float
) -> None:
    index = tmp_path / "index"
    old, new = editions
    indexed(index, old)
    with updating(index, new) as process:
        wait_until_writing(index, process)
        time.sleep(later)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: workers get it too
        _, err = process.communicate(timeout=60)
    finished = process.returncode == 0  # the machine let it
    if not finished:
        assert (process.returncode, err.count(b"\n"), err[:19]) == (130, 1, b"fihris: interrupted")
    assert found(index) == (new.titles if finished or b"has changed" in err else old.titles)
    indexed(index, new)
    assert found(index) == new.titles


@pytest.mark.parametrize("committed", [False, True])
def test_ctrl_c_on_either_side_of_the_commit_is_told_from_the_other(
    tmp_path: Path, editions: tuple[Edition, Edition], monkeypatch: pytest.MonkeyPatch, committed: bool
) -> None:
    index = tmp_path / "index"
    old, new = editions
    indexed(index, old)

    def interrupted(*arguments: Any) -> None:
        if committed:
            commit_contents(*arguments)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("index.commits.writer.commit_contents", interrupted)
        result = run("index", "--prune", "--index", index, new.file)
    assert result.exit_code == 130
    assert result.stderr.count("\n") == 1
    assert ("has changed meanwhile" in result.stderr) == committed
    assert found(index) == (new.titles if committed else old.titles)
