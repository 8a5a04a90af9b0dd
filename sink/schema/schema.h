/* schema.h - the tables: written out, compared with what a database has, brought up to date. Columns of records come from
 * fields.def; everything else is the SQL of sink/sql. Tables are added to, never dropped; views and functions of another version are made again. */
#ifndef DAGSIEVE_SCHEMA_H
#define DAGSIEVE_SCHEMA_H

#include <stdio.h>

#include "sink/connection/pg.h"

/* The whole DDL as one script, repeatable: psql can run it instead of `schema apply`. */
void schema_print(FILE *to);
/* Lists what the database lacks or has otherwise, one a line: "log.silence_s: column is missing"; views and functions
 * that another version made are otherwise too. More columns or tables than ours are no difference. Returns the number of differences, -1: complained about. */
int schema_check(struct pg *, FILE *to);
/* What a load asks before it begins: -1 where the schema is missing, older, newer or lacks a column: complained about
 * with the hint to apply it. */
int schema_require(struct pg *);
/* Adds what is missing in one transaction; safe beside running loads: waits for locks in short bites and begins again.
 * -1: complained about (schema_newer, schema_busy, database_refused, ...). */
int schema_apply(struct pg *);

#endif
