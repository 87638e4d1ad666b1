/* Arrays as they stand in the files of a segment, and buffers of Python for the time of a call. */

#pragma once

#include "status.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the files are little-endian, and are read as they are"
#endif

/* The fields of `searcher.postings.slots.Run`. */
enum { RUN_FIELDS = 6, RUN_FIRST = 0, RUN_END, RUN_START, RUN_STOP, RUN_WEIGHT, RUN_OWN };
/* What is noted of a posting: what it adds to a score, also where its word stands, or in which paragraphs. */
enum { INTO_CELLS, OWN_POSITIONS, PARAGRAPHS };
enum { POSITION_BITS = 40, WORD_BITS = 4, WEIGHT_BITS = 12 };
/* As in `index.segments.posting_lists`. */
enum { SKIP = 16, COUNT_BITS = 10, COUNT_MASK = (1 << COUNT_BITS) - 1 };

/* As in `searcher.ranking` and `searcher.postings.base`. */
enum { WEIGHT_UNIT = 100 };
static const float UNIT = 1073741824.0f;
static const double SLACK = 1 - 1e-5;

static const int64_t LEADING_UNIT = 1 << 16; /* in UNITs */
static const float HUNDREDTH = (float)(1.0 / WEIGHT_UNIT);

/* What will be needed so many steps later is brought to the processor meanwhile: postings or articles, and runs. */
enum { AHEAD = 24, RUNS_AHEAD = 4 };
/* Articles that are looked for, or looked into, in step. */
enum { ABREAST = 32 };
/* Postings whose positions are read in step. */
enum { POSTINGS_ABREAST = 64 };
#define PREFETCH(address) __builtin_prefetch(address)

/* What finding one number in a list costs, in numbers that are gone through. */
static const Py_ssize_t SEARCH = 64;

/* One dimension of unsigned integers, little-endian, as they stand in a file. */
typedef struct {
    Py_buffer buffer;
    Py_ssize_t count;
    int width;
} Array;

static int array_of(PyObject *object, Array *array)
{
    if (PyObject_GetBuffer(object, &array->buffer, PyBUF_C_CONTIGUOUS) < 0)
        return -1;
    array->width = (int)array->buffer.itemsize;
    array->count = array->buffer.len / (array->width ? array->width : 1);
    if (array->width == 1 || array->width == 2 || array->width == 4 || array->width == 8)
        return 0;
    PyBuffer_Release(&array->buffer);
    PyErr_SetString(PyExc_ValueError, "an array of whole numbers was expected");
    return -1;
}

static inline uint64_t at(const Array *array, Py_ssize_t index)
{
    const char *data = array->buffer.buf;
    switch (array->width) {
    case 1: return ((const uint8_t *)data)[index];
    case 2: return ((const uint16_t *)data)[index];
    case 4: return ((const uint32_t *)data)[index];
    default: return ((const uint64_t *)data)[index];
    }
}

/* Have the memory of an entry on its way; where there is no such entry, nothing comes of it. */
static inline void fetch(const Array *array, Py_ssize_t index)
{
    PREFETCH((const void *)((uintptr_t)array->buffer.buf + (uintptr_t)index * (uintptr_t)array->width));
}

/* The number of a posting in an array with a byte, or with half a byte, for each. */
#define BYTE(data, posting) ((data)[posting])
#define HALF(data, posting) ((data)[(posting) >> 1] >> (((posting) & 1) << 2) & 15)

/* Where the first number not below `wanted` stands between two indices of an ascending array. */
static inline Py_ssize_t lower_bound(const Array *array, Py_ssize_t low, Py_ssize_t high, uint64_t wanted)
{
    while (low < high) {
        Py_ssize_t middle = low + (high - low) / 2;
        if (at(array, middle) < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The same of some numbers, ABREAST at the most, in all of an array, in step. */
static void lower_bounds(const Array *array, const uint64_t *wanted, Py_ssize_t count, Py_ssize_t *bounds)
{
    for (Py_ssize_t each = 0; each < count; each++)
        bounds[each] = 0;
    for (Py_ssize_t left = array->count, half; left; left -= half) {
        half = (left + 1) / 2;
        const Py_ssize_t next = (left - half) / 2;
        for (Py_ssize_t each = 0; each < count; each++) {
            if (at(array, bounds[each] + half - 1) < wanted[each])
                bounds[each] += half;
            fetch(array, bounds[each] + next);
        }
    }
}

/* The same, where it is likely to be near the beginning. */
static inline Py_ssize_t gallop(const Array *array, Py_ssize_t low, Py_ssize_t high, uint64_t wanted)
{
    Py_ssize_t step = 1;
    while (low + step < high && at(array, low + step) < wanted) {
        low += step;
        step *= 2;
    }
    return lower_bound(array, low, low + step < high ? low + step : high, wanted);
}

/* A loop over the numbers of an array, which have no more than 32 bits, compiled for each type that they may have. */
#define BY_TYPE(ARRAY, LOOP)                                                                                          \
    switch ((ARRAY)->width) {                                                                                         \
    case 1: LOOP(uint8_t) break;                                                                                      \
    case 2: LOOP(uint16_t) break;                                                                                     \
    default: LOOP(uint32_t) break;                                                                                    \
    }

/* The same of an array of a type, where the number may be anywhere: by blocks of which each is twice as far as the one
   before, and then by counting within one, which leaves nothing to be guessed. */
enum { BLOCK = 32 };
#define SEEK(TYPE)                                                                                                    \
    static inline Py_ssize_t seek_in_##TYPE(const TYPE *numbers, Py_ssize_t low, Py_ssize_t high, TYPE wanted)        \
    {                                                                                                                 \
        Py_ssize_t step = BLOCK;                                                                                      \
        for (; step <= high - low && numbers[low + step - 1] < wanted; step *= 2)                                     \
            low += step;                                                                                              \
        while (step > BLOCK) {                                                                                        \
            step /= 2;                                                                                                \
            if (step <= high - low && numbers[low + step - 1] < wanted)                                               \
                low += step;                                                                                          \
        }                                                                                                             \
        TYPE below = 0;                                                                                               \
        if (high - low >= BLOCK)                                                                                      \
            for (int each = 0; each < BLOCK; each++)                                                                  \
                below += numbers[low + each] < wanted;                                                                \
        else                                                                                                          \
            for (Py_ssize_t each = low; each < high; each++)                                                          \
                below += numbers[each] < wanted;                                                                      \
        return low + below;                                                                                           \
    }
SEEK(uint8_t)
SEEK(uint16_t)
SEEK(uint32_t)
#undef SEEK

/* A buffer of a certain type for the time of a call. */
static int borrow(PyObject *object, Py_buffer *buffer, Py_ssize_t itemsize, Py_ssize_t least)
{
    if (PyObject_GetBuffer(object, buffer, PyBUF_C_CONTIGUOUS) < 0)
        return -1;
    if (buffer->itemsize == itemsize && buffer->len / itemsize >= least)
        return 0;
    PyBuffer_Release(buffer);
    PyErr_SetString(PyExc_ValueError, "an array has another type or length than it should");
    return -1;
}
