/* prefilter_inside.h - what the ways of looking for literals share; see prefilter.h. For them only. */
#ifndef DAGSIEVE_PREFILTER_INSIDE_H
#define DAGSIEVE_PREFILTER_INSIDE_H

#include <assert.h>

#include "parser/text/buf.h"
#include "prefilter.h"

struct literal {
    struct slice text;
    int pattern;
};

struct literals {
    struct literal *row;
    int n;
};

struct line_list {
    struct prefilter_line *row;
    size_t n, cap;
};

/* Makes room for as many more lines. */
static inline void line_list_room(struct line_list *list, size_t more)
{
    if (list->cap - list->n >= more)
        return;
    list->cap = 2 * list->cap + more;
    list->row = memory_resize(list->row, list->cap * sizeof(*list->row));
}

/* Ends the line at hand there, and begins another. There must be room. */
static inline void line_list_end(struct line_list *list, struct prefilter_line *line, size_t end)
{
    line->end = (uint32_t)end;
    list->row[list->n++] = *line;
    *line = (struct prefilter_line){ 0 };
}

/* The last line of a text, which has no '\n'. */
static inline void line_list_last(struct line_list *list, struct slice text, struct prefilter_line *line)
{
    if (!text.n || text.p[text.n - 1] == '\n')
        return;
    line_list_room(list, 1);
    line_list_end(list, line, text.n);
}

#endif
