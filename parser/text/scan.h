/* scan.h - skips over bytes that need no look, sixteen at a time where the machine can (SSE2 is part of x86-64). */
#ifndef DAGSIEVE_SCAN_H
#define DAGSIEVE_SCAN_H

#include "slice.h"

#if defined(__SSE2__) && !defined(NO_SIMD)
#define SCAN_SSE2
#endif

#ifdef SCAN_SSE2
#include <emmintrin.h>

static inline __m128i scan_load(const char *p)
{
    return _mm_loadu_si128((const __m128i *)(const void *)p);
}

static inline __m128i scan_equal(__m128i bytes, char c)
{
    return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c));
}

/* Fewer than sixteen bytes, zeros behind them. */
static inline __m128i scan_load_few(struct slice s)
{
    uint64_t rest = s.n > 8 ? bytes_eight(s.p + s.n - 8) >> 8 * (16 - s.n) : 0;
    return _mm_set_epi64x((long long)rest, (long long)slice_head(s));
}

/* A bit for each byte that scan_ascii looks for. */
static inline unsigned scan_ascii_marks(__m128i bytes)
{
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(bytes, scan_equal(bytes, 0)));
}

/* A bit for each byte that scan_plain looks for. */
static inline unsigned scan_plain_marks(__m128i bytes)
{
    __m128i marks = _mm_or_si128(scan_equal(bytes, '"'), scan_equal(bytes, '\\'));
    /* Signed: bytes from 0x80 on are below 0x20 too. */
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(marks, _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20))));
}

/* A bit for each byte that scan_string looks for. */
static inline unsigned scan_string_marks(__m128i bytes)
{
    __m128i marks = _mm_or_si128(scan_equal(bytes, '"'), scan_equal(bytes, '\\'));
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(marks, scan_equal(bytes, '\n')));
}

static inline __m128i scan_between(__m128i bytes, char least, char most)
{
    return _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8((char)(least - 1))), _mm_cmplt_epi8(bytes, _mm_set1_epi8((char)(most + 1))));
}

/* A bit for each byte that scan_word looks for. */
static inline unsigned scan_word_marks(__m128i bytes)
{
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_cmplt_epi8(bytes, _mm_set1_epi8(' ' + 1)), scan_equal(bytes, '=')));
}

/* A bit for each byte that is not byte_is_dotted. */
static inline unsigned scan_undotted_marks(__m128i bytes)
{
    __m128i marks = scan_between(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 'z');
    marks = _mm_or_si128(marks, scan_between(bytes, '0', '9'));
    marks = _mm_or_si128(marks, _mm_or_si128(scan_equal(bytes, '_'), scan_equal(bytes, '.')));
    return ~(unsigned)_mm_movemask_epi8(marks) & 0xffff;
}

/* A bit for each byte that scan_control looks for. */
static inline unsigned scan_control_marks(__m128i bytes)
{
    __m128i controls = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(controls, scan_equal(bytes, '\\')));
}

/* Position from `at` on of the first byte that has a mark, as NUL has; s.n when there is none. */
static inline __attribute__((always_inline)) size_t scan_first(struct slice s, size_t at, unsigned (*marks)(__m128i))
{
    for (; s.n - at >= 16; at += 16) {
        unsigned found = marks(scan_load(s.p + at));
        if (found)
            return at + (size_t)__builtin_ctz(found);
    }
    return at + (size_t)__builtin_ctz(marks(scan_load_few(slice_from(s, at)))); /* the zeros behind have marks */
}
#endif

/* Position from `at` on of the first byte that is NUL or not ASCII; s.n when there is none. */
static inline size_t scan_ascii(struct slice s, size_t at)
{
#ifdef SCAN_SSE2
    return scan_first(s, at, scan_ascii_marks);
#else
    while (at < s.n && (signed char)s.p[at] > 0)
        at++;
    return at;
#endif
}

/* Position from `at` on of the byte c, which is near and not NUL; s.n when there is none. */
static inline size_t scan_byte(struct slice s, size_t at, char c)
{
#ifdef SCAN_SSE2
    for (; s.n - at >= 16; at += 16) {
        unsigned found = (unsigned)_mm_movemask_epi8(scan_equal(scan_load(s.p + at), c));
        if (found)
            return at + (size_t)__builtin_ctz(found);
    }
    unsigned found = (unsigned)_mm_movemask_epi8(scan_equal(scan_load_few(slice_from(s, at)), c));
    return found ? at + (size_t)__builtin_ctz(found) : s.n;
#else
    while (at < s.n && s.p[at] != c)
        at++;
    return at;
#endif
}

/* slice_find for texts that are short, or where the needle's first byte is rare: without a call. The needle is a word of some bytes. */
static inline size_t scan_text(struct slice s, struct slice needle)
{
    struct slice places = slice_part(s, 0, s.n < needle.n ? 0 : s.n - needle.n + 1);
    for (size_t at = scan_byte(places, 0, needle.p[0]); at < places.n; at = scan_byte(places, at + 1, needle.p[0]))
        if (bytes_eq(s.p + at, needle.p, needle.n))
            return at;
    return (size_t)-1;
}

/* Position from `at` on of the first byte that is '=', a blank, another control or not ASCII; s.n when there is none. */
static inline size_t scan_word(struct slice s, size_t at)
{
#ifdef SCAN_SSE2
    return scan_first(s, at, scan_word_marks);
#else
    while (at < s.n && (signed char)s.p[at] > ' ' && s.p[at] != '=')
        at++;
    return at;
#endif
}

/* The end of the bytes from `at` on that are byte_is_dotted. */
static inline size_t scan_dotted(struct slice s, size_t at)
{
#ifdef SCAN_SSE2
    return scan_first(s, at, scan_undotted_marks);
#else
    return slice_span(s, at, byte_is_dotted);
#endif
}

/* The beginning of the bytes just before `at` that are byte_is_dotted, not below from; bytes from begin on can be read. */
static inline size_t scan_dotted_back(struct slice s, const char *begin, size_t from, size_t at)
{
#ifdef SCAN_SSE2
    if (s.p + at - begin >= 16) {
        unsigned others = scan_undotted_marks(scan_load(s.p + at - 16));
        size_t found = at + (size_t)(31 - __builtin_clz(others | 1)) - 15;
        if (others)
            return found > from && found <= at ? found : from;
    }
#else
    (void)begin;
#endif
    return slice_span_back(s, from, at, byte_is_dotted);
}

/* The first byte from p on that is '"', '\\' or a newline; end when there is none. */
static inline __attribute__((always_inline)) const char *scan_string(const char *p, const char *end)
{
#ifdef SCAN_SSE2
    for (; end - p >= 16; p += 16) {
        unsigned found = scan_string_marks(scan_load(p));
        if (found)
            return p + __builtin_ctz(found);
    }
    unsigned found = scan_string_marks(scan_load_few((struct slice){ p, (size_t)(end - p) }));
    return found ? p + __builtin_ctz(found) : end;
#else
    while (p < end && *p != '"' && *p != '\\' && *p != '\n')
        p++;
    return p;
#endif
}

/* Position from `at` on of the first byte that a JSON string cannot hold as it is, or that is not ASCII; s.n when there
 * is none. */
static inline size_t scan_plain(struct slice s, size_t at)
{
#ifdef SCAN_SSE2
    return scan_first(s, at, scan_plain_marks);
#else
    while (at < s.n && (signed char)s.p[at] >= 0x20 && s.p[at] != '"' && s.p[at] != '\\')
        at++;
    return at;
#endif
}

/* Position from `at` on of the first byte that is a backslash or below 0x20; s.n when there is none. */
static inline size_t scan_control(struct slice s, size_t at)
{
#ifdef SCAN_SSE2
    return scan_first(s, at, scan_control_marks);
#else
    while (at < s.n && (unsigned char)s.p[at] >= 0x20 && s.p[at] != '\\')
        at++;
    return at;
#endif
}

#endif
