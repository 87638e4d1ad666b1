/* `Lists.term` and `Lists.word`: a term of a segment by its form, and with what it is searched. */

/* How a term stands to a form, by their bytes: before it (-1), behind it (1), the same (0), or 2 where the numbers of
   the dictionary lead out of its text. */
static inline int compare_term(const Segment *segment, Py_ssize_t number, const char *form, uint64_t size)
{
    const Array *text = &segment->arrays[TERM_TEXT], *starts = &segment->arrays[TERM_STARTS];
    const uint64_t begin = at(starts, number), end = at(starts, number + 1);
    if (begin > end || end > (uint64_t)text->count)
        return 2;
    const uint64_t length = end - begin;
    const int order = memcmp((const char *)text->buffer.buf + begin, form, length < size ? length : size);
    return order ? (order > 0) - (order < 0) : (length > size) - (length < size);
}

/* Number of a form among the terms, which stand in the order of their bytes: -1 where there is none such, -2 where the
   numbers of the dictionary lead out of its text. */
static Py_ssize_t find_term(const Segment *segment, const char *form, uint64_t size)
{
    Py_ssize_t low = 0, high = segment->arrays[TERM_STARTS].count - 1;
    while (low < high) {
        const Py_ssize_t middle = low + (high - low) / 2;
        switch (compare_term(segment, middle, form, size)) {
        case 0: return middle;
        case -1: low = middle + 1; break;
        case 1: high = middle; break;
        default: return -2;
        }
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

/* Slot of a form among those of its stem, which stand in the order of their bytes, in a segment that has the segment
   with this stem for parent: -1 where there is none such, -2 where the index is damaged. */
static Py_ssize_t find_in_child(const Segment *segment, uint64_t stem, const char *form, uint64_t size)
{
    const Array *stem_slots = &segment->arrays[STEM_SLOTS], *terms = &segment->arrays[SLOT_TERMS];
    const Py_ssize_t own = number_here(segment, stem);
    if (own < 0)
        return -1;
    if (own >= stem_slots->count - 1)
        return -2;
    Py_ssize_t low = (Py_ssize_t)at(stem_slots, own), high = (Py_ssize_t)at(stem_slots, own + 1);
    if (high > terms->count || high > segment->arrays[ARTICLE_STARTS].count - 1)
        return -2;
    while (low < high) {
        const Py_ssize_t middle = low + (high - low) / 2, number = (Py_ssize_t)at(terms, middle);
        switch (number < segment->arrays[TERM_STARTS].count - 1 ? compare_term(segment, number, form, size) : 2) {
        case 0: return middle;
        case -1: low = middle + 1; break;
        case 1: high = middle; break;
        default: return -2;
        }
    }
    return -1;
}

/* What has been found of a word: its tables in every segment, how many articles hold the very form, and the runs that find
   it in other segments than that which has kept its relatives. */
typedef struct {
    PyObject *finding, *weak;
    Py_ssize_t document_frequency;
    Runs others;
} Word;

/* Put in what a segment has. sought: what its parent has kept, or itself, and then the very form. */
static int add_segment(Lists *self, Word *word, Py_ssize_t place, PyObject *form, Sought *sought, int64_t least)
{
    const Segment *segment = &self->segments[place];
    const Array *starts = &segment->arrays[ARTICLE_STARTS];
    PyObject *tables[2];
    if (sought->of_parent)
        sought->very = find_in_child(segment, *sought->own, PyBytes_AS_STRING(form), (uint64_t)PyBytes_GET_SIZE(form));
    if (sought->very == -2) {
        failed(-1);
        return -1;
    }
    if (sought->very >= 0)
        word->document_frequency += (Py_ssize_t)(at(starts, sought->very + 1) - at(starts, sought->very));
    if (make_tables(self, segment, sought, least, tables) < 0)
        return -1;
    PyTuple_SET_ITEM(word->finding, place, tables[0]);
    PyTuple_SET_ITEM(word->weak, place, tables[1]);
    return sought->of_parent ? add_rows(&word->others, segment, tables[0], 0, 0) : 0;
}

/* How many articles of those other segments hold it: -1 where that can't be told. */
static Py_ssize_t held_elsewhere(Lists *self, const Word *word)
{
    Py_ssize_t count;
    if (!word->others.count)
        return 0;
    Scratch *scratch = scratch_take(self);
    if (!scratch)
        return -1;
    Py_BEGIN_ALLOW_THREADS
    count = count_holding(&word->others, scratch->marked);
    Py_END_ALLOW_THREADS
    scratch_give(self, scratch, 1);
    if (count < 0)
        failed(-1);
    return count;
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
    Word word = {.finding = PyTuple_New(self->segment_count), .weak = PyTuple_New(self->segment_count)};
    PyObject *stem = NULL;
    Py_ssize_t elsewhere = 0;
    int status = word.finding && word.weak ? 0 : -1;
    const uint64_t own = (uint64_t)term.stem;
    for (Py_ssize_t each = 0; each < self->segment_count && status == 0; each++) {
        Sought sought = {.stems = stems, .weights = weights, .from = (Py_ssize_t)from, .to = (Py_ssize_t)to, .own = &own,
                         .own_count = 1, .of_parent = &self->segments[each] != segment, .very = term.slot};
        status = add_segment(self, &word, each, arguments[1], &sought, least);
    }
    if (status == 0)
        status = (elsewhere = held_elsewhere(self, &word)) < 0 ? -1 : 0;
    if (status == 0)
        stem = PyUnicode_DecodeUTF8((const char *)stem_text->buffer.buf + begin, (Py_ssize_t)(end - begin),
                                    "surrogatepass");
    free(word.others.runs);
    if (!stem) {
        Py_XDECREF(word.finding);
        Py_XDECREF(word.weak);
        return NULL;
    }
    const uint64_t holding = at(&segment->arrays[RELATED_HOLDINGS], place) + (uint64_t)elsewhere;
    return Py_BuildValue("NKnNN", stem, (unsigned long long)holding, word.document_frequency, word.finding, word.weak);
}
