/* utf8.h - UTF-8 as PostgreSQL takes it: valid and without NUL. */
#ifndef DAGSIEVE_UTF8_H
#define DAGSIEVE_UTF8_H

#include <stdint.h>

#include "buf.h"
#include "slice.h"

/* Appends s as valid UTF-8 without NUL: bad bytes and NUL become U+FFFD. true when s was clean already. */
bool utf8_clean(struct slice s, struct buf *out);
/* Length of the longest valid, NUL-free UTF-8 prefix of s: s.n when it is clean. */
size_t utf8_valid(struct slice s);
/* The character at the beginning of s (s.n > 0), U+FFFD for bad bytes and NUL; returns how many bytes it takes. */
size_t utf8_next(struct slice s, struct slice *character);
/* How many characters s has: bytes that begin one. */
size_t utf8_count(struct slice s);
/* Writes the character; its length. U+FFFD for a surrogate; code is at most U+10FFFF. */
size_t utf8_encode(uint32_t code, char out[4]);
/* The longest prefix of at most n bytes that ends at a whole character. */
struct slice utf8_cut(struct slice s, size_t n);

#endif
