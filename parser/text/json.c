/* json.c - the reader: checks one JSON value in one pass and steps through what it found sound. Builds no tree.
 * Laxer than RFC 8259 where logs are: raw control bytes but newline within strings, bytes that are no UTF-8, lone
 * surrogates, and Python's NaN, Infinity, -Infinity. */
#include "json.h"

#include <stdint.h>

#include "scan.h"

/* Where the check stands: which of the open brackets are objects, one bit each. */
struct cursor {
    const char *p, *end;
    unsigned depth;
    uint64_t objects[JSON_DEPTH_MAX / 64];
};

static inline void skip_blanks(struct cursor *c)
{
    while (c->p < c->end && (*c->p == ' ' || *c->p == '\t' || *c->p == '\n' || *c->p == '\r'))
        c->p++;
}

static bool is_hex(char c)
{
    char lower = byte_lower(c);
    return byte_is_digit(c) || (lower >= 'a' && lower <= 'f');
}

/* After the backslash. */
static bool skip_escape(struct cursor *c)
{
    if (c->p == c->end)
        return false;
    char letter = *c->p++;
    if (letter != 'u')
        return letter != '\0' && strchr("\"\\/bfnrt", letter);
    for (int i = 0; i < 4; i++, c->p++)
        if (c->p == c->end || !is_hex(*c->p))
            return false;
    return true;
}

/* A string with its quotes. */
static inline bool skip_string(struct cursor *c, bool *escaped)
{
    *escaped = false;
    if (c->p == c->end || *c->p != '"')
        return false;
    c->p++;
    for (;;) {
        c->p = scan_string(c->p, c->end);
        if (c->p == c->end || *c->p == '\n')
            return false;
        if (*c->p++ == '"')
            return true;
        *escaped = true;
        if (!skip_escape(c))
            return false;
    }
}

static bool skip_digits(struct cursor *c)
{
    const char *from = c->p;
    while (c->p < c->end && byte_is_digit(*c->p))
        c->p++;
    return c->p > from;
}

static bool skip_word(struct cursor *c, struct slice word)
{
    if ((size_t)(c->end - c->p) < word.n || memcmp(c->p, word.p, word.n) != 0)
        return false;
    c->p += word.n;
    return true;
}

static bool skip_number(struct cursor *c)
{
    if (*c->p == '-')
        c->p++;
    if (c->p < c->end && *c->p == 'I')
        return skip_word(c, SLICE("Infinity"));
    if (c->p < c->end && *c->p == '0')
        c->p++;
    else if (!skip_digits(c))
        return false;
    if (c->p < c->end && *c->p == '.') {
        c->p++;
        if (!skip_digits(c))
            return false;
    }
    if (c->p < c->end && (*c->p == 'e' || *c->p == 'E')) {
        c->p++;
        if (c->p < c->end && (*c->p == '+' || *c->p == '-'))
            c->p++;
        return skip_digits(c);
    }
    return true;
}

static inline bool skip_scalar(struct cursor *c)
{
    bool escaped;
    switch (*c->p) {
    case '"':
        return skip_string(c, &escaped);
    case 't':
        return skip_word(c, SLICE("true"));
    case 'f':
        return skip_word(c, SLICE("false"));
    case 'n':
        return skip_word(c, SLICE("null"));
    case 'N':
        return skip_word(c, SLICE("NaN"));
    default:
        return skip_number(c);
    }
}

static inline bool in_object(const struct cursor *c)
{
    return c->objects[(c->depth - 1) / 64] >> ((c->depth - 1) % 64) & 1;
}

/* A member's name and its colon. */
static inline bool skip_key(struct cursor *c)
{
    bool escaped;
    skip_blanks(c);
    if (!skip_string(c, &escaped))
        return false;
    skip_blanks(c);
    return c->p < c->end && *c->p++ == ':';
}

static bool open_bracket(struct cursor *c)
{
    if (c->depth == JSON_DEPTH_MAX)
        return false;
    uint64_t bit = UINT64_C(1) << (c->depth % 64), *objects = &c->objects[c->depth / 64];
    bool object = *c->p++ == '{';
    *objects = object ? *objects | bit : *objects & ~bit;
    c->depth++;
    return true;
}

/* After a value inside brackets: closes those that end here. false on a fault; *more when another value follows. */
static inline bool close_brackets(struct cursor *c, bool *more)
{
    *more = false;
    while (c->depth) {
        skip_blanks(c);
        if (c->p == c->end)
            return false;
        bool object = in_object(c);
        char byte = *c->p++;
        if (byte == ',') {
            *more = true;
            return !object || skip_key(c);
        }
        if (byte != (object ? '}' : ']'))
            return false;
        c->depth--;
    }
    return true;
}

/* Takes "{" with the first name after it, or "[". *empty when it closes at once (which is left to be read). */
static inline bool begin_brackets(struct cursor *c, bool *empty)
{
    if (!open_bracket(c))
        return false;
    bool object = in_object(c);
    skip_blanks(c);
    *empty = c->p < c->end && *c->p == (object ? '}' : ']');
    return *empty || !object || skip_key(c);
}

/* One whole value; c->p then stands after it. */
static bool skip_value(struct cursor *c)
{
    bool more = true;
    c->depth = 0;
    while (more) {
        skip_blanks(c);
        if (c->p == c->end)
            return false;
        if (*c->p == '{' || *c->p == '[') {
            bool empty;
            if (!begin_brackets(c, &empty))
                return false;
            if (!empty)
                continue;
        } else if (!skip_scalar(c)) {
            return false;
        }
        if (!close_brackets(c, &more))
            return false;
    }
    return true;
}

static enum json_type type_of(char first)
{
    switch (first) {
    case '{':
        return JSON_object;
    case '[':
        return JSON_array;
    case '"':
        return JSON_string;
    case 't':
    case 'f':
        return JSON_bool;
    case 'n':
        return JSON_null;
    default:
        return JSON_number;
    }
}

/* The value at c->p, which is no blank; JSON_none when there is none. */
static struct json_value take_value(struct cursor *c)
{
    struct json_value value = { 0 };
    const char *from = c->p;
    if (from == c->end)
        return value;
    bool escaped = false, string = *from == '"';
    if (string ? !skip_string(c, &escaped) : !skip_value(c))
        return value;
    value.type = type_of(*from);
    value.raw = (struct slice){ from + string, (size_t)(c->p - from) - 2 * (size_t)string };
    value.escaped = escaped;
    return value;
}

static struct cursor cursor_of(struct slice text, size_t at)
{
    struct cursor c;
    c.p = text.p + at;
    c.end = text.p + text.n;
    c.depth = 0;
    return c;
}

struct json_value json_read(struct slice text)
{
    if (text.n == 0)
        return (struct json_value){ 0 };
    struct cursor c = cursor_of(text, 0);
    skip_blanks(&c);
    struct json_value value = take_value(&c);
    skip_blanks(&c);
    return c.p == c.end ? value : (struct json_value){ 0 };
}

/* Puts c before the next thing within the brackets; false at their end. */
static inline bool step(struct cursor *c, size_t at, char open)
{
    if (at == 0 && (c->p == c->end || *c->p != open))
        return false;
    if (at == 0)
        c->p++;
    skip_blanks(c);
    if (at != 0 && c->p < c->end && *c->p == ',') {
        c->p++;
        skip_blanks(c);
    }
    return c->p < c->end;
}

bool json_member(struct slice object, size_t *at, struct slice *raw_key, struct json_value *value)
{
    struct cursor c = cursor_of(object, *at);
    bool escaped;
    if (!step(&c, *at, '{'))
        return false;
    const char *from = c.p + 1;
    if (!skip_string(&c, &escaped))
        return false;
    *raw_key = (struct slice){ from, (size_t)(c.p - from) - 1 };
    skip_blanks(&c);
    c.p += c.p < c.end;
    skip_blanks(&c);
    *value = take_value(&c);
    *at = (size_t)(c.p - object.p);
    return value->type != JSON_none;
}

bool json_element(struct slice array, size_t *at, struct json_value *value)
{
    struct cursor c = cursor_of(array, *at);
    if (!step(&c, *at, '[') || *c.p == ']')
        return false;
    *value = take_value(&c);
    *at = (size_t)(c.p - array.p);
    return value->type != JSON_none;
}

struct json_value json_get(struct slice object, struct slice key)
{
    struct slice raw;
    struct json_value value;
    for (size_t at = 0; json_member(object, &at, &raw, &value);)
        if (json_name_is(raw, key))
            return value;
    return (struct json_value){ 0 };
}
