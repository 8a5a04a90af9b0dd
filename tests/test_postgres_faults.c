/* test_postgres_faults.c - lost connections, killed and competing loaders, databases that are not as they should be. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sink/postgres/load.h"
#include "sink/schema/schema.h"
#define DATABASE_TESTS
#include "stores.h"

TestSuite(postgres, .timeout = 120);

static void kill_other_sessions(void)
{
    database_value(pg, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
    usleep(100000);
}

Test(postgres, a_lost_connection_is_opened_again, .init = stores_set_up, .fini = stores_tear_down)
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

/* Batches of two logs of many events: puts four logs, so that the first two are stored and the others are under way. */
static void put_under_way(struct sink *sink, int n, bool number_twice)
{
    for (int id = 1; id <= 4; id++) {
        struct row log = row_log(id, "/a", 10, "h");
        const struct record *record = row_record(&log);
        cr_assert_geq(sink->ops->begin(sink, record), 0);
        for (int i = 1; i <= n; i++) {
            struct row event = row_event(number_twice && i == n ? 1 : i, APRIL, "e");
            cr_assert_geq(sink_put(sink, record, row_record(&event)), 0);
        }
        cr_assert_geq(sink->ops->end(sink, record, true), 0);
    }
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.log"), 2);
}

Test(postgres, a_lost_connection_costs_nothing_of_a_batch_that_is_under_way, .init = stores_set_up, .fini = stores_tear_down)
{
    struct sink *sink = open_with(false, 0, 2);
    struct row fifth = row_log(5, "/a", 10, "h");
    put_under_way(sink, 5000, false);
    kill_other_sessions();
    cr_assert_geq(put_log(sink, &fifth, 5000, "e"), 0); /* pushes into what is gone */
    cr_assert_geq(sink->ops->flush(sink), 0);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 25000);
    cr_assert_eq(sink_postgres_counts(sink)->rows[RECORD_event], 25000);
    sink->ops->close(&sink);
    cr_assert_eq(report.status, EXIT_kept);
}

Test(postgres, a_refused_event_of_a_batch_that_is_under_way_costs_that_row_only, .init = stores_set_up, .fini = stores_tear_down)
{
    struct sink *sink = open_with(false, 0, 2);
    report.to = fopen("/dev/null", "w");
    put_under_way(sink, 5000, true);
    cr_assert_geq(sink->ops->close(&sink), 0);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 4 * 4999);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.reject WHERE text LIKE '%23505%'"), 4);
    cr_assert_eq(report.count[COMPLAINT_refused_by_server], 4);
}

/* As where the rows are a shard's (Citus), whose lines are counted otherwise. */
Test(postgres, a_refused_row_is_found_where_the_server_does_not_say_which_it_is, .init = stores_set_up, .fini = stores_tear_down)
{
    struct sink *sink = open_with(false, 0, 0);
    report.to = fopen("/dev/null", "w");
    database_run(pg, "CREATE FUNCTION dagsieve.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                     " IF EXISTS (SELECT FROM fresh WHERE seq IN (1, 7, 8, 13)) THEN RAISE 'refused' USING ERRCODE = '22000'; END IF; RETURN NULL; END $$;"
                     "CREATE TRIGGER refuse AFTER INSERT ON dagsieve.correlation REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION dagsieve.refuse()");
    for (int id = 1; id <= 2; id++) {
        struct row log = row_log(id, "/a", 10, "h");
        const struct record *record = row_record(&log);
        sink->ops->begin(sink, record);
        for (int seq = 1; seq <= 13; seq++) {
            struct row block = row_new(RECORD_correlation);
            row_num(&block, "seq", seq);
            row_num(&block, "line", 100 + seq);
            sink_put(sink, record, row_record(&block));
        }
        cr_assert_geq(sink->ops->end(sink, record, true), 0);
    }
    cr_assert_geq(sink->ops->flush(sink), 0);
    cr_assert_eq(sink_postgres_counts(sink)->rows[RECORD_correlation], 18);
    sink->ops->close(&sink);
    cr_assert_str_eq(database_value(pg, "SELECT string_agg(seq::text, ' ' ORDER BY log_id, seq) FROM dagsieve.correlation"),
                     "2 3 4 5 6 9 10 11 12 2 3 4 5 6 9 10 11 12");
    cr_assert_str_eq(database_value(pg, "SELECT string_agg(line::text, ' ' ORDER BY log_id, line) FROM dagsieve.reject"), "101 107 108 113 101 107 108 113");
}

Test(postgres, a_batch_that_cannot_be_stored_is_not_called_kept, .init = stores_set_up, .fini = stores_tear_down)
{
    struct sink *sink = open_with(false, 0, 2);
    report.to = fopen("/dev/null", "w");
    put_under_way(sink, 100, false);
    sink->ops->flush(sink);
    database_run(pg, "ALTER TABLE dagsieve.event RENAME TO event_gone");
    struct row log = row_log(5, "/a", 10, "h"), next = row_log(6, "/a", 10, "h");
    put_log(sink, &log, 2, "e");
    cr_assert_lt(put_log(sink, &next, 2, "e"), 0);
    cr_assert_lt(sink->ops->flush(sink), 0);
    database_run(pg, "ALTER TABLE dagsieve.event_gone RENAME TO event");
    cr_assert_lt(sink->ops->close(&sink), 0);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.log"), 4);
}

Test(postgres, a_file_of_several_logs_is_not_known_when_one_went_with_its_batch, .init = stores_set_up, .fini = stores_tear_down)
{
    struct sink *sink = open_with(false, 0, 2);
    struct row first = row_log(1, "/many", 10, "h"), second = row_log(2, "/many", 10, "h"), file = row_log(2, "/many.log", 20, "hm");
    report.to = fopen("/dev/null", "w");
    cr_assert_geq(put_log(sink, &first, 5000, "e"), 0);
    cr_assert_geq(put_log(sink, &second, 5000, "e"), 0); /* full: under way */
    cr_assert_geq(sink->ops->input(sink, row_record(&file)), 0);
    kill_other_sessions();
    database_run(pg, "ALTER TABLE dagsieve.event RENAME TO event_gone");
    cr_assert_lt(sink->ops->flush(sink), 0);
    database_run(pg, "ALTER TABLE dagsieve.event_gone RENAME TO event");
    cr_assert_lt(sink->ops->close(&sink), 0);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.log"), 0);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.other_copy"), 0);
}

Test(postgres, a_large_log_whose_connection_is_lost_leaves_nothing_and_is_asked_for_again, .init = stores_set_up, .fini = stores_tear_down)
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
        rc = sink_put(sink, record, row_record(&event));
    }
    cr_assert_eq(rc, SINK_AGAIN);
    cr_assert_eq(report.status, EXIT_kept);
    cr_assert_geq(sink->ops->end(sink, record, false), 0);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 0);
    cr_assert_geq(put_log(sink, &log, 2000, "e"), 0); /* handed out once more */
    cr_assert_geq(sink->ops->close(&sink), 0);
    cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event"), 2000);
}

Test(postgres, killed_at_any_moment_and_read_again_gives_the_same_rows, .init = stores_set_up, .fini = stores_tear_down)
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

/* elsewhere: the connection is lost, too, as when another server takes over that has not heard of the month. */
Test(postgres, a_month_that_was_pruned_meanwhile_is_made_again, .init = stores_set_up, .fini = stores_tear_down)
{
    for (int i = 0; i < 4; i++) {
        bool stream = i % 2, elsewhere = i / 2;
        struct sink *sink = open_with(stream, 0, 0);
        struct row first = row_log(2 * i + 1, "/a", 10, "h"), second = row_log(2 * i + 2, "/a", 10, "h");
        cr_assert_geq(put_log(sink, &first, 2, "e"), 0);
        cr_assert_geq(sink->ops->flush(sink), 0);
        database_run(pg, "DROP TABLE dagsieve.event_2026_04");
        if (elsewhere)
            kill_other_sessions();
        cr_assert_geq(put_log(sink, &second, 2, "e"), 0);
        cr_assert_geq(sink->ops->close(&sink), 0);
        cr_assert_eq(database_number(pg, "SELECT count(*) FROM dagsieve.event_2026_04"), 2);
        cr_assert_eq(report.status, EXIT_kept);
    }
}

Test(postgres, two_workers_with_the_same_logs_store_them_once, .init = stores_set_up, .fini = stores_tear_down)
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

Test(postgres, the_second_loader_of_a_shard_is_locked_out, .init = stores_set_up, .fini = stores_tear_down)
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

Test(postgres, a_load_has_a_row_from_its_beginning, .init = stores_set_up, .fini = stores_tear_down)
{
    int64_t id = load_begin(pg, "-j 2 /logs", 1, 4);
    cr_assert_gt(id, 0);
    cr_assert_str_eq(database_value(pg, "SELECT concat_ws(' ', options, shard, shards, ended_at, status) FROM dagsieve.load"), "-j 2 /logs 1 4");
    cr_assert_eq(load_end(pg, id, &(struct load_figures){ .status = 1, .files = 10, .skipped = 3, .logs = 7, .events = 12 }), 0);
    cr_assert_str_eq(database_value(pg, "SELECT concat_ws(' ', status, files, skipped, logs, events, ended_at >= started_at) FROM dagsieve.load"), "1 10 3 7 12 t");
}

Test(postgres, the_writer_role_is_enough_to_load, .init = stores_set_up, .fini = stores_tear_down)
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

Test(postgres, a_refused_login_is_not_waited_for, .init = stores_set_up, .fini = stores_tear_down)
{
    struct report told = { .to = fopen("/dev/null", "w") };
    struct pg_options options = { .conninfo = database_conninfo("dbname=no_such_database"), .wait_s = 60, .report = &told };
    cr_assert_null(pg_open(&options));
    cr_assert_eq(told.count[COMPLAINT_database_login], 1);
    cr_assert_eq(told.status, EXIT_database);
}

Test(postgres, what_waiting_cannot_mend_is_not_waited_for, .init = stores_set_up, .fini = stores_tear_down)
{
    static const struct {
        const char *sqlstate;
        enum pg_fault fault;
    } rows[] = {
        { "57P01", PG_FAULT_away }, { "57P04", PG_FAULT_other },   { "53100", PG_FAULT_away },    { "53300", PG_FAULT_away },  { "53400", PG_FAULT_other },
        { "08P01", PG_FAULT_away }, { "25006", PG_FAULT_away },    { "40P01", PG_FAULT_again },   { "40001", PG_FAULT_again }, { "55P03", PG_FAULT_again },
        { "22P02", PG_FAULT_content }, { "23514", PG_FAULT_content }, { "54000", PG_FAULT_content }, { "42501", PG_FAULT_other }, { "57014", PG_FAULT_other },
        { "58030", PG_FAULT_other }, { "XX001", PG_FAULT_other },  { "0A000", PG_FAULT_other },   { "P0001", PG_FAULT_other },
    };
    struct pg *own = pg_open(&(struct pg_options){ .conninfo = database_conninfo(""), .report = &report });
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        char sql[96];
        snprintf(sql, sizeof(sql), "DO $$BEGIN RAISE EXCEPTION USING ERRCODE = '%s'; END$$", rows[i].sqlstate);
        cr_expect_eq(pg_run(own, sql), -1);
        cr_expect_eq(pg_fault(own), rows[i].fault, "%s: %d", pg_sqlstate(own), (int)pg_fault(own));
    }
    pg_close(&own);
}

Test(postgres, a_database_without_the_schema_is_told_so, .init = stores_set_up, .fini = stores_tear_down)
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

/* --- a server that is none: it greets, says yes to one command, and resets the connection at the next ------------------- */

static void answer(int client, const char *bytes, size_t n)
{
    char asked[4096];
    cr_assert_gt(read(client, asked, sizeof(asked)), 0);
    cr_assert_eq(write(client, bytes, n), (ssize_t)n);
}

static void serve_and_reset(int listening)
{
    static const char greeting[] = "R\0\0\0\x08\0\0\0\0S\0\0\0\x18server_version\0" "15.2\0Z\0\0\0\x05I";
    static const char process[] = "1\0\0\0\x04" "2\0\0\0\x04" "T\0\0\0\x1a\0\x01p\0\0\0\0\0\0\0\0\0\0\x17\0\x04\xff\xff\xff\xff\0\0"
                                  "D\0\0\0\x0b\0\x01\0\0\0\x01" "0C\0\0\0\x0bSELECT\0Z\0\0\0\x05I";
    static const char done[] = "C\0\0\0\x08SET\0Z\0\0\0\x05I";
    alarm(20);
    int client = accept(listening, NULL, NULL);
    char asked[4096];
    answer(client, greeting, sizeof(greeting) - 1);
    answer(client, process, sizeof(process) - 1);
    answer(client, done, sizeof(done) - 1);
    cr_assert_gt(read(client, asked, sizeof(asked)), 0);
    setsockopt(client, SOL_SOCKET, SO_LINGER, &(struct linger){ .l_onoff = 1 }, sizeof(struct linger));
    close(client);
    _exit(0);
}

/* The connection string of a server of the above, which lives in a process of its own. */
static const char *resetting_server(const char *more)
{
    static char conninfo[256];
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t n = sizeof(at);
    int listening = socket(AF_INET, SOCK_STREAM, 0);
    cr_assert_eq(bind(listening, (struct sockaddr *)&at, n) || listen(listening, 1) || getsockname(listening, (struct sockaddr *)&at, &n), 0);
    if (fork() == 0)
        serve_and_reset(listening);
    close(listening);
    snprintf(conninfo, sizeof(conninfo), "host=127.0.0.1 port=%d user=u dbname=d sslmode=disable gssencmode=disable %s", ntohs(at.sin_port), more);
    return conninfo;
}

static int socket_option(int level, int option)
{
    for (int fd = 3; fd < 64; fd++) {
        struct sockaddr_storage peer;
        socklen_t n = sizeof(peer);
        int value = -1;
        if (getpeername(fd, (struct sockaddr *)&peer, &n) || peer.ss_family != AF_INET)
            continue;
        n = sizeof(value);
        getsockopt(fd, level, option, &value, &n);
        return value;
    }
    return -1;
}

Test(postgres, a_connection_that_is_reset_is_away_and_not_refused)
{
    struct report told = { .to = fopen("/dev/null", "w") };
    struct pg *reset = pg_open(&(struct pg_options){ .conninfo = resetting_server("target_session_attrs=any"), .read_only = true, .report = &told });
    cr_assert(reset);
    cr_assert_eq(pg_run(reset, "SELECT 1"), -1);
    cr_assert_eq(pg_fault(reset), PG_FAULT_away, "%s", pg_words(reset));
    cr_assert_str_eq(pg_sqlstate(reset), "");
    pg_complain(reset);
    cr_assert_eq(told.count[COMPLAINT_database_lost], 1);
    pg_close(&reset);
}

Test(postgres, a_network_that_swallows_packets_is_noticed_and_the_conninfo_has_the_last_word)
{
    static const struct {
        const char *more;
        int idle, user_timeout;
    } rows[] = { { "target_session_attrs=any", 30, 90000 }, { "target_session_attrs=any keepalives_idle=7 tcp_user_timeout=5000", 7, 5000 } };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct report told = { .to = stderr };
        struct pg *open = pg_open(&(struct pg_options){ .conninfo = resetting_server(rows[i].more), .read_only = true, .report = &told });
        cr_assert(open);
        cr_assert_eq(socket_option(SOL_SOCKET, SO_KEEPALIVE), 1);
        cr_assert_eq(socket_option(IPPROTO_TCP, TCP_KEEPIDLE), rows[i].idle);
        cr_assert_eq(socket_option(IPPROTO_TCP, TCP_USER_TIMEOUT), rows[i].user_timeout);
        pg_close(&open);
    }
}
