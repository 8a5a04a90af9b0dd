/* event_value.c - what the value of an event's pair means; see event_value.h for the contract. */
#include "event_value.h"

#include "parser/text/decimal.h"
#include "parser/mask/mask.h"
#include "parser/text/literal.h"
#include "parser/text/literal_word.h"
#include "parser/text/python_string.h"

/* Python's repr of numbers that are no plain float or int: np.float64(0.41), Decimal('0.41'). */
static bool is_wrapper(struct slice text)
{
    return text.n > 4 && text.p[text.n - 1] == ')' &&
           (slice_starts(text, SLICE("np.")) || slice_starts(text, SLICE("numpy.")) || slice_starts(text, SLICE("Decimal(")) ||
            slice_starts(text, SLICE("decimal.Decimal(")));
}

void event_value_masked(struct value_room *room, struct buf *out)
{
    room->secrets++;
    buf_text(out, "\"***\"");
}

/* Masks the secrets of a list or dict whose JSON was appended from `at` on; should that break the JSON, nothing of it is kept. false: it has
 * none. */
static bool mask_written(size_t at, struct value_room *room, struct buf *out)
{
    if (!mask_needed(room->mask, slice_from(buf_view(out), at)))
        return false;
    buf_reset(&room->clean);
    int secrets = mask_text(room->mask, slice_from(buf_view(out), at), &room->clean);
    out->n = at;
    if (json_read(buf_view(&room->clean)).type == JSON_none) {
        event_value_masked(room, out);
        return true;
    }
    room->secrets += secrets;
    buf_slice(out, buf_view(&room->clean));
    return true;
}

/* A key of which nothing is feared is told as none. */
static bool key_hides(struct slice key, struct slice value, bool is_text, struct value_room *room)
{
    return key.n && mask_pair(room->mask, key, value, is_text);
}

void event_value_text(struct slice key, struct slice text, struct value_room *room, struct buf *out)
{
    if (key_hides(key, text, true, room)) {
        event_value_masked(room, out);
    } else if (mask_needed(room->mask, text)) {
        buf_reset(&room->clean);
        room->secrets += mask_text(room->mask, text, &room->clean);
        json_write_string(buf_view(&room->clean), out);
    } else {
        json_write_string(text, out);
    }
}

/* A list, dict or wrapped number; false when the text is no such literal. */
static bool write_literal(struct slice text, struct value_room *room, struct buf *out)
{
    size_t at = out->n;
    if (!literal_to_json(text, out))
        return false;
    bool secret = mask_needed(room->mask, text);
    if (!mask_written(at, room, out) && secret) { /* as Python prints it, not as JSON does */
        out->n = at;
        event_value_masked(room, out);
    }
    return true;
}

static bool write_word(struct slice text, struct buf *out)
{
    struct slice json = literal_word(text, true);
    if (json.n)
        buf_slice(out, json);
    return json.n > 0;
}

static bool write_number(struct slice key, struct slice text, struct value_room *room, struct buf *out)
{
    size_t before = out->n;
    if ((!byte_is_digit(text.p[0]) && text.p[0] != '-') || (!decimal_parse_plain(text, out) && !decimal_parse_json(text, out)))
        return false;
    if (key_hides(key, text, false, room)) {
        out->n = before;
        event_value_masked(room, out);
    }
    return true;
}

static void write_bare(struct slice key, struct slice text, struct value_room *room, struct buf *out)
{
    if (!text.n)
        buf_text(out, "null");
    else if (!write_number(key, text, room, out) && !write_word(text, out) &&
             !(is_wrapper(text) && write_literal(text, room, out)))
        event_value_text(key, text, room, out);
}

/* A list, dict or tuple; (1) is a number in brackets and {1, 2} a set: text. */
static bool write_brackets(struct slice text, struct value_room *room, struct buf *out)
{
    size_t at = out->n;
    int secrets = room->secrets;
    if (!write_literal(text, room, out))
        return false;
    bool object = out->p[at] == '{', list = out->p[at] == '[';
    if (text.p[0] == '{' ? object : text.p[0] == '[' ? list : object || list)
        return true;
    out->n = at;
    room->secrets = secrets;
    return false;
}

bool event_value(const struct pair *pair, struct value_room *room, struct buf *out)
{
    struct slice key = pair->known ? SLICE("") : pair->key;
    if (pair->shape == PAIR_brackets && key.n && mask_nested(room->mask, key, pair->value)) {
        event_value_masked(room, out);
        return true;
    }
    if (pair->shape == PAIR_brackets)
        return write_brackets(pair->value, room, out);
    if (pair->shape == PAIR_bare) {
        write_bare(key, pair->value, room, out);
    } else if (slice_index(pair->value, '\\') == (size_t)-1) {
        event_value_text(key, pair->value, room, out);
    } else {
        buf_reset(&room->text);
        python_unescape(pair->value, &room->text);
        event_value_text(key, buf_view(&room->text), room, out);
    }
    return true;
}

void event_value_json(struct slice key, struct json_value value, struct value_room *room, struct buf *out)
{
    if (value.type == JSON_string && !value.escaped) {
        event_value_text(key, value.raw, room, out);
    } else if (value.type == JSON_string) {
        buf_reset(&room->text);
        json_unescape(value.raw, &room->text);
        event_value_text(key, buf_view(&room->text), room, out);
    } else if (value.type == JSON_number ? mask_pair(room->mask, key, value.raw, false)
                                         : value.type >= JSON_array && mask_nested(room->mask, key, value.raw)) {
        event_value_masked(room, out);
    } else {
        size_t at = out->n;
        json_write_value(value, out);
        mask_written(at, room, out);
    }
}
