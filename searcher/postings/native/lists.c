/* The loops over posting lists of `searcher.postings`. What is asked, and by what method it is answered, is told in
   `searcher.postings.base`; `searcher.postings.arrays` does the same where this could not be compiled.

   A `Lists` holds the arrays of all segments of a snapshot, as they are mapped, and sees their articles, and their
   passages, as numbered in one row. Nothing that a file says is trusted: each number that is read is checked before it
   is used as an index into another array, and one that can't be ends the call with ValueError. The interpreter's lock
   is not held within the loops over postings; it is within the short ones over what a phrase has found (`listed.h`,
   `known.h`).

   The arithmetic of scores is that of NumPy on float32, operation by operation, so that both ways give the same to the
   bit; what the second look adds is the same to seven digits.
*/

#include "best.h"
#include "first.h"
#include "held.h"
#include "holding.h"
#include "listed.h"
#include "paragraphs.h"
#include "phrases.h"
#include "second_look.h"
#include "slots.h"
#include "snapshot.h"
#include "terms.h"
#include "words.h"

/* gather(wanted) -> whether numbers were tested eight at a time until now, as from now on if wanted and possible */
static PyObject *lists_gather(PyObject *module, PyObject *wanted)
{
    (void)module;
    int before = gathering, now = PyObject_IsTrue(wanted);
    if (now < 0)
        return NULL;
    gather_from_now_on(now);
    return PyBool_FromLong(before);
}

static PyMethodDef functions[] = {
    {"gather", lists_gather, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMethodDef lists_methods[] = {
    {"terms", (PyCFunction)(void (*)(void))lists_terms, METH_FASTCALL, NULL},
    {"words", (PyCFunction)(void (*)(void))lists_words, METH_FASTCALL, NULL},
    {"slots", (PyCFunction)(void (*)(void))lists_slots, METH_FASTCALL, NULL},
    {"holding", (PyCFunction)lists_holding, METH_O, NULL},
    {"among", (PyCFunction)(void (*)(void))lists_among, METH_FASTCALL, NULL},
    {"best", (PyCFunction)(void (*)(void))lists_best, METH_FASTCALL, NULL},
    {"paragraphs", (PyCFunction)(void (*)(void))lists_paragraphs, METH_FASTCALL, NULL},
    {"first", (PyCFunction)(void (*)(void))lists_first, METH_FASTCALL, NULL},
    {"second_look", (PyCFunction)(void (*)(void))lists_second_look, METH_FASTCALL, NULL},
    {"phrase", (PyCFunction)(void (*)(void))lists_phrase, METH_FASTCALL, NULL},
    {"by_article", (PyCFunction)(void (*)(void))lists_by_article, METH_FASTCALL, NULL},
    {"scores", (PyCFunction)(void (*)(void))lists_scores, METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot type_slots[] = {
    {Py_tp_new, lists_new},
    {Py_tp_dealloc, lists_dealloc},
    {Py_tp_methods, lists_methods},
    {0, NULL},
};

static PyType_Spec lists_spec = {"searcher.postings._lists.Lists", sizeof(Lists), 0, Py_TPFLAGS_DEFAULT, type_slots};

/* Raised with every change of a call, and with it that of `searcher.postings.compiled`. */
enum { INTERFACE = 20 };

/* What Python has as well: `searcher.postings.compiled` compares. */
static int add_constants(PyObject *module)
{
#define CONSTANT(NAME) {#NAME, NAME}
    const struct {
        const char *name;
        double value;
    } values[] = {
        CONSTANT(RUN_FIELDS), CONSTANT(RUN_FIRST), CONSTANT(RUN_END), CONSTANT(RUN_START), CONSTANT(RUN_STOP),
        CONSTANT(RUN_WEIGHT), CONSTANT(RUN_OWN), CONSTANT(SKIP), CONSTANT(COUNT_BITS), CONSTANT(WEIGHT_UNIT),
        CONSTANT(UNIT), CONSTANT(SLACK), CONSTANT(MOST_WORD_BITS),
    };
#undef CONSTANT
    PyObject *constants = PyDict_New();
    int status = constants ? 0 : -1;
    for (size_t each = 0; each < sizeof values / sizeof *values && status == 0; each++) {
        PyObject *value = PyFloat_FromDouble(values[each].value);
        status = value ? PyDict_SetItemString(constants, values[each].name, value) : -1;
        Py_XDECREF(value);
    }
    if (status == 0)
        status = PyModule_AddObjectRef(module, "CONSTANTS", constants);
    Py_XDECREF(constants);
    return status;
}

static int module_exec(PyObject *module)
{
    gather_from_now_on(1);
    PyObject *type = PyType_FromSpec(&lists_spec);
    if (!type)
        return -1;
    int status = PyModule_AddObjectRef(module, "Lists", type);
    Py_DECREF(type);
    if (status < 0 || add_constants(module) < 0)
        return -1;
    return PyModule_AddIntConstant(module, "INTERFACE", INTERFACE);
}

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, module_exec}, {0, NULL}};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "_lists", NULL, 0, functions, module_slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__lists(void)
{
    return PyModuleDef_Init(&module);
}
