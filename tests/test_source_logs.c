/* test_source_logs.c - one source, several attempts (domain §3.5): where a log begins, what becomes of its parts. */
#include "source_text.h"

Test(source_logs, a_start_of_another_attempt_begins_a_log_and_takes_its_prelude_along)
{
    expect(RUN("01", "a", "1", "one", "SUCCESS", "0") RUN("02", "b", "1", "two", "FAILED", "1") RUN("03", "b", "2", "three", "SUCCESS", "0"), 3,
           (const char *const[]){ "\"task_id\":\"a\",\"map_index\":-1,\"try_number\":1,\"source\":\"-\",\"seq\":1,\"line\":5", "\"name\":\"one\"",
                                  "\"task_id\":\"b\",\"map_index\":-1,\"try_number\":1,\"source\":\"-\",\"seq\":1,\"line\":12", "\"state\":\"failed\"",
                                  "\"identity_strength\":1,\"start_time\":\"2026-04-29T10:02:00.000000Z\",\"end_time\":\"2026-04-29T10:02:04.000000Z\"",
                                  "\"task_id\":\"b\",\"map_index\":-1,\"try_number\":2", "\"identity_strength\":2,\"start_time\":\"2026-04-29T10:01:00", NULL });
}

Test(source_logs, labels_after_a_later_start_do_not_name_more_surely_than_it)
{
    expect(WORKLOAD("10:01:00", "a") LABELLED("10:01:01", "event=one", "a") WORKLOAD("10:02:00", "b") LABELLED("10:02:01", "event=two", "b"), 2,
           (const char *const[]){ "\"identity_strength\":2,\"start_time\":\"2026-04-29T10:01:00", "\"identity_strength\":1,\"start_time\":\"2026-04-29T10:02:00", NULL });
}

Test(source_logs, records_of_another_label_begin_a_log_or_go_on_with_it)
{
    static const char *const two[] = { "\"task_id\":\"a\"", "\"task_id\":\"b\"", "\"lines\":4,", "\"name\":\"one\"", "\"name\":\"two\"", "\"identity_strength\":2", "\"identity_strength\":1", NULL };
    expect(FILE_3("01", "a", "one") FILE_3("02", "b", "two"), 2, two);
    expect(FILE_3("02", "a", "one") FILE_3("01", "b", "two"), 2, two);
    expect(FILE_3("01", "a", "one") FILE_3("02", "b", "two") FILE_3("01", "a", "one"), 2, two);
    /* An end alone. */
    expect(FILE_3("01", "a", "one") LABELLED("10:01:05", "event=two", "b") LAST_3("10:01:06", "b", "failed"), 2,
           (const char *const[]){ "\"lines\":4,", "\"lines\":2,", "\"state\":\"failed\"", "\"identity_strength\":1,\"start_time\":\"2026-04-29T10:01:05", NULL });
}

Test(source_logs, records_of_two_labels_that_take_turns_are_two_logs)
{
    static const char text[] = WORKLOAD("10:01:00", "a") WORKLOAD("10:01:01", "b") LABELLED("10:01:02", "DAG bundles loaded: x", "a") FIRST_3("10:01:03")
        LABELLED("10:01:02.1", "event=one", "a") PLAIN("10:01:04", "event=two") LABELLED("10:01:03.5", "DAG bundles loaded: x", "b") LABELLED("10:01:03.2", "event=three", "a")
        PLAIN("10:01:04", "event=four") LABELLED("10:01:04", "event=five", "b") LAST_3("10:01:05", "a", "success") LAST_3("10:01:05.1", "b", "failed");
    static const char *const expected[] = { "\"lines\":7,", "\"lines\":5,", "\"state\":\"success\"", "\"state\":\"failed\"", "\"segments\":1", NULL };
    struct buf twice = { 0 };
    buf_printf(&twice, "%s%s%c", text, text, 0);
    expect(text, 2, expected);
    expect(twice.p, 2, expected);
    buf_free(&twice);
}

/* It names no try, for which its lines would wait. */
Test(source_logs, a_refused_start_has_none_of_the_lines_of_the_one_behind_it)
{
    expect(HEAD("10:02:00.000") "{taskinstance.py:1103} INFO - Dependencies all met for " TI("a") "\n"
           HEAD("10:02:01.000") "{taskinstance.py:1093} INFO - Dependencies not met for " TI("a") ", dependency 'Task Instance Slots Available' FAILED: The maximum number of running tasks.\n"
           HEAD("10:02:02.000") "{local_task_job_runner.py:154} INFO - Task is not able to be run\n" RUN("01", "b", "1", "two", "SUCCESS", "0"), 2,
           (const char *const[]){ "\"lines\":3,", "\"lines\":7,", "\"start_time\":\"2026-04-29T10:02:00.000000Z\",\"end_time\":\"2026-04-29T10:02:02.000000Z\"", "\"start_time\":\"2026-04-29T10:01:00", NULL });
}

Test(source_logs, a_process_of_airflow_3_begins_a_log_where_the_one_before_has_ended)
{
    static const char *const three[] = { "\"task_id\":\"a\"", "\"state\":\"success\",\"state_inferred\":true", "\"state\":\"failed\"", "\"task_id\":\"c\"", "\"lines\":3,", "\"lines\":4,", NULL };
    expect(PROCESS("10:01:00") PLAIN("10:01:01", "event=one") XCOM("10:01:02", "a") PROCESS("10:02:00") FAILED_3("10:02:01") PROCESS("10:03:00") XCOM("10:03:01", "c"), 3, three);
    expect(PROCESS("10:02:00") FAILED_3("10:02:01") PROCESS("10:01:00") PLAIN("10:01:01", "event=one") XCOM("10:01:02", "a") PROCESS("10:03:00") XCOM("10:03:01", "c"), 3, three);
    /* Deferred, or run again: the same attempt. */
    expect(PROCESS("10:01:00") RECORD("10:01:01", "Pausing task as DEFERRED. ", "\"task\"") PROCESS("10:02:00") XCOM("10:02:01", "a"), 1,
           (const char *const[]){ "\"state\":\"success\"", "\"segments\":2", "\"lines\":6,", NULL });
    expect(PROCESS("10:01:00") XCOM("10:01:01", "a") PROCESS("10:02:00") XCOM("10:02:01", "a") FAILED_3("10:02:02"), 1, (const char *const[]){ "\"state\":\"failed\"", "\"lines\":7,", NULL });
    /* In a pod, and what a task prints: text. */
    expect(WORKLOAD("10:01:00", "a") PROCESS("10:01:01") PROCESS("10:01:02") PLAIN("10:01:03", "DAG bundles loaded: x") LAST_3("10:01:04", "a", "failed"), 1, (const char *const[]){ "\"lines\":7,", NULL });
    expect(PROCESS("10:01:00") PLAIN("10:01:03", "DAG bundles loaded: x") FAILED_3("10:01:04"), 1, (const char *const[]){ "\"lines\":4,", NULL });
}

#define STATS(time)  RECORD(time, "Stats instance was created in PID 1 but accessed in PID 2. Re-initializing.", "\"airflow.stats\"")
#define PLUGIN(time) RECORD(time, "setup plugin alembic.autogenerate.types", "\"alembic.runtime.plugins\"")

Test(source_logs, what_a_process_of_airflow_3_1_says_first_is_not_of_the_attempt_before)
{
    static const char *const pods[] = { "\"end_time\":\"2026-04-29T10:01:05.000000Z\"", "\"start_time\":\"2026-04-29T12:02:00.000000Z\"", "\"lines\":4,", "\"lines\":5,", NULL };
    expect(WORKLOAD("10:01:00", "a") PROCESS("10:01:01") LAST_3("10:01:05", "a", "success") PLUGIN("12:02:00") PLUGIN("12:02:01") WORKLOAD("12:02:02", "b")
               STATS("12:02:03") LAST_3("12:02:04", "b", "success"), 2, pods);
    static const char *const files[] = { "\"start_time\":\"2026-04-29T12:02:00.000000Z\"", "\"lines\":5,", "\"lines\":4,", NULL };
    expect(STATS("10:01:00") PROCESS("10:01:01") PLAIN("10:01:02", "x") XCOM("10:01:03", "a") STATS("12:02:00") PROCESS("12:02:01") XCOM("12:02:03", "b"), 2, files);
    /* Behind the DAG file's, and as a task's print. */
    expect(PROCESS("10:01:00") STATS("10:01:01") PLAIN("10:01:02", "x") XCOM("10:01:03", "a") STATS("10:01:04") PLUGIN("10:01:05") PLAIN("10:01:06", "y") PROCESS("10:02:00")
               XCOM("10:02:01", "b"), 2, (const char *const[]){ "\"end_time\":\"2026-04-29T10:01:06.000000Z\"", "\"lines\":8,", "\"lines\":3,", NULL });
}

#define SCHEDULER(time) HEAD(time) "{scheduler_job_runner.py:781} ERROR - x\n"

Test(source_logs, what_comes_much_later_than_an_attempt_that_is_over_is_not_its_own)
{
    static const char *const two[] = { "\"task_id\":\"a\"", "\"end_time\":\"2026-04-29T10:01:04.000000Z\"", "\"role\":\"other\"", "\"lines\":2,", "\"task_id\":\"b\"", NULL };
    expect(RUN("01", "a", "1", "one", "SUCCESS", "0") SCHEDULER("12:00:00.000") SCHEDULER("15:00:00.000") RUN("10", "b", "1", "two", "FAILED", "1"), 3, two);
    expect(WORKLOAD("10:01:00", "a") LAST_3("10:01:04", "a", "success") PLAIN("12:00:00", "x") PLAIN("15:00:00", "x") PROCESS("15:01:00") XCOM("15:01:01", "b"), 3, two);
    expect(PROCESS("10:01:00") XCOM("10:01:01", "a") FAILED_3("10:01:04") PLAIN("12:00:00", "x") PLAIN("15:00:00", "x") PROCESS("15:01:00") XCOM("15:01:01", "b"), 3, two);
    static const char *const one[] = { "\"end_time\":\"2026-04-29T10:11:00.000000Z\"", NULL };
    expect(RUN("01", "a", "1", "one", "SUCCESS", "0") SCHEDULER("10:11:00.000"), 1, one); /* within ten minutes */
    expect(START("10:01:00.000", "a", "1") SCHEDULER("10:11:00.000"), 1, one);
    expect(PROCESS("10:01:00") XCOM("10:01:01", "a") RECORD("10:01:01", "Pausing task as DEFERRED. ", "\"task\"") PLAIN("10:11:00", "x"), 1, one);
}

Test(source_logs, a_supervisor_that_speaks_behind_the_dag_file_begins_no_log)
{
    static const char *const two[] = { "\"task_id\":\"a\"", "\"task_id\":\"b\"", "\"lines\":5,", NULL };
    expect(PROCESS("10:01:00") RECORD("10:01:01", "Secrets backends loaded for worker", "\"supervisor\"") PLAIN("10:01:02", "x") XCOM("10:01:03", "a") PROCESS("10:02:00")
               RECORD("10:02:01", "Secrets backends loaded for worker", "\"supervisor\"") PLAIN("10:02:02", "x") XCOM("10:02:03", "b"), 2, two);
}

Test(source_logs, attempts_of_two_generations_in_one_stream_are_two_logs)
{
    static const char pod[] = WORKLOAD("10:01:00", "a") RECORD("10:01:01", "Connecting to server:", "\"__main__\"") PROCESS("10:01:02") LAST_3("10:01:04", "a", "failed");
    static const char file[] = PROCESS("10:01:02") XCOM("10:01:04", "a") PLAIN("10:01:04", "event=two"), old[] = RUN("02", "b", "1", "one", "SUCCESS", "0");
    static const char *const expected[] = { "\"task_id\":\"a\"", "\"task_id\":\"b\"", "\"generation\":3", "\"generation\":2,\"state\":\"success\",\"state_inferred\":false", "\"lines\":7,", NULL };
    const char *const ways[][2] = { { pod, old }, { old, pod }, { file, old }, { old, file } };
    for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
        struct buf text = { 0 };
        buf_printf(&text, "%s%s%c", ways[i][0], ways[i][1], 0);
        expect(text.p, 2, expected);
        buf_free(&text);
    }
    /* One that its labels alone name, behind one whose records have none. */
    static const char labelled[] = FIRST_3("10:05:00") BUNDLES("10:05:01", "c") LABELLED("10:05:02", "event=three", "c") LABELLED("10:05:03", "::group::Post Execute", "c");
    const char *const before[] = { pod, file, old };
    for (size_t i = 0; i < sizeof(before) / sizeof(*before); i++) {
        struct buf text = { 0 };
        buf_printf(&text, "%s%s%c", before[i], labelled, 0);
        expect(text.p, 2, (const char *const[]){ "\"task_id\":\"c\"", "\"lines\":4,", "\"identity_strength\":1,\"start_time\":\"2026-04-29T10:05:00", NULL });
        buf_free(&text);
    }
}

/* A text that stops, as killed; what follows it, and its next line. */
#define KILLED START("10:00:00.000", "k", "1") HEAD("10:00:00.000") "{taskinstance.py:1581} INFO - Exporting the following env vars:\n" \
    "AIRFLOW_CTX_TRY_NUMBER=1\nAIRFLOW_CTX_DAG_RUN_ID=r1\n" SAID("10:00:01.000", "zero")

Test(source_logs, another_generation_s_start_in_a_log_without_an_end_is_a_file_or_a_print)
{
    static const char file[] = PROCESS("10:01:00") PLAIN("10:01:01", "event=one") XCOM("10:01:02", "a") FAILED_3("10:01:03");
    static const char pod[] = WORKLOAD("10:01:00", "a") PROCESS("10:01:01") PLAIN("10:01:02", "event=one") LAST_3("10:01:03", "a", "failed");
    static const char labelled[] = FIRST_3("10:01:00") BUNDLES("10:01:01", "a") LABELLED_BY("task", "10:01:03", "Task failed with exception", "a");
    const char *const starts[] = { file, pod, labelled };
    for (size_t i = 0; i < 3; i++) {
        struct buf text = { 0 };
        buf_printf(&text, KILLED "%s%c", starts[i], 0);
        expect(text.p, 2, (const char *const[]){ "\"task_id\":\"k\"", "\"lines\":6,", "\"task_id\":\"a\"", "\"start_time\":\"2026-04-29T10:01:00.000000Z\"", "\"state\":\"failed\"", "\"identity_strength\":1", NULL });
        buf_reset(&text);
        buf_printf(&text, KILLED "%s%s" RUN("02", "b", "1", "two", "SUCCESS", "0") "%c", starts[i], starts[(i + 1) % 3], 0);
        expect(text.p, 3, (const char *const[]){ "\"task_id\":\"k\"", "\"lines\":6,", "\"task_id\":\"a\"", "\"task_id\":\"b\"", "\"lines\":7,", NULL });
        buf_reset(&text);
        buf_printf(&text, KILLED "%s%s" MARKED("10:03:00.000", "k", "SUCCESS") ENDED("10:03:01.000", "0") "%c", starts[i], starts[(i + 1) % 3], 0);
        expect(text.p, 1, (const char *const[]){ "\"task_id\":\"k\"", "\"state\":\"success\"", "\"end_time\":\"2026-04-29T10:03:01.000000Z\"", NULL });
        buf_free(&text);
    }
}

Test(source_logs, a_log_of_two_tries_is_told_apart_by_the_number_alone)
{
    expect(START("10:01:00.000", "a", "1") ENDED("10:01:01.000", "1") START("10:02:00.000", "a", "2") ENDED("10:02:01.000", "-9"), 2,
           (const char *const[]){ "\"try_number\":1,\"source\":\"-\"", "\"try_number\":2", "\"exit_code\":-9", NULL });
}

Test(source_logs, parts_that_do_not_overlap_are_one_log_in_order_of_time)
{
    static const char first[] = START("10:01:00.000", "a", "1") SAID("10:01:02.000",
           "one") HEAD("10:01:03.000") "{taskinstance.py:341} INFO - Pausing task as DEFERRED. dag_id=d, task_id=a\n";
    static const char second[] = START("10:05:00.000", "a", "1") SAID("10:05:01.000", "two") MARKED("10:05:02.000", "a", "SUCCESS") ENDED("10:05:03.000", "0");
    static const char *const expected[] = { "\"state\":\"success\"", "\"segments\":2", "\"lines\":9,",
           "\"start_time\":\"2026-04-29T10:01:00.000000Z\",\"end_time\":\"2026-04-29T10:05:03.000000Z\"", NULL };
    static const char other[] = RUN("03", "b", "1", "three", "FAILED", "1");
    struct buf text = { 0 };
    buf_printf(&text, "%s%s%s%c", first, other, second, 0);
    expect(text.p, 2, expected);
    buf_reset(&text);
    buf_printf(&text, "%s%s%s%c", second, other, first, 0);
    expect(text.p, 2, expected);
    buf_free(&text);
}

Test(source_logs, a_resumption_that_tells_no_try_goes_on_with_the_attempt_that_waits)
{
#define RESUMED(minute, task) HEAD("10:" minute ":00.000") "{taskinstance.py:2614} INFO - Dependencies all met for " TI(task) "\n" HEAD("10:" minute ":00.100") "{taskinstance.py:2865} INFO - Resuming after deferral\n" \
    HEAD("10:" minute ":00.200") "{standard_task_runner.py:104} INFO - Running: ['airflow', 'tasks', 'run', 'd', '" task "', 'r1', '--job-id', '1']\n" \
    MARKED("10:" minute ":02.000", task, "SUCCESS") ENDED("10:" minute ":03.000", "0")
#define DEFERRED(minute, task, try) START("10:" minute ":00.000", task, try) HEAD("10:" minute ":01.000") "{taskinstance.py:289} INFO - Pausing task as DEFERRED. dag_id=d, task_id=" task ", run_id=r1\n"
    static const char *const expected[] = { "\"try_number\":2,", "\"state\":\"success\",\"state_inferred\":false,\"state_by\":\"task\",\"exit_code\":0", "\"segments\":2", "\"lines\":8,", NULL };
    expect(DEFERRED("01", "a", "2") RUN("02", "b", "1", "one", "FAILED", "1") RESUMED("03", "a"), 2, expected);
    expect(DEFERRED("01", "a", "2") RUN("02", "b", "1", "one", "FAILED", "1") RUN("00", "a", "1", "two", "UP_FOR_RETRY", "1") RESUMED("03", "a"), 3, expected);
    expect(RUN("00", "a", "1", "one", "UP_FOR_RETRY", "1") RESUMED("03", "b"), 2, (const char *const[]){ "\"try_unknown\":1", "\"state\":\"up_for_retry\"", NULL });
#undef RESUMED
#undef DEFERRED
}

Test(source_logs, of_readings_that_overlap_the_more_complete_one_counts_once)
{
    static const char whole[] = RUN("01", "a", "1", "one", "SUCCESS", "0"), cut[] = PRELUDE("10:01:00.000", "a") START("10:01:01.000", "a", "1");
    static const char other[] = RUN("03", "b", "1", "three", "FAILED", "1"), tail[] = START("10:01:01.000", "a", "1") SAID("10:01:02.000", "one");
    static const char *const expected[] = { "\"state\":\"success\"", "\"segments\":1", "\"lines\":7,", "\"name\":\"one\"", NULL };
    const char *const ways[][3] = { { whole, other, whole }, { whole, cut, other }, { cut, other, whole },
                                     { whole, whole, other }, { tail, other, whole }, { whole, other, tail } };
    for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
        struct buf text = { 0 }, out = { 0 };
        buf_printf(&text, "%s%s%s%c", ways[i][0], ways[i][1], ways[i][2], 0);
        expect(text.p, 2, expected);
        records_of((struct slice){ text.p, text.n - 1 }, 0, NULL, &out);
        cr_expect_eq(count(buf_view(&out), "\"name\":\"one\""), 1, "%s", text.p);
        buf_free(&text);
        buf_free(&out);
    }
}

Test(source_logs, a_repeated_log_behind_another_is_counted_once)
{
    expect(RUN("01", "b", "1", "three", "FAILED", "1") RUN("01", "a", "1", "one", "SUCCESS", "0") RUN("01", "a", "1", "one", "SUCCESS", "0"), 2,
           (const char *const[]){ "\"state\":\"failed\"", "\"state\":\"success\"", "\"segments\":1", NULL });
}

/* What kubectl logs -l shows: the last lines of each pod. */
#define TAIL(minute, task, name, state) SAID("10:" minute ":02.000", name) MARKED("10:" minute ":03.000", task, state) ENDED("10:" minute ":04.000", "0")

Test(source_logs, ends_of_logs_in_one_stream_do_not_change_the_log_before_them)
{
    expect(RUN("01", "a", "1", "one", "FAILED", "1") TAIL("02", "b", "two", "SUCCESS") TAIL("01", "c", "three", "SKIPPED"), 3,
           (const char *const[]){ "\"task_id\":\"a\",\"map_index\":-1,\"try_number\":1", "\"state\":\"failed\",\"state_inferred\":false,\"state_by\":\"task\",\"exit_code\":1",
                                  "\"state\":\"success\"", "\"state\":\"skipped\"", "\"try_unknown\":1", NULL });
    expect(TAIL("02", "b", "two", "SUCCESS") TAIL("01", "c", "three", "SKIPPED"), 2,
           (const char *const[]){ "\"task_id\":\"b\"", "\"task_id\":\"c\"", "\"identity_strength\":1", NULL });
}

Test(source_logs, a_byte_order_mark_in_mid_stream_begins_a_file)
{
    expect("\xef\xbb\xbf" RUN("01", "a", "1", "one", "FAILED", "1") "\xef\xbb\xbf" RUN("02", "b", "1", "two", "SUCCESS", "0"), 2,
           (const char *const[]){ "\"start_time\":\"2026-04-29T10:01:00", "\"start_time\":\"2026-04-29T10:02:00", NULL });
}

Test(source_logs, a_process_that_returns_a_second_time_is_another_one)
{
    expect(RUN("01", "a", "1", "one", "SUCCESS", "0") SAID("10:02:01.000", "two") ENDED("10:02:02.000", "-9"), 2,
           (const char *const[]){ "\"state\":\"success\",\"state_inferred\":false,\"state_by\":\"task\",\"exit_code\":0", "\"exit_code\":-9", "\"identity_unknown\":1", NULL });
    /* It may begin again. */
    expect(RUN("01", "a", "1", "one", "UP_FOR_RESCHEDULE", "0") RUN("02", "a", "1", "two", "SUCCESS", "0"), 1, (const char *const[]){ "\"segments\":2", NULL });
}

#define HEADING(try) "*** Found local files:\n***   * /opt/airflow/logs/dag_id=d/run_id=r1/task_id=a/attempt=" try ".log\n"

Test(source_logs, a_heading_in_the_middle_begins_the_log_that_it_names)
{
    static const char first[] = HEADING("1") RUN("01", "a", "1", "one", "UP_FOR_RETRY", "1"), second[] = HEADING("2") RUN("02", "a", "2", "two", "SUCCESS", "0");
    const char *const ways[][3] = { { first, second, "" }, { second, first, "" }, { first, second, first }, { second, first, second } };
    for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
        struct buf text = { 0 };
        bool swapped = ways[i][0] == second;
        buf_printf(&text, "%s%s%s%c", ways[i][0], ways[i][1], ways[i][2], 0);
        expect(text.p, 2, (const char *const[]){ swapped ? "\"state\":\"success\",\"state_inferred\":false,\"state_by\":\"task\",\"exit_code\":0,\"identity_strength\":3"
                                                         : "\"state\":\"up_for_retry\",\"state_inferred\":false,\"state_by\":\"task\",\"exit_code\":1,\"identity_strength\":3",
                                                 "\"identity_strength\":1", "\"state\":\"success\"", "\"state\":\"up_for_retry\"", NULL });
        buf_free(&text);
    }
    /* Where the source begins without one, it is a task's print. */
    expect(RUN("01", "b", "1", "one", "SUCCESS", "0") HEADING("1") SAID("10:01:05.000", "two"), 1, (const char *const[]){ "\"task_id\":\"b\"", "\"name\":\"two\"", NULL });
}

Test(source_logs, a_heading_names_the_text_behind_it_whatever_start_that_begins_with)
{
    static const char *const hosts[] = { "", "worker-0\n", "['worker-0']\n" };
    for (size_t i = 0; i < 3; i++) {
        struct buf text = { 0 };
        buf_printf(&text, "%s%s%c", hosts[i], HEADING("3") RUN("01", "b", "1", "one", "SUCCESS", "0"), 0);
        expect(text.p, 1, (const char *const[]){ "\"task_id\":\"a\",\"map_index\":-1,\"try_number\":3", "\"identity_strength\":3", "\"name\":\"one\"", NULL });
        buf_reset(&text);
        buf_printf(&text, "%s%s%c", hosts[i], HEADING("3") HEAD("10:01:00.000") "{local_task_job_runner.py:123} INFO - ::group::Pre task execution logs\n"
                   HEAD("10:01:00.100") "{taskinstance.py:2867} INFO - Starting attempt 1 of 4\n" SAID("10:01:01.000", "one"), 0);
        expect(text.p, 1, (const char *const[]){ "\"task_id\":\"a\",\"map_index\":-1,\"try_number\":3", "\"identity_strength\":3", "\"name\":\"one\"", NULL });
        buf_free(&text);
    }
}

Test(source_logs, a_part_behind_a_heading_that_is_later_than_another_one_keeps_all_of_its_lines)
{
    static const char late[] = HEADING("1") SAID("10:05:00.000", "one") SAID("10:05:01.000", "two"), early[] = HEADING("1") SAID("10:01:00.000", "three");
    static const char *const expected[] = { "\"name\":\"one\"", "\"name\":\"two\"", "\"name\":\"three\"", "\"name\":\"four\"", NULL };
    static const char between[] = HEADING("2") SAID("10:06:00.000", "four");
    const char *const ways[][2] = { { late, early }, { early, late } };
    for (size_t i = 0; i < 2; i++) {
        struct buf text = { 0 };
        buf_printf(&text, "%s%s%s%c", ways[i][0], between, ways[i][1], 0);
        expect(text.p, 2, expected);
        buf_free(&text);
    }
}

Test(source_logs, a_named_source_that_begins_anew_is_read_twice_and_counts_once)
{
    static const char path[] = "dag_id=d/run_id=r1/task_id=a/attempt=1.log", once[] = RUN("01", "a", "1", "one", "SUCCESS", "0");
    struct buf text = { 0 }, out = { 0 };
    buf_printf(&text, "%s%s", once, once);
    records_of(buf_view(&text), 0, path, &out);
    cr_expect_eq(count(buf_view(&out), "\"name\":\"one\""), 1);
    EXPECT_HAS(out, "\"identity_strength\":3");
    buf_reset(&out);
    records_of(SLICE(RUN("01", "a", "1", "one", "SUCCESS", "0") RUN("02", "b", "1", "two", "FAILED", "1")
                     HEAD("10:02:05.000") "{standard_task_runner.py:84} INFO - Running: ['airflow', 'tasks', 'run', 'd', 'b', 'r1']\n"), 0, path, &out);
    cr_expect_eq(count(buf_view(&out), "\"record\":\"log\""), 1);
    EXPECT_HAS(out, "\"identity_conflict\":1");
    buf_free(&text);
    buf_free(&out);
}

Test(source_logs, pieces_of_a_named_pipe_are_one_log_in_order_of_time)
{
    static const char *const text[] = { PRELUDE("10:01:00.000", "a") START("10:01:01.000", "a", "1"), SAID("10:02:00.000", "two") HEAD("10:02:01.000") "{x.py:1} INFO - x\ny\n",
                                        SAID("10:03:00.000", "three") ENDED("10:03:01.000", "-9") };
    static const char *const records[] = { PROCESS("10:01:00") PLAIN("10:01:01", "event=one"), PLAIN("10:02:00", "event=two"), PLAIN("10:03:00", "event=three") FAILED_3("10:03:01") };
    static const int orders[][3] = { { 0, 1, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 }, { 1, 0, 2 } };
    for (size_t i = 0; i < 2 * sizeof(orders) / sizeof(*orders); i++) {
        const int *order = orders[i / 2];
        const char *const *piece = i % 2 ? records : text;
        struct buf all = { 0 }, out = { 0 };
        for (int k = 0; k < 3; k++)
            buf_text(&all, piece[order[k]]);
        records_of(buf_view(&all), 0, "dag_id=d/run_id=r1/task_id=a/attempt=1.log", &out);
        cr_expect_eq(count(buf_view(&out), "\"record\":\"log\""), 1, "%.*s", SLICE_ARG(buf_view(&out)));
        EXPECT_HAS(out, "\"start_time\":\"2026-04-29T10:01:00.000000Z\",\"end_time\":\"2026-04-29T10:03:01.000000Z\"");
        EXPECT_HAS(out, "\"state\":\"failed\"");
        EXPECT_HAS(out, i % 2 ? "\"segments\":1," : "\"failure_title\":\"OOM_KILLED\"");
        EXPECT_HAS(out, "\"name\":\"three\"");
        buf_free(&all);
        buf_free(&out);
    }
}

Test(source_logs, what_lies_before_an_outcome_of_a_former_attempt_was_its_text)
{
    expect(START("10:01:00.000", "a", "1") RUN("02", "b", "1", "two", "SUCCESS", "0") MARKED("10:03:00.000", "a", "FAILED") ENDED("10:03:01.000", "1"), 1,
           (const char *const[]){ "\"task_id\":\"a\"", "\"state\":\"failed\"", "\"lines\":11,", "\"name\":\"two\"", NULL });
    expect(START("10:01:00.000", "a", "1") RUN("02", "b", "1", "two", "SUCCESS", "0") MARKED("10:01:30.000", "a", "FAILED") ENDED("10:01:31.000", "1"), 2,
           (const char *const[]){ "\"state\":\"failed\",\"state_inferred\":false,\"state_by\":\"task\",\"exit_code\":1", "\"state\":\"success\",\"state_inferred\":false,\"state_by\":\"task\",\"exit_code\":0", NULL });
}

Test(source_logs, lines_that_only_say_what_runs_begin_no_log)
{
    expect(PRELUDE("10:01:00.000", "a") PRELUDE("10:02:00.000", "b") PRELUDE("10:03:00.000", "c"), 1, (const char *const[]){ "\"role\":\"other\"", "\"lines\":6,", NULL });
}

Test(source_logs, airflows_dags_test_runs_tasks_in_one_process)
{
#define ENV(time, task) HEAD(time) "{taskinstance.py:2890} INFO - Exporting env vars: AIRFLOW_CTX_DAG_OWNER='o' AIRFLOW_CTX_DAG_ID='d' AIRFLOW_CTX_TASK_ID='" task "' " \
    "AIRFLOW_CTX_EXECUTION_DATE='2026-04-29T00:00:00+00:00' AIRFLOW_CTX_TRY_NUMBER='1' AIRFLOW_CTX_DAG_RUN_ID='r1'\n"
    expect(ENV("10:01:00.000", "a") SAID("10:01:01.000", "one") MARKED("10:01:02.000", "a", "SUCCESS") ENV("10:01:03.000", "b") SAID("10:01:04.000", "two")
               MARKED("10:01:05.000", "b", "FAILED"), 2,
           (const char *const[]){ "\"task_id\":\"a\",\"map_index\":-1,\"try_number\":1,\"source\":\"-\",\"seq\":1,\"line\":2",
           "\"task_id\":\"b\",\"map_index\":-1,\"try_number\":1,\"source\":\"-\",\"seq\":1,\"line\":5", NULL });
#undef ENV
}

Test(source_logs, a_start_that_displaces_one_that_waits_keeps_its_names)
{
    struct buf text = { 0 }, run = { 0 };
    for (int i = 0; i < 2000; i++) /* more than what is kept of the memory */
        buf_text(&run, "a_long_run");
    buf_text(&text, RUN("01", "a", "1", "one", "SUCCESS", "0") HEAD("10:02:00.000") "{taskinstance.py:2614} INFO - Dependencies all met for " TI("b") "\n");
    buf_printf(&text, HEAD("10:03:00.000") "{taskinstance.py:2614} INFO - Dependencies all met for <TaskInstance: d.c %.*s [queued]>\n", SLICE_ARG(buf_view(&run)));
    buf_printf(&text, HEAD("10:03:01.000") "{taskinstance.py:2867} INFO - Starting attempt 1 of 4\n" SAID("10:03:02.000", "two") "%c", 0);
    expect(text.p, 3, (const char *const[]){ "\"task_id\":\"a\"", "\"task_id\":\"b\"", "\"task_id\":\"c\"", "\"name\":\"two\"", NULL });
    buf_free(&text);
    buf_free(&run);
}

#define GROUP(time) HEAD(time) "{local_task_job_runner.py:123} INFO - ::group::Pre task execution logs\n"

Test(source_logs, two_first_lines_of_a_start_are_two_starts)
{
    /* The first log has one line: it is neither the next attempt's nor the one's before. */
    static const char *const alone[] = { "\"lines\":1,", "\"identity_unknown\":1", "\"task_id\":\"b\"", "\"start_time\":\"2026-04-29T10:02:00.000000Z\"", NULL };
    expect(FIRST_3("10:00:00") FILE_3("02", "b", "two"), 2, alone);
    expect(FILE_3("01", "a", "one") FIRST_3("10:00:00") FILE_3("02", "b", "two"), 3, alone);
    expect(FILE_3("01", "a", "one") FIRST_3("10:05:00"), 2, (const char *const[]){ "\"lines\":4,", "\"lines\":1,", NULL });
    expect(GROUP("10:00:00.000") GROUP("10:02:00.000") START("10:02:01.000", "b", "1") SAID("10:02:02.000", "two"), 2, alone);
    expect(RUN("01", "a", "1", "one", "SUCCESS", "0") GROUP("10:00:00.000") GROUP("10:02:00.000") START("10:02:01.000", "b", "1"), 3, alone);
    /* A log that was cut, and before the next one's start what its process said behind its own. */
    expect(START("10:01:00.000", "a", "1") HEAD("10:01:01.000") "{task_command.py:467} INFO - Running <TaskInstance: d.a r1 [running]> on host w1\n" SAID("10:01:02.000", "one")
               GROUP("10:02:00.000") START("10:02:01.000", "b", "1") SAID("10:02:02.000", "two"), 2,
           (const char *const[]){ "\"end_time\":\"2026-04-29T10:01:02.000000Z\"", "\"start_time\":\"2026-04-29T10:02:00.000000Z\"", "\"lines\":4,", NULL });
}

Test(source_logs, a_reading_that_adds_nothing_does_not_count)
{
    /* Behind a log without an end, which might have printed the first one. */
    expect(START("10:00:00.000", "b", "1") RUN("01", "a", "1", "one", "FAILED", "1") START("10:01:01.000", "a", "1") SAID("10:01:02.000", "one") MARKED("10:01:03.000", "a", "FAILED"), 2,
           (const char *const[]){ "\"lines\":7,", "\"exit_code\":1", NULL });
    /* The more complete one counts, though the other is known by the source's first start. */
    expect(START("10:01:01.000", "a", "1") SAID("10:01:02.000", "one") MARKED("10:01:03.000", "a", "FAILED") RUN("02", "b", "1", "two", "SUCCESS", "0")
               RUN("01", "a", "1", "one", "FAILED", "1"), 2, (const char *const[]){ "\"state\":\"failed\",\"state_inferred\":false,\"state_by\":\"task\",\"exit_code\":1", NULL });
}

Test(source_logs, a_piece_of_a_log_does_not_count_beside_it)
{
    /* The first start of the source, or no log without an end before it: neither makes the piece the better reading. */
    static const char piece[] = START("10:01:01.000", "a", "1") SAID("10:01:02.000", "one"), open[] = START("10:02:00.000", "b", "1") SAID("10:02:01.000", "two");
    static const char whole[] = START("10:01:01.000", "a", "1") SAID("10:01:02.000", "one") SAID("10:01:03.000", "three") MARKED("10:01:04.000", "a", "UP_FOR_RESCHEDULE");
    static const char other[] = RUN("03", "c", "1", "four", "SUCCESS", "0");
    const char *const ways[][4] = { { piece, open, whole, "" }, { piece, other, whole, "" }, { open, whole, other, piece }, { open, piece, other, whole } };
    for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
        struct buf text = { 0 };
        buf_printf(&text, "%s%s%s%s%c", ways[i][0], ways[i][1], ways[i][2], ways[i][3], 0);
        expect(text.p, ways[i][3][0] ? 3 : 2, (const char *const[]){ "\"state\":\"up_for_reschedule\"", "\"lines\":5,", "\"name\":\"three\"", NULL });
        buf_free(&text);
    }
}

Test(source_logs, another_generation_behind_repeated_lines_is_looked_at)
{
    static const char cut[] = START("10:01:01.000", "b", "1") SAID("10:01:02.000", "two");
    static const char pod[] = WORKLOAD("10:03:00", "a") PROCESS("10:03:01") PLAIN("10:03:02", "event=one") LAST_3("10:03:04", "a", "success");
    expect(START("10:01:01.000", "b", "1") SAID("10:01:02.000", "two") SAID("10:01:03.000", "three") ENDED("10:01:04.000", "1") START("10:01:01.000", "b", "1") SAID("10:01:02.000", "two")
               WORKLOAD("10:03:00", "a") PROCESS("10:03:01") PLAIN("10:03:02", "event=one") LAST_3("10:03:04", "a", "success"), 2,
           (const char *const[]){ "\"task_id\":\"a\"", "\"state\":\"success\"", "\"lines\":5,", NULL });
    struct buf text = { 0 };
    buf_printf(&text, "%s%s%c", cut, pod, 0);
    expect(text.p, 2, (const char *const[]){ "\"task_id\":\"a\"", "\"state\":\"success\"", "\"lines\":5,", NULL });
    buf_free(&text);
}

Test(source_logs, a_head_in_the_middle_of_a_line_names_nobody)
{
    /* A file without a newline at its end, then the next one. */
    static const char next[] = HEAD("10:02:00.000") "{taskinstance.py:2614} INFO - Dependencies all met for " TI("b") "\n" START("10:02:01.000", "b", "1") MARKED("10:02:02.000", "b", "FAILED");
    struct buf text = { 0 };
    buf_printf(&text, "%s", RUN("03", "a", "1", "one", "SUCCESS", "0") HEAD("10:03:05.000") "{local_task_job.py:264} INFO - 0 downstream tasks scheduled from follow-on schedule check");
    buf_printf(&text, "%s%c", next, 0);
    expect(text.p, 2, (const char *const[]){ "\"end_time\":\"2026-04-29T10:03:05.000000Z\"", "\"lines\":8,", "\"start_time\":\"2026-04-29T10:02:01.000000Z\",\"end_time\":\"2026-04-29T10:02:02.000000Z\"", "\"lines\":3,", NULL });
    buf_free(&text);
}

Test(source_logs, records_in_one_line_are_two_lines)
{
    static const char pod[] = WORKLOAD("10:01:00", "a") PROCESS("10:01:01") PLAIN("10:01:02", "event=one") LAST_3("10:01:04", "a", "failed");
    static const char *const next[] = { WORKLOAD("10:02:00", "b") PLAIN("10:02:01", "event=two") LAST_3("10:02:04", "b", "success"),
                                        "2026-04-29T10:02:00.000000Z [info     ] setup plugin alembic.x [alembic.runtime.plugins]\n" WORKLOAD("10:02:00.5", "b") LAST_3("10:02:04", "b", "success") };
    for (size_t i = 0; i < 2; i++) {
        struct buf text = { 0 };
        buf_printf(&text, "%.*s%s%c", (int)strlen(pod) - 1, pod, next[i], 0);
        expect(text.p, 2, (const char *const[]){ "\"state\":\"failed\"", "\"state\":\"success\"", "\"start_time\":\"2026-04-29T10:02:00.000000Z\"", "\"lines\":5,", "\"lines\":2,", "\"lines_rejected\":0,", NULL });
        buf_free(&text);
    }
    /* Inside a record it is a print. */
    expect(WORKLOAD("10:01:00", "a") PLAIN("10:01:01", "{\\\"x\\\":1}{\\\"timestamp\\\":\\\"2026-04-29T10:02:00Z\\\",\\\"event\\\":\\\"Executing workload\\\"}") LAST_3("10:01:04", "a", "failed"), 1,
           (const char *const[]){ "\"lines\":3,", NULL });
}

/* Airflow 3.3: the process says whose it is, a pod that was killed need not. */
Test(source_logs, a_file_behind_a_pod_that_was_killed_is_its_own_log)
{
    static const char pod[] = WORKLOAD_ID("10:01:00", "a") RECORD("10:01:00", "Connecting to server:", "\"airflow.x\"") RECORD("10:01:01", "Secrets backends loaded for worker", "\"supervisor\"")
        FIRST_3("10:01:02") PROCESS("10:01:03") PLAIN("10:01:03", "event=one");
    static const char *const file[] = { FIRST_3("10:03:00") BUNDLES("10:03:01", "b") PLAIN("10:03:02", "event=two") LABELLED_BY("task", "10:03:03", "::group::Post Execute", "b"),
                                        FIRST_3("09:03:00") BUNDLES("09:03:01", "b") PLAIN("09:03:02", "event=two") LABELLED_BY("task", "09:03:03", "::group::Post Execute", "b") };
    for (int n = 1; n <= 7; n++)
        for (size_t i = 0; i < 4; i++) {
            struct buf text = { 0 }, lines = { 0 };
            buf_text(&text, i / 2 ? file[i % 2] : "");
            lines_put(&text, "", pod, 1, n);
            buf_printf(&text, "%s%c", i / 2 ? "" : file[i % 2], 0);
            buf_printf(&lines, "\"lines\":%d,%c", n, 0);
            expect(text.p, 2, (const char *const[]){ "\"task_id\":\"a\"", "\"task_id\":\"b\"", "\"lines\":4,", lines.p, "\"state\":\"success\"", NULL });
            buf_free(&text);
            buf_free(&lines);
        }
}

Test(source_logs, all_of_a_log_behind_one_that_waits_or_was_killed_is_its_own)
{
#define FILE_3_1 RECORD("10:03:00", "Stats instance was created in PID 1 but accessed in PID 2. Re-initializing.", "\"airflow.stats\"") PROCESS("10:03:01") PLAIN("10:03:02", "event=two") XCOM("10:03:03", "b")
    static const char waits[] = START("10:01:01.000", "a", "1") SAID("10:01:02.000", "one")
        HEAD("10:01:03.000") "{taskinstance.py:1900} INFO - Rescheduling task, marking task as UP_FOR_RESCHEDULE\n" ENDED("10:01:04.000", "0");
    struct buf text = { 0 };
    buf_printf(&text, "%s%s%c", waits, FILE_3_1, 0);
    expect(text.p, 2, (const char *const[]){ "\"task_id\":\"b\"", "\"state\":\"up_for_reschedule\"", "\"state\":\"success\"", "\"lines\":5,", "\"start_time\":\"2026-04-29T10:03:00", NULL });
    buf_free(&text);
    expect(START("10:01:01.000", "a", "1") SAID("10:01:02.000", "one") FILE_3_1, 2, (const char *const[]){ "\"task_id\":\"b\"", "\"lines\":3,", "\"lines\":5,", "\"start_time\":\"2026-04-29T10:03:00", NULL });
    /* Cut before the line that tells its try. */
    expect(PRELUDE("10:01:00.000", "a") HEAD("10:01:01.000") "{taskinstance.py:2614} INFO - Dependencies all met for " TI("a") "\n" HEAD("10:01:01.000") "{taskinstance.py:2614} INFO - Dependencies all met for " TI("a") "\n"
               RUN("03", "b", "1", "two", "SUCCESS", "0"), 2, (const char *const[]){ "\"lines\":4,", "\"lines\":7,", "\"start_time\":\"2026-04-29T10:03:00", NULL });
    /* Of the same one: a pod that waits goes on in another pod, and a process without a name does not begin before lines of its own. */
    expect(WORKLOAD("10:01:00", "a") PROCESS("10:01:01") PLAIN("10:01:02", "event=one") LAST_3("10:01:04", "a", "up_for_reschedule") FILE_3_1, 2,
           (const char *const[]){ "\"task_id\":\"b\"", "\"state\":\"up_for_reschedule\"", "\"state\":\"success\"", "\"lines\":5,", NULL });
    expect(WORKLOAD("10:05:00", "a") PLAIN("10:05:01", "x") FILE_3_1, 2, (const char *const[]){ "\"task_id\":\"b\"", "\"lines\":2,", "\"lines\":5,", NULL });
    expect(WORKLOAD("10:01:00", "a") PLAIN("10:01:01", "x") RUN("03", "b", "1", "two", "SUCCESS", "0"), 2, (const char *const[]){ "\"lines\":2,", "\"lines\":7,", "\"start_time\":\"2026-04-29T10:03:00", NULL });
#undef FILE_3_1
}
