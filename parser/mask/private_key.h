/* private_key.h - private keys in PEM: -----BEGIN .. PRIVATE KEY-----, lines of base64, -----END ..; on one line or over several. */
#ifndef DAGSIEVE_MASK_PRIVATE_KEY_H
#define DAGSIEVE_MASK_PRIVATE_KEY_H

#include "walk.h"

/* The body after the BEGIN line whose "KEY-----" or "KEY BLOCK-----" stands at the position. */
bool find_private_key(struct slice text, size_t at, struct secret *);
/* Whether the text ends inside a private key: lines that follow are its body. */
bool private_key_opens(struct slice text);
/* The part of a body line that is the key's: all that stands after a head, or a record's text, also of several words
 * of which the first is base64; empty = it is none. */
struct slice private_key_body(struct slice line);
/* Whether the private key that an earlier line began does not go on after this one: its END, its last line, which is short, or none of its lines.
 * An empty line and a header are of it. */
bool private_key_closes(struct slice line);

#endif
