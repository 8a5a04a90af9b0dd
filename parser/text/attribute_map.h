/* attribute_map.h - a JSON object under construction: members in order of first appearance, a key given twice: the last value wins.
 * Finding a key stays cheap however many there are. Knows nothing of what the members mean. */
#ifndef DAGSIEVE_ATTRIBUTE_MAP_H
#define DAGSIEVE_ATTRIBUTE_MAP_H

#include <stdint.h>

#include "buf.h"
#include "scan.h"
#include "slice.h"

/* Places in the text; the key as JSON has it, with quotes and colon. */
struct member {
    size_t key_at, key_n, value_at, value_n;
    uint64_t head; /* of the key */
    bool gone;
};

/* What finds a key: of its JSON, with quotes and colon, how many bytes, the first of them, and a bit that few others have. */
struct attribute_key {
    size_t n;
    uint64_t head, bit;
};

static inline struct attribute_key attribute_key_of(struct slice json)
{
    uint64_t head = slice_head(json);
    return (struct attribute_key){ json.n, head, (uint64_t)1 << hash_place(head ^ json.n, 0, 6) };
}

/* Zero is an empty object; reused after attribute_map_reset, freed with attribute_map_free. */
struct attribute_map {
    struct buf text;     /* the object without its last brace, as long as nothing is set again or taken out */
    bool scattered;      /* something was: the rows tell what stands where */
    size_t before, value_at; /* of the member that is being set */
    uint64_t seen;       /* a bit for each key */
    struct buf gathered; /* the object of a scattered text */
    struct member *row;
    size_t n, cap, few; /* few: so many rows have room and no slot */
    uint32_t *slot; /* open addressing: row + 1, 0 = free; only kept once there are many rows */
    size_t n_slots;
};

/* The object is of no more use: what a long one took is given back (buf_rest). */
static inline void attribute_map_rest(struct attribute_map *m)
{
    if (m->text.cap > BUF_KEPT || m->gathered.cap > BUF_KEPT) {
        buf_rest(&m->text);
        buf_rest(&m->gathered);
    }
}

/* The object is whole, its JSON still of use: what found the members of one that has very many is given back. */
void attribute_map_close(struct attribute_map *);
/* Appends the key of the member that follows. */
void attribute_map_key(struct attribute_map *, struct slice key);

/* The same where the key stands in JSON as it is, as nearly all do; false, nothing done, where it does not. */
static inline bool attribute_map_key_plain(struct attribute_map *m, struct slice key)
{
    struct buf *text = &m->text;
    if (scan_plain(key, 0) < key.n || !buf_reserve(text, key.n + 4))
        return false;
    char *to = text->p + text->n;
    m->before = text->n;
    *to++ = m->n ? ',' : '{';
    *to++ = '"';
    to = bytes_copy(to, key);
    *to++ = '"';
    *to++ = ':';
    m->value_at = text->n = (size_t)(to - text->p);
    return true;
}

/* Sets a member: its value is appended to what attribute_map_begin returns, as JSON. attribute_map_end: true when the key was there already
 * (and its value is gone). */
static inline struct buf *attribute_map_begin(struct attribute_map *m, struct slice key)
{
    if (!attribute_map_key_plain(m, key))
        attribute_map_key(m, key);
    return &m->text;
}
bool attribute_map_end(struct attribute_map *);
/* The two of a key whose JSON is at hand: a byte of no matter, then place->n bytes; `most` bytes can be read of them. */
static inline struct buf *attribute_map_begin_as(struct attribute_map *m, const char *json, size_t most, const struct attribute_key *place)
{
    struct buf *text = &m->text;
    if (!buf_reserve(text, most))
        return text;
    char *to = text->p + text->n;
    memcpy(to, json, most);
    *to = m->n ? ',' : '{';
    m->before = text->n;
    m->value_at = text->n += place->n + 1;
    return text;
}
bool attribute_map_end_long(struct attribute_map *, const struct attribute_key *);
/* The short way is that of a key whose bit none had: then it is new. */
static inline bool attribute_map_end_as(struct attribute_map *m, const struct attribute_key *place)
{
    if (m->seen & place->bit || m->n >= m->few)
        return attribute_map_end_long(m, place);
    m->seen |= place->bit;
    m->row[m->n++] = (struct member){ m->before + 1, m->value_at - m->before - 1, m->value_at, m->text.n - m->value_at, place->head, false };
    return false;
}
/* The value of the member that was set last, as JSON; lives until the map changes. */
static inline struct slice attribute_map_last(const struct attribute_map *m)
{
    return slice_from(buf_view(&m->text), m->value_at);
}
/* Takes the key out; false when it was not there. */
bool attribute_map_remove(struct attribute_map *, struct slice key);
/* Whether no member is left. */
bool attribute_map_empty(const struct attribute_map *);
/* The object as compact JSON; lives until the map changes. */
struct slice attribute_map_json(struct attribute_map *);
/* Forgets the members, keeps the memory. */
void attribute_map_reset(struct attribute_map *);
void attribute_map_free(struct attribute_map *);

#endif
