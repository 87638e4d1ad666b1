/* `Lists.best`: the best articles of an any-of question. */

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

/* A question for the best, and how far it has got. */
typedef struct {
    Py_buffer most, frequencies, damping, passing;
    Runs runs;
    Py_ssize_t word_count, count, at_once;
    const char *passes;
    Py_ssize_t *ends; /* of the runs of each word */
    double *after;    /* what the words from each on can add together, in UNITs */
    Scratch *scratch;
    Py_ssize_t used, at_run, joined; /* words, and their runs, that are joined; postings of these */
    int of_peaks;                    /* whether frequencies are of peaks, and there is one damping for all */
    Complete complete;               /* the first words, if an article should have them */
} Question;

static int question_read(Lists *self, Question *question, PyObject *const *arguments)
{
    PyObject *words = arguments[0];
    question->word_count = PyList_GET_SIZE(words);
    question->count = PyLong_AsSsize_t(arguments[5]);
    question->at_once = PyLong_AsSsize_t(arguments[6]);
    if (PyErr_Occurred())
        return -1;
    if (question->count < 1 || question->count > ((Py_ssize_t)1 << 40)) {
        PyErr_SetString(PyExc_ValueError, "how many of the best?");
        return -1;
    }
    if (borrow(arguments[1], &question->most, sizeof(float), question->word_count) < 0
        || borrow(arguments[2], &question->frequencies, sizeof(uint32_t), question->of_peaks ? 16 : 256) < 0
        || borrow(arguments[3], &question->damping, sizeof(float), question->of_peaks ? 1 : self->article_count) < 0
        || (arguments[4] != Py_None && borrow(arguments[4], &question->passing, 1, self->article_count) < 0))
        return -1;
    question->passes = question->passing.buf;
    question->ends = malloc((size_t)(question->word_count + 1) * sizeof *question->ends);
    question->after = malloc((size_t)(question->word_count + 1) * sizeof *question->after);
    if (!question->ends || !question->after) {
        PyErr_NoMemory();
        return -1;
    }
    question->after[question->word_count] = 0;
    for (Py_ssize_t word = 0; word < question->word_count; word++) {
        if (add_runs(self, &question->runs, PyList_GET_ITEM(words, word), (int32_t)word, 0) < 0)
            return -1;
        question->ends[word] = question->runs.count;
    }
    for (Py_ssize_t word = question->word_count; word--;)
        question->after[word] = question->after[word + 1] + (double)((const float *)question->most.buf)[word] * UNIT;
    question->scratch = scratch_take(self);
    return question->scratch ? 0 : -1;
}

static void question_release(Lists *self, Question *question, int clean)
{
    if (question->scratch)
        scratch_give(self, question->scratch, clean);
    free(question->runs.runs);
    free(question->ends);
    free(question->after);
    PyBuffer_Release(&question->most);
    PyBuffer_Release(&question->frequencies);
    PyBuffer_Release(&question->damping);
    PyBuffer_Release(&question->passing);
}

static Damping damping_of(const Question *question)
{
    return (Damping){question->damping.buf, !question->of_peaks};
}

/* Score the articles of the next words, at least one, that have no more than so many postings together. */
static int join_part(Question *question)
{
    Py_ssize_t first = question->used, total = 0;
    Py_ssize_t room = question->at_once > question->joined ? question->at_once : question->joined;
    for (; question->used < question->word_count; question->used++) {
        Py_ssize_t touched = 0, size = 0;
        for (Py_ssize_t run = question->at_run; run < question->ends[question->used]; run++)
            size += question->runs.runs[run].stop - question->runs.runs[run].start;
        if (question->used > first && total + size > room)
            break;
        total += size;
        for (; question->at_run < question->ends[question->used] && touched >= 0; question->at_run++) {
            const Run *run = &question->runs.runs[question->at_run];
            touched = add_up(run, question->frequencies.buf, question->of_peaks, question->scratch, touched);
        }
        if (touched < 0)
            return -1;
        score_cells(question->scratch, touched, ((const float *)question->most.buf)[question->used],
                    damping_of(question), question->used < question->complete.words);
    }
    question->joined += total;
    return 0;
}

/* Of how many words an article that may yet have all it should have has to have been found by now. */
static uint32_t expected(const Question *question, Py_ssize_t used)
{
    return used < question->complete.words ? (uint32_t)used : question->complete.words;
}

/* Of the first `count` of the touched articles those that pass and may yet be among the best, whose scores are put in
   the heap; the others are let go. floor: the least of the best, which rises with every article that is seen. */
static Py_ssize_t keep_best(const Question *question, Py_ssize_t count, Heap *heap, double *floor)
{
    Scratch *scratch = question->scratch;
    const Complete *complete = &question->complete;
    const double after = question->after[question->used];
    const uint32_t words = expected(question, question->used);
    Py_ssize_t kept = 0;
    *floor = 0;
    heap->count = 0;
    for (Py_ssize_t each = 0; each < count; each++) {
        uint32_t article = scratch->touched[each];
        PREFETCH(&scratch->cells[scratch->touched[each + AHEAD < count ? each + AHEAD : each]]);
        const Cell *cell = &scratch->cells[article];
        if ((question->passes && !question->passes[article])
            || (double)with_bonus(cell, complete, words) < *floor * SLACK - after) {
            let_go(scratch, article);
            continue;
        }
        scratch->touched[kept++] = article;
        heap_put(heap, with_bonus(cell, complete, complete->words));
        if (heap->count == heap->room)
            *floor = (double)heap->scores[0];
    }
    return keep(scratch, kept, NULL, *floor * SLACK - after, complete, words);
}

/* The least value of a word, in hundredths of its weighted frequency, by which an article may score `floor`. */
static uint32_t least_value(double floor, float most, float least_damping)
{
    double frequency = floor * least_damping / ((double)most * UNIT - floor);
    return frequency > 0 && frequency < 1e6 ? (uint32_t)(frequency / HUNDREDTH) : 0;
}

/* Of a question of one word: put the articles that may be among the best in the heap, and keep them as those touched; how
   many there are. Most occur too seldom for their damping to be looked up. least_damping: that no article falls below. */
static Py_ssize_t best_of_word(const Lists *self, Question *question, Heap *heap, float least_damping)
{
    Scratch *scratch = question->scratch;
    const float most = ((const float *)question->most.buf)[0], *damping = question->damping.buf;
    Py_ssize_t touched = 0;
    for (; question->at_run < question->ends[0] && touched >= 0; question->at_run++)
        touched = add_up(&question->runs.runs[question->at_run], question->frequencies.buf, 0, scratch, touched);
    if (touched < 0)
        return -1;
    uint32_t least = 0;
    double floor = 0;
    for (Py_ssize_t each = 0; each < touched; each++) {
        uint32_t article = scratch->touched[each];
        PREFETCH(&scratch->cells[scratch->touched[each + AHEAD < touched ? each + AHEAD : each]]);
        Cell *cell = &scratch->cells[article];
        uint32_t value = cell->value;
        cell->value = 0;
        if (value < least || (question->passes && !question->passes[article]))
            continue;
        int64_t score = scored(value, most, damping[article]);
        if ((double)score < floor)
            continue;
        cell->score = score;
        scratch->held[article / 64] |= (uint64_t)1 << article % 64;
        heap_put(heap, score);
        if (heap->count == heap->room) {
            floor = (double)heap->scores[0] * SLACK;
            least = least_value(floor, most, least_damping);
        }
    }
    question->used = 1;
    return keep(scratch, take_held(scratch, self->article_count), NULL, floor, NULL, 0);
}

/* Add what the words that are left have for the first `found` of the touched articles, one after the other; after each
   what can no longer be among the best is dropped. heap: of the best scores, if articles are what is sought. */
static int look_up_rest(const Lists *self, Question *question, Py_ssize_t *found, Heap *heap, double *floor)
{
    Scratch *scratch = question->scratch;
    if (question->used == question->word_count || !*found)
        return 0;
    uint32_t *own = malloc((size_t)*found * sizeof *own);
    int32_t *candidates = malloc((size_t)*found * sizeof *candidates);
    Collection into = {.lists = self, .frequencies = question->frequencies.buf, .wanted = INTO_CELLS,
                       .cells = scratch->cells, .of_peaks = question->of_peaks};
    int status = own && candidates ? 0 : -2;
    for (; question->used < question->word_count && *found && status == 0; question->used++) {
        for (Py_ssize_t each = 0; each < *found; each++)
            candidates[each] = (int32_t)scratch->touched[each];
        for (; question->at_run < question->ends[question->used] && status == 0; question->at_run++) {
            const Run *run = &question->runs.runs[question->at_run];
            Py_ssize_t low, inside = articles_of(self, run->segment, candidates, *found, own, &low);
            if (inside)
                status = run_within(&into, run, own, inside, low, scratch);
        }
        score_cells(scratch, *found, ((const float *)question->most.buf)[question->used], damping_of(question),
                    question->used < question->complete.words);
        if (heap) {
            heap->count = 0;
            for (Py_ssize_t each = 0; each < *found; each++)
                heap_put(heap, with_bonus(&scratch->cells[scratch->touched[each]], &question->complete,
                                          question->complete.words));
            if (heap->count == heap->room && (double)heap->scores[0] > *floor)
                *floor = (double)heap->scores[0];
        }
        *found = keep(scratch, *found, NULL, *floor * SLACK - question->after[question->used + 1], &question->complete,
                      expected(question, question->used + 1));
    }
    free(own);
    free(candidates);
    return status;
}

/* The articles with all the words that they should have, if these are as many as are wanted: then no other can be among
   the best, and to find them takes a bit for each posting and no score. found: how many there are, as those touched; 0 if
   that is too few, or the bonus does not outweigh all else. */
static int take_complete(const Lists *self, Question *question, Py_ssize_t *found)
{
    Scratch *scratch = question->scratch;
    Py_ssize_t blocks = self->article_count / 64 + 1, run = 0, count = 0;
    *found = 0;
    if (!question->complete.words || (double)question->complete.bonus <= question->after[0])
        return 0;
    for (uint32_t word = 0; word < question->complete.words; word++) {
        for (; run < question->ends[word]; run++)
            if (mark(&question->runs.runs[run], scratch->marked) < 0)
                return -1;
        count = 0;
        for (Py_ssize_t block = 0; block < blocks; block++) {
            uint64_t bits = word ? scratch->held[block] & scratch->marked[block] : scratch->marked[block];
            scratch->held[block] = bits;
            scratch->marked[block] = 0;
            count += __builtin_popcountll(bits);
        }
        if (count < question->count)
            break;
    }
    if (count >= question->count) {
        *found = keep(scratch, take_held(scratch, self->article_count), question->passes, 0, NULL, 0);
        if (*found >= question->count)
            return 0;
        *found = 0;
    }
    memset(scratch->held, 0, (size_t)blocks * sizeof *scratch->held);
    return 0;
}

/* best(words, most, frequencies, damping, passing, count, at_once, complete, bonus, least damping)
   -> (articles: int32, scores: int64)

   The words have to come by what they can add at the most, descending; but the first `complete` are those of which an
   article that has them all has `bonus` more. The words that are left are looked up one by one. */
static PyObject *lists_best(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != 10 || !PyList_Check(arguments[0])) {
        PyErr_SetString(PyExc_TypeError,
                        "best(words, most, frequencies, damping, passing, count, at_once, complete, bonus, least)");
        return NULL;
    }
    PyObject *answer = NULL;
    Question question = {0};
    Heap heap = {0};
    int clean = 0, status = 0;
    if (question_read(self, &question, arguments) < 0)
        goto done;
    question.complete.words = (uint32_t)PyLong_AsUnsignedLong(arguments[7]);
    question.complete.bonus = PyLong_AsLongLong(arguments[8]);
    const float least_damping = (float)PyFloat_AsDouble(arguments[9]);
    if (PyErr_Occurred())
        goto done;
    if (question.complete.words > (size_t)question.word_count || question.complete.bonus < 0) {
        PyErr_SetString(PyExc_ValueError, "more words than there are should be there, or they take away");
        goto done;
    }
    heap.room = question.count < self->article_count + 1 ? question.count : self->article_count + 1;
    heap.scores = malloc((size_t)heap.room * sizeof *heap.scores);
    if (!heap.scores) {
        PyErr_NoMemory();
        goto done;
    }
    Scratch *scratch = question.scratch;
    Py_ssize_t found = 0;
    double floor = 0;
    Py_BEGIN_ALLOW_THREADS
    status = take_complete(self, &question, &found);
    const int among_complete = found > 0;
    if (status == 0 && question.word_count == 1 && !question.complete.words) {
        found = best_of_word(self, &question, &heap, least_damping);
        status = found < 0 ? -1 : 0;
    }
    while (status == 0 && !among_complete && question.used < question.word_count
           && floor * SLACK <= question.after[question.used]) {
        status = join_part(&question);
        if (status == 0)
            found = keep_best(&question, take_held(scratch, self->article_count), &heap, &floor);
    }
    if (status == 0)
        status = look_up_rest(self, &question, &found, &heap, &floor);
    Py_END_ALLOW_THREADS
    if (status < 0) {
        failed(status);
        goto done;
    }
    answer = taken(scratch, found, &question.complete);
    clean = answer != NULL;
done:
    question_release(self, &question, clean);
    free(heap.scores);
    return answer;
}
