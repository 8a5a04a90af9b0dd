/* test_load.c - a load's lock and its row when the connection to the database is lost. */
#include <criterion/criterion.h>

#include "sink/postgres/load.h"
#define DATABASE_TESTS
#include "database.h"

TestSuite(load, .timeout = 60);

/* What a restart of the server does to a connection; returns when the server's side is gone. */
static void lose_connection(struct pg *witness, struct pg *pg)
{
    char end[96], left[96];
    struct pg_rows *rows = pg_query(pg, "SELECT pg_backend_pid()", 0, NULL);
    cr_assert(rows);
    long pid = (long)pg_rows_int(rows, 0, 0);
    pg_rows_free(rows);
    snprintf(end, sizeof(end), "SELECT pg_terminate_backend(%ld)::int", pid);
    snprintf(left, sizeof(left), "SELECT count(*) FROM pg_stat_activity WHERE pid = %ld", pid);
    cr_assert_eq(database_number(witness, end), 1);
    for (int i = 0; i < 100 && database_number(witness, left) > 0; i++)
        database_run(witness, "SELECT pg_sleep(0.05)");
    cr_assert_eq(database_number(witness, left), 0);
}

Test(load, the_last_word_outlives_a_lost_connection)
{
    struct report report = { .to = stderr };
    struct pg *pg = database_open(&report), *witness = database_open(&report);
    int64_t id = load_begin(pg, "-j 2 /logs", 0, 1);
    lose_connection(witness, pg);
    cr_assert_eq(load_end(pg, id, &(struct load_figures){ .status = 1, .files = 3 }), 0);
    cr_assert_eq(report.status, EXIT_kept);
    cr_assert_str_eq(database_value(witness, "SELECT concat_ws(' ', status, files, ended_at IS NOT NULL) FROM dagsieve.load"), "1 3 t");
    pg_close(&pg);
    pg_close(&witness);
}

Test(load, the_last_word_that_cannot_be_kept_is_complained_about)
{
    struct report report = { .to = fopen("/dev/null", "w") };
    struct pg *pg = database_open(&report);
    int64_t id = load_begin(pg, "", 0, 1);
    database_run(pg, "ALTER TABLE dagsieve.load RENAME TO gone");
    cr_assert_eq(load_end(pg, id, &(struct load_figures){ 0 }), -1);
    cr_assert_eq(report.status, EXIT_database);
    cr_assert_eq(report.count[COMPLAINT_schema_missing], 1);
    pg_close(&pg);
    fclose(report.to);
}

Test(load, the_lock_ends_with_its_connection)
{
    struct report report = { .to = stderr };
    struct pg *pg = database_open(&report), *next = database_open(&report);
    cr_assert_eq(load_lock(pg, 0, 1), 0);
    lose_connection(next, pg);
    cr_assert_eq(load_lock(next, 0, 1), 0);
    pg_close(&pg);
    pg_close(&next);
}
