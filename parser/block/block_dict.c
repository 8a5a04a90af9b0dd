/* block_dict.c - a JSON object or Python dict as the body of a block; see block_dict.h for the contract.
 * A machine over characters that is kept from line to line: a pretty-printed value may span lines, and pprint splits long strings. */
#include "block_dict.h"

#include "block_name.h"
#include "parser/text/json.h"
#include "parser/text/python_string.h"

/* The text of a string with its quotes. */
static void unescape(struct slice quoted, struct buf *out)
{
    struct slice inside = slice_part(quoted, 1, quoted.n - 1);
    if (quoted.p[0] == '"' && json_read(quoted).type == JSON_string)
        json_unescape(inside, out);
    else
        python_unescape(inside, out);
}

/* Whether a quoted key and ':' stand at the position. */
static bool quoted_key_at(struct slice s, size_t at)
{
    if (at >= s.n || !byte_is_quote(s.p[at]))
        return false;
    size_t close = slice_quote_end(s, at);
    size_t after = close < s.n ? slice_span(s, close + 1, byte_is_blank) : s.n;
    return after < s.n && s.p[after] == ':';
}

void block_dict_reset(struct block_dict *dict)
{
    dict->value.limit = DICT_MAX_VALUE;
    dict->state = DICT_closed;
    dict->depth = 0;
    dict->quote = 0;
    buf_reset(&dict->value);
}

/* Hands out the member at hand. */
static void member_end(struct block_dict *dict, bool whole)
{
    dict->state = DICT_key;
    dict->depth = 0;
    dict->quote = 0;
    dict->member(dict->context, buf_view(&dict->key), slice_trim(buf_view(&dict->value)), dict->order, whole);
    buf_reset(&dict->value);
}

void block_dict_end(struct block_dict *dict)
{
    if (dict->state == DICT_value)
        member_end(dict, dict->is_text || (!dict->braced && !dict->depth));
}

/* Reads a key and its ':' at the position; returns the position after, 0 when there is no key. Bare keys only inside braces. */
static size_t read_key(struct block_dict *dict, struct slice s, size_t from, int order)
{
    size_t after;
    buf_reset(&dict->key);
    if (quoted_key_at(s, from)) {
        after = slice_quote_end(s, from) + 1;
        unescape(slice_part(s, from, after), &dict->key);
    } else {
        after = slice_span(s, from, byte_is_name);
        buf_slice(&dict->key, slice_part(s, from, after));
        if (!dict->braced || after == from)
            return 0;
    }
    after = slice_span(s, after, byte_is_blank);
    if (after >= s.n || s.p[after] != ':')
        return 0;
    dict->state = DICT_value;
    dict->is_text = dict->is_bare = false;
    dict->order = order;
    buf_reset(&dict->value);
    return after + 1;
}

/* Whether the byte ends the value: a comma before the next member, or the closing brace. */
static bool ends_value(const struct block_dict *dict, struct slice s, size_t at)
{
    if (dict->depth || dict->quote)
        return false;
    if (s.p[at] == '}')
        return dict->braced;
    if (s.p[at] != ',')
        return false;
    size_t next = slice_span(s, at + 1, byte_is_blank);
    return dict->braced || next == s.n || quoted_key_at(s, next);
}

/* Follows brackets and quotes over one byte of the value; a quote opens only where a string can begin. */
static void step(struct block_dict *dict, struct slice s, size_t at, size_t from)
{
    char c = s.p[at];
    if (dict->quote)
        dict->quote = c == dict->quote ? 0 : dict->quote;
    else if (byte_is_quote(c) && (at == from || byte_is_blank(s.p[at - 1]) || memchr("[{(,:=", s.p[at - 1], 6)))
        dict->quote = c;
    else if (c == '[' || c == '{' || c == '(')
        dict->depth++;
    else if ((c == ']' || c == '}' || c == ')') && dict->depth)
        dict->depth--;
}

/* Whether the value so far is one whole string. */
static bool is_one_string(struct slice value)
{
    return value.n > 1 && byte_is_quote(value.p[0]) && slice_quote_end(value, 0) == value.n - 1;
}

/* Reads on in the value; returns the position of its end or s.n. */
static size_t read_value(struct block_dict *dict, struct slice s, size_t at)
{
    size_t from = at = slice_span(s, at, byte_is_blank);
    for (; at < s.n && !ends_value(dict, s, at); at++) {
        if (dict->quote && s.p[at] == '\\' && at + 1 < s.n)
            at++;
        else
            step(dict, s, at, from);
    }
    if (at > s.n)
        at = s.n;
    dict->quote = 0; /* no string spans lines */
    buf_slice(&dict->value, slice_part(s, from, at));
    return at;
}

/* pprint's 'one ' and 'two' on two lines are one string: joins the string at the position to the value; returns the position after. */
static size_t join_string(struct block_dict *dict, struct slice s, size_t at)
{
    size_t after = slice_quote_end(s, at) + 1;
    buf_reset(&dict->room);
    unescape(slice_trim(buf_view(&dict->value)), &dict->room);
    unescape(slice_part(s, at, after), &dict->room);
    buf_reset(&dict->value);
    json_write_string(buf_view(&dict->room), &dict->value);
    return after;
}

/* Whether a line may be the next piece of a value that spans lines; other text means that the dict was torn. */
static bool is_piece(struct slice s)
{
    static const char *const words[] = { "true", "false", "null", "None", "True", "False", "nan", "inf",
                                         "NaN",  "Infinity", "np.", "numpy.", "Decimal(", "datetime" };
    if (byte_is_digit(s.p[0]) || memchr("\"'{}[](),-", s.p[0], 10))
        return true;
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (slice_starts(s, slice_of(words[i])))
            return true;
    return false;
}

/* At the end of a line: what is whole is handed out, save a string that the next line may go on with. */
static void line_end(struct block_dict *dict)
{
    struct slice value = slice_trim(buf_view(&dict->value));
    if (dict->state == DICT_value && !dict->braced && (!dict->depth || !value.n)) {
        block_dict_end(dict);
    } else if (dict->state == DICT_value && !dict->depth && value.n) {
        dict->is_text = is_one_string(value);
        dict->is_bare = !dict->is_text;
        if (dict->is_bare)
            member_end(dict, true);
    } else if (dict->state == DICT_value) {
        buf_char(&dict->value, '\n');
    }
    if (dict->state == DICT_key && !dict->braced)
        dict->state = DICT_closed;
}

static bool byte_is_between(char c)
{
    return byte_is_blank(c) || c == ',' || c == ';' || c == '|';
}

/* Reads members from the position on to the end of the line, or to what stands behind the closing brace; the number that begin there, -1 where something else stands. */
static int read_members(struct block_dict *dict, struct slice s, size_t at, int order)
{
    int n = 0;
    while (at < s.n) {
        char c = s.p[at];
        if (dict->state == DICT_value) {
            at = read_value(dict, s, at);
            if (at < s.n)
                member_end(dict, true);
        } else if (c == '}' && dict->braced) {
            dict->state = DICT_closed;
            dict->rest = slice_span(s, at + 1, byte_is_between);
            return n;
        } else if (c == ',' || c == ')' || c == ']' || byte_is_blank(c)) {
            at++;
        } else {
            at = read_key(dict, s, at, order);
            if (!at)
                return n ? n : -1;
            n++;
        }
    }
    line_end(dict);
    return n;
}

/* Begins a dict at a line that looks like one; the position to read from, SIZE_MAX when it does not. */
static size_t dict_begin(struct block_dict *dict, struct slice s)
{
    bool braced = s.p[0] == '{';
    if (!braced && !quoted_key_at(s, 0))
        return (size_t)-1;
    dict->braced = braced;
    dict->depth = 0;
    dict->state = DICT_key;
    return braced ? 1 : 0;
}

/* What an open dict makes of a line: the position to read from, SIZE_MAX when the line is no piece of it. */
static size_t dict_go_on(struct block_dict *dict, struct slice s)
{
    if (dict->state == DICT_key && !byte_is_quote(s.p[0]) && !memchr("}]),", s.p[0], 4))
        return (size_t)-1;
    dict->is_bare = false;
    if (dict->state == DICT_key)
        return 0;
    if (!is_piece(s)) {
        block_dict_end(dict);
        return (size_t)-1;
    }
    if (dict->depth || !dict->value.n || !dict->is_text || s.p[0] == ',' || s.p[0] == '}')
        return 0;
    if (!byte_is_quote(s.p[0]) || quoted_key_at(s, 0) || slice_quote_end(s, 0) == s.n) {
        block_dict_end(dict);
        return byte_is_quote(s.p[0]) ? 0 : (size_t)-1;
    }
    return join_string(dict, s, 0);
}

enum dict_answer block_dict_line(struct block_dict *dict, struct slice s, int order)
{
    if (!s.n)
        return DICT_not;
    dict->rest = s.n;
    bool was_open = dict->state != DICT_closed;
    size_t at = was_open ? dict_go_on(dict, s) : dict_begin(dict, s);
    if (at == (size_t)-1)
        return DICT_not;
    int n = read_members(dict, s, at, order);
    if (dict->value.failed) {
        block_dict_end(dict);
        block_dict_reset(dict);
    }
    if (n > 0)
        return DICT_member;
    if (n < 0 || (!was_open && dict->state == DICT_closed && !slice_starts(s, SLICE("{}")))) {
        block_dict_reset(dict);
        return DICT_not;
    }
    return DICT_neutral;
}

void block_dict_free(struct block_dict *dict)
{
    buf_free(&dict->key);
    buf_free(&dict->value);
    buf_free(&dict->room);
}
