"""Pages, hits and snippets as values, as HTML, and as JSON."""

from __future__ import annotations

import copy
import gc
import json
import pickle
import re
import sys
import weakref
from collections.abc import Callable
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Article
from searcher import Searcher, SearchError
from searcher.presenting.results import Hit, Page, Snippet
from tests.builders import article as made
from tests.builders import built_index

DOCUMENT = Path(__file__).parents[2] / "docs" / "json-output.md"


class Unmarked(HTMLParser):
    """Reads HTML back: the text, and what was marked."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.marked: list[tuple[int, int]] = []
        self.tags: set[str] = set()
        self._start = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)
        self._start = len(self.text)

    def handle_endtag(self, tag: str) -> None:
        self.marked.append((self._start, len(self.text)))

    def handle_data(self, data: str) -> None:
        self.text += data


@st.composite
def snippets(draw: st.DrawFn) -> Snippet:
    text = draw(st.text(alphabet="<>&\"'/amprkسلامَـ \n😀;", max_size=40))
    limits = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = tuple(zip(limits[::2], limits[1::2], strict=False))
    return Snippet(0, 7, 7 + len(text), text, pairs)


@given(snippets())
def test_html_reads_back_as_the_text_with_its_highlights(snippet: Snippet) -> None:
    read = Unmarked(snippet.html())
    assert read.text == snippet.text
    assert tuple(read.marked) == snippet.highlights
    assert read.tags <= {"mark"}


def test_html_escapes_a_mark_that_the_article_wrote() -> None:
    snippet = Snippet(0, 0, 17, "<mark>a</mark> & b", ((6, 7),))
    assert snippet.html() == "&lt;mark&gt;<mark>a</mark>&lt;/mark&gt; &amp; b"


def hit(article: Article, **given: object) -> Hit:
    return Hit(rank=1, score=12.3, article=article, **given)  # type: ignore[arg-type]


def test_json_is_the_object_that_the_document_shows() -> None:
    shown = re.search(
        r"^    (\{.*?\]\}\])\}$", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    assert shown
    article = Article(
        id="spa-2023-0912",
        title="لقاءُ بوتين وكيم",
        paragraphs=("التقى بُوتين ضيفَه.",),
        date=datetime(2023, 9, 12, 12, 38),
        source="24",
        author="شادية سرحان",
        url="https://example.org/news/0912",
    )
    snippet = Snippet(0, 0, 19, article.paragraphs[0], ((6, 12),))
    assert hit(article, snippets=(snippet,), title_highlights=((6, 11),)).as_json() == json.loads(
        shown[1] + "}"
    )


def test_json_keys_are_those_of_the_document() -> None:
    hits = DOCUMENT.read_text(encoding="utf-8").split("\n## ")[0]
    rows = re.findall(r"^\| (`.*?`) \|", hits, re.MULTILINE)
    documented = {key for row in rows for key in re.findall("`([a-z_]+)`", row)}
    found = hit(Article(id="1"), paragraph=3, snippets=(Snippet(3, 0, 0, ""),)).as_json()
    assert (
        set(found) | set(found["snippets"][0]) | {"explanation"} == documented
    )  # that only where it is asked for


def test_json_of_an_article_that_has_nothing() -> None:
    found = hit(Article(id="1")).as_json()
    assert found["date"] is None
    assert found["snippets"] == []
    assert {found[key] for key in ("title", "source", "category", "author", "url")} == {""}
    assert "paragraph" not in found


def test_json_names_the_paragraph_of_a_paragraph_hit() -> None:
    assert hit(Article(id="1"), paragraph=0).as_json()["paragraph"] == 0


def test_pages_compare_by_value() -> None:
    assert Page(2, (hit(Article(id="1")),), 1) == Page(2, (hit(Article(id="1")),), 1)


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda page: pickle.loads(pickle.dumps(page))])
@pytest.mark.parametrize("asked", [{}, {"paragraphs": True}, {"sort": "newest", "snippets": False}])
def test_a_page_can_be_kept_elsewhere(
    tmp_path: Path, copied: Callable[[Page], Page], asked: dict[str, Any]
) -> None:
    articles = [made(f"{at}", "قمر بحر", date=datetime(2024, 1, at)) for at in range(1, 4)]
    with Searcher(built_index(tmp_path, *articles)) as searcher:
        page = searcher.search("قمر بحرر (", **asked)
        kept = copied(page)
        assert len(page.hits) > 0
        assert kept == page
        assert (kept.suggestions, kept.problems) == (page.suggestions, page.problems)
        assert page.problems
    assert kept.hits[0].as_json() == page.hits[0].as_json()
    assert page.hits[0].explain()
    with pytest.raises(SearchError, match="copy"):
        kept.hits[0].explain()


@pytest.mark.parametrize("line", range(1, 5))
@pytest.mark.parametrize(
    ("made", "name", "value"),
    [
        (lambda: Hit(1, lambda: 0.5, Article(id="1")), "score", 0.5),
        (lambda: Page(lambda: 7, ()), "total", 7),
        (lambda: Page(7, (), articles=lambda: 5), "articles", 5),
        (lambda: Page(7, (), groups=lambda: 3), "groups", 3),
    ],
    ids=["score", "total", "articles", "groups"],
)
def test_what_another_thread_works_out_meanwhile_is_there(
    made: Callable[[], Hit | Page], name: str, value: float, line: int
) -> None:
    """Whichever line it comes before."""
    result, lines = made(), 0

    def meanwhile(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal lines
        if event == "line":
            lines += 1
            if lines == line:
                setattr(result, f"_{name}", value)
        return meanwhile

    before = sys.gettrace()
    sys.settrace(meanwhile)
    try:
        found = getattr(result, name)
    finally:
        sys.settrace(before)
    assert found == value


def test_a_closed_searcher_is_not_held_by_a_search_that_was_under_way(tmp_path: Path) -> None:
    searcher = Searcher(built_index(tmp_path, made("1", "قمر بحر")))
    files = [weakref.ref(view) for view in searcher.evaluator.snapshot.segments]
    evaluator = searcher.evaluator
    searcher.close()
    assert evaluator.wording.complete("قم")[0].word == "قمر"  # by the search that has it still
    del evaluator
    gc.collect()
    assert [file() for file in files] == [None]
    assert searcher.complete("قم") == ()


@pytest.mark.parametrize("refreshed", [False, True])
def test_the_files_are_let_go_at_once(tmp_path: Path, refreshed: bool) -> None:
    """By `close` and by `refresh`: whoever opens many indexes would run out of files before the collector comes by."""
    index = built_index(
        tmp_path, *(made(f"{at}", "قمر بحر", date=datetime(2024, 1, at)) for at in range(1, 9))
    )
    gc.collect()
    gc.disable()
    try:
        searcher = Searcher(index)
        for asked in ("قمر بحر", '"قمر بحر"', "قم*", "قمر~1", "قمر W/3 بحر", "para(قمر بحر)", "قمر NOT نهر"):
            for options in ({}, {"paragraphs": True}, {"sort": "newest"}, {"half_life": 30}):
                page = searcher.search(asked, **options)
                assert page.total == len([hit.explain() for hit in page.hits])
        searcher.facets("قمر", ("source",), timeline="auto")
        searcher.suggest("قمرر")
        searcher.complete("قم")
        searcher.concordance("قمر")
        searcher.related("1")
        files = [weakref.ref(file) for view in searcher.evaluator.snapshot.segments for file in view.files]
        del page
        if refreshed:
            with index.writer() as writer:
                writer.add(made("9", "نهر"))
            assert searcher.refresh()
        else:
            searcher.close()
        assert files
        assert [file() for file in files if file()] == []
    finally:
        gc.enable()


@pytest.mark.parametrize(
    "asked",
    [
        {"query": "قمر بحر"},
        {"query": '"قمر بحر"', "duplicates": "show", "snippets": False},
        {"query": "قمر", "sort": "newest", "source": "المنارة", "snippets": False},
        {"query": "قمر بحر", "paragraphs": True},
        {"query": "قم* -نهر", "half_life": 30},
    ],
    ids=["words", "phrase", "newest", "paragraphs", "weighed"],
)
def test_a_search_leaves_no_cycle_behind(tmp_path: Path, asked: dict[str, Any]) -> None:
    """What it made is let go with its page, and does not wait for the garbage collector."""
    articles = [made(f"{at}", "قمر بحر", date=datetime(2024, 1, at), source="المنارة") for at in range(1, 9)]
    with Searcher(built_index(tmp_path, *articles)) as searcher:
        assert searcher.search(**asked).total  # what is loaded or kept for the next one is made now
        gc.collect()
        gc.set_debug(gc.DEBUG_SAVEALL)
        try:
            assert searcher.search(**asked).total
            gc.collect()
            left = [each for each in gc.garbage if type(each).__module__.startswith("searcher")]
        finally:
            gc.set_debug(0)
            gc.garbage.clear()
    assert left == []


def test_a_concordance_of_what_is_no_word_reads_no_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Searcher(built_index(tmp_path, made("a", "قمر", date=datetime(2024, 1, 1)))) as searcher:
        monkeypatch.setattr("index.segments.segment.SegmentView.article", None)
        for question in ("date:2024", "has:date", "", "date:2024 -قمر"):
            assert searcher.concordance(question) == []


def test_hits_of_articles_that_differ_in_what_a_page_does_not_show_differ() -> None:
    one, other = (Article(id="a", title="t", paragraphs=(text,)) for text in ("x", "y"))
    assert Hit(1, 1.0, one) == Hit(1, 1.0, one)
    assert Hit(1, 1.0, one) != Hit(1, 1.0, other)
