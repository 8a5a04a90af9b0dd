/* document_rows.c - see document_rows.h. */
#include "document_rows.h"

enum { COLUMNS_MOST = 64 };

static size_t elements_count(struct slice array)
{
    struct json_value value;
    size_t at = 0, n = 0;
    while (json_element(array, &at, &value))
        n++;
    return n;
}

bool document_are_pairs(struct slice array)
{
    struct json_value pair;
    size_t at = 0;
    bool are = false, sound = true;
    while (sound && json_element(array, &at, &pair))
        are = sound = pair.type == JSON_object && json_get(pair.raw, SLICE("field")).type == JSON_string && json_get(pair.raw, SLICE("value")).type;
    return are;
}

static void member_write(struct json_value name, struct json_value value, bool first, struct buf *records)
{
    buf_printf(records, "%c\"%.*s\":", first ? '{' : ',', SLICE_ARG(name.raw));
    json_write_value(value, records);
}

/* Graylog has a field's name, and another that people see; Azure Data Explorer calls it otherwise. */
static struct json_value column_name(struct json_value column)
{
    static const char *const members[] = { "field", "name", "ColumnName" };
    struct json_value name = column;
    for (size_t i = 0; i < sizeof(members) / sizeof(*members) && name.type == JSON_object; i++) {
        struct json_value found = json_get(column.raw, slice_of(members[i]));
        name = found.type ? found : name;
    }
    return name;
}

bool document_has_column(struct slice columns, struct slice name)
{
    struct json_value column;
    size_t at = 0;
    bool has = false;
    while (!has && json_element(columns, &at, &column))
        has = slice_eq(column_name(column).raw, name);
    return has;
}

void document_row_write(struct slice columns, struct slice row, struct buf *records)
{
    struct json_value column, value;
    size_t at = 0, value_at = 0;
    bool first = true;
    for (; json_element(columns, &at, &column) && json_element(row, &value_at, &value); first = false)
        member_write(column_name(column), value, first, records);
    buf_text(records, first ? "{}\n" : "}\n");
}

void document_pairs_write(struct slice pairs, struct buf *records)
{
    struct json_value pair;
    size_t at = 0;
    bool first = true;
    for (; json_element(pairs, &at, &pair); first = false)
        member_write(json_get(pair.raw, SLICE("field")), json_get(pair.raw, SLICE("value")), first, records);
    buf_text(records, "}\n");
}

bool document_is_column(struct slice columns, struct slice array)
{
    return elements_count(array) != elements_count(columns);
}

void document_columns_add(struct document_columns *self, struct slice array)
{
    buf_char(&self->held, self->n++ ? ',' : '[');
    buf_slice(&self->held, array);
}

/* The first value of each array is a row, then the second: they are stepped through side by side. */
static bool columns_turn(struct slice columns, struct slice arrays, size_t most, struct buf *records)
{
    struct json_value name[COLUMNS_MOST], array[COLUMNS_MOST], value;
    size_t at[COLUMNS_MOST] = { 0 }, names_at = 0, arrays_at = 0, n = 0;
    const size_t begin = records->n;
    bool more = true;
    while (n < COLUMNS_MOST && json_element(columns, &names_at, &name[n]) && json_element(arrays, &arrays_at, &array[n])) {
        name[n] = column_name(name[n]);
        n++;
    }
    while (n && more && records->n - begin < most) {
        size_t before = records->n;
        for (size_t i = 0; i < n && more; i++) {
            more = json_element(array[i].raw, &at[i], &value);
            if (more)
                member_write(name[i], value, i == 0, records);
        }
        buf_text(records, "}\n");
        if (!more)
            records->n = before;
    }
    return !n || !more;
}

bool document_columns_write(struct document_columns *self, struct slice columns, size_t most, struct buf *records)
{
    struct json_value row;
    size_t at = 0;
    bool whole = !self->held.failed;
    buf_char(&self->held, ']');
    if (whole && self->n == elements_count(columns))
        whole = columns_turn(columns, buf_view(&self->held), most, records);
    else
        while (json_element(buf_view(&self->held), &at, &row))
            document_row_write(columns, row.raw, records);
    buf_reset(&self->held);
    self->n = 0;
    return whole;
}
