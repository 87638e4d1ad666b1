"""A damaged index is told of, whatever the error that the damage led to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus import Article
from index import Index, IndexDamaged, Snapshot
from index.storage.arrayfile import ArrayFile
from searcher import Searcher, SearchError
from searcher.analysis import analysis_of
from searcher.presenting.results import Hit, Page
from searcher.retrieval.rankings import Sort
from searcher.standing import NewHits, StandingSearch
from tests.builders import add_all, article, built_index, keep_segments, overwrite

WORDS = [
    "وزير",
    "الخارجية",
    "قمة",
    "عربية",
    "مدينة",
    "حديقة",
    "مدرسة",
    "كتاب",
    "سوق",
    "مطار",
    "ميناء",
    "جامعة",
]


def watched(searcher: Searcher) -> list[Hit]:
    """What is new for a standing search that has reported nothing."""
    search = StandingSearch("وزير", "وزير قمة", str(searcher.folder))
    return list(NewHits(search, searcher, np.zeros(0, np.uint64), "group"))


def test_opening_and_refreshing_tell_of_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The loops in C look at how the stems of a segment lead to those of the largest as soon as they are made."""
    monkeypatch.setattr("index.building.terms.FEW_TERMS", 0)

    def story(number: int) -> Article:
        return article(f"{number}", " ".join(WORDS[number * each % len(WORDS)] for each in range(60)))

    keep_segments(monkeypatch)
    index = built_index(tmp_path / "index", *map(story, range(60)))
    with Searcher(index) as searcher:
        with index.writer() as writer:
            add_all(writer, map(story, range(60, 80)))
        (small,) = [path for path in index.folder.glob("*.pst") if "parent.stems" in ArrayFile(path).names()]
        overwrite(small, "parent.stems", 1, b"\0" * 4)
        with pytest.raises(IndexDamaged, match=small.name):
            searcher.refresh()
        assert searcher.search("وزير", snippets=False).total
    with pytest.raises(IndexDamaged, match=small.name):
        Searcher.open(index.folder)


ASKED: dict[str, Callable[[Searcher], Any]] = {
    "search": lambda searcher: searcher.search("وزير قمة"),
    "total": lambda searcher: searcher.search("وزير قمة", snippets=False, limit=0).total,
    "groups": lambda searcher: searcher.search("وزير قمة", snippets=False, limit=0).groups,
    "articles": lambda searcher: searcher.search("وزير قمة", snippets=False, paragraphs=True).articles,
    "suggestions": lambda searcher: searcher.search("وزيل", snippets=False).suggestions,
    "article of a hit": lambda searcher: [
        hit.article for hit in searcher.search("وزير قمة", limit=40, snippets=False).hits
    ],
    "duplicates": lambda searcher: [hit.duplicates for hit in searcher.search("وزير", snippets=False).hits],
    "explanation": lambda searcher: searcher.search("وزير قمة", snippets=False).hits[0].explain(),
    "late score": lambda searcher: [
        hit.score for hit in searcher.search("وزير قمة", sort="newest", snippets=False).hits
    ],
    "phrase": lambda searcher: searcher.search('"وزير الخارجية"'),
    "paragraphs": lambda searcher: searcher.search("وزير قمة", paragraphs=True),
    "pattern": lambda searcher: searcher.search("وز*"),
    "newest": lambda searcher: searcher.search("source:المنارة", sort="newest"),
    "facets": lambda searcher: searcher.facets("وزير"),
    "timeline": lambda searcher: searcher.timeline("وزير"),
    "related": lambda searcher: searcher.related("7"),
    "concordance": lambda searcher: searcher.concordance("وزير"),
    "article": lambda searcher: searcher.article("7"),
    "suggest": lambda searcher: searcher.suggest("وزيل"),
    "complete": lambda searcher: searcher.complete("وزي"),
    "watch": watched,
    "export": lambda searcher: list(searcher.export("وزير")),
    "analysis": lambda searcher: analysis_of("وزير الخارجية", searcher.folder),
    "stats": lambda searcher: Index.open(searcher.folder).stats(),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of some articles, of several blocks of text."""
    texts = [
        " ".join(WORDS[(number * each) % len(WORDS)] + "ا" * (each % 3) for each in range(800))
        for number in range(40)
    ]
    articles = [
        article(f"{number}", "وزير الخارجية", text, source="المنارة") for number, text in enumerate(texts)
    ]
    built_index(tmp_path / "index", *articles)
    return tmp_path / "index"


def failing(error: type[Exception], *arguments: object) -> Callable[..., None]:
    """What raises an error, whatever it is given."""

    def fail(*_: object, **__: object) -> None:
        raise error(*arguments)

    return fail


def told_by(ask: Callable[[Searcher], Any], folder: Path) -> str:
    """What a clear error says, if there is one; any other is let through."""
    try:
        ask(Searcher.open(folder))
    except (IndexDamaged, SearchError) as error:
        return str(error)
    return ""


@pytest.mark.parametrize("suffix", ["pst", "art"])
def test_damage_leads_to_no_other_error_than_a_clear_one(folder: Path, suffix: str) -> None:
    (path,) = folder.glob(f"*.{suffix}")
    whole = path.read_bytes()
    told = []
    for name, (_, length, _) in ArrayFile(path)._arrays.items():
        for seed in range(3):
            random = np.random.default_rng(seed)
            start = int(random.integers(max(length, 1)))
            overwrite(path, name, start, random.bytes(8)[: max(1, length - start)])
            if Index.open(folder).check(quick=True):
                told += [told_by(ask, folder) for ask in ASKED.values()]
            path.write_bytes(whole)
    assert sum(f"{path}: checksum differs from what was written" in each for each in told) > 10


def test_an_export_goes_on_past_a_text_that_cannot_be_read(folder: Path) -> None:
    (path,) = folder.glob("*.art")
    whole = {each.id: each for each in Searcher.open(folder).export()}
    overwrite(path, "bodies.data", 40, b"\xff" * 8)
    given = []
    with pytest.raises(IndexDamaged, match=rf"{path}: checksum differs .* left out: (\d+); restore") as told:
        given.extend(Searcher.open(folder).export())
    assert 0 < len(given) < len(whole)
    assert all(whole[each.id] == each for each in given)
    assert f"left out: {len(whole) - len(given)};" in str(told.value)


def test_what_is_wrong_with_a_question_is_said_though_the_index_is_damaged(folder: Path) -> None:
    (path,) = folder.glob("*.art")
    overwrite(path, "bodies.data", 40, b"\xff" * 8)
    with Searcher.open(folder) as searcher:
        with pytest.raises(SearchError, match="negative"):
            searcher.search("وزير", limit=-1)
        assert searcher.search("وزير", snippets=False).total == 40


def test_an_error_of_a_whole_index_is_what_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Searcher.open(folder) as searcher:
        monkeypatch.setattr(searcher, "_page", failing(ZeroDivisionError, "a fault of ours"))
        with pytest.raises(ZeroDivisionError, match="a fault of ours"):
            searcher.search("وزير")


def test_an_analysis_tells_of_damage(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searcher.matching.vocabulary.Vocabulary.stem", failing(IndexError))
    with pytest.raises(IndexError):
        analysis_of("وزير", folder)
    (path,) = folder.glob("*.pst")
    overwrite(path, "stems.text", 0, b"\xff")
    with pytest.raises(IndexDamaged, match="checksum"):
        analysis_of("وزير", folder)


@pytest.mark.parametrize(
    ("fails", "ask"),
    [
        ("searcher.retrieval.any_of.AnyOfQuestion.total", lambda page: page.total),
        ("searcher.retrieval.grouping.ResultGroups.groups", lambda page: page.groups),
        ("searcher.retrieval.grouping.ResultGroups.others", lambda page: page.hits[0].duplicate_ids),
        ("searcher.retrieval.rankings.DateRanking._late_score", lambda page: page.hits[0].score),
        ("searcher.suggesting.wording.Wording.unasked", lambda page: page.suggestions),
    ],
)
def test_what_fails_later_is_damage_where_a_file_is_damaged(
    folder: Path, monkeypatch: pytest.MonkeyPatch, fails: str, ask: Callable[[Page], Any]
) -> None:
    monkeypatch.setattr(fails, failing(UnicodeDecodeError, "utf-8", b"\xff", 0, 1, "invalid start byte"))
    (path,) = folder.glob("*.art")
    sort: Sort = "newest" if "late" in fails else "relevance"
    with Searcher.open(folder) as searcher:
        page = searcher.search("وزير قمة", sort=sort, snippets=False)
        with pytest.raises(UnicodeDecodeError):
            ask(page)
        overwrite(path, "bodies.data", 40, b"\xff" * 8)
        with pytest.raises(IndexDamaged, match="checksum"):
            ask(page)


def test_a_watch_tells_of_damage_that_it_comes_upon_while_it_reads(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Searcher.open(folder) as searcher:
        search = StandingSearch("وزير", "وزير قمة", str(folder))
        new = NewHits(search, searcher, np.zeros(0, np.uint64), "group")
        monkeypatch.setattr("searcher.presenting.marking.Marker.marks", failing(IndexError))
        (path,) = folder.glob("*.pst")
        overwrite(path, "positions", 0, b"\xff" * 8)
        with pytest.raises(IndexDamaged, match="checksum"):
            list(new)


@pytest.mark.parametrize("wrong", [{"limt": 3}, {"query": "قمة"}])
def test_for_arguments_that_a_method_has_not_the_index_is_not_looked_into(
    folder: Path, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, Any]
) -> None:
    monkeypatch.setattr(Snapshot, "require_whole", lambda _: pytest.fail("every byte is read"))
    with Searcher.open(folder) as searcher, pytest.raises(TypeError, match="argument"):
        searcher.search("وزير", **wrong)


def test_a_whole_index_is_looked_into_once_for_an_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(snapshot: Snapshot) -> None:
        looked.append(snapshot)

    looked: list[Snapshot] = []
    monkeypatch.setattr(Snapshot, "require_whole", look)
    monkeypatch.setattr("index.segments.segment.SegmentView.article", failing(ZeroDivisionError))
    with Searcher.open(folder) as searcher:
        for times in (1, 2):
            with pytest.raises(ZeroDivisionError):
                searcher.search("وزير")
            assert len(looked) == times
