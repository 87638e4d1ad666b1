"""A question with very many positions is answered by runs of articles: the answer is that of all of them at once."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Index
from index.segments.segment import SegmentView
from searcher.language.parser import parse
from searcher.language.query import Pattern, Query
from searcher.matching import segment_text
from searcher.postings.posting_ranges import PostingRanges, whole_lists
from searcher.retrieval.evaluation import Evaluator
from tests.builders import article, built_index
from tests.searcher.brute import ANALYZER
from tests.searcher.test_nodes import ARTICLES, NODE, TREE, indexed

Answer = list[tuple[list[int], list[float]]]


def answers(evaluator: Evaluator, tree: Query) -> list[Answer]:
    """Numbers and scores of articles and of paragraphs, segment by segment."""
    return [
        [(matches.numbers.tolist(), matches.scores.tolist()) for matches in found]
        for found in (evaluator.articles(tree), evaluator.matches(tree, evaluator.scorer.paragraphs))
    ]


@settings(max_examples=100)
@given(ARTICLES, st.integers(1, 2), st.lists(st.one_of(NODE, TREE), min_size=1, max_size=8))
def test_runs_of_any_length_give_the_same_to_the_last_bit(
    tmp_path_factory: pytest.TempPathFactory,
    texts: list[tuple[str, list[str], str, str | None]],
    parts: int,
    trees: list[Query],
) -> None:
    folder = tmp_path_factory.mktemp("runs")
    indexed(folder, texts, parts)
    snapshot = Index.open(folder).snapshot()
    whole = Evaluator(snapshot, ANALYZER)
    expected = [answers(whole, tree) for tree in trees]
    for words in (1, 7, 40):
        with pytest.MonkeyPatch.context() as monkeypatch:
            monkeypatch.setattr(segment_text, "RUN_WORDS", words)
            by_runs = Evaluator(snapshot, ANALYZER)
            assert [answers(by_runs, tree) for tree in trees] == expected


@pytest.fixture(scope="module")
def long_and_short(tmp_path_factory: pytest.TempPathFactory) -> Index:
    sizes = [3, 1, 40, 2, 2, 900, 1, 7, 30, 5, 5, 5]
    return built_index(
        tmp_path_factory.mktemp("sizes"),
        *(
            article(f"{number:02}", "وزير قمة " * size, "قمة الوزراء. مدينة", title="زيارة" * (number % 2))
            for number, size in enumerate(sizes)
        ),
        article("13"),
    )


@pytest.mark.parametrize("words", [1, 10, 100, 1000])
@pytest.mark.parametrize("query", ["وزير W/2 قمة", '"و* *م*"~9', "para(و* NOT قمة)", "sent(ق* *م*)"])
def test_behind_its_first_article_a_run_has_no_more_words_than_it_may(
    long_and_short: Index, query: str, words: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[range] = []

    class Recorded(segment_text.TextRun):
        def __init__(self, segment: segment_text.SegmentText, first: int, end: int) -> None:
            super().__init__(segment, first, end)
            runs.append(range(first, end))

    monkeypatch.setattr(segment_text, "RUN_WORDS", words)
    monkeypatch.setattr(segment_text, "TextRun", Recorded)
    (view,) = long_and_short.snapshot().segments
    lengths = [
        int(view.passages.begins(np.array([at + 1]))[0] - view.passages.begins(np.array([at]))[0])
        for at in range(13)
    ]
    evaluator = Evaluator(long_and_short.snapshot(), ANALYZER)
    evaluator.articles(parse(query, ANALYZER))
    assert [at for run in runs for at in run] == list(range(13))
    assert len(runs) > 1
    for run in runs:
        assert sum(lengths[at] for at in run[1:]) <= words


def pieces(view: SegmentView, bounds: list[int], pattern: Pattern, evaluator: Evaluator) -> list[list[int]]:
    ranges = PostingRanges(view, evaluator.scorer.slots(pattern)[0])
    found = []
    for first, end in pairwise(bounds):
        rows = ranges.within(first, end)
        found.append([posting for start, stop, _ in rows.tolist() for posting in range(start, stop)])
    return found


@pytest.mark.parametrize("bounds", [[0, 13], [0, 1, 2, 6, 7, 13], [2, 5, 13], [0, 4, 4, 9], list(range(14))])
def test_lists_are_cut_at_articles(long_and_short: Index, bounds: list[int]) -> None:
    (view,) = long_and_short.snapshot().segments
    evaluator = Evaluator(long_and_short.snapshot(), ANALYZER)
    pattern = Pattern("text", "*م*")
    every = [
        posting
        for start, stop, _ in whole_lists(evaluator.scorer.slots(pattern)[0]).tolist()
        for posting in range(start, stop)
    ]
    for (first, end), found in zip(pairwise(bounds), pieces(view, bounds, pattern, evaluator), strict=True):
        assert sorted(found) == sorted(at for at in every if first <= view.lists.posting_articles[at] < end)


@given(st.data())
def test_the_positions_of_stretches_are_those_of_their_postings(
    long_and_short: Index, data: st.DataObject
) -> None:
    (view,) = long_and_short.snapshot().segments
    count = len(view.lists.posting_articles)
    starts = data.draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=6))
    lengths = [data.draw(st.integers(1, count - start)) for start in starts]
    postings = np.array(
        [at for start, length in zip(starts, lengths, strict=True) for at in range(start, start + length)]
    )
    expected = view.lists.positions_of(postings)
    found = view.lists.positions_of_stretches(np.array(starts), np.array(lengths))
    assert [each.tolist() for each in found] == [each.tolist() for each in expected]


def test_an_index_of_nothing_has_no_runs(tmp_path: Path) -> None:
    evaluator = Evaluator(built_index(tmp_path, article("a")).snapshot(), ANALYZER)
    assert [len(part.numbers) for part in evaluator.articles(parse("ال* W/5 *ا*", ANALYZER))] == [0]
