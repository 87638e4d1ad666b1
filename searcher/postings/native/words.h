/* `Lists.words`: with what words are searched, by the relatives that a segment has kept of their stems. */

#pragma once

#include "holding.h"
#include "slots.h"
#include "terms.h"

/* Slot of a form among those of its stem, which stand in the order of their bytes, in a segment that has the segment
   with this stem for parent; -1 where there is none such. Returns 0, or DAMAGED. */
static int find_in_child(const Segment *segment, uint64_t stem, const Form *form, int64_t *slot)
{
    const Array *stem_slots = &segment->arrays[STEM_SLOTS], *terms = &segment->arrays[SLOT_TERMS];
    const Py_ssize_t own = number_here(segment, stem);
    *slot = -1;
    if (own < 0)
        return 0;
    if (own >= stem_slots->count - 1)
        return DAMAGED;
    Py_ssize_t low = (Py_ssize_t)at(stem_slots, own), high = (Py_ssize_t)at(stem_slots, own + 1);
    if (high > terms->count || high > segment->arrays[ARTICLE_STARTS].count - 1)
        return DAMAGED;
    while (low < high) {
        const Py_ssize_t middle = low + (high - low) / 2, number = (Py_ssize_t)at(terms, middle);
        switch (number < segment->arrays[TERM_STARTS].count - 1 ? compare_term(segment, number, form) : 2) {
        case 0: *slot = middle; return 0;
        case -1: low = middle + 1; break;
        case 1: high = middle; break;
        default: return DAMAGED;
        }
    }
    return 0;
}

/* What has been found of a word: its tables in every segment, how many articles hold the very form, and the runs that find
   it in other segments than that which has kept its relatives. */
typedef struct {
    PyObject *finding, *weak;
    Py_ssize_t document_frequency;
    Runs others;
} Word;

/* Put in what a segment has. sought: what its parent has kept, or itself, and then the very form. */
static int add_segment(Lists *self, Word *word, Py_ssize_t number, const Form *form, Sought *sought, int64_t least)
{
    const Segment *segment = &self->segments[number];
    const Array *starts = &segment->arrays[ARTICLE_STARTS];
    PyObject *tables[2];
    if (sought->of_parent && find_in_child(segment, *sought->own, form, &sought->very) < 0) {
        failed(DAMAGED);
        return -1;
    }
    if (sought->very >= 0)
        word->document_frequency += (Py_ssize_t)(at(starts, sought->very + 1) - at(starts, sought->very));
    if (make_tables(self, segment, sought, least, tables) < 0)
        return -1;
    PyTuple_SET_ITEM(word->finding, number, tables[0]);
    PyTuple_SET_ITEM(word->weak, number, tables[1]);
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
        failed(DAMAGED);
    return count;
}

/* Where the relatives of a stem stand among those that a segment has kept. */
typedef struct {
    Py_ssize_t index, from, to;
} Kept;

/* The relatives of the stems of some terms, ABREAST at the most; `index` is -1 where none are kept. Returns 0, or
   DAMAGED. */
static int find_kept(const Segment *segment, const Term *terms, Py_ssize_t count, Kept *kept)
{
    const Array *arrays = segment->arrays, *numbers = &arrays[RELATED], *starts = &arrays[RELATED_STARTS];
    const Array *stems = &arrays[RELATED_STEMS], *weights = &arrays[RELATED_WEIGHTS];
    uint64_t wanted[ABREAST];
    Py_ssize_t indices[ABREAST];
    for (Py_ssize_t each = 0; each < count; each++)
        wanted[each] = (uint64_t)terms[each].stem;
    lower_bounds(numbers, wanted, count, indices);
    for (Py_ssize_t each = 0; each < count; each++) {
        const Py_ssize_t index = indices[each];
        kept[each] = (Kept){.index = -1};
        if (terms[each].slot < 0 || index == numbers->count || at(numbers, index) != wanted[each])
            continue;
        if (index + 1 >= starts->count || index >= arrays[RELATED_HOLDINGS].count
            || terms[each].stem + 1 >= arrays[STEM_STARTS].count)
            return DAMAGED;
        kept[each].index = index;
        fetch(starts, index);
        fetch(&arrays[RELATED_HOLDINGS], index);
        fetch(&arrays[STEM_STARTS], terms[each].stem);
    }
    for (Py_ssize_t each = 0; each < count; each++) {
        if (kept[each].index < 0)
            continue;
        const uint64_t from = at(starts, kept[each].index), to = at(starts, kept[each].index + 1);
        if (from > to || to > (uint64_t)stems->count || to > (uint64_t)weights->count)
            return DAMAGED;
        kept[each].from = (Py_ssize_t)from;
        kept[each].to = (Py_ssize_t)to;
        fetch(stems, kept[each].from);
        fetch(weights, kept[each].from);
        fetch(&arrays[STEM_TEXT], (Py_ssize_t)at(&arrays[STEM_STARTS], terms[each].stem));
    }
    return 0;
}

/* Whether any of these relatives is among some, ascending. */
static int has_any(const Segment *segment, const Kept *kept, const Array *apart)
{
    for (Py_ssize_t each = kept->from; each < kept->to && apart->count; each++) {
        const uint64_t stem = at(&segment->arrays[RELATED_STEMS], each);
        const Py_ssize_t there = lower_bound(apart, 0, apart->count, stem);
        if (there < apart->count && at(apart, there) == stem)
            return 1;
    }
    return 0;
}

/* All about a form of which a segment has the term and has kept the relatives. */
static PyObject *word_of(Lists *self, const Segment *segment, const Form *form, const Term *term, const Kept *kept,
                         int64_t least)
{
    const Array *text = &segment->arrays[STEM_TEXT], *text_starts = &segment->arrays[STEM_STARTS];
    const uint64_t begin = at(text_starts, term->stem), end = at(text_starts, term->stem + 1), own = (uint64_t)term->stem;
    if (begin > end || end > (uint64_t)text->count)
        return failed(DAMAGED);
    Word word = {.finding = PyTuple_New(self->segment_count), .weak = PyTuple_New(self->segment_count)};
    PyObject *stem = NULL;
    Py_ssize_t elsewhere = 0;
    int status = word.finding && word.weak ? 0 : -1;
    for (Py_ssize_t each = 0; each < self->segment_count && status == 0; each++) {
        Sought sought = {.stems = &segment->arrays[RELATED_STEMS], .weights = &segment->arrays[RELATED_WEIGHTS],
                         .from = kept->from, .to = kept->to, .own = &own, .own_count = 1,
                         .of_parent = &self->segments[each] != segment, .very = term->slot};
        status = add_segment(self, &word, each, form, &sought, least);
    }
    if (status == 0)
        status = (elsewhere = held_elsewhere(self, &word)) < 0 ? -1 : 0;
    if (status == 0)
        stem = PyUnicode_DecodeUTF8((const char *)text->buffer.buf + begin, (Py_ssize_t)(end - begin), "surrogatepass");
    free(word.others.runs);
    if (!stem) {
        Py_XDECREF(word.finding);
        Py_XDECREF(word.weak);
        return NULL;
    }
    const uint64_t holding = at(&segment->arrays[RELATED_HOLDINGS], kept->index) + (uint64_t)elsewhere;
    return Py_BuildValue("NKnNN", stem, (unsigned long long)holding, word.document_frequency, word.finding, word.weak);
}

/* Put the words of some forms, ABREAST at the most, into a list, from an index on: 0, or -1 and an error. */
static int add_words(Lists *self, const Segment *segment, const Form *forms, Py_ssize_t count, int64_t least,
                     const Array *apart, PyObject *words, Py_ssize_t first)
{
    Term terms[ABREAST];
    Kept kept[ABREAST];
    if (take_terms(segment, forms, count, terms) < 0 || find_kept(segment, terms, count, kept) < 0) {
        failed(DAMAGED);
        return -1;
    }
    for (Py_ssize_t each = 0; each < count; each++) {
        PyObject *word = Py_None;
        if (kept[each].index < 0 || has_any(segment, &kept[each], apart))
            Py_INCREF(word);
        else
            word = word_of(self, segment, &forms[each], &terms[each], &kept[each], least);
        if (!word)
            return -1;
        PyList_SET_ITEM(words, first + each, word);
    }
    return 0;
}

/* words(segment, forms in UTF-8: tuple, least, apart: uint32, ascending)
   -> of each (the stem, articles with a form that finds it, articles with the very form, tables, tables of what weighs less)

   By the relatives that this segment has kept of the stem; the others have it for parent. None for a form where
   it has no such term, has kept no relatives, or one of these is among `apart`. */
static PyObject *lists_words(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != 4 || !PyTuple_Check(arguments[1])) {
        PyErr_SetString(PyExc_TypeError, "words(segment, forms, least, apart)");
        return NULL;
    }
    PyObject *given = arguments[1];
    const Py_ssize_t total = PyTuple_GET_SIZE(given);
    const Segment *segment = segment_at(self, arguments[0]);
    const int64_t least = PyLong_AsLongLong(arguments[2]);
    Py_buffer buffer;
    if (!segment || PyErr_Occurred() || borrow(arguments[3], &buffer, sizeof(uint32_t), 0) < 0)
        return NULL;
    const Array apart = {buffer, buffer.len / (Py_ssize_t)sizeof(uint32_t), sizeof(uint32_t)};
    PyObject *words = PyList_New(total);
    int status = words ? 0 : -1;
    for (Py_ssize_t first = 0; first < total && status == 0; first += ABREAST) {
        Form forms[ABREAST];
        const Py_ssize_t count = take_forms(given, first, forms);
        status = count < 0 ? -1 : add_words(self, segment, forms, count, least, &apart, words, first);
    }
    PyBuffer_Release(&buffer);
    if (status < 0)
        Py_CLEAR(words);
    return words;
}
