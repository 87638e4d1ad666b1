/* `Lists.first`: the first articles of an any-of question, after the second look. */

#pragma once

#include "best.h"
#include "second_look.h"

typedef struct {
    double score;
    int32_t article;
    char looked_at;
} First;

/* The best first; of equal scores the first article. */
static int by_score(const void *one, const void *other)
{
    const First *a = one, *b = other;
    return a->score != b->score ? (a->score < b->score) - (a->score > b->score) : (a->article > b->article) - (a->article < b->article);
}

/* How many of some in order are the first `wanted` and what ties with the last of them. */
static Py_ssize_t with_ties(const First *first, Py_ssize_t count, Py_ssize_t wanted)
{
    if (wanted >= count)
        return count;
    while (wanted && wanted < count && first[wanted].score == first[wanted - 1].score)
        wanted++;
    return wanted;
}

/* The first `count` of the touched articles as they are, which are taken out. */
static First *take_first(Scratch *scratch, Py_ssize_t count, const Complete *complete)
{
    First *first = malloc((size_t)(count + 1) * sizeof *first);
    for (Py_ssize_t each = 0; first && each < count; each++) {
        uint32_t article = scratch->touched[each];
        double score = (double)with_bonus(&scratch->cells[article], complete, complete->words) / UNIT;
        first[each] = (First){score, (int32_t)article, 0};
        scratch->cells[article] = (Cell){0};
        scratch->held[article / 64] = 0;
    }
    return first;
}

static int by_article(const void *one, const void *other)
{
    int32_t a = ((const First *)one)->article, b = ((const First *)other)->article;
    return a < b ? -1 : a > b;
}

/* Look again at some articles, and put what that adds into their scores; they come out in another order. */
static int add_second_look(const Lists *self, SecondLook *look, First *first, Py_ssize_t count, Scratch *scratch)
{
    int32_t *articles = calloc((size_t)count + 1, sizeof *articles);
    float *added = malloc((size_t)(count + 1) * sizeof *added);
    int status = NO_MEMORY;
    if (!articles || !added)
        goto done;
    qsort(first, (size_t)count, sizeof *first, by_article);
    for (Py_ssize_t each = 0; each < count; each++)
        articles[each] = first[each].article;
    status = look_again(self, look, articles, count, added, scratch);
    for (Py_ssize_t each = 0; each < count && status == 0; each++) {
        first[each].score += added[each];
        first[each].looked_at = 1;
    }
done:
    free(articles);
    free(added);
    return status;
}

static PyObject *listed_first(const First *first, Py_ssize_t count)
{
    PyObject *articles = PyList_New(count), *scores = PyList_New(count), *looked_at = PyList_New(count), *answer = NULL;
    for (Py_ssize_t each = 0; articles && scores && looked_at && each < count; each++) {
        PyObject *article = PyLong_FromLong(first[each].article), *score = PyFloat_FromDouble(first[each].score);
        if (!article || !score) {
            Py_XDECREF(article);
            Py_XDECREF(score);
            goto done;
        }
        PyList_SET_ITEM(articles, each, article);
        PyList_SET_ITEM(scores, each, score);
        PyList_SET_ITEM(looked_at, each, PyBool_FromLong(first[each].looked_at));
    }
    if (articles && scores && looked_at)
        answer = PyTuple_Pack(3, articles, scores, looked_at);
done:
    Py_XDECREF(articles);
    Py_XDECREF(scores);
    Py_XDECREF(looked_at);
    return answer;
}

/* first(what `best_read` takes and, behind it, what `second_look_read` takes, candidates, most candidates, wanted)
   -> (articles, scores, whether each was looked at again): lists, the best first, with all that tie with the last */
static PyObject *lists_first(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    PyObject *const *of_look = arguments + BEST_ARGUMENTS, *const *counts = of_look + SECOND_LOOK_ARGUMENTS;
    if (argument_count != BEST_ARGUMENTS + SECOND_LOOK_ARGUMENTS + 3) {
        PyErr_SetString(PyExc_TypeError, "first takes a question, a second look, candidates, most candidates, wanted");
        return NULL;
    }
    PyObject *answer = NULL;
    Top top = {0};
    Question question = {0};
    SecondLook look = {0};
    First *first = NULL;
    Py_ssize_t count = 0, candidates = PyLong_AsSsize_t(counts[0]), most_candidates = PyLong_AsSsize_t(counts[1]);
    Py_ssize_t wanted = PyLong_AsSsize_t(counts[2]);
    float least_damping;
    int clean = 0, status;
    if (PyErr_Occurred() || second_look_read(self, &look, of_look) < 0
        || best_read(self, &question, &top, &least_damping, arguments) < 0)
        goto done;
    Py_BEGIN_ALLOW_THREADS
    status = find_best(self, &question, least_damping, &count);
    if (status == 0) {
        first = take_first(question.scratch, count, &question.complete);
        status = first ? 0 : NO_MEMORY;
    }
    if (status == 0) {
        clean = 1; /* and stays so, whatever becomes of the second look */
        qsort(first, (size_t)count, sizeof *first, by_score);
        count = with_ties(first, count, question.count);
        Py_ssize_t looked_at = with_ties(first, count, candidates);
        if (looked_at > most_candidates)
            looked_at = candidates;
        status = add_second_look(self, &look, first, looked_at, question.scratch);
    }
    if (status == 0) {
        qsort(first, (size_t)count, sizeof *first, by_score);
        count = with_ties(first, count, wanted);
    }
    Py_END_ALLOW_THREADS
    if (status < 0)
        failed(status);
    else
        answer = listed_first(first, count);
done:
    top_close(&top);
    question_release(self, &question, clean);
    second_look_release(&look);
    free(first);
    return answer;
}
