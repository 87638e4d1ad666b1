/* The numbers of chunks that were never met, for `chunks.h`: they come from Python, and only those of chunks that are not
   folded letter by letter from the analyser. `index.ingestion.chunks.ArrayChunks._numbers_of_new` is the Python half.
*/

/* --- numbers from Python */

/* Where numbers come from: those of forms, a dictionary and the list of its keys, and who numbers what is no form. */
typedef struct {
    PyObject *numbers, *forms, *number_of_chunk;
} Numbering;

static int take_number(PyObject *given, uint32_t *number)
{
    unsigned long value = given ? PyLong_AsUnsignedLong(given) : 0;
    if (PyErr_Occurred())
        return -1;
    if (value > UINT32_MAX) {
        PyErr_SetString(PyExc_OverflowError, "the number of a form has 32 bits");
        return -1;
    }
    *number = (uint32_t)value;
    return 0;
}

/* The number of a form, a new one if need be: as `index.ingestion.interning.Interner.number`. */
static int number_of_form(const Numbering *numbering, const uint16_t *letters, int count, uint32_t *number)
{
    Py_ssize_t held = PyDict_GET_SIZE(numbering->numbers);
    PyObject *form = PyUnicode_FromKindAndData(PyUnicode_2BYTE_KIND, letters, count);
    PyObject *new = form ? PyLong_FromSsize_t(PyList_GET_SIZE(numbering->forms)) : NULL;
    int status = take_number(new ? PyDict_SetDefault(numbering->numbers, form, new) : NULL, number);
    if (status == 0 && PyDict_GET_SIZE(numbering->numbers) > held)
        status = PyList_Append(numbering->forms, form);
    Py_XDECREF(new);
    Py_XDECREF(form);
    return status;
}

static int number_of_text(const Numbering *numbering, const uint32_t *text, Py_ssize_t length, uint32_t *number)
{
    for (Py_ssize_t at = 0; at < length; at++)
        if (text[at] > 0x10FFFF) {
            PyErr_SetString(PyExc_ValueError, "what is no code point was met");
            return -1;
        }
    PyObject *chunk = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, text, length);
    PyObject *given = chunk ? PyObject_CallOneArg(numbering->number_of_chunk, chunk) : NULL;
    int status = take_number(given, number);
    Py_XDECREF(given);
    Py_XDECREF(chunk);
    return status;
}

/* --- folding letter by letter */

/* As in `index.storage.compiled_numbers`. */
enum { FIRST_LETTER = 0x600, LETTERS = 1 << 8 };
/* What is no plain letter, and what folding drops. */
enum { NO_LETTER, MARK };

/* What each letter of the block of Arabic is folded to by itself, or one of the above. */
typedef struct {
    uint16_t folded[LETTERS];
    uint32_t (*not_plain)[2]; /* `index.ingestion.chunks.NOT_PLAIN` */
    Py_ssize_t not_plain_count;
} Letters;

/* Whether two letters that stand side by side are not folded each by itself. */
static int is_not_plain(const Letters *table, uint32_t one, uint32_t other)
{
    for (Py_ssize_t each = 0; each < table->not_plain_count; each++)
        if (table->not_plain[each][0] == one && table->not_plain[each][1] == other)
            return 1;
    return 0;
}

/* The folded letters of a chunk of plain letters, and how many: none where it holds others
   (`index.ingestion.chunks.PLAIN`). */
static int folded(const Letters *table, const uint32_t *chunk, Py_ssize_t length, uint16_t *letters)
{
    int count = 0;
    uint32_t before = 0;
    for (Py_ssize_t at = 0; at < length; at++) {
        uint32_t code = chunk[at], index = code - FIRST_LETTER;
        uint16_t letter = index < LETTERS ? table->folded[index] : NO_LETTER;
        if (letter == MARK)
            continue;
        if (letter == NO_LETTER || is_not_plain(table, before, code))
            return 0;
        letters[count++] = letter;
        before = code;
    }
    return count;
}
