/* test_utf8.c - what is valid UTF-8, how bad bytes are replaced, where a text may be cut. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "parser/text/utf8.h"

#define BAD "\xef\xbf\xbd"
#define CASE(bytes) { bytes, sizeof(bytes) - 1 }

/* clean NULL: the text is clean already. */
static const struct {
    struct slice text;
    size_t valid;
    const char *clean;
} cases[] = {
    { CASE(""), 0, NULL },
    { CASE("plain"), 5, NULL },
    { CASE("\x01\x1f\x7f"), 3, NULL },
    { CASE("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"), 14, NULL },
    { CASE("\xc2\x80\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"), 21, NULL },
    { CASE("a\0b"), 1, "a" BAD "b" },
    { CASE("a\xff" "b"), 1, "a" BAD "b" },
    { CASE("\x80\xbf"), 0, BAD BAD },
    { CASE("\xc0\xaf"), 0, BAD BAD },             /* overlong */
    { CASE("\xc1\xbf"), 0, BAD BAD },             /* overlong */
    { CASE("\xe0\x9f\xbf"), 0, BAD BAD BAD },     /* overlong */
    { CASE("\xf0\x8f\xbf\xbf"), 0, BAD BAD BAD BAD },
    { CASE("\xed\xa0\x80"), 0, BAD BAD BAD },     /* surrogate */
    { CASE("\xed\xbf\xbf"), 0, BAD BAD BAD },     /* surrogate */
    { CASE("\xf4\x90\x80\x80"), 0, BAD BAD BAD BAD }, /* beyond U+10FFFF */
    { CASE("\xf5\x80"), 0, BAD BAD },
    { CASE("a\xe2\x82"), 1, "a" BAD },            /* cut: one mark for the piece */
    { CASE("a\xe2\x82z"), 1, "a" BAD "z" },
    { CASE("\xf0\x9f\x98\xf0\x9f\x98\x80"), 0, BAD "\xf0\x9f\x98\x80" },
    { CASE("0123456789abcdef0123456789abcdef\xc3\xa9\xc3"), 34, "0123456789abcdef0123456789abcdef\xc3\xa9" BAD },
    { CASE("0123456789abcde\0" "0123456789abcdef"), 15, "0123456789abcde" BAD "0123456789abcdef" },
};

Test(utf8, bad_bytes_and_nul_become_replacement_characters)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct buf out = { 0 };
        struct slice expect = cases[i].clean ? slice_of(cases[i].clean) : cases[i].text;
        cr_expect_eq(utf8_valid(cases[i].text), cases[i].valid, "case %zu: %zu", i, utf8_valid(cases[i].text));
        cr_expect_eq(utf8_clean(cases[i].text, &out), cases[i].clean == NULL, "case %zu", i);
        cr_expect(slice_eq(buf_view(&out), expect), "case %zu: %.*s", i, SLICE_ARG(buf_view(&out)));
        buf_free(&out);
    }
}

Test(utf8, every_character_encodes_to_valid_bytes_and_surrogates_do_not_exist)
{
    for (uint32_t code = 1; code <= 0x10ffff; code++) {
        char bytes[4];
        size_t n = utf8_encode(code, bytes);
        struct slice character, text = { bytes, n };
        cr_assert_eq(utf8_next(text, &character), n);
        cr_assert(slice_eq(character, text));
        if (code >= 0xd800 && code <= 0xdfff)
            cr_assert(slice_eq(text, SLICE(BAD)));
    }
}

Test(utf8, every_pair_and_random_bytes_come_out_clean)
{
    static const char pieces[] = "\xe2\x82\xac\xf0\x9f\x98\x80";
    struct buf out = { 0 }, again = { 0 };
    srand(3);
    for (int round = 0; round < 65536 + 20000; round++) {
        char bytes[40];
        size_t n = round < 65536 ? 2 : (size_t)rand() % sizeof(bytes);
        for (size_t i = 0; i < n; i++)
            bytes[i] = (char)(round < 65536 ? round >> (8 * i) : rand() % 3 ? rand() : pieces[i % 7]);
        buf_reset(&out), buf_reset(&again);
        bool clean = utf8_clean((struct slice){ bytes, n }, &out);
        cr_assert_eq(utf8_valid(buf_view(&out)), out.n);
        cr_assert_eq(clean, utf8_valid((struct slice){ bytes, n }) == n);
        cr_assert(utf8_clean(buf_view(&out), &again));
        cr_assert(slice_eq(buf_view(&out), buf_view(&again)));
    }
    buf_free(&out);
    buf_free(&again);
}

Test(utf8, a_cut_ends_at_a_whole_character)
{
    static const struct slice text = CASE("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z");
    static const size_t ends[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11 };
    for (size_t n = 0; n < sizeof(ends) / sizeof(*ends); n++)
        cr_expect_eq(utf8_cut(text, n).n, ends[n], "%zu: %zu", n, utf8_cut(text, n).n);
    cr_expect_eq(utf8_cut(text, (size_t)-1).n, text.n);
    /* Bad bytes are cut anywhere, but never more than asked for. */
    static const struct slice bad = CASE("\x80\x80\x80\x80\x80\x80");
    for (size_t n = 0; n <= bad.n; n++)
        cr_expect_eq(utf8_cut(bad, n).n, n);
}
