/* failure_query.h - the failures as status and `dagsieve failures` list them: one query, one order. */
#ifndef DAGSIEVE_FAILURE_QUERY_H
#define DAGSIEVE_FAILURE_QUERY_H

#include "snapshot.h"

/* Columns, in the order of the query. kind: bursting, new, back or known; burst_run: the run that burst, null where an hour did; pct: of those that
 * ended there. */
enum failure_column {
    FAILURE_kind, FAILURE_failure, FAILURE_title, FAILURE_at, FAILURE_attempts_24h, FAILURE_attempts_7d, FAILURE_attempts, FAILURE_runs, FAILURE_dags,
    FAILURE_tasks, FAILURE_cryptos, FAILURE_first_time, FAILURE_last_time, FAILURE_pct, FAILURE_burst_dag, FAILURE_burst_run, FAILURE_source, FAILURE_line
};

/* What it begins with; a condition on f (view failure) and b (b.failure null: no burst) and FAILURES_ORDER follow. */
#define FAILURES_QUERY                                                                                                                                     \
    "SELECT CASE WHEN b.failure IS NOT NULL THEN 'bursting' WHEN f.is_new THEN 'new' WHEN f.is_back THEN 'back' ELSE 'known' END AS kind, f.failure,"      \
    " f.title, f.at, f.attempts_24h, f.attempts_7d, f.attempts, f.runs, f.dags, f.tasks, f.cryptos, " UTC("f.first_time") " AS first_time,"                \
    " " UTC("f.last_time") " AS last_time, b.pct, b.dag_id AS burst_dag, b.run_id AS burst_run, f.source, f.line FROM dagsieve.failure AS f"               \
    " LEFT JOIN (SELECT DISTINCT ON (x.failure) x.* FROM dagsieve.failure_burst AS x ORDER BY x.failure, x.attempts DESC, x.since) AS b"                   \
    " ON b.failure = f.failure WHERE "
#define FAILURES_ORDER " ORDER BY b.failure IS NULL, NOT f.is_new, NOT f.is_back, f.attempts_24h DESC, f.last_time DESC, f.failure"

#endif
