"""Nodes of a query tree: which are the same."""

from __future__ import annotations

from copy import copy
from itertools import combinations

import pytest

from searcher.language.query import (
    And,
    AndMaybe,
    AtLeast,
    DateRange,
    Every,
    FieldValue,
    First,
    Fuzzy,
    Has,
    Near,
    Not,
    NullQuery,
    Or,
    Pattern,
    Phrase,
    Query,
    Within,
    Word,
)


def nodes() -> list[Query]:
    """One of every kind, and of most another that differs in one part."""
    one, other = Word("text", "سد"), Word("text", "ماء")
    return [
        *(one, other, Word("title", "سد"), Word("text", "سد", 2.0)),
        *(Phrase("text", ["سد"]), Phrase("text", ["سد", "ماء"]), Phrase("text", ["سد"], boost=2.0)),
        *(Pattern("text", "سد"), Pattern("text", "سد", 2.0), Fuzzy("text", "سد", 1), Fuzzy("text", "سد", 2)),
        *(FieldValue("source", ("سد",)), FieldValue("author", ("سد",)), Has("source"), Has("author")),
        *(And([one, other]), And([other, one]), Or([one, other]), Or([one]), AndMaybe(one, other)),
        *(
            AndMaybe(other, one),
            Not(one),
            Not(other),
            Every(),
            NullQuery(),
            DateRange(1, 2),
            DateRange(1, None),
        ),
        *(Near((one, other), 3), Near((one, other), 4), Near((one, other), 3, ordered=True)),
        *(Within("paragraph", one), Within("sentence", one), First(one, 9), AtLeast(one, 9), AtLeast(one, 8)),
    ]


def test_a_node_is_the_same_as_one_made_alike() -> None:
    for one, other in zip(nodes(), nodes(), strict=True):
        assert one == other
        assert hash(one) == hash(other)
        assert repr(one) == repr(other)


def test_nodes_of_other_kinds_or_parts_differ() -> None:
    for one, other in combinations(nodes(), 2):
        assert one != other
        assert repr(one) != repr(other)
    assert len(set(nodes())) == len(nodes())


@pytest.mark.parametrize("node", nodes(), ids=repr)
def test_a_node_of_which_any_part_is_another_differs(node: Query) -> None:
    for name in vars(node):
        other = copy(node)
        setattr(other, name, "another")
        assert other != node
        assert repr(other) != repr(node)


def test_parts_may_come_in_any_sequence() -> None:
    word = Word("text", "سد")
    assert Phrase("text", ["سد", "ماء"]) == Phrase("text", ("سد", "ماء"))
    assert And([word, Every()]) == And((word, Every()))


@pytest.mark.parametrize("node", nodes(), ids=repr)
def test_children_are_the_nodes_among_the_parts(node: Query) -> None:
    def among(part: object) -> list[Query]:
        if isinstance(part, Query):
            return [part]
        return [query for each in part for query in among(each)] if isinstance(part, tuple) else []

    assert list(node.children()) == [query for part in vars(node).values() for query in among(part)]
