/* width.h - whether lines were wrapped or cut at a fixed width, as fold, a terminal's copy or a shipper's limit does. No line is longer then, and lines of
 * Airflow's own source files end there, of which whole ones have other lengths each. */
#ifndef DAGSIEVE_WIDTH_H
#define DAGSIEVE_WIDTH_H

#include "parser/catalogue/prefilter.h"
#include "parser/head/head_plain.h"

/* WIDTH_FILES: heads of so many source files tell it: of 3,900 whole logs none has its longest lines of more than two. WIDTH_LINES: lines within which they
 * do; where they did not, no more is looked at. */
enum { WIDTH_FILES = 3, WIDTH_LEAST = 64, WIDTH_LINES = 1000 };

/* Zero has seen no line. */
struct width {
    int64_t lines;               /* so far */
    size_t longest;              /* characters of the longest line */
    int64_t line;                /* the number of the first that is so long */
    uint64_t file[WIDTH_FILES];  /* how the source files of such lines begin, one after the other */
    int files;
};

/* Those of a stream's lines, and of what is left of them without their envelopes. */
struct widths {
    struct width line, text;
};

/* Looks at a line that is as long as the longest, or longer. */
void width_look(struct width *, const struct head_reader *, struct slice line, struct slice text, int64_t number);
static inline void width_note(struct width *width, const struct head_reader *heads, struct slice line, struct slice text, int64_t number)
{
    width->lines++;
    if (line.n >= width->longest)
        width_look(width, heads, line, text, number);
}
/* Notes a line; text: what it says of the log, its envelopes off. */
static inline void widths_note(struct widths *widths, const struct head_reader *heads, struct slice line, struct slice text, int64_t number)
{
    width_note(&widths->line, heads, line, text, number);
    width_note(&widths->text, heads, text, text, number);
}
/* Notes lines of a stream without envelopes, as prefilter_lines cuts them; number: of the one before. */
void width_note_lines(struct width *, const struct head_reader *, struct slice chunk, const struct prefilter_line *, size_t n, int64_t number);
static inline bool width_is_fixed(const struct width *width)
{
    return width->files == WIDTH_FILES;
}
/* Whether no line that comes can change that the width is not fixed. */
static inline bool width_is_over(const struct width *width)
{
    return width->lines > WIDTH_LINES && !width_is_fixed(width);
}

#endif
