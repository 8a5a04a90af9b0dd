/* import_query.c - rows of a query as those of a CSV file; see import.h. */
#include "import.h"

/* place[i]: the answer's column of ours, -1 = it has none. */
static bool columns_match(const struct import_source *source, const struct pg_rows *rows, const struct csv_column *columns, int n, int place[])
{
    bool ok = true;
    for (int i = 0; i < n; i++) {
        int n_such = 0;
        for (int at = pg_rows_columns(rows) - 1; at >= 0; at--)
            n_such += strcmp(pg_rows_name(rows, at), columns[i].name) == 0;
        place[i] = pg_rows_column(rows, columns[i].name);
        if (n_such == 1 || (n_such == 0 && !columns[i].required))
            continue;
        complain(pg_report(source->from), COMPLAINT_bad_row, &(struct where){ .path = source->path }, "the query has %s column \"%s\"",
                 n_such ? "more than one" : "no", columns[i].name);
        ok = false;
    }
    return ok;
}

/* Lists, documents, bytes and truths have a text too, which is no name: a table with them is not the one that was meant. */
static bool type_is_plain(const struct import_source *source, const struct pg_rows *rows, int column)
{
    char oid[16];
    snprintf(oid, sizeof(oid), "%u", pg_rows_type(rows, column));
    struct pg_rows *types = pg_query(source->from,
                                     "SELECT format_type(t.oid, NULL), t.typcategory IN ('S', 'N', 'D', 'E', 'T', 'X', 'Z') OR t.typname = 'citext'"
                                     "  FROM pg_catalog.pg_type AS t WHERE t.oid = $1::oid", 1, (const char *const[]){ oid });
    if (!types)
        pg_complain(source->from);
    bool plain = types && (!pg_rows_count(types) || slice_eq(pg_rows_text(types, 0, 1), SLICE("t")));
    if (types && !plain)
        complain(pg_report(source->from), COMPLAINT_bad_row, &(struct where){ .path = source->path }, "column \"%s\" is of type %s: no text, number or time",
                 pg_rows_name(rows, column), pg_rows_text(types, 0, 0).p);
    pg_rows_free(types);
    return plain;
}

static bool types_are_plain(const struct import_source *source, const struct pg_rows *rows, int n, const int place[])
{
    bool ok = true;
    for (int i = 0; i < n; i++)
        ok &= place[i] < 0 || type_is_plain(source, rows, place[i]);
    return ok;
}

static bool row_give(const struct import_source *source, const struct pg_rows *rows, int at, const int place[], int n, import_row_fn *row, void *context)
{
    struct csv_row given = { .path = source->path, .line = at + 1, .report = pg_report(source->from) };
    for (int i = 0; i < n; i++) {
        if (place[i] < 0)
            continue;
        given.value[i] = slice_trim_right(pg_rows_text(rows, at, place[i])); /* char(n) is filled up */
        given.col[i] = place[i] + 1;
    }
    return row(context, &given);
}

bool import_query(const struct import_source *source, const struct csv_column *columns, int n, import_row_fn *row, void *context)
{
    int place[CSV_COLUMNS];
    /* One statement by the extended protocol, in a transaction that cannot write: whatever the query says. */
    struct pg_rows *rows = pg_run(source->from, "BEGIN TRANSACTION READ ONLY; SET LOCAL datestyle = 'ISO'; SET LOCAL timezone = 'UTC'") == 0
                               ? pg_query(source->from, source->query, 0, NULL) : NULL;
    if (!rows) {
        pg_complain(source->from);
        return false;
    }
    int count = pg_rows_count(rows);
    bool ok = columns_match(source, rows, columns, n, place) && types_are_plain(source, rows, n, place);
    if (ok && !count) {
        complain(pg_report(source->from), COMPLAINT_empty_answer, NULL, NULL);
        ok = false;
    }
    for (int i = 0; ok && i < count; i++)
        ok = row_give(source, rows, i, place, n, row, context);
    pg_rows_free(rows);
    return pg_run(source->from, "ROLLBACK") == 0 && ok;
}
