/* document.c - a reader of JSON that keeps no more than where it is, and the record it is in; see document.h. */
#include "document.h"

#include <assert.h>
#include <stdlib.h>

#include "document_rows.h"
#include "document_text.h"
#include "parser/text/scan.h"
#include "parser/text/timestamp.h"

enum { DEPTH_MOST = 256, STEPS_MOST = 8, NAME_MOST = 128, BESIDE_MOST = 256 * 1024 };

const struct document_row document_rows[DOCUMENT__N] = {
#define DOCUMENT(name, carrier, at, need, beside, sample, record) { #name, DOCUMENT_OF_##carrier, at, need, beside, sample, record },
#include "parser/catalogue/documents.def"
};
_Static_assert(DOCUMENT__N <= 64, "rows are bits of a uint64_t");

/* A path in steps; an empty step is each element, "*" each member. */
struct path {
    struct slice step[STEPS_MOST];
    int n;
};

enum expected { VALUE, VALUE_OR_END, NAME, NAME_OR_END, COLON, COMMA_OR_END, INSIDE_STRING, INSIDE_ESCAPE, INSIDE_WORD };

struct document {
    struct path at[DOCUMENT__N], beside[DOCUMENT__N];
    enum expected expected;
    bool in_name, broken, known, lost;
    bool gave;                     /* a record that its row asks a member of */
    int depth;
    bool object[DEPTH_MOST];
    uint64_t rows[STEPS_MOST + 1], besides[STEPS_MOST + 1]; /* those whose first steps, to records or beside them, lead to the container of that depth */
    uint64_t next, next_beside;    /* those that lead to the value that begins */
    struct buf name;               /* of the member, raw */
    struct buf record, beside_text, whole;
    struct buf *taken;             /* what the value's bytes go to, until it ends at `taken_depth`; NULL = nothing */
    int taken_depth, row;
    struct document_columns columns; /* of the container of that depth */
    int columns_depth;
    struct document_text text;
    bool is_text;                  /* the string at hand is text of lines */
    size_t lead;                   /* bytes of LEAD that have come before a document */
    bool whole_on;                 /* no row knows the document so far: all of it may be a record */
};

static void path_read(const char *text, struct path *path)
{
    struct slice rest = slice_of(text), part;
    bool more = rest.n;
    while (more) {
        more = slice_cut(&rest, '.', &part);
        bool each = slice_ends(part, SLICE("[]"));
        if (each)
            part.n -= 2;
        if (part.n)
            path->step[path->n++] = part;
        if (each)
            path->step[path->n++] = SLICE("");
        assert(path->n <= STEPS_MOST);
    }
}

static void *document_open(void)
{
    struct document *self = memory_zeroed(sizeof(*self));
    for (int i = 0; i < DOCUMENT__N; i++) {
        path_read(document_rows[i].at, &self->at[i]);
        path_read(document_rows[i].beside, &self->beside[i]);
    }
    self->record.limit = self->whole.limit = self->columns.held.limit = RECORD_MOST;
    self->beside_text.limit = BESIDE_MOST;
    self->name.limit = NAME_MOST;
    return self;
}

static void document_close(void *cutter)
{
    struct document *self = cutter;
    document_text_free(&self->text);
    buf_free(&self->name);
    buf_free(&self->record);
    buf_free(&self->columns.held);
    buf_free(&self->beside_text);
    buf_free(&self->whole);
    free(self);
}

/* Adds bytes of the value that is taken. */
static void keep(struct document *self, const char *p, size_t n)
{
    if (self->taken)
        buf_add(self->taken, p, n);
    if (self->whole_on)
        buf_add(&self->whole, p, n);
}

/* Whether the value that begins is where the path's step of that number leads. */
static bool step_is(const struct document *self, const struct path *path, int number)
{
    if (number >= path->n)
        return false;
    struct slice step = path->step[number];
    return self->object[self->depth - 1] ? step.n && (slice_eq(step, SLICE("*")) || slice_eq(step, buf_view(&self->name))) : !step.n;
}

static void take(struct document *self, struct buf *to, int row)
{
    buf_reset(to);
    self->taken = to;
    self->taken_depth = self->depth;
    self->row = row;
}

/* A value where the row's records stand: a record, or a text of lines. */
static void record_begin(struct document *self, int row, char c)
{
    enum document_carrier carrier = document_rows[row].carrier;
    if (carrier != DOCUMENT_OF_texts && carrier != DOCUMENT_OF_printed) {
        if (c == '[' || (c == '{' && carrier == DOCUMENT_OF_records))
            take(self, &self->record, row);
    } else if (c == '"') {
        self->is_text = true;
        self->row = row;
        document_text_begin(&self->text, document_rows[row].carrier == DOCUMENT_OF_printed);
    }
}

/* The value that begins is what stands beside the row's records, or on the way there. */
static void beside_look(struct document *self, int row)
{
    const struct path *beside = &self->beside[row];
    int number = self->depth - 1;
    if (!step_is(self, beside, number))
        return;
    self->next_beside |= (uint64_t)1 << row;
    if (beside->n == number + 2)
        buf_reset(&self->beside_text); /* that of the container before is none of this one's */
    if (beside->n == number + 1)
        take(self, &self->beside_text, row);
}

/* The value that begins is a record of the row's, or on the way to them. */
static void record_look(struct document *self, int row, char c)
{
    const struct path *at = &self->at[row];
    int number = self->depth - 1;
    if (!step_is(self, at, number))
        return;
    self->next |= (uint64_t)1 << row;
    if (at->n == number + 1)
        record_begin(self, row, c);
}

static void value_begin(struct document *self, char c)
{
    const bool near = self->depth && self->depth <= STEPS_MOST;
    const uint64_t here = near ? self->rows[self->depth] : 0, beside = near ? self->besides[self->depth] : 0;
    self->next = self->next_beside = 0;
    self->is_text = false;
    if (!self->depth) {
        self->next = self->next_beside = ~(uint64_t)0 >> (64 - DOCUMENT__N);
        self->whole_on = true;
        buf_reset(&self->whole);
    }
    for (int row = 0; (here | beside) && row < DOCUMENT__N && !self->taken && !self->is_text; row++) {
        if (beside & (uint64_t)1 << row)
            beside_look(self, row);
        if (here & (uint64_t)1 << row)
            record_look(self, row, c);
    }
}

static bool is_table(const struct document *self)
{
    enum document_carrier carrier = document_rows[self->row].carrier;
    return carrier == DOCUMENT_OF_rows || carrier == DOCUMENT_OF_columns;
}

/* Whether the record, or the row's table, has one of the members that the row asks for. */
static bool has_needed(const struct document *self)
{
    struct slice rest = slice_of(document_rows[self->row].need), name;
    bool has = !rest.n, more = rest.n;
    while (more && !has) {
        more = slice_cut(&rest, '|', &name);
        if (is_table(self))
            has = document_has_column(buf_view(&self->beside_text), name);
        else
            has = self->record.p[0] == '{' && json_get(buf_view(&self->record), name).type;
    }
    return has;
}

/* Whether the record is one of its row's. */
static bool record_fits(const struct document *self)
{
    if (is_table(self))
        return self->beside_text.n && self->beside_text.p[0] == '[' && has_needed(self);
    if (document_rows[self->row].carrier == DOCUMENT_OF_pairs)
        return document_are_pairs(buf_view(&self->record));
    return has_needed(self);
}

/* A row of a table, or a column: in answers that may have either, an array that can be no row shows that they are columns. */
static void table_take(struct document *self, struct buf *records)
{
    const struct slice names = buf_view(&self->beside_text), array = buf_view(&self->record);
    if (!self->columns.n && document_rows[self->row].carrier == DOCUMENT_OF_rows && !document_is_column(names, array)) {
        document_row_write(names, array, records);
        return;
    }
    document_columns_add(&self->columns, array);
    self->columns_depth = self->depth;
}

static void record_write(const struct document *self, struct buf *records)
{
    const struct path *beside = &self->beside[self->row];
    if (beside->n) {
        buf_printf(records, "{\"%.*s\":", SLICE_ARG(beside->step[beside->n - 1]));
        buf_slice(records, self->beside_text.n ? buf_view(&self->beside_text) : SLICE("null"));
        buf_text(records, ",\"value\":");
    }
    buf_slice(records, buf_view(&self->record));
    buf_text(records, beside->n ? "}\n" : "\n");
}

/* A record is whole. The first tells whether the document is its row's. */
static void record_end(struct document *self, struct buf *records)
{
    bool fits = !self->record.failed && record_fits(self);
    self->lost = self->lost || self->record.failed;
    if (fits) {
        self->whole_on = false;
        buf_rest(&self->whole);
    }
    if (fits && is_table(self))
        table_take(self, records);
    else if (fits && document_rows[self->row].carrier == DOCUMENT_OF_pairs)
        document_pairs_write(buf_view(&self->record), records);
    else if (fits)
        record_write(self, records);
    self->known = self->known || fits;
    self->gave = self->gave || (fits && document_rows[self->row].need[0]);
    buf_rest(&self->record);
    const bool other_table = is_table(self) && document_rows[self->row].need[0]; /* the one that is asked for may come behind it */
    for (int i = 0; !self->known && !other_table && i <= STEPS_MOST; i++) {
        self->rows[i] &= ~((uint64_t)1 << self->row);
        self->besides[i] &= ~((uint64_t)1 << self->row);
    }
}

static void value_end(struct document *self, struct buf *records)
{
    if (self->is_text)
        document_text_end(&self->text, records);
    self->is_text = false;
    if (self->taken && self->taken_depth == self->depth) {
        if (self->taken == &self->record)
            record_end(self, records);
        self->taken = NULL;
    }
    if (self->columns.n && self->depth < self->columns_depth)
        self->lost = !document_columns_write(&self->columns, buf_view(&self->beside_text), 2 * RECORD_MOST, records) || self->lost;
    if (!self->depth && self->whole_on && !self->whole.failed) {
        buf_slice(records, buf_view(&self->whole));
        buf_char(records, '\n');
    }
    self->lost = self->lost || (!self->depth && self->whole_on && self->whole.failed);
    self->whole_on = self->whole_on && self->depth;
    self->expected = self->depth ? COMMA_OR_END : VALUE;
}

static bool push(struct document *self, char c)
{
    if (self->depth == DEPTH_MOST)
        return false;
    self->object[self->depth++] = c == '{';
    if (self->depth <= STEPS_MOST) {
        self->rows[self->depth] = self->next;
        self->besides[self->depth] = self->next_beside;
    }
    self->expected = c == '{' ? NAME_OR_END : VALUE_OR_END;
    return true;
}

static bool pop(struct document *self, char c, struct buf *records)
{
    if (!self->depth || c != (self->object[self->depth - 1] ? '}' : ']'))
        return false;
    keep(self, &c, 1);
    self->depth--;
    value_end(self, records);
    return true;
}

static bool name_begin(struct document *self, char c)
{
    if (c != '"')
        return false;
    keep(self, &c, 1);
    buf_reset(&self->name);
    self->in_name = true;
    self->expected = INSIDE_STRING;
    return true;
}

/* What some write before each document: server-sent events, and the record separator of RFC 7464. */
static const char LEAD[] = "data:", SEPARATOR = '\x1e';

static bool lead_take(struct document *self, char c)
{
    bool lead = !self->depth && c == LEAD[self->lead];
    self->lead = lead && LEAD[self->lead + 1] ? self->lead + 1 : 0;
    return lead || (!self->depth && c == SEPARATOR);
}

static bool value_take(struct document *self, char c)
{
    if (lead_take(self, c))
        return true;

    bool container = c == '{' || c == '[', word = byte_is_digit(c) || byte_is_letter(c) || c == '-';
    if (!container && !word && c != '"')
        return false;
    if (!self->depth && !container)
        return false;
    value_begin(self, c);
    keep(self, &c, 1);
    self->in_name = false;
    self->expected = word ? INSIDE_WORD : INSIDE_STRING;
    return !container || push(self, c);
}

/* A byte outside of strings and words, no blank; false: it cannot stand here. */
static bool mark_take(struct document *self, char c, struct buf *records)
{
    switch (self->expected) {
    case VALUE_OR_END: return c == ']' ? pop(self, c, records) : value_take(self, c);
    case NAME_OR_END: return c == '}' ? pop(self, c, records) : name_begin(self, c);
    case NAME: return name_begin(self, c);
    case COLON:
        keep(self, &c, 1);
        self->expected = VALUE;
        return c == ':';
    case COMMA_OR_END:
        if (c != ',')
            return pop(self, c, records);
        keep(self, &c, 1);
        self->expected = self->object[self->depth - 1] ? NAME : VALUE;
        return true;
    default: return value_take(self, c);
    }
}

/* Bytes of a string that has text of lines. */
static void text_take(struct document *self, struct slice raw, struct buf *records)
{
    document_text_add(&self->text, raw, records);
    if (document_text_is(&self->text)) {
        self->known = true;
        self->whole_on = false;
    }
}

/* n bytes of a string; the last may be its quote, which is not inside. */
static void string_keep(struct document *self, struct slice bytes, size_t n, size_t inside, struct buf *records)
{
    keep(self, bytes.p, n);
    if (self->in_name)
        buf_add(&self->name, bytes.p, inside);
    else if (self->is_text)
        text_take(self, slice_part(bytes, 0, inside), records);
}

/* Bytes of a string; how many were read. */
static size_t string_take(struct document *self, struct slice bytes, struct buf *records)
{
    if (self->expected == INSIDE_ESCAPE) {
        string_keep(self, bytes, 1, 1, records);
        self->expected = INSIDE_STRING;
        return 1;
    }
    const char *end = bytes.p + bytes.n, *p = scan_string(bytes.p, end);
    bool at_end = p == end;
    size_t n = (size_t)(p - bytes.p) + !at_end;
    string_keep(self, bytes, n, n - (!at_end && *p == '"'), records);
    if (at_end)
        return n;
    if (*p == '\\')
        self->expected = INSIDE_ESCAPE;
    else if (*p == '\n')
        self->broken = true; /* no string of JSON holds one */
    else if (self->in_name)
        self->expected = COLON;
    else
        value_end(self, records);
    return n;
}

static size_t word_take(struct document *self, struct slice bytes, struct buf *records)
{
    size_t n = 0;
    while (n < bytes.n && (byte_is_digit(bytes.p[n]) || byte_is_letter(bytes.p[n]) || (bytes.p[n] && strchr("+-.", bytes.p[n]))))
        n++;
    keep(self, bytes.p, n);
    if (n < bytes.n)
        value_end(self, records);
    return n;
}

static size_t document_feed(void *cutter, struct slice bytes, struct buf *records)
{
    struct document *self = cutter;
    size_t at = 0;
    while (at < bytes.n && !self->broken) {
        struct slice rest = slice_from(bytes, at);
        if (self->expected == INSIDE_STRING || self->expected == INSIDE_ESCAPE)
            at += string_take(self, rest, records);
        else if (self->expected == INSIDE_WORD)
            at += word_take(self, rest, records);
        else if (byte_is_blank(rest.p[0]) || mark_take(self, rest.p[0], records))
            at++;
        else
            self->broken = true;
    }
    return at;
}

static bool document_end(void *cutter, struct buf *records)
{
    const struct document *self = cutter;
    (void)records;
    return !self->depth || self->broken;
}

static bool document_between(const void *cutter)
{
    const struct document *self = cutter;
    return !self->depth && !self->broken;
}

const struct document_row *document_row_of(const void *cutter)
{
    const struct document *self = cutter;
    return self->known ? &document_rows[self->row] : NULL;
}

static bool document_lost(const void *cutter)
{
    const struct document *self = cutter;
    return self->lost;
}

/* [2026-04-29T11:35:02, as most logs begin: no JSON. */
static bool begins_with_stamp(struct slice text)
{
    struct timestamp ignored;
    return text.p[0] == '[' && timestamp_read(slice_from(text, 1), &ignored) > 0;
}

/* "[red] {", "[17] {": a name or a number in brackets before each line; lists of numbers and words alone have no log. */
static bool begins_with_word(struct slice text)
{
    struct slice inside = slice_trim_left(slice_from(text, 1));
    return text.p[0] == '[' && inside.n && !strchr("\"{[]", inside.p[0]);
}

/* Lines of JSON, each whole, are no document, unless a row knows the first of them or something leads them in; nor are brackets before other text. */
static bool document_begins(const struct envelopes *envelopes, struct slice text, bool cut)
{
    struct slice begin = slice_trim_left(text);
    bool led = slice_starts(begin, slice_of(LEAD)) || (begin.n && begin.p[0] == SEPARATOR);
    (void)envelopes;
    if (led)
        begin = slice_trim_left(slice_from(begin, begin.p[0] == SEPARATOR ? 1 : sizeof(LEAD) - 1));
    if (!begin.n || (begin.p[0] != '{' && begin.p[0] != '[') || begins_with_stamp(begin) || begins_with_word(begin))
        return false;
    struct document *probe = document_open();
    struct buf records = { 0 };
    size_t newline = slice_index(begin, '\n');
    struct slice line = slice_part(begin, 0, newline);
    bool sound = document_feed(probe, line, &records) == line.n;
    bool goes_on = probe->depth && (cut || newline != (size_t)-1);
    bool several = buf_view(&records).n && slice_index(buf_view(&records), '\n') + 1 < records.n; /* one behind the other on a line */
    bool glued = !probe->depth && probe->known && records.n; /* a whole one, and text behind it on its line */
    bool begins = sound ? goes_on || probe->known || several || led : probe->gave || glued;
    buf_free(&records);
    document_close(probe);
    return begins;
}

const struct cutter_kind document_kind = { "JSON document", document_begins, document_open, document_feed, document_end, document_between, document_lost, document_close };
