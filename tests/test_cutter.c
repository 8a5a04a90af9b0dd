/* test_cutter.c - CSV, the journal's export and Docker's raw stream, cut into records as their bytes come; documents have test_document.c. */
#include <criterion/criterion.h>

#include "parser/envelope/frames.h"
#include "parser/envelope/octets.h"
#include "parser/envelope/row_arrays.h"
#include "parser/envelope/csv_table.h"
#include "parser/envelope/journal_export.h"
#include "parser/envelope/yaml_records.h"

/* What the bytes give in pieces of that size; whether the last record ended. */
static bool cut(const struct cutter_kind *kind, struct slice text, size_t piece, struct buf *records)
{
    void *cutter = kind->open();
    for (size_t at = 0; at < text.n; at += piece) {
        struct slice part = slice_part(text, at, at + piece);
        if (kind->feed(cutter, part, records) < part.n)
            break;
    }
    bool ended = kind->end(cutter, records);
    kind->close(cutter);
    return ended;
}

static const struct {
    const char *text, *records;
    bool ended;
} tables[] = {
    { "a,b\n1,2\n", "{\"a\":\"1\",\"b\":\"2\"}\n", true },
    { "\"@timestamp\",\"k.pod\"\r\n\"x \"\"y\"\"\",\" z\nw\"\r\n , \r\n", "{\"@timestamp\":\"x \\\"y\\\"\",\"k.pod\":\" z\\nw\"}\n{\"@timestamp\":\" \",\"k.pod\":\" \"}\n", true },
    { "a\\\",b\n1,2,3\n4\n", "{\"a\\\\\\\"\":\"1\",\"b\":\"2\"}\n{\"a\\\\\\\"\":\"4\"}\n", true },
    { "a,b\n1,2", "{\"a\":\"1\",\"b\":\"2\"}\n", true },
    { "a,b\n1,\"2\n", "{\"a\":\"1\",\"b\":\"2\\n\"}\n", false },
    { "a;\"b;c,d\"\n1,5;2\n", "{\"a\":\"1,5\",\"b;c,d\":\"2\"}\n", true },
    { "\"a,b\"\tc|d\r\n1,;2\t\"3\t4\"\r\n", "{\"a,b\":\"1,;2\",\"c|d\":\"3\\t4\"}\n", true },
    { "a|b\n1,2|3\n", "{\"a\":\"1,2\",\"b\":\"3\"}\n", true },
    { "sep=;\r\na,b;c\r\n1;2\r\n", "{\"a,b\":\"1\",\"c\":\"2\"}\n", true }, /* Excel */
    { "a", "", true },
    { "Timestamp\tBody\n1\ta=\\'b\\'\n17000000000000\t.\n2\t\"c\"\\nd\\\\e\n", "{\"Timestamp\":\"1\",\"Body\":\"a='b'\"}\n{\"Timestamp\":\"17000000000000\",\"Body\":\".\"}\n{\"Timestamp\":\"2\",\"Body\":\"\\\"c\\\"\\nd\\\\e\"}\n", true }, /* ClickHouse */
    { "a\tb\n{\"c\":\"d\\\\n\"}\t\\\\\n", "{\"a\":\"{\\\"c\\\":\\\"d\\\\n\\\"}\",\"b\":\"\\\\\"}\n", true }, /* a record, escaped */
    { "a\tb\n{\"c\":\"d\\n\"}\t\\'\n", "{\"a\":\"{\\\"c\\\":\\\"d\\\\n\\\"}\",\"b\":\"\\\\'\"}\n", true }, /* as it stands */
    { "\"a\"\tb\n1\t\\n\n", "{\"a\":\"1\",\"b\":\"\\\\n\"}\n", true }, /* Excel's */
    { "labels,Line\n\"{\"\"a\"\":1}\",{}\n{,\n", "{\"labels\":{\"a\":1},\"Line\":\"{}\"}\n{\"labels\":\"{\",\"Line\":\"\"}\n", true },
};

Test(table, a_row_is_a_record_of_the_header_s_names)
{
    for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
        for (size_t piece = 1; piece < 20; piece += 5) {
            struct buf records = { 0 };
            bool ended = cut(&table_kind, slice_of(tables[i].text), piece, &records);
            cr_expect(slice_eq(buf_view(&records), slice_of(tables[i].records)), "%s: %.*s", tables[i].text, SLICE_ARG(buf_view(&records)));
            cr_expect_eq(ended, tables[i].ended, "%s", tables[i].text);
            buf_free(&records);
        }
}

Test(table, a_header_that_no_row_of_the_flag_knows_begins_none)
{
    static const struct {
        const char *text;
        bool begins;
    } headers[] = {
        { "\"Time\",\"Line\",\"tsNs\",\"id\"\n1,2,3,4\n", true },
        { "\"@timestamp\",\"message\",\"kubernetes.pod.name\"\n", true },
        { "@timestamp,@message,@logStream\n", true },
        { "\"Time\";\"Line\";\"tsNs\"\n", true },
        { "sep=;\n@timestamp;message\n", true },
        { "Date\tHost\tService\tMessage\r\n", true },
        { "sep=;\nTime,Line\n", false },
        { "sep=;\n", false },
        { "timestamp,text\n", false },
        { "Hello, world\n", false },
        { "a line with Line, body, tsNs and Time\n", false },
        { "@timestamp message\n", false },
        { "", false },
    };
    struct envelopes *envelopes = envelopes_open();
    for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++)
        cr_expect_eq(table_kind.begins(envelopes, slice_of(headers[i].text), false), headers[i].begins, "%s", headers[i].text);
    envelopes_close(&envelopes);
}

static const struct {
    const char *text, *records;
    bool ended;
} arrays[] = { /* records = NULL: no rows of a table */
    { "[\"2026-04-29 11:35:02.123\",\"p-1\",\"INFO\",\"a\\/b\"]\n[\"2026-04-29 11:35:02.124\",\"p-1\",7,\"c\"]", "{\"Timestamp\":\"2026-04-29 11:35:02.123\",\"pod\":\"p-1\",\"c2\":\"INFO\",\"Body\":\"a/b\"}\n"
      "{\"Timestamp\":\"2026-04-29 11:35:02.124\",\"pod\":\"p-1\",\"c2\":7,\"Body\":\"c\"}\n", true },
    { "[\"Body\", \"Timestamp\"]\r\n[\"String\", \"DateTime64(9)\"]\r\n[\"a\", \"2026-04-29 11:35:02\"]\r\n", "{\"Body\":\"a\",\"Timestamp\":\"2026-04-29 11:35:02\"}\n", true },
    { "[\"2026-04-29 11:35:02\",\"a\"]\n[\"2026-04-29 11:35:02\",\"b", "{\"Timestamp\":\"2026-04-29 11:35:02\",\"Body\":\"a\"}\n", false },
    { "[\"a b\",\"c\"]\n[\"2026-04-29 11:35:02\",\"a\"]\n", NULL, false },
    { "[\"a\",\"b\"]\n", NULL, false },
    { "[\"2026-04-29 11:35:02\"]\n", NULL, false },
    { "[\"2026-04-29 11:35:02\",\n\"a\"]\n", NULL, false },
};

Test(row_arrays, each_line_is_a_record_of_the_columns_names)
{
    for (size_t i = 0; i < sizeof(arrays) / sizeof(*arrays); i++)
        for (size_t piece = 1; piece < 20; piece += 5) {
            struct buf records = { 0 };
            cr_expect_eq(row_arrays_kind.begins(NULL, slice_of(arrays[i].text), false), arrays[i].records != NULL, "%s", arrays[i].text);
            if (arrays[i].records) {
                cr_expect_eq(cut(&row_arrays_kind, slice_of(arrays[i].text), piece, &records), arrays[i].ended, "%s", arrays[i].text);
                cr_expect(slice_eq(buf_view(&records), slice_of(arrays[i].records)), "%.*s", SLICE_ARG(buf_view(&records)));
            }
            buf_free(&records);
        }
}

Test(frames, the_pieces_of_a_channel_are_its_lines)
{
    static const char stream[] = "\1\0\0\0\0\0\0\3ab\n"   /* a whole line */
                                 "\1\0\0\0\0\0\0\2cd"     /* a piece */
                                 "\2\0\0\0\0\0\0\12error 5\nx\n" /* the other channel in between; a length that is a newline's byte */
                                 "\1\0\0\0\0\0\0\0"       /* nothing */
                                 "\1\0\0\0\0\0\0\2e\n"
                                 "\2\0\0\0\0\0\0\1z";     /* without an end */
    struct slice text = { stream, sizeof(stream) - 1 };
    cr_expect(frames_kind.begins(NULL, text, false));
    cr_expect_not(frames_kind.begins(NULL, SLICE("[2026-04-29] a"), false));
    for (size_t piece = 1; piece < 80; piece += 13) {
        struct buf records = { 0 };
        cr_expect(cut(&frames_kind, text, piece, &records));
        cr_expect(slice_eq(buf_view(&records), SLICE("ab\nerror 5\nx\ncde\nz\n")), "%.*s", SLICE_ARG(buf_view(&records)));
        buf_reset(&records);
        cr_expect_not(cut(&frames_kind, slice_part(text, 0, 15), piece, &records));
        buf_free(&records);
    }
}

Test(octets, a_message_is_as_long_as_is_said_before_it)
{
    static const struct {
        struct slice text;
        const char *records; /* NULL: it is not of the kind */
        bool ended;
    } rows[] = {
        { SLICE_ROW("6 <1>1 a10 <1>1 b\n20 5 <1>1 8 <1>1 c\n\n"), "<1>1 a\n<1>1 b\n20 \n<1>1 \n<1>1 c\n\n", true },
        { SLICE_ROW("6 <1>1 a6 <1>1 b\n"), "<1>1 a\n<1>1 b\n", true },
        { SLICE_ROW("6 <1>1 a6 <1>1"), "<1>1 a\n<1>1\n", false },
        { SLICE_ROW("6 <1>1 a6 <1>1 b7"), "<1>1 a\n<1>1 b\n", false },
        { SLICE_ROW("6 <1>1 a\n6 <1>1 b\n"), NULL, false },
        { SLICE_ROW("6 <1>1 a"), NULL, false },
        { SLICE_ROW("60000000 <1>1 a"), NULL, false },
        { SLICE_ROW("0 <0 <"), NULL, false },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        cr_expect_eq(octets_kind.begins(NULL, rows[i].text, false), rows[i].records != NULL, "%.*s", SLICE_ARG(rows[i].text));
        for (size_t piece = 1; rows[i].records && piece < 30; piece += 7) {
            struct buf records = { 0 };
            cr_expect_eq(cut(&octets_kind, rows[i].text, piece, &records), rows[i].ended, "%.*s", SLICE_ARG(rows[i].text));
            cr_expect(slice_eq(buf_view(&records), slice_of(rows[i].records)), "%.*s", SLICE_ARG(buf_view(&records)));
            buf_free(&records);
        }
    }
}

static const struct {
    struct slice text;
    const char *records;
    bool ended;
} exports[] = {
    { SLICE_ROW("__CURSOR=s=1\n__REALTIME_TIMESTAMP=1\nMESSAGE=a=\"b\"\n\n__CURSOR=s=2\nMESSAGE\n\n\0\0\0\0\0\0\0a\nMESSAGE=\n_PID=7\n\n"),
      "{\"__CURSOR\":\"s=1\",\"__REALTIME_TIMESTAMP\":\"1\",\"MESSAGE\":\"a=\\\"b\\\"\"}\n{\"__CURSOR\":\"s=2\",\"MESSAGE\":\"a\\nMESSAGE=\",\"_PID\":\"7\"}\n", true },
    { SLICE_ROW("__CURSOR=s=1\nMESSAGE=a\n\n\n__CURSOR=s=2"), "{\"__CURSOR\":\"s=1\",\"MESSAGE\":\"a\"}\n", false },
    { SLICE_ROW("__CURSOR=s=1\nMESSAGE=a\n"), "{\"__CURSOR\":\"s=1\",\"MESSAGE\":\"a\"}\n", true },
    { SLICE_ROW("__CURSOR=s=1\nMESSAGE\n\3\0\0\0\0\0\0\0ab"), "", false },
};

Test(journal_export, an_entry_is_a_record_of_its_fields)
{
    for (size_t i = 0; i < sizeof(exports) / sizeof(*exports); i++)
        for (size_t piece = 1; piece < 60; piece += 7) {
            struct buf records = { 0 };
            cr_expect_eq(cut(&journal_export_kind, exports[i].text, piece, &records), exports[i].ended, "%zu", i);
            cr_expect(slice_eq(buf_view(&records), slice_of(exports[i].records)), "%zu: %.*s", i, SLICE_ARG(buf_view(&records)));
            buf_free(&records);
        }
    cr_expect(journal_export_kind.begins(NULL, exports[0].text, false));
}

Test(journal_export, what_is_no_field_ends_it)
{
    struct buf records = { 0 };
    void *cutter = journal_export_kind.open();
    cr_expect_eq(journal_export_kind.feed(cutter, SLICE("__CURSOR=s=1\nMESSAGE=a\n\n[2026-04-29] a=b\n"), &records), 24 + 16);
    cr_expect_not(journal_export_kind.between(cutter));
    cr_expect_not(journal_export_kind.lost(cutter));
    journal_export_kind.close(cutter);
    buf_free(&records);
}

#ifdef HAVE_LIBYAML
/* The first as gcloud 528 prints an entry: folded, quoted, literal. */
static const struct {
    const char *text, *records;
    bool ended;
} entries[] = {
    { "---\ninsertId: i1\nlabels:\n  'k8s-pod/x': '2'\ntextPayload: 'Running <TaskInstance: a.b manual__2026-11-20T22:00:55\n  map_index=2 [queued]> it''s'\ntimestamp: '2026-11-23T22:28:31.5Z'\n"
      "---\ninsertId: i2\ntextPayload: \"Running: ['airflow',\\\n  \\ 'tasks']\"\n---\ninsertId: i3\ntextPayload: |2-\n   a\n\n  ---\n  b\n",
      "{\"insertId\":\"i1\",\"labels\":{\"k8s-pod/x\":\"2\"},\"textPayload\":\"Running <TaskInstance: a.b manual__2026-11-20T22:00:55 map_index=2 [queued]> it's\",\"timestamp\":\"2026-11-23T22:28:31.5Z\"}\n"
      "{\"insertId\":\"i2\",\"textPayload\":\"Running: ['airflow', 'tasks']\"}\n{\"insertId\":\"i3\",\"textPayload\":\" a\\n\\n---\\nb\"}\n", true },
    { "---\ninsertId: 1\njsonPayload:\n  n: 1.5\n  b: true\n  a: [x, {y: null}]\n  w: NaN\n  t: ::group::Pre\n  e:\n", "{\"insertId\":1,\"jsonPayload\":{\"n\":1.5,\"b\":true,\"a\":[\"x\",{\"y\":null}],\"w\":\"NaN\",\"t\":\"::group::Pre\",\"e\":\"\"}}\n", true },
    { "---\ninsertId: i1\n---\ninsertId: i2\ntext", "{\"insertId\":\"i1\"}\n", false },
    /* lists, as aws and az print them; what stands beside is left out */
    { "events:\n- message: 'a\n\n    b'\n  timestamp: 1\n- message: |-\n    - c\n\n    d:\nnextForwardToken: f/1\nother:\n  x: 1\n", "{\"message\":\"a\\nb\",\"timestamp\":1}\n{\"message\":\"- c\\n\\nd:\"}\n", true },
    { "- events:\n  - message: a\n  - message: b\n  nextToken: t\n- events:\n  - message: c\n", "{\"message\":\"a\"}\n{\"message\":\"b\"}\n{\"message\":\"c\"}\n", true },
    { "- ContainerName: base\n  LogMessage: a\n- LogMessage: b\n- LogMessage: c", "{\"ContainerName\":\"base\",\"LogMessage\":\"a\"}\n{\"LogMessage\":\"b\"}\n", false },
};

Test(yaml, a_document_is_a_record)
{
    for (size_t i = 0; i < sizeof(entries) / sizeof(*entries); i++)
        for (size_t piece = 1; piece < 80; piece += 11) {
            struct buf records = { 0 };
            cr_expect_eq(cut(&yaml_kind, slice_of(entries[i].text), piece, &records), entries[i].ended, "%zu", i);
            cr_expect(slice_eq(buf_view(&records), slice_of(entries[i].records)), "%zu: %.*s", i, SLICE_ARG(buf_view(&records)));
            buf_free(&records);
        }
    for (size_t i = 0; i < sizeof(entries) / sizeof(*entries); i++)
        cr_expect(yaml_kind.begins(NULL, slice_of(entries[i].text), false), "%zu", i);
    cr_expect_not(yaml_kind.begins(NULL, SLICE("- message: a\n"), false));
    cr_expect_not(yaml_kind.begins(NULL, SLICE("events:\n- a\n"), false));
    cr_expect_not(yaml_kind.begins(NULL, SLICE("events:\n  message: a\n"), false));
    cr_expect_not(yaml_kind.begins(NULL, SLICE("---\na: b\n"), false));
    cr_expect_not(yaml_kind.begins(NULL, SLICE("---\na: b\n---\ninsertId: a\n"), false));
}

Test(yaml, what_is_no_yaml_is_left_out_and_told)
{
    static const char *const broken[] = { "---\ninsertId: 'a\n---\n", "---\ninsertId: *a\n---\n", "---\n- a\n---\n", "---\ntext\n---\n", "---\na: [[[[\n---\n" }, *const elements[] = { "- LogMessage: 'a\n- x: y\n", "- a\n- x: y\n", "events:\n- x: *a\n- y: z\n" };
    for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++) {
        struct buf records = { 0 };
        void *cutter = yaml_kind.open();
        yaml_kind.feed(cutter, slice_of(broken[i]), &records);
        cr_expect(yaml_kind.lost(cutter) && !records.n, "%s", broken[i]);
        yaml_kind.feed(cutter, SLICE("a: b\n---\n"), &records);
        cr_expect(slice_eq(buf_view(&records), SLICE("{\"a\":\"b\"}\n")), "%.*s", SLICE_ARG(buf_view(&records)));
        yaml_kind.close(cutter);
        buf_free(&records);
    }
    for (size_t i = 0; i < sizeof(elements) / sizeof(*elements); i++) {
        struct buf records = { 0 };
        void *cutter = yaml_kind.open();
        yaml_kind.feed(cutter, slice_of(elements[i]), &records);
        cr_expect(yaml_kind.lost(cutter) && !records.n, "%s", elements[i]);
        yaml_kind.close(cutter);
        buf_free(&records);
    }
}
#endif
