/* line_source.c - sources of lines; see line_source.h. */
#include "line_source.h"

static bool is_busy(uint32_t busy, int slot)
{
    return busy >> slot & 1;
}

/* The one that makes room: an idle one if there is any, and of these the oldest. */
static int oldest(const struct line_sources *sources, uint32_t busy)
{
    int oldest = 0;
    for (int i = 1; i < sources->n; i++) {
        bool idler = is_busy(busy, i) < is_busy(busy, oldest), alike = is_busy(busy, i) == is_busy(busy, oldest);
        if (idler || (alike && sources->row[i].used < sources->row[oldest].used))
            oldest = i;
    }
    return oldest;
}

int line_source_search(struct line_sources *sources, struct slice key, int64_t line, uint32_t busy, int *left)
{
    int slot = 0;
    *left = -1;
    while (slot < sources->n && !slice_eq(buf_view(&sources->row[slot].key), key))
        slot++;
    if (slot == sources->n) {
        if (sources->n < SOURCES_MAX)
            sources->n++;
        else
            slot = *left = oldest(sources, busy);
        buf_reset(&sources->row[slot].key);
        buf_slice(&sources->row[slot].key, key);
    }
    line_source_use(sources, slot, line);
    return sources->last = slot;
}

void line_sources_free(struct line_sources *sources)
{
    for (int i = 0; i < sources->n; i++)
        buf_free(&sources->row[i].key);
}
