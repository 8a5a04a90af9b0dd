/* test_generation.c - Airflow's major version by its own lines alone (domain §3.4), and what a return code of 0 then tells. */
#include <criterion/criterion.h>

#include "records.h"

#define AT       "[2021-06-10 15:14:00,935] "
#define PRINTED  AT "{logging_mixin.py:104} INFO - "
#define EXITED   "{local_task_job.py:146} INFO - Task exited with return code "
#define ELASTIC(stamp) "{\"asctime\": \"" stamp "\", \"filename\": \"x.py\", \"levelname\": \"INFO\", \"message\": \"x\", \"dag_id\": \"d\", \"task_id\": \"t\"}"

static const struct row { const char *line, *want; } rows[] = {
    /* Airflow 1 */
    { AT "{taskinstance.py:1070} INFO - Marking task as SUCCESS.dag_id=d, task_id=t, execution_date=20210727T082909", "\"generation\":1," },
    { PRINTED AT "{taskinstance.py:1070} INFO - Marking task as SKIPPED.dag_id=d, task_id=t, execution_date=20210727T082909", "\"generation\":1," },
    { AT "{bash_operator.py:161} INFO - Command exited with return code 0", "\"generation\":1," },
    { AT "{base_task_runner.py:115} INFO - Running: ['airflow', 'run', 'd', 't', '2019-01-01T00:00:00']", "\"generation\":1," },
    { AT "{__init__.py:1370} INFO - Starting attempt 1 of 2", "\"generation\":1," },
    { AT "{models.py:1359} INFO - Starting attempt 1 of 2", "\"generation\":1," },
    { AT "{local_task_job.py:167} WARNING - State of this instance has been externally set to failed. Taking the poison pill.", "\"generation\":1," },
    /* Airflow 2 */
    { AT "{taskinstance.py:1283} INFO - Exporting the following env vars:", "\"generation\":2," },
    { AT "{taskinstance.py:1283} INFO - Dependencies all met for <TaskInstance: d.t manual__2021 [queued]>", "\"generation\":2," },
    { AT EXITED "1", "\"generation\":2," },
    { AT "{standard_task_runner.py:77} INFO - Running: ['airflow', 'tasks', 'run', 'd', 't', '2021-06-10T15:13:50.295205+00:00']", "\"generation\":2," },
    { ELASTIC("2026-04-29T11:35:00.123+0000"), "\"generation\":2," },
    /* nothing */
    { AT "{taskinstance.py:880} INFO - Starting attempt 1 of 2", NULL },
    { AT "{taskinstance.py:1185} INFO - Marking task as SUCCESS. dag_id=d, task_id=t, execution_date=20210727T082909", NULL },
    { AT "{x.py:1} INFO - Marking task as SUCCESS.dag_id=d, task_id=t", NULL },
    { PRINTED "Exporting the following env vars:", NULL },
    { PRINTED AT EXITED "0", NULL },
    { PRINTED AT "{x.py:1} INFO - x", NULL },
    { ELASTIC("2020-07-16 19:59:04,100"), NULL },
};

Test(generation, is_shown_by_airflows_own_lines)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct buf text = { 0 }, out = { 0 };
        buf_printf(&text, "%s\n", rows[i].line);
        records_of(buf_view(&text), 0, "d/t/2021-06-10T15:13:50.295205+00:00/1.log", &out);
        cr_expect(has(&out, rows[i].want ? rows[i].want : "\"role\":\"task\""), "%s\n%.*s", rows[i].line, SLICE_ARG(buf_view(&out)));
        cr_expect(rows[i].want || !has(&out, "\"generation\""), "%s\n%.*s", rows[i].line, SLICE_ARG(buf_view(&out)));
        buf_free(&text);
        buf_free(&out);
    }
}

Test(generation, decides_what_a_return_code_of_0_tells)
{
    static const struct row ends[] = {
        { AT "{bash_operator.py:161} INFO - x\n" PRINTED AT EXITED "0", "\"state\":\"success\",\"state_inferred\":true,\"exit_code\":0" },
        { AT "{taskinstance.py:1283} INFO - Exporting the following env vars:\nA=1\n" PRINTED AT EXITED "0", "\"state\":\"failed\",\"state_inferred\":true,\"exit_code\":0" },
        { AT EXITED "0", "\"state\":\"failed\",\"state_inferred\":true,\"exit_code\":0" },
        { PRINTED AT EXITED "0", "\"code\":\"NO_OUTCOME\"" },
        { PRINTED AT EXITED "1", "\"state\":\"failed\",\"state_inferred\":true,\"exit_code\":1" },
        /* printed by the task, as good as it may be */
        { AT "{taskinstance.py:1283} INFO - Exporting the following env vars:\nA=1\n" PRINTED "[2021-06-10 14:00:00,000] " EXITED "1", "\"code\":\"NO_OUTCOME\"" },
    };
    for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
        struct buf text = { 0 }, out = { 0 };
        buf_printf(&text, "%s\n", ends[i].line);
        records_of(buf_view(&text), 0, "d/t/2021-06-10T15:13:50.295205+00:00/1.log", &out);
        EXPECT_HAS(out, ends[i].want);
        buf_free(&text);
        buf_free(&out);
    }
}
