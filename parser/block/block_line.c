/* block_line.c - one line of a block -> its fields; see block_line.h for the contract. */
#include "block_line.h"

#include "parser/text/scan.h"

static const struct slice three = { "===", 3 };
static const struct slice words = { "CORRELATION DATA", 16 };

static bool byte_is_separator(char c)
{
    return c == ',' || c == ';' || c == '|';
}

static bool byte_is_equals(char c)
{
    return c == '=';
}

static bool byte_is_of_number(char c)
{
    return byte_is_digit(c) || c == '.' || c == '-' || c == '%';
}

/* Of a key with blanks in it. */
static bool byte_is_spelling(char c)
{
    return byte_is_name(c) || byte_is_space(c);
}

static bool has_end_word(struct slice text)
{
    for (size_t from = 0, found; (found = scan_text(slice_from(text, from), SLICE("END"))) != (size_t)-1;) {
        size_t at = from + found;
        from = at + 3;
        if ((at == 0 || !byte_is_word(text.p[at - 1])) && (from == text.n || !byte_is_word(text.p[from])))
            return true;
    }
    return false;
}

/* Whether the words at the position have "===" before them; *from is where that begins. */
static bool has_opening_signs(struct slice line, size_t at, size_t *from)
{
    size_t end = slice_span_back(line, 0, at, byte_is_space);
    *from = slice_span_back(line, 0, end, byte_is_equals);
    return end - *from >= three.n;
}

bool block_line_opening(struct slice line, struct slice *before, struct slice *after)
{
    for (size_t from = 0, found, begin; (found = scan_text(slice_from(line, from), words)) != (size_t)-1;) {
        size_t at = from + found;
        from = at + words.n;
        struct slice rest = slice_from(line, from);
        if (!has_opening_signs(line, at, &begin) || (rest.n && byte_is_word(rest.p[0])))
            continue;
        size_t close = scan_text(rest, three);
        if (close == (size_t)-1 || has_end_word(slice_from(line, begin)))
            return false;
        *before = slice_trim(slice_part(rest, 0, close));
        while (close < rest.n && rest.p[close] == '=')
            close++;
        *after = slice_trim(slice_from(rest, close));
        if (slice_ends(*after, three))
            while (after->n && after->p[after->n - 1] == '=')
                after->n--;
        return true;
    }
    return false;
}

/* A quick no: too short for an opening line, or without its signs. */
static bool may_open(struct slice line)
{
    return line.n >= three.n + words.n + three.n && scan_text(line, three) != (size_t)-1;
}

enum block_mark block_line_signs(struct slice line)
{
    struct slice before, after;
    if (!line.n)
        return MARK_blank;
    if (may_open(line) && block_line_opening(line, &before, &after))
        return MARK_opening;
    size_t n = slice_span(line, 0, byte_is_equals);
    if (n == line.n)
        return MARK_clean_end;
    if (n < three.n)
        return MARK_none;
    return has_end_word(line) ? MARK_clean_end : MARK_other_end;
}

bool block_line_is_brackets(struct slice line)
{
    bool bracket = false;
    for (size_t i = 0; i < line.n; i++) {
        if (memchr("{}[]()", line.p[i], 6))
            bracket = true;
        else if (line.p[i] != ',' && !byte_is_blank(line.p[i]))
            return false;
    }
    return bracket;
}

/* Whether the text is one word that may be a key: [A-Za-z_][A-Za-z0-9_.-]* */
static bool is_key_word(struct slice text)
{
    return text.n && byte_is_word_start(text.p[0]) && slice_span(text, 0, byte_is_name) == text.n;
}

/* "ValueError", "MyTimeout". */
static bool is_plain_exception(struct slice name)
{
    static const struct slice endings[] = { { "Error", 5 },   { "Exception", 9 }, { "Interrupt", 9 },
                                            { "Exit", 4 },    { "Timeout", 7 },   { "Warning", 7 } };
    for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
        if (slice_ends(name, endings[i]))
            return true;
    return false;
}

/* The last component of "requests.exceptions.HTTPError", "socket.timeout". */
static bool is_dotted_exception(struct slice last)
{
    return (last.n && last.p[0] >= 'A' && last.p[0] <= 'Z') || slice_eq(last, SLICE("error")) || slice_eq(last, SLICE("timeout")) ||
           slice_eq(last, SLICE("exit"));
}

/* The name before the colon in the last line of a traceback (domain §3.1). */
static bool is_exception_name(struct slice name)
{
    const char *dot = name.n ? memrchr(name.p, '.', name.n) : NULL;
    return dot ? is_dotted_exception(slice_from(name, (size_t)(dot + 1 - name.p))) : is_plain_exception(name);
}

/* A key at the start of text with its sign after it. */
static bool take_key(const struct block_names *names, struct slice text, struct block_key *out)
{
    size_t n;
    out->quoted = text.n && byte_is_quote(text.p[0]);
    if (out->quoted) {
        size_t close = slice_index(slice_from(text, 1), text.p[0]);
        if (close == (size_t)-1)
            return false;
        out->text = slice_part(text, 1, close + 1);
        n = close + 2;
    } else {
        n = slice_span(text, 0, byte_is_spelling);
        out->text = slice_trim(slice_part(text, 0, n));
    }
    out->sign_at = slice_span(text, n, byte_is_blank);
    if (out->sign_at == text.n || (text.p[out->sign_at] != '=' && text.p[out->sign_at] != ':') || !out->text.n)
        return false;
    out->sign = text.p[out->sign_at];
    out->field = block_name_find(names, out->text);
    return out->field || out->quoted || is_key_word(out->text);
}

/* Whether a blank stands before the key's sign. */
static bool is_spaced(struct slice text, const struct block_key *key)
{
    return key->sign_at && byte_is_blank(text.p[key->sign_at - 1]);
}

/* The walk goes on with text, which may begin with a key. */
static void go_on(struct block_walk *walk, struct slice text)
{
    walk->rest = text;
    walk->more = text.n && take_key(walk->names, text, &walk->key);
}

/* The position after the bracket that closes the one text begins with; 0 when it never closes. */
static size_t group_end(struct slice text)
{
    size_t depth = 0;
    for (size_t at = 0; at < text.n; at++) {
        char c = text.p[at];
        if (c == '(' || c == '[' || c == '{')
            depth++;
        else if ((c == ')' || c == ']' || c == '}') && depth && --depth == 0)
            return at + 1;
    }
    return 0;
}

/* The position after a quoted value that text begins with; 0 when text goes on after its closing quote. */
static size_t quote_end(struct slice text)
{
    if (!text.n || !byte_is_quote(text.p[0]))
        return 0;
    size_t at = slice_quote_end(text, 0) + 1;
    if (at > text.n)
        return 0;
    return at == text.n || byte_is_blank(text.p[at]) || byte_is_separator(text.p[at]) ? at : 0;
}

static bool is_boundary(struct slice text, size_t at)
{
    return at > 0 && (byte_is_blank(text.p[at - 1]) || byte_is_separator(text.p[at - 1]));
}

/* Where the quoted key begins that ends before the position; position when there is none. */
static size_t quoted_key_start(struct slice text, size_t from, size_t position)
{
    size_t end = slice_span_back(text, from, position, byte_is_space);
    if (end < from + 2 || !byte_is_quote(text.p[end - 1]))
        return position;
    const char *open = memrchr(text.p + from, text.p[end - 1], end - 1 - from);
    return open && is_boundary(text, (size_t)(open - text.p)) ? (size_t)(open - text.p) : position;
}

/* Where the key begins whose '=' stands at the position, no earlier than from; *known tells whether fields.def has it. Known names may
 * hold blanks: the longest one counts. position itself when there is no key. */
static size_t key_start(const struct block_names *names, struct slice text, size_t from, size_t position, bool *known)
{
    enum { MOST_WORDS = 5 };
    size_t end = slice_span_back(text, from, position, byte_is_space), at = end, best = position;
    *known = false;
    for (int word = 0; word < MOST_WORDS; word++) {
        size_t stop = at;
        at = slice_span_back(text, from, at, byte_is_name);
        if (at == stop || (at > from && !is_boundary(text, at)))
            break;
        struct slice name = slice_part(text, at, end);
        if (block_name_find(names, name)) {
            best = at;
            *known = true;
        } else if (word == 0 && is_key_word(name)) {
            best = at;
        }
        stop = at;
        at = slice_span_back(text, from, at, byte_is_space);
        if (at == stop)
            break;
    }
    return best == position ? quoted_key_start(text, from, position) : best;
}

/* Whether text has a known field at the position, ':' and a blank after it, which the end of a line may have lost. */
static bool colon_field_at(const struct block_names *names, struct slice text, size_t at)
{
    struct block_key key;
    struct slice rest = slice_trim_left(slice_from(text, at));
    return take_key(names, rest, &key) && key.field && key.sign == ':' && (key.sign_at + 1 == rest.n || byte_is_blank(rest.p[key.sign_at + 1]));
}

/* Whether the '=' at the position belongs to the next field; *key is where that begins. */
static bool pair_at(const struct block_walk *walk, struct slice text, size_t from, size_t at, size_t *key)
{
    bool known, spaced = at > from && byte_is_blank(text.p[at - 1]);
    *key = key_start(walk->names, text, from, at, &known);
    return *key < at && is_boundary(text, *key) && (known || !spaced || walk->spaced);
}

/* The end of the value that begins text: where the next field begins. equals: key=value pairs may follow as well. */
static size_t value_end(struct block_walk *walk, struct slice text, bool equals)
{
    struct slice value = slice_trim_left(text);
    size_t from = quote_end(value), key;
    if (from)
        from += text.n - value.n;
    for (size_t at = from; at < text.n; at++) {
        char c = text.p[at];
        if ((c == '(' || c == '[' || c == '{') && !walk->unclosed) {
            size_t after = group_end(slice_from(text, at));
            walk->unclosed = !after;
            at += after ? after - 1 : 0;
        } else if (byte_is_separator(c) && colon_field_at(walk->names, text, at + 1)) {
            return at;
        } else if (c == '=' && equals && at + 1 < text.n && text.p[at + 1] == '=') {
            at++;
        } else if (c == '=' && equals && pair_at(walk, text, from, at, &key)) {
            return key;
        }
    }
    return text.n;
}

/* The value without blanks and separators around it. */
static struct slice value_bare(struct slice value)
{
    value = slice_trim(value);
    while (value.n && (byte_is_separator(value.p[value.n - 1]) || byte_is_blank(value.p[value.n - 1])))
        value.n--;
    return value;
}

static struct slice skip_separators(struct slice text)
{
    while (text.n && (byte_is_blank(text.p[0]) || byte_is_separator(text.p[0])))
        text = slice_from(text, 1);
    return text;
}

void block_walk_begin(struct block_walk *walk, const struct block_names *names, struct slice line)
{
    *walk = (struct block_walk){ .names = names };
    go_on(walk, line);
    walk->spaced = walk->more && walk->key.sign == '=' && is_spaced(line, &walk->key);
}

bool block_line_stretch(struct slice *part, struct slice *stretch)
{
    size_t open = 0;
    while (open < part->n && part->p[open] != '=' &&
           !((part->p[open] == '(' || part->p[open] == '[') && (!open || byte_is_blank(part->p[open - 1]))))
        open++;
    size_t n = open < part->n && part->p[open] != '=' ? group_end(slice_from(*part, open)) : 0;
    bool inside = n && !open;
    *stretch = inside ? slice_part(*part, 1, n - 1) : slice_part(*part, 0, n ? open : part->n);
    *part = slice_trim_left(slice_from(*part, inside ? n : stretch->n));
    return stretch->n || part->n;
}

void block_walk_header(struct block_walk *walk, const struct block_names *names, struct slice stretch, struct slice *text)
{
    *walk = (struct block_walk){ .names = names };
    size_t key = stretch.n;
    for (size_t at = 0; at < stretch.n && key == stretch.n; at++) {
        bool known, pair = stretch.p[at] == '=' && (at + 1 == stretch.n || stretch.p[at + 1] != '=');
        size_t start = pair ? key_start(names, stretch, 0, at, &known) : at;
        if (start < at)
            key = start;
    }
    *text = slice_trim(slice_part(stretch, 0, key));
    go_on(walk, slice_from(stretch, key));
}

bool block_line_is_rest(const struct block_names *names, struct slice line)
{
    struct block_walk walk;
    struct slice before;
    block_walk_header(&walk, names, line, &before);
    return slice_span(line, 0, byte_is_of_number) == line.n || (before.n && walk.more && walk.key.field);
}

bool block_walk_next(struct block_walk *walk, struct block_pair *out)
{
    if (!walk->more)
        return false;
    struct block_key key = walk->key;
    struct slice after = slice_from(walk->rest, key.sign_at + 1);
    bool at_once = !is_spaced(walk->rest, &key);
    size_t n = value_end(walk, after, key.sign == '=');
    *out = (struct block_pair){ .key = key.text, .field = key.field, .value = value_bare(slice_part(after, 0, n)) };
    go_on(walk, skip_separators(slice_from(after, n)));
    if (key.sign == '=' || key.field)
        return true;
    return out->value.n && byte_is_blank(after.p[0]) && (key.quoted || !at_once || !is_exception_name(key.text));
}
