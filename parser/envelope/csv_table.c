/* csv_table.c - rows of CSV (RFC 4180, libcsv), of whatever delimiter, as JSON records; see csv_table.h. */
#include "csv_table.h"

#include <csv.h>
#include <stdlib.h>

#include "parser/text/json.h"
#include "parser/text/python_string.h"

/* NEVER: no byte of UTF-8: the delimiter of a table without one, the quote of one that escapes. */
enum { HEADER_MOST = 16 * 1024, NEVER = 0xff };

/* Whether tabs and ends of lines inside a field are escaped (ClickHouse's TabSeparated, MySQL's --batch), not quoted. */
enum escapes { ESCAPES_unknown, ESCAPES_undone, ESCAPES_none };

struct table {
    struct csv_parser csv;
    enum escapes escapes;  /* known by the first field with a backslash */
    struct buf plain;      /* a field, its escapes undone */
    struct buf begin;   /* what came before the delimiter was known */
    bool has_delimiter;
    struct buf names;   /* of the header, as JSON strings, each ended by ':' */
    size_t name_at;     /* where the name of the field that comes next stands in names */
    bool has_header, full; /* full: a row is longer than RECORD_MOST */
    int fields;         /* of this row so far */
    size_t row_bytes;
    struct buf row, *records;
};

/* Blanks at the ends of a field are the field's. */
static int is_space(unsigned char byte)
{
    (void)byte;
    return 0;
}

static void *table_open(void)
{
    struct table *self = memory_new(sizeof(*self));
    *self = (struct table){ .begin = { .limit = HEADER_MOST }, .names = { .limit = HEADER_MOST }, .row = { .limit = RECORD_MOST } };
    csv_init(&self->csv, 0);
    csv_set_space_func(&self->csv, is_space);
    return self;
}

static void table_close(void *cutter)
{
    struct table *self = cutter;
    csv_free(&self->csv);
    buf_free(&self->begin);
    buf_free(&self->names);
    buf_free(&self->row);
    buf_free(&self->plain);
    free(self);
}

/* Azure's portal writes the zone of a column's times behind its name. */
static struct slice zone_off(struct slice name)
{
    return slice_ends(name, SLICE(" [UTC]")) ? slice_part(name, 0, name.n - 6) : name;
}

static void header_field(struct table *self, struct slice text)
{
    text = zone_off(text);
    json_write_string(text, &self->names);
    buf_char(&self->names, ':');
}

/* The name of the next column; empty: the row has more fields than the header. */
static struct slice next_name(struct table *self)
{
    struct slice rest = slice_from(buf_view(&self->names), self->name_at);
    size_t n = 1;
    while (n < rest.n && rest.p[n] != '"')
        n += rest.p[n] == '\\' ? 2 : 1;
    self->name_at += rest.n ? n + 2 : 0;
    return slice_part(rest, 0, n + 2);
}

/* Grafana's labels stand in one column. */
static bool is_object(struct slice name, struct slice text)
{
    return slice_eq(name, SLICE("\"labels\":")) && json_read(text).type == JSON_object;
}

/* Whether each backslash is one of an escape that such tables write. */
static bool is_escaped(struct slice text)
{
    bool sound = true;
    for (size_t i = 0; i < text.n && sound; i++)
        if (text.p[i] == '\\') {
            i++;
            sound = i < text.n && strchr("\\btnrf'N0", text.p[i]);
        }
    return sound;
}

/* The field's text. A record of JSON has backslashes of its own: it is one as it stands, or when the escapes are undone. */
static struct slice field_text(struct table *self, struct slice raw)
{
    if (self->escapes == ESCAPES_none || slice_index(raw, '\\') == (size_t)-1)
        return raw;
    buf_reset(&self->plain);
    python_string_unescape(raw, false, &self->plain);
    bool record = raw.p[0] == '{';
    if (self->escapes == ESCAPES_unknown)
        self->escapes = is_escaped(raw) && (!record || json_read(buf_view(&self->plain)).type) ? ESCAPES_undone : ESCAPES_none;
    if (self->escapes == ESCAPES_none)
        return raw;
    csv_set_quote(&self->csv, NEVER); /* from the next line on */
    return buf_view(&self->plain);
}

static void on_field(void *bytes, size_t n, void *context)
{
    struct table *self = context;
    struct slice text = { bytes, n };
    if (!self->has_header) {
        header_field(self, text);
        return;
    }
    text = field_text(self, text);
    struct slice name = next_name(self);
    if (!name.n)
        return;
    buf_char(&self->row, self->fields++ ? ',' : '{');
    buf_slice(&self->row, name);
    if (is_object(name, text))
        buf_slice(&self->row, text);
    else
        json_write_string(text, &self->row);
}

static void on_row(int end, void *context)
{
    struct table *self = context;
    (void)end;
    if (self->has_header && self->fields && !self->row.failed) {
        buf_slice(self->records, buf_view(&self->row));
        buf_text(self->records, "}\n");
    }
    self->full = self->full || self->row.failed;
    self->has_header = true;
    self->fields = 0;
    self->name_at = self->row_bytes = 0;
    buf_rest(&self->row);
}

/* The first delimiter outside of quotes, or NEVER; '\0': it is no header. Spreadsheets write ; where a comma is the decimal mark, and tabs as "Unicode text". */
static char delimiter_find(struct slice header)
{
    bool quotes = slice_starts(header, SLICE("\"")), quoted = false;
    for (size_t i = 0; i < header.n; i++) {
        quoted ^= quotes && header.p[i] == '"';
        if (!quoted && strchr(",;\t|", header.p[i]))
            return header.p[i];
    }
    return slice_index(header, ' ') == (size_t)-1 ? (char)NEVER : '\0'; /* its name is a word */
}

/* What delimits the fields, and the header with what follows it; a first line "sep=;" (Excel's) says it. false: the first line is not whole. */
static bool header_find(struct slice text, char *delimiter, struct slice *header)
{
    struct slice line;
    *header = text;
    if (!slice_cut(&text, '\n', &line))
        return false;
    line = slice_ends(line, SLICE("\r")) ? slice_part(line, 0, line.n - 1) : line;
    bool says = line.n == 5 && slice_starts(line, SLICE("sep="));
    if (says)
        *header = text;
    *delimiter = says ? line.p[4] : delimiter_find(line);
    return true;
}

static void table_parse(struct table *self, struct slice bytes)
{
    self->row_bytes += bytes.n;
    csv_parse(&self->csv, bytes.p, bytes.n, on_field, on_row, self);
    self->full = self->full || self->row_bytes > RECORD_MOST;
}

/* Reads the first line, or what there is of it; how many bytes it was. */
static size_t table_delimit(struct table *self, struct slice bytes)
{
    size_t newline = slice_index(bytes, '\n'), n = newline == (size_t)-1 ? bytes.n : newline + 1;
    char delimiter;
    struct slice header;
    buf_slice(&self->begin, slice_part(bytes, 0, n));
    self->full = self->begin.failed;
    self->has_delimiter = !self->full && header_find(buf_view(&self->begin), &delimiter, &header);
    if (!self->has_delimiter)
        return n;
    csv_set_delim(&self->csv, (unsigned char)delimiter);
    self->escapes = delimiter == '\t' && !slice_starts(header, SLICE("\"")) ? ESCAPES_unknown : ESCAPES_none;
    table_parse(self, header);
    buf_free(&self->begin);
    return n;
}

static size_t table_feed(void *cutter, struct slice bytes, struct buf *records)
{
    struct table *self = cutter;
    self->records = records;
    size_t at = self->has_delimiter || self->full ? 0 : table_delimit(self, bytes);
    if (!self->full && self->has_delimiter)
        table_parse(self, slice_from(bytes, at));
    return bytes.n;
}

static bool table_end(void *cutter, struct buf *records)
{
    struct table *self = cutter;
    bool quoted = self->csv.quoted && self->csv.pstate == 2; /* a field has begun whose quote has not come */
    self->records = records;
    csv_fini(&self->csv, on_field, on_row, self);
    return !quoted && !self->full;
}

/* Each line of a table is one of its rows. */
static bool table_between(const void *cutter)
{
    (void)cutter;
    return false;
}

static bool table_lost(const void *cutter)
{
    const struct table *self = cutter;
    return self->full;
}

/* The header as a record, each member its own name. */
static void header_record(struct slice line, char delimiter, struct buf *record)
{
    struct table *self = table_open();
    struct buf twice = { 0 };
    buf_printf(&twice, "sep=%c\n", delimiter);
    for (int i = 0; i < 2; i++) {
        buf_slice(&twice, line);
        buf_char(&twice, '\n');
    }
    table_feed(self, buf_view(&twice), record);
    table_close(self);
    buf_free(&twice);
}

static bool table_begins(const struct envelopes *envelopes, struct slice text, bool cut)
{
    struct slice line;
    struct buf record = { 0 };
    struct envelope_space space = { 0 };
    struct payload payload = { 0 };
    bool begins = false;
    char delimiter = '\0';
    header_find(text, &delimiter, &text);
    slice_cut(&text, '\n', &line);
    if (cut || line.n > HEADER_MOST / 2 || !delimiter || slice_index(line, '=') != (size_t)-1)
        return false;
    header_record(slice_trim_right(line), delimiter, &record);
    for (int row = 0; row < ENVELOPE__N && !begins && record.n; row++)
        if (envelope_rows[row].flags & TABLE)
            begins = envelope_take(envelopes, row, slice_part(buf_view(&record), 0, record.n - 1), &space, &payload);
    buf_free(&record);
    envelope_space_free(&space);
    return begins;
}

const struct cutter_kind table_kind = { "CSV", table_begins, table_open, table_feed, table_end, table_between, table_lost, table_close };
