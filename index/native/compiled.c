/* The loops over words that would take too long in Python, and several times as long with NumPy: `index.compiled`.

   Each header but `arguments.h` does what a module of `index` does otherwise, and says which. All of them are one
   translation unit.
*/

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "chunks.h"
#include "dictionary.h"
#include "holdings.h"
#include "inversion.h"
#include "distribution.h" /* of keys, which the one before it knows */
#include "signatures.h"

/* Raised with every change of a call, and with it that of `index.compiled`. */
enum { INTERFACE = 7 };

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

static int module_exec(PyObject *module)
{
    PyObject *type = PyType_FromSpec(&chunks_spec);
    if (!type)
        return -1;
    int status = PyModule_AddObjectRef(module, "Chunks", type);
    Py_DECREF(type);
    return status < 0 ? status : PyModule_AddIntConstant(module, "INTERFACE", INTERFACE);
}

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, module_exec}, {0, NULL}};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "_compiled", NULL, 0, functions, module_slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__compiled(void)
{
    return PyModuleDef_Init(&module);
}
