/* Numbers of many strings among ascending ones: what `Dictionary.numbers_of` of `index.dictionary` does. */

typedef struct {
    const uint8_t *text;
    const uint32_t *starts; /* count + 1: where each string begins, and the end */
    Py_ssize_t count;
} Strings;

static int are_strings(const Py_buffer *text, const Py_buffer *starts, Strings *strings)
{
    if (!is_array(text, sizeof(uint8_t), -1) || !is_array(starts, sizeof(uint32_t), -1))
        return 0;
    strings->text = text->buf;
    strings->starts = starts->buf;
    strings->count = starts->len / (Py_ssize_t)sizeof(uint32_t) - 1;
    return 1;
}

/* Whether a string ends where it may; only those that are read are asked about, for there may be a million. */
static inline int is_there(const Strings *strings, Py_ssize_t number, Py_ssize_t length)
{
    return strings->starts[number] <= strings->starts[number + 1] && strings->starts[number + 1] <= (size_t)length;
}

static inline int order_of(const uint8_t *one, size_t length, const uint8_t *other, size_t other_length)
{
    int order = memcmp(one, other, length < other_length ? length : other_length);
    return order ? order : (length > other_length) - (length < other_length);
}

/* numbers(text, starts, sought, sought_starts): int64, for each string that is sought its number, or -1. */
static PyObject *numbers(PyObject *module, PyObject *arguments)
{
    (void)module;
    Py_buffer text, starts, sought_text, sought_starts;
    if (!PyArg_ParseTuple(arguments, "y*y*y*y*", &text, &starts, &sought_text, &sought_starts))
        return NULL;
    PyObject *answer = NULL;
    Strings held, sought;
    int fits = 1;
    if (!are_strings(&text, &starts, &held) || !are_strings(&sought_text, &sought_starts, &sought))
        goto done;
    if (held.count < 0 || sought.count < 0) {
        PyErr_SetString(PyExc_ValueError, "strings without an end");
        goto done;
    }
    answer = new_array(sought.count, sizeof(int64_t));
    if (!answer)
        goto done;
    int64_t *found = array_data(answer);
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t each = 0; fits && each < sought.count; each++) {
        fits = is_there(&sought, each, sought_text.len);
        const uint8_t *key = sought.text + sought.starts[each];
        size_t length = sought.starts[each + 1] - sought.starts[each];
        Py_ssize_t low = 0, high = held.count;
        found[each] = -1;
        while (fits && low < high) {
            Py_ssize_t middle = low + (high - low) / 2;
            fits = is_there(&held, middle, text.len);
            if (!fits)
                break;
            uint32_t begin = held.starts[middle];
            int order = order_of(held.text + begin, held.starts[middle + 1] - begin, key, length);
            if (order == 0) {
                found[each] = middle;
                break;
            }
            if (order < 0)
                low = middle + 1;
            else
                high = middle;
        }
    }
    Py_END_ALLOW_THREADS
    if (!fits) {
        Py_CLEAR(answer);
        PyErr_SetString(PyExc_ValueError, "strings are not what was written");
    }
done:
    PyBuffer_Release(&text);
    PyBuffer_Release(&starts);
    PyBuffer_Release(&sought_text);
    PyBuffer_Release(&sought_starts);
    return answer;
}
