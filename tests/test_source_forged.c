/* test_source_forged.c - what a task prints of other attempts in a stream of several that nothing names: it changes none of their rows (domain §3.5). */
#include "source_text.h"

Test(source_forged, a_label_that_a_task_prints_begins_no_log)
{
    /* One member alone is its own; nor does text count, nor what stands inside another member. */
    expect(FIRST_3("10:01:00") LABELLED("10:01:01", "DAG bundles loaded: x", "a")
           RECORD("10:01:02", "x", "\"mine\",\"ti_id\":\"id-b\",\"dag_id\":\"d\",\"task_id\":\"a\",\"run_id\":\"r1\",\"try_number\":1,\"map_index\":-1")
           RECORD("10:01:02", "x", "\"mine\",\"ti_id\":\"id-a\",\"dag_id\":\"d\",\"task_id\":\"b\",\"run_id\":\"r1\",\"try_number\":1,\"map_index\":-1")
           RECORD("10:01:02", "x", "\"mine\",\"ti_id\":\"id-b\"") PLAIN("10:01:02", "{\\\"ti_id\\\":\\\"id-b\\\",\\\"dag_id\\\":\\\"d\\\",\\\"task_id\\\":\\\"b\\\",\\\"run_id\\\":\\\"r1\\\"}")
           RECORD("10:01:02", "x", "\"mine\",\"x\":{\"ti_id\":\"id-b\",\"dag_id\":\"d\",\"task_id\":\"b\",\"run_id\":\"r1\"}") LAST_3("10:01:03", "a", "failed"), 1,
           (const char *const[]){ "\"task_id\":\"a\"", "\"lines\":8,", "\"state\":\"failed\"", NULL });
    /* Where the log's own records have none, any is its own. */
    expect(WORKLOAD("10:01:00", "a") RECORD("10:01:01", "DAG bundles loaded: x", "\"airflow\"") LABELLED("10:01:02", "x", "b") LAST_3("10:01:03", "a", "failed"), 1,
           (const char *const[]){ "\"task_id\":\"a\"", "\"lines\":4,", "\"state\":\"failed\"", NULL });
    /* Forged whole, it takes what it says: nothing of the former, and no stronger row. */
    expect(FIRST_3("10:01:00") LABELLED("10:01:01", "DAG bundles loaded: x", "a") LABELLED("10:01:02", "event=one", "b") LABELLED("10:01:03", "event=two", "a") LAST_3("10:01:04", "a", "failed"), 2,
           (const char *const[]){ "\"lines\":4,", "\"identity_strength\":1,\"start_time\":\"2026-04-29T10:01:02", "\"state\":\"failed\"", NULL });
}

Test(source_forged, a_label_that_a_task_prints_adds_nothing_to_the_attempt_whose_it_is)
{
    /* Before that one began, after its supervisor said how it ended: the printer's text. */
    static const char real[] = WORKLOAD("10:01:00", "b") FIRST_3("10:01:00.5") LABELLED("10:01:01", "DAG bundles loaded: x", "b") LABELLED("10:01:02", "event=true", "b") LAST_3("10:01:05", "b", "success");
    static const char printer[] = WORKLOAD("10:01:00", "a") FIRST_3("10:01:00.5") LABELLED("10:01:01", "DAG bundles loaded: x", "a") LABELLED("10:01:03", "event=forged", "b")
        LABELLED("10:01:06", "event=forged", "b") LABELLED("10:01:07", "event=own", "a") LAST_3("10:01:08", "a", "failed");
    const char *const ways[][2] = { { real, printer }, { printer, real } };
    for (size_t i = 0; i < 2; i++) {
        struct buf text = { 0 };
        buf_printf(&text, "%s%s%c", ways[i][0], ways[i][1], 0);
        expect(text.p, 2, (const char *const[]){ "\"lines\":5,", "\"lines\":7,", "\"task_id\":\"b\",\"map_index\":-1,\"try_number\":1,\"source\":\"-\",\"seq\":1", "\"name\":\"true\"", NULL });
        buf_free(&text);
    }
    /* A pod runs nothing but its attempt. */
    struct buf text = { 0 };
    lines_put(&text, "[pod/a/base] ", printer, 1, 6);
    lines_put(&text, "[pod/a/base] ", WORKLOAD("10:01:07", "b"), 1, 1);
    lines_put(&text, "[pod/a/base] ", printer, 7, 7);
    struct buf out = { 0 };
    records_of(buf_view(&text), 0, NULL, &out);
    cr_expect_eq(count(buf_view(&out), "\"record\":\"log\""), 1, "%s", out.p);
    buf_free(&out);
    buf_free(&text);
}

Test(source_forged, a_file_whose_last_group_has_ended_takes_nothing_more_by_its_label)
{
    static const char victim[] = FIRST_3("10:01:00") BUNDLES("10:01:01", "a") LABELLED("10:01:02", "event=true", "a") LABELLED_BY("task", "10:01:03", "::group::Post Execute", "a")
        LABELLED_BY("task", "10:01:04", "::endgroup::", "a");
    static const char evil[] = FIRST_3("10:02:00") BUNDLES("10:02:01", "b") LABELLED("10:02:02", "event=forged", "a") LABELLED_BY("task", "10:02:03", "Task failed with exception", "a")
        LAST_3("10:02:03", "a", "failed") PLAIN("10:02:04", "event=own") LABELLED("10:02:05", "event=own", "b") LABELLED_BY("task", "10:02:06", "::endgroup::", "b");
    const char *const ways[][2] = { { victim, evil }, { evil, victim } };
    for (size_t i = 0; i < 2; i++) {
        struct buf text = { 0 };
        buf_printf(&text, "%s%s%c", ways[i][0], ways[i][1], 0);
        expect(text.p, 2, (const char *const[]){ "\"state\":\"success\",\"state_inferred\":true", "\"lines\":5,", "\"lines\":8,", "\"task_id\":\"b\",\"map_index\":-1,\"try_number\":1,\"source\":\"-\",\"seq\":3", NULL });
        buf_free(&text);
    }
    /* Deferred, it goes on. */
    expect(FIRST_3("10:01:00") BUNDLES("10:01:01", "a") LABELLED_BY("task", "10:01:02", "::group::Post Execute", "a") LABELLED_BY("task", "10:01:03", "Pausing task as DEFERRED. ", "a")
           LABELLED_BY("task", "10:01:04", "::endgroup::", "a") FIRST_3("10:02:00") BUNDLES("10:02:01", "b") LABELLED_BY("task", "10:02:02", "::group::Post Execute", "b")
           LABELLED_BY("task", "10:02:03", "::endgroup::", "b") FIRST_3("10:03:00") BUNDLES("10:03:01", "a") LABELLED("10:03:02", "event=two", "a"), 2,
           (const char *const[]){ "\"lines\":8,", "\"lines\":4,", "\"segments\":2", NULL });
}

Test(source_forged, an_attempt_that_prints_an_older_one_has_its_own_outcome)
{
    /* Three minutes back, a quarter of an hour, hours; another task's log, or that of its own try before. */
#define OLDER(hour_minute, task, try) START(hour_minute ":00.100", task, try) SAID(hour_minute ":01.000", "old") MARKED(hour_minute ":02.000", task, "FAILED") ENDED(hour_minute ":02.100", "1")
    static const char *const printed[] = { OLDER("11:57", "b", "1"), OLDER("11:45", "b", "1"), OLDER("02:00", "b", "1"),
                                           OLDER("11:57", "a", "1"), OLDER("11:45", "a", "1"), OLDER("02:00", "a", "1") };
    for (size_t i = 0; i < sizeof(printed) / sizeof(*printed); i++) {
        struct buf text = { 0 };
        buf_printf(&text, "%s%s%s%c", START("12:00:00.100", "a", "2") SAID("12:00:01.000", "own"), printed[i],
                   SAID("12:00:02.000", "own") MARKED("12:00:03.000", "a", "SUCCESS") ENDED("12:00:03.100", "0"), 0);
        expect(text.p, 1, (const char *const[]){ "\"task_id\":\"a\"", "\"try_number\":2", "\"state\":\"success\",\"state_inferred\":false",
                                                 "\"exit_code\":0,\"identity_strength\":2", NULL });
        buf_free(&text);
    }
    /* One that comes later in time, behind one that was killed, is no print. */
    expect(START("11:45:00.100", "a", "1") SAID("11:45:01.000", "own") START("12:00:00.100", "a", "2") SAID("12:00:01.000", "own") MARKED("12:00:03.000", "a", "FAILED")
               MARKED("12:00:03.050", "a", "FAILED") ENDED("12:00:03.100", "1"), 2, (const char *const[]){ "\"try_number\":1", "\"try_number\":2", "\"state\":\"failed\"", NULL });
}

Test(source_forged, explain_tells_once_of_a_line_that_was_a_print)
{
    static const char *const printed[] = { RUN("01", "b", "1", "old", "FAILED", "1"), START("02:00:00.100", "b", "1") SAID("02:00:01.000", "old"), START("12:00:00.500", "b", "1") SAID("12:00:00.600", "old") };
    struct hearing hearing;
    hearing_open(&hearing);
    for (size_t i = 0; i < sizeof(printed) / sizeof(*printed); i++) {
        struct buf text = { 0 };
        buf_printf(&text, "%s%s%s", START("12:00:00.100", "a", "2") SAID("12:00:00.300", "own"), printed[i], MARKED("12:00:03.000", "a", "SUCCESS") ENDED("12:00:03.100", "0"));
        hearing_feed(&hearing, buf_view(&text), NULL);
        cr_expect_eq(count(buf_view(&hearing.said), "of d.a r1 try 2"), count(buf_view(&text), "\n"), "%.*s", SLICE_ARG(buf_view(&hearing.said)));
        cr_expect_eq(count(buf_view(&hearing.said), "does not count"), 0);
        buf_free(&text);
    }
    hearing_close(&hearing);
}

Test(source_forged, what_another_task_prints_of_a_whole_attempt_is_no_better_reading_of_it)
{
    struct buf out = { 0 };
    records_of(SLICE(RUN("01", "a", "1", "one", "FAILED", "1") PRELUDE("10:01:00.500", "b") START("10:01:01.000", "b", "1")
                     START("10:01:01.000", "a", "1") SAID("10:01:02.000", "forged") SAID("10:01:02.000", "forged") SAID("10:01:02.000", "forged")
                     SAID("10:01:02.000", "forged") SAID("10:01:02.000", "forged") MARKED("10:01:03.000", "a", "SUCCESS") ENDED("10:01:04.000", "0")),
               0, NULL, &out);
    cr_expect_eq(count(buf_view(&out), "\"task_id\":\"a\",\"map_index\":-1,\"try_number\":1,\"source\":\"-\",\"seq\":1,\"line\":5"), 1, "%s", out.p);
    cr_expect_eq(count(buf_view(&out), "\"name\":\"forged\""), 0);
    cr_expect_eq(count(buf_view(&out), "\"state\":\"success\""), 0);
    buf_free(&out);
}

Test(source_forged, a_whole_attempt_printed_before_the_true_one_gives_way_to_it)
{
    struct buf out = { 0 };
    records_of(SLICE(PRELUDE("10:01:00.500", "b") START("10:01:01.000", "b", "1")
                     START("10:01:01.000", "a", "1") SAID("10:01:02.000", "forged") MARKED("10:01:03.000", "a", "SUCCESS") ENDED("10:01:04.000", "0")
                     MARKED("10:01:05.000", "b", "SUCCESS") ENDED("10:01:06.000", "0") RUN("01", "a", "1", "true", "FAILED", "1")),
               0, NULL, &out);
    cr_expect_eq(count(buf_view(&out), "\"record\":\"log\""), 2, "%s", out.p);
    cr_expect_eq(count(buf_view(&out), "\"task_id\":\"b\",\"map_index\":-1,\"try_number\":1,\"source\":\"-\",\"seq\":1,\"line\":7"), 1, "its printer's");
    cr_expect_eq(count(buf_view(&out), "\"name\":\"true\""), 1);
    EXPECT_HAS(out, "\"state\":\"failed\"");
    buf_free(&out);
}

Test(source_forged, what_was_printed_of_an_attempt_before_it_came_gives_way_to_it_line_by_line)
{
    /* As it was, or with another value, in a line with a head or without. */
#define TRUE_ONE(minute, value, name) START("10:" minute ":00.100", "a", "1") HEAD("10:" minute ":01.001") "{blocks.py:62} INFO - === CORRELATION DATA ===\ncrypto=X\nf1_buy=" value "\n=== END ===\n" \
    SAID("10:" minute ":02.000", name) MARKED("10:" minute ":03.000", "a", "FAILED") ENDED("10:" minute ":03.100", "1")
    static const char *const printed[] = { TRUE_ONE("01", "0.4", "true"), TRUE_ONE("01", "0.9", "true"), TRUE_ONE("01", "0.4", "forged") };
    for (size_t i = 0; i < 3; i++) {
        struct buf text = { 0 }, out = { 0 };
        buf_printf(&text, "%s%s%s%s", START("10:01:30.000", "b", "1"), printed[i], SAID("10:02:00.000", "rest") MARKED("10:02:01.000", "b", "SUCCESS") ENDED("10:02:01.100", "0"), TRUE_ONE("01", "0.4", "true"));
        records_of(buf_view(&text), 0, NULL, &out);
        cr_expect_eq(count(buf_view(&out), "\"record\":\"log\""), 2, "%s", out.p);
        EXPECT_HAS(out, "\"state\":\"failed\",\"state_inferred\":false,\"state_by\":\"task\",\"exit_code\":1");
        EXPECT_HAS(out, "\"state\":\"success\",\"state_inferred\":false,\"state_by\":\"task\",\"exit_code\":0");
        cr_expect_eq(count(buf_view(&out), "\"task_id\":\"a\",\"map_index\":-1,\"try_number\":1,\"source\":\"-\",\"seq\":1,"), 3, "a block, its finding, an event: %s", out.p);
        cr_expect(has(&out, "\"lines\":9,") && has(&out, "\"f1_buy\":0.4,"), "%s", out.p);
        buf_free(&text);
        buf_free(&out);
    }
#undef TRUE_ONE
}

#define VICTIM(minute, value) START("10:" minute ":00.100", "a", "1") HEAD("10:" minute ":01.001") "{blocks.py:62} INFO - === CORRELATION DATA ===\ncrypto=X\nf1_buy=" value "\n=== END ===\n" \
    SAID("10:" minute ":02.000", "true") MARKED("10:" minute ":03.000", "a", "FAILED") ENDED("10:" minute ":03.100", "1")

Test(source_forged, what_is_printed_of_an_attempt_that_is_whole_in_the_stream_changes_nothing_of_it)
{
    static const char *const printed[] = {
        VICTIM("01", "0.4"), VICTIM("01", "0.9"), VICTIM("59", "0.9"), VICTIM("00", "0.9"), MARKED("10:02:30.000", "a", "SUCCESS") ENDED("10:02:30.100", "0"),
        HEAD("10:01:00.100") "{taskinstance.py:2614} INFO - Dependencies all met for " TI("a") "\n", START("10:01:00.100", "a", "1") SAID("10:01:01.500", "forged"),
        START("10:01:00.100", "a", "1") ENDED("10:01:03.100", "-9"), "\xef\xbb\xbf" VICTIM("01", "0.9"), "*** Found local files:\n***   * /opt/airflow/logs/dag_id=d/run_id=r1/task_id=a/attempt=1.log\n",
    };
    for (size_t i = 0; i < 2 * sizeof(printed) / sizeof(*printed); i++) {
        struct buf text = { 0 }, out = { 0 };
        buf_printf(&text, "%s%s%s%s%s", i % 2 ? VICTIM("01", "0.4") : "", START("10:02:00.100", "b", "1"), printed[i / 2],
                   SAID("10:02:40.000", "rest") MARKED("10:02:41.000", "b", "SUCCESS") ENDED("10:02:41.100", "0"), i % 2 ? "" : VICTIM("01", "0.4"));
        records_of(buf_view(&text), 0, NULL, &out);
        EXPECT_HAS(out, "\"state\":\"failed\",\"state_inferred\":false,\"state_by\":\"task\",\"exit_code\":1");
        cr_expect_eq(count(buf_view(&out), "\"task_id\":\"a\",\"map_index\":-1,\"try_number\":1,\"source\":\"-\",\"seq\":1,"), 3, "%zu: a block, its finding, an event: %s", i, out.p);
        cr_expect(has(&out, "\"start_time\":\"2026-04-29T10:01:00.100000Z\",\"end_time\":\"2026-04-29T10:01:03.100000Z\"") && has(&out, "\"lines\":9,"), "%zu: %s", i, out.p);
        buf_free(&text);
        buf_free(&out);
    }
}
#undef VICTIM

Test(source_forged, the_end_of_another_attempt_in_a_log_that_goes_on_is_text)
{
    expect(START("10:01:01.000", "a", "1") MARKED("10:01:02.000", "b", "SUCCESS") SAID("10:01:03.000", "one") MARKED("10:01:04.000", "a", "FAILED"), 1,
           (const char *const[]){ "\"task_id\":\"a\"", "\"state\":\"failed\"", "\"name\":\"one\"", NULL });
    /* Nobody's own word begins a log. */
    expect(RUN("01", "a", "1", "one", "FAILED", "1")
           HEAD("10:01:05.000") "{logging_mixin.py:190} INFO - Marking task as SUCCESS. dag_id=d, task_id=b, run_id=r1, execution_date=20260429T000000\n", 1,
           (const char *const[]){ "\"state\":\"failed\"", NULL });
}

/* The victim's log has no end in the stream, nor has the printer's, or it has: times of what is printed, its end. */
Test(source_forged, what_is_printed_of_an_attempt_that_is_cut_before_its_end_changes_nothing_of_it)
{
    static const char victim[] = START("10:01:00.100", "a", "1") SAID("10:01:02.000", "true");
    static const char *const printed[] = {
        START("10:02:10.100", "a", "1") SAID("10:02:11.000", "forged") MARKED("10:02:12.000", "a", "SUCCESS") ENDED("10:02:12.100", "0"), START("10:02:10.100", "a", "1") SAID("10:02:11.000", "forged"),
        START("10:01:10.100", "a", "1") SAID("10:01:11.000", "forged") MARKED("10:01:12.000", "a", "SUCCESS") ENDED("10:01:12.100", "0"), MARKED("10:01:05.000", "a", "SUCCESS") ENDED("10:01:05.100", "0"),
        /* As if it were another reading: */
        START("10:00:10.100", "a", "1") SAID("10:01:01.000", "forged") MARKED("10:01:12.000", "a", "SUCCESS") ENDED("10:01:12.100", "0"),
        START("10:01:00.100", "a", "1") SAID("10:01:01.500", "forged") MARKED("10:01:12.000", "a", "SUCCESS") ENDED("10:01:12.100", "0"),
    };
    static const char own[] = SAID("10:02:40.000", "rest"), end[] = MARKED("10:02:41.000", "b", "SUCCESS") ENDED("10:02:41.100", "0");
    for (size_t i = 0; i < 8 * sizeof(printed) / sizeof(*printed); i++) {
        struct buf text = { 0 }, out = { 0 };
        bool behind = i & 1;
        buf_printf(&text, "%s%s%s%s%s%s", behind ? "" : victim, START("10:02:00.100", "b", "1") SAID("10:02:01.000", "first"), printed[i / 8], i & 2 ? own : "", i & 4 ? end : "", behind ? victim : "");
        records_of(buf_view(&text), 0, NULL, &out);
        cr_expect_eq(count(buf_view(&out), "\"record\":\"log\""), 2, "%zu: %s\n%s", i, text.p, out.p);
        cr_expect_eq(count(buf_view(&out), "\"task_id\":\"a\",\"map_index\":-1,\"try_number\":1,\"source\":\"-\",\"seq\":1,"), 1, "%zu: %s\n%s", i, text.p, out.p);
        cr_expect(has(&out, "\"start_time\":\"2026-04-29T10:01:00.100000Z\",\"end_time\":\"2026-04-29T10:01:02.000000Z\"") && has(&out, "\"lines\":3,"), "%zu: %s\n%s", i, text.p, out.p);
        cr_expect_eq(count(buf_view(&out), "\"code\":\"NO_OUTCOME\""), i / 8 == 1 && !(i & 4) ? 2 : 1, "%zu: %s\n%s", i, text.p, out.p);
        buf_free(&text);
        buf_free(&out);
    }
}

Test(source_forged, a_dag_file_that_is_read_once_more_does_not_begin_the_victim_again)
{
    static const char victim[] = START("10:01:00.100", "a", "1") HEAD("10:01:01.000") "{dagbag.py:588} INFO - Filling up the DagBag from /x.py\n"
        HEAD("10:01:01.100") "{task_command.py:467} INFO - Running <TaskInstance: d.a r1 [running]> on host w1\n" SAID("10:01:02.000", "true");
    struct buf text = { 0 };
    buf_printf(&text, "%s%s%c", victim, START("10:02:00.100", "b", "1") SAID("10:02:01.000", "first") START("10:02:10.100", "a", "1") SAID("10:02:11.000", "forged") SAID("10:02:40.000", "rest"), 0);
    expect(text.p, 2, (const char *const[]){ "\"end_time\":\"2026-04-29T10:01:02.000000Z\"", "\"lines\":5,", "\"lines\":7,", NULL });
    buf_free(&text);
}

/* The text of a log that a task prints whole in between; what follows it is the printer's own (domain §3.5). */
Test(source_forged, a_whole_log_that_a_task_prints_is_text_of_the_log_that_goes_on_behind_it)
{
    static const char old[] = RUN("02", "a", "3", "old", "SUCCESS", "0"), new[] = RUN("52", "a", "3", "old", "SUCCESS", "0");
    static const char *const printed[] = { old, new };
    static const char *const one[] = { "\"task_id\":\"b\",\"map_index\":-1,\"try_number\":1", "\"name\":\"old\"", "\"name\":\"two\"", "\"state\":\"failed\"", "\"exit_code\":1,\"identity_strength\":2",
                                       "\"start_time\":\"2026-04-29T10:10:00.000000Z\",\"end_time\":\"2026-04-29T10:10:04.000000Z\"", "\"segments\":1,", "\"lines\":15,", NULL };
    for (size_t i = 0; i < 2; i++) {
        struct buf text = { 0 };
        buf_printf(&text, "%s%s%s%c", PRELUDE("10:10:00.000", "b") START("10:10:01.000", "b", "1"), printed[i],
                   SAID("10:10:02.000", "two") ENDED("10:10:02.500", "1") MARKED("10:10:03.000", "b", "FAILED") ENDED("10:10:04.000", "1"), 0);
        expect(text.p, 1, one);
        buf_free(&text);
    }
}

/* By a word that names the attempt: what was printed began before the line above it, as its stamps show; else the word may be a print of the other's. */
Test(source_forged, a_log_goes_on_as_sure_as_before_behind_an_older_one_that_it_printed)
{
    static const char *const printed[] = { RUN("02", "a", "3", "old", "SUCCESS", "0"), RUN("02", "a", "3", "old", "SUCCESS", "0") RUN("03", "c", "1", "old", "FAILED", "1"),
                                           RUN("11", "a", "3", "old", "SUCCESS", "0"), RUN("02", "c", "1", "old", "FAILED", "1") RUN("11", "a", "3", "old", "SUCCESS", "0") };
    for (size_t i = 0; i < 4; i++) {
        struct buf text = { 0 };
        buf_printf(&text, "%s%s%s%c", PRELUDE("10:10:00.000", "b") START("10:10:01.000", "b", "1"), printed[i], MARKED("10:12:03.000", "b", "FAILED") ENDED("10:12:04.000", "1"), 0);
        expect(text.p, 1, (const char *const[]){ "\"task_id\":\"b\",\"map_index\":-1,\"try_number\":1", "\"state\":\"failed\"",
                                                 i < 2 ? "\"exit_code\":1,\"identity_strength\":2" : "\"exit_code\":1,\"identity_strength\":1", NULL });
        buf_free(&text);
    }
}

/* The same of Airflow 3: by the id that its start, its records or its supervisor tell. */
Test(source_forged, a_whole_log_of_airflow_3_that_a_task_prints_is_text_of_the_log_that_goes_on_behind_it)
{
    static const char old[] = WORKLOAD("10:02:00", "a") BUNDLES("10:02:01", "a") PLAIN("10:02:02", "event=old") LAST_3("10:02:03", "a", "failed");
    static const char *const one[] = { "\"task_id\":\"b\",\"map_index\":-1,\"try_number\":1", "\"name\":\"old\"", "\"name\":\"two\"", "\"state\":\"success\"",
                                       "\"start_time\":\"2026-04-29T10:10:00.000000Z\",\"end_time\":\"2026-04-29T10:10:04.000000Z\"", "\"segments\":1,", NULL };
    static const char *const begins[] = { WORKLOAD("10:10:00", "b") BUNDLES("10:10:01", "b"), WORKLOAD_ID("10:10:00", "b") PROCESS("10:10:01") };
    for (size_t i = 0; i < 2; i++) {
        struct buf text = { 0 };
        buf_printf(&text, "%s%s%s%c", begins[i], old, PLAIN("10:10:03", "event=two") LAST_3("10:10:04", "b", "success"), 0);
        expect(text.p, 1, one);
        buf_free(&text);
    }
}

/* An attempt that waits begins again by no start that another one prints, which goes on behind it; by one behind that it does. */
Test(source_forged, a_start_in_a_log_that_goes_on_is_no_resume_of_the_attempt_that_waits)
{
    static const char waits[] = PRELUDE("10:01:00.000", "a") START("10:01:01.000", "a", "1") HEAD("10:01:02.000") "{taskinstance.py:310} INFO - Rescheduling task, marking task as UP_FOR_RESCHEDULE\n" ENDED("10:01:03.000", "0");
    static const char again[] = PRELUDE("10:40:00.000", "a") START("10:40:01.000", "a", "1");
    static const char begins[] = PRELUDE("10:10:00.000", "b") START("10:10:01.000", "b", "1") MARKED("10:10:02.000", "b", "FAILED"), ends[] = ENDED("10:10:03.000", "1");
    struct buf text = { 0 };
    buf_printf(&text, "%s%s%s%s%c", waits, begins, again, ends, 0);
    expect(text.p, 2, (const char *const[]){ "\"state\":\"up_for_reschedule\"", "\"end_time\":\"2026-04-29T10:01:03", "\"end_time\":\"2026-04-29T10:10:03", "\"state\":\"failed\"", "\"lines\":10,", NULL });
    buf_reset(&text);
    buf_printf(&text, "%s%s%s%s%s%c", waits, begins, ends, again, MARKED("10:40:02.000", "a", "SUCCESS") ENDED("10:40:03.000", "0"), 0);
    expect(text.p, 2, (const char *const[]){ "\"state\":\"success\"", "\"end_time\":\"2026-04-29T10:40:03", "\"end_time\":\"2026-04-29T10:10:03", "\"lines\":6,", NULL });
    buf_free(&text);
}

#define COMPOSER(task) "@-@{\"workflow\": \"d\", \"task-id\": \"" task "\", \"execution-date\": \"2026-04-29T00:00:00+00:00\", \"map-index\": \"-1\", \"try-number\": \"1\"}\n"
#define COMPOSED(time, event, task) HEAD(time) "{logging_mixin.py:190} INFO - event=" event COMPOSER(task)

/* Where each line has Composer's label, that of the line decides; behind a message of several lines the last one does, and one above it was printed. */
Test(source_forged, each_line_goes_by_its_own_label_unless_messages_have_it_at_their_end)
{
    expect(COMPOSED("10:01:00.000", "one", "a") COMPOSED("10:01:00.000", "two", "b") COMPOSED("10:01:01.000", "three", "b") "x" COMPOSER("a") COMPOSED("10:01:01.000", "four", "b") "y" COMPOSER("a") "z" COMPOSER("a"), 2,
           (const char *const[]){ "\"task_id\":\"b\",\"map_index\":-1,\"try_number\":1,\"source\":\"-[d/b/2026-04-29T00:00:00+00:00/-1/1]\",\"seq\":3,\"line\":3,", "\"lines\":4,", "\"lines\":3,", NULL });
    expect(COMPOSED("10:01:00.000", "one", "b") HEAD("10:01:00.000") "{x.py:1} ERROR - x\ny" COMPOSER("a") COMPOSED("10:01:01.000", "three", "b") "z" COMPOSER("a"), 2,
           (const char *const[]){ "\"task_id\":\"a\",\"map_index\":-1,\"try_number\":1,\"source\":\"-[d/a/2026-04-29T00:00:00+00:00/-1/1]\",\"seq\":1,\"line\":3,", "\"lines\":4,", "\"lines\":1,", NULL });
}

/* No log has the label of the line that waits yet: on a line of Airflow's own it is real, on a task's it was printed. */
Test(source_forged, the_first_line_of_a_source_goes_by_its_label_where_airflow_prints_it)
{
#define FIRST(what, task) HEAD("10:01:01.000") what COMPOSER(task)
    static const char *const own[] = { "\"lines\":2,", "\"lines\":3,", "\"state\":\"success\"", "\"exit_code\":1", "\"segments\":1,", NULL };
    static const char own_file[] = FIRST("{taskinstance.py:2867} INFO - Starting attempt 1 of 1", "a") FIRST("{taskinstance.py:2867} INFO - Starting attempt 1 of 1", "b") "x" COMPOSER("a")
        HEAD("10:01:02.000") "{taskinstance.py:352} INFO - Marking task as SUCCESS. dag_id=d, task_id=b" COMPOSER("b")
        HEAD("10:01:03.000") "{local_task_job_runner.py:266} INFO - Task exited with return code 1" COMPOSER("a");
    expect(own_file, 2, own);
    static const char *const printed[] = { FIRST("{logging_mixin.py:190} INFO - x", "b"), FIRST("{x.py:1} INFO - x", "b"), FIRST("{base_task_runner.py:115} INFO - Job 1: Subtask a x", "b"),
                                           FIRST("{x.py:1} INFO - x\n[2026-04-29T10:01:01.000+0000] {taskinstance.py:352} INFO - x", "b") };
    for (size_t i = 0; i < sizeof(printed) / sizeof(*printed); i++) {
        struct buf text = { 0 };
        buf_printf(&text, "%s%s%s%c", FIRST("{taskinstance.py:2867} INFO - Starting attempt 1 of 1", "a"), printed[i], "y" COMPOSER("a"), 0);
        expect(text.p, 1, (const char *const[]){ "\"task_id\":\"a\"", NULL });
        buf_free(&text);
    }
#undef FIRST
}
