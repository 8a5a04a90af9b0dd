/* copy_in.h - COPY of a batch's rows into the tables, round rows that the server refuses: a refused row becomes a reject of its log.
 * All functions: -1 = ask pg_fault, nothing is said yet. */
#ifndef DAGSIEVE_COPY_IN_H
#define DAGSIEVE_COPY_IN_H

#include "store.h"

/* Where rows go: into the table, or into its temporary stage (sql/stage.sql). */
enum copy_target { COPY_TABLE, COPY_STAGE };

/* Creates the months that the batch's events need. */
int copy_in_months(struct store *);
/* COPY of children. */
int copy_in_rows(struct store *, enum record_type, enum copy_target, struct slice rows);
/* COPY of log_rows into table log; a row that is refused is stored without its texts, with a reject. */
int copy_in_logs(struct store *);
/* The rejects that refusals have made so far; last of all rows. */
int copy_in_refusals(struct store *, enum copy_target);

/* A COPY of children into the table that pg_copy_push goes on with: a row that is refused fails the transaction. */
int copy_in_begin(struct store *, enum record_type);
/* Sends what is left of the rows from at on. */
int copy_in_end(struct store *, enum record_type, struct slice rows, size_t at);

#endif
