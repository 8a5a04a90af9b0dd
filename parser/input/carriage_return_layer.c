/* carriage_return_layer.c - lines that a carriage return alone ends (an old Macintosh's, an editor's) -> lines that a newline ends. */
#include "layer.h"

#include <stdlib.h>

struct carriage_return_layer {
    struct layer layer; /* first */
    bool returned;      /* the last byte was one: a newline behind it is its own */
};

/* In place; how many bytes are left. */
static size_t turn(struct carriage_return_layer *self, char *at, size_t n)
{
    size_t out = 0;
    for (size_t i = 0; i < n; i++) {
        bool own = self->returned && at[i] == '\n';
        self->returned = at[i] == '\r';
        if (!own)
            at[out++] = self->returned ? '\n' : at[i];
    }
    return out;
}

static enum intake carriage_return_read(struct layer *layer, const struct patience *patience, void *into, size_t room, size_t *n)
{
    enum intake got;
    do {
        got = layer_read(layer->below, patience, into, room, n);
        *n = turn((struct carriage_return_layer *)layer, into, *n);
    } while (got == INTAKE_BYTES && !*n);
    return got;
}

static void carriage_return_close(struct layer *layer)
{
    free(layer);
}

struct layer *layer_of_carriage_returns(struct unpacking *shared, struct layer *below)
{
    static const struct layer_ops ops = { .read = carriage_return_read, .close = carriage_return_close };
    struct carriage_return_layer *self = memory_new(sizeof(*self));
    *self = (struct carriage_return_layer){ .layer = { .ops = &ops, .below = below, .shared = shared } };
    return &self->layer;
}
