/* `Lists.second_look`: what is added to the scores of some articles. */

#pragma once

#include "growing.h"
#include "runs.h"
#include "within.h"

/* Two words that are asked for together: how far the second has to stand behind the first, and the number of the pair. */
typedef struct {
    int32_t distance, number;
} Pair;

/* Note, in one article, the best window and how often the words of each pair meet. */
static void closeness(const int64_t *keys, Py_ssize_t count, const float *of_set, const Pair *pairs, Py_ssize_t words,
                      int64_t farthest, Py_ssize_t window, Py_ssize_t ahead, float *best, uint32_t *times)
{
    const int64_t word_mask = (1 << WORD_BITS) - 1;
    for (Py_ssize_t each = 0; each < count; each++) {
        int64_t spot = keys[each] >> WORD_BITS, word = keys[each] & word_mask;
        size_t held = (size_t)1 << word;
        for (Py_ssize_t next = 1; each + next < count; next++) {
            int64_t behind = (keys[each + next] >> WORD_BITS) - spot, other = keys[each + next] & word_mask;
            if ((next > ahead && next > farthest) || (behind >= window && behind > farthest))
                break;
            if (next <= ahead && behind < window)
                held |= (size_t)1 << other;
            if (next <= farthest && behind == pairs[word * words + other].distance)
                times[pairs[word * words + other].number]++;
        }
        if (of_set[held] > *best)
            *best = of_set[held];
    }
}

/* What a second look is for, and room for it. */
typedef struct {
    Py_buffer frequencies, damping, lengths;
    Runs runs;
    Py_ssize_t words, pair_count, window, ahead;
    double average, k1, together, adjacent, by_length;
    int64_t farthest;
    Pair *pairs;      /* of each word and each other */
    double *worth;    /* of each pair */
    uint32_t *times;  /* that the words of each pair meet in one article */
    float *idf;    /* of each word */
    float *of_set;    /* idf of every set of words, by the bits of its number */
    Growing keys;
    Hits hits;
} SecondLook;

enum { SECOND_LOOK_ARGUMENTS = 8 };

/* Which words are pairs. pairs: (first, second, distances, worth), each a tuple */
static int pairs_read(SecondLook *look, PyObject *pairs)
{
    PyObject *first, *second, *distances, *worth;
    if (!PyArg_ParseTuple(pairs, "O!O!O!O!", &PyTuple_Type, &first, &PyTuple_Type, &second, &PyTuple_Type, &distances,
                          &PyTuple_Type, &worth))
        return -1;
    look->pair_count = PyTuple_GET_SIZE(worth);
    if (PyTuple_GET_SIZE(first) != look->pair_count || PyTuple_GET_SIZE(second) != look->pair_count
        || PyTuple_GET_SIZE(distances) != look->pair_count) {
        PyErr_SetString(PyExc_ValueError, "pairs have as many first words as second ones, distances and worth");
        return -1;
    }
    look->times = malloc(((size_t)look->pair_count + 1) * sizeof *look->times);
    look->pairs = malloc((size_t)(look->words * look->words + 1) * sizeof *look->pairs);
    look->worth = malloc((size_t)(look->pair_count + 1) * sizeof *look->worth);
    if (!look->times || !look->pairs || !look->worth) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t each = 0; each < look->words * look->words; each++)
        look->pairs[each] = (Pair){-1, 0};
    for (Py_ssize_t each = 0; each < look->pair_count; each++) {
        const Py_ssize_t one = PyLong_AsSsize_t(PyTuple_GET_ITEM(first, each));
        const Py_ssize_t other = PyLong_AsSsize_t(PyTuple_GET_ITEM(second, each));
        const long distance = PyLong_AsLong(PyTuple_GET_ITEM(distances, each));
        look->worth[each] = PyFloat_AsDouble(PyTuple_GET_ITEM(worth, each));
        if (PyErr_Occurred())
            return -1;
        if (one < 0 || other < 0 || one >= look->words || other >= look->words || distance < 1 || distance > INT32_MAX) {
            PyErr_SetString(PyExc_ValueError, "a pair of words that are not asked about, or not apart");
            return -1;
        }
        look->pairs[one * look->words + other] = (Pair){(int32_t)distance, (int32_t)each};
        look->farthest = distance > look->farthest ? distance : look->farthest;
    }
    return 0;
}

/* (finding, weak, frequencies, damping: float32, idf, lengths: uint32, pairs as `pairs_read` takes them,
   (average length, k1, together, adjacent, by length, window, ahead)) */
static int second_look_read(Lists *self, SecondLook *look, PyObject *const *arguments)
{
    PyObject *finding = arguments[0], *weak = arguments[1], *idf = arguments[4], *pairs = arguments[6];
    if (!PyList_Check(finding) || !PyList_Check(weak) || !PyList_Check(idf) || !PyTuple_Check(pairs)
        || PyList_GET_SIZE(weak) != PyList_GET_SIZE(finding) || PyList_GET_SIZE(idf) != PyList_GET_SIZE(finding)) {
        PyErr_SetString(PyExc_TypeError, "a second look takes words, as many weak ones, how rare each is, and pairs of them");
        return -1;
    }
    look->words = PyList_GET_SIZE(finding);
    if (!PyArg_ParseTuple(arguments[7], "dddddnn", &look->average, &look->k1, &look->together, &look->adjacent,
                          &look->by_length, &look->window, &look->ahead))
        return -1;
    if (look->words > 1 << WORD_BITS) {
        PyErr_SetString(PyExc_ValueError, "more words than can be looked at together");
        return -1;
    }
    if (borrow(arguments[2], &look->frequencies, sizeof(uint32_t), 256) < 0
        || borrow(arguments[3], &look->damping, sizeof(float), self->article_count) < 0
        || borrow(arguments[5], &look->lengths, sizeof(uint32_t), self->article_count) < 0)
        return -1;
    /* Segment by segment: which of the articles are of one is then found out once. */
    for (Py_ssize_t number = 0; number < self->segment_count; number++)
        for (Py_ssize_t word = 0; word < look->words; word++)
            if (add_in_segment(self, &look->runs, number, PyList_GET_ITEM(finding, word), (int32_t)word, 0) < 0
                || add_in_segment(self, &look->runs, number, PyList_GET_ITEM(weak, word), (int32_t)word, 1) < 0)
                return -1;
    if (pairs_read(look, pairs) < 0)
        return -1;
    look->idf = malloc(((size_t)look->words + 1) * sizeof *look->idf);
    look->of_set = calloc((size_t)1 << look->words, sizeof *look->of_set);
    if (!look->idf || !look->of_set) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t word = 0; word < look->words; word++) {
        look->idf[word] = (float)PyFloat_AsDouble(PyList_GET_ITEM(idf, word));
        for (size_t set = 0; set < (size_t)1 << word; set++)
            look->of_set[set | (size_t)1 << word] = look->of_set[set] + look->idf[word];
    }
    return PyErr_Occurred() ? -1 : 0;
}

static void second_look_release(SecondLook *look)
{
    free(look->keys.numbers);
    free(look->hits.hits);
    free(look->runs.runs);
    free(look->times);
    free(look->idf);
    free(look->of_set);
    free(look->pairs);
    free(look->worth);
    PyBuffer_Release(&look->frequencies);
    PyBuffer_Release(&look->damping);
    PyBuffer_Release(&look->lengths);
}

/* What is added to the scores of some articles, ascending: 0, or what failed. */
static int look_again(const Lists *self, SecondLook *look, const int32_t *articles, Py_ssize_t asked, float *added,
                      Scratch *scratch)
{
    const Py_ssize_t words = look->words, cells = words * asked;
    const float *damping = look->damping.buf, *idf = look->idf;
    const uint32_t *lengths = look->lengths.buf;
    uint32_t *counts = calloc(2 * (size_t)cells + 1, sizeof *counts), *finding = counts, *together = counts + cells;
    if (!counts)
        return NO_MEMORY;
    for (Py_ssize_t each = 0; each < asked; each++) { /* they are wanted in the end */
        PREFETCH(damping + articles[each]);
        PREFETCH(lengths + articles[each]);
    }
    Growing *keys = &look->keys;
    Collection into = {.lists = self, .frequencies = look->frequencies.buf, .asked = asked, .finding = finding,
                       .together = together, .wanted = OWN_POSITIONS, .hits = &look->hits, .keys = keys};
    int status = gather(&look->runs, &into, articles, asked, scratch);
    if (status == 0)
        status = sort(keys);
    for (Py_ssize_t each = 0, begin = 0; each < asked && status == 0; each++) {
        double score = 0, damped = (double)damping[articles[each]] * WEIGHT_UNIT;
        for (Py_ssize_t word = 0; word < words; word++) {
            double finds = finding[word * asked + each], all = together[word * asked + each];
            if (all > finds)
                score += idf[word] * (look->k1 + 1) * (all / (all + damped) - finds / (finds + damped));
        }
        Py_ssize_t end = begin;
        while (end < keys->count && keys->numbers[end] >> (POSITION_BITS + WORD_BITS) == each)
            end++;
        float best = 0;
        memset(look->times, 0, (size_t)look->pair_count * sizeof *look->times);
        closeness(keys->numbers + begin, end - begin, look->of_set, look->pairs, words, look->farthest, look->window,
                  look->ahead, &best, look->times);
        score += look->together * best;
        double softness = 1 - look->by_length + look->by_length * (lengths[articles[each]] / look->average);
        for (Py_ssize_t pair = 0; pair < look->pair_count; pair++)
            if (look->times[pair])
                score += 2 * look->adjacent * look->times[pair] / (look->times[pair] + softness) * look->worth[pair];
        added[each] = (float)score;
        begin = end;
    }
    free(counts);
    return status;
}

/* Whether articles ascend, and are below `limit`; if not, an error is set. */
static int are_ascending(const int32_t *articles, Py_ssize_t count, Py_ssize_t limit)
{
    for (Py_ssize_t each = 0; each < count; each++)
        if (articles[each] < 0 || articles[each] >= limit || (each && articles[each] <= articles[each - 1])) {
            PyErr_SetString(PyExc_ValueError, "articles have to be those of the snapshot, ascending");
            return 0;
        }
    return 1;
}

/* second_look(articles: int32, ascending, and what `second_look_read` takes) -> float32, one an article: see
   `searcher.retrieval.reranking` */
static PyObject *lists_second_look(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != 1 + SECOND_LOOK_ARGUMENTS) {
        PyErr_SetString(PyExc_TypeError, "second_look(articles, words, weak, frequencies, damping, idf, lengths, pairs, "
                                         "constants)");
        return NULL;
    }
    PyObject *answer = NULL;
    SecondLook look = {0};
    Py_buffer articles = {0};
    Scratch *scratch = NULL;
    int status = -1;
    if (borrow(arguments[0], &articles, sizeof(int32_t), 0) < 0 || second_look_read(self, &look, arguments + 1) < 0)
        goto done;
    Py_ssize_t asked = articles.len / (Py_ssize_t)sizeof(int32_t);
    if (!are_ascending(articles.buf, asked, self->article_count) || !(scratch = scratch_take(self))
        || !(answer = PyByteArray_FromStringAndSize(NULL, asked * (Py_ssize_t)sizeof(float))))
        goto done;
    Py_BEGIN_ALLOW_THREADS
    status = look_again(self, &look, articles.buf, asked, (float *)PyByteArray_AS_STRING(answer), scratch);
    Py_END_ALLOW_THREADS
    if (status < 0) {
        Py_CLEAR(answer);
        failed(status);
    }
done:
    if (scratch)
        scratch_give(self, scratch, 1);
    second_look_release(&look);
    PyBuffer_Release(&articles);
    return answer;
}
