/* line_end_layer.c - lines that a carriage return alone ends (an old Macintosh's, an editor's), or two newlines (CRLF that was turned twice) -> lines that one ends. */
#include "layer.h"

#include <stdlib.h>

struct line_end_layer {
    struct layer layer; /* first */
    bool doubled;       /* two newlines end a line */
    bool returned;      /* the last byte was a carriage return: a newline behind it is its own */
    bool ended;         /* a line has ended, and no byte of the next has come: an empty one is its second end */
};

static char return_turn(struct line_end_layer *self, char c)
{
    bool own = self->returned && c == '\n';
    self->returned = c == '\r';
    return own ? '\0' : self->returned ? '\n' : c;
}

static char doubled_turn(struct line_end_layer *self, char c)
{
    bool second = self->ended && (c == '\n' || c == '\r');
    self->ended = second ? c == '\r' : c == '\n';
    return second ? '\0' : c;
}

/* In place; how many bytes are left. */
static size_t turn(struct line_end_layer *self, char *at, size_t n)
{
    size_t out = 0;
    for (size_t i = 0; i < n; i++) {
        char c = !at[i] ? '\0' : self->doubled ? doubled_turn(self, at[i]) : return_turn(self, at[i]);
        if (c || !at[i])
            at[out++] = c;
    }
    return out;
}

static enum intake line_end_read(struct layer *layer, const struct patience *patience, void *into, size_t room, size_t *n)
{
    enum intake got;
    do {
        got = layer_read(layer->below, patience, into, room, n);
        *n = turn((struct line_end_layer *)layer, into, *n);
    } while (got == INTAKE_BYTES && !*n);
    return got;
}

static void line_end_close(struct layer *layer)
{
    free(layer);
}

struct layer *layer_of_line_ends(struct unpacking *shared, struct layer *below, bool doubled)
{
    static const struct layer_ops ops = { .read = line_end_read, .close = line_end_close };
    struct line_end_layer *self = memory_new(sizeof(*self));
    *self = (struct line_end_layer){ .layer = { .ops = &ops, .below = below, .shared = shared }, .doubled = doubled };
    return &self->layer;
}
