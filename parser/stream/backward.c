/* backward.c - see backward.h. The window holds bytes from `from` on; what is before it is still in the file only. */
#include "backward.h"

#include <stdlib.h>

#include "parser/text/buf.h"
#include "parser/input/temporary_file.h"

enum {
    STEP = 256 * 1024,
    WINDOW_MOST = 24 * 1024 * 1024 /* a longer line comes in parts, the last first */
};

struct backward {
    struct temporary_file file;
    struct buf window;
    int64_t from;
    size_t end; /* bytes of the window that have not come out */
    bool reading;
};

struct backward *backward_open(struct report *report)
{
    struct backward *self = memory_new(sizeof(*self));
    *self = (struct backward){ .file = { .report = report } };
    return self;
}

bool backward_add(struct backward *self, struct slice bytes)
{
    return temporary_file_add(&self->file, bytes);
}

/* Reads STEP bytes more before the window. */
static bool window_grow(struct backward *self)
{
    size_t n = self->from < STEP ? (size_t)self->from : STEP;
    self->window.n = self->end;
    if (!n || self->end > WINDOW_MOST || !buf_reserve(&self->window, n))
        return false;
    memmove(self->window.p + n, self->window.p, self->end);
    self->from -= (int64_t)n;
    self->end += n;
    self->window.n = self->end;
    return temporary_file_get(&self->file, self->from, self->window.p, n);
}

/* Where the line begins that ends at the window's end; SIZE_MAX when the window does not show it. */
static size_t line_begin(const struct backward *self, size_t looked)
{
    size_t n = self->end - 1 - looked; /* its own '\n' is none */
    const char *newline = self->end > looked + 1 ? memrchr(self->window.p, '\n', n) : NULL;
    if (newline)
        return (size_t)(newline - self->window.p) + 1;
    return self->from ? (size_t)-1 : 0;
}

bool backward_line(struct backward *self, struct slice *line)
{
    size_t begin, before;
    if (!self->reading) {
        self->reading = true;
        self->from = self->file.size;
    }
    if (!self->end && !window_grow(self))
        return false;
    for (begin = line_begin(self, 0); begin == (size_t)-1; begin = line_begin(self, before > 0 ? before - 1 : 0)) {
        before = self->end;
        if (!window_grow(self)) {
            begin = 0;
            break;
        }
    }
    *line = slice_part(buf_view(&self->window), begin, self->end);
    self->end = begin;
    return !self->file.failed;
}

bool backward_forward(struct backward *self, struct slice *lines)
{
    int64_t left = self->file.size - self->from;
    const char *newline = NULL;
    size_t n = 0;
    for (size_t want = STEP; !newline && (int64_t)n < left && n < WINDOW_MOST; want *= 2) {
        n = left < (int64_t)want ? (size_t)left : want;
        self->window.n = 0;
        if (!buf_reserve(&self->window, n) || !temporary_file_get(&self->file, self->from, self->window.p, n))
            return false;
        self->window.n = n;
        newline = (int64_t)n < left ? memrchr(self->window.p, '\n', n) : NULL;
    }
    *lines = slice_part(buf_view(&self->window), 0, newline ? (size_t)(newline - self->window.p) + 1 : n);
    self->from += (int64_t)lines->n;
    return lines->n;
}

void backward_close(struct backward **backward)
{
    if (!*backward)
        return;
    temporary_file_close(&(*backward)->file);
    buf_free(&(*backward)->window);
    free(*backward);
    *backward = NULL;
}
