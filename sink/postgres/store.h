/* store.h - what storing a file's log and merging a stream's have in common: transactions with a lock a log, months of
 * events, COPY that gets round a refused row. Knows tables and rows, not when a log is to be stored. */
#ifndef DAGSIEVE_STORE_H
#define DAGSIEVE_STORE_H

#include "batch.h"
#include "sink_postgres.h"
#include "stored.h"

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
    struct buf refused;                 /* COPY text of rejects: what the server refused in this transaction */
    struct buf refused_words;           /* NUL-terminated, one a refusal */
    struct buf bad_words;               /* why the row at hand was refused */
    int64_t n_refused;
    bool months_gone;                   /* a month that was there may be gone: create and begin anew ... */
    bool months_again;                  /* ... once: after that it is the row that is refused */
};

/* 0, or -1: complained about. */
int store_open(struct store *, const struct sink_postgres_options *);
void store_close(struct store *);

/* The functions below: -1 = ask pg_fault, nothing is said yet. */

/* Creates the months that the batch's events need. */
int store_months(struct store *);
/* Sets ids to the array literal of the batch's logs from..to (to excluded). */
void store_ids(struct store *, int from, int to);
/* BEGIN, and a lock on each of the logs from..to, taken in one order by all loaders; forgets earlier refusals. */
int store_begin(struct store *, int from, int to);
/* COPY of children into the table, or into its stage (stage = true). A row that the server refuses becomes a reject
 * of its log. */
int store_rows(struct store *, enum record_type, bool stage, struct slice rows);
/* A COPY of children into the table that pg_copy_push goes on with: a row that is refused fails the transaction. */
int store_copy_begin(struct store *, enum record_type);
/* Sends what is left of the rows from at on. */
int store_copy_end(struct store *, enum record_type, struct slice rows, size_t at);
/* COPY of log_rows into table log; a row that is refused is stored without its texts, with a reject. */
int store_log_rows(struct store *);
/* The rejects that refusals have made so far; last of all rows. */
int store_refused(struct store *, bool stage);
/* COMMIT; then counts are taken over and refusals are complained about. */
int store_commit(struct store *);
/* After a failure: 0 = begin the transaction anew, -1 = give up, complained about. */
int store_recover(struct store *, int attempt);
/* Appends the log's record to log_rows. */
void store_log_row(struct store *, const struct record *log);
/* Remembers the fresh copy's file in the ledger although its log is stored from another copy. */
int store_other_copy(struct store *, const struct record *fresh, const char *id);
/* The file that is stored was touched: the same bytes with a new size (recompressed) or time. */
int store_touched(struct store *, const struct record *fresh, const char *id);
/* Lends a stated state to the stored log. */
int store_lent_state(struct store *, const struct record *lender, const char *id);

#endif
