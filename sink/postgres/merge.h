/* merge.h - one transaction of a stream: its rows are staged and merged into what is stored of their logs, rows known by their number in
 * the log (sql/merge.sql). A log that has ended brings its record; an open one gets a row, so that its children hang on something.
 * A stream that begins later than what is stored is a later part of its log (kubectl logs --since, a second kubectl logs -f): its rows are
 * numbered on. */
#ifndef DAGSIEVE_MERGE_H
#define DAGSIEVE_MERGE_H

#include "store.h"

/* Whether a copy begins later than what is stored. */
bool merge_begins_later(const struct record *fresh, const struct record *stored);
/* Merges the whole batch and commits. gone: empty, for its use. -1 = ask pg_fault, nothing is said yet. */
int merge_once(struct store *, struct buf *gone);

#endif
