"""Posting lists are what a plain count of the words says."""

from __future__ import annotations

import tracemalloc
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import inversion, word_keys
from index.analysis import Analyzer
from index.errors import IndexStoreError
from index.interning import Interner, joined
from index.inversion import Inversion, PostingCounts, Postings, ranges_of_slots
from index.packed_frequencies import BODY_LIMIT, LEAD_LIMIT, LEAD_SHIFT, TITLE_LIMIT, TITLE_SHIFT
from index.posting_lists import SKIP
from index.word_keys import LEAD_WORDS

pytestmark = pytest.mark.usefixtures("each_way")

WORDS = st.sampled_from(["خبر", "وزير", "الوزير", "ﷺ", "قمة", "2024", "ـــ", "the"])
PASSAGES = st.lists(st.lists(WORDS, max_size=60).map(" ".join), min_size=1, max_size=4)
ANALYZER = Analyzer()


class Inverted(NamedTuple):
    postings: Postings
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
    with TemporaryDirectory() as folder:
        postings = Inversion(
            np.arange(count, dtype=np.uint32), counts, words, per_article, Path(folder)
        ).postings()
        for name, scratch in postings.lists().items():
            setattr(postings, name, scratch.whole())
    return Inverted(postings, {form: slot for slot, form in enumerate(interner.forms)})


def plain_occurrences(articles: list[list[str]]) -> dict[str, list[tuple[int, int, int]]]:
    """Form to (article, passage, position), ascending: one word after the other."""
    found = defaultdict(list)
    for number, passages in enumerate(articles):
        for passage, text in enumerate(passages):
            for token in ANALYZER.tokens(text):
                found[token.form].append((number, passage, token.position))
    return found


def article_postings(postings: Postings, term: int) -> list[tuple[int, int]]:
    part = slice(postings.article_starts[term], postings.article_starts[term + 1])
    return list(zip(postings.articles[part].tolist(), postings.frequencies[part].tolist(), strict=True))


def occurrences(postings: Postings, term: int) -> list[tuple[int, int]]:
    """A term's lists put together again: each posting has as many places as it says, and perhaps some more."""
    arrays = postings.counts.arrays()
    excess = dict(zip(arrays["long_postings"].tolist(), np.diff(arrays["long_excess"]).tolist(), strict=True))
    at = int(postings.position_starts[term])
    found = []
    for posting, (article, packed) in enumerate(
        article_postings(postings, term), int(postings.article_starts[term])
    ):
        if posting % SKIP == 0:
            assert arrays["position_skips"][posting // SKIP] == at
        count = (packed & BODY_LIMIT) + (packed >> TITLE_SHIFT & TITLE_LIMIT) + excess.get(posting, 0)
        found += [(article, place) for place in postings.positions[at : at + count].tolist()]
        at += count
    assert at == postings.position_starts[term + 1]
    return found


def place_in_article(passages: list[str], passage: int, position: int) -> int:
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
    postings, slots = inverted(articles)
    expected = plain_occurrences(articles)
    for form, term in slots.items():
        assert occurrences(postings, term) == [
            (number, place_in_article(articles[number], passage, position))
            for number, passage, position in expected[form]
        ]
        for number, packed in article_postings(postings, term):
            places = [place for place in expected[form] if place[0] == number]
            lengths = [len(ANALYZER.tokens(text)) for text in articles[number][1:]]
            before = [0, *np.cumsum(lengths)]
            body = [before[passage - 1] + position for _, passage, position in places if passage]
            lead = sum(place < LEAD_WORDS for place in body)
            assert packed & BODY_LIMIT == min(len(body), BODY_LIMIT)
            assert packed >> TITLE_SHIFT & TITLE_LIMIT == min(len(places) - len(body), TITLE_LIMIT)
            assert packed >> LEAD_SHIFT & LEAD_LIMIT == min(lead, LEAD_LIMIT)


def test_frequencies_beyond_their_bits_count_as_the_most() -> None:
    packed = int(inverted([["خبر " * 20, "خبر " * 300]]).postings.frequencies[0])
    assert packed & BODY_LIMIT == 15
    assert packed >> TITLE_SHIFT & TITLE_LIMIT == 3
    assert packed >> LEAD_SHIFT & LEAD_LIMIT == 3


def test_nothing_inverts_to_nothing() -> None:
    for articles in ([], [[""], ["", ""]]):
        assert len(inverted(articles).postings.articles) == 0


def test_few_ranges_are_inverted_ahead_of_being_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However fast they are made: those of an archive would fill the memory."""
    monkeypatch.setattr(inversion, "_AT_ONCE", 1)
    monkeypatch.setattr(inversion, "_LEAST_AT_ONCE", 1)
    words = Interner(ANALYZER).intern(joined([" ".join(f"w{number}" for number in range(50))])).words
    slots, counts = np.arange(50, dtype=np.uint32), np.ones(50, np.int64)
    made: list[object] = []

    class Pool:
        def submit(self, function: Callable[..., object], *arguments: object) -> Future[object]:
            made.append(arguments)
            done: Future[object] = Future()
            done.set_result(function(*arguments))
            return done

    lists = Inversion(slots, counts, [words], np.array([1]), tmp_path, threads=2)._inverted(Pool())  # type: ignore[arg-type]  # no threads
    for taken, each in enumerate(lists, 1):
        assert each.positions.tolist() == [taken - 1], "in order"
        assert len(made) - taken <= 2
    assert len(made) == 50


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
    invert = inversion._invert_range
    monkeypatch.setattr(inversion, "_invert_range", lambda *given: made.append(given) or invert(*given))
    slots, counts = np.arange(5, dtype=np.uint32), np.full(5, 2)
    with pytest.raises(ValueError, match="nobody wants them"):
        Inversion(slots, counts, words, np.array([1, 1]), tmp_path, go_on=go_on).postings()
    assert len(made) == max(calls - 2, 0)


def test_little_is_kept_of_how_many_positions_postings_have() -> None:
    """Of some hundred million postings a number each would fill the memory."""
    counts = PostingCounts()
    tracemalloc.start()
    try:
        for _ in range(10):
            counts.append(np.ones(100_000, np.int64), np.ones(100_000, np.uint8))
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert counts.arrays()["position_skips"].tolist() == list(range(0, 1_000_000, SKIP))
    assert kept < 2 * 8 * 1_000_000 / SKIP


def test_more_postings_than_can_be_numbered_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.inversion._MOST_POSTINGS", 5)
    counts = PostingCounts()
    counts.append(np.ones(5, np.int64), np.ones(5, np.uint8))
    with pytest.raises(IndexStoreError, match="more than 5 postings"):
        counts.append(np.ones(1, np.int64), np.ones(1, np.uint8))


def test_no_range_has_more_slots_than_their_numbers_have_bits_for() -> None:
    assert list(ranges_of_slots(np.array([1, 1, 1, 1, 1]), 100, 2)) == [(0, 2), (2, 4), (4, 5)]
