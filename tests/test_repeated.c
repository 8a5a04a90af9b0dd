/* test_repeated.c - lines that a source gives once more (domain §3.5): counted once, and what is only said twice is not taken for it. */
#include "source_text.h"

#define CELLS(crypto) "=== CORRELATION DATA ===\ncrypto=" crypto "\nf1_buy=0.6" crypto "\nsortino=1\n=== END ===\n"
#define BLOCK(time, crypto) HEAD(time) "{blocks.py:62} INFO - " CELLS(crypto)
#define CELL(time, text) HEAD(time) "{blocks.py:62} INFO - " text "\n"
static const char overlapped[] = PRELUDE("10:01:00.000", "a") START("10:01:00.100", "a", "1") SAID("10:01:01.000", "one") BLOCK("10:01:01.001", "1")
    SAID("10:01:01.002", "two") BLOCK("10:01:01.003", "2") SAID("10:01:01.004", "three") CELL("10:01:01.005", "=== CORRELATION DATA ===") CELL("10:01:01.006", "crypto=3")
    CELL("10:01:01.007", "sortino=1") CELL("10:01:01.008", "=== END ===") "a,b\n1,2\n" SAID("10:01:01.009", "four") MARKED("10:01:02.000", "a", "SUCCESS") ENDED("10:01:02.100", "0");
enum { OVERLAPPED = 26 };

static void expect_once(const struct buf *text, const char *path, int upto, int from)
{
    struct buf out = { 0 };
    records_of(buf_view(text), 0, path, &out);
    cr_expect_eq(count(buf_view(&out), "\"record\":\"log\""), 1, "1-%d, %d-: %s", upto, from, out.p);
    cr_expect_eq(count(buf_view(&out), "\"record\":\"correlation\""), 3, "1-%d, %d-: %s", upto, from, out.p);
    cr_expect_eq(count(buf_view(&out), "\"closed\":true"), 3, "1-%d, %d-: %s", upto, from, out.p);
    cr_expect_eq(count(buf_view(&out), "\"record\":\"event\""), 4, "1-%d, %d-: %s", upto, from, out.p);
    cr_expect(has(&out, "\"lines\":26,") && has(&out, "\"segments\":1,") && has(&out, "\"state\":\"success\""), "1-%d, %d-: %s", upto, from, out.p);
    cr_expect(!has(&out, "duplicate_key") && !has(&out, "block_unclosed"), "1-%d, %d-: %s", upto, from, out.p);
    buf_free(&out);
}

/* Whether a line from..upto has an earlier stamp than the last one: what is said twice within one stamp is said twice. */
static bool falls_back(int from, int upto)
{
    const char *line = overlapped, *first = NULL, *last = NULL;
    for (int i = 1; i <= upto; i++, line = strchr(line, '\n') + 1)
        if (*line == '[') {
            last = line;
            first = !first && i >= from ? line : first;
        }
    return first && strncmp(first, last, sizeof("[2026-04-29T10:01:00.000") - 1) < 0;
}

Test(repeated, what_pieces_of_a_log_have_in_common_is_counted_once)
{
    static const char *const ways[][2] = { { "", NULL }, { "[pod/p/base] ", NULL }, { "2026-04-29T10:01:00.000000001Z stdout F ", NULL }, { "", "dag_id=d/run_id=r1/task_id=a/attempt=1.log" } };
    struct buf text = { 0 };
    for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
        for (int upto = 6; upto <= OVERLAPPED; upto += i ? 2 : 1)
            for (int from = 1; from < upto; from += i ? 3 : 1) {
                if (!falls_back(from, upto))
                    continue;
                buf_reset(&text);
                lines_put(&text, ways[i][0], overlapped, 1, upto);
                lines_put(&text, ways[i][0], overlapped, from, OVERLAPPED);
                expect_once(&text, ways[i][1], upto, from);
            }
    buf_free(&text);
}

/* Reads pieces of two logs, one after the other: lines from..to of `overlapped` and of another. */
static void expect_pieces(const int (*piece)[3], size_t n, const char *const *expected)
{
    static const char other[] = RUN("03", "b", "1", "five", "FAILED", "1");
    struct buf text = { 0 }, out = { 0 };
    for (size_t i = 0; i < n; i++)
        lines_put(&text, "", piece[i][0] ? other : overlapped, piece[i][1], piece[i][2]);
    records_of(buf_view(&text), 0, NULL, &out);
    for (size_t i = 0; expected[i]; i++)
        EXPECT_HAS(out, expected[i]);
    cr_expect_eq(count(buf_view(&out), "\"record\":\"log\""), 2, "%s", out.p);
    cr_expect_eq(count(buf_view(&out), "\"record\":\"event\""), 5, "%s", out.p);
    cr_expect_eq(count(buf_view(&out), "\"record\":\"correlation\""), 3, "%s", out.p);
    buf_free(&text);
    buf_free(&out);
}

Test(repeated, pieces_of_an_attempt_behind_another_one_that_is_over_go_on_with_it)
{
    static const char *const whole[] = { "\"lines\":26,", "\"lines\":7,", "\"state\":\"success\"", "\"state\":\"failed\"", NULL };
    expect_pieces((const int[][3]){ { 0, 1, 14 }, { 1, 1, 7 }, { 0, 1, 26 } }, 3, whole);
    expect_pieces((const int[][3]){ { 0, 1, 14 }, { 1, 1, 7 }, { 0, 5, 26 } }, 3, whole);
    expect_pieces((const int[][3]){ { 0, 1, 26 }, { 1, 1, 7 }, { 0, 5, 20 } }, 3, whole);
}

/* Mapped tasks of one run, whose first lines, last lines or all but their names have one stamp: in either order each is whole. */
Test(repeated, what_attempts_say_alike_at_one_time_is_each_ones_own)
{
#define FOLLOWED(time) HEAD(time) "{taskinstance.py:3901} INFO - 0 downstream tasks scheduled from follow-on schedule check\n"
#define GROUP_END(time) HEAD(time) "{local_task_job_runner.py:245} INFO - ::endgroup::\n"
#define TASK(task, start, said, marked, ended, followed, closed) PRELUDE(start, task) START(start, task, "1") SAID(said, "one") \
    MARKED(marked, task, "SUCCESS") ENDED(ended, "0") FOLLOWED(followed) GROUP_END(closed)
    static const char *const pairs[][2] = {
        { TASK("a", "10:01:01.000", "10:01:03.000", "10:01:09.000", "10:01:09.000", "10:01:09.000", "10:01:10.899"),
          TASK("b", "10:01:01.000", "10:01:04.000", "10:01:06.000", "10:01:06.000", "10:01:06.000", "10:01:10.899") },
        { TASK("a", "10:01:01.000", "10:01:03.000", "10:01:09.000", "10:01:09.000", "10:01:10.898", "10:01:10.899"),
          TASK("b", "10:01:00.000", "10:01:02.000", "10:01:06.000", "10:01:06.000", "10:01:10.898", "10:01:10.899") },
        { TASK("a", "10:01:01.000", "10:01:03.000", "10:01:09.000", "10:01:10.897", "10:01:10.898", "10:01:10.899"),
          TASK("b", "10:01:00.000", "10:01:03.000", "10:01:06.000", "10:01:10.897", "10:01:10.898", "10:01:10.899") },
        { TASK("a", "10:01:01.000", "10:01:03.000", "10:01:09.000", "10:01:10.897", "10:01:10.898", "10:01:10.899"),
          TASK("b", "10:01:01.000", "10:01:03.000", "10:01:09.000", "10:01:10.897", "10:01:10.898", "10:01:10.899") },
    };
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
        for (size_t first = 0; first < 2; first++) {
            struct buf text = { 0 }, out = { 0 };
            buf_printf(&text, "%s%s", pairs[i][first], pairs[i][!first]);
            records_of(buf_view(&text), 0, NULL, &out);
            cr_expect_eq(count(buf_view(&out), "\"record\":\"log\""), 2, "%zu: %s", i, out.p);
            cr_expect_eq(count(buf_view(&out), "\"state\":\"success\",\"state_inferred\":false"), 2, "%zu: %s", i, out.p);
            cr_expect_eq(count(buf_view(&out), "\"exit_code\":0,"), 2, "%zu: %s", i, out.p);
            cr_expect_eq(count(buf_view(&out), "\"lines\":9,"), 2, "%zu: %s", i, out.p);
            buf_free(&text);
            buf_free(&out);
        }
}

/* A named log is read in order of time where its pieces are not: an old head that its task prints, once or as a whole log, is no piece. */
Test(repeated, an_old_head_that_a_task_prints_is_no_earlier_piece)
{
    static const char *const begins[] = { PRELUDE("10:01:00.000", "a") START("10:01:01.000", "a", "1") SAID("10:01:03.000", "one"), SAID("10:01:03.000", "one") };
    static const char *const printed[] = { BLOCK("08:01:00.000", "1"), SAID("08:01:00.000", "old") "x\n", BLOCK("08:01:00.000", "1") BLOCK("07:01:00.000", "2"),
                                           RUN("00", "b", "1", "old", "FAILED", "1") };
    for (size_t i = 0; i < sizeof(printed) / sizeof(*printed); i++)
        for (size_t k = 0; k < sizeof(begins) / sizeof(*begins); k++) {
            struct buf text = { 0 }, out = { 0 };
            buf_printf(&text, "%s%s%s", begins[k], printed[i], SAID("10:01:04.000", "two") MARKED("10:01:09.000", "a", "SUCCESS") ENDED("10:01:09.000", "0"));
            records_of(buf_view(&text), 0, "dag_id=d/run_id=r1/task_id=a/attempt=1.log", &out);
            cr_expect_eq(count(buf_view(&out), "\"record\":\"log\""), 1, "%zu %zu: %s", i, k, out.p);
            EXPECT_HAS(out, "\"silence_s\":5,");
            EXPECT_HAS(out, "\"state\":\"success\"");
            cr_expect_not(has(&out, "TASK_SILENT"), "%zu %zu", i, k);
            buf_free(&text);
            buf_free(&out);
        }
}

Test(repeated, a_block_that_a_jump_back_cuts_is_unclosed)
{
    static const char ends[] = MARKED("10:01:02.000", "a", "SUCCESS");
    struct buf text = { 0 }, out = { 0 };
    lines_put(&text, "", overlapped, 1, 13); /* within the second block */
    lines_put(&text, "", overlapped, 5, 9);  /* within the first one */
    buf_printf(&text, "sortino=9\n=== END ===\n%s", ends);
    records_of(buf_view(&text), 0, NULL, &out);
    cr_expect_eq(count(buf_view(&out), "\"record\":\"correlation\""), 2, "%s", out.p);
    EXPECT_HAS(out, "\"crypto\":\"2\",\"closed\":false");
    cr_expect_not(has(&out, "\"sortino\":9"));
    buf_free(&text);
    buf_free(&out);
}

Test(repeated, a_message_that_comes_by_two_handlers_is_said_twice)
{
    expect(START("10:01:00.000", "a", "1") SAID("10:01:01.000", "one") SAID("10:01:01.000", "one") HEAD("10:01:01.100") "{x.py:1} INFO - x\ny\n" HEAD("10:01:01.100") "{x.py:1} INFO - x\ny\n"
           MARKED("10:01:02.000", "a", "SUCCESS"), 1, (const char *const[]){ "\"seq\":2,\"line\":4", "\"lines\":9,", NULL });
}

Test(repeated, what_is_said_again_and_again_within_one_stamp_is_said_so_often)
{
    static const char *const said[] = { SAID("10:01:01.000", "one"), SAID("10:01:01.000", "one") SAID("10:01:01.000", "two"), RECORD("10:01:01.123456", "event=one", "\"mine\""),
                                        SAID("10:01:01.000", "one") SAID("10:01:01.000", "two") SAID("10:01:01.000", "three") };
    static const size_t events[] = { 1, 2, 1, 3 };
    for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++) {
        struct buf text = { 0 }, out = { 0 };
        buf_text(&text, HEAD("10:01:00.000") "{x.py:1} INFO - x\n");
        for (int k = 0; k < 500; k++)
            buf_text(&text, said[i]);
        records_of(buf_view(&text), 0, NULL, &out);
        cr_expect_eq(count(buf_view(&out), "\"record\":\"event\""), 500 * events[i]);
        buf_free(&text);
        buf_free(&out);
    }
}

Test(repeated, threads_that_log_the_same_out_of_order_are_all_heard)
{
    expect(HEAD("10:01:00.000") "{x.py:1} INFO - x\n" SAID("10:01:01.001", "one") SAID("10:01:01.002", "one") SAID("10:01:01.001", "one") SAID("10:01:01.003", "two") SAID("10:01:01.001", "one")
           SAID("10:01:01.002", "one") SAID("10:01:01.004", "two"), 1, (const char *const[]){ "\"seq\":7,\"line\":8", "\"lines\":8,", NULL });
}

Test(repeated, a_key_said_twice_in_one_block_is_a_duplicate)
{
    expect(START("10:01:00.000", "a", "1") HEAD("10:01:01.000") "{x.py:1} INFO - === CORRELATION DATA ===\ncrypto=1\nsortino=1\ncrypto=1\nsortino=1\n=== END ===\n" MARKED("10:01:02.000", "a", "SUCCESS"),
           1, (const char *const[]){ "\"duplicate_key\"", "\"closed\":true", "\"lines\":9,", NULL });
}

Test(repeated, a_task_that_prints_its_own_lines_again_stays_what_it_is)
{
    static const char start[] = START("10:01:00.000", "a", "1"), first[] = HEAD("10:01:00.000") "{taskinstance.py:2614} INFO - Dependencies all met for " TI("a") "\n";
    const char *const printed[] = { first, start };
    for (size_t i = 0; i < 2; i++) {
        struct buf text = { 0 };
        buf_printf(&text, "%s%s%s%s%c", start, SAID("10:01:01.000", "one"), printed[i], SAID("10:01:02.000", "two") MARKED("10:01:03.000", "a", "FAILED") ENDED("10:01:03.100", "1"), 0);
        expect(text.p, 1, (const char *const[]){ "\"task_id\":\"a\",\"map_index\":-1,\"try_number\":1,", "\"name\":\"one\"", "\"name\":\"two\"", "\"state\":\"failed\"",
                                                 "\"segments\":1", "\"identity_strength\":2", NULL });
        buf_free(&text);
    }
}

/* A transport that delivers at least once. */
Test(repeated, the_word_that_the_process_returned_delivered_twice_is_one)
{
    expect(START("10:01:00.000", "a", "1") SAID("10:01:01.000", "one") MARKED("10:01:02.000", "a", "SUCCESS") ENDED("10:01:02.100", "0") ENDED("10:01:02.100", "0") SAID("10:01:02.200", "two"),
           1, (const char *const[]){ "\"state\":\"success\"", "\"name\":\"two\"", NULL });
    expect(START("10:01:00.000", "a", "1") SAID("10:01:01.000", "one") MARKED("10:01:02.000", "a", "SUCCESS") ENDED("10:01:02.100", "0") ENDED("10:01:09.100", "0"),
           2, (const char *const[]){ "\"state\":\"success\"", NULL });
}
