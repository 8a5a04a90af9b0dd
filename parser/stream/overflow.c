/* overflow.c - a temporary file of extents, those of one group chained; see overflow.h. */
#include "overflow.h"

#include <stdlib.h>

#include "parser/input/temporary_file.h"

enum {
    EXTENT = 16 * 1024,        /* bytes a group gathers before they are written */
    GATHERED = 8 * 1024 * 1024 /* bytes of all groups together */
};

/* Before an extent's bytes. */
struct extent {
    int64_t next, n; /* next: where the group's next one stands, 0 = nowhere */
};

/* Before a line's bytes. */
struct line_head {
    uint32_t source;
    uint32_t n;
    uint8_t cut;
};

struct group {
    struct buf gathered;
    int64_t first, last; /* extents; where + 1, 0 = none */
};

struct overflow {
    struct temporary_file file;
    size_t group_size;
    struct group *group;
    size_t n, cap, gathered;
    size_t flushed; /* the group that gives way next */
};

struct overflow *overflow_open(size_t group, struct report *report)
{
    struct overflow *self = memory_new(sizeof(*self));
    *self = (struct overflow){ .file = { .report = report }, .group_size = group };
    return self;
}

static struct group *group_of(struct overflow *self, size_t source)
{
    size_t at = source / self->group_size;
    while (at >= self->n) {
        if (self->n == self->cap) {
            self->cap = self->cap ? self->cap * 2 : 8;
            self->group = memory_resize(self->group, self->cap * sizeof(*self->group));
        }
        self->group[self->n++] = (struct group){ 0 };
    }
    return &self->group[at];
}

/* Writes what the group has gathered as one extent, chained to its last. */
static bool group_flush(struct overflow *self, struct group *group)
{
    struct extent head = { 0, (int64_t)group->gathered.n };
    int64_t at = self->file.size;
    if (!group->gathered.n)
        return true;
    bool ok = temporary_file_add(&self->file, (struct slice){ (const char *)&head, sizeof(head) }) && temporary_file_add(&self->file, buf_view(&group->gathered));
    if (ok && group->last) {
        int64_t next = at + 1;
        ok = temporary_file_put(&self->file, group->last - 1, (struct slice){ (const char *)&next, sizeof(next) });
    }
    group->last = at + 1;
    group->first = group->first ? group->first : group->last;
    self->gathered -= group->gathered.n;
    buf_free(&group->gathered);
    return ok;
}

bool overflow_put(struct overflow *self, const struct overflow_line *line)
{
    struct group *group = group_of(self, line->source);
    struct line_head head = { line->source, (uint32_t)line->physical.n, line->cut };
    size_t before = group->gathered.n;
    buf_add(&group->gathered, &head, sizeof(head));
    buf_slice(&group->gathered, line->physical);
    self->gathered += group->gathered.n - before;
    bool ok = group->gathered.n < EXTENT || group_flush(self, group);
    for (; ok && self->gathered > GATHERED; self->flushed++)
        ok = group_flush(self, &self->group[self->flushed % self->n]);
    return ok;
}

size_t overflow_groups(const struct overflow *self)
{
    return self->n;
}

static bool extent_read(struct overflow *self, struct overflow_place *place)
{
    struct extent head;
    if (!place->next || !temporary_file_get(&self->file, place->next - 1, (char *)&head, sizeof(head)))
        return false;
    buf_reset(&place->extent);
    if (!buf_reserve(&place->extent, (size_t)head.n) || !temporary_file_get(&self->file, place->next - 1 + (int64_t)sizeof(head), place->extent.p, (size_t)head.n))
        return false;
    place->extent.n = (size_t)head.n;
    place->at = 0;
    place->next = head.next;
    return true;
}

static bool group_begin(struct overflow *self, size_t number, struct overflow_place *place)
{
    struct group *group = &self->group[number];
    place->began = true;
    place->at = place->extent.n = 0;
    bool ok = group_flush(self, group);
    place->next = group->first;
    return ok;
}

bool overflow_next(struct overflow *self, size_t number, struct overflow_place *place, struct overflow_line *out)
{
    struct line_head head;
    if (!place->began && !group_begin(self, number, place))
        return false;
    if (place->at == place->extent.n && !extent_read(self, place))
        return false;
    memcpy(&head, place->extent.p + place->at, sizeof(head));
    struct slice rest = slice_from(buf_view(&place->extent), place->at + sizeof(head));
    *out = (struct overflow_line){ head.source, head.cut, slice_part(rest, 0, head.n) };
    place->at += sizeof(head) + head.n;
    return true;
}

void overflow_close(struct overflow **overflow)
{
    struct overflow *self = *overflow;
    if (!self)
        return;
    for (size_t i = 0; i < self->n; i++)
        buf_free(&self->group[i].gathered);
    free(self->group);
    temporary_file_close(&self->file);
    free(self);
    *overflow = NULL;
}
