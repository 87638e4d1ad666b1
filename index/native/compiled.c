/* The loops over words that would take too long in Python, and several times as long with NumPy:
   `index.storage.compiled`.

   Each header but `arguments.h` does what a module of `index` does otherwise, and says which; what `counts.h` does, a
   dictionary does. All of them are one translation unit.
*/

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "numbering.h" /* of the chunks that the next one meets */
#include "chunks.h"
#include "counts.h"
#include "dictionary.h"
#include "holdings.h"
#include "inversion.h"
#include "distribution.h" /* of keys, which the one before it knows */
#include "signatures.h"

/* Raised with every change of a call, and with it that of `index.storage.compiled`. */
enum { INTERFACE = 10 };

/* What Python has as well: `index.storage.compiled` compares. */
#define CONSTANT(NAME) {#NAME, NAME}
static const struct {
    const char *name;
    long value;
} CONSTANTS[] = {
    CONSTANT(SEPARATOR), CONSTANT(ENDING_SEPARATOR), CONSTANT(ENDING_JOINT), CONSTANT(JOINT),
    CONSTANT(ARABIC_CHARACTER), CONSTANT(OTHER), CONSTANT(LONGEST_CHUNK), CONSTANT(FIRST_LETTER), CONSTANT(LETTERS),
    CONSTANT(MARK), CONSTANT(LEAD), CONSTANT(TITLE), CONSTANT(FLAG_BITS), CONSTANT(MOST_PASSAGES),
    CONSTANT(BODY_LIMIT), CONSTANT(TITLE_LIMIT), CONSTANT(LEAD_LIMIT), CONSTANT(TITLE_SHIFT), CONSTANT(LEAD_SHIFT),
    CONSTANT(MOST_FREQUENT), CONSTANT(LONGEST_PASSAGE), CONSTANT(UNKNOWN), CONSTANT(GRAM_WORDS),
};
#undef CONSTANT

static PyMethodDef functions[] = {
    {"distribute", distribute, METH_VARARGS, NULL},
    {"holdings", holdings, METH_VARARGS, NULL},
    {"invert", invert, METH_VARARGS, NULL},
    {"least", least, METH_VARARGS, NULL},
    {"numbers", numbers, METH_VARARGS, NULL},
    {"strings", strings, METH_VARARGS, NULL},
    {"lower_bound", lower_bound, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static int add_type(PyObject *module, const char *name, PyType_Spec *spec)
{
    PyObject *type = PyType_FromSpec(spec);
    int status = type ? PyModule_AddObjectRef(module, name, type) : -1;
    Py_XDECREF(type);
    return status;
}

static int add_constants(PyObject *module)
{
    PyObject *constants = PyDict_New();
    int status = constants ? 0 : -1;
    for (size_t each = 0; each < sizeof CONSTANTS / sizeof *CONSTANTS && status == 0; each++) {
        PyObject *value = PyLong_FromLong(CONSTANTS[each].value);
        status = value ? PyDict_SetItemString(constants, CONSTANTS[each].name, value) : -1;
        Py_XDECREF(value);
    }
    if (status == 0)
        status = PyModule_AddObjectRef(module, "CONSTANTS", constants);
    Py_XDECREF(constants);
    return status;
}

static int module_exec(PyObject *module)
{
    if (add_type(module, "Chunks", &chunks_spec) < 0 || add_type(module, "Counts", &counts_spec) < 0 ||
        add_constants(module) < 0)
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
