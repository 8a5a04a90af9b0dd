/* rotated_layer.c - members of an archive that are a container's log, or parts of it that were rotated (rotated.h): they are kept in a temporary file until all
 * have come, in whatever order, and then handed out as one member a log, oldest part first. All else goes through as it comes. */
#include "rotated.h"

#include <stdlib.h>

#include "layer.h"
#include "parser/text/buf.h"
#include "temporary_file.h"

/* What was found of a member, or of the archive, when its bytes were taken. */
struct fault {
    bool cut, corrupt;
    enum complaint complaint;
    char words[sizeof(((struct unpacking *)0)->fault)];
};

/* A member that is kept. */
struct kept {
    struct slice path, log; /* log: of the one that it is, or belongs to; in the arena */
    struct member member;
    int64_t from, to;       /* in the file */
    struct fault fault;
};

struct rotated_layer {
    struct layer layer; /* first */
    struct layer *archive;
    struct temporary_file file;
    struct arena paths;
    struct buf rows;    /* struct kept */
    bool ended;         /* no more comes from the archive */
    struct fault fault; /* of the archive's end */
    size_t at, until;   /* rows of the member at hand, where the archive has ended */
    int64_t offset;     /* in the file */
};

static struct kept *kept(const struct rotated_layer *self, size_t i)
{
    return (struct kept *)(void *)self->rows.p + i;
}

static size_t kept_n(const struct rotated_layer *self)
{
    return self->rows.n / sizeof(struct kept);
}

static void fault_take(struct unpacking *shared, struct fault *out)
{
    struct source_facts *facts = &shared->facts;
    *out = (struct fault){ .cut = facts->cut, .corrupt = facts->corrupt, .complaint = facts->complaint };
    if (facts->corrupt)
        snprintf(out->words, sizeof(out->words), "%s", facts->fault);
    facts->cut = facts->corrupt = false;
    facts->fault = NULL;
}

static void fault_give(struct unpacking *shared, const struct fault *fault)
{
    if (fault->corrupt)
        unpacking_fault_copied(shared, fault->complaint, fault->words);
    else if (fault->cut)
        unpacking_cut(shared);
}

static void member_keep(struct rotated_layer *self, const struct member *member, struct slice log)
{
    static const struct patience patience = { .idle_ms = -1 };
    enum { CHUNK = 64 * 1024 };
    char *bytes = memory_new(CHUNK);
    struct kept row = { .path = arena_keep(&self->paths, member->path), .member = *member, .from = self->file.size };
    row.log = slice_part(row.path, 0, log.n);
    for (enum intake got = INTAKE_BYTES; got == INTAKE_BYTES && !self->file.failed;) {
        size_t n;
        got = layer_read(self->archive, &patience, bytes, CHUNK, &n);
        temporary_file_add(&self->file, (struct slice){ bytes, n });
    }
    free(bytes);
    row.to = self->file.size;
    fault_take(self->layer.shared, &row.fault);
    buf_add(&self->rows, &row, sizeof(row));
}

/* Those of one log stand together, oldest first. */
static int kept_compare(const void *a, const void *b)
{
    const struct kept *x = a, *y = b;
    int order = slice_compare(x->log, y->log);
    if (!order)
        order = rotated_compare(x->path, y->path);
    return order ? order : (x->from > y->from) - (x->from < y->from);
}

/* The member after the one at hand: the rows that are one log, where the log itself is there and their bytes can be read on; else one row. */
static size_t rows_together(const struct rotated_layer *self, size_t from)
{
    size_t n = from;
    struct buf paths = { 0 };
    while (n < kept_n(self) && slice_eq(kept(self, n)->log, kept(self, from)->log))
        buf_add(&paths, &kept(self, n++)->path, sizeof(struct slice));
    bool whole = kept(self, n - 1)->path.n == kept(self, from)->log.n && !rotated_readable((const struct slice *)(void *)paths.p, n - from);
    buf_free(&paths);
    return whole ? n : from + 1;
}

static enum intake kept_next(struct rotated_layer *self, struct member *out)
{
    self->at = self->until;
    if (self->at == kept_n(self)) {
        fault_give(self->layer.shared, &self->fault);
        return INTAKE_END;
    }
    self->until = rows_together(self, self->at);
    self->offset = kept(self, self->at)->from;
    const struct kept *last = kept(self, self->until - 1);
    *out = last->member;
    out->path = last->path;
    for (size_t i = self->at; i < self->until; i++)
        fault_give(self->layer.shared, &kept(self, i)->fault);
    return INTAKE_BYTES;
}

static enum intake rotated_next(struct layer *layer, struct member *out)
{
    struct rotated_layer *self = (struct rotated_layer *)layer;
    struct slice log;
    while (!self->ended && self->archive->ops->next(self->archive, out) == INTAKE_BYTES) {
        if (!rotated_member(out->path, &log))
            return INTAKE_BYTES;
        member_keep(self, out, log);
    }
    if (!self->ended) {
        self->ended = true;
        fault_take(layer->shared, &self->fault);
        if (kept_n(self))
            qsort(self->rows.p, kept_n(self), sizeof(struct kept), kept_compare);
    }
    return kept_next(self, out);
}

static enum intake rotated_read(struct layer *layer, const struct patience *patience, void *into, size_t room, size_t *n)
{
    struct rotated_layer *self = (struct rotated_layer *)layer;
    if (!self->ended)
        return layer_read(self->archive, patience, into, room, n);
    while (self->at < self->until && self->offset == kept(self, self->at)->to)
        if (++self->at < self->until)
            self->offset = kept(self, self->at)->from;
    if (self->at == self->until)
        return INTAKE_END;
    int64_t left = kept(self, self->at)->to - self->offset;
    *n = left < (int64_t)room ? (size_t)left : room;
    if (!temporary_file_get(&self->file, self->offset, into, *n))
        return INTAKE_FAIL;
    self->offset += (int64_t)*n;
    return INTAKE_BYTES;
}

static void rotated_close(struct layer *layer)
{
    struct rotated_layer *self = (struct rotated_layer *)layer;
    layer_close(&self->archive);
    temporary_file_close(&self->file);
    arena_free(&self->paths);
    buf_free(&self->rows);
    free(self);
}

struct layer *layer_of_rotated(struct unpacking *shared, struct layer *archive)
{
    static const struct layer_ops ops = { .read = rotated_read, .next = rotated_next, .close = rotated_close };
    struct rotated_layer *self = memory_new(sizeof(*self));
    *self = (struct rotated_layer){ .layer = { .ops = &ops, .below = archive->below, .shared = shared }, .archive = archive, .file = { .report = shared->report } };
    return &self->layer;
}
