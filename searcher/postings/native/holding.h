/* `Lists.holding`: how many articles hold a word. */

/* holding(word) -> how many articles hold it */
static PyObject *lists_holding(Lists *self, PyObject *word)
{
    Runs runs = {0};
    if (add_runs(self, &runs, word, 0, 0) < 0) {
        free(runs.runs);
        return NULL;
    }
    Scratch *scratch = scratch_take(self);
    if (!scratch) {
        free(runs.runs);
        return NULL;
    }
    Py_ssize_t count = 0;
    uint32_t one[256];
    for (int each = 0; each < 256; each++)
        one[each] = 1;
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t each = 0; each < runs.count && count >= 0; each++) {
        runs.runs[each].weight = 1;
        count = add_up(&runs.runs[each], one, 0, scratch, count);
    }
    for (Py_ssize_t each = 0; each < count; each++)
        scratch->cells[scratch->touched[each]].value = 0;
    Py_END_ALLOW_THREADS
    scratch_give(self, scratch, count >= 0);
    free(runs.runs);
    if (count < 0) {
        PyErr_SetString(PyExc_ValueError, DAMAGED);
        return NULL;
    }
    return PyLong_FromSsize_t(count);
}
