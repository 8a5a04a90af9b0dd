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
    cr_expect_eq(traceback->of[source].state, TRACEBACK_frames);
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

Test(traceback, a_side_cars_line_is_no_text_of_the_exception)
{
    static const char *const lines[] = { "I1123 22:28:32.000000       1 main.go:473] \"level\"=0 \"msg\"=\"syncing git\"",
                                         "{\"logger\":\"\",\"ts\":\"2026-11-23 21:57:07\",\"caller\":{\"file\":\"main.go\",\"line\":473},\"msg\":\"syncing git\"}" };
    struct part_test test;
    struct traceback traceback = { 0 };
    part_begin(&test);
    feed_one(&test, &traceback, 0);
    for (size_t i = 0; i < 2; i++) {
        struct line line = part_line(&test, lines[i]);
        line.headless = true;
        line.first = false;
        cr_expect_not(traceback_line(&traceback, &line, &test.ctx), "%s", lines[i]);
    }
    cr_expect(feed(&test, &traceback, "I1123 is no time", 0, false));
    finish(&test, &traceback, true);
    EXPECT_OUT(test, "\"error_type\":\"NotFittedError\",\"error_message\":\"call fit\\nI1123 is no time\"");
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
        traceback_detail(&traceback, &test.message, json_read(slice_of(details[i])), false, &test.ctx);
        cr_expect_eq(traceback.open, 0);
        finish(&test, &traceback, false);
        EXPECT_OUT(test, "\"error_type\":\"KeyError\",\"error_message\":\"'x'\"");
        part_end(&test);
    }
}

/* The same exception as a text and as a record's list gives the same error. */
static void expect_alike(const char *const *lines, const char *detail, const char *causes, const char *members)
{
    struct part_test test;
    struct traceback text = { 0 }, list = { 0 };
    part_begin(&test);
    test.message.failing = FAILING_stated;
    for (int i = 0; lines[i]; i++)
        cr_expect(feed(&test, &text, lines[i], 0, false), "%s", lines[i]);
    traceback_detail(&list, &test.message, json_read(slice_of(detail)), false, &test.ctx);
    const struct error *both[] = { traceback_own(&text, &test.ctx), traceback_own(&list, &test.ctx) };
    for (int i = 0; i < 2; i++) {
        cr_assert_not_null(both[i]);
        cr_expect(slice_eq(buf_view(&both[i]->causes), slice_of(causes)), "%d: %.*s", i, SLICE_ARG(buf_view(&both[i]->causes)));
        cr_expect(slice_eq(buf_view(&both[i]->members), slice_of(members)), "%d: %.*s", i, SLICE_ARG(buf_view(&both[i]->members)));
        cr_expect(slice_eq(error_at(both[i]), SLICE("/dags/a.py:3 in f")), "%d: %.*s", i, SLICE_ARG(error_at(both[i])));
    }
    traceback_free(&text);
    traceback_free(&list);
    part_end(&test);
}

Test(traceback, explicit_causes_are_kept_the_nearest_last_and_what_was_handled_is_not)
{
#define ENTRY(type, value, is_cause) "{\"exc_type\":\"" type "\",\"exc_value\":\"" value "\",\"exc_notes\":[],\"is_cause\":" is_cause ",\"frames\":[{\"filename\":\"/dags/a.py\",\"lineno\":3,\"name\":\"f\"}],\"exceptions\":[]}"
    static const char *const lines[] = {
        "Traceback (most recent call last):", "  File \"/dags/b.py\", line 1, in g", "KeyError: 'z'", "", "During handling of the above exception, another exception occurred:", "",
        "Traceback (most recent call last):", "  File \"/dags/b.py\", line 1, in g", "a.OSError: disk", "with text", "",
        "The above exception was the direct cause of the following exception:", "",
        "Traceback (most recent call last):", "  File \"/dags/b.py\", line 1, in g", "ValueError: bars", "", "The above exception was the direct cause of the following exception:", "",
        "Traceback (most recent call last):", "  File \"/dags/a.py\", line 3, in f", "RuntimeError: lost", NULL };
    expect_alike(lines, "[" ENTRY("RuntimeError", "lost", "false") "," ENTRY("ValueError", "bars", "true") "," ENTRY("OSError", "disk\\nwith text", "true") "," ENTRY("KeyError", "'z'", "false") "]",
                 "OSError: disk\nValueError: bars\n", "");
}

Test(traceback, a_workers_traceback_is_the_cause_that_it_ends_in)
{
    static const char *const lines[] = {
        "Traceback (most recent call last):", "  File \"/w.py\", line 1, in g", "a.OSError: disk", "", "The above exception was the direct cause of the following exception:", "",
        "Traceback (most recent call last):", "  File \"/w.py\", line 2, in h", "a.ValueError: bars:", "none", "\"\"\"", "", "The above exception was the direct cause of the following exception:", "",
        "Traceback (most recent call last):", "  File \"/dags/a.py\", line 3, in f", "RuntimeError: lost", NULL };
    expect_alike(lines, "[" ENTRY("RuntimeError", "lost", "false") "," ENTRY("_RemoteTraceback", "\\n\\\"\\\"\\\"\\nTraceback (most recent call last):\\n  File \\\"/w.py\\\", line 1, in g\\na.OSError: disk\\n\\n"
                 "The above exception was the direct cause of the following exception:\\n\\nTraceback (most recent call last):\\n  File \\\"/w.py\\\", line 2, in h\\na.ValueError: bars:\\nnone\\n\\\"\\\"\\\"", "true") "]",
                 "OSError: disk\nValueError: bars: none\n", "");
}
#undef ENTRY

Test(traceback, members_of_a_group_are_known_by_their_types)
{
    static const char *const lines[] = {
        "  + Exception Group Traceback (most recent call last):", "  |   File \"/dags/a.py\", line 3, in f", "  |     raise x", "  | ExceptionGroup: folds (2 sub-exceptions)",
        "  +-+---------------- 1 ----------------", "    | Traceback (most recent call last):", "    |   File \"/dags/b.py\", line 1, in g", "    |     go()", "    | KeyError: 'a'", "    +---------------- 2 ----------------",
        "    | a.OSError: disk", "    | ValueError: of its text", "    +---------------- 3 ----------------", "    | Exception Group Traceback (most recent call last):",
        "    |   File \"/dags/b.py\", line 1, in g", "    |     fold", "    | ExceptionGroup: inner (1 sub-exception)", "    +-+---------------- 1 ----------------",
        "      | TypeError: of a member's", "      +------------------------------------", NULL };
    expect_alike(lines, "[{\"exc_type\":\"ExceptionGroup\",\"exc_value\":\"folds (2 sub-exceptions)\",\"frames\":[{\"filename\":\"/dags/a.py\",\"lineno\":3,\"name\":\"f\"}],\"is_group\":true,"
                        "\"exceptions\":[[{\"exc_type\":\"KeyError\"}],[{\"exc_type\":\"OSError\"}],[{\"exc_type\":\"ExceptionGroup\",\"exceptions\":[[{\"exc_type\":\"TypeError\"}]]}]]}]",
                 "", "KeyError\nOSError\nExceptionGroup\n");
}

Test(traceback, notes_stand_for_a_message_that_is_empty)
{
    struct part_test test;
    struct traceback list = { 0 };
    part_begin(&test);
    test.message.failing = FAILING_stated;
    traceback_detail(&list, &test.message, json_read(SLICE("[{\"exc_type\":\"E\",\"exc_value\":\"\",\"exc_notes\":[\"fold 3\",\"more\"]}]")), false, &test.ctx);
    finish(&test, &list, false);
    EXPECT_OUT(test, "\"error_type\":\"E\",\"error_message\":\"\\nfold 3\"");
    part_end(&test);
}
