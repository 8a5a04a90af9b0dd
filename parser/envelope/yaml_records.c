/* yaml_records.c - YAML documents read by libyaml, each when it is whole; see yaml_records.h. */
#include "yaml_records.h"

#include <stdlib.h>

#include "parser/text/json.h"

enum { ENTRY_MOST = 4 * 1024 * 1024 /* bytes of a document; an entry of Cloud Logging has 256 KiB at most */ };

struct yaml_records {
    struct buf line;  /* the begin of one whose end has not come */
    struct buf entry; /* the document so far */
    struct buf json;  /* its record */
    bool lost;
};

static void *yaml_open(void)
{
    struct yaml_records *self = memory_new(sizeof(*self));
    *self = (struct yaml_records){ .line = { .limit = ENTRY_MOST }, .entry = { .limit = ENTRY_MOST }, .json = { .limit = RECORD_MOST } };
    return self;
}

static void yaml_close(void *cutter)
{
    struct yaml_records *self = cutter;
    buf_free(&self->line);
    buf_free(&self->entry);
    buf_free(&self->json);
    free(self);
}

#ifdef HAVE_LIBYAML
#include <yaml.h>

/* JSON as the events come. */
struct writer {
    struct buf *out;
    int depth;
    bool object[JSON_DEPTH_MAX];
    int members[JSON_DEPTH_MAX]; /* so far; a name counts as one, and its value as another */
};

static void separate(struct writer *writer)
{
    int *n = &writer->members[writer->depth];
    bool value = writer->object[writer->depth] && *n % 2;
    if (value)
        buf_char(writer->out, ':');
    else if (*n)
        buf_char(writer->out, ',');
    ++*n;
}

static bool container_begin(struct writer *writer, bool object)
{
    separate(writer);
    if (writer->depth + 1 == JSON_DEPTH_MAX)
        return false;
    writer->depth++;
    writer->object[writer->depth] = object;
    writer->members[writer->depth] = 0;
    buf_char(writer->out, object ? '{' : '[');
    return true;
}

/* A name, or what is no number and no word of JSON, is a string. */
static void scalar(struct writer *writer, struct slice text, bool plain)
{
    bool name = writer->object[writer->depth] && writer->members[writer->depth] % 2 == 0;
    enum json_type type = plain && !name && (byte_is_digit(text.p[text.n > 1 && text.p[0] == '-']) || byte_is_letter(text.p[0])) ? json_read(text).type : JSON_none;
    separate(writer);
    if (type == JSON_none || (type == JSON_number && byte_is_letter(text.p[text.n - 1])))
        json_write_string(text, writer->out);
    else
        buf_slice(writer->out, text);
}

/* false: the document is none that a record can be made of. */
static bool event_take(struct writer *writer, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_MAPPING_START_EVENT: return container_begin(writer, true);
    case YAML_SEQUENCE_START_EVENT: return container_begin(writer, false);
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        buf_char(writer->out, writer->object[writer->depth--] ? '}' : ']');
        return true;
    case YAML_SCALAR_EVENT:
        scalar(writer, (struct slice){ (const char *)event->data.scalar.value, event->data.scalar.length }, event->data.scalar.plain_implicit && event->data.scalar.length);
        return true;
    case YAML_ALIAS_EVENT: return false;
    default: return true;
    }
}

static bool document_read(struct slice text, struct buf *json)
{
    struct writer writer = { .out = json };
    yaml_parser_t parser;
    yaml_event_t event;
    bool sound = yaml_parser_initialize(&parser), ended = false;
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.p, text.n);
    while (sound && !ended) {
        sound = yaml_parser_parse(&parser, &event) && event_take(&writer, &event);
        ended = sound && event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return sound && !json->failed && json->n && json->p[0] == '{';
}

static bool is_available(void)
{
    return true;
}
#else
static bool document_read(struct slice text, struct buf *json)
{
    (void)text;
    (void)json;
    return false;
}

static bool is_available(void)
{
    return false;
}
#endif

static void entry_end(struct yaml_records *self, struct buf *records)
{
    buf_reset(&self->json);
    bool fits = !self->entry.failed && document_read(buf_view(&self->entry), &self->json);
    if (fits) {
        buf_slice(records, buf_view(&self->json));
        buf_char(records, '\n');
    }
    self->lost = self->lost || (self->entry.n && !fits);
    buf_reset(&self->entry);
}

static bool parts(struct slice line)
{
    return slice_eq(slice_trim_right(line), SLICE("---"));
}

static void line_end(struct yaml_records *self, struct buf *records)
{
    if (parts(buf_view(&self->line)))
        entry_end(self, records);
    else {
        buf_slice(&self->entry, buf_view(&self->line));
        buf_char(&self->entry, '\n');
        self->entry.failed = self->entry.failed || self->line.failed;
    }
    buf_reset(&self->line);
}

static size_t yaml_feed(void *cutter, struct slice bytes, struct buf *records)
{
    struct yaml_records *self = cutter;
    struct slice rest = bytes, part;
    while (slice_has(rest, SLICE("\n"))) {
        slice_cut(&rest, '\n', &part);
        buf_slice(&self->line, part);
        line_end(self, records);
    }
    buf_slice(&self->line, rest);
    return bytes.n;
}

/* A document whose last line is cut is left out. */
static bool yaml_end(void *cutter, struct buf *records)
{
    struct yaml_records *self = cutter;
    bool whole = !self->line.n;
    if (whole && self->entry.n)
        entry_end(self, records);
    return whole;
}

static bool yaml_between(const void *cutter)
{
    const struct yaml_records *self = cutter;
    return !self->line.n && !self->entry.n;
}

static bool yaml_lost(const void *cutter)
{
    const struct yaml_records *self = cutter;
    return self->lost;
}

/* Any text may begin with dashes: the first document has to be an entry of Cloud Logging. */
static bool yaml_begins(const struct envelopes *envelopes, struct slice text, bool cut)
{
    struct slice line;
    (void)envelopes;
    (void)cut;
    if (!is_available() || !slice_cut(&text, '\n', &line) || !parts(line))
        return false;
    struct slice first = slice_part(text, 0, slice_find(text, SLICE("\n---")));
    return slice_starts(first, SLICE("insertId: ")) || slice_has(first, SLICE("\ninsertId: "));
}

const struct cutter_kind yaml_kind = { "YAML", yaml_begins, yaml_open, yaml_feed, yaml_end, yaml_between, yaml_lost, yaml_close };
