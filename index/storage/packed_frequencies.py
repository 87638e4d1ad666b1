"""How often a word stands in an article, in its headline and its lead: one byte."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from index.storage.arrays import IntArray

# The bits: body (4 bits), headline (2), lead (2, part of the body's).
# Saturation leaves little beyond these: with k1 = 1.2 the sixteenth occurrence adds half a percent to a score.
BODY_LIMIT, TITLE_LIMIT, LEAD_LIMIT = 15, 3, 3
TITLE_SHIFT, LEAD_SHIFT = 4, 6


def packed_frequencies(body: IntArray, title: IntArray, lead: IntArray) -> npt.NDArray[np.uint8]:
    """Frequencies of one posting each, in one byte; what exceeds its bits counts as their most."""
    packed = np.minimum(body, BODY_LIMIT).astype(np.uint8)
    packed |= np.minimum(title, TITLE_LIMIT).astype(np.uint8) << TITLE_SHIFT
    packed |= np.minimum(lead, LEAD_LIMIT).astype(np.uint8) << LEAD_SHIFT
    return packed


def _packed_counts() -> npt.NDArray[np.uint16]:
    packed = np.arange(1 << 8, dtype=np.uint16)
    return (packed & BODY_LIMIT) + (packed >> TITLE_SHIFT & TITLE_LIMIT)


#: Occurrences that a packed frequency stands for, in headline and body; at the most of either there may be more.
PACKED_COUNT = _packed_counts()
