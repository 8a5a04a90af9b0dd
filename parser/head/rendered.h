/* rendered.h - a record that a renderer of the user's own printed as JSON (structlog's JSONRenderer) in a message, alone or after a prefix
 * (records.md §4). console.h is the same of structlog's console. */
#ifndef DAGSIEVE_RENDERED_H
#define DAGSIEVE_RENDERED_H

#include "prefix.h"

/* Slices of the text that was read. */
struct rendered {
    struct slice object; /* a sound JSON object; empty: there is none */
    struct slice said;   /* its member event, a string, still escaped */
    enum level level;    /* its own, else the prefix's */
};

/* A quick no: false means that rendered_read finds nothing. */
static inline bool rendered_suspects(struct slice text)
{
    char first = text.n ? text.p[0] : '\0';
    if (first != '{' && (!text.n || text.p[text.n - 1] != '}' || !(byte_is_digit(first) || byte_is_letter(first) || first == '[' || first == '(')))
        return false;
    struct slice members = slice_trim_left(slice_from(text, slice_index(text, '{') + 1));
    return members.n && members.p[0] == '"'; /* Python's own dicts are none */
}
/* Reads a line of a message that is suspected; nothing found: all is empty. */
struct rendered rendered_read(const struct prefixes *, struct slice text);
/* Whether the object is a record and not somebody's data: what was said, and when, how loud or by whom; or nothing but that. */
bool rendered_is_record(const struct rendered *);

#endif
