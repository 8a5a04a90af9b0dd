/* prune.h - retention: what ended long ago goes, whole runs only; see sql/prune.sql. */
#ifndef DAGSIEVE_PRUNE_H
#define DAGSIEVE_PRUNE_H

#include "sink/connection/pg.h"

enum { PRUNE_LEAST_DAYS = 60 }; /* the state is shown for 45 days back, and rests on 14 days before each */

/* Removes what ended more than that many days before dagsieve.now(), in one transaction that waits for running loads in short bites.
 * The rows are the caller's: a moment (the oldest that stays), table or partition, and how many rows of it went; dry_run: would go.
 * NULL: complained about (schema_busy, database_refused, ...), and nothing is removed. */
struct pg_rows *prune(struct pg *, int64_t days, bool dry_run);

#endif
