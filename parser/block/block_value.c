/* block_value.c - the text of one value -> a typed cell; see block_value.h for the contract. */
#include "block_value.h"

#include "parser/text/decimal.h"
#include "parser/text/json.h"
#include "parser/text/literal.h"
#include "parser/text/python_string.h"
#include "parser/text/scan.h"

/* What a unit allows. */
static const struct unit_row {
    bool takes_percent; /* % and pts may follow the number */
    int shift;          /* what % does to the number: a power of ten */
    bool may_be_negative, may_be_infinite;
    const char *most; /* NULL = no upper end */
} units[] = {
    [UNIT_amount] = { .takes_percent = true, .may_be_negative = true },
    [UNIT_share] = { .takes_percent = true, .shift = -2, .most = "1" },
    [UNIT_spread] = { .takes_percent = true, .shift = -2 },
    [UNIT_ratio] = { .may_be_negative = true, .may_be_infinite = true },
    [UNIT_percent] = { .takes_percent = true, .most = "100" },
    [UNIT_factor] = { .takes_percent = true, .shift = -2, .may_be_negative = true },
};

/* Words of NaN and infinities, with their canonical form. */
static const struct {
    struct slice printed, canonical;
} infinities[] = {
#define WORD(printed, canonical) { { printed, sizeof(printed) - 1 }, { canonical, sizeof(canonical) - 1 } },
    WORD("nan", "NaN")
    WORD("inf", "Infinity")
    WORD("+inf", "Infinity")
    WORD("-inf", "-Infinity")
    WORD("infinity", "Infinity")
    WORD("+infinity", "Infinity")
    WORD("-infinity", "-Infinity")
#undef WORD
};

/* The canonical form of a NaN or infinity; empty when text is none. */
static struct slice infinity_word(struct slice text)
{
    for (size_t i = 0; i < sizeof(infinities) / sizeof(*infinities); i++)
        if (slice_eq_nocase(text, infinities[i].printed))
            return infinities[i].canonical;
    return SLICE("");
}

bool value_is_missing(struct slice text)
{
    if (text.n && byte_is_digit(text.p[0])) /* as nearly all begin */
        return false;
    return text.n == 0 || slice_eq(text, SLICE("-")) || slice_eq_nocase(text, SLICE("none")) ||
           slice_eq_nocase(text, SLICE("null")) || slice_eq_nocase(text, SLICE("n/a")) || infinity_word(text).n > 0;
}

bool value_boolean(struct slice text, bool *out)
{
    static const struct {
        struct slice word;
        bool value;
    } words[] = {
        { { "true", 4 }, true }, { { "yes", 3 }, true }, { { "1", 1 }, true },
        { { "false", 5 }, false }, { { "no", 2 }, false }, { { "0", 1 }, false },
        { { "np.true_", 8 }, true }, { { "np.false_", 9 }, false },
    };
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        if (slice_eq_nocase(text, words[i].word)) {
            *out = words[i].value;
            return true;
        }
    }
    return false;
}

/* The inside of a quoted text: its closing quote is the last byte and no other; false when it is not quoted as a whole. */
static bool unquote(struct slice text, struct slice *inside)
{
    if (text.n < 2 || !byte_is_quote(text.p[0]) || slice_quote_end(text, 0) != text.n - 1)
        return false;
    *inside = slice_part(text, 1, text.n - 1);
    return true;
}

/* Undoes np.float64(..), numpy.int64(..), Decimal('..') around a number or word; other text stays as it is. */
static struct slice unwrap(struct slice text)
{
    static const struct slice names[] = { { "np.", 3 }, { "numpy.", 6 }, { "Decimal(", 8 }, { "decimal.Decimal(", 16 } };
    bool known = false;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        known = known || slice_starts(text, names[i]);
    size_t open = known && text.p[text.n - 1] == ')' ? slice_index(text, '(') : (size_t)-1;
    if (open == (size_t)-1)
        return text;
    struct slice inside = slice_trim(slice_part(text, open + 1, text.n - 1));
    unquote(inside, &inside);
    return inside;
}

/* The text inside quotes, escapes undone: JSON's where it is a JSON string, else Python's. */
static struct slice unescape(struct slice quoted, struct slice inside, struct buf *room)
{
    if (slice_index(inside, '\\') == (size_t)-1)
        return inside;
    buf_reset(room);
    if (quoted.p[0] == '"' && json_read(quoted).type == JSON_string)
        json_unescape(inside, room);
    else
        python_unescape(inside, room);
    return buf_view(room);
}

struct printed value_printed(struct slice raw, struct buf *room)
{
    struct slice inside;
    raw = slice_trim(raw);
    if (unquote(raw, &inside))
        return (struct printed){ .text = unwrap(slice_trim(unescape(raw, inside, room))) };
    if (raw.n && (raw.p[0] == '{' || raw.p[0] == '[' || raw.p[0] == '(')) {
        buf_reset(room);
        if (literal_to_json(raw, room) && room->n && (room->p[0] == '{' || room->p[0] == '['))
            return (struct printed){ .text = buf_view(room), .nested = true };
    }
    return (struct printed){ .text = unwrap(raw) };
}

/* Takes % or pts off the end. */
static bool take_unit(struct slice *text)
{
    static const struct slice words[] = { { "%", 1 }, { "pts", 3 } };
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        if (text->n > words[i].n && slice_eq_nocase(slice_from(*text, text->n - words[i].n), words[i])) {
            *text = slice_trim_right(slice_part(*text, 0, text->n - words[i].n));
            return true;
        }
    }
    return false;
}

/* A whole number in plain digits; ".0" may follow. */
static enum value_state read_integer(struct slice text, struct buf *room, struct cell *out)
{
    size_t digits = slice_span(text, 0, byte_is_digit);
    size_t zeros = digits < text.n && text.p[digits] == '.' ? digits + 1 : digits;
    bool point = zeros > digits;
    while (point && zeros < text.n && text.p[zeros] == '0')
        zeros++;
    int64_t number;
    buf_reset(room);
    if (!digits || zeros != text.n || (point && zeros == digits + 1) || !decimal_parse(text, room) ||
        !decimal_integer(buf_view(room), &number))
        return VALUE_bad;
    cell_num(out, number);
    return VALUE_taken;
}

/* The number moved by a power of ten, after it in room. */
static struct slice shift(struct buf *room, int exponent)
{
    size_t n = room->n;
    buf_reserve(room, n + 64);
    decimal_shift(slice_part(buf_view(room), 0, n), exponent, room);
    return slice_from(buf_view(room), n);
}

static enum value_state read_number(const struct unit_row *unit, struct slice text, struct buf *room, struct cell *out, bool *has_unit)
{
    *has_unit = take_unit(&text);
    if (*has_unit)
        text = unwrap(text);
    buf_reset(room);
    if ((*has_unit && !unit->takes_percent) || !decimal_parse(text, room))
        return VALUE_bad;
    struct slice number = *has_unit && unit->shift ? shift(room, unit->shift) : buf_view(room);
    if ((number.p[0] == '-' && !unit->may_be_negative) || (unit->most && decimal_compare(number, slice_of(unit->most)) > 0))
        return VALUE_bad;
    cell_text(out, number);
    return VALUE_taken;
}

enum value_state value_read(enum unit unit, struct printed printed, struct buf *room, struct cell *out, bool *has_unit)
{
    struct slice text = printed.text;
    bool truth;
    *has_unit = false;
    if (scan_text(text, SLICE("***")) != (size_t)-1)
        return VALUE_masked;
    if (printed.nested)
        return VALUE_bad;
    if (unit == UNIT_ratio && infinity_word(text).n) {
        cell_text(out, infinity_word(text));
        return VALUE_taken;
    }
    if (value_is_missing(text))
        return VALUE_missing;
    switch (unit) {
    case UNIT_text:
        cell_text(out, text);
        return VALUE_taken;
    case UNIT_integer:
        return read_integer(text, room, out);
    case UNIT_boolean:
        if (!value_boolean(text, &truth))
            return VALUE_bad;
        cell_num(out, truth);
        return VALUE_taken;
    default:
        return read_number(&units[unit], text, room, out, has_unit);
    }
}
