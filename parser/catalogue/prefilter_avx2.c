/* prefilter_avx2.c - a block as two vectors of 32 bytes; see prefilter_windows.h. This file alone is compiled for AVX2, and asked for where the machine has it. */
#include "prefilter_windows.h"

#if defined(__AVX2__) && !defined(NO_SIMD)
#include <immintrin.h>

struct tables {
    __m256i upper, lower[WINDOW];
};

static inline __m256i both_halves(const uint8_t table[16])
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)table));
}

static inline struct tables tables_load(const struct windows *windows)
{
    const uint8_t(*lower)[16] = windows->lower;
    return (struct tables){ both_halves(windows->upper), { both_halves(lower[0]), both_halves(lower[1]), both_halves(lower[2]), both_halves(lower[3]) } };
}

static inline __m256i load(const char *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

static inline uint64_t mask(__m256i first, __m256i second)
{
    return (uint32_t)_mm256_movemask_epi8(first) | (uint64_t)(uint32_t)_mm256_movemask_epi8(second) << 32;
}

/* The buckets that let the bytes pass as the k-th of their windows, by the lower half. */
static inline __m256i lower(const struct tables *tables, int k, __m256i bytes)
{
    return _mm256_shuffle_epi8(tables->lower[k], _mm256_and_si256(bytes, _mm256_set1_epi8(15)));
}

static inline __m256i windows_pass(const struct tables *tables, const char *p, __m256i bytes)
{
    __m256i upper = _mm256_shuffle_epi8(tables->upper, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(15)));
    __m256i first = _mm256_and_si256(upper, lower(tables, 0, bytes));
    __m256i rest = _mm256_and_si256(lower(tables, 2, load(p + 2)), lower(tables, 3, load(p + 3)));
    return _mm256_and_si256(_mm256_and_si256(first, lower(tables, 1, load(p + 1))), rest);
}

static inline __attribute__((always_inline)) struct block_marks block_look(const struct tables *tables, const char *block)
{
    const __m256i zero = _mm256_setzero_si256(), newline = _mm256_set1_epi8('\n');
    __m256i a = load(block), b = load(block + 32);
    struct block_marks marks = { .ends = mask(_mm256_cmpeq_epi8(a, newline), _mm256_cmpeq_epi8(b, newline)) };
    __m256i nul = _mm256_cmpeq_epi8(_mm256_min_epu8(a, b), zero);
    if (__builtin_expect(_mm256_movemask_epi8(_mm256_or_si256(nul, _mm256_or_si256(a, b))), 0))
        marks.odd = mask(_mm256_or_si256(a, _mm256_cmpeq_epi8(a, zero)), _mm256_or_si256(b, _mm256_cmpeq_epi8(b, zero)));
    __m256i first = windows_pass(tables, block, a), second = windows_pass(tables, block + 32, b), any = _mm256_or_si256(first, second);
    if (__builtin_expect(!_mm256_testz_si256(any, any), 0))
        marks.candidates = ~mask(_mm256_cmpeq_epi8(first, zero), _mm256_cmpeq_epi8(second, zero));
    return marks;
}

#include "prefilter_walk.h"

windows_lines *windows_lines_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") ? lines_walk : NULL;
}
#else
windows_lines *windows_lines_avx2(void)
{
    return NULL;
}
#endif
