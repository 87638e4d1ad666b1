/* `Lists.paragraphs`: the best paragraphs of an any-of question. */

/* The `count` best scores so far, the least of them first (a heap). */
typedef struct {
    int64_t *scores;
    Py_ssize_t count, room;
} Heap;

static void heap_put(Heap *heap, int64_t score)
{
    int64_t *scores = heap->scores;
    Py_ssize_t place;
    if (heap->count < heap->room) {
        place = heap->count++;
        for (; place && scores[(place - 1) / 2] > score; place = (place - 1) / 2)
            scores[place] = scores[(place - 1) / 2];
        scores[place] = score;
        return;
    }
    if (score <= scores[0])
        return;
    for (place = 0;;) {
        Py_ssize_t child = 2 * place + 1;
        if (child >= heap->count)
            break;
        child += child + 1 < heap->count && scores[child + 1] < scores[child];
        if (scores[child] >= score)
            break;
        scores[place] = scores[child];
        place = child;
    }
    scores[place] = score;
}

/* What a question asks of paragraphs, and what has been found of them. */
typedef struct {
    const Lists *lists;
    const Runs *runs;
    const float *most;
    const int64_t *times;
    float k1, without_length, by_length, average; /* k1 x (without_length + by_length x length / average) */
    int word_bits;
    Heap best;
    Growing keys, passages, scores;
    Hits hits;
} Paragraphs;

static double floor_of(const Heap *heap)
{
    return heap->count == heap->room ? (double)heap->scores[0] : 0;
}

/* Score every paragraph that a word was met in. */
static int score_keys(Paragraphs *asked)
{
    Growing *keys = &asked->keys;
    if (sort(keys) < 0 || grow(&asked->passages, keys->count) < 0 || grow(&asked->scores, keys->count) < 0)
        return -2;
    const Segment *segment = asked->lists->segments;
    for (Py_ssize_t each = 0; each < keys->count;) {
        int64_t passage = keys->numbers[each] >> (WEIGHT_BITS + asked->word_bits), score = 0;
        while (passage >= segment->passage_base + segment->arrays[PASSAGE_PLACES].count - 1)
            segment++;
        Py_ssize_t own = (Py_ssize_t)(passage - segment->passage_base);
        const Array *places = &segment->arrays[PASSAGE_PLACES];
        float relative = (float)(uint32_t)(at(places, own + 1) - at(places, own) - 1) / asked->average;
        float damping = asked->k1 * (asked->without_length + asked->by_length * relative);
        while (each < keys->count && keys->numbers[each] >> (WEIGHT_BITS + asked->word_bits) == passage) {
            int64_t with_word = keys->numbers[each] >> WEIGHT_BITS, value = 0;
            for (; each < keys->count && keys->numbers[each] >> WEIGHT_BITS == with_word; each++)
                value += keys->numbers[each] & ((1 << WEIGHT_BITS) - 1);
            int64_t word = with_word & ((1 << asked->word_bits) - 1);
            score += asked->times[word] * scored((uint32_t)value, asked->most[word], damping);
        }
        asked->passages.numbers[asked->passages.count++] = passage;
        asked->scores.numbers[asked->scores.count++] = score;
        heap_put(&asked->best, score);
    }
    keys->count = 0;
    return 0;
}

/* Score every paragraph of some articles, ascending. */
static int score_paragraphs(Paragraphs *asked, const int32_t *articles, Py_ssize_t count, Scratch *scratch)
{
    Collection into = {.lists = asked->lists, .asked = count, .wanted = PARAGRAPHS, .word_bits = asked->word_bits,
                       .hits = &asked->hits, .keys = &asked->keys};
    int status = look(asked->lists, asked->runs, &into, articles, count, scratch);
    return status < 0 ? status : score_keys(asked);
}

/* Some of the touched articles. */
typedef struct {
    int32_t *articles; /* ascending, as the touched ones are */
    int64_t *bounds;   /* room for a heap of as many */
    Py_ssize_t count, room;
} Chosen;

/* Choose `size` of the first `found` of the touched articles, those of the highest bounds. */
static int choose(Chosen *chosen, const Scratch *scratch, Py_ssize_t found, Py_ssize_t size)
{
    if (size > found)
        size = found;
    if (size > chosen->room || !chosen->articles) {
        free(chosen->articles);
        free(chosen->bounds);
        chosen->room = size;
        chosen->articles = malloc(((size_t)size + 1) * sizeof *chosen->articles);
        chosen->bounds = malloc(((size_t)size + 1) * sizeof *chosen->bounds);
        if (!chosen->articles || !chosen->bounds)
            return -2;
    }
    Heap heap = {chosen->bounds, 0, size};
    for (Py_ssize_t each = 0; each < found; each++)
        heap_put(&heap, scratch->cells[scratch->touched[each]].score);
    chosen->count = 0;
    for (Py_ssize_t each = 0; each < found && chosen->count < size; each++)
        if (scratch->cells[scratch->touched[each]].score >= heap.scores[0])
            chosen->articles[chosen->count++] = (int32_t)scratch->touched[each];
    return 0;
}

/* Score the paragraphs of the first `found` of the touched articles as far as they may be among the best: those of the
   `size` highest bounds, then more, until none of the others is above the best scores. */
static int score_found(Paragraphs *asked, Chosen *chosen, Py_ssize_t size, Py_ssize_t found, Scratch *scratch,
                       Scratch *other, double *floor)
{
    int status = 0;
    for (; found && status == 0; size *= 2) {
        status = choose(chosen, scratch, found, size);
        if (status == 0)
            status = score_paragraphs(asked, chosen->articles, chosen->count, other);
        if (floor_of(&asked->best) > *floor)
            *floor = floor_of(&asked->best);
        for (Py_ssize_t each = 0; each < chosen->count; each++)
            scratch->cells[chosen->articles[each]].score = -1;
        found = keep(scratch, found, NULL, *floor * SLACK, NULL, 0);
    }
    return status;
}

/* paragraphs(words, most, times, frequencies, damping, passing, count, at_once, first articles, (k1, b, average length))
   -> (passages: int64, scores: double), in no order

   frequencies, damping: of the bound of an article, by its peaks. The words come by what they can add at the most,
   descending. */
static PyObject *lists_paragraphs(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != 10 || !PyList_Check(arguments[0])) {
        PyErr_SetString(PyExc_TypeError, "paragraphs(words, most, times, frequencies, damping, passing, count, at_once, first, model)");
        return NULL;
    }
    PyObject *answer = NULL;
    Question question = {.of_peaks = 1};
    Paragraphs asked = {0};
    Chosen chosen = {0};
    Scratch *other = NULL;
    double k1, b, average;
    int clean = 0, status = 0;
    Py_ssize_t first = PyLong_AsSsize_t(arguments[8]);
    if (PyErr_Occurred() || !PyArg_ParseTuple(arguments[9], "ddd", &k1, &b, &average)
        || question_read(self, &question, arguments) < 0)
        goto done;
    if (first < 1) {
        PyErr_SetString(PyExc_ValueError, "how many articles first?");
        goto done;
    }
    first *= question.count;
    if (first > self->article_count)
        first = self->article_count;
    asked.lists = self;
    asked.runs = &question.runs;
    asked.most = question.most.buf;
    asked.times = question.times.buf;
    asked.k1 = (float)k1;
    asked.without_length = (float)(1 - b);
    asked.by_length = (float)b;
    asked.average = (float)average;
    while ((Py_ssize_t)1 << asked.word_bits < question.word_count)
        asked.word_bits++;
    asked.best.room = question.count <= self->passage_count ? question.count : self->passage_count + 1;
    asked.best.scores = malloc((size_t)asked.best.room * sizeof *asked.best.scores);
    other = scratch_take(self);
    if (!other)
        goto done;
    if (!asked.best.scores || asked.word_bits > 20) {
        PyErr_NoMemory();
        goto done;
    }
    Scratch *scratch = question.scratch;
    Py_ssize_t found = 0, looked = 0; /* postings that were joined when the likeliest were looked into */
    double floor = 0;
    Py_BEGIN_ALLOW_THREADS
    while (question.used < question.word_count && floor * SLACK <= question.after[question.used] && status == 0) {
        status = join_part(&question);
        if (status < 0)
            break;
        found = keep(scratch, take_held(scratch, self->article_count), question.passes, floor * SLACK - question.after[question.used], NULL, 0);
        if (question.used < question.word_count && question.joined < 4 * looked)
            continue;
        looked = question.joined;
        /* The best so far by their bounds say what the best paragraphs score at the least. */
        asked.best.count = asked.passages.count = asked.scores.count = 0;
        status = choose(&chosen, scratch, found, first);
        if (status == 0)
            status = score_paragraphs(&asked, chosen.articles, chosen.count, other);
        if (floor_of(&asked.best) > floor)
            floor = floor_of(&asked.best);
        found = keep(scratch, found, NULL, floor * SLACK - question.after[question.used], NULL, 0);
    }
    if (status == 0)
        status = look_up_rest(self, &question, &found, &floor);
    if (status == 0) {
        asked.best.count = asked.passages.count = asked.scores.count = 0;
        status = score_found(&asked, &chosen, 2 * first, found, scratch, other, &floor);
    }
    Py_END_ALLOW_THREADS
    clean = status == 0;
    if (status < 0) {
        failed(status);
        goto done;
    }
    Py_ssize_t kept = 0;
    for (Py_ssize_t each = 0; each < asked.passages.count; each++)
        if ((double)asked.scores.numbers[each] >= floor * SLACK) {
            asked.passages.numbers[kept] = asked.passages.numbers[each];
            asked.scores.numbers[kept++] = asked.scores.numbers[each];
        }
    char *passages, *scores;
    answer = pair_of(kept, &passages, sizeof(int64_t), &scores, sizeof(double));
    for (Py_ssize_t each = 0; answer && each < kept; each++) {
        ((int64_t *)passages)[each] = asked.passages.numbers[each];
        ((double *)scores)[each] = (double)asked.scores.numbers[each] / UNIT;
    }
done:
    question_release(self, &question, clean);
    if (other)
        scratch_give(self, other, clean);
    free(asked.keys.numbers);
    free(asked.hits.hits);
    free(asked.best.scores);
    free(asked.passages.numbers);
    free(asked.scores.numbers);
    free(chosen.articles);
    free(chosen.bounds);
    return answer;
}
