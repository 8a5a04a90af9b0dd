/* import.h - reference data from CSV files, answers of Prometheus or queries into their tables: all rows or none. */
#ifndef DAGSIEVE_IMPORT_H
#define DAGSIEVE_IMPORT_H

#include "parser/input/csv_file.h"
#include "sink/connection/pg.h"

/* What the rows brought. */
struct import_counts {
    int64_t read, added, changed, removed, total; /* total: rows of the table afterwards */
    int64_t not_numbers;                          /* samples of Prometheus that are NaN or infinite: left out */
    int64_t refused;                              /* samples that are below zero or no number at all: complained about */
};

/* A kind of reference data. */
struct import_kind;
/* universe, infra, threshold or progress; NULL for another word. */
const struct import_kind *import_find(const char *name);
/* The table without its schema. */
const char *import_table(const struct import_kind *);

/* Where rows come from. Texts live as long as the import. */
struct import_source {
    const char *path;   /* a file, "-" = stdin; for a query the words that complaints name it by */
    bool prometheus;    /* the file is an answer of Prometheus' HTTP API, not CSV */
    const char *metric; /* of all its samples; NULL: each series has its own in label dagsieve_metric, which is never another one */
    const char *query;  /* in place of a file: one statement whose columns are named as those of the CSV */
    struct pg *from;    /* where the query runs */
};

/* Each of these hands every row to the function, in the order of the columns, and says whether all was right and no row refused. */
typedef bool import_row_fn(void *context, const struct csv_row *);
/* An answer of /api/v1/query or /api/v1/query_range (vector, matrix or scalar), or several, one a line (domain §10). Columns: time, metric, value; samples
 * that are left out are counted. Complains: not_readable, read_failed, bad_answer; bad_sample, and goes on. */
bool import_prometheus(const struct import_source *, struct report *, struct import_counts *, import_row_fn *, void *context);
/* The rows of the query, read in a transaction that cannot write. Complains: bad_row, empty_answer, the database's. */
bool import_query(const struct import_source *, const struct csv_column *, int n, import_row_fn *, void *context);

/* Checks every row of the source, and brings the table up to date in one transaction; of several samples of one metric and time Prometheus' highest counts.
 * dry_run: counts and takes it back. -1: complained about (bad_row with path:line:col, bad_thresholds, not_readable, the database's), and nothing has
 * changed. */
int import_rows(struct pg *, const struct import_kind *, const struct import_source *, bool dry_run, struct import_counts *);

#endif
