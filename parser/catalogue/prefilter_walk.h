/* prefilter_walk.h - the walk over a text by blocks of 64 bytes; see prefilter_windows.h. The file that includes it says first what a block holds:
 *   struct tables                                          the lookup tables as the machine has them
 *   tables_load(const struct windows *)                    struct tables
 *   block_look(const struct tables *, const char *block)   struct block_marks; WINDOW - 1 bytes behind the block are read */
#ifndef DAGSIEVE_PREFILTER_WALK_H
#define DAGSIEVE_PREFILTER_WALK_H

#include "prefilter_windows.h"

static inline void block_walk(const struct windows *windows, struct slice text, size_t at, struct block_marks marks, struct prefilter_line *line, struct line_list *list)
{
    uint64_t found[BLOCK];
    line_list_room(list, BLOCK);
    if (__builtin_expect(marks.candidates != 0, 0))
        marks.candidates = windows_confirm(windows, text, at, marks.candidates, found);
    if (__builtin_expect((marks.odd | marks.candidates) != 0, 0))
        windows_block(at, marks, found, line, list);
    else
        for (; marks.ends; marks.ends &= marks.ends - 1)
            line_list_end(list, line, at + (size_t)__builtin_ctzll(marks.ends));
}

/* The last bytes: with zeros behind them, which count as nothing. */
static inline struct block_marks tail_look(const struct tables *tables, struct slice rest)
{
    char padded[BLOCK + WINDOW - 1] = { 0 };
    size_t n = rest.n < sizeof(padded) ? rest.n : sizeof(padded);
    memcpy(padded, rest.p, n);
    struct block_marks marks = block_look(tables, padded);
    uint64_t there = n < BLOCK ? ((uint64_t)1 << n) - 1 : UINT64_MAX;
    return (struct block_marks){ marks.ends & there, marks.odd & there, marks.candidates & there };
}

static void lines_walk(const struct windows *windows, struct slice text, struct line_list *list)
{
    const struct tables tables = tables_load(windows);
    struct prefilter_line line = { 0 };
    size_t at = 0;
    for (; text.n - at >= BLOCK + WINDOW - 1; at += BLOCK)
        block_walk(windows, text, at, block_look(&tables, text.p + at), &line, list);
    for (; at < text.n; at += BLOCK)
        block_walk(windows, text, at, tail_look(&tables, slice_from(text, at)), &line, list);
    line_list_last(list, text, &line);
}

#endif
