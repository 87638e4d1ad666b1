"""Pages of very many elements: read without what would take hours for them, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.cleaning import flattened
from tests.patience import no_hours

HEAD = "<head><title>خبر النهر</title><meta name=date content='2020-05-01'></head>"
MENU = "<nav><ul><li>الرئيسية</li></ul></nav>"


def _page(body: str) -> str:
    return f"<html>{HEAD}<body>{MENU}<h1>خبر النهر</h1>{body}</body></html>"


@pytest.mark.parametrize(
    ("body", "paragraphs"),
    [
        ("<p>نص</p>" * 200_000, 200_000),
        ("<p>نص</p>" + "<br>" * 700_000, 1),
        ("<p>نص</p>" + "<div>" * 900_000, 1),
        ("<p>نص</p>" + "<!-->" * 990_000, 1),
    ],
    ids=["paragraphs", "line breaks", "nested", "comments"],
)
def test_a_page_of_hundreds_of_thousands_of_elements_takes_seconds(read, body: str, paragraphs: int) -> None:
    """trafilatura's time grows with their square: 1.6 MB of short paragraphs had no end in minutes."""
    with no_hours():
        article = read(_page(body), "x.html").one
    assert article.paragraphs == ("نص",) * paragraphs
    assert (article.title, str(article.date)) == ("خبر النهر", "2020-05-01 00:00:00")


@pytest.mark.parametrize(
    "body",
    [
        "<p>" + ("<b>ا</b>" + "كلمة من النص الطويل " * 40) * 15_000,
        ("<p " + " ".join(f"a{number}=1" for number in range(400)) + ">") * 9_000 + "ا كلمة",
    ],
    ids=["words", "attributes"],
)
def test_so_does_one_of_few_elements_with_very_many_words_or_attributes(read, body: str) -> None:
    """For each element in a paragraph trafilatura goes through the paragraph."""
    with no_hours():
        article = read(_page(body), "x.html").one
    (text,) = article.paragraphs
    assert text.startswith("ا")


@pytest.mark.parametrize("tag", ["<br>", "</p>", "<!-->", "<?x>", "<b>ا</b>"])
def test_a_page_of_more_elements_is_refused_and_costs_no_other(read, tmp_path: Path, tag: str) -> None:
    """Parsed they take gigabytes."""
    (tmp_path / "a.html").write_text(_page(tag * 1_000_000))
    (tmp_path / "b.html").write_text(_page("<p>نص</p>"))
    found = read(tmp_path)
    assert found.one.origin.endswith("b.html")
    assert found.reasons == [("", "too many elements for one page: more than 1,000,000 tags")]


def test_signs_that_begin_no_tag_are_no_elements(read) -> None:
    assert read(_page(f"<p>نص {'< ' * 1_100_000}</p><p>آخر</p>"), "x.html").one.paragraphs[-1] == "آخر"


@pytest.mark.parametrize("count", [9_000, 30_000])
def test_the_menus_of_a_long_page_are_no_text_of_it(read, count: int) -> None:
    """A live report of a day, which trafilatura reads, and more than anyone writes."""
    lines = [f"وقال المتحدث في الفقرة رقم {number} إن العمل مستمر." for number in range(count)]
    article = read(
        _page("".join(f"<p>{line}</p>" for line in lines) + "<footer>الحقوق</footer>"), "x.html"
    ).one
    assert article.paragraphs == tuple(lines)
    assert article.title == "خبر النهر"


def test_without_its_nesting_a_page_has_one_end_where_many_blocks_end() -> None:
    assert flattened("أ<div>\n<div> <p><div></div></p>ب</div>\n<p>") == "أ<br>ب<br>"


def test_a_text_that_a_comment_divides_is_one(read) -> None:
    body = "<p>قال المتحدث<!-- إعلان --> إن العمل مستمر.</p><p>وأضاف<?x?> أنه سيعود غدا.</p>"
    article = read(_page(body), "x.html").one
    assert article.paragraphs == ("قال المتحدث إن العمل مستمر.", "وأضاف أنه سيعود غدا.")
