/* `Lists.second_look`: what is added to the scores of the best articles. */

/* Two words that are asked for together: how far the second has to stand behind the first, and what that is worth. */
typedef struct {
    int32_t distance, number;
} Pair;

/* Note, in one article, the best window and how often the words of each pair meet. */
static void closeness(const int64_t *keys, Py_ssize_t count, const float *of_set, const Pair *pairs, Py_ssize_t words,
                      int64_t farthest, Py_ssize_t window, Py_ssize_t ahead, float *best, uint32_t *times)
{
    const int64_t word_mask = (1 << WORD_BITS) - 1;
    for (Py_ssize_t each = 0; each < count; each++) {
        int64_t spot = keys[each] >> WORD_BITS, word = keys[each] & word_mask;
        size_t held = (size_t)1 << word;
        for (Py_ssize_t next = 1; each + next < count; next++) {
            int64_t behind = (keys[each + next] >> WORD_BITS) - spot, other = keys[each + next] & word_mask;
            if ((next > ahead && next > farthest) || (behind >= window && behind > farthest))
                break;
            if (next <= ahead && behind < window)
                held |= (size_t)1 << other;
            if (next <= farthest && behind == pairs[word * words + other].distance)
                times[pairs[word * words + other].number]++;
        }
        if (of_set[held] > *best)
            *best = of_set[held];
    }
}

/* second_look(finding, weak, articles, frequencies, damping: float32, rarity: float32, lengths: uint32,
               pairs: list of (first, second, distance, worth), (average length, k1, together, adjacent, window, ahead))
   -> float32, one an article: see `searcher.reranking` */
static PyObject *lists_second_look(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != 9 || !PyList_Check(arguments[0]) || !PyList_Check(arguments[1]) || !PyList_Check(arguments[7])
        || PyList_GET_SIZE(arguments[1]) != PyList_GET_SIZE(arguments[0])) {
        PyErr_SetString(PyExc_TypeError, "second_look(words, as many weak ones, articles, frequencies, damping, rarity, "
                                         "lengths, pairs, constants)");
        return NULL;
    }
    double average, k1, together, adjacent;
    Py_ssize_t window, ahead, words = PyList_GET_SIZE(arguments[0]), pair_count = PyList_GET_SIZE(arguments[7]);
    if (!PyArg_ParseTuple(arguments[8], "ddddnn", &average, &k1, &together, &adjacent, &window, &ahead))
        return NULL;
    if (words > 1 << WORD_BITS) {
        PyErr_SetString(PyExc_ValueError, "more words than can be looked at together");
        return NULL;
    }
    PyObject *answer = NULL;
    Py_buffer articles = {0}, frequencies = {0}, rarity = {0}, damping = {0}, lengths = {0};
    Runs runs = {0};
    Growing keys = {0};
    Hits hits = {0};
    Scratch *scratch = NULL;
    uint32_t *counts = NULL, *times = NULL;
    float *of_set = NULL;
    Pair *pairs = NULL;
    double *worth = NULL;
    if (borrow(arguments[2], &articles, sizeof(int32_t), 0) < 0
        || borrow(arguments[3], &frequencies, sizeof(uint32_t), 256) < 0
        || borrow(arguments[4], &damping, sizeof(float), self->article_count) < 0
        || borrow(arguments[5], &rarity, sizeof(float), words) < 0
        || borrow(arguments[6], &lengths, sizeof(uint32_t), self->article_count) < 0)
        goto done;
    Py_ssize_t asked = articles.len / (Py_ssize_t)sizeof(int32_t), cells = words * asked;
    const int32_t *numbers = articles.buf;
    if (!are_ascending(numbers, asked, self->article_count))
        goto done;
    for (Py_ssize_t each = 0; each < asked; each++) { /* they are wanted in the end */
        PREFETCH((const float *)damping.buf + numbers[each]);
        PREFETCH((const uint32_t *)lengths.buf + numbers[each]);
    }
    for (Py_ssize_t word = 0; word < words; word++)
        if (add_runs(self, &runs, PyList_GET_ITEM(arguments[0], word), (int32_t)word, 0) < 0
            || add_runs(self, &runs, PyList_GET_ITEM(arguments[1], word), (int32_t)word, 1) < 0)
            goto done;
    counts = calloc(2 * (size_t)cells + 1, sizeof *counts);
    times = calloc((size_t)pair_count + 1, sizeof *times);
    of_set = calloc((size_t)1 << words, sizeof *of_set);
    pairs = malloc((size_t)(words * words + 1) * sizeof *pairs);
    worth = malloc((size_t)(pair_count + 1) * sizeof *worth);
    scratch = scratch_take(self);
    answer = PyByteArray_FromStringAndSize(NULL, asked * (Py_ssize_t)sizeof(float));
    if (!counts || !times || !of_set || !pairs || !worth || !scratch || !answer) {
        PyErr_NoMemory();
        Py_CLEAR(answer);
        goto done;
    }
    for (Py_ssize_t each = 0; each < words * words; each++)
        pairs[each] = (Pair){-1, 0};
    int64_t farthest = 0;
    for (Py_ssize_t each = 0; each < pair_count; each++) {
        Py_ssize_t one, other;
        int distance;
        if (!PyArg_ParseTuple(PyList_GET_ITEM(arguments[7], each), "nnid", &one, &other, &distance, &worth[each])) {
            Py_CLEAR(answer);
            goto done;
        }
        if (one < 0 || other < 0 || one >= words || other >= words) {
            PyErr_SetString(PyExc_ValueError, "a pair of words that are not asked about");
            Py_CLEAR(answer);
            goto done;
        }
        pairs[one * words + other] = (Pair){distance, (int32_t)each};
        farthest = distance > farthest ? distance : farthest;
    }
    for (Py_ssize_t word = 0; word < words; word++)
        for (size_t set = 0; set < (size_t)1 << word; set++)
            of_set[set | (size_t)1 << word] = of_set[set] + ((const float *)rarity.buf)[word];
    Collection into = {.lists = self, .frequencies = frequencies.buf, .asked = asked, .finding = counts,
                       .together = counts + cells, .wanted = OWN_PLACES, .hits = &hits, .keys = &keys};
    float *added = (float *)PyByteArray_AS_STRING(answer);
    int status;
    Py_BEGIN_ALLOW_THREADS
    status = look(self, &runs, &into, numbers, asked, scratch);
    if (status == 0)
        status = sort(&keys);
    for (Py_ssize_t each = 0, begin = 0; each < asked && status == 0; each++) {
        double score = 0, damped = (double)((const float *)damping.buf)[numbers[each]] * FULL_WEIGHT;
        for (Py_ssize_t word = 0; word < words; word++) {
            double finds = into.finding[word * asked + each], all = into.together[word * asked + each];
            if (all > finds)
                score += ((const float *)rarity.buf)[word] * (k1 + 1) * (all / (all + damped) - finds / (finds + damped));
        }
        Py_ssize_t end = begin;
        while (end < keys.count && keys.numbers[end] >> (PLACE_BITS + WORD_BITS) == each)
            end++;
        float best = 0;
        memset(times, 0, (size_t)pair_count * sizeof *times);
        closeness(keys.numbers + begin, end - begin, of_set, pairs, words, farthest, window, ahead, &best, times);
        score += together * best;
        double softness = 0.25 + 0.75 * (((const uint32_t *)lengths.buf)[numbers[each]] / average);
        for (Py_ssize_t pair = 0; pair < pair_count; pair++)
            if (times[pair])
                score += 2 * adjacent * times[pair] / (times[pair] + softness) * worth[pair];
        added[each] = (float)score;
        begin = end;
    }
    Py_END_ALLOW_THREADS
    if (status < 0) {
        Py_CLEAR(answer);
        failed(status);
    }
done:
    if (scratch)
        scratch_give(self, scratch, 1);
    free(keys.numbers);
    free(hits.hits);
    free(runs.runs);
    free(counts);
    free(times);
    free(of_set);
    free(pairs);
    free(worth);
    PyBuffer_Release(&articles);
    PyBuffer_Release(&frequencies);
    PyBuffer_Release(&rarity);
    PyBuffer_Release(&damping);
    PyBuffer_Release(&lengths);
    return answer;
}
