/* lake_sql.c - see lake_sql.h. */
#include "lake_sql.h"

#include <inttypes.h>

#include "sink/read/snapshot.h"
#include "sink/schema/columns.h"

const enum record_type lake_tables[LAKE_TABLES] = { RECORD_log, RECORD_correlation, RECORD_event, RECORD_finding };

/* How values of a kind travel: as text of CSV, and what reads that text. Spark reads no lists from CSV: they stay JSON there. Every number of
 * ours is an exact decimal; only a double also knows NaN and the infinities. */
static const struct travel {
    const char *before, *after; /* of the column, in PostgreSQL's SQL */
    const char *duckdb, *spark;
} travels[KIND__N] = {
    [KIND_text] = { "", "", "VARCHAR", "STRING" },
    [KIND_uuid] = { "", "", "VARCHAR", "STRING" }, /* Spark refuses parquet's own type of it */
    [KIND_time] = { "to_char(nullif(", ", '-infinity') AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')", "TIMESTAMPTZ", "TIMESTAMP" },
    [KIND_int] = { "", "", "INTEGER", "INT" },
    [KIND_bigint] = { "", "", "BIGINT", "BIGINT" },
    [KIND_numeric] = { "", "", "DOUBLE", "DOUBLE" },
    [KIND_bool] = { "", "::text", "BOOLEAN", "BOOLEAN" },
    [KIND_json] = { "", "", "JSON", "STRING" },
    [KIND_texts] = { "to_json(", ")", "JSON", "STRING" },
    [KIND_bytes] = { "encode(", ", 'base64')", "VARCHAR", "STRING" },
};

/* A column of a table: a child has log_id before its own. */
static struct field column_at(enum record_type type, int i)
{
    static const struct field log_id = { .name = "log_id", .kind = KIND_uuid };
    const struct schema *schema = &schemas[type];
    return type == RECORD_log ? schema->field[i] : i ? schema->field[i - 1] : log_id;
}

static int columns_n(enum record_type type)
{
    return schemas[type].n + (type != RECORD_log);
}

const char *lake_suffix(enum lake_format format)
{
    static const char *const suffixes[LAKE__N] = { [LAKE_csv] = ".csv.gz", [LAKE_parquet] = ".parquet" };
    return suffixes[format];
}

/* --- what PostgreSQL is asked for ----------------------------------------------------------------------------------- */

#define MONTH(log) \
    "coalesce(to_char(coalesce(" log ".start_time, " log ".end_time) AT TIME ZONE 'UTC', 'YYYY-MM'), '" LAKE_NO_MONTH "') COLLATE \"C\""

static void selected(struct buf *out, enum record_type type)
{
    for (int i = 0; i < columns_n(type); i++) {
        struct field column = column_at(type, i);
        buf_printf(out, ", %s%s.", travels[column.kind].before, type == RECORD_log ? "l" : "t");
        schema_name(out, column.name);
        buf_text(out, travels[column.kind].after);
    }
}

/* Texts are always quoted: an empty one that is not is null to Spark. */
static void options(struct buf *out, enum record_type type)
{
    const char *before = "FORCE_QUOTE (";
    buf_text(out, " TO STDOUT (FORMAT csv, NULL '\\N', ");
    for (int i = 0; i < columns_n(type); i++) {
        struct field column = column_at(type, i);
        if (column.kind != KIND_text)
            continue;
        buf_text(out, before);
        schema_name(out, column.name);
        before = ", ";
    }
    buf_text(out, "))");
}

void lake_months(struct buf *out, int64_t days)
{
    buf_text(out, "SELECT '" LAKE_NO_MONTH "' UNION SELECT to_char(m.month, 'YYYY-MM') FROM dagsieve.month_changed AS m");
    if (days)
        buf_printf(out,
                   " WHERE m.changed_at > now() - make_interval(days => %" PRId64 ", hours => 1)" /* as exactly as it is written down (note_months) */
                   " UNION SELECT " MONTH("n") " FROM dagsieve.log AS n WHERE n.loaded_at > now() - make_interval(days => %" PRId64 ")",
                   days, days);
}

void lake_query(struct buf *out, enum record_type type, int64_t days)
{
    buf_text(out, "COPY (SELECT " MONTH("l"));
    selected(out, type);
    buf_text(out, " FROM dagsieve.log AS l");
    if (type != RECORD_log)
        buf_printf(out, " JOIN dagsieve.%s AS t ON t.log_id = l.log_id", schemas[type].name);
    if (days) {
        buf_text(out, " WHERE " MONTH("l") " IN (");
        lake_months(out, days);
        buf_char(out, ')');
    }
    buf_printf(out, " ORDER BY 1, l.log_id%s)", type == RECORD_log ? "" : type == RECORD_finding ? ", t.seq, t.code" : ", t.seq");
    options(out, type);
}

void lake_header(struct buf *out, enum record_type type)
{
    for (int i = 0; i < columns_n(type); i++)
        buf_printf(out, "%s%s", i ? "," : "", column_at(type, i).name);
    buf_char(out, '\n');
}

/* --- what DuckDB and Spark are told --------------------------------------------------------------------------------- */

/* SELECT of files of CSV with the types of their columns, further columns left out as given. */
static void duckdb_csv(struct buf *out, enum record_type type, const char *files, const char *without, const char *options)
{
    const char *before = " REPLACE (";
    buf_printf(out, "SELECT *%s", without);
    for (int i = 0; i < columns_n(type); i++) {
        struct field column = column_at(type, i);
        if (column.kind != KIND_texts)
            continue;
        buf_printf(out, "%sCAST(\"%s\" AS VARCHAR[]) AS \"%s\"", before, column.name, column.name);
        before = ", ";
    }
    buf_printf(out, "%s FROM read_csv('%s', auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '\\N',"
                    " allow_quoted_nulls = false, max_line_size = 134217728%s, columns = {",
               *before == ',' ? ")" : "", files, options);
    for (int i = 0; i < columns_n(type); i++)
        buf_printf(out, "%s'%s': '%s'", i ? ", " : "", column_at(type, i).name, travels[column_at(type, i).kind].duckdb);
    buf_text(out, "})");
}

void lake_to_parquet(struct buf *out, enum record_type type, const char *file)
{
    buf_text(out, "COPY (");
    duckdb_csv(out, type, "/dev/stdin", "", "");
    buf_printf(out, ") TO '%s' (FORMAT parquet, COMPRESSION zstd)", file);
}

#define HIVE ", hive_partitioning = true, hive_types = {'month': VARCHAR}"

void lake_duckdb_views(struct buf *out, enum lake_format format)
{
    buf_text(out, "-- Views for DuckDB over the files of this folder (dagsieve export); in it: duckdb -init duckdb.sql\n");
    for (int i = 0; i < LAKE_TABLES; i++) {
        const char *table = schemas[lake_tables[i]].name;
        char files[120];
        snprintf(files, sizeof(files), "table=%s/*/%s%s", table, table, lake_suffix(format));
        buf_printf(out, "CREATE OR REPLACE VIEW %s AS ", table);
        if (format == LAKE_csv)
            duckdb_csv(out, lake_tables[i], files, " EXCLUDE (\"table\")", HIVE);
        else
            buf_printf(out, "SELECT * EXCLUDE (\"table\") FROM read_parquet('%s'" HIVE ")", files);
        buf_text(out, ";\n");
    }
}

void lake_spark_views(struct buf *out, enum lake_format format)
{
    buf_text(out, "-- Views for Spark over the files of this folder (dagsieve export); in it: spark-sql -i spark.sql\n");
    for (int i = 0; i < LAKE_TABLES; i++) {
        enum record_type type = lake_tables[i];
        buf_printf(out, "CREATE OR REPLACE TEMPORARY VIEW %s ", schemas[type].name);
        for (int k = 0; format == LAKE_csv && k < columns_n(type); k++)
            buf_printf(out, "%s`%s` %s", k ? ", " : "(", column_at(type, k).name, travels[column_at(type, k).kind].spark);
        buf_printf(out, "%sUSING %s OPTIONS (path 'table=%s'%s);\n", format == LAKE_csv ? ", `month` STRING) " : "", format == LAKE_csv ? "csv" : "parquet",
                   schemas[type].name, format == LAKE_csv ? ", header 'true', multiLine 'true', escape '\"', nullValue '\\\\N', emptyValue ''" : "");
    }
}
