"""What is known of passages by their numbers is what going through them one by one would tell."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.segments.passages import Passages
from index.storage.arrays import narrowest, starts_of

#: For each article how many words its headline and its paragraphs have.
LENGTHS = st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=5), min_size=1, max_size=6)


def passages_of(lengths: list[list[int]]) -> Passages:
    """As a segment's file has them, in types as narrow as can be."""
    starts = starts_of(np.array(list(map(len, lengths))))
    positions = starts_of(np.array([length + 1 for article in lengths for length in article]))
    return Passages(narrowest(starts), narrowest(positions))


def one_by_one(lengths: list[list[int]]) -> list[tuple[int, int, int, int]]:
    """For each passage its article, its number there, the position where it begins, and its words."""
    found, position = [], 0
    for article, passages in enumerate(lengths):
        for number, words in enumerate(passages):
            found.append((article, number, position, words))
            position += words + 1  # a position is left out behind each passage
    return found


@given(LENGTHS)
def test_articles_numbers_and_lengths_of_passages(lengths: list[list[int]]) -> None:
    passages, expected = passages_of(lengths), one_by_one(lengths)
    every = np.arange(len(passages))
    articles = passages.articles(every)
    columns = (
        articles,
        passages.numbers(every, articles),
        passages.first_positions[:-1],
        passages.lengths(every),
    )
    assert list(zip(*(column.tolist() for column in columns), strict=True)) == expected
    assert passages.is_headline.tolist() == [number == 0 for _, number, _, _ in expected]
    assert passages.in_body(every).tolist() == [number > 0 for _, number, _, _ in expected]


@given(LENGTHS, st.data())
def test_of_some_passages_the_same_is_told_as_of_all(lengths: list[list[int]], data: st.DataObject) -> None:
    passages, expected = passages_of(lengths), one_by_one(lengths)
    some = data.draw(st.lists(st.integers(0, len(passages) - 1)))
    asked = np.array(some, np.int32)
    articles = passages.articles(asked)
    assert articles.tolist() == [expected[passage][0] for passage in some]
    assert passages.numbers(asked, articles).tolist() == [expected[passage][1] for passage in some]
    assert passages.lengths(asked).tolist() == [expected[passage][3] for passage in some]
    assert passages.in_body(asked).tolist() == [expected[passage][1] > 0 for passage in some]


@given(LENGTHS)
def test_every_position_is_in_the_passage_that_its_word_is_of(lengths: list[list[int]]) -> None:
    passages = passages_of(lengths)
    words = [
        (position + word, passage)
        for passage, (_, _, position, length) in enumerate(one_by_one(lengths))
        for word in range(length)
    ]
    assert passages.containing(np.array([position for position, _ in words], np.int64)).tolist() == [
        passage for _, passage in words
    ]


@given(LENGTHS)
def test_articles_begin_with_their_headlines(lengths: list[list[int]]) -> None:
    passages = passages_of(lengths)
    begins = [position for _, number, position, _ in one_by_one(lengths) if number == 0]
    assert passages.begins(np.arange(len(lengths))).tolist() == begins
    assert passages.first_positions[passages.first[:-1]].tolist() == begins
    assert [end - first for first, end in pairwise(passages.first.tolist())] == list(map(len, lengths))
    behind = passages.begins(np.array([len(lengths)]))
    assert behind.tolist() == [sum(words + 1 for article in lengths for words in article)]


@given(LENGTHS, st.data())
def test_within_some_articles_positions_are_counted_from_where_each_begins(
    lengths: list[list[int]], data: st.DataObject
) -> None:
    passages, expected = passages_of(lengths), one_by_one(lengths)
    articles = sorted(data.draw(st.sets(st.integers(0, len(lengths) - 1), min_size=1)))
    begins = {article: position for article, number, position, _ in expected if number == 0}
    words = [
        (articles.index(article), position + word - begins[article], passage, number == 0)
        for passage, (article, number, position, length) in enumerate(expected)
        if article in articles
        for word in range(length)
    ]
    words = data.draw(st.permutations(words))
    which, positions = (np.array([word[column] for word in words], np.int64) for column in (0, 1))
    found, is_headline = passages.within(np.array(articles), which, positions)
    assert found.tolist() == [passage for _, _, passage, _ in words]
    assert is_headline.tolist() == [in_title for _, _, _, in_title in words]


@pytest.mark.parametrize("words", [254, 255, 256, 65534, 65535])
def test_positions_at_the_bounds_of_their_type_are_found(words: int) -> None:
    passages = passages_of([[0, words - 1, 1]])
    assert passages.containing(np.array([1, words - 1, words + 1], np.int64)).tolist() == [1, 1, 2]
