/* `Lists.holding`: how many articles hold a word. And which do, a bit for each. */

/* Set the bit of every article of a run: 0, -1 where there is none such. */
static int mark(const Run *run, uint64_t *bits)
{
    const Segment *segment = run->segment;
    const void *held = segment->arrays[ARTICLES].buffer.buf;
    const uint64_t articles = (uint64_t)segment->articles, base = (uint64_t)segment->base;
#define MARK(TYPE)                                                                                                    \
    for (int64_t posting = run->start; posting < run->stop; posting++) {                                              \
        uint64_t article = ((const TYPE *)held)[posting];                                                             \
        if (article >= articles)                                                                                      \
            return -1;                                                                                                \
        article += base;                                                                                              \
        bits[article / 64] |= (uint64_t)1 << article % 64;                                                            \
    }
    switch (segment->arrays[ARTICLES].width) {
    case 1: MARK(uint8_t) break;
    case 2: MARK(uint16_t) break;
    default: MARK(uint32_t) break;
    }
#undef MARK
    return 0;
}

/* holding(word) -> how many articles hold it */
static PyObject *lists_holding(Lists *self, PyObject *word)
{
    Runs runs = {0};
    Scratch *scratch = NULL;
    if (add_runs(self, &runs, word, 0, 0) < 0 || !(scratch = scratch_take(self))) {
        free(runs.runs);
        return NULL;
    }
    Py_ssize_t count = 0;
    int64_t first = self->article_count, end = 0; /* articles of the segments that are asked */
    int status = 0;
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t each = 0; each < runs.count && status == 0; each++) {
        const Segment *segment = runs.runs[each].segment;
        first = segment->base < first ? segment->base : first;
        end = segment->base + segment->articles > end ? segment->base + segment->articles : end;
        status = mark(&runs.runs[each], scratch->marked);
    }
    for (int64_t block = first / 64; block <= end / 64; block++) {
        count += __builtin_popcountll(scratch->marked[block]);
        scratch->marked[block] = 0;
    }
    Py_END_ALLOW_THREADS
    scratch_give(self, scratch, 1);
    free(runs.runs);
    return status < 0 ? failed(status) : PyLong_FromSsize_t(count);
}
