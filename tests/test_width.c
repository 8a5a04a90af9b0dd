/* test_width.c - lines that were wrapped or cut at a fixed width are told of, whatever stands before them. */
#include <criterion/criterion.h>

#include "heard.h"
#include "parser/catalogue/complaint.h"
#include "records.h"

enum { WIDTH = 120 };

static const char *const log_lines[] = {
    "[2026-04-29T11:35:02.000+0000] {taskinstance.py:2614} INFO - Dependencies all met for dep_context=non-requeueable deps ti=<TaskInstance: d.t r [queued]>",
    "[2026-04-29T11:35:03.000+0000] {taskinstance.py:2867} INFO - Starting attempt 1 of 1",
    "[2026-04-29T11:35:04.000+0000] {standard_task_runner.py:104} INFO - Running: ['airflow', 'tasks', 'run', 'd', 't', 'manual__2026-04-29T11:35:00+00:00', '--job-id', '7']",
    "[2026-04-29T11:35:05.000+0000] {task_command.py:467} INFO - Running <TaskInstance: d.t manual__2026-04-29T11:35:00+00:00 [running]> on host \xc3\xa9toile-airflow-worker-0",
    "[2026-04-29T11:35:06.000+0000] {local_task_job_runner.py:266} INFO - Task exited with return code 0",
};

/* The log, each piece of at most `width` bytes of it behind a prefix; only the first pieces where cut. 0: whole lines. */
static void log_add(size_t width, bool cut, const char *prefix, struct buf *out)
{
    for (size_t i = 0; i < sizeof(log_lines) / sizeof(*log_lines); i++)
        for (struct slice rest = slice_of(log_lines[i]); rest.n; rest = slice_from(rest, width && !cut ? width : rest.n)) {
            buf_text(out, prefix);
            buf_slice(out, width ? slice_part(rest, 0, width) : rest);
            buf_char(out, '\n');
        }
}

static const char *const prefixes[] = { "", "[pod/p-1/base] ", "2026-04-29T11:35:02.123456789Z ", "Apr 29 11:35:02 host1 airflow[42]: " };

/* COMPLAINT_lines_wrapped */
Test(width, lines_of_a_fixed_width_are_told_of_once)
{
    for (size_t i = 0; i < 2 * sizeof(prefixes) / sizeof(*prefixes); i++) {
        struct buf text = { 0 }, out = { 0 };
        log_add(WIDTH, i % 2, prefixes[i / 2], &text);
        records_of(buf_view(&text), 7, NULL, &out);
        EXPECT_HAS(out, "\"code\":\"lines_wrapped\",\"line\":1,");
        buf_free(&out);
        buf_free(&text);
    }
}

Test(width, lines_wrapped_with_what_stood_before_them_are_told_of)
{
    struct buf text = { 0 }, folded = { 0 }, out = { 0 };
    struct slice line, rest;
    log_add(0, false, "[pod/p-1/base] ", &text);
    for (rest = buf_view(&text); slice_cut(&rest, '\n', &line) && rest.n;)
        for (; line.n; line = slice_from(line, WIDTH)) {
            buf_slice(&folded, slice_part(line, 0, WIDTH));
            buf_char(&folded, '\n');
        }
    records_of(buf_view(&folded), 0, NULL, &out);
    EXPECT_HAS(out, "\"code\":\"lines_wrapped\",\"line\":1,");
    buf_free(&out);
    buf_free(&folded);
    buf_free(&text);
}

Test(width, one_longer_line_or_one_source_file_makes_no_width)
{
    struct buf text = { 0 }, out = { 0 };
    log_add(0, false, "", &text);
    records_of(buf_view(&text), 0, NULL, &out);
    cr_expect(!has(&out, "lines_wrapped"), "%s", out.p);
    buf_reset(&out);
    buf_reset(&text);
    log_add(WIDTH, true, "", &text);
    buf_printf(&text, "%*s\n", WIDTH + 1, "a table's line");
    records_of(buf_view(&text), 0, NULL, &out);
    cr_expect(!has(&out, "lines_wrapped"), "%s", out.p);
    buf_reset(&out);
    buf_reset(&text);
    for (int i = 0; i < 20; i++)
        buf_printf(&text, "[2026-04-29T11:35:%02d.000+0000] {etl.py:%d} INFO - %*s\n", i, 10 + i, WIDTH, "|");
    records_of(buf_view(&text), 0, NULL, &out);
    cr_expect(!has(&out, "lines_wrapped"), "%s", out.p);
    buf_free(&out);
    buf_free(&text);
}

/* A runtime's pieces are joined: their width is no line's. */
Test(width, pieces_that_are_joined_are_whole)
{
    struct buf text = { 0 }, out = { 0 };
    for (size_t i = 0; i < sizeof(log_lines) / sizeof(*log_lines); i++)
        for (struct slice rest = slice_of(log_lines[i]); rest.n; rest = slice_from(rest, WIDTH))
            buf_printf(&text, "2026-04-29T11:35:02.1Z stdout %c %.*s\n", rest.n > WIDTH ? 'P' : 'F', SLICE_ARG(slice_part(rest, 0, WIDTH)));
    records_of(buf_view(&text), 0, NULL, &out);
    cr_expect(!has(&out, "lines_wrapped"), "%s", out.p);
    buf_free(&out);
    buf_free(&text);
}

#define HEAD "[2026-04-29T11:35:02.000+0000] {blocks.py:62} INFO - "
#define OPENED HEAD "=== CORRELATION DATA ===\n"

/* A block whose line is torn within the log is told of; what stood last on it is no reading. */
Test(width, a_wrapped_or_cut_line_of_a_block_is_told_of)
{
    static const struct {
        const char *text;
        int told;
        const char *want;
    } rows[] = {
        { OPENED "crypto=A baseline_f1_buy=0.5 f1_buy=0.5\n9 sortino=0.6\n===\n", 1, "\"f1_buy\":\"0.5\"" },
        { OPENED "crypto=A baseline_f1_buy=0.5 f1_buy=0.59 sortino=\n-1.20 n_folds=5\n===\n", 1, "\"f1_buy\":0.59," },
        { OPENED "crypto=A f1_buy=0.5\n9\n===\n", 1, "\"f1_buy\":\"0.5\"" },
        { OPENED "{\"crypto\": \"A\", \"f1_buy\": 0.85, \"std_f1_b\n===\n" HEAD "on\n", 1, "\"f1_buy\":0.85" },
        { OPENED "{\"crypto\": \"A\", \"f1_buy\": 0.85, \"std_f1_b\n" HEAD "on\n", 1, "\"f1_buy\":0.85" },
        { OPENED "{\"crypto\": \"A\", \"f1_buy\": 0.85, \"std_f1_b\n", 0, "\"f1_buy\":0.85" },
        { OPENED "crypto=A f1_buy=0.5\n" HEAD "best fold 3 f1_buy=0.6\n", 0, "\"f1_buy\":0.5," },
        { OPENED "crypto=A f1_buy=0.5\nmean of all folds\n", 0, "\"f1_buy\":0.5," },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct buf out = { 0 };
        records_of(slice_of(rows[i].text), 0, NULL, &out);
        EXPECT_HAS(out, rows[i].want);
        cr_expect_eq(has(&out, "\"code\":\"lines_wrapped\""), rows[i].told, "%zu: %s", i, out.p);
        buf_free(&out);
    }
}

#define DOCKER(words) "{\"log\":\"[2026-04-29T11:35:02.000+0000] {x.py:1} INFO - " words "\\n\",\"stream\":\"stdout\",\"time\":\"2026-04-29T11:35:02Z\"}"

/* A record of a shipper that was cut is no text of the log. */
Test(width, a_record_that_is_cut_on_its_line_is_told_of)
{
    static const struct {
        const char *text;
        bool told;
    } rows[] = {
        { DOCKER("event=a") "\n{\"log\":\"[2026-04-29T11:35:02.000+0000] {x.py:1} INFO - eve\n" DOCKER("event=b") "\n", true },
        { DOCKER("event=a") "\n{\"log\":\"[2026-04-29T11:35:02.000+0000] {x.py:1} INFO - eve", false }, /* log_cut */
        { DOCKER("event=a") "\n{\"not\" its record\n" DOCKER("event=b") "\n", false },
        { DOCKER("event=a") "\n{\"log\": 1}\n" DOCKER("event=b") "\n", false },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct buf out = { 0 };
        records_of(slice_of(rows[i].text), 0, NULL, &out);
        EXPECT_HAS(out, "\"name\":\"a\"");
        cr_expect_eq(has(&out, "\"code\":\"document_corrupt\",\"line\":2,"), rows[i].told, "%zu: %s", i, out.p);
        buf_free(&out);
    }
}
