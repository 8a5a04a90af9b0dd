/* test_sinks.c - what the sinks without a database print, read back by others: JSON lines by jq, CSV by libcsv's
 * parser. Real streams, real full disk (/dev/full), real broken pipe. */
#include <criterion/criterion.h>
#include <csv.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "sink/sink.h"

static struct cell log_cell[LOG__N];
static const struct record log_record = { &schemas[RECORD_log], log_cell };

static void log_fill(void)
{
    memset(log_cell, 0, sizeof(log_cell));
    cell_text(&log_cell[LOG_log_id], SLICE("00000000-0000-0000-0000-000000000001"));
    cell_text(&log_cell[LOG_dag_id], SLICE("launch__backtesting"));
    cell_text(&log_cell[LOG_run_id], SLICE("scheduled__2026-04-29T06:00:00+00:00"));
    cell_text(&log_cell[LOG_task_id], SLICE("test_step"));
    cell_num(&log_cell[LOG_map_index], -1);
    cell_num(&log_cell[LOG_try_number], 2);
    cell_text(&log_cell[LOG_source], SLICE("a, \"b\".log"));
    cell_text(&log_cell[LOG_state], SLICE("failed"));
    cell_num(&log_cell[LOG_state_inferred], 1);
    cell_num(&log_cell[LOG_start_time], 1777462502123000);
    cell_num(&log_cell[LOG_load_id], 77);
}

static int put(struct sink *sink, enum record_type type, struct cell *cell)
{
    return sink_put(sink, &log_record, &(struct record){ &schemas[type], cell });
}

static int put_event(struct sink *sink, int64_t seq, struct slice name)
{
    struct cell cell[EVENT__N] = { 0 };
    cell_num(&cell[EVENT_seq], seq);
    cell_num(&cell[EVENT_line], 10 * seq);
    cell_num(&cell[EVENT_time], 1777462502123000 + seq);
    cell_text(&cell[EVENT_level], SLICE("INFO"));
    cell_text(&cell[EVENT_name], name);
    cell_text(&cell[EVENT_attrs], SLICE("{\"score\":0.412,\"text\":\"a \\\"b\\\"\\n\"}"));
    return put(sink, RECORD_event, cell);
}

/* All that was written to a temporary stream; free it. */
static char *text_of(FILE *to, size_t *n)
{
    fflush(to);
    *n = (size_t)ftell(to);
    char *text = memory_new(*n + 1);
    rewind(to);
    cr_assert_eq(fread(text, 1, *n, to), *n);
    text[*n] = '\0';
    return text;
}

/* Whether jq, slurping all lines, finds the filter true. */
static void jq_holds(const char *text, size_t n, const char *filter)
{
    char path[] = "/tmp/test_sinks.XXXXXX";
    int fd = mkstemp(path);
    cr_assert_eq(write(fd, text, n), (ssize_t)n);
    close(fd);
    char command[2000];
    snprintf(command, sizeof(command), "jq -s -e '%s' %s >/dev/null", filter, path);
    int status = system(command);
    unlink(path);
    cr_assert_eq(status, 0, "not so: %s\n%s", filter, text);
}

Test(jsonl, every_line_is_read_back_by_jq)
{
    struct report report = { .to = stderr };
    FILE *to = tmpfile();
    struct sink *sink = sink_jsonl(to, &report);
    log_fill();
    cr_assert_eq(sink->ops->begin(sink, &log_record), 0);
    cr_assert_eq(put_event(sink, 1, SLICE("hpo_heartbeat")), 0);
    cr_assert_eq(put_event(sink, 2, SLICE("quote\" back\\ line\n tab\t bell\a bad\xff\xc3( nul\0 \xe6\x97\xa5")), 0);
    struct cell block[CORRELATION__N] = { 0 };
    cell_num(&block[CORRELATION_seq], 1);
    cell_text(&block[CORRELATION_sortino], SLICE("-Infinity"));
    cell_text(&block[CORRELATION_f1_delta], SLICE("0.05"));
    cell_num(&block[CORRELATION_gate_passed], 0);
    cell_text(&block[CORRELATION_notes], SLICE("[\"bad_value\"]"));
    cr_assert_eq(put(sink, RECORD_correlation, block), 0);
    struct cell reject[REJECT__N] = { 0 };
    cell_text(&reject[REJECT_bytes], SLICE("\x00\xff"));
    cell_text(&reject[REJECT_text], SLICE(""));
    cr_assert_eq(put(sink, RECORD_reject, reject), 0);
    cr_assert_eq(sink->ops->end(sink, &log_record, true), 0);
    cr_assert_eq(sink->ops->close(&sink), 0);
    cr_assert_null(sink);
    size_t n;
    char *text = text_of(to, &n);
    static const char *const filters[] = {
        "map(.record) == [\"event\", \"event\", \"correlation\", \"reject\", \"log\"]",
        "all(.[]; keys_unsorted[0:5] == [\"record\", \"log_id\", \"dag_id\", \"run_id\", \"task_id\"])",
        "all(.[]; .source == \"a, \\\"b\\\".log\" and .map_index == -1 and .try_number == 2)",
        ".[0] | .time == \"2026-04-29T11:35:02.123001Z\" and .attrs == {score: 0.412, text: \"a \\\"b\\\"\\n\"}",
        ".[0] | has(\"crypto\") == false and has(\"logger\") == false",
        ".[1].name == \"quote\\\" back\\\\ line\\n tab\\t bell\\u0007 bad\\ufffd\\ufffd( nul\\ufffd \\u65e5\"",
        ".[2] | .sortino == \"-Infinity\" and .f1_delta == 0.05 and .gate_passed == false",
        ".[2].notes == [\"bad_value\"]",
        ".[3] | .bytes == \"\\\\x00ff\" and .text == \"\"",
        ".[4] | .state == \"failed\" and .state_inferred and (has(\"load_id\") or has(\"mtime\") | not)",
    };
    for (size_t i = 0; i < sizeof(filters) / sizeof(*filters); i++)
        jq_holds(text, n, filters[i]);
    cr_assert(strstr(text, "\"f1_delta\":0.05"), "the number is not written as it came");
    free(text);
    fclose(to);
}

Test(jsonl, log_that_is_given_up_leaves_nothing_of_what_was_not_flushed)
{
    struct report report = { .to = stderr };
    FILE *to = tmpfile();
    struct sink *sink = sink_jsonl(to, &report);
    log_fill();
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(sink->ops->begin(sink, &log_record), 0);
        cr_assert_eq(put_event(sink, i, SLICE("x")), 0);
        cr_assert_eq(sink->ops->end(sink, &log_record, i != 1), 0);
    }
    cr_assert_eq(sink->ops->close(&sink), 0);
    size_t n;
    char *text = text_of(to, &n);
    jq_holds(text, n, "map(.seq) == [0, null, 2, null]");
    free(text);
    fclose(to);
}

Test(jsonl, flush_makes_visible_at_once)
{
    struct report report = { .to = stderr };
    int fd[2];
    char text[4096];
    cr_assert_eq(pipe(fd), 0);
    FILE *to = fdopen(fd[1], "w");
    struct sink *sink = sink_jsonl(to, &report);
    log_fill();
    cr_assert_eq(sink->ops->begin(sink, &log_record), 0);
    cr_assert_eq(put_event(sink, 1, SLICE("x")), 0);
    cr_assert_eq(sink->ops->flush(sink), 0);
    cr_assert_gt(read(fd[0], text, sizeof(text)), 100);
    sink->ops->close(&sink);
    fclose(to);
    close(fd[0]);
}

/* Rows and cells as libcsv's parser hands them out; nothing between two commas is NULL. */
struct sheet {
    char *cell[64][64];
    int rows, columns;
};

static void sheet_cell(void *text, size_t n, void *context)
{
    struct sheet *sheet = context;
    cr_assert_lt(sheet->columns, 64);
    char *copy = NULL;
    if (text) {
        copy = memory_new(n + 1);
        memcpy(copy, text, n);
        copy[n] = '\0';
    }
    sheet->cell[sheet->rows][sheet->columns++] = copy;
}

static void sheet_row(int end, void *context)
{
    struct sheet *sheet = context;
    (void)end;
    sheet->rows++;
    sheet->columns = 0;
}

static void sheet_read(FILE *to, struct sheet *sheet)
{
    struct csv_parser parser;
    size_t n;
    char *text = text_of(to, &n);
    cr_assert_eq(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL), 0);
    cr_assert_eq(csv_parse(&parser, text, n, sheet_cell, sheet_row, sheet), n, "%s", text);
    cr_assert_eq(csv_fini(&parser, sheet_cell, sheet_row, sheet), 0);
    csv_free(&parser);
    free(text);
}

static void sheet_free(struct sheet *sheet)
{
    for (int row = 0; row < 64; row++)
        for (int column = 0; column < 64; column++)
            free(sheet->cell[row][column]);
    memset(sheet, 0, sizeof(*sheet));
}

static const struct slice event_names[] = {
    { "plain", 5 },          { "a,b", 3 }, { "say \"hi\"", 8 }, { "two\nlines", 9 }, { "cr\rlf\r\n", 7 },
    { "", 0 },               { "\"", 1 },  { " led by", 7 },     { "ends in ", 8 },    { "#=+-@", 5 },
    { "\xe6\x97\xa5", 3 }, { "\\.", 2 },
};
enum { NAMES = sizeof(event_names) / sizeof(*event_names) };

Test(csv, rows_are_read_back_as_they_were_put)
{
    static struct sheet sheet;
    struct report report = { .to = stderr };
    FILE *to = tmpfile();
    struct sink *sink = sink_csv(to, RECORD_event, &report);
    struct cell ignored[FINDING__N] = { 0 };
    log_fill();
    cr_assert_eq(sink->ops->begin(sink, &log_record), 0);
    for (int i = 0; i < NAMES; i++)
        cr_assert_eq(put_event(sink, i, event_names[i]), 0);
    cr_assert_eq(put(sink, RECORD_finding, ignored), 0);
    cr_assert_eq(sink->ops->end(sink, &log_record, true), 0);
    cr_assert_eq(sink->ops->close(&sink), 0);
    sheet_read(to, &sheet);
    cr_assert_eq(sheet.rows, 1 + NAMES);
    for (int i = 0; i < IDENTITY_N; i++)
        cr_assert_str_eq(sheet.cell[0][i], schemas[RECORD_log].field[i].name);
    for (int i = 0; i < EVENT__N; i++)
        cr_assert_str_eq(sheet.cell[0][IDENTITY_N + i], schemas[RECORD_event].field[i].name);
    for (int row = 0; row < NAMES; row++) {
        char **cell = sheet.cell[row + 1], **event = cell + IDENTITY_N;
        cr_assert_str_eq(cell[LOG_source], "a, \"b\".log");
        cr_assert_str_eq(cell[LOG_map_index], "-1");
        cr_assert_not_null(event[EVENT_name], "an empty text is not a missing one");
        cr_assert_eq(strlen(event[EVENT_name]), event_names[row].n);
        cr_assert_eq(memcmp(event[EVENT_name], event_names[row].p, event_names[row].n), 0);
        cr_assert_str_eq(event[EVENT_attrs], "{\"score\":0.412,\"text\":\"a \\\"b\\\"\\n\"}");
        cr_assert_null(event[EVENT_crypto], "a missing cell is not an empty text");
    }
    sheet_free(&sheet);
    fclose(to);
}

Test(csv, no_text_is_a_formula_and_no_number_is_touched)
{
    static struct sheet sheet;
    static const struct {
        struct slice text;
        const char *cell;
    } rows[] = {
        { { "=1+1", 4 }, "'=1+1" }, { { "+1", 2 }, "'+1" },     { { "-2+3+cmd|' /C calc'!A0", 22 }, "'-2+3+cmd|' /C calc'!A0" },
        { { "@SUM(1)", 7 }, "'@SUM(1)" }, { { "\t=1", 3 }, "'\t=1" }, { { "\r=1", 3 }, "'\r=1" },
        { { "-", 1 }, "-" },        { { "a=1", 3 }, "a=1" },    { { "'=1", 3 }, "'=1" },
        { { "\xef\xbc\x9d" "1", 4 }, "'\xef\xbc\x9d" "1" }, { { "\xef\xbc\x8b" "1", 4 }, "'\xef\xbc\x8b" "1" }, { { "\xef\xbc\x8d" "1", 4 }, "'\xef\xbc\x8d" "1" },
        { { "\xef\xbc\xa0S", 4 }, "'\xef\xbc\xa0S" }, { { "\xef\xbc\x8d", 3 }, "\xef\xbc\x8d" }, { { "\xef\xbc\xa1" "1", 4 }, "\xef\xbc\xa1" "1" },
    };
    enum { ROWS = sizeof(rows) / sizeof(*rows) };
    struct report report = { .to = stderr };
    FILE *to = tmpfile();
    struct sink *sink = sink_csv(to, RECORD_event, &report);
    log_fill();
    cr_assert_eq(sink->ops->begin(sink, &log_record), 0);
    for (int i = 0; i < ROWS; i++)
        cr_assert_eq(put_event(sink, -i, rows[i].text), 0);
    cr_assert_eq(sink->ops->end(sink, &log_record, true), 0);
    cr_assert_eq(sink->ops->close(&sink), 0);
    sheet_read(to, &sheet);
    for (int i = 0; i < ROWS; i++) {
        char **cell = sheet.cell[i + 1];
        cr_expect_str_eq(cell[IDENTITY_N + EVENT_name], rows[i].cell);
        cr_expect_str_eq(cell[LOG_map_index], "-1");
        cr_expect_eq(atoi(cell[IDENTITY_N + EVENT_seq]), -i);
    }
    sheet_free(&sheet);
    fclose(to);
}

Test(csv, header_comes_even_without_rows_and_has_no_ledger)
{
    for (int type = 0; type < RECORD__N; type++) {
        static struct sheet sheet;
        struct report report = { .to = stderr };
        FILE *to = tmpfile();
        struct sink *sink = sink_csv(to, (enum record_type)type, &report);
        cr_assert_eq(sink->ops->close(&sink), 0);
        sheet_read(to, &sheet);
        cr_assert_eq(sheet.rows, 1);
        cr_assert_str_eq(sheet.cell[0][LOG_log_id], "log_id");
        for (int i = 0; sheet.cell[0][i]; i++)
            cr_assert_str_neq(sheet.cell[0][i], "load_id");
        sheet_free(&sheet);
        fclose(to);
    }
}

Test(csv, bytes_that_are_no_utf8_are_replaced)
{
    struct report report = { .to = stderr };
    FILE *to = tmpfile();
    struct sink *sink = sink_csv(to, RECORD_event, &report);
    log_fill();
    sink->ops->begin(sink, &log_record);
    put_event(sink, 1, SLICE("bad\xff"));
    sink->ops->end(sink, &log_record, true);
    sink->ops->close(&sink);
    size_t n;
    char *text = text_of(to, &n);
    cr_assert(strstr(text, ",bad\xef\xbf\xbd,"), "%s", text);
    free(text);
    fclose(to);
}

Test(csv, log_rows_come_with_the_end_and_only_of_logs_that_ended_well)
{
    static struct sheet sheet;
    struct report report = { .to = stderr };
    FILE *to = tmpfile();
    struct sink *sink = sink_csv(to, RECORD_log, &report);
    log_fill();
    for (int i = 0; i < 3; i++) {
        sink->ops->begin(sink, &log_record);
        cr_assert_eq(sink->ops->end(sink, &log_record, i > 0), 0);
    }
    cr_assert_eq(sink->ops->close(&sink), 0);
    sheet_read(to, &sheet);
    cr_assert_eq(sheet.rows, 3);
    cr_assert_str_eq(sheet.cell[2][LOG_start_time], "2026-04-29T11:35:02.123000Z");
    sheet_free(&sheet);
    fclose(to);
}

static char *table_text(bool colour, void (*fill)(struct sink *))
{
    struct report report = { .to = stderr };
    FILE *to = tmpfile();
    struct sink *sink = sink_table(to, colour, &report);
    size_t n;
    fill(sink);
    cr_assert_eq(sink->ops->close(&sink), 0);
    char *text = text_of(to, &n);
    cr_assert_eq(strlen(text), n, "a NUL byte reached the table");
    fclose(to);
    return text;
}

static void hostile_log(struct sink *sink)
{
    log_fill();
    cell_text(&log_cell[LOG_dag_id], SLICE("dag\033]0;title\a"));
    cell_text(&log_cell[LOG_error_message], SLICE("a\r\n\tb\x9b[2J \xc2\x9b[31m \xe2\x80\xae bad\xff nul\0 del\x7f"));
    sink->ops->begin(sink, &log_record);
    put_event(sink, 1, SLICE("na\033[31mme"));
    sink->ops->end(sink, &log_record, true);
}

Test(table, nothing_in_a_value_reaches_the_terminal_as_a_command)
{
    char *text = table_text(false, hostile_log);
    for (const char *at = text; *at; at++)
        cr_assert((unsigned char)*at >= 0x20 || *at == '\n', "byte %d in %s", *at, text);
    static const char *const shown[] = {
        "dag\\x1b]0;title\\x07",
        "na\\x1b[31mme",
        "failed~",
        "a\\r\\n\\tb\\x9b[2J \\u009b[31m \\u202e bad\\xff nul\\x00 del\\x7f",
    };
    for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++)
        cr_assert(strstr(text, shown[i]), "%s is not in\n%s", shown[i], text);
    free(text);
}

Test(table, colour_is_only_ours)
{
    char *text = table_text(true, hostile_log);
    for (const char *at = text; (at = strchr(at, '\033')); at++) {
        size_t n = strspn(at + 2, "0123456789;");
        cr_assert(at[1] == '[' && n > 0 && at[2 + n] == 'm', "%s", at);
    }
    cr_assert(strstr(text, "\033[1;31mfailed\033[0m"));
    free(text);
}

static void busy_log(struct sink *sink)
{
    log_fill();
    sink->ops->begin(sink, &log_record);
    for (int i = 0; i < 1000; i++)
        put_event(sink, i, SLICE("chatter"));
    struct cell block[CORRELATION__N] = { 0 };
    cell_num(&block[CORRELATION_seq], 1);
    cell_text(&block[CORRELATION_crypto], SLICE("SOLUSDC"));
    cell_text(&block[CORRELATION_f1_delta], SLICE("0.09999"));
    cell_text(&block[CORRELATION_main_code], SLICE("ML_EXPLOITABLE"));
    cell_text(&block[CORRELATION_main_missing], SLICE("[\"sortino\",\"std_f1_buy\"]"));
    put(sink, RECORD_correlation, block);
    sink->ops->end(sink, &log_record, true);
    sink->ops->begin(sink, &log_record);
    put_event(sink, 1, SLICE("of_a_log_given_up"));
    sink->ops->end(sink, &log_record, false);
}

Test(table, many_events_are_cut_short_and_counted)
{
    char *text = table_text(false, busy_log);
    static const char *const shown[] = {
        "... 996 more",    "1 log ",   "1 blocks   1000 events   0 rejects",
        "ML_EXPLOITABLE*", "+0.0999 ", "* without sortino, std_f1_buy",
    };
    for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++)
        cr_assert(strstr(text, shown[i]), "%s is not in\n%s", shown[i], text);
    cr_assert_null(strstr(text, "given_up"));
    for (struct slice rest = slice_of(text), line; rest.n;) {
        slice_cut(&rest, '\n', &line);
        cr_assert_leq(line.n, 110);
        cr_assert(line.n == 0 || line.p[line.n - 1] != ' ', "a blank ends: %.*s", SLICE_ARG(line));
    }
    free(text);
}

Test(null, counts_the_records_of_logs_that_ended_well)
{
    struct sink *sink = sink_null();
    log_fill();
    for (int i = 0; i < 3; i++) {
        sink->ops->begin(sink, &log_record);
        put_event(sink, 1, SLICE("x"));
        put_event(sink, 2, SLICE("x"));
        sink->ops->flush(sink);
        sink->ops->end(sink, &log_record, i != 1);
    }
    cr_assert_eq(sink_null_count(sink, RECORD_event), 4);
    cr_assert_eq(sink_null_count(sink, RECORD_log), 2);
    cr_assert_eq(sink_null_count(sink, RECORD_reject), 0);
    cr_assert_eq(sink->ops->close(&sink), 0);
}

/* 0 to 2: the sinks that write to a stream. */
static struct sink *sink_of(int kind, FILE *to, struct report *report)
{
    if (kind == 0)
        return sink_jsonl(to, report);
    return kind == 1 ? sink_csv(to, RECORD_event, report) : sink_table(to, false, report);
}

/* Fills until the stream refuses. */
static void refused(FILE *to, int kind)
{
    FILE *said = tmpfile();
    struct report report = { .to = said };
    struct sink *sink = sink_of(kind, to, &report);
    int status = 0;
    log_fill();
    for (int i = 0; i < 10000 && status == 0; i++) {
        status = sink->ops->begin(sink, &log_record);
        for (int e = 0; e < 3 && status == 0; e++)
            status = put_event(sink, e, SLICE("x"));
        status = status ? sink->ops->end(sink, &log_record, false) : sink->ops->end(sink, &log_record, true);
    }
    cr_assert_eq(status, -1, "the refusal was not told");
    cr_assert_eq(sink->ops->flush(sink), -1);
    cr_assert_eq(sink->ops->close(&sink), -1);
    cr_assert_eq(report.count[COMPLAINT_output_failed], 1);
    cr_assert_eq(report.status, EXIT_input);
    fclose(said);
}

Test(output, full_disk_is_complained_about_once)
{
    for (int kind = 0; kind < 3; kind++) {
        FILE *to = fopen("/dev/full", "w");
        refused(to, kind);
        fclose(to);
    }
}

Test(output, closed_pipe_is_complained_about_once)
{
    signal(SIGPIPE, SIG_IGN);
    for (int kind = 0; kind < 3; kind++) {
        int fd[2];
        cr_assert_eq(pipe(fd), 0);
        close(fd[0]);
        FILE *to = fdopen(fd[1], "w");
        refused(to, kind);
        fclose(to);
    }
}

Test(output, small_output_to_a_full_disk_fails_at_the_close)
{
    FILE *said = tmpfile();
    struct report report = { .to = said };
    FILE *to = fopen("/dev/full", "w");
    struct sink *sink = sink_csv(to, RECORD_log, &report);
    cr_assert_eq(sink->ops->close(&sink), -1);
    cr_assert_eq(report.count[COMPLAINT_output_failed], 1);
    fclose(to);
    fclose(said);
}
