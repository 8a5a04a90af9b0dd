/* pg.c - what went wrong on a connection, and its commands; see pg.h. Opening stands in pg_open.c, COPY in pg_copy.c. */
#include "pg_inside.h"

#include <stdlib.h>

/* One line of at most the size of words; libpq ends its messages with '\n' and may use several lines. */
void pg_keep_words(struct pg *pg, const char *message)
{
    size_t n = 0;
    for (; *message && n + 1 < sizeof(pg->words); message++)
        pg->words[n++] = *message == '\n' ? ' ' : *message;
    while (n && pg->words[n - 1] == ' ')
        n--;
    pg->words[n] = '\0';
}

/* A server that refuses says why in five characters. Without them the words are libpq's own: the connection broke, of which
 * PQstatus knows nothing before the next read (EPIPE, ECONNRESET). What no row has is neither mended by waiting nor by another row. */
static enum pg_fault classify(const struct pg *pg)
{
    static const struct {
        const char *prefix; /* the first that fits */
        enum pg_fault fault;
    } rows[] = {
        { "57P04", PG_FAULT_other },  /* the database was dropped */
        { "57P", PG_FAULT_away },     /* shut down, crashed, starting */
        { "53400", PG_FAULT_other },  /* a limit of the server's settings, such as temp_file_limit */
        { "53", PG_FAULT_away },      /* disk full, out of memory, too many connections */
        { "08", PG_FAULT_away },      /* connection, a pooler's words too */
        { "25006", PG_FAULT_away },   /* takes no writes any more: a failover */
        { "40", PG_FAULT_again },     /* deadlock, serialisation */
        { "55P03", PG_FAULT_again },  /* lock timeout */
        { "22", PG_FAULT_content },   /* a value */
        { "23", PG_FAULT_content },   /* a constraint */
        { "54", PG_FAULT_content },   /* too large */
    };
    if (!pg->conn || libpq()->PQstatus(pg->conn) != CONNECTION_OK || !*pg->sqlstate)
        return PG_FAULT_away;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        if (strncmp(pg->sqlstate, rows[i].prefix, strlen(rows[i].prefix)) == 0)
            return rows[i].fault;
    return PG_FAULT_other;
}

/* PQresultErrorField may be NULL, also for the SQLSTATE (c-models §6.5). */
const char *pg_error_field(const PGresult *result, int field)
{
    const char *text = result ? libpq()->PQresultErrorField(result, field) : NULL;
    return text ? text : "";
}

int pg_failed(struct pg *pg, const PGresult *result)
{
    const char *primary = pg_error_field(result, PG_DIAG_MESSAGE_PRIMARY), *detail = pg_error_field(result, PG_DIAG_MESSAGE_DETAIL);
    char both[sizeof(pg->words)];
    snprintf(pg->sqlstate, sizeof(pg->sqlstate), "%s", pg_error_field(result, PG_DIAG_SQLSTATE));
    snprintf(both, sizeof(both), "%s%s%s", *primary ? primary : libpq()->PQerrorMessage(pg->conn), *detail ? "; " : "", detail);
    pg_keep_words(pg, both);
    pg->fault = classify(pg);
    return -1;
}

int pg_succeeded(struct pg *pg)
{
    pg->fault = PG_FAULT_none;
    pg->sqlstate[0] = pg->words[0] = '\0';
    return 0;
}

enum pg_fault pg_fault(const struct pg *pg)
{
    return pg->fault;
}

const char *pg_sqlstate(const struct pg *pg)
{
    return pg->sqlstate;
}

const char *pg_words(const struct pg *pg)
{
    return pg->words;
}

int pg_complain(struct pg *pg)
{
    enum complaint what = COMPLAINT_database_refused;
    bool ours = pg->options.read_only && strcmp(pg->sqlstate, "25006") == 0; /* a statement that would write where we only read */
    bool of_schema = !pg->options.of_others; /* what a statement of others names is no part of schema dagsieve */
    if (strcmp(pg->sqlstate, "25006") == 0 && !ours)
        what = COMPLAINT_database_read_only;
    else if (pg->fault == PG_FAULT_away && !ours && strncmp(pg->sqlstate, "53", 2) != 0)
        what = COMPLAINT_database_lost;
    else if (of_schema && (strcmp(pg->sqlstate, "3F000") == 0 || strcmp(pg->sqlstate, "42P01") == 0))
        what = COMPLAINT_schema_missing;
    else if (of_schema && (strcmp(pg->sqlstate, "42703") == 0 || strcmp(pg->sqlstate, "42883") == 0))
        what = COMPLAINT_schema_older;
    else if (of_schema && strcmp(pg->sqlstate, "42501") == 0)
        what = COMPLAINT_database_rights;
    complain(pg->options.report, what, NULL, "%s%s%s", pg->words, *pg->sqlstate ? ", SQLSTATE " : "", pg->sqlstate);
    return -1;
}

static int finish(struct pg *pg, PGresult *result)
{
    ExecStatusType status = libpq()->PQresultStatus(result);
    int rc = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? pg_succeeded(pg) : pg_failed(pg, result);
    libpq()->PQclear(result);
    return rc;
}

int pg_run(struct pg *pg, const char *sql)
{
    return finish(pg, libpq()->PQexec(pg->conn, sql));
}

int pg_call(struct pg *pg, const char *sql, int n, const char *const values[])
{
    return finish(pg, libpq()->PQexecParams(pg->conn, sql, n, NULL, values, NULL, NULL, 0));
}

struct pg_rows *pg_query(struct pg *pg, const char *sql, int n, const char *const values[])
{
    PGresult *result = libpq()->PQexecParams(pg->conn, sql, n, NULL, values, NULL, NULL, 0);
    ExecStatusType status = libpq()->PQresultStatus(result);
    if (status == PGRES_TUPLES_OK) {
        pg_succeeded(pg);
        return (struct pg_rows *)result;
    }
    pg_failed(pg, result);
    if (status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY || status == PGRES_COPY_OUT || status == PGRES_COPY_IN) {
        pg->fault = PG_FAULT_other;
        pg_keep_words(pg, "the statement gives no rows: write a SELECT, VALUES or TABLE");
    }
    libpq()->PQclear(result);
    return NULL;
}

int pg_rows_count(const struct pg_rows *rows)
{
    return libpq()->PQntuples((const PGresult *)rows);
}

int pg_rows_column(const struct pg_rows *rows, const char *name)
{
    return libpq()->PQfnumber((const PGresult *)rows, name);
}

int pg_rows_columns(const struct pg_rows *rows)
{
    return libpq()->PQnfields((const PGresult *)rows);
}

const char *pg_rows_name(const struct pg_rows *rows, int column)
{
    return libpq()->PQfname((const PGresult *)rows, column);
}

unsigned pg_rows_type(const struct pg_rows *rows, int column)
{
    return libpq()->PQftype((const PGresult *)rows, column);
}

bool pg_rows_null(const struct pg_rows *rows, int row, int column)
{
    return libpq()->PQgetisnull((const PGresult *)rows, row, column);
}

struct slice pg_rows_text(const struct pg_rows *rows, int row, int column)
{
    const PGresult *result = (const PGresult *)rows;
    return (struct slice){ libpq()->PQgetvalue(result, row, column), (size_t)libpq()->PQgetlength(result, row, column) };
}

int64_t pg_rows_int(const struct pg_rows *rows, int row, int column)
{
    return strtoll(libpq()->PQgetvalue((const PGresult *)rows, row, column), NULL, 10);
}

void pg_rows_free(struct pg_rows *rows)
{
    libpq()->PQclear((PGresult *)rows);
}
