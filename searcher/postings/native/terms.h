/* `Lists.terms`, and the terms of a segment by their forms, some of which are sought in step: where one has to wait for
   memory, that of the others is on its way. */

#pragma once

#include "snapshot.h"

/* A form in UTF-8. */
typedef struct {
    const char *text;
    uint64_t size;
} Form;

/* How a term stands to a form, by their bytes: before it (-1), behind it (1), the same (0), or 2 where the numbers of
   the dictionary lead out of its text. */
static inline int compare_term(const Segment *segment, Py_ssize_t number, const Form *form)
{
    const Array *text = &segment->arrays[TERM_TEXT], *starts = &segment->arrays[TERM_STARTS];
    const uint64_t begin = at(starts, number), end = at(starts, number + 1);
    if (begin > end || end > (uint64_t)text->count)
        return 2;
    const uint64_t length = end - begin;
    const int order = memcmp((const char *)text->buffer.buf + begin, form->text, length < form->size ? length : form->size);
    return order ? (order > 0) - (order < 0) : (length > form->size) - (length < form->size);
}

/* Numbers of some forms, ABREAST at the most, among the terms, which stand in the order of their bytes: -1 where there is
   none such. Returns 0, or DAMAGED where the numbers of the dictionary lead out of its text. */
static int find_terms(const Segment *segment, const Form *forms, Py_ssize_t count, Py_ssize_t *numbers)
{
    const Array *starts = &segment->arrays[TERM_STARTS], *text = &segment->arrays[TERM_TEXT];
    Py_ssize_t low[ABREAST], high[ABREAST], sought = count;
    for (Py_ssize_t each = 0; each < count; each++) {
        numbers[each] = -1;
        low[each] = 0;
        high[each] = starts->count - 1;
    }
    while (sought) {
        for (Py_ssize_t each = 0; each < count; each++)
            if (low[each] < high[each])
                fetch(text, (Py_ssize_t)at(starts, low[each] + (high[each] - low[each]) / 2));
        sought = 0;
        for (Py_ssize_t each = 0; each < count; each++) {
            if (low[each] >= high[each])
                continue;
            const Py_ssize_t middle = low[each] + (high[each] - low[each]) / 2;
            switch (compare_term(segment, middle, &forms[each])) {
            case 0: numbers[each] = low[each] = high[each] = middle; continue;
            case -1: low[each] = middle + 1; break;
            case 1: high[each] = middle; break;
            default: return DAMAGED;
            }
            fetch(starts, low[each] + (high[each] - low[each]) / 2);
            sought++;
        }
    }
    return 0;
}

/* A term: its slot, or -1 where there is none such, the number of its stem, its postings. */
typedef struct {
    Py_ssize_t slot, stem, start, stop;
} Term;

/* The terms of some forms, ABREAST at the most: 0, or DAMAGED. */
static int take_terms(const Segment *segment, const Form *forms, Py_ssize_t count, Term *terms)
{
    const Array *arrays = segment->arrays, *slots = &arrays[SLOTS];
    const Array *starts = &arrays[ARTICLE_STARTS], *stem_slots = &arrays[STEM_SLOTS];
    Py_ssize_t numbers[ABREAST], behind[ABREAST];
    uint64_t wanted[ABREAST] = {0};
    if (find_terms(segment, forms, count, numbers) < 0)
        return DAMAGED;
    for (Py_ssize_t each = 0; each < count; each++)
        if (numbers[each] >= 0)
            fetch(slots, numbers[each]);
    for (Py_ssize_t each = 0; each < count; each++) {
        terms[each] = (Term){.slot = -1};
        if (numbers[each] < 0)
            continue;
        if (numbers[each] >= slots->count || at(slots, numbers[each]) >= (uint64_t)starts->count - 1)
            return DAMAGED;
        terms[each].slot = (Py_ssize_t)at(slots, numbers[each]);
        wanted[each] = (uint64_t)terms[each].slot + 1;
        fetch(starts, terms[each].slot);
    }
    lower_bounds(stem_slots, wanted, count, behind);
    for (Py_ssize_t each = 0; each < count; each++) {
        Term *term = &terms[each];
        if (term->slot < 0)
            continue;
        const uint64_t start = at(starts, term->slot), stop = at(starts, term->slot + 1);
        if (behind[each] < 1 || behind[each] >= stem_slots->count || start > stop || stop > (uint64_t)arrays[ARTICLES].count)
            return DAMAGED;
        *term = (Term){term->slot, behind[each] - 1, (Py_ssize_t)start, (Py_ssize_t)stop};
    }
    return 0;
}

/* Some of the forms of a tuple, from one on, ABREAST at the most: how many, or -1 and an error. */
static Py_ssize_t take_forms(PyObject *given, Py_ssize_t first, Form *forms)
{
    const Py_ssize_t left = PyTuple_GET_SIZE(given) - first, count = left < ABREAST ? left : ABREAST;
    for (Py_ssize_t each = 0; each < count; each++) {
        PyObject *form = PyTuple_GET_ITEM(given, first + each);
        if (!PyBytes_Check(form)) {
            PyErr_SetString(PyExc_TypeError, "forms come in UTF-8");
            return -1;
        }
        forms[each] = (Form){PyBytes_AS_STRING(form), (uint64_t)PyBytes_GET_SIZE(form)};
    }
    return count;
}

/* terms(number of the segment, forms in UTF-8: tuple) -> of each (slot, number of its stem, first posting, end), or None */
static PyObject *lists_terms(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != 2 || !PyTuple_Check(arguments[1])) {
        PyErr_SetString(PyExc_TypeError, "terms(segment, forms)");
        return NULL;
    }
    const Segment *segment = segment_at(self, arguments[0]);
    if (!segment)
        return NULL;
    const Py_ssize_t total = PyTuple_GET_SIZE(arguments[1]);
    PyObject *answer = PyList_New(total);
    for (Py_ssize_t first = 0; answer && first < total; first += ABREAST) {
        Form forms[ABREAST];
        Term terms[ABREAST];
        const Py_ssize_t count = take_forms(arguments[1], first, forms);
        if (count < 0 || take_terms(segment, forms, count, terms) < 0) {
            Py_CLEAR(answer);
            return count < 0 ? NULL : failed(DAMAGED);
        }
        for (Py_ssize_t each = 0; answer && each < count; each++) {
            const Term *term = &terms[each];
            PyObject *found = term->slot < 0 ? Py_NewRef(Py_None)
                                             : Py_BuildValue("nnnn", term->slot, term->stem, term->start, term->stop);
            if (found)
                PyList_SET_ITEM(answer, first + each, found);
            else
                Py_CLEAR(answer);
        }
    }
    return answer;
}
