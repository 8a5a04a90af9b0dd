/* pg_open.c - a connection is opened, waited for, and opened again; see pg.h. */
#include "pg_inside.h"

#include <stdlib.h>
#include <time.h>

enum { OLDEST = 130000, FIRST_PAUSE_MS = 100, LONGEST_PAUSE_MS = 10000, MOST_ATTEMPTS = 12 };

/* What may be set for the role or the database: a load takes the time it needs, and definitions are compared as they are usually spelled. */
#define SETTINGS(set)                                                                                                                    \
    set "search_path = pg_catalog; " set "TimeZone = 'UTC'; " set "DateStyle = 'ISO, YMD'; " set "bytea_output = 'hex'; "                  \
    set "standard_conforming_strings = on; " set "client_min_messages = warning; " set "statement_timeout = 0; " set "lock_timeout = 0; "  \
    set "idle_in_transaction_session_timeout = 0; " set "jit = off; " set "quote_all_identifiers = off"

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
        *ping = libpq()->PQpingParams(names, values, 1);
        return NULL;
    }
    return libpq()->PQconnectdbParams(names, values, 1);
}

/* A standby, or default_transaction_read_only: libpq's words for what target_session_attrs=read-write does not take, and the server's where
 * hot_standby is off. */
static bool takes_no_writes(const struct pg *pg)
{
    return strstr(pg->words, "read-only") || strcasestr(pg->words, "hot standby");
}

/* Whether the server takes writes, but none of this role's (dagsieve_reader): no other server and no waiting helps. Of a session that it did not keep
 * libpq tells not why: another is asked. */
static bool role_only_reads(const struct pg *pg)
{
    static const char sql[] = "SELECT FROM pg_catalog.pg_settings WHERE name = 'default_transaction_read_only' AND setting = 'on' AND source LIKE '%user' "
                              "AND NOT pg_catalog.pg_is_in_recovery()";
    struct pg_options options = pg->options;
    options.read_only = true;
    PGconn *conn = connect_once(&options, NULL);
    PGresult *result = libpq()->PQexec(conn, sql);
    bool reads = libpq()->PQntuples(result) > 0;
    libpq()->PQclear(result);
    libpq()->PQfinish(conn);
    return reads;
}

/* Several servers are named, by any of libpq's ways. */
static bool names_several(const struct pg *pg)
{
    PQconninfoOption *options = libpq()->PQconninfo(pg->conn);
    bool several = false;
    for (PQconninfoOption *o = options; o && o->keyword; o++)
        several |= strncmp(o->keyword, "host", 4) == 0 && o->val && strchr(o->val, ','); /* and hostaddr */
    libpq()->PQconninfoFree(options);
    return several;
}

/* Whether a server that takes no writes may take them soon: a failover is under way only where one did, or where another may. */
static bool may_become_primary(const struct pg *pg)
{
    return pg->options.wait_s < 0 || pg->options.wrote || names_several(pg);
}

static const char *standby_words(const struct pg *pg)
{
    return takes_no_writes(pg) ? "the server takes no writes, it is a standby or read-only by its settings: " : "";
}

/* Why there is no connection. Waiting can help (database_away) when the server does not answer, is starting, has no slot left
 * or is a standby. Of a refused connection libpq has no SQLSTATE, so the last two are known by their words. */
static enum complaint why_not(const struct pg *pg)
{
    PGPing ping;
    connect_once(&pg->options, &ping);
    if (ping == PQPING_NO_ATTEMPT || strstr(pg->words, "invalid integer value") || strstr(pg->words, "invalid port number"))
        return COMPLAINT_bad_conninfo;
    if (takes_no_writes(pg) && role_only_reads(pg))
        return COMPLAINT_database_rights;
    bool away = ping != PQPING_OK || strstr(pg->words, "too many") || strstr(pg->words, "connection slots") || takes_no_writes(pg);
    return away ? COMPLAINT_database_away : COMPLAINT_database_login;
}

/* libpq's words about a string that it cannot use may quote the password; those about its environment do not. */
static int complain_of(const struct pg *pg, enum complaint what)
{
    if (what == COMPLAINT_bad_conninfo && pg->options.conninfo)
        complain(pg->options.report, what, NULL, NULL);
    else if (what == COMPLAINT_database_rights)
        complain(pg->options.report, what, NULL, "the role may only read, by its default_transaction_read_only: %s", pg->words);
    else if (what == COMPLAINT_database_away && takes_no_writes(pg))
        complain(pg->options.report, COMPLAINT_database_read_only, NULL, "%s%s", standby_words(pg), pg->words);
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
        libpq()->PQfinish(pg->conn);
        pg->conn = connect_once(&pg->options, NULL);
        if (pg->conn && libpq()->PQstatus(pg->conn) == CONNECTION_OK)
            return 0;
        pg_keep_words(pg, pg->conn ? libpq()->PQerrorMessage(pg->conn) : "out of memory");
        enum complaint why = why_not(pg);
        /* A server that was starting at the first knock may be up by the ping: only a second refusal is one. */
        if (why == COMPLAINT_database_login && !refused && !stopped(pg)) {
            refused = true;
            pg_pause(pg, 0);
            continue;
        }
        bool hopeless = takes_no_writes(pg) && !may_become_primary(pg);
        if (why != COMPLAINT_database_away || hopeless || (pg->options.wait_s >= 0 && seconds_now() >= until) || stopped(pg))
            return complain_of(pg, why);
        if (attempt == 0)
            complain(pg->options.report, COMPLAINT_database_waiting, NULL, "%s%s", standby_words(pg), pg->words);
        pg_pause(pg, attempt);
    }
}

/* Where a network swallowed the end of the connection before, the server keeps its session, with all its locks, until its own keepalives find
 * out, after two hours by default. Where it may not be ended the locks are waited for. */
static void end_session_before(struct pg *pg)
{
    static const char sql[] = "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_get_activity($1) WHERE backend_start = $2";
    if (*pg->session.pid)
        pg_call(pg, sql, 2, (const char *const[]){ pg->session.pid, pg->session.begun });
}

/* A pooler gives out a process number of its own. */
static int find_session(struct pg *pg)
{
    static const char sql[] = "SELECT pid, backend_start FROM pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid())";
    struct pg_rows *rows = pg_query(pg, sql, 0, NULL);
    if (!rows)
        return -1;
    pg->pooled = pg_rows_int(rows, 0, 0) != libpq()->PQbackendPID(pg->conn);
    snprintf(pg->session.pid, sizeof(pg->session.pid), "%s", pg->pooled ? "" : pg_rows_text(rows, 0, 0).p);
    snprintf(pg->session.begun, sizeof(pg->session.begun), "%s", pg_rows_text(rows, 0, 1).p);
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

/* Text of logs is any Unicode: in another encoding each row with a character of another tongue would be refused. */
static int check_server(const struct pg *pg)
{
    int version = libpq()->PQserverVersion(pg->conn);
    const char *encoding = libpq()->PQparameterStatus(pg->conn, "server_encoding");
    if (version < OLDEST)
        complain(pg->options.report, COMPLAINT_database_too_old, NULL, "its version is %d.%d", version / 10000, version % 10000);
    else if (encoding && strcmp(encoding, "UTF8") != 0 && !pg->options.of_others)
        complain(pg->options.report, COMPLAINT_database_encoding, NULL, "its encoding is %s", encoding);
    else
        return 0;
    return -1;
}

int pg_reopen(struct pg *pg)
{
    for (int attempt = 0;; attempt++) {
        if (connect_wait(pg) || check_server(pg))
            return -1;
        libpq()->PQsetNoticeProcessor(pg->conn, quiet, NULL);
        const char *settings = pg->options.of_others ? SETTINGS("SET ") "; RESET search_path" : SETTINGS("SET ");
        end_session_before(pg);
        if (find_session(pg) == 0 && (pg->pooled || pg_run(pg, settings) == 0)) {
            pg->options.wrote = true;
            return 0;
        }
        if (pg->fault != PG_FAULT_away || attempt >= MOST_ATTEMPTS || !pg_pause(pg, attempt)) /* went as soon as it was there */
            return pg_complain(pg);
    }
}

struct pg *pg_open(const struct pg_options *options)
{
    const char *missing = libpq_open();
    if (missing) {
        complain(options->report, COMPLAINT_no_libpq, NULL, "%s", missing);
        return NULL;
    }
    struct pg *pg = memory_new(sizeof(*pg));
    *pg = (struct pg){ .options = *options };
    int rc = options->conninfo ? pg_conninfo(options->conninfo, &pg->conninfo, options->report) : 0;
    if (options->conninfo)
        pg->options.conninfo = pg->conninfo.p;
    if (rc || pg_reopen(pg))
        pg_close(&pg);
    return pg;
}

void pg_close(struct pg **pg)
{
    if (!*pg)
        return;
    libpq()->PQfinish((*pg)->conn);
    buf_free(&(*pg)->conninfo);
    free(*pg);
    *pg = NULL;
}

bool pg_alive(struct pg *pg)
{
    return libpq()->PQstatus(pg->conn) == CONNECTION_OK && libpq()->PQconsumeInput(pg->conn) && libpq()->PQstatus(pg->conn) == CONNECTION_OK;
}

struct report *pg_report(const struct pg *pg)
{
    return pg->options.report;
}

int pg_version(const struct pg *pg)
{
    return libpq()->PQserverVersion(pg->conn);
}

int pg_recover(struct pg *pg, int attempt)
{
    enum pg_fault fault = pg->fault;
    if ((fault != PG_FAULT_away && fault != PG_FAULT_again) || attempt >= MOST_ATTEMPTS || stopped(pg)) {
        pg_complain(pg);
        if (libpq()->PQstatus(pg->conn) == CONNECTION_OK)
            pg_run(pg, "ROLLBACK");
        return -1;
    }
    if (fault == PG_FAULT_away && attempt == 0 && *pg->sqlstate && libpq()->PQstatus(pg->conn) == CONNECTION_OK) /* out of room, out of slots */
        complain(pg->options.report, COMPLAINT_database_waiting, NULL, "%s, SQLSTATE %s", pg->words, pg->sqlstate);
    if (libpq()->PQstatus(pg->conn) == CONNECTION_OK && pg_run(pg, "ROLLBACK") == 0)
        return pg_pause(pg, attempt) ? 0 : -1;
    return pg_reopen(pg);
}
