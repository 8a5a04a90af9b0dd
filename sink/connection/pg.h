/* pg.h - one connection to PostgreSQL (13 to 17, and later ones): opening and re-opening, commands, COPY, and what went wrong in words.
 * pg_library.h alone includes libpq-fe.h. Nothing here knows records or tables. A password never appears in what is said. */
#ifndef DAGSIEVE_PG_H
#define DAGSIEVE_PG_H

#include <signal.h>

#include "parser/text/buf.h"
#include "parser/catalogue/complaint.h"

struct pg;

struct pg_options {
    const char *conninfo;              /* connection string or URI; NULL = libpq's environment */
    bool read_only;                    /* a standby will do */
    bool of_others;                    /* a database that is not ours: names are looked up as its owner has set it */
    bool wrote;                        /* it took writes before: a standby is one because a failover is under way, and waited for */
    int wait_s;                        /* how long a database that is away is waited for, seconds; 0 = not at all, -1 = for ever */
    const volatile sig_atomic_t *stop; /* waiting ends when it is not 0; may be NULL */
    struct report *report;
};

/* The options' texts must outlive the connection. NULL: complained about (no_libpq, bad_conninfo, database_away, database_login,
 * database_too_old). */
struct pg *pg_open(const struct pg_options *);
void pg_close(struct pg **);
/* Opens the connection again, waiting as pg_open does; -1: complained about. */
int pg_reopen(struct pg *);
/* Whether the server has not gone from under an idle connection; asks nothing over the network. */
bool pg_alive(struct pg *);
struct report *pg_report(const struct pg *);
/* Such as 150020. */
int pg_version(const struct pg *);

/* What the last failure calls for. */
enum pg_fault {
    PG_FAULT_none,
    PG_FAULT_away,    /* connection lost, server stopping, starting or out of resources: reopen and do it again */
    PG_FAULT_again,   /* deadlock, serialisation, lock timeout: do it again */
    PG_FAULT_content, /* a value was refused (SQLSTATE classes 22, 23, 54): the same row will be refused again */
    PG_FAULT_other,
};

/* The functions below return -1 or NULL on failure and say nothing: ask pg_fault, then do it again or pg_complain. */
enum pg_fault pg_fault(const struct pg *);
/* Five characters, "" when the server gave none or nothing failed. */
const char *pg_sqlstate(const struct pg *);
/* The server's words for the last failure, one line. */
const char *pg_words(const struct pg *);
/* Reports the last failure: database_lost, schema_missing, schema_older, database_rights or database_refused. Returns -1. */
int pg_complain(struct pg *);
/* After a failure: rolls back, and returns 0 when the work is worth another try (the connection is there again, the
 * pause is over); -1 when not: complained about. attempt counts from 0. */
int pg_recover(struct pg *, int attempt);

/* Whether a pooler (PgBouncer) stands between: its server sessions are others' as well, so nothing may stay in one behind a transaction:
 * no setting, no lock, no temporary table. */
bool pg_pooled(const struct pg *);
/* BEGIN, with our settings where the session does not have them. */
int pg_begin(struct pg *);
/* One or several statements without parameters; rows are dropped. */
int pg_run(struct pg *, const char *sql);

struct pg_rows;
/* One statement; $1 .. $n are given as text, NULL = null. The rows are the caller's: pg_rows_free. */
struct pg_rows *pg_query(struct pg *, const char *sql, int n, const char *const values[]);
/* As pg_query, where the rows do not matter. */
int pg_call(struct pg *, const char *sql, int n, const char *const values[]);
int pg_rows_count(const struct pg_rows *);
int pg_rows_columns(const struct pg_rows *);
/* The column's name; lives as long as the rows. */
const char *pg_rows_name(const struct pg_rows *, int column);
/* The OID of its type; of a domain that of the type below. */
unsigned pg_rows_type(const struct pg_rows *, int column);
/* The column of that name; -1: there is none. */
int pg_rows_column(const struct pg_rows *, const char *name);
bool pg_rows_null(const struct pg_rows *, int row, int column);
/* Lives as long as the rows; NUL-terminated; empty for null. */
struct slice pg_rows_text(const struct pg_rows *, int row, int column);
int64_t pg_rows_int(const struct pg_rows *, int row, int column);
void pg_rows_free(struct pg_rows *);

/* COPY ... FROM STDIN of rows in COPY's text format, or in binary where the command says so (what stands before and behind all of them is sent here). On
 * PG_FAULT_content *bad_line is the line (from 1) that the server refused, 0 when it did not say. */
int pg_copy_in(struct pg *, const char *sql, struct slice rows, int64_t *bad_line);
/* The same in three steps, so that rows travel while the caller does something else; until pg_copy_end nothing else may be
 * asked of the connection. -1 of the first: nothing began. */
int pg_copy_begin(struct pg *, const char *sql);
/* Sends of the rows from *at on what the connection takes at once. What goes wrong is answered by pg_copy_end. */
void pg_copy_push(struct pg *, struct slice rows, size_t *at);
/* Sends the rows from at on, and waits for the server's word on all of them. */
int pg_copy_end(struct pg *, struct slice rows, size_t at, int64_t *bad_line);
/* COPY ... TO STDOUT: each row without its '\n'; in FORMAT binary its fields, each after its length (pg_binary_field). A row that answers false is
 * the last: the rest is cancelled, the transaction has failed. */
int pg_copy_out(struct pg *, const char *sql, bool (*row)(void *context, struct slice text), void *context);

/* Takes the next field off a row in binary: its bytes, empty for null. Whole numbers are big-endian, times microseconds since 2000. */
struct slice pg_binary_field(struct slice *row);
/* The whole number of a field, 0 for null. */
int64_t pg_binary_int(struct slice field);

/* Appends text as a quoted literal. */
void pg_literal(struct buf *, struct slice text);
/* Waits a while that grows with attempt (from 0), at most ten seconds; false when the program is to stop. */
bool pg_pause(const struct pg *, int attempt);

/* Advisory locks of two numbers: the first is ours ("dags"), the second says what is locked. */
enum pg_lock {
    PG_LOCK_class = 0x64616773,
    PG_LOCK_months = 1, /* sql/months.sql knows both numbers */
    PG_LOCK_schema = 2,
    PG_LOCK_shard = 3,  /* plus shard and number of shards: load.c */
};

#endif
