/* script.c - see script.h. */
#include "script.h"

#include <stdlib.h>

#include "catalog.h"
#include "columns.h"
#include "reference.h"
#include "statement.h"
#include "states.h"

/* sink/sql, embedded */
extern const char sql_start[], sql_upgrade[], sql_functions[], sql_tables[], sql_months[], sql_events[], sql_citus[], sql_notices[], sql_runs[], sql_run_codes[], sql_without_log[],
    sql_failures[], sql_prune[], sql_indexes[], sql_runs_fill[], sql_views_run[], sql_views_state[], sql_views_signal[], sql_views_logs[],
    sql_views_failure[], sql_views_sweep[], sql_labels[], sql_views_boards[], sql_views_details[], sql_views_boards_failure[], sql_views_alerts[],
    sql_given_back[], sql_roles[];

/* What follows upgrade.sql, in the order in which it builds on each other. */
static const char *const before_reference[] = { sql_months, sql_events,  sql_notices, sql_without_log, sql_runs, sql_run_codes,
                                                sql_failures, sql_prune, sql_indexes, sql_citus };
static const char *const after_reference[] = { sql_views_run,    sql_views_state,   sql_views_signal,         sql_views_logs,   sql_views_failure, sql_views_sweep,
                                               sql_labels,       sql_views_boards,  sql_views_details,        sql_views_boards_failure,
                                               sql_views_alerts, sql_runs_fill };

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static enum record_type type_named(struct slice name)
{
    for (int type = 0; type < RECORD__N; type++)
        if (slice_eq(slice_of(schemas[type].name), name))
            return (enum record_type)type;
    abort(); /* a name in tables.sql that fields.def does not know */
}

/* tables.sql; its lines "-- columns of NAME" stand for the columns that fields.def lists. */
static void tables_expand(struct buf *out)
{
    const struct slice mark = SLICE("    -- columns of ");
    struct slice rest = slice_of(sql_tables), line;
    while (rest.n) {
        slice_cut(&rest, '\n', &line);
        if (slice_starts(line, mark)) {
            schema_column_lines(out, type_named(slice_from(line, mark.n)));
        } else {
            buf_slice(out, line);
            buf_char(out, '\n');
        }
    }
}

/* Columns that have come since the table was made. Nobody knows which are there: all are named, but for keys, which came with the table. */
static void write_new_columns(struct buf *out, const struct statement *table, const struct pg_rows *have)
{
    struct columns columns = statement_columns(table);
    struct column column;
    size_t start = out->n;
    if (have && catalog_find(have, 't', table->name, SLICE("")) < 0)
        return;
    while (column_next(&columns, &column)) {
        if (have ? catalog_find(have, 't', table->name, column.name) >= 0 : slice_has(column.definition, SLICE("PRIMARY KEY")))
            continue;
        if (out->n > start)
            buf_text(out, ",\n");
        else
            buf_printf(out, "ALTER TABLE dagsieve.%.*s -- columns that a later version brought\n", SLICE_ARG(table->name));
        buf_text(out, "    ADD COLUMN IF NOT EXISTS ");
        buf_slice(out, column.definition);
    }
    if (out->n > start)
        buf_text(out, ";\n");
}

/* CREATE INDEX locks its table against writers even where the index exists: only missing ones are asked for. */
static bool is_needless(const struct statement *statement, const struct pg_rows *have)
{
    return statement->kind == 'i' && catalog_find(have, 'i', statement->name, SLICE("")) >= 0;
}

static void write_script(struct buf *out, struct slice script, const struct pg_rows *have)
{
    struct statement statement;
    struct slice rest = script;
    while (statement_next(&rest, &statement)) {
        buf_add(out, script.p, (size_t)(statement.text.p - script.p));
        if (!is_needless(&statement, have))
            buf_slice(out, statement.text);
        if (statement.kind == 't')
            write_new_columns(out, &statement, have);
        script = rest;
    }
    buf_slice(out, script);
    buf_char(out, '\n');
}

static void write_scripts(struct buf *out, const char *const scripts[], size_t n, const struct pg_rows *have)
{
    for (size_t i = 0; i < n; i++)
        write_script(out, slice_of(scripts[i]), have);
}

static void write_version(struct buf *out)
{
    buf_printf(out,
               "INSERT INTO dagsieve.schema_version (version) VALUES (%d)\n"
               "    ON CONFLICT (only_row) DO UPDATE SET version = excluded.version, applied_by = excluded.applied_by,"
               " applied_at = excluded.applied_at\n"
               "    WHERE schema_version.version <= excluded.version;\n\n",
               SCHEMA_VERSION);
}

static void write_today_object(struct buf *out, const struct statement *statement)
{
    struct columns columns = statement_columns(statement);
    struct column column;
    buf_printf(out, "    ('%c', '%.*s', '", statement->kind, SLICE_ARG(statement->name));
    statement_hash(out, statement);
    buf_text(out, "', '{");
    for (const char *between = ""; column_next(&columns, &column); between = ",") {
        buf_text(out, between);
        buf_slice(out, column.name);
    }
    buf_text(out, "}')");
}

/* The views and functions that the script makes, for upgrade.sql. */
static void write_today(struct buf *out, struct slice script)
{
    struct statement statement;
    buf_text(out, "CREATE TEMPORARY TABLE today_object (kind text, name text, definition text, columns text[]) ON COMMIT DROP;\n"
                  "INSERT INTO pg_temp.today_object (kind, name, definition, columns) VALUES\n");
    for (const char *between = ""; statement_next(&script, &statement);) {
        if (statement.kind != 'v' && statement.kind != 'f')
            continue;
        buf_text(out, between);
        write_today_object(out, &statement);
        between = ",\n";
    }
    buf_text(out, ";\n\n");
}

/* What makes the tables, views and functions, from functions.sql on. */
static void write_things(struct buf *out, const struct pg_rows *have)
{
    struct buf expanded = { 0 };
    buf_text(&expanded, sql_functions);
    buf_char(&expanded, '\n');
    tables_expand(&expanded);
    schema_comments(&expanded);
    schema_states(&expanded);
    schema_notices(&expanded);
    schema_failures(&expanded);
    write_script(out, buf_view(&expanded), have);
    write_scripts(out, before_reference, COUNT(before_reference), have);
    buf_reset(&expanded);
    schema_reference(&expanded);
    write_script(out, buf_view(&expanded), have);
    write_scripts(out, after_reference, COUNT(after_reference), have);
    buf_free(&expanded);
}

void script_write(struct buf *out, const struct pg_rows *have)
{
    struct buf things = { 0 };
    write_things(&things, have);
    write_script(out, slice_of(sql_start), have);
    write_version(out);
    write_today(out, buf_view(&things));
    buf_text(out, sql_upgrade);
    buf_char(out, '\n');
    buf_slice(out, buf_view(&things));
    buf_text(out, sql_given_back);
    buf_char(out, '\n');
    buf_text(out, sql_roles);
    buf_free(&things);
}
