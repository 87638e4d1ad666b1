"""Counting in C refuses whatever it should not be given."""

from __future__ import annotations

import numpy as np
import pytest

from index.storage import compiled
from tests.index.test_holdings import starts, written

pytestmark = pytest.mark.skipif(not compiled.AVAILABLE, reason="the extension could not be compiled here")


@pytest.mark.parametrize(
    ("list_lengths", "member_lengths", "members", "articles", "what"),
    [
        ([2, 1], [1], [2], 5, "not there"),  # such a list
        ([2, 1], [2], [0], 5, "not there"),  # fewer members
        ([2, -1], [1], [0], 5, "not there"),
        ([2, 1], [2, -1], [0], 5, "not there"),
        ([2**62], [1], [0], 5, "not there"),  # no file is so long
        ([2, 1], [1], [1], 4, "not what was written"),  # article 4
        ([2, 3], [1], [1], 5, "not what was written"),  # the file ends before
    ],
)
def test_lists_that_cannot_be_are_an_error(
    list_lengths: list[int], member_lengths: list[int], members: list[int], articles: int, what: str
) -> None:
    with written([[0, 1], [4]], np.uint32) as stored, pytest.raises(ValueError, match=what):
        compiled.loops.holdings(
            stored.descriptor,
            stored.offset,
            4,
            starts(list_lengths),
            starts(member_lengths),
            np.array(members, np.uint32),
            articles,
        )


def test_a_file_that_cannot_be_read_is_an_error() -> None:
    with pytest.raises(OSError, match="Bad file descriptor"):
        compiled.loops.holdings(-1, 0, 4, starts([2]), starts([1]), np.zeros(1, np.uint32), 5)


def test_no_lists_have_no_members() -> None:
    nothing = np.zeros(0, np.int64)
    with pytest.raises(ValueError, match="not there"):
        compiled.loops.holdings(0, 0, 4, nothing, starts([1]), np.zeros(1, np.uint32), 5)
