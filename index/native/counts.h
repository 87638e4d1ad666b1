/* How often each form of a vocabulary occurs: a dictionary that answers sooner.

   The rules of language ask a vocabulary some ten times about each of its forms, mostly for words that nobody wrote, and
   each time whoever asks waits for memory. Python's dictionary has to look at up to four places that are far from one
   another: its index, the entry, the string and the number. Here it is one for a form that is not there, since the index
   has some bits of the hash beside the number of the entry, and two for others: an entry holds its letters and its count.
   Forms are entered in the order of the vocabulary, so neighbours in it are neighbours here.

   Few forms are longer than MOST_LETTERS, or have letters beyond the Basic Multilingual Plane: those are in a dictionary. */

#define MOST_LETTERS 11 /* an entry is 32 bytes, half of a LINE */
#define LINE 64         /* bytes that the processor reads at once */

typedef struct {
    uint16_t length;
    uint16_t letters[MOST_LETTERS];
    int64_t count;
} FormCount;

typedef struct {
    PyObject_HEAD
    FormCount *entries; /* the first is none */
    uint32_t *index;    /* by hash, open addressing: the number of an entry, and above it bits of the hash; 0 is free */
    uint32_t mask;      /* of the index, and of the numbers in it */
    PyObject *others;   /* a dictionary */
} Counts;

/* Whether a form fits an entry; then its letters and their number. */
static inline int is_short(PyObject *form, FormCount *entry)
{
    Py_ssize_t length = PyUnicode_GET_LENGTH(form);
    if (length > MOST_LETTERS)
        return 0;
    entry->length = (uint16_t)length;
    switch (PyUnicode_KIND(form)) {
    case PyUnicode_2BYTE_KIND:
        memcpy(entry->letters, PyUnicode_2BYTE_DATA(form), (size_t)length * sizeof *entry->letters);
        return 1;
    case PyUnicode_1BYTE_KIND:
        for (Py_ssize_t at = 0; at < length; at++)
            entry->letters[at] = PyUnicode_1BYTE_DATA(form)[at];
        return 1;
    default:
        return 0;
    }
}

static inline int same_form(const FormCount *one, const FormCount *other)
{
    return one->length == other->length && !memcmp(one->letters, other->letters, one->length * sizeof *one->letters);
}

/* What the index has above the number of an entry: other bits than those that say where. */
static inline uint32_t tag_of(const Counts *counts, uint64_t hash)
{
    return (uint32_t)(hash >> 32) & ~counts->mask;
}

static PyObject *counts_get(Counts *self, PyObject *const *arguments, Py_ssize_t count)
{
    if (count != 2 || !PyUnicode_CheckExact(arguments[0])) {
        PyErr_SetString(PyExc_TypeError, "get takes a form, a string, and what to answer where it is not there");
        return NULL;
    }
    PyObject *form = arguments[0], *none = arguments[1];
    FormCount sought;
    if (!is_short(form, &sought)) {
        PyObject *found = PyDict_GetItemWithError(self->others, form);
        return found || !PyErr_Occurred() ? Py_NewRef(found ? found : none) : NULL;
    }
    uint64_t hash = (uint64_t)PyObject_Hash(form);
    uint32_t tag = tag_of(self, hash);
    for (uint32_t at = (uint32_t)hash & self->mask;; at = (at + 1) & self->mask) {
        uint32_t packed = self->index[at];
        if (!packed)
            return Py_NewRef(none);
        const FormCount *entry = &self->entries[packed & self->mask];
        if ((packed & ~self->mask) == tag && same_form(entry, &sought))
            return PyLong_FromLongLong(entry->count);
    }
}

/* Entries for the short forms of a dictionary. -1 with an error set where one is no count of a form. */
static int enter_all(Counts *self, PyObject *given)
{
    PyObject *form, *number;
    uint32_t entered = 0;
    for (Py_ssize_t at = 0; PyDict_Next(given, &at, &form, &number);) {
        if (!PyUnicode_CheckExact(form) || !PyLong_CheckExact(number)) {
            PyErr_SetString(PyExc_TypeError, "forms are strings, and their counts numbers");
            return -1;
        }
        FormCount *entry = &self->entries[entered + 1];
        if (!is_short(form, entry)) {
            if (PyDict_SetItem(self->others, form, number) < 0)
                return -1;
            continue;
        }
        entry->count = PyLong_AsLongLong(number);
        if (entry->count == -1 && PyErr_Occurred())
            return -1;
        uint64_t hash = (uint64_t)PyObject_Hash(form);
        uint32_t bucket = (uint32_t)hash & self->mask;
        while (self->index[bucket])
            bucket = (bucket + 1) & self->mask;
        self->index[bucket] = ++entered | tag_of(self, hash);
    }
    return 0;
}

/* Counts(counts): of a dictionary of forms, which is not looked at again. */
static PyObject *counts_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords)
{
    PyObject *given;
    (void)keywords;
    if (!PyArg_ParseTuple(arguments, "O!", &PyDict_Type, &given))
        return NULL;
    /* Two buckets of the index for each entry, so that a search soon comes to a free one. */
    size_t forms = (size_t)PyDict_GET_SIZE(given), buckets = 2;
    while (buckets < 2 * (forms + 1))
        buckets *= 2;
    if (buckets > (size_t)1 << 31)
        return PyErr_NoMemory();
    Counts *self = (Counts *)type->tp_alloc(type, 0);
    if (!self)
        return NULL;
    self->mask = (uint32_t)(buckets - 1);
    self->entries = aligned_alloc(LINE, ((forms + 1) * sizeof *self->entries + LINE - 1) / LINE * LINE);
    self->index = calloc(buckets, sizeof *self->index);
    self->others = PyDict_New();
    if (!self->entries || !self->index || !self->others)
        PyErr_NoMemory();
    else if (!enter_all(self, given))
        return (PyObject *)self;
    Py_DECREF(self);
    return NULL;
}

static void counts_dealloc(Counts *self)
{
    PyTypeObject *type = Py_TYPE(self);
    free(self->entries);
    free(self->index);
    Py_XDECREF(self->others);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyMethodDef counts_methods[] = {
    {"get", (PyCFunction)(void (*)(void))counts_get, METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot counts_slots[] = {
    {Py_tp_new, counts_new},
    {Py_tp_dealloc, counts_dealloc},
    {Py_tp_methods, counts_methods},
    {0, NULL},
};

static PyType_Spec counts_spec = {"index._compiled.Counts", sizeof(Counts), 0, Py_TPFLAGS_DEFAULT, counts_slots};
