"""More like this: articles about the same, never the article itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import read_articles
from index import index_articles
from searcher import Searcher, SearchError
from searcher.retrieval.related import WORDS, telling_words
from tests.builders import article, built_index, segmented_index

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"

DAM = "بدأ العمال بناء السد في الوادي، ويحجز السد مياه السيول ويروي الحقول."
MATCH = "فاز الفريق بالمباراة بهدفين وسجل المهاجم هدف الفوز في الملعب."


@pytest.fixture
def searcher(tmp_path: Path) -> Iterator[Searcher]:
    index = segmented_index(
        tmp_path,
        [
            article("dam/1", DAM, "كلام عن شيء.", title="سد جديد في الوادي", source="أ", date="2024-01-01"),
            article("match/1", MATCH, title="الفريق يفوز", source="أ", date="2024-01-02"),
            article("gone", DAM, title="سد جديد في الوادي", source="أ"),
        ],
        [
            article("dam/2", "افتتح الوزير السد، ويروي السد حقول الوادي.", title="افتتاح السد", source="ب"),
            article("match/2", "خسر الفريق المباراة في الملعب.", title="هدف متأخر", date="2024-03-01"),
            article("other", "ارتفعت أسعار القمح في الأسواق.", title="القمح"),
        ],
        deleted=["gone"],
    )
    with Searcher(index) as opened:
        yield opened


def related(searcher: Searcher, article_id: str, **options: object) -> list[str]:
    return [hit.id for hit in searcher.related(article_id, **options).hits]  # type: ignore[arg-type]


def test_what_is_about_the_same_is_found_in_every_segment_and_the_article_is_not(searcher: Searcher) -> None:
    assert related(searcher, "dam/1") == ["dam/2"]
    assert related(searcher, "dam/2") == ["dam/1"]
    assert related(searcher, "match/1") == ["match/2"]


def test_what_shares_no_telling_word_is_not_found(searcher: Searcher) -> None:
    page = searcher.related("other")
    assert (page.total, page.hits) == (0, ())


def test_the_telling_words_are_highlighted(searcher: Searcher) -> None:
    (hit,) = searcher.related("dam/1").hits
    marked = {snippet.text[start:end] for snippet in hit.snippets for start, end in snippet.highlights}
    assert "السد" in marked
    assert "الوزير" not in marked
    assert searcher.related("dam/1", snippets=False).hits[0].snippets == ()


def test_filters_hold_for_what_is_found_not_for_the_article(searcher: Searcher) -> None:
    assert related(searcher, "dam/1", source="ب") == ["dam/2"]
    assert related(searcher, "dam/1", source="أ") == []
    assert related(searcher, "match/1", date_from="2024-02") == ["match/2"]
    assert related(searcher, "match/1", date_to="2024-02") == []


def test_paragraphs_of_other_articles_can_be_ranked(searcher: Searcher) -> None:
    page = searcher.related("dam/2", paragraphs=True)
    assert [(hit.id, hit.paragraph) for hit in page.hits] == [("dam/1", 0)]


def test_pages_join(searcher: Searcher, tmp_path: Path) -> None:
    with Searcher(
        built_index(tmp_path / "many", *(article(f"{n}", DAM, title=f"السد {n}") for n in range(7)))
    ) as many:
        whole = related(many, "3", duplicates="show")
        assert sorted(whole) == ["0", "1", "2", "4", "5", "6"]
        assert many.related("3").total == 6
        pages = [many.related("3", limit=2, offset=offset, duplicates="show") for offset in (0, 2, 4, 6)]
        assert [hit.id for page in pages for hit in page.hits] == whole
        assert [hit.rank for page in pages for hit in page.hits] == [1, 2, 3, 4, 5, 6]


def test_the_more_alike_comes_first(tmp_path: Path) -> None:
    with Searcher(
        built_index(
            tmp_path,
            article("a", DAM, title="السد"),
            article("far", "قال إن السد قريب من الحقول. " + "كلام آخر كثير. " * 5),
            article("near", DAM + " وقال الوزير كلاما.", title="عن السد"),
            *(article(f"filler{n}", MATCH) for n in range(20)),
        )
    ) as searcher:
        assert related(searcher, "a")[0] == "near"


def test_telling_words_are_frequent_here_and_held_elsewhere_too(tmp_path: Path) -> None:
    own = article("1", DAM + " قال غسان، وغسان، من قارب.", title="السد")
    fillers = [article(f"filler{n}", "بدأ الوزير كلامه وقال في المجلس إنه قال.") for n in range(10)]
    index = built_index(tmp_path, own, article("2", "السد في الوادي، وقوارب"), *fillers)
    with Searcher(index) as searcher:
        scorer = searcher.evaluator.scorer
        assert "وقوارب" in scorer.vocabulary.relatives("قارب")  # of no stem of it
        words = telling_words(scorer, searcher._analyzer, own)
        many = article("3", " ".join(f"كلمه{n} " * 2 for n in range(100)))
        assert len(telling_words(scorer, searcher._analyzer, many)) == 0
    # بدأ and قال are everywhere, في is a function word, and no other article holds the rest, in whatever forms
    assert [word.text for word in words] == ["السد", "الوادي", "بدا", "قال"]
    assert words[0].boost > words[1].boost > 1


def test_no_more_words_are_asked_than_tell_enough(tmp_path: Path) -> None:
    text = " ".join(f"سطر{letter}{other}" for letter in "بتثجحخ" for other in "دذرزسشص")
    with Searcher(built_index(tmp_path, article("1", text), article("2", text))) as searcher:
        own = searcher.article("1")
        assert own is not None
        assert len(telling_words(searcher.evaluator.scorer, searcher._analyzer, own)) == WORDS


@pytest.mark.parametrize("article_id", ["nobody", "gone", "", "\ud800", "a\0b"])
def test_an_article_that_is_not_there_is_told(searcher: Searcher, article_id: str) -> None:
    with pytest.raises(SearchError, match="no article has the id"):
        searcher.related(article_id)


def test_an_article_without_a_word_is_like_none(tmp_path: Path) -> None:
    with Searcher(built_index(tmp_path, article("1", "؟!"), article("2", "؟!"))) as searcher:
        assert searcher.related("1").total == 0


def test_in_the_sample_corpus_stories_find_their_sequels(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    index_articles(folder, SAMPLES)
    with Searcher.open(folder) as searcher:
        page = searcher.related("https://manara.example/2022/03/dam1")
        assert {hit.title for hit in page.hits} == {
            "أهالي وادي الريحان يطالبون بتعويضات عادلة عن أراضيهم",
            "بحيرة السد تمتلئ للمرة الأولى في وادي الريحان",
            "السدود وحدها لا تكفي",
        }
        for each in list(read_articles(SAMPLES)):
            assert each.id not in related(searcher, each.id, limit=100)


@pytest.mark.parametrize("paragraphs", [False, True])
@pytest.mark.parametrize("words", ["قطر", "قطر تونس", "قطر تونس ليبيا", "قطر تونس ليبيا السودان"])
def test_the_score_of_what_is_related_is_explained(tmp_path: Path, words: str, *, paragraphs: bool) -> None:
    """That an article has all of the few telling words does not count here."""
    articles = [article(each, words, title=words) for each in ("a", "b")]
    with Searcher(built_index(tmp_path, *articles, article("c", "خبر آخر"))) as searcher:
        (hit,) = searcher.related("a", paragraphs=paragraphs, duplicates="show").hits
        assert hit.explain().value == pytest.approx(hit.score, rel=1e-6)
