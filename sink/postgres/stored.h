/* stored.h - the rows of the ledger: what the database has of a log (table log) and which other files are copies of it (table
 * other_copy). Which copy stands is decided in precedence.h. All functions that return an int: -1 = ask pg_fault, nothing is said yet. */
#ifndef DAGSIEVE_STORED_H
#define DAGSIEVE_STORED_H

#include "parser/catalogue/record.h"
#include "sink/connection/pg.h"

struct stored {
    struct pg_rows *rows;
};

/* Reads the ledger's rows of these logs; ids is an array literal of uuids, here and below. */
int stored_read(struct pg *, const char *ids, struct stored *out);
/* Fills what precedence.h and pieces.h need of the stored record (LOG__N cells); false when the log is not known. Texts live as
 * long as the rows. */
bool stored_find(const struct stored *, struct slice log_id, struct record *out);
void stored_free(struct stored *);

/* Registers the copy's file, if it is one, although its log is stored from another copy. */
int stored_add_copy(struct pg *, const struct record *copy, const char *log_id);
/* Sets these columns of the stored log, fewer than LOG__N, to the record's cells. */
int stored_set(struct pg *, const struct record *, const char *log_id, int n, const enum log_field[]);
/* Overrides the state of the stored log, old, as precedence.h says. */
int stored_override_state(struct pg *, const struct record *stating, const struct record *old, const char *log_id);
/* The stored log did not know its run: the logical date no longer stands for it. */
int stored_set_run(struct pg *, const struct record *fresh, const char *log_id);
/* The log is about to have another start: it leaves the month that it has. */
int stored_leave_month(struct pg *, const char *log_id);
/* Deletes the children of a log. */
int stored_delete_rows(struct pg *, const char *log_id);
/* Deletes the rows of these logs in table log alone. */
int stored_delete_log(struct pg *, const char *ids);
/* Deletes all rows of these logs; their files stay registered as other copies. */
int stored_delete(struct pg *, const char *ids);
/* The file that a log is stored from is no other copy. */
int stored_tidy_copies(struct pg *, const char *ids);

#endif
