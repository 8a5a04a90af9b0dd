/* layer.c - what all layers have in common; see layer.h. */
#include "layer.h"

#include <stdlib.h>

enum { RATIO_FROM = 64 << 20 /* bytes below which no ratio is looked at */ };

void unpacking_cut(struct unpacking *shared)
{
    shared->facts.cut |= !shared->facts.corrupt;
}

void unpacking_fault(struct unpacking *shared, enum complaint complaint, const char *words)
{
    struct source_facts *facts = &shared->facts;
    if (facts->corrupt)
        return;
    facts->corrupt = true;
    facts->cut = false;
    facts->complaint = complaint;
    facts->fault = words;
}

void unpacking_fault_copied(struct unpacking *shared, enum complaint complaint, const char *words)
{
    if (!shared->facts.corrupt)
        snprintf(shared->fault, sizeof(shared->fault), "%s", words);
    unpacking_fault(shared, complaint, shared->fault);
}

enum intake unpacking_lacks(struct unpacking *shared, const char *what, const char *why)
{
    if (!shared->failed)
        complain(shared->report, COMPLAINT_read_failed, &(struct where){ .path = shared->path }, "%s: %s", what, why);
    shared->failed = true;
    return INTAKE_FAIL;
}

static enum intake unread_take(struct layer *layer, void *into, size_t room, size_t *n)
{
    struct slice left = slice_from(buf_view(&layer->unread), layer->unread_at);
    *n = left.n < room ? left.n : room;
    memcpy(into, left.p, *n);
    layer->unread_at += *n;
    return INTAKE_BYTES;
}

/* One more byte than the limit leaves is asked for: only so a stream that goes on is known from one that ends there. */
static size_t guarded_room(const struct layer *layer, size_t room)
{
    int64_t most = layer->shared->limits.max_inflated, left = most - layer->made;
    return most && left < (int64_t)room ? (size_t)left + 1 : room;
}

/* Looks at the n bytes that were just made; those beyond a limit are not taken. */
static bool guard(struct layer *layer, size_t *n)
{
    struct unpacking *shared = layer->shared;
    const struct source_limits *limit = &shared->limits;
    enum complaint complaint = shared->facts.gzip ? COMPLAINT_gzip_corrupt : COMPLAINT_archive_corrupt;
    layer->made += (int64_t)*n;
    if (limit->max_inflated && layer->made > limit->max_inflated) {
        *n -= (size_t)(layer->made - limit->max_inflated);
        unpacking_fault(shared, complaint, "inflates beyond the limit of bytes");
        return false;
    }
    int64_t of = layer->used && layer->used < shared->taken ? layer->used : shared->taken;
    if (limit->max_ratio && layer->made > RATIO_FROM && layer->made / limit->max_ratio >= of) {
        unpacking_fault(shared, complaint, "inflates beyond the limit of the ratio");
        return false;
    }
    return true;
}

enum intake layer_read(struct layer *layer, const struct patience *patience, void *into, size_t room, size_t *n)
{
    *n = 0;
    if (layer->unread_at < layer->unread.n)
        return unread_take(layer, into, room, n);
    if (layer->stopped)
        return INTAKE_END;
    enum intake got = layer->ops->read(layer, patience, into, layer->below ? guarded_room(layer, room) : room, n);
    layer->shared->failed |= got == INTAKE_FAIL;
    if (!layer->below)
        return got;
    layer->stopped = !guard(layer, n);
    return layer->stopped ? INTAKE_END : got;
}

void layer_unread(struct layer *layer, struct slice bytes)
{
    struct buf all = { 0 };
    buf_slice(&all, bytes);
    buf_slice(&all, slice_from(buf_view(&layer->unread), layer->unread_at));
    buf_free(&layer->unread);
    layer->unread = all;
    layer->unread_at = 0;
}

int64_t layer_seek(struct layer *layer, int64_t offset, int whence)
{
    layer->unread_at = layer->unread.n;
    return layer->ops->seek(layer, offset, whence);
}

void layer_close(struct layer **at)
{
    struct layer *layer = *at;
    buf_free(&layer->unread);
    layer->ops->close(layer);
    *at = NULL;
}
