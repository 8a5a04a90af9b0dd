/* test_stream.c - bytes in, records out: the promises that hold whichever way a log comes. */
#include <criterion/criterion.h>

#include <zlib.h>

#include "parser/text/utf8.h"
#include "records.h"

#define PICK(rows, random) rows[(random) % (sizeof(rows) / sizeof(*rows))]

static const char path[] = "logs/dag_id=launch__discovery/run_id=manual__2026-04-29T11_00_00+00_00/task_id=test_step/attempt=1.log";

static const char log_text[] =
    "[2026-04-29T11:35:00.000+0000] {taskinstance.py:1103} INFO - Dependencies all met for dep_context=non-requeueable deps ti=<TaskInstance: "
    "launch__discovery.test_step manual__2026-04-29T11:00:00+00:00 [queued]>\n"
    "[2026-04-29T11:35:01.000+0000] {taskinstance.py:1308} INFO - Starting attempt 1 of 2\n"
    "[2026-04-29T11:35:02.123+0000] {trainer.py:210} ERROR - event=xgboost_training_failed error=No module named 'sympy'\n"
    "[2026-04-29T11:35:03.000+0000] {logging_mixin.py:190} INFO - === CORRELATION DATA ===\ncrypto=SOLUSDC\nf1_buy=0.61\nbaseline_f1_buy=0.50\n"
    "sortino=-0.4\nsl_pct=52\n===\n"
    "[2026-04-29T11:35:04.000+0000] {logging_mixin.py:190} INFO - Train: 1523 samples\n"
    "[2026-04-29T11:35:05.000+0000] {logging_mixin.py:190} INFO - Running factor=calibration crypto=SOLUSDC\n"
    "[2026-04-29T11:35:06.000+0000] {taskinstance.py:1345} INFO - Marking task as SUCCESS. dag_id=launch__discovery, task_id=test_step, "
    "run_id=manual__2026-04-29T11:00:00+00:00, execution_date=20260429T110000, start_date=20260429T113500, end_date=20260429T113506\n"
    "[2026-04-29T11:35:07.000+0000] {local_task_job_runner.py:225} INFO - Task exited with return code 0\n";

Test(stream, a_log_gives_its_blocks_events_findings_and_last_itself)
{
    struct buf out = { 0 };
    records_of(slice_of(log_text), 0, path, &out);
    EXPECT_HAS(out, "\"record\":\"event\"");
    EXPECT_HAS(out, "\"name\":\"xgboost_training_failed\",\"attrs\":{\"error\":\"No module named 'sympy'\"}");
    EXPECT_HAS(out, "\"f1_delta\":0.11");
    EXPECT_HAS(out, "\"code\":\"EXECUTION_MISMATCH\",\"role\":\"main\",\"severity\":\"P2\",\"domain\":\"execution\",\"field\":\"sortino\",\"value\":-0.4,\"limit_value\":0");
    EXPECT_HAS(out, "\"code\":\"SL_TOO_TIGHT\",\"role\":\"cause\"");
    EXPECT_HAS(out, "\"code\":\"ML_SOLID\",\"role\":\"secondary\"");
    EXPECT_HAS(out, "\"code\":\"MISSING_DEPENDENCY\",\"role\":\"incident\"");
    EXPECT_HAS(out, "\"name\":\"train_samples\",\"attrs\":{\"samples\":1523}");
    EXPECT_HAS(out, "\"name\":\"running_factor\",\"crypto\":\"SOLUSDC\",\"attrs\":{\"factor\":\"calibration\",\"crypto\":\"SOLUSDC\"}");
    EXPECT_HAS(out, "\"run_id\":\"manual__2026-04-29T11:00:00+00:00\"");
    EXPECT_HAS(out, "\"state\":\"success\",\"state_inferred\":false,\"state_by\":\"task\",\"exit_code\":0");
    EXPECT_HAS(out, "\"lines\":14,");
    buf_free(&out);
}

Test(stream, any_chunking_and_gzip_give_the_same_bytes)
{
    struct buf whole = { 0 };
    struct slice text = slice_of(log_text);
    records_of(text, 0, path, &whole);
    char packed[4096];
    z_stream z = { .next_in = (Bytef *)(uintptr_t)text.p, .avail_in = (uInt)text.n, .next_out = (Bytef *)packed, .avail_out = sizeof(packed) };
    cr_assert_eq(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    cr_assert_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
    struct slice gzip = { packed, sizeof(packed) - z.avail_out };
    deflateEnd(&z);
    for (size_t chunk = 1; chunk < 64; chunk += 3) {
        struct buf plain = { 0 }, inflated = { 0 };
        records_of(text, chunk, path, &plain);
        records_of(gzip, chunk, path, &inflated);
        cr_expect(slice_eq(buf_view(&plain), buf_view(&whole)), "chunk %zu", chunk);
        cr_expect(slice_eq(buf_view(&inflated), buf_view(&whole)), "gzip, chunk %zu", chunk);
        buf_free(&plain);
        buf_free(&inflated);
    }
    buf_free(&whole);
}

Test(stream, content_tells_the_identity_where_no_path_does)
{
    struct buf by_path = { 0 }, by_content = { 0 };
    records_of(slice_of(log_text), 0, path, &by_path);
    records_of(slice_of(log_text), 0, NULL, &by_content);
    EXPECT_HAS(by_content, "\"dag_id\":\"launch__discovery\",\"run_id\":\"manual__2026-04-29T11:00:00+00:00\",\"task_id\":\"test_step\",\"map_index\":-1,\"try_number\":1");
    /* The same attempt: the same log_id. */
    struct slice first = slice_part(buf_view(&by_path), 0, 80), second = slice_part(buf_view(&by_content), 0, 80);
    cr_expect(slice_eq(slice_from(first, 40), slice_from(second, 40)));
    buf_free(&by_path);
    buf_free(&by_content);
}

Test(stream, two_pods_in_one_stream_are_two_logs)
{
    struct buf mixed = { 0 }, out = { 0 };
    struct slice rest = slice_of(log_text), line;
    while (rest.n && slice_cut(&rest, '\n', &line)) {
        buf_printf(&mixed, "[pod/a/base] %.*s\n", SLICE_ARG(line));
        buf_printf(&mixed, "[pod/b/base] 2026-04-29T11:35:02.000000001Z %.*s\n", SLICE_ARG(line));
    }
    records_of(buf_view(&mixed), 7, NULL, &out);
    EXPECT_HAS(out, "\"source\":\"-[a/base]\"");
    EXPECT_HAS(out, "\"source\":\"-[b/base]\"");
    EXPECT_HAS(out, "\"lines\":14,");
    buf_free(&mixed);
    buf_free(&out);
}

Test(stream, the_same_event_under_every_transport)
{
    static const char *const lines[] = {
        "[2026-04-29T11:35:02.123+0000] {trainer.py:210} ERROR - event=failed error=No module named 'sympy' n=3\n",
        "[2026-04-29T11:35:02.123+0000] {logging_mixin.py:190} WARNING - 2026-04-29 11:35:02,123 ERROR src.training: event=failed error=No module named 'sympy' n=3\n",
        "{\"timestamp\":\"2026-04-29T11:35:02.123Z\",\"level\":\"error\",\"event\":\"event=failed error=No module named 'sympy' n=3\",\"logger\":\"src.training\"}\n",
        "{\"timestamp\":\"2026-04-29T11:35:02.123Z\",\"level\":\"error\",\"event\":\"failed\",\"error\":\"No module named 'sympy'\",\"n\":3,\"logger\":\"src.training\"}\n",
        "[2026-04-29T11:35:02.123+0000] {logging_mixin.py:190} WARNING - 2026-04-29 11:35:02,123:ERROR:root:event=failed error=No module named 'sympy' n=3\n",
        "[2026-04-29T11:35:02.123+0000] {logging_mixin.py:190} WARNING - 2026-04-29 11:35:02,123 | ERROR | src: {\"event\": \"failed\", \"error\": \"No module named 'sympy'\", \"n\": 3}\n",
        "[2026-04-29T11:35:02.123+0000] {x.py:190} ERROR - \revent=failed error=No module named 'sympy' n=3\n",
        "[2026-04-29T11:35:02.123+0000] {pod_manager.py:520} ERROR - [base] event=failed error=No module named 'sympy' n=3\n",
        "2026-04-29T11:35:02.123456789Z stderr F [2026-04-29T11:35:02.123+0000] {trainer.py:210} ERROR - event=failed error=No module named 'sympy' n=3\n",
        "{\"log\":\"[2026-04-29T11:35:02.123+0000] {trainer.py:210} ERROR - event=failed error=No module named 'sympy' n=3\\n\",\"stream\":\"stdout\",\"time\":\"2026-04-29T11:35:02.2Z\"}\n",
        "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - {\"event\": \"failed\", \"error\": \"No module named 'sympy'\", \"n\": 3, \"level\": \"error\"}\n",
        "2026-04-29T11:35:02.123000Z [error    ] event=failed error=No module named 'sympy' n=3 [src.training] loc=x.py:1\n",
        "[\x1b[34m2026-04-29T11:35:02.123+0000\x1b[0m] {\x1b[34mtrainer.py:\x1b[0m210} ERROR\x1b[0m - event=failed error=No module named 'sympy' n=3\x1b[0m\n",
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
        struct buf out = { 0 };
        records_of(slice_of(lines[i]), 0, path, &out);
        EXPECT_HAS(out, "\"time\":\"2026-04-29T11:35:02.123000Z\",\"level\":\"ERROR\"");
        EXPECT_HAS(out, "\"name\":\"failed\",\"attrs\":{\"error\":\"No module named 'sympy'\",\"n\":3}");
        buf_free(&out);
    }
}

Test(stream, a_containers_block_is_read_whichever_operator_shows_its_lines)
{
    static const char *const shapes[][2] = {
        { "[2026-04-29T11:35:02.123+0000] {pod_manager.py:472} INFO - [base] ", "" },
        { "[2026-04-29T11:35:02.123+0000] {pod.py:865} INFO - [base] logs: ", "" },
        { "[2026-04-29T11:35:02.123+0000] {pod.py:713} INFO - Container logs: ", "" },
        { "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"logger\":\"a.utils.pod_manager.PodManager\",\"event\":\"[base] ", "\"}" },
        { "{\"timestamp\":\"2026-04-29T11:35:02\",\"level\":\"info\",\"logger\":\"task\",\"event\":\"[base] ", "\"}" },
    };
    static const char *const body[] = { "=== CORRELATION DATA ===", "crypto=SOLUSDC", "f1_buy=0.61", "===", "Task failed with exception" };
    for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
        struct buf text = { 0 }, out = { 0 };
        for (size_t k = 0; k < sizeof(body) / sizeof(*body); k++)
            buf_printf(&text, "%s%s%s\n", shapes[i][0], body[k], shapes[i][1]);
        records_of(buf_view(&text), 0, path, &out);
        EXPECT_HAS(out, "\"crypto\":\"SOLUSDC\",\"f1_buy\":0.61,");
        EXPECT_HAS(out, "\"closed\":true");
        cr_expect_not(has(&out, "\"state\":\"failed\""), "shape %zu", i);
        buf_free(&text);
        buf_free(&out);
    }
}

Test(stream, a_containers_line_as_a_bytes_literal_is_the_line)
{
    static const char text[] =
        "[2021-05-01 10:00:00,000] {pod_launcher.py:125} INFO - b\"event=x error=No module named 'sympy'\\n\"\n"
        "[2021-05-01 10:00:00,000] {pod_launcher.py:125} INFO - b'event=y city=M\\xc3\\xbcnchen n=3\\n'\n"
        "[2021-05-01 10:00:00,000] {pod_launcher.py:125} INFO - b'{\"event\": \"z\", \"n\": 3}\\n'\n"
        "[2021-05-01 10:00:00,000] {pod_launcher.py:125} INFO - b'[2021-05-01 10:00:00,000] {x.py:1} ERROR - text\\n'\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"attrs\":{\"error\":\"No module named 'sympy'\"}");
    EXPECT_HAS(out, "\"city\":\"M\xc3\xbcnchen\"");
    EXPECT_HAS(out, "\"name\":\"z\",\"attrs\":{\"n\":3}");
    EXPECT_HAS(out, "\"n_error\":1");
    buf_free(&out);
}

/* What two lines of one minute give, up to the figures of their bytes: a line of the file `first`, and a message behind a head of `file`. */
static struct slice two_lines(const char *first, const char *file, const char *message, struct buf *out)
{
    static const char stamp[] = "[2026-04-29T11:35:02.123+0000]";
    struct buf text = { 0 };
    buf_printf(&text, "%s {%s:1} INFO - begin\n%s {%s:1} INFO - %s\n", stamp, first, stamp, file, message);
    records_of(buf_view(&text), 0, path, out);
    buf_free(&text);
    return slice_part(buf_view(out), 0, slice_find(buf_view(out), SLICE("\"bytes\":")));
}

Test(stream, a_line_means_the_same_behind_a_head_that_was_seen_before)
{
    static const char *const lines[][2] = {
        { "pod.py", "Container logs: {\"event\": \"x\", \"n\": 3}" },
        { "pod.py", "Container logs: [2026-04-29T11:35:02.123+0000] {y.py:2} ERROR - text" },
        { "pod.py", "[base] logs: {\"event\": \"x\", \"n\": 3}" },
        { "pod_manager.py", "[base] {\"event\": \"x\", \"n\": 3}" },
        { "pod_launcher.py", "b'{\"event\": \"x\", \"n\": 3}\\n'" },
        { "x.py", "2026-04-29 11:35:02 [error    ] seed_apply_failed              [cvn.seed] n=3" },
        { "x.py", "2026-04-29 11:35:02 - cvn - ERROR - {\"event\": \"x\", \"n\": 3}" },
        { "x.py", "[2026-04-29 11:35:02] {\"event\": \"x\", \"n\": 3}" },
        { "x.py", "{\"event\": \"no word\", \"level\": \"error\"}" },
        { "x.py", "[2026-04-29T11:35:02.123+0000] {\xff.py:2} ERROR - event=x n=3" },
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
        struct buf new = { 0 }, seen = { 0 };
        struct slice want = two_lines("other.py", lines[i][0], lines[i][1], &new), got = two_lines(lines[i][0], lines[i][0], lines[i][1], &seen);
        cr_expect(slice_eq(got, want), "%s\n%.*s\n%.*s", lines[i][1], SLICE_ARG(want), SLICE_ARG(got));
        cr_expect_eq(utf8_valid(got), got.n);
        buf_free(&new);
        buf_free(&seen);
    }
}

/* What the records below are made of. Those of some loggers tell nothing but their text, and are not read member by member once one like them was. */
static const char *const record_events[] = {
    "Epoch 3 of 4", "x", "event=fold_done crypto=BTCUSDC n=3", "Task failed with exception", "Process timed out", "Pushing xcom", "Executing workload", "Skipping task.", "",
    "J 12", "[2026-01-01 00:00:00] x y", "[base] y", "b'x y'", "\x1b[1mbold\x1b[0m text", "\x1b[1mword\x1b[0m", "ValueError: bad", "Traceback (most recent call last):",
    "Command exited with return code 2", "2026-04-29 11:35:02 [error    ] seed_apply_failed [cvn.seed] n=3", "{'a': 1}", "said \\\"so\\\"", "Out of memory", "last words  ",
    "Starting attempt 2 of 3", "Server indicated the task shouldn't be running anymore.",
};
static const char *const record_ends[] = {
    "\"logger\":\"cvn.training\",\"filename\":\"x.py\",\"lineno\":12", "\"logger\":\"task.stdout\"", "\"logger\":\"task\",\"filename\":\"task_runner.py\",\"lineno\":7",
    "\"logger\":\"task.stderr\"", "\"chan\":\"stdout\",\"logger\":\"task\"", "\"logger\":\"airflow.task.operators.bash.BashOperator\"", "\"logger\":\"airflow.x\"",
    "\"logger\":\"cvn.x\",\"ti_id\":\"01\",\"dag_id\":\"d\",\"task_id\":\"t\",\"run_id\":\"r\"", "\"logger\":\"cvn.x\",\"error_detail\":[{\"exc_type\":\"E\",\"exc_value\":\"v\",\"frames\":[]}]",
    "\"logger\":\"cvn.pod_manager.PodManager\"", "\"logger\":\"cvn\",\"filename\":\"pod_manager.py\"", "\"logger\":\"supervisor\",\"exit_code\":1", "\"lineno\":3", "\"logger\":\"__main__\"",
    "\"logger\":\"cvn.training\",\"n\":3",
};
static const char *const between_records[8] = { "a line without a head", "  File \"x.py\", line 1", "[2027-01-01T00:01:00.001+0000] {x.py:1} INFO - text", "{\"event\":\"cut", "{}",
                                               "[2027-01-01T00:01:00.001+0000] {x.py:1} INFO - event=piece a=1", "event=bare b=2", "2            NaN" };

/* Draws again: time goes on, and in one of eleven cases lines stand between. */
static uint32_t random_moment(uint32_t *random, int64_t *second, const char *const between[8], struct buf *out)
{
    *random = *random * 1664525 + 1013904223;
    uint32_t of = *random >> 8;
    *second += of % 7 == 0 ? of % 1000 : of % 3;
    for (uint32_t n = of % 11 ? 0 : of % 3 + 1; n; n--)
        buf_printf(out, "%s\n", between[(of >> (6 + 3 * n)) % 8]);
    return of;
}

static void random_records(uint32_t *random, struct buf *out)
{
    int64_t second = 60;
    buf_text(out, "{\"timestamp\":\"2026-01-01T00:00:59.000001Z\",\"level\":\"info\",\"event\":\"DAG bundles loaded: x\",\"logger\":\"task\"}\n");
    for (int i = 0; i < 60; i++) {
        uint32_t of = random_moment(random, &second, between_records, out);
        buf_printf(out, "{\"timestamp\":\"2026-01-01T%02d:%02d:%02d.001446Z\",\"level\":\"%s\",\"event\":\"%s\",%s}\n", (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60),
                   of % 5 ? "info" : "error", of % 3 ? record_events[0] : PICK(record_events, of >> 4), of % 2 ? record_ends[of >> 9 & 1] : PICK(record_ends, of >> 12));
    }
}

/* The same of Airflow 2's lines: those with a head that is known are plain, and events behind one. */
static const char *const text_heads[] = { "{trainer.py:214} INFO - ", "{events.py:109} WARNING - ", "{taskinstance.py:1157} INFO - ", "{pod_manager.py:2} INFO - ", "{x.py:3} ERROR - " };
static const char *const text_messages[] = {
    "Computed 3 features", "event=fold_done crypto=BTCUSDC n=3", "event=hpo trial=3 running=True  ", "event=weights by={'a': 1}", "event=json by={\"a\": 1}", "event=", "event=9 a=1",
    "event=bold \x1b[1ma=1\x1b[0m", "event=x a=1 @-@{\"workflow\": \"d\", \"task-id\": \"t\"}", "event=raised Traceback (most recent call last):", "event=x password=hunter2secret",
    "event=x Train: 3 samples", "Train: 3 samples", "=== CORRELATION DATA ===", "crypto=SOLUSDC", "f1_buy=0.61", "===", "Starting attempt 1 of 2", "  event=blank a=1", "[base] event=pod a=1",
    "Traceback (most recent call last):", "ValueError: bad", "Task exited with return code 1", "Running <TaskInstance: d.t r [running]> on host h", "a 2026-04-29 event=late a=1",
    "[2026-04-29T11:35:02.123+0000] {y.py:2} ERROR - event=nested a=1", "2026-04-29 11:35:02 [error    ] seed_apply_failed [cvn.seed] n=3", "event=oom error=Killed by the Linux OOM killer",
};
static const char *const between_lines[8] = { "event=bare b=2", "a line without a head", "  File \"x.py\", line 1", "{\"event\": \"x\", \"n\": 3}", "===", "2            NaN",
                                             "f1_buy=0.5", "Train: 3 samples" };

static void random_lines(uint32_t *random, struct buf *out)
{
    int64_t second = 60;
    buf_text(out, "[2026-04-29T00:00:59.000+0000] {taskinstance.py:1103} INFO - Dependencies all met for dep_context=x ti=<TaskInstance: d.t r [queued]>\n");
    for (int i = 0; i < 60; i++) {
        uint32_t of = random_moment(random, &second, between_lines, out);
        buf_printf(out, "[2026-04-29T%02d:%02d:%02d.%s] %s%s\n", (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60), of % 13 ? "123+0000" : "123",
                   of % 2 ? text_heads[of >> 9 & 1] : PICK(text_heads, of >> 12), of % 3 ? text_messages[of >> 11 & 1] : PICK(text_messages, of >> 4));
    }
}

/* The same where most lines are of blocks, of one or two sources, with others between them. */
static void random_blocks(uint32_t *random, struct buf *out)
{
    static const char *const messages[] = { "=== CORRELATION DATA ===", "crypto=SOLUSDC", "f1_buy=0.61", "gates=FAIL(sortino)", "unknown=3", "api_key=hunter2secret", "tp=3 sl=1.5",
                                            "sortino: 0.5", "", "===", "=== END ===", "Rows affected: 3", "Exporting env vars: A='b", "Running: 3", "Started process 7 to run task", "[base] f1_buy=0.5" };
    int64_t second = 60;
    buf_text(out, "[2026-04-29T00:00:59.000+0000] {taskinstance.py:1103} INFO - Dependencies all met for dep_context=x ti=<TaskInstance: d.t r [queued]>\n");
    for (int i = 0; i < 80; i++) {
        uint32_t of = random_moment(random, &second, between_lines, out);
        const char *message = of % 17 == 0 ? PICK(text_messages, of >> 4) : of % 5 ? messages[1 + (of >> 7) % 7] : PICK(messages, of >> 9);
        buf_printf(out, "[2026-04-29T%02d:%02d:%02d.123+0000] %s%s\n", (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60),
                   of % 13 ? text_heads[0] : PICK(text_heads, of >> 12), message);
    }
}

/* A parser that explains reads each line the long way. */
Test(stream, a_plain_line_means_what_it_means_the_long_way)
{
    static void (*const makers[])(uint32_t *, struct buf *) = { random_records, random_lines, random_blocks };
    static const char *const paths[] = { NULL, "dag_id=d/run_id=r/task_id=t/attempt=1.log" };
    struct hearing hearing;
    uint32_t random = 1;
    hearing_open(&hearing);
    for (int round = 0; round < 600; round++) {
        struct buf text = { 0 }, records = { 0 };
        makers[round / 2 % 3](&random, &text);
        hearing_feed(&hearing, buf_view(&text), paths[round % 2]);
        records_of(buf_view(&text), round % 3 ? 0 : 700, paths[round % 2], &records);
        cr_assert(slice_eq(buf_view(&records), buf_view(&hearing.records)), "%.*s\n%.*s\n%.*s", SLICE_ARG(buf_view(&text)), SLICE_ARG(buf_view(&records)),
                  SLICE_ARG(buf_view(&hearing.records)));
        buf_free(&text);
        buf_free(&records);
    }
    hearing_close(&hearing);
}

Test(stream, a_character_cut_in_two_by_the_runtime_is_whole_again)
{
    static const char text[] = "2026-04-29T11:35:02.1Z stdout F [2026-04-29T11:35:02.123+0000] {x.py:1} INFO - a\n2026-04-29T11:35:02.1Z stdout P caf\xc3\n2026-04-29T11:35:02.1Z stdout F \xa9\n2026-04-29T11:35:02.1Z stdout F \xff\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"invalid_utf8\":1}");
    buf_free(&out);
}

Test(stream, hostile_lines_take_neither_square_time_nor_the_stack, .timeout = 30)
{
    static const char *const heads[] = { "", "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - ", "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - event=x a=" };
    static const char *const pieces[] = { "\x1b]", "[pod/a/b] ", "(", "[", "{", "\"", "\\", "=", "event=", "===", "{\"event\":", "a=1 ", "token: " };
    for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++)
        for (size_t k = 0; k < sizeof(heads) / sizeof(*heads); k++) {
            struct buf text = { 0 }, out = { 0 };
            buf_text(&text, heads[k]);
            while (text.n < 512 * 1024)
                buf_text(&text, pieces[i]);
            records_of(buf_view(&text), 0, path, &out);
            EXPECT_HAS(out, "\"record\":\"log\"");
            buf_free(&text);
            buf_free(&out);
        }
}

/* domain §3.5: the log is told once, and no block, event or incident is made of lines that could not be opened. */
Test(stream, what_stands_inside_an_unread_envelope_is_no_block_no_event_and_no_incident)
{
#define RECORD(event) "{\"timestamp\":\"2026-04-29T11:35:02.123Z\",\"level\":\"info\",\"event\":\"" event "\",\"logger\":\"task.stdout\"}\n"
#define HEAD "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - "
    static const char *const forms[] = {
        "{\"a\":{\"b\":\"" HEAD "=== CORRELATION DATA ===\"}}\n{\"a\":{\"b\":\"crypto=SOLUSDC\"}}\n{\"a\":{\"b\":\"f1_buy=0.61\"}}\n",
        "[11:35:02] : [Step 1/2] " RECORD("=== CORRELATION DATA ===") "[11:35:02] : [Step 1/2] " RECORD("f1_buy=0.61") "[11:35:02] : [Step 1/2] " RECORD("event=a b=1"),
        "11:35:02 | " HEAD "a\n11:35:02 | " HEAD "event=a b=1\n11:35:02 | event=c\n11:35:02 | Train: 1523 samples\n",
        /* a number, a date, a level and a stream's word are no source's name: never a log a line */
        "1 " HEAD "a\n2 " HEAD "event=a b=1\n3 " HEAD "=== CORRELATION DATA ===\n",
        "INFO | " HEAD "a\nERROR | " HEAD "event=a b=1\nINFO | " HEAD "=== CORRELATION DATA ===\n",
        "[stderr] " HEAD "a\n[stdout] " HEAD "event=a b=1\n",
        "O " HEAD "a\nE " HEAD "event=a b=1\n",
        "2026-04-29 | " HEAD "a\n2026-04-29 | " HEAD "event=a b=1\n",
        /* cat -A; a page that a browser saved */
        HEAD "a$\n" HEAD "=== CORRELATION DATA ===$\nf1_buy=0.61$\n",
        "<html><head></head><body><pre style=\"a\">" HEAD "a\nevent=b c=&quot;d&quot;\n</pre></body></html>\n",
        "11:35:02 | event=a b=1\n11:35:02 | " HEAD "=== CORRELATION DATA ===\n11:35:02 | f1_buy=0.61\n",
        "> " HEAD "a\n> " HEAD "b\n> " HEAD "c\n> " HEAD "d\n> Traceback (most recent call last):\n>   File \"/a.py\", line 1, in f\n> OSError: [Errno 28] No space left on device\n",
        "    " HEAD "a\n    Traceback (most recent call last):\n      File \"/a.py\", line 1, in f\n    OSError: [Errno 28] No space left on device\n",
        "- message: \"" HEAD "a\"\n- message: \"" HEAD "b\"\n- message: \"" HEAD "c\"\n- message: \"OSError: [Errno 28] No space left on device\"\n",
    };
    static const char *const none[] = { "\"record\":\"correlation\"", "\"record\":\"event\"", "\"record\":\"finding\"", "\"error_type\"", "\"n\":2,\"code\"" };
    for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
        struct buf out = { 0 };
        records_of(slice_of(forms[i]), 0, NULL, &out);
        EXPECT_HAS(out, "\"code\":\"envelope_unknown\"");
        for (size_t k = 0; k < sizeof(none) / sizeof(*none); k++)
            cr_expect(!slice_has(buf_view(&out), slice_of(none[k])), "%s", out.p);
        buf_free(&out);
    }
#undef HEAD
#undef RECORD
}

/* The text with a number for #, or its eight hex digits for $. */
static void numbered_add(const char *text, unsigned n, struct buf *out)
{
    for (; *text; text++)
        if (*text == '#')
            buf_printf(out, "%u", n);
        else if (*text == '$')
            buf_printf(out, "%08x", n);
        else
            buf_char(out, *text);
}

/* Lines of an attempt, or of two that take turns, each behind a word. */
static void worded_lines(const char *word, unsigned every, bool starts, unsigned attempts, struct buf *out)
{
    static const char *const messages[] = {
        "Filling up the DagBag from /d.py", "Dependencies all met for dep_context=non-requeueable deps ti=<TaskInstance: d.t r map_index=# [queued]>",
        "Dependencies all met for dep_context=requeueable deps ti=<TaskInstance: d.t r map_index=# [queued]>", "Executing <Task(PythonOperator): t> on r",
    };
    for (unsigned i = 0; i < 40; i++) {
        unsigned step = i / attempts, n = every ? i % every : 0x9e3779b1u * (i + 1);
        numbered_add(word, n, out);
        buf_printf(out, "[2026-04-29T11:35:%02u.123+0000] {x.py:1} INFO - ", i);
        if (starts && step < sizeof(messages) / sizeof(*messages))
            numbered_add(messages[step], i % attempts, out);
        else
            buf_text(out, "a");
        buf_char(out, '\n');
    }
}

static size_t worded_logs(const char *word, unsigned every, bool starts, unsigned attempts, bool *unknown)
{
    struct buf text = { 0 }, out = { 0 };
    worded_lines(word, every, starts, attempts, &text);
    records_of(buf_view(&text), 0, NULL, &out);
    *unknown = slice_has(buf_view(&out), SLICE("\"code\":\"envelope_unknown\""));
    size_t n = 0;
    struct slice rest = buf_view(&out);
    for (size_t at; (at = slice_find(rest, SLICE("\"record\":\"log\""))) != (size_t)-1; n++)
        rest = slice_from(rest, at + 1);
    buf_free(&text);
    buf_free(&out);
    return n;
}

/* domain §3.5: what changes from line to line is no source's name, unless the lines tell of several attempts. */
Test(stream, a_word_that_changes_with_each_line_is_no_sources_name)
{
    static const struct {
        const char *word;
        unsigned every; /* 0: no word comes twice */
    } words[] = { { "Thread-# ", 4 }, { "[Thread-#] ", 8 }, { "worker#: ", 40 }, { "$ ", 0 }, { "[$] ", 0 }, { "$ | ", 0 }, { "worker# | ", 40 }, { "2026-04-29T11:35:02Z w# ", 4 } };
    bool unknown;
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        cr_expect(worded_logs(words[i].word, words[i].every, true, 1, &unknown) == 1 && !unknown, "one start behind several of them: %s", words[i].word);
        cr_expect(worded_logs(words[i].word, words[i].every, false, 1, &unknown) == 1 && unknown, "nothing tells whose the lines are: %s", words[i].word);
    }
    for (size_t i = 0; i < 2; i++)
        cr_expect(worded_logs(words[i].word, 2, true, 2, &unknown) == 2 && !unknown, "each has a start of its own: %s", words[i].word);
    static const char *const own[] = { "[pod/p-#/base] ", "p-# base ", "worker-#  | " }; /* their names are names whatever the lines say */
    for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
        cr_expect(worded_logs(own[i], 4, false, 1, &unknown) == 4 && !unknown, "%s", own[i]);
}
