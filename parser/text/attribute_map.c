/* attribute_map.c - a JSON object under construction; see attribute_map.h for the contract. */
#include "attribute_map.h"

#include <stdlib.h>

#include "json.h"

/* Up to so many rows a walk over all of them is faster than a hash. */
enum { FEW = 16 };

/* Places in the text; the key as JSON has it, with quotes and colon. */
struct member {
    size_t key_at, key_n, value_at, value_n;
    bool gone;
};

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

static struct member *member_find(const struct attribute_map *m, struct slice key)
{
    if (m->n > FEW) {
        uint32_t row = *slot_of(m, key);
        return row ? &m->row[row - 1] : NULL;
    }
    for (size_t i = 0; i < m->n; i++)
        if (slice_eq(member_key(m, &m->row[i]), key))
            return &m->row[i];
    return NULL;
}

/* A row for the key that ends the text. */
static struct member *member_add(struct attribute_map *m, struct slice key)
{
    if (m->n == m->cap) {
        m->cap = m->cap ? m->cap * 2 : FEW;
        m->row = memory_resize(m->row, m->cap * sizeof(*m->row));
        m->n_slots = 0;
    }
    struct member *row = &m->row[m->n++];
    *row = (struct member){ .key_at = m->text.n - key.n, .key_n = key.n };
    if (m->n > FEW && (m->n == FEW + 1 || !m->n_slots))
        index_rows(m);
    else if (m->n > FEW)
        *slot_of(m, key) = (uint32_t)m->n;
    return row;
}

bool attribute_map_put(struct attribute_map *m, struct slice key, struct slice json)
{
    size_t before = m->text.n;
    if (m->n)
        buf_char(&m->text, ',');
    size_t at = m->text.n;
    json_write_string(key, &m->text);
    buf_char(&m->text, ':');
    key = slice_from(buf_view(&m->text), at);
    struct member *row = member_find(m, key);
    bool known = row && !row->gone;
    if (row) {
        m->text.n = before;
        m->scattered = true;
    } else {
        row = member_add(m, key);
    }
    row->gone = false;
    row->value_at = m->text.n;
    row->value_n = json.n;
    buf_slice(&m->text, json);
    return known;
}

bool attribute_map_remove(struct attribute_map *m, struct slice key)
{
    size_t at = m->text.n;
    json_write_string(key, &m->text);
    buf_char(&m->text, ':');
    struct member *row = member_find(m, slice_from(buf_view(&m->text), at));
    bool known = row && !row->gone;
    m->text.n = at;
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

void attribute_map_write(const struct attribute_map *m, struct buf *out)
{
    char before = '{';
    if (!m->scattered) {
        buf_char(out, '{');
        buf_slice(out, buf_view(&m->text));
        buf_char(out, '}');
        return;
    }
    for (size_t i = 0; i < m->n; i++) {
        const struct member *row = &m->row[i];
        if (row->gone)
            continue;
        buf_char(out, before);
        buf_slice(out, member_key(m, row));
        buf_slice(out, slice_part(buf_view(&m->text), row->value_at, row->value_at + row->value_n));
        before = ',';
    }
    buf_text(out, before == '{' ? "{}" : "}");
}

void attribute_map_reset(struct attribute_map *m)
{
    buf_reset(&m->text);
    m->n = 0;
    m->scattered = false;
}

void attribute_map_free(struct attribute_map *m)
{
    buf_free(&m->text);
    free(m->row);
    free(m->slot);
    *m = (struct attribute_map){ 0 };
}
