/* Words that are only looked up in the articles that may be among the best. */

#pragma once

#include "question.h"
#include "top.h"
#include "within.h"

/* Add what the next word has to the scores of the first `count` of the touched articles. own: room for as many numbers. */
static int look_up(const Lists *self, Question *question, Py_ssize_t count, uint32_t *own)
{
    const Scratch *scratch = question->scratch;
    const Py_ssize_t word = question->used++;
    const int32_t *articles = (const int32_t *)scratch->touched;
    Collection into = {.lists = self, .frequencies = question->frequencies.buf, .wanted = INTO_CELLS,
                       .cells = scratch->cells, .of_peaks = question->of_peaks};
    OfSegment of = {.own = own};
    int status = 0;
    for (Py_ssize_t each = first_run(question, word); each < question->ends[word] && status == 0; each++) {
        const Run *run = &question->runs.runs[each];
        find_own(&of, run->segment, articles, count);
        if (of.count)
            status = run_within(&into, run, &of, scratch);
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
    int status = own ? 0 : NO_MEMORY;
    while (question->used < question->word_count && *found && status == 0) {
        status = look_up(self, question, *found, own);
        if (question->top)
            *floor = top_renew(question->top);
        *found = keep_likely(question, *found, *floor);
    }
    free(own);
    return status;
}
