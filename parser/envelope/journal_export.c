/* journal_export.c - entries of the journal as JSON records; see journal_export.h. */
#include "journal_export.h"

#include <endian.h>
#include <stdlib.h>

#include "parser/text/json.h"

enum { LENGTH_BYTES = 8 };
enum expected { LINE, LENGTH, VALUE, VALUE_END, NOTHING /* what came is no entry */ };

struct journal_export {
    enum expected expected;
    struct buf line;        /* "NAME=value" or "NAME", without its end */
    struct buf value;       /* of a field whose length is told */
    unsigned char length[LENGTH_BYTES];
    size_t n_length;
    uint64_t left;          /* bytes of the value that have not come */
    struct buf entry;       /* the fields so far */
    bool lost;
};

static void *journal_open(void)
{
    struct journal_export *self = memory_new(sizeof(*self));
    *self = (struct journal_export){ .line = { .limit = RECORD_MOST }, .value = { .limit = RECORD_MOST }, .entry = { .limit = RECORD_MOST } };
    return self;
}

static void journal_close(void *cutter)
{
    struct journal_export *self = cutter;
    buf_free(&self->line);
    buf_free(&self->value);
    buf_free(&self->entry);
    free(self);
}

static bool is_name(struct slice text)
{
    size_t n = 0;
    while (n < text.n && ((text.p[n] >= 'A' && text.p[n] <= 'Z') || byte_is_digit(text.p[n]) || text.p[n] == '_'))
        n++;
    return n && n == text.n && !byte_is_digit(text.p[0]);
}

static void field_add(struct journal_export *self, struct slice name, struct slice value, bool whole)
{
    buf_char(&self->entry, self->entry.n ? ',' : '{');
    json_write_string(name, &self->entry);
    buf_char(&self->entry, ':');
    json_write_string(value, &self->entry);
    self->entry.failed = self->entry.failed || !whole;
}

static void entry_end(struct journal_export *self, struct buf *records)
{
    self->lost = self->lost || self->entry.failed;
    if (self->entry.n && !self->entry.failed) {
        buf_slice(records, buf_view(&self->entry));
        buf_text(records, "}\n");
    }
    buf_reset(&self->entry);
}

/* A line is whole; false: it is none of an entry. */
static bool line_end(struct journal_export *self, struct buf *records)
{
    struct slice value = buf_view(&self->line), name;
    bool text = slice_cut(&value, '=', &name), whole = !self->line.failed;
    if (!self->line.n)
        entry_end(self, records);
    else if (!is_name(name))
        return false;
    else if (text)
        field_add(self, name, value, whole);
    else {
        self->expected = LENGTH;
        self->n_length = 0;
        return true; /* the line is the name, until the value is there */
    }
    buf_reset(&self->line);
    return true;
}

static size_t length_take(struct journal_export *self, char byte)
{
    self->length[self->n_length++] = (unsigned char)byte;
    if (self->n_length < LENGTH_BYTES)
        return 1;
    memcpy(&self->left, self->length, sizeof(self->left));
    self->left = le64toh(self->left);
    self->expected = self->left ? VALUE : VALUE_END;
    buf_reset(&self->value);
    return 1;
}

static size_t value_take(struct journal_export *self, struct slice bytes)
{
    size_t n = bytes.n < self->left ? bytes.n : (size_t)self->left;
    buf_add(&self->value, bytes.p, n);
    self->left -= n;
    self->expected = self->left ? VALUE : VALUE_END;
    return n;
}

/* What ends a value whose length was told. */
static size_t value_end(struct journal_export *self, char byte)
{
    field_add(self, buf_view(&self->line), buf_view(&self->value), !self->value.failed);
    buf_reset(&self->line);
    self->expected = byte == '\n' ? LINE : NOTHING;
    return byte == '\n';
}

/* Bytes up to the end of a line, or of what there is; how many were read. */
static size_t line_take(struct journal_export *self, struct slice bytes, struct buf *records)
{
    size_t newline = slice_index(bytes, '\n');
    struct slice part = slice_part(bytes, 0, newline);
    buf_slice(&self->line, part);
    if (newline == (size_t)-1)
        return part.n;
    if (line_end(self, records))
        return part.n + 1;
    self->expected = NOTHING;
    return part.n;
}

static size_t journal_feed(void *cutter, struct slice bytes, struct buf *records)
{
    struct journal_export *self = cutter;
    size_t at = 0;
    while (at < bytes.n && self->expected != NOTHING) {
        struct slice rest = slice_from(bytes, at);
        switch (self->expected) {
        case LINE: at += line_take(self, rest, records); break;
        case LENGTH: at += length_take(self, rest.p[0]); break;
        case VALUE: at += value_take(self, rest); break;
        case VALUE_END: at += value_end(self, rest.p[0]); break;
        case NOTHING: break;
        }
    }
    return at;
}

static bool journal_between(const void *cutter)
{
    const struct journal_export *self = cutter;
    return self->expected == LINE && !self->line.n && !self->entry.n;
}

/* The last entry's own empty line may be missing. */
static bool journal_end(void *cutter, struct buf *records)
{
    struct journal_export *self = cutter;
    bool whole = self->expected == LINE && !self->line.n;
    if (whole)
        entry_end(self, records);
    return whole;
}

static bool journal_lost(const void *cutter)
{
    const struct journal_export *self = cutter;
    return self->lost;
}

static bool journal_begins(const struct envelopes *envelopes, struct slice text, bool cut)
{
    (void)envelopes;
    (void)cut;
    return slice_starts(text, SLICE("__CURSOR=")) || slice_starts(text, SLICE("__REALTIME_TIMESTAMP="));
}

const struct cutter_kind journal_export_kind = { "journal export", journal_begins, journal_open, journal_feed, journal_end, journal_between, journal_lost, journal_close };
