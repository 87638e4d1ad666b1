"""`LiveArticles`: a segment, less what has been deleted from it."""

from __future__ import annotations

from typing import NamedTuple

from index.segments.segment import SegmentView
from index.storage.arrays import Mask


class LiveArticles(NamedTuple):
    """The articles of a segment that are not deleted, by a commit or by whoever is writing.

    live: bool, one an article of `view`.
    """

    view: SegmentView
    live: Mask
