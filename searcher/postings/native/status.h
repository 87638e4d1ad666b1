/* How a loop ends that runs without the interpreter's lock: it can't raise an exception, so it returns which one is to be
   raised. (Functions that do raise one return -1 or NULL, as is usual in CPython.) */

#pragma once

#include "interpreter.h"

/* Negative, as some loops return how many they have found otherwise, others 0. */
enum { DAMAGED = -1, NO_MEMORY = -2 };

/* Raise the exception of a status. */
static PyObject *failed(int status)
{
    if (status == NO_MEMORY)
        return PyErr_NoMemory();
    PyErr_SetString(PyExc_ValueError, "the index is damaged: a posting list leads out of its segment");
    return NULL;
}
