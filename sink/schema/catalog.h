/* catalog.h - what schema dagsieve of a database has, as rows. */
#ifndef DAGSIEVE_CATALOG_H
#define DAGSIEVE_CATALOG_H

#include "sink/connection/pg.h"

/* The columns of tables and views, indexes and functions. NULL: the query failed, nothing is complained about. The caller's: pg_rows_free. */
struct pg_rows *catalog_read(struct pg *);
/* The views and functions with the hash of the statement that made them (table schema_object), none in a database of before that table; as
 * catalog_read. have: what that gave. */
struct pg_rows *catalog_definitions(struct pg *, const struct pg_rows *have);

/* One row: the tables that Citus has distributed otherwise than citus.sql does, or null; as catalog_read. have: what that gave. */
struct pg_rows *catalog_distributed(struct pg *, const struct pg_rows *have);

/* The row of such a thing (kind as in statement.h), of its column where one is named; -1: there is none. No rows, none found. */
int catalog_find(const struct pg_rows *, char kind, struct slice name, struct slice column);
/* The type of the column in this row, as the server writes it; of a definition its hash. */
struct slice catalog_type(const struct pg_rows *, int row);

#endif
