/* test_notices.c - what schedulers, executors and triggerers say of attempts: each row of notices.def by its sample, the part without a log, whole logs. */
#include <criterion/criterion.h>

#include "parser/attempt/notices.h"
#include "parts.h"
#include "records.h"

Test(notices, each_row_is_found_by_its_sample_and_announced_by_a_literal)
{
    struct notice_patterns *patterns = notice_patterns_open();
    for (int i = 0; i < notice_rows_n; i++) {
        const struct notice_row *row = &notice_rows[i];
        struct slice sample = slice_of(row->sample), literals = slice_of(row->literals), literal;
        cr_expect_eq(notice_match(patterns, sample), row, "%s", row->sample);
        bool announced = false;
        for (bool more = true; more;) {
            more = slice_cut(&literals, '|', &literal);
            announced = announced || slice_has(sample, literal);
        }
        cr_expect(announced, "%s", row->sample);
    }
    notice_patterns_close(&patterns);
}

Test(notices, each_code_has_a_meaning_and_a_row)
{
    for (int code = 0; code < NOTICE__CODES; code++) {
        int n = 0;
        for (int i = 0; i < notice_rows_n; i++)
            n += notice_rows[i].code == (enum notice_code)code;
        cr_expect(n && notice_names[code].meaning[0], "%s", notice_names[code].code);
    }
}

struct part {
    struct part_test test;
    struct notices notices;
};

static void begin(struct part *part, const char *file)
{
    *part = (struct part){ .notices.open = NULL };
    part_begin(&part->test);
    part_message(&part->test, file, false);
}

static void say(struct part *part, const char *text)
{
    struct line line = part_line(&part->test, text);
    line.first = true;
    notices_line(&part->notices, &line, &part->test.ctx);
}

static void end(struct part *part)
{
    notices_free(&part->notices);
    part_end(&part->test);
}

/* What the sample of a row says, as the record of its log. */
static void each_sample(struct part *part, enum notice_code code)
{
    for (int i = 0; i < notice_rows_n; i++)
        if (notice_rows[i].code == code)
            say(part, notice_rows[i].sample);
    notices_end(&part->notices, NULL, &part->test.ctx);
}

Test(notices, what_is_said_of_containers_and_processes_has_an_exit_code)
{
    struct part part;
    begin(&part, "kubernetes_executor.py");
    each_sample(&part, NOTICE_OOM_KILLED);
    EXPECT_OUT(part.test, "\"dag_id\":\"d\",\"run_id\":\"r\",\"task_id\":\"t\",\"map_index\":-1,\"try_number\":1,\"code\":\"OOM_KILLED\",\"exit_code\":137");
    EXPECT_OUT(part.test, "\"dag_id\":\"d\",\"task_id\":\"t\",\"try_number\":1,\"code\":\"OOM_KILLED\",\"exit_code\":137,");
    EXPECT_OUT(part.test, "\"dag_id\":\"d\",\"run_id\":\"r\",\"task_id\":\"t\",\"map_index\":-1,\"code\":\"OOM_KILLED\",\"exit_code\":-9");
    EXPECT_OUT(part.test, "\"dag_id\":\"d\",\"run_id\":\"r\",\"task_id\":\"t\",\"map_index\":-1,\"code\":\"OOM_KILLED\",\"evidence\":\"Executor Kube");
    end(&part);
}

Test(notices, a_zombie_is_named_by_three_generations)
{
    struct part part;
    begin(&part, "scheduler_job_runner.py");
    each_sample(&part, NOTICE_ZOMBIE);
    say(&part, "Detected a task instance without a heartbeat: filepath='d.py' bundle_name='dags' bundle_version=None msg=\"{'DAG Id': 'd', 'Task Id': 'g.t', 'Run Id': "
               "'r', 'Hostname': 'w'}\" ti=TaskInstance(id=UUID('0'), task_id='g.t', dag_id='d', run_id='r', try_number=2, map_index=-1) (See https://x)");
    notices_end(&part.notices, NULL, &part.test.ctx);
    EXPECT_OUT(part.test, "\"dag_id\":\"d\",\"logical_date\":\"2019-01-01T00:00:00.000000Z\",\"task_id\":\"t\",\"map_index\":-1,\"code\":\"ZOMBIE\"");
    EXPECT_OUT(part.test, "\"dag_id\":\"d\",\"run_id\":\"r\",\"task_id\":\"t\",\"map_index\":0,\"code\":\"ZOMBIE\"");
    EXPECT_OUT(part.test, "\"dag_id\":\"d\",\"run_id\":\"r\",\"task_id\":\"t\",\"map_index\":-1,\"code\":\"ZOMBIE\"");
    EXPECT_OUT(part.test, "\"dag_id\":\"d\",\"run_id\":\"r\",\"task_id\":\"g.t\",\"map_index\":-1,\"try_number\":2,\"code\":\"ZOMBIE\"");
    end(&part);
}

Test(notices, those_of_an_open_log_are_told_as_they_stand_and_no_word_twice)
{
    struct part part;
    begin(&part, "scheduler_job_runner.py");
    say(&part, "Run r of d has timed-out");
    notices_tell(&part.notices, &part.test.ctx);
    EXPECT_OUT(part.test, "\"run_id\":\"r\",\"code\":\"TIMEOUT\"");
    EXPECT_OUT(part.test, "\"count\":1}");
    size_t n = part.test.out.n;
    notices_tell(&part.notices, &part.test.ctx);
    cr_expect_eq(part.test.out.n, n);
    say(&part, "Run r of d has timed-out");
    notices_tell(&part.notices, &part.test.ctx);
    EXPECT_OUT(part.test, "\"count\":2}");
    end(&part);
}

Test(notices, what_is_said_again_counts_and_another_attempt_is_another_notice)
{
    struct part part;
    begin(&part, "scheduler_job_runner.py");
    for (int i = 0; i < 3; i++)
        say(&part, "Marking task instance <TaskInstance: d.t r [queued]> stuck in queued as failed. password=hunter2secret");
    say(&part, "Marking task instance <TaskInstance: d.t r map_index=1 [queued]> stuck in queued as failed.");
    notices_end(&part.notices, NULL, &part.test.ctx);
    EXPECT_OUT(part.test, "\"seq\":1,\"line\":1,");
    EXPECT_OUT(part.test, "password=***\",\"count\":3}");
    EXPECT_OUT(part.test, "\"seq\":2,\"line\":4,");
    EXPECT_OUT(part.test, "\"map_index\":1,\"code\":\"STUCK_QUEUED\"");
    cr_expect_eq(part.test.ctx.notes[COMPLAINT_secret_masked], 1);
    end(&part);
}

Test(notices, the_line_before_names_the_attempt_exactly)
{
    struct part part;
    begin(&part, "scheduler_job_runner.py");
    say(&part, "TaskInstance Finished: dag_id=a.b, task_id=g.t, run_id=r, map_index=2, state=queued, executor_state=failed, try_number=3, max_tries=3");
    say(&part, "Executor CeleryExecutor(parallelism=4) reported that the task instance <TaskInstance: a.b.g.t r map_index=2 [queued]> finished with state failed, but x");
    say(&part, "Executor CeleryExecutor(parallelism=4) reported that the task instance <TaskInstance: a.b.g.t other map_index=2 [queued]> finished with state failed, but x");
    say(&part, "Changing state of KubernetesResults(key=TaskInstanceKey(dag_id='x.y', task_id='t', run_id='r', try_number=2, map_index=-1), state='failed') to failed");
    say(&part, "Task x.y.t.2 failed in pod ns/p (no details available)");
    notices_end(&part.notices, NULL, &part.test.ctx);
    EXPECT_OUT(part.test, "\"dag_id\":\"a.b\",\"run_id\":\"r\",\"task_id\":\"g.t\",\"map_index\":2,\"try_number\":3,\"code\":\"EXECUTOR_FAILED\"");
    EXPECT_OUT(part.test, "\"dag_id\":\"a\",\"run_id\":\"other\",\"task_id\":\"b.g.t\",\"map_index\":2,\"code\":\"EXECUTOR_FAILED\"");
    EXPECT_OUT(part.test, "\"dag_id\":\"x.y\",\"run_id\":\"r\",\"task_id\":\"t\",\"map_index\":-1,\"try_number\":2,\"code\":\"EXECUTOR_FAILED\"");
    end(&part);
}

#define POD(task, pod) "Task " task " failed in pod airflow/" pod ". Pod phase: Failed, reason: None, container_reason: OOMKilled, exit_code: 137"
#define CHANGING(task, run, index, pod) \
    "Changing state of (TaskInstanceKey(dag_id='d', task_id='" task "', run_id='" run "', try_number=1, map_index=" index \
    "), <TaskInstanceState.FAILED: 'failed'>, '" pod "', 'airflow', '1') to failed"
#define FINISHED(task, run) "TaskInstance Finished: dag_id=d, task_id=" task ", run_id=" run ", map_index=-1, state=queued, try_number=1, max_tries=0"

Test(notices, a_line_after_it_names_the_attempt_exactly)
{
    struct part part;
    begin(&part, "kubernetes_executor.py");
    say(&part, POD("d.u.1", "u-x1"));
    say(&part, FINISHED("u", "r1")); /* no line has told a pod by now */
    say(&part, POD("d.t.1", "t-x1"));
    say(&part, CHANGING("t", "r0", "-1", "t-x0")); /* the same task and try of another run */
    say(&part, FINISHED("t", "r0"));
    say(&part, CHANGING("t", "r1", "-1", "t-x1"));
    say(&part, FINISHED("t", "r1"));
    say(&part, POD("d.t.1", "t-x2"));
    say(&part, CHANGING("t", "r2", "-1", "t-x2"));
    say(&part, POD("d.m.1", "m-x1")); /* mapped, the states in another order */
    say(&part, POD("d.m.1", "m-x2"));
    say(&part, CHANGING("m", "r1", "2", "m-x2"));
    say(&part, CHANGING("m", "r1", "1", "m-x1"));
    say(&part, POD("d.v.2", "v-x1")); /* another try */
    say(&part, CHANGING("v", "r1", "-1", "v-x1"));
    notices_end(&part.notices, NULL, &part.test.ctx);
    EXPECT_OUT(part.test, "\"line\":3,\"dag_id\":\"d\",\"run_id\":\"r1\",\"task_id\":\"t\",\"map_index\":-1,\"try_number\":1,\"code\":\"OOM_KILLED\"");
    EXPECT_OUT(part.test, "\"line\":8,\"dag_id\":\"d\",\"run_id\":\"r2\",\"task_id\":\"t\",\"map_index\":-1,\"try_number\":1,\"code\":\"OOM_KILLED\"");
    EXPECT_OUT(part.test, "\"line\":10,\"dag_id\":\"d\",\"run_id\":\"r1\",\"task_id\":\"m\",\"map_index\":1,\"try_number\":1,\"code\":\"OOM_KILLED\"");
    EXPECT_OUT(part.test, "\"line\":11,\"dag_id\":\"d\",\"run_id\":\"r1\",\"task_id\":\"m\",\"map_index\":2,\"try_number\":1,\"code\":\"OOM_KILLED\"");
    EXPECT_OUT(part.test, "\"line\":1,\"dag_id\":\"d\",\"run_id\":\"r1\",\"task_id\":\"u\",\"map_index\":-1,\"try_number\":1,\"code\":\"OOM_KILLED\"");
    EXPECT_OUT(part.test, "\"line\":14,\"dag_id\":\"d\",\"task_id\":\"v\",\"try_number\":2,\"code\":\"OOM_KILLED\"");
    end(&part);
}

Test(notices, the_log_of_an_attempt_completes_what_is_said_of_it)
{
    struct attempt_id own = { .dag_id = SLICE("d.e"), .task_id = SLICE("t"), .run_id = SLICE("r:1"), .map_index = -1, .try_number = 4 };
    struct part part;
    begin(&part, "triggerer_job_runner.py");
    say(&part, "Trigger cancelled due to timeout");
    say(&part, "Executor reports task instance <TaskInstance: d.e.t r:1 [queued]> finished (failed) although the task says it's queued.");
    say(&part, "Executor reports task instance <TaskInstance: d.e.u r:1 [queued]> finished (failed) although the task says it's queued.");
    notices_end(&part.notices, &own, &part.test.ctx);
    EXPECT_OUT(part.test, "\"seq\":1,\"line\":1,\"dag_id\":\"d.e\",\"run_id\":\"r:1\",\"task_id\":\"t\",\"map_index\":-1,\"try_number\":4,\"code\":\"TIMEOUT\"");
    EXPECT_OUT(part.test, "\"seq\":2,\"line\":2,\"dag_id\":\"d.e\",\"run_id\":\"r:1\",\"task_id\":\"t\",\"map_index\":-1,\"try_number\":4,\"code\":\"EXECUTOR_FAILED\"");
    EXPECT_OUT(part.test, "\"seq\":3,\"line\":3,\"dag_id\":\"d\",\"run_id\":\"r:1\",\"task_id\":\"e.u\",\"map_index\":-1,\"code\":\"EXECUTOR_FAILED\"");
    end(&part);
    begin(&part, "triggerer_job_runner.py");
    say(&part, "Trigger cancelled due to timeout");
    notices_end(&part.notices, NULL, &part.test.ctx);
    cr_expect_eq(part.test.out.n, 0, "nobody is named");
    end(&part);
}

Test(notices, a_list_of_stuck_tasks_is_a_notice_each)
{
    struct part part;
    begin(&part, "scheduler_job_runner.py");
    say(&part, "Marked the following 2 task instances stuck in queued as failed. If the task instance has available retries, it will be retried.");
    for (int i = 0; i < 2; i++) {
        struct line line = part_line(&part.test, i ? "\t<TaskInstance: d.u r [queued]>" : "\t<TaskInstance: d.t r [queued]>");
        line.headless = true;
        notices_line(&part.notices, &line, &part.test.ctx);
    }
    say(&part, "2 tasks up for execution:");
    cr_expect_not(part.notices.listing);
    notices_end(&part.notices, NULL, &part.test.ctx);
    EXPECT_OUT(part.test, "\"line\":2,\"dag_id\":\"d\",\"run_id\":\"r\",\"task_id\":\"t\",\"map_index\":-1,\"code\":\"STUCK_QUEUED\"");
    EXPECT_OUT(part.test, "\"line\":3,\"dag_id\":\"d\",\"run_id\":\"r\",\"task_id\":\"u\",\"map_index\":-1,\"code\":\"STUCK_QUEUED\"");
    end(&part);
}

Test(notices, a_log_of_many_keeps_a_few_and_loses_none)
{
    struct part part;
    char text[160];
    begin(&part, "scheduler_job_runner.py");
    for (int i = 0; i < 10 * NOTICES_OPEN; i++) {
        snprintf(text, sizeof(text), "Marking task instance <TaskInstance: d.t run%d [queued]> stuck in queued as failed.", i);
        say(&part, text);
    }
    notices_end(&part.notices, NULL, &part.test.ctx);
    struct slice rest = buf_view(&part.test.out), line;
    for (int n = 1; n <= 10 * NOTICES_OPEN; n++) {
        snprintf(text, sizeof(text), "\"seq\":%d,\"line\":%d,\"dag_id\":\"d\",\"run_id\":\"run%d\"", n, n, n - 1);
        cr_assert(slice_cut(&rest, '\n', &line));
        cr_expect(slice_has(line, slice_of(text)), "%s is not in %.*s", text, SLICE_ARG(line));
    }
    cr_expect_eq(rest.n, 0);
    end(&part);
}

/* --- whole logs ------------------------------------------------------------------------------------------------- */

#define POD_KILLED                                                                                                                                        \
    "Task TaskInstanceKey(dag_id='d', task_id='t', run_id='r', try_number=1, map_index=-1) failed in pod airflow/d-t-x1. Pod phase: Failed, reason: None, " \
    "message: None, container_type: main, container_name: base, container_state: terminated, container_reason: OOMKilled, container_message: None, exit_code: 137"

Test(notices, each_shape_of_a_schedulers_log_says_the_same_and_has_no_incident_of_its_own)
{
    static const char *const logs[] = {
        "[2026-04-29T11:35:02.123+0000] {kubernetes_executor.py:858} WARNING - " POD_KILLED "\n",
        "2026-04-29T11:35:02.123000Z [warning  ] " POD_KILLED " [airflow.providers.cncf.kubernetes.executors.kubernetes_executor.KubernetesExecutor] loc=x.py:858\n",
        "{\"timestamp\":\"2026-04-29T11:35:02.123000Z\",\"level\":\"warning\",\"event\":\"" POD_KILLED
        "\",\"logger\":\"airflow.providers.cncf.kubernetes.executors.kubernetes_executor.KubernetesExecutor\"}\n",
    };
    for (size_t i = 0; i < sizeof(logs) / sizeof(*logs); i++) {
        struct buf records = { 0 };
        records_of(slice_of(logs[i]), 0, "", &records);
        EXPECT_HAS(records, "\"time\":\"2026-04-29T11:35:02.123000Z\",\"dag_id\":\"d\",\"run_id\":\"r\",\"task_id\":\"t\",\"map_index\":-1,\"try_number\":1,\"code\":\"OOM_KILLED\"");
        EXPECT_HAS(records, "\"role\":\"other\"");
        cr_expect_not(has(&records, "\"finding\""), "%.*s", SLICE_ARG(buf_view(&records)));
        cr_expect_not(has(&records, "\"state\""), "%.*s", SLICE_ARG(buf_view(&records)));
        buf_free(&records);
    }
}

Test(notices, a_print_that_looks_like_one_is_none)
{
    static const char *const logs[] = {
        "[2026-04-29T11:35:02.123+0000] {logging_mixin.py:190} INFO - " POD_KILLED "\n",
        "[2026-04-29T11:35:02.123+0000] {logging_mixin.py:190} INFO - [2026-04-29T11:35:02.123+0000] {kubernetes_executor.py:858} WARNING - " POD_KILLED "\n",
        "{\"timestamp\":\"2026-04-29T11:35:02.123000Z\",\"level\":\"info\",\"event\":\"" POD_KILLED "\",\"logger\":\"task.stdout\"}\n",
        POD_KILLED "\n",
    };
    for (size_t i = 0; i < sizeof(logs) / sizeof(*logs); i++) {
        struct buf records = { 0 };
        records_of(slice_of(logs[i]), 0, "", &records);
        cr_expect_not(has(&records, "\"notice\""), "%.*s", SLICE_ARG(buf_view(&records)));
        EXPECT_HAS(records, "OOM_KILLED");
        buf_free(&records);
    }
}

Test(notices, a_schedulers_file_of_an_attempt_names_its_try)
{
    static const char log[] = "[2024-07-21T09:27:06.990+0000] {scheduler_job_runner.py:772} ERROR - The executor reported that the task instance <TaskInstance: "
                              "d.t manual__2024-07-21T09:24:56+00:00 [queued]> finished with state failed, but the task instance's state attribute is queued. Learn more\n";
    struct buf records = { 0 };
    records_of(slice_of(log), 0, "dag_id=d/run_id=manual__2024-07-21T092456+0000/task_id=t/attempt=2.log.SchedulerJob.log", &records);
    EXPECT_HAS(records, "{\"record\":\"notice\",\"log_id\":\"");
    EXPECT_HAS(records, "\"run_id\":\"manual__2024-07-21T09:24:56+00:00\",\"task_id\":\"t\",\"map_index\":-1,\"try_number\":2,\"code\":\"EXECUTOR_FAILED\"");
    EXPECT_HAS(records, "\"role\":\"scheduler\"");
    cr_expect_not(has(&records, "\"state\""));
    buf_free(&records);
}

Test(notices, what_is_said_for_the_tasks_log_makes_none_on_the_schedulers_console)
{
#define SAYS(dag, s) \
    "[2026-05-10T05:00:0" s ".500+0000] {task_context_logger.py:91} ERROR - Executor reports task instance <TaskInstance: " dag \
    ".t r [queued]> finished (failed) although the task says it's queued. (Info: None) Was the task killed externally?\n"
    struct buf records = { 0 };
    records_of(SLICE(SAYS("k1", "1") SAYS("k2", "2")), 0, NULL, &records);
    EXPECT_HAS(records, "\"dag_id\":\"k1\",\"run_id\":\"r\",\"task_id\":\"t\",\"map_index\":-1,\"code\":\"EXECUTOR_FAILED\"");
    EXPECT_HAS(records, "\"dag_id\":\"k2\",\"run_id\":\"r\",\"task_id\":\"t\",\"map_index\":-1,\"code\":\"EXECUTOR_FAILED\"");
    cr_expect_not(has(&records, "\"role\":\"task\""));
    cr_expect_not(has(&records, "NO_OUTCOME"));
    buf_free(&records);
}
