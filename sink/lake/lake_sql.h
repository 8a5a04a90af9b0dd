/* lake_sql.h - the columns of tables in files for lakes (export): what PostgreSQL is asked for, and how DuckDB and Spark are told their types.
 * Values go as CSV of COPY: nothing is quoted by hand. */
#ifndef DAGSIEVE_LAKE_SQL_H
#define DAGSIEVE_LAKE_SQL_H

#include "parser/catalogue/record.h"

enum lake_format { LAKE_csv, LAKE_parquet, LAKE__N };

/* The tables that are exported. */
enum { LAKE_TABLES = 4 };
extern const enum record_type lake_tables[LAKE_TABLES];

/* The name that Hive, Spark, Trino and DuckDB read as null: the month of attempts that show no time. */
#define LAKE_NO_MONTH "__HIVE_DEFAULT_PARTITION__"

/* SELECT of the months from which schema prune has taken logs. */
#define LAKE_PRUNED "SELECT to_char(m.month, 'YYYY-MM') FROM dagsieve.month_pruned AS m"

/* The end of a file's name, such as ".csv.gz". */
const char *lake_suffix(enum lake_format);
/* Appends the SELECT of the months that have changed in so many days: those of logs that were stored, those that logs have left, and LAKE_NO_MONTH,
 * which an attempt leaves once a more complete log shows its time. days 0: the latter two, of all time. */
void lake_months(struct buf *, int64_t days);
/* Appends COPY ... TO STDOUT of a table in order of month, log and number: rows of CSV whose first value is the month (2026-04, or
 * LAKE_NO_MONTH) in which the attempt began, UTC. days 0: all of it, else lake_months. */
void lake_query(struct buf *, enum record_type, int64_t days);
/* Appends the header line of the table's CSV files. */
void lake_header(struct buf *, enum record_type);
/* Appends DuckDB's statement that makes a parquet file of rows of CSV on standard input. */
void lake_to_parquet(struct buf *, enum record_type, const char *file);
/* Appends a view for each table, for DuckDB and for Spark, over the files below the folder in which they are asked. */
void lake_duckdb_views(struct buf *, enum lake_format);
void lake_spark_views(struct buf *, enum lake_format);

#endif
