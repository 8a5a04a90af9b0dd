/* listing.c - see listing.h. */
#include "listing.h"

#include <inttypes.h>

#include "failure_query.h"
#include "snapshot.h"

/* $1: days; $2: the DAG, or null. */
static const char sweeps[] =
    "SELECT s.dag_id, s.run_id, s.crypto, s.state, " UTC("s.started") " AS started, " UTC("s.last_time") " AS last_time, s.attempts, s.running, s.failed,"
    " s.variants, s.trials, s.trials_total, s.best, s.baseline, s.errors, s.per_hour, s.silence_s, s.samples, s.stale_cache, s.failure, s.failure_title, l.source"
    " FROM dagsieve.sweep AS s"
    " LEFT JOIN dagsieve.log AS l ON l.log_id = s.log_id"
    " WHERE s.run_last_time > dagsieve.now() - make_interval(days => $1::integer) AND coalesce(s.dag_id = $2, true)"
    " ORDER BY array_position('{stuck,failing,running,done}', s.state), s.last_time DESC, s.dag_id, s.run_id, s.crypto";

static const char failures[] =
    FAILURES_QUERY "f.last_time > dagsieve.now() - make_interval(days => $1::integer) AND coalesce($2 = ANY (f.dags), true)" FAILURES_ORDER;

static const char *const queries[] = { [LISTING_sweeps] = sweeps, [LISTING_failures] = failures };

/* The rows of the query between these words. */
static struct pg_rows *ask(struct pg *pg, const struct listing_of *of, const char *before, const char *after)
{
    struct buf sql = { 0 };
    struct pg_rows *rows = NULL;
    char days[24];
    const char *const values[] = { days, of->dag };
    snprintf(days, sizeof(days), "%" PRId64, of->days);
    buf_printf(&sql, "%s%s%s", before, queries[of->what], after);
    buf_char(&sql, '\0');
    if (snapshot_begin(pg, of->at) == 0)
        rows = pg_query(pg, sql.p, 2, values);
    if (!rows)
        pg_complain(pg);
    pg_run(pg, "ROLLBACK");
    buf_free(&sql);
    return rows;
}

struct pg_rows *listing_read(struct pg *pg, const struct listing_of *of)
{
    return ask(pg, of, "", "");
}

int listing_json(struct pg *pg, const struct listing_of *of, struct buf *out)
{
    struct pg_rows *rows = ask(pg, of, "SELECT jsonb_pretty(coalesce(jsonb_agg(to_jsonb(q)), '[]')) FROM (", ") AS q");
    if (!rows)
        return -1;
    buf_slice(out, pg_rows_text(rows, 0, 0));
    buf_char(out, '\n');
    pg_rows_free(rows);
    return 0;
}
