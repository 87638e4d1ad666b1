/* `Lists.slots`: the posting lists of stems. */

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

/* slots(place, stems, weights, own: list, forms: list of (slot, weight, own), of parent, very or -1, least)
   -> (table, total, table of what weighs less, total) */
static PyObject *lists_slots(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != 8 || !PyList_Check(arguments[3]) || !PyList_Check(arguments[4])) {
        PyErr_SetString(PyExc_TypeError, "slots(place, stems, weights, own, forms, of_parent, very, least)");
        return NULL;
    }
    Py_ssize_t place = PyLong_AsSsize_t(arguments[0]);
    int of_parent = PyObject_IsTrue(arguments[5]);
    int64_t very = PyLong_AsLongLong(arguments[6]), least = PyLong_AsLongLong(arguments[7]);
    if (PyErr_Occurred())
        return NULL;
    if (place < 0 || place >= self->segment_count) {
        PyErr_SetString(PyExc_ValueError, "no such segment");
        return NULL;
    }
    const Array *starts = &self->segments[place].arrays[ARTICLE_STARTS];
    const Array *stem_slots = &self->segments[place].arrays[STEM_SLOTS];
    const Array *theirs = &self->segments[place].arrays[PARENT_STEMS], *here = &self->segments[place].arrays[PARENT_OWN];
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
        uint64_t given = at(&stems, each), number = given;
        int64_t weight = (int64_t)at(&weights, each);
        if (of_parent) {
            Py_ssize_t place_of = lower_bound(theirs, 0, theirs->count, given);
            if (place_of == theirs->count || at(theirs, place_of) != given)
                continue;
            number = at(here, place_of);
        }
        if (number >= (uint64_t)stem_slots->count - 1)
            continue;
        int own = 0;
        for (Py_ssize_t other = 0; other < PyList_GET_SIZE(arguments[3]); other++)
            own |= PyLong_AsUnsignedLongLong(PyList_GET_ITEM(arguments[3], other)) == given;
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
