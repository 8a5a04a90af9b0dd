/* gzip_layer.c - members of gzip one after the other, out of inflate.h. Text behind the last one is read as it stands (as of cat a.gz b), padding and
 * garbage are ignored, as gzip(1) does. A live pipe's bytes come out at once, which gzread, waiting for a full buffer, would not allow. */
#include "layer.h"

#include <stdlib.h>

#include "inflate.h"

enum {
    CHUNK = 256 * 1024, /* bytes a read asks for: fits the second-level cache */
    GZIP_1 = 0x1f,
    GZIP_2 = 0x8b,
    LOOK = 64,          /* bytes by which text is known */
};

enum stage { STAGE_BETWEEN, STAGE_MEMBER, STAGE_TEXT, STAGE_OVER };

struct gzip_layer {
    struct layer layer; /* first */
    enum stage stage;
    const struct inflate_engine *engine;
    void *inflater;
    unsigned char *raw; /* CHUNK bytes; raw_at..raw_end are not inflated yet */
    size_t raw_at, raw_end;
    bool brimming;      /* the inflater filled its room: it may have more without new input */
};

static enum intake raw_read(struct gzip_layer *self, const struct patience *patience)
{
    size_t left = self->raw_end - self->raw_at, n;
    memmove(self->raw, self->raw + self->raw_at, left);
    self->raw_at = 0;
    self->raw_end = left;
    enum intake got = layer_read(self->layer.below, patience, self->raw + left, CHUNK - left, &n);
    self->raw_end += n;
    return n ? INTAKE_BYTES : got;
}

static bool is_text(const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n && i < LOOK; i++)
        if ((p[i] < ' ' && !memchr("\t\n\r\x1b", p[i], 4)) || p[i] == 0x7f || p[i] >= 0xf8)
            return false;
    return n > 0;
}

/* What follows a member: STAGE_MEMBER, STAGE_TEXT, STAGE_OVER (nothing that counts); STAGE_BETWEEN as long as that cannot be said. */
static enum stage following(const struct gzip_layer *self)
{
    size_t have = self->raw_end - self->raw_at;
    const unsigned char *at = self->raw + self->raw_at;
    if (have > 1 && at[0] == GZIP_1 && at[1] == GZIP_2)
        return STAGE_MEMBER;
    if (!have || (have == 1 && at[0] == GZIP_1) || (have < LOOK && is_text(at, have) && !memchr(at, '\n', have)))
        return STAGE_BETWEEN;
    return is_text(at, have) ? STAGE_TEXT : STAGE_OVER;
}

static enum intake member_begin(struct gzip_layer *self, const struct patience *patience)
{
    while ((self->stage = following(self)) == STAGE_BETWEEN) {
        size_t have = self->raw_end - self->raw_at;
        enum intake got = raw_read(self, patience);
        if (got != INTAKE_END && got != INTAKE_BYTES)
            return got;
        if (got == INTAKE_BYTES)
            continue;
        bool text = have && self->raw[self->raw_at] != GZIP_1;
        self->stage = text ? STAGE_TEXT : STAGE_OVER;
        if (have && !text)
            unpacking_cut(self->layer.shared);
        return text ? INTAKE_BYTES : INTAKE_END;
    }
    if (self->stage == STAGE_MEMBER) {
        self->engine->start(self->inflater);
        self->brimming = false;
    }
    return self->stage == STAGE_OVER ? INTAKE_END : INTAKE_BYTES;
}

static enum intake member_inflate(struct gzip_layer *self, void *into, size_t room, size_t *n)
{
    struct inflate_io io = { .in = self->raw + self->raw_at, .n_in = self->raw_end - self->raw_at, .out = into, .n_out = room };
    const char *fault = NULL;
    enum inflate_status status = self->engine->run(self->inflater, &io, &fault);
    self->layer.used += (int64_t)(self->raw_end - self->raw_at - io.n_in);
    self->raw_at = self->raw_end - io.n_in;
    self->brimming = io.n_out == 0;
    *n = room - io.n_out;
    if (status == INFLATE_DONE)
        self->stage = STAGE_BETWEEN;
    if (status != INFLATE_FAULT)
        return INTAKE_BYTES;
    unpacking_fault(self->layer.shared, COMPLAINT_gzip_corrupt, fault);
    return INTAKE_END;
}

static enum intake member_read(struct gzip_layer *self, const struct patience *patience, void *into, size_t room, size_t *n)
{
    if (self->raw_at == self->raw_end && !self->brimming) {
        enum intake got = raw_read(self, patience);
        if (got == INTAKE_END)
            unpacking_cut(self->layer.shared);
        if (got != INTAKE_BYTES)
            return got;
    }
    return member_inflate(self, into, room, n);
}

static enum intake text_read(struct gzip_layer *self, const struct patience *patience, void *into, size_t room, size_t *n)
{
    if (self->raw_at == self->raw_end)
        return layer_read(self->layer.below, patience, into, room, n);
    *n = self->raw_end - self->raw_at < room ? self->raw_end - self->raw_at : room;
    memcpy(into, self->raw + self->raw_at, *n);
    self->raw_at += *n;
    return INTAKE_BYTES;
}

static enum intake gzip_read(struct layer *layer, const struct patience *patience, void *into, size_t room, size_t *n)
{
    struct gzip_layer *self = (struct gzip_layer *)layer;
    enum intake got = INTAKE_BYTES;
    while (got == INTAKE_BYTES && !*n) {
        if (self->stage == STAGE_BETWEEN)
            got = member_begin(self, patience);
        else if (self->stage == STAGE_MEMBER)
            got = member_read(self, patience, into, room, n);
        else
            got = self->stage == STAGE_OVER ? INTAKE_END : text_read(self, patience, into, room, n);
    }
    if (got == INTAKE_END)
        self->stage = STAGE_OVER;
    return got;
}

static void gzip_close(struct layer *layer)
{
    struct gzip_layer *self = (struct gzip_layer *)layer;
    self->engine->close(self->inflater);
    free(self->raw);
    free(self);
}

struct layer *layer_of_gzip(struct unpacking *shared, struct layer *below)
{
    static const struct layer_ops ops = { .read = gzip_read, .close = gzip_close };
    struct gzip_layer *self = memory_new(sizeof(*self));
    *self = (struct gzip_layer){ .layer = { .ops = &ops, .below = below, .shared = shared }, .raw = memory_new(CHUNK),
                                 .engine = inflate_isal && !shared->limits.zlib ? inflate_isal : &inflate_zlib };
    self->inflater = self->engine->open();
    return &self->layer;
}
