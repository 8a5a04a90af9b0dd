/* test_forged.c - what a task prints moves neither its own time, outcome and identity nor another attempt's rows (domain §3.4, §3.5). A row is a way to
 * try it; each is tried in a named file, and where nothing names the log. */
#include <criterion/criterion.h>

#include "records.h"

struct stage {
    const char *path, *before, *after;
    const char *unmoved[8]; /* what the log record says all the same */
};

/* Airflow 2.10. */
static const struct stage airflow_2 = {
    "dag_id=d/run_id=manual__2026-04-29T11:30:00+00:00/task_id=t/attempt=2.log",
    "[2026-04-29T11:35:00.000+0000] {taskinstance.py:2612} INFO - Dependencies all met for dep_context=requeueable deps ti=<TaskInstance: d.t manual__2026-04-29T11:30:00+00:00 [queued]>\n"
    "[2026-04-29T11:35:00.100+0000] {taskinstance.py:2866} INFO - Starting attempt 2 of 3\n"
    "[2026-04-29T11:35:00.200+0000] {standard_task_runner.py:104} INFO - Running: ['airflow', 'tasks', 'run', 'd', 't', 'manual__2026-04-29T11:30:00+00:00', '--job-id', '7', '--raw']\n"
    "[2026-04-29T11:35:00.300+0000] {task_command.py:467} INFO - Running <TaskInstance: d.t manual__2026-04-29T11:30:00+00:00 [running]> on host w1\n"
    "[2026-04-29T11:35:00.400+0000] {taskinstance.py:3132} INFO - Exporting env vars: AIRFLOW_CTX_DAG_OWNER='airflow' AIRFLOW_CTX_DAG_ID='d' AIRFLOW_CTX_TASK_ID='t' AIRFLOW_CTX_EXECUTION_DATE='2026-04-29T11:30:00+00:00' AIRFLOW_CTX_TRY_NUMBER='2' AIRFLOW_CTX_DAG_RUN_ID='manual__2026-04-29T11:30:00+00:00'\n",
    "[2026-04-29T11:35:02.000+0000] {taskinstance.py:1226} INFO - Marking task as UP_FOR_RETRY. dag_id=d, task_id=t, run_id=manual__2026-04-29T11:30:00+00:00, execution_date=20260429T113000, start_date=20260429T113500, end_date=20260429T113502\n"
    "[2026-04-29T11:35:02.100+0000] {local_task_job_runner.py:266} INFO - Task exited with return code 1\n",
    { "\"dag_id\":\"d\",\"run_id\":\"manual__2026-04-29T11:30:00+00:00\",\"task_id\":\"t\",\"map_index\":-1,\"try_number\":2", "\"logical_date\":\"2026-04-29T11:30:00.000000Z\"",
      "\"generation\":2,\"state\":\"up_for_retry\",\"state_inferred\":false", "\"exit_code\":1,",
      "\"start_time\":\"2026-04-29T11:35:00.000000Z\",\"end_time\":\"2026-04-29T11:35:02.100000Z\"", "\"segments\":1,", "\"hostname\":\"w1\"" },
};

#define PRINT_2  "[2026-04-29T11:35:01.000+0000] {logging_mixin.py:190} INFO - "
#define CHILD_2  "[2026-04-29T11:35:01.000+0000] {subprocess.py:106} INFO - "
#define HEAD_2   "[2026-04-29T11:35:01.000+0000] "
#define VICTIM   "dag_id=v/run_id=scheduled__2026-04-29T00:00:00+00:00/task_id=t/attempt=1.log"
#define RECORD_3 "{\"timestamp\":\"2026-04-29T12:35:01Z\",\"level\":\"info\","

static const char *const ways_2[] = {
    PRINT_2 "Marking task as SUCCESS. dag_id=d, task_id=t, run_id=r, execution_date=20200101T000000, start_date=20200101T000000, end_date=20200101T000000\n",
    PRINT_2 "[2020-01-01T00:00:00.000+0000] {taskinstance.py:1226} INFO - Marking task as SUCCESS. dag_id=v, task_id=t, run_id=r\n",
    PRINT_2 "x\n" HEAD_2 "{taskinstance.py:1226} INFO - Marking task as SUCCESS. dag_id=v, task_id=t, run_id=r, start_date=20200101T000000, end_date=20200101T000000\n",
    PRINT_2 "x\nMarking task as SUCCESS. dag_id=v, task_id=t\nTask exited with return code 0\nStarting attempt 3 of 3\n",
    CHILD_2 "Task exited with return code 0\n",
    PRINT_2 "Running <TaskInstance: v.t scheduled__2026-04-29T00:00:00+00:00 [running]> on host evil\n",
    PRINT_2 "<TaskInstance: d.t manual__2026-04-29T11:30:00+00:00 map_index=7 [running]>\n",
    PRINT_2 "Running: ['airflow', 'tasks', 'run', 'v', 't', 'scheduled__2026-04-29T00:00:00+00:00', '--job-id', '7', '--raw']\n",
    PRINT_2 "Exporting env vars: AIRFLOW_CTX_DAG_ID='v' AIRFLOW_CTX_TASK_ID='t' AIRFLOW_CTX_TRY_NUMBER='9' AIRFLOW_CTX_EXECUTION_DATE='2020-01-01T00:00:00+00:00'\n",
    PRINT_2 "x\nAIRFLOW_CTX_DAG_ID=v\nAIRFLOW_CTX_TASK_ID=t\nAIRFLOW_CTX_TRY_NUMBER=9\nAIRFLOW_CTX_EXECUTION_DATE=2020-01-01T00:00:00+00:00\n",
    /* a child's own output, raw in a pod's stdout behind a line of Airflow's: */
    HEAD_2 "{taskinstance.py:1} INFO - x\nAIRFLOW_CTX_DAG_ID=v\nAIRFLOW_CTX_TRY_NUMBER=9\n",
    HEAD_2 "{taskinstance.py:1} INFO - x\nDependencies all met for <TaskInstance: v.t r map_index=4 [queued]>\nMarking task as SUCCESS. dag_id=d, task_id=t\n",
    /* as good as Airflow's own line, but it comes later: */
    PRINT_2 "x\n" HEAD_2 "{taskinstance.py:1} INFO - Exporting env vars: AIRFLOW_CTX_TRY_NUMBER='9' AIRFLOW_CTX_EXECUTION_DATE='2020-01-01T00:00:00+00:00'\n",
    PRINT_2 "x\n" HEAD_2 "{taskinstance.py:1} INFO - Dependencies all met for <TaskInstance: d.t manual__2026-04-29T11:30:00+00:00 map_index=7 [queued]>\n",
    /* Airflow 3's words: */
    PRINT_2 "x\n" RECORD_3 "\"event\":\"Task finished\",\"exit_code\":0,\"final_state\":\"success\",\"logger\":\"supervisor\"}\n",
    PRINT_2 "x\n" RECORD_3 "\"event\":\"Process terminated by signal\",\"signal\":-9,\"logger\":\"task\"}\n",
    PRINT_2 "x\n" RECORD_3 "\"event\":\"x\",\"ti_id\":\"1\",\"dag_id\":\"v\",\"task_id\":\"t\",\"run_id\":\"r\",\"try_number\":1,\"map_index\":-1}\n",
    PRINT_2 "x\n" RECORD_3 "\"event\":\"Executing workload\",\"workload\":\"ExecuteTask(ti=TaskInstance(task_id='t', dag_id='v', run_id='r', try_number=1, map_index=5))\",\"logger\":\"__main__\"}\n",
    PRINT_2 RECORD_3 "\"event\":\"Task exited\",\"exit_code\":0,\"logger\":\"task\"}\n",
    PRINT_2 "x\n2026-04-29T12:35:01.000000Z [info     ] Task finished                  [supervisor] exit_code=0 final_state=success\n",
    PRINT_2 "x\n[2026-04-29T12:35:01Z] INFO - Task Identity ti_id=1 dag_id=v task_id=t run_id=r try_number=1 map_index=0\n",
    PRINT_2 "x\n[2020-04-29 12:35:01] CRITICAL - Process terminated by signal. For more information, see x: signal=-9\n",
    /* Elasticsearch's: */
    PRINT_2 "x\n{\"asctime\": \"2020-01-01 00:00:00,000\", \"filename\": \"taskinstance.py\", \"levelname\": \"INFO\", \"message\": \"Marking task as SUCCESS. dag_id=d, task_id=t\", \"dag_id\": \"v\", \"task_id\": \"t\", \"execution_date\": \"2020_01_01T00_00_00_000000\", \"try_number\": \"1\"}\n",
    /* names of the web interface: */
    PRINT_2 "*** Found local files:\n***   * /opt/airflow/logs/" VICTIM "\n",
    PRINT_2 "x\n*** Reading local file: /opt/airflow/logs/v/t/2026-04-29T00:00:00+00:00/1.log\n",
    PRINT_2 "x\n{\"event\":\"::group::Log message source details\",\"sources\":[\"/opt/airflow/logs/" VICTIM "\"]}\n",
    PRINT_2 "wrote /opt/airflow/logs/" VICTIM "\n",
    PRINT_2 "x @-@{\"workflow\": \"v\", \"task-id\": \"t\", \"execution-date\": \"2026-04-29T00:00:00+00:00\"}\n",
};

/* Airflow 3.1's file, and its pod. */
static const struct stage airflow_3 = {
    "dag_id=d/run_id=r/task_id=t/attempt=2.log",
    "{\"timestamp\":\"2026-04-29T11:35:00Z\",\"level\":\"info\",\"event\":\"Executing workload\",\"workload\":\"ExecuteTask(ti=TaskInstance(task_id='t', dag_id='d', run_id='r', try_number=2, map_index=-1, hostname=None))\",\"logger\":\"__main__\"}\n"
    "{\"timestamp\":\"2026-04-29T11:35:00.5Z\",\"level\":\"info\",\"event\":\"DAG bundles loaded: dags-folder\",\"logger\":\"airflow.dag_processing.bundles.manager.DagBundlesManager\"}\n",
    "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"error\",\"event\":\"Task failed with exception\",\"logger\":\"task\"}\n"
    "{\"timestamp\":\"2026-04-29T11:35:02.1Z\",\"level\":\"info\",\"event\":\"Task finished\",\"exit_code\":1,\"final_state\":\"failed\",\"logger\":\"supervisor\"}\n",
    { "\"dag_id\":\"d\",\"run_id\":\"r\",\"task_id\":\"t\",\"map_index\":-1,\"try_number\":2", "\"generation\":3,\"state\":\"failed\",\"state_inferred\":false", "\"exit_code\":1,",
      "\"start_time\":\"2026-04-29T11:35:00.000000Z\",\"end_time\":\"2026-04-29T11:35:02.100000Z\"", "\"segments\":1," },
};

#define SAID_3(event) "{\"timestamp\":\"2026-04-29T11:35:01Z\",\"level\":\"info\",\"event\":\"" event "\",\"logger\":\"task.stdout\"}\n"
#define MINE_3(rest)  "{\"timestamp\":\"2026-04-29T11:35:01Z\",\"level\":\"info\"," rest "}\n"

static const char *const ways_3[] = {
    SAID_3("Task finished"),
    SAID_3("[2020-01-01T00:00:00.000+0000] {taskinstance.py:1226} INFO - Marking task as SUCCESS. dag_id=v, task_id=t, run_id=r"),
    SAID_3("[2020-01-01T00:00:00.000+0000] {logging_mixin.py:190} INFO - Running <TaskInstance: v.t r [running]> on host evil"),
    SAID_3("*** Found local files:\\n***   * /opt/airflow/logs/" VICTIM),
    SAID_3("{\\\"event\\\":\\\"::group::Log message source details\\\",\\\"sources\\\":[\\\"/opt/airflow/logs/" VICTIM "\\\"]}"),
    MINE_3("\"event\":\"Task finished\",\"exit_code\":0,\"final_state\":\"success\",\"logger\":\"mine\""),
    MINE_3("\"event\":\"Process terminated by signal\",\"signal\":-9,\"logger\":\"task.stderr\""),
    MINE_3("\"event\":\"Task finished\",\"exit_code\":0,\"final_state\":\"success\",\"logger\":\"supervisor\",\"chan\":\"stdout\""),
    MINE_3("\"event\":\"Executing workload\",\"workload\":\"ExecuteTask(ti=TaskInstance(task_id='t', dag_id='v', run_id='r', try_number=1, map_index=5))\",\"logger\":\"task\""),
    MINE_3("\"event\":\"Pushing xcom\",\"ti\":\"RuntimeTaskInstance(id=UUID('0'), task_id='t', dag_id='v', run_id='r', try_number=1, map_index=5)\",\"logger\":\"task\""),
    MINE_3("\"event\":\"x\",\"logger\":\"mine\",\"ti_id\":\"1\",\"dag_id\":\"v\",\"task_id\":\"t\",\"run_id\":\"r\",\"try_number\":1,\"map_index\":5"),
    "[2020-01-01T00:00:00.000+0000] {taskinstance.py:1226} INFO - Marking task as SUCCESS. dag_id=d, task_id=t, run_id=r\n",
    "[2020-01-01T00:00:00.000+0000] {local_task_job_runner.py:266} INFO - Task exited with return code 0\n",
    "{\"asctime\": \"2020-01-01 00:00:00,000\", \"filename\": \"taskinstance.py\", \"levelname\": \"INFO\", \"message\": \"Starting attempt 7 of 9\", \"dag_id\": \"v\", \"task_id\": \"t\", \"execution_date\": \"2020_01_01T00_00_00_000000\", \"try_number\": \"1\"}\n",
    "AIRFLOW_CTX_DAG_ID=v\nAIRFLOW_CTX_TRY_NUMBER=9\n",
    "Running <TaskInstance: v.t r [running]> on host evil\n",
};

static void expect_unmoved(const struct stage *stage, const char *way, const char *path)
{
    struct buf text = { 0 }, records = { 0 };
    buf_printf(&text, "%s%s%s", stage->before, way, stage->after);
    records_of(buf_view(&text), 0, path, &records);
    size_t at = slice_find(buf_view(&records), SLICE("{\"record\":\"log\""));
    struct slice log = slice_from(buf_view(&records), at == (size_t)-1 ? records.n : at);
    for (int i = 0; i < 8 && stage->unmoved[i]; i++)
        cr_expect(slice_has(log, slice_of(stage->unmoved[i])), "%s: %s is not in\n%.*s\n%s", path, stage->unmoved[i], SLICE_ARG(log), way);
    cr_expect_not(slice_has(slice_from(log, 1), SLICE("{\"record\":\"log\"")), "%s: two logs by\n%s", path, way);
    cr_expect_not(has(&records, "\"dag_id\":\"v\"") || has(&records, "\"hostname\":\"evil\"") || has(&records, "OOM_KILLED") || has(&records, "TASK_SILENT"), "%s: %s\n%.*s",
                  path, way, SLICE_ARG(buf_view(&records)));
    buf_free(&text);
    buf_free(&records);
}

static void expect_all_unmoved(const struct stage *stage, const char *const *ways, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        expect_unmoved(stage, ways[i], stage->path);
        expect_unmoved(stage, ways[i], "x.log");
    }
}

Test(forged, the_stages_themselves)
{
    expect_unmoved(&airflow_2, "", airflow_2.path);
    expect_unmoved(&airflow_2, "", "x.log");
    expect_unmoved(&airflow_3, "", airflow_3.path);
    expect_unmoved(&airflow_3, "", "x.log");
}

Test(forged, in_a_log_of_airflow_2)
{
    expect_all_unmoved(&airflow_2, ways_2, sizeof(ways_2) / sizeof(*ways_2));
}

Test(forged, in_a_log_of_airflow_3)
{
    expect_all_unmoved(&airflow_3, ways_3, sizeof(ways_3) / sizeof(*ways_3));
}

Test(forged, before_airflow_3_has_said_more_than_its_first_word)
{
    static const char first[] = "{\"timestamp\":\"2026-04-29T11:35:00.5Z\",\"level\":\"info\",\"event\":\"DAG bundles loaded: dags-folder\",\"logger\":\"airflow.dag_processing.bundles.manager.DagBundlesManager\"}\n";
    struct buf text = { 0 }, records = { 0 };
    buf_printf(&text, "%s[2020-01-01T00:00:00.000+0000] {taskinstance.py:1226} INFO - Marking task as SUCCESS. dag_id=d, task_id=t, run_id=r\n%s", first, MINE_3("\"event\":\"Task failed with exception\",\"logger\":\"task\""));
    records_of(buf_view(&text), 0, airflow_3.path, &records);
    EXPECT_HAS(records, "\"generation\":3,\"state\":\"failed\",\"state_inferred\":true");
    EXPECT_HAS(records, "\"start_time\":\"2026-04-29T11:35:00.500000Z\"");
    buf_free(&text);
    buf_free(&records);
}

/* Fluent Bit's Merge_Log puts a record's members before its own `kubernetes`, which is the last one. */
Test(forged, the_names_of_a_pod_beside_the_shippers_own)
{
    static const char *const ways[] = { "\"kubernetes\":{\"pod_name\":\"v-1\",\"container_name\":\"base\"}", "\"kubernetes.pod_name\":\"v-1\",\"kubernetes.container_name\":\"base\"" };
    for (size_t i = 0; i < 2; i++) {
        struct buf text = { 0 }, records = { 0 };
        for (int k = 0; k < 2; k++)
            buf_printf(&text, "{\"date\":1777462500.%d,\"log\":\"[2026-04-29T11:35:00.%d00+0000] {taskinstance.py:1} INFO - x\",\"stream\":\"stdout\",%s,\"kubernetes\":{\"pod_name\":\"p-1\",\"container_name\":\"base\"}}\n", k, k, ways[i]);
        records_of(buf_view(&text), 0, NULL, &records);
        EXPECT_HAS(records, "\"source\":\"-[p-1/base]\"");
        cr_expect_not(has(&records, "v-1"), "%s", records.p);
        buf_free(&text);
        buf_free(&records);
    }
}
