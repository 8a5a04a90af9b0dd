/* airflow_runs.c - see airflow_runs.h. */
#include "airflow_runs.h"

#include "parser/text/timestamp.h"

int airflow_runs_tell(struct pg *airflow, const struct airflow_listener *listener)
{
    struct pg_rows *rows = pg_query(airflow, "SELECT dag_id, run_id, state FROM dag_run WHERE state IN ('queued', 'running', 'failed')", 0, NULL);
    if (!rows)
        return pg_complain(airflow);
    for (int i = 0; i < pg_rows_count(rows); i++)
        listener->run(listener->context, &(struct airflow_attempt){ .dag_id = pg_rows_text(rows, i, 0), .run_id = pg_rows_text(rows, i, 1), .state = pg_rows_text(rows, i, 2) });
    pg_rows_free(rows);
    return 0;
}

/* The rows of one database are asked for in the other. */
static struct pg_rows *failed_list(struct pg *stored, int64_t since)
{
    static const char sql[] = "SELECT coalesce(jsonb_agg(jsonb_build_object('dag_id', r.dag_id, 'run_id', r.run_id)), '[]') FROM dagsieve.runs_at(dagsieve.now()) AS r"
                              " WHERE r.state_why = 'task_failed' AND ($1::timestamptz IS NULL OR r.last_time >= $1::timestamptz)";
    struct buf from = { 0 };
    if (since != AIRFLOW_NO_TIME)
        timestamp_format(since, &from);
    buf_char(&from, '\0');
    struct pg_rows *rows = pg_query(stored, sql, 1, (const char *const[]){ from.n > 1 ? from.p : NULL });
    buf_free(&from);
    return rows;
}

int airflow_runs_stricter(struct pg *stored, struct pg *airflow, int64_t since, int64_t *count)
{
    static const char sql[] = "SELECT count(*) FROM jsonb_to_recordset($1::jsonb) AS g (dag_id text, run_id text)"
                              " JOIN dag_run AS r ON r.dag_id = g.dag_id AND r.run_id = g.run_id AND r.state = 'success'";
    struct pg_rows *failed = failed_list(stored, since);
    if (!failed)
        return pg_complain(stored);
    struct buf list = { 0 };
    buf_slice(&list, pg_rows_text(failed, 0, 0));
    buf_char(&list, '\0');
    pg_rows_free(failed);
    struct pg_rows *rows = pg_query(airflow, sql, 1, (const char *const[]){ list.p });
    buf_free(&list);
    if (!rows)
        return pg_complain(airflow);
    *count = pg_rows_int(rows, 0, 0);
    pg_rows_free(rows);
    return 0;
}
