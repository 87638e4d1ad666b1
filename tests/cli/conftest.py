"""An indexed archive of a few articles, and `fihris` run within this process."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import main

# A headline that would retitle the window, colour the text, turn the line around and forge another hit.
HARMFUL_TITLE = "\x1b]0;title\x07\x9b31m\u202eعنوان ملغوم\u2066\n9. عنوان مزور"

ARTICLES = [
    {
        "id": "madar/1",
        "title": "افتتاح معرض الكتاب في مدينة الواحة",
        "text": "افتتح وزير الثقافة أمس معرض الكتاب.\n\nقال الوزير إن المعرض يستمر أسبوعين، وتشارك فيه دور نشر "
        "من عشرين بلدا.\n\nيختتم المعرض بأمسية شعرية.",
        "date": "2024-01-31T09:05:00",
        "source": "مدار",
        "category": "ثقافة",
        "author": "سلمى ناجي",
        "url": "https://example.org/madar/1",
    },
    {
        "id": "marsa/7",
        "title": "أسعار القمح ترتفع",
        "text": "ارتفعت أسعار القمح في الأسواق.\n\nوقال وزير الزراعة إن المخزون يكفي عاما.",
        "date": "2024-02-29",
        "source": "المرسى",
        "category": "اقتصاد",
    },
    {
        "id": "marsa/8",
        "title": "سعر النفط",
        "text": "استقر سعر النفط، ولم يعلق الوزير.",
        "date": "2024-03-01T18:00:00",
        "source": "المرسى",
        "category": "اقتصاد",
    },
    {"id": "bad 1", "title": HARMFUL_TITLE, "text": "نص قصير فيه لغم."},
]

Run = Callable[..., Result]
WriteJsonl = Callable[..., Path]


def _write_jsonl(path: Path, *articles: dict[str, str]) -> Path:
    lines = (json.dumps(article, ensure_ascii=False) + "\n" for article in articles)
    path.write_text("".join(lines), "utf-8")
    return path


@pytest.fixture(scope="session")
def articles() -> list[dict[str, str]]:
    """The records of `archive`: two that agree in source, two with a date alone or none, one that means harm."""
    return ARTICLES


@pytest.fixture(scope="session")
def write_jsonl() -> WriteJsonl:
    """`write_jsonl(path, *articles)` gives the path back."""
    return _write_jsonl


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of `articles`. Not to be changed: `own_archive` is for that."""
    folder = tmp_path_factory.mktemp("archive")
    index = folder / "index"
    source = _write_jsonl(folder / "articles.jsonl", *ARTICLES)
    result = CliRunner().invoke(main, ["index", str(source), "--index", str(index)])
    assert result.exit_code == 0, result.output
    return index


@pytest.fixture
def own_archive(archive: Path, tmp_path: Path) -> Path:
    """A copy of `archive` that a test may change."""
    return Path(shutil.copytree(archive, tmp_path / "own-index"))


@pytest.fixture
def run(archive: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("search", "كتاب")`: the command's exit code, stdout and stderr. FIHRIS_INDEX names the archive."""
    monkeypatch.setenv("FIHRIS_INDEX", str(archive))

    def run_command(*arguments: str, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(main, arguments, input=stdin)

    return run_command
