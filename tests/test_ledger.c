/* test_ledger.c - which files are known, without a query a file. */
#include <criterion/criterion.h>
#include <malloc.h>
#include <stdlib.h>

#include "sink/postgres/ledger.h"
#include "sink/postgres/postgres.h"
#define DATABASE_TESTS
#include "database.h"
#include "rows.h"

TestSuite(ledger, .timeout = 60);

static const struct timespec MTIME = { .tv_sec = 1777462502, .tv_nsec = 123456789 };

static void store(struct report *report, int id, const char *path, int lines, const char *hash)
{
    struct sink *sink = sink_postgres(&(struct sink_postgres_options){ .database = { .conninfo = database_conninfo(""), .report = report } });
    struct row log = row_log(id, path, lines, hash);
    sink->ops->begin(sink, row_record(&log));
    cr_assert_geq(sink->ops->end(sink, row_record(&log), true), 0);
    cr_assert_geq(sink->ops->close(&sink), 0);
}

Test(ledger, knows_path_size_and_time_of_these_versions)
{
    struct report report = { .to = stderr };
    struct pg *pg = database_open(&report);
    static const char *const paths[] = { "/logs/a/1.log", "/tab\there\\slash\nline", "/caf\xc3\xa9", "relative", "/" };
    for (int i = 0; i < 5; i++)
        store(&report, i + 1, paths[i], 10, "h");
    struct ledger *ledger = ledger_read(pg, "p1", "r1");
    cr_assert_eq(ledger_files(ledger), 5);
    for (int i = 0; i < 5; i++)
        cr_assert(ledger_knows(ledger, paths[i], 800, MTIME), "%s", paths[i]);
    cr_assert(!ledger_knows(ledger, "/logs/a/2.log", 800, MTIME));
    cr_assert(!ledger_knows(ledger, paths[0], 801, MTIME));
    cr_assert(!ledger_knows(ledger, paths[0], 800, (struct timespec){ .tv_sec = MTIME.tv_sec + 1, .tv_nsec = MTIME.tv_nsec }));
    cr_assert(!ledger_knows(ledger, paths[0], 800, (struct timespec){ .tv_sec = MTIME.tv_sec, .tv_nsec = MTIME.tv_nsec + 1000 }));
    ledger_free(&ledger);
    ledger = ledger_read(pg, "p2", "r1");
    cr_assert_eq(ledger_files(ledger), 0);
    ledger_free(&ledger);
    pg_close(&pg);
}

/* Rules judge blocks: a log without one is the same under any. */
Test(ledger, other_rules_ask_again_for_logs_with_a_block_only)
{
    struct report report = { .to = stderr };
    struct pg *pg = database_open(&report);
    store(&report, 1, "/judged", 10, "h1");
    store(&report, 2, "/nothing to judge", 10, "h2");
    database_run(pg, "INSERT INTO dagsieve.correlation (log_id, seq) SELECT log_id, 1 FROM dagsieve.log WHERE source = '/judged'");
    struct ledger *ledger = ledger_read(pg, "p1", "r2");
    cr_assert(!ledger_knows(ledger, "/judged", 800, MTIME));
    cr_assert(ledger_knows(ledger, "/nothing to judge", 800, MTIME));
    ledger_free(&ledger);
    pg_close(&pg);
}

Test(ledger, knows_the_copies_that_lost_and_those_that_were_displaced)
{
    struct report report = { .to = stderr };
    struct pg *pg = database_open(&report);
    store(&report, 1, "/short", 10, "h1");
    store(&report, 1, "/long", 20, "h2");
    store(&report, 1, "/mirror", 20, "h2");
    store(&report, 1, "/shorter", 5, "h3");
    struct ledger *ledger = ledger_read(pg, "p1", "r1");
    cr_assert(ledger_knows(ledger, "/short", 800, MTIME));
    cr_assert(ledger_knows(ledger, "/long", 1600, MTIME));
    cr_assert(ledger_knows(ledger, "/mirror", 1600, MTIME));
    cr_assert(ledger_knows(ledger, "/shorter", 400, MTIME));
    ledger_free(&ledger);
    pg_close(&pg);
}

Test(ledger, a_file_that_was_touched_is_known_again_after_one_reading)
{
    struct report report = { .to = stderr };
    struct pg *pg = database_open(&report);
    store(&report, 1, "/a", 10, "h");
    database_run(pg, "UPDATE dagsieve.log SET mtime = '2020-01-01', size = 77");
    store(&report, 1, "/a", 10, "h");
    struct ledger *ledger = ledger_read(pg, "p1", "r1");
    cr_assert(ledger_knows(ledger, "/a", 800, MTIME));
    cr_assert_eq(ledger_files(ledger), 1);
    ledger_free(&ledger);
    pg_close(&pg);
}

Test(ledger, a_hundred_thousand_files_take_a_few_megabytes)
{
    struct report report = { .to = stderr };
    struct pg *pg = database_open(&report);
    database_run(pg, "INSERT INTO dagsieve.log (log_id, source, size, mtime, parser_version, rules_version)"
                     " SELECT gen_random_uuid(), '/logs/dag_id=d/run_id=' || i || '/attempt=1.log', i, '2026-04-29 11:35:02.123456+00', 'p', 'r'"
                     " FROM generate_series(1, 100000) AS i");
    size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
    struct ledger *ledger = ledger_read(pg, "p", "r");
    size_t used = mallinfo2().uordblks + mallinfo2().hblkhd - before;
    cr_assert_eq(ledger_files(ledger), 100000);
    cr_assert_lt(used, 6u << 20, "%zu bytes", used);
    int known = 0;
    for (int i = 1; i <= 100000; i++) {
        char path[64];
        snprintf(path, sizeof(path), "/logs/dag_id=d/run_id=%d/attempt=1.log", i);
        known += ledger_knows(ledger, path, i, MTIME) && !ledger_knows(ledger, path, i + 1, MTIME);
    }
    cr_assert_eq(known, 100000);
    ledger_free(&ledger);
    pg_close(&pg);
}
