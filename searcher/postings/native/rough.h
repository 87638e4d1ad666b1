/* Bounds of what the paragraphs of articles score, roughly: a byte an article. Those of all articles together stay near
   the processor, where a cell each would not, and most are no sooner known than they are too low. */

#pragma once

#include <math.h>

#include "question.h"

/* A question can give no more than ROUGH_MOST. What an article has of a word is rounded up, too, to so many parts of the
   damping, by which most of what a word can give is told apart; what has ROUGH_ANY of them is taken to have all of it. */
enum { ROUGH_MOST = 255, ROUGH_ANY = 255, ROUGH_DAMPING = 32 };

/* Of so many words the bounds, each rounded up, are together no more than ROUGH_MOST. */
enum { ROUGH_WORDS = 128 };

/* Looking a word up in one article takes the time of joining so many postings. */
enum { LOOKED_UP = 8 };

/* What a bound of 1 stands for, in UNITs. */
static int64_t rough_unit(const Question *question)
{
    const Py_ssize_t words = question->word_count < ROUGH_WORDS ? question->word_count : ROUGH_WORDS;
    const double most = question->after[0] + (double)question->known.most;
    return (int64_t)(most / (double)(ROUGH_MOST - words - 1)) + 1;
}

/* Bound the articles of the passages of which something is known. */
static int bound_known(const Lists *self, const Question *question, int64_t unit)
{
    const Known *known = &question->known;
    const Scratch *scratch = question->scratch;
    const Segment *segment = self->segments;
    for (Py_ssize_t each = 0; each < known->count; each++) {
        const int64_t passage = known_number(known, each), score = known_score(known, each);
        while (passage >= segment->passage_base + segment->arrays[PASSAGE_PLACES].count - 1)
            segment++;
        const uint64_t own = (uint64_t)(passage - segment->passage_base);
        const Py_ssize_t behind = lower_bound(&segment->arrays[PASSAGE_STARTS], 0, segment->articles + 1, own + 1);
        if (behind < 1 || behind > segment->articles)
            return DAMAGED;
        const Py_ssize_t article = segment->base + behind - 1;
        const int64_t bound = score ? (score - 1) / unit + 1 : 1;
        if (bound > scratch->bounds[article])
            scratch->bounds[article] = (uint8_t)bound;
        scratch->blocks[article / ROUGH_BLOCK] = 1;
    }
    return 0;
}

/* Add what the articles of a run have of its word, and what that gives at the most to their bounds. */
static int add_roughly(const Question *question, const Run *run, const uint8_t *bound_of)
{
    const Segment *segment = run->segment;
    const uint8_t *packed = segment->arrays[PEAKS].buffer.buf;
    const void *held = segment->arrays[ARTICLES].buffer.buf;
    const uint32_t articles = (uint32_t)segment->articles, base = (uint32_t)segment->base;
    const uint32_t *frequencies = question->frequencies.buf;
    const double unit = (double)*(const float *)question->damping.buf / HUNDREDTH / ROUGH_DAMPING;
    uint8_t *bounds = question->scratch->bounds + base, *values = question->scratch->values + base;
    uint8_t *blocks = question->scratch->blocks;
    uint32_t steps[16];
    for (int grade = 0; grade < 16; grade++) {
        const double value = ceil((double)(frequencies[grade] * (uint32_t)run->weight) / unit);
        steps[grade] = value < ROUGH_ANY ? (uint32_t)value : ROUGH_ANY;
    }
#define ADD_ROUGHLY(TYPE)                                                                                             \
    for (int64_t posting = run->start; posting < run->stop; posting++) {                                              \
        const uint32_t article = ((const TYPE *)held)[posting];                                                       \
        if (article >= articles)                                                                                      \
            return DAMAGED;                                                                                           \
        const uint32_t before = values[article], sum = before + steps[HALF(packed, posting)];                         \
        const uint32_t value = sum < ROUGH_ANY ? sum : ROUGH_ANY;                                                     \
        const uint32_t bound = bounds[article] + (uint32_t)(bound_of[value] - bound_of[before]);                      \
        values[article] = (uint8_t)value;                                                                             \
        bounds[article] = (uint8_t)(bound < ROUGH_MOST ? bound : ROUGH_MOST);                                         \
        blocks[(article + base) / ROUGH_BLOCK] = 1;                                                                   \
    }
    BY_TYPE(&segment->arrays[ARTICLES], ADD_ROUGHLY)
#undef ADD_ROUGHLY
    return 0;
}

/* Add what a word gives at the most to the bounds of its articles. */
static int join_word_roughly(const Question *question, Py_ssize_t word, int64_t unit)
{
    const Scratch *scratch = question->scratch;
    const double most = (double)question->times[word] * (double)question->most[word] * (double)UNIT;
    uint8_t bound_of[ROUGH_ANY + 1];
    for (int value = 0; value <= ROUGH_ANY; value++) {
        const double part = value < ROUGH_ANY ? (double)value / (value + ROUGH_DAMPING) : 1;
        const double bound = ceil(most * part / (double)unit);
        bound_of[value] = (uint8_t)(bound > 0 && bound < ROUGH_MOST ? bound : bound > 0 ? ROUGH_MOST : 0);
    }
    for (Py_ssize_t run = first_run(question, word); run < question->ends[word]; run++)
        if (add_roughly(question, &question->runs.runs[run], bound_of) < 0)
            return DAMAGED;
    for (Py_ssize_t block = 0; block < scratch->block_count; block++)
        if (scratch->blocks[block])
            memset(scratch->values + block * ROUGH_BLOCK, 0, ROUGH_BLOCK);
    if (word + 1 == question->leading && word + 1 < question->word_count)
        for (Py_ssize_t block = 0; block < scratch->block_count; block++)
            if (scratch->blocks[block])
                memcpy(scratch->leading + block * ROUGH_BLOCK, scratch->bounds + block * ROUGH_BLOCK, ROUGH_BLOCK);
    return 0;
}

/* Postings that are joined in one go for each article of the index, where that is more than `at_once`: what is done
   behind each of these goes through all articles. */
static const double AT_ONCE_FOR_EACH = 0.3;

/* Bound the articles of the next words, at least one, that have no more than so many postings together. */
static int join_roughly(Question *question, int64_t unit, Py_ssize_t article_count)
{
    const Py_ssize_t for_all = (Py_ssize_t)(AT_ONCE_FOR_EACH * (double)article_count);
    Py_ssize_t room = question->at_once > question->joined ? question->at_once : question->joined, postings;
    room = room > for_all ? room : for_all;
    for (const Py_ssize_t end = end_of_part(question, room, &postings); question->used < end; question->used++)
        if (join_word_roughly(question, question->used, unit) < 0)
            return DAMAGED;
    question->joined += postings;
    return 0;
}

/* Drop the bounds of articles that do not pass, and note of each block the highest. */
static void survey(const Scratch *scratch, Py_ssize_t article_count, const char *passes)
{
    for (Py_ssize_t block = 0; block < scratch->block_count; block++) {
        if (!scratch->blocks[block])
            continue;
        const Py_ssize_t first = block * ROUGH_BLOCK;
        const Py_ssize_t count = article_count - first < ROUGH_BLOCK ? article_count - first : ROUGH_BLOCK;
        uint8_t *bounds = scratch->bounds + first, most = 0;
        if (passes)
            for (Py_ssize_t each = 0; each < count; each++)
                bounds[each] &= (uint8_t)-(passes[first + each] != 0);
        for (int each = 0; each < ROUGH_BLOCK; each++)
            most = bounds[each] > most ? bounds[each] : most;
        scratch->blocks[block] = most ? most : 1; /* so that it is cleared in the end */
    }
}

/* The lowest bound with which an article may be among those that score `floor` when the other words are joined. */
static int lowest_bound(const Question *question, double floor, int64_t unit)
{
    const double least = ceil((floor * SLACK - question->after[question->used]) / (double)unit);
    return least > 1 ? (int)least : 1;
}

/* The smallest of the `wanted` largest of some numbers. times: how often each number is among them. */
static int least_of_largest(const uint32_t *times, Py_ssize_t wanted)
{
    int least = ROUGH_MOST;
    for (Py_ssize_t count = times[least]; least > 1 && count < wanted; count += times[least])
        least--;
    return least;
}

/* The articles of the `wanted` highest bounds that there are, ascending; how many. */
static Py_ssize_t of_highest_bounds(const Scratch *scratch, Py_ssize_t wanted, int32_t *articles)
{
    uint32_t of_blocks[ROUGH_MOST + 1] = {0}, of_articles[ROUGH_MOST + 1] = {0};
    for (Py_ssize_t block = 0; block < scratch->block_count; block++)
        of_blocks[scratch->blocks[block]]++;
    const int in_blocks = least_of_largest(of_blocks, wanted);
    for (Py_ssize_t block = 0; block < scratch->block_count; block++)
        if (scratch->blocks[block] >= in_blocks)
            for (Py_ssize_t each = 0; each < ROUGH_BLOCK; each++)
                of_articles[scratch->bounds[block * ROUGH_BLOCK + each]]++;
    const int least = least_of_largest(of_articles, wanted);
    Py_ssize_t found = 0, of_least = wanted;
    for (int bound = least + 1; bound <= ROUGH_MOST; bound++)
        of_least -= of_articles[bound];
    for (Py_ssize_t block = 0; block < scratch->block_count; block++) {
        if (scratch->blocks[block] < least)
            continue;
        for (Py_ssize_t article = block * ROUGH_BLOCK; article < (block + 1) * ROUGH_BLOCK; article++)
            if (scratch->bounds[article] > least || (scratch->bounds[article] == least && of_least-- > 0))
                articles[found++] = (int32_t)article;
    }
    return found;
}

/* Of the bounds of a block those that are no less than `least`, a bit each; also some that are less by 1. */
static uint64_t no_less(const uint8_t *bounds, int least)
{
    const uint64_t tops = 0x8080808080808080, ones = 0x0101010101010101, to_top = (uint64_t)(128 - least / 2) * ones;
    uint64_t found = 0;
    for (int part = 0; part < ROUGH_BLOCK / 8; part++) {
        uint64_t eight;
        memcpy(&eight, bounds + part * 8, sizeof eight);
        eight = ((eight >> 1 & ~tops) + to_top) & tops; /* halves: the upper bit is free for what is carried */
        found |= (eight >> 7) * 0x0102040810204080 >> 56 << part * 8;
    }
    return found;
}

/* Of how many articles the bounds are no less than `lowest`. */
static Py_ssize_t count_bounded(const Scratch *scratch, int lowest)
{
    Py_ssize_t count = 0;
    for (Py_ssize_t block = 0; block < scratch->block_count; block++) {
        uint8_t less = 0;
        if (scratch->blocks[block] < lowest)
            continue;
        for (int each = 0; each < ROUGH_BLOCK; each++)
            less += scratch->bounds[block * ROUGH_BLOCK + each] < lowest;
        count += ROUGH_BLOCK - less;
    }
    return count;
}

/* Join further words as long as this takes less time than looking them up in the articles that score no less than `floor`
   if they have all that is left. */
static int join_cheap(Question *question, int64_t unit, double floor, Py_ssize_t article_count)
{
    for (; question->used < question->finding; question->used++) {
        const Py_ssize_t count = count_bounded(question->scratch, lowest_bound(question, floor, unit));
        if (posting_count(question, question->used) > LOOKED_UP * count)
            break;
        if (join_word_roughly(question, question->used, unit) < 0)
            return DAMAGED;
        survey(question->scratch, article_count, question->passes);
    }
    return 0;
}

/* Hold, as those touched, the articles that may be among those that score `floor`, with their bounds as scores; how many.
   No bound is left. */
static Py_ssize_t take_bounded(const Question *question, double floor, int64_t unit)
{
    Scratch *scratch = question->scratch;
    const int lowest = lowest_bound(question, floor, unit);
    Py_ssize_t found = 0;
    for (Py_ssize_t block = 0; block < scratch->block_count; block++) {
        if (scratch->blocks[block] < lowest)
            continue;
        for (uint64_t bits = no_less(scratch->bounds + block * ROUGH_BLOCK, lowest); bits; bits &= bits - 1) {
            const Py_ssize_t article = block * ROUGH_BLOCK + __builtin_ctzll(bits);
            PREFETCH(&scratch->cells[article]);
            scratch->touched[found] = (uint32_t)article;
            found += scratch->bounds[article] >= lowest;
        }
    }
    const uint8_t *leading = question->used < question->leading ? scratch->bounds : scratch->leading;
    for (Py_ssize_t each = 0; each < found; each++) {
        const uint32_t article = scratch->touched[each];
        Cell *cell = &scratch->cells[article];
        cell->score = scratch->bounds[article] * unit;
        cell->leading = add_leading(0, leading[article] * unit);
        scratch->held[article / 64] |= (uint64_t)1 << article % 64;
    }
    for (Py_ssize_t block = 0; block < scratch->block_count; block++)
        if (scratch->blocks[block]) {
            memset(scratch->bounds + block * ROUGH_BLOCK, 0, ROUGH_BLOCK);
            memset(scratch->leading + block * ROUGH_BLOCK, 0, ROUGH_BLOCK);
        }
    memset(scratch->blocks, 0, (size_t)scratch->block_count);
    return found;
}
