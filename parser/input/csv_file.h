/* csv_file.h - small files of reference data: CSV (RFC 4180, libcsv) with a header line that names the columns in any order. Every row that
 * does not fit is complained about with path:line:col; whether the rest is then taken is the caller's choice. */
#ifndef DAGSIEVE_CSV_FILE_H
#define DAGSIEVE_CSV_FILE_H

#include "parser/catalogue/complaint.h"

struct csv_column {
    const char *name;
    bool required; /* in the header; the others may be missing as a whole */
};

enum { CSV_COLUMNS = 16 }; /* that a file of ours may have */

/* One row; its slices live until the callback returns. */
struct csv_row {
    const char *path;
    int64_t line;
    struct slice value[CSV_COLUMNS]; /* in the order of the csv_columns; empty where there is none */
    int col[CSV_COLUMNS];            /* where it begins on its line; 0 for a column that the file has not */
    struct report *report;
};

/* Complains about a column of the row (bad_row); false, for the callback to hand on. */
bool csv_refuse(const struct csv_row *, int column, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Reads all of path ("-" = stdin) and calls row for each row that has as many values as the header; true when the header and every row fit,
 * and row never said false. Complains: not_readable, read_failed, bad_row. */
bool csv_file_read(const char *path, const struct csv_column *columns, int n, struct report *, bool (*row)(void *context, const struct csv_row *),
                   void *context);

#endif
