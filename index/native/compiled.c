/* The loops over words that would take too long in Python, and several times as long with NumPy: `index.compiled`.

   Each header but `arguments.h` does what a module of `index` does otherwise, and says which; what `counts.h` does, a
   dictionary does. All of them are one translation unit.
*/

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "chunks.h"
#include "counts.h"
#include "dictionary.h"
#include "holdings.h"
#include "inversion.h"
#include "distribution.h" /* of keys, which the one before it knows */
#include "signatures.h"

/* Raised with every change of a call, and with it that of `index.compiled`. */
enum { INTERFACE = 8 };

static PyMethodDef functions[] = {
    {"distribute", distribute, METH_VARARGS, NULL},
    {"holdings", holdings, METH_VARARGS, NULL},
    {"invert", invert, METH_VARARGS, NULL},
    {"least", least, METH_VARARGS, NULL},
    {"numbers", numbers, METH_VARARGS, NULL},
    {"strings", strings, METH_VARARGS, NULL},
    {"place", place, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static int add_type(PyObject *module, const char *name, PyType_Spec *spec)
{
    PyObject *type = PyType_FromSpec(spec);
    int status = type ? PyModule_AddObjectRef(module, name, type) : -1;
    Py_XDECREF(type);
    return status;
}

static int module_exec(PyObject *module)
{
    if (add_type(module, "Chunks", &chunks_spec) < 0 || add_type(module, "Counts", &counts_spec) < 0)
        return -1;
    return PyModule_AddIntConstant(module, "INTERFACE", INTERFACE);
}

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, module_exec}, {0, NULL}};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "_compiled", NULL, 0, functions, module_slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__compiled(void)
{
    return PyModuleDef_Init(&module);
}
