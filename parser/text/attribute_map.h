/* attribute_map.h - a JSON object under construction: members in order of first appearance, a key given twice: the last value wins.
 * Finding a key stays cheap however many there are. Knows nothing of what the members mean. */
#ifndef DAGSIEVE_ATTRIBUTE_MAP_H
#define DAGSIEVE_ATTRIBUTE_MAP_H

#include <stdint.h>

#include "buf.h"
#include "slice.h"

struct member;

/* Zero is an empty object; reused after attribute_map_reset, freed with attribute_map_free. */
struct attribute_map {
    struct buf text; /* the object without its braces, as long as nothing is set again or taken out */
    bool scattered;  /* something was: the rows tell what stands where */
    struct member *row;
    size_t n, cap;
    uint32_t *slot; /* open addressing: row + 1, 0 = free; only kept once there are many rows */
    size_t n_slots;
};

/* Sets key to the JSON value; both are copied. true when the key was there already (and its value is gone). */
bool attribute_map_put(struct attribute_map *, struct slice key, struct slice json);
/* Takes the key out; false when it was not there. */
bool attribute_map_remove(struct attribute_map *, struct slice key);
/* Whether no member is left. */
bool attribute_map_empty(const struct attribute_map *);
/* Appends the object as compact JSON. */
void attribute_map_write(const struct attribute_map *, struct buf *out);
/* Forgets the members, keeps the memory. */
void attribute_map_reset(struct attribute_map *);
void attribute_map_free(struct attribute_map *);

#endif
