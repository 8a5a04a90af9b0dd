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

/* malloc, realloc that end the program with a message when there is no memory. */
void *memory_new(size_t size);
void *memory_resize(void *old, size_t size);

/* Makes room for n more bytes; false (and failed) when the limit forbids it. */
bool buf_reserve(struct buf *, size_t n);
void buf_add(struct buf *, const void *bytes, size_t n);
void buf_slice(struct buf *, struct slice);
void buf_text(struct buf *, const char *text);
void buf_char(struct buf *, char);
void buf_printf(struct buf *, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_int(struct buf *, int64_t);
/* The bytes so far; valid until the next append. */
struct slice buf_view(const struct buf *);
/* Forgets the bytes, keeps the memory. */
void buf_reset(struct buf *);
void buf_free(struct buf *);

/* Memory that is dropped all at once: one arena a log, reset when the log ends. Zero is valid. */
struct arena {
    struct arena_block *blocks;
    size_t used; /* bytes handed out since the last reset */
};

/* size zeroed bytes, aligned for any type, valid until the reset. */
void *arena_take(struct arena *, size_t size);
/* A copy of s in the arena. */
struct slice arena_keep(struct arena *, struct slice s);
/* Drops everything; keeps one block for the next log. */
void arena_reset(struct arena *);
void arena_free(struct arena *);

#endif
