/* content_hash.h - XXH3 of 128 bits over bytes that come in pieces: the content hash of a log. With AVX2 where the machine has it; the hash is the same. */
#ifndef DAGSIEVE_CONTENT_HASH_H
#define DAGSIEVE_CONTENT_HASH_H

#include "slice.h"

enum { CONTENT_HASH_TEXT = 33 }; /* 32 hexadecimal digits and the end */

struct content_hash;

struct content_hash *content_hash_open(void);
void content_hash_close(struct content_hash **);
void content_hash_add(struct content_hash *, struct slice);
/* Of what was added so far. */
void content_hash_text(const struct content_hash *, char out[CONTENT_HASH_TEXT]);

/* content_hash_avx2.c: adds to an XXH3_state_t. NULL: this machine has no such instructions. */
typedef void content_hash_update(void *state, struct slice);
content_hash_update *content_hash_avx2(void);

#endif
