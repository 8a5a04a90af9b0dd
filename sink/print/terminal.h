/* pen.h - writes rows for a person's terminal: columns, colours, cut text. Values come from strangers' logs, so
 * nothing in them reaches the terminal as a command: controls, direction marks and bad bytes are shown escaped
 * (\n, \x1b, \u202e). */
#ifndef DAGSIEVE_PEN_H
#define DAGSIEVE_PEN_H

#include "parser/text/buf.h"

enum ink { INK_plain, INK_bold, INK_dim, INK_red, INK_alarm, INK_green, INK_yellow, INK_cyan, INK_magenta };

/* Zero with to and width set is a pen at the beginning of a line. */
struct pen {
    struct buf *to;
    int width;   /* columns of the terminal; nothing is written beyond */
    bool colour; /* inks are ANSI sequences; without it they are nothing */
    int column;  /* where the last text ended */
    int want;    /* where the next one begins */
    enum ink ink;
};

/* Columns that text takes when shown, escapes counted; stops counting beyond most. */
int pen_columns(struct slice text, int most);
/* The next text is written in this ink, and only it. */
struct pen *pen_in(struct pen *, enum ink);
/* The next text begins at this column, at least one blank behind the last. */
void pen_at(struct pen *, int column);
/* The next text begins at least so many blanks behind the last. */
void pen_gap(struct pen *, int blanks);
/* Text in at most room columns; ".." ends what was cut. */
void pen_text(struct pen *, struct slice text, int room);
/* Text at the right of room columns, the first of which stays blank. */
void pen_right(struct pen *, struct slice text, int room);
/* Text up to the end of the line. */
void pen_rest(struct pen *, struct slice text);
/* Text from this column on, broken at blanks where the line would end, and the end of the line. */
void pen_wrap(struct pen *, int column, struct slice text);
void pen_printf(struct pen *, const char *format, ...) __attribute__((format(printf, 2, 3)));
void pen_line(struct pen *);

#endif
