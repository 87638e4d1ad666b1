/* The type `Lists`: the arrays of all segments of a snapshot, and room for calls. */

#pragma once

#include "arrays.h"

enum {
    PEAKS, ARTICLES, FREQUENCIES, ARTICLE_STARTS, POSITION_SKIPS, POSITIONS, LONG_POSTINGS, LONG_EXCESS, STEM_SLOTS,
    TERM_TEXT, TERM_STARTS, SLOTS, SLOT_TERMS, STEM_TEXT, STEM_STARTS,
    RELATED, RELATED_STARTS, RELATED_STEMS, RELATED_WEIGHTS, RELATED_HOLDINGS, PASSAGE_STARTS, PASSAGE_PLACES, PARENT_STEMS, PARENT_OWN, ARRAYS
};

/* Which stems of its parent a segment has: a bit for each, and how many are set before each 64 of them. */
typedef struct {
    uint64_t *bits;
    uint32_t *before;
    Py_ssize_t blocks;
} OfParent;

typedef struct {
    Array arrays[ARRAYS];
    OfParent of_parent;
    Py_ssize_t base, articles, passage_base;
} Segment;

/* What is worked out of an article: side by side, so that it is brought to the processor in one go. */
typedef struct {
    int64_t score;
    uint32_t value; /* a frequency, or which of the articles asked about it is */
    union {
        uint32_t words;   /* how many of the words that an article should have it has */
        uint32_t leading; /* of the bound of its paragraphs, what the leading words add: LEADING_UNITs, rounded down */
    };
} Cell;

/* Articles whose rough bounds are gone through together (`rough.h`). */
enum { ROUGH_BLOCK = 64 };

/* Room for one call. All but what is touched is zero between two. */
typedef struct {
    Cell *cells;       /* one an article */
    uint64_t *held;    /* one bit an article */
    uint64_t *marked;  /* the same */
    uint8_t *bounds;   /* one an article, and to the end of the last block; of each word so far (`rough.h`) */
    uint8_t *values;   /* the same, of one word */
    uint8_t *leading;  /* the same, of the leading words, where there are others */
    uint8_t *blocks;   /* whether there are bounds in each block, or the highest */
    Py_ssize_t block_count;
    uint32_t *touched; /* some articles, so many at the most */
    Py_ssize_t room;
} Scratch;

enum { SCRATCHES = 8 };

typedef struct {
    PyObject_HEAD
    Segment *segments;
    Py_ssize_t segment_count, article_count, passage_count;
    uint16_t counts[256];
    PyObject *no_terms; /* `searcher.postings.slots.NO_TERMS` */
    Scratch *free[SCRATCHES]; /* taken and given back under the interpreter's lock */
    int free_count;
} Lists;

static void scratch_free(Scratch *scratch)
{
    if (scratch) {
        free(scratch->cells);
        free(scratch->held);
        free(scratch->marked);
        free(scratch->bounds);
        free(scratch->values);
        free(scratch->leading);
        free(scratch->blocks);
        free(scratch->touched);
        free(scratch);
    }
}

static Scratch *scratch_take(Lists *self)
{
    if (self->free_count)
        return self->free[--self->free_count];
    const size_t blocks = (size_t)self->article_count / ROUGH_BLOCK + 1, count = blocks * ROUGH_BLOCK;
    Scratch *scratch = calloc(1, sizeof *scratch);
    if (scratch) {
        scratch->cells = calloc(count, sizeof *scratch->cells);
        scratch->held = calloc(count / 64 + 1, sizeof *scratch->held);
        scratch->marked = calloc(count / 64 + 1, sizeof *scratch->marked);
        scratch->bounds = calloc(count, sizeof *scratch->bounds);
        scratch->values = calloc(count, sizeof *scratch->values);
        scratch->leading = calloc(count, sizeof *scratch->leading);
        scratch->blocks = calloc(blocks, sizeof *scratch->blocks);
        scratch->block_count = (Py_ssize_t)blocks;
        scratch->touched = malloc(count * sizeof *scratch->touched);
        scratch->room = (Py_ssize_t)count;
        if (scratch->cells && scratch->held && scratch->marked && scratch->bounds && scratch->values && scratch->leading
            && scratch->blocks && scratch->touched)
            return scratch;
        scratch_free(scratch);
    }
    PyErr_NoMemory();
    return NULL;
}

/* clean: whether it is all zero again; after an error it is not. */
static void scratch_give(Lists *self, Scratch *scratch, int clean)
{
    if (clean && self->free_count < SCRATCHES)
        self->free[self->free_count++] = scratch;
    else
        scratch_free(scratch);
}

static void lists_dealloc(Lists *self)
{
    for (Py_ssize_t number = 0; number < self->segment_count; number++) {
        for (int name = 0; name < ARRAYS; name++)
            if (self->segments[number].arrays[name].buffer.obj)
                PyBuffer_Release(&self->segments[number].arrays[name].buffer);
        free(self->segments[number].of_parent.bits);
        free(self->segments[number].of_parent.before);
    }
    free(self->segments);
    Py_XDECREF(self->no_terms);
    while (self->free_count)
        scratch_free(self->free[--self->free_count]);
    PyTypeObject *type = Py_TYPE(self);
    type->tp_free(self);
    Py_DECREF(type);
}

/* The segment of a number, or NULL and an error. */
static const Segment *segment_at(const Lists *self, PyObject *number)
{
    Py_ssize_t index = PyLong_AsSsize_t(number);
    if (index == -1 && PyErr_Occurred())
        return NULL;
    if (index >= 0 && index < self->segment_count)
        return &self->segments[index];
    PyErr_SetString(PyExc_ValueError, "no such segment");
    return NULL;
}

/* Fill `of_parent`. stems: no segment has more; a parent that is gone may have had. */
static int map_parent(Segment *segment, Py_ssize_t stems)
{
    const Array *theirs = &segment->arrays[PARENT_STEMS];
    OfParent *of = &segment->of_parent;
    if (!theirs->count)
        return 0;
    of->blocks = stems / 64 + 1;
    of->bits = calloc((size_t)of->blocks, sizeof *of->bits);
    of->before = malloc((size_t)of->blocks * sizeof *of->before);
    if (!of->bits || !of->before) {
        PyErr_NoMemory();
        return -1;
    }
    Py_ssize_t done = 0, each = 0, number = -1;
    for (; each < theirs->count; each++) {
        const Py_ssize_t last = number;
        number = (Py_ssize_t)at(theirs, each);
        if (number <= last) {
            failed(DAMAGED);
            return -1;
        }
        if (number >= stems)
            break;
        for (; done <= number / 64; done++)
            of->before[done] = (uint32_t)each;
        of->bits[number / 64] |= (uint64_t)1 << number % 64;
    }
    for (; done < of->blocks; done++)
        of->before[done] = (uint32_t)each;
    return 0;
}

static PyObject *lists_new(PyTypeObject *type, PyObject *arguments, PyObject *names)
{
    PyObject *segments, *counts, *no_terms;
    if (names && PyDict_GET_SIZE(names))
        return PyErr_Format(PyExc_TypeError, "Lists takes no named arguments");
    if (!PyArg_ParseTuple(arguments, "O!OO", &PyTuple_Type, &segments, &counts, &no_terms))
        return NULL;
    if (!PyTuple_Check(no_terms) || PyTuple_GET_SIZE(no_terms) != 2) {
        PyErr_SetString(PyExc_TypeError, "a table is its rows, and how many postings they have");
        return NULL;
    }
    Lists *self = (Lists *)type->tp_alloc(type, 0);
    if (!self)
        return NULL;
    self->no_terms = Py_NewRef(no_terms);
    Py_buffer buffer;
    if (borrow(counts, &buffer, sizeof *self->counts, 256) < 0)
        goto failed;
    memcpy(self->counts, buffer.buf, sizeof self->counts);
    PyBuffer_Release(&buffer);
    Py_ssize_t segment_count = PyTuple_GET_SIZE(segments), base = 0, passage_base = 0, stems = 0;
    self->segments = calloc((size_t)segment_count + 1, sizeof *self->segments);
    if (!self->segments) {
        PyErr_NoMemory();
        goto failed;
    }
    for (Py_ssize_t number = 0; number < segment_count; number++) {
        Segment *segment = &self->segments[number];
        PyObject *given = PyTuple_GET_ITEM(segments, number);
        if (!PyTuple_Check(given) || PyTuple_GET_SIZE(given) != ARRAYS) {
            PyErr_SetString(PyExc_TypeError, "a segment is a tuple of its arrays");
            goto failed;
        }
        self->segment_count = number + 1;
        for (int name = 0; name < ARRAYS; name++)
            if (array_of(PyTuple_GET_ITEM(given, name), &segment->arrays[name]) < 0)
                goto failed;
        const Array *arrays = segment->arrays;
        if (!arrays[PASSAGE_STARTS].count || !arrays[PASSAGE_PLACES].count || !arrays[LONG_EXCESS].count
            || !arrays[ARTICLE_STARTS].count || !arrays[STEM_SLOTS].count
            || arrays[PARENT_STEMS].count != arrays[PARENT_OWN].count
            || arrays[ARTICLES].count != arrays[FREQUENCIES].count || arrays[FREQUENCIES].width != 1
            || arrays[PEAKS].count < (arrays[ARTICLES].count + 1) / 2 || arrays[PEAKS].width != 1
            || arrays[TERM_TEXT].width != 1 || arrays[STEM_TEXT].width != 1 || arrays[ARTICLES].width == 8
            || arrays[LONG_EXCESS].count != arrays[LONG_POSTINGS].count + 1
            || arrays[POSITION_SKIPS].count != (arrays[ARTICLES].count + SKIP - 1) / SKIP) {
            failed(DAMAGED);
            goto failed;
        }
        /* Only what may be large is, and can't be taken for something negative where it is counted with. */
        for (int name = 0; name < ARRAYS; name++)
            if (arrays[name].width == 8 && name != POSITION_SKIPS && name != LONG_EXCESS && name != PASSAGE_PLACES
                && name != TERM_STARTS && name != STEM_STARTS) {
                failed(DAMAGED);
                goto failed;
            }
        segment->base = base;
        segment->passage_base = passage_base;
        segment->articles = arrays[PASSAGE_STARTS].count - 1;
        base += segment->articles;
        passage_base += arrays[PASSAGE_PLACES].count - 1;
        stems = arrays[STEM_SLOTS].count - 1 > stems ? arrays[STEM_SLOTS].count - 1 : stems;
    }
    for (Py_ssize_t number = 0; number < segment_count; number++)
        if (map_parent(&self->segments[number], stems) < 0)
            goto failed;
    self->article_count = base;
    self->passage_count = passage_base;
    if (base > INT32_MAX) {
        PyErr_SetString(PyExc_ValueError, "more articles than can be numbered");
        goto failed;
    }
    return (PyObject *)self;
failed:
    Py_DECREF(self);
    return NULL;
}
