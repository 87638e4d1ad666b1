/* `Lists.holding` and `Lists.among`: how many articles hold a word, and which of some do. */

#pragma once

#include "runs.h"

/* Set the bit of every article of a run: 0, or DAMAGED. */
static int mark(const Run *run, uint64_t *bits)
{
    const Segment *segment = run->segment;
    const void *held = segment->arrays[ARTICLES].buffer.buf;
    const uint64_t articles = (uint64_t)segment->articles, base = (uint64_t)segment->base;
#define MARK(TYPE)                                                                                                    \
    for (int64_t posting = run->start; posting < run->stop; posting++) {                                              \
        uint64_t article = ((const TYPE *)held)[posting];                                                             \
        if (article >= articles)                                                                                      \
            return DAMAGED;                                                                                           \
        article += base;                                                                                              \
        bits[article / 64] |= (uint64_t)1 << article % 64;                                                            \
    }
    BY_TYPE(&segment->arrays[ARTICLES], MARK)
#undef MARK
    return 0;
}

/* How many articles hold a word with these runs, those of a segment one after the other; or DAMAGED.
   marked: bits, none of them set, before and after. */
static Py_ssize_t count_holding(const Runs *runs, uint64_t *marked)
{
    Py_ssize_t count = 0;
    int status = 0;
    for (Py_ssize_t each = 0; each < runs->count; each++) {
        const Segment *segment = runs->runs[each].segment;
        if (mark(&runs->runs[each], marked) < 0)
            status = DAMAGED; /* all are cleared nonetheless */
        if (each + 1 < runs->count && runs->runs[each + 1].segment == segment)
            continue;
        for (Py_ssize_t block = segment->base / 64; block <= (segment->base + segment->articles) / 64; block++) {
            count += __builtin_popcountll(marked[block]);
            marked[block] = 0;
        }
    }
    return status < 0 ? status : count;
}

/* holding(word) -> how many articles hold it */
static PyObject *lists_holding(Lists *self, PyObject *word)
{
    Runs runs = {0};
    Scratch *scratch = NULL;
    if (add_runs(self, &runs, word, 0, 0) < 0 || !(scratch = scratch_take(self))) {
        free(runs.runs);
        return NULL;
    }
    Py_ssize_t count;
    Py_BEGIN_ALLOW_THREADS
    count = count_holding(&runs, scratch->marked);
    Py_END_ALLOW_THREADS
    scratch_give(self, scratch, 1);
    free(runs.runs);
    return count < 0 ? failed(DAMAGED) : PyLong_FromSsize_t(count);
}

/* among(number of the segment, words: a list of their rows there, articles: int32) -> bool, whether each holds any */
static PyObject *lists_among(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != 3 || !PyList_Check(arguments[1])) {
        PyErr_SetString(PyExc_TypeError, "among(segment, words, articles)");
        return NULL;
    }
    const Segment *segment = segment_at(self, arguments[0]);
    if (!segment)
        return NULL;
    Runs runs = {0};
    Scratch *scratch = NULL;
    PyObject *answer = NULL;
    int status = 0;
    Py_buffer asked;
    if (borrow(arguments[2], &asked, sizeof(int32_t), 0) < 0)
        return NULL;
    for (Py_ssize_t word = 0; word < PyList_GET_SIZE(arguments[1]); word++)
        if (add_rows(&runs, segment, PyList_GET_ITEM(arguments[1], word), 0, 0) < 0)
            goto done;
    Py_ssize_t count = asked.len / (Py_ssize_t)sizeof(int32_t);
    if (!(answer = PyByteArray_FromStringAndSize(NULL, count)) || !(scratch = scratch_take(self))) {
        Py_CLEAR(answer);
        goto done;
    }
    const int32_t *articles = asked.buf;
    char *holds = PyByteArray_AS_STRING(answer);
    uint64_t *bits = scratch->marked;
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t each = 0; each < runs.count && status == 0; each++)
        status = mark(&runs.runs[each], bits);
    for (Py_ssize_t each = 0; each < count && status == 0; each++) {
        uint64_t article = (uint64_t)(segment->base + articles[each]);
        if (articles[each] < 0 || articles[each] >= segment->articles)
            status = DAMAGED;
        else
            holds[each] = bits[article / 64] >> article % 64 & 1;
    }
    int64_t first = segment->base / 64, end = (segment->base + segment->articles) / 64;
    memset(bits + first, 0, (size_t)(end - first + 1) * sizeof *bits);
    Py_END_ALLOW_THREADS
    scratch_give(self, scratch, 1);
    if (status < 0) {
        Py_CLEAR(answer);
        failed(status);
    }
done:
    PyBuffer_Release(&asked);
    free(runs.runs);
    return answer;
}
