/* lake_file.h - one month's file of one table for a lake, being written: under a temporary name, and named when it is whole. */
#ifndef DAGSIEVE_LAKE_FILE_H
#define DAGSIEVE_LAKE_FILE_H

#include "lake_sql.h"
#include "parser/catalogue/complaint.h"

struct lake_file;

/* Begins DIR/table=TABLE/month=MONTH/TABLE.csv.gz or .parquet, the latter written by a process of DuckDB. NULL: complained about. */
struct lake_file *lake_file_begin(const char *folder, enum record_type, enum lake_format, struct slice month, struct report *);
/* Adds a row of CSV, without its '\n'. -1: complained about. */
int lake_file_row(struct lake_file *, struct slice row);
/* Puts the file in the place of the one that was there, or with whole false forgets it; frees. -1: complained about, nothing was replaced. */
int lake_file_end(struct lake_file **, bool whole);
/* Whether the folder has a file of that table in that format, of any month; the first that is found is appended to path. */
bool lake_file_is_there(const char *folder, enum record_type, enum lake_format, struct buf *path);
/* Writes a file of its own name into the folder, as whole or not at all. -1: complained about. */
int lake_file_text(const char *folder, const char *name, struct slice text, struct report *);

#endif
