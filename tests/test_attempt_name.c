/* test_attempt_name.c - names of attempts: each form, each header line, and what the content decides where a name cannot be split (domain §3.5). */
#include <criterion/criterion.h>

#include "parser/attempt/attempt_header.h"
#include "parser/attempt/attempt_name.h"
#include "records.h"

static const struct attempt_id content = { .dag_id = SLICE_ROW("d__a"), .task_id = SLICE_ROW("g.t_b") };

static void expect_same_try(const char *name)
{
    struct arena arena = { 0 };
    struct attempt_id id;
    bool known = attempt_id_from_path(slice_of(name), &arena, &id);
    cr_expect(known || (id.joined.n && attempt_name_fit(&id, &content, &arena)), "%s", name);
    cr_expect(slice_eq(id.dag_id, content.dag_id), "%s: dag %.*s", name, SLICE_ARG(id.dag_id));
    cr_expect(slice_eq(id.task_id, content.task_id), "%s: task %.*s", name, SLICE_ARG(id.task_id));
    cr_expect_eq(id.try_number, 2, "%s: try %d", name, id.try_number);
    cr_expect_eq(id.part.n, 0, "%s: part %.*s", name, SLICE_ARG(id.part));
    cr_expect_eq(id.role, ROLE_task);
    if (id.layout == LAYOUT_runs) {
        cr_expect(slice_eq(id.run_id, SLICE("scheduled__2026-04-29T11:00:00+00:00")), "%s: run %.*s", name, SLICE_ARG(id.run_id));
        cr_expect_eq(id.map_index, 3, "%s: index %d", name, id.map_index);
    } else {
        cr_expect(id.has_logical_date && id.logical_date == 1777460400LL * 1000000, "%s", name);
    }
    arena_free(&arena);
}

Test(attempt_name, each_form_reads_its_sample)
{
    for (size_t i = 0; i < name_forms_n; i++) {
        struct attempt_id id = { .map_index = -1 };
        cr_expect(name_forms[i].read(slice_of(name_forms[i].sample), name_forms[i].separator, &id), "%s", name_forms[i].sample);
        cr_expect(name_forms[i].reason[0]);
        expect_same_try(name_forms[i].sample);
    }
}

Test(attempt_name, marks_that_copies_change)
{
    static const char *const names[] = {
        "dag_id=d__a/run_id=scheduled__2026-04-29T110000+0000/task_id=g.t_b/map_index=3/attempt=2.log.gz",
        "dag_id=d__a/run_id=scheduled__2026-04-29T11%3A00%3A00%2B00%3A00/task_id=g.t_b/map_index=3/attempt=2.log",
        "dag_id=d__a/run_id=scheduled__2026-04-29T11\xef\x80\xba""00\xef\x80\xba""00+00\xef\x80\xba""00/task_id=g.t_b/map_index=3/attempt=2.log",
        "dag_id=d__a/run_id=scheduled__2026-04-29T11:00:00 00:00/task_id=g.t_b/map_index=3/attempt=2.log",
        "https://b.s3.amazonaws.com/logs/dag_id%3Dd__a/run_id%3Dscheduled__2026-04-29T11%3A00%3A00%2B00%3A00/task_id%3Dg.t_b/map_index%3D3/attempt%3D2.log?X-Amz-Signature=1",
        "dag_id=d__a%2Frun_id=scheduled__2026-04-29T11:00:00+00:00%2Ftask_id=g.t_b%2Fmap_index=3%2Fattempt=2.log",
        "prod-dag_id=d__a_run_id=scheduled__2026-04-29T11_00_00+00_00_task_id=g.t_b_map_index=3_attempt=2.log",
        "wasb://c@a/dag_id=d__a/run_id=scheduled__2026-04-29T11:00:00+00:00/task_id=g.t_b/map_index=3/attempt=2 - Copy.log",
        "oss://b/dag_id=d__a/run_id=scheduled__2026-04-29T11:00:00+00:00/task_id=g.t_b/map_index=3/attempt=2(1).log",
        "dag_id=d__a/run_id=scheduled__2026-04-29T11:00:00+00:00/task_id=g.t_b/map_index=3/attempt=2.log.txt",
        "dag_id=d__a/run_id=scheduled__2026-04-29T11:00:00+00:00/task_id=g.t_b/map_index=3/attempt=2",
        "dag_id=d__a/run_id=scheduled__2026-04-29T11:00:00+00:00/task_id=g.t_b/map_index=3/attempt=2.gz",
        "d__a%2Fg.t_b%2F2026-04-29T11%3A00%3A00%2B00%3A00%2F2.log",
        "gs://b/d__a/g.t_b/2026-04-29T11_00_00+00_00/2.log.gz",
        "logs_d__a_scheduled__2026-04-29T11_00_00+00_00_g.t_b_3_2",
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        expect_same_try(names[i]);
}

Test(attempt_name, what_is_no_name_of_an_attempt)
{
    static const char *const names[] = {
        "logs/scheduler/latest/x.py.log", "app_1.log", "x.log", "-", "", "attempt=1.log", "task_id=t/attempt=1.log", "dag_id=d_run_id=r/task_id=t/attempt=1.log",
        "logs_1.txt", "logs_a_1_2.txt", "service_2026-04-29T11_00_00+00_00_1.log", "dag_id=d/run_id=r/task_id=t/attempt=x.log", "2026-04-29T11:00:00+00:00/1.log",
        "logs_a_b_c_d_e_-1_2.txt", "logs_a_manual__2026-04-29T11_00_00+00_00_evaluate_all_-1_2.txt",
        "dag_id=a/run_id=r/task_id=t/attempt=1.log/../../../task_id=v/attempt=1.log", "dag_id=a/../run_id=r/task_id=t/attempt=1.log", "dag_id=../run_id=r/task_id=t/attempt=1.log",
        "dag_id=a/run_id=r/task_id=../attempt=1.log", "../t/2021-07-03T00:00:00+00:00/5.log",
    };
    struct arena arena = { 0 };
    struct attempt_id id;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        cr_expect_not(attempt_id_from_path(slice_of(names[i]), &arena, &id), "%s", names[i]);
    arena_free(&arena);
}

#define INTERFACE "[2026-04-29T11:35:02.123Z] INFO - DAG bundles loaded\n[2026-04-29T11:35:03.123Z] INFO - Task Identity dag_id=a_b task_id=c_d run_id=my_run\n"
#define TEXT_1 \
    "[2021-07-03 11:49:16,755] {taskinstance.py:876} INFO - Dependencies all met for <TaskInstance: a_b.c_d 2021-07-03T00:00:00+00:00 [queued]>\n"

Test(attempt_name, the_content_decides_where_a_name_cannot_be_split)
{
    static const struct { const char *name, *text, *want, *unwanted; } rows[] = {
        { "logs_a_b_my_run_c_d_-1_4.txt", INTERFACE, "\"dag_id\":\"a_b\",\"run_id\":\"my_run\",\"task_id\":\"c_d\",\"map_index\":-1,\"try_number\":4", "identity_conflict" },
        { "logs_a_b_my_run_c_d_-1_4.txt", INTERFACE, "\"identity_strength\":3", "try_unknown" },
        { "logs_a_b_other_c_d_-1_4.txt", INTERFACE, "\"identity_conflict\":1", "\"run_id\":\"my_run\"" }, /* the name wins */
        { "logs_a_x_my_run_c_d_-1_4.txt", INTERFACE, "\"identity_strength\":2", "\"try_number\":4" },
        { "logs_a_b_my_run_c_d_-1_4.txt", "x\n", "\"identity_unknown\":1", "\"dag_id\"" },
        { "a_b_c_d_2021-07-03T00_00_00+00_00_4.log", TEXT_1, "\"dag_id\":\"a_b\",\"task_id\":\"c_d\",\"map_index\":-1,\"try_number\":4", "identity_conflict" },
        { "a_b_x_2021-07-03T00_00_00+00_00_4.log", TEXT_1, "\"dag_id\":\"a_b\",\"task_id\":\"c_d\"", "\"try_number\":4" },
        { "a_b-c_d-2021-07-03T00-00-00+00-00-4.log", "x\n", "\"identity_unknown\":1", "\"dag_id\"" },
        { "logs_a_b_manual__2026-04-29T11_00_00+00_00_c_d_2_4.txt", "x\n",
          "\"dag_id\":\"a_b\",\"run_id\":\"manual__2026-04-29T11:00:00+00:00\",\"task_id\":\"c_d\",\"map_index\":2,\"try_number\":4", "identity_unknown" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct buf records = { 0 };
        records_of(slice_of(rows[i].text), 0, rows[i].name, &records);
        EXPECT_HAS(records, rows[i].want);
        cr_expect_not(has(&records, rows[i].unwanted), "%s is in\n%.*s", rows[i].unwanted, SLICE_ARG(buf_view(&records)));
        buf_free(&records);
    }
}

Test(attempt_header, each_row_names_the_attempt_of_its_sample)
{
    struct arena arena = { 0 };
    for (size_t i = 0; i < header_rows_n; i++) {
        struct attempt_id id;
        const char *sample = header_rows[i].sample;
        cr_expect(attempt_id_from_header(slice_of(sample), &arena, &id), "%s", sample);
        cr_expect(slice_eq(id.dag_id, SLICE("d")) && slice_eq(id.task_id, SLICE("t")) && id.try_number == 5, "%s", sample);
        cr_expect(header_rows[i].reason[0]);
    }
    static const char *const none[] = { "*** Trying to get logs (last 100 lines) from worker pod p ***", "*** yoyoyoyo", "*** Found local files:", "***", "", "x /attempt=5.log",
                                        "*** !!!! Please make sure that all your Airflow components have the same 'secret_key'",
                                        "*** No logs found on s3 for ti=<TaskInstance: d.t r [success]>", "{\"event\":\"dag_id=d/run_id=r/task_id=t/attempt=5.log\"}" };
    for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
        struct attempt_id id;
        cr_expect_not(attempt_id_from_header(slice_of(none[i]), &arena, &id), "%s", none[i]);
    }
    arena_free(&arena);
}

#define PATH(n) "/opt/airflow/logs/dag_id=d/run_id=r/task_id=t/attempt=" #n ".log"
#define LINE    "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - x\n"

Test(attempt_header, before_any_line_of_a_log_it_is_a_name)
{
    static const struct { const char *text, *want; } rows[] = {
        { "*** Found local files:\n***   * " PATH(5) "\n" LINE, "\"dag_id\":\"d\",\"run_id\":\"r\",\"task_id\":\"t\",\"map_index\":-1,\"try_number\":5" },
        { "*** Found local files:\n***   * " PATH(5) "\n" LINE, "\"identity_strength\":3" },
        { "worker-1.local\n*** Found logs served from host http://w:8793/log/dag_id=d/run_id=r/task_id=t/attempt=5.log\n" LINE, "\"hostname\":\"worker-1.local\"" },
        { "worker-1\n*** Found logs served from host http://w:8793/log/dag_id=d/run_id=r/task_id=t/attempt=5.log\n"
          "[2026-04-29T11:35:00.000+0000] {task_command.py:1} INFO - Running <TaskInstance: d.t r [running]> on host own\n", "\"hostname\":\"own\"" },
        { "\xe2\x96\xbc Log message source details\n*** Found local files:\n***   * " PATH(5) ".trigger.7.log\n***   * " PATH(5) "\n" LINE, "\"role\":\"task\"" },
        { "*** !!!! Please make sure that all your Airflow components have the same 'secret_key'\n*** Could not read served logs: 403 for url '" PATH(5) "'\n" LINE, "\"try_number\":5" },
        { "{\"event\": \"::group::Log message source details\", \"sources\": [\"" PATH(5) "\"]}\n{\"event\": \"::endgroup::\"}\n"
          "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"x\",\"logger\":\"task\"}\n", "\"try_number\":5" },
        { "::group::Log message source detailssources=[\"" PATH(5) "\"]\n::endgroup::\n[2026-04-29T11:35:02Z] INFO - x\n", "\"try_number\":5" },
        { LINE "*** Found local files:\n***   * " PATH(5) "\n", "\"identity_unknown\":1" },
        { "loading\nmy dag\n*** Found local files:\n***   * " PATH(5) "\n" LINE, "\"identity_unknown\":1" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct buf records = { 0 };
        records_of(slice_of(rows[i].text), 0, "-", &records);
        EXPECT_HAS(records, rows[i].want);
        buf_free(&records);
    }
}

Test(attempt_header, a_path_wins_over_it)
{
    struct buf records = { 0 };
    records_of(SLICE("*** Reading local file: " PATH(5) "\n" LINE), 0, "dag_id=a/run_id=r/task_id=t/attempt=1.log", &records);
    EXPECT_HAS(records, "\"dag_id\":\"a\"");
    buf_free(&records);
}

Test(attempt_name, a_map_index_of_minus_one_is_no_mapped_task)
{
    struct arena arena = { 0 };
    struct attempt_id id;
    cr_expect(attempt_id_from_path(SLICE("dag_id=d/run_id=r/task_id=c/map_index=-1/attempt=1.log"), &arena, &id));
    cr_expect(slice_eq(id.task_id, SLICE("c")));
    cr_expect_eq(id.map_index, -1);
    arena_free(&arena);
}
