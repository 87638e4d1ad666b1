/* Which postings of a list are of articles that are held: one bit an article. */

#pragma once

#include "snapshot.h"

enum { AT_A_TIME = 512 };

/* Their indices among those asked about, their articles, and room for what is written behind the last. */
typedef struct {
    uint32_t indices[AT_A_TIME + 8], articles[AT_A_TIME + 8];
} Found;

/* Of some numbers, from one on, those whose bits are set when they are raised by `base`, behind `set` that were found
   before: how many there are then, or DAMAGED where a number is `limit` or more. */
#define BITS_AMONG(TYPE)                                                                                              \
    static inline Py_ssize_t bits_among_##TYPE(const TYPE *numbers, uint32_t first, uint32_t count, uint32_t limit,   \
                                               uint32_t base, const uint64_t *bits, Found *found, Py_ssize_t set)     \
    {                                                                                                                 \
        for (uint32_t each = first; each < count; each++) {                                                           \
            if (numbers[each] >= limit)                                                                               \
                return DAMAGED;                                                                                       \
            const uint32_t number = numbers[each] + base;                                                             \
            found->indices[set] = each;                                                                               \
            found->articles[set] = number;                                                                            \
            set += bits[number / 64] >> number % 64 & 1;                                                              \
        }                                                                                                             \
        return set;                                                                                                   \
    }
BITS_AMONG(uint8_t)
BITS_AMONG(uint16_t)
BITS_AMONG(uint32_t)
#undef BITS_AMONG

/* The same, eight numbers at a time, where the processor can gather the words of memory that hold their bits. */
#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define CAN_GATHER 1

/* Of each set of eight bits which are set, a byte each. */
static uint64_t indices_of[256];

/* Once, at the first import: threads read it without a lock. */
static void fill_indices(void)
{
    if (indices_of[2])
        return;
    for (int bits = 0; bits < 256; bits++) {
        int count = 0;
        for (uint64_t bit = 0; bit < 8; bit++)
            if (bits >> bit & 1)
                indices_of[bits] |= bit << 8 * count++;
    }
}

#define GATHER_AMONG(TYPE)                                                                                            \
    __attribute__((target("avx2,popcnt"))) static Py_ssize_t gather_among_##TYPE(                                     \
        const TYPE *numbers, uint32_t count, uint32_t limit, uint32_t base, const uint64_t *bits, Found *found)       \
    {                                                                                                                 \
        const __m256i last = _mm256_set1_epi32((int)limit - 1), low_bits = _mm256_set1_epi32(31);                     \
        __m256i beyond = _mm256_setzero_si256();                                                                      \
        Py_ssize_t set = 0;                                                                                           \
        uint32_t each = 0;                                                                                            \
        for (; each + 8 <= count; each += 8) {                                                                        \
            const __m256i given = load_##TYPE(numbers + each), inside = _mm256_min_epu32(given, last);                \
            beyond = _mm256_or_si256(beyond, _mm256_xor_si256(given, inside));                                        \
            const __m256i number = _mm256_add_epi32(inside, _mm256_set1_epi32((int)base));                            \
            const __m256i words = _mm256_i32gather_epi32((const int *)bits, _mm256_srli_epi32(number, 5), 4);         \
            const __m256i to_sign = _mm256_sllv_epi32(words, _mm256_andnot_si256(number, low_bits));                  \
            const unsigned which = (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(to_sign));                        \
            const __m256i indices = _mm256_cvtepu8_epi32(_mm_cvtsi64_si128((long long)indices_of[which]));            \
            _mm256_storeu_si256((__m256i *)(found->indices + set),                                                    \
                                _mm256_add_epi32(indices, _mm256_set1_epi32((int)each)));                             \
            _mm256_storeu_si256((__m256i *)(found->articles + set), _mm256_permutevar8x32_epi32(number, indices));    \
            set += _mm_popcnt_u32(which);                                                                             \
        }                                                                                                             \
        if (!_mm256_testz_si256(beyond, beyond))                                                                      \
            return DAMAGED;                                                                                           \
        return bits_among_##TYPE(numbers, each, count, limit, base, bits, found, set);                                \
    }
#define load_uint8_t(from) _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(from)))
#define load_uint16_t(from) _mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(from)))
#define load_uint32_t(from) _mm256_loadu_si256((const __m256i *)(from))
GATHER_AMONG(uint8_t)
GATHER_AMONG(uint16_t)
GATHER_AMONG(uint32_t)
#undef GATHER_AMONG
#endif

static int gathering; /* whether it is done so; set at import */

/* Whether it is to be done so; it is not where the processor can't. */
static void gather_from_now_on(int wanted)
{
#ifdef CAN_GATHER
    gathering = wanted && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt");
    fill_indices();
#else
    (void)wanted;
#endif
}

/* The postings between two indices, AT_A_TIME at the most, whose articles are held: how many, or DAMAGED. */
static inline Py_ssize_t held_among(const Segment *segment, int64_t first, int64_t stop, const uint64_t *held, Found *found)
{
    const Array *articles = &segment->arrays[ARTICLES];
    const void *numbers = (const char *)articles->buffer.buf + first * articles->width;
    const uint32_t count = (uint32_t)(stop - first < AT_A_TIME ? stop - first : AT_A_TIME);
    const uint32_t limit = (uint32_t)segment->articles, base = (uint32_t)segment->base;
#ifdef CAN_GATHER
#define GATHER(TYPE) return gather_among_##TYPE(numbers, count, limit, base, held, found);
    if (gathering && limit)
        BY_TYPE(articles, GATHER)
#undef GATHER
#endif
#define BY_BITS(TYPE) return bits_among_##TYPE(numbers, 0, count, limit, base, held, found, 0);
    BY_TYPE(articles, BY_BITS)
#undef BY_BITS
}
