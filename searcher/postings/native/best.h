/* `Lists.best`: the best articles of an any-of question. */

#pragma once

#include "complete.h"
#include "look_up.h"

/* Score the articles of the next words, at least one, that have no more than so many postings together. */
static int join_part(Question *question)
{
    Scratch *scratch = question->scratch;
    const Py_ssize_t room = question->at_once > question->joined ? question->at_once : question->joined;
    Py_ssize_t postings;
    for (const Py_ssize_t end = end_of_part(question, room, &postings); question->used < end; question->used++) {
        Py_ssize_t touched = 0;
        for (Py_ssize_t run = first_run(question, question->used); run < question->ends[question->used] && touched >= 0; run++)
            touched = add_up(&question->runs.runs[run], question->frequencies.buf, scratch, touched);
        if (touched < 0)
            return DAMAGED;
        score_word(question, question->used, touched);
    }
    question->joined += postings;
    return 0;
}

/* Hold the articles of which something is known, with what that adds to their scores. */
static void hold_known(const Question *question)
{
    const Known *known = &question->known;
    Scratch *scratch = question->scratch;
    for (Py_ssize_t each = 0; each < known->count; each++) {
        const int64_t article = known_number(known, each), score = known_score(known, each);
        PREFETCH(&scratch->cells[known_number(known, each + AHEAD < known->count ? each + AHEAD : each)]);
        scratch->cells[article].score = score;
        scratch->held[article / 64] |= (uint64_t)1 << article % 64;
        top_see(question->top, (uint32_t)article, score);
    }
}

/* The least value of a word, in hundredths of its weighted frequency, by which an article may score `floor`. */
static uint32_t least_value(double floor, float most, float least_damping)
{
    double frequency = floor * least_damping / ((double)most * UNIT - floor);
    return frequency > 0 && frequency < 1e6 ? (uint32_t)(frequency / HUNDREDTH) : 0;
}

/* Of a question of one word: score the articles that may be among the best, and keep them as those touched; how many
   there are. Most occur too seldom for their damping to be looked up. least_damping: that no article falls below. */
static Py_ssize_t best_of_word(const Lists *self, Question *question, float least_damping)
{
    Scratch *scratch = question->scratch;
    Top *top = question->top;
    const float most = question->most[0], *damping = question->damping.buf;
    const int64_t times = question->times[0];
    Py_ssize_t touched = 0;
    for (Py_ssize_t run = 0; run < question->ends[0] && touched >= 0; run++)
        touched = add_up(&question->runs.runs[run], question->frequencies.buf, scratch, touched);
    if (touched < 0)
        return DAMAGED;
    uint32_t least = 0;
    double floor = 0;
    for (Py_ssize_t each = 0; each < touched; each++) {
        uint32_t article = scratch->touched[each];
        PREFETCH(&scratch->cells[scratch->touched[each + AHEAD < touched ? each + AHEAD : each]]);
        Cell *cell = &scratch->cells[article];
        uint32_t value = cell->value;
        cell->value = 0;
        if (value < least || (question->passes && !question->passes[article]))
            continue;
        int64_t score = times * scored(value, most, damping[article]);
        if ((double)score < floor)
            continue;
        cell->score = score;
        scratch->held[article / 64] |= (uint64_t)1 << article % 64;
        top_see(top, article, score);
        if (top_floor(top) * SLACK > floor) {
            floor = top_floor(top) * SLACK;
            least = least_value(floor / (double)times, most, least_damping);
        }
    }
    question->used = 1;
    return keep_held(scratch, self->article_count, NULL, floor, NULL, 0);
}

/* Find the best articles, as those touched, with those that tie with the last of them, perhaps others: 0, or what
   failed. found: how many. */
static int find_best(const Lists *self, Question *question, float least_damping, Py_ssize_t *found)
{
    double floor = 0;
    int status = take_complete(self, question, found);
    const int is_word = question->word_count == 1 && question->finding && !question->known.count;
    if (status == 0 && !*found && is_word && !question->complete.words) {
        *found = best_of_word(self, question, least_damping);
        status = *found < 0 ? DAMAGED : 0;
    } else if (status == 0 && !*found) {
        hold_known(question);
        floor = top_floor(question->top);
        while (status == 0 && question->used < question->finding && floor * SLACK <= question->after[question->used]) {
            status = join_part(question);
            floor = top_renew(question->top);
        }
        if (status == 0)
            *found = keep_likely_held(self, question, floor);
    }
    return status == 0 ? look_up_rest(self, question, found, &floor) : status;
}

enum { BEST_ARGUMENTS = 14 };

/* (words, most, times, frequencies, damping, passing, count, at_once, complete, bonus, least damping, known articles: int32,
   ascending, or None, what they score: int64, in UNITs, adding)

   The words have to come by what they can add at the most, descending; but the first `complete` are those of which an
   article that has them all has `bonus` more, and the last `adding` are those that find nothing. The words that are left
   are looked up one by one. */
static int best_read(Lists *self, Question *question, Top *top, float *least_damping, PyObject *const *arguments)
{
    if (!PyList_Check(arguments[0])) {
        PyErr_SetString(PyExc_TypeError, "words come in a list");
        return -1;
    }
    if (question_read(self, question, arguments, arguments[13]) < 0)
        return -1;
    question->complete.words = (uint32_t)PyLong_AsUnsignedLong(arguments[8]);
    question->complete.bonus = PyLong_AsLongLong(arguments[9]);
    *least_damping = (float)PyFloat_AsDouble(arguments[10]);
    if (PyErr_Occurred())
        return -1;
    if (question->complete.words > (size_t)question->finding || question->complete.bonus < 0) {
        PyErr_SetString(PyExc_ValueError, "more words than there are should be there, or they take away");
        return -1;
    }
    if (known_read(&question->known, arguments[11], arguments[12], sizeof(int32_t), self->article_count) < 0)
        return -1;
    if (question->known.count && question->complete.words) {
        PyErr_SetString(PyExc_ValueError, "words that an article should have all of are asked for alone");
        return -1;
    }
    if (top_open(top, question->count < self->article_count + 1 ? question->count : self->article_count + 1,
                 question->scratch, question->passes, &question->complete) < 0) {
        PyErr_NoMemory();
        return -1;
    }
    question->top = top;
    return 0;
}

/* best(what `best_read` takes) -> (articles: int32, scores: double) */
static PyObject *lists_best(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != BEST_ARGUMENTS) {
        PyErr_SetString(PyExc_TypeError,
                        "best(words, most, times, frequencies, damping, passing, count, at_once, complete, bonus, least, known, scores, "
                        "adding)");
        return NULL;
    }
    PyObject *answer = NULL;
    Top top = {0};
    Question question = {0};
    Py_ssize_t found = 0;
    float least_damping;
    int clean = 0, status;
    if (best_read(self, &question, &top, &least_damping, arguments) < 0)
        goto done;
    Py_BEGIN_ALLOW_THREADS
    status = find_best(self, &question, least_damping, &found);
    Py_END_ALLOW_THREADS
    if (status < 0) {
        failed(status);
        goto done;
    }
    answer = taken(question.scratch, found, &question.complete);
    clean = answer != NULL;
done:
    top_close(&top);
    question_release(self, &question, clean);
    return answer;
}
