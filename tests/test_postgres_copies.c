/* test_postgres_copies.c - of several copies of a log the right one stands; large logs and many. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define DATABASE_TESTS
#include "stores.h"

TestSuite(postgres, .timeout = 120);

Test(postgres, storing_twice_is_storing_once, .init = stores_set_up, .fini = stores_tear_down)
{
    store_log(row_log(1, "/a", 100, "h1"), 5, "e");
    char before[40];
    snprintf(before, sizeof(before), "%s", everything());
    struct row log = row_log(1, "/a", 100, "h1");
    struct sink *sink = open_with(false, 0, 0);
    cr_assert_geq(put_log(sink, &log, 5, "e"), 0);
    cr_assert_geq(sink->ops->flush(sink), 0);
    cr_assert_eq(sink_postgres_counts(sink)->same, 1);
    cr_assert_eq(sink_postgres_counts(sink)->rows[RECORD_log], 0);
    sink->ops->close(&sink);
    cr_assert_str_eq(everything(), before);
    cr_assert_eq(database_number(pg, "SELECT load_id FROM dagsieve.log"), 7);
}

Test(postgres, another_version_replaces_the_rows, .init = stores_set_up, .fini = stores_tear_down)
{
    store_log(row_log(1, "/a", 100, "h1"), 5, "old");
    struct row log = row_log(1, "/a", 100, "h1");
    row_text(&log, "rules_version", "r2");
    store_log(log, 3, "new");
    cr_assert_str_eq(database_value(pg, "SELECT string_agg(name, ' ') FROM dagsieve.event"), "new new new");
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.other_copy"), 0);
}

/* Copies of one log: whatever the order they come in, the same one wins. */
Test(postgres, the_more_complete_copy_wins_in_any_order, .init = stores_set_up, .fini = stores_tear_down)
{
    struct copy {
        int complete, lines, bytes, inferred;
    };
    static const struct {
        struct copy better, worse;
    } rows[] = {
        { { 1, 100, 8000, 0 }, { 0, 60, 4800, 0 } },   /* cut */
        { { 1, 60, 4800, 0 }, { 0, 100, 8000, 0 } },   /* complete weighs more than length */
        { { 1, 100, 8000, 0 }, { 1, 99, 9999, 0 } },   /* lines more than bytes */
        { { 1, 100, 9000, 0 }, { 1, 100, 8000, 0 } },  /* wrapped */
        { { 1, 100, 8000, 0 }, { 1, 100, 8000, 1 } },  /* stated beats inferred */
        { { 0, 100, 8000, 0 }, { 0, 60, 4800, 0 } },
    };
    for (int i = 0; i < (int)(sizeof(rows) / sizeof(*rows)); i++) {
        char all[2][40];
        for (int order = 0; order < 2; order++) {
            database_run(pg, "TRUNCATE dagsieve.log, dagsieve.event, dagsieve.other_copy");
            for (int turn = 0; turn < 2; turn++) {
                bool best = turn == order;
                const struct copy *copy = best ? &rows[i].better : &rows[i].worse;
                struct row log = row_log(1, best ? "/best" : "/worse", copy->lines, best ? "hb" : "hw");
                row_num(&log, "complete", copy->complete);
                row_num(&log, "bytes", copy->bytes);
                row_num(&log, "state_inferred", copy->inferred);
                store_log(log, best ? 5 : 3, best ? "best" : "worse");
            }
            snprintf(all[order], sizeof(all[0]), "%s", everything());
            cr_assert_str_eq(database_value(pg, "SELECT string_agg(DISTINCT source, ' ') FROM dagsieve.log"), "/best");
            cr_assert_str_eq(database_value(pg, "SELECT string_agg(DISTINCT name, ' ') FROM dagsieve.event"), "best");
            cr_assert_str_eq(database_value(pg, "SELECT source FROM dagsieve.other_copy"), "/worse", "copy %d order %d", i, order);
        }
        cr_assert_str_eq(all[0], all[1]);
    }
}

Test(postgres, a_stated_state_is_lent_to_a_longer_copy_in_any_order, .init = stores_set_up, .fini = stores_tear_down)
{
    for (int order = 0; order < 2; order++) {
        database_run(pg, "TRUNCATE dagsieve.log, dagsieve.event, dagsieve.other_copy");
        for (int turn = 0; turn < 2; turn++) {
            struct row file = row_log(1, "/task/1.log", 100, "hf"), pod = row_log(1, "/pod", 50, "hp");
            row_num(&file, "state_inferred", 1);
            row_text(&pod, "state", "failed");
            row_num(&pod, "exit_code", 1);
            row_text(&file, "failure", "00000000000000aa"); /* it has a name: nothing of another's is put to it */
            row_text(&pod, "failure", "00000000000000bb");
            row_text(&pod, "failure_at", "x.py:3 in f");
            store_log(turn == order ? file : pod, 2, turn == order ? "file" : "pod");
        }
        cr_assert_str_eq(database_value(pg, "SELECT concat_ws(' ', source, state, state_inferred, exit_code, state_source) FROM dagsieve.log"),
                         "/task/1.log failed f 1 /pod");
        cr_assert_str_eq(database_value(pg, "SELECT concat_ws(' ', failure, failure_at) FROM dagsieve.log"), "00000000000000aa");
        cr_assert_str_eq(database_value(pg, "SELECT string_agg(name, ' ') FROM dagsieve.event"), "file file");
    }
    struct row again = row_log(1, "/task/1.log", 100, "hf"); /* a new version of the parser does not forget it */
    row_num(&again, "state_inferred", 1);
    row_text(&again, "parser_version", "p2");
    store_log(again, 2, "file");
    cr_assert_str_eq(database_value(pg, "SELECT concat_ws(' ', state, state_source, parser_version) FROM dagsieve.log"), "failed /pod p2");
}

Test(postgres, of_two_mirrors_the_first_path_stands_in_any_order, .init = stores_set_up, .fini = stores_tear_down)
{
    for (int order = 0; order < 2; order++) {
        database_run(pg, "TRUNCATE dagsieve.log, dagsieve.event, dagsieve.other_copy");
        for (int turn = 0; turn < 3; turn++)
            store_log(row_log(1, (turn + order) % 2 ? "/mirror/b" : "/mirror/a", 100, "h"), 2, "e");
        cr_assert_str_eq(database_value(pg, "SELECT string_agg(source, ' ') FROM dagsieve.log"), "/mirror/a");
        cr_assert_str_eq(database_value(pg, "SELECT string_agg(source, ' ') FROM dagsieve.other_copy"), "/mirror/b");
        cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 2);
    }
}

Test(postgres, a_file_that_has_grown_decides_alone, .init = stores_set_up, .fini = stores_tear_down)
{
    struct row early = row_log(1, "/a", 50, "h1"), late = row_log(1, "/a", 100, "h2");
    row_text(&early, "state", "deferred");
    row_num(&late, "state_inferred", 1);
    store_log(early, 2, "e");
    store_log(late, 4, "e");
    cr_assert_str_eq(database_value(pg, "SELECT concat_ws(' ', state, state_inferred, state_source) FROM dagsieve.log"), "success t");
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 4);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.other_copy"), 0);
}

Test(postgres, two_copies_in_one_batch, .init = stores_set_up, .fini = stores_tear_down)
{
    struct sink *sink = open_with(false, 0, 0);
    struct row cut = row_log(1, "/cut", 50, "h1"), whole = row_log(1, "/whole", 100, "h2"), other = row_log(2, "/other", 1, "h3");
    row_num(&cut, "complete", 0);
    cr_assert_geq(put_log(sink, &whole, 4, "whole"), 0);
    cr_assert_geq(put_log(sink, &other, 1, "other"), 0);
    cr_assert_geq(put_log(sink, &cut, 2, "cut"), 0);
    cr_assert_geq(sink->ops->close(&sink), 0);
    cr_assert_str_eq(database_value(pg, "SELECT string_agg(name, ' ' ORDER BY name) FROM dagsieve.event"), "other whole whole whole whole");
}

Test(postgres, a_log_larger_than_memory_is_whole_or_absent, .init = stores_set_up, .fini = stores_tear_down)
{
    struct row log = row_log(1, "/a", 5000, "h"), small = row_log(2, "/b", 1, "h"), cut = row_log(1, "/c", 3000, "hc");
    struct sink *sink = open_with(false, 20000, 0);
    cr_assert_geq(put_log(sink, &small, 3, "small"), 0);
    cr_assert_geq(put_log(sink, &log, 5000, "big"), 0);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 5003);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.log"), 2);

    row_num(&cut, "complete", 0); /* sent piece by piece, then found to be the worse copy */
    cr_assert_geq(put_log(sink, &cut, 3000, "cut"), 0);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event WHERE name = 'big'"), 5000);
    cr_assert_str_eq(database_value(pg, "SELECT source FROM dagsieve.other_copy"), "/c");

    struct row given_up = row_log(3, "/d", 5000, "hd"), better = row_log(1, "/e", 6000, "he");
    const struct record *record = row_record(&given_up);
    sink->ops->begin(sink, record);
    for (int i = 1; i <= 3000; i++) {
        struct row event = row_event(i, APRIL, "gone");
        cr_assert_geq(sink_put(sink, record, row_record(&event)), 0);
    }
    cr_assert_geq(sink->ops->end(sink, record, false), 0);
    cr_assert_geq(put_log(sink, &better, 6000, "better"), 0);
    cr_assert_eq(sink_postgres_counts(sink)->replaced, 1);
    cr_assert_eq(sink_postgres_counts(sink)->worse, 1);
    cr_assert_geq(sink->ops->close(&sink), 0);
    cr_assert_str_eq(database_value(pg, "SELECT string_agg(name || n, ' ' ORDER BY name) FROM (SELECT name, count(*) AS n FROM dagsieve.event GROUP BY name) x"),
                     "better6000 small3");
    cr_assert_eq(report.status, EXIT_kept);
}

Test(postgres, what_stands_before_a_log_that_fills_memory_goes_off_with_its_file, .init = stores_set_up, .fini = stores_tear_down)
{
    static const int sizes[] = { 100, 5000 }; /* events of the log that fills it: fewer than memory holds, more */
    for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
        struct sink *sink = open_with(false, 20000, 0);
        struct row first = row_log(1, "/many", 10, "h"), file = row_log(1, "/many.log", 10, "hm"), next = row_log(2, "/next", 10, "h"),
                   last = row_log(3, "/last", 400, "h");
        database_run(pg, "TRUNCATE dagsieve.log, dagsieve.event, dagsieve.other_copy");
        cr_assert_geq(put_log(sink, &first, 100, "first"), 0);
        cr_assert_geq(sink->ops->input(sink, row_record(&file)), 0);
        cr_assert_geq(put_log(sink, &next, 100, "next"), 0);
        cr_assert_geq(put_log(sink, &last, sizes[i], "last"), 0);
        cr_assert_geq(sink->ops->close(&sink), 0);
        cr_assert_str_eq(database_value(pg, "SELECT string_agg(source, ' ') FROM dagsieve.other_copy"), "/many.log");
        cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 200 + sizes[i]);
        cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.log"), 3);
    }
    cr_assert_eq(report.status, EXIT_kept);
}

Test(postgres, many_logs_share_a_transaction_that_ends_when_the_next_is_full, .init = stores_set_up, .fini = stores_tear_down)
{
    struct sink *sink = open_with(false, 0, 25);
    for (int id = 1; id <= 60; id++) {
        struct row log = row_log(id, "/a", 10, "h");
        cr_assert_geq(put_log(sink, &log, 2, "e"), 0);
    }
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.log"), 25);
    cr_assert_eq(sink_postgres_counts(sink)->rows[RECORD_event], 50);
    cr_assert_geq(sink->ops->flush(sink), 0);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 120);
    cr_assert_eq(database_number(pg, "SELECT count(DISTINCT loaded_at) FROM dagsieve.log"), 3);
    cr_assert_eq(sink_postgres_counts(sink)->rows[RECORD_event], 120);
    sink->ops->close(&sink);
}

Test(postgres, a_copy_of_a_log_that_is_under_way_is_judged_by_it, .init = stores_set_up, .fini = stores_tear_down)
{
    struct sink *sink = open_with(false, 0, 2);
    struct row first = row_log(1, "/a", 10, "h"), other = row_log(2, "/b", 10, "h"), copy = row_log(1, "/c", 9, "hc"), last = row_log(3, "/d", 10, "h");
    cr_assert_geq(put_log(sink, &first, 500, "first"), 0);
    cr_assert_geq(put_log(sink, &other, 500, "other"), 0); /* full: both are under way */
    row_num(&copy, "complete", 0);
    cr_assert_geq(put_log(sink, &copy, 100, "copy"), 0);
    cr_assert_geq(put_log(sink, &last, 100, "last"), 0);
    cr_assert_geq(sink->ops->close(&sink), 0);
    cr_assert_str_eq(database_value(pg, "SELECT string_agg(name || n, ' ' ORDER BY name) FROM (SELECT name, count(*) AS n FROM dagsieve.event GROUP BY name) x"),
                     "first500 last100 other500");
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.other_copy"), 1);
}
