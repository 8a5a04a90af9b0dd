/* pg_copy.c - COPY to and from the server; see pg.h. */
#include "pg_inside.h"

#include <poll.h>
#include <stdlib.h>

enum { COPY_PIECE = 1 << 20, PUSH_PIECE = 1 << 16 };

/* The words of the context are translated ("COPY log, Zeile 3, ..."), its shape is not. Names of tables have no digits, but those of a shard
 * ("COPY event_102008, line 3"), whose lines are not ours: 0. */
static int64_t context_line(const PGresult *result)
{
    const char *at = strstr(pg_error_field(result, PG_DIAG_CONTEXT), "COPY ");
    if (!at)
        return 0;
    at += strcspn(at, "0123456789,\n");
    return *at == ',' ? strtoll(at + strcspn(at, "0123456789\n"), NULL, 10) : 0;
}

/* Reads every result: only the last answer of PQgetResult says whether the rows are in (c-models §6.1). */
static int copy_result(struct pg *pg, int64_t *bad_line)
{
    int rc = pg_succeeded(pg);
    PGresult *result;
    while ((result = libpq()->PQgetResult(pg->conn))) {
        ExecStatusType status = libpq()->PQresultStatus(result);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && rc == 0) {
            rc = pg_failed(pg, result);
            *bad_line = context_line(result);
        }
        libpq()->PQclear(result);
        if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT)
            break; /* cannot be left behind: the caller sees the failure and reopens */
    }
    return rc;
}

/* What stands before the rows of a COPY in binary, and behind them. */
static const struct slice binary_head = SLICE_ROW("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0"), binary_end = SLICE_ROW("\377\377");

int pg_copy_begin(struct pg *pg, const char *sql)
{
    PGresult *result = libpq()->PQexec(pg->conn, sql);
    int rc = libpq()->PQresultStatus(result) == PGRES_COPY_IN ? pg_succeeded(pg) : pg_failed(pg, result);
    pg->binary = rc == 0 && libpq()->PQbinaryTuples(result);
    libpq()->PQclear(result);
    if (pg->binary)
        libpq()->PQputCopyData(pg->conn, binary_head.p, (int)binary_head.n); /* pg_copy_end hears of what goes wrong */
    return rc;
}

void pg_copy_push(struct pg *pg, struct slice rows, size_t *at)
{
    bool room = libpq()->PQsetnonblocking(pg->conn, 1) == 0 && libpq()->PQflush(pg->conn) == 0;
    while (room && *at < rows.n) {
        struct slice piece = slice_part(rows, *at, *at + PUSH_PIECE);
        room = libpq()->PQputCopyData(pg->conn, piece.p, (int)piece.n) == 1;
        *at += room ? piece.n : 0;
        room = room && libpq()->PQflush(pg->conn) == 0;
    }
}

/* Waits until what was pushed is gone; from then on sending waits. What the server says meanwhile is read, or it would not go on. */
static bool send_blocking(struct pg *pg)
{
    struct pollfd socket = { .fd = libpq()->PQsocket(pg->conn), .events = POLLIN | POLLOUT };
    while (libpq()->PQisnonblocking(pg->conn) && libpq()->PQflush(pg->conn) == 1)
        if (poll(&socket, 1, -1) > 0 && (socket.revents & ~POLLOUT) && !libpq()->PQconsumeInput(pg->conn))
            return false;
    return libpq()->PQsetnonblocking(pg->conn, 0) == 0;
}

int pg_copy_end(struct pg *pg, struct slice rows, size_t at, int64_t *bad_line)
{
    *bad_line = 0;
    bool sent = send_blocking(pg);
    for (; at < rows.n && sent; at += COPY_PIECE) {
        struct slice piece = slice_part(rows, at, at + COPY_PIECE);
        sent = libpq()->PQputCopyData(pg->conn, piece.p, (int)piece.n) == 1;
    }
    if (pg->binary && sent)
        sent = libpq()->PQputCopyData(pg->conn, binary_end.p, (int)binary_end.n) == 1;
    if (libpq()->PQputCopyEnd(pg->conn, sent ? NULL : "the rows could not be sent") != 1)
        sent = false;
    if (copy_result(pg, bad_line))
        return -1;
    return sent ? 0 : pg_failed(pg, NULL);
}

int pg_copy_in(struct pg *pg, const char *sql, struct slice rows, int64_t *bad_line)
{
    *bad_line = 0;
    return pg_copy_begin(pg, sql) ? -1 : pg_copy_end(pg, rows, 0, bad_line);
}

/* Asks the server to end what it does; it says so itself in the command's result. */
static void cancel(struct pg *pg)
{
    char words[256];
    PGcancel *request = libpq()->PQgetCancel(pg->conn);
    if (request)
        libpq()->PQcancel(request, words, sizeof(words));
    libpq()->PQfreeCancel(request);
}

/* The row in what came: in binary the first has the head of the whole before it, then a row is its number of fields and the fields; a number of -1 is the end. */
static struct slice binary_row(struct slice came, bool first)
{
    enum { HEAD = 19, NUMBER = 2 };
    struct slice row = slice_from(came, first ? HEAD : 0);
    return row.n < NUMBER || row.p[0] < 0 ? SLICE("") : slice_from(row, NUMBER);
}

int64_t pg_binary_int(struct slice field)
{
    uint64_t value = 0;
    for (size_t i = 0; i < field.n; i++)
        value = value << 8 | (unsigned char)field.p[i];
    return (int64_t)value;
}

struct slice pg_binary_field(struct slice *row)
{
    enum { LENGTH = 4 };
    int32_t n = (int32_t)pg_binary_int(slice_part(*row, 0, LENGTH));
    struct slice field = n < 0 ? SLICE("") : slice_part(*row, LENGTH, LENGTH + (size_t)n);
    *row = slice_from(*row, LENGTH + field.n);
    return field;
}

/* -1: it has not begun. 1 when its rows come in binary. */
static int copy_out_begin(struct pg *pg, const char *sql)
{
    PGresult *result = libpq()->PQexec(pg->conn, sql);
    int rc = libpq()->PQresultStatus(result) == PGRES_COPY_OUT ? libpq()->PQbinaryTuples(result) : pg_failed(pg, result);
    libpq()->PQclear(result);
    return rc;
}

int pg_copy_out(struct pg *pg, const char *sql, bool (*row)(void *, struct slice), void *context)
{
    int binary = copy_out_begin(pg, sql), n;
    if (binary < 0)
        return -1;
    char *text;
    bool wanted = true, first = true;
    while ((n = libpq()->PQgetCopyData(pg->conn, &text, 0)) > 0) {
        struct slice came = { text, (size_t)n };
        came = binary ? binary_row(came, first) : slice_part(came, 0, came.n - (text[n - 1] == '\n'));
        if ((came.n || !binary) && wanted && !(wanted = row(context, came)))
            cancel(pg);
        first = false;
        libpq()->PQfreemem(text);
    }
    int64_t ignored;
    int rc = copy_result(pg, &ignored) || !wanted ? -1 : 0;
    return n == -2 ? pg_failed(pg, NULL) : rc;
}
