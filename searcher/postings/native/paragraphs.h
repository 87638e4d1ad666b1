/* `Lists.paragraphs`: the best paragraphs of an any-of question. */

/* The leading words of a question are the first, so many that the others can add no more than this part of all; but if
   there are several, the last is never one. */
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
    const Known *known;     /* of passages; in keys as a word behind the last, which adds its score */
    Py_ssize_t word_count;
    Scratch *scratch;       /* for looking into articles; those that were are marked */
    Heap best;
    Growing keys, passages, scores;
    Hits hits;
} Paragraphs;

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
        if (word == asked->word_count) {
            score += known_score(asked->known, known_from(asked->known, 0, passage));
            continue;
        }
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

/* Note the passages of some articles, ascending, of which something is known. */
static int meet_known(Paragraphs *asked, const int32_t *articles, Py_ssize_t count)
{
    const Known *known = asked->known;
    const Segment *segment = asked->lists->segments;
    Py_ssize_t next = 0;
    for (Py_ssize_t each = 0; each < count && next < known->count; each++) {
        while (articles[each] >= segment->base + segment->articles)
            segment++;
        const Array *starts = &segment->arrays[PASSAGE_STARTS];
        const Py_ssize_t own = articles[each] - segment->base;
        const int64_t behind = segment->passage_base + (int64_t)at(starts, own + 1);
        next = known_from(known, next, segment->passage_base + (int64_t)at(starts, own));
        for (; next < known->count && known_number(known, next) < behind; next++) {
            if (grow(&asked->keys, 1) < 0)
                return -2;
            asked->keys.numbers[asked->keys.count++] =
                (known_number(known, next) << asked->word_bits | asked->word_count) << WEIGHT_BITS;
        }
    }
    return 0;
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
    int status = meet_known(asked, articles, count);
    for (Py_ssize_t each = 0; each < count; each++)
        asked->scratch->marked[articles[each] / 64] |= (uint64_t)1 << articles[each] % 64;
    if (status == 0 && least > 0 && asked->leading_end < asked->runs->count) {
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

static inline int is_marked(const Scratch *scratch, int32_t article)
{
    return scratch->marked[article / 64] >> article % 64 & 1;
}

/* Look into the `wanted` articles of the highest bounds so far, those that have not been: their paragraphs say what the
   best score at the least. */
static int look_into_best(Paragraphs *asked, const Scratch *scratch, Py_ssize_t wanted)
{
    int32_t *articles = malloc((size_t)wanted * sizeof *articles);
    if (!articles)
        return -2;
    const Py_ssize_t best = of_highest_bounds(scratch, wanted, articles);
    Py_ssize_t count = 0;
    for (Py_ssize_t each = 0; each < best; each++)
        if (!is_marked(asked->scratch, articles[each]))
            articles[count++] = articles[each];
    int status = score_paragraphs(asked, articles, count, NULL, 0);
    free(articles);
    return status;
}

/* Articles that may have some of the best paragraphs, ascending, and in which of LEVELS equal parts of the highest bound
   the bound of each is. */
enum { LEVELS = 256 };
typedef struct {
    int32_t *articles, *chosen; /* chosen: room for as many */
    uint8_t *levels;
    Py_ssize_t count, of_level[LEVELS];
    double part;
} Candidates;

/* The first `found` of the touched articles, as far as they have not been looked into. */
static int candidates_read(Candidates *candidates, const Scratch *looked_into, const Scratch *scratch, Py_ssize_t found)
{
    int64_t most = 0;
    candidates->articles = malloc((size_t)(found + 1) * sizeof *candidates->articles);
    candidates->chosen = malloc((size_t)(found + 1) * sizeof *candidates->chosen);
    candidates->levels = malloc((size_t)(found + 1) * sizeof *candidates->levels);
    if (!candidates->articles || !candidates->chosen || !candidates->levels)
        return -2;
    for (Py_ssize_t each = 0; each < found; each++) {
        const int64_t bound = scratch->cells[scratch->touched[each]].score;
        most = bound > most ? bound : most;
    }
    const int64_t part = most / LEVELS + 1;
    for (Py_ssize_t each = 0; each < found; each++) {
        const int32_t article = (int32_t)scratch->touched[each];
        const int64_t bound = scratch->cells[article].score, level = bound > 0 ? bound / part : 0;
        if (is_marked(looked_into, article))
            continue;
        candidates->articles[candidates->count] = article;
        candidates->levels[candidates->count++] = (uint8_t)level;
        candidates->of_level[level]++;
    }
    candidates->part = (double)part;
    return 0;
}

static void candidates_release(Candidates *candidates)
{
    free(candidates->articles);
    free(candidates->chosen);
    free(candidates->levels);
}

/* Score the paragraphs of the first `found` of the touched articles as far as they may be among the best: those of some
   `size` highest bounds, then more, until none of the others is above the best scores. */
static int score_found(Paragraphs *asked, Py_ssize_t size, Py_ssize_t found, const Scratch *scratch)
{
    Candidates candidates = {0};
    int status = candidates_read(&candidates, asked->scratch, scratch, found);
    for (int done = LEVELS, next; status == 0 && done > 0; done = next, size *= 2) {
        const double least = floor_of(&asked->best) * SLACK;
        Py_ssize_t left = 0, wanted = 0, count = 0;
        for (int level = done; level > 0 && level * candidates.part > least; level--)
            left += candidates.of_level[level - 1];
        if (!left)
            break;
        /* So few more are not worth going through the lists once more. */
        for (next = done; next > 0 && wanted < left && (wanted < size || left < 2 * size); next--)
            wanted += candidates.of_level[next - 1];
        for (Py_ssize_t each = 0; each < candidates.count; each++)
            if (candidates.levels[each] >= next && candidates.levels[each] < done
                && (double)scratch->cells[candidates.articles[each]].score >= least)
                candidates.chosen[count++] = candidates.articles[each];
        status = score_paragraphs(asked, candidates.chosen, count, scratch->cells, least);
    }
    for (Py_ssize_t each = 0; each < found; each++) {
        scratch->cells[scratch->touched[each]] = (Cell){0};
        scratch->held[scratch->touched[each] / 64] = 0;
    }
    candidates_release(&candidates);
    return status;
}

/* Find the best paragraphs, perhaps others, by looking into `first` articles at first: 0, or what failed. */
static int find_paragraphs(Paragraphs *asked, Question *question, Py_ssize_t first)
{
    const Lists *lists = asked->lists;
    const int64_t unit = rough_unit(question);
    Py_ssize_t looked = 0; /* postings that were joined when the likeliest were looked into */
    double floor = 0;
    int status = bound_known(lists, question, unit);
    while (question->used < question->word_count && floor * SLACK <= question->after[question->used] && status == 0) {
        status = join_roughly(question, unit, lists->article_count);
        if (status < 0 || (question->used < question->word_count && question->joined < 4 * looked))
            continue;
        looked = question->joined;
        survey(question->scratch, lists->article_count, question->passes);
        status = look_into_best(asked, question->scratch, first);
        floor = floor_of(&asked->best);
    }
    if (status == 0 && looked < question->joined)
        survey(question->scratch, lists->article_count, question->passes);
    if (status == 0)
        status = join_cheap(question, unit, floor, lists->article_count);
    if (status < 0)
        return status;
    Py_ssize_t found = take_bounded(question, floor, unit);
    status = look_up_rest(lists, question, &found, &floor);
    return status < 0 ? status : score_found(asked, 2 * first, found, question->scratch);
}

/* paragraphs(words, most, times, frequencies, damping, passing, count, at_once, first articles, (k1, b, average length),
   known passages: int64, ascending, or None, what they score: int64, in UNITs) -> (passages: int64, scores: double), in no
   order

   frequencies, damping: of the bound of an article, by its peaks. The words come by what they can add at the most,
   descending. */
static PyObject *lists_paragraphs(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != 12 || !PyList_Check(arguments[0])) {
        PyErr_SetString(PyExc_TypeError, "paragraphs(words, most, times, frequencies, damping, passing, count, at_once, first, "
                                         "model, known, scores)");
        return NULL;
    }
    PyObject *answer = NULL;
    Question question = {.of_peaks = 1};
    Paragraphs asked = {0};
    double k1, b, average;
    int clean = 0, status = 0;
    Py_ssize_t first = PyLong_AsSsize_t(arguments[8]);
    if (PyErr_Occurred() || !PyArg_ParseTuple(arguments[9], "ddd", &k1, &b, &average)
        || question_read(self, &question, arguments) < 0
        || known_read(&question.known, arguments[10], arguments[11], sizeof(int64_t), self->passage_count) < 0)
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
    asked.known = &question.known;
    asked.word_count = question.word_count;
    asked.k1 = (float)k1;
    asked.without_length = (float)(1 - b);
    asked.by_length = (float)b;
    asked.average = (float)average;
    while ((Py_ssize_t)1 << asked.word_bits < question.word_count + 1)
        asked.word_bits++;
    asked.best.room = question.count <= self->passage_count ? question.count : self->passage_count + 1;
    asked.best.scores = malloc((size_t)asked.best.room * sizeof *asked.best.scores);
    asked.scratch = scratch_take(self);
    if (!asked.scratch)
        goto done;
    question.leading = question.word_count > 0;
    while (question.leading < question.word_count - 1 && question.after[question.leading] > NOT_LEADING * question.after[0])
        question.leading++;
    if (question.word_count > ROUGH_WORDS) /* then what the others add is not known */
        question.leading = question.word_count;
    asked.leading_end = first_run(&question, question.leading);
    if (!asked.best.scores || asked.word_bits > 20) {
        PyErr_NoMemory();
        goto done;
    }
    Py_BEGIN_ALLOW_THREADS
    status = find_paragraphs(&asked, &question, first);
    memset(asked.scratch->marked, 0, ((size_t)self->article_count / 64 + 1) * sizeof *asked.scratch->marked);
    Py_END_ALLOW_THREADS
    clean = status == 0;
    if (status < 0) {
        failed(status);
        goto done;
    }
    const double least = floor_of(&asked.best) * SLACK;
    Py_ssize_t kept = 0;
    for (Py_ssize_t each = 0; each < asked.passages.count; each++)
        if ((double)asked.scores.numbers[each] >= least) {
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
    if (asked.scratch)
        scratch_give(self, asked.scratch, clean);
    free(asked.keys.numbers);
    free(asked.hits.hits);
    free(asked.best.scores);
    free(asked.passages.numbers);
    free(asked.scores.numbers);
    return answer;
}
