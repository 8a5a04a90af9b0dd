/* replace.h - the batch's logs replace what is stored of them (design §5), as many as there are in one transaction. */
#ifndef DAGSIEVE_REPLACE_H
#define DAGSIEVE_REPLACE_H

#include "precedence.h"
#include "store.h"

/* The logs from..to (to excluded) in one transaction. When something in it is refused and it is not known what, each log goes
 * alone, so that one does not cost the others. -1: complained about, some are not stored. */
int replace_logs(struct store *, int from, int to);

/* The steps of it. -1 = ask pg_fault, nothing is said yet. */

/* Begins the transaction of the logs from..to; all of their rows but events and log records. decisions: one a log. */
int replace_begin(struct store *, int from, int to, enum decision *decisions);
/* What comes after the events of the logs up to to, and the transaction's end. */
int replace_end(struct store *, int to);
/* The rows of one table of those logs whose rows are accepted: where they stand when that is all of them, else in some. */
struct slice accepted_rows(const struct store *, enum record_type, int from, int to, const enum decision *decisions, struct buf *some);

#endif
