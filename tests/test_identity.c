/* test_identity.c - which attempt a log is of, from path, lines and records, without a log. */
#include <criterion/criterion.h>

#include "parser/attempt/identity.h"
#include "parts.h"

static void say(struct part_test *test, struct identity *identity, const char *text)
{
    struct line line = part_line(test, text);
    identity_line(identity, &line, &test->ctx);
}

static void finish(struct part_test *test, struct identity *identity)
{
    struct cell cells[LOG__N] = { 0 };
    identity_end(identity, SLICE("hash"), &test->ctx, cells);
    part_show(test, RECORD_log, cells);
    identity_free(identity);
}

static void begin(struct part_test *test, struct identity *identity, const char *path)
{
    *identity = (struct identity){ 0 };
    part_begin(test);
    part_message(test, "taskinstance.py", true);
    identity_open(identity, slice_of(path), &test->ctx);
}

Test(identity, each_line_that_names_an_attempt)
{
    static const struct { const char *file, *lines[3], *want; } rows[] = {
        { "taskinstance.py", { "Dependencies all met for <TaskInstance: d.t manual__x map_index=3 [queued]>" }, "\"run_id\":\"manual__x\",\"task_id\":\"t\"" },
        { "taskinstance.py", { "Dependencies all met for <TaskInstance: d.t manual__x map_index=3 [queued]>" }, "\"map_index\":3" },
        { "standard_task_runner.py", { "Running: ['airflow', 'tasks', 'run', 'a.b', 'c.t', 'r']" }, "\"dag_id\":\"a.b\",\"run_id\":\"r\",\"task_id\":\"c.t\"" },
        { "taskinstance.py", { "Exporting env vars: AIRFLOW_CTX_DAG_ID='d' AIRFLOW_CTX_TASK_ID='t' AIRFLOW_CTX_DAG_RUN_ID='r' AIRFLOW_CTX_TRY_NUMBER='2'" }, "\"try_number\":2" },
        { "taskinstance.py", { "Exporting env vars: AIRFLOW_CTX_TRY_NUMBER='2' AIRFLOW_CTX_DAG_ID='launch__backtest" }, "\"source\":\"x.log\",\"role\":\"other\"}" },
        { "taskinstance.py", { "Marking task as SUCCESS. dag_id=d, task_id=t, run_id=r, map_index=4, execution_date=20260429T000000", "Starting attempt 3 of 4" }, "\"map_index\":4,\"try_number\":3" },
        /* What ends in a name was cut there. */
        { "taskinstance.py", { "Marking task as SUCCESS. dag_id=d, task_id=t, run_id=manua" }, "\"source\":\"x.log\",\"role\":\"other\"}" },
        { "taskinstance.py", { "Marking task as SUCCESS. dag_id=d, task_id=test_st", "Dependencies all met for <TaskInstance: d.test_step r [queued]>" }, "\"task_id\":\"test_step\"" },
        { "taskinstance.py", { "Marking task as SUCCESS. dag_id=d, task_id=t, run_id=r, map_index=1", "Executing <Mapped(PythonOperator): t> on 2021-01-01T00:00:00+00:00" }, "\"source\":\"x.log\",\"role\":\"other\",\"operator\":\"PythonOperator\"}" },
        { "taskinstance.py", { "Executing <Task(PythonOperator): b.t> on 2021-01-01T00:00:00+00:00", "Dependencies all met for <TaskInstance: d.b.t 2021-01-01T00:00:00+00:00 [queued]>" }, "\"operator\":\"PythonOperator\"" },
        { "task_command.py", { "Running <TaskInstance: d.t r [running]> on host worker-1" }, "\"hostname\":\"worker-1\"" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct part_test test;
        struct identity identity;
        begin(&test, &identity, "");
        part_message(&test, rows[i].file, true);
        for (int k = 0; k < 3 && rows[i].lines[k]; k++)
            say(&test, &identity, rows[i].lines[k]);
        finish(&test, &identity);
        EXPECT_OUT(test, rows[i].want);
        part_end(&test);
    }
}

Test(identity, a_print_names_nobody_but_on_the_line_with_the_host)
{
    struct part_test test;
    struct identity identity;
    begin(&test, &identity, "");
    part_message(&test, "logging_mixin.py", false);
    say(&test, &identity, "Dependencies all met for <TaskInstance: d.t r [queued]>");
    say(&test, &identity, "Marking task as SUCCESS. dag_id=d, task_id=t, run_id=r");
    cr_expect_not(identity_settle(&identity, &test.ctx.facts).known);
    say(&test, &identity, "Running <TaskInstance: d.t r [running]> on host w");
    cr_expect_not(identity_settle(&identity, &test.ctx.facts).known);
    test.ctx.facts.task_runner = true; /* the task's runner has spoken */
    cr_expect(identity_settle(&identity, &test.ctx.facts).known);
    cr_expect(slice_eq(test.ctx.facts.known.task_id, SLICE("t")));
    finish(&test, &identity);
    part_end(&test);
}

Test(identity, the_path_wins_and_a_conflict_is_noted)
{
    struct part_test test;
    struct identity identity;
    begin(&test, &identity, "dag_id=d/run_id=scheduled__2026-04-29T11_00_00+00_00/task_id=t/attempt=1.log");
    cr_expect(test.ctx.facts.known.by_path);
    say(&test, &identity, "Running: ['airflow', 'tasks', 'run', 'd', 't', 'scheduled__2026-04-29T11:00:00+00:00']");
    cr_expect_not(identity_settle(&identity, &test.ctx.facts).conflict);
    say(&test, &identity, "Exporting env vars: AIRFLOW_CTX_DAG_ID='x'");
    finish(&test, &identity);
    EXPECT_OUT(test, "\"dag_id\":\"d\",\"run_id\":\"scheduled__2026-04-29T11:00:00+00:00\"");
    part_end(&test);

    begin(&test, &identity, "dag_id=d/run_id=r/task_id=t/attempt=1.log");
    say(&test, &identity, "Exporting env vars: AIRFLOW_CTX_DAG_ID='x'");
    finish(&test, &identity);
    cr_expect_eq(test.ctx.notes[COMPLAINT_identity_conflict], 1);
    EXPECT_OUT(test, "\"dag_id\":\"d\"");
    part_end(&test);
}

Test(identity, a_start_of_another_attempt_in_a_named_log_is_noted)
{
    static const char hive[] = "dag_id=d/run_id=r/task_id=g.t/attempt=1.log", mapped[] = "dag_id=d/run_id=r/task_id=g.t/map_index=3/attempt=1.log", dates[] = "d/g.t/2021-01-01T00:00:00+00:00/1.log";
    static const struct { const char *path, *line; bool debug, conflict; } rows[] = {
        { hive, "Dependencies all met for <TaskInstance: d.g.t r [queued]>", false, false },
        { hive, "Dependencies all met for <TaskInstance: d.g.u r [queued]>", false, true },
        { hive, "Dependencies all met for <TaskInstance: d.g.u r [scheduled]>", true, false }, /* the schedule of what comes next */
        { hive, "Dependencies all met for <TaskInstance: d.g.t s [queued]>", false, true },
        { hive, "Dependencies not met for <TaskInstance: d.g.u r [failed]>, dependency", false, false },
        { hive, "Running: ['airflow', 'tasks', 'run', 'd', 'g.t', 's']", false, true },
        { hive, "Exporting env vars: AIRFLOW_CTX_DAG_ID='d' AIRFLOW_CTX_TASK_ID='g.t' AIRFLOW_CTX_DAG_RUN_ID='r'", false, false },
        { hive, "Exporting env vars: AIRFLOW_CTX_DAG_ID='d' AIRFLOW_CTX_TASK_ID='g.u' AIRFLOW_CTX_DAG_RUN_ID='r'", false, true },
        { hive, "Exporting env vars: AIRFLOW_CTX_DAG_ID='d' AIRFLOW_CTX_TASK_ID='***' AIRFLOW_CTX_DAG_RUN_ID='s'", false, true },
        { mapped, "Dependencies all met for <TaskInstance: d.g.t r map_index=3 [queued]>", false, false },
        { mapped, "Dependencies all met for <TaskInstance: d.g.t r map_index=4 [queued]>", false, true },
        { hive, "Dependencies all met for <TaskInstance: d.g.t r map_index=4 [queued]>", false, false }, /* a template of the user's own may leave it out */
        { dates, "Dependencies all met for <TaskInstance: d.g.t 2021-01-01T00:00:00+00:00 [queued]>", false, false },
        { dates, "Dependencies all met for <TaskInstance: d.g.t 2021-01-01T00:00:00.500000+00:00 [queued]>", false, false },
        { dates, "Dependencies all met for <TaskInstance: d.g.t 2021-01-02T00:00:00+00:00 [queued]>", false, true },
        { dates, "Running: ['airflow', 'run', 'd', 'g.t', '2021-01-02T00:00:00+00:00']", false, true },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        for (int behind = 0; behind < 2; behind++) { /* its own start */
            struct part_test test;
            struct identity identity;
            begin(&test, &identity, rows[i].path);
            if (behind)
                say(&test, &identity, rows[i].path != dates ? "Running: ['airflow', 'tasks', 'run', 'd', 'g.t', 'r']" : "Running: ['airflow', 'run', 'd', 'g.t', '2021-01-01T00:00:00+00:00']");
            struct line line = part_line(&test, rows[i].line);
            line.level = rows[i].debug ? LEVEL_debug : LEVEL_info;
            identity_line(&identity, &line, &test.ctx);
            finish(&test, &identity);
            cr_expect_eq(test.ctx.notes[COMPLAINT_identity_conflict], rows[i].conflict, "%s, behind %d", rows[i].line, behind);
            part_end(&test);
        }
}

Test(identity, a_workload_of_another_attempt_in_a_named_log_is_noted)
{
#define WORKLOAD(ids) "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"Executing workload\",\"logger\":\"__main__\"," \
        "\"workload\":\"ExecuteTask(token='x', ti=TaskInstance(id=UUID('0198a8a4-0d0a-7c31-9f5a-000000000001'), " ids ", pool_slots=1), type='ExecuteTask')\"}"
    static const char *const own = WORKLOAD("task_id='t', dag_id='d', run_id='r', try_number=1, map_index=3");
    static const struct { const char *json; bool conflict; } rows[] = {
        { WORKLOAD("task_id='t', dag_id='d', run_id='r', try_number=2, map_index=3"), false },
        { WORKLOAD("task_id='u', dag_id='d', run_id='r', try_number=1, map_index=3"), true },
        { WORKLOAD("task_id='t', dag_id='e', run_id='r', try_number=1, map_index=3"), true },
        { WORKLOAD("task_id='t', dag_id='d', run_id='s', try_number=1, map_index=3"), true },
        { WORKLOAD("task_id='t', dag_id='d', run_id='r', try_number=1, map_index=4"), true },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct part_test test;
        struct identity identity;
        struct head_space space = { 0 };
        begin(&test, &identity, "dag_id=d/run_id=r/task_id=t/map_index=3/attempt=1.log");
        struct head head = part_record(&test, own, &space);
        identity_record(&identity, &head, &test.ctx);
        head = part_record(&test, rows[i].json, &space);
        identity_record(&identity, &head, &test.ctx);
        finish(&test, &identity);
        cr_expect_eq(test.ctx.notes[COMPLAINT_identity_conflict], rows[i].conflict, "%s", rows[i].json);
        head_space_free(&space);
        part_end(&test);
    }
#undef WORKLOAD
}

Test(identity, a_schedulers_log_is_not_an_attempts_unless_its_path_says_so)
{
    static const char *const paths[] = { "", "dag_id=d/run_id=r/task_id=t/attempt=1.log" };
    for (int named = 0; named < 2; named++) {
        struct part_test test;
        struct identity identity;
        begin(&test, &identity, paths[named]);
        part_message(&test, "scheduler_job.py", true);
        say(&test, &identity, "Creating / updating <TaskInstance: d.t r [scheduled]> in ORM");
        cr_expect_eq(test.ctx.facts.not_an_attempt, !named);
        finish(&test, &identity);
        EXPECT_OUT(test, named ? "\"role\":\"task\"" : "\"role\":\"other\"");
        part_end(&test);
    }
}

static void expect_of_record(const char *json, const char *want)
{
    struct part_test test;
    struct identity identity;
    struct head_space space = { 0 };
    begin(&test, &identity, "");
    struct head head = part_record(&test, json, &space);
    test.ctx.facts.generation = 3;
    if (head.family == FAMILY_json)
        identity_record(&identity, &head, &test.ctx);
    else
        identity_labels(&identity, head.object, &test.ctx);
    finish(&test, &identity);
    EXPECT_OUT(test, want);
    head_space_free(&space);
    part_end(&test);
}

Test(identity, records_name_it_in_members)
{
    expect_of_record("{\"timestamp\":\"2026-04-29T11:35:00Z\",\"level\":\"info\",\"event\":\"x\",\"ti_id\":\"1\",\"dag_id\":\"d\",\"task_id\":\"t\",\"run_id\":\"r\",\"try_number\":2,\"map_index\":-1}",
                     "\"dag_id\":\"d\",\"run_id\":\"r\",\"task_id\":\"t\",\"map_index\":-1,\"try_number\":2");
    expect_of_record("{\"timestamp\":\"2026-04-29T11:35:00Z\",\"level\":\"info\",\"event\":\"Executing workload\",\"logger\":\"__main__\",\"workload\":\"ExecuteTask(ti=TaskInstance(task_id='t', dag_id='d', run_id='r', try_number=1, map_index=5, hostname=None))\"}",
                     "\"map_index\":5,\"try_number\":1");
    expect_of_record("{\"timestamp\":\"2026-04-29T11:35:00Z\",\"level\":\"info\",\"event\":\"Executing workload\",\"logger\":\"task.stdout\",\"workload\":\"ExecuteTask(ti=TaskInstance(task_id='t', dag_id='d', run_id='r'))\"}",
                     "\"role\":\"other\"");
    expect_of_record("{\"asctime\":\"2020-07-14 00:00:00,000\",\"levelname\":\"INFO\",\"filename\":\"x.py\",\"message\":\"x\",\"dag_id\":\"d\",\"task_id\":\"t\",\"execution_date\":\"2020_07_14T00_00_00_000000\",\"try_number\":\"1\"}",
                     "\"try_number\":1");
}

/* Nothing says whose; the task runner's words make it a task's log all the same (records §2). */
Test(identity, a_log_in_which_the_task_runner_speaks_is_a_tasks)
{
    for (int spoken = 0; spoken < 2; spoken++) {
        struct part_test test;
        struct identity identity;
        begin(&test, &identity, "");
        test.ctx.facts.task_runner = spoken;
        finish(&test, &identity);
        EXPECT_OUT(test, spoken ? "\"role\":\"task\"" : "\"role\":\"other\"");
        part_end(&test);
    }
}
