/* Cutting texts into chunks and looking these up, for `index.interning`: what a chunk is, and by what method it is found
   again, is told in `index.chunks`, which does the same with NumPy where this could not be compiled.

   A `Chunks` is a table of the chunks that were met, by hash. Only a chunk that was never met, and is not folded letter by
   letter, goes through the analyser. The interpreter's lock is held throughout: forms get their numbers from Python.
*/

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* As in `index.chunks`. */
enum { SEPARATOR, ENDING_SEPARATOR, ENDING_JOINT, JOINT, ARABIC, OTHER };
enum { CLASSES = 1 << 16, LETTERS = 1 << 8, FIRST_LETTER = 0x600, LONGEST = 200 };
/* What is no plain letter, and what folding drops. */
enum { NOT_PLAIN, MARK };
enum { FIRST_BITS = 16 };
/* What will be needed so many steps later is brought to the processor meanwhile. */
enum { AHEAD = 16 };

/* --- arrays that are collected entry by entry */

typedef struct {
    char *data;
    size_t size, room; /* bytes */
} Growing;

static int append(Growing *growing, const void *entry, size_t size)
{
    if (growing->room - growing->size < size) {
        size_t room = growing->room * 2 + 4096;
        char *data = realloc(growing->data, room);
        if (!data) {
            PyErr_NoMemory();
            return -1;
        }
        growing->data = data;
        growing->room = room;
    }
    memcpy(growing->data + growing->size, entry, size);
    growing->size += size;
    return 0;
}

static PyObject *bytes_of(const Growing *growing)
{
    return PyByteArray_FromStringAndSize(growing->data, (Py_ssize_t)growing->size);
}

/* --- numbers by hash */

typedef struct {
    uint64_t hash; /* 0: free */
    uint32_t number;
} Entry;

typedef struct {
    PyObject_HEAD
    Entry *entries; /* open addressing, linear probing; at most half full */
    int bits;
    size_t held;
    uint64_t base;
    uint8_t classes[CLASSES];
    uint16_t letters[LETTERS];
} Chunks;

/* Where a hash stands, or would. */
static inline Entry *entry_of(Entry *entries, int bits, uint64_t hash)
{
    size_t last = ((size_t)1 << bits) - 1, place = (size_t)(hash >> (64 - bits));
    while (entries[place].hash && entries[place].hash != hash)
        place = (place + 1) & last;
    return &entries[place];
}

static int enlarge(Chunks *self)
{
    Entry *entries = calloc((size_t)2 << self->bits, sizeof *entries);
    if (!entries) {
        PyErr_NoMemory();
        return -1;
    }
    for (Entry *entry = self->entries, *end = entry + ((size_t)1 << self->bits); entry < end; entry++)
        if (entry->hash)
            *entry_of(entries, self->bits + 1, entry->hash) = *entry;
    free(self->entries);
    self->entries = entries;
    self->bits++;
    return 0;
}

static int hold(Chunks *self, uint64_t hash, uint32_t number)
{
    if ((self->held + 1) * 2 > (size_t)1 << self->bits && enlarge(self) < 0)
        return -1;
    Entry *entry = entry_of(self->entries, self->bits, hash);
    self->held += !entry->hash;
    *entry = (Entry){hash, number};
    return 0;
}

static inline uint64_t mixed(uint64_t sum, Py_ssize_t length)
{
    uint64_t hash = sum + (uint64_t)length;
    hash ^= hash >> 33;
    hash *= 0xFF51AFD7ED558CCDu;
    hash ^= hash >> 33;
    return hash ? hash : 1;
}

/* --- chunks that were never met */

static int number_from(PyObject *give, int kind, const void *text, Py_ssize_t length, uint32_t *number)
{
    PyObject *string = PyUnicode_FromKindAndData(kind, text, length);
    PyObject *answer = string ? PyObject_CallOneArg(give, string) : NULL;
    unsigned long given = answer ? PyLong_AsUnsignedLong(answer) : 0;
    Py_XDECREF(string);
    Py_XDECREF(answer);
    if (PyErr_Occurred())
        return -1;
    if (given > UINT32_MAX) {
        PyErr_SetString(PyExc_OverflowError, "the number of a form has 32 bits");
        return -1;
    }
    *number = (uint32_t)given;
    return 0;
}

static int number_of_text(PyObject *give, const uint32_t *text, Py_ssize_t length, uint32_t *number)
{
    for (Py_ssize_t at = 0; at < length; at++)
        if (text[at] > 0x10FFFF) {
            PyErr_SetString(PyExc_ValueError, "what is no code point was met");
            return -1;
        }
    return number_from(give, PyUnicode_4BYTE_KIND, text, length, number);
}

/* The folded letters of a chunk of plain letters, and how many: none where it holds others (`index.chunks.PLAIN`). */
static int folded(const Chunks *self, const uint32_t *chunk, Py_ssize_t length, uint16_t *letters)
{
    int count = 0;
    uint32_t before = 0;
    for (Py_ssize_t at = 0; at < length; at++) {
        uint32_t code = chunk[at], place = code - FIRST_LETTER;
        uint16_t letter = place < LETTERS ? self->letters[place] : NOT_PLAIN;
        if (letter == MARK)
            continue;
        if (letter == NOT_PLAIN || (before == 0x064A && code == 0x0623) || (before == 0x0649 && code == 0x0621))
            return 0;
        letters[count++] = letter;
        before = code;
    }
    return count;
}

/* The number of a chunk of `LONGEST` code points at most. */
static int number_of_new(Chunks *self, const uint32_t *chunk, Py_ssize_t length, PyObject *number_of_form,
                         PyObject *number_of_chunk, uint32_t *number)
{
    uint16_t letters[LONGEST];
    int count = folded(self, chunk, length, letters);
    if (!count)
        return number_of_text(number_of_chunk, chunk, length, number);
    uint64_t sum = 0;
    for (int at = 0; at < count; at++)
        sum = sum * self->base + letters[at];
    uint64_t hash = mixed(sum, count);
    Entry *entry = entry_of(self->entries, self->bits, hash);
    if (entry->hash) {
        *number = entry->number;
        return 0;
    }
    if (number_from(number_of_form, PyUnicode_2BYTE_KIND, letters, count, number) < 0)
        return -1;
    return hold(self, hash, *number); /* a form is a chunk, too */
}

/* --- reading */

typedef struct {
    Growing begins, ends, hashes, signs, numbers;
} Found;

static inline int class_of(const Chunks *self, const uint32_t *codes, Py_ssize_t count, Py_ssize_t at)
{
    if (at >= count)
        return SEPARATOR;
    return codes[at] < CLASSES ? self->classes[codes[at]] : OTHER;
}

static int cut(const Chunks *self, const uint32_t *codes, Py_ssize_t count, Found *found)
{
    int before = SEPARATOR, kind = class_of(self, codes, count, 0);
    int64_t begin = -1;
    uint64_t sum = 0;
    for (int64_t at = 0; at <= count; at++) { /* what stands behind the text separates */
        int next = class_of(self, codes, count, (Py_ssize_t)at + 1);
        if ((kind == ENDING_SEPARATOR || kind == ENDING_JOINT) && append(&found->signs, &at, sizeof at) < 0)
            return -1;
        if (kind >= ARABIC || (kind >= ENDING_JOINT && before == OTHER && next == OTHER)) {
            if (begin < 0) {
                begin = at;
                sum = 0;
            }
            sum = sum * self->base + codes[at];
        } else if (begin >= 0) {
            uint64_t hash = mixed(sum, (Py_ssize_t)(at - begin));
            if (append(&found->begins, &begin, sizeof begin) < 0 || append(&found->ends, &at, sizeof at) < 0 ||
                append(&found->hashes, &hash, sizeof hash) < 0)
                return -1;
            begin = -1;
        }
        before = kind;
        kind = next;
    }
    return 0;
}

static int look_up(Chunks *self, const uint32_t *codes, Found *found, PyObject *number_of_form,
                   PyObject *number_of_chunk)
{
    const int64_t *begins = (const int64_t *)found->begins.data, *ends = (const int64_t *)found->ends.data;
    const uint64_t *hashes = (const uint64_t *)found->hashes.data;
    size_t count = found->hashes.size / sizeof *hashes;
    for (size_t at = 0; at < count; at++) {
        if (at + AHEAD < count)
            __builtin_prefetch(&self->entries[hashes[at + AHEAD] >> (64 - self->bits)]);
        uint32_t number = 0;
        Py_ssize_t length = (Py_ssize_t)(ends[at] - begins[at]);
        const Entry *entry = entry_of(self->entries, self->bits, hashes[at]);
        if (length > LONGEST) {
            if (number_of_text(number_of_chunk, codes + begins[at], length, &number) < 0)
                return -1;
        } else if (entry->hash) {
            number = entry->number;
        } else if (number_of_new(self, codes + begins[at], length, number_of_form, number_of_chunk, &number) < 0 ||
                   hold(self, hashes[at], number) < 0) {
            return -1;
        }
        if (append(&found->numbers, &number, sizeof number) < 0)
            return -1;
    }
    return 0;
}

/* read(codes, number_of_form, number_of_chunk): numbers, begins and ends of the chunks of a text; places of signs. */
static PyObject *chunks_read(Chunks *self, PyObject *const *arguments, Py_ssize_t count)
{
    if (count != 3) {
        PyErr_SetString(PyExc_TypeError, "read() takes 3 arguments");
        return NULL;
    }
    Py_buffer codes;
    if (PyObject_GetBuffer(arguments[0], &codes, PyBUF_C_CONTIGUOUS) < 0)
        return NULL;
    Found found;
    memset(&found, 0, sizeof found);
    Py_ssize_t length = codes.len / (Py_ssize_t)sizeof(uint32_t);
    PyObject *answer = NULL;
    if (codes.itemsize != sizeof(uint32_t))
        PyErr_SetString(PyExc_ValueError, "code points of 32 bits were expected");
    else if (cut(self, codes.buf, length, &found) == 0 &&
             look_up(self, codes.buf, &found, arguments[1], arguments[2]) == 0)
        answer = Py_BuildValue("(NNNN)", bytes_of(&found.numbers), bytes_of(&found.begins), bytes_of(&found.ends),
                               bytes_of(&found.signs));
    free(found.begins.data);
    free(found.ends.data);
    free(found.hashes.data);
    free(found.signs.data);
    free(found.numbers.data);
    PyBuffer_Release(&codes);
    return answer;
}

/* --- the type, and the module */

/* Chunks(classes, letters, base): bytes, one each of the first 65536 code points; uint16, each of the block of Arabic. */
static PyObject *chunks_new(PyTypeObject *type, PyObject *arguments, PyObject *names)
{
    (void)names;
    Py_buffer classes, letters;
    unsigned long long base;
    if (!PyArg_ParseTuple(arguments, "y*y*K", &classes, &letters, &base))
        return NULL;
    Chunks *self = NULL;
    if (classes.len != CLASSES || letters.len != LETTERS * (Py_ssize_t)sizeof(uint16_t))
        PyErr_SetString(PyExc_ValueError, "a table of characters has another length than it should");
    else if ((self = (Chunks *)type->tp_alloc(type, 0))) {
        memcpy(self->classes, classes.buf, sizeof self->classes);
        memcpy(self->letters, letters.buf, sizeof self->letters);
        self->base = base;
        self->bits = FIRST_BITS;
        self->entries = calloc((size_t)1 << FIRST_BITS, sizeof *self->entries);
        if (!self->entries) {
            Py_CLEAR(self);
            PyErr_NoMemory();
        }
    }
    PyBuffer_Release(&classes);
    PyBuffer_Release(&letters);
    return (PyObject *)self;
}

static void chunks_dealloc(Chunks *self)
{
    PyTypeObject *type = Py_TYPE(self);
    free(self->entries);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyMethodDef chunks_methods[] = {
    {"read", (PyCFunction)(void (*)(void))chunks_read, METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot type_slots[] = {
    {Py_tp_new, chunks_new},
    {Py_tp_dealloc, chunks_dealloc},
    {Py_tp_methods, chunks_methods},
    {0, NULL},
};

static PyType_Spec chunks_spec = {"index._chunks.Chunks", sizeof(Chunks), 0, Py_TPFLAGS_DEFAULT, type_slots};

/* Raised with every change of a call, and with it that of `index.compiled_chunks`. */
enum { INTERFACE = 1 };

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
    PyModuleDef_HEAD_INIT, "_chunks", NULL, 0, NULL, module_slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__chunks(void)
{
    return PyModuleDef_Init(&module);
}
