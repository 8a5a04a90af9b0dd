/* test_failure.c - what a failed attempt's children said last, and the columns of its failure, without a log. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "parser/attempt/failure.h"
#include "parts.h"

static struct error carrier;

static void finish(struct part_test *test, struct failure *failure, struct failure_facts facts)
{
    struct cell cells[LOG__N] = { 0 };
    facts.end.dag_id = SLICE("d");
    facts.end.task_id = SLICE("t");
    facts.end.line = 99;
    failure_write(failure, &facts, &test->ctx, cells);
    part_show(test, RECORD_log, cells);
    failure_free(failure);
}

static struct failure_facts bash_failed(void)
{
    error_set(&carrier, SLICE("airflow.exceptions.AirflowException"), SLICE("Bash command failed. The command returned a non-zero exit code 2."), 50);
    return (struct failure_facts){ .own = &carrier };
}

static void see(struct part_test *test, struct failure *failure, const char *text, int64_t number)
{
    struct line line = part_line(test, text);
    test->ctx.line = number;
    failure_line(failure, &line, &test->ctx);
}

Test(failure, the_last_words_outlive_the_buffer_they_stood_in)
{
    struct part_test test;
    struct failure failure = { 0 };
    char buffer[64];
    part_begin(&test);
    for (int i = 1; i <= 3 * SAID_LINES; i++) {
        snprintf(buffer, sizeof(buffer), "%s %d", i == 3 * SAID_LINES ? "Command exited with return code" : "cannot open", i);
        failure_said(&failure, SPEAKER_child, slice_of(buffer), i);
        failure_said(&failure, SPEAKER_task, SLICE("done"), i);
        failure_keep(&failure);
    }
    memset(buffer, 'x', sizeof(buffer));
    finish(&test, &failure, bash_failed());
    EXPECT_OUT(test, "\"failure_title\":\"Bash command failed, exit code 2: cannot open <n>\"");
    EXPECT_OUT(test, "\"failure_line\":47");
    part_end(&test);
}

Test(failure, what_was_said_in_an_earlier_segment_does_not_count)
{
    struct part_test test;
    struct failure failure = { 0 };
    part_begin(&test);
    part_message(&test, "subprocess.py", false);
    failure_said(&failure, SPEAKER_child, SLICE("cannot open"), 1);
    see(&test, &failure, "Caused by: java.io.IOException: disk", 2);
    see(&test, &failure, "Database Error in model a (a.sql)", 3);
    see(&test, &failure, "  no such column", 4);
    test.ctx.facts.segment_line = 5;
    finish(&test, &failure, bash_failed());
    EXPECT_OUT(test, "\"failure_title\":\"Bash command failed, exit code 2\"");
    EXPECT_OUT(test, "\"failure_line\":50");
    part_end(&test);
}

/* A stream whose newest line comes first is read from its end: line numbers fall. */
Test(failure, where_lines_fall_the_last_segment_has_the_lower_numbers)
{
    struct part_test test;
    struct failure failure = { 0 };
    part_begin(&test);
    part_message(&test, "subprocess.py", false);
    test.ctx.falls = true;
    test.ctx.facts.segment_line = 9;
    failure_said(&failure, SPEAKER_child, SLICE("of the segment before"), 12);
    failure_said(&failure, SPEAKER_child, SLICE("cannot open"), 7);
    finish(&test, &failure, bash_failed());
    EXPECT_OUT(test, "\"failure_title\":\"Bash command failed, exit code 2: cannot open\"");
    EXPECT_OUT(test, "\"failure_line\":7");
    part_end(&test);
}

Test(failure, a_childs_word_names_it_in_the_order_of_the_law)
{
    static const struct { const char *said[3]; bool traceback; const char *title; int line; } rows[] = {
        { { "Caused by: java.io.IOException: disk", "Database Error in model a", "no such column" }, true, "KeyError: 'close'", 7 },
        { { "Caused by: java.io.IOException: disk", "Database Error in model a", "no such column" }, false, "IOException: disk", 11 },
        { { "Exception in thread \\\"main\\\" a.b.C", "Database Error in model a", "no such column" }, false, "Database Error in model a: no such column", 12 },
        { { "Exception in thread \"main\" a.b.C", "x", "y" }, false, "C", 11 },
        { { "x", "", "Database Error in model a" }, false, "Database Error in model a", 13 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct part_test test;
        struct failure failure = { 0 };
        struct error other = { 0 };
        struct buf want = { 0 };
        struct failure_facts facts = bash_failed();
        part_begin(&test);
        part_message(&test, "subprocess.py", false);
        for (int k = 0; k < 3; k++)
            see(&test, &failure, rows[i].said[k], 11 + k);
        error_set(&other, SLICE("KeyError"), SLICE("'close'"), 7);
        facts.other = rows[i].traceback ? &other : NULL;
        facts.other_speaker = SPEAKER_child;
        finish(&test, &failure, facts);
        buf_printf(&want, "\"failure_title\":\"%s\"%c", rows[i].title, '\0');
        EXPECT_OUT(test, want.p);
        buf_reset(&want);
        buf_printf(&want, "\"failure_line\":%d%c", rows[i].line, '\0');
        EXPECT_OUT(test, want.p);
        buf_free(&want);
        error_free(&other);
        part_end(&test);
    }
}

Test(failure, secrets_are_masked_and_the_title_is_cut_at_a_whole_character)
{
    struct part_test test;
    struct failure failure = { 0 };
    struct error error = { 0 };
    struct buf message = { 0 };
    part_begin(&test);
    buf_text(&message, "password=hunter22 ");
    for (int i = 0; i < 300; i++)
        buf_text(&message, "\xc3\xa9");
    error_set(&error, SLICE("E"), buf_view(&message), 3);
    error_frame(&error, SLICE("File \"/opt/dags/a.py\", line 3, in f"));
    finish(&test, &failure, (struct failure_facts){ .own = &error });
    EXPECT_OUT(test, "\"failure_title\":\"E: password=*** \xc3\xa9");
    EXPECT_OUT(test, "\xc3\xa9\",\"failure_at\":\"/opt/dags/a.py:3 in f\"");
    EXPECT_NO_OUT(test, "hunter22");
    buf_reset(&test.out);
    error_begin(&error, false);
    error_frame(&error, SLICE("File \"/opt/work in token=hunter22/a.py\", line 3, in f"));
    finish(&test, &failure, (struct failure_facts){ .own = &error });
    EXPECT_OUT(test, "\"failure_at\":\"/opt/work in token=***:3 in f\"");
    buf_free(&message);
    error_free(&error);
    part_end(&test);
}
