/* mask.c - finds secrets in text and replaces them; see mask.h for the contract.
 * One walk over the text; at the few bytes that a secret can begin or be named with, a finder of its own looks closer. Rather masks a
 * word too many than a password too few, but leaves counts (tokens=512), settings (tokenizer=bpe) and what is masked already. */
#include "mask.h"

#include "mask_name.h"

/* PASSWORD_MOST bounds the search for the end of a URI's password with slashes in it. */
enum { JWT_LEAST = 10, BEARER_LEAST = 12, PASSWORD_MOST = 512 };

/* Where a secret stands; in_json: its key is quoted and it is not, so that *** needs quotes for the text to stay JSON. */
struct secret {
    size_t from, to;
    bool in_json;
};

static bool byte_is_base64(char c)
{
    return byte_is_word(c) || c == '-' || c == '+' || c == '/' || c == '=' || c == '~';
}

static bool byte_may_quote(char c)
{
    return byte_is_quote(c) || c == '`';
}

static bool byte_is_backslash(char c)
{
    return c == '\\';
}

static bool byte_is_equals(char c)
{
    return c == '=';
}

/* Of a key, and of an option: --api-key. */
static bool byte_is_dashed(char c)
{
    return byte_is_word(c) || c == '-';
}

static bool byte_is_dotted(char c)
{
    return byte_is_dashed(c) || c == '.';
}

static bool byte_is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

/* After the blanks, backslashes and quote that may stand before a value, which stands on its key's line; *quote is that quote or 0. */
static size_t skip_quote(struct slice s, size_t at, char *quote)
{
    at = slice_span(s, at, byte_is_space);
    size_t after = slice_span(s, at, byte_is_backslash);
    *quote = after < s.n && byte_may_quote(s.p[after]) ? s.p[after] : 0;
    return *quote ? after + 1 : at;
}

/* A JSON web token, whole or cut: eyJ, the rest of a base64 word, then words joined by points. */
static bool find_jwt(struct slice s, size_t at, struct secret *out)
{
    if (!slice_starts(slice_from(s, at), SLICE("eyJ")) || (at && byte_is_word(s.p[at - 1])))
        return false;
    size_t end = at;
    while (end < s.n && (byte_is_base64(s.p[end]) || (s.p[end] == '.' && end + 1 < s.n && byte_is_word(s.p[end + 1]))))
        end++;
    *out = (struct secret){ .from = at, .to = end };
    return end - at >= JWT_LEAST;
}

/* The end of a URI's host and user: the first byte that can stand in neither. */
static size_t authority_end(struct slice s, size_t at, bool slashes)
{
    while (at < s.n && !byte_is_blank(s.p[at]) && !byte_may_quote(s.p[at]) && s.p[at] != '<' && s.p[at] != '>' &&
           (slashes || (s.p[at] != '/' && s.p[at] != '?' && s.p[at] != '#')))
        at++;
    return at;
}

/* Whether the password's start is a port and the slash after it begins a path. */
static bool is_port_and_path(struct slice password)
{
    size_t digits = slice_span(password, 0, byte_is_digit);
    return digits && digits < password.n && password.p[digits] == '/';
}

/* user:PASSWORD@ after "://"; a password with a bare slash in it counts, a port before a path with @ does not. */
static bool find_uri_password(struct slice s, size_t at, struct secret *out)
{
    if (!slice_starts(slice_from(s, at), SLICE("://")))
        return false;
    at += 3;
    size_t end = authority_end(s, at, false);
    size_t colon = slice_index(slice_part(s, at, end), ':');
    if (colon == (size_t)-1)
        return false;
    size_t from = at + colon + 1;
    const char *host = from < end ? memrchr(s.p + from, '@', end - from) : NULL;
    if (!host) {
        struct slice near = slice_part(s, 0, from + PASSWORD_MOST);
        end = authority_end(near, from, true);
        host = from < end ? memrchr(s.p + from, '@', end - from) : NULL;
        if (host && is_port_and_path(slice_part(s, from, end)))
            return false;
    }
    if (!host || host == s.p + from)
        return false;
    *out = (struct secret){ .from = from, .to = (size_t)(host - s.p) };
    return !slice_eq(slice_part(s, from, out->to), SLICE("***"));
}

/* Whether the bytes at the position begin another key: word, then = or :. */
static bool key_begins(struct slice s, size_t at)
{
    at = slice_span(s, at, byte_is_blank);
    size_t end = slice_span(s, at, byte_is_word);
    return end > at && end < s.n && (s.p[end] == '=' || s.p[end] == ':');
}

/* The end of an unquoted value. A password may hold a comma: only one that a key follows ends it. */
static size_t bare_end(struct slice s, size_t at)
{
    size_t from = at;
    while (at < s.n && !byte_is_blank(s.p[at]) && !byte_may_quote(s.p[at]) && s.p[at] != '&' &&
           !((s.p[at] == ',' || s.p[at] == ';') && key_begins(s, at + 1)))
        at++;
    while (at > from && strchr(",;)]}\\", s.p[at - 1]))
        at--;
    return at;
}

static size_t quoted_end(struct slice s, size_t at, char quote)
{
    size_t from = at;
    bool inside_escape = from >= 2 && s.p[from - 2] == '\\';
    while (at < s.n && s.p[at] != quote && s.p[at] != '\n')
        at += s.p[at] == '\\' && !inside_escape && at + 1 < s.n ? 2 : 1;
    if (at > s.n)
        at = s.n;
    return inside_escape ? slice_span_back(s, from, at, byte_is_backslash) : at;
}

/* Bearer and Basic before a secret: the position of the secret, else at. */
static size_t skip_scheme(struct slice s, size_t at)
{
    static const struct slice schemes[] = { { "bearer ", 7 }, { "basic ", 6 }, { "token ", 6 } };
    for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++)
        if (slice_eq_nocase(slice_part(s, at, at + schemes[i].n), schemes[i]))
            return slice_span(s, at + schemes[i].n, byte_is_blank);
    return at;
}

/* The value of a key, which ends where at points to (after = or :, or after a --option). */
static bool find_value(struct slice s, struct slice key, bool key_quoted, size_t at, struct secret *out)
{
    char quote;
    at = skip_quote(s, at, &quote);
    at = skip_scheme(s, at);
    *out = (struct secret){ .from = at, .to = quote ? quoted_end(s, at, quote) : bare_end(s, at) };
    struct slice value = slice_part(s, at, out->to);
    out->in_json = key_quoted && !quote;
    return name_hides(key, value, quote != 0);
}

/* "Invalid auth token: Signature has expired": a sentence after the colon, a capital first and a small word second. */
static bool is_sentence(struct slice key, struct slice rest)
{
    if (key.n < 5 || !slice_eq_nocase(slice_from(key, key.n - 5), SLICE("token")) || rest.n < 4 || rest.p[0] != ' ' || rest.p[1] < 'A' || rest.p[1] > 'Z')
        return false;
    size_t at = slice_span(rest, 2, byte_is_small);
    return at + 1 < rest.n && rest.p[at] == ' ' && byte_is_small(rest.p[at + 1]);
}

/* key=VALUE, key: VALUE, "key": VALUE; at points to the = or the :. */
static bool find_pair(struct slice s, size_t at, struct secret *out)
{
    size_t end = slice_span_back(s, 0, at, byte_is_blank);
    bool quoted = end && byte_may_quote(s.p[end - 1]);
    bool double_quoted = quoted && s.p[end - 1] == '"';
    end = slice_span_back(s, 0, end - quoted, byte_is_backslash);
    size_t from = slice_span_back(s, 0, end, byte_is_dotted);
    struct slice key = slice_part(s, from, end);
    if (!key.n || !name_may_hide(key))
        return false;
    if (s.p[at] == ':' && is_sentence(key, slice_from(s, at + 1)))
        return false;
    at = slice_span(s, at + 1, byte_is_equals);
    return at < s.n && find_value(s, key, double_quoted, at, out);
}

/* --password VALUE, also as '--password', 'VALUE' in a list. */
static bool find_option(struct slice s, size_t at, struct secret *out)
{
    if (!slice_starts(slice_from(s, at), SLICE("--")) || (at && !byte_is_blank(s.p[at - 1]) && !byte_may_quote(s.p[at - 1])))
        return false;
    size_t from = at + 2, end = slice_span(s, from, byte_is_dashed);
    struct slice key = slice_part(s, from, end);
    if (!key.n || !name_may_hide(key) || end >= s.n || (!byte_is_blank(s.p[end]) && !byte_may_quote(s.p[end])))
        return false;
    if (byte_may_quote(s.p[end]))
        end++;
    end = slice_span(s, end, byte_is_blank);
    if (end < s.n && s.p[end] == ',')
        end = slice_span(s, end + 1, byte_is_blank);
    return end < s.n && s.p[end] != '-' && find_value(s, key, false, end, out);
}

/* A secret after Bearer without a key before it. */
static bool find_bearer(struct slice s, size_t at, struct secret *out)
{
    if ((at && byte_is_word(s.p[at - 1])) || !slice_eq_nocase(slice_part(s, at, at + 7), SLICE("bearer ")))
        return false;
    size_t from = slice_span(s, at + 7, byte_is_blank), end = from;
    while (end < s.n && (byte_is_base64(s.p[end]) || s.p[end] == '.'))
        end++;
    *out = (struct secret){ .from = from, .to = end };
    return end - from >= BEARER_LEAST;
}

/* The first secret at or after from. */
static bool find_secret(struct slice s, size_t from, struct secret *out)
{
    static const bool looked_at[256] = { ['e'] = true, [':'] = true, ['='] = true, ['-'] = true, ['B'] = true, ['b'] = true };
    for (size_t i = from; i < s.n; i++) {
        bool found = false;
        if (!looked_at[(unsigned char)s.p[i]])
            continue;
        char next = i + 1 < s.n ? s.p[i + 1] : '\0';
        switch (s.p[i]) {
        case 'e':
            found = next == 'y' && find_jwt(s, i, out);
            break;
        case ':':
            found = find_uri_password(s, i, out) || find_pair(s, i, out);
            break;
        case '=':
            found = find_pair(s, i, out);
            break;
        case '-':
            found = next == '-' && find_option(s, i, out);
            break;
        case 'B':
        case 'b':
            found = byte_lower(next) == 'e' && find_bearer(s, i, out);
            break;
        default:
            break;
        }
        if (found && out->from >= from)
            return true;
    }
    return false;
}

int mask_text_cut(struct slice text, size_t most, struct buf *out)
{
    struct secret secret;
    size_t done = 0, before = out->n;
    int n = 0;
    while (find_secret(text, done, &secret) && out->n - before + (secret.from - done) < most) {
        buf_slice(out, slice_part(text, done, secret.from));
        buf_text(out, secret.in_json ? "\"***\"" : "***");
        done = secret.to;
        n++;
    }
    if (out->n - before < most)
        buf_slice(out, slice_part(text, done, done + (most - (out->n - before))));
    return n;
}

int mask_text(struct slice text, struct buf *out)
{
    return mask_text_cut(text, SIZE_MAX / 2, out);
}

bool mask_needed(struct slice text)
{
    struct secret secret;
    return find_secret(text, 0, &secret);
}

bool mask_key(struct slice key, bool is_text)
{
    return name_hides(key, is_text ? SLICE("a text") : SLICE("1"), is_text);
}

bool mask_pair(struct slice key, struct slice value, bool is_text)
{
    return name_may_hide(key) && name_hides(key, value, is_text);
}
