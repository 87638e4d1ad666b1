"""What a concordance takes from the posting lists is what reading every article says: the lines and their order."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest

from corpus import Article
from index import Index
from index.analysis import Analyzer
from index.segments import segment
from searcher import Searcher
from searcher.language.algebra import without_adding
from searcher.matching import segment_text
from searcher.matching import terms_at as lookup
from searcher.matching.terms_at import terms_at
from searcher.presenting import concordance, context_order
from searcher.presenting.concordance import ConcordanceLine, ConcordanceSort
from searcher.presenting.context_order import LIGATURES, NOTHING, ContextOrder, first_by_context
from searcher.presenting.marking import marker_of
from searcher.presenting.results import Snippet
from searcher.presenting.snippets import whole_texts
from searcher.questions import question
from searcher.retrieval.whole_results import FoundArticle, whole_result
from tests.builders import add_all, article, built_index, segmented_index

ANALYZER = Analyzer()

# What is written in one and counts as several, or is cut in several ways: ligatures, numbers, abbreviations.
WORDS = (
    *("الله", "صلى", "عليه", "وسلم", "ﷺ", "ﷻ", "قالﷺ", "ﷺﷺ", "جل", "جلاله", "رجل", "في", "على"),
    *(
        "12",
        "2015",
        "3.5",
        "1.000",
        "1.000.000",
        "٣٫٥",
        "½",
        "1⃣",
        "U.S",
        "U.S.A",
        "a",
        "s",
        "km",
        "F16",
        "O'Neill",
    ),
    *(
        "وزير",
        "الوزير",
        "والوزير",
        "وزراء",
        "محمد",
        "مُحَمَّد",
        "محمود",
        "سد",
        "السد",
        "السدود",
        "مدينة",
        "المدينة",
    ),
    *("كوفيد19", "نهر"),
)
BETWEEN = [" "] * 12 + ["", "", ".", ",", "/", "، ", "\n", " - ", "\u200d", ". ", "؟ ", " " * 330]


def texts(seed: int, count: int) -> list[Article]:
    chance = random.Random(seed)

    def text(most: int) -> str:
        words = (chance.choice(WORDS) + chance.choice(BETWEEN) for _ in range(chance.randrange(most)))
        return "".join(words)

    return [
        article(
            f"{seed}/{number:03}",
            *(text(40) for _ in range(chance.randrange(4))),
            title=text(6),
            date=chance.choice(["2015-08-01", "2015-08-02", None]),
            source=chance.choice(["المنارة", "مدار"]),
        )
        for number in range(count)
    ]


@pytest.fixture(scope="module", params=["one segment", "three segments"])
def searcher(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder: Path = tmp_path_factory.mktemp("index")
    if request.param == "one segment":
        built_index(folder, *texts(1, 150))
    else:
        segmented_index(folder, texts(2, 40), texts(3, 90), texts(4, 20), deleted=["3/005", "3/006", "4/001"])
    return Searcher.open(folder)


_Line = tuple[str, int | None, int, int]  # id of the article, paragraph, start and end


def by_reading(searcher: Searcher, query: str, **filters: Any) -> Callable[[str], list[_Line]]:
    """What gives all lines in any order, by the texts of the articles that match, each of which is marked once."""
    evaluator = searcher.evaluator
    tree, words = question(evaluator, query, **filters)
    marker = marker_of(evaluator.leaves, ANALYZER, without_adding(words))

    @cache
    def marked(found: FoundArticle) -> tuple[str, tuple[Snippet, ...]]:
        passes = partial(evaluator.leaves.passes, found.segment, found.number)
        read = found.read()
        return read.id, whole_texts(read, marker.marks(read, passes=passes))

    def in_order(sort: str) -> list[_Line]:
        order: Any = "oldest" if sort in ("before", "after") else sort
        lines: list[tuple[tuple[str, ...], _Line]] = []
        for found in whole_result(evaluator, tree, words, order):
            article_id, texts = marked(found._replace(score=0.0))
            for text in texts:
                lines += (
                    (beside(text.text, start, end, sort), (article_id, text.paragraph, start, end))
                    for start, end in text.highlights
                )
        return [line for _, line in sorted(lines, key=lambda each: each[0])]

    return in_order


def beside(text: str, start: int, end: int, sort: str) -> tuple[str, ...]:
    if sort == "after":
        words = ANALYZER.normalized(text[end:])
    elif sort == "before":
        words = ANALYZER.normalized(text[:start])[::-1]
    else:
        return ()
    return tuple(words[:8] if len(words) >= 8 else [*words, NOTHING])


def offsets_of(lines: list[ConcordanceLine]) -> list[_Line]:
    return [(line.article_id, line.paragraph, line.start, line.end) for line in lines]


SORTS: tuple[ConcordanceSort, ...] = ("before", "after", "relevance", "newest", "oldest")

QUERIES = [
    *("وزير", '"وزير"', "السد", "محمد", "في", "على", '"في"', "نهر", "غائب"),
    # words of ligatures
    *("الله", '"الله"', "عليه", '"صلى الله"', '"الله عليه"', "صلى الله", "وسلم", "جل جلاله", '"رجل"', "قال*"),
    # numbers and Latin letters
    *(
        "12",
        '"2015"',
        "3.5",
        "3",
        "000",
        "1",
        '"12 2015"',
        "s",
        "a",
        '"u.s"',
        "km",
        "F16",
        "oneill",
        "19",
        "1 2",
    ),
    # matches that overlap
    *('"في على" "على في"', '"الله عليه" "عليه وسلم"', '"صلى الله" "الله عليه" "عليه وسلم"', '"محمد سد" محمد'),
    *('"جل جلاله" "جلاله في"', '"محمد وزير" "وزير محمد" "في محمد"'),
    # patterns, and where words stand
    *("محم*", "*ه", "م?مد", '"ال* ال*"', "وزيز~1", "محمد W/3 وزير", "محمد PRE/4 وزير", '"الله محمد"~5', "*"),
    *("para(وزير محمد)", "sent(الله وسلم)", "para(محمد NOT سد)", "lead:محمد", "مقدمة/3:في", "atleast2(محمد)"),
    *("title:الله", "title:(محمد OR سد)", "مقدمة/4:الله"),
    # trees
    *("وزير AND NOT محمد", "(الله AND محمد) OR سد", "+محمد الله", "محمد -سد", "source:المنارة محمد", "-سد"),
    *(
        "(وزير AND source:مدار) OR نهر",
        "(سد AND NOT source:مدار) OR نهر",
        "date:2015-08-01 محمد",
        "has:date نهر",
    ),
    *("نهر AND (محمد OR (سد AND وزير))", "وزير (نهر في)", "محمد^2 سد", "محمد محمد"),
]


@pytest.mark.parametrize("query", QUERIES)
def test_lines_are_those_of_reading_every_article(searcher: Searcher, query: str) -> None:
    expected = by_reading(searcher, query)
    for sort in SORTS:
        lines = searcher.concordance(query, sort=sort, limit=None)
        assert offsets_of(lines) == expected(sort)
        for limit, offset in ((1, 0), (7, 3), (40, 25)):
            part = searcher.concordance(query, sort=sort, limit=limit, offset=offset)
            assert part == lines[offset:][:limit]


def test_filters_and_widths_hold_for_lines(searcher: Searcher) -> None:
    filters: dict[str, Any] = {"source": "مدار", "date_to": "2015-08-01", "match": "all"}
    expected = by_reading(searcher, "محمد وزير", **filters)
    for sort in SORTS:
        lines = searcher.concordance("محمد وزير", sort=sort, limit=None, width=12, **filters)
        assert lines
        assert offsets_of(lines) == expected(sort)
        assert max(max(len(line.before), len(line.after)) for line in lines) <= 12


def test_the_questions_find_something_on_the_whole(searcher: Searcher) -> None:
    found = [query for query in QUERIES if searcher.concordance(query, limit=1)]
    assert len(found) > len(QUERIES) - 8


@pytest.mark.parametrize("name", ["_FIRST_ARTICLES", "_MOST_ARTICLES"])
def test_how_many_articles_are_looked_at_together_makes_no_difference(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    lines = searcher.concordance("محمد سد", limit=None)
    monkeypatch.setattr(concordance, name, 1)
    assert searcher.concordance("محمد سد", limit=None) == lines


@pytest.mark.parametrize("query", ["محمد سد", "12", "الله 2015", "محم*", '"على" "في على"'])
@pytest.mark.parametrize("together", [1, 20])
def test_how_many_lines_are_put_in_order_together_makes_no_difference(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch, query: str, together: int
) -> None:
    def asked() -> list[list[ConcordanceLine]]:
        return [
            searcher.concordance(query, sort=sort, limit=limit, offset=offset)
            for sort in SORTS[:2]
            for limit, offset in ((None, 0), (7, 3), (1, 0))
        ]

    parts = 0

    def counted(*given: Any) -> ContextOrder:
        nonlocal parts
        parts += 1
        order = first_by_context(*given)
        assert len(order.lines.starts) <= (given[3] or len(given[1].starts)), "no more are put in words"
        return order

    monkeypatch.setattr(concordance, "first_by_context", counted)
    expected, at_once = asked(), parts
    monkeypatch.setattr(segment_text, "RUN_WORDS", 20)
    monkeypatch.setattr(concordance, "_LINES_AT_ONCE", together)
    assert asked() == expected
    assert parts > at_once


def test_words_behind_a_long_gap_are_compared(tmp_path: Path) -> None:
    built_index(
        tmp_path / "i",
        article("far", "سعر" + " " * 1000 + "ابن"),
        article("near", "سعر باب"),
        article("none", "سعر" + "." * 1000),
    )
    with Searcher.open(tmp_path / "i") as searcher:
        lines = searcher.concordance("سعر", sort="after")
    assert [line.article_id for line in lines] == ["far", "near", "none"]


def test_no_other_character_of_the_script_stands_for_several_words() -> None:
    """By what the order of contexts knows of ligatures: others would have to be among them."""
    several = {
        character
        for character in map(chr, (*range(0x600, 0x900), *range(0xFB50, 0xFE00), *range(0xFE70, 0xFF00)))
        if context_order._NOT_ARABIC.search(character) is None and len(ANALYZER.normalized(character)) > 1
    }
    assert several == set(LIGATURES)


# --- what is read


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the articles whose texts are decoded, from now on."""
    ids: list[str] = []
    decode = segment.decode_body

    def noted(record: bytes, article_id: str, title: str) -> Article:
        ids.append(article_id)
        return decode(record, article_id, title)

    monkeypatch.setattr(segment, "decode_body", noted)
    return ids


@pytest.mark.parametrize("sort", ["before", "after"])
def test_sorted_by_context_the_texts_of_the_lines_alone_are_read(
    tmp_path: Path, read: list[str], sort: Literal["before", "after"]
) -> None:
    near = ["باب", "دار", "بيت", "نهر", "جسر"]
    built_index(
        tmp_path / "i",
        *(article(f"{at:03}", f"{near[at % 5]} سعر {near[at % 5]}", "سعر", title="سعر") for at in range(200)),
    )
    with Searcher.open(tmp_path / "i") as searcher:
        lines = searcher.concordance("سعر", sort=sort, limit=3, offset=2)
        assert [line.article_id for line in lines] == ["010", "015", "020"]
        assert read == ["010", "015", "020"]
        read.clear()
        assert len(searcher.concordance("سعر", sort=sort, limit=None)) == 600
        assert sorted(read) == sorted(set(read)) == [f"{at:03}" for at in range(200)]


def test_by_date_texts_are_read_up_to_the_last_line(tmp_path: Path, read: list[str]) -> None:
    built_index(tmp_path / "i", *(article(f"{at:03}", "سعر القمح وسعر الزيت") for at in range(200)))
    with Searcher.open(tmp_path / "i") as searcher:
        assert len(searcher.concordance("سعر", sort="newest", limit=5)) == 5
    assert read == ["000", "001", "002"]


# --- which terms stand somewhere


def forward(searcher: Searcher) -> Iterator[tuple[Any, dict[int, str]]]:
    """The segments, each with the form at every position."""
    for view in searcher.evaluator.snapshot.segments:
        form_at = {}
        for number in range(view.article_count):
            read = view.article(number)
            for passage, text in enumerate((read.title, *read.paragraphs), int(view.passages.first[number])):
                begin = int(view.passages.first_positions[passage])
                form_at |= dict(enumerate(ANALYZER.normalized(text), begin))
        yield view, form_at


@pytest.mark.parametrize("together", [1, 50, 1 << 20])
def test_the_term_at_any_position_is_known(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    monkeypatch.setattr(lookup, "_AT_ONCE", together)
    for view, form_at in forward(searcher):
        every = np.array(sorted(form_at), np.int64)
        for wanted in (every, every[::7], every[:20], every[-1:], every[:0]):
            forms = [view.terms.form(slot) for slot in terms_at(view, wanted).tolist()]
            assert forms == [form_at[at] for at in wanted.tolist()]


def test_where_no_word_stands_there_is_no_term(searcher: Searcher) -> None:
    view = searcher.evaluator.snapshot.segments[0]
    between = view.passages.first_positions[1:2].astype(np.int64) - 1
    with pytest.raises(ValueError, match="no word"):
        terms_at(view, between)


def test_an_index_without_articles_has_no_lines(tmp_path: Path) -> None:
    Index.create(tmp_path / "none")
    index = Index.create(tmp_path / "deleted")
    with index.writer() as writer:
        add_all(writer, [article("a", "سعر القمح")])
    with index.writer() as writer:
        writer.delete("a")
    for name in ("none", "deleted"):
        with Searcher.open(tmp_path / name) as searcher:
            assert [searcher.concordance("سعر", sort=sort) for sort in SORTS] == [[]] * len(SORTS)
