/* reorder_buffer.c - puts the children of one log in order of line: see reorder_buffer.h. Records are kept packed, one behind the other,
 * with a small index beside them; only the index is sorted. What is beyond the memory goes to sorted_runs.c. */
#include "reorder_buffer.h"

#include <assert.h>
#include <stdlib.h>

#include "sorted_runs.h"

/* Where a packed record stands; `at` grows with arrival, so (line, at) is the order asked for. */
struct place {
    int64_t line;
    size_t at;
};

struct reorder_buffer {
    size_t memory;
    struct buf bytes; /* frames, each with its record behind it */
    struct place *place;
    size_t n, cap;
    int64_t count;
    bool failed; /* something is lost: nothing more until the reset */
    struct sorted_runs *runs;
    struct cell *cell; /* as many as the widest record has */
    int line_field[RECORD__N];
};

struct reorder_buffer *reorder_open(size_t memory, struct report *report)
{
    struct reorder_buffer *self = memory_new(sizeof(*self));
    *self = (struct reorder_buffer){ .memory = memory, .runs = sorted_runs_new(report) };
    int widest = 0;
    for (int type = 0; type < RECORD_log; type++) {
        self->line_field[type] = schema_find(&schemas[type], SLICE("line"));
        assert(self->line_field[type] >= 0);
        if (schemas[type].n > widest)
            widest = schemas[type].n;
    }
    self->cell = memory_new((size_t)widest * sizeof(*self->cell));
    return self;
}

static int place_compare(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* By insertion, which costs as much as the order is wrong; false when that is too much: the places are all there, in some order. */
static bool places_insert(struct reorder_buffer *self)
{
    size_t moves = 16 * self->n + 1;
    for (size_t i = 1; i < self->n; i++) {
        struct place place = self->place[i];
        size_t at = i;
        for (; at && self->place[at - 1].line > place.line && moves; at--, moves--)
            self->place[at] = self->place[at - 1];
        self->place[at] = place;
    }
    return moves > 0;
}

/* Most logs come in order already, but for the findings of a block, which come when it ends. */
static void places_sort(struct reorder_buffer *self)
{
    if (!places_insert(self))
        qsort(self->place, self->n, sizeof(*self->place), place_compare);
}

static struct slice packed_at(const struct reorder_buffer *self, size_t at, struct frame *frame)
{
    memcpy(frame, self->bytes.p + at, sizeof(*frame));
    return (struct slice){ self->bytes.p + at + sizeof(*frame), frame->n };
}

static void memory_forget(struct reorder_buffer *self)
{
    buf_reset(&self->bytes);
    self->n = 0;
}

static int memory_spill(struct reorder_buffer *self)
{
    places_sort(self);
    self->failed = sorted_runs_begin(self->runs) < 0;
    for (size_t i = 0; i < self->n && !self->failed; i++) {
        struct frame frame;
        struct slice packed = packed_at(self, self->place[i].at, &frame);
        self->failed = sorted_runs_add(self->runs, &frame, packed) < 0;
    }
    memory_forget(self);
    return self->failed ? -1 : 0;
}

static void place_add(struct reorder_buffer *self, int64_t line, size_t at)
{
    if (self->n == self->cap) {
        self->cap = self->cap ? 2 * self->cap : 64;
        self->place = memory_resize(self->place, self->cap * sizeof(*self->place));
    }
    self->place[self->n++] = (struct place){ line, at };
}

int reorder_put(struct reorder_buffer *self, const struct record *child)
{
    enum record_type type = record_type(child);
    assert(type < RECORD_log);
    if (self->failed)
        return -1;
    struct frame frame = { .line = child->cell[self->line_field[type]].num, .type = type };
    size_t at = self->bytes.n;
    buf_add(&self->bytes, &frame, sizeof(frame));
    record_pack(&self->bytes, child);
    size_t length = self->bytes.n - at - sizeof(frame);
    assert(length <= UINT32_MAX);
    frame.n = (uint32_t)length;
    memcpy(self->bytes.p + at, &frame, sizeof(frame));
    place_add(self, frame.line, at);
    self->count++;
    /* Twice the index: qsort takes a copy. */
    if (self->bytes.n + 2 * self->n * sizeof(*self->place) < self->memory)
        return 0;
    return memory_spill(self);
}

static int pass_on(struct reorder_buffer *self, struct sink *sink, const struct record *log, const struct frame *frame,
                   struct slice packed)
{
    struct record child = { &schemas[frame->type], self->cell };
    bool sound = record_unpack(packed, &child);
    assert(sound);
    return sink->ops->put(sink, log, &child);
}

static int memory_drain(struct reorder_buffer *self, struct sink *sink, const struct record *log)
{
    int status = 0;
    places_sort(self);
    for (size_t i = 0; i < self->n && status >= 0; i++) {
        struct frame frame;
        struct slice packed = packed_at(self, self->place[i].at, &frame);
        status = pass_on(self, sink, log, &frame, packed);
    }
    return status;
}

static int file_drain(struct reorder_buffer *self, struct sink *sink, const struct record *log)
{
    struct frame frame;
    struct slice packed;
    int step;
    if ((self->n > 0 && memory_spill(self) < 0) || sorted_runs_rewind(self->runs) < 0)
        return REORDER_FAILED;
    while ((step = sorted_runs_next(self->runs, &frame, &packed)) > 0) {
        int status = pass_on(self, sink, log, &frame, packed);
        if (status < 0)
            return status;
    }
    return step < 0 ? REORDER_FAILED : 0;
}

int reorder_drain(struct reorder_buffer *self, struct sink *sink, const struct record *log)
{
    int status = REORDER_FAILED;
    if (!self->failed)
        status = sorted_runs_count(self->runs) > 0 ? file_drain(self, sink, log) : memory_drain(self, sink, log);
    reorder_reset(self);
    return status < 0 ? status : 0;
}

int64_t reorder_count(const struct reorder_buffer *self)
{
    return self->count;
}

void reorder_reset(struct reorder_buffer *self)
{
    memory_forget(self);
    sorted_runs_reset(self->runs);
    self->count = 0;
    self->failed = false;
}

void reorder_close(struct reorder_buffer **buffer)
{
    struct reorder_buffer *self = *buffer;
    if (!self)
        return;
    sorted_runs_close(&self->runs);
    buf_free(&self->bytes);
    free(self->place);
    free(self->cell);
    free(self);
    *buffer = NULL;
}
