"""Which segments a commit merges: few segments for those who ask, little work for each update.

A question costs a little for each segment, and a merge costs what the words cost that it writes again. The rules:

- **Smaller segments are merged with a larger one** once they are, together, no longer small beside it. So sizes grow
  from each segment to the next and there are few; and a word is written again only when the segment around it grows by
  a third, a few times in its life (the logarithmic method of Bentley and Saxe, 1980; Lucene's LogMergePolicy). A
  segment counts for 100,000 words at least, so up to 300,000 an index is one. No commit merges more than `BUDGET`
  words this way, however large the index, unless it wrote as many itself.
- **There are never more than `MOST_SEGMENTS`.** Segments too large to be merged within the budget gather one by one,
  two a year where a hundred articles come a day. When there are too many, all but the five largest become
  one, and that one update takes seconds longer. Optimizing at a convenient hour forestalls it.
- **Where neither has anything to merge, the segments of which more than half is deleted become one**, even a single
  one: so what is deleted takes no more room than what is not.
- **What one segment can't hold is several.** Of a group that would be too full the first that fit are merged.

Sizes are numbers of words in articles that are not deleted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

#: Words written again at a commit, unless the update is large itself: of 20,000 news stories.
BUDGET: Final = 6_000_000
#: How many times the words that an update wrote may be written again at once.
_SHARE: Final = 2
#: How much larger than all smaller ones together a segment may be and still be merged with them.
_RATIO: Final = 3
#: What a segment counts for in that at least: smaller ones are merged in no time.
_FLOOR: Final = 100_000
#: Segments that an index has at most after a commit.
MOST_SEGMENTS: Final = 10


def segments_to_merge(
    sizes: Sequence[int],
    written: int = 0,
    half_deleted: Sequence[bool] = (),
    fullness: Sequence[float] = (),
) -> list[int]:
    """The numbers of the segments that a commit should write anew, as one; none where all is well.

    sizes: live words of each segment. written: words that this update has added. half_deleted: of each segment, whether
    more than half of its articles are deleted; none is where it is empty. fullness: of each, 1 at the most; of a group
    together it may not be more; none is full where it is empty.
    """
    smallest_first = sorted(range(len(sizes)), key=sizes.__getitem__)
    budget = max(BUDGET, _SHARE * written)
    totals = list(accumulate(sizes[number] for number in smallest_first))
    count = 0
    smaller = 0
    for at, number in enumerate(smallest_first):
        if at and totals[at] <= budget and sizes[number] <= _RATIO * smaller:
            count = at + 1
        smaller += max(sizes[number], _FLOOR)
    if not count and len(sizes) > MOST_SEGMENTS:
        count = len(sizes) - MOST_SEGMENTS // 2
    full = fullness or [0.0] * len(sizes)
    for group in groups_that_fit(smallest_first[:count], full):
        if len(group) > 1:
            return group
    return next(groups_that_fit([number for number, half in enumerate(half_deleted) if half], full), [])


def groups_that_fit(numbers: Sequence[int], fullness: Sequence[float]) -> Iterator[list[int]]:
    """Some segments, in their order, in groups each of which one segment can hold."""
    group: list[int] = []
    for number in numbers:
        if group and sum(fullness[each] for each in (*group, number)) > 1:
            yield group
            group = []
        group.append(number)
    if group:
        yield group
