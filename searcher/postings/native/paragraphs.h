/* `Lists.paragraphs`: the best paragraphs of an any-of question. */

/* What a question asks of paragraphs, and what has been found of them. */
typedef struct {
    const Lists *lists;
    const Runs *runs;
    const float *most;
    float k1, without_length, by_length, average; /* k1 x (without_length + by_length x length / average) */
    int word_bits;
    Heap best;
    Growing keys, passages, scores;
} Paragraphs;

static double floor_of(const Heap *heap)
{
    return heap->count == heap->room ? (double)heap->scores[0] : 0;
}

/* An article and the most that one of its paragraphs may score. */
typedef struct {
    int64_t most;
    uint32_t article;
} Bound;

static int by_article(const void *one, const void *other)
{
    return (*(const int32_t *)one > *(const int32_t *)other) - (*(const int32_t *)one < *(const int32_t *)other);
}

static int by_most(const void *one, const void *other)
{
    const Bound *a = one, *b = other;
    return a->most != b->most ? (a->most < b->most ? 1 : -1) : (a->article > b->article) - (a->article < b->article);
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
            score += scored((uint32_t)value, asked->most[with_word & ((1 << asked->word_bits) - 1)], damping);
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
                       .keys = &asked->keys};
    int status = look(asked->lists, asked->runs, &into, articles, count, scratch);
    return status < 0 ? status : score_keys(asked);
}

/* Leave of what was met only what is in articles that are held. */
static void forget(Meetings *met, const Scratch *scratch)
{
    Py_ssize_t kept = 0;
    for (Py_ssize_t each = 0; each < met->count; each++) {
        uint32_t article = met->postings[each].article;
        if (scratch->held[article / 64] >> article % 64 & 1)
            met->postings[kept++] = met->postings[each];
    }
    met->count = kept;
}

/* Some articles by their bounds, where what was met in each begins, and that, in this order. */
typedef struct {
    Py_ssize_t size, room, count;
    Bound *bounds;
    Py_ssize_t *begins;
    const Met **ordered, **unordered;
    int64_t *highest;
} Stage;

static void stage_release(Stage *stage)
{
    free(stage->bounds);
    free(stage->begins);
    free(stage->ordered);
    free(stage->unordered);
    free(stage->highest);
}

/* Choose `size` of the first `found` touched articles, those of the highest bounds, and put in order what was met in
   them. chosen: one bit an article, all zero. */
static int stage_fill(Stage *stage, Py_ssize_t size, const Meetings *met, Scratch *scratch, uint64_t *chosen,
                      Py_ssize_t found)
{
    if (size > found)
        size = found;
    if (size > stage->size || met->count > stage->room || !stage->bounds) {
        stage_release(stage);
        stage->size = size;
        stage->room = met->count;
        stage->bounds = malloc(((size_t)size + 1) * sizeof *stage->bounds);
        stage->begins = malloc(((size_t)size + 1) * sizeof *stage->begins);
        stage->highest = malloc(((size_t)size + 1) * sizeof *stage->highest);
        stage->ordered = malloc(((size_t)met->count + 1) * sizeof *stage->ordered);
        stage->unordered = malloc(((size_t)met->count + 1) * sizeof *stage->unordered);
        if (!stage->bounds || !stage->begins || !stage->highest || !stage->ordered || !stage->unordered)
            return -2;
    }
    Heap heap = {stage->highest, 0, size};
    for (Py_ssize_t each = 0; each < found; each++)
        heap_put(&heap, scratch->cells[scratch->touched[each]].score);
    stage->count = 0;
    for (Py_ssize_t each = 0; each < found && stage->count < size; each++) {
        uint32_t article = scratch->touched[each];
        if (scratch->cells[article].score >= heap.scores[0])
            stage->bounds[stage->count++] = (Bound){scratch->cells[article].score, article};
    }
    qsort(stage->bounds, (size_t)stage->count, sizeof *stage->bounds, by_most);
    for (Py_ssize_t each = 0; each < stage->count; each++) {
        uint32_t article = stage->bounds[each].article;
        scratch->cells[article].value = (uint32_t)each;
        chosen[article / 64] |= (uint64_t)1 << article % 64;
    }
    memset(stage->begins, 0, (size_t)(stage->count + 1) * sizeof *stage->begins);
    Py_ssize_t of_chosen = 0;
    for (Py_ssize_t each = 0; each < met->count; each++) {
        uint32_t article = met->postings[each].article;
        if (chosen[article / 64] >> article % 64 & 1) {
            stage->begins[scratch->cells[article].value]++;
            stage->unordered[of_chosen++] = &met->postings[each];
        }
    }
    for (Py_ssize_t each = 1; each <= stage->count; each++)
        stage->begins[each] += stage->begins[each - 1];
    while (of_chosen--) {
        const Met *one = stage->unordered[of_chosen];
        stage->ordered[--stage->begins[scratch->cells[one->article].value]] = one;
    }
    for (Py_ssize_t each = 0; each < stage->count; each++) {
        scratch->cells[stage->bounds[each].article].value = 0;
        chosen[stage->bounds[each].article / 64] = 0;
    }
    return 0;
}

/* Score the paragraphs of the article of number `each` in a stage by what was met in it. */
static int stage_score(const Stage *stage, Py_ssize_t each, Paragraphs *asked)
{
    Collection into = {.lists = asked->lists, .asked = 1, .wanted = PARAGRAPHS, .word_bits = asked->word_bits,
                       .keys = &asked->keys};
    int status = 0;
    for (Py_ssize_t next = stage->begins[each]; next < stage->begins[each + 1] && status == 0; next++) {
        const Met *one = stage->ordered[next];
        status = collect(&into, one->run, (Py_ssize_t)one->posting, 0, one->article - (uint32_t)one->run->segment->base);
    }
    return status < 0 ? status : score_keys(asked);
}

/* Score the paragraphs of the first `found` of the touched articles as far as they may be among the best, by what was
   met in them: those of the highest bounds first, until these are below the best scores. In stages, each with more
   articles: few are needed, and those need not all be put in order. */
static int score_met(Paragraphs *asked, Stage *stage, Py_ssize_t size, Meetings *met, Scratch *scratch, uint64_t *chosen,
                     Py_ssize_t found, double *floor)
{
    forget(met, scratch);
    int status = 0;
    for (; found && status == 0; size *= 4) {
        status = stage_fill(stage, size, met, scratch, chosen, found);
        int done = 0;
        for (Py_ssize_t each = 0; each < stage->count && status == 0 && !done; each++) {
            done = (double)stage->bounds[each].most < *floor * SLACK;
            if (!done)
                status = stage_score(stage, each, asked);
            if (floor_of(&asked->best) > *floor)
                *floor = floor_of(&asked->best);
        }
        for (Py_ssize_t each = 0; each < stage->count && status == 0; each++)
            scratch->cells[stage->bounds[each].article].score = -1;
        if (status == 0) {
            found = keep(scratch, found, NULL, done ? INFINITY : *floor * SLACK, NULL, 0);
            forget(met, scratch);
        }
    }
    return status;
}

/* paragraphs(words, most, frequencies, damping, passing, count, at_once, first articles, (k1, b, average length))
   -> (passages: int64, scores: int64), in no order

   frequencies, damping: of the bound of an article, by its peaks. The words by what they can add at
   the most, descending. */
static PyObject *lists_paragraphs(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != 9 || !PyList_Check(arguments[0])) {
        PyErr_SetString(PyExc_TypeError, "paragraphs(words, most, frequencies, damping, passing, count, at_once, first, model)");
        return NULL;
    }
    PyObject *answer = NULL;
    Question question = {.of_peaks = 1};
    Paragraphs asked = {0};
    Meetings met = {0};
    Stage stage = {0};
    int32_t *chosen = NULL;
    Scratch *other = NULL;
    double k1, b, average;
    int clean = 0, status = 0;
    Py_ssize_t first = PyLong_AsSsize_t(arguments[7]);
    if (PyErr_Occurred() || !PyArg_ParseTuple(arguments[8], "ddd", &k1, &b, &average)
        || question_read(self, &question, arguments) < 0)
        goto done;
    first *= question.count;
    if (first > self->article_count)
        first = self->article_count;
    question.met = &met;
    asked.lists = self;
    asked.runs = &question.runs;
    asked.most = question.most.buf;
    asked.k1 = (float)k1;
    asked.without_length = (float)(1 - b);
    asked.by_length = (float)b;
    asked.average = (float)average;
    while ((Py_ssize_t)1 << asked.word_bits < question.word_count)
        asked.word_bits++;
    asked.best.room = question.count <= self->passage_count ? question.count : self->passage_count + 1;
    asked.best.scores = malloc((size_t)asked.best.room * sizeof *asked.best.scores);
    chosen = malloc(((size_t)first + 1) * sizeof *chosen);
    other = scratch_take(self);
    if (!other)
        goto done;
    if (!asked.best.scores || !chosen || asked.word_bits > 20) {
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
        if (question.used < question.word_count && question.joined < 2 * looked)
            continue;
        looked = question.joined;
        /* The best so far by their bounds say what the best paragraphs score at the least. */
        status = stage_fill(&stage, first, &met, scratch, other->held, found);
        for (Py_ssize_t each = 0; each < stage.count && status == 0; each++)
            chosen[each] = (int32_t)stage.bounds[each].article;
        if (status == 0)
            qsort(chosen, (size_t)stage.count, sizeof *chosen, by_article);
        asked.best.count = asked.passages.count = asked.scores.count = 0;
        if (status == 0)
            status = score_paragraphs(&asked, chosen, stage.count, other);
        if (floor_of(&asked.best) > floor)
            floor = floor_of(&asked.best);
        found = keep(scratch, found, NULL, floor * SLACK - question.after[question.used], NULL, 0);
    }
    if (status == 0)
        status = look_up_rest(self, &question, &found, NULL, &floor);
    if (status == 0) {
        asked.best.count = asked.passages.count = asked.scores.count = 0;
        status = score_met(&asked, &stage, first * FIRST_STAGE, &met, scratch, other->held, found, &floor);
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
    answer = pair_of(kept, &passages, sizeof(int64_t), &scores, sizeof(int64_t));
    if (answer && kept) {
        memcpy(passages, asked.passages.numbers, (size_t)kept * sizeof(int64_t));
        memcpy(scores, asked.scores.numbers, (size_t)kept * sizeof(int64_t));
    }
done:
    question_release(self, &question, clean);
    if (other)
        scratch_give(self, other, clean);
    stage_release(&stage);
    free(met.postings);
    free(asked.keys.numbers);
    free(asked.best.scores);
    free(asked.passages.numbers);
    free(asked.scores.numbers);
    free(chosen);
    return answer;
}
