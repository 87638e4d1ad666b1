/* Arrays that are given, and such as are returned. Those that are given nobody else may write to meanwhile: they are read
   without the interpreter's lock. */

/* Whether a buffer holds entries of a size, of which there are `count`; a negative count is any. */
static int is_array(const Py_buffer *buffer, Py_ssize_t size, Py_ssize_t count)
{
    if (buffer->itemsize == size && (count < 0 || buffer->len == count * size))
        return 1;
    PyErr_Format(PyExc_ValueError, "an array of %zd entries of %zd bytes was given where others are expected",
                 buffer->len / (buffer->itemsize ? buffer->itemsize : 1), buffer->itemsize);
    return 0;
}

/* Room for entries, as a bytearray: `array_data` of it is theirs. */
static PyObject *new_array(Py_ssize_t count, Py_ssize_t size)
{
    if (count > PY_SSIZE_T_MAX / size)
        return PyErr_NoMemory();
    /* In two steps: one that is made with its room, and there is none, CPython drops half made, and says so on stderr. */
    PyObject *array = PyByteArray_FromStringAndSize(NULL, 0);
    if (array && PyByteArray_Resize(array, count * size) < 0)
        Py_CLEAR(array);
    return array;
}

static inline void *array_data(PyObject *array)
{
    return PyByteArray_AS_STRING(array);
}
