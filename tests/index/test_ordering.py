"""Strings are put in the order in which Python puts them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.building.ordering import in_order, ranked

WORDS = st.text(st.sampled_from("اوين \x00\x01\n\x0bمaé\uffff\ud800😀"), max_size=12) | st.text(max_size=3)
# What is longer than the letters that are compared as a number, and begins alike.
ALIKE = st.text("اب", min_size=30, max_size=70)


@given(st.lists(WORDS | ALIKE, max_size=60))
def test_any_strings(texts: list[str]) -> None:
    order, copies = in_order(texts)
    assert order.tolist() == sorted(range(len(texts)), key=texts.__getitem__)
    assert copies == sorted(texts)
    distinct, ranks = ranked(texts)
    assert distinct == sorted(set(texts))
    assert [distinct[rank] for rank in ranks.tolist()] == texts


def test_strings_of_very_many_letters() -> None:
    """Each letter of a key needs as many bits as there are letters."""
    texts = [chr(0x4E00 + number * 7 % 20_000) * (number % 5) for number in range(20_000)]
    order, copies = in_order(texts)
    assert order.tolist() == sorted(range(len(texts)), key=texts.__getitem__)
    assert copies == sorted(texts)


def test_the_order_is_that_of_the_bytes() -> None:
    texts = ["😀", "\uffff", "ﷺ", "ي", "z", ""]
    assert in_order(texts)[1] == sorted(texts, key=str.encode)


def test_none() -> None:
    order, copies = in_order([])
    assert (order.tolist(), copies) == ([], [])
    distinct, ranks = ranked([])
    assert distinct == []
    assert ranks.dtype == np.int64
