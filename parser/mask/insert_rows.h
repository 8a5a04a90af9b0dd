/* insert_rows.h - secrets in the rows of SQL's INSERT INTO t (user, password) VALUES ('u', 'x'), ('v', 'y'). */
#ifndef DAGSIEVE_MASK_INSERT_ROWS_H
#define DAGSIEVE_MASK_INSERT_ROWS_H

#include "name.h"
#include "walk.h"

/* The value of the column whose name stands from `from` to `to`, in the first row that has one; the scan then knows where the next row is. */
bool find_in_column(struct scan *, size_t from, size_t to, enum weight, struct secret *);
/* That of a later row. */
bool find_in_next_row(struct scan *, struct secret *);

#endif
