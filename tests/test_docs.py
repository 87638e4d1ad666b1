"""The documentation is true: console sessions print what they show, Python sessions give what they say.

In a `console` block a line that begins with `$ ` is run by bash, and the lines below it, up to the next command, are
its output, stderr included. An ellipsis within a line stands for any text, one on a line of its own for any lines.
Each document is run from top to bottom in a folder of its own that holds `corpus/samples`.
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
DOCUMENTS = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(console|pycon)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BIN = Path(sys.executable).parent


def blocks(document: Path, kind: str) -> list[str]:
    return [body for found, body in BLOCK.findall(document.read_text("utf-8")) if found == kind]


def having(kind: str) -> list[Path]:
    return [document for document in DOCUMENTS if blocks(document, kind)]


def name_of(document: Path) -> str:
    return document.name


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "corpus").symlink_to(REPOSITORY / "corpus")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FIHRIS_INDEX", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))  # where no other test has kept a search
    return tmp_path


def fits(shown: str, printed: str) -> bool:
    """Whether `printed` is what the document shows, ellipses standing for anything."""
    pattern = re.escape(shown)
    pattern = re.sub(r"^…\\?\n", "(?:.*\n)*?", pattern, flags=re.MULTILINE)
    return re.fullmatch(pattern.replace("…", "[^\n]*"), printed) is not None


@pytest.mark.skipif(not (BIN / "fihris").exists(), reason="the fihris command is not installed beside Python")
@pytest.mark.parametrize("document", having("console"), ids=name_of)
def test_console_sessions_print_what_they_show(document: Path, folder: Path) -> None:
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    for block in blocks(document, "console"):
        for exchange in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = exchange.partition("\n")
            printed = (
                subprocess.run(
                    ["bash", "-c", command],
                    cwd=folder,
                    env=environment,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    check=False,
                    timeout=120,
                )
                .stdout.decode("utf-8")
                .replace("\r\n", "\n")
            )
            assert fits(shown, printed), f"{command}\n--- shown\n{shown}--- printed\n{printed}"


@pytest.mark.parametrize("document", having("pycon"), ids=name_of)
def test_python_sessions_give_what_they_say(document: Path, folder: Path) -> None:
    from index import index_articles

    if document.name == "README.md":  # its console session has made the index
        index_articles("fihris-index", "corpus/samples")
    session = doctest.DocTestParser().get_doctest(
        "\n".join(blocks(document, "pycon")), {}, document.name, str(document), 0
    )
    report: list[str] = []
    doctest.DocTestRunner(verbose=False).run(session, out=report.append)
    assert not report, "".join(report)


@pytest.mark.parametrize(
    ("shown", "printed", "agree"),
    [
        ("أ\n", "أ\n", True),
        ("أ\n", "ب\n", False),
        ("أ …\n", "أ ب ج\n", True),
        ("أ …\n", "أ ب\nج\n", False),
        ("أ\n…\nب\n", "أ\nب\n", True),
        ("أ\n…\nب\n", "أ\n1\n2\nب\n", True),
        ("أ\n…\n", "أ\n1\n", True),
        ("", "أ\n", False),
    ],
)
def test_an_ellipsis_stands_for_text_or_for_lines(shown: str, printed: str, agree: bool) -> None:
    assert fits(shown, printed) is agree


@pytest.mark.parametrize("package", ["corpus", "index", "searcher"])
def test_every_public_name_is_on_the_page_of_the_library(package: str) -> None:
    """In code: `Page` is more than a word of a sentence."""
    page = (REPOSITORY / "docs" / "python.md").read_text("utf-8")
    code = " ".join(re.findall(r"^```pycon\n.*?^```|`[^`\n]+`", page, re.MULTILINE | re.DOTALL))
    named = set(re.findall(r"\w+", code))
    assert set(import_module(package).__all__) - named == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_figures_of_the_readme_are_those_of_the_benchmark() -> None:
    """One run has printed both: no figure is of another day, or of a hand."""
    printed = (REPOSITORY / "docs" / "benchmark.md").read_text(encoding="utf-8").partition("\n## ")[0]
    rows = [line for line in printed.splitlines() if line.startswith("|")]
    assert len(rows) > 20
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in readme if line in rows] == rows
