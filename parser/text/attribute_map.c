/* attribute_map.c - a JSON object under construction; see attribute_map.h for the contract. */
#include "attribute_map.h"

#include <stdlib.h>

#include "json.h"

/* Up to so many rows a walk over all of them is faster than a hash. */
enum { FEW = 16 };

/* More rows than an object needs again and again. */
enum { MANY = 64 * 1024 };

static struct slice member_key(const struct attribute_map *m, const struct member *row)
{
    return slice_part(buf_view(&m->text), row->key_at, row->key_at + row->key_n);
}

static uint64_t key_hash(struct slice key)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < key.n; i++)
        hash = (hash ^ (unsigned char)key.p[i]) * 1099511628211u;
    return hash ^ hash >> 32;
}

/* The slot that holds the key, or the free one where it belongs. */
static uint32_t *slot_of(const struct attribute_map *m, struct slice key)
{
    size_t at = key_hash(key) & (m->n_slots - 1);
    while (m->slot[at] && !slice_eq(member_key(m, &m->row[m->slot[at] - 1]), key))
        at = (at + 1) & (m->n_slots - 1);
    return &m->slot[at];
}

static void index_rows(struct attribute_map *m)
{
    m->n_slots = m->cap * 2;
    m->slot = memory_resize(m->slot, m->n_slots * sizeof(*m->slot));
    memset(m->slot, 0, m->n_slots * sizeof(*m->slot));
    for (size_t i = 0; i < m->n; i++)
        *slot_of(m, member_key(m, &m->row[i])) = (uint32_t)(i + 1);
}

static struct member *member_find(const struct attribute_map *m, struct slice key, uint64_t head)
{
    if (m->n > FEW) {
        uint32_t row = *slot_of(m, key);
        return row ? &m->row[row - 1] : NULL;
    }
    for (size_t i = 0; i < m->n; i++)
        if (m->row[i].head == head && m->row[i].key_n == key.n && slice_eq(member_key(m, &m->row[i]), key))
            return &m->row[i];
    return NULL;
}

/* Room for a row more, and for the hash, where there is one. */
static void rows_grow(struct attribute_map *m)
{
    m->cap = m->cap ? m->cap * 2 : FEW;
    m->few = FEW;
    m->row = memory_resize(m->row, m->cap * sizeof(*m->row));
    m->n_slots = 0;
}

/* A row for the key, which stands in the text. */
static inline struct member *member_add(struct attribute_map *m, struct slice key, uint64_t head)
{
    if (m->n == m->cap)
        rows_grow(m);
    struct member *row = &m->row[m->n++];
    row->key_at = (size_t)(key.p - m->text.p);
    row->key_n = key.n;
    row->head = head;
    if (m->n <= FEW)
        return row;
    if (m->n == FEW + 1 || !m->n_slots)
        index_rows(m);
    else
        *slot_of(m, key) = (uint32_t)m->n;
    return row;
}

void attribute_map_key(struct attribute_map *m, struct slice key)
{
    m->before = m->text.n;
    buf_char(&m->text, m->n ? ',' : '{');
    json_write_string(key, &m->text);
    buf_char(&m->text, ':');
    m->value_at = m->text.n;
}

/* The key that was appended last. */
static struct slice key_last(const struct attribute_map *m)
{
    return slice_part(buf_view(&m->text), m->before + 1, m->value_at);
}

bool attribute_map_end(struct attribute_map *m)
{
    struct attribute_key place = attribute_key_of(key_last(m));
    return attribute_map_end_as(m, &place);
}

bool attribute_map_end_long(struct attribute_map *m, const struct attribute_key *place)
{
    size_t value_n = m->text.n - m->value_at;
    struct slice key = key_last(m);
    struct member *row = m->seen & place->bit ? member_find(m, key, place->head) : NULL;
    bool known = row && !row->gone;
    m->seen |= place->bit;
    if (row) { /* its key stands already */
        memmove(m->text.p + m->before, m->text.p + m->value_at, value_n);
        m->text.n = m->before + value_n;
        m->value_at = m->before;
        m->scattered = true;
    } else {
        row = member_add(m, key, place->head);
    }
    row->gone = false;
    row->value_at = m->value_at;
    row->value_n = value_n;
    return known;
}

bool attribute_map_remove(struct attribute_map *m, struct slice key)
{
    attribute_map_key(m, key);
    struct member *row = member_find(m, key_last(m), slice_head(key_last(m)));
    bool known = row && !row->gone;
    m->text.n = m->before;
    if (known)
        row->gone = m->scattered = true;
    return known;
}

bool attribute_map_empty(const struct attribute_map *m)
{
    for (size_t i = 0; i < m->n; i++)
        if (!m->row[i].gone)
            return false;
    return true;
}

static void members_gather(struct attribute_map *m)
{
    char before = '{';
    buf_reset(&m->gathered);
    for (size_t i = 0; i < m->n; i++) {
        const struct member *row = &m->row[i];
        if (row->gone)
            continue;
        buf_char(&m->gathered, before);
        buf_slice(&m->gathered, member_key(m, row));
        buf_slice(&m->gathered, slice_part(buf_view(&m->text), row->value_at, row->value_at + row->value_n));
        before = ',';
    }
    buf_text(&m->gathered, before == '{' ? "{}" : "}");
}

struct slice attribute_map_json(struct attribute_map *m)
{
    if (!m->n)
        return SLICE("{}");
    if (m->scattered) {
        members_gather(m);
        return buf_view(&m->gathered);
    }
    buf_char(&m->text, '}');
    m->text.n--; /* members may follow */
    return (struct slice){ m->text.p, m->text.n + 1 };
}

void attribute_map_reset(struct attribute_map *m)
{
    buf_reset(&m->text);
    m->n = 0;
    m->seen = 0;
    m->scattered = false;
}

void attribute_map_close(struct attribute_map *m)
{
    if (m->cap <= MANY)
        return;
    free(m->row);
    free(m->slot);
    m->row = NULL;
    m->slot = NULL;
    m->n = m->cap = m->few = m->n_slots = 0;
}

void attribute_map_free(struct attribute_map *m)
{
    buf_free(&m->text);
    buf_free(&m->gathered);
    free(m->row);
    free(m->slot);
    *m = (struct attribute_map){ 0 };
}
