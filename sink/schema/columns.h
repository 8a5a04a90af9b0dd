/* columns.h - the columns of records' tables as SQL names them. */
#ifndef DAGSIEVE_COLUMNS_H
#define DAGSIEVE_COLUMNS_H

#include "parser/catalogue/record.h"

/* Appends a column's name, quoted where SQL reserves the word. */
void schema_name(struct buf *, const char *name);
/* Appends the comma-separated columns that COPY fills, log_id first; loaded_at is the server's. */
void schema_columns(struct buf *, enum record_type);
/* Appends the lines of CREATE TABLE for the columns that fields.def lists, log_id first. */
void schema_column_lines(struct buf *, enum record_type);
/* Appends a COMMENT for each column of each record. */
void schema_comments(struct buf *);

#endif
