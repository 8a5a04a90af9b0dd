/* sink_postgres.h - records -> PostgreSQL, in one of two ways (design §5). A file's rows replace what is stored of its log, unless the stored
 * copy is more complete (stored.h). A stream's rows are merged: what is missing is added, what is there stays.
 *
 * Exactly once: identity is log_id, content_hash and the versions; the ledger row is the log row and is committed with its children. A
 * commit whose result is unknown (the connection went) is simply done again: under the log's lock the ledger then shows that it was done. */
#ifndef DAGSIEVE_SINK_POSTGRES_H
#define DAGSIEVE_SINK_POSTGRES_H

#include "sink/connection/pg.h"
#include "sink/sink.h"

struct sink_postgres_options {
    struct pg_options database;
    int64_t load_id; /* stored with each log; 0 = none */
    bool stream;     /* merge. Several logs may be open at a time, begin needs the identity cells only, and flush makes the rows of open
                      * logs visible. false: one log at a time, visible when it has ended and its batch is committed */
    size_t memory;   /* bytes of rows kept before they are sent; 0 = 8 MiB */
    int logs;        /* logs in one transaction; 0 = 100 */
};

struct sink_postgres_counts {
    int64_t rows[RECORD__N]; /* stored; children of a stream: sent */
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

/* The two ways; sink_postgres picks one. */
struct sink *sink_postgres_file(const struct sink_postgres_options *);
struct sink *sink_postgres_stream(const struct sink_postgres_options *);

#endif
