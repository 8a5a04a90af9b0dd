/* test_failure_counter.c - the failures at the end of a table: counted, in order, bounded. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "sink/print/failure_counter.h"

static void add(struct failure_counter *counter, const char *hash, const char *title, const char *at, int line)
{
    struct cell cells[LOG__N] = { 0 };
    cell_text(&cells[LOG_source], SLICE("logs/attempt=1.log"));
    if (hash[0])
        cell_text(&cells[LOG_failure], slice_of(hash));
    cell_text(&cells[LOG_failure_title], slice_of(title));
    if (at)
        cell_text(&cells[LOG_failure_at], slice_of(at));
    if (line)
        cell_num(&cells[LOG_failure_line], line);
    failure_counter_add(counter, &(struct record){ &schemas[RECORD_log], cells });
}

static void expect_shown(struct failure_counter *counter, const char *want)
{
    struct buf out = { 0 };
    struct terminal terminal = { .to = &out, .width = 40 };
    failure_counter_show(counter, &terminal);
    cr_expect(slice_eq(buf_view(&out), slice_of(want)), "%.*s", SLICE_ARG(buf_view(&out)));
    buf_free(&out);
    failure_counter_free(counter);
}

Test(failure_counter, shows_nothing_where_nothing_failed)
{
    struct failure_counter counter = { 0 };
    add(&counter, "", "", NULL, 0);
    expect_shown(&counter, "");
}

Test(failure_counter, the_most_frequent_come_first_and_of_as_many_the_first)
{
    struct failure_counter counter = { 0 };
    add(&counter, "00000000000000aa", "exit code 3", NULL, 0);
    add(&counter, "00000000000000bb", "KeyError: 'close' which is a long message indeed", "/a/very/long/path/that/is/shown/whole/x.py:3 in f", 14);
    add(&counter, "00000000000000cc", "OOM_KILLED", NULL, 2);
    add(&counter, "00000000000000cc", "OOM_KILLED", NULL, 3);
    expect_shown(&counter, "\n3 failures in 4 attempts\n"
                         "       2  OOM_KILLED\n          logs/attempt=1.log:2\n"
                         "       1  exit code 3\n          logs/attempt=1.log\n"
                         "       1  KeyError: 'close' which is a\n          long message indeed\n"
                         "          /a/very/long/path/that/is/shown/whole/x.py:3 in f\n          logs/attempt=1.log:14\n");
}

Test(failure_counter, more_failures_than_it_keeps_are_counted)
{
    struct failure_counter counter = { 0 };
    char hash[32];
    for (int i = 0; i < FAILURES_KEPT + 500; i++) {
        snprintf(hash, sizeof(hash), "%016x", (unsigned)i);
        add(&counter, hash, "x", NULL, 1);
        add(&counter, "0000000000000007", "seven", NULL, 1);
    }
    struct buf out = { 0 };
    struct terminal terminal = { .to = &out, .width = 80 };
    failure_counter_show(&counter, &terminal);
    cr_expect(slice_has(buf_view(&out), SLICE("1000+ failures in 3000 attempts\n    1501  seven\n")), "%.*s", SLICE_ARG(buf_view(&out)));
    cr_expect(slice_has(buf_view(&out), SLICE("... 980+ more in 1480 attempts\n")), "%.*s", SLICE_ARG(buf_view(&out)));
    buf_free(&out);
    failure_counter_free(&counter);
}
