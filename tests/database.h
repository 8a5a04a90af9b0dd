/* database.h - a database of its own for each test, with the schema applied. The server is that of DAGSIEVE_TEST_PG (a
 * connection string of a superuser); without it a private one is started by tests/cluster and stopped at the end. */
#ifndef DAGSIEVE_TESTS_DATABASE_H
#define DAGSIEVE_TESTS_DATABASE_H

#include "parser/catalogue/complaint.h"
#include "sink/connection/pg.h"

void database_server_start(void);
void database_server_stop(void);

/* A program of tests says DATABASE_TESTS before it includes this: the server then lives as long as the program. */
#ifdef DATABASE_TESTS
#include <criterion/criterion.h>
#include <criterion/hooks.h>

ReportHook(PRE_ALL)(struct criterion_test_set *tests)
{
    (void)tests;
    database_server_start();
}

ReportHook(POST_ALL)(struct criterion_global_stats *stats)
{
    (void)stats;
    database_server_stop();
}
#endif

/* A fresh database (one a test process), and its connection string with further settings appended, such as
 * "user=dagsieve_reader". It is dropped when the program ends. */
const char *database_conninfo(const char *more);
/* Opens it; fails the test when that cannot be done. */
struct pg *database_open(struct report *);
/* Runs a statement; fails the test when the server refuses. */
void database_run(struct pg *, const char *sql);
/* The single value of a query, "(null)" for null; good until the eighth call after. */
const char *database_value(struct pg *, const char *sql);
int64_t database_number(struct pg *, const char *sql);

#endif
