/* With which posting lists a word is searched. */

#pragma once

#include "snapshot.h"

/* Consecutive slots of one segment and their postings: a row of `searcher.postings.slots.WeightedSlots`. */
typedef struct {
    const Segment *segment;
    int64_t first, end, start, stop, weight;
    int32_t word;
    int8_t own, weak;
} Run;

typedef struct {
    Run *runs;
    Py_ssize_t count, room;
} Runs;

/* The runs of a word in one segment. table: a `searcher.postings.slots.WeightedSlots`. */
static int add_rows(Runs *runs, const Segment *segment, PyObject *table, int32_t word, int8_t weak)
{
    Py_buffer buffer;
    if (!PyTuple_Check(table) || PyTuple_GET_SIZE(table) != 2) {
        PyErr_SetString(PyExc_TypeError, "a table is its rows, and how many postings they have");
        return -1;
    }
    if (PyObject_GetBuffer(PyTuple_GET_ITEM(table, 0), &buffer, PyBUF_C_CONTIGUOUS) < 0)
        return -1;
    Py_ssize_t rows = buffer.len / (RUN_FIELDS * (Py_ssize_t)sizeof(int64_t));
    if (runs->count + rows > runs->room) {
        runs->room = (runs->count + rows) * 2 + 64;
        Run *more = realloc(runs->runs, (size_t)runs->room * sizeof *more);
        if (!more) {
            PyBuffer_Release(&buffer);
            PyErr_NoMemory();
            return -1;
        }
        runs->runs = more;
    }
    const int64_t *row = buffer.buf;
    for (Py_ssize_t each = 0; each < rows; each++, row += RUN_FIELDS) {
        Run run = {segment, row[RUN_FIRST], row[RUN_END], row[RUN_START], row[RUN_STOP], row[RUN_WEIGHT],
                   word, row[RUN_OWN] != 0, weak};
        if (run.start < 0 || run.start > run.stop || run.stop > segment->arrays[ARTICLES].count || run.first < 0
            || run.first > run.end || run.end >= segment->arrays[ARTICLE_STARTS].count || run.weight < 0
            || run.weight >= 1 << WEIGHT_BITS) {
            PyBuffer_Release(&buffer);
            failed(DAMAGED);
            return -1;
        }
        runs->runs[runs->count++] = run;
    }
    PyBuffer_Release(&buffer);
    return 0;
}

/* The runs of a word in the segment of a number. tables: a tuple with one table a segment. */
static int add_in_segment(Lists *self, Runs *runs, Py_ssize_t number, PyObject *tables, int32_t word, int8_t weak)
{
    if (!PyTuple_Check(tables) || PyTuple_GET_SIZE(tables) != self->segment_count) {
        PyErr_SetString(PyExc_TypeError, "a word is a tuple with a table for each segment");
        return -1;
    }
    return add_rows(runs, &self->segments[number], PyTuple_GET_ITEM(tables, number), word, weak);
}

/* The runs of a word in all segments. */
static int add_runs(Lists *self, Runs *runs, PyObject *tables, int32_t word, int8_t weak)
{
    for (Py_ssize_t number = 0; number < self->segment_count; number++)
        if (add_in_segment(self, runs, number, tables, word, weak) < 0)
            return -1;
    return 0;
}
