/* `Lists.phrase`: where terms stand side by side. */

/* phrase(place of the segment, slots: int64, distinct and at least two) -> (articles: int64, places: int64) */
static PyObject *lists_phrase(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != 2) {
        PyErr_SetString(PyExc_TypeError, "phrase(place, slots)");
        return NULL;
    }
    Py_ssize_t place = PyLong_AsSsize_t(arguments[0]);
    if (place == -1 && PyErr_Occurred())
        return NULL;
    Py_buffer slots;
    if (borrow(arguments[1], &slots, sizeof(int64_t), 2) < 0)
        return NULL;
    const int64_t *slot = slots.buf;
    Py_ssize_t words = slots.len / (Py_ssize_t)sizeof(int64_t), rarest = 0, least = PY_SSIZE_T_MAX;
    Py_ssize_t *cursors = calloc((size_t)words * 4, sizeof *cursors);
    if (!cursors || place < 0 || place >= self->segment_count) {
        PyBuffer_Release(&slots);
        free(cursors);
        if (!cursors)
            return PyErr_NoMemory();
        PyErr_SetString(PyExc_ValueError, "no such segment");
        return NULL;
    }
    Py_ssize_t *ends = cursors + words, *begin = ends + words, *left = begin + words;
    const Segment *segment = &self->segments[place];
    const Array *held = &segment->arrays[ARTICLES], *starts = &segment->arrays[ARTICLE_STARTS];
    const Array *positions = &segment->arrays[POSITIONS];
    int status = 0;
    for (Py_ssize_t word = 0; word < words && status == 0; word++) {
        if (slot[word] < 0 || slot[word] + 1 >= starts->count) {
            status = -1;
            break;
        }
        cursors[word] = (Py_ssize_t)at(starts, slot[word]);
        ends[word] = (Py_ssize_t)at(starts, slot[word] + 1);
        if (cursors[word] > ends[word] || ends[word] > held->count)
            status = -1;
        if (ends[word] - cursors[word] < least) {
            least = ends[word] - cursors[word];
            rarest = word;
        }
    }
    Growing articles = {0}, places = {0};
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t own = status ? 0 : cursors[rarest], end = status ? 0 : ends[rarest]; own < end; own++) {
        uint64_t article = at(held, own);
        int everywhere = 1;
        for (Py_ssize_t word = 0; word < words && everywhere; word++) {
            if (word == rarest) {
                cursors[word] = own;
                continue;
            }
            cursors[word] = gallop(held, cursors[word], ends[word], article);
            everywhere = cursors[word] < ends[word] && at(held, cursors[word]) == article;
        }
        if (!everywhere)
            continue;
        for (Py_ssize_t word = 0; word < words && status == 0; word++)
            status = positions_of(self, segment, cursors[word], &begin[word], &left[word]);
        if (status || article >= (uint64_t)segment->articles) {
            status = -1;
            break;
        }
        if (grow(&articles, left[rarest]) < 0 || grow(&places, left[rarest]) < 0) {
            status = -2;
            break;
        }
        for (Py_ssize_t each = 0, count = left[rarest], first = begin[rarest]; each < count; each++) {
            int64_t where = (int64_t)at(positions, first + each) - rarest;
            int together = where >= 0;
            for (Py_ssize_t word = 0; word < words && together; word++) {
                if (word == rarest)
                    continue;
                while (left[word] && (int64_t)at(positions, begin[word]) < where + word) {
                    begin[word]++;
                    left[word]--;
                }
                together = left[word] && (int64_t)at(positions, begin[word]) == where + word;
            }
            if (together) {
                articles.numbers[articles.count++] = (int64_t)article;
                places.numbers[places.count++] = where;
            }
        }
    }
    Py_END_ALLOW_THREADS
    PyObject *answer = NULL;
    if (status < 0)
        failed(status);
    else {
        char *out_articles, *out_places;
        answer = pair_of(articles.count, &out_articles, sizeof(int64_t), &out_places, sizeof(int64_t));
        if (answer && articles.count) {
            memcpy(out_articles, articles.numbers, (size_t)articles.count * sizeof(int64_t));
            memcpy(out_places, places.numbers, (size_t)places.count * sizeof(int64_t));
        }
    }
    free(articles.numbers);
    free(places.numbers);
    free(cursors);
    PyBuffer_Release(&slots);
    return answer;
}
