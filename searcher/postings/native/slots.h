/* The posting lists of stems, and `Lists.slots`. */

#pragma once

#include "snapshot.h"

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

/* What of a segment a word is searched with: see `searcher.postings.slots.StemWeights`. */
typedef struct {
    const Array *stems, *weights;
    Py_ssize_t from, to; /* which of these */
    const uint64_t *own;
    Py_ssize_t own_count;
    PyObject *forms; /* a list of (slot, weight, own) */
    int of_parent;
    int64_t very; /* slot of the very form, or -1 */
} Sought;

/* Number in a segment of a stem by the number that its parent has for it: -1 where it has no such stem. */
static Py_ssize_t number_here(const Segment *segment, uint64_t number)
{
    const OfParent *of = &segment->of_parent;
    const Py_ssize_t block = (Py_ssize_t)(number / 64);
    const uint64_t bit = (uint64_t)1 << number % 64;
    if (block >= of->blocks || !(of->bits[block] & bit))
        return -1;
    return (Py_ssize_t)at(&segment->arrays[PARENT_OWN], of->before[block] + __builtin_popcountll(of->bits[block] & (bit - 1)));
}

/* A table of rows: a `WeightedSlots`, as the one without rows is that was given. */
static PyObject *table_of(const Lists *self, const Row *rows, Py_ssize_t count)
{
    int64_t total = 0;
    if (!count)
        return Py_NewRef(self->no_terms);
    for (Py_ssize_t each = 0; each < count; each++)
        total += rows[each][RUN_STOP] - rows[each][RUN_START];
    PyTypeObject *type = Py_TYPE(self->no_terms);
    PyObject *table = type->tp_alloc(type, 2);
    PyObject *bytes = PyBytes_FromStringAndSize((const char *)rows, count * (Py_ssize_t)sizeof *rows);
    PyObject *number = PyLong_FromLongLong(total);
    if (!table || !bytes || !number) {
        Py_XDECREF(table);
        Py_XDECREF(bytes);
        Py_XDECREF(number);
        return NULL;
    }
    PyTuple_SET_ITEM(table, 0, bytes);
    PyTuple_SET_ITEM(table, 1, number);
    return table;
}

/* The tables of what weighs no less than `least`, and of what weighs less: 0, or -1. */
static int make_tables(const Lists *self, const Segment *segment, const Sought *sought, int64_t least, PyObject *tables[2])
{
    const Array *starts = &segment->arrays[ARTICLE_STARTS], *stem_slots = &segment->arrays[STEM_SLOTS];
    const Py_ssize_t form_count = sought->forms ? PyList_GET_SIZE(sought->forms) : 0;
    int64_t very = sought->very;
    Py_ssize_t room = sought->to - sought->from + 2 * form_count + 3, counts[2] = {0, 0}, slots = starts->count - 1;
    int status = -1;
    Row *rows = PyMem_Malloc((size_t)room * 3 * sizeof *rows), *parts[2] = {rows, rows + room};
    if (!rows) {
        PyErr_NoMemory();
        goto done;
    }
    if (very >= slots) {
        PyErr_SetString(PyExc_ValueError, "slots have to be those of the segment");
        goto done;
    }
    /* Behind the two tables, all their rows before they are told apart and cut at the very form. */
    Row *uncut = rows + 2 * room;
    Py_ssize_t uncut_count = 0;
    for (Py_ssize_t each = sought->from; each < sought->to; each++) {
        const uint64_t given = at(sought->stems, each);
        int64_t weight = (int64_t)at(sought->weights, each);
        const Py_ssize_t number = sought->of_parent ? number_here(segment, given) : (Py_ssize_t)given;
        if (number < 0 || number >= stem_slots->count - 1)
            continue;
        int own = 0;
        for (Py_ssize_t other = 0; other < sought->own_count; other++)
            own |= sought->own[other] == given;
        int64_t first = (int64_t)at(stem_slots, number), end = (int64_t)at(stem_slots, number + 1);
        if (first > end || end > slots) {
            failed(DAMAGED);
            goto done;
        }
        put(starts, uncut, &uncut_count, first, end, weight, own);
    }
    for (Py_ssize_t each = 0; each < form_count; each++) {
        long long slot, weight;
        int own;
        if (!PyArg_ParseTuple(PyList_GET_ITEM(sought->forms, each), "LLp", &slot, &weight, &own))
            goto done;
        if (slot < 0 || slot >= slots) {
            PyErr_SetString(PyExc_ValueError, "slots have to be those of the segment");
            goto done;
        }
        int64_t *around = NULL;
        for (Py_ssize_t other = 0; other < uncut_count && !around; other++)
            if (uncut[other][RUN_FIRST] <= slot && slot < uncut[other][RUN_END])
                around = uncut[other];
        if (around) {
            const int64_t first = around[RUN_FIRST], end = around[RUN_END], by_stem = around[RUN_WEIGHT];
            const int own_by_stem = (int)around[RUN_OWN];
            if (by_stem > weight || (by_stem == weight && own_by_stem >= own))
                continue;
            /* by its stem here it would count for less than elsewhere */
            memmove(around, uncut[--uncut_count], sizeof *rows);
            put(starts, uncut, &uncut_count, first, slot, by_stem, own_by_stem);
            put(starts, uncut, &uncut_count, slot + 1, end, by_stem, own_by_stem);
        }
        put(starts, uncut, &uncut_count, slot, slot + 1, weight, own);
    }
    qsort(uncut, (size_t)uncut_count, sizeof *rows, by_first);
    for (Py_ssize_t each = 0; each <= uncut_count; each++) {
        const int64_t *row = uncut[each];
        int last = each == uncut_count;
        if (!last && row[RUN_WEIGHT] < least) {
            put(starts, parts[1], &counts[1], row[RUN_FIRST], row[RUN_END], row[RUN_WEIGHT], (int)row[RUN_OWN]);
            continue;
        }
        if (very >= 0 && (last || very < row[RUN_END])) {
            int inside = !last && very >= row[RUN_FIRST];
            if (inside)
                put(starts, parts[0], &counts[0], row[RUN_FIRST], very, row[RUN_WEIGHT], (int)row[RUN_OWN]);
            put(starts, parts[0], &counts[0], very, very + 1, WEIGHT_UNIT, 1);
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
    for (int part = 0; part < 2; part++)
        tables[part] = table_of(self, parts[part], counts[part]);
    status = tables[0] && tables[1] ? 0 : -1;
    if (status < 0) {
        Py_CLEAR(tables[0]);
        Py_CLEAR(tables[1]);
    }
done:
    PyMem_Free(rows);
    return status;
}

/* slots(segment, stems, weights, own: list, forms: list of (slot, weight, own), of parent, very or -1, least)
   -> (table, table of what weighs less) */
static PyObject *lists_slots(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != 8 || !PyList_Check(arguments[3]) || !PyList_Check(arguments[4])) {
        PyErr_SetString(PyExc_TypeError, "slots(segment, stems, weights, own, forms, of_parent, very, least)");
        return NULL;
    }
    Sought sought = {.own_count = PyList_GET_SIZE(arguments[3]), .forms = arguments[4],
                     .of_parent = PyObject_IsTrue(arguments[5]), .very = PyLong_AsLongLong(arguments[6])};
    int64_t least = PyLong_AsLongLong(arguments[7]);
    const Segment *segment = segment_at(self, arguments[0]);
    if (!segment || PyErr_Occurred())
        return NULL;
    Array stems, weights;
    if (array_of(arguments[1], &stems) < 0)
        return NULL;
    if (array_of(arguments[2], &weights) < 0) {
        PyBuffer_Release(&stems.buffer);
        return NULL;
    }
    PyObject *answer = NULL, *tables[2] = {NULL, NULL};
    uint64_t *own = PyMem_Malloc((size_t)(sought.own_count + 1) * sizeof *own);
    if (!own) {
        PyErr_NoMemory();
        goto done;
    }
    for (Py_ssize_t each = 0; each < sought.own_count; each++)
        own[each] = PyLong_AsUnsignedLongLong(PyList_GET_ITEM(arguments[3], each));
    if (PyErr_Occurred())
        goto done;
    if (weights.count != stems.count) {
        PyErr_SetString(PyExc_ValueError, "stems and weights have to be as many");
        goto done;
    }
    sought.stems = &stems;
    sought.weights = &weights;
    sought.to = stems.count;
    sought.own = own;
    if (make_tables(self, segment, &sought, least, tables) == 0)
        answer = Py_BuildValue("NN", tables[0], tables[1]);
done:
    PyMem_Free(own);
    PyBuffer_Release(&stems.buffer);
    PyBuffer_Release(&weights.buffer);
    return answer;
}
