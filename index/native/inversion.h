/* The posting lists of a range of slots from the keys of its words: `index.ingestion.word_keys` tells what these
   are. */

/* As in `index.storage.compiled_numbers`, `index.storage.packed_frequencies` and `index.storage.peaks`. */
enum { LEAD = 1, TITLE = 2, FLAG_BITS = 2, MOST_PASSAGES = 255 };
enum { BODY_LIMIT = 15, TITLE_LIMIT = 3, LEAD_LIMIT = 3, TITLE_SHIFT = 4, LEAD_SHIFT = 6 };
enum { MOST_FREQUENT = 15, LONGEST_PASSAGE = 255, UNKNOWN = 15 };
enum { GRADE_LENGTHS = LONGEST_PASSAGE + 1 };

typedef struct {
    int position_bits, passage_bits, article_bits;
    const int64_t *first_passages; /* by article */
    const uint8_t *passage_lengths; /* as `index.storage.peaks.shortened` */
    const uint8_t *grades; /* by frequency and length */
    Py_ssize_t articles, passages;
} KeyLayout;

typedef struct {
    int64_t *article_counts; /* by slot */
    uint32_t *counts, *articles; /* by posting, as the next two */
    uint8_t *frequencies, *peaks;
    uint32_t *positions; /* by word */
    int64_t postings;
} Lists;

static inline uint64_t lowest(uint64_t value, int bits)
{
    return value & (((uint64_t)1 << bits) - 1);
}

static inline uint8_t least_of_two(uint32_t value, uint8_t limit)
{
    return value < limit ? (uint8_t)value : limit;
}

/* Keys by slot, those of a slot in the order in which they are given. starts: room for one more than there are slots.
   -1 where a key is of none of the slots. */
static int sort_by_slot(const uint64_t *keys, Py_ssize_t count, int shift, Py_ssize_t slots, int64_t *starts,
                        uint64_t *sorted)
{
    memset(starts, 0, (size_t)(slots + 1) * sizeof *starts);
    for (Py_ssize_t at = 0; at < count; at++) {
        uint64_t slot = keys[at] >> shift;
        if (slot >= (uint64_t)slots)
            return -1;
        starts[slot + 1]++;
    }
    for (Py_ssize_t slot = 0; slot < slots; slot++)
        starts[slot + 1] += starts[slot];
    for (Py_ssize_t at = 0; at < count; at++)
        sorted[starts[keys[at] >> shift]++] = keys[at];
    return 0;
}

/* The grade of a word that stands so often in a passage. -1: there is no such passage. */
static int grade_of(const KeyLayout *layout, uint64_t article, uint64_t passage, uint32_t frequency)
{
    if (!passage)
        return 0;
    if (passage >= MOST_PASSAGES)
        return UNKNOWN;
    if (article >= (uint64_t)layout->articles)
        return -1;
    uint64_t number = (uint64_t)layout->first_passages[article] + passage;
    if (number >= (uint64_t)layout->passages)
        return -1;
    uint32_t row = frequency <= MOST_FREQUENT ? frequency : MOST_FREQUENT + 1;
    return layout->grades[row * GRADE_LENGTHS + layout->passage_lengths[number]];
}

/* -1 where the keys are not those of this layout in ascending order. */
static int posting_lists(const KeyLayout *layout, const uint64_t *keys, Py_ssize_t count, Lists *lists)
{
    int to_passage = layout->position_bits + FLAG_BITS, to_article = to_passage + layout->passage_bits;
    int64_t posting = 0;
    for (Py_ssize_t at = 0; at < count;) {
        uint64_t run = keys[at] >> to_article, article = lowest(run, layout->article_bits);
        uint32_t total = 0, title = 0, lead = 0;
        int peak = 0;
        while (at < count && keys[at] >> to_article == run) {
            uint64_t in_passage = keys[at] >> to_passage;
            uint32_t frequency = 0;
            for (; at < count && keys[at] >> to_passage == in_passage; at++, frequency++) {
                if (at && keys[at] <= keys[at - 1])
                    return -1;
                lists->positions[at] = (uint32_t)lowest(keys[at] >> FLAG_BITS, layout->position_bits);
                title += keys[at] & TITLE ? 1 : 0;
                lead += keys[at] & LEAD ? 1 : 0;
            }
            int grade = grade_of(layout, article, lowest(in_passage, layout->passage_bits), frequency);
            if (grade < 0)
                return -1;
            peak = grade > peak ? grade : peak;
            total += frequency;
        }
        lists->article_counts[run >> layout->article_bits]++;
        lists->counts[posting] = total;
        lists->articles[posting] = (uint32_t)article;
        lists->frequencies[posting] = (uint8_t)(least_of_two(total - title, BODY_LIMIT) |
                                                least_of_two(title, TITLE_LIMIT) << TITLE_SHIFT |
                                                least_of_two(lead, LEAD_LIMIT) << LEAD_SHIFT);
        lists->peaks[posting++] = (uint8_t)peak;
    }
    lists->postings = posting;
    return 0;
}

/* invert(keys, slots, bits, first_passages, passage_lengths, grades): the arrays of `Lists` as bytearrays. keys: uint64,
   in the order of the words; bits: of positions, passages and articles; the others as in `KeyLayout`. */
static PyObject *invert(PyObject *module, PyObject *arguments)
{
    (void)module;
    Py_buffer keys, first_passages, passage_lengths, grades;
    Py_ssize_t slots;
    KeyLayout layout;
    if (!PyArg_ParseTuple(arguments, "y*n(iii)y*y*y*", &keys, &slots, &layout.position_bits, &layout.passage_bits,
                          &layout.article_bits, &first_passages, &passage_lengths, &grades))
        return NULL;
    PyObject *made[6] = {NULL}, *answer = NULL;
    uint64_t *sorted = NULL;
    int64_t *starts = NULL;
    Py_ssize_t count = keys.len / (Py_ssize_t)sizeof(uint64_t);
    if (!is_array(&keys, sizeof(uint64_t), -1) || !is_array(&first_passages, sizeof(int64_t), -1) ||
        !is_array(&passage_lengths, 1, -1) || !is_array(&grades, 1, (MOST_FREQUENT + 2) * GRADE_LENGTHS))
        goto done;
    if (slots < 0 || slots > UINT32_MAX || layout.position_bits < 1 || layout.position_bits > 32 ||
        layout.passage_bits < 0 || layout.article_bits < 0 || layout.article_bits > 32 || layout.passage_bits > 8 ||
        layout.position_bits + layout.passage_bits + layout.article_bits + FLAG_BITS > 63) {
        PyErr_SetString(PyExc_ValueError, "keys of a shape that there is not");
        goto done;
    }
    int shift = layout.position_bits + layout.passage_bits + layout.article_bits + FLAG_BITS;
    layout.first_passages = first_passages.buf;
    layout.articles = first_passages.len / (Py_ssize_t)sizeof(int64_t);
    layout.passage_lengths = passage_lengths.buf;
    layout.passages = passage_lengths.len;
    layout.grades = grades.buf;
    static const Py_ssize_t sizes[] = {sizeof(int64_t), sizeof(uint32_t), sizeof(uint32_t), 1, 1, sizeof(uint32_t)};
    for (int each = 0; each < 6; each++)
        if (!(made[each] = new_array(each ? count : slots, sizes[each])))
            goto done;
    sorted = malloc(((size_t)count + 1) * sizeof *sorted);
    starts = malloc(((size_t)slots + 1) * sizeof *starts);
    if (!sorted || !starts) {
        PyErr_NoMemory();
        goto done;
    }
    Lists lists = {array_data(made[0]), array_data(made[1]), array_data(made[2]), array_data(made[3]),
                   array_data(made[4]), array_data(made[5]), 0};
    int status;
    Py_BEGIN_ALLOW_THREADS
    memset(lists.article_counts, 0, (size_t)slots * sizeof *lists.article_counts);
    status = sort_by_slot(keys.buf, count, shift, slots, starts, sorted);
    if (status == 0)
        status = posting_lists(&layout, sorted, count, &lists);
    Py_END_ALLOW_THREADS
    if (status < 0) {
        PyErr_SetString(PyExc_ValueError, "keys of other places than there are, or not in their order");
        goto done;
    }
    for (int each = 1; each < 5; each++)
        if (PyByteArray_Resize(made[each], lists.postings * sizes[each]) < 0)
            goto done;
    answer = PyTuple_Pack(6, made[0], made[1], made[2], made[3], made[4], made[5]);
done:
    for (int each = 0; each < 6; each++)
        Py_XDECREF(made[each]);
    free(sorted);
    free(starts);
    PyBuffer_Release(&keys);
    PyBuffer_Release(&first_passages);
    PyBuffer_Release(&passage_lengths);
    PyBuffer_Release(&grades);
    return answer;
}
