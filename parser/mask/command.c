/* command.c - values of flags; see command.h for the contract. */
#include "command.h"

#include "value.h"

/* A flag as a row of secrets.def spells it. */
struct flag {
    struct slice word;
    bool glued, pair;
};

static bool flag_next(struct slice *rest, struct flag *flag)
{
    *rest = slice_trim_left(*rest);
    if (!rest->n)
        return false;
    slice_cut(rest, ' ', &flag->word);
    char last = flag->word.p[flag->word.n - 1];
    flag->glued = last == '+';
    flag->pair = last == ':';
    flag->word.n -= flag->glued || flag->pair;
    return true;
}

/* Blanks, or the quotes and the comma between two words of a printed list. */
static size_t skip_between(struct slice s, size_t at)
{
    at = slice_span(s, at + quote_at(s, at).n, byte_is_space);
    if (at < s.n && s.p[at] == ',')
        at = slice_span(s, at + 1, byte_is_space);
    return at;
}

/* Whether the flag stands at the position; *value is where its value begins, *quote the quote that both stand in. */
static bool flag_stands(struct slice s, size_t at, const struct flag *flag, size_t *value, bool *quoted)
{
    size_t end = at + flag->word.n;
    if (!slice_starts(slice_from(s, at), flag->word) || end >= s.n)
        return false;
    bool apart = s.p[end] == ' ' || s.p[end] == '=' || byte_may_quote(s.p[end]);
    *quoted = flag->glued && byte_may_quote(s.p[at - 1]); /* '-psecret' in a list */
    *value = flag->glued ? end : s.p[end] == '=' ? end + 1 : skip_between(s, end);
    return flag->glued != apart && (flag->glued || *value >= s.n || s.p[*value] != '-');
}

/* The value at the position; near: the text as far as was looked. */
static bool value_hides(struct slice text, struct slice near, size_t at, bool quoted, bool pair, struct secret *out)
{
    *out = (struct secret){ .quote = SLICE("") };
    value_find(near, at, WEIGHT_password, quoted, out);
    if (out->to == near.n)
        value_find(text, at, WEIGHT_password, quoted, out);
    if (pair) {
        size_t colon = slice_index(slice_part(text, out->from, out->to), ':');
        out->from = colon == (size_t)-1 ? out->to : out->from + colon + 1;
    }
    return name_hides(WEIGHT_password, SLICE("-"), slice_part(text, out->from, out->to), PRINTED_quoted);
}

/* The line from the position on, as far as is looked, to where the next command begins. */
static struct slice command_line(struct slice text, size_t at)
{
    struct slice near = slice_part(text, 0, at + AHEAD_MOST);
    for (size_t end = at; end < near.n; end++)
        if (strchr("\n|;", near.p[end]))
            return slice_part(near, 0, end);
    return near;
}

bool find_on_command_line(struct slice text, size_t at, size_t n, const char *flags, struct secret *out)
{
    struct slice s = command_line(text, at + n);
    size_t end = at + n, value;
    bool quoted;
    if (end >= s.n || (!byte_is_blank(s.p[end]) && !byte_may_quote(s.p[end])))
        return false;
    for (; end + 1 < s.n; end++) {
        if (s.p[end + 1] != '-' || (!byte_is_blank(s.p[end]) && !byte_may_quote(s.p[end])))
            continue;
        struct slice rest = slice_of(flags);
        for (struct flag flag; flag_next(&rest, &flag);)
            if (flag_stands(s, end + 1, &flag, &value, &quoted)) /* the first one is the command's */
                return value_hides(text, s, value, quoted, flag.pair, out);
    }
    return false;
}
