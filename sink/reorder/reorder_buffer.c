/* reorder_buffer.c - puts the children of one log in order of line: see reorder_buffer.h. Records are kept encoded, one after the other,
 * with a small index beside them; only the index is sorted. What is beyond the memory goes to sorted_runs.c. */
#include "reorder_buffer.h"

#include <assert.h>
#include <stdlib.h>

#include "sorted_runs.h"

static const uint32_t NAIVE = UINT32_C(1) << 31; /* of a frame's type: the record is packed */

/* Where an encoded record stands; `at` grows with arrival, so (line, at) is the order asked for. */
struct entry {
    int64_t line;
    size_t at;
};

struct reorder_buffer {
    size_t memory;
    struct buf bytes; /* frames, each with its record after it */
    struct entry *index;
    size_t n, cap;
    int64_t count;
    bool failed; /* something is lost: nothing more until the reset */
    bool descends; /* frames hold -line */
    int64_t shift;
    struct sorted_runs *runs;
    int line_field[RECORD__N], time_field[RECORD__N]; /* time: -1 = the record has none */
    struct cell *cells;  /* of a child whose time may be moved */
    struct buf encoded;
};

struct reorder_buffer *reorder_open(size_t memory, struct report *report)
{
    struct reorder_buffer *self = memory_new(sizeof(*self));
    *self = (struct reorder_buffer){ .memory = memory, .runs = sorted_runs_new(report) };
    int most = 0;
    for (int type = 0; type < RECORD_log; type++) {
        self->line_field[type] = schema_find(&schemas[type], SLICE("line"));
        self->time_field[type] = schema_find(&schemas[type], SLICE("time"));
        most = schemas[type].n > most ? schemas[type].n : most;
        assert(self->line_field[type] >= 0);
    }
    self->cells = memory_new((size_t)most * sizeof(*self->cells));
    return self;
}

static int entry_compare(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* By insertion, which costs as much as the order is wrong; false when that is too much: the entries are all there, in some order. */
static bool index_insert(struct reorder_buffer *self)
{
    size_t moves = 16 * self->n + 1;
    for (size_t i = 1; i < self->n; i++) {
        struct entry entry = self->index[i];
        size_t at = i;
        for (; at && self->index[at - 1].line > entry.line && moves; at--, moves--)
            self->index[at] = self->index[at - 1];
        self->index[at] = entry;
    }
    return moves > 0;
}

/* Most logs come in order already, but for the findings of a block, which come when it ends. */
static void index_sort(struct reorder_buffer *self)
{
    if (!index_insert(self))
        qsort(self->index, self->n, sizeof(*self->index), entry_compare);
}

static struct slice child_at(const struct reorder_buffer *self, size_t at, struct frame *frame)
{
    memcpy(frame, self->bytes.p + at, sizeof(*frame));
    return (struct slice){ self->bytes.p + at + sizeof(*frame), frame->n };
}

static void memory_forget(struct reorder_buffer *self)
{
    buf_rest(&self->bytes);
    self->n = 0;
}

static int memory_spill(struct reorder_buffer *self)
{
    index_sort(self);
    self->failed = sorted_runs_begin(self->runs) < 0;
    for (size_t i = 0; i < self->n && !self->failed; i++) {
        struct frame frame;
        struct slice child = child_at(self, self->index[i].at, &frame);
        self->failed = sorted_runs_add(self->runs, &frame, child) < 0;
    }
    memory_forget(self);
    return self->failed ? -1 : 0;
}

static void index_add(struct reorder_buffer *self, int64_t line, size_t at)
{
    if (self->n == self->cap) {
        self->cap = self->cap ? 2 * self->cap : 64;
        self->index = memory_resize(self->index, self->cap * sizeof(*self->index));
    }
    self->index[self->n++] = (struct entry){ line, at };
}

/* A child whose time the log's end may move is kept as it is, and encoded when that is known. */
static bool is_naive(const struct reorder_buffer *self, const struct record *child)
{
    int field = self->time_field[record_type(child)];
    return field >= 0 && child->cell[field].naive;
}

int reorder_put(struct reorder_buffer *self, struct sink *sink, const struct record *child)
{
    enum record_type type = record_type(child);
    assert(type < RECORD_log);
    if (self->failed)
        return -1;
    int64_t line = child->cell[self->line_field[type]].num;
    struct frame frame = { .line = self->descends ? -line : line, .type = type };
    size_t at = self->bytes.n;
    buf_add(&self->bytes, &frame, sizeof(frame));
    if (is_naive(self, child)) {
        frame.type |= NAIVE;
        record_pack(&self->bytes, child);
    } else
        sink_encode(sink, child, &self->bytes);
    size_t length = self->bytes.n - at - sizeof(frame);
    assert(length <= UINT32_MAX);
    frame.n = (uint32_t)length;
    memcpy(self->bytes.p + at, &frame, sizeof(frame));
    index_add(self, frame.line, at);
    self->count++;
    /* Twice the index: qsort takes a copy. */
    if (self->bytes.n + 2 * self->n * sizeof(*self->index) < self->memory)
        return 0;
    return memory_spill(self);
}

static int naive_put(struct reorder_buffer *self, struct sink *sink, const struct record *log, enum record_type type, struct slice packed)
{
    struct record child = { &schemas[type], self->cells };
    bool whole = record_unpack(packed, &child);
    assert(whole);
    (void)whole;
    child.cell[self->time_field[type]].num += self->shift;
    buf_reset(&self->encoded);
    sink_encode(sink, &child, &self->encoded);
    int status = sink->ops->put(sink, log, type, buf_view(&self->encoded));
    buf_rest(&self->encoded);
    return status;
}

static int child_put(struct reorder_buffer *self, struct sink *sink, const struct record *log, const struct frame *frame, struct slice child)
{
    enum record_type type = (enum record_type)(frame->type & ~NAIVE);
    return frame->type & NAIVE ? naive_put(self, sink, log, type, child) : sink->ops->put(sink, log, type, child);
}

static int memory_drain(struct reorder_buffer *self, struct sink *sink, const struct record *log)
{
    int status = 0;
    index_sort(self);
    for (size_t i = 0; i < self->n && status >= 0; i++) {
        struct frame frame;
        struct slice child = child_at(self, self->index[i].at, &frame);
        status = child_put(self, sink, log, &frame, child);
    }
    return status;
}

static int file_drain(struct reorder_buffer *self, struct sink *sink, const struct record *log)
{
    struct frame frame;
    struct slice child;
    int step;
    if ((self->n > 0 && memory_spill(self) < 0) || sorted_runs_rewind(self->runs) < 0)
        return REORDER_FAILED;
    while ((step = sorted_runs_next(self->runs, &frame, &child)) > 0) {
        int status = child_put(self, sink, log, &frame, child);
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

void reorder_shift(struct reorder_buffer *self, int64_t micros)
{
    self->shift = micros;
}

void reorder_descend(struct reorder_buffer *self)
{
    self->descends = true;
}

int64_t reorder_count(const struct reorder_buffer *self)
{
    return self->count;
}

void reorder_reset(struct reorder_buffer *self)
{
    memory_forget(self);
    sorted_runs_reset(self->runs);
    self->count = self->shift = 0;
    self->failed = self->descends = false;
}

void reorder_close(struct reorder_buffer **buffer)
{
    struct reorder_buffer *self = *buffer;
    if (!self)
        return;
    sorted_runs_close(&self->runs);
    buf_free(&self->bytes);
    buf_free(&self->encoded);
    free(self->cells);
    free(self->index);
    free(self);
    *buffer = NULL;
}
