/* envelope_json.c - the json carrier; see envelope_json.h. */
#include "envelope_json.h"

#include <stdlib.h>

#include "parser/text/json.h"

enum part {
    PART_text, PART_time, PART_stream, PART_partial, PART_pod, PART_container, PART_path, PART_key, PART_piece, PART_pieces, PART_need, PART_lack, PART_drop,
    PART_last, PART__N
};
static const struct slice part_names[PART__N] = {
    SLICE_ROW("text"), SLICE_ROW("time"), SLICE_ROW("stream"), SLICE_ROW("partial"), SLICE_ROW("pod"),
    SLICE_ROW("container"), SLICE_ROW("path"), SLICE_ROW("key"), SLICE_ROW("piece"), SLICE_ROW("pieces"), SLICE_ROW("need"), SLICE_ROW("lack"), SLICE_ROW("drop"),
    SLICE_ROW("last"),
};

enum { RULES_MOST = 16 };

/* One word of `how`. */
struct rule {
    enum part part;
    struct slice members; /* "log|message" */
};

struct record_shape {
    struct rule rule[RULES_MOST]; /* those that ask for members come first: most records are refused by one */
    int n, asked;
    bool has_text;
    struct slice dropped; /* members that are the shipper's own */
    struct slice last;    /* a member of which the last one is */
};

static bool rule_read(struct slice word, struct rule *out)
{
    struct slice name;
    if (!slice_cut(&word, '=', &name) || !word.n)
        return false;
    for (int i = 0; i < PART__N; i++)
        if (slice_eq(name, part_names[i])) {
            *out = (struct rule){ (enum part)i, word };
            return true;
        }
    return false;
}

/* Keeps the rule that was read; drop and last say how the record is read, and are no members to look for. */
static void rule_add(struct record_shape *shape)
{
    const struct rule rule = shape->rule[shape->n];
    shape->has_text = shape->has_text || rule.part == PART_text;
    if (rule.part == PART_drop)
        shape->dropped = rule.members;
    else if (rule.part == PART_last)
        shape->last = rule.members;
    else if (rule.part == PART_need || rule.part == PART_lack) {
        memmove(shape->rule + shape->asked + 1, shape->rule + shape->asked, (size_t)(shape->n++ - shape->asked) * sizeof(rule));
        shape->rule[shape->asked++] = rule;
    } else
        shape->n++;
}

struct record_shape *record_shape_open(const char *how)
{
    struct record_shape *shape = memory_new(sizeof(*shape));
    struct slice rest = slice_of(how), word;
    *shape = (struct record_shape){ 0 };
    bool more = true, sound = true;
    while (more && sound) {
        more = slice_cut(&rest, ' ', &word);
        sound = shape->n < RULES_MOST && rule_read(word, &shape->rule[shape->n]);
        if (sound)
            rule_add(shape);
    }
    if (!sound)
        record_shape_close(&shape);
    return shape;
}

void record_shape_close(struct record_shape **shape)
{
    free(*shape);
    *shape = NULL;
}

/* What an element says of that name: "NAME:value" (Datadog's tags), {"key":"NAME","value":{"stringValue":value}} (OpenTelemetry's attributes). */
static struct json_value said_of(struct json_value element, struct slice name)
{
    struct json_value none = { 0 }, value;
    if (element.type == JSON_string && slice_starts(element.raw, name) && element.raw.n > name.n && element.raw.p[name.n] == ':') {
        element.raw = slice_from(element.raw, name.n + 1);
        return element;
    }
    struct json_value key = element.type == JSON_object ? json_get(element.raw, SLICE("key")) : none;
    struct json_value any = key.type == JSON_string && slice_eq(key.raw, name) ? json_get(element.raw, SLICE("value")) : none;
    size_t at = 0;
    return any.type == JSON_object && json_member(any.raw, &at, &(struct slice){ 0 }, &value) ? value : none;
}

/* The element of that number, or what one says of that name. */
static struct json_value element_get(struct slice array, struct slice name)
{
    struct json_value value, said = { 0 };
    size_t at = 0;
    int left = name.n == 1 && byte_is_digit(name.p[0]) ? name.p[0] - '0' : -1;
    while (!said.type && json_element(array, &at, &value)) {
        if (left < 0)
            said = said_of(value, name);
        else if (!left--)
            return value;
    }
    return said;
}

/* The member by its dotted path; a shipper may have written the path, or the rest of it, as one name. */
static struct json_value member_get(struct json_value from, struct slice path)
{
    for (;;) {
        struct slice name;
        struct json_value whole = { 0 };
        if (from.type == JSON_array)
            return element_get(from.raw, path);
        if (from.type == JSON_object)
            whole = json_get(from.raw, path);
        if (whole.type || from.type != JSON_object || !slice_cut(&path, '.', &name))
            return whole;
        from = json_get(from.raw, name);
    }
}

/* Elasticsearch's `fields` have each value in a list. */
static struct json_value only_string(struct json_value value)
{
    struct json_value first, second;
    size_t at = 0;
    bool one = value.type == JSON_array && json_element(value.raw, &at, &first) && first.type == JSON_string && !json_element(value.raw, &at, &second);
    return one ? first : value;
}

/* The same of a record, in which the last member of one name is the shipper's own: those before it are of the text that it merged. */
static struct json_value record_get(const struct record_shape *shape, struct json_value record, struct slice path)
{
    struct slice rest = path, name;
    struct json_value own = { 0 };
    if (shape->last.n && slice_cut(&rest, '.', &name) && slice_eq(name, shape->last))
        own = json_get_last(record.raw, name);
    return own.type ? member_get(own, rest) : member_get(record, path);
}

/* What a word names; of "*NAME" the record itself, where the member is a string. */
static struct json_value named_get(const struct record_shape *shape, struct json_value record, struct slice word)
{
    if (!slice_starts(word, SLICE("*")))
        return only_string(record_get(shape, record, word));
    return json_get(record.raw, slice_from(word, 1)).type == JSON_string ? record : (struct json_value){ 0 };
}

static struct json_value first_member(const struct record_shape *shape, struct json_value record, struct slice members)
{
    struct json_value value = { 0 };
    struct slice word;
    bool more = true;
    while (more && !value.type) {
        more = slice_cut(&members, '|', &word);
        value = named_get(shape, record, word);
    }
    return value;
}

static bool is_named(struct slice raw, struct slice names)
{
    struct slice name;
    bool more = true, named = false;
    while (more && !named) {
        more = slice_cut(&names, '|', &name);
        named = json_name_is(raw, name);
    }
    return named;
}

/* The record without the members that a shipper put beside the log's own. */
static void record_take(struct json_value record, struct slice dropped, struct envelope_space *space, struct payload *out)
{
    struct slice name;
    struct json_value value;
    size_t at = 0;
    buf_reset(&space->text);
    while (json_member(record.raw, &at, &name, &value)) {
        if (is_named(name, dropped))
            continue;
        const char *quote = value.type == JSON_string ? "\"" : "";
        buf_printf(&space->text, "%c\"%.*s\":%s", space->text.n ? ',' : '{', SLICE_ARG(name), quote);
        buf_slice(&space->text, value.raw);
        buf_text(&space->text, quote);
    }
    buf_char(&space->text, '}');
    out->text = buf_view(&space->text);
    out->unescaped = true;
}

/* journald writes text that it takes for no text as a list of its bytes. */
static bool bytes_read(struct slice array, struct buf *out)
{
    struct json_value value;
    size_t at = 0;
    buf_reset(out);
    while (json_element(array, &at, &value)) {
        int byte = 0;
        for (size_t i = 0; i < value.raw.n && byte <= UINT8_MAX; i++)
            byte = byte_is_digit(value.raw.p[i]) ? byte * 10 + value.raw.p[i] - '0' : UINT8_MAX + 1;
        if (value.type != JSON_number || byte > UINT8_MAX)
            return false;
        buf_char(out, (char)byte);
    }
    return out->n;
}

/* A string's own text, or that of a list of bytes; anything else as it stands, null as nothing. */
static struct slice value_text(struct json_value value, struct buf *space)
{
    if (value.type == JSON_string)
        return json_text(value, space);
    if (value.type == JSON_array && bytes_read(value.raw, space))
        return buf_view(space);
    return value.type == JSON_null ? SLICE("") : value.raw;
}

static void key_take(struct json_value value, int part, struct envelope_space *space, struct payload *out)
{
    struct slice text = value_text(value, &space->key[part]);
    if (text.n)
        out->key[part] = text;
}

static void text_take(struct json_value value, bool ended, struct envelope_space *space, struct payload *out)
{
    out->text = value_text(value, &space->text);
    out->unescaped = out->unescaped || value.escaped || value.type == JSON_array;
    bool whole = slice_ends(out->text, SLICE("\n"));
    out->text.n -= whole;
    out->partial = out->partial || (ended && !whole);
}

static bool rule_holds(const struct rule *rule, struct json_value value)
{
    return rule->part == PART_lack ? !value.type : (rule->part != PART_need && rule->part != PART_text) || value.type;
}

/* A small whole number; 0 when it is none. */
static int number_of(struct slice text)
{
    int number = 0;
    for (size_t i = 0; i < text.n && byte_is_digit(text.p[i]) && number < INT16_MAX; i++)
        number = number * 10 + text.p[i] - '0';
    return number;
}

static void rule_apply(const struct rule *rule, struct json_value value, bool ended, int *keys, struct envelope_space *space, struct payload *out)
{
    switch (rule->part) {
    case PART_text: text_take(value, ended, space, out); break;
    case PART_time:
        payload_time(value.raw, out);
        out->nanos = payload_nanos(value.raw);
        break;
    case PART_stream: payload_channel(value.raw, out); break;
    case PART_partial: out->partial = out->partial || payload_is_piece(value.raw); break;
    case PART_pod: key_take(value, KEY_pod, space, out); break;
    case PART_container: key_take(value, KEY_container, space, out); break;
    case PART_path: key_take(value, KEY_path, space, out); break;
    case PART_key:
        if (*keys < KEY__N)
            key_take(value, (*keys)++, space, out);
        break;
    case PART_piece: out->piece = number_of(value.raw); break; /* the first, 0, need not be told */
    case PART_pieces: out->partial = out->partial || out->piece + 1 < number_of(value.raw); break;
    case PART_need:
    case PART_lack:
    case PART_drop:
    case PART_last:
    case PART__N: break;
    }
}

struct json_value envelope_record(struct slice line)
{
    struct slice trimmed = slice_trim(line);
    struct json_value none = { 0 };
    return trimmed.n && trimmed.p[0] == '{' ? json_read(trimmed) : none;
}

bool record_shape_take(const struct record_shape *shape, bool ended, struct json_value record, struct envelope_space *space, struct payload *out)
{
    struct json_value value[RULES_MOST];
    int keys = KEY_1;
    if (record.type != JSON_object)
        return false;
    for (int i = 0; i < shape->n; i++) {
        value[i] = first_member(shape, record, shape->rule[i].members);
        if (!rule_holds(&shape->rule[i], value[i]))
            return false;
    }
    if (!shape->has_text)
        out->text = record.raw;
    for (int i = 0; i < shape->n; i++)
        if (shape->rule[i].part == PART_text && value[i].raw.p == record.raw.p)
            record_take(record, shape->dropped, space, out);
        else
            rule_apply(&shape->rule[i], value[i], ended, &keys, space, out);
    return true;
}
