"""What a shell and its terminal get besides results: completion, the manual page, the pager."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from cli import COMMANDS
from tests.terminals import FIHRIS, environment, fihris, on_terminal

Run = Callable[..., Result]

pytestmark = pytest.mark.skipif(
    not FIHRIS.exists(), reason="the fihris command is not installed beside Python"
)


# --- completion


def completed(archive: Path, *words: str) -> list[str]:
    """What bash is offered for the last of the words."""
    result = subprocess.run(
        [FIHRIS],
        env=environment(
            archive,
            _FIHRIS_COMPLETE="bash_complete",
            COMP_WORDS=" ".join(["fihris", *words]),
            COMP_CWORD=str(len(words)),
        ),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert result.stderr == b""
    return [line.partition(",")[2] for line in result.stdout.decode().splitlines()]


def test_commands_options_and_choices_are_completed(archive: Path) -> None:
    assert completed(archive, "sh") == ["show"]
    assert completed(archive, "search", "--so") == ["--source", "--sort"]
    assert completed(archive, "search", "--sort", "") == ["relevance", "newest", "oldest", "before", "after"]


def test_fields_to_count_are_completed_behind_the_last_comma(archive: Path) -> None:
    assert completed(archive, "search", "--facets", "s") == ["source"]
    assert completed(archive, "search", "--facets", "source,year,m") == ["source,year,month"]
    assert completed(archive, "search", "--facets", "month,source,") == [
        f"month,source,{name}" for name in ("category", "author", "day", "week", "year")
    ]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script_names_the_command_and_its_variable(run: Run, shell: str) -> None:
    script = run("completion", shell).stdout
    assert f"_FIHRIS_COMPLETE={shell}_complete" in script
    assert " fihris" in script


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash here")
def test_bash_completes_with_the_script(archive: Path) -> None:
    asked = (
        'eval "$(fihris completion bash)"; COMP_WORDS=(fihris search --mat); COMP_CWORD=2; '
        '_fihris_completion fihris; echo "${COMPREPLY[@]}"'
    )
    path = f"{FIHRIS.parent}{os.pathsep}{os.environ['PATH']}"
    result = subprocess.run(
        ["bash", "-c", asked],
        env=environment(archive, PATH=path),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (result.stdout, result.stderr) == (b"--match\n", b"")


#: A command line that is completed, what it becomes, and why.
COMPLETED = [
    ("fihris sho", "fihris show", "a command"),
    ("fihris search --sor", "fihris search --sort", "an option"),
    ("fihris search --sort n", "fihris search --sort newest", "the value of an option"),
    ("fihris search --sort=n", "fihris search --sort=newest", "and after a sign"),
    ("fihris search السد --duplicates g", "fihris search السد --duplicates group", "after words in Arabic"),
    ("fihris watch ru", "fihris watch run", "a command of a group"),
    ("fihris index new", "fihris index news.jsonl", "a file"),
    ("fihris search --queries new", "fihris search --queries news.jsonl", "the file of an option"),
    ("fihris search --queries=new", "fihris search --queries=news.jsonl", "also behind a sign"),
    ("fihris stats --index=arch", "fihris stats --index=archived/", "a folder behind a sign"),
    ("fihris stats --index arch", "fihris stats --index archived/", "the folder of an option"),
]


@pytest.fixture
def typed_in(archive: Path, tmp_path: Path) -> Callable[[list[str]], str]:
    """What a shell prints that runs in a folder with a file and a folder, with `fihris` on its path."""
    (tmp_path / "news.jsonl").touch()
    (tmp_path / "archived").mkdir()
    path = f"{FIHRIS.parent}{os.pathsep}{os.environ['PATH']}"

    def run_shell(command: list[str]) -> str:
        result = subprocess.run(
            command,
            env=environment(archive, PATH=path, HOME=str(tmp_path), LC_ALL="C.UTF-8"),
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert (result.returncode, result.stderr) == (0, b"")
        return result.stdout.decode()

    return run_shell


@pytest.mark.skipif(not shutil.which("fish"), reason="no fish here")
def test_fish_completes_with_the_script(typed_in: Callable[[list[str]], str]) -> None:
    asked = "fihris completion fish | source; for line in $argv; complete -C $line; end"
    shown = typed_in(["fish", "-c", asked, *(line for line, _, _ in COMPLETED)])
    offered = [line.partition("\t")[0] for line in shown.splitlines()]
    assert offered == [whole.split(" ")[-1] for _, whole, _ in COMPLETED]


# A zsh of its own types into another, where TAB completes and then says what the line has become.
ZSH_TYPES = r"""
zmodload zsh/zpty
zpty inner zsh -f -i
zpty -w inner 'autoload -Uz compinit && compinit -u -d $HOME/dump; eval "$(fihris completion zsh)"
tell() { zle complete-word; print -rn -- "<<$BUFFER>>"; zle kill-whole-line }
zle -N tell; bindkey "^I" tell; print RE""ADY'
zpty -r inner shown '*READY*'
for line in $@; do
    zpty -w -n inner "$line"$'\t'
    zpty -r inner shown '*<<*>>*'
    shown=${shown##*<<}
    print -r -- ${shown%%>>*}
done
"""


@pytest.mark.skipif(not shutil.which("zsh"), reason="no zsh here")
def test_zsh_completes_with_the_script(typed_in: Callable[[list[str]], str]) -> None:
    shown = typed_in(["zsh", "-f", "-c", ZSH_TYPES, "zsh", *(line for line, _, _ in COMPLETED)])
    assert [line.rstrip() for line in shown.splitlines()] == [whole for _, whole, _ in COMPLETED]


# --- the manual page


def test_the_manual_has_every_command_and_option(run: Run) -> None:
    page = run("manual").stdout
    assert all(f".SS fihris {name} " in page for name in COMMANDS)
    assert ".B \\-\\-category TEXT\nOnly of this category; several between commas.\n" in page


@pytest.mark.skipif(not shutil.which("groff"), reason="no groff here")
def test_the_manual_is_set_without_a_warning(run: Run) -> None:
    result = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-P-c"],
        input=run("manual").stdout_bytes,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (result.returncode, result.stderr) == (0, b"")
    page = result.stdout.decode()
    assert "fihris search زيارة الرئيس إلى روسيا" in page
    assert "fihris index ~/archive" in page
    assert "'\"وكالة الأنباء\"'" in page


# --- the pager: here it is a command that says so, and passes on what it was given


PAGER = "echo PAGED; cat"


@pytest.mark.parametrize(
    ("arguments", "end"), [(["search", "وزير"], "3 articles"), (["related", "marsa/7"], "2 articles")]
)
def test_what_does_not_fit_goes_through_the_pager(archive: Path, arguments: list[str], end: str) -> None:
    shown = on_terminal(archive, *arguments, rows=8, PAGER=PAGER)
    assert shown.startswith("PAGED\n1. ")
    assert shown.endswith(f"\n{end}\n")


@pytest.mark.parametrize(
    ("arguments", "rows", "pager"),
    [
        (["search", "وزير"], 40, PAGER),
        (["search", "وزير", "--no-pager"], 8, PAGER),
        (["related", "madar/1", "--no-pager"], 8, PAGER),
        (["search", "وزير", "--format", "json"], 2, PAGER),
        (["search", "وزير"], 8, "cat"),
        (["search", "وزير"], 8, ""),
    ],
)
def test_no_pager_where_it_fits_or_is_not_wanted(
    archive: Path, arguments: list[str], rows: int, pager: str
) -> None:
    shown = on_terminal(archive, *arguments, rows=rows, PAGER=pager)
    assert "PAGED" not in shown
    assert "القمح" in shown


def test_the_pager_gets_what_a_terminal_gets(archive: Path) -> None:
    options = {"rows": 8, "columns": 40}
    at_once = on_terminal(archive, "show", "madar/1", "--no-pager", **options)
    assert on_terminal(archive, "show", "madar/1", PAGER=PAGER, **options) == f"PAGED\n{at_once}"
    assert on_terminal(archive, "search", "وزير", rows=8, PAGER=PAGER, NO_COLOR="1").count("\x1b") == 0


def test_long_lines_count_as_often_as_they_wrap(archive: Path) -> None:
    # Lines are broken to the width, but an id is not: 100 columns on a terminal of 12 are nine rows.
    assert "PAGED" in on_terminal(archive, "search", "شعرية", rows=11, columns=12, PAGER=PAGER)


def test_a_pipe_has_no_pager(archive: Path) -> None:
    assert b"PAGED" not in fihris(archive, "search", "وزير", PAGER=PAGER, LINES="2").stdout


@pytest.mark.parametrize("pager", ["no-such-pager-anywhere", "/"])
def test_without_a_pager_that_works_everything_is_printed(archive: Path, pager: str) -> None:
    shown = on_terminal(archive, "search", "وزير", rows=8, PAGER=pager)
    assert shown.endswith("\n3 articles\n")


def test_a_pager_that_is_left_early_is_no_error(archive: Path) -> None:
    assert on_terminal(archive, "search", "وزير", rows=8, PAGER="head -c 1 >/dev/null; echo LEFT") == "LEFT\n"


@pytest.mark.skipif(not shutil.which("less"), reason="no less here")
def test_less_shows_colours_and_isolates_as_they_are(archive: Path) -> None:
    shown = on_terminal(archive, "search", "القمح", rows=4, typed="q", PAGER="less", LESS="FRX")
    assert "\u2068أسعار \x1b[1mالقمح\x1b[22m ترتفع\u2069" in shown
