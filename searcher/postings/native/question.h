/* A question for the best, and what is done for one of its words. */

#pragma once

#include "known.h"
#include "runs.h"
#include "scores.h"
#include "top.h"

/* A question for the best, and how far it has got. */
typedef struct {
    Py_buffer frequencies, damping, passing;
    Known known; /* of articles; in a question of paragraphs of passages */
    Runs runs;
    Py_ssize_t word_count, count, at_once;
    Py_ssize_t finding; /* words that find, the first ones; the others only add to the scores of what is found */
    const char *passes;
    float *most;      /* that a word adds to a score, of each */
    int64_t *times;   /* that it is asked for, and adds it */
    Py_ssize_t *ends; /* of the runs of each word */
    double *after;    /* what the words from each on can add together, in UNITs */
    Scratch *scratch;
    Py_ssize_t used, joined; /* words that are joined; postings of these */
    int of_peaks;            /* whether frequencies are of peaks, and there is one damping for all */
    Py_ssize_t leading;      /* words whose part in the bound of an article's paragraphs is kept by itself */
    Complete complete;       /* the first words, if an article should have them, until those that do have their bonus */
    Top *top;                /* of what is scored while words are joined */
} Question;

static int question_read(Lists *self, Question *question, PyObject *const *arguments, PyObject *adding)
{
    PyObject *words = arguments[0];
    question->word_count = PyList_GET_SIZE(words);
    Py_ssize_t only_adding = PyLong_AsSsize_t(adding);
    question->count = PyLong_AsSsize_t(arguments[6]);
    question->at_once = PyLong_AsSsize_t(arguments[7]);
    if (PyErr_Occurred())
        return -1;
    if (question->count < 1 || question->count > ((Py_ssize_t)1 << 40)) {
        PyErr_SetString(PyExc_ValueError, "how many of the best?");
        return -1;
    }
    if (only_adding < 0 || only_adding > question->word_count) {
        PyErr_SetString(PyExc_ValueError, "more words than there are find nothing");
        return -1;
    }
    question->finding = question->word_count - only_adding;
    if (!PyList_Check(arguments[1]) || !PyList_Check(arguments[2]) || PyList_GET_SIZE(arguments[1]) < question->word_count
        || PyList_GET_SIZE(arguments[2]) < question->word_count) {
        PyErr_SetString(PyExc_TypeError, "of each word the most that it adds, and how often");
        return -1;
    }
    if (borrow(arguments[3], &question->frequencies, sizeof(uint32_t), question->of_peaks ? 16 : 256) < 0
        || borrow(arguments[4], &question->damping, sizeof(float), question->of_peaks ? 1 : self->article_count) < 0
        || (arguments[5] != Py_None && borrow(arguments[5], &question->passing, 1, self->article_count) < 0))
        return -1;
    question->passes = question->passing.buf;
    question->ends = malloc((size_t)(question->word_count + 1) * sizeof *question->ends);
    question->after = malloc((size_t)(question->word_count + 1) * sizeof *question->after);
    question->most = malloc((size_t)(question->word_count + 1) * sizeof *question->most);
    question->times = malloc((size_t)(question->word_count + 1) * sizeof *question->times);
    if (!question->ends || !question->after || !question->most || !question->times) {
        PyErr_NoMemory();
        return -1;
    }
    question->after[question->word_count] = 0;
    for (Py_ssize_t word = 0; word < question->word_count; word++) {
        if (add_runs(self, &question->runs, PyList_GET_ITEM(words, word), (int32_t)word, 0) < 0)
            return -1;
        question->ends[word] = question->runs.count;
        question->most[word] = (float)PyFloat_AsDouble(PyList_GET_ITEM(arguments[1], word));
        question->times[word] = PyLong_AsLongLong(PyList_GET_ITEM(arguments[2], word));
    }
    if (PyErr_Occurred())
        return -1;
    for (Py_ssize_t word = question->word_count; word--;)
        question->after[word] = question->after[word + 1] + (double)question->most[word] * (double)question->times[word] * UNIT;
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
    free(question->most);
    free(question->times);
    PyBuffer_Release(&question->frequencies);
    PyBuffer_Release(&question->damping);
    PyBuffer_Release(&question->passing);
    known_release(&question->known);
}

static Py_ssize_t first_run(const Question *question, Py_ssize_t word)
{
    return word ? question->ends[word - 1] : 0;
}

static Py_ssize_t posting_count(const Question *question, Py_ssize_t word)
{
    Py_ssize_t count = 0;
    for (Py_ssize_t run = first_run(question, word); run < question->ends[word]; run++)
        count += question->runs.runs[run].stop - question->runs.runs[run].start;
    return count;
}

/* Behind which word the next part ends: words that find from the first unused one on, at least one, with no more than `room`
   postings together. postings: how many these are. */
static Py_ssize_t end_of_part(const Question *question, Py_ssize_t room, Py_ssize_t *postings)
{
    Py_ssize_t end = question->used;
    for (*postings = 0; end < question->finding; end++) {
        const Py_ssize_t size = posting_count(question, end);
        if (end > question->used && *postings + size > room)
            break;
        *postings += size;
    }
    return end;
}

/* In a question of paragraphs: what the leading words add, with what one of them does; never too much. */
static inline uint32_t add_leading(uint32_t leading, int64_t added)
{
    int64_t sum = leading + added / LEADING_UNIT;
    return sum < UINT32_MAX ? (uint32_t)sum : UINT32_MAX;
}

/* Turn the values that the first `count` of the touched articles have of a word into what it adds to their scores. What
   kind of question it is for is known where this is compiled (`score_word`). */
static inline void score_touched(const Question *question, Py_ssize_t word, Py_ssize_t count, const int of_peaks,
                                 const int leads, const int may_be_complete)
{
    const Scratch *scratch = question->scratch;
    const float most = question->most[word], *damping = question->damping.buf;
    const int64_t times = question->times[word];
    const size_t step = !of_peaks;
    const Complete complete = question->complete;
    const uint32_t counts = word < complete.words, *touched = scratch->touched;
    Cell *cells = scratch->cells;
    uint64_t *held = scratch->held;
    Top *top = question->top;
    int64_t least = top_least(top); /* else it would be read anew behind everything that is written */
    for (Py_ssize_t each = 0; each < count; each++) {
        const uint32_t article = touched[each], later = touched[each + AHEAD < count ? each + AHEAD : each];
        PREFETCH(&cells[later]);
        PREFETCH(&damping[later * step]);
        Cell *cell = &cells[article];
        if (!cell->value)
            continue;
        const int64_t added = times * scored(cell->value, most, damping[article * step]);
        int64_t score = cell->score += added;
        cell->value = 0;
        if (leads)
            cell->leading = add_leading(cell->leading, added);
        if (may_be_complete) {
            cell->words += counts;
            score = with_bonus(cell, &complete, complete.words);
        }
        held[article / 64] |= (uint64_t)1 << article % 64;
        if (score > least) {
            top_put(top, (Best){score, article});
            least = top_least(top);
        }
    }
}

/* The same, for the question as it is: loops of their own take a quarter less than one that asks again and again. */
static void score_word(const Question *question, Py_ssize_t word, Py_ssize_t count)
{
    if (question->of_peaks && word < question->leading)
        score_touched(question, word, count, 1, 1, 0);
    else if (question->of_peaks)
        score_touched(question, word, count, 1, 0, 0);
    else if (question->complete.words)
        score_touched(question, word, count, 0, 0, 1);
    else
        score_touched(question, word, count, 0, 0, 0);
}

/* Of how many words an article that may yet have all it should have has to have been found by now. */
static uint32_t expected(const Question *question, Py_ssize_t used)
{
    return used < question->complete.words ? (uint32_t)used : question->complete.words;
}

/* Of the first `found` of the touched articles those that may yet be among the best; the others are let go. floor: what
   the best score at the least. */
static Py_ssize_t keep_likely(const Question *question, Py_ssize_t found, double floor)
{
    return keep(question->scratch, found, floor * SLACK - question->after[question->used], &question->complete,
                expected(question, question->used));
}

/* The same of all that are held, as far as they pass; they become those touched. */
static Py_ssize_t keep_likely_held(const Lists *self, const Question *question, double floor)
{
    return keep_held(question->scratch, self->article_count, question->passes,
                     floor * SLACK - question->after[question->used], &question->complete, expected(question, question->used));
}
