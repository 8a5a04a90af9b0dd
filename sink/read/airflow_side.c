/* airflow_side.c - see airflow_side.h. What Airflow's columns mean differs by version:
 *   2.3 to 2.9   task_instance.try_number counts starts, one less from deferring or rescheduling until it runs again; earlier tries have left no row
 *   2.10 on      it is the try itself; task_instance_history holds the earlier ones */
#include "airflow_side.h"

#include <inttypes.h>
#include <stdio.h>

enum { AT_ONCE = 5000, SQL_MOST = 6000, BORDER_MOST = 300 };

/* A micros column of a timestamp column. */
#define MICROS(column) "(extract(epoch FROM " column ") * 1000000)::bigint"
#define IN_ORDER " ORDER BY dag_id COLLATE \"C\", run_id COLLATE \"C\", task_id COLLATE \"C\", map_index, try_number"

enum column { C_dag_id, C_run_id, C_task_id, C_map_index, C_try_number, C_state, C_place, C_start, C_end, C_moment, C_by_nature, C_under_way, C_run_open, C_inferred };

static const char sql_stored[] =
    "SELECT dag_id, run_id, task_id, coalesce(map_index, -1) AS map_index, try_number, state, source, " MICROS("start_time") ", " MICROS("end_time") ","
    "       " MICROS("greatest(start_time, end_time)") ", false, false, false, coalesce(state_inferred, false)"
    "  FROM dagsieve.log"
    " WHERE role = 'task' AND run_id IS NOT NULL AND try_number IS NOT NULL%s" IN_ORDER;

/* %s: how many tries there were; whether the instance's own row is of a try that has not begun since the one that it counts last (history has that, or it is one
 * that never begins); the border; columns of the earlier ones, their join. Whoever never had a host never began. */
static const char sql_airflow[] =
    "WITH ti AS ("
    "  SELECT t.dag_id, t.run_id, t.task_id, t.map_index, t.state, t.start_date, t.end_date, nullif(t.hostname, '') AS hostname, o.again,"
    "         coalesce(r.state IN ('queued', 'running'), false) AS run_open,"
    "         coalesce(greatest(t.start_date, t.end_date), greatest(r.start_date, r.end_date), now()) AS moment,"
    "         greatest(%s + CASE WHEN o.again THEN 1 ELSE 0 END, CASE WHEN t.state IN ('failed', 'up_for_retry') THEN 1 ELSE 0 END) AS tries"
    "    FROM task_instance AS t"
    "    LEFT JOIN dag_run AS r ON r.dag_id = t.dag_id AND r.run_id = t.run_id"
    "    %s"
    "   WHERE true%s"
    "), attempt AS ("
    "  SELECT ti.dag_id, ti.run_id, ti.task_id, ti.map_index, n AS try_number, n = greatest(ti.tries, 1) AS last_try, ti.again, ti.run_open, ti.moment,"
    "         CASE WHEN n = greatest(ti.tries, 1) THEN ti.state::text ELSE %s END AS state,"
    "         CASE WHEN n = greatest(ti.tries, 1) THEN ti.hostname ELSE %s END AS hostname,"
    "         CASE WHEN n = greatest(ti.tries, 1) THEN ti.start_date ELSE %s END AS start_date,"
    "         CASE WHEN n = greatest(ti.tries, 1) THEN ti.end_date ELSE %s END AS end_date"
    "    FROM ti CROSS JOIN LATERAL generate_series(1, greatest(ti.tries, 1)) AS n%s"
    "), judged AS ("
    "  SELECT a.*, last_try AND (hostname IS NULL OR again) AND coalesce(state, '') IN ('success', 'skipped', 'removed', 'upstream_failed') AS by_nature,"
    "         last_try AND coalesce(state, 'scheduled') IN ('none', 'scheduled', 'queued', 'running', 'restarting') AS under_way"
    "    FROM attempt AS a"
    ")"
    " SELECT dag_id, run_id, task_id, map_index, try_number, state, hostname, " MICROS("start_date") ", " MICROS("end_date") ","
    "       " MICROS("CASE WHEN under_way AND run_open THEN now() ELSE coalesce(greatest(start_date, end_date), moment) END") ","
    "        by_nature, under_way, run_open, false"
    "   FROM judged" IN_ORDER;

/* Whole runs, and a day more than asked for, so that both sides of what lies on the border are there; which attempt is asked for, airflow_compare says. */
static const char since_stored[] =
    " AND (dag_id, run_id) IN (SELECT s.dag_id, s.run_id FROM dagsieve.log AS s WHERE greatest(s.start_time, s.end_time) >= to_timestamp(%" PRId64 ") - interval '1 day')";
static const char since_airflow[] =
    " AND greatest(coalesce(r.end_date, now()), t.start_date, t.end_date) >= to_timestamp(%" PRId64 ") - interval '1 day'";

static int cursor_open(struct airflow_side *side, const char *query)
{
    char sql[SQL_MOST];
    snprintf(sql, sizeof(sql), "DECLARE attempts NO SCROLL CURSOR FOR %s", query);
    if (pg_run(side->pg, sql))
        return pg_complain(side->pg);
    side->at = -1;
    return airflow_side_step(side);
}

static int snapshot_open(struct pg *pg)
{
    return pg_run(pg, "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY") ? pg_complain(pg) : 0;
}

int airflow_side_stored(struct airflow_side *side, struct pg *pg, int64_t since)
{
    char sql[SQL_MOST], border[BORDER_MOST] = "";
    *side = (struct airflow_side){ .pg = pg };
    if (since != AIRFLOW_NO_TIME)
        snprintf(border, sizeof(border), since_stored, since / 1000000);
    snprintf(sql, sizeof(sql), sql_stored, border);
    return snapshot_open(pg) ? -1 : cursor_open(side, sql);
}

/* Whether the tables are those of an Airflow that is read, and whether they keep the earlier tries: -1, 0 or 1. */
static int history_kept(struct pg *pg)
{
    struct pg_rows *rows = pg_query(pg, "SELECT count(*) FILTER (WHERE attname IN ('dag_id', 'run_id', 'task_id', 'map_index', 'try_number', 'state')) = 6,"
                                        " to_regclass('task_instance_history') IS NOT NULL"
                                        " FROM pg_attribute WHERE attrelid = to_regclass('task_instance') AND NOT attisdropped", 0, NULL);
    if (!rows)
        return pg_complain(pg);
    int kept = slice_eq(pg_rows_text(rows, 0, 1), SLICE("t"));
    if (!slice_eq(pg_rows_text(rows, 0, 0), SLICE("t"))) {
        complain(pg_report(pg), COMPLAINT_no_airflow, NULL, NULL);
        kept = -1;
    }
    pg_rows_free(rows);
    return kept;
}

int airflow_side_airflow(struct airflow_side *side, struct pg *pg, int64_t since)
{
    static const char before[] = "t.try_number + CASE WHEN coalesce(t.state, 'scheduled') IN ('deferred', 'up_for_reschedule', 'none', 'scheduled', 'queued') THEN 1 ELSE 0 END";
    static const char same[] = " LEFT JOIN task_instance_history AS s ON s.dag_id = t.dag_id AND s.run_id = t.run_id AND s.task_id = t.task_id"
                               " AND s.map_index = t.map_index AND s.try_number = t.try_number"
                               " CROSS JOIN LATERAL (SELECT s.dag_id IS NOT NULL AND t.state IS DISTINCT FROM 'up_for_retry' AS again) AS o";
    static const char none[] = " CROSS JOIN LATERAL (SELECT coalesce(t.state = 'upstream_failed' AND t.try_number > 0, false) AS again) AS o";
    static const char history[] = " LEFT JOIN task_instance_history AS h ON h.dag_id = ti.dag_id AND h.run_id = ti.run_id AND h.task_id = ti.task_id"
                                  " AND h.map_index = ti.map_index AND h.try_number = n AND n < ti.tries";
    char sql[SQL_MOST], border[BORDER_MOST] = "";
    *side = (struct airflow_side){ .pg = pg };
    int kept = snapshot_open(pg) ? -1 : history_kept(pg);
    if (kept < 0)
        return -1;
    if (since != AIRFLOW_NO_TIME)
        snprintf(border, sizeof(border), since_airflow, since / 1000000);
    snprintf(sql, sizeof(sql), sql_airflow, kept ? "t.try_number" : before, kept ? same : none, border, kept ? "h.state::text" : "NULL", kept ? "nullif(h.hostname, '')" : "NULL",
             kept ? "h.start_date" : "NULL", kept ? "h.end_date" : "NULL", kept ? history : "");
    return cursor_open(side, sql);
}

bool airflow_side_ended(const struct airflow_side *side)
{
    return !side->rows;
}

static bool is_set(const struct airflow_side *side, int column)
{
    return slice_eq(pg_rows_text(side->rows, side->at, column), SLICE("t"));
}

static int64_t time_of(const struct airflow_side *side, int column)
{
    return pg_rows_null(side->rows, side->at, column) ? AIRFLOW_NO_TIME : pg_rows_int(side->rows, side->at, column);
}

static void attempt_read(struct airflow_side *side)
{
    const struct pg_rows *rows = side->rows;
    int at = side->at;
    side->now = (struct airflow_attempt){
        .dag_id = pg_rows_text(rows, at, C_dag_id), .run_id = pg_rows_text(rows, at, C_run_id), .task_id = pg_rows_text(rows, at, C_task_id),
        .state = pg_rows_text(rows, at, C_state), .place = pg_rows_text(rows, at, C_place), .map_index = pg_rows_int(rows, at, C_map_index),
        .try_number = pg_rows_int(rows, at, C_try_number), .start = time_of(side, C_start), .end = time_of(side, C_end),
        .moment = time_of(side, C_moment), .by_nature = is_set(side, C_by_nature), .under_way = is_set(side, C_under_way),
        .run_open = is_set(side, C_run_open), .inferred = is_set(side, C_inferred),
    };
}

int airflow_side_step(struct airflow_side *side)
{
    char sql[64];
    if (!side->rows || ++side->at == pg_rows_count(side->rows)) {
        snprintf(sql, sizeof(sql), "FETCH %d FROM attempts", AT_ONCE);
        pg_rows_free(side->rows);
        side->at = 0;
        side->rows = pg_query(side->pg, sql, 0, NULL);
        if (!side->rows)
            return pg_complain(side->pg);
    }
    if (pg_rows_count(side->rows)) {
        attempt_read(side);
        return 0;
    }
    pg_rows_free(side->rows);
    side->rows = NULL;
    return 0;
}

void airflow_side_close(struct airflow_side *side)
{
    pg_rows_free(side->rows);
    side->rows = NULL;
    if (side->pg)
        pg_run(side->pg, "ROLLBACK");
}
