/* pg.c - one connection to PostgreSQL; see pg.h. The only file that includes libpq-fe.h. */
#include "pg.h"

#include <libpq-fe.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

enum { OLDEST = 130000, FIRST_PAUSE_MS = 100, LONGEST_PAUSE_MS = 10000, MOST_ATTEMPTS = 12, COPY_PIECE = 1 << 20, PUSH_PIECE = 1 << 16 };

struct pg {
    PGconn *conn;
    struct pg_options options;
    enum pg_fault fault;
    char sqlstate[6];
    char words[1024];
    bool pooled;
};

/* statement_timeout and the like may be set for the role or the database; a load takes the time it needs. */
#define SETTINGS(set)                                                                                                                    \
    set "search_path = pg_catalog; " set "TimeZone = 'UTC'; " set "DateStyle = 'ISO, YMD'; " set "bytea_output = 'hex'; "                  \
    set "standard_conforming_strings = on; " set "client_min_messages = warning; " set "statement_timeout = 0; " set "lock_timeout = 0; "  \
    set "idle_in_transaction_session_timeout = 0; " set "jit = off"

/* --- what went wrong -------------------------------------------------------------------------------------------- */

/* One line of at most the size of words; libpq ends its messages with '\n' and may use several lines. */
static void keep_words(struct pg *pg, const char *message)
{
    size_t n = 0;
    for (; *message && n + 1 < sizeof(pg->words); message++)
        pg->words[n++] = *message == '\n' ? ' ' : *message;
    while (n && pg->words[n - 1] == ' ')
        n--;
    pg->words[n] = '\0';
}

/* A server that refuses says why in five characters. Without them the words are libpq's own: the connection broke, of which
 * PQstatus knows nothing before the next read (EPIPE, ECONNRESET). */
static enum pg_fault classify(const struct pg *pg)
{
    static const struct {
        const char *prefix;
        enum pg_fault fault;
    } rows[] = {
        { "08", PG_FAULT_away },    { "57P", PG_FAULT_away },    { "53", PG_FAULT_away },    { "25006", PG_FAULT_away },
        { "40", PG_FAULT_again },   { "55P03", PG_FAULT_again }, { "22", PG_FAULT_content }, { "23", PG_FAULT_content },
        { "54", PG_FAULT_content },
    };
    if (!pg->conn || PQstatus(pg->conn) != CONNECTION_OK || !*pg->sqlstate)
        return PG_FAULT_away;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        if (strncmp(pg->sqlstate, rows[i].prefix, strlen(rows[i].prefix)) == 0)
            return rows[i].fault;
    return PG_FAULT_other;
}

/* PQresultErrorField may be NULL, also for the SQLSTATE (c-models §6.5). */
static const char *error_field(const PGresult *result, int field)
{
    const char *text = result ? PQresultErrorField(result, field) : NULL;
    return text ? text : "";
}

static int failed(struct pg *pg, const PGresult *result)
{
    const char *primary = error_field(result, PG_DIAG_MESSAGE_PRIMARY), *detail = error_field(result, PG_DIAG_MESSAGE_DETAIL);
    char both[sizeof(pg->words)];
    snprintf(pg->sqlstate, sizeof(pg->sqlstate), "%s", error_field(result, PG_DIAG_SQLSTATE));
    snprintf(both, sizeof(both), "%s%s%s", *primary ? primary : PQerrorMessage(pg->conn), *detail ? "; " : "", detail);
    keep_words(pg, both);
    pg->fault = classify(pg);
    return -1;
}

static int succeeded(struct pg *pg)
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
    if (pg->fault == PG_FAULT_away && strncmp(pg->sqlstate, "53", 2) != 0)
        what = COMPLAINT_database_lost;
    else if (strcmp(pg->sqlstate, "3F000") == 0 || strcmp(pg->sqlstate, "42P01") == 0)
        what = COMPLAINT_schema_missing;
    else if (strcmp(pg->sqlstate, "42703") == 0 || strcmp(pg->sqlstate, "42883") == 0)
        what = COMPLAINT_schema_older;
    complain(pg->options.report, what, NULL, "%s%s%s", pg->words, *pg->sqlstate ? ", SQLSTATE " : "", pg->sqlstate);
    return -1;
}

/* --- opening ---------------------------------------------------------------------------------------------------- */

static bool stopped(const struct pg *pg)
{
    return pg->options.stop && *pg->options.stop;
}

/* Doubles with each attempt, capped; spread by a quarter so that many loaders do not return in step. */
static int pause_length(int attempt)
{
    int ms = FIRST_PAUSE_MS << (attempt < 7 ? attempt : 7);
    if (ms > LONGEST_PAUSE_MS)
        ms = LONGEST_PAUSE_MS;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return ms - ms / 8 + (int)(now.tv_nsec / 1000 % (ms / 4 + 1));
}

bool pg_pause(const struct pg *pg, int attempt)
{
    for (int ms = pause_length(attempt); ms > 0 && !stopped(pg); ms -= 100)
        nanosleep(&(struct timespec){ .tv_nsec = 1000000L * (ms < 100 ? ms : 100) }, NULL);
    return !stopped(pg);
}

static int64_t seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* libpq's words about a string that it cannot read quote it, password and all: ours do not. */
static bool conninfo_sound(const char *conninfo)
{
    if (!conninfo || (!strchr(conninfo, '=') && strncmp(conninfo, "postgres", 8) != 0))
        return true; /* a bare database name, as psql takes it */
    if (!strchr(conninfo, '=') && !strstr(conninfo, "://"))
        return true;
    PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
    bool sound = options != NULL;
    for (PQconninfoOption *o = options; o && o->keyword; o++) {
        if (strcmp(o->keyword, "port") == 0 && o->val && o->val[strspn(o->val, "0123456789,")])
            sound = false; /* its head */
        if ((strcmp(o->keyword, "host") == 0 || (strcmp(o->keyword, "dbname") == 0 && strstr(conninfo, "://"))) && o->val &&
            o->val[0] != '@' && strchr(o->val, '@'))
            sound = false; /* the tail of a password with a bare @ or / */
    }
    PQconninfoFree(options);
    return sound;
}

/* What stands before dbname is a default that the connection string may change. A network that swallows packets is noticed
 * after 90 s: by keepalives while we wait (30 s + 6 * 10 s), by the TCP user timeout (ms) while we send. */
static PGconn *connect_once(const struct pg_options *o, PGPing *ping)
{
    const char *const names[] = { "fallback_application_name", "connect_timeout", "keepalives", "keepalives_idle", "keepalives_interval",
                                  "keepalives_count", "tcp_user_timeout", "target_session_attrs", o->conninfo ? "dbname" : "client_encoding",
                                  "client_encoding", NULL };
    const char *const values[] = { "dagsieve", "10", "1", "30", "10", "6", "90000", o->read_only ? "any" : "read-write",
                                   o->conninfo ? o->conninfo : "UTF8", "UTF8", NULL };
    if (ping) {
        *ping = PQpingParams(names, values, 1);
        return NULL;
    }
    return PQconnectdbParams(names, values, 1);
}

/* Why there is no connection. Waiting can help (database_away) when the server does not answer, is starting, has no slot left
 * or is a standby. Of a refused connection libpq has no SQLSTATE, so the last two are known by their words. */
static enum complaint why_not(const struct pg *pg)
{
    PGPing ping;
    connect_once(&pg->options, &ping);
    if (ping == PQPING_NO_ATTEMPT)
        return COMPLAINT_bad_conninfo;
    bool away = ping != PQPING_OK || strstr(pg->words, "too many") || strstr(pg->words, "connection slots") ||
                strstr(pg->words, "read-only");
    return away ? COMPLAINT_database_away : COMPLAINT_database_login;
}

/* libpq's words about a string that it cannot use may quote the password. */
static int complain_of(const struct pg *pg, enum complaint what)
{
    if (what == COMPLAINT_bad_conninfo)
        complain(pg->options.report, what, NULL, NULL);
    else
        complain(pg->options.report, what, NULL, "%s", pg->words);
    return -1;
}

static void quiet(void *context, const char *message)
{
    (void)context;
    (void)message;
}

static int connect_wait(struct pg *pg)
{
    int64_t until = seconds_now() + pg->options.wait_s;
    bool refused = false;
    for (int attempt = 0;; attempt++) {
        PQfinish(pg->conn);
        pg->conn = connect_once(&pg->options, NULL);
        if (pg->conn && PQstatus(pg->conn) == CONNECTION_OK)
            return 0;
        keep_words(pg, pg->conn ? PQerrorMessage(pg->conn) : "out of memory");
        enum complaint why = why_not(pg);
        /* A server that was starting at the first knock may be up by the ping: only a second refusal is one. */
        if (why == COMPLAINT_database_login && !refused && !stopped(pg)) {
            refused = true;
            pg_pause(pg, 0);
            continue;
        }
        if (why != COMPLAINT_database_away || (pg->options.wait_s >= 0 && seconds_now() >= until) || stopped(pg))
            return complain_of(pg, why);
        if (attempt == 0)
            complain(pg->options.report, COMPLAINT_database_waiting, NULL, "%s", pg->words);
        pg_pause(pg, attempt);
    }
}

/* A pooler gives out a process number of its own. */
static int find_pooler(struct pg *pg)
{
    struct pg_rows *rows = pg_query(pg, "SELECT pg_catalog.pg_backend_pid()", 0, NULL);
    if (!rows)
        return -1;
    pg->pooled = pg_rows_int(rows, 0, 0) != PQbackendPID(pg->conn);
    pg_rows_free(rows);
    return 0;
}

bool pg_pooled(const struct pg *pg)
{
    return pg->pooled;
}

int pg_begin(struct pg *pg)
{
    return pg_run(pg, pg->pooled ? "BEGIN; " SETTINGS("SET LOCAL ") : "BEGIN");
}

static int check_version(const struct pg *pg)
{
    int version = PQserverVersion(pg->conn);
    if (version >= OLDEST)
        return 0;
    complain(pg->options.report, COMPLAINT_database_too_old, NULL, "its version is %d.%d", version / 10000, version % 10000);
    return -1;
}

int pg_reopen(struct pg *pg)
{
    for (int attempt = 0;; attempt++) {
        if (connect_wait(pg) || check_version(pg))
            return -1;
        PQsetNoticeProcessor(pg->conn, quiet, NULL);
        const char *settings = pg->options.of_others ? SETTINGS("SET ") "; RESET search_path" : SETTINGS("SET ");
        if (find_pooler(pg) == 0 && (pg->pooled || pg_run(pg, settings) == 0))
            return 0;
        if (pg->fault != PG_FAULT_away || attempt >= MOST_ATTEMPTS || !pg_pause(pg, attempt)) /* went as soon as it was there */
            return pg_complain(pg);
    }
}

struct pg *pg_open(const struct pg_options *options)
{
    if (!conninfo_sound(options->conninfo)) {
        complain(options->report, COMPLAINT_bad_conninfo, NULL, NULL);
        return NULL;
    }
    struct pg *pg = memory_new(sizeof(*pg));
    *pg = (struct pg){ .options = *options };
    if (pg_reopen(pg))
        pg_close(&pg);
    return pg;
}

void pg_close(struct pg **pg)
{
    if (!*pg)
        return;
    PQfinish((*pg)->conn);
    free(*pg);
    *pg = NULL;
}

bool pg_alive(struct pg *pg)
{
    return PQstatus(pg->conn) == CONNECTION_OK && PQconsumeInput(pg->conn) && PQstatus(pg->conn) == CONNECTION_OK;
}

struct report *pg_report(const struct pg *pg)
{
    return pg->options.report;
}

int pg_version(const struct pg *pg)
{
    return PQserverVersion(pg->conn);
}

int pg_recover(struct pg *pg, int attempt)
{
    enum pg_fault fault = pg->fault;
    if ((fault != PG_FAULT_away && fault != PG_FAULT_again) || attempt >= MOST_ATTEMPTS || stopped(pg)) {
        pg_complain(pg);
        if (PQstatus(pg->conn) == CONNECTION_OK)
            pg_run(pg, "ROLLBACK");
        return -1;
    }
    if (fault == PG_FAULT_away && attempt == 0 && *pg->sqlstate && PQstatus(pg->conn) == CONNECTION_OK) /* out of room, out of slots */
        complain(pg->options.report, COMPLAINT_database_waiting, NULL, "%s, SQLSTATE %s", pg->words, pg->sqlstate);
    if (PQstatus(pg->conn) == CONNECTION_OK && pg_run(pg, "ROLLBACK") == 0)
        return pg_pause(pg, attempt) ? 0 : -1;
    return pg_reopen(pg);
}

/* --- commands --------------------------------------------------------------------------------------------------- */

static int finish(struct pg *pg, PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    int rc = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? succeeded(pg) : failed(pg, result);
    PQclear(result);
    return rc;
}

int pg_run(struct pg *pg, const char *sql)
{
    return finish(pg, PQexec(pg->conn, sql));
}

int pg_call(struct pg *pg, const char *sql, int n, const char *const values[])
{
    return finish(pg, PQexecParams(pg->conn, sql, n, NULL, values, NULL, NULL, 0));
}

struct pg_rows *pg_query(struct pg *pg, const char *sql, int n, const char *const values[])
{
    PGresult *result = PQexecParams(pg->conn, sql, n, NULL, values, NULL, NULL, 0);
    if (PQresultStatus(result) == PGRES_TUPLES_OK) {
        succeeded(pg);
        return (struct pg_rows *)result;
    }
    failed(pg, result);
    PQclear(result);
    return NULL;
}

int pg_rows_count(const struct pg_rows *rows)
{
    return PQntuples((const PGresult *)rows);
}

int pg_rows_column(const struct pg_rows *rows, const char *name)
{
    return PQfnumber((const PGresult *)rows, name);
}

const char *pg_rows_name(const struct pg_rows *rows, int column)
{
    return PQfname((const PGresult *)rows, column);
}

bool pg_rows_null(const struct pg_rows *rows, int row, int column)
{
    return PQgetisnull((const PGresult *)rows, row, column);
}

struct slice pg_rows_text(const struct pg_rows *rows, int row, int column)
{
    const PGresult *result = (const PGresult *)rows;
    return (struct slice){ PQgetvalue(result, row, column), (size_t)PQgetlength(result, row, column) };
}

int64_t pg_rows_int(const struct pg_rows *rows, int row, int column)
{
    return strtoll(PQgetvalue((const PGresult *)rows, row, column), NULL, 10);
}

void pg_rows_free(struct pg_rows *rows)
{
    PQclear((PGresult *)rows);
}

/* --- COPY ------------------------------------------------------------------------------------------------------- */

/* The words of the context are translated ("COPY log, Zeile 3, ..."), its shape is not; names of tables have no digits. */
static int64_t context_line(const PGresult *result)
{
    const char *at = strstr(error_field(result, PG_DIAG_CONTEXT), "COPY ");
    if (!at)
        return 0;
    at += strcspn(at, "0123456789\n");
    return strtoll(at, NULL, 10);
}

/* Reads every result: only the last answer of PQgetResult says whether the rows are in (c-models §6.1). */
static int copy_result(struct pg *pg, int64_t *bad_line)
{
    int rc = succeeded(pg);
    PGresult *result;
    while ((result = PQgetResult(pg->conn))) {
        ExecStatusType status = PQresultStatus(result);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && rc == 0) {
            rc = failed(pg, result);
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
    int rc = PQresultStatus(result) == PGRES_COPY_IN ? succeeded(pg) : failed(pg, result);
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
    return sent ? 0 : failed(pg, NULL);
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
        failed(pg, result);
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
    return n == -2 ? failed(pg, NULL) : rc;
}
