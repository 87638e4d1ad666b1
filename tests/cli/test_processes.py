"""The installed command as a shell meets it: statuses, pipes, signals, locales, terminals, start-up."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index import Index
from tests.terminals import FIHRIS, environment, fihris, on_terminal, shell
from tests.waiting import has_open, needs_open_files, wait_until

WriteJsonl = Callable[..., Path]

pytestmark = pytest.mark.skipif(
    not FIHRIS.exists(), reason="the fihris command is not installed beside Python"
)


def test_exit_statuses(archive: Path) -> None:
    statuses = [
        fihris(archive, "search", *query).returncode for query in (["وزير"], ["ديناصورات"], ["--nope"])
    ]
    assert statuses == [0, 1, 2]


@pytest.mark.parametrize(
    "command",
    [
        "$F search وزير --format json | true",
        "$F search وزير -n 1 | head -c 1",
        "$F show madar/1 | true",
        "$F --help | true",
        "$F search وزير 2>&1 >/dev/full | true",
    ],
)
def test_a_closed_pipe_is_silent(archive: Path, command: str) -> None:
    assert shell(archive, command).stderr == b""


def test_a_closed_pipe_is_no_error(archive: Path) -> None:
    # The sleep lets the reader be gone before anything is written.
    result = shell(archive, "(sleep 1; $F search وزير; echo $? >&2) | true")
    assert result.stderr == b"0\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_an_error_in_one_line(archive: Path) -> None:
    result = shell(archive, "$F search وزير > /dev/full")
    assert result.returncode == 2
    assert result.stderr.startswith(b"fihris: No space left on device: ")
    assert result.stderr.count(b"\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_where_what_was_done_cannot_be_told_it_is_said_that_it_was_done(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "a", "title": "خبر", "text": "نص"}\n', "utf-8")
    for command in (f"$F index {tmp_path}/a.jsonl", "$F delete a"):
        result = shell(tmp_path / "index", f"{command} > /dev/full")
        assert result.returncode == 2
        assert result.stderr == (
            b"fihris: No space left on device, but the index has changed meanwhile: see fihris stats\n"
        )
    assert shell(tmp_path / "index", "$F stats").stdout.startswith(b"articles: 0\n")


@pytest.mark.parametrize("others", ["", "<&-"])
def test_a_closed_stdout_is_an_error_in_one_line(archive: Path, others: str) -> None:
    result = shell(archive, f"$F search وزير {others} >&-")
    assert result.returncode == 2
    assert result.stderr.startswith(b"fihris: Bad file descriptor: stdout is closed")
    assert result.stderr.count(b"\n") == 1
    assert shell(archive, f"$F search وزير {others} >&- 2>&-").returncode == 2


def test_a_closed_stdout_is_nothing_to_who_prints_nothing(archive: Path) -> None:
    result = shell(archive, "$F search ديناصورات >&-")
    assert (result.returncode, result.stderr) == (1, b"nothing found\n")


def test_a_closed_stdin_is_an_empty_one(archive: Path) -> None:
    result = shell(archive, "$F analyze <&-")
    assert (result.returncode, result.stdout, result.stderr) == (1, b"", b"")
    result = shell(archive, "$F search --queries - <&-")
    assert (result.returncode, result.stderr[:29]) == (2, b"fihris: stdin: no query in it")


@pytest.mark.parametrize("closed", ["<&-", "2>&-", "<&- 2>&-"])
def test_other_closed_streams_do_no_harm(archive: Path, closed: str) -> None:
    result = shell(archive, f"$F search وزير {closed}")
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout
    assert shell(archive, f"$F search --nope {closed}").returncode == 2


def started(archive: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [FIHRIS, *arguments],
        env=environment(archive),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@needs_open_files
def test_ctrl_c_is_one_line_and_leaves_the_index_as_it_was(
    own_archive: Path, tmp_path: Path, articles: list[dict[str, str]], write_jsonl: WriteJsonl
) -> None:
    before = {path.name: path.read_bytes() for path in own_archive.iterdir() if "LOCK" not in path.name}
    source = write_jsonl(tmp_path / "a.jsonl", {**articles[0], "title": "عنوان آخر"})
    with Index.open(own_archive).writer() as writer:
        with started(own_archive, "index", "--wait", str(source)) as process:
            wait_until(lambda: has_open(process, "WRITELOCK"), "it waits for the lock")
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
        writer.abandon()
    assert (process.returncode, out, err.count(b"\n")) == (130, b"", 1)
    assert err.startswith(b"fihris: interrupted")
    assert {name: (own_archive / name).read_bytes() for name in before} == before


def test_ctrl_c_while_reading_stdin(archive: Path) -> None:
    with started(archive, "analyze") as process:
        assert process.stdin is not None
        process.stdin.write(
            b" " * (1 << 19)
        )  # more than a pipe holds: once that is written, it is being read
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err.count(b"\n")) == (130, 1)


@pytest.mark.parametrize(
    "variables",
    [
        {"LANG": "C"},
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "cp1256:strict"},
    ],
)
def test_output_is_utf8_whatever_the_locale(archive: Path, variables: dict[str, str]) -> None:
    result = fihris(archive, "search", "القمح", **variables)
    assert (result.returncode, result.stderr) == (0, b"")
    assert "أسعار القمح ترتفع" in result.stdout.decode("utf-8")


def test_bytes_that_are_no_text_do_no_harm(archive: Path) -> None:
    assert fihris(archive, "search", b"\xff\xfe", "القمح").returncode == 0
    unknown = fihris(archive, "show", b"\xff")
    assert (unknown.returncode, unknown.stderr.count(b"\n")) == (1, 1)
    missing = fihris(archive, "index", b"/no/\xff\x1b[31m")
    assert missing.returncode == 2
    assert b"\x1b" not in missing.stderr
    missing.stderr.decode("utf-8")


def test_a_terminal_gets_isolated_fields_and_matches_in_bold(archive: Path) -> None:
    shown = on_terminal(archive, "search", "القمح")
    assert shown.splitlines() == [
        "1. \u2068أسعار \x1b[1mالقمح\x1b[22m ترتفع\u2069",
        "   \u20682024-02-29\u2069 · \u2068المرسى\u2069 · \u2068اقتصاد\u2069",
        "   marsa/7",
        "   [0] \u2068ارتفعت أسعار \x1b[1mالقمح\x1b[22m في الأسواق.\u2069",
        "",
        "1 article",
    ]


def test_a_pipe_gets_no_escape_sequence_and_no_isolate(archive: Path) -> None:
    assert not {"\x1b", "\u2068", "\u2069"} & set(fihris(archive, "search", "القمح").stdout.decode())


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_escape_sequence_for_who_wants_none(archive: Path, variables: dict[str, str]) -> None:
    assert "\x1b" not in on_terminal(archive, "search", "القمح", **variables)


def test_lines_are_broken_to_the_width_of_the_terminal(archive: Path) -> None:
    shown = on_terminal(archive, "show", "madar/1", columns=40)
    visible = [re.sub("\x1b\\[[0-9]+m|[\u2068\u2069]", "", line) for line in shown.splitlines()]
    assert max(map(len, visible)) <= 40
    assert any(line.startswith("    ") for line in visible)


def test_visual_order_for_terminals_that_cannot_reorder(archive: Path) -> None:
    first = on_terminal(archive, "search", "القمح", "--bidi", "visual").splitlines()[0]
    assert "\u2068" not in first
    assert "ﺍﻟﻘﻤﺢ"[::-1] in first


@pytest.mark.parametrize("arguments", [["search", "لغم"], ["show", "bad 1"], ["stats"]])
def test_no_article_steers_the_terminal(archive: Path, arguments: list[str]) -> None:
    shown = on_terminal(archive, *arguments)
    assert not {"\x07", "\x9b", "\u202e", "\u2066"} & set(shown)
    assert re.sub("\x1b\\[(1|22)m", "", shown).count("\x1b") == 0
    assert shown.count("\u2068") == shown.count("\u2069")


def test_indexing_shows_its_progress_on_a_terminal_alone(
    tmp_path: Path, articles: list[dict[str, str]], write_jsonl: WriteJsonl
) -> None:
    source = write_jsonl(tmp_path / "a.jsonl", *articles)
    assert " left" in on_terminal(tmp_path / "one", "index", str(source), columns=100)
    assert fihris(tmp_path / "two", "index", str(source)).stderr == b""


@pytest.mark.parametrize("arguments", [["--help"], ["search", "--help"], ["--version"], ["serch"]])
def test_help_and_usage_errors_load_nothing_heavy(archive: Path, arguments: list[str]) -> None:
    assert not loaded(archive, *arguments) & {"numpy", "whoosh", "index", "corpus"}


@pytest.mark.parametrize(
    "arguments", [["search", "القمح"], ["complete", "القم"], ["show", "madar/1"], ["stats"]]
)
def test_asking_loads_no_whoosh(archive: Path, arguments: list[str]) -> None:
    modules = loaded(archive, *arguments)
    assert "index.segments.segment" in modules
    assert "whoosh" not in modules


def test_searching_loads_no_reader_and_no_library_of_one(archive: Path) -> None:
    heavy = {
        "trafilatura",
        "feedparser",
        "dateparser",
        "lxml",
        "ijson",
        "hijridate",
        "charset_normalizer",
        "tqdm",
        # Of Python's own what a search that prints no HTML, on no terminal, has no use for.
        "html",
        "shutil",
        "tempfile",
        "urllib.request",
    }
    assert not loaded(archive, "search", "القمح") & (heavy | {"bidi", "arabic_reshaper", "pandas"})


@pytest.mark.parametrize("arguments", [["search", "القمح"], ["complete", "القم"]])
def test_asking_loads_no_compiled_rules(archive: Path, arguments: list[str]) -> None:
    """A dozen extension modules, made for whole vocabularies, take longer to load than a word takes the rules."""
    assert "index" in loaded(archive, *arguments)
    assert "index.compiled_analysis" not in loaded(archive, *arguments)


def test_a_search_for_words_loads_nothing_of_what_they_are_not(archive: Path) -> None:
    modules = loaded(archive, "search", "القمح")
    assert "searcher.searcher" in modules
    assert not modules & {
        "corpus.report",
        "corpus.reading",
        "searcher.language.periods",
        "searcher.language.reader",
    }


def test_indexing_loads_the_reader_that_it_needs_and_nothing_that_asks(
    tmp_path: Path, articles: list[dict[str, str]], write_jsonl: WriteJsonl
) -> None:
    source = write_jsonl(tmp_path / "a.jsonl", *articles)
    modules = loaded(tmp_path / "new", "index", str(source))
    assert "corpus.records" in modules
    assert not modules & {
        "corpus.web_pages",
        "corpus.feeds",
        "searcher.searcher",
        "searcher.printing.exports",
    }


def loaded(archive: Path, *arguments: str) -> set[str]:
    """The modules that a command loads."""
    script = (
        "import sys, atexit, cli\natexit.register(lambda: print(*sys.modules, file=sys.stderr))\ncli.main()"
    )
    result = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=environment(archive),
        capture_output=True,
        check=False,
        timeout=60,
        cwd=Path(__file__).parents[2],
    )
    return set(result.stderr.decode().splitlines()[-1].split())


# Presses Ctrl-C when a module is looked for, or when the interpreter ends.
INTERRUPTED_AT = """
import atexit, os, signal, sys
moment, place = sys.argv[1:]
def press(*_):
    os.kill(os.getpid(), signal.SIGINT)
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == moment:
            press()
if moment == "the end":
    atexit.register(press)
if place == "in the background":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
sys.meta_path.insert(0, Finder())
import fihris
sys.argv[1:] = ["--version"]
fihris.main()
"""


@pytest.mark.parametrize("moment", ["cli", "click", "commands.options", "commands.outcome", "the end"])
@pytest.mark.parametrize("place", ["in the foreground", "in the background"])
def test_an_interrupt_while_it_starts_or_ends_is_silent(moment: str, place: str) -> None:
    result = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_AT, moment, place],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert result.stderr == b""
    # What runs in the background of a script does not hear of Ctrl-C, and what is done cannot be interrupted.
    assert result.returncode == (130 if place == "in the foreground" and moment != "the end" else 0)


INTERRUPTED_WITHIN = """
import sys
import cli, fihris
class Late:
    def __bool__(self):
        raise KeyboardInterrupt
    def __set_name__(self, *_):
        raise KeyboardInterrupt
def load(name):
    class Module:
        late = Late()
if sys.argv[1] == "a class":
    cli.importlib.import_module = load
else:
    cli.main = lambda: sys.exit(Late())
sys.argv[1:] = ["stats"]
fihris.main()
"""


@pytest.mark.parametrize(("moment", "lines"), [("a class", 1), ("the status", 0)])
def test_an_interrupt_is_one_while_a_class_is_made_and_while_the_status_is_read(
    moment: str, lines: int
) -> None:
    result = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_WITHIN, moment],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (result.returncode, result.stderr.count(b"\n")) == (130, lines), result.stderr
    assert not lines or result.stderr.startswith(b"fihris: interrupted")


# There is memory for nothing any more once something has gone wrong, or the command is loaded.
NO_MEMORY_AT = """
import sys
import cli, fihris
def fail(*_):
    raise MemoryError
if sys.argv[1] == "the end":
    cli._close_quietly = fail
else:
    cli.complain = fail
sys.argv[1:] = ["search", "--index", "/none", "x"]
fihris.main()
"""


@pytest.mark.parametrize("moment", ["the message", "the end"])
def test_where_there_is_no_memory_even_to_say_so_it_is_said(moment: str) -> None:
    result = subprocess.run(
        [sys.executable, "-c", NO_MEMORY_AT, moment],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.splitlines()[-1].startswith("fihris: not enough memory: ")
    assert "Traceback" not in result.stderr
