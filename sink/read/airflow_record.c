/* airflow_record.c - what Airflow knows and no log tells, into table attempt_without_log; see airflow_compare.h. */
#include <inttypes.h>
#include <stdio.h>

#include "airflow_compare.h"
#include "parser/text/json.h"
#include "parser/text/timestamp.h"

void airflow_text(struct buf *out, const char *name, struct slice text)
{
    buf_printf(out, ",\"%s\":", name);
    if (text.n)
        json_write_string(text, out);
    else
        buf_text(out, "null");
}

void airflow_time(struct buf *out, const char *name, int64_t micros)
{
    struct buf words = { 0 };
    if (micros != AIRFLOW_NO_TIME)
        timestamp_format(micros, &words);
    airflow_text(out, name, buf_view(&words));
    buf_free(&words);
}

/* What a run makes of a state that no attempt ends in. */
static struct slice counts_as(struct slice state)
{
    static const struct {
        const char *state, *counts_as;
    } rows[] = { { "upstream_failed", "failed" }, { "removed", "skipped" } };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        if (slice_eq(state, slice_of(rows[i].state)))
            return slice_of(rows[i].counts_as);
    return state;
}

void airflow_gather(struct buf *list, const struct airflow_attempt *a)
{
    buf_printf(list, "%s{\"map_index\":%" PRId64 ",\"try_number\":%" PRId64 ",\"began\":%s", list->n ? ",\n" : "[", a->map_index, a->try_number,
               a->by_nature || a->under_way ? "false" : "true");
    airflow_text(list, "dag_id", a->dag_id);
    airflow_text(list, "run_id", a->run_id);
    airflow_text(list, "task_id", a->task_id);
    airflow_text(list, "state", a->state);
    airflow_text(list, "counts_as", a->under_way ? (struct slice){ 0 } : counts_as(a->state));
    airflow_time(list, "start_time", a->start);
    airflow_time(list, "end_time", a->start == AIRFLOW_NO_TIME && !a->under_way ? a->moment : a->end);
    buf_char(list, '}');
}

void airflow_gather_run(struct buf *list, const struct airflow_attempt *run)
{
    buf_printf(list, "%s{\"task_id\":null", list->n ? ",\n" : "[");
    airflow_text(list, "dag_id", run->dag_id);
    airflow_text(list, "run_id", run->run_id);
    airflow_text(list, "state", run->state);
    buf_char(list, '}');
}

int airflow_record(struct pg *stored, int64_t since, struct buf *list)
{
    struct buf from = { 0 };
    if (since != AIRFLOW_NO_TIME)
        timestamp_format(since, &from);
    buf_char(&from, '\0');
    buf_text(list, list->n ? "]" : "[]");
    buf_char(list, '\0');
    static const char sql[] = "SELECT dagsieve.record_without_log($1::timestamptz, $2::jsonb)";
    int rc = 0;
    for (int attempt = 0; pg_begin(stored) || pg_call(stored, sql, 2, (const char *const[]){ from.n > 1 ? from.p : NULL, list->p }) || pg_run(stored, "COMMIT"); attempt++)
        if ((rc = pg_recover(stored, attempt)))
            break;
    buf_free(&from);
    return rc;
}
