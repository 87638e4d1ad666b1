"""Reading: files, folders and archives in, articles out.

    from corpus import ReadingReport, read_articles

    report = ReadingReport()
    for article in read_articles(["archive/", "today.zip"], report=report):
        ...
    report.rejections  # what could not be read: file, place, reason

Formats are recognised by content: JSON, JSON Lines, CSV, TSV, TREC-like SGML, RSS, Atom, NITF, NewsML-G2, HTML and
plain text, in any of the usual encodings, compressed or in archives. Nothing here knows of the index.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.article import Article
from corpus.report import CorpusError, ReadingReport, Rejection

if TYPE_CHECKING:
    from corpus.reading import read_articles

__all__ = ["Article", "CorpusError", "ReadingReport", "Rejection", "read_articles", "samples_path"]


def __getattr__(name: str) -> Any:
    """The readers are loaded when they are first asked for: a search has no use for them."""
    if name == "read_articles":
        from corpus.reading import read_articles

        return read_articles
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def samples_path() -> Path:
    """The folder of the sample articles that come with the package."""
    return Path(__file__).parent / "samples"
