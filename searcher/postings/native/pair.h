/* Two arrays of as many entries, which are returned together. */

#pragma once

#include "interpreter.h"

/* A tuple of two bytearrays with room for so many entries, and where these begin. */
static PyObject *pair_of(const Py_ssize_t count, char **first, size_t first_size, char **second, size_t second_size)
{
    PyObject *one = PyByteArray_FromStringAndSize(NULL, count * (Py_ssize_t)first_size);
    PyObject *other = PyByteArray_FromStringAndSize(NULL, count * (Py_ssize_t)second_size);
    PyObject *pair = one && other ? PyTuple_Pack(2, one, other) : NULL;
    if (pair) {
        *first = PyByteArray_AS_STRING(one);
        *second = PyByteArray_AS_STRING(other);
    }
    Py_XDECREF(one);
    Py_XDECREF(other);
    return pair;
}
