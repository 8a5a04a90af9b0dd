/* test_source_surer.c - no text that stands behind another attempt's start changes what is known of an attempt by its own first start line, or by a name: rows of
 * strength 2 and 3 (domain §3.5). What cannot be told from the attempt's own text makes its log one of strength 1. */
#include "source_text.h"

#define DEFERRED(time) HEAD(time) "{taskinstance.py:341} INFO - Pausing task as DEFERRED. dag_id=d, task_id=a, run_id=r1, execution_date=20260429T000000\n"
#define RESCHEDULED(time) HEAD(time) "{taskinstance.py:310} INFO - Rescheduling task, marking task as UP_FOR_RESCHEDULE\n"
#define AGAIN(time) HEAD(time) "{taskinstance.py:2614} INFO - Dependencies all met for " TI("a") "\n"
#define EXPORTS(time, try) HEAD(time) "{taskinstance.py:3134} INFO - Exporting env vars: AIRFLOW_CTX_DAG_ID='d' AIRFLOW_CTX_TASK_ID='a' AIRFLOW_CTX_TRY_NUMBER='" try "' AIRFLOW_CTX_DAG_RUN_ID='r1'\n"
#define BEGINS PRELUDE("10:01:00.000", "a") START("10:01:01.000", "a", "1") SAID("10:01:02.000", "true")
#define PRINTER PRELUDE("10:02:00.000", "b") START("10:02:01.000", "b", "1") SAID("10:02:02.000", "first")
#define RESTS SAID("10:02:40.000", "rest")
#define ENDS MARKED("10:02:41.000", "b", "SUCCESS") ENDED("10:02:42.000", "0")

/* In every state; the end of its record, and its lines. */
static const struct victim {
    const char *text, *end, *lines;
} victims[] = {
    { BEGINS, "10:01:02.000000Z", "\"lines\":5," },
    { BEGINS DEFERRED("10:01:03.000") ENDED("10:01:04.000", "100"), "10:01:04.000000Z", "\"lines\":7," },
    { BEGINS RESCHEDULED("10:01:03.000") ENDED("10:01:04.000", "0"), "10:01:04.000000Z", "\"lines\":7," },
    { BEGINS MARKED("10:01:03.000", "a", "SUCCESS"), "10:01:03.000000Z", "\"lines\":6," },
    { BEGINS MARKED("10:01:03.000", "a", "UP_FOR_RETRY") ENDED("10:01:04.000", "1"), "10:01:04.000000Z", "\"lines\":7," },
    /* Killed, and then Airflow's word. */
    { BEGINS ENDED("10:01:03.000", "-9") MARKED("10:01:04.000", "a", "FAILED"), "10:01:04.000000Z", "\"lines\":7," },
};

/* What its lines are followed by in the printer's log. */
static const char *const printed[] = {
    BEGINS MARKED("10:01:05.000", "a", "FAILED") ENDED("10:01:06.000", "1"),
    PRELUDE("10:02:10.000", "a") START("10:02:11.000", "a", "1") SAID("10:02:12.000", "forged") MARKED("10:02:13.000", "a", "FAILED") ENDED("10:02:14.000", "1"),
    PRELUDE("10:12:10.000", "a") START("10:12:11.000", "a", "1") SAID("10:12:12.000", "forged") DEFERRED("10:12:13.000") ENDED("10:12:14.000", "100"),
    AGAIN("10:02:10.000") EXPORTS("10:02:10.000", "1") SAID("10:02:11.000", "forged") DEFERRED("10:02:12.000"),
    SAID("10:01:02.000", "true") SAID("10:02:11.000", "forged") ENDED("10:02:12.000", "1"),
    ENDED("10:02:11.000", "-9") MARKED("10:02:12.000", "a", "SUCCESS"),
    MARKED("10:02:11.000", "a", "SUCCESS") ENDED("10:02:12.000", "0") ENDED("10:02:13.000", "0"),
    DEFERRED("10:02:11.000"),
    EXPORTS("10:02:10.000", "1") SAID("10:02:11.000", "forged"),
};

/* Each record of the victim that is surer than a later line is the true one. */
static bool is_true(struct slice out, const char *end, const char *lines)
{
    struct slice line;
    while (slice_cut(&out, '\n', &line))
        if (slice_starts(line, SLICE("{\"record\":\"log\"")) && slice_has(line, SLICE("\"task_id\":\"a\"")) && !slice_has(line, SLICE("\"identity_strength\":1,")) &&
            !(slice_has(line, slice_of(end)) && slice_has(line, slice_of(lines))))
            return false;
    return true;
}

static void check(struct slice text, const struct victim *victim, size_t way)
{
    struct buf out = { 0 };
    records_of(text, 0, NULL, &out);
    cr_expect(is_true(buf_view(&out), victim->end, victim->lines), "%zu: %.*s\n%s", way, SLICE_ARG(text), out.p);
    buf_free(&out);
}

/* In the middle of a log that goes on, or not, behind its end or not; before or behind the victim's own. */
static const char *const logs[][2] = { { PRINTER, RESTS ENDS }, { PRINTER, RESTS }, { PRINTER, "" }, { PRINTER, ENDS }, { PRINTER RESTS ENDS, "" } };
enum { PRINTED = sizeof(printed) / sizeof(*printed), VICTIMS = sizeof(victims) / sizeof(*victims), LOGS = sizeof(logs) / sizeof(*logs) };

Test(source_surer, what_a_task_prints_in_a_stream_that_names_nothing_changes_no_surer_row)
{
    for (size_t v = 0; v < VICTIMS; v++)
        for (size_t p = 0; p < PRINTED; p++)
            for (size_t l = 0; l < LOGS; l++) {
                struct buf text = { 0 };
                buf_printf(&text, "%s%s%s%s", victims[v].text, logs[l][0], printed[p], logs[l][1]);
                check(buf_view(&text), &victims[v], v * 100 + p * 10 + l);
                buf_reset(&text);
                buf_printf(&text, "%s%s%s", logs[l][0], printed[p], logs[l][1]); /* alone: there is no surer one */
                check(buf_view(&text), &(struct victim){ .end = "none", .lines = "none" }, p * 10 + l);
                buf_free(&text);
            }
}

Test(source_surer, what_a_pod_prints_of_another_pods_attempt_changes_nothing_of_it)
{
    static const char *const prefixes[][2] = { { "[pod/v/base] ", "[pod/w/base] " }, { "airflow-v-ab12 base ", "airflow-w-cd34 base " } };
    for (size_t i = 0; i < 2 * VICTIMS * PRINTED * LOGS; i++) {
        size_t v = i / 2 % VICTIMS, p = i / 2 / VICTIMS % PRINTED, l = i / 2 / VICTIMS / PRINTED;
        struct buf text = { 0 }, own = { 0 }, out = { 0 };
        const char *const *prefix = prefixes[(v + p + l) & 1];
        buf_printf(&own, "%s%s%s%c", logs[l][0], printed[p], logs[l][1], 0);
        if (i & 1)
            lines_put(&text, prefix[1], own.p, 1, 1000);
        lines_put(&text, prefix[0], victims[v].text, 1, 1000);
        if (!(i & 1))
            lines_put(&text, prefix[1], own.p, 1, 1000);
        records_of(buf_view(&text), 0, NULL, &out);
        cr_expect(is_true(buf_view(&out), victims[v].end, victims[v].lines) && slice_has(buf_view(&out), slice_of(victims[v].end)), "%zu: %s\n%s", i, text.p, out.p);
        buf_free(&text);
        buf_free(&own);
        buf_free(&out);
    }
}

/* As what its DAG's file prints while it is loaded: the first start of its source, as sure as that of the other pod, which shows no attempt but its own. */
Test(source_surer, what_a_pod_prints_before_its_own_start_changes_nothing_of_another_pods_attempt)
{
    static const char own[] = PRELUDE("10:12:00.000", "b") START("10:12:01.000", "b", "1") SAID("10:12:02.000", "own") MARKED("10:12:03.000", "b", "SUCCESS") ENDED("10:12:04.000", "0");
    static const char *const before[] = { RUN("02", "a", "1", "forged", "SUCCESS", "0"), RUN("09", "a", "1", "forged", "SUCCESS", "0"), START("10:02:00.000", "a", "1") SAID("10:02:01.000", "forged"),
                                          START("10:09:00.000", "a", "1") SAID("10:09:01.000", "forged") SAID("10:09:02.000", "forged") };
    static const char *const victim[] = { START("10:05:00.000", "a", "1") SAID("10:05:01.000", "true") MARKED("10:05:02.000", "a", "FAILED"), START("10:05:00.000", "a", "1") SAID("10:05:01.000", "true") };
    for (size_t i = 0; i < 16; i++) {
        struct buf text = { 0 }, out = { 0 };
        for (size_t k = 0; k < 2; k++) {
            if (k == i % 2)
                lines_put(&text, "[pod/a/base] ", victim[i / 2 % 2], 1, 9);
            else {
                lines_put(&text, "[pod/b/base] ", before[i / 4], 1, 9);
                lines_put(&text, "[pod/b/base] ", own, 1, 9);
            }
        }
        records_of(buf_view(&text), 0, NULL, &out);
        cr_expect_eq(count(buf_view(&out), "\"record\":\"log\""), 2, "%zu: %s", i, out.p);
        cr_expect_eq(count(buf_view(&out), "\"name\":\"forged\""), 0, "%zu: %s", i, out.p);
        EXPECT_HAS(out, "\"name\":\"true\"");
        EXPECT_HAS(out, "\"start_time\":\"2026-04-29T10:05:00.000000Z\"");
        buf_free(&text);
        buf_free(&out);
    }
}

/* What the web interface or the API hands out: a heading can be printed as well. */
Test(source_surer, a_heading_that_a_task_prints_changes_no_log_that_the_first_one_names)
{
#define HEADED(task) "*** Found local files:\n***   * /opt/airflow/logs/dag_id=d/run_id=r1/task_id=" task "/attempt=1.log\n"
    for (size_t i = 0; i < VICTIMS * PRINTED * LOGS; i++) {
        size_t v = i % VICTIMS, p = i / VICTIMS % PRINTED, l = i / VICTIMS / PRINTED;
        struct buf text = { 0 };
        buf_printf(&text, "%s%s%s%s%s%s%s", HEADED("a"), victims[v].text, HEADED("b"), logs[l][0], HEADED("a"), printed[p], logs[l][1]);
        check(buf_view(&text), &(struct victim){ .end = victims[v].end, .lines = "\"lines\":" }, i); /* those of the heading count as well */
        buf_free(&text);
    }
#undef HEADED
}

/* Of Airflow 3.2 and later, by the id that its records tell. */
Test(source_surer, records_with_anothers_id_change_no_surer_row)
{
    static const char open[] = WORKLOAD_ID("10:01:00", "a") BUNDLES("10:01:01", "a") LABELLED("10:01:02", "event=true", "a");
    static const char *const records[] = { LABELLED("10:02:03", "event=forged", "a"), LABELLED("10:02:03", "event=forged", "a") LAST_3("10:02:04", "a", "failed"),
                                           LABELLED("10:01:02.5", "event=forged", "a"), WORKLOAD_ID("10:02:03", "a") BUNDLES("10:02:03.5", "a") LAST_3("10:02:04", "a", "failed") };
    static const char begins[] = WORKLOAD_ID("10:02:00", "b") BUNDLES("10:02:01", "b") LABELLED("10:02:02", "event=first", "b"), ends[] = LAST_3("10:02:42", "b", "success");
    for (size_t i = 0; i < 3 * sizeof(records) / sizeof(*records); i++) {
        struct buf text = { 0 };
        buf_printf(&text, "%s%s%s%s%s", open, begins, i % 3 == 2 ? ends : "", records[i / 3], i % 3 == 1 ? ends : "");
        check(buf_view(&text), &(struct victim){ .end = "10:01:02.000000Z", .lines = "\"lines\":3," }, i);
        buf_free(&text);
    }
}

/* The try that a start told stays: the rows of an earlier try are another attempt's. */
Test(source_surer, a_printed_environment_is_no_other_try_of_the_attempt)
{
    expect(PRELUDE("10:01:00.000", "a") START("10:01:01.000", "a", "2") SAID("10:01:02.000", "one") EXPORTS("10:01:03.000", "1") SAID("10:01:04.000", "two") MARKED("10:01:05.000", "a", "SUCCESS"), 1,
           (const char *const[]){ "\"try_number\":2,", "\"name\":\"two\"", "\"lines\":8,", NULL });
}
