/* test_stream_live.c - a pipe whose writer lives: lines go on as soon as it can be told what they are, and at the latest when the owner's clock says so. */
#include <criterion/criterion.h>

#include <stdio.h>

#include "parser/stream.h"

#define HEAD(second) "[2026-04-29T11:35:" second ".000+0000] {x.py:1} INFO - "

static int children, logs;
static char last_reject[64];

static void child(void *context, void *handle, const struct record *record)
{
    (void)context;
    (void)handle;
    children++;
    if (record_type(record) == RECORD_reject)
        snprintf(last_reject, sizeof(last_reject), "%.*s", SLICE_ARG(record->cell[REJECT_code].text));
}

static void finished(void *context, void *handle, const struct record *record)
{
    (void)context;
    (void)handle;
    (void)record;
    logs++;
}

static struct report report;
static struct parser *parser;
static struct stream *stream;
static const struct stream_events events = { .child = child, .finished = finished };

static void begin(void)
{
    report = (struct report){ .to = fopen("/dev/null", "w") };
    struct parser_options options = { .report = &report };
    parser = parser_open(&options);
    stream = stream_open(parser, "-", NULL, &events);
    children = logs = 0;
}

static void end(void)
{
    stream_close(&stream, NULL);
    parser_close(&parser);
    fclose(report.to);
}

static void feed(const char *text)
{
    stream_feed(stream, SOURCE_LINES, slice_of(text));
}

Test(stream_live, a_line_that_nothing_decides_on_goes_on_when_its_time_is_over)
{
    begin();
    feed("event=x n=1\n");
    cr_expect_eq(children, 0);
    stream_tick(stream, 1000);
    stream_tick(stream, 1100);
    cr_expect_eq(children, 0, "others may still come");
    stream_tick(stream, 1240);
    cr_expect_eq(children, 1);
    end();
    cr_expect_eq(logs, 1);
}

Test(stream_live, the_envelope_may_still_be_found_when_lines_went_on)
{
    begin();
    feed("[pod/a/base] No space left on device\n");
    stream_tick(stream, 1000);
    stream_tick(stream, 1300);
    feed("[pod/a/base] " HEAD("01") "event=x n=1\n[pod/a/base] event=y n=2\n");
    feed("[pod/b/base] " HEAD("02") "event=z n=1\n");
    cr_expect_eq(children, 3);
    end();
    cr_expect_eq(logs, 2, "the first source has the line before");
}

Test(stream_live, lines_that_come_newest_first_are_refused_when_some_went_on)
{
    begin();
    feed("2026-04-29T11:35:09Z {pod=\"a\"} " HEAD("09") "event=x n=1\n");
    stream_tick(stream, 1000);
    stream_tick(stream, 1300);
    feed("2026-04-29T11:35:08Z {pod=\"a\"} " HEAD("08") "event=x n=1\n");
    feed("2026-04-29T11:35:06Z {pod=\"a\"} " HEAD("06") "event=x n=1\n");
    cr_expect_str_eq(last_reject, complaints[COMPLAINT_newest_first].name);
    int so_far = children;
    feed("2026-04-29T11:35:05Z {pod=\"a\"} " HEAD("05") "event=x n=1\n");
    end();
    cr_expect_eq(children, so_far);
    cr_expect_eq(report.status, EXIT_rejected);
}

Test(stream_live, sources_that_come_before_the_first_word_of_the_time_are_not_silent)
{
    begin();
    char line[128];
    for (int i = 0; i < 200; i++) {
        snprintf(line, sizeof(line), "[pod/p%d/base] " HEAD("01") "a\n", i);
        feed(line);
    }
    stream_tick(stream, 60 * 60 * 1000);
    cr_expect_eq(logs, 0);
    end();
    cr_expect_eq(logs, 200);
}

Test(stream_live, logs_of_silent_sources_are_closed_where_many_are_open)
{
    begin();
    char line[128];
    for (int i = 0; i < 200; i++) {
        snprintf(line, sizeof(line), "[pod/p%d/base] " HEAD("01") "a\n", i);
        feed(line);
        stream_tick(stream, 1000 + i);
    }
    cr_expect_eq(logs, 0);
    stream_tick(stream, 11 * 60 * 1000);
    cr_expect_eq(logs, 199, "the last one is still written to");
    end();
    cr_expect_eq(logs, 200);
}
