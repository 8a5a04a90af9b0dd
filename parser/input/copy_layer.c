/* copy_layer.c - bytes that cannot be sought in, in a temporary file: made when they are asked for first. */
#include "layer.h"

#include <stdlib.h>

#include "temporary_file.h"

struct copy_layer {
    struct layer layer; /* first */
    struct temporary_file file;
    bool made;
    int64_t at;
};

static bool copy_make(struct copy_layer *self)
{
    static const struct patience patience = { .idle_ms = -1 };
    enum { CHUNK = 64 * 1024 };
    char *bytes = memory_new(CHUNK);
    enum intake got = INTAKE_BYTES;
    self->made = true;
    while (got == INTAKE_BYTES && !self->file.failed) {
        size_t n;
        got = layer_read(self->layer.below, &patience, bytes, CHUNK, &n);
        temporary_file_add(&self->file, (struct slice){ bytes, n });
    }
    free(bytes);
    return got == INTAKE_END && !self->file.failed;
}

static enum intake copy_read(struct layer *layer, const struct patience *patience, void *into, size_t room, size_t *n)
{
    struct copy_layer *self = (struct copy_layer *)layer;
    (void)patience;
    if (!self->made && !copy_make(self))
        return INTAKE_FAIL;
    int64_t left = self->file.size - self->at;
    *n = left < (int64_t)room ? (size_t)left : room;
    if (!*n)
        return INTAKE_END;
    if (!temporary_file_get(&self->file, self->at, into, *n))
        return INTAKE_FAIL;
    self->at += (int64_t)*n;
    return INTAKE_BYTES;
}

static int64_t copy_seek(struct layer *layer, int64_t offset, int whence)
{
    struct copy_layer *self = (struct copy_layer *)layer;
    if (!self->made && !copy_make(self))
        return -1;
    int64_t at = offset + (whence == SEEK_END ? self->file.size : 0);
    if (at < 0 || at > self->file.size)
        return -1;
    return self->at = at;
}

static void copy_close(struct layer *layer)
{
    struct copy_layer *self = (struct copy_layer *)layer;
    temporary_file_close(&self->file);
    free(self);
}

struct layer *layer_of_copy(struct unpacking *shared, struct layer *below)
{
    static const struct layer_ops ops = { .read = copy_read, .seek = copy_seek, .close = copy_close };
    struct copy_layer *self = memory_new(sizeof(*self));
    *self = (struct copy_layer){ .layer = { .ops = &ops, .below = below, .shared = shared }, .file = { .report = shared->report } };
    return &self->layer;
}
