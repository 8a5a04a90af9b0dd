/* terminal.h - writes rows for a person's terminal: columns, colours, cut text. Values come from strangers' logs, so
 * nothing in them reaches the terminal as a command: controls, direction marks and bad bytes are shown escaped
 * (\n, \x1b, \u202e). */
#ifndef DAGSIEVE_TERMINAL_H
#define DAGSIEVE_TERMINAL_H

#include "parser/text/buf.h"

enum style { STYLE_plain, STYLE_bold, STYLE_dim, STYLE_red, STYLE_alarm, STYLE_green, STYLE_yellow, STYLE_cyan, STYLE_magenta };

/* Zero with to and width set is a terminal at the beginning of a line. */
struct terminal {
    struct buf *to;
    int width;   /* columns of the terminal; nothing is written beyond */
    bool colour; /* styles are ANSI sequences; without it they are nothing */
    int column;  /* where the last text ended */
    int want;    /* where the next one begins */
    enum style style;
};

/* Columns that text takes when shown, escapes counted; stops counting beyond most. */
int terminal_columns(struct slice text, int most);
/* The next text is written in this style, and only it. */
struct terminal *terminal_style(struct terminal *, enum style);
/* The next text begins at this column, at least one blank after the last. */
void terminal_at(struct terminal *, int column);
/* The next text begins at least so many blanks after the last. */
void terminal_gap(struct terminal *, int blanks);
/* Text in at most room columns; ".." ends what was cut. */
void terminal_text(struct terminal *, struct slice text, int room);
/* Text at the right of room columns, the first of which stays blank. */
void terminal_right(struct terminal *, struct slice text, int room);
/* Text up to the end of the line. */
void terminal_rest(struct terminal *, struct slice text);
/* Text from this column on, broken at blanks where the line would end, and the end of the line. */
void terminal_wrap(struct terminal *, int column, struct slice text);
void terminal_printf(struct terminal *, const char *format, ...) __attribute__((format(printf, 2, 3)));
void terminal_line(struct terminal *);

#endif
