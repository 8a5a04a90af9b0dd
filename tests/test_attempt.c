/* test_attempt.c - whose log it is and how the attempt ended, from Airflow's own lines (domain §3.4). */
#include <criterion/criterion.h>

#include "records.h"

static const char path[] = "logs/dag_id=launch__discovery/run_id=manual__2026-04-29T11_00_00+00_00/task_id=test_step/attempt=1.log";

Test(attempt, a_dag_with_dots_in_its_name_is_told_from_its_tasks)
{
    static const char start[] = "[2021-10-08 13:11:35,126] {taskinstance.py:620} INFO - Dependencies all met for "
                                "<TaskInstance: a.b.c.t 2019-10-07T00:00:00+00:00 [queued]>\n";
    static const char *const lines[] = {
        "[2021-10-08 13:11:36,126] {taskinstance.py:1} INFO - Executing <Task(BashOperator): c.t> on 2019-10-07T00:00:00+00:00\n",
        "[2021-10-08 13:11:36,126] {base_task_runner.py:1} INFO - Running: [u'airflow', u'run', 'a.b', 'c.t', '2019-10-07T00:00:00+00:00']\n",
        "[2021-10-08 13:11:36,126] {base_task_runner.py:1} INFO - Running: ['sudo', '-E', '-H', '-u', 'x', 'airflow', 'tasks', 'run', 'a.b', 'c.t', 'r']\n",
        "[2021-10-08 13:11:36,126] {taskinstance.py:1} INFO - Exporting the following env vars:\nAIRFLOW_CTX_DAG_ID=a.b\nAIRFLOW_CTX_TASK_ID=c.t\n",
        "[2021-10-08 13:11:36,126] {taskinstance.py:1} INFO - Marking task as SUCCESS. dag_id=a.b, task_id=c.t, execution_date=20191007T000000\n",
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
        struct buf text = { 0 }, out = { 0 };
        buf_printf(&text, "%s%s", start, lines[i]);
        buf_text(&text, "[2021-10-08 13:11:40,126] {taskinstance.py:1} INFO - Marking task as FAILED. dag_id=a.b, task_id=c.t, execution_date=20191007T000000\n");
        records_of(buf_view(&text), 0, NULL, &out);
        EXPECT_HAS(out, "\"dag_id\":\"a.b\"");
        EXPECT_HAS(out, "\"task_id\":\"c.t\"");
        EXPECT_HAS(out, "\"state\":\"failed\"");
        buf_free(&text);
        buf_free(&out);
    }
}

Test(attempt, a_schedulers_log_is_no_attempts)
{
    static const char text[] =
        "[2020-07-19 13:26:32,613] {scheduler_job.py:1650} INFO - Creating / updating <TaskInstance: d.t 2020-07-18 00:00:00+00:00 [scheduled]> in ORM\n"
        "[2020-07-19 13:26:33,613] {scheduler_job.py:162} INFO - Processing /dags/dags.py took 0.038 seconds\n"
        "[2020-07-19 13:26:34,613] {task_command.py:371} INFO - Running <TaskInstance: d.t 2020-07-18T00:00:00+00:00 [queued]> on host w\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, NULL, &out);
    EXPECT_HAS(out, "\"role\":\"other\"");
    cr_expect_not(has(&out, "\"task_id\""));
    cr_expect_not(has(&out, "NO_OUTCOME"));
    buf_free(&out);
}

Test(attempt, a_dag_processors_log_is_no_attempts_whatever_it_calls_back)
{
    static const char *const first[] = {
        "[2026-04-29T11:35:00.000+0000] {processor.py:157} INFO - Started process (PID=7) to work on /dags/d.py\n",
        "[2026-04-29T11:35:00.000+0000] [SOURCE:DAG_PROCESSOR] {processor.py:186} INFO - Started process (PID=7) to work on /dags/d.py\n",
        "[2026-04-29 11:35:00,000] {jobs.py:343} DagFileProcessor1 INFO - Started process (PID=7) to work on /dags/d.py\n",
    };
    static const char rest[] =
        "[2026-04-29T11:35:01.000+0000] {taskinstance.py:1} INFO - Dependencies all met for <TaskInstance: d.t manual__x [queued]>\n"
        "[2026-04-29T11:35:01.000+0000] {taskinstance.py:1} INFO - Marking task as FAILED. dag_id=d, task_id=t, execution_date=20260429T110000\n";
    for (size_t i = 0; i < sizeof(first) / sizeof(*first); i++) {
        struct buf text = { 0 }, out = { 0 };
        buf_printf(&text, "%s%s", first[i], rest);
        records_of(buf_view(&text), 0, NULL, &out);
        EXPECT_HAS(out, "\"role\":\"other\"");
        cr_expect_not(has(&out, "\"task_id\""));
        cr_expect_not(has(&out, "\"state\""));
        buf_free(&text);
        buf_free(&out);
    }
}

Test(attempt, the_host_that_runs_it_whoever_says_so)
{
    static const char *const lines[] = {
        "[2019-10-08 13:11:36,126] {base_task_runner.py:1} INFO - Job 2: Subtask t [2019-10-08 13:11:36,126] {cli.py:5} INFO - Running <TaskInstance: d.t 2019-10-07T00:00:00+00:00 [running]> on host w\n",
        "[2019-10-08 13:11:36,126] {logging_mixin.py:95} INFO - [2019-10-08 13:11:36,126] {cli.py:5} INFO - Running <TaskInstance: d.t 2019-10-07T00:00:00+00:00 [running]> on host w\n",
        "[2021-10-08 13:11:36,126] {base_task_runner.py:1} INFO - Job 2: Subtask t Running <TaskInstance: d.t 2019-10-07T00:00:00+00:00 [running]> on host w\n",
        "[2021-10-08 13:11:36,126] {logging_mixin.py:95} INFO - Running <TaskInstance: d.t 2019-10-07T00:00:00+00:00 [running]> on host w\n",
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
        struct buf out = { 0 };
        records_of(slice_of(lines[i]), 0, NULL, &out);
        EXPECT_HAS(out, "\"hostname\":\"w\"");
        buf_free(&out);
    }
}

Test(attempt, a_line_printed_by_the_task_does_not_speak_for_airflow)
{
    static const char text[] =
        "[2026-04-29T11:35:00.000+0000] {taskinstance.py:1308} INFO - Starting attempt 1 of 2\n"
        "[2026-04-29T11:35:01.000+0000] {logging_mixin.py:190} INFO - Marking task as SUCCESS. dag_id=a, task_id=b\n"
        "[2026-04-29T11:35:02.000+0000] {logging_mixin.py:190} INFO - [2026-04-29T11:35:02.000+0000] {taskinstance.py:1} INFO - Marking task as SUCCESS.\n"
        "[2026-04-29T11:35:03.000+0000] {taskinstance.py:1} INFO - Marking task as FAILED. dag_id=another, task_id=task\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    cr_expect_not(has(&out, "\"state\""));
    EXPECT_HAS(out, "\"code\":\"NO_OUTCOME\"");
    buf_free(&out);
}

Test(attempt, what_has_no_outcome_is_shown_by_its_last_words_whatever_way_it_comes)
{
    static const char text[] = "[2026-04-29T11:35:00.000+0000] {taskinstance.py:1308} INFO - Starting attempt 1 of 2\n"
                               "[2026-04-29T11:35:01.000+0000] {x.py:1} INFO - fold 3\n"
                               "last words\n\n  \t\n\n";
    static const size_t sizes[] = { 0, 1, 7, 64, 151 };
    for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
        struct buf out = { 0 };
        records_of(slice_of(text), sizes[i], path, &out);
        EXPECT_HAS(out, "\"line\":3,\"scope\":\"attempt\",\"code\":\"NO_OUTCOME\"");
        EXPECT_HAS(out, "\"evidence\":\"last words\"");
        EXPECT_HAS(out, "\"lines\":6");
        buf_free(&out);
    }
}

Test(attempt, a_users_helpers_are_not_those_of_airflow_1)
{
    static const char text[] =
        "[2022-04-29 11:35:00,000] {standard_task_runner.py:76} INFO - Running: ['airflow', 'tasks', 'run', 'launch__discovery', 'test_step', 'r']\n"
        "[2022-04-29 11:35:01,000] {taskinstance.py:1270} INFO - Marking task as SUCCESS.\n"
        "[2022-04-29 11:35:02,000] {helpers.py:12} INFO - Starting attempt 2 of 3\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"state\":\"success\"");
    EXPECT_HAS(out, "\"segments\":0");
    buf_free(&out);
}

Test(attempt, what_a_virtual_environment_prints_does_not_speak_for_airflow)
{
    static const char text[] = "[2026-04-29T11:35:01.000+0000] {taskinstance.py:1270} INFO - Marking task as SUCCESS.\n"
                               "[2026-04-29T11:35:02.000+0000] {process_utils.py:187} INFO - Starting attempt 2 of 3\n"
                               "[2026-04-29T11:35:02.000+0000] {process_utils.py:132} INFO - Sending 9 to group 7. PIDs of all processes in the group: [7]\n"
                               "[2026-04-29T11:35:03.000+0000] {local_task_job_runner.py:240} INFO - Task exited with return code -9\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"state\":\"success\"");
    cr_expect_not(has(&out, "OOM_KILLED"));
    buf_free(&out);
}

Test(attempt, a_line_without_a_head_speaks_for_airflow_only_where_the_head_has_no_words)
{
    static const char raw[] = "[2026-04-29T11:35:01.000+0000] {taskinstance.py:1270} INFO - Marking task as SUCCESS.\nStarting attempt 2 of 3\n",
                      old[] = "[2018-04-29 11:35:01,000] {models.py:1428} INFO - \n-----\nStarting attempt 2 of 3\n-----\n\n";
    struct buf one = { 0 }, two = { 0 };
    records_of(slice_of(raw), 0, path, &one);
    EXPECT_HAS(one, "\"state\":\"success\"");
    EXPECT_HAS(one, "\"segments\":0");
    records_of(slice_of(old), 0, NULL, &two);
    EXPECT_HAS(two, "\"segments\":1");
    buf_free(&one);
    buf_free(&two);
}

Test(attempt, silences_are_counted_and_the_first_gives_the_line)
{
    struct buf out = { 0 };
    records_of(SLICE("[2026-04-29T11:00:00.000+0000] {x.py:1} INFO - a\n[2026-04-29T11:10:00.000+0000] {x.py:1} INFO - b\n"
                     "[2026-04-29T11:20:00.001+0000] {x.py:1} INFO - c\n[2026-04-29T11:44:00.001+0000] {x.py:1} INFO - d\n"
                     "[2026-04-29T11:55:00.000+0000] {x.py:1} INFO - e\n"),
               0, path, &out);
    EXPECT_HAS(out, "\"line\":3,\"scope\":\"attempt\",\"code\":\"TASK_SILENT\",\"role\":\"incident\",\"severity\":\"P1\",\"domain\":\"infra\",\"field\":\"silence_s\","
                    "\"value\":1440,\"limit_value\":600,\"evidence\":\"no line for 1440 s after 2026-04-29T11:20:00.001000Z, the longest of 3\",\"count\":3");
    buf_free(&out);
}

Test(attempt, naive_stamps_are_read_in_the_zone_that_is_given)
{
    static const char text[] = "[2021-07-03 11:49:16,755] {x.py:1} INFO - event=x a=1\n";
    struct buf out = { 0 };
    records_in_zone(slice_of(text), "Europe/Paris", NULL, &out);
    EXPECT_HAS(out, "\"time\":\"2021-07-03T09:49:16.755000Z\"");
    buf_free(&out);
}

/* Its file's name has the date, of which what is left of the pod's output says no more than the run_id. */
Test(attempt, a_log_of_2_2_is_known_by_the_date_in_its_run_id)
{
#define OLD "[2021-11-23 10:00:01,000] {taskinstance.py:"
    static const char text[] = OLD "1035} INFO - Dependencies all met for <TaskInstance: d.t scheduled__2021-11-23T00:00:00+00:00 [queued]>\n" OLD "1242} INFO - Starting attempt 1 of 2\n";
    static const char *const paths[] = { NULL, "d/t/2021-11-23T00:00:00+00:00/1.log" };
    char ids[2][64] = { "" };
    for (size_t i = 0; i < 2; i++) {
        struct buf out = { 0 };
        records_of(slice_of(text), 0, paths[i], &out);
        size_t at = slice_find(buf_view(&out), SLICE("\"log_id\":"));
        snprintf(ids[i], sizeof(ids[i]), "%.*s", SLICE_ARG(slice_part(buf_view(&out), at, at + 47)));
        buf_free(&out);
    }
    cr_expect_str_eq(ids[0], ids[1]);
#undef OLD
}

Test(attempt, airflow_3_infers_success_only_from_a_whole_file)
{
    static const char text[] = "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"DAG bundles loaded: x\",\"logger\":\"airflow.dag_processing.bundles.manager.DagBundlesManager\"}\n"
                               "{\"timestamp\":\"2026-04-29T11:35:03Z\",\"level\":\"info\",\"event\":\"hello\",\"logger\":\"task.stdout\"}\n";
    struct buf whole = { 0 }, cut = { 0 };
    records_of(slice_of(text), 0, path, &whole);
    records_of(slice_part(slice_of(text), 0, sizeof(text) - 12), 0, path, &cut);
    EXPECT_HAS(whole, "\"state\":\"success\",\"state_inferred\":true");
    cr_expect_not(has(&cut, "\"state\""));
    EXPECT_HAS(cut, "\"log_cut\":1");
    buf_free(&whole);
    buf_free(&cut);
}

Test(attempt, a_log_that_only_refuses_is_complete_one_that_had_begun_is_not)
{
    static const char begun[] = "[2026-04-29T11:35:00.000+0000] {taskinstance.py:1308} INFO - Starting attempt 1 of 2\n",
                      refusal[] = "[2026-04-29T11:36:00.000+0000] {taskinstance.py:1095} INFO - Dependencies not met for <TaskInstance: launch__discovery.test_step "
                                  "manual__2026-04-29T11:00:00+00:00 [running]>, dependency 'Task Instance State' FAILED: Task is in the 'running' state.\n"
                                  "[2026-04-29T11:36:00.000+0000] {local_task_job_runner.py:166} INFO - Task is not able to be run\n";
    struct buf both = { 0 }, only = { 0 }, out = { 0 };
    records_of(slice_of(refusal), 0, path, &only);
    cr_expect_not(has(&only, "NO_OUTCOME"));
    EXPECT_HAS(only, "\"complete\":true");
    buf_printf(&both, "%s%s", begun, refusal);
    records_of(buf_view(&both), 0, path, &out);
    EXPECT_HAS(out, "NO_OUTCOME");
    EXPECT_HAS(out, "\"complete\":false");
    buf_free(&both);
    buf_free(&only);
    buf_free(&out);
}

Test(attempt, a_record_printed_while_a_dag_is_loaded_makes_no_airflow_3)
{
    static const char text[] = "{\"event\": \"config loaded\", \"level\": \"info\", \"timestamp\": \"2026-04-29T11:34:59Z\"}\n"
                               "[2026-04-29T11:35:00.000+0000] {taskinstance.py:1308} INFO - Starting attempt 1 of 2\n"
                               "[2026-04-29T11:35:01.000+0000] {x.py:1} INFO - killed after this\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"generation\":2");
    EXPECT_HAS(out, "NO_OUTCOME");
    cr_expect_not(has(&out, "\"state\""));
    buf_free(&out);
}

Test(attempt, a_head_inside_a_record_of_airflow_3_is_no_airflow_2)
{
    static const char text[] = "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"logger\":\"task.stdout\","
                               "\"event\":\"[2026-04-29T11:35:02.000+0000] {taskinstance.py:1} INFO - Marking task as FAILED.\"}\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"generation\":3");
    EXPECT_HAS(out, "\"state\":\"success\",\"state_inferred\":true");
    buf_free(&out);
}

Test(attempt, an_airflow_2_log_as_airflow_3_hands_it_out_is_that_log)
{
    static const char text[] =
        "{\"event\":\"::endgroup::\"}\n"
        "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"event\":\"[2026-04-29T11:35:02.000+0000] {taskinstance.py:1} ERROR - Task failed with exception\"}\n"
        "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"event\":\"Traceback (most recent call last):\"}\n"
        "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"event\":\"  File \\\"x.py\\\", line 1, in f\"}\n"
        "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"event\":\"ValueError: boom\"}\n"
        "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"event\":\"[2026-04-29T11:35:02.000+0000] {logging_mixin.py:1} INFO - === CORRELATION DATA ===\"}\n"
        "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"event\":\"crypto=SOLUSDC\"}\n"
        "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"event\":\"===\"}\n"
        "{\"timestamp\":\"2026-04-29T11:35:03Z\",\"event\":\"[2026-04-29T11:35:03.000+0000] {taskinstance.py:1} INFO - Marking task as FAILED.\"}\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"generation\":2");
    EXPECT_HAS(out, "\"state\":\"failed\",\"state_inferred\":false");
    EXPECT_HAS(out, "\"error_type\":\"ValueError\",\"error_message\":\"boom\"");
    EXPECT_HAS(out, "\"crypto\":\"SOLUSDC\"");
    EXPECT_HAS(out, "\"closed\":true");
    buf_free(&out);
}

static void expect_error(const char *traceback, const char *type, const char *message)
{
    struct buf text = { 0 }, out = { 0 };
    char want[256];
    buf_printf(&text, "[2024-05-01T10:00:00.000+0000] {taskinstance.py:2731} ERROR - Task failed with exception\n%s\n", traceback);
    buf_text(&text, "[2024-05-01T10:00:01.000+0000] {taskinstance.py:1206} INFO - Marking task as FAILED.\n");
    snprintf(want, sizeof(want), "\"error_type\":\"%s\",\"error_message\":\"%s\"", type, message);
    records_of(buf_view(&text), 0, path, &out);
    EXPECT_HAS(out, want);
    buf_free(&text);
    buf_free(&out);
}

Test(attempt, elasticsearchs_records_say_whose_they_are)
{
    static const char text[] =
        "{\"asctime\": null, \"filename\": \"x.py\", \"lineno\": 1, \"levelname\": \"INFO\", \"message\": \"event=told a=1\", "
        "\"dag_id\": \"d.sub\", \"task_id\": \"t\", \"execution_date\": \"2026_04_29T11_00_00_250000\", \"try_number\": \"%d\"}\n";
    char lines[1024];
    struct buf out = { 0 };
    snprintf(lines, sizeof(lines), text, 3);
    records_of(slice_of(lines), 0, NULL, &out);
    EXPECT_HAS(out, "\"dag_id\":\"d.sub\",\"task_id\":\"t\",\"map_index\":-1,\"try_number\":3");
    EXPECT_HAS(out, "\"logical_date\":\"2026-04-29T11:00:00.250000Z\"");
    buf_free(&out);
}

Test(attempt, what_airflow_1_nests_in_elasticsearchs_records_speaks)
{
    static const char text[] =
        "{\"asctime\": \"2020-07-16 19:59:04,100\", \"filename\": \"base_task_runner.py\", \"lineno\": 115, \"levelname\": \"INFO\", \"message\": "
        "\"Job 10: Subtask t [2020-07-16 19:59:04,099] {taskinstance.py:1070} INFO - Marking task as SKIPPED.dag_id=d, task_id=t, execution_date=20200714T000000\"}\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, NULL, &out);
    EXPECT_HAS(out, "\"state\":\"skipped\",\"state_inferred\":false");
    buf_free(&out);
}

Test(attempt, composers_labels_are_no_part_of_what_they_stand_behind)
{
#define LABEL "@-@{\"workflow\": \"d\", \"task-id\": \"t\", \"execution-date\": \"2026-04-29T00:00:00+00:00\"}\n"
    static const char text[] = "[2026-04-29 11:35:02,123] {logging_mixin.py:112} INFO - event=told a=1 b=x" LABEL
                               "[2026-04-29 11:35:02,123] {x.py:1} INFO - === CORRELATION DATA ===\n" LABEL
                               "[2026-04-29 11:35:02,123] {x.py:1} INFO - crypto=SOLUSDC\n" LABEL
                               "[2026-04-29 11:35:02,123] {x.py:1} INFO - f1_buy=0.61 baseline_f1_buy=0.5\nsortino=1" LABEL
                               "[2026-04-29 11:35:02,123] {x.py:1} INFO - === END ===" LABEL;
#undef LABEL
    struct buf out = { 0 };
    records_of(slice_of(text), 0, NULL, &out);
    EXPECT_HAS(out, "\"attrs\":{\"a\":1,\"b\":\"x\"}");
    EXPECT_HAS(out, "\"crypto\":\"SOLUSDC\",\"f1_buy\":0.61");
    EXPECT_HAS(out, "\"sortino\":1,");
    EXPECT_HAS(out, "\"closed\":true,\"extra\":{},\"notes\":[]");
    EXPECT_HAS(out, "\"lines\":8");
    buf_free(&out);
}

Test(traceback, an_exception_of_a_dag_file_with_a_hyphen_or_of_a_function_is_the_error)
{
    expect_error("Traceback (most recent call last):\n  File \"my-dag.py\", line 1, in f\nunusual_prefix_84ab_my-dag.MyError: boom", "MyError", "boom");
    expect_error("Traceback (most recent call last):\n  File \"d.py\", line 1, in f\nd.f.<locals>.MyError: boom\nmore", "MyError", "boom\\nmore");
    expect_error("Traceback (most recent call last):\n  File \"d.py\", line 1, in f\nray.exceptions.RayTaskError(KeyError): ray::f()", "RayTaskError(KeyError)", "ray::f()");
}

#define GROUP "  + Exception Group Traceback (most recent call last):\n  |   File \"x.py\", line 1, in f\n  | ExceptionGroup: one\n" \
              "  | of (2 sub-exceptions)\n  +-+---------------- 1 ----------------\n    | Traceback (most recent call last):\n" \
              "    |   File \"x.py\", line 2, in g\n    | ValueError: a\n    +---------------- 2 ----------------\n" \
              "    | TypeError: b\n    +------------------------------------"

Test(traceback, a_group_of_exceptions_is_the_error_not_one_of_its_own)
{
    expect_error(GROUP, "ExceptionGroup", "one\\nof (2 sub-exceptions)");
    expect_error(GROUP "\n\nThe above exception was the direct cause of the following exception:\n\nTraceback (most recent call last):\n"
                       "  File \"x.py\", line 3, in h\nRuntimeError: wrapped", "RuntimeError", "wrapped");
}

/* domain §8.1: it says what another attempt came to. */
Test(attempt, one_that_only_refuses_has_no_failure)
{
    static const char *const ways[] = { "Dependencies not met for <TaskInstance: d.t r1 [failed]>, dependency 'Task Instance State' FAILED: Task is in the 'failed' state.\n",
                                        "Dependencies not met for <TaskInstance: d.t r1 [running]>, dependency 'Task Instance Not Running' FAILED: Task is in the running state\n" };
    for (size_t i = 0; i < 2; i++) {
        struct buf text = { 0 }, out = { 0 };
        buf_printf(&text, "[2026-04-29T10:00:00.000+0000] {taskinstance.py:2076} INFO - %s"
                          "[2026-04-29T10:00:00.100+0000] {local_task_job_runner.py:20} INFO - Task is not able to be run\n", ways[i]);
        records_of(buf_view(&text), 0, NULL, &out);
        cr_expect_eq(slice_find(buf_view(&out), SLICE("\"failure\"")), (size_t)-1, "%s", out.p);
        EXPECT_HAS(out, "\"task_id\":\"t\"");
        buf_free(&text);
        buf_free(&out);
    }
}
