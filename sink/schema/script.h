/* script.h - the whole DDL: sink/sql with the columns of fields.def, the seeds of the program's rules, and what an older schema lacks. */
#ifndef DAGSIEVE_SCRIPT_H
#define DAGSIEVE_SCRIPT_H

#include "sink/connection/pg.h"

/* Raised when a program that knows the former version could do harm or fail; a new column alone does not. */
enum { SCHEMA_VERSION = 1 };

/* Appends the script, for a transaction with search_path pg_catalog; it can be run again and again. have: what the database has already
 * (catalog_read) and need not be asked for; NULL = unknown. */
void script_write(struct buf *, const struct pg_rows *have);

#endif
