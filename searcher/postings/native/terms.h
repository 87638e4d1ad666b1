/* `Lists.term` and `Lists.word`: a term of a segment by its form, and with what it is searched. */

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

/* A term: its slot, the number of its stem, its postings. */
typedef struct {
    Py_ssize_t slot, stem, start, stop;
} Term;

/* The term of a form: 1, 0 where there is none such, -1 where the index is damaged. */
static int take_term(const Segment *segment, PyObject *form, Term *term)
{
    const Array *arrays = segment->arrays, *slots = &arrays[SLOTS];
    const Array *starts = &arrays[ARTICLE_STARTS], *stem_slots = &arrays[STEM_SLOTS];
    Py_ssize_t number = find_term(segment, PyBytes_AS_STRING(form), (uint64_t)PyBytes_GET_SIZE(form));
    if (number == -1)
        return 0;
    if (number == -2 || number >= slots->count)
        return -1;
    uint64_t slot = at(slots, number);
    if (slot >= (uint64_t)starts->count - 1)
        return -1;
    Py_ssize_t behind = lower_bound(stem_slots, 0, stem_slots->count, slot + 1);
    uint64_t start = at(starts, (Py_ssize_t)slot), stop = at(starts, (Py_ssize_t)slot + 1);
    if (behind < 1 || behind >= stem_slots->count || start > stop || stop > (uint64_t)arrays[ARTICLES].count)
        return -1;
    *term = (Term){(Py_ssize_t)slot, behind - 1, (Py_ssize_t)start, (Py_ssize_t)stop};
    return 1;
}

/* term(place of the segment, form in UTF-8) -> (slot, number of its stem, first posting, end), or None */
static PyObject *lists_term(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != 2 || !PyBytes_Check(arguments[1])) {
        PyErr_SetString(PyExc_TypeError, "term(place, form)");
        return NULL;
    }
    const Segment *segment = segment_at(self, arguments[0]);
    if (!segment)
        return NULL;
    Term term;
    switch (take_term(segment, arguments[1], &term)) {
    case 0: Py_RETURN_NONE;
    case 1: return Py_BuildValue("nnnn", term.slot, term.stem, term.start, term.stop);
    default: return failed(-1);
    }
}

/* The tables of a word in a segment (see `make_tables`), each with how many postings it has, put into tuples at a place;
   how many articles hold the very form is added to `document_frequency`. */
static int put_tables(const Segment *segment, PyObject *form, Sought sought, int64_t least, PyObject *finding,
                      PyObject *weak, Py_ssize_t place, Py_ssize_t *document_frequency)
{
    Term term;
    PyObject *tables[2];
    int64_t totals[2];
    int found = take_term(segment, form, &term);
    if (found < 0) {
        failed(-1);
        return -1;
    }
    sought.very = found ? term.slot : -1;
    *document_frequency += found ? term.stop - term.start : 0;
    if (make_tables(segment, &sought, least, tables, totals) < 0)
        return -1;
    PyObject *one = Py_BuildValue("NL", tables[0], (long long)totals[0]);
    PyObject *other = Py_BuildValue("NL", tables[1], (long long)totals[1]);
    if (!one || !other) {
        Py_XDECREF(one);
        Py_XDECREF(other);
        return -1;
    }
    PyTuple_SET_ITEM(finding, place, one);
    PyTuple_SET_ITEM(weak, place, other);
    return 0;
}

/* word(place, form in UTF-8, least, apart: uint32, ascending)
   -> (the stem, articles with a form that finds it, articles with the very form, tables, tables of what weighs less)

   By the relatives that the segment at `place` has kept of the stem; the others have it for parent. None where it has no
   such term, has kept no relatives, or one of these is among `apart`. */
static PyObject *lists_word(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != 4 || !PyBytes_Check(arguments[1])) {
        PyErr_SetString(PyExc_TypeError, "word(place, form, least, apart)");
        return NULL;
    }
    const Segment *segment = segment_at(self, arguments[0]);
    int64_t least = PyLong_AsLongLong(arguments[2]);
    if (!segment || PyErr_Occurred())
        return NULL;
    const Array *kept = &segment->arrays[RELATED], *starts = &segment->arrays[RELATED_STARTS];
    const Array *stems = &segment->arrays[RELATED_STEMS], *weights = &segment->arrays[RELATED_WEIGHTS];
    const Array *stem_text = &segment->arrays[STEM_TEXT], *stem_starts = &segment->arrays[STEM_STARTS];
    Term term;
    int found = take_term(segment, arguments[1], &term);
    if (found < 0)
        return failed(-1);
    Py_ssize_t place = found ? lower_bound(kept, 0, kept->count, (uint64_t)term.stem) : kept->count;
    if (place == kept->count || at(kept, place) != (uint64_t)term.stem)
        Py_RETURN_NONE;
    if (place + 1 >= starts->count || place >= segment->arrays[RELATED_HOLDINGS].count
        || term.stem + 1 >= stem_starts->count)
        return failed(-1);
    uint64_t from = at(starts, place), to = at(starts, place + 1);
    uint64_t begin = at(stem_starts, term.stem), end = at(stem_starts, term.stem + 1);
    if (from > to || to > (uint64_t)stems->count || to > (uint64_t)weights->count || begin > end
        || end > (uint64_t)stem_text->count)
        return failed(-1);
    Py_buffer buffer;
    if (borrow(arguments[3], &buffer, sizeof(uint32_t), 0) < 0)
        return NULL;
    const Array apart = {buffer, buffer.len / (Py_ssize_t)sizeof(uint32_t), sizeof(uint32_t)};
    int is_apart = 0;
    for (uint64_t each = from; each < to && apart.count && !is_apart; each++) {
        uint64_t stem = at(stems, (Py_ssize_t)each);
        Py_ssize_t there = lower_bound(&apart, 0, apart.count, stem);
        is_apart = there < apart.count && at(&apart, there) == stem;
    }
    PyBuffer_Release(&buffer);
    if (is_apart)
        Py_RETURN_NONE;
    PyObject *finding = PyTuple_New(self->segment_count), *weak = PyTuple_New(self->segment_count), *stem = NULL;
    Py_ssize_t document_frequency = 0;
    int status = finding && weak ? 0 : -1;
    const uint64_t own = (uint64_t)term.stem;
    for (Py_ssize_t each = 0; each < self->segment_count && status == 0; each++) {
        const Sought sought = {.stems = stems, .weights = weights, .from = (Py_ssize_t)from, .to = (Py_ssize_t)to,
                               .own = &own, .own_count = 1, .of_parent = &self->segments[each] != segment};
        status = put_tables(&self->segments[each], arguments[1], sought, least, finding, weak, each, &document_frequency);
    }
    if (status == 0)
        stem = PyUnicode_DecodeUTF8((const char *)stem_text->buffer.buf + begin, (Py_ssize_t)(end - begin),
                                    "surrogatepass");
    if (!stem) {
        Py_XDECREF(finding);
        Py_XDECREF(weak);
        return NULL;
    }
    return Py_BuildValue("NKnNN", stem, (unsigned long long)at(&segment->arrays[RELATED_HOLDINGS], place),
                         document_frequency, finding, weak);
}
