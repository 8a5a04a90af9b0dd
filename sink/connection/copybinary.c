/* copybinary.c - see copybinary.h. A field is its length in four bytes, -1 for null, and its bytes; numbers are big-endian. */
#include "copybinary.h"

#include <assert.h>
#include <inttypes.h>

#include "parser/text/timestamp.h"
#include "pg.h"

enum { UUID_BYTES = 16, JSONB_VERSION = 1 };

/* timestamptz: microseconds since 2000, of which the lowest is -infinity. */
#define SINCE_2000 INT64_C(946684800000000)
#define TIME_NEVER INT64_MIN

static void add_number(struct buf *out, uint64_t value, size_t n)
{
    char bytes[8];
    for (size_t i = 0; i < n; i++)
        bytes[i] = (char)(value >> 8 * (n - 1 - i));
    buf_add(out, bytes, n);
}

static void add_length(struct buf *out, int64_t n)
{
    add_number(out, (uint64_t)n, 4);
}

static void add_int(struct buf *out, int64_t value, size_t n)
{
    add_length(out, (int64_t)n);
    add_number(out, (uint64_t)value, n);
}

static void add_text(struct buf *out, struct slice text)
{
    add_length(out, (int64_t)text.n);
    buf_slice(out, text);
}

static void add_json(struct buf *out, struct slice text)
{
    add_length(out, (int64_t)text.n + 1);
    buf_char(out, JSONB_VERSION);
    buf_slice(out, text);
}

static void add_cell(struct copytext *c, struct buf *out, enum kind kind, const struct cell *cell)
{
    switch (cell->present ? kind : KIND__N) {
    case KIND_text:
        add_text(out, copytext_clean(c, cell->text));
        break;
    case KIND_json:
        add_json(out, copytext_clean_json(c, cell->text));
        break;
    case KIND_int:
        add_int(out, cell->num, 4);
        break;
    case KIND_bigint:
        add_int(out, cell->num, 8);
        break;
    case KIND_time:
        add_int(out, cell->num - SINCE_2000, 8);
        break;
    default:
        assert(!cell->present);
        add_length(out, -1);
        break;
    }
}

void copybinary_row(struct copytext *c, struct buf *out, const struct record *record)
{
    enum record_type type = record_type(record);
    for (int i = 0; i < record->schema->n; i++) {
        struct cell cell = copytext_cell(type, i, record->cell[i]);
        bool time = record->schema->field[i].kind == KIND_time;
        if (time && !copytext_time_fits(&cell) && type == RECORD_event && i == EVENT_time)
            add_int(out, TIME_NEVER, 8);
        else if (time && !copytext_time_fits(&cell))
            add_length(out, -1);
        else
            add_cell(c, out, record->schema->field[i].kind, &cell);
    }
}

static unsigned digit_of(char c)
{
    return (unsigned)(byte_is_digit(c) ? c - '0' : byte_lower(c) - 'a' + 10);
}

void copybinary_head(enum record_type type, struct slice id, char head[COPYBINARY_HEAD])
{
    struct buf out = { .p = head, .cap = COPYBINARY_HEAD };
    assert(id.n == COPYBINARY_ID_TEXT);
    add_number(&out, (uint64_t)schemas[type].n + 1, 2);
    add_length(&out, UUID_BYTES);
    for (size_t i = 0; i + 1 < id.n; i += 2) {
        i += id.p[i] == '-';
        add_number(&out, digit_of(id.p[i]) << 4 | digit_of(id.p[i + 1]), 1);
    }
    assert(out.n == COPYBINARY_HEAD);
}

/* The fields of the next row, behind their number; false at the end. */
static bool row_next(struct slice *rows, int *n)
{
    *n = (int)pg_binary_int(slice_part(*rows, 0, 2));
    *rows = slice_from(*rows, 2);
    return *n > 0;
}

int64_t copybinary_count(struct slice rows)
{
    int64_t count = 0;
    for (int n; row_next(&rows, &n); count++)
        while (n-- > 0)
            pg_binary_field(&rows);
    return count;
}

static void undo_id(struct slice id, struct buf *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < id.n; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            buf_char(out, '-');
        buf_char(out, digits[(unsigned char)id.p[i] >> 4]);
        buf_char(out, digits[(unsigned char)id.p[i] & 15]);
    }
}

static void undo_field(enum kind kind, struct slice field, struct buf *out)
{
    int64_t value = kind == KIND_text || kind == KIND_json ? 0 : pg_binary_int(field);
    if (kind == KIND_text || kind == KIND_json)
        copytext_escape(out, slice_from(field, kind == KIND_json));
    else if (kind == KIND_int)
        buf_int(out, (int32_t)value);
    else if (kind == KIND_bigint)
        buf_int(out, value);
    else if (value == TIME_NEVER)
        buf_text(out, "-infinity");
    else
        timestamp_format(value + SINCE_2000, out);
}

void copybinary_undo(enum record_type type, struct slice rows, struct buf *out)
{
    for (int n; row_next(&rows, &n);) {
        undo_id(pg_binary_field(&rows), out);
        for (int i = 0; i + 1 < n; i++) {
            bool null = rows.n && (unsigned char)rows.p[0] == 0xff;
            struct slice field = pg_binary_field(&rows);
            buf_char(out, '\t');
            if (null)
                buf_text(out, "\\N");
            else
                undo_field(schemas[type].field[i].kind, field, out);
        }
        buf_char(out, '\n');
    }
}
