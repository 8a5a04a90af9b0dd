/* stores.h - what the tests of the sink for PostgreSQL share: a database, logs put into it, and all that is stored as one text. */
#ifndef DAGSIEVE_TESTS_STORES_H
#define DAGSIEVE_TESTS_STORES_H

#include "sink/postgres/postgres.h"
#include "database.h"
#include "rows.h"

/* 2026-04-29 11:35:02.123 UTC */
#define APRIL INT64_C(1777462502123000)
#define HOUR INT64_C(3600000000)

extern struct report report;
extern struct pg *pg; /* looks at what is stored */

/* Before and after each test. */
void stores_set_up(void);
void stores_tear_down(void);

struct sink *open_with(bool stream, size_t memory, int logs);
/* One log with n events, one hour apart, named after name. */
int put_log(struct sink *sink, struct row *log, int n, const char *name);
/* The same in a sink of its own. */
void store_log(struct row log, int n, const char *name);
/* All that is stored but load_id and loaded_at, as one text. */
const char *everything(void);
/* Stores one log with this one child and hands back a column of it as text. */
const char *through(struct row *child, const char *column);

#endif
