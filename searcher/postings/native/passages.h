/* Scores of the paragraphs of some articles, by where their words stand. */

#pragma once

#include "growing.h"
#include "heap.h"
#include "question.h"
#include "within.h"

/* What a question asks of paragraphs, and what has been found of them. */
typedef struct {
    const Lists *lists;
    const Question *question; /* what is known of passages is in keys as a word behind its last, which adds its score */
    float k1, without_length, by_length, average; /* k1 x (without_length + by_length x length / average) */
    int word_bits;
    Py_ssize_t leading_end; /* of the runs of the leading words */
    Scratch *scratch;       /* for looking into articles; those that were are marked */
    Heap best;
    Growing keys, passages, scores;
    Hits hits;
} Paragraphs;

/* The passage of a key. */
static inline int64_t passage_at(const Paragraphs *asked, Py_ssize_t index)
{
    return asked->keys.numbers[index] >> (WEIGHT_BITS + asked->word_bits);
}

/* The word of a key. */
static inline int64_t word_at(const Paragraphs *asked, Py_ssize_t index)
{
    return asked->keys.numbers[index] >> WEIGHT_BITS & ((1 << asked->word_bits) - 1);
}

/* Whether a passage, whose keys stand from `begin` to `end`, has a word that finds, or something is known of it. */
static inline int is_found(const Paragraphs *asked, Py_ssize_t begin, Py_ssize_t end)
{
    return word_at(asked, begin) < asked->question->finding || word_at(asked, end - 1) == asked->question->word_count;
}

/* What the keys of one passage, from an index on, score; the index is moved behind them. */
static int64_t score_passage(const Paragraphs *asked, const Segment *segment, Py_ssize_t *index)
{
    const Growing *keys = &asked->keys;
    const Array *first_positions = &segment->arrays[PASSAGE_PLACES];
    const int64_t passage = passage_at(asked, *index);
    Py_ssize_t each = *index, own = (Py_ssize_t)(passage - segment->passage_base);
    float relative = (float)(uint32_t)(at(first_positions, own + 1) - at(first_positions, own) - 1) / asked->average;
    float damping = asked->k1 * (asked->without_length + asked->by_length * relative);
    int64_t score = 0;
    while (each < keys->count && passage_at(asked, each) == passage) {
        int64_t with_word = keys->numbers[each] >> WEIGHT_BITS, value = 0;
        for (; each < keys->count && keys->numbers[each] >> WEIGHT_BITS == with_word; each++)
            value += keys->numbers[each] & ((1 << WEIGHT_BITS) - 1);
        int64_t word = with_word & ((1 << asked->word_bits) - 1);
        if (word == asked->question->word_count) {
            score += known_score(&asked->question->known, known_from(&asked->question->known, 0, passage));
            continue;
        }
        score += asked->question->times[word] * scored((uint32_t)value, asked->question->most[word], damping);
    }
    *index = each;
    return score;
}

/* Score every paragraph that a word that finds was met in. */
static int score_keys(Paragraphs *asked)
{
    Growing *keys = &asked->keys;
    if (sort(keys) < 0 || grow(&asked->passages, keys->count) < 0 || grow(&asked->scores, keys->count) < 0)
        return NO_MEMORY;
    const Segment *segment = asked->lists->segments;
    for (Py_ssize_t each = 0; each < keys->count;) {
        int64_t passage = passage_at(asked, each);
        while (passage >= segment->passage_base + segment->arrays[PASSAGE_PLACES].count - 1)
            segment++;
        const Py_ssize_t begin = each;
        const int64_t score = score_passage(asked, segment, &each);
        if (!is_found(asked, begin, each))
            continue;
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
    Runs runs = {asked->question->runs.runs + first, end - first, 0};
    return gather(&runs, &into, articles, count, asked->scratch);
}

/* Note the passages of some articles, ascending, of which something is known. */
static int meet_known(Paragraphs *asked, const int32_t *articles, Py_ssize_t count)
{
    const Known *known = &asked->question->known;
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
                return NO_MEMORY;
            asked->keys.numbers[asked->keys.count++] =
                (known_number(known, next) << asked->word_bits | asked->question->word_count) << WEIGHT_BITS;
        }
    }
    return 0;
}

/* Of some articles, ascending, those of which a paragraph may score `least`, by what it has of the leading words and
   what the others add at the most; how many, or DAMAGED. What is noted of other paragraphs is dropped. */
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
            return DAMAGED;
        int promising = others >= least;
        while (each < keys->count && passage_at(asked, each) < segment->passage_base + behind) {
            Py_ssize_t begin = each;
            if (passage_at(asked, each) < segment->passage_base)
                return DAMAGED;
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
        return DAMAGED;
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
    if (status == 0 && least > 0 && asked->leading_end < asked->question->runs.count) {
        done = asked->leading_end;
        status = meet(asked, 0, done, articles, count);
        if (status == 0)
            status = sort(&asked->keys);
        if (status == 0)
            count = keep_promising(asked, articles, count, bounds, least);
        if (count < 0)
            return DAMAGED;
    }
    if (status == 0 && count)
        status = meet(asked, done, asked->question->runs.count, articles, count);
    return status < 0 ? status : score_keys(asked);
}
