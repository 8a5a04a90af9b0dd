/* sink_postgres.h - records -> PostgreSQL: a log's rows replace what is stored of it, unless the stored copy is more complete (stored.h).
 *
 * Exactly once: identity is log_id, content_hash and the versions; the ledger row is the log row and is committed with its children. A
 * commit whose result is unknown (the connection went) is simply done again: under the log's lock the ledger then shows that it was done. */
#ifndef DAGSIEVE_SINK_POSTGRES_H
#define DAGSIEVE_SINK_POSTGRES_H

#include "pg.h"
#include "sink.h"

struct sink_postgres_options {
    struct pg_options database;
    int64_t load_id; /* stored with each log; 0 = none */
    size_t memory;   /* bytes of rows kept before they are sent; 0 = 8 MiB */
    int logs;        /* logs in one transaction; 0 = 100 */
};

struct sink_postgres_counts {
    int64_t rows[RECORD__N]; /* stored */
    int64_t replaced;        /* logs that were there before and gave way */
    int64_t same;            /* logs left alone: same bytes, same versions */
    int64_t worse;           /* logs left alone: the stored copy is more complete */
    int64_t refused;         /* rows that the server refused */
};

/* NULL: complained about. Does not look at the schema's version (schema_require) and takes no lock of a shard (load_lock). A log is
 * committed when a later flush or close has returned 0. */
struct sink *sink_postgres(const struct sink_postgres_options *);
/* Of what is committed; lives as long as the sink. */
const struct sink_postgres_counts *sink_postgres_counts(const struct sink *);
void sink_postgres_counts_add(struct sink_postgres_counts *to, const struct sink_postgres_counts *more);

#endif
