/* yaml_records.c - YAML documents, or elements of a list, read by libyaml, each when it is whole; see yaml_records.h. */
#include "yaml_records.h"

#include <stdlib.h>

#include "document.h"
#include "parser/text/json.h"

enum { ENTRY_MOST = 4 * 1024 * 1024 /* bytes of a document; an entry of Cloud Logging has 256 KiB at most */ };

/* Lists that are known: the name of the member that is the list, "" where it is all there is; and a member that its first element has. */
static const struct list_row {
    const char *list, *member;
} lists[] = {
    { "events", "message" },       /* aws logs .. --output yaml */
    { "", "events" },              /* the same with yaml-stream: a page an element */
    { "", "LogMessage" },          /* az monitor log-analytics query .. -o yaml */
    { "", "TimeGenerated" },
    { "", "textPayload" },
    { "content", "event" },        /* Airflow's API behind something that turns JSON into YAML */
};

struct yaml_records {
    struct buf line;  /* the begin of one whose end has not come */
    struct buf entry; /* the document, or element, so far */
    struct buf json;  /* its record */
    bool begun, list; /* begun: the first line has come; list: elements, not documents */
    bool aside;       /* what stands beside the list */
    struct buf name;  /* of the member that is the list */
    struct buf element; /* as a document of its own */
    void *document;   /* of document_kind: what that is read by */
    bool lost;
};

static void *yaml_open(void)
{
    struct yaml_records *self = memory_new(sizeof(*self));
    *self = (struct yaml_records){ .line = { .limit = ENTRY_MOST }, .entry = { .limit = ENTRY_MOST }, .json = { .limit = RECORD_MOST } };
    self->document = document_kind.open();
    return self;
}

static void yaml_close(void *cutter)
{
    struct yaml_records *self = cutter;
    buf_free(&self->line);
    buf_free(&self->entry);
    buf_free(&self->json);
    buf_free(&self->name);
    buf_free(&self->element);
    document_kind.close(self->document);
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
    return sound && !json->failed && json->n && (json->p[0] == '{' || slice_starts(buf_view(json), SLICE("[{")));
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

/* An element goes by the rows of documents.def, as it would in JSON. */
static void element_write(struct yaml_records *self, struct slice element, struct buf *records)
{
    buf_reset(&self->element);
    if (self->name.n)
        buf_printf(&self->element, "{\"%.*s\":[", SLICE_ARG(buf_view(&self->name)));
    buf_slice(&self->element, element);
    buf_text(&self->element, self->name.n ? "]}\n" : "\n");
    self->lost = document_kind.feed(self->document, buf_view(&self->element), records) < self->element.n || self->lost;
}

static void entry_end(struct yaml_records *self, struct buf *records)
{
    buf_reset(&self->json);
    bool fits = !self->entry.failed && document_read(buf_view(&self->entry), &self->json) && (self->json.p[0] == '[') == self->list;
    if (fits && self->list)
        element_write(self, slice_part(buf_view(&self->json), 1, self->json.n - 1), records);
    else if (fits) {
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

static bool begins_element(struct slice line)
{
    return slice_starts(line, SLICE("- "));
}

/* A member of a list's document: what stands at the left edge and is no element. */
static bool is_beside(struct slice line)
{
    return line.n && !byte_is_blank(line.p[0]) && !begins_element(line);
}

/* "NAME:" with nothing behind it; empty: the line is none. */
static struct slice list_name(struct slice line)
{
    line = slice_trim_right(line);
    return is_beside(line) && slice_index(line, ':') + 1 == line.n ? slice_part(line, 0, line.n - 1) : SLICE("");
}

/* What the first line tells. */
static void begin(struct yaml_records *self, struct slice line)
{
    struct slice name = list_name(line);
    self->begun = true;
    self->list = name.n || begins_element(line);
    buf_slice(&self->name, name);
}

static void line_end(struct yaml_records *self, struct buf *records)
{
    struct slice line = buf_view(&self->line);
    if (!self->begun)
        begin(self, line);
    bool beside = self->list && is_beside(line), ends = self->list ? beside || begins_element(line) : parts(line);
    if (ends && self->entry.n)
        entry_end(self, records);
    self->aside = self->list && (beside || (self->aside && !ends));
    if (!self->aside && (self->list || !ends)) {
        buf_slice(&self->entry, line);
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
    if (self->entry.n && (whole || (self->list && begins_element(buf_view(&self->line)))))
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

/* Whether one of the members at the element's own indent has that name. */
static bool element_has(struct slice element, const char *name)
{
    struct slice line;
    bool has = false, more = true;
    while (more && !has) {
        more = slice_cut(&element, '\n', &line);
        struct slice member = slice_part(line, 2, 2 + strlen(name)); /* "- " before the first, blanks before others */
        has = line.n > 2 + member.n && line.p[1] == ' ' && slice_eq(member, slice_of(name)) && line.p[2 + member.n] == ':';
    }
    return has;
}

static bool list_begins(struct slice text)
{
    struct slice line, rest = text;
    slice_cut(&rest, '\n', &line);
    const struct slice name = list_name(line), element = name.n ? rest : text;
    bool known = false;
    if (begins_element(element))
        for (size_t i = 0; i < sizeof(lists) / sizeof(*lists) && !known; i++)
            known = slice_eq(name, slice_of(lists[i].list)) && element_has(slice_part(element, 0, slice_find(element, SLICE("\n- "))), lists[i].member);
    return known;
}

/* Whether the document has a member of that name; "NAME:  " is gcloud's format flattened, no YAML. */
static bool document_has(struct slice document, const char *name)
{
    struct slice line;
    bool has = false;
    while (document.n && !has) {
        slice_cut(&document, '\n', &line);
        has = slice_starts(line, slice_of(name)) && !slice_starts(slice_from(line, strlen(name)), SLICE(" "));
    }
    return has;
}

/* Any text may begin with dashes: the first document has to be an entry of Cloud Logging, or the first element one of a list that is known. */
static bool yaml_begins(const struct envelopes *envelopes, struct slice text, bool cut)
{
    struct slice line, rest = text;
    (void)envelopes;
    (void)cut;
    if (!is_available() || !slice_cut(&rest, '\n', &line) || !parts(line))
        return is_available() && list_begins(text);
    struct slice first = slice_part(rest, 0, slice_find(rest, SLICE("\n---")));
    return document_has(first, "insertId: ") || (document_has(first, "textPayload: ") && document_has(first, "timestamp: "));
}

const struct cutter_kind yaml_kind = { "YAML", yaml_begins, yaml_open, yaml_feed, yaml_end, yaml_between, yaml_lost, yaml_close };
