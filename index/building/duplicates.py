"""Groups of articles of much the same text: agency copy in several newspapers, a story under two urls.

Every article belongs to a group, mostly of one, and the segment stores the group's label: 64 bits of its founder's
content hash (`founders_labels`). An article gets its label when it is written (`group_labels`), and keeps it through
all merges:

- it is compared with articles that came before it, in this segment or another, are not deleted, and share a number of
  the signature with it (`index.ingestion.signatures`);
- it joins the group of which it is most like those members on the average, if that is at least `ALIKE`; else it founds
  its own.

The average, because likeness is not transitive: were one like member enough, a daily report that changes a little every
day would become one group of a whole year. A group needs no member that stands for it, so articles can be deleted,
replaced and merged away; the rest keep their label. Whether articles come in one commit or in many makes no difference
but for those that are deleted or replaced meanwhile, nor does when segments are merged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, pairwise
from operator import itemgetter
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from corpus import Article
from index.ingestion.signatures import NO_BAND, PROFILE_BINS, Profiles, likeness
from index.segments.live_articles import LiveArticles
from index.segments.segment import BANDS, SegmentView, Signatures, id_hash
from index.storage.arrays import IntArray

Labels = npt.NDArray[np.uint64]

#: Likeness from which articles are taken for the same: a little above .6, since the wrong ones hide what is sought.
ALIKE: Final = 0.61
# Each article is compared with so many before it that share a number: a template that a thousand articles fill in must
# not cost a million comparisons.
_NEIGHBOURS: Final = 32
# Articles of older segments that are read at once.
_READ_AT_ONCE: Final = 2_000
_FIRST: Final = itemgetter(0)


class _Met(NamedTuple):
    """Articles of older segments that share something with new ones."""

    articles: list[tuple[SegmentView, int]]
    signatures: Signatures
    labels: Labels


def founders_labels(signatures: Signatures, content_hashes: Labels, ids: Sequence[str]) -> Labels:
    """The label of the group that each article would found.

    Equal contents found the same one, so that they are together however many of them there are. But with too few words
    an article is like no other, equal or not: its label is its own.

    content_hashes: 64 bits of each.
    """
    labels = content_hashes.copy()
    for number in np.flatnonzero((signatures == NO_BAND).all(axis=1)).tolist():
        labels[number] ^= np.uint64(id_hash(ids[number]))
    return labels


def group_labels(
    signatures: Signatures,
    own_labels: Labels,
    others: Sequence[LiveArticles],
    profiles: Callable[[IntArray], Iterable[Profiles]],
    profiles_of: Callable[[Sequence[Article]], Profiles],
) -> Labels:
    """The label of each new article's group.

    signatures: of the new articles, in the order in which they came; own_labels: of the group that each would found;
    others: the segments that are there already. profiles: those of new articles by their numbers, ascending, in parts;
    profiles_of: those of articles that were stored.
    """
    met = _met(signatures, others)
    old = len(met.articles)
    earlier, later = _pairs(np.concatenate([met.signatures, signatures]), old)
    labels = np.concatenate([met.labels, own_labels])
    if len(earlier):
        compared = np.zeros(len(labels), np.bool_)
        compared[earlier] = compared[later] = True
        involved = np.flatnonzero(compared)
        stored = [met.articles[at] for at in involved[involved < old].tolist()]
        held = np.empty((len(involved), PROFILE_BINS), np.uint8)  # large: it is filled part by part
        filled = 0
        for part in chain(_stored_profiles(stored, profiles_of), profiles(involved[involved >= old] - old)):
            held[filled : filled + len(part)] = part
            filled += len(part)
        alike = likeness(held, np.searchsorted(involved, earlier), np.searchsorted(involved, later))
        _join(labels, earlier, later, alike)
    return labels[old:]


def _stored_profiles(
    articles: Sequence[tuple[SegmentView, int]], profiles_of: Callable[[Sequence[Article]], Profiles]
) -> Iterator[Profiles]:
    """The profiles of articles of segments, a few at a time: an update may rewrite all there are."""
    for first in range(0, len(articles), _READ_AT_ONCE):
        yield profiles_of([view.article(number) for view, number in articles[first : first + _READ_AT_ONCE]])


def _met(signatures: Signatures, others: Sequence[LiveArticles]) -> _Met:
    """Live articles of segments that share a number with a signature; an array step a band and segment."""
    articles: list[tuple[SegmentView, int]] = []
    held, labels = [signatures[:0]], [np.zeros(0, np.uint64)]
    for view, live in others:
        shared = np.zeros(view.article_count, np.bool_)
        for band in range(BANDS):
            wanted = np.unique(signatures[:, band])
            wanted = wanted[wanted != NO_BAND]
            hopeful = np.zeros(1 << 16, np.bool_)
            hopeful[wanted & 0xFFFF] = True
            values = view.signatures[:, band]
            indices = np.flatnonzero(hopeful[values & 0xFFFF])
            shared[indices[np.isin(values[indices], wanted)]] = True
        numbers = np.flatnonzero(shared & live)
        articles += [(view, number) for number in numbers.tolist()]
        held.append(view.signatures[numbers])
        labels.append(view.groups[numbers])
    return _Met(articles, np.concatenate(held), np.concatenate(labels))


def _pairs(signatures: Signatures, old: int) -> tuple[IntArray, IntArray]:
    """Pairs to compare, by the later and then the earlier one. No pair has both among the first `old`."""
    count = len(signatures)
    found = [np.zeros(0, np.int64)]
    for band in range(BANDS):
        values = signatures[:, band]
        order = np.argsort(values, kind="stable")
        order = order[values[order] != NO_BAND]
        values = values[order]
        for distance in range(1, _NEIGHBOURS + 1):
            same = values[distance:] == values[:-distance]
            if not same.any():
                break
            earlier, later = order[:-distance][same], order[distance:][same]
            new = later >= old
            found.append(later[new] * count + earlier[new])
    pairs = np.concatenate(found)
    pairs.sort()  # much faster than np.unique, which hashes
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    return pairs % max(count, 1), pairs // max(count, 1)


def _join(labels: Labels, earlier: IntArray, later: IntArray, alike: npt.NDArray[np.float32]) -> None:
    """Give each later article, in order, the label of the group that it is most like, where it is like one."""
    hopeful = np.zeros(len(labels), np.bool_)
    hopeful[later[alike >= ALIKE]] = True
    kept = hopeful[later]
    articles, others, values = later[kept], earlier[kept].tolist(), alike[kept].tolist()
    bounds = np.flatnonzero(np.diff(articles, prepend=-1, append=-1)).tolist()
    joined = labels.tolist()
    for article, (first, end) in zip(articles[bounds[:-1]].tolist(), pairwise(bounds), strict=True):
        of_group: dict[int, list[float]] = {}
        for other, value in zip(others[first:end], values[first:end], strict=True):
            of_group.setdefault(joined[other], []).append(value)
        # Of equal ones the group that was met first.
        average, best = max(((sum(each) / len(each), label) for label, each in of_group.items()), key=_FIRST)
        if average >= ALIKE:
            joined[article] = best
    labels[:] = joined
