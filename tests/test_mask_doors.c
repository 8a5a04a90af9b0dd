/* test_mask_doors.c - no secret of secrets.def leaves by any door: attributes, a block's values, an exception's text, evidence, what is rejected,
 * complaints, explain; whatever the line is. */
#include <criterion/criterion.h>

#include "parser/text/json.h"
#include "parser/text/json_escape.h"
#include "records.h"

#define HEAD "[2026-04-29T11:35:02.123+0000] {train.py:7} INFO - "

static const struct sample {
    const char *kind, *text, *masked;
} samples[] = {
#define NAME(kind, announced, words, weight, sample, masked, harmless) { kind, sample, masked },
#define TOKEN(kind, announced, pattern, sample, masked, harmless) { kind, sample, masked },
#define COMMAND(kind, announced, flags, sample, masked, harmless) { kind, sample, masked },
#define GRAMMAR(kind, announced, grammar, sample, masked, harmless) { kind, sample, masked },
#define SPELLING(kind, sample, masked, harmless) { kind, sample, masked },
#include "parser/catalogue/secrets.def"
};

/* A log with a text in it; json: written as JSON writes it; beside: it names a source, where no path names it; explain does not show it. */
static const struct door {
    const char *name, *before, *after;
    bool json, beside;
} doors[] = {
    { "event", HEAD "event=login note=", "\n", false, false },
    { "event, behind words", HEAD "event=login ", " n=1\n", false, false },
    { "member of a record", "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"logger\":\"x\",\"event\":\"login_failed\",\"note\":", "}\n", true, false },
    { "text of a record", "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"logger\":\"x\",\"event\":", "}\n{\"timestamp\":\"2026-04-29T11:35:02Z\",\"event\":\"x", true, false },
    { "member that is an object", "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"event\":\"login_failed\",\"note\":{\"a\":[", "]}}\n", true, false },
    { "value of a block", HEAD "=== CORRELATION DATA ===\nnote: ", "\n=== END CORRELATION DATA ===\n", false, false },
    { "bad value of a block", HEAD "=== CORRELATION DATA ===\nf1_buy: ", "\n=== END CORRELATION DATA ===\n", false, false },
    { "gates of a block", HEAD "=== CORRELATION DATA ===\ngates: ", "\n=== END CORRELATION DATA ===\n", false, false },
    { "exception", HEAD "Task failed\nTraceback (most recent call last):\n  File \"a.py\", line 1, in f\nValueError: ", "\n", false, false },
    { "line of an exception's text", HEAD "Task failed\nTraceback (most recent call last):\n  File \"a.py\", line 1, in f\nValueError: x\n", "\n", false, false },
    { "evidence", HEAD, " No space left on device\n", false, false },
    { "last line", HEAD "x\n", "\n", false, false },
    { "rejected line", "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"event\":\"x\",\"a\":", "\n" HEAD "x\n", true, false },
    { "line that is not valid UTF-8", "{\"timestamp\":\"2026-04-29T11:35:02Z\",\xff ", "\n" HEAD "x\n", false, false },
    { "pod", "{\"time\":\"2026-04-29T11:35:02Z\",\"stream\":\"stdout\",\"log\":\"" HEAD "x\",\"kubernetes\":{\"container_name\":\"base\",\"pod_name\":", "}}\n", true, true },
    { "container's label", "{\"log\":\"" HEAD "x\\n\",\"stream\":\"stdout\",\"attrs\":{\"note\":", "},\"time\":\"2026-04-29T11:35:02.98765321Z\"}\n", true, true },
    { "before the log, in lines of no kind", "zz; ", " >> " HEAD "x\n", false, false },
    { "operator", HEAD "Executing <Task(", " ): t> on 2026-04-29 00:00:00+00:00\n", false, false },
    { "host", HEAD "Running <TaskInstance: d.t r [running]> on host ", "\n", false, false },
    { "above the heading", "", "\n*** Found local files:\n***   * /x/dag_id=d/run_id=r/task_id=t/attempt=1.log\n" HEAD "x\n", false, false },
    { "words that a process exits with", HEAD "x\nTraceback (most recent call last):\n  File \"a.py\", line 1, in f\nSystemExit: ", "\n" HEAD "Task exited with return code 1\n", false, false },
    { "words that the supervisor exits with", "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"error\",\"logger\":\"task\",\"event\":\"Task exited\",\"exit_code\":", "}\n", true, false },
    { "notice", HEAD "Detected zombie job: {'full_filepath': '", "', 'processor_subdir': '/x', 'msg': \"{'DAG Id': 'd', 'Task Id': 't', 'Run Id': 'r'}\"}\n", false, false },
    { "coloured line", "\x1b[34m" HEAD "event=login \x1b[1mnote=", "\x1b[0m\n", false, false },
};

/* The bytes that the sample has and its masked form has not. */
static struct slice secret_of(const struct sample *sample)
{
    struct slice text = slice_of(sample->text), masked = slice_of(sample->masked);
    size_t from = 0, star = slice_find(masked, SLICE("***")), behind = masked.n - star - 3;
    while (from < text.n && from < star && text.p[from] == masked.p[from])
        from++;
    return slice_part(text, from, text.n > behind ? text.n - behind : from);
}

/* Whether a word of the secret that is none of a sample's other words (hunter2) stands in text: half of it has left. */
static bool has_piece(const struct buf *text, struct slice secret)
{
    struct slice all = buf_view(text);
    for (size_t at = 0; at < secret.n; at++) {
        size_t from = at;
        for (; at < secret.n && (byte_is_letter(secret.p[at]) || byte_is_digit(secret.p[at])); at++)
            continue;
        struct slice word = slice_part(secret, from, at);
        if (slice_starts(word, SLICE("hunter")) && slice_has(all, word))
            return true;
    }
    return slice_has(all, secret);
}

static const char *const path = "dag_id=d/run_id=r/task_id=t/attempt=1.log";
static struct hearing hearing;

static void set_up(void)
{
    hearing_open(&hearing);
}

static void tear_down(void)
{
    hearing_close(&hearing);
}

TestSuite(mask_doors, .init = set_up, .fini = tear_down);

static void send(const struct door *door, const struct sample *sample)
{
    struct buf text = { 0 };
    struct slice secret = slice_trim_left(secret_of(sample));
    secret = slice_part(secret, 0, slice_index(secret, '\n')); /* what has several lines is looked for by its first */
    buf_text(&text, door->before);
    if (door->json)
        json_write_string(slice_of(sample->text), &text);
    else
        buf_text(&text, sample->text);
    buf_text(&text, door->after);
    hearing_feed(&hearing, buf_view(&text), door->beside ? NULL : path);
    cr_expect_not(has_piece(&hearing.records, secret), "%s, %s: %.*s", door->name, sample->kind, SLICE_ARG(buf_view(&hearing.records)));
    cr_expect(has(door->beside ? &hearing.records : &hearing.said, "***"), "%s, %s: %.*s", door->name, sample->kind, SLICE_ARG(buf_view(&hearing.said)));
    cr_expect_not(has_piece(&hearing.said, secret), "%s, %s, said: %.*s", door->name, sample->kind, SLICE_ARG(buf_view(&hearing.said)));
    buf_free(&text);
}

Test(mask_doors, no_secret_leaves_by_any)
{
    for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++)
        if (secret_of(&samples[i]).n >= 5) /* a shorter one may stand anywhere */
            for (size_t k = 0; k < sizeof(doors) / sizeof(*doors); k++)
                send(&doors[k], &samples[i]);
}

/* A private key with headers and empty lines, line by line, bare, each behind a head, each a record, in front of what may show it. */
Test(mask_doors, lines_of_a_private_key)
{
    static const char *const heads[] = { "", HEAD, "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"logger\":\"x\",\"event\":\"" };
    static const char *const ends[] = { HEAD "-----END RSA PRIVATE KEY-----\n" HEAD "x\n", "" };
    for (int h = 0; h < 3; h++)
        for (int e = 0; e < 2; e++) {
            struct buf text = { 0 };
            const char *close = h == 2 ? "\"}\n" : "\n";
            static const char *const lines[] = { "-----BEGIN RSA PRIVATE KEY-----", "Proc-Type: 4,ENCRYPTED", "Version: GnuPG v2", "", "MIIEowIBAAKCAQEAfirst", "MIIEowIBAAKCAQEAsecond", "", "short==" };
            buf_text(&text, HEAD "x\n");
            for (int i = 0; i < 8; i++)
                buf_printf(&text, "%s%s%s", heads[h], lines[i], close);
            buf_text(&text, ends[e]);
            hearing_feed(&hearing, buf_view(&text), path);
            cr_expect_not(has(&hearing.records, "MIIE") || has(&hearing.records, "short=="), "%.*s", SLICE_ARG(buf_view(&hearing.records)));
            cr_expect_not(has(&hearing.said, "MIIE") || has(&hearing.said, "short=="), "%.*s", SLICE_ARG(buf_view(&hearing.said)));
            cr_expect(has(&hearing.said, "***"));
            buf_free(&text);
        }
}

/* What a command said last names its failure, but for a key's line. */
Test(mask_doors, line_of_a_private_key_in_a_title)
{
    hearing_feed(&hearing,
                 SLICE("[2026-04-29T11:35:02.123+0000] {subprocess.py:1} INFO - -----BEGIN PGP PRIVATE KEY BLOCK-----\n"
                       "[2026-04-29T11:35:02.123+0000] {subprocess.py:1} INFO - \n"
                       "[2026-04-29T11:35:02.123+0000] {subprocess.py:1} INFO - lQOYBFZq81kkv001abc\n"
                       "[2026-04-29T11:35:02.123+0000] {subprocess.py:1} INFO - Command exited with return code 1\n"
                       "[2026-04-29T11:35:02.123+0000] {taskinstance.py:1} ERROR - Task failed with exception\nTraceback (most recent call last):\n"
                       "  File \"/x/site-packages/airflow/operators/bash.py\", line 3, in execute\n"
                       "airflow.exceptions.AirflowException: Bash command failed. The command returned a non-zero exit code 1.\n"
                       "[2026-04-29T11:35:02.123+0000] {local_task_job.py:1} INFO - Task exited with return code 1\n"),
                 path);
    EXPECT_HAS(hearing.records, "Bash command failed, exit code 1");
    cr_expect_not(has(&hearing.records, "lQOY"), "%.*s", SLICE_ARG(buf_view(&hearing.records)));
    cr_expect_not(has(&hearing.said, "lQOY"), "%.*s", SLICE_ARG(buf_view(&hearing.said)));
}

Test(mask_doors, logger_of_an_event)
{
    static const char *const texts[] = {
        "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"login_failed\",\"n\":1,\"logger\":\"postgresql://u:hunter2@h/x\"}\n",
        "[2026-04-29T11:35:02.123+0000] {password=hunter2.py:7} INFO - event=login n=1\n",
        "[2026-04-29T11:35:02.123+0000] {pwd=hunter2:7} INFO - event=login n=1\n",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        hearing_feed(&hearing, slice_of(texts[i]), path);
        cr_expect_not(has(&hearing.records, "hunter2"), "%.*s", SLICE_ARG(buf_view(&hearing.records)));
        cr_expect(has(&hearing.records, "***"), "%.*s", SLICE_ARG(buf_view(&hearing.records)));
    }
}

/* The value of a name that ends the line above, on the last line, which is evidence for NO_OUTCOME. */
Test(mask_doors, value_below_its_name)
{
    static const char *const texts[] = {
        HEAD "password:\n" HEAD "  \"hunter2\"\n", "password: |\n  hunter2\n", HEAD "  \"db_password\":\n" HEAD "    \"hunter2\",\n", "- name: DB_PASSWORD\n  value: hunter2\n",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        hearing_feed(&hearing, slice_of(texts[i]), path);
        cr_expect_not(has(&hearing.said, "hunter2"), "%.*s", SLICE_ARG(buf_view(&hearing.said)));
        cr_expect_not(has(&hearing.records, "hunter2"), "%.*s", SLICE_ARG(buf_view(&hearing.records)));
        cr_expect(has(&hearing.said, "***"), "%.*s", SLICE_ARG(buf_view(&hearing.said)));
    }
}

/* A secret in the name of a member, from MASK_NAME_LEAST bytes on: of a record, of a block. */
Test(mask_doors, names_of_members)
{
    static const char *const names[] = { "postgresql://u:hunter2@h/x", "curl -u u:hunter2 https://h", "db_password=hunter2" };
    static const char *const texts[] = {
        "{\"timestamp\":\"2026-04-29T11:35:02Z\",\"level\":\"info\",\"event\":\"login_failed\",\"%s\":1}\n",
        HEAD "=== CORRELATION DATA ===\n{\"crypto\": \"SOLUSDC\", \"%s\": 1}\n=== END CORRELATION DATA ===\n",
    };
    for (int i = 0; i < 6; i++) {
        struct buf text = { 0 };
        struct slice format = slice_of(texts[i / 3]);
        size_t at = slice_find(format, SLICE("%s"));
        buf_slice(&text, slice_part(format, 0, at));
        buf_text(&text, names[i % 3]);
        buf_slice(&text, slice_from(format, at + 2));
        hearing_feed(&hearing, buf_view(&text), path);
        cr_expect_not(has(&hearing.records, "hunter2"), "%.*s", SLICE_ARG(buf_view(&hearing.records)));
        EXPECT_HAS(hearing.records, "\"***\":");
        EXPECT_HAS(hearing.records, "\"secret_masked\":");
        buf_free(&text);
    }
}
