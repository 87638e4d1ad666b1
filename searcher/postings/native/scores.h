/* Scores of articles, worked out in cells of one each. */

#pragma once

#include "pair.h"
#include "runs.h"

/* Add up what a run has for each article. Returns how many articles have been touched by now, or DAMAGED. */
static Py_ssize_t add_up(const Run *run, const uint32_t *frequencies, Scratch *scratch, Py_ssize_t touched)
{
    const Segment *segment = run->segment;
    const uint8_t *packed = segment->arrays[FREQUENCIES].buffer.buf;
    const void *held = segment->arrays[ARTICLES].buffer.buf;
    const uint64_t articles = (uint64_t)segment->articles;
    const Py_ssize_t room = scratch->room; /* which a list with an article many times could exceed */
    Cell *cells = scratch->cells + segment->base;
    uint32_t *out = scratch->touched;
    const uint32_t base = (uint32_t)segment->base, weight = (uint32_t)run->weight;
#define ADD_UP(TYPE)                                                                                                  \
    for (int64_t posting = run->start; posting < run->stop; posting++) {                                              \
        uint32_t article = ((const TYPE *)held)[posting];                                                             \
        uint32_t later = ((const TYPE *)held)[posting + AHEAD < run->stop ? posting + AHEAD : posting];               \
        if (article >= articles || later >= articles || touched >= room)                                              \
            return DAMAGED;                                                                                           \
        PREFETCH(&cells[later]);                                                                                      \
        uint32_t value = frequencies[packed[posting]] * weight;                                                       \
        if (value) {                                                                                                  \
            out[touched] = article + base;                                                                            \
            touched += !cells[article].value;                                                                         \
            cells[article].value += value;                                                                            \
        }                                                                                                             \
    }
    BY_TYPE(&segment->arrays[ARTICLES], ADD_UP)
#undef ADD_UP
    return touched;
}

static inline int64_t units(float frequency, float most, float damping)
{
    float score = most * frequency;
    score /= frequency + damping;
    return (int64_t)(score * UNIT);
}

static inline int64_t scored(uint32_t value, float most, float damping)
{
    return units((float)value * HUNDREDTH, most, damping);
}

/* Articles with all the words that they should have have more (`searcher.retrieval.completeness`). */
typedef struct {
    uint32_t words; /* how many these are; 0 where nothing is asked of the kind */
    int64_t bonus;
} Complete;

/* The score of an article that has `words` of the words so far, if that may be all. */
static inline int64_t with_bonus(const Cell *cell, const Complete *complete, uint32_t words)
{
    return cell->score + (complete && complete->words && cell->words >= words ? complete->bonus : 0);
}

/* The articles whose bits are set, ascending, as those touched; how many. */
static Py_ssize_t take_held(Scratch *scratch, Py_ssize_t article_count)
{
    Py_ssize_t found = 0;
    for (Py_ssize_t block = 0; block <= article_count / 64; block++)
        for (uint64_t bits = scratch->held[block]; bits; bits &= bits - 1)
            scratch->touched[found++] = (uint32_t)(block * 64 + __builtin_ctzll(bits));
    return found;
}

/* Of the first `count` of the touched articles those that score no less than `least`, what is given to those with `words`
   words included; the others are let go. */
static Py_ssize_t keep(Scratch *scratch, Py_ssize_t count, double least, const Complete *complete, uint32_t words)
{
    uint32_t *touched = scratch->touched;
    Cell *cells = scratch->cells;
    uint64_t *held = scratch->held;
    Py_ssize_t kept = 0;
    for (Py_ssize_t each = 0; each < count; each++) {
        uint32_t article = touched[each];
        PREFETCH(&cells[touched[each + AHEAD < count ? each + AHEAD : each]]);
        if ((double)with_bonus(&cells[article], complete, words) >= least) {
            touched[kept++] = article;
        } else {
            cells[article].score = 0;
            cells[article].words = 0;
            held[article / 64] &= ~((uint64_t)1 << article % 64);
        }
    }
    return kept;
}

/* Of all articles whose bits are set, those that pass and score no less than `least` become those touched, ascending; the
   others are let go. Which they are is not to be guessed, so nothing is left to a branch. */
static Py_ssize_t keep_held(Scratch *scratch, Py_ssize_t article_count, const char *passes, double least,
                            const Complete *complete, uint32_t words)
{
    Py_ssize_t kept = 0;
    for (Py_ssize_t block = 0; block <= article_count / 64; block++) {
        uint64_t likely = 0;
        for (uint64_t bits = scratch->held[block]; bits; bits &= bits - 1) {
            const int bit = __builtin_ctzll(bits);
            const uint32_t article = (uint32_t)(block * 64 + bit);
            Cell *cell = &scratch->cells[article];
            const uint32_t is_likely = (!passes || passes[article]) & ((double)with_bonus(cell, complete, words) >= least);
            scratch->touched[kept] = article;
            kept += is_likely;
            likely |= (uint64_t)is_likely << bit;
            cell->score &= -(int64_t)is_likely;
            cell->words &= -is_likely;
        }
        scratch->held[block] = likely;
    }
    return kept;
}

/* The first `count` of the touched articles and their scores, no longer in UNITs, which are taken out. */
static PyObject *taken(Scratch *scratch, Py_ssize_t count, const Complete *complete)
{
    char *articles, *scores;
    PyObject *pair = pair_of(count, &articles, sizeof(int32_t), &scores, sizeof(double));
    if (!pair)
        return NULL;
    memcpy(articles, scratch->touched, (size_t)count * sizeof(int32_t));
    for (Py_ssize_t each = 0; each < count; each++) {
        uint32_t article = scratch->touched[each];
        ((double *)scores)[each] = (double)with_bonus(&scratch->cells[article], complete, complete->words) / UNIT;
        scratch->cells[article] = (Cell){0};
        scratch->held[article / 64] = 0;
    }
    return pair;
}
