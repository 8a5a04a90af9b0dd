/* test_postgres_stream.c - live streams: rows are seen before the log ends, and read again nothing comes twice. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#include "sink/postgres/postgres.h"
#define DATABASE_TESTS
#include "database.h"
#include "rows.h"

TestSuite(stream, .timeout = 60);

#define APRIL INT64_C(1777462502123000)

static struct report report;
static struct pg *pg;

static struct sink *open_sink(bool stream)
{
    struct sink *sink = sink_postgres(&(struct sink_postgres_options){
        .database = { .conninfo = database_conninfo(""), .wait_s = 20, .report = &report }, .stream = stream });
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

/* What a stream knows of its log at the beginning. */
static struct row identity(int id)
{
    struct row log = row_log(id, "-", 0, "");
    for (int i = IDENTITY_N; i < LOG__N; i++)
        log.cells[i] = (struct cell){ 0 };
    return log;
}

static struct row stream_log(int id, int lines, const char *hash)
{
    struct row log = row_log(id, "-", lines, hash);
    log.cells[LOG_size] = log.cells[LOG_mtime] = (struct cell){ 0 };
    return log;
}

static void put_events(struct sink *sink, struct row *log, int from, int to)
{
    for (int i = from; i <= to; i++) {
        struct row event = row_event(i, APRIL + i, "e");
        cr_assert_geq(sink_put(sink, row_record(log), row_record(&event)), 0);
    }
}

static void put_incident(struct sink *sink, struct row *log, const char *code, int count)
{
    struct row finding = row_new(RECORD_finding);
    row_num(&finding, "seq", 0);
    row_text(&finding, "code", code);
    row_text(&finding, "role", "incident");
    row_num(&finding, "count", count);
    cr_assert_geq(sink_put(sink, row_record(log), row_record(&finding)), 0);
}

static void put_all(struct sink *sink, struct row *log, int n, bool complete)
{
    put_events(sink, log, 1, n);
    put_incident(sink, log, "OOM_KILLED", n);
    if (!complete)
        put_incident(sink, log, "NO_OUTCOME", 1);
}

/* A stream of one log with n events, to its end; what it displaces whole is replaced, as the pipeline does it. */
static void run_stream(int id, int lines, const char *hash, int n, bool complete)
{
    struct sink *sink = open_sink(true), *files = open_sink(false);
    struct row begun = identity(id), log = stream_log(id, lines, hash);
    row_num(&log, "complete", complete);
    cr_assert_geq(sink->ops->begin(sink, row_record(&begun)), 0);
    put_all(sink, &begun, n, complete);
    int kept = sink->ops->end(sink, row_record(&log), true);
    cr_assert_geq(kept, 0);
    if (kept == SINK_REPLACE) {
        cr_assert_geq(files->ops->begin(files, row_record(&log)), 0);
        put_all(files, &log, n, complete);
        cr_assert_geq(files->ops->end(files, row_record(&log), true), 0);
    }
    cr_assert_geq(sink->ops->close(&sink), 0);
    cr_assert_geq(files->ops->close(&files), 0);
}

/* A part of log 1 that begins with event number from of the whole, as a stream: it numbers its rows from 1. A block with a
 * finding stands on each line. */
static void run_part(int from, int to, bool complete, bool flushes)
{
    struct sink *sink = open_sink(true);
    struct row begun = identity(1), log = stream_log(1, to - from + 1, complete ? "end" : "begin");
    row_num(&begun, "start_time", APRIL + from * INT64_C(10000000));
    row_num(&log, "start_time", APRIL + from * INT64_C(10000000));
    row_num(&log, "complete", complete);
    cr_assert_geq(sink->ops->begin(sink, row_record(&begun)), 0);
    for (int i = from; i <= to; i++) {
        struct row event = row_event(i - from + 1, APRIL + i * INT64_C(10000000), "e");
        struct row block = row_new(RECORD_correlation), finding = row_new(RECORD_finding);
        char crypto[16];
        snprintf(crypto, sizeof(crypto), "C%d", i);
        row_num(&event, "line", i - from + 1);
        cr_assert_geq(sink_put(sink, row_record(&begun), row_record(&event)), 0);
        row_num(&block, "seq", i - from + 1);
        row_num(&block, "line", i - from + 1);
        row_text(&block, "crypto", crypto);
        cr_assert_geq(sink_put(sink, row_record(&begun), row_record(&block)), 0);
        row_num(&finding, "seq", i - from + 1);
        row_text(&finding, "code", i % 2 ? "ML_SOLID" : "ML_USELESS");
        row_text(&finding, "evidence", crypto);
        cr_assert_geq(sink_put(sink, row_record(&begun), row_record(&finding)), 0);
        cr_assert(!flushes || sink->ops->flush(sink) >= 0);
    }
    cr_assert_eq(sink->ops->end(sink, row_record(&log), true), 0);
    cr_assert_geq(sink->ops->close(&sink), 0);
}

/* The blocks with their findings, in order of number. */
static const char *blocks(void)
{
    return database_value(pg, "SELECT string_agg(concat_ws(' ', c.seq, c.line, c.crypto, f.code, f.evidence = c.crypto), ', ' ORDER BY c.seq)"
                              "  FROM dagsieve.correlation AS c JOIN dagsieve.finding AS f USING (log_id, seq)");
}

Test(stream, a_later_part_goes_on_where_the_rows_end, .init = setup, .fini = teardown)
{
    run_part(1, 3, false, false);
    run_part(4, 5, true, true);
    cr_assert_str_eq(blocks(), "1 1 C1 ML_SOLID t, 2 2 C2 ML_USELESS t, 3 3 C3 ML_SOLID t, 4 4 C4 ML_USELESS t, 5 5 C5 ML_SOLID t");
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 5);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.finding"), 5);
}

Test(stream, parts_that_overlap_give_each_row_once, .init = setup, .fini = teardown)
{
    run_part(1, 4, false, true);
    run_part(3, 6, true, false);
    run_part(3, 6, true, true);
    run_part(5, 6, true, true);
    cr_assert_str_eq(blocks(), "1 1 C1 ML_SOLID t, 2 2 C2 ML_USELESS t, 3 3 C3 ML_SOLID t, 4 4 C4 ML_USELESS t, 5 5 C5 ML_SOLID t, "
                               "6 6 C6 ML_USELESS t");
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 6);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.finding"), 6);
}

Test(stream, rows_are_seen_before_the_log_ends, .init = setup, .fini = teardown)
{
    struct sink *sink = open_sink(true);
    struct row a = identity(1), b = identity(2), whole = stream_log(1, 10, "h");
    cr_assert_geq(sink->ops->begin(sink, row_record(&a)), 0);
    cr_assert_geq(sink->ops->begin(sink, row_record(&b)), 0);
    put_events(sink, &a, 1, 3);
    put_events(sink, &b, 1, 2);
    cr_assert_geq(sink->ops->flush(sink), 0);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event JOIN dagsieve.log USING (log_id) WHERE NOT complete AND dag_id IS NOT NULL"), 5);
    put_events(sink, &a, 4, 5);
    cr_assert_geq(sink->ops->flush(sink), 0);
    cr_assert_geq(sink->ops->end(sink, row_record(&whole), true), 0);
    cr_assert_geq(sink->ops->flush(sink), 0);
    cr_assert_str_eq(database_value(pg, "SELECT string_agg(concat_ws(' ', complete, lines, state), ', ' ORDER BY lines) FROM dagsieve.log"), "t 10 success, f");
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 7);
    cr_assert_eq(sink_postgres_counts(sink)->rows[RECORD_log], 2);
    cr_assert_geq(sink->ops->close(&sink), 0);
    cr_assert_eq(report.status, EXIT_kept);
}

Test(stream, read_again_it_adds_what_is_missing, .init = setup, .fini = teardown)
{
    run_stream(1, 5, "h5", 5, false);
    run_stream(1, 5, "h5", 5, false);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 5);
    cr_assert_str_eq(database_value(pg, "SELECT string_agg(code || count, ' ' ORDER BY code) FROM dagsieve.finding"), "NO_OUTCOME1 OOM_KILLED5");
    run_stream(1, 8, "h8", 8, true);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 8);
    cr_assert_str_eq(database_value(pg, "SELECT string_agg(code || count, ' ' ORDER BY code) FROM dagsieve.finding"), "OOM_KILLED8");
    run_stream(1, 3, "h3", 3, false); /* a shorter one changes nothing */
    cr_assert_str_eq(database_value(pg, "SELECT concat_ws(' ', lines, complete, content_hash) FROM dagsieve.log"), "8 t h8");
    cr_assert_str_eq(database_value(pg, "SELECT string_agg(code || count, ' ' ORDER BY code) FROM dagsieve.finding"), "OOM_KILLED8");
}

Test(stream, the_file_then_makes_it_clean, .init = setup, .fini = teardown)
{
    run_stream(1, 5, "h", 5, true);
    struct sink *sink = open_sink(false);
    struct row log = row_log(1, "/logs/1.log", 5, "h");
    cr_assert_geq(sink->ops->begin(sink, row_record(&log)), 0);
    put_events(sink, &log, 1, 4);
    cr_assert_geq(sink->ops->end(sink, row_record(&log), true), 0);
    cr_assert_geq(sink->ops->close(&sink), 0);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 4);
    cr_assert_str_eq(database_value(pg, "SELECT source || size FROM dagsieve.log"), "/logs/1.log400");
    run_stream(1, 5, "h", 4, true); /* and the stream once more adds nothing to it */
    cr_assert_str_eq(database_value(pg, "SELECT source || size FROM dagsieve.log"), "/logs/1.log400");
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 4);
}

Test(stream, a_log_that_is_given_up_leaves_nothing, .init = setup, .fini = teardown)
{
    struct sink *sink = open_sink(true);
    struct row a = identity(1), b = identity(2);
    cr_assert_geq(sink->ops->begin(sink, row_record(&a)), 0);
    cr_assert_geq(sink->ops->begin(sink, row_record(&b)), 0);
    put_events(sink, &a, 1, 3);
    cr_assert_geq(sink->ops->flush(sink), 0);
    put_events(sink, &a, 4, 5);
    put_events(sink, &b, 1, 1);
    cr_assert_geq(sink->ops->end(sink, row_record(&a), false), 0);
    cr_assert_geq(sink->ops->close(&sink), 0);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 1);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.log"), 1);
}

Test(stream, a_lost_connection_costs_no_row, .init = setup, .fini = teardown)
{
    struct sink *sink = open_sink(true);
    struct row a = identity(1), whole = stream_log(1, 10, "h");
    cr_assert_geq(sink->ops->begin(sink, row_record(&a)), 0);
    for (int i = 0; i < 4; i++) {
        put_events(sink, &a, 10 * i + 1, 10 * i + 10);
        cr_assert_geq(sink->ops->flush(sink), 0);
        database_value(pg, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        usleep(50000);
    }
    cr_assert_geq(sink->ops->end(sink, row_record(&whole), true), 0);
    cr_assert_geq(sink->ops->close(&sink), 0);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 40);
    cr_assert_str_eq(database_value(pg, "SELECT lines FROM dagsieve.log"), "10");
    cr_assert_eq(report.status, EXIT_kept);
}

Test(stream, refused_rows_are_rejects_here_too, .init = setup, .fini = teardown)
{
    struct sink *sink = open_sink(true);
    struct row a = identity(1);
    report.to = fopen("/dev/null", "w");
    cr_assert_geq(sink->ops->begin(sink, row_record(&a)), 0);
    for (int i = 1; i <= 3; i++) {
        struct row block = row_new(RECORD_correlation);
        row_num(&block, "seq", i);
        row_text(&block, "sl", i == 2 ? "none" : "1");
        cr_assert_geq(sink_put(sink, row_record(&a), row_record(&block)), 0);
        cr_assert_geq(sink->ops->flush(sink), 0);
    }
    cr_assert_geq(sink->ops->close(&sink), 0);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.correlation"), 2);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.reject"), 1);
    cr_assert_eq(report.count[COMPLAINT_refused_by_server], 1);
}

/* A piece of so many lines and events that ends then; code: the exit code that its last line tells, -1 = it is not in there. */
static void run_piece(int lines, int64_t end, int code)
{
    struct sink *sink = open_sink(true);
    struct row begun = identity(1), log = stream_log(1, lines, lines > 5 ? "long" : "short");
    row_num(&log, "start_time", APRIL);
    row_num(&log, "end_time", end);
    if (code >= 0)
        row_num(&log, "exit_code", code);
    cr_assert_geq(sink->ops->begin(sink, row_record(&begun)), 0);
    put_events(sink, &begun, 1, lines);
    cr_assert_eq(sink->ops->end(sink, row_record(&log), true), 0);
    cr_assert_geq(sink->ops->close(&sink), 0);
}

Test(stream, a_longer_piece_keeps_the_exit_code_and_the_end_that_a_shorter_one_tells_in_any_order, .init = setup, .fini = teardown)
{
    enum { SECOND = 1000000 };
    for (int order = 0; order < 2; order++) {
        database_value(pg, "SELECT dagsieve.forget_logs(array_agg(log_id)) FROM dagsieve.log");
        for (int i = 0; i < 2; i++) {
            bool longer = i == order;
            run_piece(longer ? 9 : 3, APRIL + (longer ? 5 : 9) * (int64_t)SECOND, longer ? -1 : 0);
        }
        cr_expect_str_eq(database_value(pg, "SELECT concat_ws(' ', lines, exit_code, extract(epoch FROM end_time - start_time)::int, duration_s) FROM dagsieve.log"), "9 0 9 9");
        cr_expect_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 9);
    }
}
