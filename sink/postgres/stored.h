/* stored.h - what the ledger (table log) holds of a log, and whether a copy that was just read displaces it.
 *
 * Copies of one log are put in one order, so that the same copy wins whichever way and order they come in: complete before
 * incomplete, then more lines, then more bytes, then a stated state before an inferred one, at last the greater hash
 * (of equal bytes: the path that comes first).
 * Lines come before bytes because wrappers (CRI, docker) swell bytes and not lines; a stated state comes behind both
 * because rows that are lost weigh more than a word - and because the word is not lost: a complete copy that states a final
 * state lends state, exit code and signal to a longer copy that only infers one (a pod's stdout of Airflow 3 beside the
 * task file). Column state_source then names the lender. */
#ifndef DAGSIEVE_STORED_H
#define DAGSIEVE_STORED_H

#include "parser/catalogue/record.h"
#include "sink/connection/pg.h"

struct stored {
    struct pg_rows *rows;
};

enum stored_verdict {
    VERDICT_new,     /* the ledger does not know the log */
    VERDICT_replace, /* the stored rows give way */
    VERDICT_same,    /* the same bytes, judged by the same versions: nothing to do */
    VERDICT_worse,   /* the stored copy stays */
};

/* Reads the ledger's rows of these logs; ids is an array literal of uuids. -1: ask pg_fault. */
int stored_read(struct pg *, const char *ids, struct stored *out);
/* Fills what the comparison needs of the stored record (LOG__N cells); false when the log is not known. Texts live as
 * long as the rows. */
bool stored_find(const struct stored *, struct slice log_id, struct record *out);
void stored_free(struct stored *);

/* old NULL = not known. */
enum stored_verdict stored_judge(const struct record *fresh, const struct record *old);
/* Whether lender's stated state is to stand in place of the state of the other copy. */
bool stored_lends(const struct record *lender, const struct record *other);
/* Copies state, exit code and signal, and names the lender's source in state_source. */
void stored_lend(const struct record *lender, struct record *to);

#endif
