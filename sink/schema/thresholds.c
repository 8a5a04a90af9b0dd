/* thresholds.c - rows rule.* of table threshold; see thresholds.h. */
#include "thresholds.h"

static int refuse(struct pg *pg, struct slice name, const char *wrong)
{
    complain(pg_report(pg), COMPLAINT_bad_thresholds, NULL, "table threshold: %.*s%s%s", SLICE_ARG(name), name.n ? ": " : "", wrong);
    return -1;
}

int thresholds_read(struct pg *pg, struct rules *rules)
{
    struct pg_rows *rows = pg_query(pg, "SELECT name, value FROM dagsieve.threshold WHERE name LIKE 'rule.%'", 0, NULL);
    int rc = 0;
    if (!rows)
        return pg_complain(pg);
    rules_default(rules);
    for (int i = 0; rc == 0 && i < pg_rows_count(rows); i++) {
        struct slice name = pg_rows_text(rows, i, 0);
        const char *wrong = rules_threshold_find(name) < 0 ? NULL : rules_threshold_set(rules, name, pg_rows_text(rows, i, 1));
        if (wrong)
            rc = refuse(pg, name, wrong);
    }
    const char *wrong = rc == 0 ? rules_settle(rules) : NULL;
    if (wrong)
        rc = refuse(pg, SLICE(""), wrong);
    pg_rows_free(rows);
    return rc;
}
