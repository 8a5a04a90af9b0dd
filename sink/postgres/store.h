/* store.h - one connection that stores logs: its batch, the transaction under way with a lock a log, and the counts of what is committed.
 * Knows not when a log is to be stored, nor which copy stands. */
#ifndef DAGSIEVE_STORE_H
#define DAGSIEVE_STORE_H

#include "batch.h"
#include "postgres_options.h"
#include "precedence.h"

/* Rows that the server refused in the transaction under way. */
struct refusals {
    int64_t n;
    struct buf rows;  /* COPY text of the rejects that stand for them */
    struct buf words; /* NUL-terminated, one a refusal: said once the transaction is committed */
    struct buf why;   /* why the row at hand was refused */
};

/* Embedded in each of the two sinks. */
struct store {
    struct sink sink; /* first */
    struct sink_postgres_options options;
    struct pg *pg;
    struct batch batch;
    struct sink_postgres_counts counts; /* of what is committed */
    struct sink_postgres_counts open;   /* of the transaction under way */
    struct months months;               /* that are known to be there */
    struct buf columns[RECORD__N];      /* for COPY */
    struct buf ids;                     /* array literal of the logs at hand */
    struct buf touched;                 /* array literal of the logs that the transaction is about */
    struct buf log_rows;                /* COPY text of their log records */
    struct refusals refusals;
    bool months_gone;  /* a month that was there may be gone: create and begin again ... */
    bool months_again; /* ... once: after that it is the row that is refused */
};

/* 0, or -1: complained about. */
int store_open(struct store *, const struct sink_postgres_options *);
void store_close(struct store *);

/* Sets ids to the array literal of the batch's logs from..to (to excluded). */
void store_ids(struct store *, int from, int to);
/* Appends the log's record, with the load_id put in, to log_rows. */
void store_log_row(struct store *, struct record *log);

/* Counts a log whose stored copy stays. */
void store_count_kept(struct store *, enum decision, const struct record *fresh, const struct record *stored);

/* BEGIN, and a lock on each of the logs from..to, taken in one order by all loaders; forgets earlier refusals. -1 here and below: ask
 * pg_fault, nothing is said yet. */
int store_begin(struct store *, int from, int to);
/* COMMIT; then counts are taken over and refusals are complained about. */
int store_commit(struct store *);
/* After a failure to put events: whether a month that was there is gone (schema prune), so that store_recover begins anew with all months unknown. */
bool store_misses_month(struct store *);
/* After a failure: 0 = begin the transaction again, -1 = give up, complained about. */
int store_recover(struct store *, int attempt);

#endif
