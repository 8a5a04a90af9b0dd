/* stream_sources.c - the sources of one stream that are open; see stream_sources.h. */
#include "stream_sources.h"

#include <stdlib.h>

#include "parts.h"

void stream_sources_add(struct stream_sources *sources, struct parts *parts)
{
    if (sources->n == sources->cap) {
        sources->cap = sources->cap ? sources->cap * 2 : 16;
        sources->row = memory_resize(sources->row, sources->cap * sizeof(struct parts *));
    }
    sources->row[sources->n++] = parts;
}

void stream_sources_remove(struct stream_sources *sources, const struct parts *parts)
{
    size_t at = 0;
    while (sources->row[at] != parts)
        at++;
    memmove(&sources->row[at], &sources->row[at + 1], (--sources->n - at) * sizeof(struct parts *));
    if (sources->n)
        return;
    free(sources->row);
    *sources = (struct stream_sources){ 0 };
}

/* Whether a log of the source is of that attempt. scratch: emptied first. */
static bool has_attempt(const struct parts *parts, struct slice log_id, struct buf *scratch)
{
    for (int i = 0; i < parts->n; i++) {
        buf_reset(scratch);
        log_attempt(parts->row[i]->log, scratch);
        if (slice_eq(buf_view(scratch), log_id))
            return true;
    }
    return false;
}

bool stream_sources_share(const struct stream_sources *sources, const struct parts *parts)
{
    struct buf ours = { 0 }, scratch = { 0 };
    bool found = false;
    log_attempt(parts->open->log, &ours);
    for (size_t i = 0; ours.n && i < sources->n && !found; i++)
        found = sources->row[i] != parts && has_attempt(sources->row[i], buf_view(&ours), &scratch);
    buf_free(&ours);
    buf_free(&scratch);
    return found;
}
