/* prune.c - the transaction of retention; see prune.h. */
#include "prune.h"

#include <inttypes.h>

enum { TRIES = 12 };

static struct pg_rows *prune_once(struct pg *pg, const char *days, bool dry_run)
{
    if (pg_begin(pg) || pg_run(pg, "SET LOCAL lock_timeout = '2s'"))
        return NULL;
    struct pg_rows *rows = pg_query(pg,
                                    "SELECT t.oldest, p.what, p.n FROM (SELECT dagsieve.now() - make_interval(days => $1::integer) AS oldest) AS t"
                                    " CROSS JOIN LATERAL dagsieve.prune(t.oldest, $2::boolean) AS p",
                                    2, (const char *const[]){ days, dry_run ? "true" : "false" });
    if (rows && pg_run(pg, dry_run ? "ROLLBACK" : "COMMIT") == 0)
        return rows;
    pg_rows_free(rows);
    return NULL;
}

struct pg_rows *prune(struct pg *pg, int64_t days, bool dry_run)
{
    char number[24];
    snprintf(number, sizeof(number), "%" PRId64, days);
    for (int attempt = 0;; attempt++) {
        struct pg_rows *rows = prune_once(pg, number, dry_run);
        if (rows)
            return rows;
        if (pg_fault(pg) == PG_FAULT_again && attempt + 1 == TRIES) {
            pg_run(pg, "ROLLBACK");
            complain(pg_report(pg), COMPLAINT_schema_busy, NULL, "%d tries for a lock", TRIES);
            return NULL;
        }
        if (pg_recover(pg, attempt))
            return NULL;
    }
}
