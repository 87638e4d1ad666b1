/* The least hash of an article's grams in each bin: `index.ingestion.signatures` tells what these are. */

/* As in `index.storage.compiled_numbers`. */
enum { GRAM_WORDS = 5 };

static inline uint64_t mixed_gram(uint64_t gram)
{
    gram ^= gram >> 30;
    gram *= 0xBF58476D1CE4E5B9u;
    gram ^= gram >> 27;
    gram *= 0x94D049BB133111EBu;
    gram ^= gram >> 31;
    return gram;
}

/* Of one article. words: the hashes of its words. */
static void least_of(const uint64_t *words, int64_t count, const uint64_t *factors, uint64_t bins, uint64_t *kept)
{
    for (uint64_t bin = 0; bin < bins; bin++)
        kept[bin] = UINT64_MAX;
    for (int64_t at = 0; at + GRAM_WORDS <= count; at++) {
        uint64_t gram = 0;
        for (int offset = 0; offset < GRAM_WORDS; offset++)
            gram += words[at + offset] * factors[offset];
        gram = mixed_gram(gram);
        uint64_t bin = (gram >> 32) * bins >> 32, hash = gram & 0xFFFFFFFFu;
        if (hash < kept[bin])
            kept[bin] = hash;
    }
}

/* least(words, lengths, factors, bins): uint64, of each article and bin. words: uint64, the hash of each; lengths: int64,
   words of each article; factors: uint64, one for each word of a gram. */
static PyObject *least(PyObject *module, PyObject *arguments)
{
    (void)module;
    Py_buffer words, lengths, factors;
    Py_ssize_t bins;
    if (!PyArg_ParseTuple(arguments, "y*y*y*n", &words, &lengths, &factors, &bins))
        return NULL;
    PyObject *answer = NULL;
    if (!is_array(&words, sizeof(uint64_t), -1) || !is_array(&lengths, sizeof(int64_t), -1) ||
        !is_array(&factors, sizeof(uint64_t), GRAM_WORDS))
        goto done;
    const int64_t *counts = lengths.buf;
    Py_ssize_t articles = lengths.len / (Py_ssize_t)sizeof(int64_t);
    int64_t left = words.len / (Py_ssize_t)sizeof(uint64_t);
    for (Py_ssize_t at = 0; at < articles && left >= 0; at++)
        left = counts[at] < 0 || counts[at] > left ? -1 : left - counts[at];
    if (left || bins < 1 || bins > UINT16_MAX) {
        PyErr_SetString(PyExc_ValueError, "articles of other lengths than there are words");
        goto done;
    }
    answer = new_array(articles * bins, sizeof(uint64_t));
    if (!answer)
        goto done;
    uint64_t *kept = array_data(answer);
    const uint64_t *next = words.buf;
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t at = 0; at < articles; next += counts[at], kept += bins, at++)
        least_of(next, counts[at], factors.buf, (uint64_t)bins, kept);
    Py_END_ALLOW_THREADS
done:
    PyBuffer_Release(&words);
    PyBuffer_Release(&lengths);
    PyBuffer_Release(&factors);
    return answer;
}
