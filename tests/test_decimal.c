/* test_decimal.c - exact decimals: canonical form by a table, arithmetic against exact integers with random digits. */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "parser/text/decimal.h"

#define VIEW(b) (int)(b).n, (b).p ? (b).p : ""

static void expect_out(struct buf *out, const char *expect, const char *what)
{
    cr_expect(slice_eq(buf_view(out), slice_of(expect)), "%s gives %.*s, not %s", what, VIEW(*out), expect);
    buf_reset(out);
}

/* json: whether JSON's grammar allows it; canonical NULL: no number. */
static const struct {
    const char *text, *canonical;
    bool json;
} numbers[] = {
    { "0", "0", true },
    { "-0", "0", true },
    { "-0.000", "0", true },
    { "0e999999999999999999999", "0", true },
    { "7", "7", true },
    { "+7", "7", false },
    { "007", "7", false },
    { "-007.50", "-7.5", false },
    { "0.4120", "0.412", true },
    { ".5", "0.5", false },
    { "5.", "5", false },
    { "-.5e1", "-5", false },
    { "1e3", "1000", true },
    { "1E+3", "1000", true },
    { "12.5e-3", "0.0125", true },
    { "123e-2", "1.23", true },
    { "123e-5", "0.00123", true },
    { "1.50e1", "15", true },
    { "1000e-3", "1", true },
    { "10", "10", true },
    { "1e-05", "0.00001", true },
    { "100000000000000000000000000000000000001", "100000000000000000000000000000000000001", true },
    { "", NULL, false },
    { "-", NULL, false },
    { "+", NULL, false },
    { ".", NULL, false },
    { "e5", NULL, false },
    { "1e", NULL, false },
    { "1e+", NULL, false },
    { "1.2.3", NULL, false },
    { "1,523", NULL, false },
    { "1_000", NULL, false },
    { " 1", NULL, false },
    { "1 ", NULL, false },
    { "--1", NULL, false },
    { "0x10", NULL, false },
    { "nan", NULL, false },
    { "Infinity", NULL, false },
    { "1e1000", NULL, false },
    { "1e-1000", NULL, false },
    { "1e99999999999999999999999", NULL, false },
    { "1e-99999999999999999999999", NULL, false },
};

Test(decimal, numbers_become_canonical)
{
    struct buf out = { 0 };
    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
        struct slice text = slice_of(numbers[i].text);
        cr_expect_eq(decimal_parse(text, &out), numbers[i].canonical != NULL, "%s", numbers[i].text);
        expect_out(&out, numbers[i].canonical ? numbers[i].canonical : "", numbers[i].text);
        cr_expect_eq(decimal_parse_json(text, &out), numbers[i].json, "as JSON: %s", numbers[i].text);
        expect_out(&out, numbers[i].json ? numbers[i].canonical : "", numbers[i].text);
    }
    buf_free(&out);
}

Test(decimal, a_number_has_at_most_a_thousand_digits)
{
    struct buf out = { 0 };
    cr_expect(decimal_parse(SLICE("1e999"), &out));
    cr_expect_eq(out.n, DECIMAL_MAX_DIGITS);
    buf_reset(&out);
    cr_expect(decimal_parse(SLICE("-1e-999"), &out));
    cr_expect_eq(out.n, DECIMAL_MAX_DIGITS + 2);
    cr_expect_eq(out.p[out.n - 1], '1');
    buf_free(&out);
}

Test(decimal, what_is_no_number_leaves_the_buffer_alone)
{
    struct buf out = { 0 };
    buf_text(&out, "kept");
    cr_expect_not(decimal_parse(SLICE("1x"), &out));
    cr_expect_not(decimal_parse(SLICE("1e5000"), &out));
    expect_out(&out, "kept", "1x");
    buf_free(&out);
}

/* A canonical decimal and the integer it is at the scale of 6. */
static int64_t random_decimal(char text[32])
{
    static const int64_t sizes[] = { 2, 1000, 1000000, 100000000, INT64_C(1000000000000000) };
    int64_t scaled = ((int64_t)rand() << 31 | rand()) % sizes[rand() % 5];
    int64_t step = (int64_t[]){ 1, 1, 10, 1000, 1000000 }[rand() % 5];
    scaled = scaled / step * step;
    int n = snprintf(text, 32, "%s%" PRId64 ".%06" PRId64, scaled && rand() % 2 ? "-" : "", scaled / 1000000,
                     scaled % 1000000);
    while (text[n - 1] == '0')
        text[--n] = '\0';
    if (text[n - 1] == '.')
        text[--n] = '\0';
    return text[0] == '-' ? -scaled : scaled;
}

Test(decimal, arithmetic_agrees_with_exact_integers)
{
    struct buf out = { 0 }, expect = { 0 };
    srand(7);
    for (int round = 0; round < 20000; round++) {
        char a[32], b[32];
        int64_t x = random_decimal(a), y = random_decimal(b);
        cr_assert_eq(decimal_compare(slice_of(a), slice_of(b)), (x > y) - (x < y), "%s ? %s", a, b);
        buf_reset(&out), buf_reset(&expect);
        decimal_subtract(slice_of(a), slice_of(b), &out);
        decimal_seconds(x - y, &expect);
        cr_assert(slice_eq(buf_view(&out), buf_view(&expect)), "%s - %s = %.*s, not %.*s", a, b, VIEW(out),
            VIEW(expect));
        buf_reset(&out), buf_reset(&expect);
        decimal_add(slice_of(a), slice_of(b), &out);
        decimal_seconds(x + y, &expect);
        cr_assert(slice_eq(buf_view(&out), buf_view(&expect)), "%s + %s = %.*s, not %.*s", a, b, VIEW(out),
            VIEW(expect));
    }
    buf_free(&out);
    buf_free(&expect);
}

/* Digits far beyond any integer type: (a - b) + b is a, and what is parsed from the sum is the sum. */
Test(decimal, long_numbers_survive_subtracting_and_adding)
{
    struct buf a = { 0 }, b = { 0 }, difference = { 0 }, back = { 0 }, again = { 0 };
    srand(11);
    for (int round = 0; round < 500; round++) {
        struct buf *both[2] = { &a, &b };
        for (int k = 0; k < 2; k++) {
            char text[700];
            int n = rand() % 300 + 1, m = rand() % 300 + 1, at = 0;
            text[at++] = "+-"[rand() % 2];
            while (n-- > 0)
                text[at++] = (char)('0' + rand() % 10);
            text[at++] = '.';
            while (m-- > 0)
                text[at++] = (char)('0' + rand() % 10);
            buf_reset(both[k]);
            cr_assert(decimal_parse((struct slice){ text, (size_t)at }, both[k]));
        }
        buf_reset(&difference), buf_reset(&back), buf_reset(&again);
        decimal_subtract(buf_view(&a), buf_view(&b), &difference);
        decimal_add(buf_view(&difference), buf_view(&b), &back);
        cr_assert(slice_eq(buf_view(&a), buf_view(&back)));
        cr_assert(decimal_parse(buf_view(&difference), &again));
        cr_assert(slice_eq(buf_view(&difference), buf_view(&again)));
        cr_assert_eq(decimal_compare(buf_view(&a), buf_view(&b)),
                     decimal_compare(buf_view(&difference), SLICE("0")));
    }
    buf_free(&a), buf_free(&b), buf_free(&difference), buf_free(&back), buf_free(&again);
}

Test(decimal, thresholds_that_doubles_miss_are_exact)
{
    struct buf out = { 0 };
    decimal_subtract(SLICE("0.55"), SLICE("0.5"), &out);
    cr_expect_eq(decimal_compare(buf_view(&out), SLICE("0.05")), 0);
    buf_reset(&out);
    decimal_subtract(SLICE("0.65"), SLICE("0.35"), &out);
    expect_out(&out, "0.3", "0.65 - 0.35");
    decimal_subtract(SLICE("0.3"), SLICE("0.3"), &out);
    expect_out(&out, "0", "0.3 - 0.3");
    decimal_add(SLICE("99.99"), SLICE("0.01"), &out);
    expect_out(&out, "100", "99.99 + 0.01");
    cr_expect_eq(decimal_compare(SLICE("-10"), SLICE("-9")), -1);
    cr_expect_eq(decimal_compare(SLICE("0.1"), SLICE("0.10000001")), -1);
    buf_free(&out);
}

Test(decimal, shift_moves_the_point)
{
    static const struct {
        const char *text;
        int exponent;
        const char *expect;
    } cases[] = {
        { "0.412", 2, "41.2" }, { "52.3", -2, "0.523" }, { "0", 9, "0" },    { "-5", -1, "-0.5" },
        { "100", -2, "1" },     { "0.01", 2, "1" },      { "7", 3, "7000" }, { "1.25", 0, "1.25" },
    };
    struct buf out = { 0 };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        decimal_shift(slice_of(cases[i].text), cases[i].exponent, &out);
        expect_out(&out, cases[i].expect, cases[i].text);
    }
    buf_free(&out);
}

Test(decimal, integers_are_told_from_the_rest)
{
    static const struct {
        const char *text;
        bool integer;
        int64_t value;
    } cases[] = {
        { "0", true, 0 },
        { "132", true, 132 },
        { "-1", true, -1 },
        { "9223372036854775807", true, INT64_MAX },
        { "-9223372036854775808", true, INT64_MIN },
        { "9223372036854775808", false, 0 },
        { "-9223372036854775809", false, 0 },
        { "100000000000000000000", false, 0 },
        { "1.5", false, 0 },
        { "NaN", false, 0 },
        { "-Infinity", false, 0 },
        { "", false, 0 },
        { "-", false, 0 },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        int64_t value = 0;
        cr_expect_eq(decimal_integer(slice_of(cases[i].text), &value), cases[i].integer, "%s", cases[i].text);
        cr_expect_eq(value, cases[i].value, "%s", cases[i].text);
    }
}

Test(decimal, small_numbers_are_digits_that_fit)
{
    static const struct {
        const char *text;
        bool small;
        int value;
    } cases[] = {
        { "0", true, 0 },     { "007", true, 7 },   { "-9", true, -9 },      { "2147483647", true, INT32_MAX }, { "-1073741819", true, -1073741819 },
        { "", false, 1 },     { "-", false, 1 },    { "--1", false, 1 },     { "2147483648", false, 1 },        { "99999999999999999999", false, 1 },
        { "+1", false, 1 },   { "1.0", false, 1 },  { "1 ", false, 1 },      { "1e3", false, 1 },               { "SIGKILL", false, 1 },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        int value = 1;
        cr_expect_eq(decimal_small(slice_of(cases[i].text), &value), cases[i].small, "%s", cases[i].text);
        cr_expect_eq(value, cases[i].value, "%s", cases[i].text);
    }
}

Test(decimal, microseconds_become_seconds)
{
    static const struct {
        int64_t micros;
        const char *expect;
    } cases[] = {
        { 0, "0" },       { 1250000, "1.25" }, { -1, "-0.000001" },
        { 1000000, "1" }, { 10, "0.00001" },   { INT64_MIN, "-9223372036854.775808" },
    };
    struct buf out = { 0 };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        decimal_seconds(cases[i].micros, &out);
        expect_out(&out, cases[i].expect, cases[i].expect);
    }
    buf_free(&out);
}

static void expect_begins_alike(struct slice text)
{
    char here[DECIMAL_FEW], there[DECIMAL_FEW];
    size_t end, end_long, n = decimal_begin(text, &end, here);
    cr_assert_eq(n, decimal_begin_long(text, &end_long, there), "%.*s", SLICE_ARG(text));
    cr_assert(!n || (end == end_long && memcmp(here, there, n) == 0), "%.*s", SLICE_ARG(text));
}

Test(decimal, sixteen_bytes_at_once_say_what_one_by_one_says)
{
    static const char bytes[] = "0011234567890..-+e ";
    uint32_t random = 1;
    size_t plain = 0;
    for (int i = 0; i < 500000; i++) {
        char text[20];
        size_t n = random >> 28;
        for (size_t at = 0; at < n; at++) {
            random = random * 1664525 + 1013904223;
            text[at] = bytes[(random >> 16) % (random & 0x8000 ? 13 : sizeof(bytes) - 1)];
        }
        random = random * 1664525 + 1013904223;
        struct slice number = { text, n };
        plain += decimal_plain(number) > 0;
        cr_assert_eq(decimal_plain(number), decimal_plain_long(number), "%.*s", SLICE_ARG(number));
        expect_begins_alike(number);
        memset(text + n, random & 1 ? ' ' : '5', sizeof(text) - n);
        expect_begins_alike((struct slice){ text, sizeof(text) });
    }
    cr_expect_gt(plain, 10000, "only %zu", plain);
}
