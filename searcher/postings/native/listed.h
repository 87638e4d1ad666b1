/* What stands at positions that are known: counted by article, and scored. */

#pragma once

#include "pair.h"
#include "scores.h"

/* by_article(articles: int64, ascending, positions: int64, lengths of headlines, worth of one in the body, of one in
   the headline) -> (articles: int32, distinct, weighted frequencies: float32); what is worth nothing is left out. */
static PyObject *lists_by_article(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    (void)self;
    if (argument_count != 5) {
        PyErr_SetString(PyExc_TypeError, "by_article(articles, positions, title_lengths, in_body, in_title)");
        return NULL;
    }
    float worth[2] = {(float)PyFloat_AsDouble(arguments[3]), (float)PyFloat_AsDouble(arguments[4])};
    if (PyErr_Occurred())
        return NULL;
    Py_buffer articles, positions;
    if (borrow(arguments[0], &articles, sizeof(int64_t), 0) < 0)
        return NULL;
    Py_ssize_t count = articles.len / (Py_ssize_t)sizeof(int64_t), found = 0;
    if (borrow(arguments[1], &positions, sizeof(int64_t), count) < 0) {
        PyBuffer_Release(&articles);
        return NULL;
    }
    Array titles;
    PyObject *answer = NULL;
    if (array_of(arguments[2], &titles) == 0) {
        char *numbers, *frequencies;
        answer = pair_of(count, &numbers, sizeof(int32_t), &frequencies, sizeof(float));
        int64_t last = -1;
        for (Py_ssize_t each = 0; answer && each < count; each++) {
            int64_t article = ((const int64_t *)articles.buf)[each], position = ((const int64_t *)positions.buf)[each];
            if (article < last || article < 0 || article >= titles.count) {
                Py_CLEAR(answer);
                failed(DAMAGED);
                break;
            }
            float value = worth[position < (int64_t)at(&titles, article)];
            if (value == 0)
                continue;
            if (article != last) {
                ((int32_t *)numbers)[found] = (int32_t)article;
                ((float *)frequencies)[found++] = 0;
                last = article;
            }
            ((float *)frequencies)[found - 1] += value;
        }
        PyBuffer_Release(&titles.buffer);
    }
    PyBuffer_Release(&articles);
    PyBuffer_Release(&positions);
    if (answer && found < count &&
        (PyByteArray_Resize(PyTuple_GET_ITEM(answer, 0), found * (Py_ssize_t)sizeof(int32_t)) < 0 ||
         PyByteArray_Resize(PyTuple_GET_ITEM(answer, 1), found * (Py_ssize_t)sizeof(float)) < 0))
        Py_CLEAR(answer);
    return answer;
}

/* scores(articles: int32, weighted frequencies: float32, most, damping: float32, article where this begins) -> float64 */
static PyObject *lists_scores(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    (void)self;
    if (argument_count != 5) {
        PyErr_SetString(PyExc_TypeError, "scores(articles, frequencies, most, damping, base)");
        return NULL;
    }
    float most = (float)PyFloat_AsDouble(arguments[2]);
    Py_ssize_t base = PyErr_Occurred() ? 0 : PyLong_AsSsize_t(arguments[4]);
    if (PyErr_Occurred())
        return NULL;
    Py_buffer articles, frequencies, damping;
    if (borrow(arguments[0], &articles, sizeof(int32_t), 0) < 0)
        return NULL;
    Py_ssize_t count = articles.len / (Py_ssize_t)sizeof(int32_t);
    PyObject *answer = NULL;
    if (borrow(arguments[1], &frequencies, sizeof(float), count) == 0) {
        if (borrow(arguments[3], &damping, sizeof(float), 0) == 0) {
            Py_ssize_t known = damping.len / (Py_ssize_t)sizeof(float);
            answer = PyByteArray_FromStringAndSize(NULL, count * (Py_ssize_t)sizeof(double));
            if (answer) {
                double *scores = (double *)PyByteArray_AS_STRING(answer);
                Py_ssize_t scored = 0;
                Py_BEGIN_ALLOW_THREADS
                for (; scored < count; scored++) {
                    Py_ssize_t article = base + ((const int32_t *)articles.buf)[scored];
                    if (article < 0 || article >= known)
                        break;
                    scores[scored] = (double)units(((const float *)frequencies.buf)[scored], most,
                                                   ((const float *)damping.buf)[article]) *
                                     (1 / (double)UNIT);
                }
                Py_END_ALLOW_THREADS
                if (scored < count) {
                    Py_CLEAR(answer);
                    failed(DAMAGED);
                }
            }
            PyBuffer_Release(&damping);
        }
        PyBuffer_Release(&frequencies);
    }
    PyBuffer_Release(&articles);
    return answer;
}
