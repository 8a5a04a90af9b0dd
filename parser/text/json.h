/* json.h - a pull reader and a writer for JSON; allocates nothing, recurses over nothing, keeps number texts.
 * The reader hands out raw slices of the input; they live as long as the input does. */
#ifndef DAGSIEVE_JSON_H
#define DAGSIEVE_JSON_H

#include "buf.h"
#include "slice.h"

/* How deep brackets may nest, in what is read and in what is written. */
enum { JSON_DEPTH_MAX = 256 };

enum json_type { JSON_none, JSON_null, JSON_bool, JSON_number, JSON_string, JSON_array, JSON_object };

/* raw: the value's text; a string without its quotes, still escaped; arrays and objects with their brackets.
 * A number is what JSON calls a number, or the words NaN, Infinity, -Infinity that Python's json writes. */
struct json_value {
    enum json_type type;
    struct slice raw;
    bool escaped; /* string: holds at least one backslash */
};

/* Reads one whole value (blanks around it allowed) and checks all of it, at most JSON_DEPTH_MAX deep; JSON_none when text is not
 * exactly one value. */
struct json_value json_read(struct slice text);

/* Steps through an object or array that json_read found sound. Start with *at = 0. */
bool json_member(struct slice object, size_t *at, struct slice *raw_key, struct json_value *value);
bool json_element(struct slice array, size_t *at, struct json_value *value);
/* Steps through the members of an object that nobody has checked, and checks it on the way: one pass where json_read and json_member take two. The object is
 * what json_read takes, as deep and with blanks around it, when `sound` at the end; what was handed out before counts only then. */
struct json_walk {
    const char *p, *end;
    struct slice object; /* with its brackets, once it is sound */
    bool more, sound;
};
struct json_walk json_walk(struct slice text);
bool json_walk_member(struct json_walk *, struct slice *raw_key, struct json_value *value);
/* The same where the next member's name, with quotes and colon, has the n bytes of `name`; n = 0 or other bytes: false, and nothing was done. */
bool json_walk_expected(struct json_walk *, const char *name, size_t n, struct json_value *value);
/* The first member of that (unescaped) name; JSON_none when there is none. */
struct json_value json_get(struct slice object, struct slice key);
/* The same of the last member of that name. */
struct json_value json_get_last(struct slice object, struct slice key);

/* Whether the raw name, its escapes undone, is the key. */
bool json_name_is(struct slice raw, struct slice key);

/* Whether a NUL byte stands escaped in JSON: \u0000, of which no other backslash escapes the first. */
bool json_has_nul(struct slice text);
/* Appends the text of a raw string. \uD8xx pairs are joined; a lone surrogate becomes U+FFFD. */
void json_unescape(struct slice raw, struct buf *out);
/* A string's text: its own bytes where it has no escapes, else in space, which is emptied; empty for what is no string. */
struct slice json_text(struct json_value, struct buf *space);
/* Appends s as a JSON string with quotes; invalid UTF-8 bytes become U+FFFD, NUL becomes U+FFFD (PostgreSQL's jsonb
 * cannot hold it), other controls \u00XX or \n \t \r \b \f. */
void json_write_string(struct slice s, struct buf *out);
/* Appends the value compactly with the rules of records.md §1 and §4: numbers as canonical decimals, NaN and infinities as
 * strings, strings as json_write_string, a key given twice: the last wins, at its first place. */
void json_write_value(struct json_value, struct buf *out);

#endif
