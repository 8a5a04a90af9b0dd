/* input_layer.c - the bytes of a file, a pipe or memory as they come. Own read(2) and poll(2): a live pipe is waited for as long as its reader wants. */
#include "layer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "parser/text/monotonic.h"
#include "rotated.h"

enum { LOOK_MS = 250 /* how often a wait without end looks whether it shall stop */ };

struct input_layer {
    struct layer layer; /* first */
    int fd;             /* < 0: memory */
    bool polled;
    int64_t begin;      /* where the input begins in its file */
    struct slice memory;
    size_t memory_at, chunk;
    const char *name;
    char **parts;       /* NULL: none; the input's own bytes follow them */
    size_t part;        /* the one that comes next */
    int part_fd;        /* < 0: none is open */
};

static int wait_ms(const struct patience *p)
{
    if (p->idle_ms <= 0)
        return p->idle_ms < 0 ? LOOK_MS : 0;
    int64_t left = p->until_ms - monotonic_ms();
    return left > 0 ? (int)left : 0;
}

static bool stopped(const struct input_layer *self)
{
    const volatile sig_atomic_t *stop = self->layer.shared->limits.stop;
    return stop && *stop;
}

/* INTAKE_BYTES once there is something to read. */
static enum intake wait_for(const struct input_layer *self, const struct patience *patience)
{
    for (;;) {
        int ready = poll(&(struct pollfd){ .fd = self->fd, .events = POLLIN }, 1, wait_ms(patience));
        if (ready > 0 || (ready < 0 && errno != EINTR))
            return INTAKE_BYTES;
        if (ready == 0 && patience->idle_ms >= 0)
            return INTAKE_IDLE;
        if (stopped(self))
            return INTAKE_IDLE;
    }
}

static enum intake memory_read(struct input_layer *self, void *into, size_t room, size_t *n)
{
    struct slice left = slice_from(self->memory, self->memory_at);
    *n = self->chunk < room ? self->chunk : room;
    if (*n > left.n)
        *n = left.n;
    if (!*n)
        return INTAKE_END;
    memcpy(into, left.p, *n);
    self->memory_at += *n;
    return INTAKE_BYTES;
}

/* A regular file is never waited for; whatever else is polled, so that idle_ms holds and a descriptor somebody set to O_NONBLOCK does
 * no harm. */
static enum intake file_read(struct input_layer *self, const struct patience *patience, void *into, size_t room, size_t *n)
{
    for (;;) {
        enum intake ready = self->polled ? wait_for(self, patience) : INTAKE_BYTES;
        if (ready != INTAKE_BYTES)
            return ready;
        ssize_t got = read(self->fd, into, room);
        if (got >= 0) {
            *n = (size_t)got;
            return got ? INTAKE_BYTES : INTAKE_END;
        }
        if (errno != EINTR && errno != EAGAIN) {
            complain(self->layer.shared->report, COMPLAINT_read_failed, &(struct where){ .path = self->name }, "%s", strerror(errno));
            return INTAKE_FAIL;
        }
    }
}

/* false: no part is left. One that is gone was rotated away meanwhile. */
static bool part_open(struct input_layer *self)
{
    while (self->part_fd < 0 && self->parts && self->parts[self->part])
        self->part_fd = open(self->parts[self->part++], O_RDONLY | O_CLOEXEC | O_NOCTTY);
    return self->part_fd >= 0;
}

static enum intake part_read(struct input_layer *self, void *into, size_t room, size_t *n)
{
    while (part_open(self)) {
        ssize_t got = read(self->part_fd, into, room);
        if (got > 0) {
            *n = (size_t)got;
            return INTAKE_BYTES;
        }
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            complain(self->layer.shared->report, COMPLAINT_read_failed, &(struct where){ .path = self->parts[self->part - 1] }, "%s", strerror(errno));
        close(self->part_fd);
        self->part_fd = -1;
        if (got < 0)
            return INTAKE_FAIL;
    }
    return INTAKE_END;
}

static enum intake input_read(struct layer *layer, const struct patience *patience, void *into, size_t room, size_t *n)
{
    struct input_layer *self = (struct input_layer *)layer;
    enum intake got = self->parts ? part_read(self, into, room, n) : INTAKE_END;
    if (got == INTAKE_END)
        got = self->fd < 0 ? memory_read(self, into, room, n) : file_read(self, patience, into, room, n);
    layer->shared->taken += (int64_t)*n;
    return got;
}

static int64_t memory_seek(struct input_layer *self, int64_t offset, int whence)
{
    int64_t at = offset + (whence == SEEK_END ? (int64_t)self->memory.n : 0);
    if (at < 0 || at > (int64_t)self->memory.n)
        return -1;
    self->memory_at = (size_t)at;
    return at;
}

static int64_t input_seek(struct layer *layer, int64_t offset, int whence)
{
    struct input_layer *self = (struct input_layer *)layer;
    if (self->fd < 0)
        return memory_seek(self, offset, whence);
    if (self->polled || self->parts)
        return -1;
    int64_t at = lseek(self->fd, offset + (whence == SEEK_SET ? self->begin : 0), whence);
    return at < self->begin ? -1 : at - self->begin;
}

static void input_close(struct layer *layer)
{
    struct input_layer *self = (struct input_layer *)layer;
    if (self->fd > STDIN_FILENO)
        close(self->fd);
    if (self->part_fd >= 0)
        close(self->part_fd);
    rotated_free(self->parts);
    free(self);
}

struct layer *layer_of_input(struct unpacking *shared, int fd, bool polled, struct slice memory, size_t chunk, const char *name)
{
    static const struct layer_ops ops = { .read = input_read, .seek = input_seek, .close = input_close };
    struct input_layer *self = memory_new(sizeof(*self));
    *self = (struct input_layer){ .layer = { .ops = &ops, .shared = shared }, .fd = fd, .polled = polled, .memory = memory,
                                  .chunk = chunk ? chunk : memory.n, .name = name, .part_fd = -1 };
    int64_t at = fd < 0 || polled ? 0 : lseek(fd, 0, SEEK_CUR);
    self->begin = at > 0 ? at : 0;
    return &self->layer;
}

void layer_before_input(struct layer *layer, char **parts)
{
    ((struct input_layer *)layer)->parts = parts;
}
