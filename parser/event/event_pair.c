/* event_pair.c - where the pairs of an event line begin and end; see event_pair.h for the contract. */
#include "event_pair.h"

enum { BUDGET_LEAST = 64 * 1024 };

static bool byte_is_separator(char c)
{
    return c == ',' || c == ';';
}

/* Where the first key with its '=' begins that stands behind a blank or separator, *n is its length; text.n and 0 when there is none. */
static inline size_t next_key(const struct pair_walk *walk, struct slice text, size_t *n)
{
    for (size_t from = 0, end; (end = scan_byte(text, from, '=')) < text.n; from = end + 1) {
        size_t key = scan_dotted_back(text, walk->begin, from, end);
        if (key > 0 && key < end && (byte_is_blank(text.p[key - 1]) || byte_is_separator(text.p[key - 1])) &&
            byte_is_word_start(text.p[key])) {
            *n = end - key;
            return key;
        }
    }
    *n = 0;
    return text.n;
}

/* The key at the position begins the rest. */
static void go_on(struct pair_walk *walk, struct slice text, size_t at, size_t key)
{
    if (key && pair_go_on_known(walk, text, at))
        return;
    walk->rest = slice_from(text, at);
    walk->key = key;
    walk->known = NULL;
}

size_t pair_find(struct pair_walk *walk)
{
    size_t key, at = next_key(walk, walk->rest, &key);
    go_on(walk, walk->rest, at, key);
    return at;
}

/* Whether a value may end before text: at the end of the line or the next key, blanks, a separator or both before it. The walk then goes on there. */
static bool value_ends(struct pair_walk *walk, struct slice text)
{
    if (text.n && text.p[0] == ' ' && pair_go_on_known(walk, text, 1))
        return true;
    size_t from = text.n && byte_is_separator(text.p[0]) ? 1 : 0;
    size_t at = slice_span(text, from, byte_is_blank), key = at > 0 ? pair_key(slice_from(text, at)) : 0;
    if (at < text.n && !key)
        return false;
    go_on(walk, text, at, key);
    return true;
}

/* As value_ends, words shaped like keys allowed before the key: the flags of a logfmt line. */
static bool flags_end(struct pair_walk *walk, struct slice text, struct slice *flags)
{
    size_t at = 0, end = 0, key = 0;
    while (at < text.n && !key) {
        if (!byte_is_blank(text.p[at]))
            return false;
        end = at;
        at = slice_span(text, at, byte_is_blank);
        key = pair_key(slice_from(text, at));
        if (key || at == text.n)
            break;
        if (!byte_is_word_start(text.p[at]))
            return false;
        at = end = slice_span(text, at, byte_is_dotted);
    }
    *flags = slice_trim_left(slice_part(text, 0, end));
    go_on(walk, text, at, key);
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
    struct slice text = walk->value;
    size_t close = slice_quote_end(text, 0);
    if (close == text.n)
        return false;
    struct slice after = slice_from(text, close + 1);
    if (!value_ends(walk, after) && (text.p[0] != '"' || !flags_end(walk, after, &out->flags)))
        return false;
    out->shape = PAIR_quoted;
    out->value = slice_part(text, 1, close);
    return true;
}

static bool take_brackets(struct pair_walk *walk, struct pair *out)
{
    struct slice text = walk->value;
    size_t close = walk->budget ? bracket_close(text) : 0, cost = close ? close : text.n;
    walk->budget -= cost < walk->budget ? cost : walk->budget;
    if (!close || !value_ends(walk, slice_from(text, close)))
        return false;
    out->shape = PAIR_brackets;
    out->value = slice_part(text, 0, close);
    return true;
}

/* A value that ends at its first blank, because a known key follows; not one with a '=', which may be of another pair. */
static inline bool bare_known(struct pair_walk *walk, struct pair *out)
{
    size_t end = scan_word(walk->value, 0);
    if (end >= walk->value.n || walk->value.p[end] != ' ' || !pair_go_on_known(walk, walk->value, end + 1))
        return false;
    bool separator = end && byte_is_separator(walk->value.p[end - 1]);
    out->value = slice_part(walk->value, 0, end - separator);
    return true;
}

void pair_bare(struct pair_walk *walk, struct pair *out)
{
    size_t key;
    out->shape = PAIR_bare;
    if (bare_known(walk, out))
        return;
    size_t at = next_key(walk, walk->value, &key);
    out->value = slice_trim(slice_part(walk->value, 0, at));
    go_on(walk, walk->value, at, key);
    if (walk->key && out->value.n && byte_is_separator(out->value.p[out->value.n - 1]))
        out->value = slice_trim_right(slice_part(out->value, 0, out->value.n - 1));
}

void pair_begin(struct pair_walk *walk, struct slice text, struct known_event *event)
{
    *walk = (struct pair_walk){ .begin = text.p, .rest = text, .budget = 4 * text.n + BUDGET_LEAST, .event = event };
    if (!pair_go_on_known(walk, text, 0))
        walk->key = pair_key(text);
}

/* Where the key of the pair would be known, had it been. */
static inline struct known_key *learning_place(const struct pair_walk *walk)
{
    return walk->event && !walk->known && walk->n < KNOWN_KEYS ? &walk->event->key[walk->n] : NULL;
}

/* The value that the key had before. */
static inline bool take_known(struct pair_walk *walk, struct pair *out)
{
    struct slice text = walk->value;
    if (!out->known || !known_value_stands(&out->known->value, text))
        return false;
    size_t n = out->known->value.n;
    if (n < text.n)
        return text.p[n] == ' ' && pair_go_on_known(walk, text, n + 1);
    go_on(walk, text, n, 0);
    return true;
}

static inline bool byte_is_opening(char c)
{
    return c == '[' || c == '{' || c == '(';
}

struct slice pair_printed(const struct pair_walk *walk, const struct pair *pair)
{
    struct slice text = slice_part(walk->value, 0, pair->value.n + (pair->shape == PAIR_quoted ? 2 : 0));
    char first = text.n ? text.p[0] : '\0';
    const char *end = walk->rest.p - (walk->key > 0);
    bool alone = text.p + text.n == end && (!walk->key || *end == ' '), opens = pair->shape == PAIR_bare && (byte_is_quote(first) || byte_is_opening(first));
    return alone && !opens ? text : SLICE("");
}

bool pair_next(struct pair_walk *walk, struct pair *out)
{
    if (!walk->key)
        return false;
    out->key = slice_part(walk->rest, 0, walk->key);
    out->known = walk->known;
    out->learns = learning_place(walk);
    out->flags.n = 0;
    walk->n++;
    walk->value = slice_from(walk->rest, walk->key + 1);
    out->known_value = take_known(walk, out);
    if (out->known_value)
        return true;
    char first = walk->value.n ? walk->value.p[0] : 0;
    bool taken = byte_is_quote(first) ? take_quoted(walk, out) : byte_is_opening(first) ? take_brackets(walk, out) : false;
    if (!taken)
        pair_bare(walk, out);
    return true;
}
