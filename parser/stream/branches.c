/* branches.c - the sources of a stream; see branches.h. */
#include "branches.h"

#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "parser/input/rotated.h"

/* Kubelet's and Docker's rotated parts of one file are one source (domain §3.5). */
static struct slice key_part(const struct payload *payload, int part)
{
    struct slice text = payload->key[part], log;
    bool may_be = part == KEY_path && text.n && !slice_ends(text, SLICE(".log"));
    return may_be && rotated_member(text, &log) ? log : text;
}

/* The key's bytes, in scratch; empty where no part is told. */
static struct slice key_make(struct branches *self, const struct payload *payload)
{
    buf_reset(&self->scratch);
    if (!payload_has_key(payload))
        return SLICE("");
    for (int i = 0; i < KEY__N; i++) {
        buf_slice(&self->scratch, key_part(payload, i));
        buf_char(&self->scratch, '\0');
    }
    return buf_view(&self->scratch);
}

static void slot_set(struct branches *self, size_t row)
{
    size_t at = self->row[row].hash & (self->n_slots - 1);
    while (self->slot[at])
        at = (at + 1) & (self->n_slots - 1);
    self->slot[at] = (uint32_t)row + 1;
}

static void slots_grow(struct branches *self)
{
    self->n_slots = self->n_slots ? self->n_slots * 2 : 16;
    self->slot = memory_resize(self->slot, self->n_slots * sizeof(*self->slot));
    memset(self->slot, 0, self->n_slots * sizeof(*self->slot));
    for (size_t i = 0; i < self->n; i++)
        slot_set(self, i);
}

static size_t row_add(struct branches *self, struct slice key, uint32_t hash)
{
    if (self->n == self->cap) {
        self->cap = self->cap ? self->cap * 2 : 4;
        self->row = memory_resize(self->row, self->cap * sizeof(*self->row));
    }
    self->row[self->n] = (struct branch){ .key = arena_keep(&self->keys, key), .hash = hash };
    if (2 * ++self->n > self->n_slots)
        slots_grow(self);
    else
        slot_set(self, self->n - 1);
    return self->n - 1;
}

static uint32_t hash_of(struct slice key)
{
    return (uint32_t)XXH3_64bits(key.p, key.n);
}

/* Whether the key is that of the payload; as key_make would have it, save of rotated parts, which are searched for. */
static bool key_is(struct slice key, const struct payload *payload)
{
    size_t at = 0;
    if (!key.n)
        return !payload_has_key(payload);
    for (int i = 0; i < KEY__N; i++) {
        struct slice part = payload->key[i];
        if (key.n < at + part.n + 1 || key.p[at + part.n] != '\0' || (part.n && memcmp(key.p + at, part.p, part.n) != 0))
            return false;
        at += part.n + 1;
    }
    return at == key.n;
}

static size_t search(struct branches *self, const struct payload *payload)
{
    struct slice key = key_make(self, payload);
    uint32_t hash = hash_of(key);
    for (size_t at = hash & (self->n_slots - 1); self->n_slots && self->slot[at]; at = (at + 1) & (self->n_slots - 1)) {
        size_t row = self->slot[at] - 1;
        if (self->row[row].hash == hash && slice_eq(self->row[row].key, key))
            return row;
    }
    return row_add(self, key, hash);
}

size_t branches_find(struct branches *self, const struct payload *payload)
{
    if (self->last < self->n && key_is(self->row[self->last].key, payload)) /* streams come in runs */
        return self->last;
    return self->last = search(self, payload);
}

void branches_adopt(struct branches *self, const struct payload *payload)
{
    struct slice key = key_make(self, payload);
    self->row[0].key = arena_keep(&self->keys, key);
    self->row[0].hash = hash_of(key);
    self->n_slots /= 2;
    slots_grow(self);
}

struct slice branch_part(const struct branch *branch, enum key_part part)
{
    struct slice rest = branch->key, text = SLICE("");
    for (int i = 0; i <= (int)part; i++)
        slice_cut(&rest, '\0', &text);
    return text;
}

void branch_name(const struct branch *branch, struct mask *mask, struct buf *out)
{
    size_t begin = out->n;
    for (int i = 0; i < KEY__N; i++) {
        struct slice part = branch_part(branch, (enum key_part)i);
        if (part.n && out->n > begin)
            buf_char(out, '/');
        mask_text(mask, part, out);
    }
}

void branches_free(struct branches *self)
{
    for (size_t i = 0; i < self->n; i++) {
        for (int k = 0; self->row[i].pieces && k < OUTPUT__N; k++)
            buf_free(&self->row[i].pieces[k].text);
        free(self->row[i].pieces);
    }
    free(self->row);
    free(self->slot);
    arena_free(&self->keys);
    buf_free(&self->scratch);
}
