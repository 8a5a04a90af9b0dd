/* test_events.c - event records of each form, without a log. */
#include <criterion/criterion.h>

#include "parser/attempt/events.h"
#include "parts.h"

static bool say(struct part_test *test, struct events *events, const char *text)
{
    struct line line = part_line(test, text);
    line.rendered = rendered_suspects(line.text) ? rendered_read(test->parser->prefixes, line.text) : (struct rendered){ .level = LEVEL_none };
    return line.rendered.object.n ? events_rendered(events, &line, &test->ctx) : events_line(events, &line, &test->ctx);
}

Test(events, all_forms_go_out_one_way)
{
    static const struct { const char *text, *want; } rows[] = {
        { "event=seed_summary inserted=3 crypto=SOLUSDC", "\"level\":\"INFO\",\"logger\":\"x.py\",\"name\":\"seed_summary\",\"crypto\":\"SOLUSDC\",\"attrs\":{\"inserted\":3,\"crypto\":\"SOLUSDC\"}" },
        { "2026-04-29 11:35:02,123 - cvn - ERROR - event=x a=1", "\"level\":\"ERROR\",\"logger\":\"x.py\",\"name\":\"x\"" },
        { "Train: 01523 samples", "\"name\":\"train_samples\",\"attrs\":{\"samples\":1523}" },
        { "Running factor=calibration crypto=SOLUSDC", "\"name\":\"running_factor\",\"crypto\":\"SOLUSDC\"" },
        { "{\"event\": \"x\", \"level\": \"warning\", \"a\": 1}", "\"level\":\"WARNING\",\"logger\":\"x.py\",\"name\":\"x\",\"attrs\":{\"a\":1}" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct part_test test;
        struct events events = { 0 };
        part_begin(&test);
        events_open(&events, test.parser->mask);
        cr_expect(say(&test, &events, rows[i].text), "%s", rows[i].text);
        EXPECT_OUT(test, "\"record\":\"event\",\"seq\":1,\"line\":1");
        EXPECT_OUT(test, rows[i].want);
        cr_expect(test.ctx.matched);
        events_free(&events);
        part_end(&test);
    }
}

Test(events, what_is_none)
{
    static const char *const lines[] = { "anevent=x", "{\"text\": \"event=x a=1\"}", "{\"event\": \"two words\", \"a\": 1}", "{\"event\": \"x\"}", "Train: many samples", "" };
    struct part_test test;
    struct events events = { 0 };
    part_begin(&test);
    events_open(&events, test.parser->mask);
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
        cr_expect_not(say(&test, &events, lines[i]), "%s", lines[i]);
    cr_expect_eq(test.out.n, 0);
    events_free(&events);
    part_end(&test);
}

Test(events, a_record_of_structlog_is_one_from_a_logger_of_the_users)
{
    static const struct { const char *logger; bool is; } rows[] = { { "cvn.seed", true }, { "task", true }, { "airflow.task", false }, { "task.stdout", false } };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct part_test test;
        struct events events = { 0 };
        struct head_space space = { 0 };
        struct buf json = { 0 };
        part_begin(&test);
        events_open(&events, test.parser->mask);
        buf_printf(&json, "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"error\",\"event\":\"x\",\"a\":1,\"logger\":\"%s\"}%c", rows[i].logger, 0);
        struct head head = part_record(&test, json.p, &space);
        cr_expect_eq(events_record(&events, &head, &test.message, &test.ctx), rows[i].is, "%s", rows[i].logger);
        buf_free(&json);
        head_space_free(&space);
        events_free(&events);
        part_end(&test);
    }
}

Test(events, secrets_in_attributes_are_counted)
{
    struct part_test test;
    struct events events = { 0 };
    part_begin(&test);
    events_open(&events, test.parser->mask);
    say(&test, &events, "event=x password=hunter2secret");
    cr_expect_eq(test.ctx.notes[COMPLAINT_secret_masked], 1);
    EXPECT_NO_OUT(test, "hunter2secret");
    events_free(&events);
    part_end(&test);
}
