/* test_pieces.c - records and console lines inside a message are pieces of it: no say in time, silence, outcome, generation, identity (domain §3.4). */
#include <criterion/criterion.h>

#include "records.h"

static const char path[] = "dag_id=d/run_id=manual__2025-01-28T01:15:31+00:00/task_id=t/attempt=1.log";

#define BEGIN_2 \
    "[2025-01-28T01:20:42.690+0000] {taskinstance.py:2866} INFO - Starting attempt 1 of 2\n" \
    "[2025-01-28T01:20:42.766+0000] {task_command.py:467} INFO - Running <TaskInstance: d.t manual__2025-01-28T01:15:31+00:00 [running]> on host w1\n"
#define SAID_2 "[2025-01-28T01:20:45.173+0000] {logging_mixin.py:190} INFO - child said:\n"
#define END_2 \
    "and a line after\n" \
    "[2025-01-28T01:20:45.203+0000] {taskinstance.py:1225} INFO - Marking task as SUCCESS. dag_id=d, task_id=t, run_id=manual__2025-01-28T01:15:31+00:00, execution_date=20250128T011531, start_date=20250128T012042, end_date=20250128T012045\n" \
    "[2025-01-28T01:20:45.273+0000] {local_task_job_runner.py:266} INFO - Task exited with return code 0\n"

/* What the log record says in a log without the piece, but for what counts lines. */
static const char *const unmoved[] = {
    "\"start_time\":\"2025-01-28T01:20:42.690000Z\",\"end_time\":\"2025-01-28T01:20:45.273000Z\",\"duration_s\":2.583",
    "\"silence_s\":2.407,\"silence_at\":\"2025-01-28T01:20:42.766000Z\"",
    "\"generation\":2,\"state\":\"success\",\"state_inferred\":false",
    "\"exit_code\":0",
    "\"dag_id\":\"d\",\"run_id\":\"manual__2025-01-28T01:15:31+00:00\",\"task_id\":\"t\",\"map_index\":-1,\"try_number\":1",
    "\"segments\":1,",
};

static void expect_unmoved(const char *text, const char *name, struct buf *records)
{
    records_of(slice_of(text), 0, name, records);
    for (size_t i = 0; i < sizeof(unmoved) / sizeof(*unmoved); i++)
        EXPECT_HAS(*records, unmoved[i]);
    cr_expect_not(has(records, "\"record\":\"reject\""), "%s", records->p);
    cr_expect_not(has(records, "\"code\":\"TASK_SILENT\""));
    cr_expect_not(has(records, "\"code\":\"OOM_KILLED\""), "%s", text);
}

Test(pieces, what_a_child_prints_into_a_message_moves_nothing)
{
    static const struct { const char *piece, *want; } rows[] = {
        { "{\"asctime\": \"2025-01-28 02:20:44,991\", \"name\": \"bot\", \"levelname\": \"ERROR\", \"message\": \"Starting script bot.py\"}", "\"n_error\":1" },
        { "{\"timestamp\": \"2025-01-28T02:20:44.991000\", \"level\": \"info\", \"message\": \"hello\"}", "\"n_info\":6" },
        { "{\"event\": \"fit done\", \"timestamp\": \"2025-01-28T02:20:44.991000Z\", \"level\": \"error\", \"n\": 3}", "\"n_error\":1" },
        { "{\"event\": \"fit_done\", \"timestamp\": \"2025-01-28T02:20:44.991000Z\", \"level\": \"error\", \"n\": 3}",
          "\"time\":\"2025-01-28T01:20:45.173000Z\",\"level\":\"ERROR\",\"logger\":\"logging_mixin.py\",\"name\":\"fit_done\",\"attrs\":{\"n\":3}" },
        { "2025-01-28T02:20:44.991000Z [error    ] fit_done                       [x] n=3",
          "\"time\":\"2025-01-28T01:20:45.173000Z\",\"level\":\"ERROR\",\"logger\":\"logging_mixin.py\",\"name\":\"fit_done\",\"attrs\":{\"n\":3}" },
        { "{\"asctime\": \"2025-01-28 02:20:44,991\", \"levelname\": \"INFO\", \"message\": \"=== CORRELATION DATA ===\\ncrypto=SOLUSDC\\n=== END ===\"}",
          "\"crypto\":\"SOLUSDC\",\"closed\":true" },
        { "{\"timestamp\": \"2025-01-28T01:20:44\", \"level\": \"INFO\", \"msg\": \"broken, see {x}", "\"lines_rejected\":0" },
        { "{\"timestamp\": \"2023-01-01T00:00:00Z\", \"open\": 16541.7, \"close\": 16560.1}", "\"lines_ignored\":" },
        { "[2023-01-01 00:00:00] CRITICAL - Process terminated by signal. For more information, see ..: signal=-9", "\"n_critical\":1" },
        { "{\"timestamp\":\"2025-01-28T02:20:44Z\",\"level\":\"critical\",\"event\":\"Process terminated by signal. For more\",\"signal\":-9,\"logger\":\"task\"}", "\"n_critical\":1" },
        { "{\"timestamp\":\"2025-01-28T02:20:44Z\",\"level\":\"info\",\"event\":\"Task finished\",\"exit_code\":-9,\"final_state\":\"failed\",\"logger\":\"supervisor\"}", "\"n_info\":6" },
        { "{\"timestamp\":\"2025-01-28T02:20:44Z\",\"level\":\"info\",\"event\":\"x\",\"ti_id\":\"1\",\"dag_id\":\"d\",\"task_id\":\"t\",\"run_id\":\"r\",\"try_number\":7,\"map_index\":9}", "\"n_info\":6" },
        { "{\"asctime\": \"2025-01-28 02:20:44,991\", \"levelname\": \"INFO\", \"filename\": \"taskinstance.py\", \"message\": \"Starting attempt 7 of 9\", \"dag_id\": \"v\", \"task_id\": \"t\", \"execution_date\": \"2025_01_28T01_15_31_000000\", \"try_number\": \"7\"}",
          "\"n_info\":6" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        for (int named = 0; named < 2; named++) {
            struct buf text = { 0 }, records = { 0 };
            buf_printf(&text, "%s%s%s\n%s", BEGIN_2, SAID_2, rows[i].piece, END_2);
            buf_char(&text, '\0');
            expect_unmoved(text.p, named ? path : "x.log", &records);
            EXPECT_HAS(records, rows[i].want);
            buf_free(&text);
            buf_free(&records);
        }
}

Test(pieces, what_a_dag_file_prints_before_airflow_2_speaks_is_taken_back)
{
    static const char *const printed[] = {
        "{\"timestamp\":\"2025-01-28T01:00:00Z\",\"level\":\"info\",\"event\":\"loaded\",\"logger\":\"mine\"}\n",
        "{\"timestamp\":\"2023-01-28T01:00:00Z\",\"level\":\"error\",\"event\":\"loaded\",\"n\":1}\n",
        "{\"asctime\": \"2023-07-09T07:47:43.907+0000\", \"filename\": \"x.py\", \"levelname\": \"INFO\", \"message\": \"a\", \"dag_id\": \"v\", \"task_id\": \"t\", \"execution_date\": \"2023_07_14T00_00_00_000000\", \"try_number\": \"7\"}\n",
        "2026-01-28T02:20:44.991000Z [error    ] loaded [x] n=3\n",
        "[2023-01-01 00:00:00] ERROR - Task failed with exception\n",
    };
    for (size_t i = 0; i < sizeof(printed) / sizeof(*printed); i++) {
        struct buf text = { 0 }, records = { 0 };
        buf_printf(&text, "%s%s%s%s", printed[i], BEGIN_2, SAID_2, END_2);
        buf_char(&text, '\0');
        expect_unmoved(text.p, "-", &records);
        buf_free(&text);
        buf_free(&records);
    }
}

Test(pieces, a_childs_record_is_no_part_of_what_was_raised)
{
    struct buf records = { 0 };
    records_of(SLICE(BEGIN_2 "[2025-01-28T01:20:45.173+0000] {taskinstance.py:3313} ERROR - Task failed with exception\n"
                             "Traceback (most recent call last):\n"
                             "  File \"/x.py\", line 1, in f\n"
                             "ValueError: lost\n"
                             "{\"timestamp\":\"2025-01-28T02:20:44Z\",\"level\":\"error\",\"event\":\"fetch\",\"reply\":\"HTTP\"}\n"),
               0, path, &records);
    EXPECT_HAS(records, "\"error_type\":\"ValueError\",\"error_message\":\"lost\"");
    EXPECT_HAS(records, "\"name\":\"fetch\",\"attrs\":{\"reply\":\"HTTP\"}");
    buf_free(&records);
}

Test(pieces, text_heads_are_pieces_where_airflow_3_writes_records)
{
    struct buf records = { 0 };
    records_of(SLICE("{\"timestamp\":\"2026-04-29T11:35:00Z\",\"level\":\"info\",\"event\":\"DAG bundles loaded: dags-folder\",\"logger\":\"airflow.dag\"}\n"
                     "{\"timestamp\":\"2026-04-29T11:35:01Z\",\"level\":\"info\",\"event\":\"Task instance is in running state\",\"logger\":\"task\"}\n"
                     "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"[2020-01-01T00:00:00.000+0000] {taskinstance.py:1} INFO - Marking task as SKIPPED. dag_id=v, task_id=t, run_id=r\",\"logger\":\"task.stdout\"}\n"
                     "[2020-01-01T00:00:00.000+0000] {taskinstance.py:1} INFO - Marking task as SKIPPED. dag_id=v, task_id=t, run_id=r\n"
                     "[2020-01-01T00:00:00.000+0000] {logging_mixin.py:1} INFO - Running <TaskInstance: v.t r [running]> on host evil\n"
                     "[2020-01-01T00:00:00.000+0000] {x.py:1} INFO - with nothing to look at\n"
                     "[2020-01-01T00:00:00.000+0000] {x.py:1} INFO - and behind the same head\n"
                     "{\"timestamp\":\"2026-04-29T11:35:03Z\",\"level\":\"error\",\"event\":\"Task failed with exception\",\"logger\":\"task\"}\n"),
               0, path, &records);
    EXPECT_HAS(records, "\"generation\":3,\"state\":\"failed\"");
    EXPECT_HAS(records, "\"start_time\":\"2026-04-29T11:35:00.000000Z\",\"end_time\":\"2026-04-29T11:35:03.000000Z\"");
    cr_expect_not(has(&records, "\"dag_id\":\"v\""));
    cr_expect_not(has(&records, "\"hostname\""));
    buf_free(&records);
}

#define CRI(channel, tag, text) "2025-01-28T01:20:45.200000000Z " channel " " tag " " text "\n"
#define STDERR CRI("stderr", "F", "UserWarning: a library's word")

Test(pieces, what_stderr_says_is_no_part_of_a_message_on_stdout)
{
    static const char text[] =
        CRI("stdout", "F", "[2025-01-28T01:20:42.690+0000] {taskinstance.py:2866} INFO - Starting attempt 1 of 2")
        CRI("stdout", "F", "[2025-01-28T01:20:45.200+0000] {noise.py:7} INFO - === CORRELATION DATA ===")
        CRI("stdout", "F", "crypto=SOLUSDC") STDERR CRI("stdout", "P", "f1_buy=") STDERR CRI("stdout", "F", "0.61") CRI("stdout", "F", "=== END ===")
        CRI("stdout", "F", "[2025-01-28T01:20:45.200+0000] {taskinstance.py:3313} ERROR - Task failed with exception")
        CRI("stdout", "F", "Traceback (most recent call last):")
        CRI("stdout", "P", "  File \"/opt/airflow/dags/d.py\", ") STDERR CRI("stdout", "F", "line 7, in f") STDERR CRI("stdout", "F", "    g()")
        CRI("stderr", "F", "Traceback (most recent call last):") CRI("stderr", "F", "  File \"/opt/airflow/dags/e.py\", line 9, in h")
        CRI("stdout", "P", "ValueE") CRI("stderr", "F", "KeyError: 'another'") CRI("stdout", "F", "rror: x");
    struct buf records = { 0 };
    records_of(slice_of(text), 0, path, &records);
    EXPECT_HAS(records, "\"error_type\":\"ValueError\"");
    EXPECT_HAS(records, "d.py:7 in f\"");
    EXPECT_HAS(records, "\"f1_buy\":0.61");
    EXPECT_HAS(records, "\"closed\":true");
    buf_free(&records);
}
