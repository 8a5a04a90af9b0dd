/* test_timestamp.c - every shape of time stamp, against timegm(3); zones against the C library's localtime_r in a
 * child process of its own. */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "parser/text/timestamp.h"

#define NOON INT64_C(1722518461) /* 2024-08-01 13:21:01 UTC */

/* ---- reading ---- */

/* Stamps, how many bytes of the text are theirs, and the moment. */
static const struct {
    const char *text;
    int n;
    int64_t micros; /* since NOON */
    bool zoned;
} stamps[] = {
    { "2024-08-01 13:21:01", 19, 0, false },
    { "2024-08-01T13:21:01", 19, 0, false },
    { "2024-08-01, 13:21:01", 20, 0, false },
    { "2024-08-01, 13:21:01 UTC] {x.py:1}", 24, 0, true },
    { "2024-08-01 13:21:01 GMT", 23, 0, true },
    { "2024-08-01, 13:21:01 GMT+2]", 26, -7200000000, true },
    { "2024-08-01, 13:21:01 UTC-3] a", 26, 10800000000, true },
    { "2024-08-01, 13:21:01 UTC+5:30]", 29, -19800000000, true },
    { "2024-08-01, 13:21:01 Etc/GMT-2]", 30, -7200000000, true },
    { "2024-08-01, 13:21:01 Etc/GMT+5]", 30, 18000000000, true },
    { "2024-08-01, 13:21:01 Etc/UTC]", 28, 0, true },
    { "2024-08-01, 13:21:01 Etc/x]", 20, 0, false },
    { "2024-08-01, 13:21:01 GMT+0545]", 29, -20700000000, true },
    { "2024-08-01, 13:21:01 GMT+02:00]", 30, -7200000000, true },
    { "2024-08-01, 13:21:01 GMT-", 24, 0, true },
    { "2024-08-01, 13:21:01 GMT+2x]", 20, 0, false },
    { "2024-08-01, 13:21:01 GMT+29]", 20, 0, false },
    { "2024-08-01, 13:21:01 CET]", 20, 0, false },
    { "2024-08-01, 13:21:01 EDT]", 20, 0, false },
    { "2024-08-01, 13:21:01 UTCX", 20, 0, false },
    { "2024-08-01, 13:21:01 +03]", 24, -10800000000, true },
    { "2024-08-01 13:21:01,528] {x.py:1}", 23, 528000, false },
    { "2024-08-01 13:21:01,5", 21, 500000, false },
    { "2024-08-01 13:21:01,52", 22, 520000, false },
    { "2024-08-01T13:21:01.528+0000] {x.py:1}", 28, 528000, true },
    { "2024-08-01T13:21:01.528+0000 +0000] x", 28, 528000, true },
    { "2024-08-01T13:21:01.528+0200]", 28, 528000 - 7200000000, true },
    { "2024-08-01T13:21:01.528-0530]", 28, 528000 + 19800000000, true },
    { "2024-08-01T13:21:01.528+02:00 x", 29, 528000 - 7200000000, true },
    { "2024-08-01T13:21:01.528-05", 26, 528000 + 18000000000, true },
    { "2024-08-01T13:21:01Z", 20, 0, true },
    { "2024-08-01T13:21:01 Z", 21, 0, true },
    { "2024-08-01T13:21:01.123456Z", 27, 123456, true },
    { "2024-08-01T13:21:01.123456", 26, 123456, false },
    { "2024-08-01T13:21:01.1234567Z x", 28, 123456, true },
    { "2024-08-01T13:21:01.12345678Z", 29, 123456, true },
    { "2024-08-01T13:21:01.123456789Z stdout", 30, 123456, true },
    { "2024-08-01T13:21:01.999999999Z", 30, 999999, true },
    { "2024-08-01T13:21:01.123456789-05:00 x", 35, 123456 + 18000000000, true },
    { "2024-08-01 13:21:01 +0200", 25, -7200000000, true },
    { "2024-08-01 13:21:01,528 - src.train", 23, 528000, false },
    { "2024-08-01 13:21:01, words", 19, 0, false },
    { "2024-08-01 13:21:01. Words", 19, 0, false },
    { "2024-08-01 13:21:01 Zebra", 19, 0, false },
    { "2024-08-01 13:21:01Zebra", 19, 0, false },
    { "2024-08-01 13:21:01-100", 19, 0, false },
    { "2024-08-01 13:21:01 -99 items", 19, 0, false },
    { "2024-08-01 13:21:01 +2", 19, 0, false },
    { "2024-08-01 13:21:01+00001", 19, 0, false },
    { "2024-08-01 13:21:01 ", 19, 0, false },
    { "2024-08-01 13:21:01.", 19, 0, false },
};

Test(timestamp, shapes_of_stamps_are_read_with_their_length)
{
    for (size_t i = 0; i < sizeof(stamps) / sizeof(*stamps); i++) {
        struct timestamp stamp = { 0 };
        struct slice text = slice_of(stamps[i].text);
        cr_expect_eq(timestamp_read(text, &stamp), stamps[i].n, "%s: %d", stamps[i].text, timestamp_read(text, &stamp));
        cr_expect_eq(stamp.micros, NOON * 1000000 + stamps[i].micros, "%s: %" PRId64, stamps[i].text, stamp.micros);
        cr_expect_eq(stamp.zoned, stamps[i].zoned, "%s", stamps[i].text);
        cr_expect_eq(timestamp_parse(text, &stamp), text.n == (size_t)stamps[i].n, "%s", stamps[i].text);
    }
}

Test(timestamp, texts_that_are_no_stamp_give_none)
{
    static const char *const cases[] = {
        "", "2024", "2024-08-01", "2024-08-01 13:21", "2024-08-01 13:21:0", "2024-08-01  13:21:01",
        "2024-08-01,13:21:01", "2024/08/01 13:21:01", "2024-08-01_13:21:01", "2024-8-01 13:21:011",
        "x024-08-01 13:21:01", "2024-08-01 13:21:011", "2024-08-01 13.21.01", "2024-08-01 1a:21:01",
        "2024-08-0a 13:21:01", "202:-08-01 13:21:01", "2024-08-01 13:/1:01", "2024-08-01, 13:21:0",
        "-2024-08-01 13:21:01", " 2024-08-01 13:21:01", "2024-08-01 \xff\xff:21:01", "20\xb0\xb1-08-01 13:21:01",
        "20240801T132101 and more",
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct timestamp stamp = { 7, true };
        cr_expect_eq(timestamp_read(slice_of(cases[i]), &stamp), 0, "%s", cases[i]);
        cr_expect_not(timestamp_parse(slice_of(cases[i]), &stamp), "%s", cases[i]);
        cr_expect_eq(stamp.micros, 7);
    }
}

Test(timestamp, impossible_stamps_are_told)
{
    static const char *const cases[] = {
        "2024-00-01 13:21:01", "2024-13-01 13:21:01", "2024-08-00 13:21:01", "2024-08-32 13:21:01",
        "2024-04-31 13:21:01", "2023-02-29 13:21:01", "2100-02-29 13:21:01", "2024-02-30 13:21:01",
        "2024-08-01 24:00:00", "2024-08-01 13:60:01", "2024-08-01 13:21:60", "1969-12-31 23:59:59",
        "2262-01-01 00:00:00", "0000-01-01 00:00:00", "9999-12-31 23:59:59", "2024-08-01T13:21:01+24:00",
        "2024-08-01T13:21:01+0260",
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct timestamp stamp;
        cr_expect_eq(timestamp_read(slice_of(cases[i]), &stamp), -1, "%s", cases[i]);
        cr_expect_not(timestamp_parse(slice_of(cases[i]), &stamp), "%s", cases[i]);
    }
}

/* Each text stands at the very end of its memory, so that reading beyond it shows under the sanitizers. */
Test(timestamp, no_byte_behind_the_text_is_read)
{
    static const char *const texts[] = { "2024-08-01T13:21:01.123456789+02:00", "2024-08-01, 13:21:01 UTC",
        "2024-08-01 13:21:01 +02" };
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        for (size_t n = 0; n <= strlen(texts[i]); n++) {
            char *exact = memory_new(n);
            memcpy(exact, texts[i], n);
            struct timestamp stamp;
            int length = timestamp_read((struct slice){ exact, n }, &stamp);
            cr_expect(n < 19 ? length == 0 : length <= (int)n, "%.*s", (int)n, texts[i]);
            free(exact);
        }
}

Test(timestamp, every_day_agrees_with_timegm)
{
    struct buf out = { 0 };
    for (int64_t day = 0; day < 106650; day++) { /* to the end of 2261 */
        time_t seconds = (time_t)(day * 86400 + day * 7919 % 86400);
        struct tm tm;
        char text[32];
        gmtime_r(&seconds, &tm);
        cr_assert_eq(timegm(&tm), seconds);
        cr_assert_eq(strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S.000007Z", &tm), 27);
        struct timestamp stamp;
        bool sound = timestamp_parse((struct slice){ text, 27 }, &stamp);
        cr_assert(sound, "%s", text);
        cr_assert_eq(stamp.micros, (int64_t)seconds * 1000000 + 7, "%s", text);
        buf_reset(&out);
        timestamp_format(stamp.micros, &out);
        cr_assert(slice_eq(buf_view(&out), slice_of(text)), "%s", text);
    }
    buf_free(&out);
}

Test(timestamp, times_before_1970_and_beyond_all_years_are_written)
{
    static const struct {
        int64_t micros;
        const char *text;
    } cases[] = {
        { 0, "1970-01-01T00:00:00.000000Z" },
        { -1, "1969-12-31T23:59:59.999999Z" },
        { -86400000000, "1969-12-31T00:00:00.000000Z" },
        { -INT64_C(62135596800000000), "0001-01-01T00:00:00.000000Z" },
        { INT64_C(253402300799999999), "9999-12-31T23:59:59.999999Z" },
    };
    struct buf out = { 0 };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        timestamp_format(cases[i].micros, &out);
        cr_expect(slice_eq(buf_view(&out), slice_of(cases[i].text)), "%s", cases[i].text);
        buf_reset(&out);
    }
    timestamp_format(INT64_MIN, &out);
    timestamp_format(INT64_MAX, &out);
    cr_expect_eq(out.n, 54);
    buf_free(&out);
}

Test(timestamp, compact_form_is_read_whole_or_not)
{
    int64_t micros = 0;
    cr_expect(timestamp_parse_compact(SLICE("20240801T132101"), &micros));
    cr_expect_eq(micros, NOON * 1000000);
    static const char *const cases[] = { "", "20240801", "20240801T13210", "20240801T1321011", "20240801 132101",
        "20241301T132101",
                                         "2024080aT132101", "20240801T252101" };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        cr_expect_not(timestamp_parse_compact(slice_of(cases[i]), &micros), "%s", cases[i]);
}

/* ---- zones ---- */

static int64_t to_utc(const char *zone, const char *naive)
{
    struct timestamp stamp;
    struct timezone_rule *rule = timezone_open(zone);
    cr_assert_not_null(rule, "%s", zone);
    cr_assert(timestamp_parse(slice_of(naive), &stamp), "%s", naive);
    int64_t micros = timezone_to_utc(rule, stamp.micros);
    timezone_close(&rule);
    cr_assert_null(rule);
    return micros;
}

Test(timezone, naive_stamps_are_read_in_the_zone)
{
    static const struct {
        const char *zone, *naive, *utc;
    } cases[] = {
        { "UTC", "2024-08-01 12:00:00", "2024-08-01T12:00:00.000000Z" },
        { "+02:00", "2024-08-01 12:00:00", "2024-08-01T10:00:00.000000Z" },
        { "+0200", "2024-08-01 12:00:00.5", "2024-08-01T10:00:00.500000Z" },
        { "-05:30", "2024-08-01 12:00:00", "2024-08-01T17:30:00.000000Z" },
        { "Europe/Paris", "2024-08-01 12:00:00", "2024-08-01T10:00:00.000000Z" },
        { "Europe/Paris", "2024-01-01 12:00:00", "2024-01-01T11:00:00.000000Z" },
        /* Spring: 02:00 to 03:00 never was; the later reading. */
        { "Europe/Paris", "2024-03-31 01:59:59.999999", "2024-03-31T00:59:59.999999Z" },
        { "Europe/Paris", "2024-03-31 02:00:00", "2024-03-31T01:00:00.000000Z" },
        { "Europe/Paris", "2024-03-31 02:59:59", "2024-03-31T01:59:59.000000Z" },
        { "Europe/Paris", "2024-03-31 03:00:00", "2024-03-31T01:00:00.000000Z" },
        /* Autumn: 02:00 to 03:00 was twice; the first. */
        { "Europe/Paris", "2024-10-27 01:59:59", "2024-10-26T23:59:59.000000Z" },
        { "Europe/Paris", "2024-10-27 02:00:00", "2024-10-27T00:00:00.000000Z" },
        { "Europe/Paris", "2024-10-27 02:59:59.999999", "2024-10-27T00:59:59.999999Z" },
        { "Europe/Paris", "2024-10-27 03:00:00", "2024-10-27T02:00:00.000000Z" },
        { "Europe/Paris", "2150-07-01 12:00:00", "2150-07-01T10:00:00.000000Z" },
        { "America/New_York", "2024-07-01 12:00:00", "2024-07-01T16:00:00.000000Z" },
        { "Asia/Kolkata", "2024-07-01 12:00:00", "2024-07-01T06:30:00.000000Z" },
        { "Australia/Lord_Howe", "2024-01-01 12:00:00", "2024-01-01T01:00:00.000000Z" },
    };
    struct buf out = { 0 };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        buf_reset(&out);
        timestamp_format(to_utc(cases[i].zone, cases[i].naive), &out);
        cr_expect(slice_eq(buf_view(&out), slice_of(cases[i].utc)), "%s %s is %.*s, not %s", cases[i].naive,
            cases[i].zone,
                  SLICE_ARG(buf_view(&out)), cases[i].utc);
    }
    buf_free(&out);
}

Test(timezone, names_that_are_none_or_leave_the_folder_are_refused)
{
    static const char *const cases[] = {
        "", "/etc/localtime", "/usr/share/zoneinfo/Europe/Paris", "../../../etc/passwd", "Europe/../Europe/Paris",
        "./UTC", "Europe", "Europe/", "Nowhere/City", "Europe/Paris ", "Europe/Paris\n", "tzdata.zi", "zone.tab",
        "+25:00", "+2", "02:00", "+02:00x", "Z", "right/Europe/Paris", "utc+1", "leapseconds",
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct timezone_rule *rule = timezone_open(cases[i]);
        cr_expect_null(rule, "%s", cases[i]);
        timezone_close(&rule);
    }
}

/* The child's answer: 0 when each instant, shown by localtime_r, is read back. */
static int compare_zone(const char *zone)
{
    setenv("TZ", zone, 1);
    tzset();
    struct timezone_rule *rule = timezone_open(zone);
    if (!rule)
        return 2;
    static const int64_t most = INT64_C(9180000000), fine = INT64_C(2000000000);
    for (int64_t instant = 86400; instant < most; instant += instant < fine ? 1801 : 40013) {
        struct tm tm, back;
        time_t seconds = (time_t)instant;
        localtime_r(&seconds, &tm);
        int64_t naive = (int64_t)timegm(&tm);
        time_t read = (time_t)(timezone_to_utc(rule, naive * 1000000) / 1000000);
        localtime_r(&read, &back);
        /* In the repeated hour the first of both is meant: earlier, but the same on the clock. */
        if (timegm(&back) != naive || read > seconds)
            return 1;
    }
    timezone_close(&rule);
    return 0;
}

Test(timezone, every_instant_that_the_c_library_shows_is_read_back, .timeout = 60)
{
    static const char *const zones[] = { "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu",
                                         "America/Nuuk", "Asia/Tehran", "Pacific/Apia" };
    for (size_t i = 0; i < sizeof(zones) / sizeof(*zones); i++) {
        int status = -1;
        pid_t child = fork();
        if (child == 0)
            _exit(compare_zone(zones[i]));
        cr_assert_eq(waitpid(child, &status, 0), child);
        cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s: status %d", zones[i], status);
    }
}
