/* test_shared_attempts.c - one attempt in several sources of a stream (domain §3.5): a launch done again, a deferred task's second pod. */
#include "source_text.h"

#define ENVIRONMENT(time, try) HEAD(time) "{taskinstance.py:3134} INFO - Exporting env vars: AIRFLOW_CTX_DAG_ID='d' AIRFLOW_CTX_TASK_ID='a' " \
    "AIRFLOW_CTX_TRY_NUMBER='" try "' AIRFLOW_CTX_DAG_RUN_ID='r1'\n"
#define DEFERRED(time) HEAD(time) "{taskinstance.py:341} INFO - Pausing task as DEFERRED. dag_id=d, task_id=a, run_id=r1, execution_date=20260429T000000\n"
#define DEFERS(minute, name) START("10:" minute ":01.000", "a", "1") SAID("10:" minute ":02.000", name) DEFERRED("10:" minute ":03.000") ENDED("10:" minute ":04.000", "100")
#define RESUMES(minute) HEAD("10:" minute ":01.000") "{taskinstance.py:2614} INFO - Dependencies all met for " TI("a") "\n" ENVIRONMENT("10:" minute ":01.000", "1")
#define FIRST DEFERS("01", "one")
#define SECOND RESUMES("03") SAID("10:03:02.000", "two") DEFERRED("10:03:03.000") ENDED("10:03:04.000", "100")
#define THIRD RESUMES("05") SAID("10:05:02.000", "three") MARKED("10:05:03.000", "a", "SUCCESS") ENDED("10:05:04.000", "0")
#define WHOLE RUN("01", "a", "1", "one", "SUCCESS", "0")
#define STOPS PRELUDE("10:01:00.000", "a") START("10:01:01.000", "a", "1") SAID("10:01:02.000", "one")

enum { ALL = 1000, PODS = 3 };

/* What each pod says, how many logs that is, and what is in them. */
static const struct {
    const char *pod[PODS];
    size_t logs, events;
    const char *has[4];
} cases[] = {
    { { WHOLE, WHOLE }, 1, 1, { "\"state\":\"success\"", "\"lines\":7," } },
    { { STOPS, WHOLE }, 1, 1, { "\"state\":\"success\"", "\"lines\":7," } },
    { { WHOLE, STOPS, STOPS }, 1, 1, { "\"state\":\"success\"", "\"lines\":7," } },
    { { FIRST, THIRD }, 1, 2, { "\"state\":\"success\"", "\"start_time\":\"2026-04-29T10:01:01.000000Z\",\"end_time\":\"2026-04-29T10:05:04.000000Z\"", "\"lines\":10," } },
    { { FIRST, SECOND, THIRD }, 1, 3, { "\"state\":\"success\"", "\"seq\":3,\"line\":13,", "\"lines\":15,", "\"source\":\"-[p0/base]\"" } },
    { { STOPS, RUN("05", "a", "1", "two", "FAILED", "1") }, 1, 2, { "\"state\":\"failed\"", "\"segments\":2", "\"lines\":12," } },
    /* It was over: what was launched again is another reading. */
    { { WHOLE, RUN("05", "a", "1", "two", "SUCCESS", "0") }, 1, 1, { "\"name\":\"one\"", "\"lines\":7," } },
    { { WHOLE, RUN("05", "a", "2", "two", "SUCCESS", "0"), RUN("05", "b", "1", "three", "SUCCESS", "0") }, 3, 3, { "\"try_number\":2", "\"task_id\":\"b\"" } },
    /* What a task of another pod printed of it, before it came, and was killed: that one's text. */
    { { START("10:00:00.000", "e", "1") SAID("10:00:01.000", "zero") STOPS, RUN("05", "a", "1", "two", "FAILED", "1") }, 2, 3,
      { "\"task_id\":\"a\",\"map_index\":-1,\"try_number\":1,\"source\":\"-[p1/base]\"", "\"segments\":1", "\"lines\":8,", "\"lines\":7," } },
    { { SAID("10:01:02.000", "one"), SAID("10:01:02.000", "one") }, 2, 2, { "\"role\":\"other\"" } },
};

/* All of a pod, then the next; or by turns. */
static void pods_put(struct buf *out, const char *const *pod, const int *order, bool turns)
{
    for (int line = 1; line <= (turns ? ALL : 1); line++)
        for (int i = 0; i < PODS; i++) {
            char prefix[20];
            snprintf(prefix, sizeof(prefix), "[pod/p%d/base] ", order[i]);
            if (pod[order[i]])
                lines_put(out, prefix, pod[order[i]], line, turns ? line : ALL);
        }
}

static void case_check(size_t at, const int *order, bool turns)
{
    struct buf text = { 0 }, out = { 0 };
    pods_put(&text, cases[at].pod, order, turns);
    records_of(buf_view(&text), 0, NULL, &out);
    cr_expect_eq(count(buf_view(&out), "\"record\":\"log\""), cases[at].logs, "case %zu: %s", at, out.p);
    cr_expect_eq(count(buf_view(&out), "\"record\":\"event\""), cases[at].events, "case %zu: %s", at, out.p);
    for (int k = 0; k < 4 && cases[at].has[k]; k++)
        EXPECT_HAS(out, cases[at].has[k]);
    buf_free(&text);
    buf_free(&out);
}

Test(shared_attempts, of_one_attempt_in_several_pods_one_log_is_left_in_whatever_order_they_come)
{
    static const int orders[][PODS] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        for (size_t k = 0; k < sizeof(orders) / sizeof(*orders); k++)
            for (int turns = 0; turns < 2; turns++)
                case_check(i, orders[k], turns);
}

/* More than is kept of each source: the second pod's lines are, for the first one named their attempt before. */
Test(shared_attempts, what_a_second_pod_says_goes_on_with_the_first_however_much_it_is)
{
    enum { LINES = 3000 };
    struct buf text = { 0 }, out = { 0 };
    lines_put(&text, "[pod/p0/base] ", FIRST, 1, ALL);
    lines_put(&text, "[pod/p1/base] ", RESUMES("05"), 1, ALL);
    for (int i = 0; i < LINES; i++)
        buf_printf(&text, "[pod/p1/base] [2026-04-29T10:05:02.000+0000] {logging_mixin.py:190} INFO - epoch %d of the model that this task trains\n", i);
    lines_put(&text, "[pod/p1/base] ", SAID("10:05:02.500", "late") MARKED("10:05:03.000", "a", "SUCCESS") ENDED("10:05:04.000", "0"), 1, ALL);
    records_of(buf_view(&text), 0, NULL, &out);
    cr_expect_eq(count(buf_view(&out), "\"record\":\"log\""), 1, "%s", out.p);
    EXPECT_HAS(out, "\"seq\":2,\"line\":3008,");
    EXPECT_HAS(out, "\"lines\":3010,");
    buf_free(&text);
    buf_free(&out);
}

/* Workers that keep their own files: a name gives the attempt, in each of them. */
static void file_put(struct buf *out, const char *host, const char *text)
{
    struct slice rest = slice_of(text), line;
    while (slice_cut(&rest, '\n', &line) && line.n)
        buf_printf(out, "{\"file\":\"/logs/dag_id=d/run_id=r1/task_id=a/attempt=1.log\",\"host\":\"%s\",\"message\":\"%.*s\",\"source_type\":\"file\"}\n", host, SLICE_ARG(line));
}

static void files_check(const char *first, const char *second, size_t events, const char *what)
{
    struct buf text = { 0 }, out = { 0 };
    file_put(&text, "w1", first);
    file_put(&text, "w2", second);
    records_of(buf_view(&text), 0, NULL, &out);
    cr_expect_eq(count(buf_view(&out), "\"record\":\"log\""), 1, "%s", out.p);
    cr_expect_eq(count(buf_view(&out), "\"record\":\"event\""), events, "%s", out.p);
    EXPECT_HAS(out, "\"identity_strength\":3");
    EXPECT_HAS(out, what);
    buf_free(&text);
    buf_free(&out);
}

Test(shared_attempts, so_are_those_of_files_of_one_name_on_several_hosts)
{
    files_check(FIRST, THIRD, 2, "\"lines\":10,");
    files_check(THIRD, FIRST, 2, "\"lines\":10,");
    files_check(WHOLE, WHOLE, 1, "\"lines\":7,");
    files_check(STOPS, WHOLE, 1, "\"state\":\"success\"");
}

/* A shipper gives the file of each line: more of them than can be open at once, each rotated between its two lines. */
Test(shared_attempts, what_was_rotated_of_a_file_is_one_source_with_it)
{
    enum { FILES = 300 };
    struct buf text = { 0 }, out = { 0 };
    for (int line = 1; line <= 2; line++)
        for (int i = 0; i < FILES; i++) {
            buf_printf(&text, "{\"file\":\"/var/log/pods/ns_p%d_u%d/base/0.log%s\",\"message\":\"", i, i, line == 1 ? ".20260429-100102" : "");
            lines_put(&text, "", SAID("10:01:02.000", "one") SAID("10:01:03.000", "two"), line, line);
            text.n--;
            buf_printf(&text, "\",\"timestamp\":\"2026-04-29T10:02:0%d.%06dZ\"}\n", line, i);
        }
    records_of(buf_view(&text), 0, NULL, &out);
    cr_expect_eq(count(buf_view(&out), "\"record\":\"log\""), FILES);
    cr_expect_eq(count(buf_view(&out), "\"source\":\"-[/var/log/pods/ns_p299_u299/base/0.log]\",\"seq\""), 2);
    cr_expect_eq(count(buf_view(&out), "\"record\":\"event\""), 2 * FILES);
    buf_free(&text);
    buf_free(&out);
}
