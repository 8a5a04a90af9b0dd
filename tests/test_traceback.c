/* test_traceback.c - tracebacks by source of lines, and the error they end in, without a log. */
#include <criterion/criterion.h>

#include "parser/attempt/traceback.h"
#include "parts.h"

static bool feed(struct part_test *test, struct traceback *traceback, const char *text, int source, bool first)
{
    struct line line = part_line(test, text);
    line.source = source;
    line.first = first;
    return traceback_line(traceback, &line, &test->ctx);
}

/* any: without Airflow's failure line. */
static void finish(struct part_test *test, struct traceback *traceback, bool any)
{
    struct cell cells[LOG__N] = { 0 };
    traceback_end(traceback, any, &test->ctx, cells);
    part_show(test, RECORD_log, cells);
    traceback_free(traceback);
}

static void feed_one(struct part_test *test, struct traceback *traceback, int source)
{
    cr_expect(feed(test, traceback, "Traceback (most recent call last):", source, true));
    cr_expect(traceback_in_frames(traceback, source));
    cr_expect(feed(test, traceback, "  File \"x.py\", line 1, in f", source, false));
    cr_expect(feed(test, traceback, "sklearn.exceptions.NotFittedError: call fit", source, false));
}

Test(traceback, ends_in_the_error_whose_text_may_go_on)
{
    struct part_test test;
    struct traceback traceback = { 0 };
    part_begin(&test);
    feed_one(&test, &traceback, 0);
    cr_expect(feed(&test, &traceback, "with y", 0, false));
    cr_expect_not(feed(&test, &traceback, "a new message", 0, true));
    cr_expect_eq(traceback.open, 0);
    finish(&test, &traceback, true);
    EXPECT_OUT(test, "\"error_type\":\"NotFittedError\",\"error_message\":\"call fit\\nwith y\"");
    part_end(&test);
}

Test(traceback, sources_do_not_end_each_others)
{
    struct part_test test;
    struct traceback traceback = { 0 };
    part_begin(&test);
    cr_expect(feed(&test, &traceback, "Traceback (most recent call last):", 0, true));
    cr_expect_not(feed(&test, &traceback, "event=x a=1", 1, true));
    cr_expect(traceback_is_open(&traceback, 0) && !traceback_is_open(&traceback, 1) && !traceback_is_open(&traceback, -1));
    traceback_leave(&traceback, 0);
    cr_expect_not(feed(&test, &traceback, "  File \"x.py\", line 1, in f", 0, false));
    traceback_free(&traceback);
    part_end(&test);
}

Test(traceback, an_error_of_an_earlier_segment_or_outside_of_the_failure_line_does_not_count)
{
    for (int later = 0; later < 2; later++) {
        struct part_test test;
        struct traceback traceback = { 0 };
        part_begin(&test);
        feed_one(&test, &traceback, 0);
        test.ctx.facts.segments += later;
        finish(&test, &traceback, later);
        EXPECT_NO_OUT(test, "error_type");
        part_end(&test);
    }
}

Test(traceback, a_records_detail_is_a_list_or_a_text)
{
    static const char *const details[] = { "[{\"exc_type\":\"a.KeyError\",\"exc_value\":\"'x'\"},{\"exc_type\":\"ValueError\"}]",
                                           "\"Traceback (most recent call last):\\n  File \\\"x\\\"\\nKeyError: 'x'\"" };
    for (size_t i = 0; i < sizeof(details) / sizeof(*details); i++) {
        struct part_test test;
        struct traceback traceback = { 0 };
        part_begin(&test);
        test.message.failing = FAILING_stated;
        traceback_detail(&traceback, &test.message, json_read(slice_of(details[i])), &test.ctx);
        cr_expect_eq(traceback.open, 0);
        finish(&test, &traceback, false);
        EXPECT_OUT(test, "\"error_type\":\"KeyError\",\"error_message\":\"'x'\"");
        part_end(&test);
    }
}
