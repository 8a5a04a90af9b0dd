/* tail_layer.c - what tail writes of several files, "==> FILE <==" before the lines of each -> each line behind its header, "==> FILE <== LINE": so that
 * envelopes.def tells whose each is, also when tail -f goes from one to the other and back. */
#include "layer.h"

#include <stdlib.h>

enum { CHUNK = 64 * 1024, HEADER_MOST = 4200 /* bytes of a header: a path has 4096 at most */ };

struct tail_layer {
    struct layer layer; /* first */
    struct buf raw, out;
    size_t raw_at, out_at;
    struct buf prefix;  /* of the lines that follow: their header and a blank */
    bool in_line;       /* the line's prefix is out, the rest follows */
    bool blank;         /* an empty line came: tail's own, if a header follows */
    bool over;
};

/* FILE of "==> FILE <=="; empty: the line is none. */
static struct slice header_file(struct slice line)
{
    static const struct slice begin = { "==> ", 4 }, end = { " <==", 4 };
    line = slice_without_return(line);
    bool is_header = line.n > begin.n + end.n && slice_starts(line, begin) && slice_ends(line, end);
    return is_header ? slice_part(line, begin.n, line.n - end.n) : SLICE("");
}

/* The file's name has no blanks there. */
static void prefix_set(struct tail_layer *self, struct slice file)
{
    buf_reset(&self->prefix);
    buf_text(&self->prefix, "==> ");
    for (size_t i = 0; i < file.n; i++)
        buf_char(&self->prefix, (unsigned char)file.p[i] <= ' ' ? '_' : file.p[i]);
    buf_text(&self->prefix, " <== ");
}

static void blank_put(struct tail_layer *self)
{
    if (self->blank) {
        buf_slice(&self->out, buf_view(&self->prefix));
        buf_char(&self->out, '\n');
    }
    self->blank = false;
}

/* Takes a whole line that may be tail's own; false: it is one of the file's. */
static bool own_line(struct tail_layer *self, struct slice line)
{
    struct slice file = header_file(line);
    if (file.n) {
        prefix_set(self, file);
        self->blank = false;
        return true;
    }
    if (line.n && !slice_eq(line, SLICE("\r")))
        return false;
    blank_put(self);
    return self->blank = true;
}

/* Takes a line, or what is there of it; false: it cannot be told yet what it is. */
static bool line_take(struct tail_layer *self)
{
    struct slice left = slice_from(buf_view(&self->raw), self->raw_at);
    size_t end = slice_index(left, '\n');
    bool whole = end != SIZE_MAX;
    if (!left.n || (!self->in_line && !whole && !self->over && left.n < HEADER_MOST && (left.p[0] == '=' || left.p[0] == '\r')))
        return false;
    struct slice line = slice_part(left, 0, whole ? end : left.n);
    size_t taken = line.n + whole;
    self->raw_at += taken;
    if (!self->in_line && (whole || self->over) && own_line(self, line))
        return true;
    if (!self->in_line) {
        blank_put(self);
        buf_slice(&self->out, buf_view(&self->prefix));
    }
    buf_slice(&self->out, slice_part(left, 0, taken));
    self->in_line = !whole;
    return true;
}

static enum intake raw_read(struct tail_layer *self, const struct patience *patience)
{
    size_t n;
    struct slice left = slice_from(buf_view(&self->raw), self->raw_at);
    if (left.n)
        memmove(self->raw.p, left.p, left.n);
    self->raw.n = left.n;
    self->raw_at = 0;
    buf_reserve(&self->raw, CHUNK);
    enum intake got = layer_read(self->layer.below, patience, self->raw.p + self->raw.n, CHUNK, &n);
    self->raw.n += n;
    self->over = !n && got == INTAKE_END;
    return n || self->over ? INTAKE_BYTES : got;
}

static enum intake tail_read(struct layer *layer, const struct patience *patience, void *into, size_t room, size_t *n)
{
    struct tail_layer *self = (struct tail_layer *)layer;
    while (self->out_at == self->out.n) {
        buf_reset(&self->out);
        self->out_at = 0;
        bool done = self->over;
        while (self->out.n < CHUNK && line_take(self))
            ;
        if (self->out.n)
            break;
        if (done)
            return INTAKE_END;
        enum intake got = raw_read(self, patience);
        if (got != INTAKE_BYTES)
            return got;
    }
    struct slice out = slice_from(buf_view(&self->out), self->out_at);
    *n = out.n < room ? out.n : room;
    memcpy(into, out.p, *n);
    self->out_at += *n;
    return INTAKE_BYTES;
}

static void tail_close(struct layer *layer)
{
    struct tail_layer *self = (struct tail_layer *)layer;
    buf_free(&self->raw);
    buf_free(&self->out);
    buf_free(&self->prefix);
    free(self);
}

struct layer *layer_of_tail(struct unpacking *shared, struct layer *below)
{
    static const struct layer_ops ops = { .read = tail_read, .close = tail_close };
    struct tail_layer *self = memory_new(sizeof(*self));
    *self = (struct tail_layer){ .layer = { .ops = &ops, .below = below, .shared = shared } };
    return &self->layer;
}
