/* copytext.c - a record as one row of COPY's text format; see copytext.h. */
#include "copytext.h"

#include "parser/text/json.h"
#include "parser/text/scan.h"
#include "parser/text/timestamp.h"
#include "parser/text/utf8.h"

/* What timestamp_format can write and timestamptz hold: years 1 to 9999. */
#define TIME_FIRST INT64_C(-62135596800000000)
#define TIME_LAST INT64_C(253402300799999999)

/* Columns that stand in an index (sql/indexes.sql): an entry holds 2704 bytes in all. Airflow's own ids have at most 250
 * characters, names and codes are words; of an event's crypto the whole stays in attrs. */
enum { INDEXED_BYTES = 1000 };
static const struct {
    enum record_type type;
    int field;
} indexed[] = {
    { RECORD_log, LOG_dag_id },     { RECORD_log, LOG_run_id },       { RECORD_correlation, CORRELATION_crypto },
    { RECORD_event, EVENT_name },   { RECORD_event, EVENT_crypto },   { RECORD_finding, FINDING_code },
    { RECORD_notice, NOTICE_dag_id }, { RECORD_notice, NOTICE_run_id }, { RECORD_reject, REJECT_code },
};

static const char missing[] = "\\N";

/* The letter after the backslash, 0 for a byte that stands for itself. */
static char escape_letter(char c)
{
    switch (c) {
    case '\\':
        return '\\';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    default:
        return 0;
    }
}

void copytext_escape(struct buf *out, struct slice text)
{
    size_t from = 0;
    for (size_t i = 0; (i = scan_control(text, i)) < text.n; i++) {
        char letter = escape_letter(text.p[i]);
        if (!letter)
            continue;
        buf_slice(out, slice_part(text, from, i));
        buf_char(out, '\\');
        buf_char(out, letter);
        from = i + 1;
    }
    buf_slice(out, slice_from(text, from));
}

/* Whether it is valid UTF-8 without NUL; most of it is ASCII. */
static bool is_clean(struct slice text)
{
    return scan_ascii(text, 0) == text.n || utf8_valid(text) == text.n;
}

struct slice copytext_clean(struct copytext *c, struct slice text)
{
    if (is_clean(text))
        return text;
    buf_reset(&c->scratch);
    utf8_clean(text, &c->scratch);
    return buf_view(&c->scratch);
}

void copytext_text(struct copytext *c, struct buf *out, struct slice text)
{
    copytext_escape(out, copytext_clean(c, text));
}

/* jsonb knows neither \u0000 nor half of a pair; whoever wrote the text has seen to it, unless it was copied raw. */
struct slice copytext_clean_json(struct copytext *c, struct slice text)
{
    if (!slice_has(text, SLICE("\\u")) && is_clean(text))
        return text;
    buf_reset(&c->scratch);
    struct json_value value = json_read(text);
    if (value.type == JSON_none)
        json_write_string(text, &c->scratch);
    else
        json_write_value(value, &c->scratch);
    return buf_view(&c->scratch);
}

/* A JSON array of strings as an array of text: {"a","b"}. */
static void add_texts(struct copytext *c, struct buf *out, struct slice text)
{
    struct json_value array = json_read(text), element;
    struct buf inside = { 0 };
    const char *before = "{\"";
    buf_reset(&c->scratch);
    for (size_t at = 0; array.type == JSON_array && json_element(array.raw, &at, &element);) {
        buf_text(&c->scratch, before);
        buf_reset(&inside);
        json_unescape(element.raw, &inside);
        for (size_t i = 0; i < inside.n; i++) {
            if (inside.p[i] == '"' || inside.p[i] == '\\')
                buf_char(&c->scratch, '\\');
            buf_char(&c->scratch, inside.p[i]);
        }
        before = "\",\"";
    }
    buf_text(&c->scratch, before[0] == '{' ? "{}" : "\"}");
    struct buf clean = { 0 };
    utf8_clean(buf_view(&c->scratch), &clean);
    copytext_escape(out, buf_view(&clean));
    buf_free(&inside);
    buf_free(&clean);
}

static void add_bytes(struct buf *out, struct slice bytes)
{
    static const char digits[] = "0123456789abcdef";
    buf_text(out, "\\\\x");
    for (size_t i = 0; i < bytes.n; i++) {
        buf_char(out, digits[(unsigned char)bytes.p[i] >> 4]);
        buf_char(out, digits[(unsigned char)bytes.p[i] & 15]);
    }
}

static void add_numeric(struct copytext *c, struct buf *out, struct slice text)
{
    bool infinite = slice_ends(text, SLICE("Infinity"));
    if (infinite && c->version < 140000)
        buf_text(out, text.p[0] == '-' ? "-1e1000" : "1e1000");
    else
        copytext_text(c, out, text);
}

bool copytext_time_fits(const struct cell *cell)
{
    return cell->present && cell->num >= TIME_FIRST && cell->num <= TIME_LAST;
}

static void add_time(struct buf *out, const struct cell *cell)
{
    if (copytext_time_fits(cell))
        timestamp_format(cell->num, out);
    else
        buf_add(out, missing, sizeof(missing) - 1);
}

static void add_cell(struct copytext *c, struct buf *out, enum kind kind, const struct cell *cell)
{
    if (!cell->present) {
        buf_add(out, missing, sizeof(missing) - 1);
        return;
    }
    switch (kind) {
    case KIND_text:
    case KIND_uuid:
        copytext_text(c, out, cell->text);
        break;
    case KIND_time:
        add_time(out, cell);
        break;
    case KIND_int:
    case KIND_bigint:
        buf_int(out, cell->num);
        break;
    case KIND_numeric:
        add_numeric(c, out, cell->text);
        break;
    case KIND_bool:
        buf_char(out, cell->num ? 't' : 'f');
        break;
    case KIND_json:
        copytext_escape(out, copytext_clean_json(c, cell->text));
        break;
    case KIND_texts:
        add_texts(c, out, cell->text);
        break;
    case KIND_bytes:
        add_bytes(out, cell->text);
        break;
    case KIND__N:
        break;
    }
}

struct cell copytext_cell(enum record_type type, int field, struct cell cell)
{
    if (cell.present && cell.text.n > INDEXED_BYTES)
        for (size_t i = 0; i < sizeof(indexed) / sizeof(*indexed); i++)
            if (indexed[i].type == type && indexed[i].field == field)
                cell.text = utf8_cut(cell.text, INDEXED_BYTES);
    return cell;
}

void copytext_row(struct copytext *c, struct buf *out, const struct record *record)
{
    enum record_type type = record_type(record);
    for (int i = 0; i < record->schema->n; i++) {
        if (type == RECORD_log && i == LOG_loaded_at)
            continue;
        if (i)
            buf_char(out, '\t');
        struct cell cell = copytext_cell(type, i, record->cell[i]);
        if (type == RECORD_event && i == EVENT_time && !copytext_time_fits(&cell))
            buf_text(out, "-infinity");
        else
            add_cell(c, out, record->schema->field[i].kind, &cell);
    }
    buf_char(out, '\n');
}

void copytext_undo(struct buf *out, struct slice field)
{
    for (size_t i = 0; i < field.n; i++) {
        char c = field.p[i];
        if (c == '\\' && i + 1 < field.n && field.p[i + 1] != 'N') {
            static const char letters[] = "bfnrtv", meant[] = "\b\f\n\r\t\v";
            c = field.p[++i];
            const char *at = memchr(letters, c, sizeof(letters) - 1);
            if (at)
                c = meant[at - letters];
        }
        buf_char(out, c);
    }
}
