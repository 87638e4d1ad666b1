/* The articles with all the words of a short question (`searcher.retrieval.completeness`), where they are enough. */

#pragma once

#include "holding.h"
#include "look_up.h"

/* Add what the next word has to the articles that are held, and mark these; at_most: how many are held. */
static int add_to_held(const Lists *self, Question *question, Py_ssize_t word, Py_ssize_t at_most)
{
    Scratch *scratch = question->scratch;
    Collection into = {.lists = self, .frequencies = question->frequencies.buf, .wanted = INTO_CELLS,
                       .cells = scratch->cells, .met = scratch->marked};
    OfSegment of = {0};
    int status = 0;
    for (Py_ssize_t each = first_run(question, word); each < question->ends[word] && status == 0; each++) {
        const Run *run = &question->runs.runs[each];
        if (run->stop - run->start <= at_most * SEARCH) {
            status = scan_into_cells(&into, run, run->start, run->stop, scratch);
            continue;
        }
        if (!of.own) {
            at_most = take_held(scratch, self->article_count);
            of.own = malloc((size_t)(at_most + 1) * sizeof *of.own);
            if (!of.own)
                return NO_MEMORY;
        }
        find_own(&of, run->segment, (const int32_t *)scratch->touched, at_most);
        if (of.count)
            status = run_within(&into, run, &of, scratch);
    }
    free(of.own);
    return status;
}

/* Hold the articles that are marked and pass, as those touched; their cells are those of the articles held before.
   scored: whether these have scores. Returns how many. */
static Py_ssize_t hold_marked(const Lists *self, Scratch *scratch, const char *passes, int scored)
{
    Py_ssize_t found = 0;
    for (Py_ssize_t block = 0; block <= self->article_count / 64; block++) {
        uint64_t marked = scratch->marked[block], gone = scored ? scratch->held[block] & ~marked : 0;
        scratch->marked[block] = 0;
        for (uint64_t bits = marked; bits; bits &= bits - 1) {
            const int bit = __builtin_ctzll(bits);
            const uint32_t article = (uint32_t)(block * 64 + bit);
            if (passes && !passes[article])
                gone |= (uint64_t)1 << bit;
            else
                scratch->touched[found++] = article;
        }
        scratch->held[block] = marked & ~gone;
        for (; gone; gone &= gone - 1)
            scratch->cells[block * 64 + __builtin_ctzll(gone)] = (Cell){0};
    }
    return found;
}

/* The articles with all the words that they should have, if these are as many as are wanted: then no other can be among
   the best. The first word, mostly the rarest, is no more than bits until it is known which articles have the others, too. All
   of them are given the bonus at once. found: how many may be among the best, as those touched; 0 if there are too few,
   or the bonus does not outweigh all else. */
static int take_complete(const Lists *self, Question *question, Py_ssize_t *found)
{
    Scratch *scratch = question->scratch;
    const Complete complete = question->complete;
    Top *top = question->top;
    Py_ssize_t at_most = 0, count = 0;
    *found = 0;
    if (complete.words < 2 || (double)complete.bonus <= question->after[0])
        return 0;
    for (Py_ssize_t run = 0; run < question->ends[0]; run++) {
        if (mark(&question->runs.runs[run], scratch->held) < 0)
            return DAMAGED;
        at_most += question->runs.runs[run].stop - question->runs.runs[run].start;
    }
    question->complete = (Complete){0}; /* nothing has to be counted while words are scored, … */
    question->top = NULL;               /* … nor noted before the last is */
    for (uint32_t word = 1; word < complete.words && at_most >= question->count; word++) {
        int status = add_to_held(self, question, word, at_most);
        if (status < 0)
            return status;
        at_most = count = hold_marked(self, scratch, question->passes, word > 1);
        score_word(question, word, count);
    }
    question->top = top;
    if (at_most < question->count) {
        question->complete = complete;
        for (Py_ssize_t each = 0; each < count; each++)
            scratch->cells[scratch->touched[each]] = (Cell){0};
        memset(scratch->held, 0, (size_t)(self->article_count / 64 + 1) * sizeof *scratch->held);
        return 0;
    }
    for (Py_ssize_t each = 0; each < count; each++)
        scratch->cells[scratch->touched[each]].score += complete.bonus;
    uint32_t *own = malloc((size_t)count * sizeof *own);
    int status = own ? look_up(self, question, count, own) : NO_MEMORY;
    free(own);
    question->used = complete.words;
    if (status == 0)
        *found = keep_likely(question, count, top_renew(top));
    return status;
}
