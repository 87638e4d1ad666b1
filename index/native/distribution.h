/* The keys of words, by the range of slots that each belongs to: `index.ingestion.word_keys` tells what these are.
   FLAG_BITS and LEAD are those of `inversion.h`. */

typedef struct {
    const uint32_t *tokens; /* by word, as numbers of forms */
    const uint32_t *lengths, *leads; /* by passage: words, and how many of them are of the lead */
    const uint64_t *bases; /* by passage: the key of its first word, without slot and lead */
    const uint32_t *slot_of_form;
    const uint16_t *range_of_slot;
    const uint32_t *begins; /* by range: its first slot */
    Py_ssize_t words, passages, forms, slots, ranges;
    int key_bits; /* of a key without the slot */
} Distribution;

/* How many words each range has. -1 where words or passages are not what they should be. */
static int count_by_range(const Distribution *of, int64_t *counts)
{
    const int slot_bits = 64 - of->key_bits;
    memset(counts, 0, (size_t)of->ranges * sizeof *counts);
    for (Py_ssize_t at = 0; at < of->words; at++) {
        if (of->tokens[at] >= (size_t)of->forms)
            return -1;
        uint32_t slot = of->slot_of_form[of->tokens[at]];
        if (slot >= (size_t)of->slots)
            return -1;
        uint16_t range = of->range_of_slot[slot];
        if (range >= of->ranges || slot < of->begins[range] || (uint64_t)(slot - of->begins[range]) >> slot_bits)
            return -1;
        counts[range]++;
    }
    uint64_t words = 0;
    for (Py_ssize_t at = 0; at < of->passages; at++)
        words += of->lengths[at];
    return words == (uint64_t)of->words ? 0 : -1;
}

/* ends: where the keys of each range begin among all; moved to where they end. */
static void distribute_keys(const Distribution *of, int64_t *ends, uint64_t *keys)
{
    Py_ssize_t word = 0;
    for (Py_ssize_t passage = 0; passage < of->passages; passage++) {
        uint64_t key = of->bases[passage];
        for (uint32_t at = 0; at < of->lengths[passage]; at++, key += (uint64_t)1 << FLAG_BITS) {
            uint32_t slot = of->slot_of_form[of->tokens[word++]];
            uint16_t range = of->range_of_slot[slot];
            uint64_t in_range = slot - of->begins[range];
            keys[ends[range]++] = in_range << of->key_bits | key | (at < of->leads[passage] ? LEAD : 0);
        }
    }
}

/* distribute(tokens, lengths, leads, bases, slot_of_form, range_of_slot, begins, key_bits): the keys of all words, uint64,
   range by range, those of a range in the order of the words; and int64, how many each range has. */
static PyObject *distribute(PyObject *module, PyObject *arguments)
{
    (void)module;
    Py_buffer tokens, lengths, leads, bases, slots, ranges, begins;
    Distribution of;
    if (!PyArg_ParseTuple(arguments, "y*y*y*y*y*y*y*i", &tokens, &lengths, &leads, &bases, &slots, &ranges, &begins,
                          &of.key_bits))
        return NULL;
    PyObject *keys = NULL, *counts = NULL, *answer = NULL;
    int64_t *ends = NULL;
    of.words = tokens.len / (Py_ssize_t)sizeof(uint32_t);
    of.passages = lengths.len / (Py_ssize_t)sizeof(uint32_t);
    of.forms = slots.len / (Py_ssize_t)sizeof(uint32_t);
    of.slots = ranges.len / (Py_ssize_t)sizeof(uint16_t);
    of.ranges = begins.len / (Py_ssize_t)sizeof(uint32_t);
    if (!is_array(&tokens, sizeof(uint32_t), -1) || !is_array(&lengths, sizeof(uint32_t), -1) ||
        !is_array(&leads, sizeof(uint32_t), of.passages) || !is_array(&bases, sizeof(uint64_t), of.passages) ||
        !is_array(&slots, sizeof(uint32_t), -1) || !is_array(&ranges, sizeof(uint16_t), -1) ||
        !is_array(&begins, sizeof(uint32_t), -1))
        goto done;
    if (of.key_bits < FLAG_BITS || of.key_bits > 63) {
        PyErr_SetString(PyExc_ValueError, "keys of a shape that there is not");
        goto done;
    }
    of.tokens = tokens.buf;
    of.lengths = lengths.buf;
    of.leads = leads.buf;
    of.bases = bases.buf;
    of.slot_of_form = slots.buf;
    of.range_of_slot = ranges.buf;
    of.begins = begins.buf;
    ends = malloc(((size_t)of.ranges + 1) * sizeof *ends);
    if (!ends) {
        PyErr_NoMemory();
        goto done;
    }
    if (!(keys = new_array(of.words, sizeof(uint64_t))) || !(counts = new_array(of.ranges, sizeof(int64_t))))
        goto done;
    int64_t *by_range = array_data(counts);
    int status;
    Py_BEGIN_ALLOW_THREADS
    status = count_by_range(&of, by_range);
    if (status == 0) {
        int64_t before = 0;
        for (Py_ssize_t range = 0; range < of.ranges; range++) {
            ends[range] = before;
            before += by_range[range];
        }
        distribute_keys(&of, ends, array_data(keys));
    }
    Py_END_ALLOW_THREADS
    if (status < 0) {
        PyErr_SetString(PyExc_ValueError, "words of forms, slots or passages that there are not");
        goto done;
    }
    answer = PyTuple_Pack(2, keys, counts);
done:
    Py_XDECREF(keys);
    Py_XDECREF(counts);
    free(ends);
    PyBuffer_Release(&tokens);
    PyBuffer_Release(&lengths);
    PyBuffer_Release(&leads);
    PyBuffer_Release(&bases);
    PyBuffer_Release(&slots);
    PyBuffer_Release(&ranges);
    PyBuffer_Release(&begins);
    return answer;
}
