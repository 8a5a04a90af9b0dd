/* json.c - the reader: checks one JSON value in one pass and steps through what it found sound. Builds no tree.
 * Laxer than RFC 8259 where logs are: raw control bytes but newline within strings, bytes that are no UTF-8, lone
 * surrogates, and Python's NaN, Infinity, -Infinity. */
#include "json.h"

#include <stdint.h>

#include "scan.h"

/* Where the check stands: which of the open brackets are objects, one bit each. */
struct cursor {
    const char *p, *end;
    unsigned depth, most; /* brackets: open, that may be */
    uint64_t objects[JSON_DEPTH_MAX / 64];
};

static inline const char *blanks_end(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
        p++;
    return p;
}

static inline void skip_blanks(struct cursor *c)
{
    c->p = blanks_end(c->p, c->end);
}

static bool is_hex(char c)
{
    char lower = byte_lower(c);
    return byte_is_digit(c) || (lower >= 'a' && lower <= 'f');
}

/* The place after what follows a backslash; NULL: no such escape. */
static const char *escape_end(const char *p, const char *end)
{
    if (p == end)
        return NULL;
    char letter = *p++;
    if (letter != 'u')
        return letter != '\0' && strchr("\"\\/bfnrt", letter) ? p : NULL;
    for (int i = 0; i < 4; i++, p++)
        if (p == end || !is_hex(*p))
            return NULL;
    return p;
}

/* The place after a string's closing quote, from a backslash of it on; NULL: it has none. */
static const char *escaped_end(const char *p, const char *end)
{
    while (p && p < end && *p == '\\') {
        p = escape_end(p + 1, end);
        p = p ? scan_string(p, end) : NULL;
    }
    return p && p < end && *p == '"' ? p + 1 : NULL;
}

/* The place after a string that begins at p; NULL: none does. Most have no escape: what is called for those that have one stays out of the way. */
static inline __attribute__((always_inline)) const char *string_end(const char *p, const char *end, bool *escaped)
{
    *escaped = false;
    if (p == end || *p != '"')
        return NULL;
    p = scan_string(p + 1, end);
    if (p < end && *p == '"')
        return p + 1;
    *escaped = true;
    return escaped_end(p, end);
}

/* A string with its quotes. */
static inline bool skip_string(struct cursor *c, bool *escaped)
{
    const char *end = string_end(c->p, c->end, escaped);
    c->p = end ? end : c->p;
    return end;
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
    if (c->depth == c->most)
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

static struct cursor cursor_of(const char *p, const char *end)
{
    struct cursor c;
    c.p = p;
    c.end = end;
    c.depth = 0;
    c.most = JSON_DEPTH_MAX;
    return c;
}

/* The place after the value that begins at p, which is no string and lies within `depth` brackets; NULL: it is none. */
static const char *value_end(const char *p, const char *end, unsigned depth)
{
    struct cursor c = cursor_of(p, end);
    c.most -= depth;
    return skip_value(&c) ? c.p : NULL;
}

/* The same of an integer, the one kind of number that lines are full of; p where it is anything else. */
static inline const char *integer_end(const char *p, const char *end)
{
    const char *at = p;
    while (at < end && byte_is_digit(*at))
        at++;
    bool whole = at < end && (*at == ',' || *at == '}') && (*p != '0' || at == p + 1);
    return whole ? at : p;
}

/* Takes the value at p, which is no blank, and returns the place after it; NULL: there is none. */
static inline __attribute__((always_inline)) const char *value_take(const char *p, const char *end, unsigned depth, struct json_value *value)
{
    bool escaped = false;
    if (p == end)
        return NULL;
    bool string = *p == '"';
    const char *after = string ? string_end(p, end, &escaped) : integer_end(p, end);
    if (after == p)
        after = value_end(p, end, depth);
    if (!after)
        return NULL;
    value->type = string ? JSON_string : type_of(*p);
    value->raw = (struct slice){ p + string, (size_t)(after - p) - 2 * (size_t)string };
    value->escaped = escaped;
    return after;
}

struct json_value json_read(struct slice text)
{
    struct json_value value;
    if (text.n == 0)
        return (struct json_value){ 0 };
    const char *end = text.p + text.n, *p = value_take(blanks_end(text.p, end), end, 0, &value);
    return p && blanks_end(p, end) == end ? value : (struct json_value){ 0 };
}

/* The place of the next thing within the brackets, of which `at` bytes were read; NULL at their end. */
static inline const char *step(struct slice brackets, size_t at, char open)
{
    const char *p = brackets.p + at, *end = brackets.p + brackets.n;
    if (at == 0 && (p == end || *p++ != open))
        return NULL;
    p = blanks_end(p, end);
    if (at != 0 && p < end && *p == ',')
        p = blanks_end(p + 1, end);
    return p < end ? p : NULL;
}

bool json_member(struct slice object, size_t *at, struct slice *raw_key, struct json_value *value)
{
    const char *end = object.p + object.n, *from = step(object, *at, '{'), *p = NULL;
    bool escaped;
    if (from)
        p = string_end(from, end, &escaped);
    if (!p)
        return false;
    *raw_key = (struct slice){ from + 1, (size_t)(p - from) - 2 };
    p = blanks_end(p, end);
    p = value_take(blanks_end(p + (p < end), end), end, 1, value);
    *at = p ? (size_t)(p - object.p) : object.n;
    return p;
}

bool json_element(struct slice array, size_t *at, struct json_value *value)
{
    const char *p = step(array, *at, '[');
    if (!p || *p == ']')
        return false;
    p = value_take(p, array.p + array.n, 1, value);
    *at = p ? (size_t)(p - array.p) : array.n;
    return p;
}

/* What stands at p behind a member, or behind the bracket of an object without any: another member, or the end and nothing more. */
static inline void walk_on(struct json_walk *walk, const char *p)
{
    p = blanks_end(p, walk->end);
    char byte = p < walk->end ? *p++ : '\0';
    walk->p = p;
    walk->more = byte == ',';
    if (byte != '}')
        return;
    walk->object.n = (size_t)(p - walk->object.p);
    walk->sound = blanks_end(p, walk->end) == walk->end;
}

/* Takes a member's value, which stands behind p; false: it is none, or nothing may follow it. */
static inline bool walk_value(struct json_walk *walk, const char *p, struct json_value *value)
{
    p = value_take(blanks_end(p, walk->end), walk->end, 1, value);
    if (p)
        walk_on(walk, p);
    return walk->more || walk->sound;
}

struct json_walk json_walk(struct slice text)
{
    const char *end = text.p + text.n, *p = blanks_end(text.p, end);
    struct json_walk walk = { .end = end, .object = { p, 0 } };
    if (p == end || *p++ != '{')
        return walk;
    walk.p = blanks_end(p, end);
    walk.more = walk.p < end && *walk.p != '}';
    if (!walk.more)
        walk_on(&walk, walk.p);
    return walk;
}

bool json_walk_member(struct json_walk *walk, struct slice *raw_key, struct json_value *value)
{
    const char *end = walk->end;
    bool escaped;
    if (!walk->more)
        return false;
    walk->more = false;
    const char *from = blanks_end(walk->p, end), *p = string_end(from, end, &escaped);
    if (!p)
        return false;
    *raw_key = (struct slice){ from + 1, (size_t)(p - from) - 2 };
    p = blanks_end(p, end);
    if (p == end || *p != ':')
        return false;
    return walk_value(walk, p + 1, value);
}

bool json_walk_expected(struct json_walk *walk, const char *name, size_t n, struct json_value *value)
{
    const char *p = walk->p, *end = walk->end;
    p += walk->more && p < end && *p == ' ';
    if (!walk->more || !n || (size_t)(end - p) < n || !bytes_eq(p, name, n))
        return false;
    walk->more = false;
    return walk_value(walk, p + n, value);
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

struct json_value json_get_last(struct slice object, struct slice key)
{
    struct slice raw;
    struct json_value value, last = { 0 };
    for (size_t at = 0; json_member(object, &at, &raw, &value);)
        if (json_name_is(raw, key))
            last = value;
    return last;
}
