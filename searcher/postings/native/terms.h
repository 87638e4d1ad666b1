/* `Lists.term`: a term of a segment by its form. */

/* Number of a form among the terms, which stand in the order of their bytes: -1 where there is none such, -2 where the
   numbers of the dictionary lead out of its text. */
static Py_ssize_t find_term(const Segment *segment, const char *form, uint64_t size)
{
    const Array *text = &segment->arrays[TERM_TEXT], *starts = &segment->arrays[TERM_STARTS];
    Py_ssize_t low = 0, high = starts->count - 1;
    while (low < high) {
        Py_ssize_t middle = low + (high - low) / 2;
        uint64_t begin = at(starts, middle), end = at(starts, middle + 1);
        if (begin > end || end > (uint64_t)text->count)
            return -2;
        uint64_t length = end - begin;
        int order = memcmp((const char *)text->buffer.buf + begin, form, length < size ? length : size);
        if (order == 0 && length == size)
            return middle;
        if (order < 0 || (order == 0 && length < size))
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

/* term(place of the segment, form in UTF-8) -> (slot, number of its stem, first posting, end), or None */
static PyObject *lists_term(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != 2 || !PyBytes_Check(arguments[1])) {
        PyErr_SetString(PyExc_TypeError, "term(place, form)");
        return NULL;
    }
    Py_ssize_t place = PyLong_AsSsize_t(arguments[0]);
    if (place == -1 && PyErr_Occurred())
        return NULL;
    if (place < 0 || place >= self->segment_count) {
        PyErr_SetString(PyExc_ValueError, "no such segment");
        return NULL;
    }
    const Array *arrays = self->segments[place].arrays, *slots = &arrays[SLOTS];
    const Array *starts = &arrays[ARTICLE_STARTS], *stem_slots = &arrays[STEM_SLOTS];
    Py_ssize_t number = find_term(&self->segments[place], PyBytes_AS_STRING(arguments[1]),
                                  (uint64_t)PyBytes_GET_SIZE(arguments[1]));
    if (number == -1)
        Py_RETURN_NONE;
    if (number == -2 || number >= slots->count)
        return failed(-1);
    uint64_t slot = at(slots, number);
    if (slot >= (uint64_t)starts->count - 1)
        return failed(-1);
    Py_ssize_t behind = lower_bound(stem_slots, 0, stem_slots->count, slot + 1);
    uint64_t start = at(starts, (Py_ssize_t)slot), stop = at(starts, (Py_ssize_t)slot + 1);
    if (behind < 1 || behind >= stem_slots->count || start > stop || stop > (uint64_t)arrays[ARTICLES].count)
        return failed(-1);
    return Py_BuildValue("nnnn", (Py_ssize_t)slot, behind - 1, (Py_ssize_t)start, (Py_ssize_t)stop);
}
