/* import.h - reference data from CSV files into their tables: all rows of a file or none. */
#ifndef DAGSIEVE_IMPORT_H
#define DAGSIEVE_IMPORT_H

#include "sink/connection/pg.h"

/* What a file brought. */
struct import_counts {
    int64_t read, added, changed, removed, total; /* total: rows of the table afterwards */
};

/* A kind of reference data. */
struct import_kind;
/* universe, infra, threshold or progress; NULL for another word. */
const struct import_kind *import_find(const char *name);
/* The table without its schema. */
const char *import_table(const struct import_kind *);

/* Reads the file ("-" = stdin), checks every row, and brings the table up to date in one transaction; dry_run: counts and takes it back.
 * -1: complained about (bad_row with path:line:col, bad_thresholds, not_readable, the database's), and nothing has changed. */
int import_file(struct pg *, const struct import_kind *, const char *path, bool dry_run, struct import_counts *);

#endif
