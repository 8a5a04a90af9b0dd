/* test_scan.c - scans of many bytes at once find what a look at each byte finds, at every length and place. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "parser/text/buf.h"
#include "parser/text/scan.h"

enum { LONGEST = 40, ROUNDS = 200 };

static bool is_ascii(char c)
{
    return (signed char)c > 0;
}

static bool is_plain(char c)
{
    return (signed char)c >= 0x20 && c != '"' && c != '\\';
}

static bool is_no_control(char c)
{
    return (unsigned char)c >= 0x20 && c != '\\';
}

static bool is_no_equals(char c)
{
    return c != '=';
}

/* Mostly letters, so that scans go far; a copy without bytes behind it, so that a sanitizer sees each read too far. */
static struct slice text_make(size_t n, unsigned *random)
{
    static const char odd[] = "=\"\\\n\t.-_09@[`{/: \x7f\x80\xc3\xff";
    char *bytes = memory_new(n);
    for (size_t i = 0; i < n; i++) {
        *random = *random * 1664525 + 1013904223;
        bytes[i] = *random >> 28 ? (char)('a' + (*random >> 20) % 26) : odd[(*random >> 16) % sizeof(odd)];
    }
    return (struct slice){ bytes, n };
}

static bool is_of_word(char c)
{
    return (signed char)c > ' ' && c != '=';
}

static bool is_of_string(char c)
{
    return c != '"' && c != '\\' && c != '\n';
}

static void check(struct slice s, size_t at)
{
    size_t found;
    cr_assert_eq(scan_ascii(s, at), slice_span(s, at, is_ascii));
    cr_assert_eq(scan_plain(s, at), slice_span(s, at, is_plain));
    cr_assert_eq(scan_control(s, at), slice_span(s, at, is_no_control));
    cr_assert_eq(scan_word(s, at), slice_span(s, at, is_of_word));
    cr_assert_eq((size_t)(scan_string(s.p + at, s.p + s.n) - s.p), slice_span(s, at, is_of_string));
    cr_assert_eq(scan_byte(s, at, '='), slice_span(s, at, is_no_equals));
    cr_assert_eq(scan_dotted(s, at), slice_span(s, at, byte_is_dotted));
    for (size_t from = 0; from <= at; from++)
        cr_assert_eq(found = scan_dotted_back(s, s.p, from, at), slice_span_back(s, from, at, byte_is_dotted), "%zu from %zu, %zu", found, from, at);
    cr_assert_eq(scan_dotted_back(slice_from(s, at), s.p, 0, s.n - at), slice_span_back(slice_from(s, at), 0, s.n - at, byte_is_dotted));
}

Test(scan, each_length_and_place)
{
    unsigned random = 1;
    for (int round = 0; round < ROUNDS; round++)
        for (size_t n = 0; n <= LONGEST; n++) {
            struct slice s = text_make(n, &random);
            for (size_t at = 0; at <= n; at++)
                check(s, at);
            free((char *)(uintptr_t)s.p);
        }
}

Test(scan, heads_and_copies)
{
    unsigned random = 2;
    for (size_t n = 0; n <= LONGEST; n++) {
        struct slice s = text_make(n, &random);
        char copy[LONGEST + 1];
        uint64_t head = 0;
        for (size_t i = 0; i < n && i < 8; i++)
            head |= (uint64_t)(unsigned char)s.p[i] << 8 * i;
        cr_expect_eq(slice_head(s), head);
        cr_expect_eq(bytes_copy(copy, s), copy + n);
        cr_expect(slice_eq((struct slice){ copy, n }, s));
        cr_expect(bytes_eq(copy, s.p, n));
        for (size_t i = 0; i < n; i++) {
            copy[i] ^= 1;
            cr_expect_not(bytes_eq(copy, s.p, n), "%zu of %zu", i, n);
            copy[i] ^= 1;
        }
        free((char *)(uintptr_t)s.p);
    }
}

/* The plain twin of slice_find. */
static size_t find_plain(struct slice s, struct slice needle)
{
    const char *at = needle.n ? memmem(s.p, s.n, needle.p, needle.n) : s.p;
    return at ? (size_t)(at - s.p) : (size_t)-1;
}

Test(scan, text_within_text)
{
    unsigned random = 3;
    size_t found = 0;
    for (int round = 0; round < 20000; round++) {
        char text[300], needle[40];
        random = random * 1664525 + 1013904223;
        size_t n = (random >> 8) % (round % 8 ? 60 : sizeof(text)), m = (random >> 20) % (round % 5 ? 6 : sizeof(needle));
        for (size_t i = 0; i < n; i++) {
            random = random * 1664525 + 1013904223;
            text[i] = random >> 30 ? 'a' : 'b';
        }
        random = random * 1664525 + 1013904223;
        for (size_t i = 0, from = n > m ? (random >> 16) % (n - m) : 0; i < m; i++)
            needle[i] = i < n ? text[from + i] : 'c';
        if (m && random & 0x4000)
            needle[m - 1] ^= 3;
        struct slice s = { memcpy(memory_new(n), text, n), n }, key = { needle, m };
        cr_assert_eq(slice_find(s, key), find_plain(s, key), "%.*s in %.*s", SLICE_ARG(key), SLICE_ARG(s));
        found += slice_find(s, key) < n;
        free((char *)(uintptr_t)s.p);
    }
    cr_expect_gt(found, 5000, "only %zu", found);
    cr_expect_eq(slice_find((struct slice){ NULL, 0 }, SLICE("a")), (size_t)-1);
    cr_expect_eq(slice_find((struct slice){ NULL, 0 }, SLICE("")), 0);
}
