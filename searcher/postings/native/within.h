/* What words have in some articles: frequencies, positions, paragraphs. */

#pragma once

#include "growing.h"
#include "held.h"
#include "positions.h"
#include "runs.h"

/* A posting whose positions are wanted, in the article of number `which` among those asked about. */
typedef struct {
    const Run *run;
    Py_ssize_t posting;
    Py_ssize_t start, count; /* of its positions, as soon as they are known */
    uint32_t which, article;
} Hit;

typedef struct {
    Hit *hits;
    Py_ssize_t count, room;
} Hits;

typedef struct {
    const Lists *lists;
    const uint32_t *frequencies;
    Py_ssize_t asked; /* articles asked about */
    uint32_t *finding, *together;
    int wanted;
    int word_bits;
    Hits *hits;
    Growing *keys;
    Cell *cells;   /* for INTO_CELLS, … */
    uint64_t *met; /* … where the bits of the articles are set, unless it is NULL, … */
    int of_peaks;  /* … and frequencies may be of peaks */
} Collection;

/* Note one posting in the article of number `which` among those asked about: 0, or what failed; so do all that follow. */
static int collect(const Collection *into, const Run *run, Py_ssize_t posting, Py_ssize_t which, uint32_t article)
{
    const Segment *segment = run->segment;
    const Array *arrays = segment->arrays;
    if (into->wanted != PARAGRAPHS) {
        const uint8_t *packed = arrays[into->of_peaks ? PEAKS : FREQUENCIES].buffer.buf;
        uint8_t own = into->of_peaks ? HALF(packed, posting) : BYTE(packed, posting);
        uint32_t value = into->frequencies[own] * (uint32_t)run->weight;
        if (into->wanted == INTO_CELLS) {
            into->cells[article + segment->base].value += value;
            if (into->met)
                into->met[(article + segment->base) / 64] |= (uint64_t)1 << (article + segment->base) % 64;
            return 0;
        }
        Py_ssize_t cell = run->word * into->asked + which;
        into->together[cell] += value;
        if (run->weak)
            return 0;
        into->finding[cell] += value;
        if (!run->own)
            return 0;
    }
    Hits *hits = into->hits;
    if (hits->count == hits->room) {
        Py_ssize_t room = hits->count * 2 + 256;
        Hit *more = realloc(hits->hits, (size_t)room * sizeof *more);
        if (!more)
            return NO_MEMORY;
        hits->hits = more;
        hits->room = room;
    }
    hits->hits[hits->count++] = (Hit){run, posting, 0, 0, (uint32_t)which, article};
    return 0;
}

/* The same of consecutive postings, by going through all of them, for INTO_CELLS. */
static int scan_into_cells(const Collection *into, const Run *run, int64_t start, int64_t stop, const Scratch *scratch)
{
    const Segment *segment = run->segment;
    const uint8_t *packed = segment->arrays[into->of_peaks ? PEAKS : FREQUENCIES].buffer.buf;
    const uint32_t *frequencies = into->frequencies, weight = (uint32_t)run->weight;
    uint64_t *met = into->met;
    Cell *cells = into->cells;
    Found found;
    for (int64_t first = start; first < stop; first += AT_A_TIME) {
        const Py_ssize_t count = held_among(segment, first, stop, scratch->held, &found);
        if (count < 0)
            return DAMAGED;
        for (Py_ssize_t each = 0; each < count; each++)
            PREFETCH(&cells[found.articles[each]]);
        for (Py_ssize_t each = 0; each < count; each++) {
            const int64_t posting = first + found.indices[each];
            const uint32_t article = found.articles[each];
            cells[article].value += frequencies[into->of_peaks ? HALF(packed, posting) : BYTE(packed, posting)] * weight;
            if (met)
                met[article / 64] |= (uint64_t)1 << article % 64;
        }
    }
    return 0;
}

/* The same of consecutive postings, by going through all of them. */
static int scan(const Collection *into, const Run *run, int64_t start, int64_t stop, const Scratch *scratch)
{
    if (into->wanted == INTO_CELLS)
        return scan_into_cells(into, run, start, stop, scratch);
    const Segment *segment = run->segment;
    Found found;
    for (int64_t first = start; first < stop; first += AT_A_TIME) {
        const Py_ssize_t count = held_among(segment, first, stop, scratch->held, &found);
        if (count < 0)
            return DAMAGED;
        for (Py_ssize_t each = 0; each < count; each++) {
            const uint32_t article = found.articles[each];
            const Py_ssize_t which = (Py_ssize_t)scratch->cells[article].value;
            int status = collect(into, run, first + found.indices[each], which, article - (uint32_t)segment->base);
            if (status < 0)
                return status;
        }
    }
    return 0;
}

/* The same of the list between two indices, by looking for each of the articles asked about: ABREAST of them in step,
   by halving the part of the list in which they are, so that the memory of the others is on its way meanwhile. */
static int find_in_list(const Collection *into, const Run *run, int64_t low, int64_t high, const uint32_t *own,
                        Py_ssize_t own_count, Py_ssize_t own_first)
{
    const void *held = run->segment->arrays[ARTICLES].buffer.buf;
    const uint8_t *packed = run->segment->arrays[into->of_peaks ? PEAKS : FREQUENCIES].buffer.buf;
    const int shift = into->of_peaks;
    Py_ssize_t indices[ABREAST];
#define FIND(TYPE)                                                                                                    \
    for (Py_ssize_t first = 0; first < own_count && low < high && own[first] <= (TYPE)-1; first += ABREAST) {         \
        Py_ssize_t count = own_count - first < ABREAST ? own_count - first : ABREAST;                                 \
        while (own[first + count - 1] > (TYPE)-1)                                                                     \
            count--;                                                                                                  \
        Py_ssize_t last = seek_in_##TYPE(held, low, high, (TYPE)own[first + count - 1]);                              \
        Py_ssize_t left = last - low;                                                                                 \
        for (Py_ssize_t each = 0; each < count; each++)                                                               \
            indices[each] = low;                                                                                      \
        while (left > BLOCK) {                                                                                        \
            Py_ssize_t half = left / 2, next = (left - half) / 2;                                                     \
            for (Py_ssize_t each = 0; each < count; each++) {                                                         \
                if (((const TYPE *)held)[indices[each] + half - 1] < own[first + each])                               \
                    indices[each] += half;                                                                            \
                PREFETCH((const TYPE *)held + indices[each] + next - 1);                                              \
            }                                                                                                         \
            left -= half;                                                                                             \
        }                                                                                                             \
        for (Py_ssize_t each = 0; each < count; each++) {                                                             \
            TYPE below = 0, wanted = (TYPE)own[first + each];                                                         \
            for (Py_ssize_t ahead = 0; ahead < left; ahead++)                                                         \
                below += ((const TYPE *)held)[indices[each] + ahead] < wanted;                                        \
            indices[each] += below;                                                                                   \
            PREFETCH(packed + (indices[each] >> shift));                                                              \
        }                                                                                                             \
        for (Py_ssize_t each = 0; each < count; each++)                                                               \
            if (indices[each] < high && ((const TYPE *)held)[indices[each]] == own[first + each]) {                   \
                int status = collect(into, run, indices[each], own_first + first + each, own[first + each]);          \
                if (status < 0)                                                                                       \
                    return status;                                                                                    \
            }                                                                                                         \
        low = last;                                                                                                   \
    }
    BY_TYPE(&run->segment->arrays[ARTICLES], FIND)
#undef FIND
    return 0;
}

/* Those of some articles, ascending, that are of one segment. */
typedef struct {
    const Segment *segment;
    uint32_t *own; /* numbered as there: room for all articles */
    Py_ssize_t count, first; /* how many there are, and the index of the first */
} OfSegment;

/* Find those of a segment, unless they are those that were found last. */
static void find_own(OfSegment *of, const Segment *segment, const int32_t *articles, Py_ssize_t count)
{
    if (of->segment == segment)
        return;
    of->segment = segment;
    const Py_ssize_t first = seek_in_uint32_t((const uint32_t *)articles, 0, count, (uint32_t)segment->base);
    Py_ssize_t found = 0;
    for (; first + found < count && articles[first + found] < segment->base + segment->articles; found++)
        of->own[found] = (uint32_t)(articles[first + found] - segment->base);
    of->first = first;
    of->count = found;
}

/* The same of a run. of: the articles asked about that are of its segment. */
static int run_within(const Collection *into, const Run *run, const OfSegment *of, const Scratch *scratch)
{
    const Array *starts = &run->segment->arrays[ARTICLE_STARTS];
    const int64_t to_scan = of->count * SEARCH;
    int64_t done = run->start, low = done, high;
    if (run->stop - run->start <= to_scan)
        return scan(into, run, run->start, run->stop, scratch);
    for (int64_t slot = run->first; slot < run->end; slot++, low = high) {
        high = (int64_t)at(starts, slot + 1);
        if (low > high || high > run->stop)
            return DAMAGED;
        if (high - low <= to_scan)
            continue; /* until the next long list, or the end: short ones are scanned in one go */
        int status = scan(into, run, done, low, scratch);
        if (status == 0)
            status = find_in_list(into, run, low, high, of->own, of->count, of->first);
        if (status < 0)
            return status;
        done = high;
    }
    return scan(into, run, done, run->stop, scratch);
}

/* Note where in an article the words of a posting stand. */
static void add_positions(const Collection *into, const Hit *hit)
{
    const Array *positions = &hit->run->segment->arrays[POSITIONS];
    int64_t *out = into->keys->numbers + into->keys->count, base = (int64_t)hit->which << POSITION_BITS;
    for (Py_ssize_t each = 0; each < hit->count; each++)
        out[each] = (base + (int64_t)at(positions, hit->start + each)) << WORD_BITS | hit->run->word;
    into->keys->count += hit->count;
}

/* Note the paragraphs in which the words of a posting stand. */
static int add_paragraphs(const Collection *into, const Hit *hit)
{
    const Segment *segment = hit->run->segment;
    const Array *arrays = segment->arrays, *first_positions = &arrays[PASSAGE_PLACES];
    Py_ssize_t headline = (Py_ssize_t)at(&arrays[PASSAGE_STARTS], hit->article);
    Py_ssize_t behind = (Py_ssize_t)at(&arrays[PASSAGE_STARTS], hit->article + 1);
    if (headline >= behind || behind >= first_positions->count)
        return DAMAGED;
    int64_t *out = into->keys->numbers + into->keys->count;
    uint64_t first = at(first_positions, headline);
    Py_ssize_t passage = headline, kept = 0;
    for (Py_ssize_t each = 0; each < hit->count; each++) {
        uint64_t position = first + at(&arrays[POSITIONS], hit->start + each);
        while (passage + 1 < behind && at(first_positions, passage + 1) <= position)
            passage++;
        if (passage != headline)
            out[kept++] = ((int64_t)(passage + segment->passage_base) << into->word_bits | hit->run->word) << WEIGHT_BITS
                          | hit->run->weight;
    }
    into->keys->count += kept;
    return 0;
}

/* Read the positions of the postings that were collected, some at a time. Each step of the way to them is taken for all
   of these before the next is, so that the memory of the next ones is on its way meanwhile, and is used while it is
   near. */
static int read_positions(const Collection *into)
{
    Hits *hits = into->hits;
    int status = 0;
    for (Py_ssize_t begin = 0, end; begin < hits->count && status == 0; begin = end) {
        Py_ssize_t total = 0;
        end = begin + POSTINGS_ABREAST < hits->count ? begin + POSTINGS_ABREAST : hits->count;
        for (Py_ssize_t each = begin; each < end; each++) {
            const Hit *later = &hits->hits[each + AHEAD < hits->count ? each + AHEAD : each];
            fetch(&later->run->segment->arrays[FREQUENCIES], later->posting / SKIP * SKIP);
            fetch(&later->run->segment->arrays[POSITION_SKIPS], later->posting / SKIP);
            Hit *hit = &hits->hits[each];
            if (positions_of(into->lists, hit->run->segment, hit->posting, &hit->start, &hit->count) < 0)
                return DAMAGED;
            total += hit->count;
            fetch(&hit->run->segment->arrays[POSITIONS], hit->start);
            fetch(&hit->run->segment->arrays[PASSAGE_STARTS], hit->article);
        }
        if (grow(into->keys, total) < 0)
            return NO_MEMORY;
        for (Py_ssize_t each = begin; each < end && status == 0; each++)
            if (into->wanted == OWN_POSITIONS)
                add_positions(into, &hits->hits[each]);
            else
                status = add_paragraphs(into, &hits->hits[each]);
    }
    hits->count = 0;
    return status;
}

/* Note the postings of runs in some articles, ascending. */
static int gather(const Runs *runs, const Collection *into, const int32_t *articles, Py_ssize_t asked, Scratch *scratch)
{
    OfSegment of = {.own = scratch->touched};
    int status = 0;
    for (Py_ssize_t each = 0; each < asked; each++) {
        scratch->cells[articles[each]].value = (uint32_t)each;
        scratch->held[articles[each] / 64] |= (uint64_t)1 << articles[each] % 64;
    }
    for (Py_ssize_t each = 0; each < runs->count && status == 0; each++) {
        const Run *run = &runs->runs[each], *later = &runs->runs[each + RUNS_AHEAD < runs->count ? each + RUNS_AHEAD : each];
        fetch(&later->segment->arrays[ARTICLE_STARTS], later->first);
        fetch(&later->segment->arrays[ARTICLES], later->start);
        find_own(&of, run->segment, articles, asked);
        if (of.count)
            status = run_within(into, run, &of, scratch);
    }
    for (Py_ssize_t each = 0; each < asked; each++) {
        scratch->cells[articles[each]].value = 0;
        scratch->held[articles[each] / 64] = 0;
    }
    return status < 0 ? status : read_positions(into);
}
