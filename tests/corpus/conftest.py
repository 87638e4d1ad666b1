"""Builders shared by the tests of reading."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from corpus import Article, ReadingReport, read_articles


class Read(NamedTuple):
    """What a reading run gave."""

    articles: list[Article]
    report: ReadingReport

    @property
    def one(self) -> Article:
        assert len(self.articles) == 1, (self.articles, self.report.rejections)
        return self.articles[0]

    @property
    def reasons(self) -> list[tuple[str, str]]:
        return [(rejection.place, rejection.reason) for rejection in self.report.rejections]


Reader = Callable[..., Read]


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """Writes a file of this name and content, and reads it; or reads a path."""

    def reader(content: bytes | str | Path, name: str = "file", encoding: str | None = None) -> Read:
        if isinstance(content, Path):
            path = content
        else:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        report = ReadingReport()
        articles = list(read_articles(path, encoding=encoding, report=report))
        assert not [each for each in report.rejections if each.reason.startswith("internal error")]
        return Read(articles, report)

    return reader


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real news that stands beside the checkout, where there is any."""
    path = Path(__file__).parents[3] / "shared" / "corpora"
    if not path.is_dir():
        pytest.skip("needs ../shared/corpora, which a fresh clone does not have")
    return path
