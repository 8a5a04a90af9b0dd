/* test_turning.c - a stream that goes on in another envelope (domain §3.5): where no task can have made its lines it begins anew; else it is told. */
#include <criterion/criterion.h>

#include "heard.h"
#include "parser/catalogue/complaint.h"
#include "records.h"

/* N lines of a pod in a form: %P is the pod, %W a head and words, an event or an incident. */
static void lines_add(const char *form, const char *pod, int n, struct buf *out)
{
    for (int i = 0; i < n; i++) {
        for (const char *p = form; *p; p++)
            if (*p != '%')
                buf_char(out, *p);
            else if (*++p == 'P')
                buf_text(out, pod);
            else
                buf_printf(out, "[2026-04-29T11:35:%02d.000+0000] {x.py:1} INFO - %s%s_%d n=%d", i, i % 2 ? "No module named " : "event=", pod, i, i);
        buf_char(out, '\n');
    }
}

#define KUBECTL "[pod/%P/base] %W"
#define DOCKER  "{\"log\":\"%W\\n\",\"stream\":\"stdout\",\"time\":\"2026-04-29T11:35:02Z\"}"
#define CRI     "2026-04-29T11:35:02.1Z stdout F %W"
#define STAMPED "2026-04-29T11:35:02.123456789Z %W"
#define LOKI    "2026-04-29T11:35:02Z {pod=\"%P\"} %W"

static void parts_read(const char *first, int n, const char *second, int m, const char *third, struct buf *out)
{
    struct buf text = { 0 };
    lines_add(first, "a", n, &text);
    lines_add(second, "b", m, &text);
    lines_add(third, "c", third[0] ? 3 : 0, &text);
    records_of(buf_view(&text), 7, NULL, out);
    buf_free(&text);
}

/* Newest first, lines of another envelope behind them are those that are read first. */
Test(turning, lines_behind_a_stream_that_comes_backward_are_told)
{
    static const char *const forms[] = { KUBECTL, "standalone | %W", "" };
    for (size_t i = 0; i < 3; i++) {
        struct buf text = { 0 }, out = { 0 };
        for (int k = 9; k > 0; k--)
            buf_printf(&text, "2026-04-29T11:35:%02dZ {pod=\"a\"} [2026-04-29T11:35:%02d.000+0000] {x.py:1} INFO - event=a_%d\n", k, k, k);
        lines_add(forms[i], "b", forms[i][0] ? 8 : 0, &text);
        records_of(buf_view(&text), 0, NULL, &out);
        EXPECT_HAS(out, "\"name\":\"a_1\"");
        cr_expect_eq(has(&out, "\"code\":\"envelope_unknown\""), forms[i][0] != '\0', "%zu: %s", i, out.p);
        buf_free(&out);
        buf_free(&text);
    }
}

Test(turning, lines_that_no_task_can_make_begin_the_stream_anew)
{
    static const char *const each_line[] = { KUBECTL, DOCKER, CRI, STAMPED, "%P base %W", "%P  | %W" }, *const after[] = { "%W", KUBECTL, DOCKER, CRI, LOKI };
    for (size_t i = 0; i < sizeof(each_line) / sizeof(*each_line); i++)
        for (size_t k = 0; k < sizeof(after) / sizeof(*after); k++) {
            struct buf out = { 0 };
            if (strcmp(each_line[i], after[k]) == 0)
                continue;
            parts_read(each_line[i], 10, after[k], 10, "", &out);
            EXPECT_HAS(out, "\"name\":\"a_8\",\"attrs\":{\"n\":8}");
            EXPECT_HAS(out, "\"name\":\"b_0\",\"attrs\":{\"n\":0}");
            EXPECT_HAS(out, "\"name\":\"b_8\",\"attrs\":{\"n\":8}");
            cr_expect(!has(&out, "envelope_unknown"), "%s, %s: %s", each_line[i], after[k], out.p);
            buf_free(&out);
        }
}

Test(turning, a_line_keeps_its_number)
{
    struct buf out = { 0 };
    parts_read(KUBECTL, 10, "%W", 10, "", &out);
    EXPECT_HAS(out, "\"source\":\"-\",\"seq\":1,\"line\":11,");
    buf_reset(&out);
    parts_read("%W", 2, "%W", 2, "", &out);
    EXPECT_HAS(out, "\"line\":3,");
    buf_free(&out);
}

/* Some lines of another envelope, and those of the stream again: they are text, and told. */
Test(turning, a_few_lines_between_others_are_told)
{
    struct buf out = { 0 };
    parts_read(KUBECTL, 10, CRI, 3, KUBECTL, &out);
    EXPECT_HAS(out, "\"code\":\"envelope_unknown\",\"line\":11,");
    EXPECT_HAS(out, "\"name\":\"c_2\"");
    buf_free(&out);
}

/* What a task prints turns nothing, and is told only where the input ends in it. */
Test(turning, what_a_task_may_have_printed_is_only_told)
{
    static const struct {
        const char *stream, *printed;
    } rows[] = { { "%W", DOCKER }, { "%W", KUBECTL }, { "%W", CRI }, { KUBECTL, "[pod/a/base] [pod/victim/base] %W" }, { KUBECTL, "[pod/a/base] 2026-04-29T11:35:02.123456789Z %W" },
                 { DOCKER, "{\"log\":\"[pod/victim/base] %W\\n\",\"stream\":\"stdout\",\"time\":\"2026-04-29T11:35:02Z\"}" }, { LOKI, KUBECTL }, { LOKI, CRI } };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct buf out = { 0 };
        parts_read(rows[i].stream, 10, rows[i].printed, 20, "", &out);
        EXPECT_HAS(out, "\"code\":\"envelope_unknown\",\"line\":12,");
        cr_expect(!has(&out, "[victim"), "%s", out.p);
        buf_reset(&out);
        parts_read(rows[i].stream, 10, rows[i].printed, 20, rows[i].stream, &out);
        cr_expect(!has(&out, "envelope_unknown") && !has(&out, "[victim"), "%s: %s", rows[i].printed, out.p);
        EXPECT_HAS(out, "\"name\":\"c_2\"");
        buf_free(&out);
    }
}

/* COMPLAINT_other_envelope */
Test(turning, the_person_is_told_where_the_other_lines_begin)
{
    struct buf text = { 0 };
    struct hearing hearing;
    lines_add("%W", "a", 10, &text);
    lines_add(DOCKER, "b", 10, &text);
    hearing_open(&hearing);
    hearing_feed(&hearing, buf_view(&text), NULL);
    EXPECT_HAS(hearing.said, complaints[COMPLAINT_other_envelope].text);
    EXPECT_HAS(hearing.said, ":12");
    hearing_close(&hearing);
    buf_free(&text);
}
