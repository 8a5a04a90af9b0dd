/* uri.c - the user's part of a URI; see uri.h for the contract. */
#include "uri.h"

#include "name.h"

/* Whether the URI ends at the position: a password may hold a quote that goes on, not a blank; another URI does not begin in it. */
static bool uri_ends(struct slice s, size_t at)
{
    char c = s.p[at];
    if (byte_may_quote(c))
        return at + 1 == s.n || !(byte_is_letter(s.p[at + 1]) || byte_is_digit(s.p[at + 1]));
    return byte_is_blank(c) || c == '<' || c == '>' || slice_starts(slice_from(s, at), SLICE("://"));
}

/* Whether a host may begin at the position, or is left out: u:pw@/db?host=/run names a socket. */
static bool host_may_stand(struct slice s, size_t at)
{
    if (at == s.n || uri_ends(s, at))
        return true;
    return byte_is_letter(s.p[at]) || byte_is_digit(s.p[at]) || strchr("[*-_%{$/?)]},;", s.p[at]);
}

/* The last @ that a host may follow, from at on to the URI's end, or to the first of those bytes; SIZE_MAX = none. */
static size_t last_at(struct slice s, size_t at, const char *ends)
{
    size_t found = (size_t)-1;
    for (; at < s.n && !uri_ends(s, at); at++) {
        if (s.p[at] && strchr(ends, s.p[at]))
            break;
        if (s.p[at] == '@' && at && s.p[at - 1] != '/' && host_may_stand(s, at + 1))
            found = at;
    }
    return found;
}

/* Whether what stands after the user's colon is a port and the slash after it begins a path. */
static bool is_port_and_path(struct slice password)
{
    size_t digits = slice_span(password, 0, byte_is_digit);
    return digits && digits < password.n && password.p[digits] == '/';
}

/* Whether the whole may be a host with a path before any user: no colon, or a port. */
static bool may_be_path(struct slice s, size_t from, size_t found)
{
    struct slice before = slice_part(s, from, found);
    size_t colon = slice_index(before, ':'), path = slice_index(before, '/');
    return colon > path || is_port_and_path(slice_from(before, colon + 1));
}

static bool is_masked(struct slice secret)
{
    return !secret.n || slice_has(secret, SLICE("***"));
}

bool find_in_uri(struct slice s, size_t at, struct secret *out)
{
    size_t from = at + 3, end = last_at(s, from, "/?#");
    if (end == (size_t)-1) {
        end = last_at(s, from, "");
        if (end == (size_t)-1 || may_be_path(s, from, end))
            return false;
    }
    size_t colon = slice_index(slice_part(s, from, end), ':');
    size_t later = colon == (size_t)-1 ? colon : last_at(s, end + 1, "?");
    if (later != (size_t)-1) /* what looked like a host and its path was of the password: u:a@b/c@h */
        end = later;
    size_t secret = colon == (size_t)-1 ? from : from + colon + 1;
    struct slice value = slice_part(s, secret, end);
    *out = (struct secret){ .from = secret, .to = end, .quote = SLICE("") };
    return !is_masked(value) && (colon != (size_t)-1 || looks_like_credential(value));
}

bool find_before_host(struct slice s, size_t at, struct secret *out)
{
    size_t least = at > NAME_MOST ? at - NAME_MOST : 0, from = at;
    while (from > least && !byte_is_blank(s.p[from - 1]) && !byte_may_quote(s.p[from - 1]) && s.p[from - 1] != '=')
        from--;
    size_t colon = slice_index(slice_part(s, from, at), ':');
    *out = (struct secret){ .from = from + colon + 1, .to = at, .quote = SLICE("") };
    return colon != (size_t)-1 && !is_masked(slice_part(s, out->from, at));
}
