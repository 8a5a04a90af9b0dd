/* test_user_patterns.c - patterns of the user's own: what the prefilter may look for in their stead, on both engines. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "parser/catalogue/literals.h"
#include "parser/catalogue/prefilter.h"
#include "parser/text/regex.h"

/* Patterns, and the literals one of which every match holds. */
static const struct {
    const char *pattern, *literals; /* NULL = each line is tried */
} patterns[] = {
    { "HTTP 429", "HTTP" },
    { "Connection reset by peer", "Connection" },
    { "rate limit(?:ed)? exceeded|HTTP 429", "exceeded|HTTP" },
    { "colou?r of money", "money" },
    { "abc*defg", "defg" },
    { "abcd+ef", "abcd" },
    { "ab{2}cdef", "cdef" },
    { "abc{2|cdef", "abc{2|cdef" },
    { "ab{2,}?cdef", "cdef" },
    { "abc\\.def", "abc.def" },
    { "abc\\d+defg", "defg" },
    { "exit_code=137", "exit_code" },
    { "event=foo", "foo" },
    { "event=ab", NULL },
    { "don't panic now", "panic" },
    { "/opt/airflow/dags", "airflow" },
    { "[abc]]defg", "]defg" },
    { "[]abc]defg", "defg" },
    { "[[:alpha:]]xyz", "xyz" },
    { "[^]x|]abcd", "abcd" },
    { "(abc|def)ghij", "ghij" },
    { "(abc|def(xyz[)]))?ghij", "ghij" },
    { "(?<name>abcdef)xyz", "xyz" },
    { "abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwx" },
    { "^abc$", "abc" },
    { "(abc|def)", NULL },
    { "abc|", NULL },
    { "ab|cdef", NULL },
    { "(?i)abcdef", NULL },
    { "abc(?i:d)efgh", NULL },
    { "(?x)abc def", NULL },
    { "\\Qa.b.c\\E", NULL },
    { "abcdef(*ACCEPT)", NULL },
    { "abcdef\\x41", NULL },
    { "\\p{L}abcdef", NULL },
    { "a.b.c", NULL },
    { "\xc3\xa9t\xc3\xa9s", NULL },
    { "", NULL },
};

Test(literals, a_text_that_matches_holds_one_of_them)
{
    for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++) {
        struct buf out = { 0 };
        bool found = literals_find(slice_of(patterns[i].pattern), &out);
        cr_expect_eq(found, patterns[i].literals != NULL, "%s", patterns[i].pattern);
        if (found && patterns[i].literals)
            cr_expect(slice_eq(buf_view(&out), slice_of(patterns[i].literals)), "%s: %.*s", patterns[i].pattern, SLICE_ARG(buf_view(&out)));
        else
            cr_expect_eq(out.n, 0, "%s", patterns[i].pattern);
        buf_free(&out);
    }
}

static unsigned below(unsigned *seed, unsigned n)
{
    *seed = *seed * 1664525 + 1013904223;
    return (*seed >> 16) % n;
}

/* Patterns and texts of the same few pieces, so that many match. */
Test(literals, random_patterns_never_match_a_text_without_one_of_their_literals)
{
    static const char *const pieces[] = { "abc", "bca", "|", "(", ")", "?", "*", "+", "{2}", "{", "}", ".", "[ab]", "[^c]", "\\d", "\\.", "c", "(?:", "^", "$", "x", "1", "]", "-" };
    static const char *const words[] = { "abc", "bca", "a", "b", "c", "x", "1", ".", "{", "}", "-", "]", "cc" };
    unsigned seed = 7, matches = 0;
    for (int round = 0; round < 100000; round++) {
        struct buf pattern = { 0 }, literals = { 0 }, text = { 0 };
        char wrong[120];
        size_t at;
        for (unsigned n = 1 + below(&seed, 8); n; n--)
            buf_text(&pattern, pieces[below(&seed, sizeof(pieces) / sizeof(*pieces))]);
        struct regex *regex = literals_find(buf_view(&pattern), &literals) ? regex_open(buf_view(&pattern), wrong, sizeof(wrong), &at) : NULL;
        for (int try = 0; regex && try < 8; try++) {
            buf_reset(&text);
            for (unsigned n = 1 + below(&seed, 6); n; n--)
                buf_text(&text, words[below(&seed, sizeof(words) / sizeof(*words))]);
            bool held = false;
            struct slice rest = buf_view(&literals), literal;
            while (rest.n && (slice_cut(&rest, '|', &literal), true))
                held = held || slice_has(buf_view(&text), literal);
            bool matched = regex_match(regex, buf_view(&text));
            matches += matched;
            cr_assert(!matched || held, "%.*s matches %.*s, without %.*s", SLICE_ARG(buf_view(&pattern)), SLICE_ARG(buf_view(&text)),
                      SLICE_ARG(buf_view(&literals)));
        }
        regex_close(&regex);
        buf_free(&pattern);
        buf_free(&literals);
        buf_free(&text);
    }
    cr_assert_gt(matches, 1000);
}

Test(prefilter, hundreds_of_literals_are_found_by_both_engines)
{
    struct buf many = { 0 };
    for (int i = 0; i < 1500; i++)
        buf_printf(&many, "%sword%dend", i ? "|" : "", i);
    buf_char(&many, '\0');
    const char *literals[] = { "first", many.p };
    for (int engine = PREFILTER_best; engine <= PREFILTER_portable; engine++) {
        struct prefilter *prefilter = prefilter_open(literals, 2, (enum prefilter_engine)engine);
        for (int i = 0; i < 1500; i += 7) {
            char text[64];
            snprintf(text, sizeof(text), "a word%dend here", i);
            cr_expect_eq(prefilter_bits(prefilter, slice_of(text)), 2, "%s: %s", prefilter_name(prefilter), text);
        }
        cr_expect_eq(prefilter_bits(prefilter, SLICE("first word1500end")), 1, "%s", prefilter_name(prefilter));
        prefilter_close(&prefilter);
    }
    buf_free(&many);
}
