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

/* The leading words of a question are the first, without which the others can add no more than this part of all. */
static const double NOT_LEADING = 0.25;

/* What a question asks of paragraphs, and what has been found of them. */
typedef struct {
    const Lists *lists;
    const Runs *runs;
    const float *most;
    const int64_t *times;
    float k1, without_length, by_length, average; /* k1 x (without_length + by_length x length / average) */
    int word_bits;
    Py_ssize_t leading_end; /* of the runs of the leading words */
    Scratch *scratch;       /* for looking into articles; those that were are marked */
    Heap best;
    Growing keys, passages, scores;
    Hits hits;
} Paragraphs;

static double floor_of(const Heap *heap)
{
    return heap->count == heap->room ? (double)heap->scores[0] : 0;
}

/* The passage of a key. */
static inline int64_t passage_at(const Paragraphs *asked, Py_ssize_t place)
{
    return asked->keys.numbers[place] >> (WEIGHT_BITS + asked->word_bits);
}

/* What the keys of one passage, from a place on, score; the place is moved behind them. */
static int64_t score_passage(const Paragraphs *asked, const Segment *segment, Py_ssize_t *place)
{
    const Growing *keys = &asked->keys;
    const Array *places = &segment->arrays[PASSAGE_PLACES];
    const int64_t passage = passage_at(asked, *place);
    Py_ssize_t each = *place, own = (Py_ssize_t)(passage - segment->passage_base);
    float relative = (float)(uint32_t)(at(places, own + 1) - at(places, own) - 1) / asked->average;
    float damping = asked->k1 * (asked->without_length + asked->by_length * relative);
    int64_t score = 0;
    while (each < keys->count && passage_at(asked, each) == passage) {
        int64_t with_word = keys->numbers[each] >> WEIGHT_BITS, value = 0;
        for (; each < keys->count && keys->numbers[each] >> WEIGHT_BITS == with_word; each++)
            value += keys->numbers[each] & ((1 << WEIGHT_BITS) - 1);
        int64_t word = with_word & ((1 << asked->word_bits) - 1);
        score += asked->times[word] * scored((uint32_t)value, asked->most[word], damping);
    }
    *place = each;
    return score;
}

/* Score every paragraph that a word was met in. */
static int score_keys(Paragraphs *asked)
{
    Growing *keys = &asked->keys;
    if (sort(keys) < 0 || grow(&asked->passages, keys->count) < 0 || grow(&asked->scores, keys->count) < 0)
        return -2;
    const Segment *segment = asked->lists->segments;
    for (Py_ssize_t each = 0; each < keys->count;) {
        int64_t passage = passage_at(asked, each);
        while (passage >= segment->passage_base + segment->arrays[PASSAGE_PLACES].count - 1)
            segment++;
        int64_t score = score_passage(asked, segment, &each);
        asked->passages.numbers[asked->passages.count++] = passage;
        asked->scores.numbers[asked->scores.count++] = score;
        heap_put(&asked->best, score);
    }
    keys->count = 0;
    return 0;
}

/* Note in which paragraphs of some articles, ascending, the words of some runs stand. */
static int meet(Paragraphs *asked, Py_ssize_t first, Py_ssize_t end, const int32_t *articles, Py_ssize_t count)
{
    Collection into = {.lists = asked->lists, .asked = count, .wanted = PARAGRAPHS, .word_bits = asked->word_bits,
                       .hits = &asked->hits, .keys = &asked->keys};
    Runs runs = {asked->runs->runs + first, end - first, 0};
    return gather(asked->lists, &runs, &into, articles, count, asked->scratch);
}

/* Of some articles, ascending, those of which a paragraph may score `least`, by what it has of the leading words and
   what the others add at the most; how many, or -1. What is noted of other paragraphs is dropped. */
static Py_ssize_t keep_promising(Paragraphs *asked, int32_t *articles, Py_ssize_t count, const Cell *bounds, double least)
{
    Growing *keys = &asked->keys;
    const Segment *segment = asked->lists->segments;
    Py_ssize_t kept = 0, kept_keys = 0, each = 0;
    for (Py_ssize_t which = 0; which < count; which++) {
        const int32_t article = articles[which];
        const Cell *bound = &bounds[article];
        const double others = (double)(bound->score - bound->leading * LEADING_UNIT);
        while (article >= segment->base + segment->articles)
            segment++;
        int64_t behind = (int64_t)at(&segment->arrays[PASSAGE_STARTS], article - segment->base + 1);
        if (behind >= segment->arrays[PASSAGE_PLACES].count)
            return -1;
        int promising = others >= least;
        while (each < keys->count && passage_at(asked, each) < segment->passage_base + behind) {
            Py_ssize_t begin = each;
            if (passage_at(asked, each) < segment->passage_base)
                return -1;
            if ((double)score_passage(asked, segment, &each) + others < least)
                continue;
            memmove(keys->numbers + kept_keys, keys->numbers + begin, (size_t)(each - begin) * sizeof *keys->numbers);
            kept_keys += each - begin;
            promising = 1;
        }
        if (promising)
            articles[kept++] = article;
    }
    if (each < keys->count)
        return -1;
    keys->count = kept_keys;
    return kept;
}

/* Score every paragraph of some articles, ascending, that may score `least`; of the others some, too low. bounds: of
   each article of the snapshot. */
static int score_paragraphs(Paragraphs *asked, int32_t *articles, Py_ssize_t count, const Cell *bounds, double least)
{
    Py_ssize_t done = 0;
    int status = 0;
    for (Py_ssize_t each = 0; each < count; each++)
        asked->scratch->marked[articles[each] / 64] |= (uint64_t)1 << articles[each] % 64;
    if (least > 0 && asked->leading_end < asked->runs->count) {
        done = asked->leading_end;
        status = meet(asked, 0, done, articles, count);
        if (status == 0)
            status = sort(&asked->keys);
        if (status == 0)
            count = keep_promising(asked, articles, count, bounds, least);
        if (count < 0)
            return -1;
    }
    if (status == 0 && count)
        status = meet(asked, done, asked->runs->count, articles, count);
    return status < 0 ? status : score_keys(asked);
}

/* Some of the touched articles. */
typedef struct {
    int32_t *articles; /* ascending, as the touched ones are */
    int64_t *bounds;   /* room for a heap of as many */
    Py_ssize_t count, room;
} Chosen;

static int make_room(Chosen *chosen, Py_ssize_t size)
{
    if (size <= chosen->room && chosen->articles)
        return 0;
    free(chosen->articles);
    free(chosen->bounds);
    chosen->room = size;
    chosen->articles = malloc(((size_t)size + 1) * sizeof *chosen->articles);
    chosen->bounds = malloc(((size_t)size + 1) * sizeof *chosen->bounds);
    return chosen->articles && chosen->bounds ? 0 : -2;
}

static int by_number(const void *one, const void *other)
{
    int32_t a = *(const int32_t *)one, b = *(const int32_t *)other;
    return a < b ? -1 : a > b;
}

static inline int is_marked(const Scratch *scratch, int32_t article)
{
    return scratch->marked[article / 64] >> article % 64 & 1;
}

/* Choose `size` of the first `found` of the touched articles, those of the highest bounds. */
static int choose(Chosen *chosen, const Scratch *scratch, Py_ssize_t found, Py_ssize_t size)
{
    if (size > found)
        size = found;
    if (make_room(chosen, size) < 0)
        return -2;
    Heap heap = {chosen->bounds, 0, size};
    for (Py_ssize_t each = 0; each < found; each++)
        heap_put(&heap, scratch->cells[scratch->touched[each]].score);
    chosen->count = 0;
    for (Py_ssize_t each = 0; each < found && chosen->count < size; each++)
        if (scratch->cells[scratch->touched[each]].score >= heap.scores[0])
            chosen->articles[chosen->count++] = (int32_t)scratch->touched[each];
    return 0;
}

/* Look into the best articles by their bounds as far as these are known, those that have not been: their paragraphs say
   what the best score at the least. */
static int look_into_top(Paragraphs *asked, Chosen *chosen, const Top *top)
{
    if (make_room(chosen, top->count) < 0)
        return -2;
    chosen->count = 0;
    for (Py_ssize_t each = 0; each < top->count; each++) {
        const int32_t article = (int32_t)top->best[each].article;
        if (!is_marked(asked->scratch, article))
            chosen->articles[chosen->count++] = article;
    }
    qsort(chosen->articles, (size_t)chosen->count, sizeof *chosen->articles, by_number);
    return score_paragraphs(asked, chosen->articles, chosen->count, NULL, 0);
}

/* Score the paragraphs of the first `found` of the touched articles as far as they may be among the best: those of the
   `size` highest bounds, then more, until none of the others is above the best scores. */
static int score_found(Paragraphs *asked, Chosen *chosen, Py_ssize_t size, Py_ssize_t found, Scratch *scratch)
{
    for (;; size *= 2) {
        const double least = floor_of(&asked->best) * SLACK;
        for (Py_ssize_t each = 0; each < found; each++)
            if (is_marked(asked->scratch, (int32_t)scratch->touched[each]))
                scratch->cells[scratch->touched[each]].score = -1; /* it has been looked into */
        found = keep(scratch, found, least, NULL, 0);
        if (!found)
            return 0;
        int status = choose(chosen, scratch, found, size);
        if (status == 0)
            status = score_paragraphs(asked, chosen->articles, chosen->count, scratch->cells, least);
        if (status < 0)
            return status;
    }
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
    Top top = {0};
    Question question = {.of_peaks = 1, .top = &top};
    Paragraphs asked = {0};
    Chosen chosen = {0};
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
        first = self->article_count + 1;
    asked.lists = self;
    asked.runs = &question.runs;
    asked.most = question.most;
    asked.times = question.times;
    asked.k1 = (float)k1;
    asked.without_length = (float)(1 - b);
    asked.by_length = (float)b;
    asked.average = (float)average;
    while ((Py_ssize_t)1 << asked.word_bits < question.word_count)
        asked.word_bits++;
    asked.best.room = question.count <= self->passage_count ? question.count : self->passage_count + 1;
    asked.best.scores = malloc((size_t)asked.best.room * sizeof *asked.best.scores);
    asked.scratch = scratch_take(self);
    if (!asked.scratch)
        goto done;
    while (question.leading < question.word_count && question.after[question.leading] > NOT_LEADING * question.after[0])
        question.leading++;
    asked.leading_end = first_run(&question, question.leading);
    if (!asked.best.scores || asked.word_bits > 20) {
        PyErr_NoMemory();
        goto done;
    }
    Py_ssize_t found = 0, looked = 0; /* postings that were joined when the likeliest were looked into */
    double floor = 0;
    if (top_open(&top, first, question.scratch, question.passes, &question.complete) < 0) {
        PyErr_NoMemory();
        goto done;
    }
    Py_BEGIN_ALLOW_THREADS
    while (question.used < question.word_count && floor * SLACK <= question.after[question.used] && status == 0) {
        status = join_part(&question);
        if (status < 0 || (question.used < question.word_count && question.joined < 4 * looked))
            continue;
        looked = question.joined;
        top_renew(&top);
        status = look_into_top(&asked, &chosen, &top);
        floor = floor_of(&asked.best);
    }
    if (status == 0) {
        question.top = NULL;
        found = keep_likely_held(self, &question, floor);
        status = look_up_rest(self, &question, &found, &floor);
    }
    if (status == 0)
        status = score_found(&asked, &chosen, 2 * first, found, question.scratch);
    floor = floor_of(&asked.best);
    memset(asked.scratch->marked, 0, ((size_t)self->article_count / 64 + 1) * sizeof *asked.scratch->marked);
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
    top_close(&top);
    question_release(self, &question, clean);
    if (asked.scratch)
        scratch_give(self, asked.scratch, clean);
    free(asked.keys.numbers);
    free(asked.hits.hits);
    free(asked.best.scores);
    free(asked.passages.numbers);
    free(asked.scores.numbers);
    free(chosen.articles);
    free(chosen.bounds);
    return answer;
}
