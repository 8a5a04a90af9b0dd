/* row_arrays.c - see row_arrays.h. Without names the columns are known by the first row: a time, a pod's name, the text. */
#include "row_arrays.h"

#include <stdlib.h>

#include "document_rows.h"
#include "parser/text/json.h"
#include "parser/text/timestamp.h"

enum { HEADERS_MOST = 2 /* names, and types */ };

struct row_arrays {
    struct buf line;  /* that has not ended */
    struct buf names; /* an array of them */
    bool lost;
};

static bool is_stamp(struct json_value value)
{
    struct timestamp ignored;
    return value.type == JSON_string && timestamp_parse(value.raw, &ignored);
}

/* Whether one of the array's values is a time. */
static bool has_stamp(struct slice array)
{
    struct json_value value;
    size_t at = 0;
    bool has = false;
    while (!has && json_element(array, &at, &value))
        has = is_stamp(value);
    return has;
}

static bool is_name_byte(char byte)
{
    return byte_is_letter(byte) || byte_is_digit(byte) || byte == '_' || byte == '.' || byte == '@';
}

/* Whether all values are names of columns. */
static bool are_names(struct slice array)
{
    struct json_value value;
    size_t at = 0;
    bool are = true;
    while (are && json_element(array, &at, &value))
        are = value.type == JSON_string && value.raw.n && slice_span(value.raw, 0, is_name_byte) == value.raw.n;
    return are;
}

/* Whether all values are ClickHouse's names of types. */
static bool are_types(struct slice array)
{
    static const char *const types[] = { "String", "FixedString(", "DateTime", "Date", "LowCardinality(", "Nullable(", "Map(", "Array(", "Enum",
                                         "Int", "UInt", "Float", "UUID", "Bool", "JSON" };
    struct json_value value;
    size_t at = 0;
    bool are = true;
    while (are && json_element(array, &at, &value)) {
        are = false;
        for (size_t i = 0; i < sizeof(types) / sizeof(*types) && !are; i++)
            are = value.type == JSON_string && slice_starts(value.raw, slice_of(types[i]));
    }
    return are;
}

static bool has_several(struct slice array)
{
    struct json_value value;
    size_t at = 0;
    return json_element(array, &at, &value) && json_element(array, &at, &value);
}

/* A pod's name: letters, digits and '-', a '-' among them; a level or a hash is none. */
static bool is_pod(struct json_value value)
{
    bool dash = false, name = value.type == JSON_string && value.raw.n && (byte_is_letter(value.raw.p[0]) || byte_is_digit(value.raw.p[0]));
    for (size_t i = 0; i < value.raw.n && name; i++) {
        char byte = value.raw.p[i];
        dash = dash || byte == '-';
        name = byte_is_letter(byte) || byte_is_digit(byte) || byte == '-' || byte == '.';
    }
    return name && dash;
}

/* Which of the row's values is the text: the last string that is neither a time nor a pod's name. */
static size_t text_find(struct slice row)
{
    struct json_value value;
    size_t at = 0, text = 0;
    for (size_t i = 0; json_element(row, &at, &value); i++)
        if (value.type == JSON_string && !is_stamp(value) && !is_pod(value))
            text = i;
    return text;
}

static void names_guess(struct slice row, struct buf *names)
{
    const size_t text = text_find(row);
    struct json_value value;
    size_t at = 0;
    bool time = false, pod = false;
    for (size_t i = 0; json_element(row, &at, &value); i++) {
        const char *name = i == text ? "Body" : !time && is_stamp(value) ? "Timestamp" : !pod && is_pod(value) ? "pod" : NULL;
        time = time || is_stamp(value);
        pod = pod || (i != text && is_pod(value));
        if (name)
            buf_printf(names, "%c\"%s\"", i ? ',' : '[', name);
        else
            buf_printf(names, "%c\"c%zu\"", i ? ',' : '[', i);
    }
    buf_char(names, ']');
}

static bool is_array(struct slice line)
{
    return slice_starts(line, SLICE("[\"")) && json_read(line).type == JSON_array;
}

static bool row_arrays_begins(const struct envelopes *envelopes, struct slice text, bool cut)
{
    struct slice line, first = SLICE("");
    bool rows = !cut, known = false;
    (void)envelopes;
    for (int i = 0; rows && !known && i <= HEADERS_MOST && slice_cut(&text, '\n', &line); i++) {
        line = slice_trim_right(line);
        first = first.n ? first : line;
        rows = is_array(line) && has_several(line) && !document_is_column(first, line);
        known = rows && has_stamp(line);
        rows = rows && (known || are_names(line) || are_types(line));
    }
    return known;
}

static void *row_arrays_open(void)
{
    struct row_arrays *self = memory_zeroed(sizeof(*self));
    self->line.limit = RECORD_MOST;
    return self;
}

static void row_arrays_close(void *cutter)
{
    struct row_arrays *self = cutter;
    buf_free(&self->line);
    buf_free(&self->names);
    free(self);
}

static void line_take(struct row_arrays *self, struct buf *records)
{
    struct slice line = slice_trim_right(buf_view(&self->line));
    bool row = !self->line.failed && is_array(line), first = !self->names.n;
    self->lost = self->lost || (line.n && !row);
    if (row && first && has_stamp(line))
        names_guess(line, &self->names);
    else if (row && first)
        buf_slice(&self->names, line);
    if (row && !(first && !has_stamp(line)) && !are_types(line))
        document_row_write(buf_view(&self->names), line, records);
    buf_rest(&self->line);
}

static size_t row_arrays_feed(void *cutter, struct slice bytes, struct buf *records)
{
    struct row_arrays *self = cutter;
    struct slice rest = bytes;
    size_t newline;
    while ((newline = slice_index(rest, '\n')) != (size_t)-1) {
        buf_slice(&self->line, slice_part(rest, 0, newline));
        line_take(self, records);
        rest = slice_from(rest, newline + 1);
    }
    buf_slice(&self->line, rest);
    return bytes.n;
}

static bool row_arrays_end(void *cutter, struct buf *records)
{
    struct row_arrays *self = cutter;
    bool whole = !self->line.n || is_array(slice_trim_right(buf_view(&self->line)));
    if (self->line.n)
        line_take(self, records);
    return whole;
}

static bool row_arrays_between(const void *cutter)
{
    const struct row_arrays *self = cutter;
    return !self->line.n;
}

static bool row_arrays_lost(const void *cutter)
{
    const struct row_arrays *self = cutter;
    return self->lost;
}

const struct cutter_kind row_arrays_kind = { "rows of JSON",     row_arrays_begins, row_arrays_open, row_arrays_feed, row_arrays_end, row_arrays_between,
                                             row_arrays_lost, row_arrays_close };
