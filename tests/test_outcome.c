/* test_outcome.c - how an attempt ended by its own words, without a log; the words of Airflow 3 in whole files: test_outcome_records.c. */
#include <criterion/criterion.h>

#include "parser/attempt/outcome.h"
#include "parts.h"

static void say(struct part_test *test, struct outcome *outcome, const char *text)
{
    struct line line = part_line(test, text);
    outcome_line(outcome, &line, &test->ctx);
}

static void finish(struct part_test *test, struct outcome *outcome, bool cut)
{
    struct cell cells[LOG__N] = { 0 };
    outcome_infer(outcome, &test->ctx, cut);
    outcome_end(outcome, &test->ctx, cut, cells);
    part_show(test, RECORD_log, cells);
    outcome_free(outcome);
}

Test(outcome, a_stated_word_is_not_displaced_and_a_segment_resets_all)
{
    static const struct { const char *lines[4]; int generation; const char *want; } rows[] = {
        { { "Marking task as SUCCESS.", "Task exited with return code 1" }, 2, "\"state\":\"success\",\"state_inferred\":false,\"state_by\":\"task\",\"exit_code\":1" },
        { { "Marking task as SUCCESS.", "Starting attempt 2 of 2", "Task exited with return code 1" }, 2, "\"state\":\"failed\",\"state_inferred\":true" },
        { { "Task exited with return code 0" }, 2, "\"state\":\"failed\",\"state_inferred\":true" },
        { { "Task exited with return code 0" }, 1, "\"state\":\"success\",\"state_inferred\":true" },
        { { "Task exited with return code Negsignal.SIGKILL" }, 2, "\"exit_code\":-9,\"signal\":\"SIGKILL\"" },
        { { "Task exited with return code Negsignal.SIGRTMIN" }, 2, "\"exit_code\":-34,\"signal\":\"SIGRTMIN\"" },
        { { "Task exited with return code Negsignal.SIGINFO" }, 1, "\"state\":\"failed\",\"state_inferred\":true,\"complete\":true" },
        { { "Task exited with return code 3221225477" }, 1, "\"state\":\"failed\",\"state_inferred\":true,\"complete\":true" },
        { { "Task exited with return code -2147483647" }, 2, "\"exit_code\":-2147483647," },
        { { "State of this instance has been externally set to failed. Terminating instance." }, 2, "\"state\":\"failed\",\"state_inferred\":false" },
        { { "State of this instance has been externally set to restarting. Terminating instance." }, 2, "\"state\":\"restarting\",\"state_inferred\":false" },
        { { "Marking task as SUC", "Task exited with return code 0" }, 2, "\"log\",\"generation\":2,\"exit_code\":0,\"complete\":false" },
        { { "Marking task as ", "Task exited with return code 0" }, 2, "\"log\",\"generation\":2,\"exit_code\":0,\"complete\":false" },
        { { "Marking task as SUCCESS.", "State of this instance has been externally set to fai" }, 2, "\"log\",\"generation\":2,\"complete\":false" },
        { { "Marking task as UP_FOR_", "Starting attempt 2 of 2", "Task exited with return code 1" }, 2, "\"state\":\"failed\",\"state_inferred\":true" },
        { { "Resuming after deferral", "Pausing task as DEFERRED." }, 2, "\"state\":\"deferred\",\"state_inferred\":false" },
        { { "Task is not able to be run" }, 2, "\"complete\":true" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct part_test test;
        struct outcome outcome = { 0 };
        part_begin(&test);
        part_message(&test, "taskinstance.py", true);
        test.ctx.facts.generation = rows[i].generation;
        for (int k = 0; k < 4 && rows[i].lines[k]; k++)
            say(&test, &outcome, rows[i].lines[k]);
        finish(&test, &outcome, false);
        EXPECT_OUT(test, rows[i].want);
        part_end(&test);
    }
}

Test(outcome, a_line_that_names_another_attempt_says_nothing)
{
    struct part_test test;
    struct outcome outcome = { 0 };
    part_begin(&test);
    part_message(&test, "taskinstance.py", true);
    test.ctx.facts.known = (struct known_attempt){ SLICE("d"), SLICE("t"), true };
    say(&test, &outcome, "Marking task as FAILED. dag_id=d, task_id=other, execution_date=20260429T110000");
    cr_expect_not(outcome_is_known(&outcome));
    say(&test, &outcome, "Marking task as SUCCESS. dag_id=d, task_id=t, start_date=20260429T110000, end_date=20260429T110001");
    cr_expect(outcome_is_known(&outcome));
    cr_expect_eq(test.ctx.facts.end_date - test.ctx.facts.start_date, 1000000);
    outcome_free(&outcome);
    part_end(&test);
}

Test(outcome, a_file_that_is_heard_for_kills_alone_states_nothing)
{
    struct part_test test;
    struct outcome outcome = { 0 };
    part_begin(&test);
    part_message(&test, "process_utils.py", true);
    say(&test, &outcome, "Marking task as FAILED.");
    cr_expect_not(outcome_is_known(&outcome));
    say(&test, &outcome, "Sending Signals.SIGTERM to group 249");
    cr_expect_not(test.ctx.facts.airflow_kills);
    say(&test, &outcome, "Sending the signal Signals.SIGKILL to group 249");
    cr_expect(test.ctx.facts.airflow_kills);
    outcome_free(&outcome);
    part_end(&test);
}

Test(outcome, a_record_may_show_that_memory_ran_out)
{
    static const char killed[] = "{\"timestamp\":\"2026-04-29T11:35:00Z\",\"level\":\"error\",\"event\":\"Process terminated by signal.\",\"signal\":-9,\"logger\":\"task\"}";
    for (int kills = 0; kills < 2; kills++) {
        struct part_test test;
        struct outcome outcome = { 0 };
        struct head_space space = { 0 };
        struct found found;
        part_begin(&test);
        test.ctx.facts.airflow_kills = kills;
        test.ctx.facts.generation = 3;
        struct head head = part_record(&test, killed, &space);
        cr_expect_eq(outcome_record(&outcome, &head, &test.ctx, &found), !kills);
        cr_expect(kills || slice_eq(found.evidence, SLICE("signal=-9")));
        finish(&test, &outcome, false);
        EXPECT_OUT(test, "\"state\":\"failed\",\"state_inferred\":true,\"exit_code\":-9,\"signal\":\"SIGKILL\"");
        head_space_free(&space);
        part_end(&test);
    }
}

Test(outcome, the_supervisor_only_fills_the_exit_code_that_the_task_did_not_tell)
{
#define RECORD(event, rest) "{\"timestamp\":\"2026-04-29T11:35:00Z\",\"level\":\"critical\",\"event\":\"" event "\"," rest "}"
#define TASK(event, rest)   RECORD(event, rest ",\"logger\":\"task\"")
#define FINISHED(code)      RECORD("Task finished", "\"exit_code\":" code ",\"final_state\":\"failed\",\"logger\":\"supervisor\"")
    static const struct { const char *own, *finished, *want; } rows[] = {
        { TASK("Task exited", "\"exit_code\":137"), FINISHED("0"), "\"exit_code\":137,\"complete\"" },
        { TASK("Process terminated by signal.", "\"signal\":-15"), FINISHED("0"), "\"exit_code\":-15,\"signal\":\"SIGTERM\"" },
        { TASK("Task exited", "\"exit_code\":\"bye\""), FINISHED("1"), "\"exit_code\":1," },
        { TASK("Task failed with exception", "\"x\":1"), FINISHED("1"), "\"exit_code\":1," },
        { RECORD("Received SIGSEGV", "\"logger\":\"task\""), FINISHED("-11"), "\"exit_code\":-11,\"signal\":\"SIGSEGV\"" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct part_test test;
        struct outcome outcome = { 0 };
        struct head_space space = { 0 };
        struct found found;
        part_begin(&test);
        test.ctx.facts.generation = 3;
        for (int k = 0; k < 2; k++) {
            struct head head = part_record(&test, k ? rows[i].finished : rows[i].own, &space);
            outcome_record(&outcome, &head, &test.ctx, &found);
        }
        finish(&test, &outcome, false);
        EXPECT_OUT(test, rows[i].want);
        head_space_free(&space);
        part_end(&test);
    }
#undef FINISHED
#undef TASK
#undef RECORD
}

Test(outcome, a_cut_file_of_airflow_3_is_no_success)
{
    static const char record[] = "{\"timestamp\":\"2026-04-29T11:35:00Z\",\"level\":\"info\",\"event\":\"x\",\"logger\":\"mine\"}";
    for (int cut = 0; cut < 2; cut++) {
        struct part_test test;
        struct outcome outcome = { 0 };
        struct head_space space = { 0 };
        struct found found;
        part_begin(&test);
        test.ctx.facts.generation = 3;
        struct head head = part_record(&test, record, &space);
        outcome_record(&outcome, &head, &test.ctx, &found);
        finish(&test, &outcome, cut);
        if (cut)
            EXPECT_NO_OUT(test, "\"state\"");
        else
            EXPECT_OUT(test, "\"state\":\"success\",\"state_inferred\":true");
        head_space_free(&space);
        part_end(&test);
    }
}
