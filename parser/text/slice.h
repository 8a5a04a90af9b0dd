/* slice.h - a view of bytes that somebody else owns. A slice never owns, is never NUL-terminated
 * and may hold any byte. Whoever returns one says until when it lives. */
#ifndef DAGSIEVE_SLICE_H
#define DAGSIEVE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
    const char *p;
    size_t n;
};

/* A slice of a string literal. */
#define SLICE(literal) ((struct slice){ "" literal, sizeof(literal) - 1 })
/* The same as a row of a static table. */
#define SLICE_ROW(literal) { "" literal, sizeof(literal) - 1 }
/* For printf's "%.*s"; only where n is known to fit an int. */
#define SLICE_ARG(s) (int)(s).n, (s).p

static inline struct slice slice_of(const char *text)
{
    return (struct slice){ text, strlen(text) };
}

static inline bool slice_eq(struct slice a, struct slice b)
{
    return a.n == b.n && (a.n == 0 || (a.p[0] == b.p[0] && memcmp(a.p, b.p, a.n) == 0));
}

/* Below, at or above 0: the order of their bytes, as memcmp's. */
static inline int slice_compare(struct slice a, struct slice b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

static inline bool slice_starts(struct slice s, struct slice prefix)
{
    return s.n >= prefix.n && (prefix.n == 0 || (s.p[0] == prefix.p[0] && memcmp(s.p, prefix.p, prefix.n) == 0));
}

static inline bool slice_ends(struct slice s, struct slice suffix)
{
    return s.n >= suffix.n && memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0;
}

/* The bytes from..to (to excluded) of s; both are cut to its length. */
static inline struct slice slice_part(struct slice s, size_t from, size_t to)
{
    if (to > s.n)
        to = s.n;
    if (from > to)
        from = to;
    return (struct slice){ from ? s.p + from : s.p, to - from }; /* p may be NULL when there is nothing */
}

static inline struct slice slice_from(struct slice s, size_t from)
{
    return slice_part(s, from, s.n);
}

/* Four and eight bytes as a number, the first byte lowest on every machine. */
static inline uint32_t bytes_four(const char *p)
{
    uint32_t bytes;
    memcpy(&bytes, p, sizeof(bytes));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap32(bytes);
#endif
    return bytes;
}

static inline uint64_t bytes_eight(const char *p)
{
    uint64_t bytes;
    memcpy(&bytes, p, sizeof(bytes));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    return bytes;
}

/* Eight bytes as a number that orders as they do: the first byte highest. */
static inline uint64_t bytes_eight_big(const char *p)
{
    return __builtin_bswap64(bytes_eight(p));
}

/* The first eight bytes as a number, zeros for those that s lacks: texts of one length up to eight are equal when their heads are. */
static inline uint64_t slice_head(struct slice s)
{
    if (s.n >= 8)
        return bytes_eight(s.p);
    if (s.n >= 4) /* the two overlap */
        return bytes_four(s.p) | (uint64_t)bytes_four(s.p + s.n - 4) << 8 * (s.n - 4);
    uint64_t head = 0;
    for (size_t i = 0; i < s.n; i++)
        head |= (uint64_t)(unsigned char)s.p[i] << 8 * i;
    return head;
}

/* The last eight bytes as a number; 0: s has no more than its head. */
static inline uint64_t slice_tail(struct slice s)
{
    return s.n > 8 ? bytes_eight(s.p + s.n - 8) : 0;
}

/* A place among 2^bits for what two numbers tell: the high bits of a product, on which all of theirs bear (Fibonacci hashing). */
static inline size_t hash_place(uint64_t head, uint64_t tail, unsigned bits)
{
    return (size_t)(((head ^ (tail << 1 | tail >> 63)) * UINT64_C(0x9e3779b97f4a7c15)) >> (64 - bits));
}

/* Whether n bytes are the same; for texts so short that a call would cost more. */
static inline bool bytes_eq(const char *a, const char *b, size_t n)
{
    if (n < 4)
        return (n < 1 || a[0] == b[0]) && (n < 2 || a[1] == b[1]) && (n < 3 || a[2] == b[2]);
    if (n < 8)
        return bytes_four(a) == bytes_four(b) && bytes_four(a + n - 4) == bytes_four(b + n - 4);
    for (size_t i = 0; i + 8 < n; i += 8)
        if (bytes_eight(a + i) != bytes_eight(b + i))
            return false;
    return bytes_eight(a + n - 8) == bytes_eight(b + n - 8);
}

/* Copies s to where there is room for it; returns the place after. Most texts are short: the compiler makes these copies without a call. */
static inline char *bytes_copy(char *to, struct slice s)
{
    if (s.n >= 8 && s.n <= 16) {
        memcpy(to, s.p, 8);
        memcpy(to + s.n - 8, s.p + s.n - 8, 8);
    } else if (s.n >= 4 && s.n < 8) {
        memcpy(to, s.p, 4);
        memcpy(to + s.n - 4, s.p + s.n - 4, 4);
    } else if (s.n > 16) {
        memcpy(to, s.p, s.n);
    } else {
        for (size_t i = 0; i < s.n; i++)
            to[i] = s.p[i];
    }
    return to + s.n;
}

/* The first position of needle in s, or SIZE_MAX when it is not there. */
size_t slice_find(struct slice s, struct slice needle);

static inline bool slice_has(struct slice s, struct slice needle)
{
    return slice_find(s, needle) != (size_t)-1;
}

/* The first position of byte c in s, or SIZE_MAX. */
static inline size_t slice_index(struct slice s, char c)
{
    const char *at = s.n ? memchr(s.p, c, s.n) : NULL;
    return at ? (size_t)(at - s.p) : (size_t)-1;
}

/* Takes the part before the first c off *rest (and c with it); false, *head all of it, when there is no c. */
static inline bool slice_cut(struct slice *rest, char c, struct slice *head)
{
    size_t at = slice_index(*rest, c);
    if (at == (size_t)-1) {
        *head = *rest;
        *rest = slice_part(*rest, rest->n, rest->n);
        return false;
    }
    *head = slice_part(*rest, 0, at);
    *rest = slice_from(*rest, at + 1);
    return true;
}

/* Whether c is of a set of ASCII's characters: a bit for each, those below 64 in low. */
static inline bool byte_among(char c, uint64_t low, uint64_t high)
{
    return (signed char)c >= 0 && ((c & 64 ? high : low) >> (c & 63) & 1);
}

static inline bool byte_is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool byte_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool byte_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Of a name: a letter, a digit or '_'. */
static inline bool byte_is_word(char c)
{
    return byte_among(c, UINT64_C(0x03ff000000000000), UINT64_C(0x07fffffe87fffffe));
}

/* The first byte of a name: a letter or '_'. */
static inline bool byte_is_word_start(char c)
{
    return byte_among(c, 0, UINT64_C(0x07fffffe87fffffe));
}

/* Of a name that may be dotted: '.' too. */
static inline bool byte_is_dotted(char c)
{
    return byte_among(c, UINT64_C(0x03ff400000000000), UINT64_C(0x07fffffe87fffffe));
}

/* Of a name in words: '.' and '-' too. */
static inline bool byte_is_name(char c)
{
    return byte_among(c, UINT64_C(0x03ff600000000000), UINT64_C(0x07fffffe87fffffe));
}

/* A blank within a line. */
static inline bool byte_is_space(char c)
{
    return c == ' ' || c == '\t';
}

static inline bool byte_is_quote(char c)
{
    return c == '"' || c == '\'';
}

static inline char byte_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The end of the bytes from `at` on that are such: s.n when all are, `at` when the first is none. */
static inline __attribute__((always_inline)) size_t slice_span(struct slice s, size_t at, bool (*is_such)(char))
{
    while (at < s.n && is_such(s.p[at]))
        at++;
    return at;
}

/* The beginning of the bytes just before `at` that are such; not below `from`. */
static inline __attribute__((always_inline)) size_t slice_span_back(struct slice s, size_t from, size_t at, bool (*is_such)(char))
{
    while (at > from && is_such(s.p[at - 1]))
        at--;
    return at;
}

/* The position of the quote that closes the one at `at`, escaped ones left out; s.n when there is none. */
static inline size_t slice_quote_end(struct slice s, size_t at)
{
    char quote = s.p[at++];
    while (at < s.n && s.p[at] != quote)
        at += s.p[at] == '\\' ? 2 : 1;
    return at < s.n ? at : s.n;
}

/* Takes the byte off the beginning of *rest; false when it is not there. */
static inline bool slice_take(struct slice *rest, char c)
{
    if (!rest->n || rest->p[0] != c)
        return false;
    *rest = slice_from(*rest, 1);
    return true;
}

static inline struct slice slice_trim_left(struct slice s)
{
    return slice_from(s, slice_span(s, 0, byte_is_blank));
}

static inline struct slice slice_trim_right(struct slice s)
{
    return slice_part(s, 0, slice_span_back(s, 0, s.n, byte_is_blank));
}

static inline struct slice slice_trim(struct slice s)
{
    return slice_trim_left(slice_trim_right(s));
}

/* A line that stood before its newline, without the carriage return of Windows at its end. */
static inline struct slice slice_without_return(struct slice line)
{
    line.n -= line.n && line.p[line.n - 1] == '\r';
    return line;
}

/* Equal but for the case of ASCII letters. */
static inline bool slice_eq_nocase(struct slice a, struct slice b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (byte_lower(a.p[i]) != byte_lower(b.p[i]))
            return false;
    return true;
}

#endif
