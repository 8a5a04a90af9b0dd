/* export.h - what is stored as files for lakes: a folder a table and month, of one snapshot. */
#ifndef DAGSIEVE_EXPORT_H
#define DAGSIEVE_EXPORT_H

#include "lake_sql.h"
#include "sink/connection/pg.h"

/* What became of a table; months: those with rows; kept: those whose files hold what schema prune has taken from the database, and stay. */
struct lake_count {
    int64_t rows, months, kept;
};

/* Writes the files of the months of logs that were stored within so many days (0: all), in place of those of the same months that are there;
 * other months stay, and files of months from which schema prune has taken logs. In memory is one row at a time. *stop not 0 ends it: months that
 * are whole stay. -1: complained about. */
int lake_export(struct pg *, const char *folder, enum lake_format, int64_t days, const volatile sig_atomic_t *stop, struct lake_count counts[LAKE_TABLES]);

#endif
