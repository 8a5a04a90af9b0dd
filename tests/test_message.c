/* test_message.c - what the lines of a message are: events, blocks by source, incidents, or nothing. */
#include <criterion/criterion.h>

#include "records.h"

static const char path[] = "logs/dag_id=launch__discovery/run_id=manual__2026-04-29T11_00_00+00_00/task_id=test_step/attempt=1.log";
static const char trigger[] = "logs/dag_id=launch__discovery/run_id=manual__2026-04-29T11_00_00+00_00/task_id=test_step/attempt=1.log.trigger.7.log";

Test(message, an_echoed_command_prints_nothing)
{
    static const char text[] = "[2026-04-29T11:35:00.000+0000] {subprocess.py:75} INFO - Running command: ['bash', '-c', 'echo \"event=x a=1\"\n"
                               "event=y a=1\n=== CORRELATION DATA ===\nf1_buy=0.4\n===']\n"
                               "[2026-04-29T11:35:00.000+0000] {python.py:93} INFO - Done. Returned value was: many lines\nevent=y a=1\n"
                               "[2026-04-29T11:35:00.000+0000] {bash_operator.py:93} INFO - Running command: \nevent=y a=1\n"
                               "[2026-04-29T11:35:00.000+0000] {subprocess.py:93} INFO - event=z a=1\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"name\":\"z\"");
    cr_expect_not(has(&out, "\"name\":\"y\""));
    cr_expect_not(has(&out, "\"record\":\"correlation\""));
    buf_free(&out);
}

Test(message, an_echo_that_begins_with_nothing_to_look_at_prints_nothing_either)
{
    static const char text[] = "[2026-04-29T11:35:00.000+0000] {subprocess.py:75} INFO - Running command: ['/bin/bash', '-c', '\n"
                               "event=y a=1\n=== CORRELATION DATA ===\nf1_buy=0.4\n===\n']\n"
                               "[2026-04-29T11:35:00.000+0000] {python.py:201} INFO - Done. Returned value was: two\nevent=x a=1\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    cr_expect_not(has(&out, "\"record\":\"event\""));
    cr_expect_not(has(&out, "\"record\":\"correlation\""));
    buf_free(&out);
}

Test(message, a_line_behind_a_record_has_its_own_wrappers_stamp)
{
#define CRI(stamp) "2026-04-29T" stamp "000123Z stdout F "
    static const char text[] = CRI("09:00:00.100") "{\"timestamp\":\"2026-04-29T09:00:00.100000Z\",\"level\":\"info\",\"event\":\"start\",\"logger\":\"cvn\"}\n"
                               CRI("11:00:00.035") "event=one n=3\n" CRI("11:30:00.035") "event=two n=3\n" CRI("11:45:00.035") "=== CORRELATION DATA ===\n";
#undef CRI
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"time\":\"2026-04-29T11:00:00.035000Z\",\"name\":\"one\"");
    EXPECT_HAS(out, "\"time\":\"2026-04-29T11:30:00.035000Z\",\"name\":\"two\"");
    EXPECT_HAS(out, "\"line\":4,\"time\":\"2026-04-29T11:45:00.035000Z\"");
    buf_free(&out);
}

Test(message, a_rendered_record_behind_a_prefix_is_seen_in_a_quiet_log_too)
{
#define HEAD "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - "
#define RENDERED(name) "{\"event\": \"" name "\", \"level\": \"info\", \"k\": 1}\n"
    static const char text[] = HEAD "one\n" HEAD "[6349] two\n" HEAD "INFO:root:" RENDERED("behind_a_head") "bare\n12 bare\nINFO:root:" RENDERED("bare");
#undef HEAD
#undef RENDERED
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"line\":3,\"time\":\"2026-04-29T11:35:02.123000Z\",\"level\":\"INFO\",\"logger\":\"x.py\",\"name\":\"behind_a_head\"");
    EXPECT_HAS(out, "\"line\":6,\"time\":\"2026-04-29T11:35:02.123000Z\",\"level\":\"INFO\",\"logger\":\"x.py\",\"name\":\"bare\"");
    buf_free(&out);
}

Test(message, the_same_record_of_structlog_under_each_renderer)
{
    static const char *const lines[] = {
        "[2026-04-29T11:35:02.123+0000] {x.py:1} ERROR - event='seed_apply_failed' error=\"No module named 'sympy'\" lst=[1, 'a'] n=3\n",
        "[2026-04-29T11:35:02.123+0000] {x.py:1} ERROR - event=seed_apply_failed error=\"No module named 'sympy'\" lst=[1, 'a'] n=3\n",
        "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - {\"event\": \"seed_apply_failed\", \"error\": \"No module named 'sympy'\", \"lst\": [1, \"a\"], \"n\": 3, "
        "\"level\": \"error\"}\n",
        "[2026-04-29T11:35:02.123+0000] {logging_mixin.py:190} INFO - 2026-04-29 11:35:02.123 [error    ] seed_apply_failed              "
        "error=\"No module named 'sympy'\" lst=[1, 'a'] n=3\n",
        "[2026-04-29T11:35:02.123+0000] {logging_mixin.py:190} INFO - 2026-04-29T11:35:02.123000Z [error    ] seed_apply_failed              [cvn.seed] "
        "error=\"No module named 'sympy'\" lst=[1, 'a'] n=3\n",
        "[2026-04-29T11:35:02.123+0000] {logging_mixin.py:190} INFO - \x1b[2m2026-04-29 11:35:02.123\x1b[0m [\x1b[31m\x1b[1merror    \x1b[0m] \x1b[1mseed_apply_failed   "
        "           \x1b[0m \x1b[36merror\x1b[0m=\x1b[35m\"No module named 'sympy'\"\x1b[0m \x1b[36mlst\x1b[0m=\x1b[35m[1, 'a']\x1b[0m \x1b[36mn\x1b[0m=\x1b[35m3\x1b[0m\n",
        "2026-04-29T11:35:02.123000Z [error    ] seed_apply_failed              [cvn.seed] dag_id=d error=\"No module named 'sympy'\" loc=x.py:17 lst=[1, 'a'] n=3\n",
        "{\"timestamp\":\"2026-04-29T11:35:02.123Z\",\"level\":\"info\",\"event\":\"\\u001b[2m2026-04-29 11:35:02.123\\u001b[0m [error    ] seed_apply_failed              "
        "error=\\\"No module named 'sympy'\\\" lst=[1, 'a'] n=3\",\"logger\":\"task.stdout\"}\n",
        "{\"timestamp\":\"2026-04-29T11:35:02.123Z\",\"level\":\"error\",\"event\":\"seed_apply_failed\",\"error\":\"No module named 'sympy'\",\"lst\":[1,\"a\"],\"n\":3,"
        "\"logger\":\"cvn.seed\"}\n",
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
        struct buf out = { 0 };
        records_of(slice_of(lines[i]), 0, path, &out);
        EXPECT_HAS(out, "\"time\":\"2026-04-29T11:35:02.123000Z\",\"level\":\"ERROR\"");
        EXPECT_HAS(out, "\"name\":\"seed_apply_failed\",\"attrs\":{\"error\":\"No module named 'sympy'\",\"lst\":[1,\"a\"],\"n\":3}");
        EXPECT_HAS(out, "\"code\":\"MISSING_DEPENDENCY\",\"role\":\"incident\"");
        EXPECT_HAS(out, "\"code\":\"SEED_FAILED\",\"role\":\"incident\"");
        buf_free(&out);
    }
}

Test(message, one_word_without_members_of_the_users_own_is_no_event)
{
    static const char *const lines[] = {
        "2026-04-29T11:35:02.123000Z [info     ] starting                       [cvn.seed] loc=x.py:17 task_id=t\n",
        "2026-04-29T11:35:02.123000Z [info     ] connected                      [airflow.sdk] server=x\n",
        "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - 2026-04-29 11:35:02 [info     ] starting n=3\n",
        "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - 2026-04-29 11:35:02 [info     ] two words                      n=3\n",
        "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - starting                       n=3\n",
        "{\"asctime\": \"2026-04-29T11:35:02.123+0000\", \"filename\": \"x.py\", \"levelname\": \"INFO\", \"message\": \"starting\", \"offset\": 7}\n",
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
        struct buf out = { 0 };
        records_of(slice_of(lines[i]), 0, path, &out);
        cr_expect_not(has(&out, "\"record\":\"event\""), "%s", lines[i]);
        buf_free(&out);
    }
}

Test(message, a_named_pattern_has_the_level_of_the_users_prefix)
{
    struct buf out = { 0 };
    records_of(SLICE("[2026-04-29T11:35:02.123+0000] {x.py:190} WARNING - 2026-04-29 11:35:02,123 ERROR src: Train: 1523 samples\n"
                     "[2026-04-29T11:35:02.123+0000] {x.py:190} WARNING - 2026-04-29 11:35:02,123 ERROR src: Running factor=a\n"),
               0, path, &out);
    EXPECT_HAS(out, "\"level\":\"ERROR\",\"logger\":\"x.py\",\"name\":\"train_samples\"");
    EXPECT_HAS(out, "\"level\":\"ERROR\",\"logger\":\"x.py\",\"name\":\"running_factor\"");
    buf_free(&out);
}

Test(message, incidents_are_seen_in_the_pairs_of_a_console_line)
{
    static const char *const lines[] = {
        "2026-04-29T11:35:02.123000Z [error    ] training failed                [cvn.x] error=\"No module named 'sympy'\" loc=x.py:17\n",
        "2026-04-29T11:35:02.123000Z [error    ] failed                         [airflow.x] error=\"No module named 'sympy'\"\n",
        "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - 2026-04-29 11:35:02 [error    ] training failed                [x] error=\"No module named 'sympy'\"\n",
        "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - 2026-04-29 11:35:02 [error    ] No module named 'sympy'        [x] error=\"No module named 'sympy'\"\n",
        "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"2026-04-29 11:35:02 [error    ] training failed   [x] error=\\\"No module named 'sympy'\\\"\"}\n",
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
        struct buf out = { 0 };
        records_of(slice_of(lines[i]), 0, path, &out);
        EXPECT_HAS(out, "\"code\":\"MISSING_DEPENDENCY\",\"role\":\"incident\"");
        EXPECT_HAS(out, "\"count\":1");
        buf_free(&out);
    }
}

Test(message, each_line_of_a_record_may_be_one_of_the_console)
{
    static const char text[] =
        "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"logger\":\"task.stdout\",\"event\":\""
        "2026-04-29 11:35:02 [error    ] seed_apply_failed              [cvn] n=3\\nevent=b k=2\\n"
        "2026-04-29 11:35:02 [warning  ] event=c k=3 [cvn]\\n"
        "2026-04-29 11:35:02 [error    ] training failed [cvn] error=\\\"No module named 'x'\\\"\\n"
        "2026-04-29 11:35:02 [info     ] hpo_heartbeat                  trial=7\"}\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"level\":\"ERROR\",\"logger\":\"task.stdout\",\"name\":\"seed_apply_failed\",\"attrs\":{\"n\":3}");
    EXPECT_HAS(out, "\"name\":\"b\",\"attrs\":{\"k\":2}");
    EXPECT_HAS(out, "\"level\":\"WARNING\",\"logger\":\"task.stdout\",\"name\":\"c\",\"attrs\":{\"k\":3}");
    EXPECT_HAS(out, "\"level\":\"INFO\",\"logger\":\"task.stdout\",\"name\":\"hpo_heartbeat\",\"attrs\":{\"trial\":7}");
    EXPECT_HAS(out, "\"evidence\":\"training failed [cvn] error=\\\"No module named 'x'\\\"\"");
    buf_free(&out);
}

Test(message, no_half_of_a_secret_stays_where_evidence_is_cut)
{
    for (size_t n = 950; n < 1030; n += 3) {
        struct buf text = { 0 }, out = { 0 };
        buf_text(&text, "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - No module named 'x' ");
        for (size_t i = 0; i < n; i++)
            buf_char(&text, 'x');
        buf_text(&text, " postgres://u:hidden-hidden-hidden@host/db");
        records_of(buf_view(&text), 0, path, &out);
        EXPECT_HAS(out, "\"code\":\"MISSING_DEPENDENCY\"");
        EXPECT_HAS(out, "\"code\":\"NO_OUTCOME\"");
        cr_expect_not(has(&out, "hidden"), "%zu", n);
        buf_free(&text);
        buf_free(&out);
    }
}

Test(message, text_within_structlogs_json_is_read_as_text)
{
    static const char text[] =
        "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - {\"event\": \"done event=seed_summary n=1\", \"level\": \"error\"}\n"
        "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - {\"event\": \"=== CORRELATION DATA ===\\nf1_buy=0.61\\nbaseline_f1_buy=0.50\\n===\", \"level\": \"info\"}\n"
        "[2026-04-29T11:35:02.123+0000] {x.py:1} INFO - {\"event\": \"it failed\", \"level\": \"error\", \"error\": \"No module named 'x'\", \"exit_code\": 137}\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"level\":\"ERROR\",\"logger\":\"x.py\",\"name\":\"seed_summary\",\"attrs\":{\"n\":1}");
    EXPECT_HAS(out, "\"f1_delta\":0.11,\"closed\":true,\"extra\":{},\"notes\":[]");
    EXPECT_HAS(out, "\"code\":\"MISSING_DEPENDENCY\"");
    EXPECT_HAS(out, "\"code\":\"OOM_KILLED\"");
    buf_free(&out);
}

Test(message, interleaved_sources_keep_their_blocks_apart)
{
    static const char text[] = "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - === CORRELATION DATA ===\n"
                               "[2026-04-29T11:35:00.000+0000] {b.py:1} INFO - === CORRELATION DATA ===\n"
                               "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - crypto=AAA\n"
                               "[2026-04-29T11:35:00.000+0000] {b.py:1} INFO - crypto=BBB\n"
                               "[2026-04-29T11:35:00.000+0000] {c.py:1} INFO - not a field\n"
                               "[2026-04-29T11:35:00.000+0000] {b.py:1} INFO - f1_buy=0.2\n"
                               "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - f1_buy=0.1\n"
                               "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - ===\n"
                               "[2026-04-29T11:35:00.000+0000] {b.py:1} INFO - done\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"crypto\":\"AAA\",\"f1_buy\":0.1,\"closed\":true");
    EXPECT_HAS(out, "\"crypto\":\"BBB\",\"f1_buy\":0.2,\"closed\":false");
    buf_free(&out);
}

Test(message, many_other_sources_between_its_lines_end_no_block)
{
    struct buf text = { 0 }, out = { 0 };
    buf_text(&text, "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - === CORRELATION DATA ===\n");
    for (int i = 0; i < 100; i++)
        buf_printf(&text, "[2026-04-29T11:35:00.000+0000] {other_%d.py:1} INFO - text\n", i);
    buf_text(&text, "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - f1_buy=0.1\n"
                    "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - ===\n");
    records_of(buf_view(&text), 0, path, &out);
    EXPECT_HAS(out, "\"f1_buy\":0.1,\"closed\":true");
    buf_free(&text);
    buf_free(&out);
}

Test(message, an_empty_message_behind_a_users_prefix_is_a_blank_line)
{
    static const char text[] = "2026-04-29 11:35:02,123 - a.b - INFO - === CORRELATION DATA ===\n"
                               "2026-04-29 11:35:02,123 - a.b - INFO -\n"
                               "2026-04-29 11:35:02,123 - a.b - INFO - sl=1\n"
                               "2026-04-29 11:35:02,123 - a.b - INFO - ===\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"sl\":1,\"closed\":true");
    buf_free(&out);
}

Test(message, lines_without_heads_are_a_source_of_their_own)
{
    static const char text[] = "=== CORRELATION DATA ===\n"
                               "f1_buy=0.1\n"
                               "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - not a field\n"
                               "[2026-04-29T11:35:00.000+0000] {b.py:1} INFO - sl=2\n"
                               "sl=1\n"
                               "===\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"sl\":1,\"f1_buy\":0.1,\"closed\":true");
    buf_free(&out);
}

Test(message, evidence_is_the_same_where_lines_share_a_record)
{
    static const char text[] = "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"=== CORRELATION DATA ===\\n"
                               "{\\n  \\\"f1_buy\\\": 0.6,\\n  \\\"baseline_f1_buy\\\": 0.5,\\n  \\\"s22a1_status\\\": \\\"SKIPPED\\\"\\n}\\n"
                               "===\",\"logger\":\"task.stdout\"}\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"limit_value\":0.05,\"evidence\":\"\\\"baseline_f1_buy\\\": 0.5,\"");
    EXPECT_HAS(out, "\"field\":\"s22a1_status\",\"evidence\":\"\\\"s22a1_status\\\": \\\"SKIPPED\\\"\"");
    buf_free(&out);
}

Test(message, the_text_of_a_record_that_the_user_printed_as_json_is_looked_at)
{
    static const char text[] = "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - {\"event\": \"=== CORRELATION DATA ===\\ncrypto=AAA\\n===\", \"level\": \"info\"}\n"
                               "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - {\"event\": \"=== CORRELATION DATA ===\", \"level\": \"info\"}\n"
                               "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - {\"event\": \"native\", \"n\": 1, \"level\": \"error\"}\n"
                               "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - {\"event\": \"event=text n=2\", \"level\": \"error\"}\n"
                               "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - {\"event\": \"crypto=BBB\", \"level\": \"info\"}\n"
                               "[2026-04-29T11:35:00.000+0000] {a.py:1} INFO - {\"event\": \"===\", \"level\": \"info\"}\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"crypto\":\"AAA\",\"closed\":true,\"extra\":{}");
    EXPECT_HAS(out, "\"crypto\":\"BBB\",\"closed\":true,\"extra\":{}");
    EXPECT_HAS(out, "\"level\":\"ERROR\",\"logger\":\"a.py\",\"name\":\"native\",\"attrs\":{\"n\":1}");
    EXPECT_HAS(out, "\"level\":\"ERROR\",\"logger\":\"a.py\",\"name\":\"text\",\"attrs\":{\"n\":2}");
    buf_free(&out);
}

Test(message, a_line_behind_a_json_record_is_no_more_of_it)
{
    static const char text[] = "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"=== CORRELATION DATA ===\",\"logger\":\"task.stdout\"}\n"
                               "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR\n"
                               "event=native k=1\n"
                               "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"f1_buy=0.1\",\"logger\":\"task.stdout\"}\n"
                               "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"===\",\"logger\":\"task.stdout\"}\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"f1_buy\":0.1,\"closed\":true,\"extra\":{}");
    EXPECT_HAS(out, "\"time\":\"2026-04-29T11:35:02.000000Z\",\"name\":\"native\",\"attrs\":{\"k\":1}");
    buf_free(&out);
}

Test(message, raw_lines_between_records_are_a_source_of_their_own)
{
#define RECORD(event) "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"error\",\"event\":\"" event "\",\"logger\":\"task.stderr\"}\n"
    static const char text[] = RECORD("=== CORRELATION DATA ===") RECORD("crypto=AAA") "f1_buy=0.9\nnative noise\nevent=native a=1\n" RECORD("sortino=1") RECORD("===")
        RECORD("Traceback (most recent call last):") RECORD("  File \\\"x\\\", line 3, in f") "noise\n" RECORD("ValueError: bad")
        "Traceback (most recent call last):\n  File \"x\", line 3, in f\nValueError: raw\ntext\n" RECORD("ValueError: bad") "event=behind a=1\n"
        "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"error\",\"event\":\"Task exited\",\"exit_code\":1,\"logger\":\"task\"}\n";
#undef RECORD
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"crypto\":\"AAA\",\"sortino\":1,\"closed\":true");
    EXPECT_HAS(out, "\"line\":5,\"time\":\"2026-04-29T11:35:02.000000Z\",\"name\":\"native\"");
    EXPECT_HAS(out, "\"name\":\"behind\"");
    cr_expect_not(has(&out, "\"error_type\"")); /* no failure line of Airflow's names it */
    buf_reset(&out);
    records_of(slice_of(text), 0, trigger, &out); /* no task's log: there the last error counts */
    EXPECT_HAS(out, "\"error_type\":\"ValueError\",\"error_message\":\"raw\\ntext\"");
    buf_free(&out);
}

Test(message, a_word_in_an_elasticsearch_record_is_no_event)
{
    static const char text[] =
        "{\"asctime\": \"2026-04-29T11:35:02.123+0000\", \"filename\": \"x.py\", \"levelname\": \"INFO\", \"message\": \"end_of_log\", \"offset\": 1}\n"
        "{\"asctime\": \"2026-04-29T11:35:02.123+0000\", \"filename\": \"x.py\", \"levelname\": \"INFO\", \"message\": \"event=told a=1\", \"offset\": 1}\n";
    struct buf out = { 0 };
    records_of(slice_of(text), 0, path, &out);
    EXPECT_HAS(out, "\"seq\":1,\"line\":2");
    EXPECT_HAS(out, "\"name\":\"told\",\"attrs\":{\"a\":1}");
    buf_free(&out);
}

Test(message, a_nul_byte_is_noted_as_json_writes_it_too)
{
#define RECORD(members) "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"logger\":\"cvn\"," members "}\n"
    static const struct { const char *text; bool noted; } rows[] = {
        { RECORD("\"event\":\"event=a b=x\\u0000y\""), true },
        { RECORD("\"event\":\"a\",\"b\":\"x\\u0000y\""), true },
        { RECORD("\"event\":\"a\",\"b\":{\"c\":[\"\\\\\\u0000\"]}"), true },
        { RECORD("\"event\":\"DETAIL: \\\\u0000 cannot be converted\",\"b\":\"x\\u0001\""), false },
        { "[2026-04-29T11:35:02.000+0000] {x.py:1} INFO - {\"event\":\"a\",\"b\":\"x\\u0000y\",\"level\":\"info\"}\n", true },
        { "[2026-04-29T11:35:02.000+0000] {x.py:1} INFO - DETAIL: \\u0000 cannot be converted\n", false },
        { "{\"log\":\"[2026-04-29T11:35:02.000+0000] {x.py:1} INFO - event=a b=x\\u0000y\\n\",\"stream\":\"stdout\",\"time\":\"2026-04-29T11:35:02.1Z\"}\n", true },
    };
#undef RECORD
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct buf out = { 0 };
        records_of(slice_of(rows[i].text), 0, NULL, &out);
        cr_expect_eq(has(&out, "\"nul_byte\":1"), rows[i].noted, "%s", rows[i].text);
        cr_expect_not(has(&out, "\"b\":\"x") && !has(&out, "x\xef\xbf\xbdy") && rows[i].noted, "%s", rows[i].text);
        buf_free(&out);
    }
}

Test(message, members_beside_a_blocks_opening_words_are_fields)
{
#define RECORD(members) "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"logger\":\"cvn\"," members "}\n"
#define LINE "[2026-04-29T11:35:02.000+0000] {x.py:1} INFO - "
#define CONSOLE(words, pairs) "2026-04-29T11:35:02.000000Z [info     ] " words "                 [cvn] " pairs "\n"
    static const char *const texts[] = {
        RECORD("\"event\":\"=== CORRELATION DATA ===\",\"crypto\":\"AAA\",\"sl\":1.5,\"dag_id\":\"d\"") RECORD("\"event\":\"tp=2\",\"crypto\":\"AAA\"") RECORD("\"event\":\"===\""),
        LINE "{\"event\":\"=== CORRELATION DATA ===\",\"level\":\"info\",\"crypto\":\"AAA\",\"sl\":1.5}\n" LINE "{\"event\":\"tp=2\",\"level\":\"info\"}\n"
        LINE "{\"event\":\"===\",\"level\":\"info\"}\n",
        CONSOLE("=== CORRELATION DATA ===", "crypto=AAA dag_id=d loc=x.py:1 sl=1.5") CONSOLE("tp=2", "crypto=AAA loc=x.py:2") CONSOLE("===", "loc=x.py:3"),
        LINE "=== CORRELATION DATA === crypto=AAA sl=1.5\n" LINE "tp=2\n" LINE "===\n",
    };
    struct buf out = { 0 };
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        buf_reset(&out);
        records_of(slice_of(texts[i]), 0, NULL, &out);
        EXPECT_HAS(out, "\"crypto\":\"AAA\",\"sl\":1.5,\"tp\":2,\"closed\":true,\"extra\":{},\"notes\":[]");
    }
    buf_reset(&out);
    records_of(SLICE(RECORD("\"event\":\"=== CORRELATION DATA ===\\ntp=1\\n===\",\"sl\":1.5") RECORD("\"event\":\"=== CORRELATION DATA ===\",\"password\":\"hunter2secret\"")), 0, NULL, &out);
    EXPECT_HAS(out, "\"tp\":1,\"closed\":true,\"extra\":{}");
    EXPECT_HAS(out, "\"extra\":{\"password\":\"***\"}");
    cr_expect_not(has(&out, "hunter2"));
    buf_free(&out);
#undef RECORD
#undef CONSOLE
#undef LINE
}

Test(message, what_a_renderer_puts_beside_an_events_text_is_its_attributes)
{
#define RECORD(event, logger) "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"" event "\",\"logger\":\"" logger "\",\"b\":2,\"a\":3,\"ti_id\":\"x\"}\n"
#define LINE "[2026-04-29T11:35:02.000+0000] {x.py:1} INFO - "
#define CONSOLE(logger) "2026-04-29T11:35:02.000000Z [info     ] event=x a=1                  [" logger "] a=3 b=2 loc=x.py:1\n"
    static const char merged[] = "\"name\":\"x\",\"attrs\":{\"a\":3,\"b\":2}", alone[] = "\"name\":\"x\",\"attrs\":{\"a\":1}", plain[] = "\"name\":\"y\",\"attrs\":{}";
    static const struct { const char *text, *want; } rows[] = {
        { RECORD("event=x a=1", "cvn"), merged },
        { RECORD("event=x a=1", "airflow.models.x"), alone },
        { RECORD("event=x a=1\\nmore", "cvn"), alone }, /* beside the whole message */
        { CONSOLE("cvn"), merged },
        { CONSOLE("airflow.models.x"), alone },
        { LINE CONSOLE("cvn"), merged },
        { LINE "event=x a=1 a=3 b=2\n", merged },
        { LINE "{\"event\":\"event=x a=1\",\"level\":\"info\",\"b\":2,\"a\":3}\n", merged },
        { LINE "{\"event\":\"event=x a=1\\nmore\",\"level\":\"info\",\"b\":2}\n", alone },
    };
    struct buf text = { 0 }, out = { 0 };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        buf_reset(&text);
        buf_reset(&out);
        buf_printf(&text, "%s" LINE "event=y\n", rows[i].text); /* what follows has nothing of it */
        records_of(buf_view(&text), 0, NULL, &out);
        EXPECT_HAS(out, rows[i].want);
        EXPECT_HAS(out, plain);
    }
    buf_reset(&out);
    records_of(SLICE("{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"event=x\",\"logger\":\"cvn\",\"password\":\"hunter2secret\",\"crypto\":\"SOLUSDC\"}\n"), 0, NULL, &out);
    EXPECT_HAS(out, "\"crypto\":\"SOLUSDC\",\"attrs\":{\"password\":\"***\",\"crypto\":\"SOLUSDC\"}");
    cr_expect_not(has(&out, "hunter2"));
    buf_free(&text);
    buf_free(&out);
#undef RECORD
#undef LINE
#undef CONSOLE
}
