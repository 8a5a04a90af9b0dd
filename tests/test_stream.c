/* test_stream.c - bytes in, records out: the promises that hold whichever way a log comes. */
#include <criterion/criterion.h>

#include <zlib.h>

#include "records.h"

static const char path[] = "logs/dag_id=launch__discovery/run_id=manual__2026-04-29T11_00_00+00_00/task_id=test_step/attempt=1.log";

static const char log_text[] =
    "[2026-04-29T11:35:00.000+0000] {taskinstance.py:1103} INFO - Dependencies all met for dep_context=non-requeueable deps ti=<TaskInstance: "
    "launch__discovery.test_step manual__2026-04-29T11:00:00+00:00 [queued]>\n"
    "[2026-04-29T11:35:01.000+0000] {taskinstance.py:1308} INFO - Starting attempt 1 of 2\n"
    "[2026-04-29T11:35:02.123+0000] {trainer.py:210} ERROR - event=xgboost_training_failed error=No module named 'sympy'\n"
    "[2026-04-29T11:35:03.000+0000] {logging_mixin.py:190} INFO - === CORRELATION DATA ===\ncrypto=SOLUSDC\nf1_buy=0.61\nbaseline_f1_buy=0.50\n"
    "sortino=-0.4\nsl_pct=52\n===\n"
    "[2026-04-29T11:35:04.000+0000] {logging_mixin.py:190} INFO - Train: 1523 samples\n"
    "[2026-04-29T11:35:05.000+0000] {logging_mixin.py:190} INFO - Running factor=calibration crypto=SOLUSDC\n"
    "[2026-04-29T11:35:06.000+0000] {taskinstance.py:1345} INFO - Marking task as SUCCESS. dag_id=launch__discovery, task_id=test_step, "
    "run_id=manual__2026-04-29T11:00:00+00:00, execution_date=20260429T110000, start_date=20260429T113500, end_date=20260429T113506\n"
    "[2026-04-29T11:35:07.000+0000] {local_task_job_runner.py:225} INFO - Task exited with return code 0\n";

static bool has(const struct buf *records, const char *text)
{
    return slice_has(buf_view(records), slice_of(text));
}

#define EXPECT_HAS(records, text) cr_expect(has(&(records), text), "%s is not in\n%.*s", text, SLICE_ARG(buf_view(&(records))))

Test(stream, a_log_gives_its_blocks_events_findings_and_last_itself)
{
    struct buf out = { 0 };
    records_of(slice_of(log_text), 0, path, &out);
    EXPECT_HAS(out, "\"record\":\"event\"");
    EXPECT_HAS(out, "\"name\":\"xgboost_training_failed\",\"attrs\":{\"error\":\"No module named 'sympy'\"}");
    EXPECT_HAS(out, "\"f1_delta\":0.11");
    EXPECT_HAS(out, "\"code\":\"EXECUTION_MISMATCH\",\"role\":\"main\",\"severity\":\"P2\",\"domain\":\"execution\",\"field\":\"sortino\",\"value\":-0.4,\"limit_value\":0");
    EXPECT_HAS(out, "\"code\":\"SL_TOO_TIGHT\",\"role\":\"cause\"");
    EXPECT_HAS(out, "\"code\":\"ML_SOLID\",\"role\":\"secondary\"");
    EXPECT_HAS(out, "\"code\":\"MISSING_DEPENDENCY\",\"role\":\"incident\"");
    EXPECT_HAS(out, "\"name\":\"train_samples\",\"attrs\":{\"samples\":1523}");
    EXPECT_HAS(out, "\"name\":\"running_factor\",\"crypto\":\"SOLUSDC\",\"attrs\":{\"factor\":\"calibration\",\"crypto\":\"SOLUSDC\"}");
    EXPECT_HAS(out, "\"run_id\":\"manual__2026-04-29T11:00:00+00:00\"");
    EXPECT_HAS(out, "\"state\":\"success\",\"state_inferred\":false,\"exit_code\":0");
    EXPECT_HAS(out, "\"lines\":14,");
    buf_free(&out);
}

Test(stream, any_chunking_and_gzip_give_the_same_bytes)
{
    struct buf whole = { 0 };
    struct slice text = slice_of(log_text);
    records_of(text, 0, path, &whole);
    char packed[4096];
    z_stream z = { .next_in = (Bytef *)(uintptr_t)text.p, .avail_in = (uInt)text.n, .next_out = (Bytef *)packed, .avail_out = sizeof(packed) };
    cr_assert_eq(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    cr_assert_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
    struct slice gzip = { packed, sizeof(packed) - z.avail_out };
    deflateEnd(&z);
    for (size_t chunk = 1; chunk < 64; chunk += 3) {
        struct buf plain = { 0 }, inflated = { 0 };
        records_of(text, chunk, path, &plain);
        records_of(gzip, chunk, path, &inflated);
        cr_expect(slice_eq(buf_view(&plain), buf_view(&whole)), "chunk %zu", chunk);
        cr_expect(slice_eq(buf_view(&inflated), buf_view(&whole)), "gzip, chunk %zu", chunk);
        buf_free(&plain);
        buf_free(&inflated);
    }
    buf_free(&whole);
}

Test(stream, content_tells_the_identity_where_no_path_does)
{
    struct buf by_path = { 0 }, by_content = { 0 };
    records_of(slice_of(log_text), 0, path, &by_path);
    records_of(slice_of(log_text), 0, NULL, &by_content);
    EXPECT_HAS(by_content, "\"dag_id\":\"launch__discovery\",\"run_id\":\"manual__2026-04-29T11:00:00+00:00\",\"task_id\":\"test_step\",\"map_index\":-1,\"try_number\":1");
    /* The same attempt: the same log_id. */
    struct slice first = slice_part(buf_view(&by_path), 0, 80), second = slice_part(buf_view(&by_content), 0, 80);
    cr_expect(slice_eq(slice_from(first, 40), slice_from(second, 40)));
    buf_free(&by_path);
    buf_free(&by_content);
}

Test(stream, a_dag_with_dots_in_its_name_is_told_from_its_tasks)
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

Test(stream, a_schedulers_log_is_no_attempts)
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

Test(stream, the_host_that_runs_it_whoever_says_so)
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
        EXPECT_HAS(out, "\"task_id\":\"t\"");
        buf_free(&out);
    }
}

Test(stream, two_pods_in_one_stream_are_two_logs)
{
    struct buf mixed = { 0 }, out = { 0 };
    struct slice rest = slice_of(log_text), line;
    while (rest.n && slice_cut(&rest, '\n', &line)) {
        buf_printf(&mixed, "[pod/a/base] %.*s\n", SLICE_ARG(line));
        buf_printf(&mixed, "[pod/b/base] 2026-04-29T11:35:02.000000001Z %.*s\n", SLICE_ARG(line));
    }
    records_of(buf_view(&mixed), 7, NULL, &out);
    EXPECT_HAS(out, "\"source\":\"-[a/base]\"");
    EXPECT_HAS(out, "\"source\":\"-[b/base]\"");
    EXPECT_HAS(out, "\"lines\":14,");
    buf_free(&mixed);
    buf_free(&out);
}

Test(stream, a_line_printed_by_the_task_does_not_speak_for_airflow)
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

Test(stream, a_users_helpers_are_not_those_of_airflow_1)
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

Test(stream, what_a_virtual_environment_prints_does_not_speak_for_airflow)
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

Test(stream, a_line_without_a_head_speaks_for_airflow_only_where_the_head_has_no_words)
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

Test(stream, an_echoed_command_prints_nothing)
{
    static const char text[] = "[2026-04-29T11:35:00.000+0000] {subprocess.py:75} INFO - Running command: ['bash', '-c', 'echo \"event=x a=1\"\n"
                               "event=y a=1\n=== CORRELATION DATA ===\nf1_buy=0.4\n===']\n"
                               "[2026-04-29T11:35:00.000+0000] {python.py:93} INFO - Done. Returned value was: many lines\nevent=y a=1\n"
                               "[2026-04-29T11:35:00.000+0000] {bash_operator.py:93} INFO - Running command: \nevent=y a=1\n"
                               "[2026-04-29T11:35:00.000+0000] {subprocess.py:93} INFO - event=z a=1\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"name\":\"z\"");
    cr_expect_not(has(&out, "\"name\":\"y\""));
    cr_expect_not(has(&out, "\"record\":\"correlation\""));
    buf_free(&out);
}

Test(stream, an_echo_that_begins_with_nothing_to_look_at_prints_nothing_either)
{
    static const char text[] = "[2026-04-29T11:35:00.000+0000] {subprocess.py:75} INFO - Running command: ['/bin/bash', '-c', '\n"
                               "event=y a=1\n=== CORRELATION DATA ===\nf1_buy=0.4\n===\n']\n"
                               "[2026-04-29T11:35:00.000+0000] {python.py:201} INFO - Done. Returned value was: two\nevent=x a=1\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    cr_expect_not(has(&out, "\"record\":\"event\""));
    cr_expect_not(has(&out, "\"record\":\"correlation\""));
    buf_free(&out);
}

Test(stream, the_same_event_under_every_transport)
{
    static const char *const lines[] = {
        "[2026-04-29T11:35:02.123+0000] {trainer.py:210} ERROR - event=failed error=No module named 'sympy' n=3\n",
        "[2026-04-29T11:35:02.123+0000] {logging_mixin.py:190} WARNING - 2026-04-29 11:35:02,123 ERROR src.training: event=failed error=No module named 'sympy' n=3\n",
        "{\"timestamp\":\"2026-04-29T11:35:02.123Z\",\"level\":\"error\",\"event\":\"event=failed error=No module named 'sympy' n=3\",\"logger\":\"src.training\"}\n",
        "{\"timestamp\":\"2026-04-29T11:35:02.123Z\",\"level\":\"error\",\"event\":\"failed\",\"error\":\"No module named 'sympy'\",\"n\":3,\"logger\":\"src.training\"}\n",
        "[2026-04-29T11:35:02.123+0000] {logging_mixin.py:190} WARNING - 2026-04-29 11:35:02,123:ERROR:root:event=failed error=No module named 'sympy' n=3\n",
        "[2026-04-29T11:35:02.123+0000] {logging_mixin.py:190} WARNING - 2026-04-29 11:35:02,123 | ERROR | src: {\"event\": \"failed\", \"error\": \"No module named 'sympy'\", "
        "\"n\": 3}\n",
        "[2026-04-29T11:35:02.123+0000] {x.py:190} ERROR - \revent=failed error=No module named 'sympy' n=3\n",
        "[2026-04-29T11:35:02.123+0000] {pod_manager.py:520} ERROR - [base] event=failed error=No module named 'sympy' n=3\n",
        "2026-04-29T11:35:02.123456789Z stderr F [2026-04-29T11:35:02.123+0000] {trainer.py:210} ERROR - event=failed error=No module named 'sympy' n=3\n",
        "{\"log\":\"[2026-04-29T11:35:02.123+0000] {trainer.py:210} ERROR - event=failed error=No module named 'sympy' n=3\\n\",\"stream\":\"stdout\",\"time\":\"2026-04-29T11:35:02.2Z\"}\n",
        "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - {\"event\": \"failed\", \"error\": \"No module named 'sympy'\", \"n\": 3, \"level\": \"error\"}\n",
        "2026-04-29T11:35:02.123000Z [error    ] event=failed error=No module named 'sympy' n=3 [src.training] loc=x.py:1\n",
        "[\x1b[34m2026-04-29T11:35:02.123+0000\x1b[0m] {\x1b[34mtrainer.py:\x1b[0m210} ERROR\x1b[0m - event=failed error=No module named 'sympy' n=3\x1b[0m\n",
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
        struct buf out = { 0 };
        records_of(slice_of(lines[i]), 0, path, &out);
        EXPECT_HAS(out, "\"time\":\"2026-04-29T11:35:02.123000Z\",\"level\":\"ERROR\"");
        EXPECT_HAS(out, "\"name\":\"failed\",\"attrs\":{\"error\":\"No module named 'sympy'\",\"n\":3}");
        buf_free(&out);
    }
}

Test(stream, a_containers_block_is_read_whichever_operator_shows_its_lines)
{
    static const char *const shapes[][2] = {
        { "[2026-04-29T11:35:02.123+0000] {pod_manager.py:472} INFO - [base] ", "" },
        { "[2026-04-29T11:35:02.123+0000] {pod.py:865} INFO - [base] logs: ", "" },
        { "[2026-04-29T11:35:02.123+0000] {pod.py:713} INFO - Container logs: ", "" },
        { "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"logger\":\"a.utils.pod_manager.PodManager\",\"event\":\"[base] ", "\"}" },
        { "{\"timestamp\":\"2026-04-29T11:35:02\",\"level\":\"info\",\"logger\":\"task\",\"event\":\"[base] ", "\"}" },
    };
    static const char *const body[] = { "=== CORRELATION DATA ===", "crypto=SOLUSDC", "f1_buy=0.61", "===", "Task failed with exception" };
    for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
        struct buf text = { 0 }, out = { 0 };
        for (size_t k = 0; k < sizeof(body) / sizeof(*body); k++)
            buf_printf(&text, "%s%s%s\n", shapes[i][0], body[k], shapes[i][1]);
        records_of(buf_view(&text), 0, path, &out);
        EXPECT_HAS(out, "\"crypto\":\"SOLUSDC\",\"f1_buy\":0.61,");
        EXPECT_HAS(out, "\"closed\":true");
        cr_expect_not(has(&out, "\"state\":\"failed\""), "shape %zu", i);
        buf_free(&text);
        buf_free(&out);
    }
}

Test(stream, a_containers_line_as_a_bytes_literal_is_the_line)
{
    static const char text[] =
        "[2021-05-01 10:00:00,000] {pod_launcher.py:125} INFO - b\"event=x error=No module named 'sympy'\\n\"\n"
        "[2021-05-01 10:00:00,000] {pod_launcher.py:125} INFO - b'event=y city=M\\xc3\\xbcnchen n=3\\n'\n"
        "[2021-05-01 10:00:00,000] {pod_launcher.py:125} INFO - b'{\"event\": \"z\", \"n\": 3}\\n'\n"
        "[2021-05-01 10:00:00,000] {pod_launcher.py:125} INFO - b'[2021-05-01 10:00:00,000] {x.py:1} ERROR - text\\n'\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"attrs\":{\"error\":\"No module named 'sympy'\"}");
    EXPECT_HAS(out, "\"city\":\"M\xc3\xbcnchen\"");
    EXPECT_HAS(out, "\"name\":\"z\",\"attrs\":{\"n\":3}");
    EXPECT_HAS(out, "\"n_error\":1");
    buf_free(&out);
}

Test(stream, the_same_record_of_structlog_under_each_renderer)
{
    static const char *const lines[] = {
        "[2026-04-29T11:35:02.123+0000] {x.py:1} ERROR - event='seed_apply_failed' error=\"No module named 'sympy'\" lst=[1, 'a'] n=3\n",
        "[2026-04-29T11:35:02.123+0000] {x.py:1} ERROR - event=seed_apply_failed error=\"No module named 'sympy'\" lst=[1, 'a'] n=3\n",
        "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - {\"event\": \"seed_apply_failed\", \"error\": \"No module named 'sympy'\", \"lst\": [1, \"a\"], \"n\": 3, "
        "\"level\": \"error\"}\n",
        "[2026-04-29T11:35:02.123+0000] {logging_mixin.py:190} INFO - 2026-04-29 11:35:02.123 [error    ] seed_apply_failed              "
        "error=\"No module named 'sympy'\" lst=[1, 'a'] n=3\n",
        "[2026-04-29T11:35:02.123+0000] {logging_mixin.py:190} INFO - 2026-04-29T11:35:02.123000Z [error    ] seed_apply_failed              [cvn.seed] "
        "error=\"No module named 'sympy'\" lst=[1, 'a'] n=3\n",
        "[2026-04-29T11:35:02.123+0000] {logging_mixin.py:190} INFO - \x1b[2m2026-04-29 11:35:02.123\x1b[0m [\x1b[31m\x1b[1merror    \x1b[0m] \x1b[1mseed_apply_failed   "
        "           \x1b[0m \x1b[36merror\x1b[0m=\x1b[35m\"No module named 'sympy'\"\x1b[0m \x1b[36mlst\x1b[0m=\x1b[35m[1, 'a']\x1b[0m \x1b[36mn\x1b[0m=\x1b[35m3\x1b[0m\n",
        "2026-04-29T11:35:02.123000Z [error    ] seed_apply_failed              [cvn.seed] dag_id=d error=\"No module named 'sympy'\" loc=x.py:17 lst=[1, 'a'] n=3\n",
        "{\"timestamp\":\"2026-04-29T11:35:02.123Z\",\"level\":\"info\",\"event\":\"\\u001b[2m2026-04-29 11:35:02.123\\u001b[0m [error    ] seed_apply_failed              "
        "error=\\\"No module named 'sympy'\\\" lst=[1, 'a'] n=3\",\"logger\":\"task.stdout\"}\n",
        "{\"timestamp\":\"2026-04-29T11:35:02.123Z\",\"level\":\"error\",\"event\":\"seed_apply_failed\",\"error\":\"No module named 'sympy'\",\"lst\":[1,\"a\"],\"n\":3,"
        "\"logger\":\"cvn.seed\"}\n",
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
        struct buf out = { 0 };
        records_of(slice_of(lines[i]), 0, path, &out);
        EXPECT_HAS(out, "\"time\":\"2026-04-29T11:35:02.123000Z\",\"level\":\"ERROR\"");
        EXPECT_HAS(out, "\"name\":\"seed_apply_failed\",\"attrs\":{\"error\":\"No module named 'sympy'\",\"lst\":[1,\"a\"],\"n\":3}");
        EXPECT_HAS(out, "\"code\":\"MISSING_DEPENDENCY\",\"role\":\"incident\"");
        EXPECT_HAS(out, "\"code\":\"SEED_FAILED\",\"role\":\"incident\"");
        buf_free(&out);
    }
}

Test(stream, one_word_without_members_of_the_users_own_is_no_event)
{
    static const char *const lines[] = {
        "2026-04-29T11:35:02.123000Z [info     ] starting                       [cvn.seed] loc=x.py:17 task_id=t\n",
        "2026-04-29T11:35:02.123000Z [info     ] connected                      [airflow.sdk] server=x\n",
        "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - 2026-04-29 11:35:02 [info     ] starting n=3\n",
        "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - 2026-04-29 11:35:02 [info     ] two words                      n=3\n",
        "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - starting                       n=3\n",
        "{\"asctime\": \"2026-04-29T11:35:02.123+0000\", \"filename\": \"x.py\", \"levelname\": \"INFO\", \"message\": \"starting\", \"offset\": 7}\n",
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
        struct buf out = { 0 };
        records_of(slice_of(lines[i]), 0, path, &out);
        cr_expect_not(has(&out, "\"record\":\"event\""), "%s", lines[i]);
        buf_free(&out);
    }
}

Test(stream, a_named_pattern_has_the_level_of_the_users_prefix)
{
    struct buf out = { 0 };
    records_of(SLICE("[2026-04-29T11:35:02.123+0000] {x.py:190} WARNING - 2026-04-29 11:35:02,123 ERROR src: Train: 1523 samples\n"
                     "[2026-04-29T11:35:02.123+0000] {x.py:190} WARNING - 2026-04-29 11:35:02,123 ERROR src: Running factor=a\n"),
               0, path, &out);
    EXPECT_HAS(out, "\"level\":\"ERROR\",\"logger\":\"x.py\",\"name\":\"train_samples\"");
    EXPECT_HAS(out, "\"level\":\"ERROR\",\"logger\":\"x.py\",\"name\":\"running_factor\"");
    buf_free(&out);
}

Test(stream, silences_are_counted_and_the_first_gives_the_line)
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

Test(stream, incidents_are_seen_in_the_pairs_of_a_console_line)
{
    static const char *const lines[] = {
        "2026-04-29T11:35:02.123000Z [error    ] training failed                [cvn.x] error=\"No module named 'sympy'\" loc=x.py:17\n",
        "2026-04-29T11:35:02.123000Z [error    ] failed                         [airflow.x] error=\"No module named 'sympy'\"\n",
        "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - 2026-04-29 11:35:02 [error    ] training failed                [x] error=\"No module named 'sympy'\"\n",
        "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - 2026-04-29 11:35:02 [error    ] No module named 'sympy'        [x] error=\"No module named 'sympy'\"\n",
        "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"2026-04-29 11:35:02 [error    ] training failed   [x] error=\\\"No module named 'sympy'\\\"\"}\n",
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
        struct buf out = { 0 };
        records_of(slice_of(lines[i]), 0, path, &out);
        EXPECT_HAS(out, "\"code\":\"MISSING_DEPENDENCY\",\"role\":\"incident\"");
        EXPECT_HAS(out, "\"count\":1");
        buf_free(&out);
    }
}

Test(stream, no_half_of_a_secret_stays_where_evidence_is_cut)
{
    for (size_t n = 950; n < 1030; n += 3) {
        struct buf text = { 0 }, out = { 0 };
        buf_text(&text, "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - No module named 'x' ");
        for (size_t i = 0; i < n; i++)
            buf_char(&text, 'x');
        buf_text(&text, " postgres://u:hidden-hidden-hidden@host/db");
        records_of(buf_view(&text), 0, path, &out);
        EXPECT_HAS(out, "\"code\":\"MISSING_DEPENDENCY\"");
        EXPECT_HAS(out, "\"code\":\"NO_OUTCOME\"");
        cr_expect_not(has(&out, "hidden"), "%zu", n);
        buf_free(&text);
        buf_free(&out);
    }
}

Test(stream, text_within_structlogs_json_is_read_as_text)
{
    static const char text[] =
        "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - {\"event\": \"done event=seed_summary n=1\", \"level\": \"error\"}\n"
        "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - {\"event\": \"=== CORRELATION DATA ===\\nf1_buy=0.61\\nbaseline_f1_buy=0.50\\n===\", \"level\": \"info\"}\n"
        "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - {\"event\": \"it failed\", \"level\": \"error\", \"error\": \"No module named 'x'\", \"exit_code\": 137}\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"level\":\"ERROR\",\"logger\":\"x.py\",\"name\":\"seed_summary\",\"attrs\":{\"n\":1}");
    EXPECT_HAS(out, "\"f1_delta\":0.11,\"closed\":true,\"extra\":{},\"notes\":[]");
    EXPECT_HAS(out, "\"code\":\"MISSING_DEPENDENCY\"");
    EXPECT_HAS(out, "\"code\":\"OOM_KILLED\"");
    buf_free(&out);
}

Test(stream, naive_stamps_are_read_in_the_zone_that_is_given)
{
    static const char text[] = "[2021-07-03 11:49:16,755] {x.py:1} INFO - event=x a=1\n";
    struct buf out = { 0 };
    records_in_zone(slice_of(text), "Europe/Paris", NULL, &out);
    EXPECT_HAS(out, "\"time\":\"2021-07-03T09:49:16.755000Z\"");
    buf_free(&out);
}

Test(stream, interleaved_sources_keep_their_blocks_apart)
{
    static const char text[] = "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - === CORRELATION DATA ===\n"
                               "[2026-04-29T11:35:00.000+0000] {b.py:1} INFO - === CORRELATION DATA ===\n"
                               "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - crypto=AAA\n"
                               "[2026-04-29T11:35:00.000+0000] {b.py:1} INFO - crypto=BBB\n"
                               "[2026-04-29T11:35:00.000+0000] {c.py:1} INFO - not a field\n"
                               "[2026-04-29T11:35:00.000+0000] {b.py:1} INFO - f1_buy=0.2\n"
                               "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - f1_buy=0.1\n"
                               "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - ===\n"
                               "[2026-04-29T11:35:00.000+0000] {b.py:1} INFO - done\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"crypto\":\"AAA\",\"f1_buy\":0.1,\"closed\":true");
    EXPECT_HAS(out, "\"crypto\":\"BBB\",\"f1_buy\":0.2,\"closed\":false");
    buf_free(&out);
}

Test(stream, many_other_sources_between_its_lines_end_no_block)
{
    struct buf text = { 0 }, out = { 0 };
    buf_text(&text, "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - === CORRELATION DATA ===\n");
    for (int i = 0; i < 100; i++)
        buf_printf(&text, "[2026-04-29T11:35:00.000+0000] {other_%d.py:1} INFO - text\n", i);
    buf_text(&text, "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - f1_buy=0.1\n"
                    "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - ===\n");
    records_of(buf_view(&text), 0, path, &out);
    EXPECT_HAS(out, "\"f1_buy\":0.1,\"closed\":true");
    buf_free(&text);
    buf_free(&out);
}

Test(stream, an_empty_message_behind_a_users_prefix_is_a_blank_line)
{
    static const char text[] = "2026-04-29 11:35:02,123 - a.b - INFO - === CORRELATION DATA ===\n"
                               "2026-04-29 11:35:02,123 - a.b - INFO -\n"
                               "2026-04-29 11:35:02,123 - a.b - INFO - sl=1\n"
                               "2026-04-29 11:35:02,123 - a.b - INFO - ===\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"sl\":1,\"closed\":true");
    buf_free(&out);
}

Test(stream, lines_without_heads_are_a_source_of_their_own)
{
    static const char text[] = "=== CORRELATION DATA ===\n"
                               "f1_buy=0.1\n"
                               "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - not a field\n"
                               "[2026-04-29T11:35:00.000+0000] {b.py:1} INFO - sl=2\n"
                               "sl=1\n"
                               "===\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"sl\":1,\"f1_buy\":0.1,\"closed\":true");
    buf_free(&out);
}

Test(stream, evidence_is_the_same_where_lines_share_a_record)
{
    static const char text[] = "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"=== CORRELATION DATA ===\\n"
                               "{\\n  \\\"f1_buy\\\": 0.6,\\n  \\\"baseline_f1_buy\\\": 0.5,\\n  \\\"s22a1_status\\\": \\\"SKIPPED\\\"\\n}\\n"
                               "===\",\"logger\":\"task.stdout\"}\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"limit_value\":0.05,\"evidence\":\"\\\"baseline_f1_buy\\\": 0.5,\"");
    EXPECT_HAS(out, "\"field\":\"s22a1_status\",\"evidence\":\"\\\"s22a1_status\\\": \\\"SKIPPED\\\"\"");
    buf_free(&out);
}

Test(stream, the_text_of_a_record_that_the_user_printed_as_json_is_looked_at)
{
    static const char text[] = "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - {\"event\": \"=== CORRELATION DATA ===\\ncrypto=AAA\\n===\", \"level\": \"info\"}\n"
                               "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - {\"event\": \"=== CORRELATION DATA ===\", \"level\": \"info\"}\n"
                               "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - {\"event\": \"native\", \"n\": 1, \"level\": \"error\"}\n"
                               "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - {\"event\": \"event=text n=2\", \"level\": \"error\"}\n"
                               "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - {\"event\": \"crypto=BBB\", \"level\": \"info\"}\n"
                               "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - {\"event\": \"===\", \"level\": \"info\"}\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"crypto\":\"AAA\",\"closed\":true,\"extra\":{}");
    EXPECT_HAS(out, "\"crypto\":\"BBB\",\"closed\":true,\"extra\":{}");
    EXPECT_HAS(out, "\"level\":\"ERROR\",\"logger\":\"a.py\",\"name\":\"native\",\"attrs\":{\"n\":1}");
    EXPECT_HAS(out, "\"level\":\"ERROR\",\"logger\":\"a.py\",\"name\":\"text\",\"attrs\":{\"n\":2}");
    buf_free(&out);
}

Test(stream, a_line_behind_a_json_record_is_no_more_of_it)
{
    static const char text[] = "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"=== CORRELATION DATA ===\",\"logger\":\"task.stdout\"}\n"
                               "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR\n"
                               "event=native k=1\n"
                               "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"f1_buy=0.1\",\"logger\":\"task.stdout\"}\n"
                               "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"===\",\"logger\":\"task.stdout\"}\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"f1_buy\":0.1,\"closed\":true,\"extra\":{}");
    EXPECT_HAS(out, "\"time\":\"2026-04-29T11:35:02.000000Z\",\"name\":\"native\",\"attrs\":{\"k\":1}");
    buf_free(&out);
}

Test(stream, airflow_3_infers_success_only_from_a_whole_file)
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

Test(stream, raw_lines_between_records_are_a_source_of_their_own)
{
#define RECORD(event) "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"error\",\"event\":\"" event "\",\"logger\":\"task.stderr\"}\n"
    static const char text[] = RECORD("=== CORRELATION DATA ===") RECORD("crypto=AAA") "f1_buy=0.9\nnative noise\nevent=native a=1\n" RECORD("sortino=1") RECORD("===")
        RECORD("Traceback (most recent call last):") RECORD("  File \\\"x\\\", line 3, in f") "noise\n" RECORD("ValueError: bad")
        "Traceback (most recent call last):\n  File \"x\", line 3, in f\nValueError: raw\ntext\n" RECORD("ValueError: bad") "event=behind a=1\n"
        "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"error\",\"event\":\"Task exited\",\"exit_code\":1,\"logger\":\"task\"}\n";
#undef RECORD
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"crypto\":\"AAA\",\"sortino\":1,\"closed\":true");
    EXPECT_HAS(out, "\"line\":5,\"time\":\"2026-04-29T11:35:02.000000Z\",\"name\":\"native\"");
    EXPECT_HAS(out, "\"name\":\"behind\"");
    EXPECT_HAS(out, "\"error_type\":\"ValueError\",\"error_message\":\"raw\\ntext\"");
    buf_free(&out);
}

Test(stream, a_character_cut_in_two_by_the_runtime_is_whole_again)
{
    static const char text[] = "2026-04-29T11:35:02.1Z stdout P caf\xc3\n2026-04-29T11:35:02.1Z stdout F \xa9\n2026-04-29T11:35:02.1Z stdout F \xff\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"invalid_utf8\":1}");
    buf_free(&out);
}

Test(stream, a_word_in_an_elasticsearch_record_is_no_event)
{
    static const char text[] =
        "{\"asctime\": \"2026-04-29T11:35:02.123+0000\", \"filename\": \"x.py\", \"levelname\": \"INFO\", \"message\": \"end_of_log\", \"offset\": 1}\n"
        "{\"asctime\": \"2026-04-29T11:35:02.123+0000\", \"filename\": \"x.py\", \"levelname\": \"INFO\", \"message\": \"event=told a=1\", \"offset\": 1}\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"seq\":1,\"line\":2");
    EXPECT_HAS(out, "\"name\":\"told\",\"attrs\":{\"a\":1}");
    buf_free(&out);
}

Test(stream, a_pods_prefix_inside_a_record_is_the_tasks_text)
{
    static const char text[] = "[pod/a/base] {\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"event=x text=[pod/q/base] said\",\"logger\":\"cvn\"}\n"
                               "[pod/a/base] half a line[pod/b/base] {\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"event=y a=1\",\"logger\":\"cvn\"}\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, NULL, &out);
    EXPECT_HAS(out, "\"name\":\"x\",\"attrs\":{\"text\":\"[pod/q/base] said\"}");
    EXPECT_HAS(out, "\"source\":\"-[b/base]\"");
    EXPECT_HAS(out, "\"name\":\"y\"");
    cr_expect_not(has(&out, "-[q/base]"));
}

Test(stream, a_log_that_only_refuses_is_complete_one_that_had_begun_is_not)
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

Test(stream, a_record_printed_while_a_dag_is_loaded_makes_no_airflow_3)
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

Test(stream, a_head_inside_a_record_of_airflow_3_is_no_airflow_2)
{
    static const char text[] = "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"logger\":\"task.stdout\","
                               "\"event\":\"[2026-04-29T11:35:02.000+0000] {taskinstance.py:1} INFO - Marking task as FAILED.\"}\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"generation\":3");
    EXPECT_HAS(out, "\"state\":\"success\",\"state_inferred\":true");
    buf_free(&out);
}

Test(stream, an_airflow_2_log_as_airflow_3_hands_it_out_is_that_log)
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
