/* value.c - how far a value reaches; see value.h for the contract. */
#include "value.h"

/* More backslashes before a quote than LEVELS_MOST are no quote: else text could nest quotes as deep as it is long. */
enum { LEVELS_MOST = 15, TAG_MOST = 32, WORDS_MOST = 4, JOINED_MOST = 16, PADDED_LEAST = 16 /* bytes of base64 before its = */ };

struct slice quote_at(struct slice text, size_t at)
{
    size_t end = at;
    while (end < text.n && end - at <= LEVELS_MOST && text.p[end] == '\\')
        end++;
    bool quoted = end < text.n && byte_may_quote(text.p[end]) && end - at <= LEVELS_MOST;
    return slice_part(text, at, quoted ? end + 1 : at);
}

bool key_begins(struct slice text, size_t at)
{
    at = slice_span(text, at, byte_is_blank);
    at += quote_at(text, at).n;
    size_t word = slice_span(text, at, byte_is_word), end = word + quote_at(text, word).n;
    size_t pad = word + slice_starts(slice_from(text, word), SLICE("==")); /* a comparison goes on with a word */
    bool padding = (word - at >= PADDED_LEAST || pad > word) && pad < text.n && text.p[pad] == '=' && (pad + 1 == text.n || !(byte_is_word(text.p[pad + 1])));
    return word > at && !padding && end < text.n && (text.p[end] == '=' || text.p[end] == ':');
}

/* Bytes of what stands after a quote that lets the text go on which the quote seems to end: 'a''b', 'it's'. */
static size_t quote_goes_on(struct slice s, size_t at, struct slice quote)
{
    if (slice_eq(quote_at(s, at), quote))
        return quote.n;
    return quote.n == 1 && at < s.n && (byte_is_letter(s.p[at]) || byte_is_digit(s.p[at]));
}

size_t quoted_end(struct slice s, size_t at, struct slice quote)
{
    size_t from = at, slashes = 0, level = quote.n - 1;
    for (; at < s.n && s.p[at] != '\n'; at++) {
        if (s.p[at] == '\\') {
            slashes++;
            continue;
        }
        if (s.p[at] == quote.p[level] && (level ? slashes <= level : slashes % 2 == 0)) {
            size_t more = quote_goes_on(s, at + 1, quote);
            if (!more)
                return at - (level && at - slashes >= from ? slashes : 0);
            at += more;
        }
        slashes = 0;
    }
    return at;
}

size_t nested_end(struct slice s, size_t at)
{
    size_t depth = 0;
    while (at < s.n && s.p[at] != '\n') {
        struct slice quote = quote_at(s, at);
        char c = s.p[at];
        if (quote.n) {
            at = quoted_end(s, at + quote.n, quote);
            at += quote_at(s, at).n;
            continue;
        }
        at++;
        if (c == '[' || c == '{' || c == '(')
            depth++;
        else if ((c == ']' || c == '}' || c == ')') && --depth == 0)
            break;
    }
    return at;
}

/* Whether a bare value ends at the position: a password may hold a comma, & or a quote; a comma or & that a key follows ends it, and a
 * quote that nothing follows which could belong to it. */
static bool bare_ends(struct slice s, size_t at, bool key_quoted)
{
    char c = s.p[at];
    if (byte_is_blank(c))
        return true;
    if (byte_may_quote(c))
        return key_quoted || at + 1 == s.n || !(byte_is_letter(s.p[at + 1]) || byte_is_digit(s.p[at + 1]));
    return (c == ',' || c == ';' || c == '&') && key_begins(s, at + 1);
}

/* Signs that end what a bare value stands in, rather than belonging to it. */
static bool byte_closes(char c)
{
    return c && strchr(",;)]}\\", c);
}

/* ?sv=1&sig=x is one value. */
static size_t bare_end(struct slice s, size_t from, bool key_quoted)
{
    size_t at = from;
    bool query = at < s.n && s.p[at] == '?';
    while (at < s.n && ((query && s.p[at] == '&') || !bare_ends(s, at, key_quoted)))
        at++;
    while (at > from && byte_closes(s.p[at - 1]))
        at--;
    return at;
}

/* The letters before a quote: u'', b'', rb'' of Python, E'', N'', U&'' of SQL, $'' of a shell. */
static size_t skip_prefix(struct slice s, size_t at)
{
    size_t n = 0;
    while (n < 2 && at + n < s.n && s.p[at + n] && strchr("bBrRuUfFeEnN&$", s.p[at + n]))
        n++;
    return quote_at(s, at + n).n ? at + n : at;
}

/* After a fence at the position, word behind it: $$ or $tag$ of SQL, two or three quotes of the same kind; 0 = there is none. */
static size_t fence_end(struct slice s, size_t at)
{
    struct slice quote = quote_at(s, at);
    size_t end = at, times = 0;
    if (at < s.n && s.p[at] == '$') {
        end = slice_span(s, at + 1, byte_is_word);
        return end < s.n && s.p[end] == '$' ? end + 1 : 0;
    }
    while (quote.n && times < 3 && slice_eq(quote_at(s, end), quote)) {
        end += quote.n;
        times++;
    }
    return times > 1 && end < s.n && (byte_is_word(s.p[end]) || (times == 3 && s.p[end] == '\n')) ? end : 0;
}

/* The text between quotes that differ; false = none stands there. */
static bool find_in_print_quotes(struct slice near, size_t at, struct secret *secret)
{
    static const struct slice quotes[][2] = { { SLICE_ROW("“"), SLICE_ROW("”") }, { SLICE_ROW("«"), SLICE_ROW("»") },
                                              { SLICE_ROW("„"), SLICE_ROW("“") }, { SLICE_ROW("‘"), SLICE_ROW("’") } };
    for (size_t i = 0; i < sizeof(quotes) / sizeof(*quotes); i++) {
        size_t from = at + quotes[i][0].n, n = slice_starts(slice_from(near, at), quotes[i][0]) ? slice_find(slice_from(near, from), quotes[i][1]) : (size_t)-1;
        secret->from = from;
        secret->to = from + n;
        if (n != (size_t)-1)
            return true;
    }
    return false;
}

/* The text between two fences; false = none ends near. */
static bool find_fenced(struct slice s, size_t at, struct secret *secret)
{
    struct slice near = slice_part(s, 0, at + AHEAD_MOST);
    if (at < near.n && (unsigned char)near.p[at] >= 0x80)
        return find_in_print_quotes(near, at, secret);
    size_t from = fence_end(near, at);
    size_t n = from ? slice_find(slice_from(near, from), slice_part(near, at, from)) : (size_t)-1;
    secret->from = from;
    secret->to = from + n;
    return n != (size_t)-1;
}

bool value_quoted(struct slice s, size_t at)
{
    struct secret ignored;
    return quote_at(s, skip_prefix(s, at)).n || find_fenced(s, at, &ignored);
}

/* After a tag or an anchor of YAML (!vault, &name) and the blanks behind it; at = there is none before a value. */
static size_t skip_tag(struct slice s, size_t at)
{
    size_t end = at;
    while (end < s.n && end < at + TAG_MOST && (s.p[end] == '!' || (end == at && s.p[end] == '&') || (end > at && (byte_is_word(s.p[end]) || s.p[end] == '-'))))
        end++;
    size_t next = slice_span(s, end, byte_is_space);
    return next > end && end > at + 1 && next < s.n && !byte_is_blank(s.p[next]) && !key_begins(slice_part(s, 0, next + NAME_MOST), next) ? next : at;
}

struct scheme {
    struct slice word;
    bool whole; /* parameters follow, to the end of the line */
};

/* What stands before a secret in a header: its position after the scheme, else at. */
static size_t skip_scheme(struct slice s, size_t at, bool *whole)
{
    static const struct scheme schemes[] = {
        { SLICE_ROW("bearer"), false }, { SLICE_ROW("basic"), false },   { SLICE_ROW("token"), false },  { SLICE_ROW("negotiate"), false },
        { SLICE_ROW("ntlm"), false },   { SLICE_ROW("apikey"), false },  { SLICE_ROW("api-key"), false }, { SLICE_ROW("geniekey"), false },
        { SLICE_ROW("ssws"), false },   { SLICE_ROW("sharedkey"), false }, { SLICE_ROW("jwt"), false },  { SLICE_ROW("aws"), false },
        { SLICE_ROW("splunk"), false }, { SLICE_ROW("digest"), true },   { SLICE_ROW("oauth"), true },   { SLICE_ROW("hawk"), true },
        { SLICE_ROW("aws4-hmac-sha256"), true }, { SLICE_ROW("googlelogin"), true },
    };
    for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++) {
        size_t end = at + schemes[i].word.n;
        if (end < s.n && s.p[end] == ' ' && slice_eq_nocase(slice_part(s, at, end), schemes[i].word)) {
            *whole = schemes[i].whole;
            return slice_span(s, end, byte_is_space);
        }
    }
    return at;
}

/* The end of the line, or of the quotes that the header stands in; a parameter may have quotes of its own. */
static size_t line_end(struct slice s, size_t at)
{
    struct slice quote, open = SLICE("");
    for (; at < s.n && s.p[at] != '\n'; at += quote.n + !quote.n) {
        quote = quote_at(s, at);
        if (!quote.n || (open.n && !slice_eq(quote, open)))
            continue;
        if (!open.n && s.p[at - 1] != '=')
            break;
        open = open.n ? SLICE("") : quote;
    }
    return at;
}

/* The end of an object at the position, in whose brackets a text stands: Secret('x'); 0 = it is none. */
static size_t object_end(struct slice s, size_t at)
{
    size_t end = slice_span(s, at, byte_is_word);
    return end > at && end + 1 < s.n && s.p[end] == '(' && quote_at(s, skip_prefix(s, end + 1)).n ? nested_end(s, end) : 0;
}

/* The end of a bare value from the position on, a tag of YAML before it included. */
static size_t tagged_end(struct slice s, size_t from, bool key_quoted)
{
    size_t at = skip_tag(s, from), object = object_end(s, at);
    if (object)
        return object;
    struct slice quote = at > from ? quote_at(s, at) : SLICE("");
    if (!quote.n)
        return bare_end(s, at, key_quoted);
    size_t end = quoted_end(s, at + quote.n, quote);
    return end + quote_at(s, end).n;
}

/* The end of the last of several texts in quotes that code puts together: 'a' + 'b', 'a' 'b'. plus: only with a sign between them. */
static size_t joined_end(struct slice s, size_t end, struct slice quote, bool plus)
{
    for (int i = 0; i < JOINED_MOST && slice_eq(quote_at(s, end), quote); i++) {
        size_t at = slice_span(s, end + quote.n, byte_is_space);
        bool sign = at < s.n && s.p[at] == '+';
        at = skip_prefix(s, slice_span(s, at + sign, byte_is_space));
        if ((plus && !sign) || at == end + quote.n || !slice_eq(quote_at(s, at), quote))
            break;
        end = quoted_end(s, at + quote.n, quote);
    }
    return end;
}

/* The end of a text whose line ended before its quote: a quote on the next line that closes there; at = none does. */
static size_t end_on_next_line(struct slice s, size_t at, struct slice quote)
{
    struct slice next = slice_part(s, 0, at + AHEAD_MOST);
    if (at >= s.n || s.p[at] != '\n')
        return at;
    size_t end = quoted_end(next, at + 1, quote), behind = end + quote.n;
    bool first = slice_index(slice_part(next, at + 1, end), quote.p[quote.n - 1]) == (size_t)-1;
    bool closes = first && slice_eq(quote_at(next, end), quote) && (behind >= next.n || (next.p[behind] && strchr("\n\r,)]};", next.p[behind])));
    return closes ? end : at;
}

/* After a sign of YAML that a block follows, on the line of its name yet: |- x. */
static size_t skip_block_sign(struct slice s, size_t at)
{
    bool sign = at + 2 < s.n && (s.p[at] == '|' || s.p[at] == '>') && (s.p[at + 1] == '-' || s.p[at + 1] == '+') && s.p[at + 2] == ' ';
    return sign ? slice_span(s, at + 2, byte_is_space) : at;
}

/* Whether a list, a dict or a tuple begins at the position; {{hunter2 is a word that begins like a template. */
static bool nested_begins(struct slice s, size_t at, bool tuple)
{
    char c = at < s.n ? s.p[at] : '\0';
    size_t word = slice_starts(slice_from(s, at), SLICE("{{")) ? slice_span(s, at + 2, byte_is_word) : 0;
    if (c == '{' && word > at + 2)
        return word < s.n && s.p[word] && strchr("}.[(|", s.p[word]);
    return c == '[' || c == '{' || (c == '(' && (tuple || quote_at(s, at + 1).n));
}

enum printed_as value_find(struct slice s, size_t at, enum weight weight, bool key_quoted, struct secret *secret)
{
    bool whole = false, tuple = key_quoted || s.p[at - 1] == '=';
    bool assigned = s.p[at - 1] == '=' && !key_quoted;
    at = skip_prefix(s, skip_block_sign(s, slice_span(s, at, byte_is_space)));
    if (find_fenced(s, at, secret))
        return PRINTED_quoted;
    struct slice quote = quote_at(s, at);
    if (!quote.n && weight >= WEIGHT_looks && nested_begins(s, at, tuple)) {
        secret->from = at;
        secret->to = nested_end(s, at);
        return PRINTED_nested;
    }
    size_t from = secret->from = skip_scheme(s, at + quote.n, &whole);
    if (quote.n) {
        size_t end = joined_end(s, quoted_end(s, from, quote), quote, !assigned);
        secret->to = weight == WEIGHT_password ? end_on_next_line(s, end, quote) : end;
        return PRINTED_quoted;
    }
    bool line = weight == WEIGHT_line || weight == WEIGHT_phrase || (whole && weight == WEIGHT_header);
    secret->to = line ? line_end(s, from) : tagged_end(s, from, key_quoted);
    return PRINTED_bare;
}

/* Whether a key= stands at the position: what ends a bare value of an event. */
static bool pair_begins(struct slice s, size_t at)
{
    size_t end = at;
    while (end < s.n && (byte_is_word(s.p[end]) || s.p[end] == '.'))
        end++;
    return end > at && end < s.n && s.p[end] == '=' && !byte_is_digit(s.p[at]);
}

size_t value_extend(struct slice s, size_t end)
{
    size_t closed = slice_span(s, end, byte_closes), at = closed;
    if (at >= s.n || s.p[at] != ' ')
        return end;
    for (; at < s.n && s.p[at] != '\n' && !byte_may_quote(s.p[at]); at++)
        if (s.p[at] == ' ' && pair_begins(s, at + 1))
            break;
    while (at > closed && byte_is_blank(s.p[at - 1]))
        at--;
    return at > closed ? at : end;
}

/* Whether the word rather tells of the pair before it, or ends a clause. */
static bool is_of_sentence(struct slice word)
{
    static const struct slice words[] = { SLICE_ROW("for"), SLICE_ROW("to"),  SLICE_ROW("with"), SLICE_ROW("at"),     SLICE_ROW("in"),   SLICE_ROW("on"),
                                          SLICE_ROW("from"), SLICE_ROW("and"), SLICE_ROW("as"),  SLICE_ROW("failed"), SLICE_ROW("ok"), SLICE_ROW("is"),
                                          SLICE_ROW("was"), SLICE_ROW("by"),  SLICE_ROW("via"),  SLICE_ROW("not"),    SLICE_ROW("or"), SLICE_ROW("using") };
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (slice_eq_nocase(word, words[i]))
            return true;
    return !word.n || strchr(",.:|->(", word.p[word.n - 1]);
}

size_t value_extend_words(struct slice s, size_t end)
{
    struct slice near = slice_part(s, 0, end + AHEAD_MOST);
    size_t at = end;
    for (int i = 0; i <= WORDS_MOST && at < near.n && near.p[at] == ' '; i++) {
        size_t word = at + 1;
        if (pair_begins(near, word))
            return at;
        for (at = word; at < near.n && !byte_is_blank(near.p[at]) && !byte_may_quote(near.p[at]) && near.p[at] != ';';)
            at++;
        if (is_of_sentence(slice_part(near, word, at)))
            break;
        if (at < near.n && near.p[at] == ';' && key_begins(near, at + 1))
            return at;
    }
    return end;
}
