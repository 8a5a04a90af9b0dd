/* block_line.h - one line of a CORRELATION DATA block -> the fields printed on it, as key and value texts (domain §3.1, records.md §3).
 * Knows which text is a key; says nothing of values. JSON and dict bodies: block_dict.h. */
#ifndef DAGSIEVE_BLOCK_LINE_H
#define DAGSIEVE_BLOCK_LINE_H

#include "block_name.h"

/* One field as printed. */
struct block_pair {
    struct slice key;                /* quotes off */
    const struct block_field *field; /* NULL: an unknown key */
    struct slice value;              /* trimmed, quotes still on */
};

/* A key as printed, with its sign after it. */
struct block_key {
    struct slice text;               /* quotes off */
    const struct block_field *field; /* NULL: an unknown key */
    bool quoted;
    char sign; /* '=' or ':' */
    size_t sign_at;
};

/* A walk over the fields of one line. */
struct block_walk {
    const struct block_names *names;
    struct slice rest;
    struct block_key key; /* that rest begins with */
    bool more;     /* it does */
    bool spaced;   /* the line's first pair has a blank before its '=' */
    bool unclosed; /* a bracket that never closes was met: from there on brackets are text */
};

/* What a line is before its fields are looked at. */
enum block_mark { MARK_none, MARK_opening, MARK_blank, MARK_clean_end, MARK_other_end };

enum block_mark block_line_signs(struct slice line);
/* Of a line without blanks around it. Most are too short for an opening line. */
static inline enum block_mark block_line_mark(struct slice line)
{
    enum { OPENING_LEAST = sizeof("===CORRELATION DATA===") - 1 };
    bool none = line.n && line.n < OPENING_LEAST && line.p[0] != '=';
    return none ? MARK_none : block_line_signs(line);
}
/* An opening line: *text is the words printed on it beside its own, before and after the closing "===" (empty slices when there are none). */
bool block_line_opening(struct slice line, struct slice *before, struct slice *after);

/* Whether text holds nothing but brackets, commas and blanks, and at least one bracket. */
bool block_line_is_brackets(struct slice line);
/* A line without blanks around it, its bullet taken off. */
static inline struct slice block_line_body(struct slice line)
{
    bool bullet = line.n && (line.p[0] == '-' || line.p[0] == '*' || line.p[0] == '|');
    return bullet ? slice_trim_left(slice_from(line, 1)) : line;
}
/* Whether a line that begins with no field may be the rest of a wrapped one: a field stands behind other words, or a number is all of it. */
bool block_line_is_rest(const struct block_names *, struct slice line);
/* Starts a walk over a body line, indentation and bullet taken off; the line's first key must stand at its start. */
void block_walk_begin(struct block_walk *, const struct block_names *, struct slice line);
/* Takes the next stretch off a part of the opening line: what a pair of brackets before the first field holds, or text with fields. */
bool block_line_stretch(struct slice *part, struct slice *stretch);
/* Starts a walk over a stretch of the opening line: words before the first key=value are no fields and are handed out as *words. */
void block_walk_header(struct block_walk *, const struct block_names *, struct slice stretch, struct slice *words);
/* The next field; false when there is no (further) one. */
bool block_walk_next(struct block_walk *, struct block_pair *out);

#endif
