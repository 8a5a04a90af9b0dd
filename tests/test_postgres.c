/* test_postgres.c - what is put comes back from a real server: values, replacing, refusals, lost connections. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../sink/copytext.h"
#include "../sink/load.h"
#include "../sink/schema.h"
#include "../sink/sink_postgres.h"
#define DATABASE_TESTS
#include "database.h"
#include "rows.h"

TestSuite(postgres, .timeout = 120);

/* 2026-04-29 11:35:02.123 UTC */
#define APRIL INT64_C(1777462502123000)
#define HOUR INT64_C(3600000000)

static struct report report;
static struct pg *pg; /* looks at what is stored */

static struct sink *open_with(bool stream, size_t memory, int logs)
{
    struct sink *sink = sink_postgres(&(struct sink_postgres_options){
        .database = { .conninfo = database_conninfo(""), .wait_s = 20, .report = &report }, .load_id = 7, .stream = stream, .memory = memory, .logs = logs });
    cr_assert(sink);
    return sink;
}

static void setup(void)
{
    report = (struct report){ .to = stderr };
    pg = database_open(&report);
}

static void teardown(void)
{
    pg_close(&pg);
}

/* One log with n events, one hour apart, named after name. */
static int put_log(struct sink *sink, struct row *log, int n, const char *name)
{
    const struct record *record = row_record(log);
    int rc = sink->ops->begin(sink, record);
    for (int i = 1; i <= n && rc >= 0; i++) {
        struct row event = row_event(i, APRIL + i * HOUR, name);
        rc = sink->ops->put(sink, record, row_record(&event));
    }
    return sink->ops->end(sink, record, rc >= 0) < 0 ? -1 : rc;
}

static void store_log(struct row log, int n, const char *name)
{
    struct sink *sink = open_with(false, 0, 0);
    cr_assert_geq(put_log(sink, &log, n, name), 0);
    cr_assert_geq(sink->ops->close(&sink), 0);
}

/* All that is stored but load_id and loaded_at, as one text. */
static const char *everything(void)
{
    return database_value(pg, "SELECT md5(coalesce(string_agg(r, E'\\n' ORDER BY r), '')) FROM ("
                              " SELECT (to_jsonb(t) - 'load_id' - 'loaded_at')::text AS r FROM dagsieve.log t"
                              " UNION ALL SELECT to_jsonb(t)::text FROM dagsieve.correlation t UNION ALL SELECT to_jsonb(t)::text FROM dagsieve.event t"
                              " UNION ALL SELECT to_jsonb(t)::text FROM dagsieve.finding t UNION ALL SELECT to_jsonb(t)::text FROM dagsieve.reject t) x");
}

/* Stores one log with this one child and hands back a column of it as text. */
static const char *through(struct row *child, const char *column)
{
    static int id;
    struct row log = row_log(++id % 60, "/l", 1, "h");
    char hash[16], sql[256];
    snprintf(hash, sizeof(hash), "%d", id);
    row_text(&log, "content_hash", hash);
    row_num(&log, "lines", id);
    struct sink *sink = open_with(false, 0, 0);
    const struct record *record = row_record(&log);
    cr_assert_geq(sink->ops->begin(sink, record), 0);
    cr_assert_geq(sink->ops->put(sink, record, row_record(child)), 0);
    cr_assert_geq(sink->ops->end(sink, record, true), 0);
    cr_assert_geq(sink->ops->close(&sink), 0);
    snprintf(sql, sizeof(sql), "SELECT %s FROM dagsieve.%s WHERE log_id = '%.36s'", column, child->record.schema->name,
             log.cells[LOG_log_id].text.p);
    return database_value(pg, sql);
}

Test(postgres, texts_come_back_as_they_went, .init = setup, .fini = teardown)
{
    static const char *const texts[] = {
        "", "plain", "a\tb", "line\nline\r\n", "back\\slash", "\\N", "\\.", "\\", "'quoted' \"twice\"", "{a,b}", "NULL", "\x01\x1f\x7f\b\f\v",
        "caf\xc3\xa9 \xf0\x9f\x90\x98 \xe2\x82\xac", " blanks ", "%s %n $1",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        struct row block = row_new(RECORD_correlation);
        row_num(&block, "seq", 1);
        row_text(&block, "strategy", texts[i]);
        cr_assert_str_eq(through(&block, "strategy"), texts[i]);
    }
    struct row block = row_new(RECORD_correlation);
    row_num(&block, "seq", 1);
    cr_assert_str_eq(through(&block, "strategy"), "(null)");
    cr_assert_eq(report.status, EXIT_kept);
}

Test(postgres, bytes_that_no_server_takes_are_replaced, .init = setup, .fini = teardown)
{
    static const struct {
        struct slice raw;
        const char *stored;
    } rows[] = {
        { { "nul\0nul", 7 }, "nul\xef\xbf\xbdnul" },
        { { "\xff\xfe", 2 }, "\xef\xbf\xbd\xef\xbf\xbd" },
        { { "cut \xf0\x9f\x90", 7 }, NULL },
        { { "half \xed\xa0\x80 pair", 13 }, NULL },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct row block = row_new(RECORD_correlation);
        row_num(&block, "seq", 1);
        row_slice(&block, "strategy", rows[i].raw);
        const char *stored = through(&block, "strategy");
        if (rows[i].stored)
            cr_assert_str_eq(stored, rows[i].stored);
        else
            cr_assert(strstr(stored, "\xef\xbf\xbd"), "%s", stored);
    }
    cr_assert_eq(report.status, EXIT_kept);
}

Test(postgres, numbers_come_back_digit_by_digit, .init = setup, .fini = teardown)
{
    char huge[1002], tiny[1004] = "0.";
    memset(huge, '7', 1000);
    huge[1000] = '\0';
    memset(tiny + 2, '0', 998);
    strcpy(tiny + 1000, "1");
    const char *const numbers[] = { "0", "-3", "0.412", "0.1", "NaN", "Infinity", "-Infinity", "12345678901234567890.000000001", huge, tiny };
    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
        struct row block = row_new(RECORD_correlation);
        row_num(&block, "seq", 1);
        row_text(&block, "sortino", numbers[i]);
        cr_assert_str_eq(through(&block, "sortino"), numbers[i]);
    }
    struct row block = row_new(RECORD_correlation);
    row_num(&block, "seq", 1);
    row_num(&block, "n_trades", INT64_MAX);
    cr_assert_str_eq(through(&block, "n_trades"), "9223372036854775807");
}

Test(postgres, infinity_has_a_stand_in_before_version_14)
{
    static const struct {
        int version;
        const char *value, *written;
    } rows[] = {
        { 130000, "Infinity", "1e1000" }, { 130000, "-Infinity", "-1e1000" }, { 130000, "NaN", "NaN" }, { 140000, "-Infinity", "-Infinity" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct copytext copytext = { .version = rows[i].version };
        struct row finding = row_new(RECORD_finding);
        struct buf out = { 0 };
        row_text(&finding, "value", rows[i].value);
        copytext_row(&copytext, &out, SLICE("id"), row_record(&finding));
        char expected[64];
        int n = snprintf(expected, sizeof(expected), "\t%s\t", rows[i].written);
        cr_assert(slice_has(buf_view(&out), (struct slice){ expected, (size_t)n }));
        buf_free(&out);
        buf_free(&copytext.scratch);
    }
}

Test(postgres, lists_json_bytes_and_booleans_come_back, .init = setup, .fini = teardown)
{
    static const struct {
        const char *field, *value, *column, *stored;
    } rows[] = {
        { "notes", "[]", "array_to_json(notes)", "[]" },
        { "notes", "[\"a\"]", "array_to_json(notes)", "[\"a\"]" },
        { "notes", "[\"a,b\",\"{x}\",\"NULL\",\"\",\"q\\\"q\",\"b\\\\b\",\"t\\tt\"]", "array_to_json(notes)",
          "[\"a,b\",\"{x}\",\"NULL\",\"\",\"q\\\"q\",\"b\\\\b\",\"t\\tt\"]" },
        { "extra", "{\"k\":\"a\\nb\\\\c\"}", "extra->>'k'", "a\nb\\c" },
        { "extra", "{\"k\":1.10}", "extra", "{\"k\": 1.10}" },
        { "extra", "{\"k\":\"x\\u0000y\"}", "extra->>'k'", "x\xef\xbf\xbdy" },
        { "extra", "{\"k\":\"\\ud800\"}", "extra->>'k'", "\xef\xbf\xbd" },
        { "extra", "{\"k\":\"\\\\u0000\"}", "extra->>'k'", "\\u0000" },
        { "extra", "{\"k\":\"\\ud83d\\ude00\"}", "extra->>'k'", "\xf0\x9f\x98\x80" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct row block = row_new(RECORD_correlation);
        row_num(&block, "seq", 1);
        row_text(&block, rows[i].field, rows[i].value);
        row_num(&block, "closed", 1);
        cr_assert_str_eq(through(&block, rows[i].column), rows[i].stored, "%s", rows[i].value);
    }
    struct row reject = row_new(RECORD_reject);
    row_num(&reject, "n", 1);
    row_slice(&reject, "bytes", (struct slice){ "\0\\x\xff\n", 5 });
    cr_assert_str_eq(through(&reject, "encode(bytes, 'hex')"), "005c78ff0a");
    cr_assert_eq(report.status, EXIT_kept);
}

Test(postgres, events_of_any_time_have_a_home, .init = setup, .fini = teardown)
{
    static const struct {
        bool dated;
        int64_t time;
        const char *stored, *partition;
    } rows[] = {
        { true, APRIL, "2026-04-29 11:35:02.123+00", "dagsieve.event_2026_04" },
        { true, INT64_C(1777593599999999), "2026-04-30 23:59:59.999999+00", "dagsieve.event_2026_04" },
        { true, INT64_C(1777593600000000), "2026-05-01 00:00:00+00", "dagsieve.event_2026_05" },
        { true, INT64_C(1262304000000000), "2010-01-01 00:00:00+00", "dagsieve.event_2010_01" },
        { true, INT64_C(1262303999999999), "2009-12-31 23:59:59.999999+00", "dagsieve.event_early" },
        { true, 0, "1970-01-01 00:00:00+00", "dagsieve.event_early" },
        { true, INT64_C(4102444799999999), "2099-12-31 23:59:59.999999+00", "dagsieve.event_2099_12" },
        { true, INT64_C(4102444800000000), "2100-01-01 00:00:00+00", "dagsieve.event_late" },
        { true, INT64_C(951782399000000), "2000-02-28 23:59:59+00", "dagsieve.event_early" },
        { true, INT64_C(1709164800000000), "2024-02-29 00:00:00+00", "dagsieve.event_2024_02" },
        { true, INT64_MAX, "-infinity", "dagsieve.event_early" },
        { false, 0, "-infinity", "dagsieve.event_early" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct row event = row_event(1, rows[i].time, "e");
        if (!rows[i].dated)
            event.cells[EVENT_time] = (struct cell){ 0 };
        char both[128];
        snprintf(both, sizeof(both), "%s %s", rows[i].stored, rows[i].partition);
        cr_assert_str_eq(through(&event, "time || ' ' || tableoid::regclass"), both);
    }
    cr_assert_eq(report.status, EXIT_kept);
}

Test(postgres, storing_twice_is_storing_once, .init = setup, .fini = teardown)
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

Test(postgres, another_version_replaces_the_rows, .init = setup, .fini = teardown)
{
    store_log(row_log(1, "/a", 100, "h1"), 5, "old");
    struct row log = row_log(1, "/a", 100, "h1");
    row_text(&log, "rules_version", "r2");
    store_log(log, 3, "new");
    cr_assert_str_eq(database_value(pg, "SELECT string_agg(name, ' ') FROM dagsieve.event"), "new new new");
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.other_copy"), 0);
}

/* Copies of one log: whatever the order they come in, the same one wins. */
Test(postgres, the_more_complete_copy_wins_in_any_order, .init = setup, .fini = teardown)
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

Test(postgres, a_stated_state_is_lent_to_a_longer_copy_in_any_order, .init = setup, .fini = teardown)
{
    for (int order = 0; order < 2; order++) {
        database_run(pg, "TRUNCATE dagsieve.log, dagsieve.event, dagsieve.other_copy");
        for (int turn = 0; turn < 2; turn++) {
            struct row file = row_log(1, "/task/1.log", 100, "hf"), pod = row_log(1, "/pod", 50, "hp");
            row_num(&file, "state_inferred", 1);
            row_text(&pod, "state", "failed");
            row_num(&pod, "exit_code", 1);
            store_log(turn == order ? file : pod, 2, turn == order ? "file" : "pod");
        }
        cr_assert_str_eq(database_value(pg, "SELECT concat_ws(' ', source, state, state_inferred, exit_code, state_source) FROM dagsieve.log"),
                         "/task/1.log failed f 1 /pod");
        cr_assert_str_eq(database_value(pg, "SELECT string_agg(name, ' ') FROM dagsieve.event"), "file file");
    }
    struct row again = row_log(1, "/task/1.log", 100, "hf"); /* a new version of the parser does not forget it */
    row_num(&again, "state_inferred", 1);
    row_text(&again, "parser_version", "p2");
    store_log(again, 2, "file");
    cr_assert_str_eq(database_value(pg, "SELECT concat_ws(' ', state, state_source, parser_version) FROM dagsieve.log"), "failed /pod p2");
}

Test(postgres, of_two_mirrors_the_first_path_stands_in_any_order, .init = setup, .fini = teardown)
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

Test(postgres, a_file_that_has_grown_decides_alone, .init = setup, .fini = teardown)
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

Test(postgres, two_copies_in_one_batch, .init = setup, .fini = teardown)
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

Test(postgres, a_refused_row_becomes_a_reject_and_the_rest_stays, .init = setup, .fini = teardown)
{
    struct sink *sink = open_with(false, 0, 0);
    report.to = fopen("/dev/null", "w");
    for (int id = 1; id <= 3; id++) {
        struct row log = row_log(id, "/a", 10, "h");
        const struct record *record = row_record(&log);
        sink->ops->begin(sink, record);
        for (int seq = 1; seq <= 20; seq++) {
            struct row block = row_new(RECORD_correlation);
            row_num(&block, "seq", seq);
            row_num(&block, "line", 100 + seq);
            row_text(&block, "sl", id == 2 && (seq == 1 || seq == 7 || seq == 8 || seq == 20) ? "no\tnumber" : "1.5");
            sink->ops->put(sink, record, row_record(&block));
        }
        struct row reject = row_new(RECORD_reject);
        row_num(&reject, "n", 1);
        row_text(&reject, "code", "bad_value");
        sink->ops->put(sink, record, row_record(&reject));
        cr_assert_geq(sink->ops->end(sink, record, true), 0);
    }
    cr_assert_geq(sink->ops->flush(sink), 0);
    cr_assert_eq(sink_postgres_counts(sink)->refused, 4);
    cr_assert_eq(sink_postgres_counts(sink)->rows[RECORD_correlation], 56);
    sink->ops->close(&sink);
    cr_assert_eq(report.status, EXIT_rejected);
    cr_assert_eq(report.count[COMPLAINT_refused_by_server], 4);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.correlation"), 56);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.log"), 3);
    cr_assert_str_eq(database_value(pg, "SELECT string_agg(line::text, ' ' ORDER BY n) FROM dagsieve.reject WHERE code = 'refused_by_server'"), "101 107 108 120");
    const char *text = database_value(pg, "SELECT text FROM dagsieve.reject WHERE line = 101");
    cr_assert(strstr(text, "22P02") && strstr(text, "no\tnumber"), "%s", text);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.reject WHERE code = 'bad_value'"), 3);
}

Test(postgres, a_row_number_given_twice_costs_that_row_only, .init = setup, .fini = teardown)
{
    struct sink *sink = open_with(false, 0, 0);
    struct row log = row_log(1, "/a", 10, "h");
    const struct record *record = row_record(&log);
    report.to = fopen("/dev/null", "w");
    sink->ops->begin(sink, record);
    for (int i = 0; i < 3; i++) {
        struct row finding = row_new(RECORD_finding);
        row_num(&finding, "seq", i / 2);
        row_text(&finding, "code", "ML_USELESS");
        row_text(&finding, "role", "main");
        sink->ops->put(sink, record, row_record(&finding));
    }
    cr_assert_geq(sink->ops->end(sink, record, true), 0);
    cr_assert_geq(sink->ops->close(&sink), 0);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.finding"), 2);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.reject WHERE text LIKE '%23505%'"), 1);
}

Test(postgres, a_refused_log_record_stays_without_its_texts, .init = setup, .fini = teardown)
{
    struct row log = row_log(1, "/a", 10, "h");
    report.to = fopen("/dev/null", "w");
    row_text(&log, "duration_s", "soon");
    store_log(log, 2, "e");
    cr_assert_str_eq(database_value(pg, "SELECT concat_ws(' ', lines, content_hash, parser_version, dag_id, size) FROM dagsieve.log"), "10 h p1 800");
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 2);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.reject"), 1);
}

Test(postgres, names_that_do_not_fit_an_index_are_cut, .init = setup, .fini = teardown)
{
    char noise[8001];
    unsigned state = 1;
    for (size_t i = 0; i < sizeof(noise) - 1; i++) {
        state = state * 1103515245u + 12345u;
        noise[i] = (char)('!' + (state >> 16) % 90);
    }
    noise[sizeof(noise) - 1] = '\0';
    struct row event = row_event(1, APRIL, noise);
    row_text(&event, "crypto", noise);
    cr_assert_str_eq(through(&event, "length(name) || ' ' || length(crypto)"), "1000 1000");
    struct row log = row_log(61, "/a", 1, "h");
    row_text(&log, "dag_id", noise);
    row_text(&log, "run_id", noise);
    store_log(log, 0, "");
    cr_assert_eq(report.status, EXIT_kept);
}

Test(postgres, a_log_larger_than_memory_is_whole_or_absent, .init = setup, .fini = teardown)
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
        cr_assert_geq(sink->ops->put(sink, record, row_record(&event)), 0);
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

Test(postgres, many_logs_share_a_transaction, .init = setup, .fini = teardown)
{
    struct sink *sink = open_with(false, 0, 25);
    for (int id = 1; id <= 60; id++) {
        struct row log = row_log(id, "/a", 10, "h");
        cr_assert_geq(put_log(sink, &log, 2, "e"), 0);
    }
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.log"), 50);
    cr_assert_eq(database_number(pg, "SELECT count(DISTINCT loaded_at) FROM dagsieve.log"), 2);
    cr_assert_geq(sink->ops->flush(sink), 0);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 120);
    sink->ops->close(&sink);
}

static void kill_other_sessions(void)
{
    database_value(pg, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
    usleep(100000);
}

Test(postgres, a_lost_connection_is_opened_anew, .init = setup, .fini = teardown)
{
    struct sink *sink = open_with(false, 0, 0);
    for (int id = 1; id <= 10; id++) {
        struct row log = row_log(id, "/a", 10, "h");
        cr_assert_geq(put_log(sink, &log, 2, "e"), 0);
    }
    kill_other_sessions();
    cr_assert_geq(sink->ops->flush(sink), 0);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 20);
    kill_other_sessions();
    struct row log = row_log(11, "/a", 10, "h");
    cr_assert_geq(put_log(sink, &log, 2, "e"), 0);
    cr_assert_geq(sink->ops->close(&sink), 0);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 22);
    cr_assert_eq(report.status, EXIT_kept);
}

Test(postgres, a_large_log_whose_connection_is_lost_leaves_nothing_and_is_asked_for_again, .init = setup, .fini = teardown)
{
    struct sink *sink = open_with(false, 20000, 0);
    struct row log = row_log(1, "/a", 5000, "h");
    const struct record *record = row_record(&log);
    int rc = 0;
    report.to = fopen("/dev/null", "w");
    sink->ops->begin(sink, record);
    for (int i = 1; i <= 2000 && rc >= 0; i++) {
        struct row event = row_event(i, APRIL, "e");
        if (i == 1000)
            kill_other_sessions();
        rc = sink->ops->put(sink, record, row_record(&event));
    }
    cr_assert_eq(rc, SINK_AGAIN);
    cr_assert_eq(report.status, EXIT_kept);
    cr_assert_geq(sink->ops->end(sink, record, false), 0);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 0);
    cr_assert_geq(put_log(sink, &log, 2000, "e"), 0); /* handed out once more */
    cr_assert_geq(sink->ops->close(&sink), 0);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 2000);
}

Test(postgres, killed_at_any_moment_and_read_again_gives_the_same_rows, .init = setup, .fini = teardown)
{
    char whole[40];
    for (int round = 0; round < 8; round++) {
        database_run(pg, "TRUNCATE dagsieve.log, dagsieve.event");
        pid_t killer = round ? fork() : 0;
        if (round && killer == 0) { /* ends the loader's server session again and again */
            struct pg *own = pg_open(&(struct pg_options){ .conninfo = database_conninfo(""), .report = &report });
            for (int i = 0; own && i < 4; i++) {
                usleep((useconds_t)(3000 * round + 7000 * i));
                pg_run(own, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                            " AND application_name = 'dagsieve' AND query NOT LIKE '%string_agg%' AND query LIKE ANY (ARRAY['COPY%', 'COMMIT', 'SAVEPOINT%', '%advisory%'])");
            }
            _exit(0);
        }
        struct sink *sink = open_with(false, 0, 5);
        for (int id = 1; id <= 40; id++) {
            struct row log = row_log(id, "/a", 10, "h");
            cr_assert_geq(put_log(sink, &log, 200, "e"), 0);
        }
        cr_assert_geq(sink->ops->close(&sink), 0);
        if (round)
            waitpid(killer, NULL, 0);
        cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 8000);
        if (!round)
            snprintf(whole, sizeof(whole), "%s", everything());
        cr_assert_str_eq(everything(), whole);
    }
}

Test(postgres, a_month_that_was_pruned_meanwhile_is_made_anew, .init = setup, .fini = teardown)
{
    struct sink *sink = open_with(false, 0, 0);
    struct row first = row_log(1, "/a", 10, "h"), second = row_log(2, "/a", 10, "h");
    cr_assert_geq(put_log(sink, &first, 2, "e"), 0);
    cr_assert_geq(sink->ops->flush(sink), 0);
    database_run(pg, "DROP TABLE dagsieve.event_2026_04");
    cr_assert_geq(put_log(sink, &second, 2, "e"), 0);
    cr_assert_geq(sink->ops->close(&sink), 0);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event_2026_04"), 2);
    cr_assert_eq(report.status, EXIT_kept);
}

Test(postgres, two_workers_with_the_same_logs_store_them_once, .init = setup, .fini = teardown)
{
    pid_t workers[2];
    for (int w = 0; w < 2; w++) {
        workers[w] = fork();
        if (workers[w] == 0) {
            struct sink *sink = open_with(false, 0, 10);
            int rc = 0;
            for (int i = 0; i < 60 && rc >= 0; i++) {
                struct row log = row_log(w ? 60 - i : i + 1, "/a", 10, "h");
                rc = put_log(sink, &log, 20, "e");
            }
            _exit(sink->ops->close(&sink) < 0 || rc < 0 ? 1 : 0);
        }
    }
    for (int w = 0; w < 2; w++) {
        int status;
        waitpid(workers[w], &status, 0);
        cr_assert_eq(status, 0);
    }
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 1200);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.log"), 60);
}

Test(postgres, the_second_loader_of_a_shard_is_locked_out, .init = setup, .fini = teardown)
{
    struct report locked = { .to = fopen("/dev/null", "w") };
    struct pg *second = database_open(&locked);
    cr_assert_eq(load_lock(pg, 0, 2), 0);
    cr_assert_eq(load_lock(second, 1, 2), 0);
    cr_assert_eq(locked.status, 0);
    cr_assert_eq(load_lock(second, 0, 2), -1);
    cr_assert_eq(locked.status, EXIT_locked);
    cr_assert_eq(locked.count[COMPLAINT_already_running], 1);
    pg_close(&second);
}

Test(postgres, a_load_has_a_row_from_its_beginning, .init = setup, .fini = teardown)
{
    int64_t id = load_begin(pg, "-j 2 /logs", 1, 4);
    cr_assert_gt(id, 0);
    cr_assert_str_eq(database_value(pg, "SELECT concat_ws(' ', options, shard, shards, ended_at, status) FROM dagsieve.load"), "-j 2 /logs 1 4");
    cr_assert_eq(load_end(pg, id, &(struct load_figures){ .status = 1, .files = 10, .skipped = 3, .logs = 7, .events = 12 }), 0);
    cr_assert_str_eq(database_value(pg, "SELECT concat_ws(' ', status, files, skipped, logs, events, ended_at >= started_at) FROM dagsieve.load"), "1 10 3 7 12 t");
}

Test(postgres, the_writer_role_is_enough_to_load, .init = setup, .fini = teardown)
{
    struct sink_postgres_options options = { .database = { .conninfo = database_conninfo("user=dagsieve_writer"), .report = &report } };
    for (int stream = 0; stream < 2; stream++) {
        struct row log = row_log(1 + stream, "/a", 10, "h");
        options.stream = stream;
        struct sink *sink = sink_postgres(&options);
        cr_assert(sink);
        cr_assert_geq(put_log(sink, &log, 3, "e"), 0);
        cr_assert_geq(sink->ops->close(&sink), 0);
    }
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 6);
    cr_assert_eq(report.status, EXIT_kept);
}

Test(postgres, what_cannot_be_reached_is_told_without_the_password)
{
    static const struct {
        const char *conninfo;
        enum complaint what;
        int status;
    } rows[] = {
        { "host=/nowhere password=sesame user=u", COMPLAINT_database_away, EXIT_database },
        { "postgresql://u:sesame@127.0.0.1:1/d", COMPLAINT_database_away, EXIT_database },
        { "postgresql://u:sesame@127.0.0.1:port/d", COMPLAINT_bad_conninfo, EXIT_usage },
        { "postgresql://u:p@sesame@127.0.0.1/d", COMPLAINT_bad_conninfo, EXIT_usage },
        { "password = sesame sesame", COMPLAINT_bad_conninfo, EXIT_usage },
        { "postgresql://[sesame/", COMPLAINT_bad_conninfo, EXIT_usage },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        char *said;
        size_t n;
        struct report told = { .to = open_memstream(&said, &n) };
        struct pg *none = pg_open(&(struct pg_options){ .conninfo = rows[i].conninfo, .report = &told });
        fclose(told.to);
        cr_assert_null(none);
        cr_assert_eq(told.count[rows[i].what], 1, "%s: %s", rows[i].conninfo, said);
        cr_assert_eq(told.status, rows[i].status);
        cr_assert(!strstr(said, "sesame"), "%s", said);
        free(said);
    }
}

Test(postgres, a_refused_login_is_not_waited_for, .init = setup, .fini = teardown)
{
    struct report told = { .to = fopen("/dev/null", "w") };
    struct pg_options options = { .conninfo = database_conninfo("dbname=no_such_database"), .wait_s = 60, .report = &told };
    cr_assert_null(pg_open(&options));
    cr_assert_eq(told.count[COMPLAINT_database_login], 1);
    cr_assert_eq(told.status, EXIT_database);
}

Test(postgres, a_database_without_the_schema_is_told_so, .init = setup, .fini = teardown)
{
    struct row log = row_log(1, "/a", 10, "h");
    struct sink *sink = open_with(false, 0, 0);
    report.to = fopen("/dev/null", "w");
    database_run(pg, "DROP SCHEMA dagsieve CASCADE");
    cr_assert_geq(put_log(sink, &log, 1, "e"), 0);
    cr_assert_lt(sink->ops->close(&sink), 0);
    cr_assert_eq(report.status, EXIT_database);
    cr_assert_eq(report.count[COMPLAINT_schema_missing], 1, "%d", (int)report.count[COMPLAINT_schema_older]);
}
