/* The loops over posting lists of `searcher.postings`, which says what they are for and does the same with NumPy where
   this could not be compiled.

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
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* As in `searcher.postings`. */
enum { RUN_FIELDS = 6, RUN_FIRST = 0, RUN_END, RUN_START, RUN_STOP, RUN_WEIGHT, RUN_OWN };
enum { NO_PLACES = 0, OWN_PLACES, PARAGRAPHS, INTO_CELLS };
enum { PLACE_BITS = 40, WORD_BITS = 4, WEIGHT_BITS = 12 };
/* As in `index.posting_lists`. */
enum { SKIP = 16, COUNT_BITS = 10, COUNT_MASK = (1 << COUNT_BITS) - 1 };

enum { FULL_WEIGHT = 100 }; /* `searcher.ranking.WEIGHT_UNIT` */
static const float UNIT = 1073741824.0f; /* `searcher.any_of.UNIT` */
static const double SLACK = 1 - 1e-5;    /* `searcher.any_of.SLACK` */
static const float HUNDREDTH = (float)(1.0 / 100);

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
    ARTICLES, FREQUENCIES, ARTICLE_STARTS, POSITION_SKIPS, POSITIONS, LONG_POSTINGS, LONG_EXCESS, PASSAGE_STARTS,
    PASSAGE_PLACES, STEM_SLOTS, ARRAYS
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
    Py_ssize_t segment_count, article_count;
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

/* Consecutive slots of one segment and their postings: a row of `searcher.vocabulary.WeightedSlots`. */
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

/* ------------------------------------------------------------------------------------------------ joined */

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
        if (article >= articles)                                                                                      \
            return -1;                                                                                                \
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
        uint32_t article = scratch->touched[each];
        Cell *cell = &scratch->cells[article];
        if (cell->value) {
            cell->score += scored(cell->value, most, damping[article]);
            cell->value = 0;
            scratch->held[article / 64] |= (uint64_t)1 << article % 64;
        }
    }
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

/* joined(words, most, frequencies, damping, passing, articles, scores) -> (articles: int32, scores: int64)

   articles, scores: known already, to which those of the words are added. */
static PyObject *lists_joined(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != 7 || !PyList_Check(arguments[0])) {
        PyErr_SetString(PyExc_TypeError, "joined(list of words, most, frequencies, damping, passing, articles, scores)");
        return NULL;
    }
    PyObject *words = arguments[0], *answer = NULL;
    Py_ssize_t word_count = PyList_GET_SIZE(words);
    Py_buffer most = {0}, frequencies = {0}, damping = {0}, passing = {0}, articles = {0}, scores = {0};
    Runs runs = {0};
    Scratch *scratch = NULL;
    int clean = 0;
    if (borrow(arguments[1], &most, sizeof(float), word_count) < 0
        || borrow(arguments[2], &frequencies, sizeof(uint32_t), 256) < 0
        || borrow(arguments[3], &damping, sizeof(float), self->article_count) < 0
        || (arguments[4] != Py_None && borrow(arguments[4], &passing, 1, self->article_count) < 0)
        || borrow(arguments[5], &articles, sizeof(int32_t), 0) < 0
        || borrow(arguments[6], &scores, sizeof(int64_t), articles.len / (Py_ssize_t)sizeof(int32_t)) < 0)
        goto done;
    Py_ssize_t known = articles.len / (Py_ssize_t)sizeof(int32_t);
    const int32_t *known_articles = articles.buf;
    if (!are_ascending(known_articles, known, self->article_count))
        goto done;
    for (Py_ssize_t word = 0; word < word_count; word++)
        if (add_runs(self, &runs, PyList_GET_ITEM(words, word), (int32_t)word, 0) < 0)
            goto done;
    scratch = scratch_take(self);
    if (!scratch)
        goto done;

    Py_ssize_t found = 0, blocks = self->article_count / 64 + 1;
    const float *damping_of = damping.buf;
    const char *passes = passing.buf;
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t each = 0; each < known; each++) {
        int32_t article = known_articles[each];
        scratch->cells[article].score = ((const int64_t *)scores.buf)[each];
        scratch->held[article / 64] |= (uint64_t)1 << article % 64;
    }
    for (Py_ssize_t at_run = 0; at_run < runs.count && found >= 0;) {
        int32_t word = runs.runs[at_run].word;
        Py_ssize_t touched = 0;
        for (; at_run < runs.count && runs.runs[at_run].word == word && touched >= 0; at_run++)
            touched = add_up(&runs.runs[at_run], frequencies.buf, scratch, touched);
        float most_of = ((const float *)most.buf)[word];
        if (touched < 0) {
            found = -1;
            break;
        }
        score_cells(scratch, touched, most_of, damping_of);
    }
    if (found >= 0) {
        for (Py_ssize_t block = 0; block < blocks; block++)
            for (uint64_t bits = scratch->held[block]; bits; bits &= bits - 1) {
                uint32_t article = (uint32_t)(block * 64 + __builtin_ctzll(bits));
                if (!passes || passes[article])
                    scratch->touched[found++] = article;
                else {
                    scratch->cells[article].score = 0;
                    scratch->held[block] &= ~((uint64_t)1 << article % 64);
                }
            }
    }
    Py_END_ALLOW_THREADS
    if (found < 0) {
        PyErr_SetString(PyExc_ValueError, DAMAGED);
        goto done;
    }
    answer = taken(scratch, found);
    if (!answer)
        goto done;
    clean = 1;
done:
    if (scratch)
        scratch_give(self, scratch, clean);
    free(runs.runs);
    PyBuffer_Release(&most);
    PyBuffer_Release(&frequencies);
    PyBuffer_Release(&damping);
    PyBuffer_Release(&passing);
    PyBuffer_Release(&articles);
    PyBuffer_Release(&scores);
    return answer;
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

typedef struct {
    const Lists *lists;
    const uint32_t *frequencies;
    Py_ssize_t asked; /* articles asked about */
    uint32_t *finding, *together;
    int wanted;
    int word_bits;
    Growing *keys;
    Cell *cells; /* for INTO_CELLS, where the rest does not count */
} Collection;

/* Note one posting in the article of number `which` among those asked about. */
static int collect(const Collection *into, const Run *run, Py_ssize_t posting, Py_ssize_t which, uint32_t article)
{
    const Segment *segment = run->segment;
    const Array *arrays = segment->arrays;
    uint32_t value = into->frequencies[((const uint8_t *)arrays[FREQUENCIES].buffer.buf)[posting]] * (uint32_t)run->weight;
    if (into->wanted == INTO_CELLS) {
        into->cells[article + segment->base].value += value;
        return 0;
    }
    Py_ssize_t cell = run->word * into->asked + which;
    into->together[cell] += value;
    if (run->weak)
        return 0;
    into->finding[cell] += value;
    if (into->wanted == NO_PLACES || (into->wanted == OWN_PLACES && !run->own))
        return 0;
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

/* within(finding, weak, articles, frequencies, wanted, word_bits)
   -> (finding: uint32, together: uint32, keys: int64), the first two of shape (words, articles) */
static PyObject *lists_within(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != 6 || !PyList_Check(arguments[0])
        || (arguments[1] != Py_None
            && (!PyList_Check(arguments[1]) || PyList_GET_SIZE(arguments[1]) != PyList_GET_SIZE(arguments[0])))) {
        PyErr_SetString(PyExc_TypeError, "within(words, as many weak ones or None, articles, frequencies, wanted, bits)");
        return NULL;
    }
    Py_ssize_t word_count = PyList_GET_SIZE(arguments[0]);
    long wanted = PyLong_AsLong(arguments[4]), word_bits = PyLong_AsLong(arguments[5]);
    if (PyErr_Occurred())
        return NULL;
    if (word_bits < 0 || word_bits > 20 || (wanted == OWN_PLACES && word_count > 1 << WORD_BITS)
        || (wanted == PARAGRAPHS && word_count > (Py_ssize_t)1 << word_bits)) {
        PyErr_SetString(PyExc_ValueError, "more words than can be numbered");
        return NULL;
    }
    PyObject *answer = NULL, *finding = NULL, *together = NULL, *keys = NULL;
    Py_buffer articles = {0}, frequencies = {0};
    Runs runs = {0};
    Growing growing = {0};
    Scratch *scratch = NULL;
    if (borrow(arguments[2], &articles, sizeof(int32_t), 0) < 0
        || borrow(arguments[3], &frequencies, sizeof(uint32_t), 256) < 0)
        goto done;
    for (Py_ssize_t word = 0; word < word_count; word++)
        if (add_runs(self, &runs, PyList_GET_ITEM(arguments[0], word), (int32_t)word, 0) < 0
            || (arguments[1] != Py_None && PyTuple_Check(PyList_GET_ITEM(arguments[1], word))
                && PyTuple_GET_SIZE(PyList_GET_ITEM(arguments[1], word))
                && add_runs(self, &runs, PyList_GET_ITEM(arguments[1], word), (int32_t)word, 1) < 0))
            goto done;
    Py_ssize_t asked = articles.len / (Py_ssize_t)sizeof(int32_t);
    const int32_t *numbers = articles.buf;
    if (!are_ascending(numbers, asked, self->article_count))
        goto done;
    Py_ssize_t size = word_count * asked * (Py_ssize_t)sizeof(uint32_t);
    finding = PyByteArray_FromStringAndSize(NULL, size);
    together = PyByteArray_FromStringAndSize(NULL, size);
    scratch = scratch_take(self);
    if (!finding || !together || !scratch)
        goto done;
    memset(PyByteArray_AS_STRING(finding), 0, (size_t)size);
    memset(PyByteArray_AS_STRING(together), 0, (size_t)size);
    Collection into = {self, frequencies.buf, asked, (uint32_t *)PyByteArray_AS_STRING(finding),
                       (uint32_t *)PyByteArray_AS_STRING(together), (int)wanted, (int)word_bits, &growing, NULL};
    int status = 0;
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t each = 0; each < asked; each++) {
        scratch->cells[numbers[each]].value = (uint32_t)each;
        scratch->held[numbers[each] / 64] |= (uint64_t)1 << numbers[each] % 64;
    }
    for (Py_ssize_t each = 0; each < runs.count && status == 0; each++) {
        const Run *run = &runs.runs[each];
        const Segment *segment = run->segment;
        Py_ssize_t low, count = articles_of(self, segment, numbers, asked, scratch->touched, &low);
        if (count)
            status = run_within(&into, run, scratch->touched, count, low, scratch);
    }
    for (Py_ssize_t each = 0; each < asked; each++) {
        scratch->cells[numbers[each]].value = 0;
        scratch->held[numbers[each] / 64] = 0;
    }
    Py_END_ALLOW_THREADS
    if (status < 0) {
        PyErr_SetString(PyExc_ValueError, DAMAGED);
        goto done;
    }
    keys = PyByteArray_FromStringAndSize((const char *)growing.numbers, growing.count * (Py_ssize_t)sizeof(int64_t));
    if (keys)
        answer = PyTuple_Pack(3, finding, together, keys);
done:
    Py_XDECREF(finding);
    Py_XDECREF(together);
    Py_XDECREF(keys);
    if (scratch)
        scratch_give(self, scratch, 1);
    free(growing.numbers);
    free(runs.runs);
    PyBuffer_Release(&articles);
    PyBuffer_Release(&frequencies);
    return answer;
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

/* best(words, most, frequencies, damping, passing, count, at_once) -> (articles: int32, scores: int64)

   The words have to come by what they can add at the most, descending. See `searcher.any_of`, which tells the method;
   here the words that are left are looked up one by one, and after each what can no longer be among the best is
   dropped. */
static PyObject *lists_best(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != 7 || !PyList_Check(arguments[0])) {
        PyErr_SetString(PyExc_TypeError, "best(words, most, frequencies, damping, passing, count, at_once)");
        return NULL;
    }
    PyObject *words = arguments[0], *answer = NULL;
    Py_ssize_t word_count = PyList_GET_SIZE(words);
    Py_ssize_t count = PyLong_AsSsize_t(arguments[5]), at_once = PyLong_AsSsize_t(arguments[6]);
    if (PyErr_Occurred())
        return NULL;
    Py_buffer most = {0}, frequencies = {0}, damping = {0}, passing = {0};
    Runs runs = {0};
    Heap heap = {0};
    Py_ssize_t *ends = NULL; /* of the runs of each word */
    double *after = NULL;    /* what the words from each on can add together, in UNITs */
    uint32_t *own = NULL;
    int32_t *candidates = NULL;
    Scratch *scratch = NULL;
    int clean = 0;
    if (borrow(arguments[1], &most, sizeof(float), word_count) < 0
        || borrow(arguments[2], &frequencies, sizeof(uint32_t), 256) < 0
        || borrow(arguments[3], &damping, sizeof(float), self->article_count) < 0
        || (arguments[4] != Py_None && borrow(arguments[4], &passing, 1, self->article_count) < 0))
        goto done;
    ends = malloc((size_t)(word_count + 1) * sizeof *ends);
    after = malloc((size_t)(word_count + 1) * sizeof *after);
    heap.room = count < 1 ? 1 : count < self->article_count + 1 ? count : self->article_count + 1;
    heap.scores = malloc((size_t)heap.room * sizeof *heap.scores);
    if (!ends || !after || !heap.scores) {
        PyErr_NoMemory();
        goto done;
    }
    for (Py_ssize_t word = 0; word < word_count; word++) {
        if (add_runs(self, &runs, PyList_GET_ITEM(words, word), (int32_t)word, 0) < 0)
            goto done;
        ends[word] = runs.count;
    }
    const float *most_of = most.buf, *damping_of = damping.buf;
    const char *passes = passing.buf;
    after[word_count] = 0;
    for (Py_ssize_t word = word_count; word--;)
        after[word] = after[word + 1] + (double)most_of[word] * UNIT;
    scratch = scratch_take(self);
    if (!scratch)
        goto done;

    Py_ssize_t blocks = self->article_count / 64 + 1, used = 0, found = 0, at_run = 0, joined = 0;
    double floor = 0;
    int status = 0;
    Py_BEGIN_ALLOW_THREADS
    while (used < word_count && floor * SLACK <= after[used] && status == 0) {
        Py_ssize_t first = used, total = 0;
        for (; used < word_count && status == 0; used++) {
            Py_ssize_t touched = 0, size = 0;
            for (Py_ssize_t run = at_run; run < ends[used]; run++)
                size += runs.runs[run].stop - runs.runs[run].start;
            if (used > first && total + size > (at_once > joined ? at_once : joined))
                break;
            total += size;
            for (; at_run < ends[used] && touched >= 0; at_run++)
                touched = add_up(&runs.runs[at_run], frequencies.buf, scratch, touched);
            if (touched < 0) {
                status = -1;
                break;
            }
            score_cells(scratch, touched, most_of[used], damping_of);
        }
        joined += total;
        heap.count = 0;
        for (Py_ssize_t block = 0; block < blocks && status == 0; block++)
            for (uint64_t bits = scratch->held[block]; bits; bits &= bits - 1) {
                Py_ssize_t article = block * 64 + __builtin_ctzll(bits);
                if (!passes || passes[article])
                    heap_put(&heap, scratch->cells[article].score);
                else {
                    scratch->cells[article].score = 0;
                    scratch->held[block] &= ~((uint64_t)1 << article % 64);
                }
            }
        floor = heap.count == heap.room ? (double)heap.scores[0] : 0;
    }
    /* What may still be among the best; of the rest nothing is left behind. */
    for (Py_ssize_t block = 0; block < blocks && status == 0; block++)
        for (uint64_t bits = scratch->held[block]; bits; bits &= bits - 1) {
            Py_ssize_t article = block * 64 + __builtin_ctzll(bits);
            if ((double)scratch->cells[article].score >= floor * SLACK - after[used])
                scratch->touched[found++] = (uint32_t)article;
            else {
                scratch->cells[article].score = 0;
                scratch->held[block] &= ~((uint64_t)1 << article % 64);
            }
        }
    if (used < word_count && found && status == 0) {
        own = malloc((size_t)found * sizeof *own);
        candidates = malloc((size_t)found * sizeof *candidates);
        status = own && candidates ? 0 : -2;
    }
    Collection into = {self, frequencies.buf, 0, NULL, NULL, INTO_CELLS, 0, NULL, scratch->cells};
    for (; used < word_count && found && status == 0; used++) {
        for (Py_ssize_t each = 0; each < found; each++)
            candidates[each] = (int32_t)scratch->touched[each];
        for (; at_run < ends[used] && status == 0; at_run++) {
            const Run *run = &runs.runs[at_run];
            Py_ssize_t low, inside = articles_of(self, run->segment, candidates, found, own, &low);
            if (inside)
                status = run_within(&into, run, own, inside, low, scratch);
        }
        score_cells(scratch, found, most_of[used], damping_of);
        heap.count = 0;
        for (Py_ssize_t each = 0; each < found; each++)
            heap_put(&heap, scratch->cells[scratch->touched[each]].score);
        if (heap.count == heap.room && (double)heap.scores[0] > floor)
            floor = (double)heap.scores[0];
        Py_ssize_t kept = 0;
        for (Py_ssize_t each = 0; each < found; each++) {
            uint32_t article = scratch->touched[each];
            if ((double)scratch->cells[article].score >= floor * SLACK - after[used + 1])
                scratch->touched[kept++] = article;
            else {
                scratch->cells[article].score = 0;
                scratch->held[article / 64] &= ~((uint64_t)1 << article % 64);
            }
        }
        found = kept;
    }
    Py_END_ALLOW_THREADS
    if (status < 0) {
        if (status == -1)
            PyErr_SetString(PyExc_ValueError, DAMAGED);
        else
            PyErr_NoMemory();
        goto done;
    }
    answer = taken(scratch, found);
    clean = answer != NULL;
done:
    if (scratch)
        scratch_give(self, scratch, clean);
    free(runs.runs);
    free(ends);
    free(after);
    free(own);
    free(candidates);
    free(heap.scores);
    PyBuffer_Release(&most);
    PyBuffer_Release(&frequencies);
    PyBuffer_Release(&damping);
    PyBuffer_Release(&passing);
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

/* ------------------------------------------------------------------------------------------------ closeness */

/* closeness(keys: int64 ascending, articles, rarity: float32, distances: int64, numbers: int64, pairs, window, ahead)
   -> (best: float32, times: uint32)

   keys: of `within`, OWN_PLACES. distances, numbers: of shape (words, words), for each pair of words how far the second
   has to stand behind the first, -1 where that says nothing, and the number of that pair. */
static PyObject *closeness(PyObject *module, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != 8) {
        PyErr_SetString(PyExc_TypeError, "closeness(keys, articles, rarity, distances, numbers, pairs, window, ahead)");
        return NULL;
    }
    Py_ssize_t articles = PyLong_AsSsize_t(arguments[1]), pairs = PyLong_AsSsize_t(arguments[5]);
    Py_ssize_t window = PyLong_AsSsize_t(arguments[6]), ahead = PyLong_AsSsize_t(arguments[7]);
    if (PyErr_Occurred())
        return NULL;
    Py_buffer keys = {0}, rarity = {0}, distances = {0}, numbers = {0};
    PyObject *answer = NULL, *best = NULL, *times = NULL;
    float *of_set = NULL;
    if (borrow(arguments[0], &keys, sizeof(int64_t), 0) < 0 || borrow(arguments[2], &rarity, sizeof(float), 0) < 0)
        goto done;
    Py_ssize_t count = keys.len / (Py_ssize_t)sizeof(int64_t), words = rarity.len / (Py_ssize_t)sizeof(float);
    if (borrow(arguments[3], &distances, sizeof(int64_t), words * words) < 0
        || borrow(arguments[4], &numbers, sizeof(int64_t), words * words) < 0)
        goto done;
    if (words > 1 << WORD_BITS || articles < 0 || pairs < 0 || !(of_set = calloc((size_t)1 << words, sizeof *of_set))) {
        PyErr_SetString(PyExc_ValueError, "more words than can be looked at together");
        goto done;
    }
    best = PyByteArray_FromStringAndSize(NULL, articles * (Py_ssize_t)sizeof(float));
    times = PyByteArray_FromStringAndSize(NULL, articles * pairs * (Py_ssize_t)sizeof(uint32_t));
    if (!best || !times)
        goto done;
    float *best_of = (float *)PyByteArray_AS_STRING(best);
    uint32_t *times_of = (uint32_t *)PyByteArray_AS_STRING(times);
    memset(best_of, 0, (size_t)articles * sizeof *best_of);
    memset(times_of, 0, (size_t)(articles * pairs) * sizeof *times_of);
    for (Py_ssize_t word = 0; word < words; word++)
        for (size_t set = 0; set < (size_t)1 << word; set++)
            of_set[set | (size_t)1 << word] = of_set[set] + ((const float *)rarity.buf)[word];
    const int64_t *key = keys.buf, *distance_of = distances.buf, *number_of = numbers.buf;
    int64_t farthest = 0;
    for (Py_ssize_t each = 0; each < words * words; each++)
        farthest = distance_of[each] > farthest ? distance_of[each] : farthest;
    const int64_t word_mask = (1 << WORD_BITS) - 1;
    int status = 0;
    for (Py_ssize_t each = 0; each < count && status == 0; each++) {
        int64_t spot = key[each] >> WORD_BITS, word = key[each] & word_mask, article = spot >> PLACE_BITS;
        if (word >= words || article < 0 || article >= articles) {
            status = -1;
            break;
        }
        size_t held = (size_t)1 << word;
        for (Py_ssize_t next = 1; each + next < count; next++) {
            int64_t behind = (key[each + next] >> WORD_BITS) - spot, other = key[each + next] & word_mask;
            if (other >= words || (next > ahead && next > farthest) || (behind >= window && behind > farthest))
                break;
            if (next <= ahead && behind < window)
                held |= (size_t)1 << other;
            if (next <= farthest && behind == distance_of[word * words + other]) {
                int64_t number = number_of[word * words + other];
                if (number < 0 || number >= pairs) {
                    status = -1;
                    break;
                }
                times_of[article * pairs + number]++;
            }
        }
        if (of_set[held] > best_of[article])
            best_of[article] = of_set[held];
    }
    if (status < 0)
        PyErr_SetString(PyExc_ValueError, "words or pairs that are not among those asked about");
    else
        answer = PyTuple_Pack(2, best, times);
done:
    Py_XDECREF(best);
    Py_XDECREF(times);
    free(of_set);
    PyBuffer_Release(&keys);
    PyBuffer_Release(&rarity);
    PyBuffer_Release(&distances);
    PyBuffer_Release(&numbers);
    return answer;
}

/* ------------------------------------------------------------------------------------------------ the module */

static PyMethodDef lists_methods[] = {
    {"slots", (PyCFunction)(void (*)(void))lists_slots, METH_FASTCALL, NULL},
    {"joined", (PyCFunction)(void (*)(void))lists_joined, METH_FASTCALL, NULL},
    {"holding", (PyCFunction)lists_holding, METH_O, NULL},
    {"best", (PyCFunction)(void (*)(void))lists_best, METH_FASTCALL, NULL},
    {"within", (PyCFunction)(void (*)(void))lists_within, METH_FASTCALL, NULL},
    {"phrase", (PyCFunction)(void (*)(void))lists_phrase, METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot type_slots[] = {
    {Py_tp_new, lists_new},
    {Py_tp_dealloc, lists_dealloc},
    {Py_tp_methods, lists_methods},
    {0, NULL},
};

static PyType_Spec lists_spec = {"searcher._postings.Lists", sizeof(Lists), 0, Py_TPFLAGS_DEFAULT, type_slots};

static int module_exec(PyObject *module)
{
    PyObject *type = PyType_FromSpec(&lists_spec);
    if (!type)
        return -1;
    int status = PyModule_AddObjectRef(module, "Lists", type);
    Py_DECREF(type);
    return status;
}

static PyMethodDef module_methods[] = {
    {"closeness", (PyCFunction)(void (*)(void))closeness, METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, module_exec}, {0, NULL}};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "_postings", NULL, 0, module_methods, module_slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__postings(void)
{
    return PyModuleDef_Init(&module);
}
