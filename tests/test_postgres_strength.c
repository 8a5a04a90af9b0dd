/* test_postgres_strength.c - a copy whose identity is weaker never changes what a stronger one stored (domain §3.5). */
#include <criterion/criterion.h>

#define DATABASE_TESTS
#include "stores.h"

TestSuite(strength, .timeout = 120);

/* Of 100 lines; the other copy has fewer, as many or more. */
static const int lengths[] = { 60, 100, 140 };

static struct row copy(const char *name, int strength, int lines, bool stream)
{
    struct row log = row_log(1, stream ? "-" : name, lines, name);
    row_num(&log, "identity_strength", strength);
    if (stream)
        log.cells[LOG_size] = log.cells[LOG_mtime] = (struct cell){ 0 };
    return log;
}

/* As the pipeline does it: what a stream displaces whole is put into the sink that replaces. */
static void store(struct row log, bool stream, struct sink_postgres_counts *counts)
{
    struct sink *files = open_with(false, 0, 0), *sink = stream ? open_with(true, 0, 0) : files;
    const struct record *record = row_record(&log);
    struct row event = row_event(1, APRIL, log.cells[LOG_content_hash].text.p);
    int kept = 0;
    cr_assert_geq(sink->ops->begin(sink, record), 0);
    cr_assert_geq(sink_put(sink, record, row_record(&event)), 0);
    kept = sink->ops->end(sink, record, true);
    cr_assert_geq(kept, 0);
    if (kept == SINK_REPLACE) {
        cr_assert_geq(files->ops->begin(files, record), 0);
        cr_assert_geq(sink_put(files, record, row_record(&event)), 0);
        cr_assert_geq(files->ops->end(files, record, true), 0);
    }
    cr_assert_geq(sink->ops->flush(sink), 0);
    cr_assert_geq(files->ops->flush(files), 0);
    *counts = *sink_postgres_counts(sink);
    cr_assert_geq(sink->ops->close(&sink), 0);
    if (stream)
        cr_assert_geq(files->ops->close(&files), 0);
}

static const char *stored(void)
{
    return database_value(pg, "SELECT concat_ws(' ', l.content_hash, l.identity_strength, l.lines, string_agg(e.name, ','))"
                              "  FROM dagsieve.log AS l LEFT JOIN dagsieve.event AS e USING (log_id) GROUP BY l.log_id");
}

/* One copy after another, each by one way. */
static void compare(int first, int second, int lines, bool first_streams, bool second_streams)
{
    struct sink_postgres_counts counts;
    char expected[64];
    bool second_stands = second > first || (second == first && lines > 100);
    database_run(pg, "TRUNCATE dagsieve.log, dagsieve.event, dagsieve.other_copy");
    store(copy("b-first", first, 100, first_streams), first_streams, &counts);
    store(copy("a-second", second, lines, second_streams), second_streams, &counts);
    snprintf(expected, sizeof(expected), "%s %d %d %s", second_stands ? "a-second" : "b-first", second_stands ? second : first,
             second_stands ? lines : 100, second_stands ? "a-second" : "b-first");
    cr_expect_str_eq(stored(), expected, "strength %d then %d with %d lines, streams %d %d", first, second, lines, first_streams, second_streams);
    cr_expect_eq(counts.weaker, second < first);
    cr_expect_eq(counts.worse, second < first || !second_stands, "%d %d %d", first, second, lines);
}

Test(strength, the_stronger_stands_then_the_more_complete, .init = stores_set_up, .fini = stores_tear_down)
{
    for (int first = 1; first <= 3; first++)
        for (int second = 1; second <= 3; second++)
            for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++)
                for (int ways = 0; ways < 4; ways++)
                    if (first != second || ways == 0) /* streams of one strength are merged */
                        compare(first, second, lengths[i], ways & 1, ways & 2);
}

/* Rows of an open log go at once, not with its end. */
Test(strength, a_stronger_stream_displaces_before_it_ends, .init = stores_set_up, .fini = stores_tear_down)
{
    struct sink_postgres_counts counts;
    struct row log = copy("strong", 3, 10, true);
    struct row event = row_event(1, APRIL, "strong");
    store(copy("weak", 2, 100, true), true, &counts);
    struct sink *sink = open_with(true, 0, 0);
    cr_assert_geq(sink->ops->begin(sink, row_record(&log)), 0);
    cr_assert_geq(sink_put(sink, row_record(&log), row_record(&event)), 0);
    cr_assert_geq(sink->ops->flush(sink), 0);
    cr_assert_str_eq(database_value(pg, "SELECT string_agg(name, ' ') FROM dagsieve.event"), "strong");
    cr_assert_eq(sink->ops->end(sink, row_record(&log), true), 0);
    cr_assert_geq(sink->ops->close(&sink), 0);
    cr_assert_str_eq(stored(), "strong 3 10 strong");
}

/* A pod's own stream states what the file only infers; a later line of another log has no such say. */
Test(strength, only_a_pods_own_stream_lends_its_state, .init = stores_set_up, .fini = stores_tear_down)
{
    for (int strength = 1; strength <= 2; strength++)
        for (int ways = 0; ways < 4; ways++) {
            struct sink_postgres_counts counts;
            struct row file = copy("file", 3, 100, false), pod = copy("pod", strength, 150, ways & 1);
            database_run(pg, "TRUNCATE dagsieve.log, dagsieve.event, dagsieve.other_copy");
            row_num(&file, "state_inferred", 1);
            row_text(&pod, "state", "failed");
            store(ways & 2 ? file : pod, ways & 2 ? false : ways & 1, &counts);
            store(ways & 2 ? pod : file, ways & 2 ? ways & 1 : false, &counts);
            cr_expect_str_eq(stored(), "file 3 100 file");
            cr_expect_str_eq(database_value(pg, "SELECT concat_ws(' ', state, state_inferred) FROM dagsieve.log"), strength == 2 ? "failed f" : "success t",
                             "strength %d, way %d", strength, ways);
        }
}

/* Where the file states and shows nothing, whether it is complete and what its failure is would contradict a state that is lent. */
Test(strength, a_file_without_an_outcome_is_lent_none, .init = stores_set_up, .fini = stores_tear_down)
{
    for (int ways = 0; ways < 4; ways++) {
        struct sink_postgres_counts counts;
        struct row file = copy("file", 3, 100, false), pod = copy("pod", 2, 150, ways & 1);
        database_run(pg, "TRUNCATE dagsieve.log, dagsieve.event, dagsieve.other_copy");
        row_num(&file, "complete", 0);
        row_text(&file, "failure_title", "no outcome");
        file.cells[LOG_state] = file.cells[LOG_state_inferred] = (struct cell){ 0 };
        store(ways & 2 ? file : pod, ways & 2 ? false : ways & 1, &counts);
        store(ways & 2 ? pod : file, ways & 2 ? ways & 1 : false, &counts);
        cr_expect_str_eq(database_value(pg, "SELECT concat_ws(' ', content_hash, state, state_inferred, state_source, complete, failure_title) FROM dagsieve.log"),
                         "file f no outcome", "way %d", ways);
    }
}

/* What was stored before there was a strength is judged as it was then. */
Test(strength, an_unknown_strength_is_neither_stronger_nor_weaker, .init = stores_set_up, .fini = stores_tear_down)
{
    struct sink_postgres_counts counts;
    struct row before = row_log(1, "before", 100, "before");
    store(before, false, &counts);
    store(copy("shorter", 3, 60, false), false, &counts);
    cr_expect_str_eq(database_value(pg, "SELECT content_hash FROM dagsieve.log"), "before");
    store(copy("longer", 1, 140, false), false, &counts);
    cr_expect_str_eq(database_value(pg, "SELECT content_hash FROM dagsieve.log"), "longer");
}
