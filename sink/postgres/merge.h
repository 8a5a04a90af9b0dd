/* merge.h - rows that are added to what is stored of their logs (design §5): all that a stream brings, and a file's where a stream came
 * before it. They are staged, get their numbers among the stored ones (renumber.h) and go in (sql/merge.sql). A log that has ended brings its
 * record; an open one gets a row, so that its children hang on something. */
#ifndef DAGSIEVE_MERGE_H
#define DAGSIEVE_MERGE_H

#include "store.h"

/* Whether a copy begins later than what is stored. */
bool merge_begins_later(const struct record *fresh, const struct record *stored);
/* Whether a copy ends earlier than what is stored. */
bool merge_ends_earlier(const struct record *fresh, const struct record *stored);
/* Merges the whole batch and commits. -1 here and below: ask pg_fault, nothing is said yet. */
int merge_once(struct store *);

/* For the transaction of a file's logs, step by step. */

/* What becomes of the record of a log whose rows are merged. */
int merge_decide(struct store *, struct batch_log *, struct record *fresh, const struct record *old);
/* Merges the rows of those of the logs from..to that are to be (batch_log.merged). */
int merge_logs(struct store *, int from, int to);
/* After the records are in: what the merged logs say of their end. */
int merge_tidy(struct store *);

#endif
