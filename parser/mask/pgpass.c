/* pgpass.c - lines of PostgreSQL's password file; see pgpass.h for the contract. */
#include "pgpass.h"

#include "name.h"
#include "value.h"

enum { FIELDS = 4, PORT_MOST = 5 };

static bool byte_is_field(char c)
{
    return !byte_is_blank(c) && !byte_may_quote(c) && c && !strchr("=,()", c);
}

/* The end of a field: its colon, one behind a backslash left out. */
static size_t field_end(struct slice s, size_t at)
{
    while (at < s.n && s.p[at] != ':' && byte_is_field(s.p[at]))
        at += s.p[at] == '\\' && at + 1 < s.n && s.p[at + 1] == ':' ? 2 : 1;
    return at;
}

static bool has_letter(struct slice field)
{
    for (size_t i = 0; i < field.n; i++)
        if (byte_is_letter(field.p[i]) || (unsigned char)field.p[i] >= 0x80)
            return true;
    return false;
}

static bool is_any(struct slice field)
{
    return slice_eq(field, SLICE("*"));
}

/* Whether the four fields are a host, a port, a database and a user, as no address of a device, rule or resource has them. */
static bool are_of_server(const struct slice field[FIELDS])
{
    bool port = field[1].n <= PORT_MOST && field[1].n > 1 && slice_span(field[1], 0, byte_is_digit) == field[1].n;
    bool host = is_any(field[0]) || has_letter(field[0]) || slice_index(field[0], '.') < field[0].n;
    return host && (port || is_any(field[1])) && (is_any(field[2]) || has_letter(field[2])) && (is_any(field[3]) || has_letter(field[3]));
}

static size_t password_end(struct slice s, size_t at)
{
    while (at < s.n && !byte_is_blank(s.p[at]) && !byte_may_quote(s.p[at]))
        at++;
    return at;
}

bool find_in_pgpass(struct slice s, size_t at, struct secret *out)
{
    struct slice field[FIELDS], near = slice_part(s, 0, at + AHEAD_MOST);
    size_t from = slice_span_back(s, at > NAME_MOST ? at - NAME_MOST : 0, at, byte_is_field);
    for (int i = 0; i < FIELDS; i++) {
        size_t end = field_end(near, from);
        field[i] = slice_part(near, from, end);
        if (end >= near.n || near.p[end] != ':')
            return false;
        from = end + 1; /* the last time that of the password */
    }
    size_t to = password_end(near, from);
    *out = (struct secret){ .from = from, .to = to, .quote = SLICE("") };
    struct slice password = slice_part(near, from, to);
    if (!are_of_server(field) || slice_has(password, SLICE("***")) || !name_hides(WEIGHT_password, SLICE("-"), password, PRINTED_bare))
        return false;
    out->to = value_extend(s, to == near.n ? password_end(s, from) : to);
    return true;
}
