/* `Lists.paragraphs`: the best paragraphs of an any-of question. */

#pragma once

#include "look_up.h"
#include "pair.h"
#include "passages.h"
#include "rough.h"

/* The leading words of a question are the first, so many that the others can add no more than this part of all; but if
   there are several, the last is never one. */
static const double NOT_LEADING = 0.25;

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
        return NO_MEMORY;
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
        return NO_MEMORY;
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
        const double least = heap_floor(&asked->best) * SLACK;
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
    while (question->used < question->finding && floor * SLACK <= question->after[question->used] && status == 0) {
        status = join_roughly(question, unit, lists->article_count);
        if (status < 0 || (question->used < question->finding && question->joined < 4 * looked))
            continue;
        looked = question->joined;
        survey(question->scratch, lists->article_count, question->passes);
        status = look_into_best(asked, question->scratch, first);
        floor = heap_floor(&asked->best);
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

/* Of how many words' postings the passages can be noted with. */
enum { MOST_WORD_BITS = 20 };

/* The leading words of a question; the paragraphs of an article are gone through with these before the others. */
static void choose_leading(Question *question)
{
    question->leading = question->word_count > 0;
    while (question->leading < question->word_count - 1 && question->leading < question->finding
           && question->after[question->leading] > NOT_LEADING * question->after[0])
        question->leading++;
    if (question->word_count > ROUGH_WORDS) /* then what the others add is not known */
        question->leading = question->word_count;
}

enum { PARAGRAPHS_ARGUMENTS = 13 };

/* (words, most, times, frequencies, damping, passing, count, at_once, first articles, (k1, b, average length), known passages:
   int64, ascending, or None, what they score: int64, in UNITs, adding)

   frequencies, damping: of the bound of an article, by its peaks. The words come by what they can add at the most,
   descending, but for the last `adding`, which find nothing. first: how many articles are looked into at first. */
static int paragraphs_read(Lists *self, Paragraphs *asked, Question *question, Py_ssize_t *first, PyObject *const *arguments)
{
    double k1, b, average;
    if (!PyList_Check(arguments[0])) {
        PyErr_SetString(PyExc_TypeError, "words come in a list");
        return -1;
    }
    *first = PyLong_AsSsize_t(arguments[8]);
    if (PyErr_Occurred() || !PyArg_ParseTuple(arguments[9], "ddd", &k1, &b, &average)
        || question_read(self, question, arguments, arguments[12]) < 0
        || known_read(&question->known, arguments[10], arguments[11], sizeof(int64_t), self->passage_count) < 0)
        return -1;
    while ((Py_ssize_t)1 << asked->word_bits < question->word_count + 1)
        asked->word_bits++;
    if (*first < 1 || asked->word_bits > MOST_WORD_BITS) {
        PyErr_SetString(PyExc_ValueError, *first < 1 ? "how many articles first?" : "more words than can be told apart");
        return -1;
    }
    *first *= question->count;
    if (*first > self->article_count)
        *first = self->article_count + 1;
    choose_leading(question);
    asked->lists = self;
    asked->question = question;
    asked->k1 = (float)k1;
    asked->without_length = (float)(1 - b);
    asked->by_length = (float)b;
    asked->average = (float)average;
    asked->leading_end = first_run(question, question->leading);
    asked->best.room = question->count <= self->passage_count ? question->count : self->passage_count + 1;
    asked->best.scores = malloc((size_t)asked->best.room * sizeof *asked->best.scores);
    if (!asked->best.scores) {
        PyErr_NoMemory();
        return -1;
    }
    asked->scratch = scratch_take(self);
    return asked->scratch ? 0 : -1;
}

static void paragraphs_release(Lists *self, Paragraphs *asked, int clean)
{
    if (asked->scratch)
        scratch_give(self, asked->scratch, clean);
    free(asked->keys.numbers);
    free(asked->hits.hits);
    free(asked->best.scores);
    free(asked->passages.numbers);
    free(asked->scores.numbers);
}

/* Of all that were scored those that may be among the best, and their scores, no longer in UNITs. */
static PyObject *best_passages(const Paragraphs *asked)
{
    const double least = heap_floor(&asked->best) * SLACK;
    const int64_t *passages = asked->passages.numbers, *scores = asked->scores.numbers;
    Py_ssize_t kept = 0;
    char *of_kept, *scores_of_kept;
    for (Py_ssize_t each = 0; each < asked->passages.count; each++)
        kept += (double)scores[each] >= least;
    PyObject *answer = pair_of(kept, &of_kept, sizeof(int64_t), &scores_of_kept, sizeof(double));
    for (Py_ssize_t each = 0, next = 0; answer && each < asked->passages.count; each++)
        if ((double)scores[each] >= least) {
            ((int64_t *)of_kept)[next] = passages[each];
            ((double *)scores_of_kept)[next++] = (double)scores[each] / UNIT;
        }
    return answer;
}

/* paragraphs(what `paragraphs_read` takes) -> (passages: int64, scores: double), in no order */
static PyObject *lists_paragraphs(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != PARAGRAPHS_ARGUMENTS) {
        PyErr_SetString(PyExc_TypeError, "paragraphs(words, most, times, frequencies, damping, passing, count, at_once, first, "
                                         "model, known, scores, adding)");
        return NULL;
    }
    PyObject *answer = NULL;
    Question question = {.of_peaks = 1};
    Paragraphs asked = {0};
    Py_ssize_t first;
    int clean = 0, status;
    if (paragraphs_read(self, &asked, &question, &first, arguments) < 0)
        goto done;
    Py_BEGIN_ALLOW_THREADS
    status = find_paragraphs(&asked, &question, first);
    memset(asked.scratch->marked, 0, ((size_t)self->article_count / 64 + 1) * sizeof *asked.scratch->marked);
    Py_END_ALLOW_THREADS
    clean = status == 0;
    answer = status < 0 ? failed(status) : best_passages(&asked);
done:
    question_release(self, &question, clean);
    paragraphs_release(self, &asked, clean);
    return answer;
}
