/* members.h - a JSON object under construction: members in order of first appearance, a key given twice: the last value wins.
 * Finding a key stays cheap however many there are. Knows nothing of what the members mean. */
#ifndef DAGSIEVE_MEMBERS_H
#define DAGSIEVE_MEMBERS_H

#include <stdint.h>

#include "buf.h"
#include "slice.h"

struct member;

/* Zero is an empty object; reused after members_reset, freed with members_free. */
struct members {
    struct buf text; /* the object without its braces, as long as nothing is set anew or taken out */
    bool scattered;  /* something was: the rows tell what stands where */
    struct member *row;
    size_t n, cap;
    uint32_t *slot; /* open addressing: row + 1, 0 = free; only kept once there are many rows */
    size_t n_slots;
};

/* Sets key to the JSON value; both are copied. true when the key was there already (and its value is gone). */
bool members_put(struct members *, struct slice key, struct slice json);
/* Takes the key out; false when it was not there. */
bool members_remove(struct members *, struct slice key);
/* Whether no member is left. */
bool members_empty(const struct members *);
/* Appends the object as compact JSON. */
void members_write(const struct members *, struct buf *out);
/* Forgets the members, keeps the memory. */
void members_reset(struct members *);
void members_free(struct members *);

#endif
