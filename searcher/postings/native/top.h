/* The articles that score best so far. */

#pragma once

#include "scores.h"

typedef struct {
    int64_t score;
    uint32_t article;
} Best;

/* So many at the most, each once, the least of them first (a heap). Scores grow while words are added: one that is held
   here may be less than it is by now, until `top_renew`. */
typedef struct {
    Best *best;
    Py_ssize_t count, room;
    uint64_t *among;    /* one bit an article: whether it is held */
    const char *passes; /* one an article: whether it may be; NULL where all may */
    const Cell *cells;
    const Complete *complete;
} Top;

static int top_open(Top *top, Py_ssize_t room, Scratch *scratch, const char *passes, const Complete *complete)
{
    *top = (Top){malloc((size_t)room * sizeof(Best)), 0, room, scratch->marked, passes, scratch->cells, complete};
    return top->best ? 0 : NO_MEMORY;
}

static void top_close(Top *top)
{
    for (Py_ssize_t each = 0; each < top->count; each++)
        top->among[top->best[each].article / 64] = 0;
    free(top->best);
}

/* Put an entry at an index or below it, where it belongs. */
static void top_sink(Top *top, Py_ssize_t index, Best entry)
{
    for (Py_ssize_t child; (child = 2 * index + 1) < top->count; index = child) {
        child += child + 1 < top->count && top->best[child + 1].score < top->best[child].score;
        if (top->best[child].score >= entry.score)
            break;
        top->best[index] = top->best[child];
    }
    top->best[index] = entry;
}

/* What is held, with what it scores by now. */
static Best top_now(const Top *top, Py_ssize_t index)
{
    const uint32_t article = top->best[index].article;
    return (Best){with_bonus(&top->cells[article], top->complete, top->complete->words), article};
}

static void top_put(Top *top, Best entry)
{
    const uint64_t bit = (uint64_t)1 << entry.article % 64;
    if (top->among[entry.article / 64] & bit || (top->passes && !top->passes[entry.article]))
        return;
    if (top->count < top->room) {
        Py_ssize_t index = top->count++;
        for (; index && top->best[(index - 1) / 2].score > entry.score; index = (index - 1) / 2)
            top->best[index] = top->best[(index - 1) / 2];
        top->best[index] = entry;
    } else {
        for (Best least = top_now(top, 0); least.score > top->best[0].score; least = top_now(top, 0))
            top_sink(top, 0, least);
        if (entry.score <= top->best[0].score)
            return;
        top->among[top->best[0].article / 64] &= ~((uint64_t)1 << top->best[0].article % 64);
        top_sink(top, 0, entry);
    }
    top->among[entry.article / 64] |= bit;
}

/* What has to be exceeded to be put among them: nothing does where there are none. */
static inline int64_t top_least(const Top *top)
{
    return !top ? INT64_MAX : top->count < top->room ? -1 : top->best[0].score;
}

/* Take note of what an article scores by now. */
static inline void top_see(Top *top, uint32_t article, int64_t score)
{
    if (score > top_least(top))
        top_put(top, (Best){score, article});
}

/* What the best that there is room for score at the least. */
static inline double top_floor(const Top *top)
{
    return top->count == top->room ? (double)top->best[0].score : 0;
}

/* The same, when all scores are taken as they are by now. */
static double top_renew(Top *top)
{
    for (Py_ssize_t index = top->count; index--;)
        top_sink(top, index, top_now(top, index));
    return top_floor(top);
}
