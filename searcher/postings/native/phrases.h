/* `Lists.phrase`: where terms stand side by side. */

#pragma once

#include "growing.h"
#include "pair.h"
#include "positions.h"

/* A term of a phrase: its offset there, and its list. */
typedef struct {
    Py_ssize_t offset, cursor, end;
} PhraseTerm;

/* Where the postings of a term in some articles are, and the positions of these. */
typedef struct {
    Py_ssize_t posting[ABREAST], begin[ABREAST], left[ABREAST];
} PhrasePostings;

typedef struct {
    const Lists *lists;
    const Segment *segment;
    PhraseTerm *terms; /* the rarest first */
    PhrasePostings *postings; /* of each term */
    Py_ssize_t term_count;
    uint64_t held[ABREAST]; /* articles that hold all of them */
    Py_ssize_t held_count;
    Growing articles, positions;
} PhraseSearch;

/* Look for the phrase in the articles that are held. Each step of the way to the positions is taken for all of them before
   the next is, so that the memory of the others is on its way meanwhile. */
static int read_held(PhraseSearch *search)
{
    const Array *positions = &search->segment->arrays[POSITIONS];
    PhraseTerm *terms = search->terms;
    PhrasePostings *rarest = search->postings;
    Py_ssize_t room = 0;
    for (Py_ssize_t term = 0; term < search->term_count; term++) {
        PhrasePostings *of = &search->postings[term];
        for (Py_ssize_t each = 0; each < search->held_count; each++) {
            if (positions_of(search->lists, search->segment, of->posting[each], &of->begin[each], &of->left[each]) < 0)
                return DAMAGED;
            fetch(positions, of->begin[each]);
        }
    }
    for (Py_ssize_t each = 0; each < search->held_count; each++)
        room += rarest->left[each];
    if (grow(&search->articles, room) < 0 || grow(&search->positions, room) < 0)
        return NO_MEMORY;
    for (Py_ssize_t each = 0; each < search->held_count; each++) {
        if (search->held[each] >= (uint64_t)search->segment->articles)
            return DAMAGED;
        for (Py_ssize_t own = 0; own < rarest->left[each]; own++) {
            int64_t where = (int64_t)at(positions, rarest->begin[each] + own) - terms[0].offset;
            int together = where >= 0;
            for (Py_ssize_t term = 1; term < search->term_count && together; term++) {
                Py_ssize_t *begin = &search->postings[term].begin[each], *left = &search->postings[term].left[each];
                int64_t wanted = where + terms[term].offset;
                while (*left && (int64_t)at(positions, *begin) < wanted) {
                    ++*begin;
                    --*left;
                }
                together = *left && (int64_t)at(positions, *begin) == wanted;
            }
            if (together) {
                search->articles.numbers[search->articles.count++] = (int64_t)search->held[each];
                search->positions.numbers[search->positions.count++] = where;
            }
        }
    }
    search->held_count = 0;
    return 0;
}

/* Go through the list of the rarest term, and look where the article stands in those of the others. */
static int find_phrase(PhraseSearch *search)
{
    const Array *arrays = search->segment->arrays, *held = &arrays[ARTICLES];
    PhraseTerm *terms = search->terms;
    for (; terms[0].cursor < terms[0].end; terms[0].cursor++) {
        uint64_t article = at(held, terms[0].cursor);
        int everywhere = 1;
        for (Py_ssize_t term = 1; term < search->term_count && everywhere; term++) {
            terms[term].cursor = gallop(held, terms[term].cursor, terms[term].end, article);
            if (terms[term].cursor == terms[term].end)
                return read_held(search);
            everywhere = at(held, terms[term].cursor) == article;
        }
        if (!everywhere)
            continue;
        for (Py_ssize_t term = 0; term < search->term_count; term++) {
            search->postings[term].posting[search->held_count] = terms[term].cursor;
            fetch(&arrays[FREQUENCIES], terms[term].cursor / SKIP * SKIP);
            fetch(&arrays[POSITION_SKIPS], terms[term].cursor / SKIP);
        }
        search->held[search->held_count++] = article;
        int status = search->held_count < ABREAST ? 0 : read_held(search);
        if (status < 0)
            return status;
    }
    return read_held(search);
}

/* The terms of a phrase, the rarest first: 0, or DAMAGED where one has no list in the segment. */
static int lists_of_terms(PhraseSearch *search, const int64_t *slots)
{
    const Array *starts = &search->segment->arrays[ARTICLE_STARTS];
    for (Py_ssize_t word = 0; word < search->term_count; word++) {
        if (slots[word] < 0 || slots[word] + 1 >= starts->count)
            return DAMAGED;
        Py_ssize_t cursor = (Py_ssize_t)at(starts, slots[word]), end = (Py_ssize_t)at(starts, slots[word] + 1);
        if (cursor < 0 || cursor > end || end > search->segment->arrays[ARTICLES].count)
            return DAMAGED;
        Py_ssize_t index = word;
        for (; index && search->terms[index - 1].end - search->terms[index - 1].cursor > end - cursor; index--)
            search->terms[index] = search->terms[index - 1];
        search->terms[index] = (PhraseTerm){word, cursor, end};
    }
    return 0;
}

/* phrase(number of the segment, slots: int64, distinct and at least two) -> (articles: int64, positions: int64) */
static PyObject *lists_phrase(Lists *self, PyObject *const *arguments, Py_ssize_t argument_count)
{
    if (argument_count != 2) {
        PyErr_SetString(PyExc_TypeError, "phrase(segment, slots)");
        return NULL;
    }
    const Segment *segment = segment_at(self, arguments[0]);
    if (!segment)
        return NULL;
    Py_buffer slots;
    if (borrow(arguments[1], &slots, sizeof(int64_t), 2) < 0)
        return NULL;
    PhraseSearch search = {.lists = self, .segment = segment};
    search.term_count = slots.len / (Py_ssize_t)sizeof(int64_t);
    search.terms = malloc((size_t)search.term_count * sizeof *search.terms);
    search.postings = malloc((size_t)search.term_count * sizeof *search.postings);
    int status = search.terms && search.postings ? 0 : NO_MEMORY;
    Py_BEGIN_ALLOW_THREADS
    if (status == 0)
        status = lists_of_terms(&search, slots.buf);
    if (status == 0)
        status = find_phrase(&search);
    Py_END_ALLOW_THREADS
    PyBuffer_Release(&slots);
    PyObject *answer = NULL;
    if (status < 0)
        failed(status);
    else {
        char *articles, *positions;
        size_t size = (size_t)search.articles.count * sizeof(int64_t);
        answer = pair_of(search.articles.count, &articles, sizeof(int64_t), &positions, sizeof(int64_t));
        if (answer && size) {
            memcpy(articles, search.articles.numbers, size);
            memcpy(positions, search.positions.numbers, size);
        }
    }
    free(search.articles.numbers);
    free(search.positions.numbers);
    free(search.terms);
    free(search.postings);
    return answer;
}
