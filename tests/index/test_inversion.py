"""Posting lists are what a plain count of the words says."""

from __future__ import annotations

import os
import resource
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import Analyzer
from index.building import inversion
from index.building.inversion import invert
from index.building.posting_arrays import PositionSkips
from index.ingestion import word_keys
from index.ingestion.interning import Interner, joined
from index.ingestion.word_keys import LEAD_WORDS
from index.segments.posting_lists import SKIP
from index.storage.arrays import IntArray
from index.storage.packed_frequencies import BODY_LIMIT, LEAD_LIMIT, LEAD_SHIFT, TITLE_LIMIT, TITLE_SHIFT

pytestmark = pytest.mark.usefixtures("each_way")

WORDS = st.sampled_from(["خبر", "وزير", "الوزير", "ﷺ", "قمة", "2024", "ـــ", "the"])
PASSAGES = st.lists(st.lists(WORDS, max_size=60).map(" ".join), min_size=1, max_size=4)
ANALYZER = Analyzer()


class Lists(NamedTuple):
    """All posting lists of some articles, by slot; the arrays are those of `index.segments.segment`."""

    article_starts: IntArray
    position_starts: IntArray
    articles: IntArray
    frequencies: IntArray
    positions: IntArray
    skips: PositionSkips


class Inverted(NamedTuple):
    lists: Lists
    slots: dict[str, int]


def inverted(articles: list[list[str]]) -> Inverted:
    """Posting lists in the order in which the forms are first met; each article comes as a part of its own."""
    interner = Interner(ANALYZER)
    words = [interner.intern(joined(passages)).words for passages in articles]
    per_article = np.array([len(passages) for passages in articles], np.int64)
    count = len(interner.forms)
    counts = np.bincount(
        np.concatenate([np.zeros(0, np.uint32), *(part.tokens for part in words)]), minlength=count
    )
    lengths = np.concatenate([np.zeros(0, np.uint32), *(part.passage_lengths for part in words)])
    with TemporaryDirectory() as folder:
        starts, arrays, skips = invert(
            np.arange(count, dtype=np.uint32), counts, words, lengths, per_article, Path(folder)
        )
        long = {name: np.concatenate([np.zeros(0, dtype), *parts]) for name, (dtype, parts) in arrays.items()}
    lists = Lists(
        starts["article"],
        starts["position"],
        long["articles"],
        long["frequencies"],
        long["positions"],
        skips,
    )
    return Inverted(lists, {form: slot for slot, form in enumerate(interner.forms)})


def plain_occurrences(articles: list[list[str]]) -> dict[str, list[tuple[int, int, int]]]:
    """Form to (article, passage, position), ascending: one word after the other."""
    found = defaultdict(list)
    for number, passages in enumerate(articles):
        for passage, text in enumerate(passages):
            for token in ANALYZER.tokens(text):
                found[token.form].append((number, passage, token.position))
    return found


def article_postings(lists: Lists, term: int) -> list[tuple[int, int]]:
    part = slice(lists.article_starts[term], lists.article_starts[term + 1])
    return list(zip(lists.articles[part].tolist(), lists.frequencies[part].tolist(), strict=True))


def occurrences(lists: Lists, term: int) -> list[tuple[int, int]]:
    """A term's lists put together again: each posting has as many positions as it says, and perhaps some more."""
    arrays = lists.skips.arrays()
    excess = dict(zip(arrays["long_postings"].tolist(), np.diff(arrays["long_excess"]).tolist(), strict=True))
    at = int(lists.position_starts[term])
    found = []
    for posting, (article, packed) in enumerate(
        article_postings(lists, term), int(lists.article_starts[term])
    ):
        if posting % SKIP == 0:
            assert arrays["position_skips"][posting // SKIP] == at
        count = (packed & BODY_LIMIT) + (packed >> TITLE_SHIFT & TITLE_LIMIT) + excess.get(posting, 0)
        found += [(article, position) for position in lists.positions[at : at + count].tolist()]
        at += count
    assert at == lists.position_starts[term + 1]
    return found


def position_in_article(passages: list[str], passage: int, position: int) -> int:
    """Words before it in the article, and a gap for each passage that is over."""
    return sum(len(ANALYZER.tokens(text)) + 1 for text in passages[:passage]) + position


@given(st.lists(PASSAGES, max_size=6), st.sampled_from([1, 20, 10**6]), st.sampled_from([1, 40, 10**6]))
def test_postings_equal_a_plain_count(articles: list[list[str]], at_once: int, distributed: int) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(inversion, "_AT_ONCE", at_once)
        monkeypatch.setattr(inversion, "_DISTRIBUTED", distributed)
        monkeypatch.setattr(word_keys, "_AT_ONCE", distributed)
        require_a_plain_count(articles)


def require_a_plain_count(articles: list[list[str]]) -> None:
    lists, slots = inverted(articles)
    expected = plain_occurrences(articles)
    for form, term in slots.items():
        assert occurrences(lists, term) == [
            (number, position_in_article(articles[number], passage, position))
            for number, passage, position in expected[form]
        ]
        for number, packed in article_postings(lists, term):
            found = [occurrence for occurrence in expected[form] if occurrence[0] == number]
            lengths = [len(ANALYZER.tokens(text)) for text in articles[number][1:]]
            before = [0, *np.cumsum(lengths)]
            body = [before[passage - 1] + position for _, passage, position in found if passage]
            lead = sum(position < LEAD_WORDS for position in body)
            assert packed & BODY_LIMIT == min(len(body), BODY_LIMIT)
            assert packed >> TITLE_SHIFT & TITLE_LIMIT == min(len(found) - len(body), TITLE_LIMIT)
            assert packed >> LEAD_SHIFT & LEAD_LIMIT == min(lead, LEAD_LIMIT)


def test_frequencies_beyond_their_bits_count_as_the_most() -> None:
    packed = int(inverted([["خبر " * 20, "خبر " * 300]]).lists.frequencies[0])
    assert packed & BODY_LIMIT == 15
    assert packed >> TITLE_SHIFT & TITLE_LIMIT == 3
    assert packed >> LEAD_SHIFT & LEAD_LIMIT == 3


def test_nothing_inverts_to_nothing() -> None:
    for articles in ([], [[""], ["", ""]]):
        assert len(inverted(articles).lists.articles) == 0


def test_few_ranges_are_inverted_ahead_of_being_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However fast they are made: those of an archive would fill the memory."""
    made: list[object] = []
    monkeypatch.setattr(inversion, "_invert_range", lambda _, number, *slots: made.append(number) or number)

    class Pool:
        def submit(self, function: Callable[..., object], *arguments: object) -> Future[object]:
            done: Future[object] = Future()
            done.set_result(function(*arguments))
            return done

    ranges = [(0, 1)] * 50
    lists: Any = inversion._inverted(None, ranges, None, Pool(), 2, lambda: None)  # type: ignore[arg-type]  # no threads, no words
    for taken, each in enumerate(lists, 1):
        assert each == taken - 1, "in order"
        assert len(made) - taken <= 2
    assert len(made) == 50


def test_many_ranges_take_no_more_files_than_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of long articles beside very many the ranges are thousands, and a process may have but some hundred files."""
    monkeypatch.setattr(inversion, "_AT_ONCE", 1)
    monkeypatch.setattr(inversion, "_LEAST_AT_ONCE", 1)
    free = os.open(os.devnull, os.O_RDONLY)
    os.close(free)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free + 20, hard))
    try:
        lists, slots = inverted([["", " ".join(f"w{number}" for number in range(100))]])
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert len(slots) == len(lists.positions) == 100


@pytest.mark.parametrize("calls", [0, 1, 3])
def test_lists_that_nobody_wants_any_more_are_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calls: int
) -> None:
    monkeypatch.setattr(inversion, "_AT_ONCE", 1)
    monkeypatch.setattr(inversion, "_LEAST_AT_ONCE", 1)
    monkeypatch.setattr(inversion, "_DISTRIBUTED", 1)
    words = [Interner(ANALYZER).intern(joined(["a b c d e"])).words] * 2
    left = iter(range(calls))

    def go_on() -> None:
        if next(left, None) is None:
            raise ValueError("nobody wants them")

    made: list[object] = []
    invert_range = inversion._invert_range
    monkeypatch.setattr(inversion, "_invert_range", lambda *given: made.append(given) or invert_range(*given))
    slots, counts = np.arange(5, dtype=np.uint32), np.full(5, 2)
    with pytest.raises(ValueError, match="nobody wants them"):
        invert(slots, counts, words, np.array([5, 5]), np.array([1, 1]), tmp_path, go_on=go_on)
    assert len(made) == max(calls - 2, 0)
