/* test_clock.c - times and silence, without a log. */
#include <criterion/criterion.h>

#include "parser/attempt/clock.h"
#include "parts.h"

#define SECONDS *(int64_t)1000000
static const int64_t T0 = 1777462500 SECONDS; /* 2026-04-29T11:35:00Z */

static void stamp(struct part_test *test, struct clock *clock, int64_t second, const char *message)
{
    test->ctx.line++;
    clock_line(clock, T0 + second SECONDS, slice_of(message), &test->ctx);
}

Test(clock, start_and_end_are_the_smallest_and_the_largest_stamp)
{
    struct part_test test;
    struct clock clock = { 0 };
    struct cell cells[LOG__N] = { 0 };
    part_begin(&test);
    stamp(&test, &clock, 5, "a");
    stamp(&test, &clock, 2, "late");
    stamp(&test, &clock, 9, "b");
    stamp(&test, &clock, 7, "c");
    test.ctx.facts.heads_zoned = true;
    clock_times(&clock, &test.ctx, cells);
    part_show(&test, RECORD_log, cells);
    EXPECT_OUT(test, "\"start_time\":\"2026-04-29T11:35:02.000000Z\",\"end_time\":\"2026-04-29T11:35:09.000000Z\",\"duration_s\":7");
    part_end(&test);
}

Test(clock, printed_dates_decide_where_stamps_carry_no_zone_only)
{
    for (int zoned = 0; zoned < 2; zoned++) {
        struct part_test test;
        struct clock clock = { 0 };
        struct cell cells[LOG__N] = { 0 };
        part_begin(&test);
        stamp(&test, &clock, 0, "a");
        test.ctx.facts.has_start_date = true;
        test.ctx.facts.start_date = T0 - 3600 SECONDS;
        test.ctx.facts.heads_zoned = zoned;
        clock_times(&clock, &test.ctx, cells);
        part_show(&test, RECORD_log, cells);
        EXPECT_OUT(test, zoned ? "\"start_time\":\"2026-04-29T11:35:00" : "\"start_time\":\"2026-04-29T10:35:00");
        EXPECT_OUT(test, zoned ? "" : "\"start_printed\":true");
        part_end(&test);
    }
}

Test(clock, a_wrappers_stamp_is_a_time_but_no_silence)
{
    struct part_test test;
    struct clock clock = { 0 };
    struct cell cells[LOG__N] = { 0 };
    struct found found;
    part_begin(&test);
    clock_wrapper(&clock, T0 + 4000 SECONDS);
    clock_wrapper(&clock, T0);
    clock_times(&clock, &test.ctx, cells);
    cr_expect_not(clock_end(&clock, &test.ctx, cells, &found));
    part_show(&test, RECORD_log, cells);
    EXPECT_OUT(test, "\"duration_s\":4000");
    EXPECT_NO_OUT(test, "silence_s");
    part_end(&test);
}

Test(clock, the_longest_silence_counts_unless_a_start_line_ends_it)
{
    struct part_test test;
    struct clock clock = { 0 };
    struct cell cells[LOG__N] = { 0 };
    struct found found;
    part_begin(&test);
    stamp(&test, &clock, 0, "a");
    stamp(&test, &clock, 700, "b");                       /* line 2 */
    stamp(&test, &clock, 5000, "Starting attempt 2 of 2"); /* waited for */
    stamp(&test, &clock, 5900, "c");
    stamp(&test, &clock, 100, "out of order");
    stamp(&test, &clock, 5901, "d");
    cr_assert(clock_end(&clock, &test.ctx, cells, &found));
    cr_expect_eq(found.signature, SIGNATURE_TASK_SILENT);
    cr_expect_eq(found.count, 2);
    cr_expect_eq(found.line, 2);
    cr_expect(slice_eq(found.value, SLICE("900")));
    cr_expect(slice_eq(found.threshold, SLICE("600")));
    cr_expect(slice_eq(found.evidence, SLICE("no line for 900 s after 2026-04-29T12:58:20.000000Z, the longest of 2")));
    part_end(&test);
}

Test(clock, lines_of_one_stamp_are_0_seconds_apart)
{
    static const struct { int64_t stamps[3]; const char *second, *want; } rows[] = {
        { { 0, 0, 0 }, "b", "\"silence_s\":0,\"silence_at\":\"2026-04-29T11:35:00.000000Z\"" },
        { { 0, 50, 50 }, "Starting attempt 2 of 2", "\"silence_s\":0,\"silence_at\":\"2026-04-29T11:35:50.000000Z\"" },
        { { 50, 20, 0 }, "b", "\"silence_s\":0,\"silence_at\":\"2026-04-29T11:35:50.000000Z\"" },
        { { 0, 0, 3 }, "b", "\"silence_s\":3,\"silence_at\":\"2026-04-29T11:35:00.000000Z\"" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct part_test test;
        struct clock clock = { 0 };
        struct cell cells[LOG__N] = { 0 };
        struct found found;
        part_begin(&test);
        stamp(&test, &clock, rows[i].stamps[0], "a");
        cr_expect_not(clock.has_silence, "one line is no silence");
        stamp(&test, &clock, rows[i].stamps[1], rows[i].second);
        stamp(&test, &clock, rows[i].stamps[2], "c");
        cr_expect_not(clock_end(&clock, &test.ctx, cells, &found));
        part_show(&test, RECORD_log, cells);
        EXPECT_OUT(test, rows[i].want);
        part_end(&test);
    }
}

Test(clock, an_open_logs_silence_is_told_once_and_again_when_it_has_grown_by_a_minute)
{
    struct part_test test;
    struct clock clock = { 0 };
    struct found found;
    part_begin(&test);
    test.ctx.facts.heads_zoned = true;
    stamp(&test, &clock, 0, "a");
    cr_expect_not(clock_tell(&clock, &test.ctx, T0 + 599 SECONDS, 1, 1, &found));
    cr_expect(clock_tell(&clock, &test.ctx, T0 + 601 SECONDS, 1, 1, &found));
    cr_expect_not(clock_tell(&clock, &test.ctx, T0 + 630 SECONDS, 1, 1, &found));
    cr_expect(clock_tell(&clock, &test.ctx, T0 + 662 SECONDS, 1, 1, &found));
    cr_expect_not(clock_tell(&clock, &test.ctx, T0 + 900 SECONDS, 0, 1, &found), "0: not judged");
    part_end(&test);
}
