/* source_text.h - text of attempts' logs, and what a stream of it gives: for the tests of sources that hold several. */
#ifndef DAGSIEVE_TESTS_SOURCE_TEXT_H
#define DAGSIEVE_TESTS_SOURCE_TEXT_H

#include <criterion/criterion.h>

#include "records.h"

#define HEAD(time) "[2026-04-29T" time "+0000] "
#define TI(task) "<TaskInstance: d." task " r1 [queued]>"
#define PRELUDE(time, task) HEAD(time) "{dagbag.py:588} INFO - Filling up the DagBag from /x.py\n" \
                            HEAD(time) "{task_command.py:467} INFO - Running " TI(task) " on host w1\n"
#define START(time, task, try) HEAD(time) "{taskinstance.py:2614} INFO - Dependencies all met for " TI(task) "\n" \
                               HEAD(time) "{taskinstance.py:2867} INFO - Starting attempt " try " of 4\n"
#define SAID(time, name) HEAD(time) "{logging_mixin.py:190} INFO - event=" name "\n"
#define MARKED(time, task, state) HEAD(time) "{taskinstance.py:341} INFO - Marking task as " state ". dag_id=d, task_id=" task ", run_id=r1, execution_date=20260429T000000\n"
#define ENDED(time, code) HEAD(time) "{local_task_job_runner.py:266} INFO - Task exited with return code " code "\n"
#define RUN(minute, task, try, name, state, code) PRELUDE("10:" minute ":00.000", task) START("10:" minute ":01.000", task, try) \
    SAID("10:" minute ":02.000", name) MARKED("10:" minute ":03.000", task, state) ENDED("10:" minute ":04.000", code)

#define RECORD(time, event, rest) "{\"timestamp\":\"2026-04-29T" time "Z\",\"level\":\"info\",\"event\":\"" event "\",\"logger\":" rest "}\n"

#define WORKLOAD(time, task) RECORD(time, "Executing workload", "\"__main__\",\"workload\":\"ExecuteTask(ti=TaskInstance(task_id='" task "', dag_id='d', run_id='r1', try_number=1, map_index=-1))\"")
#define WORKLOAD_ID(time, task) RECORD(time, "Executing workload", "\"__main__\",\"workload\":\"ExecuteTask(ti=TaskInstance(id=UUID('id-" task "'), task_id='" task "', dag_id='d', run_id='r1', try_number=1, map_index=-1))\"")
#define LABELLED_BY(logger, time, event, task) RECORD(time, event, "\"" logger "\",\"ti_id\":\"id-" task "\",\"dag_id\":\"d\",\"task_id\":\"" task "\",\"run_id\":\"r1\",\"try_number\":1,\"map_index\":-1")
#define LABELLED(time, event, task) LABELLED_BY("x", time, event, task)
#define BUNDLES(time, task) LABELLED_BY("airflow.dag_processing.bundles.manager.DagBundlesManager", time, "DAG bundles loaded: x", task)

/* Airflow 3.3's file: its first line and what the task prints are not labelled. */
#define PLAIN(time, event) RECORD(time, event, "\"task.stdout\"")
#define FIRST_3(time) RECORD(time, "::group::Pre Execute", "\"task\"")
#define LAST_3(time, task, state) RECORD(time, "Workload finished", "\"supervisor\",\"workload_id\":\"id-" task "\",\"exit_code\":0,\"final_state\":\"" state "\"")
#define FILE_3(minute, task, name) FIRST_3("10:" minute ":00") LABELLED("10:" minute ":01", "DAG bundles loaded: x", task) PLAIN("10:" minute ":03", "event=" name) \
    LABELLED("10:" minute ":02", "::group::Post Execute", task)

/* Airflow 3.0's file: it names its attempt late, where it returns something, or never. */
#define PROCESS(time) RECORD(time, "DAG bundles loaded: x", "\"airflow.dag_processing.bundles.manager.DagBundlesManager\"") RECORD(time, "Filling up the DagBag from /x.py", "\"airflow.models.dagbag.DagBag\"")
#define XCOM(time, task) RECORD(time, "Pushing xcom", "\"task\",\"ti\":\"RuntimeTaskInstance(id=UUID('0'), task_id='" task "', dag_id='d', run_id='r1', try_number=1, map_index=-1, hostname='h')\"")
#define FAILED_3(time) RECORD(time, "Task failed with exception", "\"task\"")

static inline size_t count(struct slice text, const char *what)
{
    size_t n = 0, at;
    for (; (at = slice_find(text, slice_of(what))) != (size_t)-1; n++)
        text = slice_from(text, at + 1);
    return n;
}

/* Appends lines from..to of the text, each behind the prefix. */
static inline void lines_put(struct buf *out, const char *prefix, const char *text, int from, int to)
{
    struct slice rest = slice_of(text), line;
    for (int i = 1; slice_cut(&rest, '\n', &line) && i <= to; i++)
        if (i >= from)
            buf_printf(out, "%s%.*s\n", prefix, SLICE_ARG(line));
}

/* Reads the text, whole and in pieces, as a stream that nothing names; each of `expected` must be in it, and as many logs. */
static inline void expect(const char *text, size_t logs, const char *const *expected)
{
    static const size_t chunks[] = { 0, 1, 100 };
    for (size_t i = 0; i < 3; i++) {
        struct buf out = { 0 };
        records_of(slice_of(text), chunks[i], NULL, &out);
        cr_expect_eq(count(buf_view(&out), "\"record\":\"log\""), logs, "%s", out.p);
        for (size_t k = 0; expected[k]; k++)
            EXPECT_HAS(out, expected[k]);
        buf_free(&out);
    }
}

#endif
