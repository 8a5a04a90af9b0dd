/* line_source.h - sources of lines (domain §3.1), by what names them: two processes may write one file, and what one opened the other does not end. */
#ifndef DAGSIEVE_LINE_SOURCE_H
#define DAGSIEVE_LINE_SOURCE_H

#include "line.h"

struct line_source {
    struct buf key;
    int64_t used; /* line it was used last: the oldest makes room */
};

struct line_sources {
    struct line_source row[SOURCES_MAX];
    int n, last; /* last: the slot found last */
};

/* The slot of the source of that key; where there was none, another may have to make room: *left is its slot, to be left by all who have something
 * open there, else -1. busy: slots where something is open, which make room last. */
int line_source_search(struct line_sources *, struct slice key, int64_t line, uint32_t busy, int *left);
/* Marks a source as used. */
static inline void line_source_use(struct line_sources *sources, int slot, int64_t line)
{
    sources->row[slot].used = line;
}
/* As line_source_search; lines of one source come in runs. */
static inline int line_source_find(struct line_sources *sources, struct slice key, int64_t line, uint32_t busy, int *left)
{
    if (!sources->n || !slice_eq(buf_view(&sources->row[sources->last].key), key))
        return line_source_search(sources, key, line, busy, left);
    *left = -1;
    line_source_use(sources, sources->last, line);
    return sources->last;
}
void line_sources_free(struct line_sources *);

#endif
