/* test_log_format.c - heads by the platform's own log_format: what a format is compiled to, what its heads give, what is refused. */
#include <criterion/criterion.h>
#include <time.h>

#include "parser/catalogue/airflow.h"
#include "parser/head/log_format.h"
#include "parser/text/buf.h"

#define STOCK "[%(asctime)s] {%(filename)s:%(lineno)d} %(levelname)s - %(message)s"

static const struct {
    const char *format, *line, *time, *level, *file, *name, *message; /* message NULL: no head */
} rows[] = {
    { "%(asctime)s | %(levelname)s | %(filename)s:%(lineno)d | %(message)s", "2026-11-30T00:12:43.260+0000 | WARNING | x.py:190 | a | b", "2026-11-30T00:12:43.260+0000", "WARNING", "x.py", "", "a | b" },
    { "%(asctime)s - %(name)s - %(levelname)s - %(message)s", "2026-11-30 00:12:43,260 - airflow.task - INFO - a", "2026-11-30 00:12:43,260", "INFO", "", "airflow.task", "a" },
    { "[%(asctime)s] {%(processName)s:%(process)d} {%(filename)s:%(lineno)d} %(levelname)s - %(message)s", "[2026-11-30T00:12:43.260+0000] {MainProcess:17} {x.py:1} INFO - a", "2026-11-30T00:12:43.260+0000", "INFO", "x.py", "", "a" },
    { "%(asctime)s [%(threadName)s] %(levelname)-8s %(name)s.%(funcName)s %(message)s", "2026-11-30 00:12:43,260 [Thread-1 (run)] INFO     a.b.<module> x", "2026-11-30 00:12:43,260", "INFO", "", "a.b", "x" },
    { "%(asctime)s.%(msecs)03d %(levelname).1s %(message)s", "2026-11-30 00:12:43.260 W a", "2026-11-30 00:12:43.260", "W", "", "", "a" },
    { "%(asctime)s,%(msecs)03d %(levelname)s %(message)s", "2026-11-30T00:12:43.260+0000,260 INFO a", "2026-11-30T00:12:43.260+0000", "INFO", "", "", "a" }, /* Airflow's stamp has them */
    { "[%(levelname).1s %(asctime)s %(module)s:%(lineno)d] %(message)s", "[I 2026-11-30 00:12:43,260 taskinstance:12] a", "2026-11-30 00:12:43,260", "I", "taskinstance.py", "", "a" },
    { "[%(levelname).1s %(asctime)s %(module)s:%(lineno)d] %(message)s", "[E 2026-11-30 00:12:43,260 train:12] a", "2026-11-30 00:12:43,260", "E", "train", "", "a" },
    { "%(levelname)8s:%(process)5d:%(pathname)s %(message)s", "    INFO:   17:/opt/a b.py x", "", "INFO", "a", "", "b.py x" },
    { "%(asctime)s %(levelname)s %(message)s (%(filename)s:%(lineno)d)", "2026-11-30 00:12:43,260 INFO a (b) (x.py:12)", "2026-11-30 00:12:43,260", "INFO", "x.py", "", "a (b)" },
    { "%(asctime)s %(levelname)s %(message)s (%(filename)s:%(lineno)d)", "2026-11-30 00:12:43,260 ERROR the first of two lines", "2026-11-30 00:12:43,260", "ERROR", "", "", "the first of two lines" },
    { "{\"t\": \"%(asctime)s\", \"l\": \"%(levelname)s\", \"m\": \"%(message)s\"}", "{\"t\": \"2026-11-30 00:12:43,260\", \"l\": \"INFO\", \"m\": \"a\"}", "2026-11-30 00:12:43,260", "INFO", "", "", "a" },
    { "100%% %%(levelname)s %%(message)s", "100% INFO a", "", "INFO", "", "", "a" },
    { "%%(asctime)s %%(levelname)s - %%(message)s", "2026-11-30T00:12:43.260+0000 INFO - a", "2026-11-30T00:12:43.260+0000", "INFO", "", "", "a" },
    { "%(blue)s[%(asctime)s]%(reset)s %(log_color)s%(levelname)s%(reset)s - %(message)s", "[2026-11-30 00:12:43,260] INFO - a", "2026-11-30 00:12:43,260", "INFO", "", "", "a" },
    { "%(asctime)s %(dag_id)s %(levelname)s %(message)s", "2026-11-30 00:12:43,260 d INFO ", "2026-11-30 00:12:43,260", "INFO", "", "", "" },
    { "%(asctime)s - %(name)s - %(levelname)s - %(message)s", "2026-11-30 00:12:43,260 - airflow.task - INFORM - a", "", "", "", "", NULL },
    { "%(asctime)s - %(name)s - %(levelname)s - %(message)s", "Traceback (most recent call last):", "", "", "", "", NULL },
};

static void expect_slice(struct slice got, const char *want, const char *line)
{
    cr_expect(slice_eq(got, slice_of(want)), "%s: \"%.*s\", not \"%s\"", line, SLICE_ARG(got), want);
}

Test(log_format, heads_by_format)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        char wrong[256];
        struct log_format_parts parts = { 0 };
        struct log_format *format = log_format_open(slice_of(rows[i].format), wrong, sizeof(wrong));
        cr_assert(format, "%s: %s", rows[i].format, wrong);
        cr_expect_eq(log_format_match(format, slice_of(rows[i].line), &parts), rows[i].message != NULL, "%s", rows[i].line);
        if (rows[i].message) {
            expect_slice(parts.time, rows[i].time, rows[i].line);
            expect_slice(parts.level, rows[i].level, rows[i].line);
            expect_slice(parts.file, rows[i].file, rows[i].line);
            expect_slice(parts.name, rows[i].name, rows[i].line);
            expect_slice(parts.message, rows[i].message, rows[i].line);
        }
        log_format_close(&format);
    }
}

Test(log_format, what_cannot_be_read_is_refused_and_the_stock_format_needs_no_reader)
{
    static const char *const refused[] = { "", "%(asctime)s", "%(message)s", "{asctime} {message}", "%(asctime)s %(message", "%(asctime)s %s %(message)s",
                                           "%(asctime)s %(levelname)s %(name)s%(funcName)s %(message)s", "%(asctime)s 5% %(message)s" };
    char wrong[256];
    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
        struct log_format *format = log_format_open(slice_of(refused[i]), wrong, sizeof(wrong));
        cr_expect_null(format, "%s", refused[i]);
        cr_expect(wrong[0], "%s", refused[i]);
    }
    cr_expect_null(log_format_open(SLICE(STOCK), wrong, sizeof(wrong)));
    cr_expect_str_empty(wrong);
    cr_expect_null(log_format_open(SLICE("[%%(asctime)s] {%%(filename)s:%%(lineno)d} %%(levelname)s - %%(message)s"), wrong, sizeof(wrong)));
    cr_expect_str_empty(wrong);
}

Test(log_format, a_loggers_name_stands_for_its_file)
{
    for (size_t i = 0; i < airflow_logger_files_n; i++) {
        const struct airflow_logger_file *row = &airflow_logger_files[i];
        cr_expect(slice_eq(airflow_logger_file(slice_of(row->sample)), row->file), "%s", row->sample);
        cr_expect(row->reason[0] && airflow_file_find(row->file, false));
    }
    cr_expect_eq(airflow_logger_file(SLICE("shop.basket")).n, 0);
    cr_expect_eq(airflow_logger_file(SLICE("my.airflow.task")).n, 0);
}

/* Lines that a format begins to match, over and over. */
Test(log_format, takes_linear_time)
{
    static const char *const pieces[] = { "a ", "a.b:", "] [", "2026-11-30 00:12:43,260 a ", "(x.py:1" };
    char wrong[256];
    for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
        struct log_format *format = log_format_open(SLICE("%(asctime)s %(name)s:%(funcName)s [%(threadName)s] %(levelname)s %(message)s (%(filename)s:%(lineno)d)"), wrong, sizeof(wrong));
        struct buf text = { 0 };
        struct log_format_parts parts;
        buf_text(&text, "2026-11-30 00:12:43,260 a:b [c] INFO ");
        while (text.n < 1000 * 1000)
            buf_text(&text, pieces[i]);
        clock_t begin = clock();
        cr_expect(log_format_match(format, buf_view(&text), &parts));
        cr_expect_lt(clock() - begin, CLOCKS_PER_SEC / 2, "%s", pieces[i]);
        log_format_close(&format);
        buf_free(&text);
    }
}
