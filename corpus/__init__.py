"""Reading: files, folders and archives in, articles out.

    from corpus import ReadingReport, read_articles

    report = ReadingReport()
    for article in read_articles(["archive/", "today.zip"], report=report):
        ...
    report.rejections  # what could not be read: file, place, reason

Formats are recognised by content: JSON, JSON Lines, CSV, TSV, TREC-like SGML, RSS, Atom, NITF, NewsML-G2, HTML and
plain text, in any of the usual encodings, compressed or in archives. Nothing here knows of the index.
"""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from corpus.article import Article

if TYPE_CHECKING:
    from corpus.reading import read_articles
    from corpus.report import CorpusError, ReadingReport, Rejection

__all__ = ["Article", "CorpusError", "ReadingReport", "Rejection", "read_articles", "samples_path"]

_MODULES: Final = {
    "CorpusError": "corpus.report",
    "ReadingReport": "corpus.report",
    "Rejection": "corpus.report",
    "read_articles": "corpus.reading",
}


def __getattr__(name: str) -> Any:
    """What is loaded when it is first asked for: a search has no use for what reads."""
    if name in _MODULES:
        return getattr(import_module(_MODULES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def samples_path() -> Path:
    """The folder of the sample articles that come with the package."""
    return Path(__file__).parent / "samples"
