/* test_leaves.c - decimals, time stamps, JSON, Python literals, UTF-8: the small things everything stands on. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "parser/text/decimal.h"
#include "parser/text/json.h"
#include "parser/text/timestamp.h"
#include "parser/text/utf8.h"
#include "parser/text/literal.h"

static struct buf out;

static const char *text(void)
{
    buf_char(&out, '\0');
    out.n--;
    return out.p;
}

Test(decimal, canonical_forms)
{
    static const char *const rows[][2] = {
        { "0.410", "0.41" }, { "-0.0", "0" },   { "+1", "1" },       { "1e-05", "0.00001" }, { "1.5e+3", "1500" }, { ".5", "0.5" },
        { "5.", "5" },       { "00012", "12" }, { "-3", "-3" },      { "1E2", "100" },       { "0e99", "0" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        buf_reset(&out);
        cr_assert(decimal_parse(slice_of(rows[i][0]), &out), "%s", rows[i][0]);
        cr_expect_str_eq(text(), rows[i][1]);
    }
    static const char *const none[] = { "", "-", "abc", "1,5", "1e", "1e999999", "0x10", "1 2", "--1", "1.2.3", "nan" };
    for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
        buf_reset(&out);
        cr_expect_not(decimal_parse(slice_of(none[i]), &out), "%s", none[i]);
        cr_expect_eq(out.n, 0);
    }
}

Test(decimal, differences_and_order_are_exact)
{
    srand(7);
    for (int i = 0; i < 20000; i++) {
        int64_t a = rand() % 2000001 - 1000000, b = rand() % 2000001 - 1000000, got;
        char x[32], y[32];
        struct buf p = { 0 }, q = { 0 }, d = { 0 };
        snprintf(x, sizeof(x), "%lld", (long long)a);
        snprintf(y, sizeof(y), "%lld", (long long)b);
        decimal_parse(slice_of(x), &p);
        decimal_parse(slice_of(y), &q);
        decimal_subtract(buf_view(&p), buf_view(&q), &d);
        cr_assert(decimal_integer(buf_view(&d), &got));
        cr_assert_eq(got, a - b);
        cr_assert_eq(decimal_compare(buf_view(&p), buf_view(&q)), (a > b) - (a < b));
        buf_free(&p);
        buf_free(&q);
        buf_free(&d);
    }
    buf_reset(&out);
    decimal_subtract(SLICE("0.55"), SLICE("0.5"), &out);
    cr_expect_eq(decimal_compare(buf_view(&out), SLICE("0.05")), 0);
}

Test(timestamp, every_shape_of_a_stamp)
{
    static const struct {
        const char *text, *utc;
        bool zoned;
    } rows[] = {
        { "2021-07-03 11:49:16,755", "2021-07-03T11:49:16.755000Z", false },
        { "2024-08-01T13:21:01.528+0000", "2024-08-01T13:21:01.528000Z", true },
        { "2024-08-01T13:21:01.528-0800", "2024-08-01T21:21:01.528000Z", true },
        { "2025-09-16T10:36:13Z", "2025-09-16T10:36:13.000000Z", true },
        { "2025-04-07T20:56:36.501123", "2025-04-07T20:56:36.501123Z", false },
        { "2026-04-29T11:35:02.123456789Z", "2026-04-29T11:35:02.123456Z", true },
        { "2022-02-07, 23:33:23 UTC", "2022-02-07T23:33:23.000000Z", true },
        { "2025-02-28T10:49:09.535+05:30", "2025-02-28T05:19:09.535000Z", true },
        { "2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000000Z", true },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct timestamp stamp;
        cr_assert(timestamp_parse(slice_of(rows[i].text), &stamp), "%s", rows[i].text);
        buf_reset(&out);
        timestamp_format(stamp.micros, &out);
        cr_expect_str_eq(text(), rows[i].utc);
        cr_expect_eq(stamp.zoned, rows[i].zoned, "%s", rows[i].text);
    }
    struct timestamp stamp;
    static const char *const impossible[] = { "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-01-01T25:00:00Z", "1969-01-01T00:00:00Z" };
    for (size_t i = 0; i < sizeof(impossible) / sizeof(*impossible); i++)
        cr_expect_eq(timestamp_read(slice_of(impossible[i]), &stamp), -1, "%s", impossible[i]);
}

Test(timestamp, days_agree_with_the_c_library)
{
    for (time_t day = 0; day < 40000; day += 13) {
        struct tm tm;
        char shown[40];
        time_t at = day * 86400 + 3661;
        gmtime_r(&at, &tm);
        strftime(shown, sizeof(shown), "%Y-%m-%dT%H:%M:%SZ", &tm);
        struct timestamp stamp;
        cr_assert(timestamp_parse(slice_of(shown), &stamp), "%s", shown);
        cr_assert_eq(stamp.micros, (int64_t)at * 1000000);
    }
}

Test(timezone, paris_has_a_summer)
{
    struct timezone_rule *paris = timezone_open("Europe/Paris"), *fixed = timezone_open("+05:30");
    struct timestamp naive;
    cr_assert(paris && fixed);
    cr_assert(timestamp_parse(SLICE("2021-07-03 12:00:00"), &naive));
    cr_expect_eq(naive.micros - timezone_to_utc(paris, naive.micros), INT64_C(7200000000));
    cr_expect_eq(naive.micros - timezone_to_utc(fixed, naive.micros), INT64_C(19800000000));
    cr_assert(timestamp_parse(SLICE("2021-12-03 12:00:00"), &naive));
    cr_expect_eq(naive.micros - timezone_to_utc(paris, naive.micros), INT64_C(3600000000));
    cr_expect_null(timezone_open("Europe/../../etc/passwd"));
    cr_expect_null(timezone_open("Nowhere/At_All"));
    timezone_close(&paris);
    timezone_close(&fixed);
}

Test(json, what_is_and_what_is_not)
{
    static const char *const yes[] = { "{}", "[]", " {\"a\": [1, -2.5e3, true, null, \"x\\n\\u00e9\"]} ", "\"x\"", "NaN", "{\"a\":{\"b\":[]}}" };
    static const char *const no[] = { "", "{", "{\"a\"}", "{\"a\":1,}", "[1 2]", "{a:1}", "\"x", "01", "{} x", "'x'", "tru" };
    for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++)
        cr_expect_neq(json_read(slice_of(yes[i])).type, JSON_none, "%s", yes[i]);
    for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++)
        cr_expect_eq(json_read(slice_of(no[i])).type, JSON_none, "%s", no[i]);
}

Test(json, written_compactly_with_exact_numbers)
{
    static const char *const rows[][2] = {
        { "{\"a\": 1.50, \"b\": [NaN, -Infinity], \"a\": 2}", "{\"a\":2,\"b\":[\"NaN\",\"-Infinity\"]}" },
        { "\"\\ud83d\\ude00 \\ud800\"", "\"\xf0\x9f\x98\x80 \xef\xbf\xbd\"" },
        { "\"\\u0000\"", "\"\xef\xbf\xbd\"" },
        { "1e-05", "0.00001" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        buf_reset(&out);
        json_write_value(json_read(slice_of(rows[i][0])), &out);
        cr_expect_str_eq(text(), rows[i][1]);
    }
}

Test(literal, python_becomes_json)
{
    static const char *const rows[][2] = {
        { "{'a': 1, \"b\": [True, None, (1, 2)], 3: 'it\\'s'}", "{\"a\":1,\"b\":[true,null,[1,2]],\"3\":\"it's\"}" },
        { "(1,)", "[1]" },
        { "[np.float64(0.50), Decimal('1.10'), nan, -inf]", "[0.5,1.1,\"NaN\",\"-Infinity\"]" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        buf_reset(&out);
        cr_assert(literal_to_json(slice_of(rows[i][0]), &out), "%s", rows[i][0]);
        cr_expect_str_eq(text(), rows[i][1]);
    }
    buf_reset(&out);
    cr_expect_not(literal_to_json(SLICE("[1, 2"), &out));
    cr_expect_not(literal_to_json(SLICE("free text"), &out));
}

Test(utf8, bad_bytes_are_replaced_and_cuts_end_at_characters)
{
    buf_reset(&out);
    cr_expect(utf8_clean(SLICE("d\xc3\xa9j\xc3\xa0"), &out));
    buf_reset(&out);
    cr_expect_not(utf8_clean(SLICE("a\xff" "b\0c"), &out));
    cr_expect_str_eq(text(), "a\xef\xbf\xbd" "b\xef\xbf\xbd" "c");
    cr_expect_eq(utf8_cut(SLICE("d\xc3\xa9"), 2).n, 1);
    cr_expect_eq(utf8_valid(SLICE("ab\xff")), 2);
}
