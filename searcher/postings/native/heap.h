/* The best of scores that come one after the other, each as it stays: of paragraphs, which are scored once. (Those of articles
   grow word by word: `top.h`.) */

#pragma once

#include "interpreter.h"

/* So many at the most, the least of them first. */
typedef struct {
    int64_t *scores;
    Py_ssize_t count, room;
} Heap;

static void heap_put(Heap *heap, int64_t score)
{
    int64_t *scores = heap->scores;
    Py_ssize_t index;
    if (heap->count < heap->room) {
        index = heap->count++;
        for (; index && scores[(index - 1) / 2] > score; index = (index - 1) / 2)
            scores[index] = scores[(index - 1) / 2];
        scores[index] = score;
        return;
    }
    if (score <= scores[0])
        return;
    for (index = 0;;) {
        Py_ssize_t child = 2 * index + 1;
        if (child >= heap->count)
            break;
        child += child + 1 < heap->count && scores[child + 1] < scores[child];
        if (scores[child] >= score)
            break;
        scores[index] = scores[child];
        index = child;
    }
    scores[index] = score;
}

/* What the best that there is room for score at the least. */
static double heap_floor(const Heap *heap)
{
    return heap->count == heap->room ? (double)heap->scores[0] : 0;
}
