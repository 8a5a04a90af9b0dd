/* postgres_options.h - how records go into PostgreSQL, and what became of them: what the two ways (file_sink, stream_sink) have in common with
 * who opens them. */
#ifndef DAGSIEVE_POSTGRES_OPTIONS_H
#define DAGSIEVE_POSTGRES_OPTIONS_H

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
    int64_t worse;           /* logs left alone: the stored copy stands */
    int64_t weaker;          /* of these, logs whose identity is weaker than that of the stored copy (domain §3.5) */
    int64_t refused;         /* rows that the server refused */
};

void sink_postgres_counts_add(struct sink_postgres_counts *to, const struct sink_postgres_counts *more);

#endif
