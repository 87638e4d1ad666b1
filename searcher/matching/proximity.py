"""Which occurrences of several items stand side by side, or near one another: pure array work on positions and spans.

The rule for near. A choice takes one occurrence of every item, no word twice (the same item asked for twice needs two
occurrences), all in one unit (passage or sentence). It holds where at most `distance` words lie between the first and
the last of them beside their own, and, if `ordered`, they follow one another in the order of the items. Words are kept
that some choice that holds takes (for whichever item, where several can stand there).

- Ordered: the least number of words between the items up to each occurrence is a running minimum over the item before;
  with the same from the other end, every occurrence knows the best choice that takes it.
- In any order, occurrences of one word each: a stretch of `items + distance` words holds a choice exactly if any
  items together have as many different positions in it as they are (Hall's marriage theorem, 1935), and then every
  word of theirs in the stretch is in some choice. Items without common positions need no more than one position each.
- In any order with occurrences of several words: the running minimum over every subset of the items. Beyond
  `_MOST_BY_SUBSETS` items the rule for single words is taken, by which longer occurrences may share a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, groupby, pairwise
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from index.storage.arrays import Int64Array, IntArray, Mask

Number = TypeVar("Number", bound=np.integer[Any])

_MOST_BY_SUBSETS: Final = 6
#: So many items that share positions are tried in all their combinations; of more, one, two or all of them.
_MOST_ENTANGLED: Final = 8
_NEVER: Final = np.int64(1) << 60


class Stretches(NamedTuple):
    """Occurrences of one item: first position, position behind the last, and number of the unit. In any order."""

    starts: Int64Array
    ends: Int64Array
    units: Int64Array


def near(items: Sequence[Stretches], distance: int, *, ordered: bool) -> list[Mask]:
    """For each item which of its occurrences are at words that are kept.

    Positions of consecutive words differ by one within a unit; units ascend with positions.
    """
    if not all(len(item.starts) for item in items):
        return [np.zeros(len(item.starts), np.bool_) for item in items]
    lowest = min(int(item.starts.min()) for item in items)
    highest = max(int(item.ends.max()) for item in items)
    distance = min(distance, highest - lowest)
    width = distance + sum(int((item.ends - item.starts).max()) for item in items)
    # Units moved so far apart that nothing near lies across two of them.
    moved = [(item.starts + item.units * (width + 1), item.ends + item.units * (width + 1)) for item in items]
    if ordered:
        return _in_order(moved, distance)
    if len(items) <= _MOST_BY_SUBSETS and any(np.any(ends - starts > 1) for starts, ends in moved):
        return _by_subsets(moved, distance)
    return _by_windows(moved, width)


Moved = tuple[Int64Array, Int64Array]


def distinct(numbers: npt.NDArray[Number]) -> npt.NDArray[Number]:
    """Each number once, ascending. For runs that ascend already: `np.unique` takes seconds for positions far apart."""
    numbers = np.sort(numbers, kind="stable")
    new = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=new[1:])
    return numbers[new]


def contains(ascending: npt.NDArray[Number], wanted: npt.NDArray[Number]) -> Mask:
    """For each of `wanted` whether it is in `ascending`."""
    return look_up(ascending, wanted)[1] if len(ascending) else np.zeros(len(wanted), np.bool_)


def look_up(ascending: IntArray, wanted: IntArray) -> tuple[npt.NDArray[np.intp], Mask]:
    """For each of `wanted` an index into `ascending` (not empty), and whether it is there."""
    indices = np.searchsorted(ascending, wanted)
    indices[indices == len(ascending)] = 0
    there: Mask = ascending[indices] == wanted
    return indices, there


# -------------------------------------------------------------------------------------------- side by side


def side_by_side(words: Sequence[int], positions: Iterable[tuple[int, Int64Array]]) -> Int64Array:
    """Where words stand side by side in this order: the positions of the first, ascending.

    positions: every distinct word once, with all of its positions, ascending. The rarest should come first:
    what is left never grows, and no further word is asked for when nothing is.
    """
    # Of each word: where it stands in the phrase, how often in a row.
    stretches: dict[int, list[tuple[int, int]]] = {}
    offset = 0
    for word, row in groupby(words):
        length = len(list(row))
        stretches.setdefault(word, []).append((offset, length))
        offset += length
    found: Int64Array | None = None
    for word, held in positions:
        rows: dict[int, Int64Array] = {}
        for offset, length in stretches[word]:
            if length not in rows:
                # The word stands so often in a row where the position of its last but so many is so much farther on.
                begins = held[: max(len(held) - length + 1, 0)]
                rows[length] = begins[held[length - 1 :] - begins == length - 1]
            before: Int64Array = rows[length] - offset if found is None else found
            found = before if found is None else before[contains(rows[length], before + offset)]
            if not len(found):
                return found
    assert found is not None, "a phrase has a word"
    return found


# ------------------------------------------------------------------------------------------------ in order


def _in_order(items: Sequence[Moved], distance: int) -> list[Mask]:
    before = _chain(items, distance)
    behind = _chain([(-ends, -starts) for starts, ends in reversed(items)], distance)[::-1]
    return [one + other <= distance for one, other in zip(before, behind, strict=True)]


def _chain(items: Sequence[Moved], distance: int) -> list[Int64Array]:
    """For each occurrence of each item the fewest words between the items up to it."""
    costs = [np.zeros(len(items[0][0]), np.int64)]
    for (_, ends), (starts, _) in pairwise(items):
        costs.append(_step(costs[-1], ends, starts, distance))
    return costs


def _step(costs: Int64Array, ends: Int64Array, starts: Int64Array, distance: int) -> Int64Array:
    """The costs of occurrences that begin at `starts`, behind the cheapest of those that end at `ends`."""
    usable = costs <= distance
    ends, costs = ends[usable], costs[usable]
    if not len(ends):
        return np.full(len(starts), _NEVER)
    order = np.argsort(ends, kind="stable")
    ends = ends[order]
    cheapest = np.minimum.accumulate(costs[order] - ends)
    at = np.searchsorted(ends, starts, side="right") - 1
    found: Int64Array = np.where(at >= 0, starts + cheapest[at], _NEVER)
    return found


# --------------------------------------------------------------------------------------- any order, subsets


def _by_subsets(items: Sequence[Moved], distance: int) -> list[Mask]:
    before = _over_subsets(items, distance)
    behind = _over_subsets([(-ends, -starts) for starts, ends in items], distance)
    everything = (1 << len(items)) - 1
    kept = []
    for last in range(len(items)):
        best = np.full(len(items[last][0]), _NEVER)
        for chosen in range(everything + 1):
            if chosen >> last & 1:
                rest = everything ^ chosen | 1 << last
                best = np.minimum(best, before[chosen, last] + behind[rest, last])
        kept.append(best <= distance)
    return kept


def _over_subsets(items: Sequence[Moved], distance: int) -> dict[tuple[int, int], Int64Array]:
    """By (subset as bits, item in it): the fewest words between the items of the subset, that item's the last."""
    costs: dict[tuple[int, int], Int64Array] = {}
    for chosen in range(1, 1 << len(items)):
        members = [item for item in range(len(items)) if chosen >> item & 1]
        for last in members:
            starts = items[last][0]
            before = chosen ^ 1 << last
            others = [item for item in members if item != last]
            if not others:
                costs[chosen, last] = np.zeros(len(starts), np.int64)
                continue
            costs[chosen, last] = _step(
                np.concatenate([costs[before, other] for other in others]),
                np.concatenate([items[other][1] for other in others]),
                starts,
                distance,
            )
    return costs


# --------------------------------------------------------------------------------------- any order, windows


def _by_windows(items: Sequence[Moved], width: int) -> list[Mask]:
    """Stretches of `width` words that begin with an occurrence and hold a choice."""
    begins = distinct(np.concatenate([starts for starts, _ in items]))
    for positions, needed in _conditions([starts for starts, _ in items]):
        held = np.searchsorted(positions, begins + width) - np.searchsorted(positions, begins)
        begins = begins[held >= needed]
        if not len(begins):
            break
    kept = []
    for starts, _ in items:
        at = np.searchsorted(begins, starts, side="right") - 1
        kept.append((at >= 0) & (starts - begins[at] < width) if len(begins) else at >= 0)
    return kept


def _conditions(items: Sequence[Int64Array]) -> Iterator[tuple[Int64Array, int]]:
    """Ascending positions and how many of them a stretch must hold; together they say that it holds a choice."""
    # Items that stand at the same positions are one, needed several times.
    groups: list[list[Int64Array]] = []
    for item in items:
        positions = distinct(item)
        for group in groups:
            if np.array_equal(group[0], positions):
                group.append(positions)
                break
        else:
            groups.append([positions])
    groups.sort(key=lambda group: len(group[0]))  # the rarest leave the least for the others
    for group in groups:
        yield group[0], len(group)
    total = sum(len(group[0]) for group in groups)
    if len(distinct(np.concatenate([group[0] for group in groups]))) == total:
        return
    for entangled in _entangled([group[0] for group in groups]):
        count = len(entangled)
        sizes = range(2, count + 1) if count <= _MOST_ENTANGLED else sorted({2, count})
        for size in sizes:
            for chosen in combinations(entangled, size):
                positions = distinct(np.concatenate([groups[at][0] for at in chosen]))
                yield positions, sum(len(groups[at]) for at in chosen)


def _entangled(items: Sequence[Int64Array]) -> list[list[int]]:
    """The items that share positions, directly or by way of others; those that share none are left out."""
    components: list[list[int]] = []
    for number, positions in enumerate(items):
        joined, apart = [number], []
        for component in components:
            if any(np.isin(positions, items[other], assume_unique=True).any() for other in component):
                joined += component
            else:
                apart.append(component)
        components = [*apart, joined]
    return [component for component in components if len(component) > 1]
