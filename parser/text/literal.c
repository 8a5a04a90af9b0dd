/* literal.c - Python literals as programs print them (repr of dicts, lists, tuples, sets, numbers, NumPy scalars),
 * rewritten as JSON. Evaluates nothing; recurses over nothing; what is no literal as a whole is refused. */
#include "literal.h"

#include "decimal.h"
#include "json.h"
#include "literal_flat.h"
#include "literal_word.h"
#include "python_string.h"

enum bracket { BRACKET_list, BRACKET_tuple, BRACKET_brace, BRACKET_dict, BRACKET_set };

/* An open bracket. '{' is a brace until what follows its first value tells whether it is a dict or a set. */
struct level {
    enum bracket bracket;
    size_t start; /* where its text begins in the output */
    uint64_t names; /* a bit for each name of a dict */
    bool comma;   /* one was seen: "(1,)" is a tuple, "(1)" is 1 */
    bool named;   /* dict: the name was read, its value comes */
};

struct reader {
    struct slice rest;
    struct buf *json, scratch;
    bool name_again; /* a dict may give a name twice */
    size_t depth;
    struct level level[JSON_DEPTH_MAX];
};

/* Names that wrap one scalar, without "np.", "numpy." or "decimal." before them. */
static const char *const wrappers[] = {
    "float16", "float32", "float64", "float128", "longdouble", "float_", "int8", "int16", "int32", "int64", "intp",
    "int_", "longlong", "uint8", "uint16", "uint32", "uint64", "uintp", "ulonglong", "bool_", "bool", "str_", "Decimal",
};

static void blanks_skip(struct reader *r)
{
    r->rest = slice_trim_left(r->rest);
}

/* A dotted word, or one after a minus. */
static struct slice word_at(struct slice text)
{
    bool minus = text.n && text.p[0] == '-';
    return slice_part(text, 0, slice_span(text, minus, byte_is_dotted));
}

static bool wrapper_known(struct slice name)
{
    static const struct slice modules[] = { { "np.", 3 }, { "numpy.", 6 }, { "decimal.", 8 } };
    for (size_t i = 0; i < sizeof(modules) / sizeof(*modules); i++)
        if (slice_starts(name, modules[i])) {
            name = slice_from(name, modules[i].n);
            break;
        }
    for (size_t i = 0; i < sizeof(wrappers) / sizeof(*wrappers); i++)
        if (slice_eq(slice_of(wrappers[i]), name))
            return true;
    return false;
}

static bool number_take(struct reader *r)
{
    struct slice s = r->rest;
    size_t n = 0, sign = s.n && (s.p[0] == '-' || s.p[0] == '+');
    while (n < s.n && (byte_is_digit(s.p[n]) || s.p[n] == '.' || s.p[n] == 'e' || s.p[n] == 'E' ||
                       ((s.p[n] == '-' || s.p[n] == '+') && (n == 0 || byte_lower(s.p[n - 1]) == 'e'))))
        n++;
    struct slice number = slice_part(s, 0, n), digits = slice_from(number, sign);
    bool plain = slice_index(digits, '.') == (size_t)-1 && slice_index(digits, 'e') == (size_t)-1 &&
                 slice_index(digits, 'E') == (size_t)-1;
    if (plain && digits.n > 1 && digits.p[0] == '0') /* 007 is a name, no number */
        return false;
    r->rest = slice_from(s, n);
    return decimal_parse(number, r->json);
}

/* The letters before a quote (b, r, u, br, rb); -1 when no string begins here. */
static int prefix_length(struct slice s)
{
    size_t n = 0;
    while (n < s.n && n < 2 && s.p[n] && strchr("bBrRuU", s.p[n]))
        n++;
    return n < s.n && byte_is_quote(s.p[n]) ? (int)n : -1;
}

static bool has_letter(struct slice prefix, char lower)
{
    for (size_t i = 0; i < prefix.n; i++)
        if (byte_lower(prefix.p[i]) == lower)
            return true;
    return false;
}

/* Takes a string with prefix and quotes off r->rest; *inside is its text, escapes undone. */
static bool string_take(struct reader *r, size_t prefix_n, struct slice *inside)
{
    struct slice prefix = slice_part(r->rest, 0, prefix_n), s = slice_from(r->rest, prefix_n + 1);
    char quote = r->rest.p[prefix_n];
    size_t n = 0;
    bool escaped = false;
    for (; n < s.n && s.p[n] != quote; n++) {
        if (s.p[n] == '\\') {
            escaped = true;
            n++;
        } else if (s.p[n] == '\n') {
            return false;
        }
    }
    if (n >= s.n)
        return false;
    *inside = slice_part(s, 0, n);
    r->rest = slice_from(s, n + 1);
    if (escaped && !has_letter(prefix, 'r')) {
        buf_reset(&r->scratch);
        python_string_unescape(*inside, has_letter(prefix, 'b'), &r->scratch);
        *inside = buf_view(&r->scratch);
    }
    return true;
}

/* The letters before a quote that the next line begins with; -1 when it begins otherwise. On one line two strings are NumPy's array of them. */
static int next_line_prefix(struct reader *r)
{
    struct slice next = slice_trim_left(r->rest), gap = slice_part(r->rest, 0, r->rest.n - next.n);
    int prefix = r->depth && slice_index(gap, '\n') != (size_t)-1 ? prefix_length(next) : -1;
    if (prefix >= 0)
        r->rest = next;
    return prefix;
}

/* Takes a string, and what pprint broke off it to the next lines. */
static bool strings_take(struct reader *r, size_t prefix_n)
{
    struct slice inside;
    if (!string_take(r, prefix_n, &inside))
        return false;
    json_write_string(inside, r->json);
    for (int next; (next = next_line_prefix(r)) >= 0;) {
        size_t seam = r->json->n - 1;
        if (!string_take(r, (size_t)next, &inside))
            return false;
        json_write_string(inside, r->json);
        r->json->n -= 2; /* the quotes between the two */
        memmove(r->json->p + seam, r->json->p + seam + 2, r->json->n - seam);
    }
    return true;
}

static bool word_take(struct reader *r, struct slice name)
{
    struct slice json = literal_word(name, false);
    if (!json.n)
        return false;
    r->rest = slice_from(r->rest, name.n);
    buf_slice(r->json, json);
    return true;
}

/* The inside of np.float64(0.4), Decimal('0.4'), np.str_('a') and the like. */
static bool wrapped_take(struct reader *r, struct slice name)
{
    r->rest = slice_from(r->rest, name.n + 1);
    blanks_skip(r);
    int prefix = prefix_length(r->rest);
    bool sound;
    if (prefix >= 0) {
        struct slice inside;
        sound = string_take(r, (size_t)prefix, &inside);
        struct slice word = sound ? literal_word(inside, false) : SLICE("");
        if (sound && slice_ends(name, SLICE("str_")))
            json_write_string(inside, r->json);
        else if (word.n)
            buf_slice(r->json, word);
        else
            sound = sound && decimal_parse(inside, r->json);
    } else {
        sound = word_take(r, word_at(r->rest)) || number_take(r);
    }
    blanks_skip(r);
    return sound && slice_take(&r->rest, ')');
}

static bool scalar_take(struct reader *r)
{
    int prefix = prefix_length(r->rest);
    if (prefix >= 0)
        return strings_take(r, (size_t)prefix);
    struct slice name = word_at(r->rest);
    if (word_take(r, name))
        return true;
    if (slice_starts(slice_from(r->rest, name.n), SLICE("("))) {
        if (wrapper_known(name))
            return wrapped_take(r, name);
        if (slice_starts(r->rest, SLICE("set()"))) {
            r->rest = slice_from(r->rest, 5);
            buf_text(r->json, "[]");
            return true;
        }
    }
    return number_take(r);
}

static char bracket_close(enum bracket bracket)
{
    return bracket == BRACKET_list ? ']' : bracket == BRACKET_tuple ? ')' : '}';
}

/* Takes an opening bracket, if there is one. */
static bool level_begin(struct reader *r)
{
    enum bracket bracket;
    if (slice_take(&r->rest, '['))
        bracket = BRACKET_list;
    else if (slice_take(&r->rest, '('))
        bracket = BRACKET_tuple;
    else if (slice_take(&r->rest, '{'))
        bracket = BRACKET_brace;
    else
        return false;
    r->level[r->depth++] = (struct level){ .bracket = bracket, .start = r->json->n };
    buf_char(r->json, bracket == BRACKET_brace ? '{' : '[');
    return true;
}

/* Makes what was written from `from` on a name: scalars of any kind become strings, as Python's json.dumps does. */
static bool name_end(struct buf *json, size_t from)
{
    char first = json->p[from];
    if (first == '[' || first == '{')
        return false;
    if (first != '"') {
        buf_text(json, "\"\"");
        memmove(json->p + from + 1, json->p + from, json->n - 2 - from);
        json->p[from] = '"';
    }
    buf_char(json, ':');
    return true;
}

static void level_end(struct reader *r, bool single)
{
    struct level *level = &r->level[--r->depth];
    if (level->bracket == BRACKET_tuple && single && !level->comma) {
        r->json->n--;
        memmove(r->json->p + level->start, r->json->p + level->start + 1, r->json->n - level->start);
        return;
    }
    if (level->bracket == BRACKET_set)
        r->json->p[level->start] = '[';
    bool object = level->bracket == BRACKET_brace || level->bracket == BRACKET_dict;
    buf_char(r->json, object ? '}' : ']');
}

/* Names of one bit may be the same. */
static void name_note(struct reader *r, struct level *level, struct slice name)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < name.n; i++)
        hash = (hash ^ (unsigned char)name.p[i]) * 1099511628211u;
    uint64_t bit = (uint64_t)1 << (hash >> 58);
    r->name_again = r->name_again || (level->names & bit);
    level->names |= bit;
}

/* After a value that begins at `from` in the output, inside a bracket: whether it is a dict's name. *sound is false
 * when the brackets do not fit. */
static bool value_is_name(struct reader *r, size_t from, bool *sound)
{
    struct level *level = &r->level[r->depth - 1];
    bool may = level->bracket == BRACKET_brace || (level->bracket == BRACKET_dict && !level->named);
    if (may && slice_take(&r->rest, ':')) {
        level->bracket = BRACKET_dict;
        level->named = true;
        *sound = name_end(r->json, from);
        name_note(r, level, slice_from(buf_view(r->json), from));
        return true;
    }
    *sound = level->bracket != BRACKET_dict || level->named;
    if (level->bracket == BRACKET_brace)
        level->bracket = BRACKET_set;
    level->named = false;
    return false;
}

/* After a value: takes names' colons, commas and closing brackets. *more: a value must follow. */
static bool value_end(struct reader *r, size_t from, bool *more)
{
    bool sound;
    *more = true;
    for (;;) {
        blanks_skip(r);
        if (r->depth == 0) {
            *more = false;
            return r->rest.n == 0;
        }
        if (value_is_name(r, from, &sound) || !sound)
            return sound;
        struct level *level = &r->level[r->depth - 1];
        if (slice_take(&r->rest, ',')) {
            level->comma = true;
            blanks_skip(r);
            if (r->rest.n == 0 || r->rest.p[0] != bracket_close(level->bracket)) {
                buf_char(r->json, ',');
                return true;
            }
        }
        if (!slice_take(&r->rest, bracket_close(level->bracket)))
            return false;
        from = level->start;
        level_end(r, true);
    }
}

static bool literal_read(struct reader *r)
{
    for (bool more = true; more;) {
        blanks_skip(r);
        size_t from = r->json->n;
        if (r->depth < JSON_DEPTH_MAX && level_begin(r)) {
            blanks_skip(r);
            if (!slice_take(&r->rest, bracket_close(r->level[r->depth - 1].bracket)))
                continue;
            level_end(r, false);
        } else if (!scalar_take(r)) {
            return false;
        }
        if (!value_end(r, from, &more))
            return false;
    }
    return true;
}

/* Of a name given twice the last value wins, which the writer of JSON sees to. */
static void names_settle(struct buf *json, size_t from, struct buf *room)
{
    buf_reset(room);
    buf_slice(room, slice_from(buf_view(json), from));
    json->n = from;
    json_write_value(json_read(buf_view(room)), json);
}

bool literal_to_json(struct slice text, struct buf *out)
{
    return literal_flat(text, out) || literal_any(text, out);
}

bool literal_any(struct slice text, struct buf *out)
{
    size_t from = out->n;
    struct reader r;
    struct json_value value = json_read(text);
    if (value.type != JSON_none) {
        json_write_value(value, out);
        return true;
    }
    r.rest = text;
    r.json = out;
    r.scratch = (struct buf){ 0 };
    r.depth = 0;
    r.name_again = false;
    bool sound = literal_read(&r);
    if (!sound)
        out->n = from;
    else if (r.name_again)
        names_settle(out, from, &r.scratch);
    buf_free(&r.scratch);
    return sound;
}
