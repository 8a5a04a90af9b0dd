/* decimal.h - exact decimals as canonical text: "-"? digits ("." digits)?, no leading zeros but one before
 * the point, no trailing zeros after it, no "-0". Nothing passes through a binary double. */
#ifndef DAGSIEVE_DECIMAL_H
#define DAGSIEVE_DECIMAL_H

#include "buf.h"
#include "scan.h"
#include "slice.h"

/* Longest plain notation that is still a number, digits before and after the point together. */
enum { DECIMAL_MAX_DIGITS = 1000 };

/* Where a number that ends at `end` does so without the zeros behind its point, which stands at `whole` if it has one; 0: it is -0, which there is not.
 * first: where its digits begin. */
static inline size_t decimal_zeros_off(struct slice text, size_t first, size_t whole, size_t end)
{
    while (end > whole && (text.p[end - 1] == '0' || end == whole + 1))
        end--;
    return first && end == whole && text.p[first] == '0' ? 0 : end;
}

/* decimal_plain of a text of any length, a byte at a time. */
static inline size_t decimal_plain_long(struct slice text)
{
    size_t first = text.n && text.p[0] == '-', end = slice_span(text, first, byte_is_digit), whole = end;
    if (whole == first || text.n > DECIMAL_MAX_DIGITS || (whole - first > 1 && text.p[first] == '0'))
        return 0;
    if (end < text.n && text.p[end] == '.') {
        end = slice_span(text, end + 1, byte_is_digit);
        if (end == whole + 1)
            return 0;
    }
    if (end < text.n)
        return 0;
    return decimal_zeros_off(text, first, whole, end);
}

#ifdef SCAN_SSE2
/* decimal_plain of the first `end` bytes, fewer than sixteen, of which `digits` has a bit for each that is one. */
static inline size_t decimal_plain_marked(const char *p, size_t end, unsigned digits)
{
    size_t first = p[0] == '-';
    unsigned point = ((1u << end) - 1) & ~digits & ~(unsigned)first;
    size_t whole = point ? (size_t)__builtin_ctz(point) : end;
    if ((point && (point & (point - 1) || p[whole] != '.' || whole + 1 == end)) || whole == first || (whole - first > 1 && p[first] == '0'))
        return 0;
    return decimal_zeros_off((struct slice){ p, end }, first, whole, end);
}
#endif

/* How much of the text is the number's canonical form, zeros at its end left out: so is nearly every number that programs print. 0: it has to
 * be taken apart. Sixteen bytes are looked at together: each is a digit, or the one point among them. */
static inline size_t decimal_plain(struct slice text)
{
#ifdef SCAN_SSE2
    if (text.n == 0 || text.n >= 16)
        return decimal_plain_long(text);
    return decimal_plain_marked(text.p, text.n, (unsigned)_mm_movemask_epi8(scan_between(scan_load_few(text), '0', '9')));
#else
    return decimal_plain_long(text);
#endif
}

enum { DECIMAL_FEW = 16 };

/* The same of what a text of any length begins with, a byte at a time: digits, points, and a minus before them; *end is behind them. */
static inline size_t decimal_begin_long(struct slice text, size_t *end, char *to)
{
    *end = text.n && text.p[0] == '-';
    while (*end < text.n && (byte_is_digit(text.p[*end]) || text.p[*end] == '.'))
        ++*end;
    size_t n = *end < DECIMAL_FEW ? decimal_plain_long(slice_part(text, 0, *end)) : 0;
    for (size_t i = 0; i < n; i++)
        to[i] = text.p[i];
    return n;
}

/* decimal_plain of the number that text begins with, of fewer than sixteen bytes: its canonical form goes to `to`, which has room for DECIMAL_FEW. */
static inline size_t decimal_begin(struct slice text, size_t *end, char *to)
{
#ifdef SCAN_SSE2
    __m128i bytes = text.n >= DECIMAL_FEW ? scan_load(text.p) : scan_load_few(text);
    unsigned digits = (unsigned)_mm_movemask_epi8(scan_between(bytes, '0', '9')), points = (unsigned)_mm_movemask_epi8(scan_equal(bytes, '.'));
    unsigned others = ~(digits | points) & ~(unsigned)(text.n && text.p[0] == '-');
    *end = (size_t)__builtin_ctz(others); /* 16 where all are of it */
    _mm_storeu_si128((__m128i *)(void *)to, bytes);
    return *end && *end < DECIMAL_FEW ? decimal_plain_marked(text.p, *end, digits) : 0;
#else
    return decimal_begin_long(text, end, to);
#endif
}

/* As decimal_parse_json, of a number in plain form only: callers that have many of them ask here first. */
static inline bool decimal_parse_plain(struct slice text, struct buf *out)
{
    size_t n = decimal_plain(text);
    if (n && buf_reserve(out, n)) {
        bytes_copy(out->p + out->n, slice_part(text, 0, n));
        out->n += n;
    }
    return n > 0;
}

/* Reads text that is wholly a number: [+-] digits [. digits] [e [+-] digits], also ".5" and "5.".
 * Appends the canonical form to out. false (out unchanged) when it is none, or too long when written plainly. */
bool decimal_parse(struct slice text, struct buf *out);
/* As decimal_parse, but only what JSON's grammar calls a number (no "+1", ".5", "01"). */
bool decimal_parse_json(struct slice text, struct buf *out);
/* -1, 0, 1; both canonical. */
int decimal_compare(struct slice a, struct slice b);
/* Appends a - b, canonical; both canonical. */
void decimal_subtract(struct slice a, struct slice b, struct buf *out);
/* Appends a + b. */
void decimal_add(struct slice a, struct slice b, struct buf *out);
/* Appends a * 10^exponent. */
void decimal_shift(struct slice a, int exponent, struct buf *out);
/* The value when it is a whole number that fits; false otherwise. */
bool decimal_integer(struct slice canonical, int64_t *out);
/* Reads text that is wholly "-"? digits and fits in 32 bits; false (out unchanged): it is none. */
bool decimal_small(struct slice text, int *out);
/* A count of microseconds as canonical seconds, such as 1.25. */
void decimal_seconds(int64_t microseconds, struct buf *out);

#endif
