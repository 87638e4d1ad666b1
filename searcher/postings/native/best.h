/* `Lists.best`: the best articles of an any-of question. */

/* A question for the best, and how far it has got. */
typedef struct {
    Py_buffer frequencies, damping, passing;
    Runs runs;
    Py_ssize_t word_count, count, at_once;
    const char *passes;
    float *most;      /* that a word adds to a score, of each */
    int64_t *times;   /* that it is asked for, and adds it */
    Py_ssize_t *ends; /* of the runs of each word */
    double *after;    /* what the words from each on can add together, in UNITs */
    Scratch *scratch;
    Py_ssize_t used, joined; /* words that are joined; postings of these */
    int of_peaks;            /* whether frequencies are of peaks, and there is one damping for all */
    Py_ssize_t leading;      /* words whose part in the bound of an article's paragraphs is kept by itself */
    Complete complete;       /* the first words, if an article should have them */
    Top *top;                /* of what is scored while words are joined */
} Question;

static int question_read(Lists *self, Question *question, PyObject *const *arguments)
{
    PyObject *words = arguments[0];
    question->word_count = PyList_GET_SIZE(words);
    question->count = PyLong_AsSsize_t(arguments[6]);
    question->at_once = PyLong_AsSsize_t(arguments[7]);
    if (PyErr_Occurred())
        return -1;
    if (question->count < 1 || question->count > ((Py_ssize_t)1 << 40)) {
        PyErr_SetString(PyExc_ValueError, "how many of the best?");
        return -1;
    }
    if (!PyList_Check(arguments[1]) || !PyList_Check(arguments[2]) || PyList_GET_SIZE(arguments[1]) < question->word_count
        || PyList_GET_SIZE(arguments[2]) < question->word_count) {
        PyErr_SetString(PyExc_TypeError, "of each word the most that it adds, and how often");
        return -1;
    }
    if (borrow(arguments[3], &question->frequencies, sizeof(uint32_t), question->of_peaks ? 16 : 256) < 0
        || borrow(arguments[4], &question->damping, sizeof(float), question->of_peaks ? 1 : self->article_count) < 0
        || (arguments[5] != Py_None && borrow(arguments[5], &question->passing, 1, self->article_count) < 0))
        return -1;
    question->passes = question->passing.buf;
    question->ends = malloc((size_t)(question->word_count + 1) * sizeof *question->ends);
    question->after = malloc((size_t)(question->word_count + 1) * sizeof *question->after);
    question->most = malloc((size_t)(question->word_count + 1) * sizeof *question->most);
    question->times = malloc((size_t)(question->word_count + 1) * sizeof *question->times);
    if (!question->ends || !question->after || !question->most || !question->times) {
        PyErr_NoMemory();
        return -1;
    }
    question->after[question->word_count] = 0;
    for (Py_ssize_t word = 0; word < question->word_count; word++) {
        if (add_runs(self, &question->runs, PyList_GET_ITEM(words, word), (int32_t)word, 0) < 0)
            return -1;
        question->ends[word] = question->runs.count;
        question->most[word] = (float)PyFloat_AsDouble(PyList_GET_ITEM(arguments[1], word));
        question->times[word] = PyLong_AsLongLong(PyList_GET_ITEM(arguments[2], word));
    }
    if (PyErr_Occurred())
        return -1;
    for (Py_ssize_t word = question->word_count; word--;)
        question->after[word] = question->after[word + 1] + (double)question->most[word] * (double)question->times[word] * UNIT;
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
    free(question->most);
    free(question->times);
    PyBuffer_Release(&question->frequencies);
    PyBuffer_Release(&question->damping);
    PyBuffer_Release(&question->passing);
}

static Py_ssize_t first_run(const Question *question, Py_ssize_t word)
{
    return word ? question->ends[word - 1] : 0;
}

/* In a question of paragraphs: what the leading words add, with what one of them does; never too much. */
static inline uint32_t add_leading(uint32_t leading, int64_t added)
{
    int64_t sum = leading + added / LEADING_UNIT;
    return sum < UINT32_MAX ? (uint32_t)sum : UINT32_MAX;
}

/* Turn the values that the first `count` of the touched articles have of a word into what it adds to their scores. */
static void score_word(const Question *question, Py_ssize_t word, Py_ssize_t count)
{
    const Scratch *scratch = question->scratch;
    const float most = question->most[word], *damping = question->damping.buf;
    const int64_t times = question->times[word];
    const size_t step = !question->of_peaks;
    const Complete *complete = &question->complete;
    const int leads = question->of_peaks && word < question->leading;
    const uint32_t counts = word < complete->words, *touched = scratch->touched;
    Cell *cells = scratch->cells;
    uint64_t *held = scratch->held;
    Top *top = question->top;
    for (Py_ssize_t each = 0; each < count; each++) {
        uint32_t article = touched[each], later = touched[each + AHEAD < count ? each + AHEAD : each];
        PREFETCH(&cells[later]);
        PREFETCH(&damping[later * step]);
        Cell *cell = &cells[article];
        if (!cell->value)
            continue;
        const int64_t added = times * scored(cell->value, most, damping[article * step]);
        cell->score += added;
        cell->value = 0;
        if (leads)
            cell->leading = add_leading(cell->leading, added);
        else
            cell->words += counts;
        held[article / 64] |= (uint64_t)1 << article % 64;
        if (top)
            top_see(top, article, with_bonus(cell, complete, complete->words));
    }
}

/* Score the articles of the next words, at least one, that have no more than so many postings together. */
static int join_part(Question *question)
{
    Scratch *scratch = question->scratch;
    Py_ssize_t first = question->used, total = 0;
    Py_ssize_t room = question->at_once > question->joined ? question->at_once : question->joined;
    for (; question->used < question->word_count; question->used++) {
        Py_ssize_t touched = 0, size = 0, begin = first_run(question, question->used), end = question->ends[question->used];
        for (Py_ssize_t run = begin; run < end; run++)
            size += question->runs.runs[run].stop - question->runs.runs[run].start;
        if (question->used > first && total + size > room)
            break;
        total += size;
        for (Py_ssize_t run = begin; run < end && touched >= 0; run++)
            touched = add_up(&question->runs.runs[run], question->frequencies.buf, question->of_peaks, scratch, touched);
        if (touched < 0)
            return -1;
        score_word(question, question->used, touched);
    }
    question->joined += total;
    return 0;
}

/* Of how many words an article that may yet have all it should have has to have been found by now. */
static uint32_t expected(const Question *question, Py_ssize_t used)
{
    return used < question->complete.words ? (uint32_t)used : question->complete.words;
}

/* Of the first `found` of the touched articles those that pass and may yet be among the best; the others are let go.
   floor: what the best score at the least. */
static Py_ssize_t keep_likely(const Question *question, Py_ssize_t found, const char *passes, double floor)
{
    return keep(question->scratch, found, passes, floor * SLACK - question->after[question->used], &question->complete,
                expected(question, question->used));
}

/* The least value of a word, in hundredths of its weighted frequency, by which an article may score `floor`. */
static uint32_t least_value(double floor, float most, float least_damping)
{
    double frequency = floor * least_damping / ((double)most * UNIT - floor);
    return frequency > 0 && frequency < 1e6 ? (uint32_t)(frequency / HUNDREDTH) : 0;
}

/* Of a question of one word: score the articles that may be among the best, and keep them as those touched; how many
   there are. Most occur too seldom for their damping to be looked up. least_damping: that no article falls below. */
static Py_ssize_t best_of_word(const Lists *self, Question *question, float least_damping)
{
    Scratch *scratch = question->scratch;
    Top *top = question->top;
    const float most = question->most[0], *damping = question->damping.buf;
    const int64_t times = question->times[0];
    Py_ssize_t touched = 0;
    for (Py_ssize_t run = 0; run < question->ends[0] && touched >= 0; run++)
        touched = add_up(&question->runs.runs[run], question->frequencies.buf, 0, scratch, touched);
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
        int64_t score = times * scored(value, most, damping[article]);
        if ((double)score < floor)
            continue;
        cell->score = score;
        scratch->held[article / 64] |= (uint64_t)1 << article % 64;
        top_see(top, article, score);
        if (top_floor(top) * SLACK > floor) {
            floor = top_floor(top) * SLACK;
            least = least_value(floor / (double)times, most, least_damping);
        }
    }
    question->used = 1;
    return keep(scratch, take_held(scratch, self->article_count), NULL, floor, NULL, 0);
}

/* Add what the next word has to the scores of the first `count` of the touched articles. own: room for as many numbers. */
static int look_up(const Lists *self, Question *question, Py_ssize_t count, uint32_t *own)
{
    const Scratch *scratch = question->scratch;
    const Py_ssize_t word = question->used++;
    const int32_t *articles = (const int32_t *)scratch->touched;
    Collection into = {.lists = self, .frequencies = question->frequencies.buf, .wanted = INTO_CELLS,
                       .cells = scratch->cells, .of_peaks = question->of_peaks};
    int status = 0;
    for (Py_ssize_t each = first_run(question, word); each < question->ends[word] && status == 0; each++) {
        const Run *run = &question->runs.runs[each];
        Py_ssize_t low, inside = articles_of(self, run->segment, articles, count, own, &low);
        if (inside)
            status = run_within(&into, run, own, inside, low, scratch);
    }
    score_word(question, word, count);
    return status;
}

/* Add what the words that are left have for the first `found` of the touched articles, one after the other; after each
   what can no longer be among the best is dropped. */
static int look_up_rest(const Lists *self, Question *question, Py_ssize_t *found, double *floor)
{
    if (question->used == question->word_count || !*found)
        return 0;
    uint32_t *own = malloc((size_t)*found * sizeof *own);
    int status = own ? 0 : -2;
    while (question->used < question->word_count && *found && status == 0) {
        status = look_up(self, question, *found, own);
        if (question->top)
            *floor = top_renew(question->top);
        *found = keep_likely(question, *found, NULL, *floor);
    }
    free(own);
    return status;
}

/* The articles with all the words that they should have, if these are as many as are wanted: then no other can be among
   the best, and to find them takes a bit for each posting and no score. All of them are given the bonus at once. found:
   how many there are, as those touched; 0 if that is too few, or the bonus does not outweigh all else. */
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
            if (count < question->count) /* it is enough to know that they are enough */
                count += __builtin_popcountll(bits);
        }
        if (count < question->count)
            break;
    }
    if (count >= question->count) {
        *found = keep(scratch, take_held(scratch, self->article_count), question->passes, 0, NULL, 0);
        if (*found >= question->count) {
            for (Py_ssize_t each = 0; each < *found; each++)
                scratch->cells[scratch->touched[each]].score = question->complete.bonus;
            question->complete = (Complete){0};
            return 0;
        }
        *found = 0;
    }
    memset(scratch->held, 0, (size_t)blocks * sizeof *scratch->held);
    return 0;
}

/* Find the best articles, as those touched, with those that tie with the last of them, perhaps others: 0, or what
   failed. found: how many. */
static int find_best(const Lists *self, Question *question, float least_damping, Py_ssize_t *found)
{
    double floor = 0;
    int status = take_complete(self, question, found);
    if (status == 0 && !*found && question->word_count == 1 && !question->complete.words) {
        *found = best_of_word(self, question, least_damping);
        status = *found < 0 ? -1 : 0;
    } else if (status == 0 && !*found) {
        while (status == 0 && question->used < question->word_count && floor * SLACK <= question->after[question->used]) {
            status = join_part(question);
            floor = top_renew(question->top);
        }
        if (status == 0)
            *found = keep_likely(question, take_held(question->scratch, self->article_count), question->passes, floor);
    }
    return status == 0 ? look_up_rest(self, question, found, &floor) : status;
}

enum { BEST_ARGUMENTS = 11 };

/* (words, most, times, frequencies, damping, passing, count, at_once, complete, bonus, least damping)

   The words have to come by what they can add at the most, descending; but the first `complete` are those of which an
   article that has them all has `bonus` more. The words that are left are looked up one by one. */
static int best_read(Lists *self, Question *question, Top *top, float *least_damping, PyObject *const *arguments)
{
    if (!PyList_Check(arguments[0])) {
        PyErr_SetString(PyExc_TypeError, "words come in a list");
        return -1;
    }
    if (question_read(self, question, arguments) < 0)
        return -1;
    question->complete.words = (uint32_t)PyLong_AsUnsignedLong(arguments[8]);
    question->complete.bonus = PyLong_AsLongLong(arguments[9]);
    *least_damping = (float)PyFloat_AsDouble(arguments[10]);
    if (PyErr_Occurred())
        return -1;
    if (question->complete.words > (size_t)question->word_count || question->complete.bonus < 0) {
        PyErr_SetString(PyExc_ValueError, "more words than there are should be there, or they take away");
        return -1;
    }
    if (top_open(top, question->count < self->article_count + 1 ? question->count : self->article_count + 1,
                 question->scratch, question->passes, &question->complete) < 0) {
        PyErr_NoMemory();
        return -1;
    }
    question->top = top;
    return 0;
}

/* best(what `best_read` takes) -> (articles: int32, scores: double) */
static PyObject *lists_best(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != BEST_ARGUMENTS) {
        PyErr_SetString(PyExc_TypeError,
                        "best(words, most, times, frequencies, damping, passing, count, at_once, complete, bonus, least)");
        return NULL;
    }
    PyObject *answer = NULL;
    Top top = {0};
    Question question = {0};
    Py_ssize_t found = 0;
    float least_damping;
    int clean = 0, status;
    if (best_read(self, &question, &top, &least_damping, arguments) < 0)
        goto done;
    Py_BEGIN_ALLOW_THREADS
    status = find_best(self, &question, least_damping, &found);
    Py_END_ALLOW_THREADS
    if (status < 0) {
        failed(status);
        goto done;
    }
    answer = taken(question.scratch, found, &question.complete);
    clean = answer != NULL;
done:
    top_close(&top);
    question_release(self, &question, clean);
    return answer;
}
