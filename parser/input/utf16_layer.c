/* utf16_layer.c - UTF-16 (what PowerShell's > writes) -> UTF-8. Half of a pair, or of a unit at the end, becomes U+FFFD; a mark at the begin is taken off. */
#include "layer.h"

#include <stdlib.h>

enum {
    RAW = 32 * 1024,
    BYTES_MOST = 3, /* of UTF-8 for one unit: a pair gives 4 for two */
    MARK = 0xfeff,
    REPLACEMENT = 0xfffd,
};

struct utf16_layer {
    struct layer layer; /* first */
    bool big_endian, begun, over;
    unsigned char raw[RAW];
    size_t at, end;
};

static uint32_t unit_at(const struct utf16_layer *self, size_t at)
{
    unsigned char first = self->raw[at], second = self->raw[at + 1];
    return self->big_endian ? (uint32_t)(first << 8 | second) : (uint32_t)(second << 8 | first);
}

static bool is_high(uint32_t unit)
{
    return unit >= 0xd800 && unit < 0xdc00;
}

static bool is_low(uint32_t unit)
{
    return unit >= 0xdc00 && unit < 0xe000;
}

/* The next character; false when more bytes are needed for it. */
static bool character_take(struct utf16_layer *self, uint32_t *out)
{
    size_t have = self->end - self->at;
    if (have < 2 && !(have && self->over))
        return false;
    *out = have < 2 ? (uint32_t)REPLACEMENT : unit_at(self, self->at);
    if (is_high(*out)) {
        if (have < 4 && !self->over)
            return false;
        uint32_t low = have < 4 ? 0 : unit_at(self, self->at + 2);
        self->at += is_low(low) ? 2 : 0;
        *out = is_low(low) ? 0x10000 + ((*out - 0xd800) << 10) + (low - 0xdc00) : (uint32_t)REPLACEMENT;
    } else if (is_low(*out))
        *out = REPLACEMENT;
    self->at += have < 2 ? 1 : 2;
    return true;
}

static size_t character_put(uint32_t c, unsigned char *to)
{
    if (c < 0x80) {
        to[0] = (unsigned char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char leads[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    for (size_t i = n; i-- > 1; c >>= 6)
        to[i] = (unsigned char)(0x80 | (c & 0x3f));
    to[0] = (unsigned char)(leads[n] | c);
    return n;
}

static size_t turn(struct utf16_layer *self, unsigned char *into, size_t room)
{
    size_t n = 0;
    uint32_t c;
    while (n + BYTES_MOST < room && character_take(self, &c)) {
        if (c != MARK || self->begun)
            n += character_put(c, into + n);
        self->begun = true;
    }
    return n;
}

static enum intake utf16_read(struct layer *layer, const struct patience *patience, void *into, size_t room, size_t *n)
{
    struct utf16_layer *self = (struct utf16_layer *)layer;
    while (!(*n = turn(self, into, room)) && !self->over) {
        size_t got, left = self->end - self->at;
        memmove(self->raw, self->raw + self->at, left);
        self->at = 0;
        self->end = left;
        enum intake intake = layer_read(layer->below, patience, self->raw + left, RAW - left, &got);
        self->end += got;
        self->over = !got && intake == INTAKE_END;
        if (!got && intake != INTAKE_END)
            return intake;
    }
    return *n ? INTAKE_BYTES : INTAKE_END;
}

static void utf16_close(struct layer *layer)
{
    free(layer);
}

struct layer *layer_of_utf16(struct unpacking *shared, struct layer *below, bool big_endian)
{
    static const struct layer_ops ops = { .read = utf16_read, .close = utf16_close };
    struct utf16_layer *self = memory_new(sizeof(*self));
    self->layer = (struct layer){ .ops = &ops, .below = below, .shared = shared };
    self->big_endian = big_endian;
    self->begun = self->over = false;
    self->at = self->end = 0;
    return &self->layer;
}
