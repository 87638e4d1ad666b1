/* The loops over posting lists of `searcher.postings`. What is asked, and by what method it is answered, is told in
   `searcher.postings.base`; `searcher.postings.arrays` does the same where this could not be compiled.

   A `Lists` holds the arrays of all segments of a snapshot, as they are mapped, and sees their articles, and their
   passages, as numbered in one row. Nothing that a file says is trusted: each number that is read is checked before it
   is used as a place in another array, and one that can't be ends the call with ValueError. The interpreter's lock is
   not held within the loops.

   Arithmetic is that of NumPy on float32, operation by operation, so that both ways give the same scores to the bit.
*/

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the files are little-endian, and are read as they are"
#endif
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The fields of `searcher.postings.slots.Run`. */
enum { RUN_FIELDS = 6, RUN_FIRST = 0, RUN_END, RUN_START, RUN_STOP, RUN_WEIGHT, RUN_OWN };
/* What is noted of a posting: what it adds to a score, also where its word stands, or in which paragraphs. */
enum { INTO_CELLS, OWN_PLACES, PARAGRAPHS };
enum { PLACE_BITS = 40, WORD_BITS = 4, WEIGHT_BITS = 12 };
/* As in `index.posting_lists`. */
enum { SKIP = 16, COUNT_BITS = 10, COUNT_MASK = (1 << COUNT_BITS) - 1 };

/* So many times the articles that are looked into first are then put in order, before more are. */
enum { FIRST_STAGE = 8 };
enum { FULL_WEIGHT = 100 }; /* `searcher.ranking.WEIGHT_UNIT` */
static const float UNIT = 1073741824.0f; /* `searcher.postings.base.UNIT` */
static const double SLACK = 1 - 1e-5;    /* `searcher.postings.base.SLACK` */
static const float HUNDREDTH = (float)(1.0 / 100);

/* What will be needed so many steps later is brought to the processor meanwhile. */
enum { AHEAD = 24 };
#define PREFETCH(address) __builtin_prefetch(address)

/* What finding one number in a list costs, in numbers that are gone through. */
static const Py_ssize_t SEARCH = 12;

static const char *const DAMAGED = "the index is damaged: a posting list leads out of its segment";

/* ------------------------------------------------------------------------------------------------ arrays */

/* One dimension of unsigned integers, little-endian, as they stand in a file. */
typedef struct {
    Py_buffer buffer;
    Py_ssize_t count;
    int width;
} Array;

static int array_of(PyObject *object, Array *array)
{
    if (PyObject_GetBuffer(object, &array->buffer, PyBUF_C_CONTIGUOUS) < 0)
        return -1;
    array->width = (int)array->buffer.itemsize;
    array->count = array->buffer.len / (array->width ? array->width : 1);
    if (array->width == 1 || array->width == 2 || array->width == 4 || array->width == 8)
        return 0;
    PyBuffer_Release(&array->buffer);
    PyErr_SetString(PyExc_ValueError, "an array of whole numbers was expected");
    return -1;
}

static inline uint64_t at(const Array *array, Py_ssize_t place)
{
    const char *data = array->buffer.buf;
    switch (array->width) {
    case 1: return ((const uint8_t *)data)[place];
    case 2: return ((const uint16_t *)data)[place];
    case 4: return ((const uint32_t *)data)[place];
    default: return ((const uint64_t *)data)[place];
    }
}

/* Where the first number not below `wanted` stands between two places of an ascending array. */
static inline Py_ssize_t lower_bound(const Array *array, Py_ssize_t low, Py_ssize_t high, uint64_t wanted)
{
    while (low < high) {
        Py_ssize_t middle = low + (high - low) / 2;
        if (at(array, middle) < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The same, where it is likely to be near the beginning. */
static inline Py_ssize_t gallop(const Array *array, Py_ssize_t low, Py_ssize_t high, uint64_t wanted)
{
    Py_ssize_t step = 1;
    while (low + step < high && at(array, low + step) < wanted) {
        low += step;
        step *= 2;
    }
    return lower_bound(array, low, low + step < high ? low + step : high, wanted);
}

/* A buffer of a certain type for the time of a call. */
static int borrow(PyObject *object, Py_buffer *buffer, Py_ssize_t itemsize, Py_ssize_t least)
{
    if (PyObject_GetBuffer(object, buffer, PyBUF_C_CONTIGUOUS) < 0)
        return -1;
    if (buffer->itemsize == itemsize && buffer->len / itemsize >= least)
        return 0;
    PyBuffer_Release(buffer);
    PyErr_SetString(PyExc_ValueError, "an array has another type or length than it should");
    return -1;
}

/* Numbers that are collected one by one. */
typedef struct {
    int64_t *numbers;
    Py_ssize_t count, room;
} Growing;

static int grow(Growing *growing, Py_ssize_t more)
{
    if (growing->count + more > growing->room) {
        Py_ssize_t room = (growing->count + more) * 2 + 256;
        int64_t *numbers = realloc(growing->numbers, (size_t)room * sizeof *numbers);
        if (!numbers)
            return -1;
        growing->numbers = numbers;
        growing->room = room;
    }
    return 0;
}

/* ------------------------------------------------------------------------------------------------ a snapshot */

enum {
    ARTICLES, FREQUENCIES, ARTICLE_STARTS, POSITION_SKIPS, POSITIONS, LONG_POSTINGS, LONG_EXCESS, STEM_SLOTS,
    PASSAGE_STARTS, PASSAGE_PLACES, ARRAYS
};

typedef struct {
    Array arrays[ARRAYS];
    Py_ssize_t base, articles, passage_base;
} Segment;

/* What is worked out of an article: side by side, so that it is brought to the processor in one go. */
typedef struct {
    int64_t score;
    uint32_t value; /* a frequency, or which of the articles asked about it is */
} Cell;

/* Room for one call. Cells and bits are all zero between two. */
typedef struct {
    Cell *cells;       /* one an article */
    uint64_t *held;    /* one bit an article */
    uint32_t *touched; /* some articles */
} Scratch;

enum { SCRATCHES = 8 };

typedef struct {
    PyObject_HEAD
    Segment *segments;
    Py_ssize_t segment_count, article_count, passage_count;
    uint16_t counts[256];
    Scratch *free[SCRATCHES]; /* taken and given back under the interpreter's lock */
    int free_count;
} Lists;

static void scratch_free(Scratch *scratch)
{
    if (scratch) {
        free(scratch->cells);
        free(scratch->held);
        free(scratch->touched);
        free(scratch);
    }
}

static Scratch *scratch_take(Lists *self)
{
    if (self->free_count)
        return self->free[--self->free_count];
    size_t count = (size_t)self->article_count + 64;
    Scratch *scratch = calloc(1, sizeof *scratch);
    if (scratch) {
        scratch->cells = calloc(count, sizeof *scratch->cells);
        scratch->held = calloc(count / 64 + 1, sizeof *scratch->held);
        scratch->touched = malloc(count * sizeof *scratch->touched);
        if (scratch->cells && scratch->held && scratch->touched)
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
    for (Py_ssize_t number = 0; number < self->segment_count; number++)
        for (int name = 0; name < ARRAYS; name++)
            if (self->segments[number].arrays[name].buffer.obj)
                PyBuffer_Release(&self->segments[number].arrays[name].buffer);
    free(self->segments);
    while (self->free_count)
        scratch_free(self->free[--self->free_count]);
    PyTypeObject *type = Py_TYPE(self);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyObject *lists_new(PyTypeObject *type, PyObject *arguments, PyObject *names)
{
    PyObject *segments, *counts;
    if (names && PyDict_GET_SIZE(names))
        return PyErr_Format(PyExc_TypeError, "Lists takes no named arguments");
    if (!PyArg_ParseTuple(arguments, "O!O", &PyTuple_Type, &segments, &counts))
        return NULL;
    Lists *self = (Lists *)type->tp_alloc(type, 0);
    if (!self)
        return NULL;
    Py_buffer buffer;
    if (borrow(counts, &buffer, sizeof *self->counts, 256) < 0)
        goto failed;
    memcpy(self->counts, buffer.buf, sizeof self->counts);
    PyBuffer_Release(&buffer);
    Py_ssize_t segment_count = PyTuple_GET_SIZE(segments), base = 0, passage_base = 0;
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
            || arrays[ARTICLES].count != arrays[FREQUENCIES].count || arrays[FREQUENCIES].width != 1
            || arrays[ARTICLES].width == 8 || arrays[LONG_EXCESS].count != arrays[LONG_POSTINGS].count + 1
            || arrays[POSITION_SKIPS].count != (arrays[ARTICLES].count + SKIP - 1) / SKIP) {
            PyErr_SetString(PyExc_ValueError, DAMAGED);
            goto failed;
        }
        segment->base = base;
        segment->passage_base = passage_base;
        segment->articles = arrays[PASSAGE_STARTS].count - 1;
        base += segment->articles;
        passage_base += arrays[PASSAGE_PLACES].count - 1;
    }
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

/* ------------------------------------------------------------------------------------------------ runs */

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

/* The runs of a word. tables: a tuple with one table a segment. */
static int add_runs(Lists *self, Runs *runs, PyObject *tables, int32_t word, int8_t weak)
{
    if (!PyTuple_Check(tables) || PyTuple_GET_SIZE(tables) != self->segment_count) {
        PyErr_SetString(PyExc_TypeError, "a word is a tuple with a table for each segment");
        return -1;
    }
    for (Py_ssize_t number = 0; number < self->segment_count; number++) {
        const Segment *segment = &self->segments[number];
        Py_buffer buffer;
        if (borrow(PyTuple_GET_ITEM(tables, number), &buffer, sizeof(int64_t), 0) < 0)
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
                PyErr_SetString(PyExc_ValueError, DAMAGED);
                return -1;
            }
            runs->runs[runs->count++] = run;
        }
        PyBuffer_Release(&buffer);
    }
    return 0;
}

/* ------------------------------------------------------------------------------------------------ slots */

typedef int64_t Row[RUN_FIELDS];

static int by_first(const void *one, const void *other)
{
    int64_t a = (*(const Row *)one)[RUN_FIRST], b = (*(const Row *)other)[RUN_FIRST];
    return a < b ? -1 : a > b;
}

static void put(const Array *starts, Row *rows, Py_ssize_t *count, int64_t first, int64_t end, int64_t weight, int own)
{
    if (first >= end)
        return;
    int64_t *row = rows[(*count)++];
    row[RUN_FIRST] = first;
    row[RUN_END] = end;
    row[RUN_START] = (int64_t)at(starts, first);
    row[RUN_STOP] = (int64_t)at(starts, end);
    row[RUN_WEIGHT] = weight;
    row[RUN_OWN] = own;
}

/* slots(place, stems, weights, own: list, forms: list of (slot, weight, own), very or -1, least)
   -> (table, total, table of what weighs less, total) */
static PyObject *lists_slots(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != 7 || !PyList_Check(arguments[3]) || !PyList_Check(arguments[4])) {
        PyErr_SetString(PyExc_TypeError, "slots(place, stems, weights, own, forms, very, least)");
        return NULL;
    }
    Py_ssize_t place = PyLong_AsSsize_t(arguments[0]);
    int64_t very = PyLong_AsLongLong(arguments[5]), least = PyLong_AsLongLong(arguments[6]);
    if (PyErr_Occurred())
        return NULL;
    if (place < 0 || place >= self->segment_count) {
        PyErr_SetString(PyExc_ValueError, "no such segment");
        return NULL;
    }
    const Array *starts = &self->segments[place].arrays[ARTICLE_STARTS];
    const Array *stem_slots = &self->segments[place].arrays[STEM_SLOTS];
    Array stems, weights;
    if (array_of(arguments[1], &stems) < 0)
        return NULL;
    if (array_of(arguments[2], &weights) < 0) {
        PyBuffer_Release(&stems.buffer);
        return NULL;
    }
    PyObject *answer = NULL, *tables[2] = {NULL, NULL};
    Py_ssize_t room = stems.count + PyList_GET_SIZE(arguments[4]) + 3, counts[2] = {0, 0}, slots = starts->count - 1;
    Row *rows = PyMem_Malloc((size_t)room * 3 * sizeof *rows), *parts[2] = {rows, rows + room};
    if (!rows) {
        PyErr_NoMemory();
        goto done;
    }
    if (weights.count != stems.count || very >= slots) {
        PyErr_SetString(PyExc_ValueError, "stems and weights have to be as many, and slots those of the segment");
        goto done;
    }
    /* Behind the two tables, the part of the first before it is cut at the very form. */
    Row *uncut = rows + 2 * room;
    Py_ssize_t uncut_count = 0;
    for (Py_ssize_t each = 0; each < stems.count; each++) {
        uint64_t number = at(&stems, each);
        int64_t weight = (int64_t)at(&weights, each);
        if (number + 1 >= (uint64_t)stem_slots->count)
            continue;
        int own = 0;
        for (Py_ssize_t other = 0; other < PyList_GET_SIZE(arguments[3]); other++)
            own |= PyLong_AsUnsignedLongLong(PyList_GET_ITEM(arguments[3], other)) == number;
        int64_t first = (int64_t)at(stem_slots, number), end = (int64_t)at(stem_slots, number + 1);
        if (first > end || end > slots) {
            PyErr_SetString(PyExc_ValueError, DAMAGED);
            goto done;
        }
        if (weight < least)
            put(starts, parts[1], &counts[1], first, end, weight, own);
        else
            put(starts, uncut, &uncut_count, first, end, weight, own);
    }
    for (Py_ssize_t each = 0, weak_of_stems = counts[1], of_stems = uncut_count; each < PyList_GET_SIZE(arguments[4]);
         each++) {
        long long slot, weight;
        int own, known_already = 0;
        if (!PyArg_ParseTuple(PyList_GET_ITEM(arguments[4], each), "LLp", &slot, &weight, &own))
            goto done;
        if (slot < 0 || slot >= slots) {
            PyErr_SetString(PyExc_ValueError, "slots have to be those of the segment");
            goto done;
        }
        for (Py_ssize_t other = 0; other < of_stems; other++)
            known_already |= uncut[other][RUN_FIRST] <= slot && slot < uncut[other][RUN_END];
        for (Py_ssize_t other = 0; other < weak_of_stems; other++)
            known_already |= parts[1][other][RUN_FIRST] <= slot && slot < parts[1][other][RUN_END];
        if (!known_already && weight < least)
            put(starts, parts[1], &counts[1], slot, slot + 1, weight, own);
        else if (!known_already)
            put(starts, uncut, &uncut_count, slot, slot + 1, weight, own);
    }
    if (PyErr_Occurred())
        goto done;
    qsort(parts[1], (size_t)counts[1], sizeof *rows, by_first);
    qsort(uncut, (size_t)uncut_count, sizeof *rows, by_first);
    for (Py_ssize_t each = 0; each <= uncut_count; each++) {
        const int64_t *row = uncut[each];
        int last = each == uncut_count;
        if (very >= 0 && (last || very < row[RUN_END])) {
            int inside = !last && very >= row[RUN_FIRST];
            if (inside)
                put(starts, parts[0], &counts[0], row[RUN_FIRST], very, row[RUN_WEIGHT], (int)row[RUN_OWN]);
            put(starts, parts[0], &counts[0], very, very + 1, FULL_WEIGHT, 1);
            int64_t behind = very + 1;
            very = -1;
            if (inside) {
                put(starts, parts[0], &counts[0], behind, row[RUN_END], row[RUN_WEIGHT], (int)row[RUN_OWN]);
                continue;
            }
        }
        if (!last)
            put(starts, parts[0], &counts[0], row[RUN_FIRST], row[RUN_END], row[RUN_WEIGHT], (int)row[RUN_OWN]);
    }
    int64_t totals[2] = {0, 0};
    for (int part = 0; part < 2; part++) {
        for (Py_ssize_t each = 0; each < counts[part]; each++)
            totals[part] += parts[part][each][RUN_STOP] - parts[part][each][RUN_START];
        tables[part] = PyByteArray_FromStringAndSize((const char *)parts[part], counts[part] * (Py_ssize_t)sizeof *rows);
    }
    if (tables[0] && tables[1])
        answer = Py_BuildValue("OLOL", tables[0], (long long)totals[0], tables[1], (long long)totals[1]);
done:
    Py_XDECREF(tables[0]);
    Py_XDECREF(tables[1]);
    PyMem_Free(rows);
    PyBuffer_Release(&stems.buffer);
    PyBuffer_Release(&weights.buffer);
    return answer;
}

/* ------------------------------------------------------------------------------------------------ scores */

/* Add up what a run has for each article. Returns how many articles have been touched by now, or -1. */
static Py_ssize_t add_up(const Run *run, const uint32_t *frequencies, Scratch *scratch, Py_ssize_t touched)
{
    const Segment *segment = run->segment;
    const uint8_t *packed = segment->arrays[FREQUENCIES].buffer.buf;
    const void *held = segment->arrays[ARTICLES].buffer.buf;
    const uint64_t articles = (uint64_t)segment->articles;
    Cell *cells = scratch->cells + segment->base;
    uint32_t *out = scratch->touched;
    const uint32_t base = (uint32_t)segment->base, weight = (uint32_t)run->weight;
#define ADD_UP(TYPE)                                                                                                  \
    for (int64_t posting = run->start; posting < run->stop; posting++) {                                              \
        uint32_t article = ((const TYPE *)held)[posting];                                                             \
        uint32_t later = ((const TYPE *)held)[posting + AHEAD < run->stop ? posting + AHEAD : posting];               \
        if (article >= articles || later >= articles)                                                                 \
            return -1;                                                                                                \
        PREFETCH(&cells[later]);                                                                                      \
        uint32_t value = frequencies[packed[posting]] * weight;                                                       \
        if (value) {                                                                                                  \
            out[touched] = article + base;                                                                            \
            touched += !cells[article].value;                                                                         \
            cells[article].value += value;                                                                            \
        }                                                                                                             \
    }
    switch (segment->arrays[ARTICLES].width) {
    case 1: ADD_UP(uint8_t) break;
    case 2: ADD_UP(uint16_t) break;
    default: ADD_UP(uint32_t) break;
    }
#undef ADD_UP
    return touched;
}

static inline int64_t scored(uint32_t value, float most, float damping)
{
    float frequency = (float)value * HUNDREDTH;
    float score = most * frequency;
    score /= frequency + damping;
    return (int64_t)(score * UNIT);
}

/* Turn the values of the first `count` of the touched articles into what they add to the scores. */
static void score_cells(Scratch *scratch, Py_ssize_t count, float most, const float *damping)
{
    for (Py_ssize_t each = 0; each < count; each++) {
        uint32_t article = scratch->touched[each], later = scratch->touched[each + AHEAD < count ? each + AHEAD : each];
        PREFETCH(&scratch->cells[later]);
        PREFETCH(&damping[later]);
        Cell *cell = &scratch->cells[article];
        if (cell->value) {
            cell->score += scored(cell->value, most, damping[article]);
            cell->value = 0;
            scratch->held[article / 64] |= (uint64_t)1 << article % 64;
        }
    }
}

/* The articles whose bits are set, ascending, as those touched; how many. */
static Py_ssize_t take_held(Scratch *scratch, Py_ssize_t article_count)
{
    Py_ssize_t found = 0;
    for (Py_ssize_t block = 0; block <= article_count / 64; block++)
        for (uint64_t bits = scratch->held[block]; bits; bits &= bits - 1)
            scratch->touched[found++] = (uint32_t)(block * 64 + __builtin_ctzll(bits));
    return found;
}

/* Of the first `count` of the touched articles those that pass and score no less than `least`; the others are let go. */
static Py_ssize_t keep(Scratch *scratch, Py_ssize_t count, const char *passes, double least)
{
    Py_ssize_t kept = 0;
    for (Py_ssize_t each = 0; each < count; each++) {
        uint32_t article = scratch->touched[each];
        PREFETCH(&scratch->cells[scratch->touched[each + AHEAD < count ? each + AHEAD : each]]);
        if ((!passes || passes[article]) && (double)scratch->cells[article].score >= least)
            scratch->touched[kept++] = article;
        else {
            scratch->cells[article].score = 0;
            scratch->held[article / 64] &= ~((uint64_t)1 << article % 64);
        }
    }
    return kept;
}

static int are_ascending(const int32_t *articles, Py_ssize_t count, Py_ssize_t limit)
{
    for (Py_ssize_t each = 0; each < count; each++)
        if (articles[each] < 0 || articles[each] >= limit || (each && articles[each] <= articles[each - 1])) {
            PyErr_SetString(PyExc_ValueError, "articles have to be those of the snapshot, ascending");
            return 0;
        }
    return 1;
}

static PyObject *pair_of(const Py_ssize_t count, char **first, size_t first_size, char **second, size_t second_size)
{
    PyObject *one = PyByteArray_FromStringAndSize(NULL, count * (Py_ssize_t)first_size);
    PyObject *other = PyByteArray_FromStringAndSize(NULL, count * (Py_ssize_t)second_size);
    PyObject *pair = one && other ? PyTuple_Pack(2, one, other) : NULL;
    if (pair) {
        *first = PyByteArray_AS_STRING(one);
        *second = PyByteArray_AS_STRING(other);
    }
    Py_XDECREF(one);
    Py_XDECREF(other);
    return pair;
}

/* The first `count` of the touched articles and their scores, which are taken out. */
static PyObject *taken(Scratch *scratch, Py_ssize_t count)
{
    char *articles, *scores;
    PyObject *pair = pair_of(count, &articles, sizeof(int32_t), &scores, sizeof(int64_t));
    if (!pair)
        return NULL;
    memcpy(articles, scratch->touched, (size_t)count * sizeof(int32_t));
    for (Py_ssize_t each = 0; each < count; each++) {
        uint32_t article = scratch->touched[each];
        ((int64_t *)scores)[each] = scratch->cells[article].score;
        scratch->cells[article].score = 0;
        scratch->held[article / 64] = 0;
    }
    return pair;
}

/* ------------------------------------------------------------------------------------------------ within */

/* Where the positions of a posting begin, and how many there are: -1 where that can't be. */
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
    return begin < 0 || length < 0 || begin > arrays[POSITIONS].count - length ? -1 : 0;
}

/* A posting that was met: of which run, and of which article of all. */
typedef struct {
    const Run *run;
    int64_t posting;
    uint32_t article;
} Met;

typedef struct {
    Met *postings;
    Py_ssize_t count, room;
} Meetings;

static int make_room(Meetings *met, Py_ssize_t more)
{
    if (met->count + more > met->room) {
        Py_ssize_t room = (met->count + more) * 2 + 256;
        Met *postings = realloc(met->postings, (size_t)room * sizeof *postings);
        if (!postings)
            return -2;
        met->postings = postings;
        met->room = room;
    }
    return 0;
}

typedef struct {
    const Lists *lists;
    const uint32_t *frequencies;
    Py_ssize_t asked; /* articles asked about */
    uint32_t *finding, *together;
    int wanted;
    int word_bits;
    Growing *keys;
    Cell *cells;   /* for INTO_CELLS, … */
    Meetings *met; /* … where postings are also noted, if this is given */
} Collection;

/* Note one posting in the article of number `which` among those asked about. */
static int collect(const Collection *into, const Run *run, Py_ssize_t posting, Py_ssize_t which, uint32_t article)
{
    const Segment *segment = run->segment;
    const Array *arrays = segment->arrays;
    if (into->wanted != PARAGRAPHS) {
        uint8_t packed = ((const uint8_t *)arrays[FREQUENCIES].buffer.buf)[posting];
        uint32_t value = into->frequencies[packed] * (uint32_t)run->weight;
        if (into->wanted == INTO_CELLS) {
            into->cells[article + segment->base].value += value;
            if (into->met) {
                if (make_room(into->met, 1) < 0)
                    return -2;
                into->met->postings[into->met->count++] = (Met){run, posting, article + (uint32_t)segment->base};
            }
            return 0;
        }
        Py_ssize_t cell = run->word * into->asked + which;
        into->together[cell] += value;
        if (run->weak)
            return 0;
        into->finding[cell] += value;
        if (!run->own)
            return 0;
    }
    Py_ssize_t start, count;
    if (positions_of(into->lists, segment, posting, &start, &count) < 0 || grow(into->keys, count) < 0)
        return -1;
    int64_t *out = into->keys->numbers + into->keys->count;
    if (into->wanted == OWN_PLACES) {
        int64_t base = (int64_t)which << PLACE_BITS;
        for (Py_ssize_t each = 0; each < count; each++)
            out[each] = (base + (int64_t)at(&arrays[POSITIONS], start + each)) << WORD_BITS | run->word;
        into->keys->count += count;
        return 0;
    }
    Py_ssize_t headline = (Py_ssize_t)at(&arrays[PASSAGE_STARTS], article);
    Py_ssize_t behind = (Py_ssize_t)at(&arrays[PASSAGE_STARTS], article + 1);
    if (headline >= behind || behind >= arrays[PASSAGE_PLACES].count)
        return -1;
    uint64_t first = at(&arrays[PASSAGE_PLACES], headline);
    Py_ssize_t passage = headline, kept = 0;
    for (Py_ssize_t each = 0; each < count; each++) {
        uint64_t place = first + at(&arrays[POSITIONS], start + each);
        while (passage + 1 < behind && at(&arrays[PASSAGE_PLACES], passage + 1) <= place)
            passage++;
        if (passage != headline)
            out[kept++] = ((int64_t)(passage + segment->passage_base) << into->word_bits | run->word) << WEIGHT_BITS
                          | run->weight;
    }
    into->keys->count += kept;
    return 0;
}

/* The same of consecutive postings, by going through all of them. */
static int scan(const Collection *into, const Run *run, int64_t start, int64_t stop, const Scratch *scratch)
{
    const Segment *segment = run->segment;
    const void *held = segment->arrays[ARTICLES].buffer.buf;
    const uint64_t articles = (uint64_t)segment->articles;
#define SCAN(TYPE)                                                                                                    \
    for (int64_t posting = start; posting < stop; posting++) {                                                        \
        uint32_t own = ((const TYPE *)held)[posting];                                                                 \
        if (own >= articles)                                                                                          \
            return -1;                                                                                                \
        uint64_t article = own + (uint64_t)segment->base;                                                             \
        if (scratch->held[article / 64] >> article % 64 & 1                                                           \
            && collect(into, run, posting, (Py_ssize_t)scratch->cells[article].value, own) < 0)                       \
            return -1;                                                                                                \
    }
    switch (segment->arrays[ARTICLES].width) {
    case 1: SCAN(uint8_t) break;
    case 2: SCAN(uint16_t) break;
    default: SCAN(uint32_t) break;
    }
#undef SCAN
    return 0;
}

/* The same of a run. own: the articles asked about, numbered in the segment; own_first: the number of the first. */
static int run_within(const Collection *into, const Run *run, const uint32_t *own, Py_ssize_t own_count,
                      Py_ssize_t own_first, const Scratch *scratch)
{
    const Segment *segment = run->segment;
    const Array *held = &segment->arrays[ARTICLES], *starts = &segment->arrays[ARTICLE_STARTS];
    if (run->stop - run->start <= own_count * SEARCH)
        return scan(into, run, run->start, run->stop, scratch);
    for (int64_t slot = run->first; slot < run->end; slot++) {
        int64_t low = (int64_t)at(starts, slot), high = (int64_t)at(starts, slot + 1);
        if (low < run->start || low > high || high > run->stop)
            return -1;
        if (high - low <= own_count * SEARCH) {
            if (scan(into, run, low, high, scratch) < 0)
                return -1;
            continue;
        }
        for (Py_ssize_t each = 0; each < own_count && low < high; each++) {
            low = gallop(held, low, high, own[each]);
            if (low < high && at(held, low) == own[each] && collect(into, run, low, own_first + each, own[each]) < 0)
                return -1;
        }
    }
    return 0;
}

/* Which of some articles, ascending, are of a segment, numbered as there; the place of the first, and how many. */
static Py_ssize_t articles_of(const Lists *self, const Segment *segment, const int32_t *articles, Py_ssize_t count,
                              uint32_t *own, Py_ssize_t *first)
{
    Py_ssize_t low = 0, high = self->segment_count > 1 ? count : 0;
    while (low < high) {
        Py_ssize_t middle = (low + high) / 2;
        if (articles[middle] < segment->base)
            low = middle + 1;
        else
            high = middle;
    }
    Py_ssize_t found = 0;
    for (; low + found < count && articles[low + found] < segment->base + segment->articles; found++)
        own[found] = (uint32_t)(articles[low + found] - segment->base);
    *first = low;
    return found;
}

/* Note the postings of runs in some articles, ascending. */
static int look(const Lists *self, const Runs *runs, const Collection *into, const int32_t *articles, Py_ssize_t asked,
                Scratch *scratch)
{
    int status = 0;
    for (Py_ssize_t each = 0; each < asked; each++) {
        scratch->cells[articles[each]].value = (uint32_t)each;
        scratch->held[articles[each] / 64] |= (uint64_t)1 << articles[each] % 64;
    }
    for (Py_ssize_t each = 0; each < runs->count && status == 0; each++) {
        const Run *run = &runs->runs[each];
        Py_ssize_t low, count = articles_of(self, run->segment, articles, asked, scratch->touched, &low);
        if (count)
            status = run_within(into, run, scratch->touched, count, low, scratch);
    }
    for (Py_ssize_t each = 0; each < asked; each++) {
        scratch->cells[articles[each]].value = 0;
        scratch->held[articles[each] / 64] = 0;
    }
    return status;
}

/* Sort numbers, none negative, by their bytes from the last on; bytes that all have in common are passed over. */
static int sort(Growing *growing)
{
    Py_ssize_t count = growing->count;
    if (count < 64) {
        for (Py_ssize_t each = 1; each < count; each++) {
            int64_t number = growing->numbers[each];
            Py_ssize_t place = each;
            for (; place && growing->numbers[place - 1] > number; place--)
                growing->numbers[place] = growing->numbers[place - 1];
            growing->numbers[place] = number;
        }
        return 0;
    }
    int64_t *spare = malloc((size_t)growing->room * sizeof *spare);
    if (!spare)
        return -2;
    int64_t differing = 0;
    for (Py_ssize_t each = 1; each < count; each++)
        differing |= growing->numbers[each] ^ growing->numbers[0];
    for (int shift = 0; shift < 64; shift += 8) {
        if (!(differing >> shift & 255))
            continue;
        Py_ssize_t begins[256] = {0}, total = 0;
        for (Py_ssize_t each = 0; each < count; each++)
            begins[growing->numbers[each] >> shift & 255]++;
        for (int byte = 0; byte < 256; byte++) {
            Py_ssize_t size = begins[byte];
            begins[byte] = total;
            total += size;
        }
        for (Py_ssize_t each = 0; each < count; each++)
            spare[begins[growing->numbers[each] >> shift & 255]++] = growing->numbers[each];
        int64_t *sorted = spare;
        spare = growing->numbers;
        growing->numbers = sorted;
    }
    free(spare);
    return 0;
}

static PyObject *failed(int status)
{
    if (status == -2)
        return PyErr_NoMemory();
    PyErr_SetString(PyExc_ValueError, DAMAGED);
    return NULL;
}

/* ------------------------------------------------------------------------------------------------ holding */

/* holding(word) -> how many articles hold it */
static PyObject *lists_holding(Lists *self, PyObject *word)
{
    Runs runs = {0};
    if (add_runs(self, &runs, word, 0, 0) < 0) {
        free(runs.runs);
        return NULL;
    }
    Scratch *scratch = scratch_take(self);
    if (!scratch) {
        free(runs.runs);
        return NULL;
    }
    Py_ssize_t count = 0;
    uint32_t one[256];
    for (int each = 0; each < 256; each++)
        one[each] = 1;
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t each = 0; each < runs.count && count >= 0; each++) {
        runs.runs[each].weight = 1;
        count = add_up(&runs.runs[each], one, scratch, count);
    }
    for (Py_ssize_t each = 0; each < count; each++)
        scratch->cells[scratch->touched[each]].value = 0;
    Py_END_ALLOW_THREADS
    scratch_give(self, scratch, count >= 0);
    free(runs.runs);
    if (count < 0) {
        PyErr_SetString(PyExc_ValueError, DAMAGED);
        return NULL;
    }
    return PyLong_FromSsize_t(count);
}

/* ------------------------------------------------------------------------------------------------ best */

/* The `count` best scores so far, the least of them first (a heap). */
typedef struct {
    int64_t *scores;
    Py_ssize_t count, room;
} Heap;

static void heap_put(Heap *heap, int64_t score)
{
    int64_t *scores = heap->scores;
    Py_ssize_t place;
    if (heap->count < heap->room) {
        place = heap->count++;
        for (; place && scores[(place - 1) / 2] > score; place = (place - 1) / 2)
            scores[place] = scores[(place - 1) / 2];
        scores[place] = score;
        return;
    }
    if (score <= scores[0])
        return;
    for (place = 0;;) {
        Py_ssize_t child = 2 * place + 1;
        if (child >= heap->count)
            break;
        child += child + 1 < heap->count && scores[child + 1] < scores[child];
        if (scores[child] >= score)
            break;
        scores[place] = scores[child];
        place = child;
    }
    scores[place] = score;
}

/* A question for the best, and how far it has got. */
typedef struct {
    Py_buffer most, frequencies, damping, passing;
    Runs runs;
    Py_ssize_t word_count, count, at_once;
    const char *passes;
    Py_ssize_t *ends; /* of the runs of each word */
    double *after;    /* what the words from each on can add together, in UNITs */
    Scratch *scratch;
    Py_ssize_t used, at_run, joined; /* words, and their runs, that are joined; postings of these */
    Meetings *met;                   /* where postings are noted, if this is given */
} Question;

static int question_read(Lists *self, Question *question, PyObject *const *arguments)
{
    PyObject *words = arguments[0];
    question->word_count = PyList_GET_SIZE(words);
    question->count = PyLong_AsSsize_t(arguments[5]);
    question->at_once = PyLong_AsSsize_t(arguments[6]);
    if (PyErr_Occurred())
        return -1;
    if (question->count < 1 || question->count > ((Py_ssize_t)1 << 40)) {
        PyErr_SetString(PyExc_ValueError, "how many of the best?");
        return -1;
    }
    if (borrow(arguments[1], &question->most, sizeof(float), question->word_count) < 0
        || borrow(arguments[2], &question->frequencies, sizeof(uint32_t), 256) < 0
        || borrow(arguments[3], &question->damping, sizeof(float), self->article_count) < 0
        || (arguments[4] != Py_None && borrow(arguments[4], &question->passing, 1, self->article_count) < 0))
        return -1;
    question->passes = question->passing.buf;
    question->ends = malloc((size_t)(question->word_count + 1) * sizeof *question->ends);
    question->after = malloc((size_t)(question->word_count + 1) * sizeof *question->after);
    if (!question->ends || !question->after) {
        PyErr_NoMemory();
        return -1;
    }
    question->after[question->word_count] = 0;
    for (Py_ssize_t word = 0; word < question->word_count; word++) {
        if (add_runs(self, &question->runs, PyList_GET_ITEM(words, word), (int32_t)word, 0) < 0)
            return -1;
        question->ends[word] = question->runs.count;
    }
    for (Py_ssize_t word = question->word_count; word--;)
        question->after[word] = question->after[word + 1] + (double)((const float *)question->most.buf)[word] * UNIT;
    question->scratch = scratch_take(self);
    return question->scratch ? 0 : -1;
}

static void question_release(Lists *self, Question *question, int clean)
{
    if (question->scratch)
        scratch_give(self, question->scratch, clean);
    free(question->runs.runs);
    free(question->ends);
    free(question->after);
    PyBuffer_Release(&question->most);
    PyBuffer_Release(&question->frequencies);
    PyBuffer_Release(&question->damping);
    PyBuffer_Release(&question->passing);
}

/* Note every posting of a run. */
static int note(Meetings *met, const Run *run)
{
    if (make_room(met, run->stop - run->start) < 0)
        return -2;
    for (int64_t posting = run->start; posting < run->stop; posting++)
        met->postings[met->count++]
            = (Met){run, posting, (uint32_t)(at(&run->segment->arrays[ARTICLES], posting) + (uint64_t)run->segment->base)};
    return 0;
}

/* Score the articles of the next words, at least one, that have no more than so many postings together. */
static int join_part(const Lists *self, Question *question)
{
    (void)self;
    Py_ssize_t first = question->used, total = 0;
    Py_ssize_t room = question->at_once > question->joined ? question->at_once : question->joined;
    for (; question->used < question->word_count; question->used++) {
        Py_ssize_t touched = 0, size = 0;
        for (Py_ssize_t run = question->at_run; run < question->ends[question->used]; run++)
            size += question->runs.runs[run].stop - question->runs.runs[run].start;
        if (question->used > first && total + size > room)
            break;
        total += size;
        for (; question->at_run < question->ends[question->used] && touched >= 0; question->at_run++) {
            const Run *run = &question->runs.runs[question->at_run];
            touched = add_up(run, question->frequencies.buf, question->scratch, touched);
            if (touched >= 0 && question->met && note(question->met, run) < 0)
                return -2;
        }
        if (touched < 0)
            return -1;
        score_cells(question->scratch, touched, ((const float *)question->most.buf)[question->used],
                    question->damping.buf);
    }
    question->joined += total;
    return 0;
}

/* Add what the words that are left have for the first `found` of the touched articles, one after the other; after each
   what can no longer be among the best is dropped. heap: of the best scores, if articles are what is sought. */
static int look_up_rest(const Lists *self, Question *question, Py_ssize_t *found, Heap *heap, double *floor)
{
    Scratch *scratch = question->scratch;
    if (question->used == question->word_count || !*found)
        return 0;
    uint32_t *own = malloc((size_t)*found * sizeof *own);
    int32_t *candidates = malloc((size_t)*found * sizeof *candidates);
    Collection into = {self, question->frequencies.buf, 0, NULL, NULL, INTO_CELLS, 0, NULL, scratch->cells, question->met};
    int status = own && candidates ? 0 : -2;
    for (; question->used < question->word_count && *found && status == 0; question->used++) {
        for (Py_ssize_t each = 0; each < *found; each++)
            candidates[each] = (int32_t)scratch->touched[each];
        for (; question->at_run < question->ends[question->used] && status == 0; question->at_run++) {
            const Run *run = &question->runs.runs[question->at_run];
            Py_ssize_t low, inside = articles_of(self, run->segment, candidates, *found, own, &low);
            if (inside)
                status = run_within(&into, run, own, inside, low, scratch);
        }
        score_cells(scratch, *found, ((const float *)question->most.buf)[question->used], question->damping.buf);
        if (heap) {
            heap->count = 0;
            for (Py_ssize_t each = 0; each < *found; each++)
                heap_put(heap, scratch->cells[scratch->touched[each]].score);
            if (heap->count == heap->room && (double)heap->scores[0] > *floor)
                *floor = (double)heap->scores[0];
        }
        *found = keep(scratch, *found, NULL, *floor * SLACK - question->after[question->used + 1]);
    }
    free(own);
    free(candidates);
    return status;
}

/* best(words, most, frequencies, damping, passing, count, at_once) -> (articles: int32, scores: int64)

   The words have to come by what they can add at the most, descending. The words that are left are looked up one by one. */
static PyObject *lists_best(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != 7 || !PyList_Check(arguments[0])) {
        PyErr_SetString(PyExc_TypeError, "best(words, most, frequencies, damping, passing, count, at_once)");
        return NULL;
    }
    PyObject *answer = NULL;
    Question question = {0};
    Heap heap = {0};
    int clean = 0, status = 0;
    if (question_read(self, &question, arguments) < 0)
        goto done;
    heap.room = question.count < self->article_count + 1 ? question.count : self->article_count + 1;
    heap.scores = malloc((size_t)heap.room * sizeof *heap.scores);
    if (!heap.scores) {
        PyErr_NoMemory();
        goto done;
    }
    Scratch *scratch = question.scratch;
    Py_ssize_t found = 0;
    double floor = 0;
    Py_BEGIN_ALLOW_THREADS
    while (question.used < question.word_count && floor * SLACK <= question.after[question.used]) {
        status = join_part(self, &question);
        if (status < 0)
            break;
        found = take_held(scratch, self->article_count);
        heap.count = 0;
        for (Py_ssize_t each = 0; each < found; each++) {
            uint32_t article = scratch->touched[each];
            PREFETCH(&scratch->cells[scratch->touched[each + AHEAD < found ? each + AHEAD : each]]);
            if (!question.passes || question.passes[article])
                heap_put(&heap, scratch->cells[article].score);
        }
        floor = heap.count == heap.room ? (double)heap.scores[0] : 0;
        /* What can no longer be among the best is forgotten. */
        found = keep(scratch, found, question.passes, floor * SLACK - question.after[question.used]);
    }
    if (status == 0)
        status = look_up_rest(self, &question, &found, &heap, &floor);
    Py_END_ALLOW_THREADS
    if (status < 0) {
        failed(status);
        goto done;
    }
    answer = taken(scratch, found);
    clean = answer != NULL;
done:
    question_release(self, &question, clean);
    free(heap.scores);
    return answer;
}

/* ------------------------------------------------------------------------------------------------ paragraphs */

/* What a question asks of paragraphs, and what has been found of them. */
typedef struct {
    const Lists *lists;
    const Runs *runs;
    const float *most;
    float k1, without_length, by_length, average; /* k1 x (without_length + by_length x length / average) */
    int word_bits;
    Heap best;
    Growing keys, passages, scores;
} Paragraphs;

static double floor_of(const Heap *heap)
{
    return heap->count == heap->room ? (double)heap->scores[0] : 0;
}

/* An article and the most that one of its paragraphs may score. */
typedef struct {
    int64_t most;
    uint32_t article;
} Bound;

static int by_article(const void *one, const void *other)
{
    return (*(const int32_t *)one > *(const int32_t *)other) - (*(const int32_t *)one < *(const int32_t *)other);
}

static int by_most(const void *one, const void *other)
{
    const Bound *a = one, *b = other;
    return a->most != b->most ? (a->most < b->most ? 1 : -1) : (a->article > b->article) - (a->article < b->article);
}

/* Score every paragraph that a word was met in. */
static int score_keys(Paragraphs *asked)
{
    Growing *keys = &asked->keys;
    if (sort(keys) < 0 || grow(&asked->passages, keys->count) < 0 || grow(&asked->scores, keys->count) < 0)
        return -2;
    const Segment *segment = asked->lists->segments;
    for (Py_ssize_t each = 0; each < keys->count;) {
        int64_t passage = keys->numbers[each] >> (WEIGHT_BITS + asked->word_bits), score = 0;
        while (passage >= segment->passage_base + segment->arrays[PASSAGE_PLACES].count - 1)
            segment++;
        Py_ssize_t own = (Py_ssize_t)(passage - segment->passage_base);
        const Array *places = &segment->arrays[PASSAGE_PLACES];
        float relative = (float)(uint32_t)(at(places, own + 1) - at(places, own) - 1) / asked->average;
        float damping = asked->k1 * (asked->without_length + asked->by_length * relative);
        while (each < keys->count && keys->numbers[each] >> (WEIGHT_BITS + asked->word_bits) == passage) {
            int64_t with_word = keys->numbers[each] >> WEIGHT_BITS, value = 0;
            for (; each < keys->count && keys->numbers[each] >> WEIGHT_BITS == with_word; each++)
                value += keys->numbers[each] & ((1 << WEIGHT_BITS) - 1);
            score += scored((uint32_t)value, asked->most[with_word & ((1 << asked->word_bits) - 1)], damping);
        }
        asked->passages.numbers[asked->passages.count++] = passage;
        asked->scores.numbers[asked->scores.count++] = score;
        heap_put(&asked->best, score);
    }
    keys->count = 0;
    return 0;
}

/* Score every paragraph of some articles, ascending. */
static int score_paragraphs(Paragraphs *asked, const int32_t *articles, Py_ssize_t count, Scratch *scratch)
{
    Collection into = {asked->lists, NULL, count, NULL, NULL, PARAGRAPHS, asked->word_bits, &asked->keys, NULL, NULL};
    int status = look(asked->lists, asked->runs, &into, articles, count, scratch);
    return status < 0 ? status : score_keys(asked);
}

/* Leave of what was met only what is in articles that are held. */
static void forget(Meetings *met, const Scratch *scratch)
{
    Py_ssize_t kept = 0;
    for (Py_ssize_t each = 0; each < met->count; each++) {
        uint32_t article = met->postings[each].article;
        if (scratch->held[article / 64] >> article % 64 & 1)
            met->postings[kept++] = met->postings[each];
    }
    met->count = kept;
}

/* Some articles by their bounds, where what was met in each begins, and that, in this order. */
typedef struct {
    Py_ssize_t size, room, count;
    Bound *bounds;
    Py_ssize_t *begins;
    const Met **ordered, **unordered;
    int64_t *highest;
} Stage;

static void stage_release(Stage *stage)
{
    free(stage->bounds);
    free(stage->begins);
    free(stage->ordered);
    free(stage->unordered);
    free(stage->highest);
}

/* Choose `size` of the first `found` touched articles, those of the highest bounds, and put in order what was met in
   them. chosen: one bit an article, all zero. */
static int stage_fill(Stage *stage, Py_ssize_t size, const Meetings *met, Scratch *scratch, uint64_t *chosen,
                      Py_ssize_t found)
{
    if (size > found)
        size = found;
    if (size > stage->size || met->count > stage->room || !stage->bounds) {
        stage_release(stage);
        stage->size = size;
        stage->room = met->count;
        stage->bounds = malloc(((size_t)size + 1) * sizeof *stage->bounds);
        stage->begins = malloc(((size_t)size + 1) * sizeof *stage->begins);
        stage->highest = malloc(((size_t)size + 1) * sizeof *stage->highest);
        stage->ordered = malloc(((size_t)met->count + 1) * sizeof *stage->ordered);
        stage->unordered = malloc(((size_t)met->count + 1) * sizeof *stage->unordered);
        if (!stage->bounds || !stage->begins || !stage->highest || !stage->ordered || !stage->unordered)
            return -2;
    }
    Heap heap = {stage->highest, 0, size};
    for (Py_ssize_t each = 0; each < found; each++)
        heap_put(&heap, scratch->cells[scratch->touched[each]].score);
    stage->count = 0;
    for (Py_ssize_t each = 0; each < found && stage->count < size; each++) {
        uint32_t article = scratch->touched[each];
        if (scratch->cells[article].score >= heap.scores[0])
            stage->bounds[stage->count++] = (Bound){scratch->cells[article].score, article};
    }
    qsort(stage->bounds, (size_t)stage->count, sizeof *stage->bounds, by_most);
    for (Py_ssize_t each = 0; each < stage->count; each++) {
        uint32_t article = stage->bounds[each].article;
        scratch->cells[article].value = (uint32_t)each;
        chosen[article / 64] |= (uint64_t)1 << article % 64;
    }
    memset(stage->begins, 0, (size_t)(stage->count + 1) * sizeof *stage->begins);
    Py_ssize_t of_chosen = 0;
    for (Py_ssize_t each = 0; each < met->count; each++) {
        uint32_t article = met->postings[each].article;
        if (chosen[article / 64] >> article % 64 & 1) {
            stage->begins[scratch->cells[article].value]++;
            stage->unordered[of_chosen++] = &met->postings[each];
        }
    }
    for (Py_ssize_t each = 1; each <= stage->count; each++)
        stage->begins[each] += stage->begins[each - 1];
    while (of_chosen--) {
        const Met *one = stage->unordered[of_chosen];
        stage->ordered[--stage->begins[scratch->cells[one->article].value]] = one;
    }
    for (Py_ssize_t each = 0; each < stage->count; each++) {
        scratch->cells[stage->bounds[each].article].value = 0;
        chosen[stage->bounds[each].article / 64] = 0;
    }
    return 0;
}

/* Score the paragraphs of the article of number `each` in a stage by what was met in it. */
static int stage_score(const Stage *stage, Py_ssize_t each, Paragraphs *asked)
{
    Collection into = {asked->lists, NULL, 1, NULL, NULL, PARAGRAPHS, asked->word_bits, &asked->keys, NULL, NULL};
    int status = 0;
    for (Py_ssize_t next = stage->begins[each]; next < stage->begins[each + 1] && status == 0; next++) {
        const Met *one = stage->ordered[next];
        status = collect(&into, one->run, (Py_ssize_t)one->posting, 0, one->article - (uint32_t)one->run->segment->base);
    }
    return status < 0 ? status : score_keys(asked);
}

/* Score the paragraphs of the first `found` of the touched articles as far as they may be among the best, by what was
   met in them: those of the highest bounds first, until these are below the best scores. In stages, each with more
   articles: few are needed, and those need not all be put in order. */
static int score_met(Paragraphs *asked, Stage *stage, Py_ssize_t size, Meetings *met, Scratch *scratch, uint64_t *chosen,
                     Py_ssize_t found, double *floor)
{
    forget(met, scratch);
    int status = 0;
    for (; found && status == 0; size *= 4) {
        status = stage_fill(stage, size, met, scratch, chosen, found);
        int done = 0;
        for (Py_ssize_t each = 0; each < stage->count && status == 0 && !done; each++) {
            done = (double)stage->bounds[each].most < *floor * SLACK;
            if (!done)
                status = stage_score(stage, each, asked);
            if (floor_of(&asked->best) > *floor)
                *floor = floor_of(&asked->best);
        }
        for (Py_ssize_t each = 0; each < stage->count && status == 0; each++)
            scratch->cells[stage->bounds[each].article].score = -1;
        if (status == 0) {
            found = keep(scratch, found, NULL, done ? INFINITY : *floor * SLACK);
            forget(met, scratch);
        }
    }
    return status;
}

/* paragraphs(words, most, frequencies, damping, passing, count, at_once, first articles, (k1, b, average length))
   -> (passages: int64, scores: int64), in no order

   frequencies, damping: of the bound of an article (see `searcher.postings.base`). The words by what they can add at
   the most, descending. */
static PyObject *lists_paragraphs(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != 9 || !PyList_Check(arguments[0])) {
        PyErr_SetString(PyExc_TypeError, "paragraphs(words, most, frequencies, damping, passing, count, at_once, first, model)");
        return NULL;
    }
    PyObject *answer = NULL;
    Question question = {0};
    Paragraphs asked = {0};
    Meetings met = {0};
    Stage stage = {0};
    int32_t *chosen = NULL;
    Scratch *other = NULL;
    double k1, b, average;
    int clean = 0, status = 0;
    Py_ssize_t first = PyLong_AsSsize_t(arguments[7]);
    if (PyErr_Occurred() || !PyArg_ParseTuple(arguments[8], "ddd", &k1, &b, &average)
        || question_read(self, &question, arguments) < 0)
        goto done;
    first *= question.count;
    if (first > self->article_count)
        first = self->article_count;
    question.met = &met;
    asked.lists = self;
    asked.runs = &question.runs;
    asked.most = question.most.buf;
    asked.k1 = (float)k1;
    asked.without_length = (float)(1 - b);
    asked.by_length = (float)b;
    asked.average = (float)average;
    while ((Py_ssize_t)1 << asked.word_bits < question.word_count)
        asked.word_bits++;
    asked.best.room = question.count <= self->passage_count ? question.count : self->passage_count + 1;
    asked.best.scores = malloc((size_t)asked.best.room * sizeof *asked.best.scores);
    chosen = malloc(((size_t)first + 1) * sizeof *chosen);
    other = scratch_take(self);
    if (!other)
        goto done;
    if (!asked.best.scores || !chosen || asked.word_bits > 20) {
        PyErr_NoMemory();
        goto done;
    }
    Scratch *scratch = question.scratch;
    Py_ssize_t found = 0, looked = 0; /* postings that were joined when the likeliest were looked into */
    double floor = 0;
    Py_BEGIN_ALLOW_THREADS
    while (question.used < question.word_count && floor * SLACK <= question.after[question.used] && status == 0) {
        status = join_part(self, &question);
        if (status < 0)
            break;
        found = keep(scratch, take_held(scratch, self->article_count), question.passes, floor * SLACK - question.after[question.used]);
        if (question.used < question.word_count && question.joined < 2 * looked)
            continue;
        looked = question.joined;
        /* The best so far by their bounds say what the best paragraphs score at the least. */
        status = stage_fill(&stage, first, &met, scratch, other->held, found);
        for (Py_ssize_t each = 0; each < stage.count && status == 0; each++)
            chosen[each] = (int32_t)stage.bounds[each].article;
        if (status == 0)
            qsort(chosen, (size_t)stage.count, sizeof *chosen, by_article);
        asked.best.count = asked.passages.count = asked.scores.count = 0;
        if (status == 0)
            status = score_paragraphs(&asked, chosen, stage.count, other);
        if (floor_of(&asked.best) > floor)
            floor = floor_of(&asked.best);
        found = keep(scratch, found, NULL, floor * SLACK - question.after[question.used]);
    }
    if (status == 0)
        status = look_up_rest(self, &question, &found, NULL, &floor);
    if (status == 0) {
        asked.best.count = asked.passages.count = asked.scores.count = 0;
        status = score_met(&asked, &stage, first * FIRST_STAGE, &met, scratch, other->held, found, &floor);
    }
    Py_END_ALLOW_THREADS
    clean = status == 0;
    if (status < 0) {
        failed(status);
        goto done;
    }
    Py_ssize_t kept = 0;
    for (Py_ssize_t each = 0; each < asked.passages.count; each++)
        if ((double)asked.scores.numbers[each] >= floor * SLACK) {
            asked.passages.numbers[kept] = asked.passages.numbers[each];
            asked.scores.numbers[kept++] = asked.scores.numbers[each];
        }
    char *passages, *scores;
    answer = pair_of(kept, &passages, sizeof(int64_t), &scores, sizeof(int64_t));
    if (answer && kept) {
        memcpy(passages, asked.passages.numbers, (size_t)kept * sizeof(int64_t));
        memcpy(scores, asked.scores.numbers, (size_t)kept * sizeof(int64_t));
    }
done:
    question_release(self, &question, clean);
    if (other)
        scratch_give(self, other, clean);
    stage_release(&stage);
    free(met.postings);
    free(asked.keys.numbers);
    free(asked.best.scores);
    free(asked.passages.numbers);
    free(asked.scores.numbers);
    free(chosen);
    return answer;
}

/* ------------------------------------------------------------------------------------------------ phrases */

/* phrase(place of the segment, slots: int64, distinct and at least two) -> (articles: int32, places: int32) */
static PyObject *lists_phrase(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != 2) {
        PyErr_SetString(PyExc_TypeError, "phrase(place, slots)");
        return NULL;
    }
    Py_ssize_t place = PyLong_AsSsize_t(arguments[0]);
    if (place == -1 && PyErr_Occurred())
        return NULL;
    Py_buffer slots;
    if (borrow(arguments[1], &slots, sizeof(int64_t), 2) < 0)
        return NULL;
    const int64_t *slot = slots.buf;
    Py_ssize_t words = slots.len / (Py_ssize_t)sizeof(int64_t), rarest = 0, least = PY_SSIZE_T_MAX;
    Py_ssize_t *cursors = calloc((size_t)words * 4, sizeof *cursors);
    if (!cursors || place < 0 || place >= self->segment_count) {
        PyBuffer_Release(&slots);
        free(cursors);
        PyErr_SetString(PyExc_ValueError, "no such segment");
        return NULL;
    }
    Py_ssize_t *ends = cursors + words, *begin = ends + words, *left = begin + words;
    const Segment *segment = &self->segments[place];
    const Array *held = &segment->arrays[ARTICLES], *starts = &segment->arrays[ARTICLE_STARTS];
    const Array *positions = &segment->arrays[POSITIONS];
    int status = 0;
    for (Py_ssize_t word = 0; word < words && status == 0; word++) {
        if (slot[word] < 0 || slot[word] + 1 >= starts->count) {
            status = -1;
            break;
        }
        cursors[word] = (Py_ssize_t)at(starts, slot[word]);
        ends[word] = (Py_ssize_t)at(starts, slot[word] + 1);
        if (cursors[word] > ends[word] || ends[word] > held->count)
            status = -1;
        if (ends[word] - cursors[word] < least) {
            least = ends[word] - cursors[word];
            rarest = word;
        }
    }
    Growing articles = {0}, places = {0};
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t own = status ? 0 : cursors[rarest], end = status ? 0 : ends[rarest]; own < end; own++) {
        uint64_t article = at(held, own);
        int everywhere = 1;
        for (Py_ssize_t word = 0; word < words && everywhere; word++) {
            if (word == rarest) {
                cursors[word] = own;
                continue;
            }
            cursors[word] = gallop(held, cursors[word], ends[word], article);
            everywhere = cursors[word] < ends[word] && at(held, cursors[word]) == article;
        }
        if (!everywhere)
            continue;
        for (Py_ssize_t word = 0; word < words && status == 0; word++)
            status = positions_of(self, segment, cursors[word], &begin[word], &left[word]);
        if (status || article >= (uint64_t)segment->articles || grow(&articles, left[rarest]) < 0
            || grow(&places, left[rarest]) < 0) {
            status = -1;
            break;
        }
        for (Py_ssize_t each = 0, count = left[rarest], first = begin[rarest]; each < count; each++) {
            int64_t where = (int64_t)at(positions, first + each) - rarest;
            int together = where >= 0;
            for (Py_ssize_t word = 0; word < words && together; word++) {
                if (word == rarest)
                    continue;
                while (left[word] && (int64_t)at(positions, begin[word]) < where + word) {
                    begin[word]++;
                    left[word]--;
                }
                together = left[word] && (int64_t)at(positions, begin[word]) == where + word;
            }
            if (together) {
                articles.numbers[articles.count++] = (int64_t)article;
                places.numbers[places.count++] = where;
            }
        }
    }
    Py_END_ALLOW_THREADS
    PyObject *answer = NULL;
    if (status < 0)
        PyErr_SetString(PyExc_ValueError, DAMAGED);
    else {
        char *out_articles, *out_places;
        answer = pair_of(articles.count, &out_articles, sizeof(int64_t), &out_places, sizeof(int64_t));
        if (answer && articles.count) {
            memcpy(out_articles, articles.numbers, (size_t)articles.count * sizeof(int64_t));
            memcpy(out_places, places.numbers, (size_t)places.count * sizeof(int64_t));
        }
    }
    free(articles.numbers);
    free(places.numbers);
    free(cursors);
    PyBuffer_Release(&slots);
    return answer;
}

/* ------------------------------------------------------------------------------------------------ second look */

/* Two words that are asked for together: how far the second has to stand behind the first, and what that is worth. */
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

/* second_look(finding, weak, articles, frequencies, damping: float32, rarity: float32, lengths: uint32,
               pairs: list of (first, second, distance, worth), (average length, k1, together, adjacent, window, ahead))
   -> float32, one an article: see `searcher.reranking` */
static PyObject *lists_second_look(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != 9 || !PyList_Check(arguments[0]) || !PyList_Check(arguments[1]) || !PyList_Check(arguments[7])
        || PyList_GET_SIZE(arguments[1]) != PyList_GET_SIZE(arguments[0])) {
        PyErr_SetString(PyExc_TypeError, "second_look(words, as many weak ones, articles, frequencies, damping, rarity, "
                                         "lengths, pairs, constants)");
        return NULL;
    }
    double average, k1, together, adjacent;
    Py_ssize_t window, ahead, words = PyList_GET_SIZE(arguments[0]), pair_count = PyList_GET_SIZE(arguments[7]);
    if (!PyArg_ParseTuple(arguments[8], "ddddnn", &average, &k1, &together, &adjacent, &window, &ahead))
        return NULL;
    if (words > 1 << WORD_BITS) {
        PyErr_SetString(PyExc_ValueError, "more words than can be looked at together");
        return NULL;
    }
    PyObject *answer = NULL;
    Py_buffer articles = {0}, frequencies = {0}, rarity = {0}, damping = {0}, lengths = {0};
    Runs runs = {0};
    Growing keys = {0};
    Scratch *scratch = NULL;
    uint32_t *counts = NULL, *times = NULL;
    float *of_set = NULL;
    Pair *pairs = NULL;
    double *worth = NULL;
    if (borrow(arguments[2], &articles, sizeof(int32_t), 0) < 0
        || borrow(arguments[3], &frequencies, sizeof(uint32_t), 256) < 0
        || borrow(arguments[4], &damping, sizeof(float), self->article_count) < 0
        || borrow(arguments[5], &rarity, sizeof(float), words) < 0
        || borrow(arguments[6], &lengths, sizeof(uint32_t), self->article_count) < 0)
        goto done;
    Py_ssize_t asked = articles.len / (Py_ssize_t)sizeof(int32_t), cells = words * asked;
    const int32_t *numbers = articles.buf;
    if (!are_ascending(numbers, asked, self->article_count))
        goto done;
    for (Py_ssize_t word = 0; word < words; word++)
        if (add_runs(self, &runs, PyList_GET_ITEM(arguments[0], word), (int32_t)word, 0) < 0
            || add_runs(self, &runs, PyList_GET_ITEM(arguments[1], word), (int32_t)word, 1) < 0)
            goto done;
    counts = calloc(2 * (size_t)cells + 1, sizeof *counts);
    times = calloc((size_t)pair_count + 1, sizeof *times);
    of_set = calloc((size_t)1 << words, sizeof *of_set);
    pairs = malloc((size_t)(words * words + 1) * sizeof *pairs);
    worth = malloc((size_t)(pair_count + 1) * sizeof *worth);
    scratch = scratch_take(self);
    answer = PyByteArray_FromStringAndSize(NULL, asked * (Py_ssize_t)sizeof(float));
    if (!counts || !times || !of_set || !pairs || !worth || !scratch || !answer) {
        PyErr_NoMemory();
        Py_CLEAR(answer);
        goto done;
    }
    for (Py_ssize_t each = 0; each < words * words; each++)
        pairs[each] = (Pair){-1, 0};
    int64_t farthest = 0;
    for (Py_ssize_t each = 0; each < pair_count; each++) {
        Py_ssize_t one, other;
        int distance;
        if (!PyArg_ParseTuple(PyList_GET_ITEM(arguments[7], each), "nnid", &one, &other, &distance, &worth[each])) {
            Py_CLEAR(answer);
            goto done;
        }
        if (one < 0 || other < 0 || one >= words || other >= words) {
            PyErr_SetString(PyExc_ValueError, "a pair of words that are not asked about");
            Py_CLEAR(answer);
            goto done;
        }
        pairs[one * words + other] = (Pair){distance, (int32_t)each};
        farthest = distance > farthest ? distance : farthest;
    }
    for (Py_ssize_t word = 0; word < words; word++)
        for (size_t set = 0; set < (size_t)1 << word; set++)
            of_set[set | (size_t)1 << word] = of_set[set] + ((const float *)rarity.buf)[word];
    Collection into = {self, frequencies.buf, asked, counts, counts + cells, OWN_PLACES, 0, &keys, NULL, NULL};
    float *added = (float *)PyByteArray_AS_STRING(answer);
    int status;
    Py_BEGIN_ALLOW_THREADS
    status = look(self, &runs, &into, numbers, asked, scratch);
    if (status == 0)
        status = sort(&keys);
    for (Py_ssize_t each = 0, begin = 0; each < asked && status == 0; each++) {
        double score = 0, damped = (double)((const float *)damping.buf)[numbers[each]] * FULL_WEIGHT;
        for (Py_ssize_t word = 0; word < words; word++) {
            double finds = into.finding[word * asked + each], all = into.together[word * asked + each];
            if (all > finds)
                score += ((const float *)rarity.buf)[word] * (k1 + 1) * (all / (all + damped) - finds / (finds + damped));
        }
        Py_ssize_t end = begin;
        while (end < keys.count && keys.numbers[end] >> (PLACE_BITS + WORD_BITS) == each)
            end++;
        float best = 0;
        memset(times, 0, (size_t)pair_count * sizeof *times);
        closeness(keys.numbers + begin, end - begin, of_set, pairs, words, farthest, window, ahead, &best, times);
        score += together * best;
        double softness = 0.25 + 0.75 * (((const uint32_t *)lengths.buf)[numbers[each]] / average);
        for (Py_ssize_t pair = 0; pair < pair_count; pair++)
            if (times[pair])
                score += 2 * adjacent * times[pair] / (times[pair] + softness) * worth[pair];
        added[each] = (float)score;
        begin = end;
    }
    Py_END_ALLOW_THREADS
    if (status < 0) {
        Py_CLEAR(answer);
        failed(status);
    }
done:
    if (scratch)
        scratch_give(self, scratch, 1);
    free(keys.numbers);
    free(runs.runs);
    free(counts);
    free(times);
    free(of_set);
    free(pairs);
    free(worth);
    PyBuffer_Release(&articles);
    PyBuffer_Release(&frequencies);
    PyBuffer_Release(&rarity);
    PyBuffer_Release(&damping);
    PyBuffer_Release(&lengths);
    return answer;
}

/* ------------------------------------------------------------------------------------------------ the module */

static PyMethodDef lists_methods[] = {
    {"slots", (PyCFunction)(void (*)(void))lists_slots, METH_FASTCALL, NULL},
    {"holding", (PyCFunction)lists_holding, METH_O, NULL},
    {"best", (PyCFunction)(void (*)(void))lists_best, METH_FASTCALL, NULL},
    {"paragraphs", (PyCFunction)(void (*)(void))lists_paragraphs, METH_FASTCALL, NULL},
    {"second_look", (PyCFunction)(void (*)(void))lists_second_look, METH_FASTCALL, NULL},
    {"phrase", (PyCFunction)(void (*)(void))lists_phrase, METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot type_slots[] = {
    {Py_tp_new, lists_new},
    {Py_tp_dealloc, lists_dealloc},
    {Py_tp_methods, lists_methods},
    {0, NULL},
};

static PyType_Spec lists_spec = {"searcher.postings._lists.Lists", sizeof(Lists), 0, Py_TPFLAGS_DEFAULT, type_slots};

static int module_exec(PyObject *module)
{
    PyObject *type = PyType_FromSpec(&lists_spec);
    if (!type)
        return -1;
    int status = PyModule_AddObjectRef(module, "Lists", type);
    Py_DECREF(type);
    return status;
}

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, module_exec}, {0, NULL}};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "_lists", NULL, 0, NULL, module_slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__lists(void)
{
    return PyModuleDef_Init(&module);
}
