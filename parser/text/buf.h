/* buf.h - growable bytes. Zero is a valid empty buffer. A buffer with a limit refuses to grow past it:
 * `failed` is set, the text so far stays, later appends do nothing; one check at the end is enough.
 * Out of memory ends the program (the open transaction rolls back by itself). */
#ifndef DAGSIEVE_BUF_H
#define DAGSIEVE_BUF_H

#include <stdarg.h>
#include <stdint.h>

#include "slice.h"

struct buf {
    char *p;
    size_t n, cap;
    size_t limit; /* bytes; 0 = no limit */
    bool failed;
};

/* malloc, calloc, realloc that end the program with a message when there is no memory. */
void *memory_new(size_t size);
void *memory_zeroed(size_t size);
void *memory_resize(void *old, size_t size);

/* Makes room for n more bytes; false (and failed) when the limit forbids it. The short way of each stands here: records are made of them. */
bool buf_grow(struct buf *, size_t n);

static inline bool buf_reserve(struct buf *b, size_t n)
{
    return (n <= b->cap - b->n && !b->limit && !b->failed) || buf_grow(b, n);
}

static inline void buf_add(struct buf *b, const void *bytes, size_t n)
{
    if (n && buf_reserve(b, n)) {
        memcpy(b->p + b->n, bytes, n);
        b->n += n;
    }
}

static inline void buf_slice(struct buf *b, struct slice s)
{
    buf_add(b, s.p, s.n);
}

static inline void buf_text(struct buf *b, const char *text)
{
    buf_add(b, text, strlen(text));
}

static inline void buf_char(struct buf *b, char c)
{
    if (buf_reserve(b, 1))
        b->p[b->n++] = c;
}

void buf_printf(struct buf *, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_number(struct buf *, int64_t);

static inline void buf_int(struct buf *b, int64_t value)
{
    if (value >= 0 && value <= 9)
        buf_char(b, (char)('0' + value));
    else
        buf_number(b, value);
}

/* The bytes so far; valid until the next append. */
static inline struct slice buf_view(const struct buf *b)
{
    return (struct slice){ b->p ? b->p : "", b->n };
}

/* Forgets the bytes, keeps the memory. */
static inline void buf_reset(struct buf *b)
{
    b->n = 0;
    b->failed = false;
}

void buf_free(struct buf *);

enum { BUF_KEPT = 4 * 1024 * 1024 };

/* As buf_reset, where the bytes are of no more use for long: beyond 4 MiB, what a long line took, the memory is given back. */
static inline void buf_rest(struct buf *b)
{
    b->cap > BUF_KEPT ? buf_free(b) : buf_reset(b);
}

/* Memory that is dropped all at once: one arena a log, reset when the log ends. Zero is valid. */
struct arena {
    struct arena_block *blocks;
    char *free;  /* of the first block */
    size_t left; /* bytes there */
    size_t used; /* bytes handed out since the last reset */
};

/* Makes room in a new block for size bytes. */
void arena_grow(struct arena *, size_t size);

/* size bytes, aligned for any type, valid until the reset. */
static inline char *arena_room(struct arena *a, size_t size)
{
    enum { ALIGNMENT = 16 };
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (size >= a->left)
        arena_grow(a, size);
    char *p = a->free;
    a->free += size;
    a->left -= size;
    a->used += size;
    return p;
}

/* The same, zeroed. */
static inline void *arena_take(struct arena *a, size_t size)
{
    return memset(arena_room(a, size), 0, size);
}

/* A copy of s in the arena. */
static inline struct slice arena_keep(struct arena *a, struct slice s)
{
    if (s.n == 0)
        return SLICE("");
    char *p = arena_room(a, s.n);
    bytes_copy(p, s);
    return (struct slice){ p, s.n };
}

/* Drops everything; keeps one block for the next log. */
void arena_reset(struct arena *);
void arena_free(struct arena *);

#endif
