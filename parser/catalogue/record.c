/* record.c - the schemas that fields.def makes, and how one cell is spelled (records.md §1).
 * Knows no table layout and no output format beyond the spelling of single values. */
#include "record.h"

#include <assert.h>

#include "parser/text/json.h"
#include "parser/text/timestamp.h"

static const struct field log_fields[] = {
#define LOG(name, kind, help) { #name, KIND_##kind, 0, help },
#define LEDGER(name, kind, help) { #name, KIND_##kind, FIELD_LEDGER, help },
#include "fields.def"
};

static const struct field correlation_fields[] = {
#define CORRELATION(name, kind, help) { #name, KIND_##kind, 0, help },
#define BLOCK(name, kind, unit, help) { #name, KIND_##kind, FIELD_BLOCK, help },
#define DIFFERENCE(name, a, b, help) { #name, KIND_numeric, FIELD_DERIVED, help },
#define KEPT(name, kind, help) { #name, KIND_##kind, FIELD_LEDGER, help },
#include "fields.def"
};

static const struct field event_fields[] = {
#define EVENT(name, kind, help) { #name, KIND_##kind, 0, help },
#include "fields.def"
};

static const struct field finding_fields[] = {
#define FINDING(name, kind, help) { #name, KIND_##kind, 0, help },
#include "fields.def"
};

static const struct field notice_fields[] = {
#define NOTICE(name, kind, help) { #name, KIND_##kind, 0, help },
#include "fields.def"
};

static const struct field reject_fields[] = {
#define REJECT(name, kind, help) { #name, KIND_##kind, 0, help },
#include "fields.def"
};

const struct schema schemas[RECORD__N] = {
    [RECORD_correlation] = { "correlation", correlation_fields, CORRELATION__N },
    [RECORD_event] = { "event", event_fields, EVENT__N },
    [RECORD_finding] = { "finding", finding_fields, FINDING__N },
    [RECORD_notice] = { "notice", notice_fields, NOTICE__N },
    [RECORD_reject] = { "reject", reject_fields, REJECT__N },
    [RECORD_log] = { "log", log_fields, LOG__N },
};

const char *kind_sql(enum kind kind)
{
    static const char *const sql[KIND__N] = {
#define KIND(name, text) text,
#include "fields.def"
    };
    assert(kind < KIND__N);
    return sql[kind];
}

int schema_find(const struct schema *schema, struct slice name)
{
    for (int i = 0; i < schema->n; i++)
        if (slice_eq(slice_of(schema->field[i].name), name))
            return i;
    return -1;
}

bool schema_carries(const struct schema *schema, int identity)
{
    return schema_find(schema, slice_of(log_fields[identity].name)) < 0;
}

static inline bool kind_is_number(enum kind kind)
{
    return ((1u << KIND_time | 1u << KIND_int | 1u << KIND_bigint | 1u << KIND_bool) >> kind) & 1;
}

/* PostgreSQL's hexadecimal form of bytea; lead is its backslash, doubled inside a JSON string. */
static void bytes_plain(struct buf *out, const char *lead, struct slice bytes)
{
    static const char hex[] = "0123456789abcdef";
    buf_text(out, lead);
    for (size_t i = 0; i < bytes.n; i++) {
        unsigned char byte = (unsigned char)bytes.p[i];
        buf_add(out, (char[]){ hex[byte >> 4], hex[byte & 15] }, 2);
    }
}

static bool numeric_is_word(struct slice text)
{
    return text.n && (text.p[text.n - 1] == 'N' || text.p[text.n - 1] == 'y');
}

static void quoted(struct buf *out, struct slice plain)
{
    buf_char(out, '"');
    buf_slice(out, plain);
    buf_char(out, '"');
}

void cell_json(struct buf *out, enum kind kind, const struct cell *cell)
{
    if (!cell->present) {
        buf_add(out, "null", 4);
        return;
    }
    switch (kind) {
    case KIND_text:
    case KIND_uuid:
        json_write_string(cell->text, out);
        return;
    case KIND_time:
        buf_char(out, '"');
        timestamp_format(cell->num, out);
        buf_char(out, '"');
        return;
    case KIND_bytes:
        buf_char(out, '"');
        bytes_plain(out, "\\\\x", cell->text);
        buf_char(out, '"');
        return;
    case KIND_numeric:
        if (numeric_is_word(cell->text)) {
            quoted(out, cell->text);
            return;
        }
        break;
    default:
        break;
    }
    cell_plain(out, kind, cell);
}

void cell_plain(struct buf *out, enum kind kind, const struct cell *cell)
{
    if (!cell->present)
        return;
    switch (kind) {
    case KIND_time:
        timestamp_format(cell->num, out);
        return;
    case KIND_int:
    case KIND_bigint:
        buf_int(out, cell->num);
        return;
    case KIND_bool:
        buf_text(out, cell->num ? "true" : "false");
        return;
    case KIND_bytes:
        bytes_plain(out, "\\x", cell->text);
        return;
    default:
        buf_slice(out, cell->text);
        return;
    }
}

enum { VARINT_MOST = 10 };

/* LEB128: seven bits a byte, the lowest first. Returns the place after it. */
static inline char *varint_write(char *to, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        *to++ = (char)(value | 0x80);
    *to++ = (char)value;
    return to;
}

static bool varint_take(struct slice *rest, uint64_t *value)
{
    if (rest->n && (unsigned char)rest->p[0] < 0x80) {
        *value = (unsigned char)*rest->p++;
        rest->n--;
        return true;
    }
    *value = 0;
    for (unsigned shift = 0; rest->n && shift < 64; shift += 7) {
        unsigned char byte = (unsigned char)rest->p[0];
        *rest = slice_from(*rest, 1);
        *value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return shift < 63 || byte <= 1;
    }
    return false;
}

/* The form of one cell: its index, then a zigzag number, or a length and that many bytes. */
static inline char *cell_pack(char *to, int i, enum kind kind, const struct cell *cell)
{
    to = varint_write(to, (uint64_t)i);
    if (kind_is_number(kind))
        return varint_write(to, ((uint64_t)cell->num << 1) ^ (cell->num < 0 ? UINT64_MAX : 0));
    return bytes_copy(varint_write(to, cell->text.n), cell->text);
}

void record_pack(struct buf *out, const struct record *record)
{
    const struct field *field = record->schema->field;
    const struct cell *cell = record->cell;
    size_t most = 0, n = (size_t)record->schema->n;
    for (size_t i = 0; i < n; i++)
        most += cell[i].text.n;
    if (!buf_reserve(out, most + 2 * VARINT_MOST * n))
        return;
    char *to = out->p + out->n;
    for (size_t i = 0; i < n; i++)
        if (cell[i].present)
            to = cell_pack(to, (int)i, field[i].kind, &cell[i]);
    out->n = (size_t)(to - out->p);
}

static bool cell_unpack(enum kind kind, struct slice *rest, struct cell *cell)
{
    uint64_t value;
    if (!varint_take(rest, &value))
        return false;
    if (kind_is_number(kind)) {
        cell_num(cell, (int64_t)((value >> 1) ^ (0 - (value & 1))));
        return true;
    }
    if (value > rest->n)
        return false;
    cell_text(cell, slice_part(*rest, 0, (size_t)value));
    *rest = slice_from(*rest, (size_t)value);
    return true;
}

bool record_unpack(struct slice bytes, struct record *out)
{
    uint64_t least = 0, at;
    memset(out->cell, 0, (size_t)out->schema->n * sizeof(*out->cell));
    for (; bytes.n; least = at + 1) {
        if (!varint_take(&bytes, &at) || at < least || at >= (uint64_t)out->schema->n)
            return false;
        if (!cell_unpack(out->schema->field[at].kind, &bytes, &out->cell[at]))
            return false;
    }
    return true;
}

void record_pack_over(struct buf *packed, const struct record *over)
{
    struct cell cells[LOG__N];
    struct record under = { over->schema, cells };
    struct buf fresh = { 0 };
    if (!record_unpack(buf_view(packed), &under))
        return;
    for (int i = 0; i < over->schema->n; i++)
        if (over->cell[i].present)
            cells[i] = over->cell[i];
    record_pack(&fresh, &under);
    buf_free(packed);
    *packed = fresh;
}
