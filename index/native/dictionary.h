/* Strings by number, and numbers of strings among ascending ones: what `index.storage.dictionary` does. */

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
    if (strings->count >= 0)
        return 1;
    PyErr_SetString(PyExc_ValueError, "strings without an end");
    return 0;
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

/* The first of ascending strings that is not before a key, and whether it is the key; -1 where they are not what was
   written. */
static inline Py_ssize_t lower_bound_in(const Strings *strings, Py_ssize_t text_length, const uint8_t *key,
                                        size_t length, int *there)
{
    Py_ssize_t low = 0, high = strings->count;
    *there = 0;
    while (low < high) {
        Py_ssize_t middle = low + (high - low) / 2;
        if (!is_there(strings, middle, text_length))
            return -1;
        uint32_t begin = strings->starts[middle];
        int order = order_of(strings->text + begin, strings->starts[middle + 1] - begin, key, length);
        if (order == 0) {
            *there = 1;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
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
    answer = new_array(sought.count, sizeof(int64_t));
    if (!answer)
        goto done;
    int64_t *found = array_data(answer);
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t each = 0; fits && each < sought.count; each++) {
        fits = is_there(&sought, each, sought_text.len);
        const uint8_t *key = sought.text + sought.starts[each];
        size_t length = sought.starts[each + 1] - sought.starts[each];
        int there = 0;
        Py_ssize_t number = fits ? lower_bound_in(&held, text.len, key, length, &there) : -1;
        fits = number >= 0;
        found[each] = there ? number : -1;
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

/* lower_bound(text, starts, key): the number of the first string that is not before some bytes, and whether it is
   these. */
static PyObject *lower_bound(PyObject *module, PyObject *arguments)
{
    (void)module;
    Py_buffer text, starts, key;
    if (!PyArg_ParseTuple(arguments, "y*y*y*", &text, &starts, &key))
        return NULL;
    PyObject *answer = NULL;
    Strings held;
    if (are_strings(&text, &starts, &held)) {
        int there;
        Py_ssize_t number = lower_bound_in(&held, text.len, key.buf, (size_t)key.len, &there);
        if (number >= 0)
            answer = Py_BuildValue("nN", number, PyBool_FromLong(there));
        else
            PyErr_SetString(PyExc_ValueError, "strings are not what was written");
    }
    PyBuffer_Release(&text);
    PyBuffer_Release(&starts);
    PyBuffer_Release(&key);
    return answer;
}

/* The string of a number that there is; NULL, with an exception, where it is not what was written. */
static PyObject *string_of(const Strings *strings, Py_ssize_t number, Py_ssize_t length)
{
    if (!is_there(strings, number, length))
        return PyErr_Format(PyExc_ValueError, "strings are not what was written");
    uint32_t begin = strings->starts[number];
    return PyUnicode_DecodeUTF8((const char *)strings->text + begin, strings->starts[number + 1] - begin,
                                "surrogatepass");
}

/* strings(text, starts, numbers, together): a list, for each of some numbers its strings, of which so many are one. */
static PyObject *strings(PyObject *module, PyObject *arguments)
{
    (void)module;
    Py_buffer text, starts;
    PyObject *numbers;
    Py_ssize_t together;
    if (!PyArg_ParseTuple(arguments, "y*y*O!n", &text, &starts, &PyList_Type, &numbers, &together))
        return NULL;
    Strings held;
    PyObject *answer = NULL;
    if (together < 1)
        PyErr_SetString(PyExc_ValueError, "how many strings are one?");
    else if (are_strings(&text, &starts, &held))
        answer = PyList_New(0);
    for (int of_text = 0; answer && of_text < 2; of_text++) /* each step for all of them before the next */
        for (Py_ssize_t each = 0; each < PyList_GET_SIZE(numbers); each++) {
            Py_ssize_t number = PyLong_AsSsize_t(PyList_GET_ITEM(numbers, each));
            if (number < 0 || number >= held.count / together)
                PyErr_Clear(); /* told below */
            else
                __builtin_prefetch(of_text ? (const void *)(held.text + held.starts[number * together])
                                           : (const void *)(held.starts + number * together));
        }
    for (Py_ssize_t each = 0; answer && each < PyList_GET_SIZE(numbers); each++) {
        Py_ssize_t number = PyLong_AsSsize_t(PyList_GET_ITEM(numbers, each));
        if (number < 0 || number >= held.count / together) {
            if (!PyErr_Occurred())
                PyErr_Format(PyExc_IndexError, "string %zd of %zd", number, held.count / together);
            Py_CLEAR(answer);
        }
        for (Py_ssize_t offset = 0; answer && offset < together; offset++) {
            PyObject *string = string_of(&held, number * together + offset, text.len);
            if (!string || PyList_Append(answer, string) < 0)
                Py_CLEAR(answer);
            Py_XDECREF(string);
        }
    }
    PyBuffer_Release(&text);
    PyBuffer_Release(&starts);
    return answer;
}
