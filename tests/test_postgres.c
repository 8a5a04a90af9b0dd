/* test_postgres.c - what is put comes back from a real server: values and refusals. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sink/connection/copytext.h"
#define DATABASE_TESTS
#include "stores.h"

TestSuite(postgres, .timeout = 120);

Test(postgres, texts_come_back_as_they_went, .init = stores_set_up, .fini = stores_tear_down)
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

Test(postgres, bytes_that_no_server_takes_are_replaced, .init = stores_set_up, .fini = stores_tear_down)
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

Test(postgres, numbers_come_back_digit_by_digit, .init = stores_set_up, .fini = stores_tear_down)
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
        copytext_row(&copytext, &out, row_record(&finding));
        char expected[64];
        int n = snprintf(expected, sizeof(expected), "\t%s\t", rows[i].written);
        cr_assert(slice_has(buf_view(&out), (struct slice){ expected, (size_t)n }));
        buf_free(&out);
        buf_free(&copytext.scratch);
    }
}

Test(postgres, lists_json_bytes_and_booleans_come_back, .init = stores_set_up, .fini = stores_tear_down)
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

Test(postgres, events_of_any_time_have_a_home, .init = stores_set_up, .fini = stores_tear_down)
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

Test(postgres, a_refused_row_becomes_a_reject_and_the_rest_stays, .init = stores_set_up, .fini = stores_tear_down)
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
            sink_put(sink, record, row_record(&block));
        }
        struct row reject = row_new(RECORD_reject);
        row_num(&reject, "n", 1);
        row_text(&reject, "code", "bad_value");
        sink_put(sink, record, row_record(&reject));
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

Test(postgres, a_row_number_given_twice_costs_that_row_only, .init = stores_set_up, .fini = stores_tear_down)
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
        sink_put(sink, record, row_record(&finding));
    }
    cr_assert_geq(sink->ops->end(sink, record, true), 0);
    cr_assert_geq(sink->ops->close(&sink), 0);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.finding"), 2);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.reject WHERE text LIKE '%23505%'"), 1);
}

Test(postgres, a_refused_log_record_stays_without_its_texts, .init = stores_set_up, .fini = stores_tear_down)
{
    struct row log = row_log(1, "/a", 10, "h");
    report.to = fopen("/dev/null", "w");
    row_text(&log, "duration_s", "soon");
    store_log(log, 2, "e");
    cr_assert_str_eq(database_value(pg, "SELECT concat_ws(' ', lines, content_hash, parser_version, dag_id, size) FROM dagsieve.log"), "10 h p1 800");
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 2);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.reject"), 1);
}

Test(postgres, names_that_do_not_fit_an_index_are_cut, .init = stores_set_up, .fini = stores_tear_down)
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
