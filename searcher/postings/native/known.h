/* What is known of texts before their words are looked at: which ones something else than a word finds, a phrase, and what
   that adds to their scores. */

#pragma once

#include "arrays.h"

/* Texts, ascending: articles (int32) or passages (int64), numbered through all segments; scores: int64, in UNITs. */
typedef struct {
    Array numbers;
    Py_buffer scores;
    Py_ssize_t count;
    int64_t most; /* of the scores */
} Known;

/* No sum of some such scores is too large. */
static const int64_t MOST_KNOWN = (int64_t)1 << 55;

static int64_t known_number(const Known *known, Py_ssize_t index)
{
    return (int64_t)at(&known->numbers, index);
}

static int64_t known_score(const Known *known, Py_ssize_t index)
{
    return ((const int64_t *)known->scores.buf)[index];
}

/* Read numbers of so many bytes that are less than `limit`, and scores: 0 or -1. None: nothing is known. */
static int known_read(Known *known, PyObject *numbers, PyObject *scores, Py_ssize_t itemsize, int64_t limit)
{
    if (numbers == Py_None)
        return 0;
    if (borrow(numbers, &known->numbers.buffer, itemsize, 0) < 0)
        return -1;
    const Py_ssize_t count = known->numbers.buffer.len / itemsize;
    known->numbers.count = count;
    known->numbers.width = (int)itemsize;
    if (borrow(scores, &known->scores, sizeof(int64_t), count) < 0)
        return -1;
    int64_t last = -1;
    for (Py_ssize_t each = 0; each < count; each++) {
        const int64_t number = known_number(known, each), score = known_score(known, each);
        if (number <= last || number >= limit || score < 0 || score > MOST_KNOWN) {
            PyErr_SetString(PyExc_ValueError, "what is known has to be of texts of the snapshot, ascending, and to add to scores");
            return -1;
        }
        known->most = score > known->most ? score : known->most;
        last = number;
    }
    known->count = count;
    return 0;
}

static void known_release(Known *known)
{
    PyBuffer_Release(&known->numbers.buffer);
    PyBuffer_Release(&known->scores);
}

/* The index of the first number, from an index on, that is not less than one. */
static Py_ssize_t known_from(const Known *known, Py_ssize_t index, int64_t number)
{
    return lower_bound(&known->numbers, index, known->count, (uint64_t)number);
}
