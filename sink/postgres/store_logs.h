/* store_logs.h - the batch's logs replace what is stored of them (design §5), as many as there are in one transaction. */
#ifndef DAGSIEVE_STORE_LOGS_H
#define DAGSIEVE_STORE_LOGS_H

#include "store.h"

/* The logs from..to (to excluded) in one transaction. When something in it is refused and nobody can tell what, each log goes
 * alone, so that one does not cost the others. -1: complained about, some are not stored. */
int store_logs(struct store *, int from, int to);

/* The steps of it. -1 = ask pg_fault, nothing is said yet. */

/* Begins the transaction of the logs from..to; all of their rows but events and log records. verdicts: one a log. */
int store_head(struct store *, int from, int to, enum stored_verdict *verdicts);
/* What comes after the events of the logs up to to, and the transaction's end. */
int store_tail(struct store *, int to);
/* The rows of one table of those logs whose verdict lets them in: where they stand when that is all of them, else in some. */
struct slice store_let_in(const struct store *, enum record_type, int from, int to, const enum stored_verdict *verdicts, struct buf *some);
/* What is stored of the logs in ids goes; a file that another one displaces stays known, in other_copy. */
int store_delete(struct store *);
/* The file that a log is stored from now is no other copy any more. */
int store_tidy(struct store *);

#endif
