"""An archive for standing searches: news about wheat, and some that is not."""

from __future__ import annotations

from pathlib import Path

from corpus import Article
from index import Index
from tests.builders import add_all, article, built_index

#: A story that several print.
STORY = "ارتفع سعر القمح في أسواق المدينة ارتفاعا كبيرا بعد شهر من الجفاف"


def grown(folder: Path, *articles: Article) -> None:
    """Add articles to an index."""
    with Index.open(folder).writer() as writer:
        add_all(writer, articles)


def wheat(number: int, **fields: object) -> Article:
    return article(f"w{number}", "ارتفع سعر القمح.", title=f"خبر {number}", **fields)


def wheat_archive(folder: Path) -> Path:
    """Two articles about wheat, one that is not."""
    built_index(folder, wheat(1, date="2024-01-01"), wheat(2), article("x", "خبر عن النفط."))
    return folder
