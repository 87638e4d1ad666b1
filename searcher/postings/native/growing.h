/* Numbers that are collected one by one, and sorted. */

#pragma once

#include "status.h"

typedef struct {
    int64_t *numbers;
    Py_ssize_t count, room;
} Growing;

/* Make room for so many more: 0, or NO_MEMORY. */
static int grow(Growing *growing, Py_ssize_t more)
{
    if (growing->count + more > growing->room) {
        Py_ssize_t room = (growing->count + more) * 2 + 256;
        int64_t *numbers = realloc(growing->numbers, (size_t)room * sizeof *numbers);
        if (!numbers)
            return NO_MEMORY;
        growing->numbers = numbers;
        growing->room = room;
    }
    return 0;
}

/* Sort numbers, none negative, by their bytes from the last on; bytes that all have in common are passed over. */
static int sort(Growing *growing)
{
    Py_ssize_t count = growing->count;
    if (count < 64) {
        for (Py_ssize_t each = 1; each < count; each++) {
            int64_t number = growing->numbers[each];
            Py_ssize_t index = each;
            for (; index && growing->numbers[index - 1] > number; index--)
                growing->numbers[index] = growing->numbers[index - 1];
            growing->numbers[index] = number;
        }
        return 0;
    }
    int64_t *spare = malloc((size_t)growing->room * sizeof *spare);
    if (!spare)
        return NO_MEMORY;
    int64_t differing = 0;
    for (Py_ssize_t each = 1; each < count; each++)
        differing |= growing->numbers[each] ^ growing->numbers[0];
    for (int shift = 0; shift < 64; shift += 8) {
        if (!(differing >> shift & 255))
            continue;
        Py_ssize_t begins[256] = {0}, total = 0;
        for (Py_ssize_t each = 0; each < count; each++)
            begins[growing->numbers[each] >> shift & 255]++;
        for (int byte = 0; byte < 256; byte++) {
            Py_ssize_t size = begins[byte];
            begins[byte] = total;
            total += size;
        }
        for (Py_ssize_t each = 0; each < count; each++)
            spare[begins[growing->numbers[each] >> shift & 255]++] = growing->numbers[each];
        int64_t *sorted = spare;
        spare = growing->numbers;
        growing->numbers = sorted;
    }
    free(spare);
    return 0;
}
