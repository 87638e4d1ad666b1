/* Cutting texts into chunks and looking these up, for `index.ingestion.interning`: what a chunk is, and by what method it
   is found again, is told in `index.ingestion.chunks`, which does the same with NumPy where this could not be compiled.

   A `Chunks` is a table of the chunks that were met, by hash. Texts are cut, and chunks that were met are looked up, without
   the interpreter's lock; only then do new ones get their numbers, from Python (`numbering.h`).
*/

/* As in `index.storage.compiled_numbers`. */
enum { SEPARATOR, ENDING_SEPARATOR, ENDING_JOINT, JOINT, ARABIC_CHARACTER, OTHER };
enum { LONGEST_CHUNK = 64, CLASSES = 1 << 16 };
enum { FIRST_BITS = 16 };
/* What will be needed so many steps later is brought to the processor meanwhile. */
enum { AHEAD = 16 };

/* --- arrays that are collected entry by entry */

typedef struct {
    char *data;
    size_t size, room; /* bytes */
} Growing;

/* -1 for want of memory, of which no exception tells: there may be no interpreter to do so. */
static int append(Growing *growing, const void *entry, size_t size)
{
    if (growing->room - growing->size < size) {
        size_t room = growing->room * 2 + 4096;
        char *data = realloc(growing->data, room);
        if (!data)
            return -1;
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
    unsigned long reader; /* the thread that reads, while `reading` */
    int reading; /* how often: whoever gives numbers may read, too */
    uint8_t classes[CLASSES];
    Letters letters;
} Chunks;

/* Where a hash stands, or would. */
static inline Entry *entry_of(Entry *entries, int bits, uint64_t hash)
{
    size_t last = ((size_t)1 << bits) - 1, bucket = (size_t)(hash >> (64 - bits));
    while (entries[bucket].hash && entries[bucket].hash != hash)
        bucket = (bucket + 1) & last;
    return &entries[bucket];
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

/* The number of a chunk of `LONGEST_CHUNK` code points at most. */
static int number_of_new(Chunks *self, const uint32_t *chunk, Py_ssize_t length, const Numbering *numbering,
                         uint32_t *number)
{
    uint16_t letters[LONGEST_CHUNK];
    int count = folded(&self->letters, chunk, length, letters);
    if (!count)
        return number_of_text(numbering, chunk, length, number);
    uint64_t sum = 0;
    for (int at = 0; at < count; at++)
        sum = sum * self->base + letters[at];
    uint64_t hash = mixed(sum, count);
    Entry *entry = entry_of(self->entries, self->bits, hash);
    if (entry->hash) {
        *number = entry->number;
        return 0;
    }
    if (number_of_form(numbering, letters, count, number) < 0)
        return -1;
    return hold(self, hash, *number); /* a form is a chunk, too */
}

/* --- reading */

typedef struct {
    Growing begins, ends, hashes, signs, numbers;
    Growing missing; /* size_t: which chunks have no number yet */
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
        if (kind >= ARABIC_CHARACTER || (kind >= ENDING_JOINT && before == OTHER && next == OTHER)) {
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

/* Numbers of the chunks that were met, and the indices of those that were not. */
static int look_up(const Chunks *self, Found *found)
{
    const int64_t *begins = (const int64_t *)found->begins.data, *ends = (const int64_t *)found->ends.data;
    const uint64_t *hashes = (const uint64_t *)found->hashes.data;
    size_t count = found->hashes.size / sizeof *hashes;
    for (size_t at = 0; at < count; at++) {
        if (at + AHEAD < count)
            __builtin_prefetch(&self->entries[hashes[at + AHEAD] >> (64 - self->bits)]);
        const Entry *entry = entry_of(self->entries, self->bits, hashes[at]);
        if ((ends[at] - begins[at] > LONGEST_CHUNK || !entry->hash) && append(&found->missing, &at, sizeof at) < 0)
            return -1;
        if (append(&found->numbers, &entry->number, sizeof entry->number) < 0)
            return -1;
    }
    return 0;
}

/* Numbers of the chunks that are missing, in their order; whoever gives them may read other texts meanwhile. */
static int number_missing(Chunks *self, const uint32_t *codes, const Found *found, const Numbering *numbering)
{
    const int64_t *begins = (const int64_t *)found->begins.data, *ends = (const int64_t *)found->ends.data;
    const uint64_t *hashes = (const uint64_t *)found->hashes.data;
    const size_t *missing = (const size_t *)found->missing.data;
    uint32_t *numbers = (uint32_t *)found->numbers.data;
    for (size_t left = found->missing.size / sizeof *missing; left; left--) {
        size_t at = *missing++;
        const uint32_t *chunk = codes + begins[at];
        Py_ssize_t length = (Py_ssize_t)(ends[at] - begins[at]);
        const Entry *entry = entry_of(self->entries, self->bits, hashes[at]);
        if (length > LONGEST_CHUNK) {
            if (number_of_text(numbering, chunk, length, &numbers[at]) < 0)
                return -1;
        } else if (entry->hash) { /* it has come before in this text, or in one that was read meanwhile */
            numbers[at] = entry->number;
        } else if (number_of_new(self, chunk, length, numbering, &numbers[at]) < 0 ||
                   hold(self, hashes[at], numbers[at]) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Reading as one thread alone does it at a time: the table is read without the interpreter's lock. -1 with an exception. */
static int read_by(Chunks *self, const uint32_t *codes, Py_ssize_t count, const Numbering *numbering, Found *found)
{
    unsigned long thread = PyThread_get_thread_ident();
    if (self->reading && self->reader != thread) {
        PyErr_SetString(PyExc_RuntimeError, "chunks are read by one thread at a time");
        return -1;
    }
    self->reader = thread;
    self->reading++;
    int status;
    Py_BEGIN_ALLOW_THREADS
    status = cut(self, codes, count, found) < 0 ? -1 : look_up(self, found);
    Py_END_ALLOW_THREADS
    if (status < 0)
        PyErr_NoMemory();
    else
        status = number_missing(self, codes, found, numbering);
    self->reading--;
    return status;
}

/* read(codes, numbers, forms, number_of_chunk): numbers, begins and ends of the chunks of a text; offsets of signs. */
static PyObject *chunks_read(Chunks *self, PyObject *const *arguments, Py_ssize_t count)
{
    if (count != 4 || !PyDict_CheckExact(arguments[1]) || !PyList_CheckExact(arguments[2])) {
        PyErr_SetString(PyExc_TypeError, "read() takes code points, a dict, a list and a function");
        return NULL;
    }
    Numbering numbering = {arguments[1], arguments[2], arguments[3]};
    Py_buffer codes;
    if (PyObject_GetBuffer(arguments[0], &codes, PyBUF_C_CONTIGUOUS) < 0)
        return NULL;
    Found found;
    memset(&found, 0, sizeof found);
    PyObject *answer = NULL;
    Py_ssize_t length = codes.len / (Py_ssize_t)sizeof(uint32_t);
    if (is_array(&codes, sizeof(uint32_t), -1) && read_by(self, codes.buf, length, &numbering, &found) == 0)
        answer = Py_BuildValue("(NNNN)", bytes_of(&found.numbers), bytes_of(&found.begins), bytes_of(&found.ends),
                               bytes_of(&found.signs));
    free(found.begins.data);
    free(found.ends.data);
    free(found.hashes.data);
    free(found.signs.data);
    free(found.numbers.data);
    free(found.missing.data);
    PyBuffer_Release(&codes);
    return answer;
}

/* --- the type */

/* Chunks(classes, letters, not_plain, base): bytes, one each of the first 65536 code points; uint16, each of the block of
   Arabic; uint32, pairs of code points. */
static PyObject *chunks_new(PyTypeObject *type, PyObject *arguments, PyObject *names)
{
    (void)names;
    Py_buffer classes, letters, not_plain;
    unsigned long long base;
    if (!PyArg_ParseTuple(arguments, "y*y*y*K", &classes, &letters, &not_plain, &base))
        return NULL;
    Chunks *self = NULL;
    if (classes.len != CLASSES || letters.len != LETTERS * (Py_ssize_t)sizeof(uint16_t) ||
        not_plain.len % (Py_ssize_t)sizeof *self->letters.not_plain)
        PyErr_SetString(PyExc_ValueError, "a table of characters has another length than it should");
    else if ((self = (Chunks *)type->tp_alloc(type, 0))) {
        memcpy(self->classes, classes.buf, sizeof self->classes);
        memcpy(self->letters.folded, letters.buf, sizeof self->letters.folded);
        self->base = base;
        self->bits = FIRST_BITS;
        self->entries = calloc((size_t)1 << FIRST_BITS, sizeof *self->entries);
        self->letters.not_plain_count = not_plain.len / (Py_ssize_t)sizeof *self->letters.not_plain;
        self->letters.not_plain = malloc((size_t)not_plain.len + 1);
        if (self->letters.not_plain)
            memcpy(self->letters.not_plain, not_plain.buf, (size_t)not_plain.len);
        if (!self->entries || !self->letters.not_plain) {
            Py_CLEAR(self);
            PyErr_NoMemory();
        }
    }
    PyBuffer_Release(&classes);
    PyBuffer_Release(&letters);
    PyBuffer_Release(&not_plain);
    return (PyObject *)self;
}

static void chunks_dealloc(Chunks *self)
{
    PyTypeObject *type = Py_TYPE(self);
    free(self->entries);
    free(self->letters.not_plain);
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

static PyType_Spec chunks_spec = {"index._compiled.Chunks", sizeof(Chunks), 0, Py_TPFLAGS_DEFAULT, type_slots};
