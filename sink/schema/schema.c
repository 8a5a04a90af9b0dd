/* schema.c - the tables; see schema.h. */
#include "schema.h"

#include <stdlib.h>

#include "catalog.h"
#include "parser/catalogue/complaint.h"
#include "script.h"
#include "statement.h"

enum { LOCK_TRIES = 40 };

void schema_print(FILE *to)
{
    struct buf out = { 0 };
    script_write(&out, NULL);
    fputs("BEGIN;\nSET LOCAL client_min_messages = warning;\nSET LOCAL search_path = pg_catalog;\n\n", to);
    fwrite(out.p, 1, out.n, to);
    fputs("\nCOMMIT;\n", to);
    buf_free(&out);
}

/* --- comparing -------------------------------------------------------------------------------------------------- */

/* What is compared, and where the differences go. */
struct comparison {
    const struct pg_rows *have, *definitions; /* definitions NULL: not compared */
    FILE *to;
};

/* A time or a list of times has another name there. */
static bool type_matches(struct slice ours, struct slice type)
{
    const struct slice typed = SLICE("timestamptz"), written = SLICE("timestamp with time zone");
    if (!slice_starts(ours, typed))
        return slice_eq(ours, type);
    return slice_starts(type, written) && slice_eq(slice_from(ours, typed.n), slice_from(type, written.n));
}

static int compare_column(const struct comparison *with, const struct statement *statement, const struct column *column)
{
    int row = catalog_find(with->have, statement->kind, statement->name, column->name);
    if (row < 0) {
        fprintf(with->to, "%.*s.%.*s: column is missing\n", SLICE_ARG(statement->name), SLICE_ARG(column->name));
        return 1;
    }
    struct slice type = catalog_type(with->have, row);
    if (statement->kind == 'v' || type_matches(column->type, type))
        return 0;
    fprintf(with->to, "%.*s.%.*s: is %.*s, should be %.*s\n", SLICE_ARG(statement->name), SLICE_ARG(column->name), SLICE_ARG(type),
            SLICE_ARG(column->type));
    return 1;
}

/* Whether it was made by this very statement, and not changed since. */
static bool is_todays(const struct comparison *with, const struct statement *statement)
{
    struct buf hash = { 0 };
    int row = catalog_find(with->definitions, statement->kind, statement->name, SLICE(""));
    statement_hash(&hash, statement);
    bool same = row >= 0 && slice_eq(catalog_type(with->definitions, row), buf_view(&hash));
    buf_free(&hash);
    return same;
}

static int compare_statement(const struct comparison *with, const struct statement *statement)
{
    struct columns columns = statement_columns(statement);
    struct column column;
    int differences = 0;
    if (catalog_find(with->have, statement->kind, statement->name, SLICE("")) < 0) {
        fprintf(with->to, "%.*s: %s is missing\n", SLICE_ARG(statement->name), statement_word(statement->kind));
        return 1;
    }
    while (column_next(&columns, &column))
        differences += compare_column(with, statement, &column);
    bool defined = statement->kind == 'v' || statement->kind == 'f';
    if (differences || !defined || !with->definitions || is_todays(with, statement))
        return differences;
    fprintf(with->to, "%.*s: %s is not the one that this program makes\n", SLICE_ARG(statement->name), statement_word(statement->kind));
    return 1;
}

static int compare(const struct comparison *with)
{
    struct buf script = { 0 };
    struct statement statement;
    int differences = 0;
    script_write(&script, NULL);
    for (struct slice rest = buf_view(&script); statement_next(&rest, &statement);)
        differences += compare_statement(with, &statement);
    buf_free(&script);
    return differences;
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

static int compare_version(int version, FILE *to)
{
    if (version == 0)
        fputs("dagsieve: schema is missing\n", to);
    else if (version != SCHEMA_VERSION)
        fprintf(to, "schema_version: is %d, this program's is %d\n", version, SCHEMA_VERSION);
    return version != SCHEMA_VERSION;
}

/* Rows that stand on several nodes, but for events (citus.sql), are joined with rows that do not: views would answer wrongly without an error.
 * -1: complained about. */
static int refuse_distributed(struct pg *pg, const struct pg_rows *have)
{
    struct pg_rows *tables = catalog_distributed(pg, have);
    if (!tables)
        return pg_complain(pg);
    bool none = pg_rows_null(tables, 0, 0);
    if (!none)
        complain(pg_report(pg), COMPLAINT_schema_distributed, NULL, "%s", pg_rows_text(tables, 0, 0).p);
    pg_rows_free(tables);
    return none ? 0 : -1;
}

/* Another version of the program, older or newer, works with what has all that it names: a load asks for no definitions. */
static int check(struct pg *pg, bool definitions, FILE *to)
{
    int version = read_version(pg), differences = -1;
    struct pg_rows *have = version < 0 ? NULL : catalog_read(pg);
    struct pg_rows *known = have && definitions ? catalog_definitions(pg, have) : NULL;
    if (!have || (definitions && !known)) {
        pg_complain(pg);
    } else if (refuse_distributed(pg, have) == 0) {
        differences = compare_version(version, to);
        if (version)
            differences += compare(&(struct comparison){ .have = have, .definitions = known, .to = to });
    }
    pg_rows_free(known);
    pg_rows_free(have);
    return differences;
}

int schema_check(struct pg *pg, FILE *to)
{
    return check(pg, true, to);
}

/* The first line of the list of differences. */
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
    int differences = to ? check(pg, false, to) : -1;
    if (to)
        fclose(to);
    if (differences > 0)
        complain_older(pg, list);
    free(list);
    return differences ? -1 : 0;
}

/* --- applying --------------------------------------------------------------------------------------------------- */

/* Whether nothing may be applied: the database is ahead of us, or distributed otherwise. Complained about. */
static bool refuse_apply(struct pg *pg, int version, const struct pg_rows *have)
{
    if (version > SCHEMA_VERSION)
        complain(pg_report(pg), COMPLAINT_schema_newer, NULL, "this program's version of it is %d", SCHEMA_VERSION);
    return version > SCHEMA_VERSION || refuse_distributed(pg, have);
}

/* One try, one transaction. 0, or -1 and pg_fault tells; *refused: complained about. */
static int apply_once(struct pg *pg, bool *refused)
{
    char lock[160];
    snprintf(lock, sizeof(lock), "SET LOCAL lock_timeout = '2s'; SELECT pg_advisory_xact_lock(%d, %d)", PG_LOCK_class,
             PG_LOCK_schema);
    if (pg_begin(pg) || pg_run(pg, lock))
        return -1;
    int version = read_version(pg);
    if (version < 0)
        return -1;
    struct pg_rows *have = catalog_read(pg);
    if (!have)
        return -1;
    *refused = refuse_apply(pg, version, have);
    struct buf script = { 0 };
    if (!*refused)
        script_write(&script, have);
    pg_rows_free(have);
    if (*refused)
        return -1;
    buf_text(&script, "\nCOMMIT");
    buf_char(&script, '\0');
    int rc = pg_run(pg, script.p);
    buf_free(&script);
    return rc;
}

int schema_apply(struct pg *pg)
{
    for (int attempt = 0;; attempt++) {
        bool refused = false;
        if (apply_once(pg, &refused) == 0)
            return 0;
        if (refused) {
            pg_run(pg, "ROLLBACK");
            return -1;
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
