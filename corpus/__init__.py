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

from corpus.article import Article
from corpus.reading import read_articles
from corpus.report import CorpusError, ReadingReport, Rejection

__all__ = ["Article", "CorpusError", "ReadingReport", "Rejection", "read_articles", "samples_path"]


def samples_path() -> Path:
    """The folder of the sample articles that come with the package."""
    return Path(__file__).parent / "samples"
