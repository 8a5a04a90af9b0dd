/* test_schema.c - the tables: applied, compared, upgraded, beside running loads. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "parser/catalogue/state.h"
#include "sink/schema/columns.h"
#include "sink/schema/schema.h"
#define DATABASE_TESTS
#include "database.h"

TestSuite(schema, .timeout = 60);

/* What schema_check lists, and how many lines that is. */
static int check(struct pg *pg, char **list)
{
    size_t n;
    FILE *to = open_memstream(list, &n);
    int differences = schema_check(pg, to);
    fclose(to);
    return differences;
}

static struct report silent(char **said)
{
    static size_t length;
    return (struct report){ .to = open_memstream(said, &length) };
}

Test(schema, applied_twice_changes_nothing)
{
    struct report report = { .to = stderr };
    struct pg *pg = database_open(&report);
    char *list;
    cr_assert_eq(schema_apply(pg), 0);
    cr_assert_eq(check(pg, &list), 0, "%s", list);
    const char *sql = "SELECT string_agg(relname || ' ' || oid, ' ' ORDER BY oid) FROM pg_class WHERE relnamespace = 'dagsieve'::regnamespace";
    char before[16384];
    snprintf(before, sizeof(before), "%s", database_value(pg, sql));
    cr_assert_eq(schema_apply(pg), 0);
    cr_assert_str_eq(database_value(pg, sql), before);
    cr_assert_eq(schema_require(pg), 0);
    free(list);
    pg_close(&pg);
}

Test(schema, printed_script_makes_the_same_schema)
{
    struct report report = { .to = stderr };
    struct pg *pg = database_open(&report);
    char *script, *list;
    size_t n;
    database_run(pg, "DROP SCHEMA dagsieve CASCADE");
    FILE *to = open_memstream(&script, &n);
    schema_print(to);
    fclose(to);
    database_run(pg, script);
    database_run(pg, script);
    cr_assert_eq(check(pg, &list), 0, "%s", list);
    free(script);
    free(list);
    pg_close(&pg);
}

Test(schema, what_differs_is_listed_and_apply_adds_it)
{
    static const struct {
        const char *harm, *line;
    } rows[] = {
        { "ALTER TABLE dagsieve.log DROP COLUMN segments", "log.segments: column is missing\n" },
        { "ALTER TABLE dagsieve.event DROP COLUMN logger", "event.logger: column is missing\n" },
        { "ALTER TABLE dagsieve.correlation DROP COLUMN theta", "correlation.theta: column is missing\n" },
        { "DROP INDEX dagsieve.log_run", "log_run: index is missing\n" },
        { "DROP TABLE dagsieve.other_copy", "other_copy: table is missing\nother_copy_key: index is missing\n" },
        { "DROP FUNCTION dagsieve.add_month", "add_month: function is missing\n" },
        { "DROP VIEW dagsieve.alert_silence", "alert_silence: view is missing\n" },
    };
    struct report report = { .to = stderr };
    struct pg *pg = database_open(&report);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        char *list;
        database_run(pg, rows[i].harm);
        cr_assert_gt(check(pg, &list), 0);
        cr_assert_str_eq(list, rows[i].line);
        free(list);
        cr_assert_eq(schema_apply(pg), 0);
        cr_assert_eq(check(pg, &list), 0, "%s", list);
        free(list);
    }
    pg_close(&pg);
}

Test(schema, another_type_is_a_difference_that_apply_leaves_alone)
{
    struct report report = { .to = stderr };
    struct pg *pg = database_open(&report);
    char *list;
    database_run(pg, "ALTER TABLE dagsieve.correlation ALTER COLUMN precision_buy TYPE float8");
    database_run(pg, "ALTER TABLE dagsieve.log ADD COLUMN my_own text");
    cr_assert_eq(schema_apply(pg), 0);
    cr_assert_eq(check(pg, &list), 1);
    cr_assert_str_eq(list, "correlation.precision_buy: is double precision, should be numeric\n");
    free(list);
    pg_close(&pg);
}

Test(schema, views_and_functions_of_another_shape_give_way)
{
    struct report report = { .to = stderr };
    struct pg *pg = database_open(&report);
    char *list;
    database_run(pg, "DROP VIEW dagsieve.pipeline_health CASCADE; CREATE VIEW dagsieve.pipeline_health AS SELECT 'x'::text AS dag_id, 1 AS runs;"
                     "CREATE VIEW dagsieve.my_own AS SELECT 1 AS one;"
                     "DROP FUNCTION dagsieve.infra_at CASCADE; CREATE FUNCTION dagsieve.infra_at(moment timestamptz) RETURNS integer LANGUAGE sql AS 'SELECT 1'");
    cr_assert_eq(schema_apply(pg), 0);
    cr_assert_eq(check(pg, &list), 0, "%s", list);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.state"), 1);
    cr_assert_eq(database_number(pg, "SELECT count(rate) FROM dagsieve.pipeline_health"), 0);
    cr_assert_eq(database_number(pg, "SELECT one FROM dagsieve.my_own"), 1);
    cr_assert_str_eq(database_value(pg, "SELECT has_table_privilege('dagsieve_reader', 'dagsieve.pipeline_health', 'SELECT')"), "t");
    free(list);
    pg_close(&pg);
}

Test(schema, a_view_of_the_users_own_on_ours_is_not_torn_down)
{
    char *said;
    struct report report = silent(&said);
    struct pg *pg = database_open(&report);
    database_run(pg, "DROP VIEW dagsieve.pipeline_health CASCADE; CREATE VIEW dagsieve.pipeline_health AS SELECT 'x'::text AS dag_id, 1 AS runs;"
                     "CREATE SCHEMA mine; CREATE VIEW mine.health AS SELECT runs FROM dagsieve.pipeline_health");
    cr_assert_eq(schema_apply(pg), -1);
    fflush(report.to);
    cr_assert(strstr(said, "depend"), "%s", said);
    cr_assert_eq(database_number(pg, "SELECT runs FROM mine.health"), 1);
    pg_close(&pg);
    fclose(report.to);
    free(said);
}

Test(schema, a_load_refuses_what_it_does_not_know)
{
    static const struct {
        const char *harm, *words;
    } rows[] = {
        { "ALTER TABLE dagsieve.log DROP COLUMN operator", "error: schema dagsieve is older than this program\ndetail: log.operator: column is missing\nhint: dagsieve schema apply" },
        { "UPDATE dagsieve.schema_version SET version = 99", "newer than this program\ndetail: its version is 99" },
        { "DROP SCHEMA dagsieve CASCADE", "error: the database has no schema dagsieve\nhint: dagsieve schema apply" },
    };
    char *said;
    struct report report = silent(&said);
    struct pg *pg = database_open(&report);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        fseek(report.to, 0, SEEK_SET);
        database_run(pg, rows[i].harm);
        cr_assert_eq(schema_require(pg), -1);
        fflush(report.to);
        cr_assert(strstr(said, rows[i].words), "%s", said);
        cr_assert_eq(report.status, EXIT_database);
    }
    pg_close(&pg);
    fclose(report.to);
    free(said);
}

Test(schema, apply_never_goes_back)
{
    char *said;
    struct report report = silent(&said);
    struct pg *pg = database_open(&report);
    database_run(pg, "UPDATE dagsieve.schema_version SET version = 99");
    cr_assert_eq(schema_apply(pg), -1);
    cr_assert_eq(report.count[COMPLAINT_schema_newer], 1);
    cr_assert_eq(database_number(pg, "SELECT version FROM dagsieve.schema_version"), 99);
    pg_close(&pg);
    fclose(report.to);
    free(said);
}

Test(schema, a_column_is_added_while_a_load_is_writing)
{
    struct report report = { .to = stderr };
    struct pg *pg = database_open(&report);
    database_run(pg, "ALTER TABLE dagsieve.event DROP COLUMN logger");
    pid_t loader = fork();
    if (loader == 0) {
        struct pg *writer = pg_open(&(struct pg_options){ .conninfo = database_conninfo(""), .report = &report });
        bool ok = writer != NULL;
        for (int i = 0; i < 12 && ok; i++) {
            char sql[256];
            snprintf(sql, sizeof(sql), "BEGIN; INSERT INTO dagsieve.event (log_id, seq, time) VALUES (gen_random_uuid(), %d, '-infinity');"
                                       "SELECT pg_sleep(0.25); COMMIT", i);
            ok = pg_run(writer, sql) == 0;
        }
        _exit(ok ? 0 : 1);
    }
    usleep(100000);
    cr_assert_eq(schema_apply(pg), 0);
    int status;
    waitpid(loader, &status, 0);
    cr_assert_eq(status, 0, "the load failed");
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 12);
    cr_assert_eq(schema_require(pg), 0);
    pg_close(&pg);
}

Test(schema, nothing_to_add_waits_for_nobody)
{
    struct report report = { .to = stderr };
    struct pg *pg = database_open(&report), *loader = database_open(&report);
    database_run(loader, "BEGIN; INSERT INTO dagsieve.log (log_id) VALUES (gen_random_uuid());"
                         "INSERT INTO dagsieve.event (log_id, seq, time) VALUES (gen_random_uuid(), 1, '-infinity')");
    cr_assert_eq(schema_apply(pg), 0); /* would never end if it wanted a lock */
    database_run(loader, "COMMIT");
    pg_close(&loader);
    pg_close(&pg);
}

Test(schema, every_table_and_column_is_explained)
{
    struct report report = { .to = stderr };
    struct pg *pg = database_open(&report);
    const char *sql = "SELECT coalesce(string_agg(c.relname || coalesce('.' || a.attname, ''), ' '), '') FROM pg_class c"
                      " LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT c.relispartition"
                      " WHERE c.relnamespace = 'dagsieve'::regnamespace AND c.relkind IN ('r', 'p')"
                      "   AND (obj_description(c.oid, 'pg_class') IS NULL OR (a.attnum > 0 AND col_description(c.oid, a.attnum) IS NULL))";
    cr_assert_str_eq(database_value(pg, sql), "");
    cr_assert_str_eq(database_value(pg, "SELECT col_description('dagsieve.correlation'::regclass, attnum) FROM pg_attribute"
                                        " WHERE attrelid = 'dagsieve.correlation'::regclass AND attname = 'sl_pct'"),
                     "share of exits by stop-loss, percent");
    pg_close(&pg);
}

Test(schema, reference_data_are_seeded_and_never_overwritten)
{
    struct report report = { .to = stderr };
    struct pg *pg = database_open(&report);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.universe"), 6);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.taxonomy WHERE rank IS NOT NULL"), 7);
    cr_assert_str_eq(database_value(pg, "SELECT string_agg(code, ' ' ORDER BY rank) FROM dagsieve.taxonomy"
                                        " WHERE rank < 4"), "ML_USELESS SCREENING_OVERFIT ML_UNSTABLE");
    cr_assert_str_eq(database_value(pg, "SELECT reaction || ', ' || owner FROM dagsieve.taxonomy WHERE code = 'INFRA_SATURATED'"),
                     "immediate, platform owner");
    database_run(pg, "UPDATE dagsieve.threshold SET value = 0 WHERE name = 'infra_samples_required';"
                     "DELETE FROM dagsieve.universe WHERE crypto_group = 'defi';"
                     "UPDATE dagsieve.taxonomy SET owner = 'Ada' WHERE code = 'ML_USELESS'");
    cr_assert_eq(schema_apply(pg), 0);
    cr_assert_str_eq(database_value(pg, "SELECT value FROM dagsieve.threshold WHERE name = 'infra_samples_required'"), "0");
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.universe"), 2);
    cr_assert_str_eq(database_value(pg, "SELECT owner FROM dagsieve.taxonomy WHERE code = 'ML_USELESS'"), "Ada");
    pg_close(&pg);
}

/* What of Citus is asked: its row of pg_extension, its catalogue of distributed tables, the function that distributes one; calls are kept. */
static struct pg *open_stand_in_for_citus(struct report *report)
{
    struct pg *pg = database_open(report);
    FILE *file = fopen("tests/citus.sql", "r");
    char sql[4096];
    cr_assert(file);
    sql[fread(sql, 1, sizeof(sql) - 1, file)] = '\0';
    fclose(file);
    database_run(pg, sql);
    return pg;
}

Test(schema, where_citus_is_events_are_distributed_by_their_log)
{
    struct report report = { .to = stderr };
    struct pg *pg = open_stand_in_for_citus(&report);
    const char *calls = "SELECT string_agg(call, ';' ORDER BY n) FROM public.citus_calls";
    const char *languages = "SELECT string_agg(DISTINCT l.lanname, ' ') FROM pg_proc AS p JOIN pg_language AS l ON l.oid = p.prolang"
                            " WHERE p.pronamespace = 'dagsieve'::regnamespace AND p.prosrc ~ '\\mdagsieve\\.event\\M'";
    const char *owners = "SELECT string_agg(proname, ' ' ORDER BY proname) FROM pg_proc WHERE pronamespace = 'dagsieve'::regnamespace AND prosecdef";
    const char *writes = "SELECT has_table_privilege('dagsieve_writer', 'dagsieve.run_summary', 'INSERT')";
    cr_expect_eq(schema_check(pg, stderr), 0, "not applied since the extension came: all is on the coordinator");
    cr_expect_str_eq(database_value(pg, languages), "plpgsql sql");
    cr_expect_str_eq(database_value(pg, writes), "f");
    for (int time = 0; time < 2; time++) {
        cr_expect_eq(schema_apply(pg), 0);
        cr_expect_str_eq(database_value(pg, calls), "create_distributed_table dagsieve.event log_id none 8");
        cr_expect_str_eq(database_value(pg, languages), "plpgsql");
        cr_expect_str_eq(database_value(pg, owners), "add_month");
        cr_expect_str_eq(database_value(pg, writes), "t");
        cr_expect_eq(schema_check(pg, stderr), 0);
        cr_expect_eq(schema_require(pg), 0);
    }
    database_run(pg, "DELETE FROM pg_extension WHERE extname = 'citus'");
    cr_expect_eq(schema_apply(pg), 0);
    cr_expect_str_eq(database_value(pg, languages), "plpgsql sql");
    cr_expect_str_eq(database_value(pg, writes), "f");
    pg_close(&pg);
}

Test(schema, tables_that_citus_has_distributed_otherwise_are_refused)
{
    FILE *null = fopen("/dev/null", "w");
    struct report report = { .to = null };
    struct pg *pg = open_stand_in_for_citus(&report);
    const char *const wrong[] = { "('dagsieve.log', 'h', 'log_id')", "('dagsieve.event', 'n', NULL)", "('dagsieve.correlation', 'h', 'log_id')", "('dagsieve.event', 'h', 'crypto')", "('dagsieve.event', 'a', 'log_id')",
                                  "('dagsieve.event', 'h', 'log_id'), ('dagsieve.finding', 'h', 'log_id')" };
    database_run(pg, "INSERT INTO pg_catalog.pg_dist_partition VALUES ('dagsieve.taxonomy', 'n', NULL), ('dagsieve.event_early', 'h', 'log_id'),"
                     " ('dagsieve.event', 'h', 'log_id')");
    cr_expect_eq(schema_check(pg, null), 0);
    cr_expect_eq(schema_require(pg), 0);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char sql[160];
        snprintf(sql, sizeof(sql), "TRUNCATE pg_catalog.pg_dist_partition; INSERT INTO pg_catalog.pg_dist_partition VALUES %s", wrong[i]);
        database_run(pg, sql);
        cr_expect_eq(schema_check(pg, null), -1, "%s", wrong[i]);
        cr_expect_eq(schema_require(pg), -1, "%s", wrong[i]);
        cr_expect_eq(schema_apply(pg), -1, "%s", wrong[i]);
        cr_expect_eq(report.count[COMPLAINT_schema_distributed], 3 * (int)i + 3);
    }
    cr_expect_eq(report.status, EXIT_database);
    pg_close(&pg);
    fclose(null);
}

Test(schema, what_a_dag_is_used_for_is_a_row)
{
    struct report report = { .to = stderr };
    struct pg *pg = database_open(&report);
    const char *kind = "SELECT kind FROM dagsieve.run WHERE dag_id = 'my__dag'";
    database_run(pg, "INSERT INTO dagsieve.run_summary (dag_id, run_id, n_attempts, n_failed, n_oom, n_disk_full, complete, n_blocks, n_gated, n_gate_passed)"
                     " VALUES ('my__dag', 'r', 1, 0, 0, 0, true, 0, 0, 0)");
    cr_assert_str_eq(database_value(pg, kind), "other");
    database_run(pg, "INSERT INTO dagsieve.dag_kind VALUES ('my__dag', 'testing'); DELETE FROM dagsieve.dag_kind WHERE dag_id = 'launch__discovery'");
    cr_assert_str_eq(database_value(pg, kind), "testing");
    cr_assert_eq(schema_apply(pg), 0);
    cr_assert_str_eq(database_value(pg, "SELECT string_agg(dag_id, ' ' ORDER BY dag_id) FROM dagsieve.testing_dag"),
                     "launch__backtesting launch__walkforward my__dag");
    pg_close(&pg);
}

/* A signal is the worse the lower or the higher its figure is: what its rows of threshold say, nobody else. */
Test(schema, the_direction_of_a_signal_is_a_row)
{
    struct report report = { .to = stderr };
    struct pg *pg = database_open(&report);
    const char *lower = "SELECT string_agg(signal, ' ' ORDER BY signal) FROM dagsieve.board_limit WHERE lower_is_worse";
    const char *level = "SELECT dagsieve.level_of('timeout_pct', 'timeout_pct', 10) || dagsieve.why_of('timeout_pct', 'timeout_pct', 10)";
    cr_assert_str_eq(database_value(pg, lower), "f1_buy_delta_vs_baseline pipeline_success_rate sortino");
    cr_assert_str_eq(database_value(pg, level), "oktimeout_pct 10: no limit is crossed");
    database_run(pg, "UPDATE dagsieve.threshold SET op = '<' WHERE signal = 'timeout_pct'");
    cr_assert_str_eq(database_value(pg, lower), "f1_buy_delta_vs_baseline pipeline_success_rate sortino timeout_pct");
    cr_assert_str_eq(database_value(pg, level), "criticaltimeout_pct 10 < 40 %: too many exits by time-out");
    pg_close(&pg);
}

/* What a table of the boards cannot break is broken here: no character is lost, no line too long. */
Test(schema, a_text_is_broken_into_lines)
{
    struct report report = { .to = stderr };
    struct pg *pg = database_open(&report);
    const char *const lines[][2] = {
        { "'one two three', 7", "one two|three" }, { "'one two three', 8", "one two|three" }, { "'a ' || repeat('x', 9) || ' b', 4", "a|xxxx|xxxx|x b" },
        { "repeat('é', 5), 4", "éééé|é" },       { "'four', 4", "four" },                  { "'', 4", "nothing" },
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char sql[128];
        snprintf(sql, sizeof sql, "SELECT coalesce(array_to_string(dagsieve.lines_of(%s), '|'), 'nothing')", lines[i][0]);
        cr_expect_str_eq(database_value(pg, sql), lines[i][1]);
    }
    pg_close(&pg);
}

Test(schema, now_can_be_set)
{
    struct report report = { .to = stderr };
    struct pg *pg = database_open(&report);
    cr_assert_str_eq(database_value(pg, "SELECT dagsieve.now() = now()"), "t");
    database_run(pg, "SET dagsieve.now = '2026-04-29 06:00+00'");
    cr_assert_str_eq(database_value(pg, "SELECT dagsieve.now()"), "2026-04-29 06:00:00+00");
    database_run(pg, "SET dagsieve.now = ''");
    cr_assert_str_eq(database_value(pg, "SELECT dagsieve.now() = now()"), "t");
    pg_close(&pg);
}

Test(schema, months_are_made_once_and_only_sane_ones)
{
    struct report report = { .to = stderr };
    struct pg *pg = database_open(&report);
    cr_assert_str_eq(database_value(pg, "SELECT dagsieve.add_month('2026-12-17')"), "t");
    cr_assert_str_eq(database_value(pg, "SELECT dagsieve.add_month('2026-12-01')"), "f");
    cr_assert_str_eq(database_value(pg, "SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE relname = 'event_2026_12'"),
                     "FOR VALUES FROM ('2026-12-01 00:00:00+00') TO ('2027-01-01 00:00:00+00')");
    cr_assert_eq(pg_run(pg, "SELECT dagsieve.add_month('2009-12-31')"), -1);
    cr_assert_eq(pg_run(pg, "SELECT dagsieve.add_month('2100-01-01')"), -1);
    cr_assert_str_eq(pg_sqlstate(pg), "22008");
    database_run(pg, "SELECT dagsieve.add_month('2010-01-01'), dagsieve.add_month('2099-12-01')");
    pg_close(&pg);
}

Test(schema, the_reader_reads_and_cannot_write)
{
    struct report report = { .to = stderr };
    database_conninfo("");
    struct pg *pg = pg_open(&(struct pg_options){ .conninfo = database_conninfo("user=dagsieve_reader"), .read_only = true, .report = &report });
    cr_assert(pg);
    database_value(pg, "SELECT count(*) FROM dagsieve.log");
    cr_assert_eq(pg_run(pg, "DELETE FROM dagsieve.log"), -1);
    cr_assert_str_eq(pg_sqlstate(pg), "25006");
    database_run(pg, "SET default_transaction_read_only = off");
    cr_assert_eq(pg_run(pg, "DELETE FROM dagsieve.log"), -1);
    cr_assert_str_eq(pg_sqlstate(pg), "42501");
    cr_assert_eq(pg_run(pg, "SELECT dagsieve.add_month('2026-01-01')"), -1);
    pg_close(&pg);
}

Test(schema, reserved_words_are_quoted)
{
    struct buf out = { 0 };
    schema_name(&out, "order");
    schema_name(&out, &" time"[1]);
    cr_assert(slice_eq(buf_view(&out), SLICE("\"order\"time")));
    buf_free(&out);
}

/* Each row of states.def by the functions of SQL as by those of C, and one word that has no row. */
Test(schema, states_are_the_same_in_c_and_sql)
{
    struct report report = { .to = stderr };
    struct pg *pg = database_open(&report);
    for (int i = 0; i <= TASK__N; i++) {
        const char *word = i < TASK__N ? state_rows[i].name : "restarting";
        enum state_counts counts = i < TASK__N ? state_rows[i].counts : COUNTS_NOTHING;
        struct pg_rows *rows =
            pg_query(pg, "SELECT dagsieve.state_is_success($1), dagsieve.state_is_failure($1), dagsieve.state_is_final($1), dagsieve.state_is_skipped($1),"
                         " dagsieve.state_is_failed_try($1), dagsieve.state_is_pending($1)", 1, &word);
        cr_assert(rows, "%s", pg_words(pg));
        cr_expect_eq(pg_rows_text(rows, 0, 0).p[0] == 't', counts == COUNTS_SUCCESS || counts == COUNTS_SKIPPED, "%s", word);
        cr_expect_eq(pg_rows_text(rows, 0, 1).p[0] == 't', counts == COUNTS_FAILURE, "%s", word);
        cr_expect_eq(pg_rows_text(rows, 0, 2).p[0] == 't', state_is_final(slice_of(word)), "%s", word);
        cr_expect_eq(pg_rows_text(rows, 0, 3).p[0] == 't', counts == COUNTS_SKIPPED, "%s", word);
        cr_expect_eq(pg_rows_text(rows, 0, 4).p[0] == 't', counts == COUNTS_FAILURE || counts == COUNTS_RETRY, "%s", word);
        cr_expect_eq(pg_rows_text(rows, 0, 5).p[0] == 't', counts == COUNTS_RETRY || counts == COUNTS_PENDING, "%s", word);
        pg_rows_free(rows);
    }
    pg_close(&pg);
}

/* A call in a plan would cost a view over a year; the planner puts the words in its place. */
Test(schema, functions_of_states_are_put_in_their_place)
{
    struct report report = { .to = stderr };
    struct pg *pg = database_open(&report);
    struct pg_rows *rows = pg_query(pg, "EXPLAIN (VERBOSE) SELECT dagsieve.state_is_final(state), dagsieve.state_is_failure(state) FROM dagsieve.log", 0, NULL);
    cr_assert(rows, "%s", pg_words(pg));
    for (int i = 0; i < pg_rows_count(rows); i++)
        cr_expect_not(slice_has(pg_rows_text(rows, i, 0), SLICE("state_is_")), "%s", pg_rows_text(rows, i, 0).p);
    pg_rows_free(rows);
    pg_close(&pg);
}
