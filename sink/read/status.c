/* status.c - the queries of `dagsieve status`; see status.h. Rows as columns for a page, or as JSON by the server. */
#include "status.h"

#include <stdio.h>

#include "failure_query.h"
#include "snapshot.h"

/* A run of which a diagnosis tells. */
#define DIAGNOSED "(r.kind = 'testing' OR r.n_blocks > 0 OR r.candidates_passed = 0 OR r.n_oom > (SELECT dagsieve.limit_of('infra_oom_critical')))"

static const struct part {
    const char *name, *query;
    bool one; /* a single row: an object, not a list */
} parts[STATUS__N] = {
    [STATUS_state] = { "state",
        "SELECT state, " UTC("as_of") " AS as_of, " UTC("data_time") " AS data_time, extract(epoch FROM as_of - data_time)::bigint AS data_age_s,"
        " (SELECT count(*) FROM dagsieve.run AS r WHERE NOT r.settled AND r.end_time <= dagsieve.now()"
        "    AND r.last_time >= dagsieve.now() - dagsieve.span_of('run_settle_minutes')) AS under_way,"
        " reasons, unknown"
        " FROM dagsieve.state", true },
    [STATUS_rule] = { "rules",
        "SELECT rule, state, fired, value, threshold, why, " UTC("since") " AS since FROM dagsieve.state_reason", false },
    [STATUS_failure] = { "failures", FAILURES_QUERY "(b.failure IS NOT NULL OR f.is_new OR f.is_back)" FAILURES_ORDER " LIMIT 10", false },
    /* The thresholds stand beside a signal where one metric alone makes it. */
    [STATUS_signal] = { "signals",
        "SELECT s.signal, s.crypto, s.value, s.baseline, s.level, " UTC("s.since") " AS since, s.why, t.warning, t.critical, t.op"
        " FROM dagsieve.signal AS s"
        " LEFT JOIN (SELECT signal, min(value) FILTER (WHERE level = 'warning') AS warning, min(value) FILTER (WHERE level = 'critical') AS critical, min(op) AS op"
        "              FROM dagsieve.threshold WHERE level IN ('warning', 'critical') GROUP BY signal HAVING count(DISTINCT metric) = 1) AS t USING (signal)"
        " ORDER BY s.crypto NULLS FIRST, s.signal", false },
    [STATUS_run] = { "runs",
        "SELECT " UTC("d.end_time") " AS end_time, d.dag_id, d.run_id, d.state, d.crypto, d.main_code, d.cause_code, d.severity, d.domain, d.reason,"
        " CASE WHEN d.main_code <> 'INCONCLUSIVE' THEN nullif(array_to_string(d.main_missing, ', '), '') END AS provisional, d.audit_partial, d.n_blocks, d.action,"
        " d.exit_criterion, d.escalation, d.reaction, d.owner, l.source, d.evidence_line AS line"
        " FROM (SELECT r.dag_id, r.run_id FROM dagsieve.run AS r WHERE " DIAGNOSED " AND r.end_time <= dagsieve.now()"
        "        ORDER BY r.end_time DESC LIMIT 6) AS k"
        " JOIN dagsieve.run_diagnosis AS d ON d.dag_id = k.dag_id AND d.run_id = k.run_id"
        " LEFT JOIN dagsieve.log AS l ON l.log_id = d.evidence_log_id ORDER BY d.end_time DESC, d.dag_id, d.run_id, d.crypto", false },
    /* Where no strategies are tested all; else those that failed and of which no diagnosis tells. */
    [STATUS_latest] = { "latest_runs",
        "SELECT " UTC("r.end_time") " AS end_time, r.dag_id, r.run_id, r.state, r.state_why, r.duration_s, r.n_attempts, r.n_failed, l.silence_s, i.incidents,"
        " (SELECT min(f.title) FROM dagsieve.run_failure AS f WHERE f.dag_id = r.dag_id AND f.run_id = r.run_id AND f.failure = r.failure) AS failure_title"
        " FROM (SELECT r.dag_id, r.run_id FROM dagsieve.run AS r WHERE r.end_time <= dagsieve.now() AND (NOT (SELECT dagsieve.has_strategies())"
        "          OR r.state = 'failed' AND NOT " DIAGNOSED " AND r.end_time > dagsieve.now() - dagsieve.span_of('success_window'))"
        "        ORDER BY r.end_time DESC, r.dag_id, r.run_id LIMIT 8) AS k"
        " JOIN dagsieve.run AS r ON r.dag_id = k.dag_id AND r.run_id = k.run_id"
        " LEFT JOIN LATERAL (SELECT max(l.silence_s) AS silence_s FROM dagsieve.log AS l"
        "                     WHERE l.dag_id = r.dag_id AND l.run_key = r.run_id AND l.role = 'task') AS l ON true"
        " LEFT JOIN LATERAL (SELECT string_agg(c.code || ' ' || c.n, ', ' ORDER BY c.code) AS incidents"
        "                      FROM (SELECT f.code, count(*) AS n FROM dagsieve.log AS l JOIN dagsieve.finding AS f ON f.log_id = l.log_id AND f.seq = 0"
        "                             WHERE l.dag_id = r.dag_id AND l.run_key = r.run_id AND l.role = 'task' GROUP BY f.code) AS c) AS i ON true"
        " ORDER BY r.end_time DESC, r.dag_id, r.run_id", false },
    [STATUS_degraded] = { "degraded",
        "SELECT h.dag_id, h.finished, h.succeeded, h.rate, h.code, t.action, t.severity, dagsieve.limit_of('success_window') AS window_days FROM dagsieve.pipeline_health AS h"
        " LEFT JOIN dagsieve.taxonomy AS t ON t.code = h.code WHERE h.code IS NOT NULL ORDER BY h.rate, h.dag_id", false },
    [STATUS_load] = { "load",
        "SELECT load_id, " UTC("started_at") " AS started_at, " UTC("ended_at") " AS ended_at, status, logs, rejects FROM dagsieve.load"
        " WHERE started_at <= dagsieve.now() ORDER BY load_id DESC LIMIT 1", true },
};

int status_read(struct pg *pg, const char *at, struct status *out)
{
    int rc = snapshot_begin(pg, at);
    *out = (struct status){ 0 };
    for (int i = 0; rc == 0 && i < STATUS__N; i++) {
        out->part[i] = pg_query(pg, parts[i].query, 0, NULL);
        rc = out->part[i] ? 0 : -1;
    }
    if (rc)
        pg_complain(pg);
    pg_run(pg, "ROLLBACK");
    return rc;
}

int status_json(struct pg *pg, const char *at, struct buf *out)
{
    struct buf sql = { 0 };
    int rc = snapshot_begin(pg, at);
    buf_printf(&sql, "SELECT jsonb_pretty((SELECT to_jsonb(q) FROM (%s) AS q) || jsonb_build_object(", parts[STATUS_state].query);
    for (int i = STATUS_state + 1; i < STATUS__N; i++)
        buf_printf(&sql, "%s'%s', (SELECT %s FROM (%s) AS q)", i > STATUS_state + 1 ? ", " : "", parts[i].name,
                   parts[i].one ? "to_jsonb(q)" : "coalesce(jsonb_agg(to_jsonb(q)), '[]')", parts[i].query);
    buf_text(&sql, "))");
    buf_char(&sql, '\0');
    struct pg_rows *rows = rc ? NULL : pg_query(pg, sql.p, 0, NULL);
    if (rows) {
        buf_slice(out, pg_rows_text(rows, 0, 0));
        buf_char(out, '\n');
    } else {
        rc = pg_complain(pg);
    }
    pg_rows_free(rows);
    buf_free(&sql);
    pg_run(pg, "ROLLBACK");
    return rc;
}

void status_free(struct status *status)
{
    for (int i = 0; i < STATUS__N; i++)
        pg_rows_free(status->part[i]);
    *status = (struct status){ 0 };
}
