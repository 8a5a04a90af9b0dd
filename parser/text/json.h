/* json.h - a pull reader and a writer for JSON; allocates nothing, recurses over nothing, keeps number texts.
 * The reader hands out raw slices of the input; they live as long as the input does. */
#ifndef DAGSIEVE_JSON_H
#define DAGSIEVE_JSON_H

#include "buf.h"
#include "slice.h"

enum json_type { JSON_none, JSON_null, JSON_bool, JSON_number, JSON_string, JSON_array, JSON_object };

/* raw: the value's text; a string without its quotes, still escaped; arrays and objects with their brackets.
 * A number is what JSON calls a number, or the words NaN, Infinity, -Infinity that Python's json writes. */
struct json_value {
    enum json_type type;
    struct slice raw;
    bool escaped; /* string: holds at least one backslash */
};

/* Reads one whole value (blanks around it allowed) and checks all of it, at most 256 deep; JSON_none when text is not
 * exactly one value. */
struct json_value json_read(struct slice text);

/* Steps through an object or array that json_read found sound. Start with *at = 0. */
bool json_member(struct slice object, size_t *at, struct slice *raw_key, struct json_value *value);
bool json_element(struct slice array, size_t *at, struct json_value *value);
/* The first member of that (unescaped) name; JSON_none when there is none. */
struct json_value json_get(struct slice object, struct slice key);

/* Whether the raw name, its escapes undone, is the key. */
bool json_name_is(struct slice raw, struct slice key);

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

/* Reads text that is wholly a JSON or Python literal (dict, list, tuple, set, str, number, True, None, nested; dict keys of any
 * scalar kind) and appends it as compact JSON (tuples and sets as lists, keys as strings, nan/inf as strings, number
 * wrappers such as np.float64(0.4), Decimal('1') undone). false, out unchanged, when it is none, or more than 256 deep. */
bool literal_to_json(struct slice text, struct buf *out);
/* Undoes the escapes of a Python string or bytes literal's inside. */
void python_unescape(struct slice raw, struct buf *out);

/* Appends s as valid UTF-8 without NUL: bad bytes and NUL become U+FFFD. true when s was clean already. */
bool utf8_clean(struct slice s, struct buf *out);
/* Length of the longest valid, NUL-free UTF-8 prefix of s: s.n when it is clean. */
size_t utf8_valid(struct slice s);
/* The character at the beginning of s (s.n > 0), U+FFFD for bad bytes and NUL; returns how many bytes it takes. */
size_t utf8_next(struct slice s, struct slice *character);
/* Writes the character; its length. U+FFFD for a surrogate; code is at most U+10FFFF. */
size_t utf8_encode(uint32_t code, char out[4]);
/* The longest prefix of at most n bytes that ends at a whole character. */
struct slice utf8_cut(struct slice s, size_t n);

#endif
