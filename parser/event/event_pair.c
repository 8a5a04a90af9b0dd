/* event_pair.c - where the pairs of an event line begin and end; see event_pair.h for the contract. */
#include "event_pair.h"

#include <stdint.h>

enum { BUDGET_LEAST = 64 * 1024 };

/* A letter, a digit, '_' or '.': a bit each. */
static bool byte_is_key(char c)
{
    static const uint64_t low = UINT64_C(0x03ff400000000000), high = UINT64_C(0x07fffffe87fffffe);
    return (signed char)c >= 0 && ((c & 64 ? high : low) >> (c & 63) & 1);
}

static bool byte_is_key_start(char c)
{
    return byte_is_letter(c) || c == '_';
}

static bool byte_is_separator(char c)
{
    return c == ',' || c == ';';
}

size_t pair_key(struct slice text)
{
    if (!text.n || !byte_is_key_start(text.p[0]))
        return 0;
    size_t n = slice_span(text, 0, byte_is_key);
    return n < text.n && text.p[n] == '=' ? n : 0;
}

size_t pair_find(struct slice text)
{
    for (size_t from = 0; from < text.n;) {
        const char *equals = memchr(text.p + from, '=', text.n - from);
        if (!equals)
            break;
        size_t end = (size_t)(equals - text.p), key = slice_span_back(text, from, end, byte_is_key);
        if (key > 0 && key < end && byte_is_blank(text.p[key - 1]) && byte_is_key_start(text.p[key]))
            return key - 1;
        from = end + 1;
    }
    return text.n;
}

/* Whether a value may end before text: the end of the line or the next key, a separator before it or not. *key is the key's position. */
static bool value_ends(struct slice text, size_t *key)
{
    size_t from = text.n && byte_is_separator(text.p[0]) ? 1 : 0;
    size_t at = slice_span(text, from, byte_is_blank);
    *key = at;
    return at == text.n || (at > from && pair_key(slice_from(text, at)));
}

/* As value_ends, words shaped like keys allowed before the key: the flags of a logfmt line. */
static bool flags_end(struct slice text, size_t *key)
{
    size_t at = 0;
    while (at < text.n) {
        if (!byte_is_blank(text.p[at]))
            return false;
        at = *key = slice_span(text, at, byte_is_blank);
        if (at == text.n || pair_key(slice_from(text, at)))
            return true;
        if (!byte_is_key_start(text.p[at]))
            return false;
        at = slice_span(text, at, byte_is_key);
    }
    *key = at;
    return true;
}

/* The position after the bracket that closes the one text begins with, strings left out; 0 when it never closes. */
static size_t bracket_close(struct slice text)
{
    size_t depth = 0;
    for (size_t at = 0; at < text.n; at++) {
        char c = text.p[at];
        if (byte_is_quote(c)) {
            at = slice_quote_end(text, at);
        } else if (c == '[' || c == '{' || c == '(') {
            depth++;
        } else if ((c == ']' || c == '}' || c == ')') && --depth == 0) {
            return at + 1;
        }
    }
    return 0;
}

static bool take_quoted(struct pair_walk *walk, struct pair *out)
{
    struct slice text = walk->rest;
    if (!text.n || !byte_is_quote(text.p[0]))
        return false;
    size_t close = slice_quote_end(text, 0), key = 0;
    if (close == text.n)
        return false;
    struct slice after = slice_from(text, close + 1);
    if (!value_ends(after, &key)) {
        if (text.p[0] != '"' || !flags_end(after, &key))
            return false;
        out->flags = slice_trim(slice_part(after, 0, key));
    }
    out->shape = PAIR_quoted;
    out->value = slice_part(text, 1, close);
    walk->rest = slice_from(after, key);
    return true;
}

static bool take_brackets(struct pair_walk *walk, struct pair *out)
{
    struct slice text = walk->rest;
    if (!text.n || (text.p[0] != '[' && text.p[0] != '{' && text.p[0] != '(') || !walk->budget)
        return false;
    size_t close = bracket_close(text), key = 0;
    size_t cost = close ? close : text.n;
    walk->budget -= cost < walk->budget ? cost : walk->budget;
    if (!close || !value_ends(slice_from(text, close), &key))
        return false;
    out->shape = PAIR_brackets;
    out->value = slice_part(text, 0, close);
    walk->rest = slice_from(text, close + key);
    return true;
}

void pair_bare(struct pair_walk *walk, struct pair *out)
{
    size_t end = pair_find(walk->value);
    bool last = end == walk->value.n;
    out->shape = PAIR_bare;
    out->value = slice_trim(slice_part(walk->value, 0, end));
    if (!last && out->value.n && byte_is_separator(out->value.p[out->value.n - 1]))
        out->value = slice_trim_right(slice_part(out->value, 0, out->value.n - 1));
    walk->rest = slice_from(walk->value, last ? end : end + 1);
}

void pair_begin(struct pair_walk *walk, struct slice text)
{
    *walk = (struct pair_walk){ .rest = text, .budget = 4 * text.n + BUDGET_LEAST };
}

bool pair_next(struct pair_walk *walk, struct pair *out)
{
    size_t n = pair_key(walk->rest);
    if (!n)
        return false;
    *out = (struct pair){ .key = slice_part(walk->rest, 0, n) };
    walk->rest = walk->value = slice_from(walk->rest, n + 1);
    if (!take_quoted(walk, out) && !take_brackets(walk, out))
        pair_bare(walk, out);
    return true;
}
