"""The second look: words that stand together count more, and nobody falls behind for being looked at."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from corpus import Article
from index import Index
from searcher import Searcher
from searcher.language.query import Word
from searcher.postings import Pairs, array_second_look, compiled
from searcher.postings.arrays import ArrayPostings
from searcher.postings.candidates import Candidates, look_again
from searcher.postings.compiled import CompiledPostings
from searcher.ranking import ARTICLES
from searcher.retrieval import reranking
from searcher.retrieval.evaluation import Evaluator
from tests.builders import article, built_index, segmented_index
from tests.searcher.stories import stories
from tests.searcher.trees import ANALYZER

FILLER = "تحدث الحاضرون طويلا عن أمور كثيرة وغادروا بعد ذلك المكان في هدوء تام"


def ranked(folder: Path, query: str, *articles: Article) -> list[str]:
    with Searcher(built_index(folder, *articles)) as searcher:
        return [hit.id for hit in searcher.search(query, duplicates="show", snippets=False).hits]


@pytest.mark.parametrize(
    ("query", "together", "scattered"),
    [
        ("مجلس الأمن", f"{FILLER} مجلس الأمن {FILLER}", f"الأمن {FILLER} {FILLER} مجلس"),
        (
            "أسعار النفط",
            f"{FILLER} ارتفعت أسعار خام النفط {FILLER}",
            f"أسعار {FILLER} {FILLER} ارتفعت خام النفط",
        ),
        ("حقوق الإنسان", f"{FILLER} حقوق الإنسان {FILLER}", f"{FILLER} الإنسان حقوق {FILLER}"),
        ("لقاء في باريس", f"{FILLER} لقاء في باريس {FILLER}", f"باريس {FILLER} {FILLER} لقاء في"),
    ],
)
def test_words_that_stand_together_as_asked_come_first(
    tmp_path: Path, query: str, together: str, scattered: str
) -> None:
    # the ids would put it the other way round
    assert ranked(tmp_path, query, article("b", together), article("a", scattered)) == ["b", "a"]


def test_words_of_two_paragraphs_do_not_stand_side_by_side(tmp_path: Path) -> None:
    split = article("a", f"{FILLER} مجلس", f"الأمن {FILLER}")
    whole = article("b", f"{FILLER} مجلس الأمن", FILLER)
    assert ranked(tmp_path, "مجلس الأمن", split, whole) == ["b", "a"]


@pytest.mark.usefixtures("both_ways")
def test_of_two_words_that_meet_twice_in_the_query_the_nearer_meeting_counts(tmp_path: Path) -> None:
    """Words that are asked for again count as such where they have another weight."""
    near, apart = (
        article("b", f"{FILLER} قطن شاي زيت {FILLER}"),
        article("a", f"{FILLER} قطن زيت شاي {FILLER}"),
    )
    assert ranked(tmp_path / "1", "قطن حليب شاي", near, apart) == ["a", "b"]
    assert ranked(tmp_path / "2", "قطن حليب شاي قطن^2 شاي^2", near, apart) == ["b", "a"]


def test_words_of_two_articles_do_not_stand_side_by_side(tmp_path: Path) -> None:
    """The last word of one was taken for the neighbour of the first word of the next."""
    one, other = article("a", f"{FILLER} مجلس"), article("b", f"الأمن {FILLER}")

    def scores(folder: Path, *articles: Article) -> dict[str, float]:
        with Searcher(built_index(folder, *articles)) as searcher:
            return {hit.id: hit.score for hit in searcher.search("مجلس الأمن", snippets=False).hits}

    assert scores(tmp_path / "1", one, other) == scores(tmp_path / "2", other, one)


def several(count: int) -> list[Article]:
    words = ["مجلس", "الأمن", "الدولي", "مجلس الأمن", "الأمن الدولي", "قرار مجلس الأمن", "قرار", FILLER]
    return [
        article(f"{number:03}", " ".join(words[(number * step) % len(words)] for step in range(1, 6)))
        for number in range(count)
    ]


def test_pages_join_without_gap_or_overlap(tmp_path: Path) -> None:
    query = "قرار مجلس الأمن الدولي"
    with Searcher(built_index(tmp_path, *several(60))) as searcher:
        whole = [hit.id for hit in searcher.search(query, limit=60, duplicates="show").hits]
        pages = [
            searcher.search(query, limit=7, offset=offset, duplicates="show").hits
            for offset in range(0, 60, 7)
        ]
        assert [hit.id for page in pages for hit in page] == whole


def test_hits_of_several_segments_are_looked_at_alike(tmp_path: Path) -> None:
    index = Index.create(tmp_path)
    for number in range(3):
        with index.writer() as writer:
            writer.add(article(f"apart{number}", f"الأمن {FILLER} {FILLER} مجلس"))
            writer.add(article(f"together{number}", f"{FILLER} مجلس الأمن {FILLER}"))
    with Searcher(index) as searcher:
        hits = searcher.search("مجلس الأمن", duplicates="show").hits
    assert [hit.id for hit in hits] == [f"together{n}" for n in range(3)] + [f"apart{n}" for n in range(3)]


def test_no_article_falls_behind_one_that_is_not_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = built_index(tmp_path, *several(60))
    query = "قرار مجلس الأمن الدولي"
    with Searcher(index) as searcher:
        monkeypatch.setattr(reranking, "CANDIDATES", Candidates(0, 120))
        plain = searcher.search(query, limit=60, duplicates="show").hits
        monkeypatch.setattr(reranking, "CANDIDATES", Candidates(10, 120))
        again = searcher.search(query, limit=60, duplicates="show").hits
    before = {hit.id: hit.score for hit in plain}
    assert {hit.id for hit in again[:10]} == {hit.id for hit in plain[:10]}
    assert [hit.id for hit in again[10:]] == [hit.id for hit in plain[10:]]
    assert all(hit.score >= before[hit.id] - 1e-5 for hit in again)
    assert any(hit.score > before[hit.id] for hit in again[:10])


@pytest.fixture(params=["compiled", "arrays"])
def both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """In C and with NumPy."""
    if request.param == "compiled" and not compiled.AVAILABLE:
        pytest.skip("the extension could not be compiled here: NumPy's way is tested alone")
    monkeypatch.setattr(compiled, "AVAILABLE", request.param == "compiled")


@pytest.mark.usefixtures("both_ways")
@pytest.mark.parametrize("count", [9, 14, 22, 27])
def test_articles_of_equal_words_tie_wherever_they_stand(tmp_path: Path, count: int) -> None:
    """... and come by their ids, with what their neighbours and weak relatives add."""
    same = f"صانع وزير المالية الصناعي مصنع {FILLER} وزارة مالي مجلس دولة"
    parts: tuple[list[Article], ...] = ([], [])
    for number in range(count):
        text = same if number % 5 == 0 else f"{FILLER} وزير مجالس " + "المالية صناعة " * (number % 7)
        parts[number % 2].append(article(f"{count - number:02}", text))
    with Searcher(segmented_index(tmp_path, *parts)) as searcher:
        hits = searcher.search("وزير المالية الصناعة الدولة المجلس", limit=count, duplicates="show").hits
        equal = [hit for hit in hits if hit.article.paragraphs == (same,)]
    assert len(equal) == (count + 4) // 5
    assert len({hit.score for hit in equal}) == 1, "to the last bit"
    assert [hit.id for hit in equal] == sorted(hit.id for hit in equal)


@pytest.mark.usefixtures("both_ways")
@pytest.mark.parametrize("count", [40, 130])
def test_a_tie_is_not_torn_apart_where_the_second_look_ends(tmp_path: Path, count: int) -> None:
    articles = [article(f"{count - number:03}", f"{FILLER} مجلس الأمن") for number in range(count)]
    with Searcher(segmented_index(tmp_path, articles[::3], articles[1::3], articles[2::3])) as searcher:
        page = searcher.search("مجلس الأمن", limit=count, duplicates="show").hits
        exported = [each.id for each in searcher.export("مجلس الأمن")] if count <= 120 else []
    ids = [hit.id for hit in page]
    if count <= reranking.CANDIDATES.most:
        assert ids == sorted(ids) == exported
        assert len({hit.score for hit in page}) == 1
    else:  # too many to look at
        assert len({hit.score for hit in page}) == 2
        assert sorted(ids) == sorted(each.id for each in articles)


def test_with_numpy_what_weak_relatives_add_does_not_depend_on_an_articles_place() -> None:
    """A product of matrices adds up in another order for the last few of its columns."""
    random = np.random.default_rng(1)
    for count in range(5, 31):
        for words in range(2, 7):
            finding, weak = random.integers(0, 900, (2, words, count)).astype(np.uint32)
            damping = random.random(count, np.float32)
            for column in (count // 2, count - 1):
                finding[:, column], weak[:, column], damping[column] = finding[:, 0], weak[:, 0], damping[0]
            look: Any = SimpleNamespace(
                formula=SimpleNamespace(damping=damping),
                idf=random.random(words, np.float32) * 9,
                model=ARTICLES,
            )
            added = array_second_look._of_weak_relatives(look, np.arange(count), finding, weak)
            assert added[0] == added[count // 2] == added[-1]


def test_a_single_word_has_no_second_look(tmp_path: Path) -> None:
    """Its weak relatives add nothing, and it has no neighbours."""
    news = article("a", f"{FILLER} مكتب {FILLER}"), article("b", "مكتب مكتب كتب كتابة")
    with Searcher(built_index(tmp_path, *news)) as searcher:
        evaluator = searcher.evaluator
        (found,) = evaluator.articles(Word("text", "مكتب"))
        hits = searcher.search("مكتب", snippets=False).hits
        heads = evaluator.snapshot.segments[0].head
        by_itself = {
            heads(n)[0]: s for n, s in zip(found.numbers.tolist(), found.scores.tolist(), strict=True)
        }
    assert {hit.id: hit.score for hit in hits} == by_itself


@pytest.mark.parametrize(("most", "looked_at"), [(5, 2), (6, 6), (7, 6)])
def test_articles_that_tie_are_looked_at_together_as_far_as_they_are_not_too_many(
    most: int, looked_at: int
) -> None:
    looked = look_again(
        np.arange(6), np.ones(6), 1, Candidates(2, most), lambda articles: np.ones(len(articles), np.float32)
    )
    assert looked.looked_at.tolist() == [True] * looked_at + [False] * (6 - looked_at)


def test_a_word_that_is_typed_twice_is_no_pair() -> None:
    assert reranking._meetings((0, 1), (0, 0), (False,)) == ((), (), (), ())


@pytest.mark.skipif(
    not compiled.AVAILABLE, reason="the extension could not be compiled here: nothing to compare"
)
@pytest.mark.parametrize(("window", "ahead"), [(16, 4), (2, 1), (3, 2)])
def test_the_second_look_sees_as_far_both_ways(tmp_path: Path, window: int, ahead: int) -> None:
    """Words that are said many times in a row, and pairs that are asked for farther apart than windows reach."""
    texts = [("", [f"قطن {'شاي ' * times}زيت"]) for times in range(9)]
    texts += [("", [f"قطن {'من ' * times}زيت"]) for times in range(9)]
    evaluator = Evaluator(stories(tmp_path, texts, 1, set()).snapshot(), ANALYZER)
    segments = evaluator.snapshot.segments
    look = reranking.second_look(evaluator.scorer, [Word("text", word) for word in ("قطن", "شاي", "زيت")])
    look = look._replace(window=window, ahead=ahead, pairs=Pairs((0, 0), (1, 2), (1, 6), (1.0, 1.0)))
    articles = np.arange(len(texts), dtype=np.int32)
    ways = CompiledPostings(segments), ArrayPostings(segments)
    in_c, with_numpy = (way.second_look(look, articles).tolist() for way in ways)
    assert in_c == pytest.approx(with_numpy, rel=1e-6)
    assert len(set(in_c)) > 3
