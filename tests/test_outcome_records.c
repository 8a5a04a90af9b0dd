/* test_outcome_records.c - what Airflow 3's records say of the attempt. */
#include <criterion/criterion.h>

#include "records.h"

static const char path[] = "dag_id=d/run_id=r/task_id=t/attempt=1.log";
static const char begin[] = "{\"timestamp\":\"2026-04-29T09:46:12.1Z\",\"level\":\"info\",\"event\":\"DAG bundles loaded: x\","
                            "\"logger\":\"airflow.dag_processing.bundles.manager.DagBundlesManager\"}\n";
/* The next process of the file. */
static const char again[] = "{\"timestamp\":\"2026-04-29T09:50:12.1Z\",\"level\":\"info\",\"event\":\"DAG bundles loaded: x\","
                            "\"logger\":\"airflow.dag_processing.bundles.manager.DagBundlesManager\"}\n";

/* A file of two records, the second with these members behind its stamp. */
static void file_read(const char *members, struct buf *out)
{
    struct buf text = { 0 };
    buf_text(&text, begin);
    buf_printf(&text, "{\"timestamp\":\"2026-04-29T09:46:13.1Z\",%s}\n", members);
    records_of(buf_view(&text), 0, path, out);
    buf_free(&text);
}

static void expect_in(const char *members, const char *want)
{
    struct buf out = { 0 };
    file_read(members, &out);
    cr_expect(slice_has(buf_view(&out), slice_of(want)), "%s is not in what %s gives:\n%.*s", want, members, SLICE_ARG(buf_view(&out)));
    buf_free(&out);
}

#define FAILED    "\"state\":\"failed\",\"state_inferred\":true"
#define SUCCEEDED "\"state\":\"success\",\"state_inferred\":true"

Test(outcome_records, only_airflows_whole_words_speak)
{
    static const struct { const char *members, *want; } rows[] = {
        { "\"level\":\"error\",\"event\":\"Task failed with exception\",\"logger\":\"task\"", FAILED },
        { "\"level\":\"error\",\"event\":\"Task exited\",\"exit_code\":0,\"logger\":\"task\"", FAILED },
        { "\"level\":\"error\",\"event\":\"DAG not found during start up\",\"logger\":\"task\"", FAILED },
        { "\"level\":\"info\",\"event\":\"Pausing task as DEFERRED. \",\"logger\":\"task\"", "\"state\":\"deferred\",\"state_inferred\":false" },
        /* 3.0 calls the user's loggers "task" too. */
        { "\"level\":\"info\",\"event\":\"Task exited the loop\",\"logger\":\"task\"", SUCCEEDED },
        { "\"level\":\"info\",\"event\":\"Task finished\",\"logger\":\"task\"", SUCCEEDED },
        { "\"level\":\"info\",\"event\":\"Task finished in 3 s\",\"logger\":\"task\"", SUCCEEDED },
        { "\"level\":\"info\",\"event\":\"Skipping task. Nothing to do\",\"logger\":\"task\"", SUCCEEDED },
        { "\"level\":\"info\",\"event\":\"Connecting to server: db\",\"logger\":\"task\"", SUCCEEDED },
        { "\"level\":\"info\",\"event\":\"Process exited\",\"exit_code\":-9,\"logger\":\"task\"", SUCCEEDED },
        { "\"level\":\"info\",\"event\":\"Process exited\",\"exit_code\":-9,\"signal_sent\":\"SIGKILL\",\"logger\":\"mine\"", SUCCEEDED },
        /* Of a pod's stdout, whose end infers nothing. */
        { "\"level\":\"info\",\"event\":\"Process exited\",\"exit_code\":-9,\"signal_sent\":\"SIGKILL\",\"logger\":\"supervisor\"", "\"complete\":false" },
        { "\"level\":\"critical\",\"event\":\"Unhandled exception\",\"logger\":\"unhandled_exception\"", "\"complete\":false" },
        { "\"level\":\"info\",\"event\":\"Task finished\",\"final_state\":\"failed\",\"logger\":\"airflow.task.operators.x.Y\"", SUCCEEDED },
        { "\"level\":\"info\",\"event\":\"2026-04-29T09:46:13Z [error    ] Task killed! [task]\",\"logger\":\"task\"", SUCCEEDED },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        expect_in(rows[i].members, rows[i].want);
}

Test(outcome_records, the_web_interfaces_text_tells_a_failure_and_never_a_success)
{
#define AT(level) "[2026-04-29T09:46:13.1Z] " level " - "
    static const struct { const char *line, *want; } rows[] = {
        { AT("ERROR") "Task failed with exception", FAILED },
        { AT("ERROR") "Task failed with exceptionValueError: Database timeout exception!", FAILED },
        { AT("ERROR") "Task exited exit_code=3", FAILED ",\"exit_code\":3" },
        { AT("ERROR") "Task exited loc=x.py:1 exit_code=0", FAILED ",\"exit_code\":0" },
        { AT("CRITICAL") "Process terminated by signal. For more information, see x: signal=-9", FAILED ",\"exit_code\":-9,\"signal\":\"SIGKILL\"" },
        { AT("CRITICAL") "Process terminated by signal. For more information, see x: signal=-9", "\"code\":\"OOM_KILLED\"" },
        { AT("CRITICAL") "Process terminated by signal. For more information, see x#signalsignal=-9 signal_name=SIGKILL source=task loc=x.py:1 ",
          FAILED ",\"exit_code\":-9,\"signal\":\"SIGKILL\"" },
        { AT("ERROR") "Task exitedexit_code=3 ", FAILED ",\"exit_code\":3" },
        { AT("INFO") "Task exited the loop", "\"code\":\"NO_OUTCOME\"" },
        { AT("INFO") "Task finished exit_code=0 final_state=success", "\"code\":\"NO_OUTCOME\"" },
        { AT("INFO") "x", "\"code\":\"NO_OUTCOME\"" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct buf text = { 0 }, out = { 0 };
        buf_printf(&text, AT("INFO") "DAG bundles loaded: x\n%s\n", rows[i].line);
        records_of(buf_view(&text), 0, path, &out);
        EXPECT_HAS(out, rows[i].want);
        buf_free(&text);
        buf_free(&out);
    }
#undef AT
}

Test(outcome_records, a_pause_and_a_triggered_run_have_words_of_their_own)
{
    static const struct { const char *members, *want; } rows[] = {
        { "\"level\":\"warning\",\"event\":\"Rescheduling task during startup, marking task as UP_FOR_RESCHEDULE\",\"logger\":\"task\"",
          "\"state\":\"up_for_reschedule\",\"state_inferred\":false" },
        { "\"level\":\"info\",\"event\":\"Pausing task as AWAITING_INPUT.\",\"dag_id\":\"d\",\"logger\":\"task\"",
          "\"state\":\"awaiting_input\",\"state_inferred\":false" },
        { "\"level\":\"error\",\"event\":\"Dag Run already exists, marking task as failed.\",\"dag_id\":\"other\",\"logger\":\"task\"",
          "\"state\":\"failed\",\"state_inferred\":false" },
        { "\"level\":\"info\",\"event\":\"Dag Run already exists, skipping task as skip_when_already_exists is set to True.\",\"logger\":\"task\"",
          "\"state\":\"skipped\",\"state_inferred\":false" },
        { "\"level\":\"error\",\"event\":\"DagRun finished with failed state.\",\"dag_id\":\"other\",\"logger\":\"task\"", FAILED },
        { "\"level\":\"info\",\"event\":\"DagRun finished with allowed state.\",\"dag_id\":\"other\",\"logger\":\"task\"", SUCCEEDED },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        expect_in(rows[i].members, rows[i].want);
}

Test(outcome_records, a_start_put_off_is_no_failure_of_the_next)
{
    struct buf text = { 0 }, out = { 0 };
    buf_text(&text, begin);
    buf_text(&text, "{\"timestamp\":\"2026-04-29T09:46:13Z\",\"level\":\"error\",\"event\":\"Dag not found during start up\",\"logger\":\"task\"}\n"
                    "{\"timestamp\":\"2026-04-29T09:46:13Z\",\"level\":\"warning\",\"event\":\"Rescheduling task during startup, marking task as "
                    "UP_FOR_RESCHEDULE\",\"logger\":\"task\"}\n");
    buf_text(&text, again);
    records_of(buf_view(&text), 0, path, &out);
    cr_expect(slice_has(buf_view(&out), SLICE(SUCCEEDED)));
    cr_expect(slice_has(buf_view(&out), SLICE("\"segments\":2")));
    buf_free(&text);
    buf_free(&out);
}

Test(outcome_records, ids_are_read_without_the_escapes_they_are_printed_with)
{
    static const char members[] = "{\"timestamp\":\"2026-04-29T09:46:13Z\",\"level\":\"info\",\"event\":\"x\",\"dag_id\":\"caf\\u00e9\",\"task_id\":\"t\","
                                  "\"run_id\":\"a\\\\b\",\"ti_id\":\"0\",\"logger\":\"cvn\"}\n",
                      printed[] = "{\"timestamp\":\"2026-04-29T09:46:13Z\",\"level\":\"info\",\"event\":\"Executing workload\",\"workload\":\"ExecuteTask(ti=TaskInstance("
                                  "id=UUID('0'), task_id='t', dag_id='caf\u00e9', run_id='a\\\\\\\\b', try_number=1), type='x')\",\"logger\":\"__main__\"}\n",
                      quotes[] = "{\"timestamp\":\"2026-04-29T09:46:13Z\",\"level\":\"info\",\"event\":\"Pushing xcom\",\"ti\":\"RuntimeTaskInstance(id=UUID('0'), "
                                 "task_id='t', dag_id='d', run_id='it\\\\'s \\\"1\\\"', try_number=1)\",\"logger\":\"task\"}\n";
    struct buf out = { 0 };
    records_of(slice_of(members), 0, NULL, &out);
    cr_expect(slice_has(buf_view(&out), slice_of("\"dag_id\":\"caf\u00e9\",\"run_id\":\"a\\\\b\",\"task_id\":\"t\"")), "%.*s", SLICE_ARG(buf_view(&out)));
    buf_reset(&out);
    records_of(slice_of(printed), 0, NULL, &out);
    cr_expect(slice_has(buf_view(&out), slice_of("\"dag_id\":\"caf\u00e9\",\"run_id\":\"a\\\\b\",\"task_id\":\"t\"")), "%.*s", SLICE_ARG(buf_view(&out)));
    buf_reset(&out);
    records_of(slice_of(quotes), 0, NULL, &out);
    cr_expect(slice_has(buf_view(&out), slice_of("\"run_id\":\"it's \\\"1\\\"\"")), "%.*s", SLICE_ARG(buf_view(&out)));
    buf_free(&out);
}

Test(outcome_records, the_last_process_of_a_file_decides)
{
#define TASK(event) "{\"timestamp\":\"2026-04-29T09:46:13Z\",\"level\":\"critical\",\"event\":\"" event ",\"logger\":\"task\"}\n"
#define BANNER TASK("\\n******************************************* Received SIGSEGV *******************************************\\nSIGSEGV\"")
    static const char *const died[] = { BANNER, TASK("Process terminated by signal\",\"signal\":-15"), TASK("Task failed with exception\",\"error_detail\":[{\"exc_type\":\"E\",\"exc_value\":\"\"}]"),
                                        TASK("Skipping task.\"") };
    struct buf text = { 0 }, out = { 0 };
    for (size_t i = 0; i < sizeof(died) / sizeof(*died); i++) {
        buf_reset(&text);
        buf_reset(&out);
        buf_printf(&text, "%s%s%s", begin, died[i], again);
        records_of(buf_view(&text), 0, path, &out);
        cr_expect(slice_has(buf_view(&out), SLICE(SUCCEEDED)), "%s", died[i]);
        cr_expect_not(slice_has(buf_view(&out), SLICE("\"exit_code\"")));
        cr_expect_not(slice_has(buf_view(&out), SLICE("\"signal\"")));
        cr_expect_not(slice_has(buf_view(&out), SLICE("\"error_type\"")));
    }
    buf_reset(&text);
    buf_reset(&out);
    buf_printf(&text, "%s%s%s", begin, died[1], BANNER); /* the second died before it said a word */
    records_of(buf_view(&text), 0, path, &out);
    cr_expect(slice_has(buf_view(&out), SLICE(FAILED ",\"signal\":\"SIGSEGV\"")), "%.*s", SLICE_ARG(buf_view(&out)));
    buf_free(&text);
    buf_free(&out);
#undef BANNER
#undef TASK
}

Test(outcome_records, the_web_interface_glues_the_error_to_its_words)
{
    static const char text[] = "[2026-09-05T04:07:35.397573Z] INFO - ::group::Pre Execute\n"
                               "[2026-09-05T04:07:35.689753Z] ERROR - Task failed with exceptionValueError: no bars!\n"
                               "    File /x/lib/python3.14/site-packages/airflow/sdk/run.py, line 1579 in run\n"
                               "    File /home/x/airflow/dags/43. Stubborn.py, line 13 in query\n"
                               "\n"
                               "[2026-09-05T04:07:35.690391Z] INFO - ::group::Post Execute\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"error_type\":\"ValueError\",\"error_message\":\"no bars!\"");
    EXPECT_HAS(out, "\"failure_title\":\"ValueError: no bars!\",\"failure_at\":\"/home/x/airflow/dags/43. Stubborn.py:13 in query\"");
    buf_free(&out);
}
