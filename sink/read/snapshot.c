/* snapshot.c - see snapshot.h. */
#include "snapshot.h"

int snapshot_begin(struct pg *pg, const char *at)
{
    if (pg_run(pg, "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        return -1;
    return at && pg_call(pg, "SELECT set_config('dagsieve.now', ($1::timestamptz)::text, true)", 1, &at) < 0 ? -1 : 0;
}
