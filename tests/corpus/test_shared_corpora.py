"""The real news beside the checkout, read in full."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

ARABIC = range(0x621, 0x64B)


def test_saudi_newspapers(read, shared: Path) -> None:
    found = read(shared / "saudinewsnet")
    reasons = Counter(rejection.reason for rejection in found.report.rejections)
    assert reasons == {"empty: no title and no text": 57, "a README or licence, not an article": 1}
    assert len(found.articles) == 31_030 - 57
    assert found.report.warnings["no text"] == 354 - 57
    assert found.report.warnings["no title"] == 67 - 57
    assert all(article.date and article.url and article.source for article in found.articles)


def test_trec_documents(read, shared: Path) -> None:
    found = read(shared / "ant-v1-trec.zip")
    assert len(found.articles) == 10_161
    assert all(article.date for article in found.articles)
    # One file has neither SRC nor CAT.
    assert Counter((article.source, bool(article.category)) for article in found.articles) == {
        ("Jawhara FM", True): 10_160,
        ("", False): 1,
    }
    assert {rejection.place for rejection in found.report.rejections} == {
        "member LICENSE",
        "member README.md",
    }


def test_a_page_copied_from_a_news_site(read, shared: Path) -> None:
    article = read(shared / "samples" / "24ae-2023-09-12.txt").one
    assert article.title.startswith("لقاء بوتين وكيم")
    assert article.title.endswith("ما هي الصفقة المحتملة؟")
    assert article.date == datetime(2023, 9, 12, 12, 38)
    assert (article.source, article.author, article.category) == ("24", "شادية سرحان", "")
    assert len(article.captions) == 1
    assert article.captions[0].endswith("(أ ف ب)")
    assert len(article.paragraphs) == 26
    assert article.paragraphs[0].startswith("في زيارة نادرة")
    assert article.paragraphs[1] == "تفاصيل الزيارة"


def test_samples_are_all_accounted_for(read, shared: Path) -> None:
    found = read(shared / "samples")
    assert not found.report.rejections
    origins = {article.origin for article in found.articles}
    assert len(origins) == sum(1 for path in (shared / "samples").rglob("*") if path.is_file())


@pytest.mark.parametrize("folder", ["cp1256_html", "cp1256_txt", "iso88596_txt", "utf16_txt", "sgml"])
def test_encodings_of_real_articles(read, shared: Path, folder: str) -> None:
    path = shared / "samples" / "encodings" / folder
    found = read(path)
    assert not found.reasons
    assert {article.origin for article in found.articles} == set(map(str, path.iterdir()))
    for article in found.articles:
        letters = [char for char in "".join(article.paragraphs) if char.isalpha()]
        assert sum(ord(char) in ARABIC for char in letters) > 0.8 * len(letters)
        assert "ال" in article.title + article.paragraphs[0]
        assert article.title
        assert article.date is not None
        assert article.date.hour or article.date.minute


def test_categories_of_a_folder_of_texts(read, shared: Path) -> None:
    articles = read(shared / "samples" / "txt-by-category").articles
    assert {article.source for article in articles} == {
        "Hespres",
        "هسبريس",
        "Medi1TV",
        "Voice of morocco",
        "agadir24",
    }
    assert all(article.category for article in articles)
    dated = [article for article in articles if "/Voice of morocco/" in article.origin and article.title]
    assert len(dated) == 19
    assert all(
        article.date and article.author and article.title not in article.paragraphs for article in dated
    )


def test_feeds(read, shared: Path) -> None:
    articles = read(shared / "samples" / "rss").articles
    assert len(articles) == 30
    assert all(
        article.date and article.title and article.source and "<" not in "".join(article.paragraphs)
        for article in articles
    )
