/* pg_copy.c - COPY to and from the server; see pg.h. */
#include "pg_inside.h"

#include <poll.h>
#include <stdlib.h>

enum { COPY_PIECE = 1 << 20, PUSH_PIECE = 1 << 16 };

/* The words of the context are translated ("COPY log, Zeile 3, ..."), its shape is not; names of tables have no digits. */
static int64_t context_line(const PGresult *result)
{
    const char *at = strstr(pg_error_field(result, PG_DIAG_CONTEXT), "COPY ");
    if (!at)
        return 0;
    at += strcspn(at, "0123456789\n");
    return strtoll(at, NULL, 10);
}

/* Reads every result: only the last answer of PQgetResult says whether the rows are in (c-models §6.1). */
static int copy_result(struct pg *pg, int64_t *bad_line)
{
    int rc = pg_succeeded(pg);
    PGresult *result;
    while ((result = PQgetResult(pg->conn))) {
        ExecStatusType status = PQresultStatus(result);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && rc == 0) {
            rc = pg_failed(pg, result);
            *bad_line = context_line(result);
        }
        PQclear(result);
        if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT)
            break; /* cannot be left behind: the caller sees the failure and reopens */
    }
    return rc;
}

int pg_copy_begin(struct pg *pg, const char *sql)
{
    PGresult *result = PQexec(pg->conn, sql);
    int rc = PQresultStatus(result) == PGRES_COPY_IN ? pg_succeeded(pg) : pg_failed(pg, result);
    PQclear(result);
    return rc;
}

void pg_copy_push(struct pg *pg, struct slice rows, size_t *at)
{
    bool room = PQsetnonblocking(pg->conn, 1) == 0 && PQflush(pg->conn) == 0;
    while (room && *at < rows.n) {
        struct slice piece = slice_part(rows, *at, *at + PUSH_PIECE);
        room = PQputCopyData(pg->conn, piece.p, (int)piece.n) == 1;
        *at += room ? piece.n : 0;
        room = room && PQflush(pg->conn) == 0;
    }
}

/* Waits until what was pushed is gone; from then on sending waits. What the server says meanwhile is read, or it would not go on. */
static bool patient(struct pg *pg)
{
    struct pollfd socket = { .fd = PQsocket(pg->conn), .events = POLLIN | POLLOUT };
    while (PQisnonblocking(pg->conn) && PQflush(pg->conn) == 1)
        if (poll(&socket, 1, -1) > 0 && (socket.revents & ~POLLOUT) && !PQconsumeInput(pg->conn))
            return false;
    return PQsetnonblocking(pg->conn, 0) == 0;
}

int pg_copy_end(struct pg *pg, struct slice rows, size_t at, int64_t *bad_line)
{
    *bad_line = 0;
    bool sent = patient(pg);
    for (; at < rows.n && sent; at += COPY_PIECE) {
        struct slice piece = slice_part(rows, at, at + COPY_PIECE);
        sent = PQputCopyData(pg->conn, piece.p, (int)piece.n) == 1;
    }
    if (PQputCopyEnd(pg->conn, sent ? NULL : "the rows could not be sent") != 1)
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

int pg_copy_out(struct pg *pg, const char *sql, void (*row)(void *, struct slice), void *context)
{
    PGresult *result = PQexec(pg->conn, sql);
    bool started = PQresultStatus(result) == PGRES_COPY_OUT;
    if (!started)
        pg_failed(pg, result);
    PQclear(result);
    if (!started)
        return -1;
    char *text;
    int n;
    while ((n = PQgetCopyData(pg->conn, &text, 0)) > 0) {
        row(context, (struct slice){ text, (size_t)n - (text[n - 1] == '\n') });
        PQfreemem(text);
    }
    int64_t ignored;
    int rc = copy_result(pg, &ignored);
    return n == -2 ? pg_failed(pg, NULL) : rc;
}
