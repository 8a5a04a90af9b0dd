/* schema.c - the tables; see schema.h. */
#include "schema.h"

#include <stdlib.h>

#include "parser/catalogue/complaint.h"
#include "reference.h"
#include "states.h"

/* sink/sql, embedded */
extern const char sql_start[], sql_tables[], sql_months[], sql_runs[], sql_prune[], sql_indexes[], sql_runs_fill[], sql_views_run[], sql_views_state[],
    sql_views_signal[], sql_views_logs[], sql_labels[], sql_views_boards[], sql_views_details[], sql_views_alerts[], sql_roles[];

/* Those that need no column of fields.def, in the order in which they build on each other. */
static const char *const before_indexes[] = { sql_months, sql_runs, sql_prune };
static const char a_table[] = "CREATE TABLE IF NOT EXISTS dagsieve.", a_view[] = "CREATE OR REPLACE VIEW dagsieve.",
                  a_function[] = "CREATE OR REPLACE FUNCTION dagsieve.";
static const char *const views[] = { sql_views_run,    sql_views_state,   sql_views_signal, sql_views_logs, sql_labels,
                                     sql_views_boards, sql_views_details, sql_views_alerts };

enum { LOCK_TRIES = 40, NAME = 64 };

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* --- what a database has ---------------------------------------------------------------------------------------- */

/* Rows (kind, relation, column, type): kind t a column of a table, v of a view, i an index, f a function (its type is "index" where an index
 * rests on it); a table without columns has none. */
static const char catalog_query[] =
    "SELECT CASE c.relkind WHEN 'v' THEN 'v' ELSE 't' END, c.relname, a.attname, format_type(a.atttypid, a.atttypmod)"
    "  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
    " WHERE c.relnamespace = to_regnamespace('dagsieve') AND c.relkind IN ('r', 'p', 'v')"
    " UNION ALL SELECT 'i', relname, '', '' FROM pg_class WHERE relnamespace = to_regnamespace('dagsieve') AND relkind IN ('i', 'I')"
    " UNION ALL SELECT 'f', proname, '', CASE WHEN EXISTS (SELECT FROM pg_depend WHERE refclassid = 'pg_proc'::regclass AND refobjid = p.oid"
    "                                                        AND classid = 'pg_class'::regclass) THEN 'index' ELSE '' END"
    "  FROM pg_proc AS p WHERE pronamespace = to_regnamespace('dagsieve')";

/* The row's number, -1 where there is none; column NULL = any. */
static int catalog_find(const struct pg_rows *have, char kind, const char *relation, const char *column)
{
    for (int i = 0; have && i < pg_rows_count(have); i++)
        if (pg_rows_text(have, i, 0).p[0] == kind && slice_eq(pg_rows_text(have, i, 1), slice_of(relation)) &&
            (!column || slice_eq(pg_rows_text(have, i, 2), slice_of(column))))
            return i;
    return -1;
}

/* --- writing it out --------------------------------------------------------------------------------------------- */

static bool is_reserved(const char *name)
{
    static const char words[] =
        " all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column "
        "concurrently constraint create cross current_catalog current_date current_role current_schema current_time "
        "current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze from full "
        "grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime "
        "localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references returning right "
        "select session_user similar some symmetric system_user table tablesample then to trailing true union unique user using "
        "variadic verbose when where window with ";
    char word[64];
    snprintf(word, sizeof(word), " %s ", name);
    return strstr(words, word) != NULL;
}

void schema_name(struct buf *out, const char *name)
{
    buf_printf(out, is_reserved(name) ? "\"%s\"" : "%s", name);
}

void schema_columns(struct buf *out, enum record_type type)
{
    const struct schema *schema = &schemas[type];
    if (type != RECORD_log)
        buf_text(out, "log_id");
    for (int i = 0; i < schema->n; i++) {
        if (type == RECORD_log && i == LOG_loaded_at)
            continue;
        if (out->n && out->p[out->n - 1] != '(')
            buf_text(out, ", ");
        schema_name(out, schema->field[i].name);
    }
}

static void write_column(struct buf *out, enum record_type type, int i)
{
    const struct field *field = &schemas[type].field[i];
    size_t start = out->n;
    schema_name(out, field->name);
    buf_printf(out, "%*s%s", out->n - start < 22 ? (int)(22 - (out->n - start)) : 1, "", kind_sql(field->kind));
    if (type == RECORD_log && i == LOG_loaded_at)
        buf_text(out, " DEFAULT now()");
}

static enum record_type type_named(struct slice name)
{
    for (int type = 0; type < RECORD__N; type++)
        if (slice_eq(slice_of(schemas[type].name), name))
            return (enum record_type)type;
    abort(); /* a name in tables.sql that fields.def does not know */
}

static void write_columns(struct buf *out, enum record_type type)
{
    if (type != RECORD_log)
        buf_printf(out, "    %-22suuid,\n", "log_id");
    for (int i = 0; i < schemas[type].n; i++) {
        buf_text(out, "    ");
        write_column(out, type, i);
        buf_text(out, ",\n");
    }
}

/* tables.sql; its lines "-- columns of NAME" stand for the columns that fields.def lists. */
static void write_tables(struct buf *out)
{
    const struct slice mark = SLICE("    -- columns of ");
    struct slice rest = slice_of(sql_tables), line;
    while (rest.n) {
        slice_cut(&rest, '\n', &line);
        if (slice_starts(line, mark)) {
            write_columns(out, type_named(slice_from(line, mark.n)));
        } else {
            buf_slice(out, line);
            buf_char(out, '\n');
        }
    }
}

/* Columns that have come since the tables were made. have NULL: all are named, as nobody knows which are there. */
static void write_new_columns(struct buf *out, const struct pg_rows *have)
{
    for (int type = 0; type < RECORD__N; type++) {
        const struct schema *schema = &schemas[type];
        bool table_is_new = have && catalog_find(have, 't', schema->name, NULL) < 0;
        const char *before = NULL;
        for (int i = 0; i < schema->n && !table_is_new; i++) {
            if (have && catalog_find(have, 't', schema->name, schema->field[i].name) >= 0)
                continue;
            if (before)
                buf_text(out, ",\n");
            else
                buf_printf(out, "ALTER TABLE dagsieve.%s\n", schema->name);
            before = "    ADD COLUMN IF NOT EXISTS ";
            buf_text(out, before);
            write_column(out, (enum record_type)type, i);
        }
        if (before)
            buf_text(out, ";\n");
    }
}

static void write_comments(struct buf *out)
{
    for (int type = 0; type < RECORD__N; type++) {
        const struct schema *schema = &schemas[type];
        if (type != RECORD_log)
            buf_printf(out, "COMMENT ON COLUMN dagsieve.%s.log_id IS 'log that this belongs to';\n", schema->name);
        for (int i = 0; i < schema->n; i++) {
            buf_printf(out, "COMMENT ON COLUMN dagsieve.%s.", schema->name);
            schema_name(out, schema->field[i].name);
            buf_text(out, " IS ");
            pg_literal(out, slice_of(schema->field[i].help));
            buf_text(out, ";\n");
        }
        buf_char(out, '\n');
    }
}

/* CREATE INDEX locks its table against writers even where the index exists: only missing ones are asked for. */
static void write_indexes(struct buf *out, const struct pg_rows *have)
{
    const struct slice before = SLICE("IF NOT EXISTS ");
    struct slice rest = slice_of(sql_indexes), line;
    while (rest.n) {
        slice_cut(&rest, '\n', &line);
        size_t at = slice_find(line, before);
        char name[64] = "";
        if (at != (size_t)-1)
            sscanf(line.p + at + before.n, "%63[a-z0-9_]", name);
        if (*name && catalog_find(have, 'i', name, NULL) >= 0)
            continue;
        buf_slice(out, line);
        buf_char(out, '\n');
    }
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

static void write_scripts(struct buf *out, const char *const scripts[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_text(out, scripts[i]);
        buf_char(out, '\n');
    }
}

/* The name behind the statement in the next line of the script that begins with it; false: there is none. */
static bool next_made(struct slice *script, const char *statement, char name[NAME])
{
    struct slice line;
    while (script->n) {
        slice_cut(script, '\n', &line);
        if (!slice_starts(line, slice_of(statement)))
            continue;
        size_t n = 0;
        for (line = slice_from(line, strlen(statement)); n < line.n && n + 1 < NAME && (byte_is_letter(line.p[n]) || byte_is_digit(line.p[n]) || line.p[n] == '_'); n++)
            name[n] = line.p[n];
        name[n] = '\0';
        return true;
    }
    return false;
}

/* have: what is there already and need not be made; NULL = unknown. */
static void write_schema(struct buf *out, const struct pg_rows *have)
{
    buf_text(out, sql_start);
    buf_char(out, '\n');
    write_version(out);
    write_tables(out);
    buf_text(out, "\n-- Columns that a later version of the program brought.\n");
    write_new_columns(out, have);
    buf_char(out, '\n');
    write_comments(out);
    schema_states(out);
    buf_char(out, '\n');
    write_scripts(out, before_indexes, COUNT(before_indexes));
    write_indexes(out, have);
    buf_char(out, '\n');
    schema_reference(out);
    buf_char(out, '\n');
    write_scripts(out, views, COUNT(views));
    buf_text(out, sql_runs_fill);
    buf_char(out, '\n');
    buf_text(out, sql_roles);
}

void schema_print(FILE *to)
{
    struct buf out = { 0 };
    write_schema(&out, NULL);
    fputs("BEGIN;\nSET LOCAL client_min_messages = warning;\n\n", to);
    fwrite(out.p, 1, out.n, to);
    fputs("\nCOMMIT;\n", to);
    buf_free(&out);
}

/* --- comparing -------------------------------------------------------------------------------------------------- */

static bool type_matches(enum kind kind, struct slice type)
{
    const char *ours = strcmp(kind_sql(kind), "timestamptz") == 0 ? "timestamp with time zone" : kind_sql(kind);
    return slice_eq(slice_of(ours), type);
}

static int check_column(const struct pg_rows *have, const struct schema *schema, int i, FILE *to)
{
    const struct field *field = &schema->field[i];
    int row = catalog_find(have, 't', schema->name, field->name);
    if (row < 0) {
        fprintf(to, "%s.%s: column is missing\n", schema->name, field->name);
        return 1;
    }
    struct slice type = pg_rows_text(have, row, 3);
    if (type_matches(field->kind, type))
        return 0;
    fprintf(to, "%s.%s: is %.*s, should be %s\n", schema->name, field->name, SLICE_ARG(type), kind_sql(field->kind));
    return 1;
}

/* What the whole script makes with this statement and the catalog does not have. */
static int check_made(const struct pg_rows *have, char kind, const char *what, const char *statement, struct slice script, FILE *to)
{
    char name[NAME];
    int differences = 0;
    while (next_made(&script, statement, name))
        if (catalog_find(have, kind, name, NULL) < 0) {
            fprintf(to, "%s: %s is missing\n", name, what);
            differences++;
        }
    return differences;
}

static int check_indexes(const struct pg_rows *have, FILE *to)
{
    struct buf missing = { 0 };
    write_indexes(&missing, have);
    int differences = 0;
    struct slice rest = buf_view(&missing), line;
    buf_char(&missing, '\0'); /* for sscanf */
    rest.p = missing.p;
    while (rest.n) {
        slice_cut(&rest, '\n', &line);
        char name[64];
        if (sscanf(line.p, "CREATE INDEX IF NOT EXISTS %63[a-z0-9_]", name) == 1 ||
            sscanf(line.p, "CREATE UNIQUE INDEX IF NOT EXISTS %63[a-z0-9_]", name) == 1) {
            fprintf(to, "%s: index is missing\n", name);
            differences++;
        }
    }
    buf_free(&missing);
    return differences;
}

static int compare(const struct pg_rows *have, FILE *to)
{
    int differences = 0;
    for (int type = 0; type < RECORD__N; type++) {
        const struct schema *schema = &schemas[type];
        bool missing = catalog_find(have, 't', schema->name, NULL) < 0; /* told below */
        for (int i = 0; i < schema->n && !missing; i++)
            differences += check_column(have, schema, i, to);
    }
    struct buf script = { 0 };
    write_schema(&script, have);
    differences += check_made(have, 't', "table", a_table, buf_view(&script), to);
    differences += check_made(have, 'f', "function", a_function, buf_view(&script), to);
    differences += check_made(have, 'v', "view", a_view, buf_view(&script), to);
    buf_free(&script);
    return differences + check_indexes(have, to);
}

/* The version of the schema in the database; 0 = there is none, -1 = failed, not complained about. */
static int read_version(struct pg *pg)
{
    struct pg_rows *there = pg_query(pg, "SELECT to_regclass('dagsieve.schema_version') IS NOT NULL", 0, NULL);
    bool known = there && pg_rows_text(there, 0, 0).p[0] == 't';
    pg_rows_free(there);
    if (!there)
        return -1;
    if (!known)
        return 0;
    struct pg_rows *rows = pg_query(pg, "SELECT version FROM dagsieve.schema_version", 0, NULL);
    if (!rows)
        return -1;
    int version = pg_rows_count(rows) ? (int)pg_rows_int(rows, 0, 0) : 0;
    pg_rows_free(rows);
    return version;
}

int schema_check(struct pg *pg, FILE *to)
{
    int version = read_version(pg);
    if (version < 0)
        return pg_complain(pg);
    struct pg_rows *have = pg_query(pg, catalog_query, 0, NULL);
    if (!have)
        return pg_complain(pg);
    int differences = 0;
    if (version == 0) {
        fputs("dagsieve: schema is missing\n", to);
        differences = 1;
    } else if (version != SCHEMA_VERSION) {
        fprintf(to, "schema_version: is %d, this program's is %d\n", version, SCHEMA_VERSION);
        differences = 1;
    }
    if (version)
        differences += compare(have, to);
    pg_rows_free(have);
    return differences;
}

/* The first line of what schema_check lists. */
static void complain_older(struct pg *pg, char *list)
{
    char *end = strchr(list, '\n');
    if (end)
        *end = '\0';
    complain(pg_report(pg), COMPLAINT_schema_older, NULL, "%s%s", list, end && end[1] ? ", and more" : "");
}

int schema_require(struct pg *pg)
{
    int version = read_version(pg);
    if (version < 0)
        return pg_complain(pg);
    if (version == 0) {
        complain(pg_report(pg), COMPLAINT_schema_missing, NULL, NULL);
        return -1;
    }
    if (version > SCHEMA_VERSION) {
        complain(pg_report(pg), COMPLAINT_schema_newer, NULL, "its version is %d, this program's is %d", version, SCHEMA_VERSION);
        return -1;
    }
    char *list = NULL;
    size_t n = 0;
    FILE *to = open_memstream(&list, &n);
    int differences = to ? schema_check(pg, to) : -1;
    if (to)
        fclose(to);
    if (differences > 0)
        complain_older(pg, list);
    free(list);
    return differences ? -1 : 0;
}

/* --- applying --------------------------------------------------------------------------------------------------- */

/* Views and functions hold nothing: where another version's have other columns or parameters, which cannot be replaced, ours give way
 * (all views at once, as they build on each other) and are made anew. Those of the user's own that build on ours stop that. */
static void write_drops(struct buf *out, const struct pg_rows *have, struct slice script)
{
    char name[NAME];
    const char *before = "DROP VIEW IF EXISTS dagsieve.";
    for (struct slice rest = script; next_made(&rest, a_view, name); before = ", dagsieve.")
        buf_printf(out, "%s%s", before, name);
    buf_text(out, ";\n");
    while (next_made(&script, a_function, name)) {
        int row = catalog_find(have, 'f', name, NULL);
        if (row >= 0 && pg_rows_text(have, row, 3).n == 0)
            buf_printf(out, "DROP FUNCTION IF EXISTS dagsieve.%s;\n", name);
    }
}

/* Whether the server refused to replace a view or a function. */
static bool is_another_shape(struct pg *pg)
{
    return strcmp(pg_sqlstate(pg), "42P16") == 0 || strcmp(pg_sqlstate(pg), "42P13") == 0;
}

/* One try, one transaction; anew: views and functions are dropped first. 0, or -1 and pg_fault tells; *newer when the database is ahead of us. */
static int apply_once(struct pg *pg, bool anew, bool *newer)
{
    char lock[160];
    snprintf(lock, sizeof(lock), "BEGIN; SET LOCAL lock_timeout = '2s'; SELECT pg_advisory_xact_lock(%d, %d)", PG_LOCK_class,
             PG_LOCK_schema);
    if (pg_run(pg, lock))
        return -1;
    int version = read_version(pg);
    if (version < 0)
        return -1;
    *newer = version > SCHEMA_VERSION;
    struct pg_rows *have = *newer ? NULL : pg_query(pg, catalog_query, 0, NULL);
    if (!have)
        return -1;
    struct buf script = { 0 }, whole = { 0 };
    write_schema(&script, have);
    if (anew)
        write_drops(&whole, have, buf_view(&script));
    pg_rows_free(have);
    buf_slice(&whole, buf_view(&script));
    buf_text(&whole, "\nCOMMIT");
    buf_char(&whole, '\0');
    int rc = pg_run(pg, whole.p);
    buf_free(&script);
    buf_free(&whole);
    return rc;
}

int schema_apply(struct pg *pg)
{
    bool anew = false;
    for (int attempt = 0;; attempt++) {
        bool newer = false;
        if (apply_once(pg, anew, &newer) == 0)
            return 0;
        if (newer) {
            pg_run(pg, "ROLLBACK");
            complain(pg_report(pg), COMPLAINT_schema_newer, NULL, "this program's version of it is %d", SCHEMA_VERSION);
            return -1;
        }
        if (!anew && is_another_shape(pg) && pg_run(pg, "ROLLBACK") == 0) {
            anew = true;
            continue;
        }
        if (pg_fault(pg) != PG_FAULT_again)
            break;
        if (pg_run(pg, "ROLLBACK") || !pg_pause(pg, attempt / 4) || attempt + 1 == LOCK_TRIES) {
            complain(pg_report(pg), COMPLAINT_schema_busy, NULL, "%d tries for a lock", attempt + 1);
            return -1;
        }
    }
    pg_complain(pg);
    pg_run(pg, "ROLLBACK");
    return -1;
}
