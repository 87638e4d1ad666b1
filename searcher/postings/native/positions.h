/* Where the positions of a posting's words stand. */

#pragma once

#include "snapshot.h"

/* Where the positions of a posting begin, and how many there are: 0, or DAMAGED where that can't be. */
static int positions_of(const Lists *self, const Segment *segment, Py_ssize_t posting, Py_ssize_t *start,
                        Py_ssize_t *count)
{
    const Array *arrays = segment->arrays, *long_postings = &arrays[LONG_POSTINGS], *excess = &arrays[LONG_EXCESS];
    const uint8_t *packed = arrays[FREQUENCIES].buffer.buf;
    Py_ssize_t block = posting / SKIP * SKIP;
    uint32_t before = 0, own = self->counts[packed[posting]], unsure = own;
    for (Py_ssize_t each = block; each < posting; each++) {
        before += self->counts[packed[each]] & COUNT_MASK;
        unsure |= self->counts[packed[each]];
    }
    Py_ssize_t begin = (Py_ssize_t)at(&arrays[POSITION_SKIPS], block / SKIP) + before;
    Py_ssize_t length = own & COUNT_MASK;
    if (unsure > COUNT_MASK) {
        Py_ssize_t of_block = lower_bound(long_postings, 0, long_postings->count, (uint64_t)block);
        Py_ssize_t of_own = lower_bound(long_postings, of_block, long_postings->count, (uint64_t)posting);
        Py_ssize_t behind = lower_bound(long_postings, of_own, long_postings->count, (uint64_t)posting + 1);
        begin += (Py_ssize_t)(at(excess, of_own) - at(excess, of_block));
        length += (Py_ssize_t)(at(excess, behind) - at(excess, of_own));
    }
    *start = begin;
    *count = length;
    return begin < 0 || length < 0 || begin > arrays[POSITIONS].count - length ? DAMAGED : 0;
}
