/* command.c - values of flags; see command.h for the contract. */
#include "command.h"

#include "value.h"

/* Bytes of a command line that are looked at, and of a flag. */
enum { COMMAND_MOST = 512, FLAG_MOST = 32 };

/* A flag as a row of secrets.def spells it. */
struct flag {
    struct slice word;
    bool glued;
    char parted; /* ':' or ',': the secret stands after that of the value; '=': it must be in the value; '\0' = none */
};

static bool flag_next(struct slice *rest, struct flag *flag)
{
    *rest = slice_trim_left(*rest);
    *flag = (struct flag){ 0 };
    if (!rest->n)
        return false;
    slice_cut(rest, ' ', &flag->word);
    for (char last; (last = flag->word.p[flag->word.n - 1]) && strchr("+:,=", last); flag->word.n--)
        if (last == '+')
            flag->glued = true;
        else
            flag->parted = last;
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

/* Where the flag at the position ends, short ones before it in the same word (-sSu) included; 0 = it does not stand there. */
static size_t flag_end(struct slice s, size_t at, const struct flag *flag)
{
    size_t end = flag->word.n == 2 && !flag->glued ? slice_span(s, at + 1, byte_is_letter) : at + flag->word.n;
    if (end >= s.n)
        return 0;
    return (flag->word.n == 2 ? s.p[end - 1] == flag->word.p[1] : slice_starts(slice_from(s, at), flag->word)) ? end : 0;
}

/* Whether the flag stands at the position; *value is where its value begins, *quoted whether both stand in quotes. */
static bool flag_stands(struct slice s, size_t at, const struct flag *flag, size_t *value, bool *quoted)
{
    size_t end = flag_end(s, at, flag);
    if (!end)
        return false;
    bool quote = byte_may_quote(s.p[end]), apart = s.p[end] == ' ' || s.p[end] == '=' || quote;
    *quoted = flag->glued && byte_may_quote(s.p[at - 1]); /* '-psecret' in a list */
    *value = flag->glued ? end : s.p[end] == '=' ? end + 1 : skip_between(s, end);
    if (flag->glued)
        return !apart || (quote && !*quoted);
    return apart && (*value >= s.n || s.p[*value] != '-');
}

/* The part of the value that is a secret; false = there is none. */
static bool part_hides(struct slice text, char parted, struct secret *out)
{
    size_t at = parted ? slice_index(slice_part(text, out->from, out->to), parted) : 0;
    if (at == (size_t)-1)
        return false;
    if (parted && parted != '=')
        out->from += at + 1;
    return name_hides(WEIGHT_password, SLICE("-"), slice_part(text, out->from, out->to), PRINTED_quoted);
}

/* The value at the position; near: the text as far as was looked. */
static bool value_hides(struct slice text, struct slice near, size_t at, bool quoted, char parted, struct secret *out)
{
    *out = (struct secret){ .quote = SLICE("") };
    value_find(near, at, WEIGHT_password, quoted, out);
    if (out->to == near.n)
        value_find(text, at, WEIGHT_password, quoted, out);
    return part_hides(text, parted, out);
}

/* The line from the position on, as far as is looked, to where the next command begins. */
static struct slice command_line(struct slice text, size_t at)
{
    struct slice near = slice_part(text, 0, at + COMMAND_MOST);
    for (size_t end = at; end < near.n; end++)
        if (near.p[end] == '\n' || near.p[end] == '|' || near.p[end] == ';')
            return slice_part(near, 0, end);
    return near;
}

/* Looks for the flags at the position. true: the search is over, *found whether there is a secret. */
static bool find_flag(struct slice text, struct slice s, size_t at, struct slice flags, bool *found, struct secret *out)
{
    size_t value;
    bool quoted;
    for (struct flag flag; flag_next(&flags, &flag);) {
        if (!flag_stands(s, at, &flag, &value, &quoted))
            continue;
        *found = value_hides(text, s, value, quoted, flag.parted, out);
        if (*found || !flag.parted) /* the first one is the command's */
            return true;
    }
    return false;
}

bool find_on_command_line(struct scan *scan, size_t at, size_t n, const char *flags, struct secret *out)
{
    struct slice text = scan->text, s = command_line(text, at + n);
    size_t end = at + n - byte_is_blank(text.p[at + n - 1]); /* a short name is announced with its blank */
    bool found = false;
    end += slice_starts(slice_from(s, end), SLICE(".exe")) ? strlen(".exe") : 0;
    if (end >= s.n || (!byte_is_blank(s.p[end]) && !byte_may_quote(s.p[end])))
        return false;
    if (scan->flags == flags && scan->flags_done > end + 1) /* no flag stands up to there: the command before this one looked */
        end = scan->flags_done - 1;
    for (; end + 1 < s.n; end++)
        if (s.p[end + 1] == '-' && (byte_is_blank(s.p[end]) || byte_may_quote(s.p[end])) && find_flag(text, s, end + 1, slice_of(flags), &found, out))
            return found;
    scan->flags = flags;
    scan->flags_done = s.n > FLAG_MOST ? s.n - FLAG_MOST : 0; /* one may be cut there */
    return false;
}
